"""Where lines end: no last line of one character, a number beside its unit, best after a comma."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtQml import QQmlEngine, QQmlExpression

from kiosk.ui import engine, shots
from tests.ui import walk

SIZE = 40


@pytest.fixture
def ask(screen_for: Callable[[str], engine.Screen]) -> Callable[[str], Any]:
    """The value of a QML expression on the open page."""

    def value(what: str) -> Any:
        page = walk.page_of(screen_for("portrait").view)
        found = QQmlExpression(QQmlEngine.contextForObject(page), page, what).evaluate()
        return found[0] if isinstance(found, tuple) else found

    return value


@pytest.mark.parametrize(
    ("text", "room", "least", "most"),
    [
        # After the comma, where the first line is the longer one.
        ("谁能领、怎么办", 6, 4.0, 4.9),
        ("地荒了，或改做别的用，不能领。", 13, 11.0, 11.9),
        # In the middle, where no pause divides it so.
        ("村民会议决定事项及实施情况", 12.6, 7.0, 9.0),
        # Nothing to mend: it fits, its last line is long enough, or it is a whole paragraph.
        ("谁能领、怎么办", 7, 7, 7),
        ("有承包地、地在种的农户。", 8, 8, 8),
        ("一" * 81, 20, 20, 20),
    ],
)
def test_the_lines_before_give_some_of_theirs_to_the_last(
    text: str, room: float, least: float, most: float, ask: Callable[[str], Any]
) -> None:
    width = ask(f"Theme.tidy('{text}', {room * SIZE}, {SIZE})")
    assert least * SIZE <= width <= most * SIZE


def test_a_title_of_thirteen_characters_ends_in_more_than_one(
    screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> None:
    screen = screen_for("portrait")
    screen.set_look(step=2)
    stop = next(s for s in all_stops if s.name == "item-table")
    assert screen.go(stop.page, stop.params)
    walk.page_of(screen.view).setProperty("title", "村民会议决定事项及实施情况")
    screen.rest()
    page = walk.walk(screen.view)
    title = next(t for t in page.texts if t.text == "村民会议决定事项及实施情况")
    # One line more than a full one, yet far from the right edge: the two are about as long.
    assert title.lines == 2 and title.rect.width() < 0.8 * (page.width - 96)
    screen.set_look()


def test_a_number_stays_with_its_unit_and_is_read_without_the_joiner(
    screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...], ask: Callable[[str], Any]
) -> None:
    screen = screen_for("portrait")
    stop = next(s for s in all_stops if s.name == "policy")
    assert screen.go(stop.page, stop.params)
    assert ask("Theme.tied('5.20亩 × 112元 = 582.40元')") == "5.20\u2060亩 × 112\u2060元 = 582.40\u2060元"
    assert ask("Theme.tied('2026-06-18')") == "2026-06-18"
    drawn = "".join(i.property("text") or "" for i in walk.visible_items(walk.page_of(screen.view)))
    assert "112\u2060元" in drawn
    read = ask("reading()")
    assert "112元" in read and "\u2060" not in read
