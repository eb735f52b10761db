"""Duties (应公开事项): what must be public by when, whether it is, and what may come down.

Key = village, catalogue id, index of the deadline's part, period (architecture §7, "Duty").  Pure:
facts go in, states come out; today and whether the clock can be believed are facts too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.deadline import (
    EVENT_PREFIX,
    LONG,
    Hold,
    Lags,
    LongPart,
    Part,
    TriggerPart,
    YearlyPart,
    cycle_due,
    last_hold_day,
    period_bounds,
    periods,
    trigger_due,
)
from kiosk.domain.items import EventItem, TargetType
from kiosk.domain.workdays import HolidayTable

NEAR_DAYS = 5
"""Due within so many days is 临近 (domain README §3)."""
LONG_GRACE_WORKDAYS = 20
"""An empty shelf is overdue so many working days after the ledger begins (政府信息公开条例 art. 26)."""

StateName = Literal["not_due", "near", "overdue", "on_shelf", "may_come_down", "archived", "nothing"]
STATE_WORDS: dict[StateName, str] = {
    "not_due": "未到期",
    "near": "临近",
    "overdue": "逾期",
    "on_shelf": "已公布在架",
    "may_come_down": "期满可撤",
    "archived": "已撤存档",
    "nothing": "本期没有发生",
}
VERIFY_WORDS = "待县核定"
"""Said beside any state while the county has not confirmed the item; not a state of its own."""


@dataclass(frozen=True, slots=True)
class DutyKey:
    """``part`` is the index in the item's deadline; ``period`` as in ``kiosk.domain.deadline``."""

    village_code: str
    catalogue_id: str
    part: int
    period: str


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to be made public.

    ``due`` is the last day in time; from ``opens_on`` it counts (a quarter's duty when the quarter
    is over: before that there is nothing to publish).  ``event`` for ``E:`` periods.
    """

    key: DutyKey
    due: date
    opens_on: date
    event: EventItem | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A publication as the rules see it. ``shown_on``: first day on this kiosk's screen, if known.

    ``paid_on`` is the last payment day of a batch (``type`` payouts), whose ``period`` is its year.
    ``first_on``: since when an earlier version told of the same (``None``: this is the first).
    """

    type: TargetType
    id: str
    version: int
    catalogue_ids: tuple[str, ...]
    period: str
    published_on: date
    publish_from: date
    publish_to: date | None = None
    shown_on: date | None = None
    nothing: bool = False
    event_on: date | None = None
    paid_on: date | None = None
    withdrawn_on: date | None = None
    first_on: date | None = None

    @property
    def public_since(self) -> date:
        """The day that counts against a due date: the first version's, whatever was corrected later."""
        own = max(self.published_on, self.publish_from)
        return own if self.first_on is None else min(own, self.first_on)

    @property
    def hold_start(self) -> date:
        """The screen's hold is counted from here: when it both might and did appear."""
        return max(self.publish_from, self.shown_on or self.publish_from)


@dataclass(frozen=True, slots=True)
class Posting:
    """A sheet on the wall (张贴): which publications it shows, since when, until when."""

    subject_ids: tuple[str, ...]
    posted_on: date
    taken_down_on: date | None = None


@dataclass(frozen=True, slots=True)
class DutyState:
    """What is known about a duty today.

    ``days_left`` to the due date, negative once past; ``None`` when met or when the clock cannot be
    believed.  ``late_days`` > 0: met, but so many days after the due date (补公布).  ``hold_last`` is
    the screen's last hold day, ``wall_last`` the wall's; ``None``: stays, not up, or not known yet.
    ``unknown_years``: the due date rests on years without a holiday arrangement.
    """

    duty: Duty
    state: StateName
    days_left: int | None
    publication: Shown | None
    met_on: date | None
    late_days: int
    hold_last: date | None
    posted_on: date | None
    wall_last: date | None
    taken_down_on: date | None
    needs_county: bool
    unknown_years: tuple[int, ...]

    @property
    def is_met(self) -> bool:
        return self.publication is not None

    @property
    def needs_posting(self) -> bool:
        """On screen, not yet on the wall: the board is the channel the law requires."""
        return self.is_met and self.state not in ("nothing", "archived") and self.posted_on is None


@dataclass(frozen=True, slots=True)
class DutyRules:
    """What the duties of a unit depend on besides the catalogue. ``since`` None: no ledger yet."""

    village_code: str
    since: date | None
    lags: Lags
    finance_busy: bool
    holidays: HolidayTable


# --- which duties there are ----------------------------------------------------------------------


def duties_of_item(
    item: CatalogueItem, rules: DutyRules, events: Iterable[EventItem], today: date
) -> Iterator[Duty]:
    """Every duty of an item from the ledger's first day to the period that ``today`` lies in.

    A matter counts when neither it (end of the period, day of the event) nor its due date lies
    before ``rules.since``.  A trigger part without an event has no duty (有了就公开).
    """
    since = rules.since
    if since is None:
        return
    own = [e for e in events if item.id in e.catalogue_ids and not e.cancelled and e.on >= since]
    for index, part in enumerate(item.deadline.parts):
        for period, due, opens_on, event in _dates(part, rules, since, own, today):
            if due >= since:
                yield Duty(DutyKey(rules.village_code, item.id, index, period), due, opens_on, event)


