"""Tables ``people`` and ``tries`` of desk.db: who may open the desk, and wrong tries in a row.

Each function works inside ``DeskStore.writing()`` or ``.reading()``.  PINs and one-time codes are
kept as salted hashes only; what they mean is decided in ``kiosk.desk.access``.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from kiosk.domain.clock import parse_rfc3339, to_rfc3339

Role = Literal["clerk", "supervisor"]
"""村里经办的人, and who checks before it is published (村务监督委员会)."""
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the village office. ``has_pin`` is false until the one-time code was used."""

    id: int
    name: str
    role: Role
    has_pin: bool


@dataclass(frozen=True, slots=True)
class Secret:
    """A salted hash. Never the PIN or code itself."""

    salt: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries in a row of one kind. ``since`` is when the first of them was made, ``rounds`` how
    many pauses there were in a row, ``until`` the end of the pause that runs now."""

    wrong: int
    since: datetime
    rounds: int
    until: datetime | None


_PERSON = "id, name, role, pin is not null"


def present(connection: sqlite3.Connection) -> tuple[Person, ...]:
    """Everybody who has not left, in the order in which they came."""
    rows = connection.execute(f"select {_PERSON} from people where left_at is null order by id")
    return tuple(Person(i, name, role, bool(has)) for i, name, role, has in rows)


def add_person(connection: sqlite3.Connection, name: str, role: Role, at: datetime) -> Person:
    """A new person, as yet without a PIN."""
    cursor = connection.execute(
        "insert into people (name, role, since) values (?, ?, ?)", (name, role, to_rfc3339(at))
    )
    assert cursor.lastrowid is not None
    return Person(cursor.lastrowid, name, role, False)


def leave(connection: sqlite3.Connection, person_id: int, at: datetime) -> None:
    """The person may not enter any more; the row stays for the record, the PIN does not."""
    connection.execute(
        """update people set left_at = ?, salt = null, pin = null, code_salt = null, code = null,
           code_until = null where id = ?""",
        (to_rfc3339(at), person_id),
    )


def pin_of(connection: sqlite3.Connection, person_id: int) -> Secret | None:
    """The hash of a present person's PIN."""
    row = connection.execute(
        "select salt, pin from people where id = ? and left_at is null and pin is not null", (person_id,)
    ).fetchone()
    return None if row is None else Secret(*row)


def set_pin(connection: sqlite3.Connection, person_id: int, pin: Secret) -> None:
    """Keep a PIN's hash; a one-time code that is open is used up by it."""
    connection.execute(
        """update people set salt = ?, pin = ?, code_salt = null, code = null, code_until = null
           where id = ?""",
        (pin.salt, pin.hash, person_id),
    )


def code_of(connection: sqlite3.Connection, person_id: int) -> tuple[Secret, datetime] | None:
    """The hash of a present person's open one-time code and until when it counts."""
    row = connection.execute(
        """select code_salt, code, code_until from people
           where id = ? and left_at is null and code is not null""",
        (person_id,),
    ).fetchone()
    return None if row is None else (Secret(row[0], row[1]), parse_rfc3339(row[2]))


def set_code(connection: sqlite3.Connection, person_id: int, code: Secret, until: datetime) -> None:
    """Keep a one-time code's hash in place of any earlier one."""
    connection.execute(
        "update people set code_salt = ?, code = ?, code_until = ? where id = ?",
        (code.salt, code.hash, to_rfc3339(until), person_id),
    )


def forget_setup_code(connection: sqlite3.Connection) -> None:
    """The one-time code of ``kiosk setup`` was used (``DeskStore.is_setup_code``)."""
    connection.execute("delete from settings where key = 'setup_code'")


def tries(connection: sqlite3.Connection, what: str) -> Tries | None:
    """Wrong tries of ``what`` (``pin:3``, ``setup``, ``number``); ``None`` when there were none."""
    row = connection.execute(
        "select wrong, since, rounds, until from tries where what = ?", (what,)
    ).fetchone()
    if row is None:
        return None
    wrong, since, rounds, until = row
    return Tries(wrong, parse_rfc3339(since), rounds, None if until is None else parse_rfc3339(until))


def set_tries(connection: sqlite3.Connection, what: str, kept: Tries | None) -> None:
    """Keep them; ``None`` forgets them."""
    if kept is None:
        connection.execute("delete from tries where what = ?", (what,))
        return
    until = None if kept.until is None else to_rfc3339(kept.until)
    connection.execute(
        "insert or replace into tries values (?, ?, ?, ?, ?)",
        (what, kept.wrong, to_rfc3339(kept.since), kept.rounds, until),
    )
