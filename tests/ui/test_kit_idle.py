"""Patience: the warning comes, one touch extends it, and when it runs out nothing remains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice

from kiosk.ui import engine, shots
from kiosk.ui.nav import Nav
from kiosk.ui.touch import WARNING_SECONDS
from tests.ui import walk
from tests.ui.windows import touch

Tap = Callable[[engine.Screen, str], None]


@pytest.fixture
def person_page(
    screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> engine.Screen:
    screen = screen_for("portrait")
    screen.set_look()
    stop = next(s for s in all_stops if s.name == "recipient")
    screen.go(stop.page, stop.params)
    return screen


def _run_out_of_patience(idle: Any) -> None:
    """What the timer does after the quiet seconds."""
    idle._wait.stop()
    idle._wait.timeout.emit()


def test_the_warning_waits_60_seconds_where_names_are_shown_and_90_elsewhere() -> None:
    nav: Any = Nav()  # type: ignore[operator]
    nav.open("policies")
    assert nav.patience == 90
    nav.open("recipient", {"id": "AAAAAAAA"})
    assert nav.patience == 60


def test_low_reach_doubles_the_patience(person_page: engine.Screen) -> None:
    person_page.set_look(low_reach=True)
    assert person_page.idle.patience == 120
    person_page.set_look()
    assert person_page.idle.patience == 60


def test_a_glass_that_hangs_high_stays_in_low_reach_for_the_next_visitor(
    screen_for: Callable[[str], engine.Screen],
) -> None:
    screen = screen_for("portrait")
    screen.theme.setProperty("hangsHigh", True)
    try:
        screen.set_look(step=1, low_reach=True)
        screen.go("help")
        screen.nav.leave()
        assert screen.theme.property("lowReach")
        assert screen.theme.property("step") == 0
        # Its own look is no reason to wait for somebody: the attract loop comes as elsewhere.
        assert screen.idle.property("nothing_to_leave")
        screen.theme.setProperty("lowWanted", False)
        assert not screen.idle.property("nothing_to_leave")
    finally:
        screen.theme.setProperty("hangsHigh", False)
        screen.set_look()


def test_the_untouched_home_page_runs_no_timer(screen_for: Callable[[str], engine.Screen]) -> None:
    screen = screen_for("portrait")
    screen.set_look()
    screen.go("home")
    assert not screen.idle._wait.isActive()
    assert not screen.idle._tick.isActive()


@pytest.mark.parametrize("step", [0, 1, 2])
@pytest.mark.parametrize("shape", ["portrait", "landscape", "small"])
def test_the_warning_keeps_the_rules(
    shape: str, step: int, screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> None:
    screen = screen_for(shape)
    screen.set_look(step=step)
    screen.go("help")
    _run_out_of_patience(screen.idle)
    screen.rest()
    keys = [t for t in walk.walk(screen.view).touchables if t.name in ("继续看", "看完了")]
    assert [t.name for t in keys] == ["继续看", "看完了"]
    shown = walk.Walked(screen.view.width(), screen.view.height(), tuple(keys), ())
    texts = [t for t in walk.walk(screen.view).texts if t.rect.top() > screen.view.height() * 0.5]
    wrong = [*walk.touch_sizes(shown), *walk.touch_gaps(shown), *walk.bezel(shown)]
    wrong += [f"{t.text}: {f}" for t in texts for f in t.faults]
    screen.idle.stay()
    screen.set_look()
    assert not wrong, wrong


def test_keep_looking_extends(person_page: engine.Screen, tap: Tap) -> None:
    _run_out_of_patience(person_page.idle)
    person_page.rest()
    assert person_page.idle.seconds == WARNING_SECONDS
    tap(person_page, "继续看")
    assert person_page.idle.seconds == 0
    assert person_page.nav.page == "recipient"


def test_a_touch_anywhere_else_extends_and_opens_nothing(
    person_page: engine.Screen, touchscreen: QPointingDevice, ticking: Callable[[float], None]
) -> None:
    _run_out_of_patience(person_page.idle)
    person_page.rest()
    touch(person_page, touchscreen, QPoint(130, 1700))
    assert person_page.idle.seconds == 0
    assert person_page.nav.page == "recipient"


def test_after_the_warning_nothing_of_the_person_is_left(person_page: engine.Screen) -> None:
    screen = person_page
    name = next(t.text for t in walk.walk(screen.view).texts if t.size >= 50)
    screen.set_look(step=2, dark=True)
    screen.nav.open("help")
    _run_out_of_patience(screen.idle)
    for _ in range(WARNING_SECONDS):
        screen.idle._tick.timeout.emit()
    screen.rest()
    assert screen.nav.page == "home"
    assert screen.nav.depth == 1
    assert screen.nav.place.params == {}
    assert (screen.theme.property("step"), screen.theme.property("dark")) == (0, False)
    assert all(name not in t.text for t in walk.walk(screen.view).texts)
