"""Deadlines and display periods of the catalogue: the grammar of domain README §3, and its dates.

``deadline`` says when something must be public (``long;event+20wd``, ``quarterly``,
``yearly<=12-31``, ``meeting-10d``, ``payout+prompt``); ``hold`` how long it must hang.  Days are
Asia/Shanghai dates; an offset counts from the day after its event and its last day ends at 24:00.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, cast, get_args

from kiosk.domain.workdays import HolidayTable

LEGAL_HOLD_DAYS = 15
"""Shortest display: 村民委员会组织法 art. 35, 城市居民委员会组织法 art. 34 (both in force 2026-01-01)."""

Trigger = Literal["event", "meeting", "election", "term", "payout"]
TRIGGERS: tuple[str, ...] = get_args(Trigger)
Cycle = Literal["monthly", "quarterly", "halfyearly", "finance"]
CYCLES: tuple[str, ...] = get_args(Cycle)
HoldUntil = Literal["election", "meeting", "event", "next"]
HOLD_UNTIL: tuple[str, ...] = get_args(HoldUntil)
Unit = Literal["d", "wd"]


class DeadlineTextError(ValueError):
    """A deadline or hold that does not follow the grammar."""


@dataclass(frozen=True, slots=True)
class Span:
    """A signed number of calendar (``d``) or working days (``wd``)."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class LongPart:
    """``long``: one must be on the shelf at any time."""

    def __str__(self) -> str:
        return "long"


@dataclass(frozen=True, slots=True)
class CyclePart:
    """``monthly``, ``quarterly``, ``halfyearly``, ``finance`` (one of the first two, as the unit decides)."""

    cycle: Cycle

    def __str__(self) -> str:
        return self.cycle


@dataclass(frozen=True, slots=True)
class YearlyPart:
    """``yearly<=MM-DD``: every calendar year on that day or before."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"yearly<={self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class TriggerPart:
    """Something happens: ``offset`` days after (or before, negative) it; ``None`` is ``+prompt`` (及时)."""

    trigger: Trigger
    offset: Span | None

    def __str__(self) -> str:
        if self.offset is None:
            return f"{self.trigger}+prompt"
        sign = "-" if self.offset.count < 0 else "+"
        return f"{self.trigger}{sign}{abs(self.offset.count)}{self.offset.unit}"


Part = LongPart | CyclePart | YearlyPart | TriggerPart


@dataclass(frozen=True, slots=True)
class Deadline:
    """All parts apply at the same time; a duty names its part by its index here."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return ";".join(str(p) for p in self.parts)


@dataclass(frozen=True, slots=True)
class Hold:
    """Display period: a span, ``long`` (stays), or until an election, a meeting, an event, the next issue."""

    span: Span | None = None
    until: HoldUntil | None = None

    @property
    def stays(self) -> bool:
        """``long``: never comes down by itself."""
        return self.span is None and self.until is None

    def __str__(self) -> str:
        if self.span is not None:
            return str(self.span)
        return f"until:{self.until}" if self.until else "long"


@dataclass(frozen=True, slots=True)
class Lags:
    """Grace after a period ends, and what 及时 means, as the unit's settings say.

    Defaults: domain README §3 (Jiangxi has no common rule yet, so all are site settings).
    """

    monthly: Span = Span(10, "d")
    quarterly: Span = Span(20, "d")
    halfyearly: Span = Span(31, "d")
    prompt: Span = Span(5, "d")


_SPAN = re.compile(r"(0|[1-9]\d{0,3})(d|wd)\Z", re.ASCII)
_TRIGGER = re.compile(r"([a-z]+)([+-])(\w+)\Z", re.ASCII)
_YEARLY = re.compile(r"yearly<=(\d\d)-(\d\d)\Z", re.ASCII)


def parse_span(text: str) -> Span:
    """``20d`` or ``5wd``; DeadlineTextError otherwise."""
    match = _SPAN.match(text)
    if match is None:
        raise DeadlineTextError("not a number of days")
    return Span(int(match[1]), cast(Unit, match[2]))


def _parse_part(text: str) -> Part:
    if text == "long":
        return LongPart()
    if text in CYCLES:
        return CyclePart(cast(Cycle, text))
    if yearly := _YEARLY.match(text):
        month, day = int(yearly[1]), int(yearly[2])
        try:
            date(2024, month, day)  # a leap year: 02-29 may be written, and is 02-28 in other years
        except ValueError:
            raise DeadlineTextError("no such day in the calendar") from None
        return YearlyPart(month, day)
    match = _TRIGGER.match(text)
    if match is None or match[1] not in TRIGGERS:
        raise DeadlineTextError("not a part of a deadline")
    trigger = cast(Trigger, match[1])
    if match[3] == "prompt" and match[2] == "+":
        return TriggerPart(trigger, None)
    span = parse_span(match[3])
    return TriggerPart(trigger, Span(-span.count, span.unit) if match[2] == "-" else span)


def parse_deadline(text: str) -> Deadline:
    """The parts of a ``deadline`` cell; DeadlineTextError for anything outside the grammar or a repeat."""
    parts = tuple(_parse_part(p) for p in text.split(";"))
    if len(set(parts)) != len(parts):
        raise DeadlineTextError("the same part twice")
    return Deadline(parts)


