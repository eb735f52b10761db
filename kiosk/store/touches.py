"""Table ``touches`` of desk.db: how often the glass was touched on a day. Numbers, nothing else.

The screen process counts and calls ``add`` now and then, inside ``DeskStore.writing()``; the worker
reads ``last_days`` for the heartbeat.
"""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

KEPT_DAYS = 60


def add(connection: sqlite3.Connection, day: date, touches: int) -> None:
    """So many more on ``day`` (Asia/Shanghai); what is over 60 days old goes."""
    connection.execute(
        """insert into touches values (?, ?) on conflict (day)
           do update set touches = touches + excluded.touches""",
        (day.isoformat(), touches),
    )
    connection.execute("delete from touches where day < ?", ((day - timedelta(days=KEPT_DAYS)).isoformat(),))


def last_days(connection: sqlite3.Connection, day: date, days: int = 14) -> dict[date, int]:
    """The ``days`` up to ``day`` on which somebody touched it, oldest first."""
    rows = connection.execute(
        "select day, touches from touches where day > ? and day <= ? order by day",
        ((day - timedelta(days=days)).isoformat(), day.isoformat()),
    )
    return {date.fromisoformat(text): touches for text, touches in rows}
