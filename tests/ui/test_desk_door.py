"""Who gets into the desk and what stays when they have gone: knocks, PIN pad, lock, random fingers."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint
from PySide6.QtGui import QGuiApplication, QPointingDevice

from kiosk.ui import engine
from kiosk.ui.desk.model import DeskModel
from kiosk.ui.desk.session import KNOCKS
from kiosk.ui.nav import DESK_STAY, DESK_WARNING
from tests.ui import deskside, walk
from tests.ui.windows import touch

Tap = Callable[[engine.Screen, str], None]
DeskScreen = Callable[[str], engine.Screen]
Forward = Callable[[float], None]


def _knock(screen: engine.Screen, device: QPointingDevice, forward: Forward, times: int, gap: float) -> None:
    """Fingers on the village name, as many and as far apart."""
    name = screen.unit.property("village_name")
    spot = next(t.rect.center().toPoint() for t in walk.walk(screen.view).texts if t.text == name)
    for _ in range(times):
        forward(gap)
        touch(screen, device, spot)
    screen.rest()


def _quiet(screen: engine.Screen, ticks: int) -> None:
    """Nobody touches for the time of patience, and then for so many seconds of the question."""
    screen.idle._wait.timeout.emit()
    for _ in range(ticks):
        screen.idle._tick.timeout.emit()
    screen.rest()


def _press_pin(screen: engine.Screen, tap: Tap, pin: str) -> None:
    for digit in pin:
        tap(screen, digit)
    screen.rest()


@pytest.mark.parametrize("shape", ["portrait", "landscape"])
def test_five_presses_and_a_pin_open_the_desk(
    shape: str,
    desk_screen: DeskScreen,
    desk_side: deskside.DeskSide,
    touchscreen: QPointingDevice,
    ticking: Forward,
    tap: Tap,
) -> None:
    screen = desk_screen(shape)
    _knock(screen, touchscreen, ticking, KNOCKS - 1, 0.7)
    assert screen.nav.page == "home"
    _knock(screen, touchscreen, ticking, 1, 0.7)
    assert screen.nav.page == "desk-door"
    tap(screen, deskside.CLERK)
    screen.rest()
    _press_pin(screen, tap, "135790")
    assert (screen.nav.page, screen.desk.inside) == ("desk-door", False)
    assert any("还能试 4 次" in t.text for t in walk.walk(screen.view).texts)
    _press_pin(screen, tap, deskside.CLERK_PIN)
    assert (screen.nav.page, screen.desk.inside) == ("desk-today", True)
    assert screen.desk.property("who") == f"值班员 {deskside.CLERK}"
    tap(screen, "锁定")
    screen.rest()
    assert (screen.nav.page, screen.desk.inside) == ("home", False)


def test_slow_presses_open_nothing(
    desk_screen: DeskScreen, touchscreen: QPointingDevice, ticking: Forward
) -> None:
    screen = desk_screen("portrait")
    _knock(screen, touchscreen, ticking, 2 * KNOCKS, 1.1)
    assert screen.nav.page == "home"


def test_an_unfinished_page_is_found_again_by_the_same_person_only(
    desk_screen: DeskScreen, desk_side: deskside.DeskSide
) -> None:
    screen = desk_screen("portrait")
    deskside.inside(screen, desk_side.clerk)
    screen.go("desk-ledger", {"filter": "to_post"})
    assert (screen.idle.patience, screen.idle.total) == (DESK_STAY, DESK_WARNING) == (120, 20)
    _quiet(screen, DESK_WARNING - 1)
    assert screen.desk.inside and screen.idle.seconds == 1
    _quiet(screen, DESK_WARNING)
    assert not screen.desk.inside and (screen.nav.page, screen.nav.depth) == ("home", 1)
    assert screen.idle.total == 30
    screen.desk.let_in(desk_side.clerk)
    assert (screen.nav.page, screen.nav.params) == ("desk-ledger", {"filter": "to_post"})
    screen.go("desk-people")
    _quiet(screen, DESK_WARNING)
    screen.desk.let_in(desk_side.clerk)
    assert (screen.nav.page, screen.nav.desk_tab) == ("desk-people", "desk-settings")
    screen.nav.back()
    assert screen.nav.page == "desk-settings", "返回 leads to where the page belongs"
    _quiet(screen, DESK_WARNING)
    screen.desk.let_in(desk_side.supervisor)
    assert screen.nav.page == "desk-today"
    screen.desk.lock()
    screen.desk.let_in(desk_side.clerk)
    assert screen.nav.page == "desk-today", "somebody else was inside meanwhile"
    screen.desk.lock()


def test_nothing_of_the_desk_stays_after_it_locked(
    desk_screen: DeskScreen, desk_side: deskside.DeskSide
) -> None:
    screen = desk_screen("portrait")
    deskside.inside(screen, desk_side.clerk)
    for page in ("desk-questions", "desk-ledger", "desk-people", "desk-today"):
        screen.go(page)
    assert _desk_models()
    screen.desk.lock()
    screen.rest()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert screen.desk.person is None and screen.desk.property("who") == ""
    assert _desk_models() == []
    shown = " ".join(t.text for t in walk.walk(screen.view).texts)
    assert deskside.CLERK not in shown and "台账" not in shown


def _desk_models() -> list[DeskModel]:
    """View-models of the desk that hold anything."""
    found = [o for o in gc.get_objects() if isinstance(o, DeskModel)]
    return [o for o in found if getattr(o, "state", None) is not None]


@pytest.mark.parametrize(("shape", "seed", "touches"), [("landscape", 7, 250)])
def test_random_touches_never_get_past_the_door(
    shape: str,
    seed: int,
    touches: int,
    desk_screen: DeskScreen,
    touchscreen: QPointingDevice,
    ticking: Forward,
) -> None:
    _at_the_door(desk_screen(shape), touchscreen, ticking, seed, touches)


@pytest.mark.serial
@pytest.mark.timeout(1800)
def test_twenty_thousand_touches_never_get_past_the_door(
    desk_screen: DeskScreen, touchscreen: QPointingDevice, ticking: Forward
) -> None:
    _at_the_door(desk_screen("portrait"), touchscreen, ticking, 20_000, 4_000)


def _at_the_door(
    screen: engine.Screen, device: QPointingDevice, forward: Forward, seed: int, touches: int
) -> None:
    """Fingers that aim at keys or at nothing, from a door that somebody left open again and again."""
    chance = random.Random(seed)
    app = QGuiApplication.instance()
    assert app is not None
    seen: set[str] = set()
    for number in range(touches):
        if number % 25 == 0:
            screen.nav.leave()
            screen.desk.knocked.emit()
            screen.settle()
        forward(chance.choice((0.05, 0.4, 1.0)))
        keys = [t for t in walk.walk(screen.view).touchables if t.enabled] if chance.random() < 0.6 else []
        if keys:
            spot = chance.choice(keys).rect.center().toPoint()
        else:
            spot = QPoint(chance.randrange(screen.view.width()), chance.randrange(screen.view.height()))
        touch(screen, device, spot)
        seen.add(screen.nav.page)
        assert not screen.desk.inside and not screen.nav.at_desk, screen.nav.page
    assert "desk-door" in seen and len(seen) > 1
    screen.nav.leave()
    screen.settle()
