"""Exchanging a database file without mixing old and new.

A WAL that stays behind would be replayed into the new file, so a database always moves together
with its ``-wal`` and ``-shm``.  Readers that have the old file open go on reading it until they
look again (``kiosk.store.reading``).
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from kiosk.domain.clock import SHANGHAI
from kiosk.domain.errors import EnvironmentFault
from kiosk.store.home import KioskHome

_SUFFIXES = ("-wal", "-shm", "")


def set_aside(home: KioskHome, database: Path, at: datetime) -> Path:
    """Move a database (damaged, or about to be replaced) into ``quarantine/``; where it went.

    The name carries date and time in Shanghai.  ``EnvironmentFault`` ``quarantine``.
    """
    stamp = at.astimezone(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    target = home.quarantine / f"{database.stem}-{stamp}{database.suffix}"
    number = 1
    while target.exists():
        number += 1
        target = home.quarantine / f"{database.stem}-{stamp}-{number}{database.suffix}"
    try:
        home.quarantine.mkdir(parents=True, exist_ok=True)
        # The main file last: if this stops half-way, the name still stands for a damaged database.
        for suffix in _SUFFIXES:
            part = database.with_name(database.name + suffix)
            if part.exists():
                part.replace(target.with_name(target.name + suffix))
    except OSError as error:
        raise EnvironmentFault(
            "quarantine",
            f"坏了的 {database.name} 移不到 {home.quarantine}。请检查磁盘空间和权限。",
            detail=str(error),
        ) from error
    return target


def put_in_place(home: KioskHome, fresh: Path, database: Path, at: datetime) -> Path | None:
    """Make ``fresh`` (closed, same folder) the database; where the old one went, if there was one.

    ``EnvironmentFault`` ``exchange``: then the old one stays in ``quarantine/`` and ``fresh`` where it is.
    """
    for suffix in ("-wal", "-shm"):
        if fresh.with_name(fresh.name + suffix).exists():
            raise ValueError(f"{fresh.name} is still open or was not closed cleanly")
    old = set_aside(home, database, at) if database.exists() else None
    try:
        fresh.replace(database)
        _sync_folder(database.parent)
    except OSError as error:
        raise EnvironmentFault(
            "exchange",
            f"新做的 {database.name} 换不上去。请检查磁盘空间和权限，再运行 kiosk rebuild。",
            detail=str(error),
        ) from error
    return old


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
