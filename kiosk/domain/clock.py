"""Time for rules: wall clock, monotonic clock and whether the wall clock can be believed.

Instants are aware UTC ``datetime``; calendar days are Asia/Shanghai dates.  China has had one
zone and no daylight saving since 1992, so a fixed +08:00 needs no zone database on a weak PC.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


_SINCE_BOOT: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Where there is one that goes on while the machine sleeps: a weekend asleep is no jump of the wall clock."""
JUMP = timedelta(days=1)
SETTLING_SECONDS = 15 * 60
"""After the start the network may still put the clock right."""


class Clock(Protocol):
    """What a rule may ask of time."""

    def now(self) -> datetime:
        """Aware UTC wall time."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back within this process."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.clock_gettime(_SINCE_BOOT) if _SINCE_BOOT is not None else time.monotonic()


@dataclass(slots=True)
class FixedClock:
    """A clock that only moves when told; for tests, pictures and the demo's ``--today``."""

    at: datetime
    ticks: float = 0.0

    def now(self) -> datetime:
        return self.at.astimezone(UTC)

    def monotonic(self) -> float:
        return self.ticks

    def advance(self, delta: timedelta) -> None:
        """Move both clocks forward."""
        self.at += delta
        self.ticks += delta.total_seconds()


def shanghai_noon(day: date) -> datetime:
    """Noon of ``day`` in Asia/Shanghai as UTC: the instant used for a given ``--today``."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI).astimezone(UTC)


def shanghai_date(instant: datetime) -> date:
    """The calendar day of an aware instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def today(clock: Clock) -> date:
    """Today's Asia/Shanghai date."""
    return shanghai_date(clock.now())


def dependable_today(now: datetime, *, trusted: bool, floor: date, newest_created: datetime | None) -> date:
    """The day for words with a date: today, or while the clock is not believed the newest day that is known.

    ``floor`` is the build date; with a dead battery the machine says 1970, which nobody may read.
    """
    if trusted:
        return shanghai_date(now)
    return floor if newest_created is None else max(floor, shanghai_date(newest_created))


def to_rfc3339(instant: datetime) -> str:
    """UTC text with seconds, e.g. ``2026-11-23T01:42:00Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_rfc3339(text: str) -> datetime:
    """Aware UTC instant of an RFC 3339 text; ``ValueError`` when it has no zone or is malformed."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("time without a zone")
    return moment.astimezone(UTC)


def is_trusted(
    now: datetime,
    *,
    build_date: date,
    newest_created: datetime | None,
    last_seen: datetime | None,
) -> bool:
    """Whether the wall clock can carry a claim such as 逾期.

    Trusted when not before the build date, the newest applied bundle and the last time the desk
    saw, and not over 400 days after the newest bundle (a dead battery often jumps years ahead).
    """
    floor = datetime(build_date.year, build_date.month, build_date.day, tzinfo=SHANGHAI)
    if now < floor:
        return False
    if newest_created is not None and not newest_created <= now <= newest_created + timedelta(days=400):
        return False
    return last_seen is None or now >= last_seen


class JumpWatch:
    """Notices that a wall clock which was believed went on otherwise than the monotonic one by over a day.

    It is believed again when it is back, or when :meth:`accept` says that it is right.  Any thread may ask.
    """

    def __init__(self) -> None:
        self._start: float | None = None
        self._base: datetime | None = None

    def is_steady(self, now: datetime, ticks: float, *, believed: bool) -> bool:
        """``believed``: whether the time could be right for all other reasons; ``ticks`` are monotonic."""
        if self._start is None:
            self._start = ticks
        base = now - timedelta(seconds=ticks)
        if not believed:
            return True
        if self._base is None or ticks - self._start < SETTLING_SECONDS:
            self._base = base
        return abs(base - self._base) <= JUMP

    def accept(self) -> None:
        """From now on the time it shows counts as right."""
        self._base = None
