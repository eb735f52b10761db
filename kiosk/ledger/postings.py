"""The posting clock (张贴): since when a sheet hangs, from when it may come down, and a warning before.

The wall is counted from the day of posting (never before the publication date), the day after being
the first; never under 15 days (村民委员会组织法 art. 35, 城市居民委员会组织法 art. 34).  A sheet of
several catalogue items hangs as long as the longest of them asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.deadline import EVENT_PREFIX, Hold, last_hold_day
from kiosk.domain.duty import Posting, Shelf, Shown, hold_until
from kiosk.domain.items import EventItem
from kiosk.domain.texts import full_day
from kiosk.domain.workdays import HolidayTable
from kiosk.ledger.duties import by_item, publications_of_board
from kiosk.store.prints import PostingRecord
from kiosk.store.views import Board

Outdated = Literal["", "corrected", "withdrawn"]


@dataclass(frozen=True, slots=True)
class WallState:
    """What is known today about a sheet on the wall.

    ``last_day`` is the last day on which it must hang, ``may_come_down_from`` the day after; both
    ``None`` when it stays or when its end is not known yet (``stays`` tells which).  ``days_left``
    until it may come down, 0 when it may; ``None`` where that cannot be said.  ``outdated``: what it
    shows was corrected or withdrawn since, so it has to be exchanged at once.
    """

    posting: PostingRecord
    last_day: date | None
    may_come_down_from: date | None
    stays: bool
    days_left: int | None
    outdated: Outdated
    sentence: str

    @property
    def may_come_down(self) -> bool:
        """Whether taking it down today needs no confirmation."""
        return bool(self.outdated) or self.days_left == 0


@dataclass(frozen=True, slots=True)
class WallRules:
    """What a posting is judged by. ``trusted``: whether today's date can be believed."""

    catalogue: Catalogue
    holidays: HolidayTable
    publications: tuple[Shown, ...]
    events: tuple[EventItem, ...]
    today: date
    trusted: bool
    by_id: Mapping[str, Shown] = field(init=False, repr=False, compare=False)
    shelves: Mapping[str, Shelf] = field(init=False, repr=False, compare=False)
    happened: Mapping[str, EventItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Arranged once: a wall of ten years is judged against all publications of ten years.
        put = object.__setattr__
        put(self, "by_id", {p.id: p for p in self.publications})
        put(self, "shelves", {name: Shelf(group) for name, group in by_item(self.publications).items()})
        put(self, "happened", {f"{EVENT_PREFIX}{e.event_id}": e for e in self.events if not e.cancelled})

    def shown(self, posting: PostingRecord) -> list[Shown]:
        """What the sheet shows, as it is now."""
        return [p for name, _ in posting.sheet.subjects if (p := self.by_id.get(name)) is not None]


def rules_of_board(
    board: Board, catalogue: Catalogue, holidays: HolidayTable, today: date, *, trusted: bool
) -> WallRules:
    """The rules with the facts of one read of the board."""
    return WallRules(catalogue, holidays, publications_of_board(board), tuple(board.events()), today, trusted)


def wall_state(posting: PostingRecord, rules: WallRules) -> WallState:
    """One sheet, today."""
    holds = [
        (item_id, rules.catalogue.by_id[item_id].hold)
        for item_id in posting.sheet.catalogue_ids
        if item_id in rules.catalogue.by_id
    ]
    stays = not holds or any(hold.stays for _, hold in holds)
    last = None if stays else _last_day(posting, holds, rules)
    free = None if last is None else last + timedelta(days=1)
    left = max(0, (free - rules.today).days) if free is not None and rules.trusted else None
    if posting.taken_down_on is not None:
        left = None
    outdated = _outdated(posting, rules.shown(posting)) if posting.taken_down_on is None else ""
    return WallState(posting, last, free, stays, left, outdated, _words(posting, free, stays, left, outdated))


def wall_states(postings: Iterable[PostingRecord], rules: WallRules) -> tuple[WallState, ...]:
    """Every posting: first what has to be exchanged, then what may come down soonest."""
    found = [wall_state(posting, rules) for posting in postings]
    return tuple(
        sorted(
            found,
            key=lambda s: (
                s.posting.taken_down_on is not None,
                not s.outdated,
                s.may_come_down_from or date.max,
                s.posting.id,
            ),
        )
    )


def duty_postings(postings: Iterable[PostingRecord]) -> tuple[Posting, ...]:
    """The same for the rules of duties (``ledger_of_board``)."""
    return tuple(
        Posting(tuple(name for name, _ in p.sheet.subjects), p.posted_on, p.taken_down_on) for p in postings
    )


def _last_day(posting: PostingRecord, holds: Sequence[tuple[str, Hold]], rules: WallRules) -> date | None:
    """The last day of the longest hold; ``None`` as soon as the end of one is not known yet."""
    shown = rules.shown(posting)
    start = max([posting.posted_on, *(p.publish_from for p in shown)])
    ends: list[date] = []
    for item_id, hold in holds:
        shelf = rules.shelves.get(item_id, ())
        untils = [hold_until(hold, p, rules.happened.get(p.period), shelf) for p in shown]
        for until in untils or [None]:
            end = last_hold_day(hold, start, rules.holidays, until)
            if end is None:
                return None
            ends.append(end)
    return max(ends)


def _outdated(posting: PostingRecord, found: Sequence[Shown]) -> Outdated:
    versions = dict(posting.sheet.subjects)
    if not posting.sheet.says_withdrawn and any(p.withdrawn_on is not None for p in found):
        return "withdrawn"
    return "corrected" if any(p.version > versions[p.id] for p in found) else ""


def _words(
    posting: PostingRecord, free: date | None, stays: bool, left: int | None, outdated: Outdated
) -> str:
    if posting.taken_down_on is not None:
        early = "，提前撤的" if posting.early else ""
        return f"{full_day(posting.posted_on)}张贴，{full_day(posting.taken_down_on)}撤下{early}。"
    since = f"{full_day(posting.posted_on)}张贴"
    if outdated == "withdrawn":
        return f"{since}，内容后来撤回了。请马上撤下，换上写明撤回的一张。"
    if outdated == "corrected":
        return f"{since}，内容后来更正了。请马上换上更正后的一张。"
    if stays:
        return f"{since}，要长期挂着。"
    if free is None:
        return f"{since}，至少挂15日，什么时候可以撤还要等事情办完再定。"
    if left == 0:
        return f"{since}，期满了，可以撤下存档。"
    rest = "" if left is None else f"，还有{left}天"
    return f"{since}，{full_day(free)}起可以撤{rest}。"
