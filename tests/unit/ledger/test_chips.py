"""Chips of the catalogue page, from plain facts and from a real board.db."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.clock import FixedClock
from kiosk.domain.deadline import parse_deadline, parse_hold
from kiosk.domain.duty import DutyKey, DutyState, Posting, Shown
from kiosk.domain.items import EventItem, WithdrawItem, WithdrawTarget
from kiosk.domain.reference import load_packaged
from kiosk.domain.settings import UnitSettings, parse_settings
from kiosk.ledger.chips import Chip, chips, ledger_of_board, next_due
from kiosk.ledger.duties import duty_rules, duty_states
from kiosk.store.board import BoardReader
from tests.unit.store import builders as b

REFERENCE = load_packaged()
ID = "GK-CW-01"
TODAY = date(2026, 11, 23)
SETTINGS = UnitSettings(ledger_from=date(2026, 7, 1))


def catalogue(deadline: str, **changes: Any) -> Catalogue:
    item = replace(
        REFERENCE.village.by_id[ID],
        deadline=parse_deadline(deadline),
        hold=parse_hold("15d"),
        verify=False,
        **changes,
    )
    return Catalogue.of((item,))


def shown(period: str, on: date, **changes: Any) -> Shown:
    base: dict[str, Any] = {
        "type": "disclosure",
        "id": f"D-{period}",
        "version": 1,
        "catalogue_ids": (ID,),
        "period": period,
        "published_on": on,
        "publish_from": on,
    }
    return Shown(**base | changes)


def event(on: date, event_id: str = "hd-1", trigger: Any = "event", title: str = "重阳节慰问") -> EventItem:
    return EventItem(event_id, (ID,), trigger, on, title)


def states(
    what: Catalogue,
    *published: Shown,
    events: tuple[EventItem, ...] = (),
    today: date = TODAY,
    trusted: bool = True,
) -> tuple[DutyState, ...]:
    rules = duty_rules(b.VILLAGE, SETTINGS, REFERENCE.holidays)
    return duty_states(what, rules, published, events, (), today, trusted=trusted)


def chip(
    what: Catalogue,
    *published: Shown,
    events: tuple[EventItem, ...] = (),
    today: date = TODAY,
    trusted: bool = True,
    reasons: dict[DutyKey, str] | None = None,
) -> Chip:
    found = states(what, *published, events=events, today=today, trusted=trusted)
    return chips(what, found, published, events, today, trusted=trusted, reasons=reasons)[ID]


def test_public_shows_the_day_and_the_period() -> None:
    found = chip(catalogue("quarterly"), shown("2026-Q3", date(2026, 10, 20)))
    assert found == Chip("ok", "已公开", "10月20日公开", "2026年第三季度", publication_id="D-2026-Q3")


def test_overdue_shows_when_it_should_have_been() -> None:
    found = chip(catalogue("quarterly"))
    assert (found.kind, found.label, found.when) == ("err", "逾期 34 天", "10月20日前应公开")
    assert (found.period, found.is_overdue, found.publication_id) == ("2026年第三季度", True, None)


def test_the_reason_of_the_clerk_is_said() -> None:
    key = DutyKey(b.VILLAGE.village_code, ID, 0, "2026-Q3")
    assert chip(catalogue("quarterly"), reasons={key: "账本送审未回"}).reason == "账本送审未回"


def test_near_later_and_today() -> None:
    what = catalogue("quarterly")
    near = chip(what, today=date(2026, 10, 16))
    assert (near.kind, near.label, near.when) == ("warn", "临近 还剩 4 天", "最晚 10月20日公开")
    assert chip(what, today=date(2026, 10, 20)).label == "临近 今天到期"
    later = chip(what, today=date(2026, 10, 14))
    assert (later.kind, later.label, later.when) == ("later", "还没到期", "10月20日前公开")
    yearly = chip(catalogue("yearly<=12-31"))
    assert (yearly.kind, yearly.when, yearly.period) == ("later", "12月31日前公开", "2026年")


def test_a_running_period_does_not_hide_what_is_public() -> None:
    what, last = catalogue("quarterly"), shown("2026-Q3", date(2026, 10, 20))
    assert chip(what, last, today=date(2026, 12, 31)).kind == "ok"
    assert chip(what, last, today=date(2027, 1, 1)).kind == "later"
    first = chip(what, today=date(2026, 8, 1))
    assert (first.kind, first.when, first.period) == ("later", "10月20日前公开", "2026年第三季度")


def test_nothing_happened_is_mute_with_its_day() -> None:
    found = chip(catalogue("quarterly"), shown("2026-Q3", date(2026, 10, 18), nothing=True))
    assert (found.kind, found.label, found.when) == ("mute", "本期没有发生", "10月18日登记")


def test_the_worst_unmet_part_wins() -> None:
    what = catalogue("quarterly;event+prompt;yearly<=12-31")
    happened = event(date(2026, 11, 20))
    due_soon = chip(what, shown("2026-Q3", date(2026, 10, 18)), events=(happened,))
    assert (due_soon.kind, due_soon.period, due_soon.when) == ("warn", "重阳节慰问", "最晚 11月25日公开")
    overdue = chip(what, events=(happened,))
    assert (overdue.kind, overdue.period) == ("err", "2026年第三季度")
    rest = chip(
        what, shown("2026-Q3", date(2026, 10, 18)), shown("E:hd-1", date(2026, 11, 21)), events=(happened,)
    )
    assert (rest.kind, rest.period) == ("later", "2026年")


def test_the_longest_overdue_is_named_and_the_old_one_stays_open() -> None:
    two = (event(date(2026, 9, 1), "hd-1", title="甲"), event(date(2026, 8, 1), "hd-2", title="乙"))
    assert chip(catalogue("event+prompt"), events=two).period == "乙"
    assert chip(catalogue("event+prompt"), shown("E:hd-2", date(2026, 9, 1)), events=two).period == "甲"


def test_without_event_there_is_no_duty() -> None:
    found = chip(catalogue("event+prompt"))
    assert found == Chip("none", "", "有了就公开", "")
    assert chip(catalogue("event+prompt"), shown("E:hd-1", date(2026, 10, 21)), events=()).label == "已公开"


def test_a_withdrawn_one_is_not_public() -> None:
    gone = shown("2026-Q3", date(2026, 10, 18), withdrawn_on=date(2026, 10, 30))
    assert chip(catalogue("quarterly"), gone).kind == "err"
    assert chip(catalogue("event+prompt"), gone).kind == "none"


def test_an_untrusted_clock_claims_only_what_is_public() -> None:
    what = catalogue("quarterly")
    public = chip(what, shown("2026-Q3", date(2026, 10, 20)), trusted=False)
    assert (public.kind, public.label, public.note) == ("ok", "已公开", "时间未校准")
    overdue = chip(what, trusted=False)
    assert (overdue.kind, overdue.label, overdue.when, overdue.note) == ("none", "", "", "时间未校准")
    nothing = chip(what, shown("2026-Q3", date(2026, 10, 20), nothing=True), trusted=False)
    assert (nothing.kind, nothing.label) == ("none", "")


def test_unconfirmed_items_and_unknown_holidays_are_said() -> None:
    item = replace(catalogue("event+20wd").items[0], verify=True)
    found = chip(Catalogue.of((item,)), events=(event(date(2026, 12, 20)),), today=date(2026, 12, 21))
    assert found.note == "待县核定　2027年的放假安排还没有，先按周一到周五算。"


def test_next_due() -> None:
    what = catalogue("quarterly;yearly<=12-31")
    found = next_due(states(what, shown("2026-Q3", date(2026, 10, 18))), {}, TODAY)
    assert found is not None
    assert (found.period, found.when) == ("2026年", "最晚 12月31日公开")
    assert next_due(states(catalogue("event+prompt")), {}, TODAY) is None


# --- on a real board

AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def board(tmp_path: Path) -> BoardReader:
    home = b.make_home(tmp_path)
    lines = b.payouts(5)
    paid = date(2026, 11, 2)
    first = b.MadeBundle(1)
    first.add(
        b.disclosure_item(
            "cw-q3",
            catalogue_ids=(ID,),
            period="2026-Q3",
            published_on=date(2026, 10, 18),
            publish_from=date(2026, 10, 18),
            form="table",
            body="无",
        ),
        b.disclosure_item(
            "hn-03",
            catalogue_ids=("GK-HN-03",),
            period="2025",
            published_on=date(2025, 12, 18),
            publish_from=date(2025, 12, 18),
        ),
        b.disclosure_item("zz-1", catalogue_ids=("GK-ZZ-01",)),
        b.policy_item(),
        EventItem("FF-BT-NY-01-2026-01", ("GK-HN-04", "GK-HN-06"), "payout", paid, "地力补贴发放"),
    )
    first.add_payouts(
        b.payouts_item("BT-NY-01-2026-01", lines, paid_on=paid, publish_from=date(2026, 11, 5)), lines
    )
    second = b.MadeBundle(2)
    second.add(WithdrawItem((WithdrawTarget("disclosure", "zz-1", 1),), "贴错了", date(2026, 11, 20)))
    b.apply(home, first, second, at=AT)
    return BoardReader(home, FixedClock(AT))


def test_a_real_board(board: BoardReader) -> None:
    view = ledger_of_board(
        board,
        REFERENCE.village,
        SETTINGS,
        REFERENCE.holidays,
        TODAY,
        trusted=True,
        postings=(Posting(("cw-q3",), date(2026, 10, 19)),),
    )
    assert set(view.chips) == set(REFERENCE.village.by_id)
    (quarter, running) = view.of_item(ID)
    assert (quarter.is_met, quarter.posted_on, running.duty.key.period) == (
        True,
        date(2026, 10, 19),
        "2026-Q4",
    )
    # The list meets its payment and its year, and never stands in for the yearly publication.
    (payment,) = view.of_item("GK-HN-04")
    assert payment.publication is not None
    assert (payment.publication.id, payment.late_days) == ("BT-NY-01-2026-01", 0)
    assert [s.is_met for s in view.of_item("GK-HN-06")] == [True, True]
    assert view.chips["GK-HN-04"].period == "2026年"
    assert (view.chips["GK-HN-03"].kind, view.chips["GK-HN-03"].when) == ("later", "12月31日前公开")
    # A shelf emptied three days ago still has its twenty working days.
    assert view.chips["GK-ZZ-01"].kind == "later"
    assert view.chips["GK-ZZ-02"].kind == "err"


def test_without_a_ledger_nothing_is_overdue(board: BoardReader) -> None:
    view = ledger_of_board(board, REFERENCE.village, UnitSettings(), REFERENCE.holidays, TODAY, trusted=True)
    assert view.states == ()
    assert {c.kind for c in view.chips.values()} == {"ok", "none"}


@pytest.mark.parametrize(
    ("first", "second", "late"),
    [
        ({}, {}, 0),
        ({"nothing": True}, {"nothing": True}, 0),
        # What is first told by the "correction" was not told before.
        ({"period": "2026-Q2"}, {}, 31),
        ({"catalogue_ids": ("GK-CW-02",)}, {"catalogue_ids": (ID, "GK-CW-02")}, 31),
        ({"nothing": True}, {}, 31),
        # The first one would have been shown after the second only.
        ({"publish_from": date(2026, 12, 1)}, {}, 31),
    ],
)
def test_a_correction_makes_nothing_late_that_was_in_time(
    tmp_path: Path, first: dict[str, object], second: dict[str, object], late: int
) -> None:
    home = b.make_home(tmp_path)

    def version(number: int, on: date, changes: dict[str, object]) -> b.MadeBundle:
        values: dict[str, object] = {
            "catalogue_ids": (ID,), "period": "2026-Q3", "published_on": on, "publish_from": on,
            "version": number, "replaces": number - 1 or None, "reason": "金额填错" if number > 1 else None,
        }  # fmt: skip
        return b.MadeBundle(number).add(b.disclosure_item("cw-q3", **values | changes))

    b.apply(home, version(1, date(2026, 10, 18), first), version(2, date(2026, 11, 20), second), at=AT)
    view = ledger_of_board(
        BoardReader(home, FixedClock(AT)), REFERENCE.village, SETTINGS, REFERENCE.holidays, TODAY,
        trusted=True,
    )  # fmt: skip
    state = next(s for s in view.of_item(ID) if s.duty.key.period == "2026-Q3")
    assert state.publication is not None and state.publication.version == 2
    assert state.late_days == late
    assert state.met_on == (date(2026, 10, 18) if late == 0 else date(2026, 11, 20))


def test_a_list_that_was_withdrawn_and_sent_anew_is_late_since_the_new_one(tmp_path: Path) -> None:
    home, paid, lines = b.make_home(tmp_path), date(2026, 10, 2), b.payouts(3)
    name = "BT-NY-01-2026-01"
    event = EventItem(f"FF-{name}", ("GK-HN-04",), "payout", paid, "地力补贴发放")

    def batch(version: int, on: date, **more: object) -> b.MadeBundle:
        item = b.payouts_item(name, lines, paid_on=paid, publish_from=on, version=version)
        return b.MadeBundle(version).add(event).add_payouts(item, lines)

    def late() -> int:
        view = ledger_of_board(
            BoardReader(home, FixedClock(AT)), REFERENCE.village, SETTINGS, REFERENCE.holidays, TODAY,
            trusted=True,
        )  # fmt: skip
        return next(s.late_days for s in view.of_item("GK-HN-04") if s.duty.event == event)

    b.apply(home, batch(1, date(2026, 10, 7)), batch(2, date(2026, 11, 12)), at=AT)
    assert late() == 0
    gone = WithdrawItem((WithdrawTarget("payouts", name, 2),), "名单发错了", date(2026, 11, 13))
    again = batch(3, date(2026, 11, 20))
    again.seq = 4
    b.apply(home, b.MadeBundle(3).add(gone), again, at=AT)
    assert late() == 44


def test_the_countys_settings_of_a_unit_move_its_due_dates(board: BoardReader) -> None:
    """A unit with much money tells of it every month; lags and 及时 are the county's to set."""
    usual = {"ledger_from": "2026-07-01", "lag": {"quarterly": "20d"}, "prompt": "5d"}
    busy = {"finance_busy": True, "lag": {"monthly": "7d"}, "prompt": "2d"}

    def dues(item: str, **units: object) -> list[tuple[str, date]]:
        text = json.dumps(usual | {"units": {b.VILLAGE.village_code: units}})
        view = ledger_of_board(
            board, REFERENCE.village, parse_settings(text, b.VILLAGE.village_code), REFERENCE.holidays,
            TODAY, trusted=True,
        )  # fmt: skip
        return [(s.duty.key.period, s.duty.due) for s in view.of_item(item)]

    finance = "GK-CW-01"
    assert [period for period, _ in dues(finance)] == ["2026-Q3", "2026-Q4"]
    assert dues(finance)[0][1] == date(2026, 10, 20)
    months = dues(finance, **busy)
    assert [period for period, _ in months] == [f"2026-{month:02d}" for month in range(7, 12)]
    assert months[0][1] == date(2026, 8, 7)
    payment = "E:FF-BT-NY-01-2026-01"
    assert dues("GK-HN-04") == [(payment, date(2026, 11, 7))]
    assert dues("GK-HN-04", **busy) == [(payment, date(2026, 11, 4))]
