"""When which bundle brought what: the entries of a unit dealt out to a row of dated bundles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from kiosk.demo.runs import holidays, workday
from kiosk.demo.seeds import chance, share
from kiosk.domain.clock import SHANGHAI
from kiosk.domain.items import BundleKind, Item
from kiosk.domain.payout import Payout

SINCE_DAYS = 400
"""The demo's kiosks were set up that long ago."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One item on its way to the kiosk, known at the county from ``day`` on.

    ``payouts`` belong to a batch, ``table`` (rows of cells) to a disclosure, ``data`` to a
    reference; ``files`` are attachments on disk with their titles, in order.
    """

    day: date
    item: Item
    payouts: tuple[Payout, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    heads: tuple[str, ...] = ()
    data: bytes | None = None
    files: tuple[tuple[Path, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class BundlePlan:
    """A bundle to be written. ``created`` is in Asia/Shanghai office hours."""

    seq: int
    kind: BundleKind
    created: datetime
    entries: tuple[Entry, ...]


def moment(day: date, *seed: object) -> datetime:
    """Some minute of the office hours of ``day``."""
    minutes = int(share("minute", day, *seed) * 480)
    return datetime.combine(day, time(9), SHANGHAI) + timedelta(minutes=minutes)


AGES = (0, 6, 13, 20, 30, 42, 57, 76, 100, 130, 165, 205, 250, 300, 350, SINCE_DAYS)
"""How long before the newest bundle each one was sent, in days: about weekly of late, monthly before."""


def bundle_days(code: str, today: date) -> tuple[date, ...]:
    """Working days, oldest first; the newest is 1–4 days before ``today``."""
    rng = chance("bundle days", code)
    last = holidays().add_workdays(today, -1 - int(share("last bundle", code) * 2))
    if (today - last).days > 4:
        # After a long holiday no office day is near enough; somebody worked the day before.
        last = today - timedelta(days=1)
    days = {workday(last - timedelta(days=age + rng.randint(0, age // 12))) for age in AGES[1:]}
    return (*sorted(d for d in days if d < last), last)


def deal_out(
    code: str, today: date, entries: Sequence[Entry], *, snapshot_at: int | None = None
) -> tuple[BundlePlan, ...]:
    """The bundles in order.  An entry goes into the first bundle not older than its day.

    What becomes known after the newest bundle's day goes into that one (``publish_from`` keeps it
    hidden until its day).  With ``snapshot_at`` everything up to that sequence number travels as
    one snapshot and nothing before it is sent: a kiosk that was set up again.
    """
    days = bundle_days(code, today)
    ordered = sorted(enumerate(entries), key=lambda pair: (pair[1].day, pair[0]))
    loads: list[list[Entry]] = [[] for _ in days]
    for _, entry in ordered:
        place = next((n for n, day in enumerate(days) if day >= entry.day), len(days) - 1)
        loads[place].append(entry)
    plans = [
        BundlePlan(n + 1, "update", moment(day, code, n), tuple(load))
        for n, (day, load) in enumerate(zip(days, loads, strict=True))
    ]
    if snapshot_at is None:
        return tuple(plans)
    whole = tuple(e for p in plans[:snapshot_at] for e in p.entries)
    start = plans[snapshot_at - 1]
    return (BundlePlan(start.seq, "snapshot", start.created, whole), *plans[snapshot_at:])
