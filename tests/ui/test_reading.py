"""What reading aloud would say: all that stands on the page, in the order in which it is read (A13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from kiosk.speech.words import spoken_text
from kiosk.ui import engine, shots
from tests.ui import walk


def asked(page: QQuickItem, what: str) -> object:
    """The answer of one of the page's functions."""
    context = QQmlEngine.contextForObject(page)
    found = QQmlExpression(context, page, what).evaluate()
    value = found[0] if isinstance(found, tuple) else found
    return value.toVariant() if hasattr(value, "toVariant") else value


def shown_on(page: QQuickItem) -> list[walk.Reading]:
    """Every text of the page that does not stand on a mere key, found by the tests' own walk."""
    return [
        walk._reading(item)
        for item in walk.visible_items(page)
        if item.inherits("QQuickText")
        and str(item.property("text")).strip()
        and not walk._has_ancestor(item, "Key_QML")
    ]


def backwards(texts: list[str], shown: list[walk.Reading]) -> Iterator[str]:
    """Places where the next text stands above the one before it in the same column."""
    where = {t.text: t.rect for t in shown}
    once = [t for t in texts if texts.count(t) == 1]
    for first, second in pairwise(once):
        a, b = where[first], where[second]
        across = min(a.right(), b.right()) - max(a.left(), b.left())
        if across > 0 and b.bottom() <= a.top() + 2:
            yield f"{second!r} stands above {first!r}"


@pytest.mark.parametrize(("shape", "step"), [("portrait", 0), ("landscape", 0), ("portrait", 2)])
def test_every_page_is_read_whole_and_in_order(
    shape: str, step: int, screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> None:
    screen = screen_for(shape)
    screen.set_look(step=step)
    wrong: list[str] = []
    for stop in all_stops:
        assert screen.go(stop.page, stop.params)
        page = walk.page_of(screen.view)
        shown = shown_on(page)
        texts = [str(t) for t in asked(page, "texts()")]  # type: ignore[attr-defined]
        assert Counter(texts) == Counter(t.text for t in shown), stop.name
        wrong += [f"{stop.name}: {fault}" for fault in backwards(texts, shown)]
        reading = str(asked(page, "reading()"))
        at = 0
        for text in texts:
            at = reading.find(text, at)
            assert at >= 0, f"{stop.name}: {text}"
            at += len(text)
        said = spoken_text(reading)
        assert not any(ch in "0123456789" for ch in said), stop.name
    screen.set_look()
    assert not wrong, "\n".join(wrong)


def test_an_amount_is_said_in_yuan_and_jiao(
    screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> None:
    screen = screen_for("portrait")
    screen.set_look(step=2)
    stop = next(s for s in all_stops if s.name == "payout-list")
    screen.go("payout-list", {"batch": "稻谷-2026"})
    assert stop.page == "payout-list"
    said = spoken_text(str(asked(walk.page_of(screen.view), "reading()")))
    screen.set_look()
    assert "五百八十二元四角" in said and "五点二亩乘以一百一十二元" in said
