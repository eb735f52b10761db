"""Handwriting by touch: strokes on the glass, read by the real model, lead to a person's page."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPointingDevice
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from kiosk.domain.clock import FixedClock
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.views import NameHit
from kiosk.ui import engine
from kiosk.ui.hand import TRIES, Hand
from kiosk.ui.handwriting.model import find_model
from kiosk.ui.services import Services
from tests.handwritten import has_strokes, strokes_of
from tests.ui import walk

Tap = Callable[[engine.Screen, str], None]
LOOKS = [
    (shape, step, low)
    for shape in ("portrait", "landscape", "small")
    for step in (0, 1, 2)
    for low in (False, True)
    if not (low and shape == "small")
]


def until(true: Callable[[], object], milliseconds: int = 8000) -> None:
    for _ in range(milliseconds // 10):
        if true():
            return
        QTest.qWait(10)
    raise AssertionError("it did not happen in time")


# -- the process behind it --------------------------------------------------------------------
@pytest.fixture
def hands() -> Iterator[Callable[..., tuple[Hand, list[tuple[int, list[str]]]]]]:
    engine.make_application()
    made: list[Hand] = []

    def get(**options: object) -> tuple[Hand, list[tuple[int, list[str]]]]:
        hand = Hand(find_model(), **options)  # type: ignore[arg-type]
        told: list[tuple[int, list[str]]] = []
        hand.answered.connect(lambda number, found: told.append((number, found)))
        made.append(hand)
        return hand, told

    yield get
    for hand in made:
        hand.stop()


def test_a_killed_process_is_started_again_with_the_same_question(hands: Callable[..., tuple]) -> None:
    hand, told = hands()
    hand.wake()
    until(lambda: hand.pid)
    first = hand.pid
    number = hand.ask(strokes_of("黄"), "黄谷雨")
    os.kill(first, signal.SIGKILL)
    until(lambda: told)
    assert [(n, found[0]) for n, found in told] == [(number, "黄")]
    assert hand.available
    assert hand.pid not in (0, first)


def test_only_the_newest_question_is_answered(hands: Callable[..., tuple]) -> None:
    hand, told = hands()
    hand.ask(strokes_of("黄")[:2], "黄谷雨")
    number = hand.ask(strokes_of("雨"), "黄谷雨")
    until(lambda: told)
    QTest.qWait(50)
    assert [(n, found[0]) for n, found in told] == [(number, "雨")]


def test_a_quiet_process_ends_and_comes_back(hands: Callable[..., tuple]) -> None:
    hand, told = hands(quiet_seconds=0.2)
    hand.wake()
    until(lambda: hand.pid)
    until(lambda: not hand.pid)
    hand.ask(strokes_of("谷"), "黄谷雨")
    until(lambda: told)
    assert told[0][1][0] == "谷"
    assert hand.available


@pytest.mark.parametrize(
    "command",
    [
        (sys.executable, "-c", "raise SystemExit(1)"),
        (sys.executable, "-c", "import time; time.sleep(60)"),
        ("/nonexistent/python",),
    ],
    ids=["dies", "hangs", "not there"],
)
def test_what_fails_again_and_again_is_given_up(
    command: tuple[str, ...], hands: Callable[..., tuple]
) -> None:
    hand, told = hands(command=command, patience_seconds=0.3)
    changes: list[bool] = []
    hand.changed.connect(lambda: changes.append(hand.available))
    number = hand.ask(strokes_of("黄"), "黄谷雨")
    until(lambda: told)
    assert told == [(number, [])]
    assert changes == [False]
    assert TRIES > 1


# -- the page ---------------------------------------------------------------------------------
@pytest.fixture
def people(rich_home: KioskHome, ui_clock: FixedClock) -> tuple[NameHit, ...]:
    board = BoardReader(rich_home, ui_clock)
    found = board.find_names(limit=2000)
    board.close()
    return found


@pytest.fixture
def write(touchscreen: QPointingDevice) -> Callable[[engine.Screen, str], None]:
    """Draw a character on the sheet, stroke by stroke, with one finger; wait for what it may be."""

    def do(screen: engine.Screen, character: str) -> None:
        box = walk.scene_rect(sheet_of(screen))
        side = min(box.width(), box.height()) * 0.8
        left, top = box.center().x() - side / 2, box.center().y() - side / 2
        view = screen.view
        for stroke in strokes_of(character):
            line = [QPoint(round(left + x * side), round(top + y * side)) for x, y in stroke]
            QTest.touchEvent(view, touchscreen).press(0, line[0], view).commit()
            for point in line[1:]:
                QTest.touchEvent(view, touchscreen).move(0, point, view).commit()
            QTest.touchEvent(view, touchscreen).release(0, line[-1], view).commit()
        until(lambda: character in keys(screen))
        screen.rest()

    return do


def sheet_of(screen: engine.Screen) -> QQuickItem:
    items = walk.visible_items(screen.view.rootObject())
    return next(i for i in items if str(i.metaObject().className()).startswith("InkSheet"))


def keys(screen: engine.Screen) -> list[str]:
    return [t.name for t in walk.walk(screen.view).touchables if t.enabled]


def words(screen: engine.Screen) -> list[str]:
    return [t.text for t in walk.walk(screen.view).texts]


def writable(people: tuple[NameHit, ...]) -> NameHit:
    return next(p for p in people if len(p.name) == 3 and all(map(has_strokes, p.name)))


@pytest.mark.parametrize("shape", ["portrait", "landscape", "small"])
def test_a_name_written_with_the_finger_opens_its_page(
    shape: str,
    screen_for: Callable[[str], engine.Screen],
    tap: Tap,
    write: Callable[[engine.Screen, str], None],
    people: tuple[NameHit, ...],
) -> None:
    person = writable(people)
    screen = screen_for(shape)
    screen.set_look()
    screen.go("find")
    tap(screen, "手写")
    screen.rest()
    assert screen.nav.page == "find-write"
    for place, character in enumerate(person.name):
        write(screen, character)
        assert set(keys(screen)) & {h.name[place] for h in people if h.name[:place] == person.name[:place]}
        tap(screen, character)
        screen.rest()
        assert f"第{place + 1}个字，{character}，重写" in keys(screen)
    start = person.display_name
    while not any(key.startswith(start) and key.endswith(person.group) for key in keys(screen)):
        tap(screen, "下一页")
        screen.rest()
    tap(screen, next(key for key in keys(screen) if key.startswith(start) and key.endswith(person.group)))
    screen.rest()
    assert screen.nav.page == "recipient"
    assert f"{person.display_name} 家" in words(screen)
    tap(screen, "返回")
    screen.rest()
    assert f"第3个字，{person.name[2]}，重写" in keys(screen)
    screen.nav.leave()
    screen.rest()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-text{look[1] + 1}-low{look[2]:d}")
def test_the_page_keeps_the_rules_with_candidates_and_people(
    look: tuple[str, int, bool],
    screen_for: Callable[[str], engine.Screen],
    write: Callable[[engine.Screen, str], None],
    people: tuple[NameHit, ...],
) -> None:
    shape, step, low = look
    person = writable(people)
    screen = screen_for(shape)
    screen.set_look(step=step, low_reach=low, dark=step == 1)
    screen.go("find-write", {"written": person.name[:2]})
    write(screen, person.name[2])
    page = walk.walk(screen.view)
    wrong = list(walk.every_rule(page, walk.picture(screen.view.grabWindow()), step=step))
    if low:
        wrong += walk.low_reach(page)
    listed = [t.name for t in page.touchables if t.name.startswith(person.name[:2])]
    sheet = walk.scene_rect(sheet_of(screen))
    screen.set_look()
    screen.nav.leave()
    screen.rest()
    assert not wrong, "\n".join(wrong)
    assert listed, "nobody is listed"
    # 90 mm (ui.md §4); half a wide glass has 70.
    assert min(sheet.width(), sheet.height()) >= (70 if low and shape == "landscape" else 90) * 4.03


def test_keys_of_the_sheet_and_leaving_wipe_what_was_written(
    screen_for: Callable[[str], engine.Screen],
    tap: Tap,
    write: Callable[[engine.Screen, str], None],
    people: tuple[NameHit, ...],
) -> None:
    person = writable(people)
    screen = screen_for("portrait")
    screen.set_look()
    screen.go("find-write")
    write(screen, person.name[0])
    sheet = sheet_of(screen)
    drawn = len(strokes_of(person.name[0]))
    assert len(sheet.strokes) == drawn  # type: ignore[attr-defined]
    tap(screen, "退一笔")
    assert len(sheet.strokes) == drawn - 1  # type: ignore[attr-defined]
    tap(screen, "重写")
    assert sheet.strokes == []  # type: ignore[attr-defined]
    assert person.name[0] not in keys(screen)
    write(screen, person.name[0])
    held = sheet.strokes  # type: ignore[attr-defined]
    screen.nav.leave()
    screen.rest()
    assert held == []
    screen.go("find-write")
    assert sheet_of(screen).strokes == []  # type: ignore[attr-defined]
    assert not any(name.startswith(person.name[0]) for name in keys(screen))
    screen.nav.leave()


def test_a_box_is_written_again(
    screen_for: Callable[[str], engine.Screen], tap: Tap, people: tuple[NameHit, ...]
) -> None:
    name = writable(people).name
    screen = screen_for("portrait")
    screen.set_look()
    screen.go("find-write", {"written": name[:2]})
    tap(screen, f"第1个字，{name[0]}，重写")
    screen.rest()
    assert not any(key.endswith("，重写") for key in keys(screen))
    screen.nav.leave()


def test_a_chosen_surname_is_in_the_first_box(
    screen_for: Callable[[str], engine.Screen], tap: Tap, people: tuple[NameHit, ...]
) -> None:
    screen = screen_for("portrait")
    screen.set_look()
    screen.go("find")
    surname = writable(people).surname
    tap(screen, next(key for key in keys(screen) if key.startswith(f"{surname}，")))
    screen.rest()
    tap(screen, "手写")
    screen.rest()
    assert f"第1个字，{surname}，重写" in keys(screen)
    screen.nav.leave()


def test_without_the_model_there_is_no_key(
    lent: Services, screen_for: Callable[[str], engine.Screen]
) -> None:
    screen = screen_for("portrait")
    screen.set_look()
    screen.go("find")
    assert "手写" in keys(screen)
    with_hand = screen.services
    screen.services = replace(lent, hand=Hand(None))
    try:
        screen.go("find")
        assert "手写" not in keys(screen)
        assert "按小组" in keys(screen)
    finally:
        screen.services = with_hand
    screen.go("home")
