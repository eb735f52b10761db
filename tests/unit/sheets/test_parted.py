"""A long list side by side on paper: half the pages, everything still said, nothing too small."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.sheets.command import checked_render, payout_model
from kiosk.sheets.engine import Rendered
from kiosk.sheets.model import SheetModel, TableBody
from tests.unit.sheets.fake_board import CORRECTED, POSTED, FakeBoard, people
from tests.unit.sheets.reading import flat, texts

CLOCK = FixedClock(shanghai_noon(POSTED))


def both(board: FakeBoard, paper: str = "a3") -> tuple[SheetModel, Rendered, Rendered]:
    """The sheet as it comes, and the same in one table."""
    model, unit = payout_model(board.as_board(), CLOCK)
    assert isinstance(model.body, TableBody)
    alone = replace(model, body=replace(model.body, parted=False))
    return model, checked_render(model, unit, paper=paper), checked_render(alone, unit, paper=paper)


@pytest.mark.parametrize("paper", ["a3", "a4", "2xa4"])
def test_365_households_take_half_the_paper(paper: str) -> None:
    rows = people(365, tuple(f"{name}组" for name in "上下前后左右东西南"))
    rows[3] = replace(rows[3], note="更正")
    model, halved, alone = both(FakeBoard(rows, head_changes=CORRECTED), paper)
    assert halved.tables == 2 and alone.tables == 1
    assert halved.pages <= alone.pages / 2 + 1
    assert not halved.metrics.too_wide and not halved.metrics.outside
    assert halved.metrics.least_size >= 11 and halved.metrics.least_scale >= 0.85 - 1e-9
    assert halved.body_size >= (11 if paper == "a4" else 15)
    assert isinstance(model.body, TableBody)
    assert tuple(line for page in halved.lines for line in page) == model.body.lines


def test_what_is_the_same_in_every_row_is_said_on_every_page() -> None:
    model, halved, _ = both(FakeBoard(people(200)))
    assert model.every_page == ""
    for page in texts(halved.pdf):
        bare = re.sub(r"\s", "", page)
        assert "每一行都相同：补贴标准112元/亩；发放日期5月20日。" in bare
        assert bare.count("户主姓名") == 2 and "计补面积" in bare


def test_what_differs_keeps_its_column() -> None:
    rows = people(200)
    rows[9] = replace(rows[9], paid_on=POSTED)
    _, halved, alone = both(FakeBoard(rows))
    assert "11月24日" in flat(halved.pdf) and "发放日期5月20日。" not in flat(halved.pdf)
    assert halved.pages <= alone.pages


def test_the_total_is_said_below_both() -> None:
    model, halved, _ = both(FakeBoard(people(200)))
    assert isinstance(model.body, TableBody)
    total = next(line for line in model.body.lines if line.kind == "total")
    last = re.sub(r"\s", "", texts(halved.pdf)[-1])
    assert f"{re.sub(chr(0x3000), '', total.text)}计补面积" in last
    assert f"补贴金额{total.values[4]}元" in last and "合计金额（大写）" in last


@pytest.mark.parametrize(("count", "large"), [(20, False), (365, True)])
def test_short_lists_and_large_type_stay_one_table(count: int, large: bool) -> None:
    model, unit = payout_model(FakeBoard(people(count)).as_board(), CLOCK)
    rendered = checked_render(model, unit, large=large)
    assert rendered.tables == 1 and "每一行都相同" not in flat(rendered.pdf)
    assert rendered.body_size >= (18 if large else 15)


# What came out when each was looked at: (pages, tables, body pt, row factor).
GOLDEN = {
    ("a3", 20): (2, 1, 18, 1.0),
    ("a3", 60): (2, 2, 15, 1.0),
    ("a3", 365): (7, 2, 15, 0.94),
    ("a4", 365): (10, 2, 11, 1.0),
    ("2xa4", 365): (16, 2, 15, 1.0),
}


@pytest.mark.parametrize("case", GOLDEN)
def test_golden_metrics(case: tuple[str, int]) -> None:
    paper, count = case
    model, unit = payout_model(FakeBoard(people(count)).as_board(), CLOCK)
    done = checked_render(model, unit, paper=paper)
    assert (done.pages, done.tables, done.body_size, done.factor) == GOLDEN[case]
