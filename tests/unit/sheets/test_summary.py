"""A year's programmes on one sheet: sums, shares, bars, comparison; nobody is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import UsageFault
from kiosk.domain.money import parse_yuan
from kiosk.sheets import summary
from kiosk.sheets.command import checked_render, make_sheet, summary_model, unit_of
from kiosk.sheets.model import SheetModel, TableBody
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.views import ProgrammeYear, Withdrawal, YearOverview
from tests.unit.sheets.fake_board import POSTED, FakeBoard, people
from tests.unit.sheets.reading import flat
from tests.unit.store import builders as b

UNIT, REFERENCE = unit_of(FakeBoard([]).as_board())
IDS = ("BT-NY-01", "BT-JZ-01", "BT-JZ-07", "BT-NY-03")


def programme(at: int, cents: int, *, suppressed: bool = False, gone: bool = False) -> ProgrammeYear:
    known = REFERENCE.programmes.by_id[IDS[at]]
    board = FakeBoard(people(5), IDS[at], known.privacy)
    batch = board.batch("B1")
    assert batch is not None
    batch = replace(batch, batch_id=f"B{at}", cents=cents, suppressed=suppressed)
    if gone:
        batch = replace(batch, head=replace(batch.head, withdrawal=Withdrawal(date(2026, 8, 1), "重复")))
    return ProgrammeYear(IDS[at], known.name, known.privacy, (batch,), 5, 5, cents, suppressed)


def overview(*programmes: ProgrammeYear, year: int = 2026, complete: bool = True) -> YearOverview:
    cents = sum(p.cents for p in programmes)
    return YearOverview(year, programmes, 9, cents, complete, None if complete else date(2026, 9, 1))


def made(now: YearOverview, last: YearOverview | None = None) -> tuple[SheetModel, TableBody]:
    model = summary.build(now, last, UNIT, REFERENCE, POSTED)
    assert isinstance(model.body, TableBody)
    return model, model.body


def column(body: TableBody, source: str) -> list[str]:
    at = next(i for i, c in enumerate(body.columns) if c.source == source)
    return [line.values[at] for line in body.lines if line.kind in ("row", "total")]


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=4))
def test_rows_add_up_to_the_total_and_bars_follow_the_amounts(amounts: list[int]) -> None:
    amounts.sort(reverse=True)
    _, body = made(overview(*(programme(at, cents) for at, cents in enumerate(amounts))))
    *rows, total = [parse_yuan(text) or 0 for text in column(body, "cents")]
    assert rows == amounts and total == sum(amounts)
    bars = [line.bar for line in body.lines if line.kind == "row"]
    assert bars[0] == 1.0 and bars == sorted(bars, reverse=True)
    shares = [float(text.rstrip("%")) for text in column(body, "bar")[:-1]]
    assert abs(sum(shares) - 100) <= 0.05 * len(shares) + 1e-9


def test_a_whole_year_is_compared_with_the_year_before() -> None:
    last = overview(programme(0, 100_00), programme(1, 50_00), programme(2, 7_00), year=2025)
    now = overview(programme(0, 150_00), programme(1, 20_00), programme(2, 7_00), programme(3, 9_00))
    _, body = made(now, last)
    assert column(body, "change") == ["多 50.00", "少 30.00", "一样", "上年没有", "多 29.00"]


def test_part_of_a_year_is_not_compared_and_says_so() -> None:
    last = overview(programme(0, 100_00), year=2025)
    model, body = made(overview(programme(0, 10_00), complete=False), last)
    assert all(c.source != "change" for c in body.columns)
    assert model.info[1] == "发到2026年9月1日为止"
    assert any("还没有发完" in line.text for line in body.lines)


def test_few_people_have_no_amount_and_withdrawn_programmes_are_gone() -> None:
    now = overview(programme(0, 100_00), programme(2, 0, suppressed=True), programme(3, 0, gone=True))
    _, body = made(now)
    assert column(body, "name")[:-1] == ["耕地地力保护补贴", "重度残疾人护理补贴"]
    assert column(body, "persons")[:2] == ["5户", "少于3人"]
    assert column(body, "cents")[:2] == ["100.00", "不列"]
    assert any("没有算进合计" in line.text for line in body.lines)


def test_digest_follows_the_amounts() -> None:
    one, same, other = (made(overview(programme(0, cents)))[0].stamp for cents in (100, 100, 101))
    assert one == same and one.digest != other.digest


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    made = b.make_home(tmp_path)
    b.fill_board(made, households=30)
    return made


def test_a_real_year(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    result = make_sheet(home, "summary", tmp_path / "a.pdf", year=2025, clock=clock)
    text = flat((tmp_path / "a.pdf").read_bytes())
    assert result.title == "罗田村2025年惠民惠农补贴发放汇总" and result.pages == 1
    year = BoardReader(home, clock).year(2025)
    for line in year.programmes:
        assert line.programme_name in text
    assert b.person(1)[0] not in text and b.payouts(30)[0].name not in text
    newest = make_sheet(home, "summary", tmp_path / "b.pdf", clock=clock)
    assert "2026年" in newest.title
    with pytest.raises(UsageFault, match="1999年"):
        make_sheet(home, "summary", tmp_path / "c.pdf", year=1999, clock=clock)


def test_bars_are_drawn_and_nothing_overlaps(home: KioskHome, clock: FixedClock) -> None:
    model, settings = summary_model(BoardReader(home, clock), clock, year=2025)
    rendered = checked_render(model, settings)
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    assert rendered.pdf == checked_render(model, settings).pdf
    assert isinstance(model.body, TableBody)
    plain = replace(model.body, lines=tuple(replace(line, bar=0.0) for line in model.body.lines))
    assert checked_render(replace(model, body=plain), settings).pdf != rendered.pdf
