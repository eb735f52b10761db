"""Connections to SQLite files and the sentences for what can go wrong with them.

A fault of disk, rights or file is an ``EnvironmentFault`` that says which file and what to do;
any other ``sqlite3.Error`` is our own bug and passes unchanged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from kiosk.domain.errors import EnvironmentFault

Synchronous = Literal["NORMAL", "FULL"]

BUSY_SECONDS = 10.0
"""How long a statement waits for the other process's write to end."""

_DAMAGED = "{file} 坏了。请重新启动，会换回最近的备份。"
_DAMAGED_BOARD = "{file} 坏了。请重新启动，会用留底重做；也可以运行 kiosk rebuild。"

# Primary result code -> (our code, what is wrong and what to do). {file} is the file's name.
_FAULTS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("disk_full", "磁盘满了，{file} 写不进去。请清出一些空间，会自动再试。"),
    sqlite3.SQLITE_READONLY: ("read_only", "{file} 只能看不能写。请检查这个文件和它所在文件夹的权限。"),
    sqlite3.SQLITE_PERM: ("read_only", "{file} 不让打开。请检查这个文件和它所在文件夹的权限。"),
    sqlite3.SQLITE_CANTOPEN: ("cannot_open", "{file} 打不开。请检查文件夹还在不在、让不让写。"),
    sqlite3.SQLITE_IOERR: ("disk_error", "读写 {file} 时磁盘出错。请检查磁盘；不行就换一块。"),
    sqlite3.SQLITE_CORRUPT: ("damaged", _DAMAGED),
    sqlite3.SQLITE_NOTADB: ("damaged", _DAMAGED),
    sqlite3.SQLITE_BUSY: ("busy", "{file} 一直被别的程序占着。请关掉别的程序，会自动再试。"),
    sqlite3.SQLITE_LOCKED: ("busy", "{file} 一直被别的程序占着。请关掉别的程序，会自动再试。"),
}


@contextmanager
def speaking(path: Path) -> Generator[None]:
    """Turns SQLite's faults of disk and file into ``EnvironmentFault``; bugs pass unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        number = getattr(error, "sqlite_errorcode", 0) & 0xFF
        # A folder under the file's name opens nowhere; like any other ruin it is set aside.
        known = _FAULTS.get(sqlite3.SQLITE_NOTADB if path.is_dir() else number)
        if known is None:
            raise
        code, words = known
        if code == "damaged" and path.name == "board.db":
            words = _DAMAGED_BOARD
        raise EnvironmentFault(code, words.format(file=path.name), detail=f"{path}: {error}") from error


def connect_rw(path: Path, *, synchronous: Synchronous, cache_kib: int = 4096) -> sqlite3.Connection:
    """The writing connection: WAL, no implicit transactions, small cache (a weak PC).

    The folder is made when it is missing.  Changes nothing in an existing file but its journal mode.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute(f"pragma synchronous = {synchronous}")
        connection.execute(f"pragma cache_size = -{cache_kib}")
        connection.execute("pragma temp_store = memory")
        connection.execute(f"pragma journal_size_limit = {4 * 1024 * 1024}")
        # What a withdrawal takes away shall not stay readable in free pages.
        connection.execute("pragma secure_delete = on")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_ro(path: Path, *, cache_kib: int = 2048) -> sqlite3.Connection:
    """A reading connection that cannot write and never creates the database.

    Opened read-only at the file level too: closing it must not checkpoint, because the file under
    this name may have been exchanged by a rebuild meanwhile.
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=ro"
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("pragma query_only = on")
        connection.execute(f"pragma cache_size = -{cache_kib}")
        connection.execute("pragma temp_store = memory")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "immediate") -> Generator[None]:
    """``begin <kind>`` … ``commit``; anything raised inside rolls back and passes."""
    connection.execute(f"begin {kind}")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def scalar(connection: sqlite3.Connection, sql: str, parameters: tuple[Any, ...] = ()) -> Any:
    """First column of the first row, ``None`` without a row."""
    row = connection.execute(sql, parameters).fetchone()
    return None if row is None else row[0]


def file_identity(path: Path) -> tuple[int, int] | None:
    """(device, inode) of the file under this name now, ``None`` when there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino
