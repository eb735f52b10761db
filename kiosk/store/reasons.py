"""Table ``reasons`` of desk.db: why a duty was not met in time. It only grows; the newest counts.

Each function works inside ``DeskStore.writing()`` or ``.reading()``, or on a read-only connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

from kiosk.domain.clock import parse_rfc3339, to_rfc3339
from kiosk.domain.duty import DutyKey
from kiosk.domain.reasons import Reason

_CELLS = "village_code, catalogue_id, part, period, code, text, late_on, who, at"


def add(connection: sqlite3.Connection, reason: Reason) -> None:
    """Write it down; an earlier one for the same duty stays as history."""
    key = reason.key
    connection.execute(
        f"insert into reasons ({_CELLS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key.village_code, key.catalogue_id, key.part, key.period, reason.code, reason.text,
            reason.late_on.isoformat() if reason.late_on else None, reason.who, to_rfc3339(reason.at),
        ),
    )  # fmt: skip


def written(connection: sqlite3.Connection) -> tuple[Reason, ...]:
    """All that was ever written, oldest first, taken-back ones included."""
    return tuple(
        Reason(
            DutyKey(village, item, part, period),
            code,
            text,
            date.fromisoformat(late_on) if late_on else None,
            who,
            parse_rfc3339(at),
        )
        for village, item, part, period, code, text, late_on, who, at in connection.execute(
            f"select {_CELLS} from reasons order by id"
        )
    )


def standing(log: tuple[Reason, ...]) -> Mapping[DutyKey, Reason]:
    """The reason that counts for each duty; none where the newest was taken back."""
    newest = {reason.key: reason for reason in log}
    return {key: reason for key, reason in newest.items() if reason.code}
