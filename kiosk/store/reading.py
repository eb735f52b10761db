"""Reading a database that another process writes, replaces or has not made yet."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.store.connect import connect_ro, file_identity, speaking, transaction
from kiosk.store.migrations import Steps, is_current


@dataclass(slots=True)
class _Open:
    connection: sqlite3.Connection
    identity: tuple[int, int]


class ReadOnlyFile:
    """One read-only connection a thread, opened again when the file under the name is another.

    While the name stands for nothing (the instant in which a rebuild puts the new file in place)
    a connection that is already open goes on serving the old content, so a page never blanks.
    """

    def __init__(self, path: Path, steps: Steps) -> None:
        self.path = path
        self._steps = steps
        self._local = threading.local()
        self._watch_lock = threading.Lock()
        self._watch: _Open | None = None
        self._epoch = 0

    @contextmanager
    def snapshot(self) -> Generator[sqlite3.Connection | None]:
        """A connection with a read transaction for one consistent view; ``None`` without a usable file.

        A file whose schema is still to be brought up to date by its writer counts as not there.
        ``EnvironmentFault``: ``database_newer``, ``damaged`` and those of the disk.
        """
        with speaking(self.path):
            current = self._fresh(getattr(self._local, "open", None))
            self._local.open = current
            if current is None:
                yield None
                return
            with transaction(current.connection, "deferred"):
                yield current.connection

    def version(self) -> int:
        """Changes whenever something was committed or the file was exchanged; 0 without a usable file.

        The same for all threads: asked of one connection that is kept for it.
        """
        with self._watch_lock, speaking(self.path):
            before = self._watch
            self._watch = self._fresh(before)
            if self._watch is None:
                return 0
            if self._watch is not before:
                self._epoch += 1
            (inner,) = self._watch.connection.execute("pragma data_version").fetchone()
            return (self._epoch << 32) | inner

    def _fresh(self, current: _Open | None) -> _Open | None:
        identity = file_identity(self.path)
        if identity is None or (current is not None and current.identity == identity):
            return current
        try:
            connection = connect_ro(self.path)
        except sqlite3.OperationalError:
            if file_identity(self.path) is None:  # went away between the look and the opening
                return current
            raise
        try:
            if not is_current(connection, self._steps, self.path):
                connection.close()
                return current
        except BaseException:
            connection.close()
            raise
        if current is not None:
            current.connection.close()
        return _Open(connection, identity)

    def close(self) -> None:
        """Ends this thread's connection and the watching one; those of other threads end with them."""
        with self._watch_lock:
            opened = [self._watch, getattr(self._local, "open", None)]
            self._watch = self._local.open = None
        for one in opened:
            if one is not None:
                one.connection.close()
