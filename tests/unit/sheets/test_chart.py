"""The catalogue as a wall chart: every item of either catalogue, whole and large enough."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.domain.clock import FixedClock
from kiosk.domain.region import Village
from kiosk.sheets import chart
from kiosk.sheets.command import checked_render, make_sheet, unit_of
from kiosk.sheets.model import TableBody
from tests.unit.sheets.fake_board import DONGMEN, LUOTIAN, POSTED, FakeBoard
from tests.unit.sheets.reading import flat, texts
from tests.unit.store import builders as b


@pytest.mark.parametrize("village", [LUOTIAN, DONGMEN])
def test_every_item_is_on_it(village: Village) -> None:
    unit, _ = unit_of(FakeBoard([], unit=village).as_board())
    model = chart.build(unit, POSTED)
    rendered = checked_render(model, unit.settings)
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    assert rendered.body_size >= 14
    whole = flat(rendered.pdf)
    for item in unit.catalogue.items:
        assert re.sub(r"\s", "", item.level2) in whole
        for element in item.elements:
            assert re.sub(r"\s", "", element) in whole
    assert isinstance(model.body, TableBody)
    rows = [line for line in model.body.lines if line.kind == "row"]
    assert len(rows) == len(unit.catalogue.items)
    assert [line.values[1] for line in rows] == [str(item.seq) for item in unit.catalogue.items]
    marked = [line for line in rows if line.values[2].endswith("＊")]
    assert len(marked) == sum(item.verify for item in unit.catalogue.items)
    for page in texts(rendered.pdf):
        assert "什么时候公开" in page and "长期公布" in page


def test_deadline_and_period_are_parted() -> None:
    unit, _ = unit_of(FakeBoard([]).as_board())
    body = chart.build(unit, POSTED).body
    assert isinstance(body, TableBody)
    found = {line.values[1]: line.values for line in body.lines if line.kind == "row"}
    item = unit.catalogue.by_id["GK-HN-03"]
    assert found[str(item.seq)][4:6] == ("每年12月31日前", "不少于15日")


def test_from_the_command(tmp_path: Path, clock: FixedClock) -> None:
    home = b.make_home(tmp_path)
    b.fill_board(home, households=2, years=(2026,))
    result = make_sheet(home, "catalogue", tmp_path / "a.pdf", clock=clock)
    assert result.title == "罗田村村务公开基本目录"
    first = (tmp_path / "a.pdf").read_bytes()
    make_sheet(home, "catalogue", tmp_path / "a.pdf", clock=clock)
    assert (tmp_path / "a.pdf").read_bytes() == first
