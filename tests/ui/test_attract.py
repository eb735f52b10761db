"""The attract loop: when it comes, what it says, and that the touch that ends it opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMetaObject, QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.domain.clock import FixedClock
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import engine
from kiosk.ui.viewmodels.attract import SHIFT, SLIDE_MS, attract_build
from kiosk.ui.viewmodels.facts import facts_of
from tests.ui import richboard, walk
from tests.ui.windows import NOW, touch

SHAPES = ("portrait", "landscape", "small")


def loop_of(screen: engine.Screen) -> QQuickItem | None:
    shown = walk.visible_items(screen.view.rootObject())
    return next((item for item in shown if item.objectName() == "attract"), None)


@pytest.fixture
def resting(screen_for: Callable[[str], engine.Screen]) -> Iterator[Callable[[str], engine.Screen]]:
    """The screen of that shape with the loop over its first page; taken away afterwards."""
    used: list[engine.Screen] = []

    def get(shape: str) -> engine.Screen:
        screen = screen_for(shape)
        screen.nav.leave()
        screen.set_look()
        screen.go("home")
        screen.idle.rest()
        screen.rest()
        used.append(screen)
        return screen

    yield get
    for screen in used:
        screen.idle.wake()
        screen.idle.rest_after = 0
        screen.set_look()
        QGuiApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_slide_can_be_read(shape: str, dark: bool, resting: Callable[[str], engine.Screen]) -> None:
    screen = resting(shape)
    screen.set_look(dark=dark)
    loop = loop_of(screen)
    assert loop is not None
    wrong: list[str] = []
    seen: set[str] = set()
    for _ in range(loop.property("count")):
        key = loop.property("key")
        seen.add(key)
        screen.rest()
        texts = tuple(
            walk._reading(item)
            for item in walk.visible_items(loop)
            if item.inherits("QQuickText") and item.property("text")
        )
        page = walk.Walked(screen.view.width(), screen.view.height(), (), texts)
        grabbed = walk.picture(screen.view.grabWindow())
        glass = QRectF(0, 0, page.width, page.height)
        wrong += [f"{key}: {t.text} leaves the glass" for t in texts if not glass.contains(t.rect)]
        faults = [*walk.text_sizes(page), *walk.text_boxes(page), *walk.text_contrast(page, grabbed)]
        wrong += [f"{key}: {fault}" for fault in faults]
        QMetaObject.invokeMethod(loop, "turn")  # type: ignore[call-overload,arg-type]
    assert not wrong, "\n".join(wrong)
    assert {"payouts", "newest", "duty", "how"} <= seen


@pytest.mark.parametrize("shape", SHAPES)
def test_a_touch_anywhere_ends_it_and_opens_nothing(
    shape: str,
    resting: Callable[[str], engine.Screen],
    touchscreen: QPointingDevice,
    ticking: Callable[[float], None],
) -> None:
    screen = resting(shape)
    tiles = [t.rect.center().toPoint() for t in walk.walk(screen.view).touchables]
    corners = [QPoint(1, 1), QPoint(screen.view.width() - 2, screen.view.height() - 2)]
    for spot in (*tiles, *corners):
        ticking(5.0)
        screen.idle.rest()
        screen.rest()
        assert loop_of(screen) is not None
        touch(screen, touchscreen, spot)
        # A trembling finger comes down once more at the same place.
        touch(screen, touchscreen, spot)
        assert loop_of(screen) is None
        assert (screen.nav.page, screen.nav.depth) == ("home", 1)
        assert (screen.theme.property("step"), screen.theme.property("dark")) == (0, False)


def test_a_key_of_the_keyboard_ends_it_too(resting: Callable[[str], engine.Screen]) -> None:
    screen = resting("portrait")
    QTest.keyClick(screen.view, Qt.Key.Key_Return)
    screen.rest()
    assert loop_of(screen) is None
    assert screen.nav.page == "home"


def test_it_comes_only_after_a_while_on_the_untouched_first_page(
    screen_for: Callable[[str], engine.Screen],
    resting: Callable[[str], engine.Screen],
    touchscreen: QPointingDevice,
) -> None:
    screen = resting("portrait")
    idle = screen.idle
    idle.wake()
    assert not idle._rest.isActive()
    idle.rest_after = 120
    assert idle._rest.isActive() and idle._rest.interval() == 120_000
    idle._rest.timeout.emit()
    assert idle.resting
    idle.wake()
    assert idle._rest.isActive()
    screen.go("help")
    assert not idle._rest.isActive()
    idle.rest()
    assert not idle.resting
    screen.go("home")
    screen.set_look(step=1)
    idle.rest()
    assert not idle.resting


def test_it_turns_and_moves_by_a_few_pixels(resting: Callable[[str], engine.Screen]) -> None:
    screen = resting("portrait")
    loop = loop_of(screen)
    assert loop is not None
    vm: Any = next(c for c in loop.children() if str(c.metaObject().className()).startswith("AttractVM"))
    assert vm._slides.interval() == SLIDE_MS == 12_000
    assert vm._shifts.interval() == 60_000
    first = loop.property("key")
    vm._slides.timeout.emit()
    assert loop.property("key") != first
    places = set()
    for _ in range(20):
        vm._shifts.timeout.emit()
        places.add((vm.property("shift_x"), vm.property("shift_y")))
    assert len(places) > 4
    assert all(abs(x) <= SHIFT and abs(y) <= SHIFT for x, y in places)


def test_no_name_but_the_person_on_duty(
    rich_home: KioskHome, ui_clock: FixedClock, screen_for: Callable[[str], engine.Screen]
) -> None:
    screen_for("portrait")
    board = BoardReader(rich_home, ui_clock)
    facts = facts_of(board, ui_clock)
    state = attract_build(board, facts)
    people = {row.display_name for b in _batches(board) for row in board.payouts(b)}
    board.close()
    said = [
        text
        for slide in state.slides
        if slide.key != "duty"
        for text in (slide.first, slide.second, *slide.lines, *(t.value for t in slide.totals))
    ]
    assert people and not [text for text in said if any(name in text for name in people)]


def _batches(board: BoardReader) -> list[str]:
    return [b.batch_id for y in board.years() for p in board.year(y).programmes for b in p.batches]


def test_old_content_shows_no_totals(
    rich_home: KioskHome, ui_clock: FixedClock, screen_for: Callable[[str], engine.Screen]
) -> None:
    screen_for("portrait")
    board = BoardReader(rich_home, ui_clock)
    facts = facts_of(board, ui_clock)
    keys = [slide.key for slide in attract_build(board, facts).slides]
    newest = facts.updated_on
    assert newest is not None
    old = replace(facts, today=newest + timedelta(days=16))
    stale = [slide.key for slide in attract_build(board, old).slides]
    board.close()
    assert "payouts" in keys and "payouts" not in stale
    assert "safety" in keys and "safety" in stale
    assert NOW.date() >= newest


def test_an_empty_board_still_says_what_the_machine_is_for(
    tmp_path: Path, ui_clock: FixedClock, screen_for: Callable[[str], engine.Screen]
) -> None:
    screen_for("portrait")
    board = BoardReader(richboard.B.make_home(tmp_path), ui_clock)
    state = attract_build(board, facts_of(board, ui_clock))
    board.close()
    assert "how" in [slide.key for slide in state.slides]
    assert not {"payouts", "newest", "policy"} & {slide.key for slide in state.slides}
    assert state.keys == "看公开　查补贴　懂政策　提意见"
