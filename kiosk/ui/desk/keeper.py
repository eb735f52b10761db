"""Once a minute: what the village publishes goes its way, and what hangs on the wall is told on."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject, Qt, QTimer

from kiosk.store.desk import DeskStore
from kiosk.ui.desk.tools import DeskRoom
from kiosk.ui.runner import Runner

TEND_EVERY = timedelta(minutes=1)


class OwnKeeper(QObject):
    """Tends publications and postings on the writer thread.

    A round that fails (the folder is away) is made again with the next one; nothing is lost.  The first
    comes after a minute: signing is not loaded for the first picture.
    """

    def __init__(self, runner: Runner, room: DeskRoom, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._room = room
        self._minute = QTimer(self)
        self._minute.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._minute.setInterval(int(TEND_EVERY.total_seconds() * 1000))
        self._minute.timeout.connect(self.tend)

    def start(self) -> None:
        self._minute.start()

    def tend(self) -> None:
        """A round of each; what goes wrong with one does not hold back the other."""
        self._runner.change(self._publications)
        self._runner.change(self._postings)

    def _publications(self, desk: DeskStore) -> None:
        tools = self._room.tools(desk, None)
        tools.publishing.tend(tools.clock.now())

    def _postings(self, desk: DeskStore) -> None:
        tools = self._room.tools(desk, None)
        tools.postings.carry(tools.clock.now())
