"""A real board on disk, read by view-models on the thread of the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal

from kiosk.domain.clock import FixedClock
from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.ui import engine
from kiosk.ui.services import Services, provide
from kiosk.ui.viewmodels.facts import Facts, facts_of
from tests.ui import richboard
from tests.ui.windows import BUILT, NOW


class DirectRunner(QObject):
    """Answers at once on the calling thread. ``broken`` fails every read, ``holding`` keeps answers back."""

    board_changed = Signal()

    def __init__(self, board: Any) -> None:
        super().__init__()
        self.board = board
        self.broken = False
        self.holding = False
        self.held: list[Callable[[], None]] = []

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
    """Timers need an application object; the program's own, so that page tests may share the process."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return engine.make_application(["kiosk"])


@pytest.fixture(scope="session")
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory, clock: FixedClock) -> Iterator[BoardReader]:
    """Everything a page may have to show, applied by the real writer."""
    home = richboard.B.make_home(tmp_path_factory.mktemp("rich"))
    richboard.fill(home)
    reader = BoardReader(home, clock)
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def coverage() -> Coverage:
    return Coverage.load(resources_dir() / "fonts")


@pytest.fixture
def runner(board: BoardReader, clock: FixedClock, coverage: Coverage) -> Iterator[DirectRunner]:
    """Services around the board; view-models made in the test use them."""
    made = DirectRunner(board)
    provide(Services(made, clock, coverage, BUILT))  # type: ignore[arg-type]
    yield made
    provide(None)


@pytest.fixture
def facts(runner: DirectRunner, board: BoardReader, clock: FixedClock) -> Facts:
    return facts_of(board, clock)