def _dates(
    part: Part, rules: DutyRules, since: date, events: Sequence[EventItem], today: date
) -> Iterator[tuple[str, date, date, EventItem | None]]:
    if isinstance(part, LongPart):
        yield LONG, rules.holidays.add_workdays(since, LONG_GRACE_WORKDAYS), since, None
    elif isinstance(part, TriggerPart):
        for event in events:
            if event.trigger == part.trigger:
                before = part.offset is not None and part.offset.count < 0
                due = trigger_due(part, event.on, rules.lags, rules.holidays)
                yield f"{EVENT_PREFIX}{event.event_id}", due, since if before else event.on, event
    else:
        for period in periods(part, since, max(since, today), rules.finance_busy):
            bounds = period_bounds(period)
            assert bounds is not None
            opens_on = bounds[0] if isinstance(part, YearlyPart) else bounds[1] + timedelta(days=1)
            yield period, cycle_due(part, period, rules.lags, rules.holidays), opens_on, None


# --- whether they are met ------------------------------------------------------------------------


def meets(duty: Duty, item: CatalogueItem, shown: Shown, today: date) -> bool:
    """Whether a publication meets a duty of ``item`` (it must carry the item's id).

    Same period.  ``E:`` and ``long`` keep ``long`` met, while they are on the shelf.  A ``long``
    one that names the event's day (``event_on``) meets the event too: it is the update the event
    asked for.  A batch meets the payout event it was paid by, and its year; never a yearbook item,
    which only the yearly publication meets.
    """
    if shown.withdrawn_on is not None or shown.publish_from > today:
        return False
    period = duty.key.period
    if shown.type == "payouts":
        if item.is_yearbook:
            return False
        if duty.event is not None:
            return is_batch_of(shown, duty.event)
    if period == LONG:
        current = shown.publish_to is None or shown.publish_to >= today
        return current and (shown.period == LONG or shown.period.startswith(EVENT_PREFIX))
    if shown.period == period:
        return True
    return duty.event is not None and shown.period == LONG and shown.event_on == duty.event.on


def is_batch_of(batch: Shown, event: EventItem) -> bool:
    """Whether a payout event is the payment of this batch.

    The event id is the batch id or ends with it after a hyphen (``FF-BT-NY-01-2026-01``); an id
    that names no programme goes by the day of payment.
    """
    if event.trigger != "payout":
        return False
    if event.event_id == batch.id or event.event_id.endswith(f"-{batch.id}"):
        return True
    return "BT-" not in event.event_id and batch.paid_on == event.on


class Shelf:
    """Publications under one item's id, arranged so that those which may meet a duty are found at once.

    Ten years of a monthly item are 120 duties and 120 publications: looking at each for each would
    take longer than all the rest.
    """

    def __init__(self, publications: Iterable[Shown]) -> None:
        self.publications = tuple(publications)
        self._by_period: dict[str, list[Shown]] = {}
        self._lasting: list[Shown] = []
        self._long_by_day: dict[date, list[Shown]] = {}
        self._batches: dict[str, Shown] = {}
        self._paid_on: dict[date, list[Shown]] = {}
        for shown in self.publications:
            self._by_period.setdefault(shown.period, []).append(shown)
            if _was_long(shown):
                self._lasting.append(shown)
            if shown.type == "payouts":
                self._batches[shown.id] = shown
                if shown.paid_on is not None:
                    self._paid_on.setdefault(shown.paid_on, []).append(shown)
            elif shown.period == LONG and shown.event_on is not None:
                self._long_by_day.setdefault(shown.event_on, []).append(shown)
        self._starts: list[date] | None = None

    def candidates(self, duty: Duty) -> list[Shown]:
        """All that could meet the duty, and few others; :func:`meets` decides."""
        if duty.key.period == LONG:
            return self._lasting
        found = self._by_period.get(duty.key.period, [])
        event = duty.event
        if event is None:
            return found
        return [*found, *self._long_by_day.get(event.on, ()), *self._batches_of(event)]

    def _batches_of(self, event: EventItem) -> Iterator[Shown]:
        """Batches whose id the event's id is or ends with, or that were paid on its day."""
        if not self._batches or event.trigger != "payout":
            return
        rest = event.event_id
        while True:
            if (batch := self._batches.get(rest)) is not None:
                yield batch
            _, hyphen, rest = rest.partition("-")
            if not hyphen:
                break
        if "BT-" not in event.event_id:
            yield from self._paid_on.get(event.on, ())

    def next_start(self, after: date) -> date | None:
        """When the next one after a hold that started on ``after`` was put up."""
        if self._starts is None:
            self._starts = sorted(s.hold_start for s in self.publications if s.withdrawn_on is None)
        at = bisect_right(self._starts, after)
        return self._starts[at] if at < len(self._starts) else None


