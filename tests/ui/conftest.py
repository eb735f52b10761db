"""Real windows on a rich board, offscreen, one of each orientation for the whole run.

``screen_for("portrait")`` gives a window whose pages are switched, ``tap(screen, "查补贴")`` touches by
accessible name.  Time of the hit rules (300/600 ms) is moved by hand, so no test has to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtTest import QTest

from kiosk.domain.clock import FixedClock
from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import engine, shots
from kiosk.ui.desk.model import know_session
from kiosk.ui.hand import Hand
from kiosk.ui.handwriting.model import find_model
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services, provide
from tests.ui import demoboard, deskside, richboard, walk
from tests.ui.windows import BUILT, NOW, SIZES, touch


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder runs in one process of its own (packaging/test.sh)."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.pages)


@pytest.fixture(scope="session")
def qapp() -> QGuiApplication:
    """The application is made by the program itself, with its own fonts only."""
    return engine.make_application()


@pytest.fixture(scope="session")
def rich_home(tmp_path_factory: pytest.TempPathFactory) -> KioskHome:
    """A board with everything a page may have to show."""
    folder = tmp_path_factory.mktemp("rich")
    home = richboard.B.make_home(folder)
    richboard.fill(home)
    return home


@pytest.fixture(scope="session")
def demo_village(tmp_path_factory: pytest.TempPathFactory) -> KioskHome:
    """A whole village of the demo county; its day is ``demoboard.TODAY``."""
    return demoboard.make(tmp_path_factory.mktemp("village"))


@pytest.fixture(scope="module")
def screen(demo_village: KioskHome) -> Iterator[engine.Screen]:
    """A window of its own on the demo's village, for the tests of one file."""
    engine.make_application()
    runner = Runner(lambda: BoardReader(demo_village, demoboard.CLOCK))
    lent = Services(runner, demoboard.CLOCK, Coverage.load(resources_dir() / "fonts"), demoboard.TODAY)
    made = engine.Screen(lent, SIZES["portrait"], px_per_mm=4.03)
    made.view.show()
    yield made
    made.close()
    runner.stop()


@pytest.fixture(scope="session")
def ui_clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def all_stops(rich_home: KioskHome, ui_clock: FixedClock) -> tuple[shots.Stop, ...]:
    """Every page with parameters picked from the board."""
    board = BoardReader(rich_home, ui_clock)
    found = shots.stops(board, ui_clock)
    board.close()
    return found


@pytest.fixture(scope="session")
def lent(rich_home: KioskHome, ui_clock: FixedClock) -> Iterator[Services]:
    engine.make_application()
    runner = Runner(lambda: BoardReader(rich_home, ui_clock))
    hand = Hand(find_model())
    yield Services(runner, ui_clock, Coverage.load(resources_dir() / "fonts"), BUILT, hand=hand)
    hand.stop()
    runner.stop()


@pytest.fixture(scope="session")
def screen_for(lent: Services) -> Iterator[Callable[[str], engine.Screen]]:
    """The window of that shape, made at first use."""
    made: dict[str, engine.Screen] = {}

    def get(shape: str) -> engine.Screen:
        if shape not in made:
            made[shape] = engine.Screen(lent, SIZES[shape], px_per_mm=4.03)
            made[shape].view.show()
            assert made[shape].settle()
        provide(lent)  # another window may have provided its own since
        return made[shape]

    yield get
    for screen in made.values():
        screen.close()


@pytest.fixture(scope="session")
def desk_side(
    rich_home: KioskHome, lent: Services, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[deskside.DeskSide]:
    """A copy of the rich board with a desk on which everything lies, and its people."""
    before = provide(lent)
    try:
        yield deskside.make(rich_home, tmp_path_factory.mktemp("desk"))
    finally:
        provide(before)


@pytest.fixture(scope="session")
def desk_lent(desk_side: deskside.DeskSide, lent: Services) -> Iterator[Services]:
    made = deskside.services_of(desk_side, hand=lent.hand)
    yield made
    made.runner.stop()


@pytest.fixture(scope="session")
def desk_screen(desk_lent: Services) -> Iterator[Callable[[str], engine.Screen]]:
    """A window with a desk; nobody is inside. Go in with ``deskside.inside(screen, person)``."""
    made: dict[str, engine.Screen] = {}

    def get(shape: str) -> engine.Screen:
        if shape not in made:
            made[shape] = engine.Screen(desk_lent, SIZES[shape], px_per_mm=4.03)
            made[shape].view.show()
        provide(desk_lent)
        made[shape].desk.lock()
        know_session(made[shape].desk)
        made[shape].set_look()
        assert made[shape].go("home")
        return made[shape]

    yield get
    for screen in made.values():
        screen.close()


# One time line for the whole run: the windows are shared and remember their last touch.
_now = [1_000_000.0]


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the time of the hit rules; starts far from any earlier touch."""
    now = _now
    now[0] += 10.0
    monkeypatch.setattr("kiosk.ui.touch.ticks", lambda: now[0])

    def forward(seconds: float) -> None:
        now[0] += seconds

    return forward


@pytest.fixture(scope="session")
def touchscreen() -> QPointingDevice:
    return QTest.createTouchDevice()


@pytest.fixture
def tap(
    ticking: Callable[[float], None], touchscreen: QPointingDevice
) -> Callable[[engine.Screen, str], None]:
    """Touch what is called so, like a finger: down and up in its middle, a second after the last."""

    def do(screen: engine.Screen, name: str) -> None:
        ticking(1.0)
        spot = walk.find(walk.walk(screen.view), name).rect.center().toPoint()
        touch(screen, touchscreen, spot)

    return do
