"""Who may open the desk: a 6-digit PIN for each person, the first by the one-time code of ``kiosk setup``.

Six digits can be tried out by whoever holds a copy of desk.db, salted scrypt or not; what protects
the desk on the glass is the pause after wrong tries, kept in desk.db and growing (``PIN_LIMIT``).
A PIN is compared in constant time, and a person who is not there or has no PIN costs the same work.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kiosk.desk import audit, tries
from kiosk.desk.tries import Limit
from kiosk.domain.errors import UsageFault
from kiosk.store import people
from kiosk.store.desk import DeskStore
from kiosk.store.people import Person, Role, Secret

PIN_DIGITS = 6
CODE_DIGITS = 8
CODE_FOR = timedelta(days=3)
"""How long a code for a new PIN counts: long enough for somebody who comes tomorrow."""
PIN_LIMIT = Limit(5, tuple(timedelta(minutes=m) for m in (1, 5, 15, 60)))
"""5 wrong, 1 minute; 5 more, 5 minutes; … then an hour each time: 120 tries a day of a million."""
MOST_NAME = 20

# 32 MiB and about 0.1 s on a small PC; maxmem leaves room for OpenSSL's own.
_SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 32}
_NOBODY = Secret(bytes(16), bytes(32))


@dataclass(frozen=True, slots=True)
class Entered:
    """The right PIN or code."""

    person: Person


@dataclass(frozen=True, slots=True)
class Refused:
    """Not this time. ``left``: tries left; ``wait``: how long nobody may try; ``sentence`` for the glass."""

    left: int
    wait: timedelta | None
    sentence: str


class Access:
    """The desk's door. Use it where the ``DeskStore`` is used: on the screen's writer thread.

    Every method may raise ``EnvironmentFault`` (desk.db).
    """

    def __init__(self, desk: DeskStore) -> None:
        self._desk = desk

    def people(self) -> tuple[Person, ...]:
        """Everybody who may be chosen before the PIN pad."""
        with self._desk.reading() as connection:
            return people.present(connection)

    def needs_setup(self) -> bool:
        """Nobody has a PIN yet: the desk asks for the one-time code of ``kiosk setup`` first."""
        return not any(person.has_pin for person in self.people())

    def set_up(self, code: str, name: str, role: Role, pin: str, now: datetime) -> Entered | Refused:
        """The first person, by the one-time code. ``UsageFault``: ``weak_pin``, ``bad_name``,
        ``set_up_already``."""
        _check_pin(pin)
        name = _tidy_name(name)
        if not self.needs_setup():
            raise UsageFault("set_up_already", "已经有人设过密码了。请让他给您加上。")
        fits = self._desk.is_setup_code(code)
        with self._desk.writing() as connection:
            pause = tries.wait(connection, "setup", PIN_LIMIT, now)
            if pause is not None:
                return _paused(pause)
            if not fits:
                return self._wrong(connection, "setup", None, "开通码不对", now)
            tries.right(connection, "setup")
            person = people.add_person(connection, name, role, now)
            people.set_pin(connection, person.id, _secret(pin))
            people.forget_setup_code(connection)
            person = Person(person.id, name, role, True)
            audit.record(connection, "pin_set", at=now, by=person, note="第一个人")
        return Entered(person)

    def enter(self, person_id: int, pin: str, now: datetime) -> Entered | Refused:
        """Open the desk for a person."""
        return self._with_pin(person_id, pin, now, "entered")

    def confirm(self, person_id: int, pin: str, now: datetime) -> Entered | Refused:
        """Somebody vouches for one deed with their PIN while another is inside; that deed has its own line
        in the record."""
        return self._with_pin(person_id, pin, now, None)

    def _with_pin(self, person_id: int, pin: str, now: datetime, deed: str | None) -> Entered | Refused:
        key = f"pin:{person_id}"
        with self._desk.writing() as connection:
            person = _find(connection, person_id)
            pause = tries.wait(connection, key, PIN_LIMIT, now)
            if pause is not None:
                return _paused(pause)
            if not _fits(pin, people.pin_of(connection, person_id)) or person is None:
                return self._wrong(connection, key, person, "不对", now)
            tries.right(connection, key)
            if deed is not None:
                audit.record(connection, deed, at=now, by=person)
        return Entered(person)

    def add_person(self, by: Person, name: str, role: Role, now: datetime) -> tuple[Person, str]:
        """A new person and the code with which they set their own PIN within 3 days; shown once."""
        name = _tidy_name(name)
        with self._desk.writing() as connection:
            if any(other.name == name for other in people.present(connection)):
                raise UsageFault("name_taken", "这个名字已经有了。同名的请在后面加一个字区分。")
            person = people.add_person(connection, name, role, now)
            audit.record(connection, "person_added", at=now, by=by, subject=str(person.id), note=name)
            return person, _give_code(connection, by, person, now)

    def new_code(self, by: Person, person_id: int, now: datetime) -> str:
        """For somebody who forgot the PIN; the old one counts until a new one is set."""
        with self._desk.writing() as connection:
            return _give_code(connection, by, _known(connection, person_id), now)

    def set_pin_by_code(self, person_id: int, code: str, pin: str, now: datetime) -> Entered | Refused:
        """A person sets their PIN with the code they were given. ``UsageFault`` ``weak_pin``."""
        _check_pin(pin)
        key = f"code:{person_id}"
        with self._desk.writing() as connection:
            person = _find(connection, person_id)
            pause = tries.wait(connection, key, PIN_LIMIT, now)
            if pause is not None:
                return _paused(pause)
            kept = people.code_of(connection, person_id)
            fits = _fits(code, kept[0] if kept else None)
            # abs: a clock that was set back must not make a code count for years.
            counts = kept is not None and abs(kept[1] - now) <= CODE_FOR and now <= kept[1]
            if not fits or not counts or person is None:
                return self._wrong(connection, key, person, "开通码不对或过期了", now)
            self._keep_pin(connection, person, pin, now)
        return Entered(Person(person.id, person.name, person.role, True))

    def change_pin(self, person: Person, old: str, pin: str, now: datetime) -> Entered | Refused:
        """Somebody inside changes their own PIN. ``UsageFault`` ``weak_pin``."""
        _check_pin(pin)
        key = f"pin:{person.id}"
        with self._desk.writing() as connection:
            pause = tries.wait(connection, key, PIN_LIMIT, now)
            if pause is not None:
                return _paused(pause)
            if not _fits(old, people.pin_of(connection, person.id)):
                return self._wrong(connection, key, person, "原来的密码不对", now)
            self._keep_pin(connection, person, pin, now)
        return Entered(person)

    def leave(self, by: Person, person_id: int, now: datetime) -> None:
        """Somebody has left the office. ``UsageFault`` ``last_person``: nobody could enter any more."""
        with self._desk.writing() as connection:
            person = _known(connection, person_id)
            others = [p for p in people.present(connection) if p.has_pin and p.id != person_id]
            if not others:
                raise UsageFault("last_person", "只剩这一个人有密码了。请先给别人设好密码。")
            people.leave(connection, person_id, now)
            for kind in ("pin", "code"):
                tries.right(connection, f"{kind}:{person_id}")
            audit.record(connection, "person_left", at=now, by=by, subject=str(person_id), note=person.name)

    def _keep_pin(self, connection: sqlite3.Connection, person: Person, pin: str, now: datetime) -> None:
        people.set_pin(connection, person.id, _secret(pin))
        for kind in ("pin", "code"):
            tries.right(connection, f"{kind}:{person.id}")
        audit.record(connection, "pin_set", at=now, by=person)

    def _wrong(
        self, connection: sqlite3.Connection, key: str, person: Person | None, what: str, now: datetime
    ) -> Refused:
        left = tries.wrong(connection, key, PIN_LIMIT, now)
        if left:
            return Refused(left, None, f"{what}，再试一次，还能试 {left} 次。")
        pause = tries.wait(connection, key, PIN_LIMIT, now)
        assert pause is not None
        name = person.name if person else ""
        audit.record(connection, "pin_paused", at=now, subject=key, note=name)
        return _paused(pause)


def _paused(pause: timedelta) -> Refused:
    return Refused(0, pause, f"错得太多，请过 {tries.wait_words(pause)}再试。")


def _find(connection: sqlite3.Connection, person_id: int) -> Person | None:
    return next((p for p in people.present(connection) if p.id == person_id), None)


def _known(connection: sqlite3.Connection, person_id: int) -> Person:
    person = _find(connection, person_id)
    if person is None:
        raise UsageFault("unknown_person", "没有这个人，可能已经去掉了。请返回重选。")
    return person


def _give_code(connection: sqlite3.Connection, by: Person, person: Person, now: datetime) -> str:
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    people.set_code(connection, person.id, _secret(code), now + CODE_FOR)
    audit.record(connection, "code_given", at=now, by=by, subject=str(person.id), note=person.name)
    return code


def _hash(text: str, salt: bytes) -> bytes:
    return hashlib.scrypt(text.encode(), salt=salt, **_SCRYPT)


def _secret(text: str) -> Secret:
    salt = secrets.token_bytes(16)
    return Secret(salt, _hash(text, salt))


def _fits(text: str, kept: Secret | None) -> bool:
    """The same work whether or not there is something to compare with."""
    against = kept or _NOBODY
    return hmac.compare_digest(_hash(text, against.salt), against.hash) and kept is not None


def _check_pin(pin: str) -> None:
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise UsageFault("weak_pin", "密码要 6 位数字。")
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    repeats = pin[:3] == pin[3:] or pin[:2] == pin[2:4] == pin[4:]
    if steps in ({0}, {1}, {9}) or repeats:
        raise UsageFault("weak_pin", "这个密码太好猜。不要用连着的或重复的数字。")


def _tidy_name(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > MOST_NAME:
        raise UsageFault("bad_name", f"名字要填 1 到 {MOST_NAME} 个字。")
    return tidy
