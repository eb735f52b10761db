"""``desk.db``: what this kiosk alone knows. The screen process writes it; it is not made again.

Kept with ``synchronous=FULL``, copied whole every day (``VACUUM INTO``), and when the file is found
damaged the newest good copy takes its place.  Failures: ``EnvironmentFault`` (disk, rights, newer
program); damage without any good copy ends in a new file and a sentence that says so.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import shutil
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from kiosk.domain.clock import parse_rfc3339, shanghai_date, to_rfc3339
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.items import TargetType
from kiosk.store import audit
from kiosk.store.aside import set_aside
from kiosk.store.connect import connect_ro, connect_rw, scalar, speaking, transaction
from kiosk.store.home import KioskHome
from kiosk.store.migrations import DESK, is_current, migrate
from kiosk.store.restored import FIRST_POSTING, SETTING, setting_value

COPIES_KEPT = 14
"""Daily copies; older ones are deleted."""

_NUMBERS_FROM = datetime(2020, 1, 1, tzinfo=UTC)
_NUMBERS_LOST = 1_000
"""More than anybody posts between two copies, or changes of one posting."""
_NAMES = "desk-????-??-??.db"
_SETUP_CODE = "setup_code"
_COPY_NUMBER = "copy_number"
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class Restored:
    """What happened to a damaged desk.db, in words for the clerk. ``copy_of`` is ``None`` without a copy."""

    copy_of: date | None
    sentence: str


class DeskStore:
    """desk.db opened for writing. Use one in the screen process (and in setup), from one thread.

    ``restored`` says what was lost when the file had to be replaced on opening.
    """

    def __init__(self, home: KioskHome, at: datetime) -> None:
        self._home = home
        self._path = home.desk_db
        self.restored: Restored | None = None
        if self._path.exists() and self._path.stat().st_size and not _is_sound(self._path):
            self.restored = _restore(home, at)
        with speaking(self._path):
            upgrade = False
            if self._path.exists() and self._path.stat().st_size:
                with closing(connect_ro(self._path)) as look:
                    upgrade = not is_current(look, DESK, self._path)
            self._connection = connect_rw(self._path, synchronous="FULL")
            try:
                if upgrade:
                    self.copy(shanghai_date(at), again=True)
                migrate(self._connection, DESK, self._path)
                if self.restored is not None:
                    self._keep_restored(self.restored, at)
            except BaseException:
                self._connection.close()
                raise

    def _keep_restored(self, restored: Restored, at: datetime) -> None:
        """What was lost must be told to the clerk and stand in the record, not only in a log."""
        with transaction(self._connection):
            self._connection.execute(
                "insert or replace into settings values (?, ?)",
                (SETTING, setting_value(restored.sentence, at)),
            )
            # The county knows files of postings that this desk has lost: their numbers may not come again.
            minutes = int((at - _NUMBERS_FROM).total_seconds() // 60)
            (last,) = self._connection.execute("select coalesce(max(id), 0) from postings").fetchone()
            self._connection.execute(
                "insert or replace into settings values (?, ?)",
                (FIRST_POSTING, str(max(minutes, last + _NUMBERS_LOST))),
            )
            self._connection.execute("update postings set told = told + ?", (_NUMBERS_LOST,))
            note = "从空白开始" if restored.copy_of is None else f"换成{restored.copy_of.isoformat()}的备份"
            audit.append(
                self._connection, at=at, person=None, who="", what="desk_restored", subject="", note=note
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection; what was written stays."""
        self._connection.close()

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """One transaction for the tables of ``questions``, ``people``, ``audit`` and ``prints``.

        Anything raised inside takes all of it back.  ``EnvironmentFault`` for disk and file.
        """
        with speaking(self._path), transaction(self._connection):
            yield self._connection

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """One consistent look at the same tables."""
        with speaking(self._path), transaction(self._connection, "deferred"):
            yield self._connection

    @property
    def connection(self) -> sqlite3.Connection:
        """For the registers of this package that keep their tables in desk.db too."""
        return self._connection

    @property
    def path(self) -> Path:
        """The file, for sentences about it."""
        return self._path

    def mark_shown(self, versions: Iterable[tuple[TargetType, str, int]], at: datetime) -> int:
        """Note that these versions (type, id, version) are on the screen; how many were new.

        Only the first time counts: the hold of 15 days (村委会组织法 art. 35) is counted from it.
        """
        with speaking(self._path), transaction(self._connection):
            before = self._connection.total_changes
            self._connection.executemany(
                "insert or ignore into shown values (?, ?, ?, ?)",
                [(*version, to_rfc3339(at)) for version in versions],
            )
            return self._connection.total_changes - before

    def last_seen(self) -> datetime | None:
        """The latest time this desk has seen; a wall clock before it is not believed."""
        with speaking(self._path):
            text = scalar(self._connection, "select last_seen from clock")
        return None if text is None else parse_rfc3339(text)

    def see_clock(self, at: datetime) -> None:
        """Move :meth:`last_seen` forward to ``at``; an earlier time changes nothing."""
        with speaking(self._path), transaction(self._connection):
            self._connection.execute(
                """insert into clock values (1, ?) on conflict (only_one)
                   do update set last_seen = max(last_seen, excluded.last_seen)""",
                (to_rfc3339(at),),
            )

    def confirm_clock(self, at: datetime) -> None:
        """The clerk says it is ``at`` now, also when that is earlier (a dead battery had jumped ahead)."""
        with speaking(self._path), transaction(self._connection):
            self._connection.execute("insert or replace into clock values (1, ?)", (to_rfc3339(at),))

    def setting(self, key: str) -> str | None:
        """A setting of this desk, ``None`` when it was never set."""
        with speaking(self._path):
            return scalar(self._connection, "select value from settings where key = ?", (key,))

    def set_setting(self, key: str, value: str | None) -> None:
        """Keep a setting; ``None`` forgets it."""
        with speaking(self._path), transaction(self._connection):
            if value is None:
                self._connection.execute("delete from settings where key = ?", (key,))
            else:
                self._connection.execute("insert or replace into settings values (?, ?)", (key, value))

    def new_setup_code(self) -> str:
        """Eight digits that allow setting the first desk PIN, once. Only a salted hash is kept."""
        code = f"{secrets.randbelow(10**8):08d}"
        salt = secrets.token_bytes(16)
        self.set_setting(_SETUP_CODE, f"{salt.hex()}:{_hash(code, salt)}")
        return code

    def is_setup_code(self, code: str) -> bool:
        """Whether this is the open setup code; it stays open."""
        kept = self.setting(_SETUP_CODE)
        if kept is None:
            return False
        salt, _, expected = kept.partition(":")
        return hmac.compare_digest(_hash(code, bytes.fromhex(salt)), expected)

    def use_setup_code(self, code: str) -> bool:
        """Whether this was the open setup code; if so it is used up."""
        if not self.is_setup_code(code):
            return False
        self.set_setting(_SETUP_CODE, None)
        return True

    def is_locked_out(self) -> bool:
        """Nobody can ever enter: no person has a PIN and no setup code is open (an empty, new desk.db)."""
        with self.reading() as connection:
            someone = scalar(connection, "select 1 from people where pin is not null and left_at is null")
        return someone is None and self.setting(_SETUP_CODE) is None

    def copy(self, day: date, *, again: bool = False) -> Path | None:
        """The day's copy in ``copies/``; ``None`` when there is one already (unless ``again``).

        Written beside and renamed, so a copy is whole or absent; the newest ``COPIES_KEPT`` stay.
        """
        target = self._home.copies / f"desk-{day.isoformat()}.db"
        if target.exists() and not again:
            return None
        fresh = target.with_suffix(".new")
        try:
            self._home.copies.mkdir(parents=True, exist_ok=True)
            fresh.unlink(missing_ok=True)
            number = max((_number(old) for old in self._home.copies.glob(_NAMES)), default=0) + 1
            self.set_setting(_COPY_NUMBER, str(number))
            with speaking(fresh):
                self._connection.execute("vacuum into ?", (str(fresh),))
            fresh.replace(target)
            for old in _copies(self._home)[COPIES_KEPT:]:
                old.unlink()
        except OSError as error:
            raise EnvironmentFault(
                "copy_failed",
                f"今天的备份写不进 {self._home.copies}。请检查磁盘空间和权限。",
                detail=str(error),
            ) from error
        return target


