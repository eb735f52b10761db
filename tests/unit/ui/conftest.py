"""A real board on disk, read by view-models on the thread of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal

from kiosk.domain.clock import FixedClock
from kiosk.domain.glyphs import Coverage
from kiosk.store.board import BoardReader
from kiosk.ui.services import Services, provide

NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)


class DirectRunner(QObject):
    """Answers at once on the calling thread; ``broken`` makes every read fail."""

    board_changed = Signal()

    def __init__(self, board: Any) -> None:
        super().__init__()
        self.board = board
        self.broken = False
        self.held: list[Callable[[], None]] = []
        self.holding = False

    def query(self, work: Any, on_result: Any, on_error: Any = None) -> None:
        if self.broken:
            on_error(RuntimeError("unreadable"))
            return
        result = work(self.board)
        if self.holding:
            self.held.append(lambda: on_result(result))
        else:
            on_result(result)


@pytest.fixture(scope="session", autouse=True)
def application() -> QCoreApplication:
    """Timers of view-models need an application object."""
    return QCoreApplication.instance() or QCoreApplication([])


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def open_board(clock: FixedClock) -> Iterator[Callable[[Path], BoardReader]]:
    """Opens a reader of a home and closes it at the end."""
    opened: list[BoardReader] = []

    def open_it(home: Any) -> BoardReader:
        opened.append(BoardReader(home, clock))
        return opened[-1]

    yield open_it
    for board in opened:
        board.close()


@pytest.fixture
def runner_for(clock: FixedClock) -> Iterator[Callable[[Any], DirectRunner]]:
    """Provides the services for a board and gives its runner."""

    def make(board: Any, coverage: Coverage | None = None) -> DirectRunner:
        runner = DirectRunner(board)
        provide(Services(runner, clock, coverage or Coverage(())))  # type: ignore[arg-type]
        return runner

    yield make
    provide(None)
