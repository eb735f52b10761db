"""What the screen owes the desk: what was first shown when, the time, the daily copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer

from kiosk.domain.clock import Clock, dependable_today
from kiosk.domain.items import TargetType
from kiosk.store.desk import DeskStore
from kiosk.store.views import Board
from kiosk.ui.runner import Runner
from kiosk.ui.services import believes, oldest_day

DESK_HOURS = 1
"""How often the desk notes the time and looks whether today's copy is made."""
COPY_HOURS = 24
"""With a clock that is not believed a copy is made so often by the hours that went by."""

Version = tuple[TargetType, str, int]


@dataclass(frozen=True, slots=True)
class _Seen:
    """``versions``: what a visitor can find now; withdrawn pages are notes, not publications."""

    versions: tuple[Version, ...]
    newest_created: datetime | None


def _look(board: Board) -> _Seen:
    shown: tuple[Version, ...] = tuple(
        (h.type, h.id, h.version) for h in board.publications() if h.withdrawal is None
    )
    return _Seen(shown, board.freshness().newest_created)


class DeskKeeper(QObject):
    """Marks, notes the time and copies, once an hour and when something arrived.

    The hold of 15 days (村委会组织法 art. 35) counts from the first showing, so every applied version
    is marked as soon as the screen has noticed it.  A failed write is made again within the hour.
    A clock that cannot be believed marks nothing and is not noted: a year ahead would make a hold of a
    year, and the right time would not be believed any more.
    """

    def __init__(self, runner: Runner, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._clock = clock
        self._copied_at: float | None = None
        self._hourly = QTimer(self)
        self._hourly.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._hourly.setInterval(int(timedelta(hours=DESK_HOURS).total_seconds() * 1000))
        self._hourly.timeout.connect(self.keep)
        runner.board_changed.connect(self.keep)

    def start(self) -> None:
        self._hourly.start()
        self.keep()

    def keep(self) -> None:
        """One round."""
        self._runner.query(_look, self._mark)

    def _mark(self, seen: _Seen) -> None:
        self._runner.change(partial(self._write, seen))

    def _write(self, seen: _Seen, desk: DeskStore) -> None:
        """On the writer thread, which alone uses ``_copied_at``."""
        now, ticks = self._clock.now(), self._clock.monotonic()
        trusted = believes(now, seen.newest_created)
        day: date = dependable_today(
            now, trusted=trusted, floor=oldest_day(), newest_created=seen.newest_created
        )
        if trusted:
            desk.mark_shown(seen.versions, now)
            desk.see_clock(now)
            desk.copy(day)
        elif self._copied_at is None or ticks - self._copied_at >= COPY_HOURS * 3600:
            # The day does not go on by itself then: the copy of the same name is made anew.
            desk.copy(day, again=True)
            self._copied_at = ticks
