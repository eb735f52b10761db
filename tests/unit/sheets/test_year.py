"""All lists of a year together: who is on it, that it adds up, that P2 and P3 stay out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import UsageFault
from kiosk.domain.money import format_amount, parse_yuan
from kiosk.domain.payout import Payout
from kiosk.domain.sheetid import parse_payload
from kiosk.sheets.command import checked_render, make_sheet, summary_model, year_model
from kiosk.sheets.model import ModelLine, SheetModel, TableBody
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from tests.unit.sheets.reading import flat
from tests.unit.store import builders as b

YEAR = 2026


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    made = b.make_home(tmp_path)
    b.fill_board(made, households=30, years=(2025, YEAR), batches=2)
    return made


@pytest.fixture
def board(home: KioskHome, clock: FixedClock) -> Iterator[BoardReader]:
    reader = BoardReader(home, clock)
    yield reader
    reader.close()


def table(model: SheetModel) -> TableBody:
    assert isinstance(model.body, TableBody)
    return model.body


def test_each_person_once_with_every_programme(board: BoardReader, clock: FixedClock) -> None:
    model, _ = year_model(board, clock, YEAR)
    body = table(model)
    rows = [line for line in body.lines if line.kind == "row"]
    lines = b.payouts(30)
    assert len(rows) == len({line.merge for line in rows}) == 30
    assert {row.values[1] for row in rows} == {line.name for line in lines}
    # Two batches of one programme are one line with their sum; what they agree on stays.
    by_name = {row.values[1]: row.values for row in rows}
    one = lines[4]
    assert by_name[one.name][5] == format_amount(2 * one.cents)
    assert by_name[one.name][2] == "耕地地力保护补贴"


def test_it_adds_up(board: BoardReader, clock: FixedClock) -> None:
    body = table(year_model(board, clock, YEAR)[0])

    def cents(kind: str) -> int:
        return sum(parse_yuan(line.values[5]) or 0 for line in body.lines if line.kind == kind)

    expected = 2 * sum(line.cents for line in b.payouts(30))
    assert cents("row") == cents("total") == expected
    assert cents("subtotal") <= expected


def test_p2_and_p3_stay_out(board: BoardReader, clock: FixedClock) -> None:
    model, settings = year_model(board, clock, YEAR)
    text = flat(checked_render(model, settings).pdf)
    assert "农村最低生活保障金" not in text and "残疾人两项补贴" not in text
    assert "请看另外张贴的表" in text
    assert {i for i, _ in model.subjects} == {"地力-2026-1", "地力-2026-2"}


def test_a_person_with_several_programmes_shares_cells(
    home: KioskHome, board: BoardReader, clock: FixedClock
) -> None:
    extra = [replace(line, qty=None, rate=None, note="补发") for line in b.payouts(30)]
    item = b.payouts_item("公益林", extra, year=YEAR, programme_id="BT-LY-01", programme_name="公益林补偿")
    b.apply(home, b.MadeBundle(2).add_payouts(item, extra))
    model, settings = year_model(board, clock, YEAR)
    body = table(model)
    rows = [line for line in body.lines if line.kind == "row"]
    assert len(rows) == 60 and len({line.merge for line in rows}) == 30 and body.merged == 2
    rendered = checked_render(model, settings)
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    text = flat(rendered.pdf)
    # The name is written once for both programmes (and nobody else has it).
    assert text.count(rows[0].values[1]) == 1
    # A person's programmes are never parted by the end of a page.
    for page in rendered.lines:
        merges = [line.merge for line in page if line.kind == "row"]
        assert all(merges.count(merge) == 2 for merge in set(merges))


def test_large_type_on_a4_parts_a_person_rather_than_failing(board: BoardReader, clock: FixedClock) -> None:
    """Lying A4 pages are so low that ten programmes of one person are more than a page of large type."""
    model, settings = year_model(board, clock, YEAR)
    body = table(model)
    remark = ModelLine("remark", "合计里有1笔被退回，没有到账。")
    lines = [
        part
        for line in body.lines
        for part in ([line] * 10 if line.kind == "row" else [line, *[remark] * 6 * (line.kind == "words")])
    ]
    full = replace(model, body=replace(body, lines=tuple(lines)))
    rendered = checked_render(full, settings, large=True, paper="a4")
    assert tuple(line for page in rendered.lines for line in page) == tuple(lines)
    assert rendered.body_size >= 14
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    (last,) = [page for page in rendered.lines if any(line.kind == "total" for line in page)]
    assert any(line.kind == "row" for line in last)


def test_a_correction_is_told(home: KioskHome, board: BoardReader, clock: FixedClock) -> None:
    lines = b.payouts(30)
    lines[3] = replace(lines[3], cents=lines[3].cents + 12_34)
    item = b.payouts_item("地力-2026-1", lines, version=2, reason="面积填错")
    b.apply(home, b.MadeBundle(2).add_payouts(item, lines))
    model, _ = year_model(board, clock, YEAR)
    assert model.notice is not None and "面积填错" in model.notice.text
    assert ("地力-2026-1", 2) in model.subjects


def test_the_code_leads_to_the_years_totals(board: BoardReader, clock: FixedClock) -> None:
    model, _ = year_model(board, clock, YEAR)
    totals, _ = summary_model(board, clock, year=YEAR)
    assert model.stamp.sheet_id != totals.stamp.sheet_id
    assert model.stamp.qr == totals.stamp.qr
    if model.stamp.qr is not None:
        assert parse_payload(model.stamp.qr).sheet_id == totals.stamp.sheet_id


def test_from_the_command(home: KioskHome, clock: FixedClock, tmp_path: Path) -> None:
    made = make_sheet(home, "payouts", tmp_path / "a.pdf", year=YEAR, clock=clock)
    assert made.title == "罗田村2026年惠民惠农补贴发放到户情况公示"
    with pytest.raises(UsageFault, match="1999年"):
        make_sheet(home, "payouts", tmp_path / "b.pdf", year=1999, clock=clock)


def test_a_year_of_totals_alone_has_no_list(tmp_path: Path, clock: FixedClock) -> None:
    home = b.make_home(tmp_path)
    total = [Payout(row=1, cents=96000, persons=12, paid_on=date(YEAR, 3, 20))]
    item = b.payouts_item(
        "残疾", total, year=YEAR, programme_id="BT-JZ-07", programme_name="护理补贴", privacy="P3"
    )
    b.apply(home, b.MadeBundle(1).add_payouts(item, total))
    with pytest.raises(UsageFault, match="summary"):
        make_sheet(home, "payouts", tmp_path / "a.pdf", year=YEAR, clock=clock)
    assert not (tmp_path / "a.pdf").exists()
