"""Table ``audit`` of desk.db: who did what when. It only grows, and each entry seals the ones before.

``hash`` = sha256 of the UTF-8 JSON list ``[seq, at, person, who, what, subject, note, prev]`` without
blanks; ``prev`` is the hash of the entry before, empty for the first.  Triggers refuse UPDATE, DELETE
and an entry out of turn.  Whoever can write the file can also drop triggers and write a whole new
chain: that shows against a head that has left the machine (``heartbeat.json``).
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.clock import parse_rfc3339, to_rfc3339
from kiosk.domain.errors import EnvironmentFault
from kiosk.store.home import KioskHome
from kiosk.store.migrations import DESK
from kiosk.store.reading import ReadOnlyFile


@dataclass(frozen=True, slots=True)
class Entry:
    """``person`` is the id in ``people``, ``None`` for the kiosk itself; ``who`` the name then;
    ``what`` a code of ``kiosk.desk.audit.ACTIONS``; ``subject`` an id; ``note`` a few words."""

    seq: int
    at: datetime
    person: int | None
    who: str
    what: str
    subject: str
    note: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and hash: two equal heads mean equal records."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. ``sentence`` says where it breaks; ``entries`` counts those that hold."""

    ok: bool
    entries: int
    head: Head | None
    sentence: str


_CELLS = "seq, at, person, who, what, subject, note, prev, hash"


def _hash(*cells: object) -> str:
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def append(
    connection: sqlite3.Connection,
    *,
    at: datetime,
    person: int | None,
    who: str,
    what: str,
    subject: str,
    note: str,
) -> Head:
    """Add an entry within the transaction of what it tells about: both are kept or neither is."""
    last = head(connection)
    seq, prev = (last.seq + 1, last.hash) if last else (1, "")
    cells = (seq, to_rfc3339(at), person, who, what, subject, note, prev)
    connection.execute(
        f"insert into audit ({_CELLS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*cells, _hash(*cells))
    )
    return Head(seq, _hash(*cells))


def head(connection: sqlite3.Connection) -> Head | None:
    """The last entry; ``None`` while there is none."""
    row = connection.execute("select seq, hash from audit order by seq desc limit 1").fetchone()
    return None if row is None else Head(*row)


def entries(
    connection: sqlite3.Connection, *, before: int | None = None, limit: int = 50, subject: str | None = None
) -> tuple[Entry, ...]:
    """Newest first; ``before`` a seq to page on, ``subject`` for the history of one thing."""
    rows = connection.execute(
        f"""select {_CELLS} from audit where (:before is null or seq < :before)
            and (:subject is null or subject = :subject) order by seq desc limit :limit""",
        {"before": before, "subject": subject, "limit": limit},
    )
    return tuple(
        Entry(seq, parse_rfc3339(at), person, who, what, subject, note, mark)
        for seq, at, person, who, what, subject, note, _, mark in rows
    )


def verify(connection: sqlite3.Connection, known: Head | None = None) -> Verdict:
    """Recompute the whole chain. ``known``, a head that left the machine earlier, must still be in it."""
    last: Head | None = None
    seen_known = known is None
    for row in connection.execute(f"select {_CELLS} from audit order by seq"):
        *cells, mark = row
        seq, prev = cells[0], cells[-1]
        after = last.seq if last else 0
        if seq != after + 1:
            return Verdict(False, after, last, f"办事记录第{after + 1}条不见了，从这里起不能信。")
        if prev != (last.hash if last else "") or mark != _hash(*cells):
            return Verdict(False, after, last, f"办事记录第{seq}条被改过，从这里起不能信。")
        last = Head(seq, mark)
        if known is not None and seq == known.seq:
            if mark != known.hash:
                return Verdict(False, after, last, f"办事记录前{seq}条和报给县里的不一样，被整个换过。")
            seen_known = True
    count = last.seq if last else 0
    if not seen_known:
        assert known is not None
        return Verdict(
            False, count, last, f"办事记录只有{count}条，报给县里时有{known.seq}条，后面的不见了。"
        )
    return Verdict(True, count, last, f"办事记录{count}条，一条接一条，没有改动。")


def read_verdict(home: KioskHome, known: Head | None) -> Verdict:
    """Verify desk.db without writing to it. ``EnvironmentFault`` when it cannot be read."""
    with closing(ReadOnlyFile(home.desk_db, DESK)) as desk, desk.snapshot() as connection:
        if connection is None:
            raise EnvironmentFault(
                "desk_missing", f"找不到 {home.desk_db}，或它要先由新版程序打开一次。请先运行 kiosk run。"
            )
        return verify(connection, known)