def by_subject(postings: Iterable[Posting]) -> Mapping[str, Posting]:
    """The newest posting of every publication."""
    found: dict[str, Posting] = {}
    for posting in postings:
        for subject in posting.subject_ids:
            known = found.get(subject)
            if known is None or posting.posted_on > known.posted_on:
                found[subject] = posting
    return found


def hold_until(
    hold: Hold, shown: Shown, event: EventItem | None, siblings: Iterable[Shown] | Shelf
) -> date | None:
    """The day a hold of the ``until:`` kind ends: the election's or meeting's, or the next issue's.

    ``None`` while it is not known (an emergency notice hangs until it is withdrawn or replaced).
    """
    if hold.until in ("election", "meeting"):
        return event.on if event is not None else shown.event_on
    if hold.until == "next":
        shelf = siblings if isinstance(siblings, Shelf) else Shelf(siblings)
        return shelf.next_start(shown.hold_start)
    return None


def judge(
    duty: Duty,
    item: CatalogueItem,
    publications: Sequence[Shown] | Shelf,
    postings: Sequence[Posting] | Mapping[str, Posting],
    holidays: HolidayTable,
    today: date,
    *,
    trusted: bool,
) -> DutyState:
    """The state of a duty. ``publications`` are those under the item's id, in any order.

    Who judges many duties arranges both once: ``Shelf``, :func:`by_subject`.  With a clock that cannot
    be believed nothing is near, overdue, or free to come down.
    """
    arranged = publications if isinstance(publications, Shelf) else Shelf(publications)
    matching = [p for p in arranged.candidates(duty) if meets(duty, item, p, today)]
    years = holidays.unknown_years(*sorted((duty.opens_on, duty.due))) if _uses_workdays(duty, item) else ()
    if not matching:
        due = _due_after_withdrawal(duty, arranged.publications, holidays)
        days_left = (due - today).days if trusted else None
        state: StateName = "not_due"
        if days_left is not None and days_left < 0:
            state = "overdue"
        elif days_left is not None and days_left <= NEAR_DAYS and duty.opens_on <= today:
            state = "near"
        moved = duty if due == duty.due else Duty(duty.key, due, duty.opens_on, duty.event)
        return DutyState(moved, state, days_left, None, None, 0, None, None, None, None, item.verify, years)
    first = min(matching, key=lambda p: (p.public_since, p.id))
    shelf = max(matching, key=lambda p: (p.published_on, p.id)) if duty.key.period == LONG else first
    met_on = first.public_since
    until = hold_until(item.hold, shelf, duty.event, arranged)
    hold_last = last_hold_day(item.hold, shelf.hold_start, holidays, until)
    wall = postings if isinstance(postings, Mapping) else by_subject(postings)
    posting = wall.get(shelf.id)
    # The wall never counts from before the publication date: a sheet may be put up too early.
    hung = max(posting.posted_on, shelf.publish_from) if posting else None
    wall_last = last_hold_day(item.hold, hung, holidays, until) if hung else None
    return DutyState(
        duty=duty,
        state=_met_state(shelf, hold_last, wall_last, posting, today, trusted),
        days_left=None,
        publication=shelf,
        met_on=met_on,
        late_days=max(0, (met_on - duty.due).days),
        hold_last=hold_last,
        posted_on=posting.posted_on if posting else None,
        wall_last=wall_last,
        taken_down_on=posting.taken_down_on if posting else None,
        needs_county=item.verify,
        unknown_years=years,
    )


def _met_state(
    shelf: Shown,
    hold_last: date | None,
    wall_last: date | None,
    posting: Posting | None,
    today: date,
    trusted: bool,
) -> StateName:
    if shelf.nothing:
        return "nothing"
    held = trusted and hold_last is not None and today > hold_last
    gone = shelf.publish_to is not None and today > shelf.publish_to
    if held and (gone or (posting is not None and posting.taken_down_on is not None)):
        return "archived"
    # The wall is counted by itself: what was posted later must hang as long as the law says.
    wall_held = posting is None or (wall_last is not None and today > wall_last)
    return "may_come_down" if held and wall_held else "on_shelf"


def _due_after_withdrawal(duty: Duty, publications: Sequence[Shown], holidays: HolidayTable) -> date:
    """A shelf emptied by a withdrawal has the same grace as one that was always empty."""
    if duty.key.period != LONG:
        return duty.due
    emptied = [p.withdrawn_on for p in publications if p.withdrawn_on is not None and _was_long(p)]
    return max([duty.due, *(holidays.add_workdays(day, LONG_GRACE_WORKDAYS) for day in emptied)])


def _was_long(shown: Shown) -> bool:
    return shown.period == LONG or shown.period.startswith(EVENT_PREFIX)


def _uses_workdays(duty: Duty, item: CatalogueItem) -> bool:
    part = item.deadline.parts[duty.key.part]
    if isinstance(part, TriggerPart):
        return part.offset is not None and part.offset.unit == "wd"
    return isinstance(part, LongPart)
