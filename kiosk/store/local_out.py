"""Tables ``local_events``, ``local_out`` and ``local_out_files`` of desk.db: what this kiosk publishes.

Each function works inside ``DeskStore.writing()`` or ``.reading()``.  A bundle is kept whole, signed, from
the deed that made it until it is on the board: so a power cut never makes a second one of its number.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from kiosk.domain.clock import to_rfc3339
from kiosk.domain.items import EventItem
from kiosk.store import codec

DeedKind = Literal["publish", "withdraw", "event"]


@dataclass(frozen=True, slots=True)
class OwnBundle:
    """One own bundle. ``state`` ``waiting`` or ``applied``; ``subject`` the draft's id or the event's;
    ``before`` how that stood, to be put back when the worker refuses the bundle."""

    seq: int
    name: str
    manifest_sha256: str
    created: str
    state: str
    deed: DeedKind
    subject: str
    before: dict[str, Any]


_CELLS = "seq, name, manifest_sha256, created, state, deed, subject, before"


def _bundle(row: tuple[Any, ...]) -> OwnBundle:
    return OwnBundle(*row[:7], before=json.loads(row[7]))


def newest(connection: sqlite3.Connection) -> OwnBundle | None:
    row = connection.execute(f"select {_CELLS} from local_out order by seq desc limit 1").fetchone()
    return None if row is None else _bundle(row)


def waiting(connection: sqlite3.Connection) -> tuple[OwnBundle, ...]:
    """Those not on the board yet, by number."""
    rows = connection.execute(f"select {_CELLS} from local_out where state = 'waiting' order by seq")
    return tuple(_bundle(row) for row in rows)


def find(connection: sqlite3.Connection, seq: int) -> OwnBundle | None:
    row = connection.execute(f"select {_CELLS} from local_out where seq = ?", (seq,)).fetchone()
    return None if row is None else _bundle(row)


def add(connection: sqlite3.Connection, bundle: OwnBundle, files: Iterable[tuple[str, bytes]]) -> None:
    """Keep a signed bundle with its files."""
    connection.execute(
        f"insert into local_out ({_CELLS}) values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            bundle.seq, bundle.name, bundle.manifest_sha256, bundle.created, bundle.state, bundle.deed,
            bundle.subject, json.dumps(bundle.before, ensure_ascii=False),
        ),
    )  # fmt: skip
    connection.executemany(
        "insert into local_out_files values (?, ?, ?, ?)",
        [(bundle.seq, place, path, content) for place, (path, content) in enumerate(files)],
    )


def files(connection: sqlite3.Connection, seq: int) -> Mapping[str, bytes]:
    """Its files by path, manifest and signature last."""
    rows = connection.execute(
        "select path, content from local_out_files where seq = ? order by place", (seq,)
    )
    return {path: bytes(content) for path, content in rows}


def arrived(connection: sqlite3.Connection, seq: int) -> None:
    """It is on the board: its files are in the archive."""
    connection.execute("update local_out set state = 'applied' where seq = ?", (seq,))
    connection.execute("delete from local_out_files where seq = ?", (seq,))


def remove(connection: sqlite3.Connection, seq: int) -> None:
    """It was refused; its number is free again."""
    connection.execute("delete from local_out where seq = ?", (seq,))
    connection.execute("delete from local_out_files where seq = ?", (seq,))


# --- events --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LocalEvent:
    """A meeting, election or project that the clerk entered, as it stands now; ``who`` entered it last."""

    item: EventItem
    who: str


_EVENT = "event_id, catalogue_ids, trigger, on_day, title, cancelled, who"


def _event(row: tuple[Any, ...]) -> LocalEvent:
    event_id, ids, trigger, day, title, cancelled, who = row
    item = EventItem(event_id, codec.strings(ids), trigger, date.fromisoformat(day), title, bool(cancelled))
    return LocalEvent(item, who)


def events(connection: sqlite3.Connection) -> tuple[LocalEvent, ...]:
    """The latest day first, cancelled ones among them."""
    rows = connection.execute(f"select {_EVENT} from local_events order by on_day desc, event_id")
    return tuple(_event(row) for row in rows)


def event(connection: sqlite3.Connection, event_id: str) -> LocalEvent | None:
    row = connection.execute(
        f"select {_EVENT} from local_events where event_id = ?", (event_id,)
    ).fetchone()
    return None if row is None else _event(row)


def put_event(connection: sqlite3.Connection, item: EventItem, who: str, at: datetime) -> None:
    connection.execute(
        "insert or replace into local_events values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item.event_id, item.trigger, item.on.isoformat(), item.title, codec.to_json(item.catalogue_ids),
            item.cancelled, who, to_rfc3339(at),
        ),
    )  # fmt: skip


def remove_event(connection: sqlite3.Connection, event_id: str) -> None:
    connection.execute("delete from local_events where event_id = ?", (event_id,))


def event_cells(event: LocalEvent | None) -> dict[str, Any]:
    """As :attr:`OwnBundle.before` keeps it; empty when there was none."""
    if event is None:
        return {}
    item = event.item
    return {
        "catalogue_ids": list(item.catalogue_ids), "trigger": item.trigger, "on": item.on.isoformat(),
        "title": item.title, "cancelled": item.cancelled, "who": event.who,
    }  # fmt: skip


def event_from(event_id: str, cells: dict[str, Any]) -> LocalEvent:
    """The other way round."""
    item = EventItem(
        event_id, tuple(cells["catalogue_ids"]), cells["trigger"], date.fromisoformat(cells["on"]),
        cells["title"], cells["cancelled"],
    )  # fmt: skip
    return LocalEvent(item, cells["who"])
