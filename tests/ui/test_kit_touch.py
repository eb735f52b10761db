"""Fingers on the kit: release inside, slop, double taps, a second finger, the arrow keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest

from kiosk.ui import engine
from tests.ui import walk
from tests.ui.windows import touch

Tap = Callable[[engine.Screen, str], None]


@pytest.fixture
def screen(screen_for: Callable[[str], engine.Screen]) -> engine.Screen:
    made = screen_for("portrait")
    made.set_look()
    made.go("home")
    return made


def _spot(screen: engine.Screen, name: str) -> QPoint:
    return walk.find(walk.walk(screen.view), name).rect.center().toPoint()


def test_a_key_acts_on_release_inside(
    screen: engine.Screen, touchscreen: QPointingDevice, ticking: Callable[[float], None]
) -> None:
    spot = _spot(screen, "看公开")
    QTest.touchEvent(screen.view, touchscreen).press(0, spot, screen.view).commit()
    assert screen.nav.page == "home"
    QTest.touchEvent(screen.view, touchscreen).release(0, spot, screen.view).commit()
    assert screen.nav.page == "catalogue"


def test_sliding_off_the_key_does_nothing(
    screen: engine.Screen, touchscreen: QPointingDevice, ticking: Callable[[float], None]
) -> None:
    spot = _spot(screen, "看公开")
    touch(screen, touchscreen, spot, spot + QPoint(0, -300))
    assert screen.nav.page == "home"


def test_a_finger_just_beside_the_key_hits_it(
    screen: engine.Screen, touchscreen: QPointingDevice, ticking: Callable[[float], None]
) -> None:
    rect = walk.find(walk.walk(screen.view), "帮助").rect
    touch(screen, touchscreen, QPoint(int(rect.right()) + 9, int(rect.bottom()) + 9))
    assert screen.nav.page == "help"


def test_a_second_tap_on_the_same_key_within_600_ms_is_ignored(
    screen: engine.Screen, tap: Tap, ticking: Callable[[float], None], touchscreen: QPointingDevice
) -> None:
    tap(screen, "大字")
    assert screen.theme.property("step") == 1
    spot = _spot(screen, "大字")
    ticking(0.5)
    touch(screen, touchscreen, spot)
    assert screen.theme.property("step") == 1
    ticking(0.2)
    touch(screen, touchscreen, spot)
    assert screen.theme.property("step") == 2


def test_another_key_counts_after_300_ms(
    screen: engine.Screen, tap: Tap, ticking: Callable[[float], None], touchscreen: QPointingDevice
) -> None:
    tap(screen, "大字")
    spot = _spot(screen, "黑底")
    ticking(0.2)
    touch(screen, touchscreen, spot)
    assert not screen.theme.property("dark")
    ticking(0.2)
    touch(screen, touchscreen, spot)
    assert screen.theme.property("dark")


def test_a_second_finger_is_ignored(
    screen: engine.Screen, touchscreen: QPointingDevice, ticking: Callable[[float], None]
) -> None:
    first, second = _spot(screen, "看公开"), _spot(screen, "懂政策")
    sequence = QTest.touchEvent(screen.view, touchscreen)
    sequence.press(0, first, screen.view).commit()
    sequence.stationary(0).press(1, second, screen.view).commit()
    sequence.stationary(0).release(1, second, screen.view).commit()
    assert screen.nav.page == "home"
    sequence.release(0, first, screen.view).commit()
    assert screen.nav.page == "catalogue"


def test_pressed_keys_look_pressed_at_once(
    screen: engine.Screen, touchscreen: QPointingDevice, ticking: Callable[[float], None]
) -> None:
    spot = _spot(screen, "查补贴")
    edge = spot + QPoint(-200, -60)
    before = screen.view.grabWindow().pixelColor(edge)
    QTest.touchEvent(screen.view, touchscreen).press(0, spot, screen.view).commit()
    pressed = screen.view.grabWindow().pixelColor(edge)
    QTest.touchEvent(screen.view, touchscreen).release(0, spot, screen.view).commit()
    assert before.name() == "#0b5a3c"
    assert pressed.name() == "#063524"


def test_text_size_cycles_and_the_key_is_filled(screen: engine.Screen, tap: Tap) -> None:
    seen = []
    for _ in range(3):
        tap(screen, "大字")
        seen.append(screen.theme.property("step"))
    assert seen == [1, 2, 0]


def test_the_ground_key_says_what_will_happen(screen: engine.Screen, tap: Tap) -> None:
    tap(screen, "黑底")
    assert walk.find(walk.walk(screen.view), "白底")
    tap(screen, "白底")
    assert walk.find(walk.walk(screen.view), "黑底")


def test_arrows_enter_back_and_home_are_enough(
    screen: engine.Screen, ticking: Callable[[float], None]
) -> None:
    screen.view.requestActivate()
    assert QTest.qWaitForWindowActive(screen.view)
    QTest.keyClick(screen.view, Qt.Key.Key_Down)
    for _ in range(30):
        item = screen.view.activeFocusItem()
        if item is not None and item.property("label") and "看公开" in item.property("label"):
            break
        QTest.keyClick(screen.view, Qt.Key.Key_Down)
    else:
        pytest.fail("看公开 was not reached")
    ticking(1)
    QTest.keyClick(screen.view, Qt.Key.Key_Return)
    screen.settle()
    assert screen.nav.page == "catalogue"
    QTest.keyClick(screen.view, Qt.Key.Key_Escape)
    assert screen.nav.page == "home"
    screen.go("policies")
    QTest.keyClick(screen.view, Qt.Key.Key_Home)
    assert screen.nav.page == "home"


def test_back_finds_the_same_page_of_a_list_again(screen: engine.Screen, tap: Tap) -> None:
    screen.go("catalogue-list", {"level1": "集体财务"})
    tap(screen, "下一页")
    page = walk.walk(screen.view)
    row = next(t for t in page.touchables if not t.in_bar and t.enabled)
    tap(screen, row.name)
    screen.rest()
    assert screen.nav.page != "catalogue-list"
    tap(screen, "返回")
    screen.rest()
    assert row.name in [t.name for t in walk.walk(screen.view).touchables]
