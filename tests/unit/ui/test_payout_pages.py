"""Payouts of a year, a list and a person: figures agree with the board, privacy holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication

from kiosk.domain.payout import Payout
from kiosk.store.board import BoardReader
from kiosk.store.views import ProgrammeYear, Withdrawal
from kiosk.ui.models.rowheights import Metrics
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.payout_list import PayoutListVM, list_build
from kiosk.ui.viewmodels.payout_year import FEW, year_build
from kiosk.ui.viewmodels.recipient import recipient_build

LAND = "地力-2026-1"


def cents(text: str) -> int:
    return round(float(text.replace(",", "").rstrip("元")) * 100)


def test_rows_of_a_year_add_up_to_its_total(board: BoardReader, facts: Facts) -> None:
    state = year_build(0)(board, facts)
    assert state.title == "2026年补贴发放"
    assert sum(cents(r.amount) for r in state.rows if r.amount) == cents(state.amount)
    amounts = [cents(r.amount) for r in state.rows]
    assert amounts == sorted(amounts, reverse=True)
    assert state.rows[0].ratio == 1.0
    assert all(r.ratio == pytest.approx(a / amounts[0]) for r, a in zip(state.rows, amounts, strict=True))


def test_totals_only_programmes_have_a_lock_and_do_not_open(board: BoardReader, facts: Facts) -> None:
    rows = {r.programme_id: r for r in year_build(2026)(board, facts).rows}
    disabled = rows["BT-FL-01"]
    assert (disabled.locked, disabled.opens, disabled.note) == (True, False, "只列合计")
    assert disabled.count == "12人"
    assert rows["BT-NY-01"].opens and rows["BT-JZ-01"].opens
    assert list_build(batch_id="残疾-2026", programme_id="", year=0, group="")(board, facts) is None


def test_fewer_than_three_persons_are_said_without_an_amount(board: BoardReader, facts: Facts) -> None:
    real = board.year(2026)
    hidden = ProgrammeYear("BT-JZ-08", "孤儿基本生活费", "P3", (), 0, 2, 0, True)

    class Few:
        def __getattr__(self, name: str) -> Any:
            return getattr(board, name)

        def year(self, year: int) -> Any:
            return replace(real, programmes=(*real.programmes, hidden)) if year == 2026 else board.year(year)

    state = year_build(2026)(Few(), facts)  # type: ignore[arg-type]
    row = state.rows[-1]
    assert (row.count, row.amount, row.ratio, row.opens) == (FEW, "", 0.0, False)
    assert FEW in state.hidden_note
    assert state.amount == year_build(2026)(board, facts).amount


def test_what_was_taken_back_stays_as_a_row_without_an_amount(board: BoardReader, facts: Facts) -> None:
    real = board.year(2026)
    first = real.programmes[0]
    note = Withdrawal(date(2026, 6, 3), "名单有误")
    back = tuple(replace(b, head=replace(b.head, withdrawal=note), cents=0) for b in first.batches)
    gone = replace(first, batches=back, cents=0, households=0, persons=None)

    class Taken:
        def __getattr__(self, name: str) -> Any:
            return getattr(board, name)

        def year(self, year: int) -> Any:
            return (
                replace(real, programmes=(gone, *real.programmes[1:])) if year == 2026 else board.year(year)
            )

    state = year_build(2026)(Taken(), facts)  # type: ignore[arg-type]
    row = state.rows[-1]
    assert (row.name, row.withdrawn, row.amount, row.opens) == (first.programme_name, True, "", True)
    assert (row.count, row.when) == ("6月3日撤回", "不算进合计")
    assert state.programmes == f"{len(real.programmes) - 1} 项补贴"


def test_an_unfinished_year_says_so_and_is_compared_with_the_whole_last_year(
    board: BoardReader, facts: Facts
) -> None:
    state = year_build(2026)(board, facts)
    assert state.meta.startswith("1月1日—6月10日")
    assert state.chart_note == "2026年只算到6月10日"
    assert state.difference.startswith("比去年全年多 ")
    assert year_build(2025)(board, facts).difference == "和去年一样多"
    # 2021 is not on the board: there is nothing to compare with.
    assert year_build(2022)(board, facts).difference == ""


def test_a_year_without_payouts_says_what_to_expect(board: BoardReader, facts: Facts) -> None:
    state = year_build(2020)(board, facts)
    assert state.rows == ()
    assert state.empty == "2020年还没有发放。发了会放上来。"


def test_older_years_stand_behind_one_key(board: BoardReader, facts: Facts) -> None:
    assert [k.label for k in year_build(2026)(board, facts).keys] == ["2026", "2025", "2024", "更早"]
    older = year_build(2023)(board, facts).keys
    assert [(k.label, k.chosen) for k in older][3:] == [("2023", True), ("更早", False)]


def test_a_list_has_the_published_columns_and_the_totals_of_group_and_village(
    board: BoardReader, facts: Facts
) -> None:
    state = list_build(batch_id=LAND, programme_id="", year=0, group="樟树组")(board, facts)
    assert state is not None
    h = state.heads
    heads = (h.number, h.name, h.quantity, h.rate, h.amount)
    assert heads == ("序号", "户主", "面积(亩)", "标准", "金额(元)")
    assert [t.label for t in state.totals] == ["樟树组合计", "全村合计"]
    assert sum(cents(line.amount) for line in state.lines) == cents(state.totals[0].amount)
    whole = list_build(batch_id=LAND, programme_id="", year=0, group="")(board, facts)
    assert whole is not None
    assert sum(cents(line.amount) for line in whole.lines) == cents(whole.totals[0].amount)
    assert whole.lines[0].terms.startswith(whole.lines[0].quantity + "亩 × 112元")


def test_a_p2_list_says_name_and_amount_only_and_opens_nobody(board: BoardReader, facts: Facts) -> None:
    state = list_build(batch_id="", programme_id="BT-JZ-01", year=2026, group="")(board, facts)
    assert state is not None
    assert not state.can_find
    assert {line.opens for line in state.lines} == {""}
    assert {line.extra for line in state.lines} == {""}
    assert state.heads.rate == ""


def test_a_correction_is_visible_on_the_list_and_on_the_line(board: BoardReader, facts: Facts) -> None:
    state = list_build(batch_id=LAND, programme_id="", year=0, group="")(board, facts)
    assert state is not None
    assert state.note.state == "info"
    assert state.note.label.endswith("更正过")
    assert state.note.text == "1户有改动。第一户面积少登记了一亩。"
    changed = [line for line in state.lines if line.change]
    assert [line.change for line in changed] == ["更正：原来 112.00元"]


def test_several_payments_of_a_year_can_be_chosen(board: BoardReader, facts: Facts) -> None:
    state = list_build(batch_id="", programme_id="BT-YL-01", year=2026, group="")(board, facts)
    assert state is not None
    assert [o.label for o in state.batches] == ["5月", "4月", "3月", "2月", "1月"]
    assert state.batch_label == "5月"


def test_pages_of_a_list_hold_every_line_once(runner: Any) -> None:
    vm = PayoutListVM()  # type: ignore[operator]
    vm.metrics = {"room": 900.0, "row": 84.0}
    vm.start({"batch": LAND})
    QCoreApplication.processEvents()
    seen: list[str] = []
    for page in range(vm.pages):
        vm.page = page
        assert 0 < len(vm.lines.rows) <= 10
        seen += [line.number for line in vm.lines.rows]
    assert seen == [line.number for line in vm.state.lines]
    vm.metrics = {"room": 900.0, "row": 84.0, "columns": 2}
    QCoreApplication.processEvents()
    assert vm.pages <= 10
    assert Metrics(**vm.metrics).columns == 2


def test_a_persons_page_says_every_payment(board: BoardReader, facts: Facts) -> None:
    hit = next(h for h in board.find_names(surname="刘") if board.recipient(h.recipient_id))
    lines = [
        line
        for h in board.find_names(surname="刘")
        if (view := board.recipient(h.recipient_id))
        for line in view.lines
        if line.programme_id == "BT-YL-01"
    ]
    assert hit and lines
    person = next(
        h for h in board.find_names(surname="刘")
        if any(li.programme_id == "BT-YL-01" for li in board.recipient(h.recipient_id).lines)  # type: ignore[union-attr]
    )  # fmt: skip
    state = recipient_build(person.recipient_id, 0, "")(board, facts)
    assert state is not None
    old_age = next(r for r in state.rows if r.programme_id == "BT-YL-01")
    assert [(line.sum, line.paid) for line in old_age.lines] == [
        ("1人 × 50元 × 5个月 = 250.00元", "1—5月，每月发")
    ]
    assert cents(state.amount) == sum(cents(r.amount) for r in state.rows)
    assert state.caption == "2026年到现在，一共领到"
    marked = recipient_build(person.recipient_id, 0, "BT-NY-01")(board, facts)
    assert marked is not None and marked.rows[0].marked


def test_rare_characters_stay_and_missing_ones_are_read_out(board: BoardReader, facts: Facts) -> None:
    state = list_build(batch_id="稻谷-2026", programme_id="", year=0, group="")(board, facts)
    assert state is not None
    assert [line.name for line in state.lines][:3] == ["刘䶮", "黄𬱖", "𠅤小满"]
    assert facts.safe("王\U00031350") == "王（qi U+31350）"


def test_money_that_has_not_arrived_is_not_counted_as_received(board: BoardReader, facts: Facts) -> None:
    person = board.find_names(limit=1)[0]
    view = board.recipient(person.recipient_id)
    assert view is not None
    first = view.lines[0]
    waiting = replace(
        first, batch_id="x", payout=Payout(row=1, cents=10_000, status="returned", paid_on=date(2026, 5, 1))
    )

    class Waiting:
        def __getattr__(self, name: str) -> Any:
            return getattr(board, name)

        def recipient(self, recipient_id: str) -> Any:
            return replace(view, lines=(waiting, *view.lines))

    plain = recipient_build(person.recipient_id, 2026, "")(board, facts)
    state = recipient_build(person.recipient_id, 2026, "")(Waiting(), facts)  # type: ignore[arg-type]
    assert plain is not None and state is not None
    assert state.amount == plain.amount
    assert state.waiting == "另有 100.00元还没有发到"


def test_quarterly_payments_are_not_said_as_months(board: BoardReader, facts: Facts) -> None:
    person = board.find_names(limit=1)[0]
    view = board.recipient(person.recipient_id)
    assert view is not None
    quarters = tuple(
        replace(
            view.lines[0],
            batch_id=f"q{month}",
            programme_id="BT-LY-04",
            payout=Payout(row=1, cents=240_000, paid_on=date(2026, month, 20), paid_how="社保卡"),
        )
        for month in (1, 3, 5)
    )

    class Quarterly:
        def __getattr__(self, name: str) -> Any:
            return getattr(board, name)

        def recipient(self, recipient_id: str) -> Any:
            return replace(view, lines=quarters)

    state = recipient_build(person.recipient_id, 2026, "")(Quarterly(), facts)  # type: ignore[arg-type]
    assert state is not None
    assert {line.sum for line in state.rows[0].lines} == {"按核定金额发放 2,400.00元"}
    assert [line.paid for line in state.rows[0].lines] == [
        "1月20日发到社保卡",
        "3月20日发到社保卡",
        "5月20日发到社保卡",
    ]
