from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.deadline import Lags, parse_deadline, parse_hold
from kiosk.domain.duty import Duty, DutyRules, DutyState, Posting, Shown, duties_of_item, judge, meets
from kiosk.domain.items import EventItem
from kiosk.domain.reference import load_packaged

REFERENCE = load_packaged()
HOLIDAYS = REFERENCE.holidays
BASE = REFERENCE.village.by_id["GK-CW-01"]
CODE = "360123100200"
TODAY = date(2026, 11, 23)
SINCE = date(2026, 4, 1)


def item(deadline: str, hold: str = "15d", **changes: Any) -> CatalogueItem:
    return replace(BASE, deadline=parse_deadline(deadline), hold=parse_hold(hold), **changes)


def event(on: date, trigger: Any = "event", event_id: str = "e1", **changes: Any) -> EventItem:
    return EventItem(event_id, (BASE.id,), trigger, on, "一件事", **changes)


def shown(period: str, on: date, **changes: Any) -> Shown:
    base: dict[str, Any] = {
        "type": "disclosure",
        "id": f"D-{period}",
        "version": 1,
        "catalogue_ids": (BASE.id,),
        "period": period,
        "published_on": on,
        "publish_from": on,
    }
    return Shown(**base | changes)


def duties(
    what: CatalogueItem,
    *events: EventItem,
    today: date = TODAY,
    since: date | None = SINCE,
    busy: bool = False,
) -> list[Duty]:
    rules = DutyRules(CODE, since, Lags(), busy, HOLIDAYS)
    return list(duties_of_item(what, rules, events, today))


def state_of(
    what: CatalogueItem,
    period: str,
    *published: Shown,
    events: tuple[EventItem, ...] = (),
    today: date = TODAY,
    postings: tuple[Posting, ...] = (),
    trusted: bool = True,
) -> DutyState:
    (duty,) = [d for d in duties(what, *events, today=today) if d.key.period == period]
    return judge(duty, what, published, postings, HOLIDAYS, today, trusted=trusted)


# --- which duties there are


def test_quarters_from_the_first_day_of_the_ledger() -> None:
    found = duties(item("quarterly"))
    assert [(d.key.period, d.due, d.opens_on) for d in found] == [
        ("2026-Q2", date(2026, 7, 20), date(2026, 7, 1)),
        ("2026-Q3", date(2026, 10, 20), date(2026, 10, 1)),
        ("2026-Q4", date(2027, 1, 20), date(2027, 1, 1)),
    ]


def test_no_ledger_no_duties() -> None:
    assert duties(item("quarterly;long"), since=None) == []


def test_what_was_due_before_the_ledger_is_no_duty() -> None:
    assert [d.key.period for d in duties(item("yearly<=03-31"))] == []
    assert [d.key.period for d in duties(item("yearly<=12-31"))] == ["2026"]
    early = event(date(2026, 3, 30))
    assert duties(item("event+20wd"), early) == []
    meeting = event(date(2026, 4, 5), "meeting")
    assert duties(item("meeting-10d"), meeting) == []


def test_parts_have_their_own_duties() -> None:
    found = duties(item("long;event+20wd"), event(date(2026, 9, 30)))
    assert [(d.key.part, d.key.period, d.due) for d in found] == [
        (0, "long", HOLIDAYS.add_workdays(SINCE, 20)),
        (1, "E:e1", date(2026, 11, 3)),
    ]


def test_events_count_for_their_trigger_and_item_until_cancelled() -> None:
    what = item("payout+prompt")
    assert [d.due for d in duties(what, event(date(2026, 11, 2), "payout"))] == [date(2026, 11, 7)]
    assert duties(what, event(date(2026, 11, 2))) == []
    assert duties(what, event(date(2026, 11, 2), "payout", cancelled=True)) == []
    assert duties(what, replace(event(date(2026, 11, 2), "payout"), catalogue_ids=("GK-XX-01",))) == []


def test_finance_follows_the_unit() -> None:
    assert [d.key.period for d in duties(item("finance"), since=date(2026, 9, 1))] == ["2026-Q3", "2026-Q4"]
    busy = duties(item("finance"), since=date(2026, 9, 1), busy=True)
    assert [(d.key.period, d.due) for d in busy] == [
        ("2026-09", date(2026, 10, 10)),
        ("2026-10", date(2026, 11, 10)),
        ("2026-11", date(2026, 12, 10)),
    ]


# --- states


@pytest.mark.parametrize(
    ("today", "state", "left"),
    [
        (date(2026, 9, 30), "not_due", 20),
        (date(2026, 10, 14), "not_due", 6),
        (date(2026, 10, 15), "near", 5),
        (date(2026, 10, 20), "near", 0),
        (date(2026, 10, 21), "overdue", -1),
        (date(2026, 11, 23), "overdue", -34),
    ],
)
def test_unmet(today: date, state: str, left: int) -> None:
    found = state_of(item("quarterly"), "2026-Q3", today=today)
    assert (found.state, found.days_left) == (state, left)
    assert not found.is_met


