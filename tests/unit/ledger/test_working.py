"""The clerk's working ledger: states seen from the wall, evidence, reasons, filters, the day's tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.deadline import Trigger, TriggerPart, parse_deadline, parse_hold
from kiosk.domain.duty import (
    DutyKey,
    DutyRules,
    DutyState,
    Posting,
    Shelf,
    Shown,
    duties_of_item,
    judge,
    meets,
)
from kiosk.domain.items import EventItem
from kiosk.domain.reasons import Reason
from kiosk.domain.reference import load_packaged
from kiosk.domain.settings import UnitSettings
from kiosk.ledger.agenda import ToAnswer, agenda
from kiosk.ledger.duties import duty_rules, duty_states
from kiosk.ledger.postings import duty_postings
from kiosk.ledger.rows import Row, hangs, publishes_here, rule_words
from kiosk.ledger.trail import trail_of
from kiosk.ledger.working import Working, working
from kiosk.store.evidence import AppliedVersion, DeskFacts
from kiosk.store.prints import PostingRecord, PrintOrder, PrintRecord, SheetRef
from kiosk.store.views import Published
from tests.unit.store import builders as b

REFERENCE = load_packaged()
ID = "GK-CW-01"
CODE = b.VILLAGE.village_code
TODAY = date(2026, 11, 23)
SINCE = date(2026, 7, 1)
Q3 = DutyKey(CODE, ID, 0, "2026-Q3")
AT = datetime(2026, 11, 20, 4, tzinfo=UTC)


def catalogue(deadline: str = "quarterly", hold: str = "15d", **changes: Any) -> Catalogue:
    item = replace(
        REFERENCE.village.by_id[ID],
        deadline=parse_deadline(deadline), hold=parse_hold(hold), verify=False, **changes,
    )  # fmt: skip
    return Catalogue.of((item,))


def shown(period: str = "2026-Q3", on: date = date(2026, 10, 18), **changes: Any) -> Shown:
    base: dict[str, Any] = {
        "type": "disclosure", "id": f"D-{period}", "version": 1, "catalogue_ids": (ID,), "period": period,
        "published_on": on, "publish_from": on,
    }  # fmt: skip
    return Shown(**base | changes)


def head(one: Shown) -> Published:
    return Published(
        one.type, one.id, one.version, "三季度收支", one.catalogue_ids, one.period, one.published_on,
        one.publish_from, one.publish_to, AT, "P0", "table", nothing=one.nothing,
    )  # fmt: skip


def sheet(*subjects: tuple[str, int], ids: tuple[str, ...] = (ID,), title: str = "公示") -> SheetRef:
    return SheetRef("3F7K2M", "ABCDEFGH", "notice", title, subjects, ids)


def posting(
    on: date, *subjects: tuple[str, int], number: int = 1, down: date | None = None, **changes: Any
) -> PostingRecord:
    record = PostingRecord(
        number, None, sheet(*(subjects or (("D-2026-Q3", 1),))), on, "文书甲", down,
        "文书甲" if down else None, False, "",
    )  # fmt: skip
    return replace(record, **changes)


def printed(*subjects: tuple[str, int], outcome: Any = "done") -> PrintRecord:
    order = PrintOrder(sheet(*subjects), 1, 1, "a3", "one-sided", "P1", "文书甲")
    return PrintRecord(1, "t", order, 3, AT, AT, outcome)


def made(
    what: Catalogue,
    *published: Shown,
    today: date = TODAY,
    trusted: bool = True,
    desk: DeskFacts | None = None,
    events: tuple[EventItem, ...] = (),
    versions: tuple[AppliedVersion, ...] = (),
    since: date = SINCE,
) -> Working:
    desk = desk or DeskFacts()
    settings = UnitSettings(ledger_from=since)
    rules = duty_rules(b.VILLAGE, settings, REFERENCE.holidays)
    states = duty_states(
        what, rules, published, events, duty_postings(desk.postings), today, trusted=trusted
    )
    return working(
        what, settings, REFERENCE.holidays, [head(p) for p in published], published, events, desk, versions,
        today, trusted=trusted, states=states,
    )  # fmt: skip


def row(what: Catalogue, *published: Shown, key: DutyKey = Q3, **given_: Any) -> Row:
    found = made(what, *published, **given_).find(key)
    assert found is not None
    return found


# --- states -----------------------------------------------------------------------------------------


def test_overdue_asks_for_a_reason_first_and_then_for_the_thing_itself() -> None:
    late = row(catalogue())
    assert (late.state, late.label, late.days) == ("overdue", "逾期 34 天", -34)
    assert (late.rule, late.period, late.due) == ("每季度", "2026年第三季度", date(2026, 10, 20))
    assert (late.next_action, late.other_action) == ("write_reason", "publish")
    reason = Reason(Q3, "accounts", "", date(2026, 12, 5), "文书甲", AT)
    told = row(catalogue(), desk=DeskFacts(reasons={Q3: reason}))
    assert told.reason == reason
    assert (told.next_action, told.other_action) == ("publish", "write_reason")
    county = row(catalogue(discloser="县财政局"))
    assert (county.next_action, county.other_action) == ("write_reason", None)


def test_near_and_later() -> None:
    near = row(catalogue(), today=date(2026, 10, 16))
    assert (near.state, near.label, near.days, near.next_action) == ("near", "还剩 4 天", 4, "publish")
    assert row(catalogue(), today=date(2026, 10, 20)).label == "今天到期"
    later = row(catalogue(), today=date(2026, 10, 5))
    assert (later.state, later.label, later.next_action) == ("later", "没到期", "publish")
    assert row(catalogue(), today=date(2026, 9, 5)).next_action is None  # the quarter is not over


def test_on_screen_but_not_on_the_wall() -> None:
    fresh = row(catalogue(), shown())
    assert (fresh.state, fresh.next_action, fresh.other_action) == ("to_post", "print", "posted")
    assert fresh.met is not None and (fresh.met.title, fresh.met.local) == ("三季度收支", False)
    ready = row(catalogue(), shown(), desk=DeskFacts(printed=(printed(("D-2026-Q3", 1)),)))
    assert (ready.next_action, ready.evidence.printed_on) == ("posted", date(2026, 11, 20))
    # An older version on paper is not this one.
    other = row(catalogue(), shown(version=2), desk=DeskFacts(printed=(printed(("D-2026-Q3", 1)),)))
    assert other.next_action == "print"
    assert row(catalogue(channels=("公开终端",)), shown()).state != "to_post"
    own = shown(id="L-K1-7")
    assert row(catalogue(), own).met.local  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("today", "state", "label"),
    [
        (date(2026, 10, 20), "hanging", "剩 15 天"),
        (date(2026, 11, 3), "hanging", "剩 1 天"),
        (date(2026, 11, 4), "free", "可以撤"),
    ],
)
def test_the_wall_counts_down_to_the_day_it_may_come_down(today: date, state: str, label: str) -> None:
    up = DeskFacts(postings=(posting(date(2026, 10, 19)),))
    found = row(catalogue(), shown(), today=today, desk=up)
    assert (found.state, found.label, found.posting_ids) == (state, label, (1,))
    assert found.evidence.posted_on == date(2026, 10, 19)
    assert found.evidence.may_come_down_from == date(2026, 11, 4)
    assert found.next_action == ("taken_down" if state == "free" else None)


def test_full_but_the_sheet_also_shows_what_must_hang_on() -> None:
    what = catalogue()
    second = replace(REFERENCE.village.by_id["GK-HN-04"], hold=parse_hold("60d"))
    both = Catalogue.of((*what.items, second))
    record = posting(date(2026, 10, 19))
    record = replace(record, sheet=replace(record.sheet, catalogue_ids=(ID, "GK-HN-04")))
    found = row(both, shown(), desk=DeskFacts(postings=(record,)))
    assert (found.state, found.label, found.next_action) == ("full", "挂满了", None)


def test_a_sheet_put_up_before_the_publication_date_hangs_its_days_from_that_date() -> None:
    up = DeskFacts(postings=(posting(date(2026, 10, 1)),))
    found = row(catalogue(), shown(on=date(2026, 10, 18)), today=date(2026, 10, 30), desk=up)
    assert (found.state, found.days) == ("hanging", 4)
    assert found.evidence.may_come_down_from == date(2026, 11, 3)


def test_taken_down_and_archived() -> None:
    down = DeskFacts(postings=(posting(date(2026, 10, 19), down=date(2026, 11, 6)),))
    found = row(catalogue(), shown(), desk=down)
    assert (found.state, found.label, found.evidence.taken_down_on) == ("past", "已撤", date(2026, 11, 6))
    early = DeskFacts(postings=(posting(date(2026, 11, 19), down=date(2026, 11, 20), early=True),))
    still = row(catalogue(), shown(on=date(2026, 11, 18)), desk=early)
    assert (still.state, still.note) == ("hanging", "提前撤的。")


def test_what_is_over_and_never_hung_was_not_taken_down() -> None:
    over = row(catalogue(), shown(publish_to=date(2026, 11, 10)))
    assert (over.state, over.label, over.note) == ("past", "没上墙", "没有上过墙。")
    elsewhere = row(catalogue(channels=("会议",)), shown(publish_to=date(2026, 11, 10)))
    assert (elsewhere.state, elsewhere.label) == ("past", "期满")


def test_corrected_or_withdrawn_while_it_hangs() -> None:
    up = DeskFacts(postings=(posting(date(2026, 11, 19)),))
    corrected = row(catalogue(), shown(version=2), desk=up)
    assert (corrected.state, corrected.next_action, corrected.other_action) == (
        "exchange", "print", "taken_down",
    )  # fmt: skip
    assert "更正" in corrected.note
    gone = made(catalogue(), shown(withdrawn_on=date(2026, 11, 20)), desk=up)
    (on_wall,) = [r for r in gone.rows if r.key is None]
    assert (on_wall.state, on_wall.title, on_wall.next_action) == ("exchange", "公示", "taken_down")
    assert gone.find(Q3).state == "overdue"  # type: ignore[union-attr]
    assert gone.counts()["to_post"] == 1


def test_what_stays_and_what_nobody_asked_for() -> None:
    up = DeskFacts(postings=(posting(date(2026, 11, 1), ("D-long", 1)),))
    long = row(catalogue("long", "long"), shown("long"), desk=up, key=DutyKey(CODE, ID, 0, "long"))
    assert (long.state, long.label, long.rule) == ("stays", "长期在架", "长期")
    found = made(catalogue("event+prompt"), shown("E:x-1"))
    assert [(r.key, r.state, r.due) for r in found.rows] == [(None, "to_post", None)]
    old = made(catalogue("event+prompt"), shown("E:x-1", date(2026, 3, 1)))
    assert old.rows == ()  # of the time before the ledger
    second = made(catalogue(), shown(), shown(id="D-2"))
    assert sorted(r.key is None for r in second.rows if r.met) == [False, True]


def test_nothing_happened_needs_no_wall() -> None:
    found = row(catalogue(), shown(nothing=True))
    assert (found.state, found.label, found.next_action) == ("nothing", "没有发生", None)


def test_a_clock_that_cannot_be_believed_claims_nothing() -> None:
    up = DeskFacts(postings=(posting(date(2026, 10, 19)),))
    unsure = made(catalogue("quarterly;yearly<=12-31"), shown(), trusted=False, desk=up)
    assert {r.state for r in unsure.rows} == {"later", "hanging"}
    assert all(r.days is None and "时间未校准" in r.note and not r.carried for r in unsure.rows)
    assert {r.label for r in unsure.rows} == {"没公开", "在架"}


def test_last_years_unfinished_matters_are_carried_over() -> None:
    now = date(2027, 2, 10)
    open_still = made(catalogue(), today=now)
    assert [r.period for r in open_still.select("carried")] == ["2026年第三季度"]
    made_up_for = made(catalogue(), shown(on=date(2027, 1, 25)), today=now)
    (late,) = made_up_for.select("carried")
    assert (late.late_days, late.met.on) == (97, date(2027, 1, 25))  # type: ignore[union-attr]
    in_time = made(catalogue(), shown(), today=now)
    assert in_time.select("carried") == ()


def test_filters_agree_with_their_counts_and_the_order_is_by_urgency() -> None:
    up = DeskFacts(postings=(posting(date(2026, 10, 19)),))
    found = made(
        catalogue("quarterly;event+prompt;yearly<=12-31"), shown(), desk=up,
        events=(EventItem("hd-1", (ID,), "event", date(2026, 11, 20), "重阳节慰问"),),
    )  # fmt: skip
    assert [r.state for r in found.rows] == ["near", "free", "later", "later"]
    assert found.counts()["near"] == len(found.select("near")) == 1
    assert (found.counts()["free"], found.counts()["met"], found.counts()["all"]) == (1, 1, 4)


def test_one_publication_under_two_duties_is_posted_once() -> None:
    what = catalogue("event+prompt;quarterly")
    event = EventItem("hd-1", (ID,), "event", date(2026, 10, 15), "一件事")
    both = made(what, shown("long", event_on=date(2026, 10, 15)), shown(id="D-2"), events=(event,))
    assert both.counts()["to_post"] == 2
    twice = made(
        catalogue("long;event+prompt"), shown("long", event_on=date(2026, 10, 15)), events=(event,)
    )
    assert len([r for r in twice.rows if r.state == "to_post"]) == 2 and twice.counts()["to_post"] == 1


# --- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("long", "长期"), ("finance", "每季度"), ("monthly", "每月"), ("yearly<=12-31", "每年"),
        ("event+prompt", "及时"), ("event+20wd", "20个工作日内"), ("event+0d", "当日"),
        ("meeting-10d", "提前10日"),
    ],
)  # fmt: skip
def test_rule_words(part: str, words: str) -> None:
    (only,) = parse_deadline(part).parts
    assert rule_words(only, False) == words
    assert rule_words(only, True) == ("每月" if part == "finance" else words)


def test_what_the_village_publishes_itself() -> None:
    items = REFERENCE.village.by_id
    assert publishes_here(items["GK-CW-01"]) and publishes_here(items["GK-XJ-01"])
    assert not publishes_here(items["GK-HN-04"]) and not publishes_here(items["GK-HN-03"])
    assert not publishes_here(items["GK-TD-03"])
    assert all(hangs(item) for item in REFERENCE.village.items if "公开栏" in "".join(item.channels))


# --- the day and the history --------------------------------------------------------------------------


def test_the_agenda_overdue_first_then_the_nearest_date() -> None:
    happened = (
        EventItem("hd-1", (ID,), "event", date(2026, 11, 20), "重阳节慰问"),
        EventItem("hd-2", (ID,), "event", date(2026, 11, 19), "修水渠"),
    )
    found = made(catalogue("quarterly;event+prompt;yearly<=12-31"), shown("E:hd-2"), events=happened)
    asked = (
        ToAnswer("Q1", "提问：我家面积不对", date(2026, 11, 24), "樟树组"),
        ToAnswer("Q2", "提问：钱没收到", date(2026, 11, 20)),
        ToAnswer("Q3", "提问：其他", None),
    )
    today = agenda(found, asked)
    assert (today.overdue, today.near, today.to_post, today.to_answer) == (1, 1, 1, 3)
    kinds = [(t.kind, t.label, t.action) for t in today.tasks]
    assert kinds == [
        ("overdue", "逾期 34 天", "write_reason"),
        ("question", "逾期 3 天", "answer"),
        ("question", "还剩 1 天", "answer"),
        ("near", "还剩 2 天", "publish"),
        ("question", "要答复", "answer"),
        ("to_post", "要张贴", "print"),
    ]
    assert today.tasks[2].sentence == "樟树组　最晚 11月24日答复"
    assert today.tasks[0].sentence == "10月20日前应公开" and len(today.first) == 5
    assert today.next_due is not None and today.next_due.due == date(2026, 12, 31)
    quiet = agenda(made(catalogue("yearly<=12-31")))
    assert quiet.tasks == () and quiet.next_due is not None


def test_the_history_of_a_row_newest_first() -> None:
    reason = Reason(Q3, "accounts", "", None, "文书甲", datetime(2026, 10, 22, 4, tzinfo=UTC))
    desk = DeskFacts(
        postings=(posting(date(2026, 10, 26), down=date(2026, 11, 14)),),
        printed=(printed(("D-2026-Q3", 1)),), reasons={Q3: reason}, reason_log=(reason,),
    )  # fmt: skip
    versions = (
        AppliedVersion(
            "disclosure", "D-2026-Q3", 1, date(2026, 10, 25), "b-1", datetime(2026, 10, 25, tzinfo=UTC)
        ),
        AppliedVersion(
            "disclosure", "D-2026-Q3", 2, date(2026, 11, 21), "b-2", datetime(2026, 11, 21, tzinfo=UTC),
            date(2026, 11, 21), "合计写错了",
        ),
    )  # fmt: skip
    found = row(catalogue(), shown(on=date(2026, 10, 25), version=2), desk=desk, versions=versions)
    assert found.evidence.applied_at == datetime(2026, 11, 21, tzinfo=UTC)
    steps = trail_of(found, desk, versions)
    assert [(s.on, s.words) for s in steps] == [
        (date(2026, 11, 21), "收到更正（第2版）"),
        (date(2026, 11, 20), "上了屏幕（第2版）"),
        (date(2026, 11, 20), "打印"),
        (date(2026, 11, 14), "撤下"),
        (date(2026, 10, 26), "张贴"),
        (date(2026, 10, 25), "收到并公开"),
        (date(2026, 10, 22), "写原因"),
    ]
    assert steps[0].text == "合计写错了" and steps[-1].who == "文书甲"


# --- properties ---------------------------------------------------------------------------------------

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
DEADLINES = st.sampled_from(
    ["monthly", "quarterly", "halfyearly", "finance", "yearly<=12-31", "yearly<=03-31", "long",
     "event+20wd", "event+prompt", "event+0d", "meeting-10d", "long;event+20wd", "payout+prompt;quarterly"]
)  # fmt: skip
HOLDS = st.sampled_from(["3d", "15d", "30d", "10wd", "long", "until:next", "until:meeting", "until:event"])


Village = tuple[Catalogue, tuple[Shown, ...], tuple[EventItem, ...], tuple[Posting, ...]]


@st.composite
def villages(draw: st.DrawFn) -> Village:
    """An item, some events of its own, publications for any of its periods, some of them posted."""
    what = catalogue(draw(DEADLINES), draw(HOLDS))
    triggers: list[Trigger] = [p.trigger for p in what.items[0].deadline.parts if isinstance(p, TriggerPart)]
    events = tuple(
        EventItem(f"s-{n}", (ID,), draw(st.sampled_from(triggers)), draw(DAYS), "事")
        for n in range(draw(st.integers(0, 3)) if triggers else 0)
    )
    periods = ["long", "2025", "2026", "2026-Q1", "2026-Q3", "2026-H1", "2026-05", "2026-11"]
    periods += [f"E:{e.event_id}" for e in events]
    published: list[Shown] = []
    for number in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["disclosure", "payouts"]))
        on = draw(DAYS)
        published.append(
            shown(
                draw(st.sampled_from(periods)), on, id=f"D-{number}", type=kind,
                event_on=draw(st.sampled_from([None, *(e.on for e in events)])),
                paid_on=draw(st.sampled_from([None, *(e.on for e in events)])) if kind == "payouts" else None,
                publish_to=draw(st.sampled_from([None, on + timedelta(days=40)])),
                withdrawn_on=draw(st.sampled_from([None, None, on + timedelta(days=9)])),
                nothing=draw(st.booleans()) and kind == "disclosure",
            )
        )  # fmt: skip
    postings = tuple(
        Posting((p.id,), p.published_on + timedelta(days=draw(st.integers(0, 9))),
                draw(st.sampled_from([None, p.published_on + timedelta(days=60)])))
        for p in published if draw(st.booleans())
    )  # fmt: skip
    return what, tuple(published), events, postings


def judged(village: Village, today: date, *, trusted: bool = True) -> tuple[DutyState, ...]:
    what, published, events, postings = village
    rules = duty_rules(b.VILLAGE, UnitSettings(ledger_from=date(2025, 6, 1)), REFERENCE.holidays)
    return duty_states(what, rules, published, events, postings, today, trusted=trusted)


@given(villages(), DAYS)
def test_a_met_duty_is_never_overdue_and_every_state_has_its_facts(village: Village, today: date) -> None:
    for state in judged(village, today):
        assert (state.publication is None) is (state.state in ("not_due", "near", "overdue"))
        assert (state.days_left is None) is state.is_met
        if state.state == "overdue":
            assert state.duty.due < today and (state.days_left or 0) < 0
        if state.state in ("may_come_down", "archived"):
            assert state.hold_last is not None and today > state.hold_last
        for last, start in ((state.hold_last, state.publication), (state.wall_last, None)):
            begun = start.hold_start if start is not None else state.posted_on
            if last is not None and begun is not None:
                assert (last - begun).days >= 15


@given(villages(), DAYS)
def test_without_a_trusted_clock_nothing_is_claimed(village: Village, today: date) -> None:
    states = judged(village, today, trusted=False)
    assert {s.state for s in states} <= {"not_due", "on_shelf", "nothing"}


@given(villages(), DAYS, st.integers(1, 400))
def test_time_alone_never_brings_a_duty_back(village: Village, today: date, days: int) -> None:
    """What was due stays due or gets later, a met one stays met, as long as nothing leaves the shelf."""
    order = ["not_due", "near", "overdue"]
    later = {s.duty.key: s for s in judged(village, today + timedelta(days=days))}
    for state in judged(village, today):
        after = later[state.duty.key]
        if not state.is_met and not after.is_met:
            assert order.index(after.state) >= order.index(state.state)
        if state.publication is not None and (
            state.duty.key.period != "long" or state.publication.publish_to is None
        ):
            assert after.is_met


@given(villages(), DAYS)
def test_the_arranged_shelf_finds_exactly_what_a_look_at_each_finds(village: Village, today: date) -> None:
    what, published, events, postings = village
    (item,) = what.items
    rules = DutyRules(CODE, date(2025, 6, 1), UnitSettings().lags, False, REFERENCE.holidays)
    shelf = Shelf(published)
    for duty in duties_of_item(item, rules, events, today):
        near = {p.id for p in shelf.candidates(duty) if meets(duty, item, p, today)}
        assert near == {p.id for p in published if meets(duty, item, p, today)}
        arranged = judge(duty, item, shelf, postings, REFERENCE.holidays, today, trusted=True)
        assert arranged == judge(duty, item, published, postings, REFERENCE.holidays, today, trusted=True)


@given(villages(), DAYS, st.booleans())
def test_rows_and_states_agree(village: Village, today: date, trusted: bool) -> None:
    what, published, events, postings = village
    records = tuple(
        posting(p.posted_on, *((name, 1) for name in p.subject_ids), number=n, down=p.taken_down_on)
        for n, p in enumerate(postings)
    )
    found = made(
        what, *published, events=events, today=today, trusted=trusted, since=date(2025, 6, 1),
        desk=DeskFacts(postings=records),
    )  # fmt: skip
    by_key = {state.duty.key: state for state in found.states}
    assert len([r for r in found.rows if r.key is not None]) == len(by_key)
    for line in found.rows:
        if line.key is not None:
            state = by_key[line.key]
            assert (line.met is None) is (not state.is_met)
            assert (line.state == "overdue") is (state.state == "overdue")
            carried_from = state.duty.due.year < today.year
            assert not line.carried or carried_from
            assert not (trusted and carried_from and not state.is_met) or line.carried
        if line.state == "free":
            assert trusted and line.evidence.posted_on is not None
            assert (today - line.evidence.posted_on).days > 15
