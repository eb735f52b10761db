"""How often somebody may be wrong, and how long they then wait. Kept in desk.db, so a restart helps nobody.

A pause is measured by the wall clock.  When that was set back, a running pause begins anew with its
whole length instead of lasting for years; set forward, it ends early, which needs a hand on the
machine's clock.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.store import people
from kiosk.store.people import Tries


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` wrong tries, then a pause; the n-th pause in a row takes ``pauses[n]`` (the last repeats).

    ``window``: wrong tries longer ago are forgotten; ``None``: only a right one makes them forgotten.
    """

    most: int
    pauses: tuple[timedelta, ...]
    window: timedelta | None = None

    def pause(self, rounds: int) -> timedelta:
        """Length of the pause number ``rounds`` (from 1)."""
        return self.pauses[min(rounds, len(self.pauses)) - 1]


def settled(kept: Tries | None, limit: Limit, now: datetime) -> Tries | None:
    """What still counts at ``now``."""
    if kept is None:
        return None
    if kept.until is not None:
        if kept.until <= now:
            return replace(kept, wrong=0, until=None)
        return replace(kept, until=min(kept.until, now + limit.pause(kept.rounds)))
    if limit.window is not None and abs(now - kept.since) > limit.window:
        return replace(kept, wrong=0)
    return kept


def after_wrong(kept: Tries | None, limit: Limit, now: datetime) -> Tries:
    """One wrong try more; from the last one allowed on a pause runs."""
    before = kept or Tries(0, now, 0, None)
    wrong = before.wrong + 1
    since = before.since if before.wrong else now
    if wrong < limit.most:
        return Tries(wrong, since, before.rounds, None)
    rounds = before.rounds + 1
    return Tries(wrong, since, rounds, now + limit.pause(rounds))


def wait(connection: sqlite3.Connection, what: str, limit: Limit, now: datetime) -> timedelta | None:
    """How long still nobody may try; ``None`` when one may. Inside ``DeskStore.writing()``."""
    before = people.tries(connection, what)
    kept = settled(before, limit, now)
    if kept != before:
        people.set_tries(connection, what, kept)
    return None if kept is None or kept.until is None else kept.until - now


def wrong(connection: sqlite3.Connection, what: str, limit: Limit, now: datetime) -> int:
    """Count a wrong try; how many more there may be (0: a pause runs now)."""
    kept = after_wrong(settled(people.tries(connection, what), limit, now), limit, now)
    people.set_tries(connection, what, kept)
    return 0 if kept.until is not None else limit.most - kept.wrong


def right(connection: sqlite3.Connection, what: str) -> None:
    """Forget all wrong tries."""
    people.set_tries(connection, what, None)


def wait_words(left: timedelta) -> str:
    """How long, in words: whole minutes, never less than one."""
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    return f"{minutes // 60} 小时" if minutes % 60 == 0 else f"{minutes} 分钟"
