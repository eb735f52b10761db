"""The posting clock: from when a sheet may come down, and the warning before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.deadline import parse_hold
from kiosk.domain.duty import Shown
from kiosk.domain.reference import load_packaged
from kiosk.ledger.postings import WallRules, duty_postings, wall_state, wall_states
from kiosk.store.prints import PostingRecord, SheetRef

REFERENCE = load_packaged()
FIRST, SECOND = "GK-CW-01", "GK-HN-04"
ON = date(2026, 6, 16)
SHEET = SheetRef("3F7K2M", "ABCDEFGH", "notice", "公示", (("D-1", 1),), (FIRST,))
POSTING = PostingRecord(1, None, SHEET, ON, "文书甲", None, None, False, "")
SHOWN = Shown("disclosure", "D-1", 1, (FIRST,), "2026", ON, ON)


def rules(
    hold: str = "15d", *, today: date = ON, trusted: bool = True, second: str = "15d", **shown: object
) -> WallRules:
    items = [
        replace(REFERENCE.village.by_id[FIRST], hold=parse_hold(hold)),
        replace(REFERENCE.village.by_id[SECOND], hold=parse_hold(second)),
    ]
    publication = replace(SHOWN, **shown)  # type: ignore[arg-type]
    return WallRules(Catalogue.of(tuple(items)), REFERENCE.holidays, (publication,), (), today, trusted)


def posted(**changes: object) -> PostingRecord:
    return replace(POSTING, **changes)  # type: ignore[arg-type]


def test_fifteen_days_from_the_day_after_posting() -> None:
    state = wall_state(POSTING, rules())
    assert (state.last_day, state.may_come_down_from) == (date(2026, 7, 1), date(2026, 7, 2))
    assert (state.days_left, state.may_come_down) == (16, False)
    assert state.sentence == "2026年6月16日张贴，2026年7月2日起可以撤，还有16天。"
    assert wall_state(POSTING, rules(today=date(2026, 7, 1))).days_left == 1
    free = wall_state(POSTING, rules(today=date(2026, 7, 2)))
    assert free.may_come_down and "可以撤下存档" in free.sentence


@pytest.mark.parametrize(
    ("hold", "last"),
    [("3d", date(2026, 7, 1)), ("30d", date(2026, 7, 16)), ("5wd", date(2026, 7, 1)), ("long", None),
     ("until:meeting", None)],
)  # fmt: skip
def test_the_hold_of_the_item_but_never_under_the_laws(hold: str, last: date | None) -> None:
    state = wall_state(POSTING, rules(hold))
    assert state.last_day == last and state.stays is (hold == "long")
    if last is None:
        assert state.days_left is None and not state.may_come_down


def test_the_end_of_a_meeting_is_known_from_the_publication() -> None:
    state = wall_state(POSTING, rules("until:meeting", event_on=date(2026, 8, 1)))
    assert state.last_day == date(2026, 8, 1)


def test_the_longest_of_several_items_counts_and_the_day_of_publication() -> None:
    both = posted(sheet=replace(SHEET, catalogue_ids=(FIRST, SECOND)))
    assert wall_state(both, rules(second="40d")).last_day == ON + timedelta(days=40)
    assert wall_state(both, rules(second="long")).stays
    later = wall_state(POSTING, rules(publish_from=ON + timedelta(days=3)))
    assert later.last_day == ON + timedelta(days=18)
    assert wall_state(posted(sheet=replace(SHEET, catalogue_ids=())), rules()).stays


def test_what_was_corrected_or_withdrawn_must_be_exchanged_at_once() -> None:
    corrected = wall_state(POSTING, rules(version=2))
    assert (corrected.outdated, corrected.may_come_down) == ("corrected", True)
    withdrawn = rules(withdrawn_on=ON)
    assert wall_state(POSTING, withdrawn).outdated == "withdrawn"
    telling = posted(sheet=replace(SHEET, says_withdrawn=True))
    assert wall_state(telling, withdrawn).outdated == ""


def test_a_clock_that_cannot_be_believed_frees_nothing() -> None:
    state = wall_state(POSTING, rules(today=date(2027, 1, 1), trusted=False))
    assert state.days_left is None and not state.may_come_down


def test_in_the_order_of_what_has_to_be_done() -> None:
    down = posted(id=2, taken_down_on=ON + timedelta(days=20), early=True)
    old = posted(id=3, posted_on=ON - timedelta(days=30))
    other = posted(id=4, sheet=replace(SHEET, subjects=(("D-2", 1),)))
    order = wall_states((down, other, POSTING, old), rules(version=2, publish_from=date(2026, 1, 1)))
    assert [s.posting.id for s in order] == [3, 1, 4, 2] and "提前撤的" in order[-1].sentence
    assert [p.taken_down_on for p in duty_postings((down, POSTING))] == [down.taken_down_on, None]


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 400))
def test_never_free_within_fifteen_days(on: date, days: int) -> None:
    state = wall_state(posted(posted_on=on), rules(f"{days}d", publish_from=on))
    assert state.may_come_down_from == on + timedelta(days=max(15, days) + 1)
