"""One worker a kiosk: a lock the system takes back when the process dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator
from pathlib import Path

from kiosk.domain.errors import EnvironmentFault
from kiosk.intake.files import disk_fault


@contextlib.contextmanager
def worker_lock(path: Path) -> Generator[None]:
    """Hold the lock file. EnvironmentFault ``worker_running`` when another process has it."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    except OSError as error:
        raise disk_fault(error, path) from error
    try:
        try:
            _lock(fd)
        except OSError as error:
            raise EnvironmentFault(
                "worker_running", "已经有一个收件程序在运行。请等它结束，或先停掉它。", detail=repr(error)
            ) from error
        yield
    finally:
        os.close(fd)


if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> None:
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
