"""Has a bundle stopped changing?  Pure and clock-driven: the caller stats, this only compares.

Transports differ too much for anything cleverer: Syncthing renames finished files into place, SMB
grows them, some copies reserve the full size first; events may never come.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.domain.clock import Clock

QUIET_SECONDS = 600.0
"""After so long without change an incomplete bundle gets a receipt (architecture §7, Receipts)."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a bundle's files look like from outside: path, size, mtime and ctime (ns) of each.

    ctime catches a repair that keeps size and mtime (``rsync -t``).  ``newest`` is the youngest
    ctime in seconds since 1970, 0.0 when nothing is there.
    """

    files: tuple[tuple[str, int, int, int], ...]

    @property
    def newest(self) -> float:
        return max((ctime for *_, ctime in self.files), default=0) / 1e9

    def text(self) -> str:
        """For the memory that survives a restart."""
        return ";".join(f"{p}|{s}|{m}|{c}" for p, s, m, c in self.files)


def fingerprint(path: Path) -> Fingerprint:
    """Of a bundle folder or zip; OSError when it cannot be looked at."""
    return Fingerprint(tuple(sorted(_look(path, "", depth=0))))


def _look(path: Path, name: str, depth: int) -> Iterator[tuple[str, int, int, int]]:
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        yield name, found.st_size, found.st_mtime_ns, found.st_ctime_ns
        return
    if depth < 2:
        for entry in os.scandir(path):
            try:
                yield from _look(Path(entry.path), f"{name}/{entry.name}", depth + 1)
            except FileNotFoundError:  # renamed by the transport just now
                continue


@dataclass(slots=True)
class StabilityTracker:
    """How long each bundle has looked the same."""

    clock: Clock
    _since: dict[str, tuple[Fingerprint, float]] = field(default_factory=dict[str, tuple[Fingerprint, float]])

    def quiet_seconds(self, name: str, now_looks: Fingerprint) -> float:
        """Seconds without change, by this process's own watch or by the files' ctime if that is longer.

        ctime makes the time pass also for ``--once`` runs and over restarts; a wall clock that is
        behind it counts for nothing.
        """
        moment = self.clock.monotonic()
        known = self._since.get(name)
        if known is None or known[0] != now_looks:
            self._since[name] = (now_looks, moment)
            watched = 0.0
        else:
            watched = moment - known[1]
        return max(watched, self.clock.now().timestamp() - now_looks.newest if now_looks.files else 0.0)

    def forget_all_but(self, names: set[str]) -> None:
        """Drop what is no longer in the folder."""
        for name in self._since.keys() - names:
            del self._since[name]
