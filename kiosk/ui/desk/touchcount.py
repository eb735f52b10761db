"""How often the glass is touched on a day, for the heartbeat: a number, no places, no names."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from kiosk.domain.clock import Clock, today
from kiosk.store import touches
from kiosk.store.desk import DeskStore
from kiosk.ui import touch
from kiosk.ui.runner import Runner

WRITE_EVERY_MS = 60_000
SAME_TOUCH_SECONDS = 0.05
"""A touch that no page takes comes once more as a press of the mouse."""


class TouchCount(QObject):
    """Counts what ``Idle`` sees; written at most once a minute, and when the program ends."""

    def __init__(self, runner: Runner, clock: Clock, idle: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._clock = clock
        self._counted = 0
        self._last = float("-inf")
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._later.setInterval(WRITE_EVERY_MS)
        self._later.timeout.connect(self.write)
        idle.touched.connect(self._count)

    def _count(self) -> None:
        now = touch.ticks()
        if now - self._last >= SAME_TOUCH_SECONDS:
            self._counted += 1
            if not self._later.isActive():
                self._later.start()
        self._last = now

    def write(self) -> None:
        """Hand over what was counted since the last time; lost when the disk refuses (it is a number)."""
        count, self._counted = self._counted, 0
        if count:
            self._runner.change(partial(_add, today(self._clock), count))


def _add(day: date, count: int, desk: DeskStore) -> None:
    with desk.writing() as connection:
        touches.add(connection, day, count)
