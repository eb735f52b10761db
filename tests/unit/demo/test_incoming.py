"""What the departments sent to the demo county: the ready-made .xls, invented numbers, no chance in it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine

from kiosk.demo.incoming import (
    FOREST,
    FOREST_AGAIN,
    GRAIN,
    GRAIN_AGAIN,
    NOTE,
    NOTICE,
    PUPILS,
    TREES,
    Incoming,
    grain_papers,
    id_number,
    write_incoming,
)
from kiosk.demo.people import make_roster
from kiosk.demo.units import RICH, county_units
from kiosk.domain.paths import resources_dir
from kiosk.domain.scan import id_check_character

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def people() -> dict[str, Incoming]:
    units = {u.village_code: u for u in county_units()}
    return {
        p.village_code: Incoming(units[p.village_code], make_roster(p, units[p.village_code].kind, 2026))
        for p in RICH
    }


def test_the_ready_made_xls_is_the_list_of_the_registers(people: dict[str, Incoming]) -> None:
    """After a change of the demo's people: python packaging/make_demo_incoming.py."""
    book = python_calamine.CalamineWorkbook.from_path(resources_dir() / "demo" / "incoming" / GRAIN)
    papers = grain_papers(people)
    assert book.sheet_names == [p.name for p in papers] == ["罗田村", "京台村"]
    for paper in papers:
        under = paper.hidden()
        told = [
            ["" if (r, c) in under else float(x) if isinstance(x, int | Decimal) else x
             for c, x in enumerate(row)]
            for r, row in enumerate(paper.grid)
        ]  # fmt: skip
        assert book.get_sheet_by_name(paper.name).to_python() == told


@pytest.mark.parametrize("year", [2026, 2031])
def test_a_persons_number_is_of_nowhere_right_and_its_own(people: dict[str, Incoming], year: int) -> None:
    for of in people.values():
        again = make_roster(
            next(p for p in RICH if p.village_code == of.unit.village_code), of.unit.kind, year
        )
        numbers = [id_number(p) for p in again.people()]
        assert numbers == [id_number(p) for p in of.roster.people()]
        assert len(set(numbers)) == len(numbers)
        for number in numbers:
            assert re.fullmatch(r"990123(?:19|20)\d{9}[\dX]", number)
            assert number[17] == id_check_character(number[:17])


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2026, 2, 20)])
def test_the_folder_is_the_same_every_time_and_of_this_year(
    people: dict[str, Incoming], today: date, tmp_path: Path
) -> None:
    made = [tmp_path / "a", tmp_path / "b"]
    for folder in made:
        write_incoming(folder, people, today)
    names = sorted(p.name for p in made[0].iterdir())
    assert names == sorted((FOREST, FOREST_AGAIN, GRAIN, GRAIN_AGAIN, NOTE, NOTICE, PUPILS, TREES))
    for name in set(names) - {NOTICE}:
        assert (made[0] / name).read_bytes() == (made[1] / name).read_bytes(), name
    rows = list(csv.reader(io.StringIO((made[0] / PUPILS).read_bytes().decode("gb18030"))))
    paid = {date(*map(int, row[-1].split("."))) for row in rows[1:]}
    assert len(paid) == 1 and paid.pop().year == today.year
    note = (made[0] / NOTE).read_text("utf-8-sig")
    assert all(name in note for name in names if name != NOTE)