def parse_hold(text: str) -> Hold:
    """A ``hold`` cell; DeadlineTextError for anything outside the grammar."""
    if text == "long":
        return Hold()
    if text.startswith("until:") and text[6:] in HOLD_UNTIL:
        return Hold(until=cast(HoldUntil, text[6:]))
    return Hold(span=parse_span(text))


# --- periods -------------------------------------------------------------------------------------

LONG = "long"
EVENT_PREFIX = "E:"
_PERIOD = re.compile(r"([12]\d{3})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?\Z", re.ASCII)


def is_period(text: str) -> bool:
    """``long``, ``2026``, ``2026-H1``, ``2026-Q3``, ``2026-11`` or ``E:<event_id>``."""
    return (
        text == LONG or (text.startswith(EVENT_PREFIX) and len(text) > 2) or _PERIOD.match(text) is not None
    )


@lru_cache(maxsize=4096)
def period_bounds(period: str) -> tuple[date, date] | None:
    """First and last day of a calendar period; ``None`` for ``long`` and ``E:``; ValueError if neither."""
    match = _PERIOD.match(period)
    if match is None:
        if is_period(period):
            return None
        raise ValueError("not a period")
    year = int(match[1])
    if match[2]:
        first, months = 6 * int(match[2]) - 5, 6
    elif match[3]:
        first, months = 3 * int(match[3]) - 2, 3
    elif match[4]:
        first, months = int(match[4]), 1
    else:
        first, months = 1, 12
    after = first + months
    end = date(year + 1, 1, 1) if after > 12 else date(year, after, 1)
    return date(year, first, 1), end - timedelta(days=1)


def plain_cycle(cycle: Cycle, finance_busy: bool) -> Cycle:
    """``finance`` is monthly where money moves often, else quarterly (村民委员会组织法 art. 35)."""
    return ("monthly" if finance_busy else "quarterly") if cycle == "finance" else cycle


def period_of(cycle: Cycle, day: date, finance_busy: bool = False) -> str:
    """The period of a cycle that ``day`` lies in, e.g. ``2026-Q3``."""
    plain = plain_cycle(cycle, finance_busy)
    if plain == "monthly":
        return f"{day.year}-{day.month:02d}"
    if plain == "quarterly":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}-H{1 if day.month <= 6 else 2}"


def periods(
    part: CyclePart | YearlyPart, first: date, last: date, finance_busy: bool = False
) -> Iterator[str]:
    """Every period that has a day within ``first``–``last``, oldest first."""
    if isinstance(part, YearlyPart):
        yield from (str(y) for y in range(first.year, last.year + 1))
        return
    day = first
    while day <= last:
        period = period_of(part.cycle, day, finance_busy)
        yield period
        bounds = period_bounds(period)
        assert bounds is not None
        day = bounds[1] + timedelta(days=1)


# --- dates ---------------------------------------------------------------------------------------


def add_span(day: date, span: Span, holidays: HolidayTable) -> date:
    """``day`` plus a signed span; the day itself is not counted."""
    if span.unit == "d":
        return day + timedelta(days=span.count)
    return holidays.add_workdays(day, span.count)


def cycle_due(part: CyclePart | YearlyPart, period: str, lags: Lags, holidays: HolidayTable) -> date:
    """Last day on which ``period`` may still be published. ValueError when it is no calendar period."""
    bounds = period_bounds(period)
    if bounds is None:
        raise ValueError("a calendar period is needed")
    if isinstance(part, YearlyPart):
        # 02-29 of a year without one is its last February day.
        last = calendar.monthrange(bounds[0].year, part.month)[1]
        return date(bounds[0].year, part.month, min(part.day, last))
    if part.cycle == "finance":
        lag = lags.monthly if (bounds[1] - bounds[0]).days < 31 else lags.quarterly
    else:
        lag = {"monthly": lags.monthly, "quarterly": lags.quarterly, "halfyearly": lags.halfyearly}[
            part.cycle
        ]
    return add_span(bounds[1], lag, holidays)


def trigger_due(part: TriggerPart, on: date, lags: Lags, holidays: HolidayTable) -> date:
    """Last day for an event that happens on ``on``: 2026-09-30 with ``event+20wd`` is 2026-11-03."""
    return add_span(on, part.offset or lags.prompt, holidays)


def last_hold_day(hold: Hold, start: date, holidays: HolidayTable, until: date | None = None) -> date | None:
    """Last day on which something put up on ``start`` must still hang; ``None`` while nobody knows.

    Counted from the day after ``start``, never under LEGAL_HOLD_DAYS.  ``until`` is the day of the
    election, meeting or event's end, or the day the next issue was put up.
    """
    legal = start + timedelta(days=LEGAL_HOLD_DAYS)
    if hold.stays:
        return None
    if hold.span is not None:
        return max(legal, add_span(start, hold.span, holidays))
    return max(legal, until) if until is not None else None


def may_come_down_on(
    hold: Hold, start: date, holidays: HolidayTable, until: date | None = None
) -> date | None:
    """The day after the last hold day; ``None`` when it stays (``long``) or its end is not known yet."""
    last = last_hold_day(hold, start, holidays, until)
    return None if last is None else last + timedelta(days=1)


def days_between(today: date, due: date) -> int:
    """Days left until ``due`` (0 = due today), negative once past."""
    return (due - today).days
