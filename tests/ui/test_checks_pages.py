"""Every page, every look: the rules of ui.md §7 that a walk over the item tree can prove."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtTest import QTest

from kiosk.ui import engine, shots
from tests.ui import walk

SHAPES = ("portrait", "landscape", "small")
LOOKS = list(product(SHAPES, (0, 1, 2), (False, True)))


def _named(look: tuple[str, int, bool]) -> str:
    shape, step, dark = look
    return f"{shape}-text{step + 1}-{'dark' if dark else 'light'}"


@pytest.mark.parametrize("look", LOOKS, ids=_named)
def test_every_page_keeps_the_rules(
    look: tuple[str, int, bool],
    screen_for: Callable[[str], engine.Screen],
    all_stops: tuple[shots.Stop, ...],
) -> None:
    shape, step, dark = look
    screen = screen_for(shape)
    screen.set_look(step=step, dark=dark)
    wrong: list[str] = []
    bars: dict[str, dict[str, tuple[int, int, int, int]]] = {}
    for stop in all_stops:
        assert screen.go(stop.page, stop.params), f"{stop.name} did not come to rest"
        page = walk.walk(screen.view)
        assert page.texts, f"{stop.name} shows nothing"
        grabbed = walk.picture(screen.view.grabWindow())
        wrong += [f"{stop.name}: {fault}" for fault in walk.every_rule(page, grabbed, step=step)]
        bars[stop.name] = walk.bar_places(page)
    for name, places in bars.items():
        for key, rect in places.items():
            there = bars["catalogue"].get(key)
            if there is not None and there != rect:
                wrong.append(f"{name}: A8 {key} at {rect}, elsewhere at {there}")
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)


@pytest.mark.parametrize("shape", ["portrait", "landscape"])
@pytest.mark.parametrize("step", [0, 2], ids=["text1", "text3"])
def test_low_reach_keeps_every_key_below_the_middle(
    shape: str, step: int, screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> None:
    screen = screen_for(shape)
    screen.set_look(step=step, low_reach=True)
    wrong: list[str] = []
    for stop in all_stops:
        assert screen.go(stop.page, stop.params)
        page = walk.walk(screen.view)
        faults = [*walk.low_reach(page), *walk.touch_sizes(page), *walk.text_boxes(page)]
        wrong += [f"{stop.name}: {fault}" for fault in faults]
    screen.set_look()
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)


def test_a_low_glass_has_no_low_reach(screen_for: Callable[[str], engine.Screen]) -> None:
    screen = screen_for("small")
    screen.set_look(low_reach=True)
    screen.go("help")
    low = screen.theme.property("lowReach")
    names = [t.name for t in walk.walk(screen.view).touchables]
    screen.set_look()
    assert not low
    assert "低位" not in names


def test_arrow_keys_reach_everything_in_reading_order(
    screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> None:
    screen = screen_for("portrait")
    screen.set_look()
    screen.view.requestActivate()
    assert QTest.qWaitForWindowActive(screen.view)
    for stop in all_stops:
        screen.go(stop.page, stop.params)
        page = walk.walk(screen.view)
        there = {t.name: t for t in page.touchables if t.enabled}
        reached = walk.focus_names(screen.view)
        assert sorted(reached) == sorted(there), stop.name
        # Once round from wherever the focus was: 帮助 is the last key of every page.
        start = reached.index("帮助") + 1
        in_order = reached[start:] + reached[:start]
        tops = [there[name].rect.top() for name in in_order if not there[name].in_bar]
        bars = [there[name].in_bar for name in in_order]
        assert bars == sorted(bars), f"{stop.name}: {in_order}"
        assert min(tops, default=0) == (tops[0] if tops else 0), f"{stop.name} does not begin at the top"
