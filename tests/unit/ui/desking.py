"""View-models of the desk on a real desk.db and a real board, answered on the thread of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from kiosk.domain.clock import FixedClock
from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.store.people import Person
from kiosk.ui.desk.form import FormRow, FormState
from kiosk.ui.desk.model import know_session
from kiosk.ui.desk.session import Desk
from kiosk.ui.desk.tools import DeskRoom, DeskTools
from kiosk.ui.services import Services, provide
from tests.ui.windows import BUILT, NOW
from tests.unit.desk.making import DeskKiosk, make_desk

COVERAGE = Coverage.load(resources_dir() / "fonts")


class DeskRunner(QObject):
    """Answers at once. ``held`` keeps slow tasks back when ``holding``."""

    board_changed = Signal()

    def __init__(self, kiosk: DeskKiosk) -> None:
        super().__init__()
        self.kiosk = kiosk
        self.holding = False
        self.held: list[Callable[[], None]] = []

    def query(self, work: Any, on_result: Any, on_error: Any = None) -> None:
        board = BoardReader(self.kiosk.home, self.kiosk.clock)
        try:
            on_result(work(board))
        finally:
            board.close()

    def change(self, work: Any, on_result: Any = None, on_error: Any = None) -> bool:
        self._run(lambda: work(self.kiosk.desk), on_result, on_error)
        return True

    def task(self, work: Any, on_result: Any, on_error: Any = None) -> None:
        def now() -> None:
            self._run(work, on_result, on_error)

        if self.holding:
            self.held.append(now)
        else:
            now()

    @staticmethod
    def _run(work: Any, on_result: Any, on_error: Any) -> None:
        try:
            result = work()
        except Exception as error:
            if on_error is None:
                raise
            on_error(error)
            return
        if on_result is not None:
            on_result(result)


@dataclass(slots=True)
class Side:
    """A desk with its session; ``restart`` is what a power cut leaves."""

    kiosk: DeskKiosk
    runner: DeskRunner = field(init=False)
    room: DeskRoom = field(init=False)
    session: Any = field(init=False)

    def __post_init__(self) -> None:
        self.runner = DeskRunner(self.kiosk)
        self._open()

    def _open(self) -> None:
        self.room = DeskRoom(self.kiosk.home, self.kiosk.clock)
        services = Services(
            self.runner, self.kiosk.clock, COVERAGE, BUILT,  # type: ignore[arg-type]
            last_seen=lambda: self.kiosk.desk.last_seen(), desk_room=self.room,
        )  # fmt: skip
        provide(services)
        self.session = Desk()  # type: ignore[operator]
        know_session(self.session)

    def restart(self) -> None:
        self.kiosk.restart()
        self._open()

    def let_in(self, person: Person) -> Person:
        self.session.let_in(person)
        return person

    @property
    def tools(self) -> DeskTools:
        return self.room.tools(self.kiosk.desk, self.session.person)


@contextmanager
def desk_side(path: Path, *, sealed: bool = True) -> Iterator[Side]:
    side = Side(make_desk(path, FixedClock(NOW), sealed=sealed))
    yield side
    provide(None)
    side.kiosk.desk.close()


@pytest.fixture
def side(tmp_path: Path) -> Iterator[Side]:
    """An empty desk; the county's seal key is on the board."""
    with desk_side(tmp_path) as made:
        yield made


def opened(model: Any, **params: Any) -> Any:
    """The view-model as its page opens it."""
    model.start(params)
    return model


def pressed(model: Any, digits: str) -> None:
    for digit in digits:
        model.press(digit)


def row(state: FormState, title: str) -> FormRow:
    return next(one for one in state.rows if one.title == title)


def deliver() -> None:
    """Let what was sent between threads arrive."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall)
    QCoreApplication.processEvents()


def later(side: Side, **delta: float) -> None:
    side.kiosk.clock.advance(timedelta(**delta))
