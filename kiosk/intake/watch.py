"""Hints that something changed in the drop folder (the only importer of watchdog).

Only hints: ``closed`` events may never come, bursts overflow silently, and when the folder vanishes
and returns every emitter is dead while the observer says it is alive.  So the worker scans every 20
seconds anyway, and asks :meth:`FolderWatch.ensure` to arm the watch again when it is not healthy.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

# Not "opened" and "closed_no_write": our own reading would wake us for ever.
_CHANGES = frozenset({"created", "modified", "moved", "deleted", "closed"})


class _Hinter(FileSystemEventHandler):
    def __init__(self, hint: Callable[[], None]) -> None:
        self._hint = hint

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _CHANGES:
            self._hint()


class FolderWatch:
    """Watches a folder and everything below; ``hint`` is called in watchdog's thread."""

    def __init__(self, folder: Path, hint: Callable[[], None]) -> None:
        self._folder = folder
        self._hinter = _Hinter(hint)
        self._observer: BaseObserver | None = None
        self._identity: tuple[int, int] | None = None

    def ensure(self) -> bool:
        """Arm the watch if it is not healthy; whether it is healthy now."""
        if self.is_healthy():
            return True
        self.stop()
        self._identity = self._identify()
        if self._identity is None:
            return False
        observer = Observer()
        try:
            observer.schedule(self._hinter, str(self._folder), recursive=True)
            observer.start()
        except OSError:  # no inotify left, or the folder went away just now: scanning goes on
            return False
        self._observer = observer
        return self.is_healthy()

    def is_healthy(self) -> bool:
        """Emitters alive, and the folder still the one that is watched."""
        observer = self._observer
        return (
            observer is not None
            and observer.is_alive()
            and bool(observer.emitters)
            and all(emitter.is_alive() for emitter in observer.emitters)
            and self._identity is not None
            and self._identity == self._identify()
        )

    def stop(self) -> None:
        """End the watch and its threads."""
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(timeout=5)
            self._observer = None

    def _identify(self) -> tuple[int, int] | None:
        try:
            found = self._folder.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
