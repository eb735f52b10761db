"""Villagers' questions on the writer thread: the rules of ``kiosk.desk`` with what they need."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer

from kiosk.desk.questions import Questions
from kiosk.domain.clock import Clock
from kiosk.domain.reference import load_packaged
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.views import Board
from kiosk.ui.runner import Runner
from kiosk.ui.viewmodels.facts import facts_of

TEND_EVERY = timedelta(minutes=1)


class Asking:
    """Gives the rules for the writer thread's own ``DeskStore``; opens its board at the first question.

    Called on the writer thread only.
    """

    def __init__(self, home: KioskHome, clock: Clock) -> None:
        self._home = home
        self._clock = clock
        self._board: BoardReader | None = None

    def __call__(self, desk: DeskStore) -> Questions:
        if self._board is None:
            self._board = BoardReader(self._home, self._clock)
        config = self._home.load_config()
        text = self._board.reference_text("holidays")
        county = {"holidays": text} if text is not None else {}
        holidays = load_packaged().with_county(county, config.village.kind).holidays
        return Questions(desk, self._board, self._home, config, holidays)


def _is_trusted(clock: Clock, board: Board) -> bool:
    return facts_of(board, clock).trusted


class AskKeeper(QObject):
    """Once a minute carries questions to the county and erases what was kept long enough.

    A round that fails (the folder is away) is made again with the next one; nothing is lost.
    """

    def __init__(self, runner: Runner, clock: Clock, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._clock = clock
        self._asking = asking
        self._minute = QTimer(self)
        self._minute.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._minute.setInterval(int(TEND_EVERY.total_seconds() * 1000))
        self._minute.timeout.connect(self.tend)

    def start(self) -> None:
        self._minute.start()
        self.tend()

    def tend(self) -> None:
        self._runner.query(partial(_is_trusted, self._clock), self._tend)

    def _tend(self, trusted: bool) -> None:
        now = self._clock.now()

        def work(desk: DeskStore) -> None:
            self._asking(desk).tend(now, trusted=trusted)

        self._runner.change(work)
