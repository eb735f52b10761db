"""Fingers that mean nothing (A14), fingers that tremble (A15): ui.md §7.

The 20,000 of the rule run among the serial tests, on both shapes of glass; the small one gets a few here.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtTest import QTest

from kiosk.ui import engine
from kiosk.ui.nav import PAGES
from kiosk.ui.touch import WARNING_SECONDS
from tests.ui import walk

SIGMA_MM = 3.4
PX_PER_MM = 4.03
HITS_WANTED = 0.97
KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Backspace)


def _tap_at(screen: engine.Screen, device: QPointingDevice, spot: QPoint) -> None:
    QTest.touchEvent(screen.view, device).press(0, spot, screen.view).commit()
    QTest.touchEvent(screen.view, device).release(0, spot, screen.view).commit()


def _gone_quiet(screen: engine.Screen) -> None:
    """Nobody touches any more: the warning, then its seconds, as the timers would."""
    idle = screen.idle
    if not idle.nothing_to_leave:
        idle._wait.timeout.emit()
        for _ in range(WARNING_SECONDS):
            idle._tick.timeout.emit()
    screen.rest()


def _monkey(
    screen: engine.Screen, device: QPointingDevice, forward: Callable[[float], None], seed: int, touches: int
) -> set[str]:
    """Touch anywhere, sometimes with a keyboard key or the attract loop between; the pages that were seen."""
    chance = random.Random(seed)
    app = QGuiApplication.instance()
    assert app is not None
    seen: set[str] = set()
    screen.nav.leave()
    screen.set_look()
    screen.rest()
    for number in range(touches):
        forward(chance.choice((0.05, 0.4, 1.0, 3.0)))
        kind = chance.random()
        if kind < 0.01:
            QTest.keyClick(screen.view, chance.choice(KEYS))
        elif kind < 0.015:
            screen.idle.rest()
        elif kind < 0.02:
            screen.idle._wait.timeout.emit()
        # Most fingers aim at something; the rest comes down anywhere on the glass.
        aims = [t for t in walk.walk(screen.view).touchables if t.enabled] if kind < 0.5 else []
        if aims:
            spot = chance.choice(aims).rect.center().toPoint()
        else:
            spot = QPoint(chance.randrange(screen.view.width()), chance.randrange(screen.view.height()))
        _tap_at(screen, device, spot)
        app.processEvents()
        # Some look at what came, some press on while the page is still opening.
        if number % 3 == 0:
            screen.settle()
        seen.add(screen.nav.page)
        assert screen.nav.page in PAGES
        assert screen.view.isVisible()
    assert screen.settle()
    _gone_quiet(screen)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert (screen.nav.page, screen.nav.depth) == ("home", 1)
    assert (screen.theme.property("step"), screen.theme.property("dark")) == (0, False)
    assert walk.page_of(screen.view).property("phase") == "ready"
    screen.idle.wake()
    return seen


@pytest.mark.parametrize(("shape", "seed"), [("small", 3)])
def test_random_touches_never_break_or_leave_it(
    shape: str,
    seed: int,
    screen_for: Callable[[str], engine.Screen],
    touchscreen: QPointingDevice,
    ticking: Callable[[float], None],
) -> None:
    seen = _monkey(screen_for(shape), touchscreen, ticking, seed, 500)
    assert len(seen) >= 6, seen


@pytest.mark.serial
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("shape", ["portrait", "landscape"])
def test_twenty_thousand_random_touches(
    shape: str,
    screen_for: Callable[[str], engine.Screen],
    touchscreen: QPointingDevice,
    ticking: Callable[[float], None],
) -> None:
    seed = int(os.environ.get("KIOSK_MONKEY_SEED", "20000"))
    seen = _monkey(screen_for(shape), touchscreen, ticking, seed, 10_000)
    assert len(seen) >= 10, seen


def _owner(page: walk.Walked, spot: QPointF) -> str:
    """The key whose hit area (2 mm around, 3 mm right and down, nearest drawn key first) holds the point."""
    within = [t for t in page.touchables if t.rect.contains(spot)]
    if not within:
        within = [t for t in page.touchables if t.has_slop and t.rect.adjusted(-8, -8, 12, 12).contains(spot)]
    return within[-1].name if within else ""


@pytest.mark.parametrize("shape", ["portrait", "landscape"])
@pytest.mark.parametrize("place", ["home", "nav", "idle"])
def test_a_trembling_finger_hits(shape: str, place: str, screen_for: Callable[[str], engine.Screen]) -> None:
    screen = screen_for(shape)
    screen.set_look()
    screen.go("home" if place == "home" else "help")
    if place == "idle":
        screen.idle._wait.timeout.emit()
        screen.rest()
    page = walk.walk(screen.view)
    keys = [t for t in page.touchables if t.enabled]
    if place == "nav":
        keys = [t for t in keys if t.in_bar]
    if place == "idle":
        keys = [t for t in keys if t.name in ("继续看", "看完了")]
        page = walk.Walked(page.width, page.height, tuple(keys), ())
    screen.idle.stay()
    assert len(keys) >= 2
    chance = random.Random(15)
    spread = SIGMA_MM * PX_PER_MM
    wrong: list[str] = []
    for key in keys:
        centre = key.rect.center()
        hits = sum(
            _owner(page, QPointF(chance.gauss(centre.x(), spread), chance.gauss(centre.y(), spread)))
            == key.name
            for _ in range(5_000)
        )
        if hits < HITS_WANTED * 5_000:
            wrong.append(f"{key.name}: {hits / 50:.1f} % of 5,000")
    assert not wrong, wrong
