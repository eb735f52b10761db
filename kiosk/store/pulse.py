"""What the worker tells of desk.db in the heartbeat. Reads only: its owner reports what is wrong with it."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.domain.clock import parse_rfc3339, shanghai_date
from kiosk.domain.errors import EnvironmentFault
from kiosk.store import audit, touches
from kiosk.store.audit import Head
from kiosk.store.connect import scalar
from kiosk.store.home import KioskHome
from kiosk.store.migrations import DESK
from kiosk.store.reading import ReadOnlyFile
from kiosk.store.restored import SETTING


@dataclass(frozen=True, slots=True)
class DeskPulse:
    """``readable``: there is a desk.db and it can be read.  ``restored_on``: the day on which a damaged one
    was last exchanged for a copy.  ``waiting``: files for the county that could not leave yet.
    ``touches`` a day, oldest first.
    """

    readable: bool = False
    head: Head | None = None
    last_seen: datetime | None = None
    restored_on: date | None = None
    waiting: int = 0
    touches: dict[date, int] = field(default_factory=dict[date, int])


def read_pulse(home: KioskHome, day: date) -> DeskPulse:
    """The state of the desk on ``day``."""
    try:
        with closing(ReadOnlyFile(home.desk_db, DESK)) as desk, desk.snapshot() as connection:
            if connection is None:
                return DeskPulse()
            seen = scalar(connection, "select last_seen from clock")
            restored = scalar(connection, "select value from settings where key = ?", (SETTING,))
            return DeskPulse(
                readable=True,
                head=audit.head(connection),
                last_seen=None if seen is None else parse_rfc3339(seen),
                restored_on=None if restored is None else _day(restored),
                waiting=scalar(connection, "select count(*) from question_out"),
                touches=touches.last_days(connection, day),
            )
    except EnvironmentFault:
        return DeskPulse()


def _day(setting: str) -> date:
    return shanghai_date(parse_rfc3339(json.loads(setting)["at"]))