def _hash(code: str, salt: bytes) -> str:
    return hashlib.scrypt(code.encode(), salt=salt, dklen=32, **_SCRYPT).hex()


def _copies(home: KioskHome) -> list[Path]:
    """Daily copies, newest first: by the order in which they were made, as a clock may have been wrong."""
    return sorted(home.copies.glob(_NAMES), key=lambda path: (_number(path), path.name), reverse=True)


def _number(copy: Path) -> int:
    """The how-many-eth copy it is; 0 when it cannot be read or is older than the numbers."""
    try:
        with speaking(copy), closing(connect_ro(copy)) as connection:
            return int(scalar(connection, "select value from settings where key = ?", (_COPY_NUMBER,)) or 0)
    except (EnvironmentFault, sqlite3.DatabaseError):
        return 0


def _is_sound(path: Path) -> bool:
    try:
        with speaking(path), closing(connect_ro(path)) as connection:
            found = connection.execute("pragma integrity_check(1)").fetchone()
            connection.execute("select count(*) from sqlite_master").fetchone()
            return found == ("ok",)
    except EnvironmentFault as fault:
        if fault.code == "damaged":
            return False
        raise
    except sqlite3.DatabaseError:
        return False


def _restore(home: KioskHome, at: datetime) -> Restored:
    """Put the damaged file aside and the newest sound copy in its place."""
    kept = set_aside(home, home.desk_db, at)
    for copy in _copies(home):
        if not _is_sound(copy):
            continue
        fresh = home.desk_db.with_suffix(".new")
        try:
            shutil.copyfile(copy, fresh)
            fresh.replace(home.desk_db)
        except OSError as error:
            raise EnvironmentFault(
                "restore_failed",
                f"desk.db 坏了，用备份 {copy.name} 换回时没写成。请检查磁盘空间和权限。",
                detail=str(error),
            ) from error
        day = date.fromisoformat(copy.stem.removeprefix("desk-"))
        return Restored(
            day,
            f"desk.db 坏了，已换成{day.month}月{day.day}日的备份；那天以后记的要补记。"
            f"坏的放在 {kept}，请留给修的人看。",
        )
    return Restored(
        None,
        f"desk.db 坏了，又没有能用的备份，已从空白开始；请重新运行 kiosk setup 拿开通码。坏的放在 {kept}，"
        "请留给修的人看。",
    )