def test_an_untrusted_clock_claims_nothing() -> None:
    found = state_of(item("quarterly"), "2026-Q3", trusted=False)
    assert (found.state, found.days_left) == ("not_due", None)
    hung = shown("2026-Q3", date(2026, 10, 18))
    assert state_of(item("quarterly"), "2026-Q3", hung, trusted=False).state == "on_shelf"


def test_met_in_time_then_free_then_archived() -> None:
    what, hung = item("quarterly"), shown("2026-Q3", date(2026, 10, 18))
    found = state_of(what, "2026-Q3", hung, today=date(2026, 11, 2))
    assert (found.state, found.hold_last, found.late_days) == ("on_shelf", date(2026, 11, 2), 0)
    assert found.needs_posting
    assert state_of(what, "2026-Q3", hung, today=date(2026, 11, 3)).state == "may_come_down"
    down = Posting((hung.id,), date(2026, 10, 18), date(2026, 11, 5))
    assert state_of(what, "2026-Q3", hung, postings=(down,)).state == "archived"
    past = replace(hung, publish_to=date(2026, 11, 10))
    assert state_of(what, "2026-Q3", past).state == "archived"


def test_screen_hold_starts_when_it_really_appeared() -> None:
    late = shown("2026-Q3", date(2026, 10, 18), shown_on=date(2026, 11, 10))
    found = state_of(item("quarterly"), "2026-Q3", late)
    assert (found.state, found.hold_last) == ("on_shelf", date(2026, 11, 25))


def test_a_sheet_posted_later_keeps_hanging() -> None:
    hung = shown("2026-Q3", date(2026, 10, 18))
    posting = Posting((hung.id,), date(2026, 11, 17))
    found = state_of(item("quarterly"), "2026-Q3", hung, postings=(posting,))
    assert (found.state, found.posted_on, found.wall_last) == (
        "on_shelf",
        date(2026, 11, 17),
        date(2026, 12, 2),
    )
    assert not found.needs_posting
    again = state_of(item("quarterly"), "2026-Q3", hung, postings=(posting,), today=date(2026, 12, 3))
    assert again.state == "may_come_down"


def test_taken_down_too_early_is_not_archived_before_the_screen_has_held() -> None:
    hung = shown("2026-Q3", date(2026, 11, 20))
    down = Posting((hung.id,), date(2026, 11, 20), date(2026, 11, 22))
    assert state_of(item("quarterly"), "2026-Q3", hung, postings=(down,)).state == "on_shelf"


def test_late_is_met_and_counted() -> None:
    found = state_of(item("quarterly"), "2026-Q3", shown("2026-Q3", date(2026, 11, 20)))
    assert (found.state, found.late_days, found.met_on) == ("on_shelf", 31, date(2026, 11, 20))


def test_nothing_happened_meets_the_duty() -> None:
    found = state_of(item("quarterly"), "2026-Q3", shown("2026-Q3", date(2026, 10, 18), nothing=True))
    assert found.state == "nothing"
    assert not found.needs_posting


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2026-Q2"},
        {"period": "2026"},
        {"withdrawn_on": date(2026, 10, 19)},
        {"publish_from": date(2026, 11, 24)},
    ],
)
def test_what_does_not_meet(wrong: dict[str, Any]) -> None:
    found = state_of(item("quarterly"), "2026-Q3", replace(shown("2026-Q3", date(2026, 10, 18)), **wrong))
    assert found.state == "overdue"


def test_long_needs_one_on_the_shelf() -> None:
    what = item("long;event+20wd", "long")
    assert state_of(what, "long").state == "overdue"
    assert state_of(what, "long", shown("long", date(2026, 5, 1))).state == "on_shelf"
    assert state_of(what, "long", shown("E:e9", date(2026, 5, 1))).state == "on_shelf"
    assert state_of(what, "long", shown("2026", date(2026, 5, 1))).state == "overdue"
    ended = shown("long", date(2026, 5, 1), publish_to=date(2026, 11, 1))
    assert state_of(what, "long", ended).state == "overdue"


def test_a_shelf_emptied_by_withdrawal_has_the_same_grace() -> None:
    gone = shown("long", date(2026, 5, 1), withdrawn_on=date(2026, 11, 20))
    found = state_of(item("long", "long"), "long", gone)
    assert (found.state, found.duty.due) == ("not_due", HOLIDAYS.add_workdays(date(2026, 11, 20), 20))


def test_an_event_is_met_by_its_own_publication_or_the_updated_long_one() -> None:
    what, happened = item("long;event+20wd", "long"), event(date(2026, 9, 30))
    for meets_it in (
        shown("E:e1", date(2026, 10, 9)),
        shown("long", date(2026, 10, 9), event_on=happened.on),
    ):
        assert state_of(what, "E:e1", meets_it, events=(happened,)).is_met
    for other in (
        shown("E:e2", date(2026, 10, 9)),
        shown("long", date(2026, 10, 9), event_on=date(2026, 9, 1)),
    ):
        assert state_of(what, "E:e1", other, events=(happened,)).state == "overdue"


