"""The rules of ui.md §7 on a whole village of the demo: amounts of rows, groups and words as they come.

The first, second and last part of every page; sizes M and L and 低位 too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import pytest

from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import engine, shots
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services
from tests.ui import demoboard, walk
from tests.ui.windows import SIZES

Screens = Callable[[str, float], engine.Screen]
PX_PER_MM = {"S": 4.03, "M": 2.71, "L": 1.58}


@pytest.fixture(scope="module")
def places(demo_village: KioskHome) -> tuple[shots.Stop, ...]:
    return demoboard.stops(demo_village)


@pytest.fixture(scope="module")
def kinds(places: tuple[shots.Stop, ...]) -> tuple[shots.Stop, ...]:
    """One page of each kind: on a larger glass text takes fewer pixels, so that the many lists and
    tables have more room than on the glass where all of them are looked at."""
    return tuple(s for s in places if not s.name.startswith(("payout-list-BT-", "table-")))


@pytest.fixture(scope="module")
def screens(demo_village: KioskHome) -> Iterator[Screens]:
    engine.make_application()
    runner = Runner(lambda: BoardReader(demo_village, demoboard.CLOCK))
    coverage = Coverage.load(resources_dir() / "fonts")
    lent = Services(runner, demoboard.CLOCK, coverage, demoboard.TODAY)
    made: dict[tuple[str, float], engine.Screen] = {}

    def get(shape: str, px_per_mm: float) -> engine.Screen:
        key = (shape, px_per_mm)
        if key not in made:
            made[key] = engine.Screen(lent, SIZES[shape], px_per_mm=px_per_mm)
            made[key].view.show()
            assert made[key].settle()
        return made[key]

    yield get
    for screen in made.values():
        screen.close()
    runner.stop()


def parts(screen: engine.Screen, stop: shots.Stop) -> Iterator[tuple[str, walk.Walked]]:
    """The first, second and last part of a page as they stand, with their names."""
    assert screen.go(stop.page, stop.params), f"{stop.name} did not come to rest"
    page = walk.page_of(screen.view)
    pages = int(page.property("pages"))
    for part in sorted({0, min(1, pages - 1), pages - 1}):
        if part:
            page.setProperty("page", part)
            screen.rest()
        yield f"{stop.name} {part + 1}/{pages}", walk.walk(screen.view)


@pytest.mark.parametrize(
    ("shape", "step"), [*product(("portrait", "landscape"), (0, 1, 2)), ("small", 0), ("small", 1)]
)
def test_every_part_of_every_page_keeps_the_rules(
    shape: str, step: int, screens: Screens, places: tuple[shots.Stop, ...]
) -> None:
    screen = screens(shape, PX_PER_MM["S"])
    screen.set_look(step=step)
    wrong: list[str] = []
    for stop in places:
        for name, seen in parts(screen, stop):
            assert seen.texts, f"{name} shows nothing"
            wrong += [f"{name}: {fault}" for fault in walk.every_rule(seen, None, step=step)]
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)


@pytest.mark.parametrize(("size", "shape"), list(product("ML", ("portrait", "landscape", "small"))))
def test_larger_glass_keeps_the_rules(
    size: str, shape: str, screens: Screens, kinds: tuple[shots.Stop, ...]
) -> None:
    screen = screens(shape, PX_PER_MM[size])
    screen.set_look()
    wrong: list[str] = []
    for stop in kinds:
        for name, seen in parts(screen, stop):
            faults = walk.every_rule(seen, None, step=0, least_text=walk.LEAST_TEXT[size])
            wrong += [f"{name}: {fault}" for fault in faults]
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)


@pytest.mark.parametrize("shape", ["portrait", "landscape"])
@pytest.mark.parametrize("step", [0, 1])
def test_low_reach_holds_a_whole_village_too(
    shape: str, step: int, screens: Screens, places: tuple[shots.Stop, ...]
) -> None:
    screen = screens(shape, PX_PER_MM["S"])
    screen.set_look(step=step, low_reach=True)
    wrong: list[str] = []
    for stop in places:
        for name, seen in parts(screen, stop):
            faults = [*walk.low_reach(seen), *walk.touch_sizes(seen), *walk.text_boxes(seen)]
            wrong += [f"{name}: {fault}" for fault in faults]
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)
