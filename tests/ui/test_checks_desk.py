"""Every page of the desk, every glass, light and black: the rules of ui.md §7 that a walk can prove."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QTest

from kiosk.ui import deskshots, engine
from kiosk.ui.nav import DOOR, PAGES
from kiosk.ui.services import Services, provide
from kiosk.ui.stop import Stop
from tests.ui import deskside, walk

DESK_TEXT = 28
"""The clerk's floor (ui.md §9.1)."""
DESK_LINE = 28
"""Hanzi in a line of the clerk, who reads smaller signs every day."""
SHAPES = ("portrait", "landscape", "small")
LOOKS = list(product(SHAPES, (False, True)))


@pytest.fixture(scope="session")
def desk_stops(desk_side: deskside.DeskSide, desk_lent: Services) -> tuple[Stop, ...]:
    before = provide(desk_lent)
    try:
        with deskshots.desk_to_look_at(desk_side.home, desk_side.clock) as look:
            return look.stops
    finally:
        provide(before)


def test_every_desk_page_has_a_stop(desk_stops: tuple[Stop, ...]) -> None:
    pages = {page for page in PAGES if page.startswith("desk-")}
    assert {stop.page for stop in desk_stops} == pages


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{'dark' if look[1] else 'light'}")
def test_every_desk_page_keeps_the_rules(
    look: tuple[str, bool],
    desk_screen: Callable[[str], engine.Screen],
    desk_side: deskside.DeskSide,
    desk_stops: tuple[Stop, ...],
) -> None:
    shape, dark = look
    screen = desk_screen(shape)
    wrong: list[str] = []
    heard = screen.engine.warnings.connect(lambda told: wrong.extend(e.toString() for e in told))
    bars: dict[str, dict[str, tuple[int, int, int, int]]] = {}
    for stop in desk_stops:
        if stop.page != DOOR:
            deskside.inside(screen, desk_side.clerk)
        screen.set_look(dark=dark)
        assert screen.go(stop.page, stop.params), f"{stop.name} did not come to rest"
        page = walk.walk(screen.view)
        assert page.texts, f"{stop.name} shows nothing"
        grabbed = walk.picture(screen.view.grabWindow())
        faults = walk.every_rule(
            page, grabbed, step=0, least_text=DESK_TEXT, most_hanzi=DESK_LINE
        )
        wrong += [f"{stop.name}: {fault}" for fault in faults]
        if stop.page != DOOR:
            bars[stop.name] = walk.bar_places(page)
    screen.engine.warnings.disconnect(heard)
    screen.desk.lock()
    wanted = bars["desk-today"]
    assert len(wanted) >= 3
    wrong += [f"{name}: A8 the bar stands at {places}" for name, places in bars.items() if places != wanted]
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_said_about_a_wrong_pin_lies_over_nothing(
    shape: str,
    desk_screen: Callable[[str], engine.Screen],
    desk_side: deskside.DeskSide,
    tap: Callable[[engine.Screen, str], None],
) -> None:
    screen = desk_screen(shape)
    assert screen.go(DOOR)
    tap(screen, deskside.CLERK)
    screen.rest()
    for digit in "135790":
        tap(screen, digit)
    screen.rest()
    page = walk.walk(screen.view)
    (said,) = [t for t in page.texts if "还能试" in t.text]
    assert not [t.name for t in page.touchables if t.rect.intersects(said.rect)]
    grabbed = walk.picture(screen.view.grabWindow())
    assert not walk.every_rule(page, grabbed, step=0, least_text=DESK_TEXT, most_hanzi=DESK_LINE)
    for digit in deskside.CLERK_PIN:
        tap(screen, digit)
    screen.rest()
    assert screen.desk.inside, "the right one after it takes the count back"
    screen.desk.lock()


@pytest.mark.parametrize("shape", SHAPES)
def test_today_with_a_wrong_clock_keeps_the_rules(
    shape: str, desk_screen: Callable[[str], engine.Screen], desk_side: deskside.DeskSide
) -> None:
    screen = desk_screen(shape)
    deskside.inside(screen, desk_side.clerk)
    right = desk_side.clock.at
    desk_side.clock.at = right - timedelta(days=4_000)
    try:
        assert screen.go("desk-today")
        page = walk.walk(screen.view)
        grabbed = walk.picture(screen.view.grabWindow())
    finally:
        desk_side.clock.at = right
    assert any("时间没校准" in t.text for t in page.texts) and not any("逾期 " in t.text for t in page.texts)
    assert not walk.every_rule(page, grabbed, step=0, least_text=DESK_TEXT, most_hanzi=DESK_LINE)
    screen.desk.lock()


def test_nine_hundred_lines_are_laid_out_as_a_low_glass(
    desk_lent: Services, desk_side: deskside.DeskSide, desk_stops: tuple[Stop, ...]
) -> None:
    before = provide(desk_lent)
    screen = engine.Screen(desk_lent, QSize(1600, 900), px_per_mm=4.03)
    screen.view.show()
    wrong: list[str] = []
    for stop in desk_stops:
        if stop.page in ("desk-today", "desk-ledger", "desk-row"):
            deskside.inside(screen, desk_side.clerk)
            assert screen.go(stop.page, stop.params)
            grabbed = walk.picture(screen.view.grabWindow())
            page = walk.walk(screen.view)
            found = walk.every_rule(page, grabbed, step=0, least_text=DESK_TEXT, most_hanzi=DESK_LINE)
            wrong += [f"{stop.name}: {fault}" for fault in found]
    screen.desk.lock()
    screen.close()
    provide(before)
    assert not wrong, "\n".join(wrong)


def test_arrow_keys_reach_everything_at_the_desk(
    desk_screen: Callable[[str], engine.Screen],
    desk_side: deskside.DeskSide,
    desk_stops: tuple[Stop, ...],
) -> None:
    screen = desk_screen("portrait")
    screen.view.requestActivate()
    assert QTest.qWaitForWindowActive(screen.view)
    for stop in desk_stops:
        if stop.page != DOOR:
            deskside.inside(screen, desk_side.clerk)
        screen.go(stop.page, stop.params)
        there = sorted(t.name for t in walk.walk(screen.view).touchables if t.enabled)
        assert sorted(walk.focus_names(screen.view)) == there, stop.name
    screen.desk.lock()