def batch(**changes: Any) -> Shown:
    base: dict[str, Any] = {"type": "payouts", "id": "BT-NY-01-2026-01", "paid_on": date(2026, 11, 2)}
    return shown("2026", date(2026, 11, 5), **base | changes)


@pytest.mark.parametrize(
    ("event_id", "on", "met"),
    [
        ("BT-NY-01-2026-01", date(2026, 11, 1), True),
        ("FF-BT-NY-01-2026-01", date(2026, 11, 1), True),
        ("FF-BT-NY-01-2026-02", date(2026, 11, 2), False),
        ("fafang-7", date(2026, 11, 2), True),
        ("fafang-7", date(2026, 11, 3), False),
    ],
)
def test_a_batch_meets_the_payout_it_is_the_list_of(event_id: str, on: date, met: bool) -> None:
    paid = event(on, "payout", event_id)
    assert state_of(item("payout+prompt"), f"E:{event_id}", batch(), events=(paid,)).is_met is met


def test_a_batch_meets_the_year_but_never_the_yearbook() -> None:
    assert state_of(item("payout+prompt;yearly<=12-31", privacy="P1"), "2026", batch()).is_met
    yearbook = item("yearly<=12-31", privacy="PX")
    assert not state_of(yearbook, "2026", batch()).is_met
    assert state_of(yearbook, "2026", shown("2026", date(2026, 11, 20))).is_met


def test_holds_that_end_with_something() -> None:
    election = event(date(2026, 11, 10), "election")
    posted = shown("E:e1", date(2026, 10, 1))
    what = item("election-20d", "until:election")
    assert state_of(what, "E:e1", posted, events=(election,)).hold_last == date(2026, 11, 10)
    issue, following = shown("2026-09", date(2026, 10, 2)), shown("2026-10", date(2026, 11, 3))
    monthly = item("monthly", "until:next")
    assert state_of(monthly, "2026-09", issue, following).hold_last == date(2026, 11, 3)
    assert state_of(monthly, "2026-09", issue).hold_last is None
    assert state_of(monthly, "2026-09", issue).state == "on_shelf"
    storm = state_of(item("event+0d", "until:event"), "E:e1", posted, events=(event(date(2026, 10, 1)),))
    assert storm.state == "on_shelf"


def test_unconfirmed_items_and_unknown_years_are_said() -> None:
    found = state_of(item("quarterly", verify=True), "2026-Q3")
    assert found.needs_county
    assert found.unknown_years == ()
    late = event(date(2026, 12, 20))
    far = state_of(item("event+20wd"), "E:e1", events=(late,), today=date(2026, 12, 21))
    assert far.unknown_years == (2027,)


# --- properties

deadlines = st.sampled_from([
    "long", "quarterly", "monthly", "halfyearly", "finance", "yearly<=03-31", "yearly<=12-31", "event+20wd",
    "event+prompt", "event-10d", "long;event+20wd;quarterly",
])  # fmt: skip
near_days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(deadlines, near_days, near_days, st.lists(near_days, max_size=3))
def test_duties_are_distinct_and_inside_the_ledger(
    text: str, since: date, today: date, ons: list[date]
) -> None:
    events = [event(on, event_id=f"e{i}") for i, on in enumerate(ons)]
    found = duties(item(text), *events, today=today, since=since)
    assert len({d.key for d in found}) == len(found)
    for duty in found:
        assert duty.due >= since
        if duty.event is None and duty.key.period != "long":
            assert duty.opens_on <= duty.due


@given(deadlines, near_days, st.integers(0, 200))
def test_time_alone_never_heals(text: str, today: date, later: int) -> None:
    rank = {"not_due": 0, "near": 1, "overdue": 2}
    what, happened = item(text), event(SINCE + timedelta(days=3))
    for duty in duties(what, happened, today=today):
        before = judge(duty, what, (), (), HOLIDAYS, today, trusted=True)
        after = judge(duty, what, (), (), HOLIDAYS, today + timedelta(days=later), trusted=True)
        assert rank[after.state] >= rank[before.state]
        assert (before.state == "overdue") == (today > duty.due)


@given(
    deadlines, near_days, st.integers(-30, 120), st.sampled_from(["7d", "15d", "30d", "10wd", "until:next"])
)
def test_nothing_comes_down_before_fifteen_days(text: str, on: date, later: int, hold: str) -> None:
    what, today = item(text, hold), on + timedelta(days=later)
    for duty in duties(what, event(on), today=on):
        hung = shown(duty.key.period, on)
        if not meets(duty, what, hung, today):
            continue
        posting = Posting((hung.id,), on)
        found = judge(duty, what, (hung,), (posting,), HOLIDAYS, today, trusted=True)
        if found.state in ("may_come_down", "archived"):
            assert today > on + timedelta(days=15)
