"""The latest time the desk has seen, for readers that must not open ``desk.db`` for writing."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

from kiosk.domain.clock import parse_rfc3339
from kiosk.store.connect import scalar
from kiosk.store.home import KioskHome
from kiosk.store.migrations import DESK
from kiosk.store.reading import ReadOnlyFile


def last_seen(home: KioskHome) -> datetime | None:
    """Aware UTC; ``None`` without a desk or before its first look at the clock.

    Looking neither repairs nor upgrades the file.  ``EnvironmentFault``: ``database_newer``,
    ``damaged`` and those of the disk.
    """
    with closing(ReadOnlyFile(home.desk_db, DESK)) as desk, desk.snapshot() as connection:
        text = None if connection is None else scalar(connection, "select last_seen from clock")
    return None if text is None else parse_rfc3339(text)
