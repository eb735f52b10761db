"""Memory while pages are turned all day, and what the attract loop costs; JSON.

    python -m tests.bench.bench_turns [--turns 10000] [--desk-turns 1500] [--seconds 60]

One process, software-rendered off screen.  First the villagers' pages on a village of the demo county: from
the first page and back to it, by turns the next page of ``kiosk shots`` and the page of a person drawn by
lot, in four looks.  Then every page of the desk, a clerk inside.  Memory is the process's own (private)
pages; the slope is that of the straight line through the second half, where caches are full, and ``mb``
tells it along the way.  Goals: at most 1 MB (10^6 bytes) in 1,000 turns of either, at most 3 % of one core
in the loop.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import product
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer

from kiosk.domain.clock import FixedClock
from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import deskshots, engine
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services, provide
from kiosk.ui.stop import Stop
from tests.bench.measure import show, within
from tests.ui import demoboard, deskside, richboard
from tests.ui.windows import BUILT, NOW, SIZES

LOOKS = tuple(product((0, 2), (False, True)))
LOOK_TURNS = 100
"""The look changes after so many turns."""
SAMPLES = 40


def private_mb() -> float:
    """The process's private pages, MB."""
    text = Path("/proc/self/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.MULTILINE)) * 1024 / 1e6


def slope(points: list[tuple[int, float]]) -> float:
    """MB in 1,000 turns of the least-squares line."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points) * 1000


def turn(
    screen: engine.Screen, turns: int, stop_of: Callable[[int], Stop], back: Callable[[], object]
) -> list[tuple[int, float]]:
    """(turns so far, MB) at ``SAMPLES`` places. A turn is a page shown, also the one gone back to."""
    points: list[tuple[int, float]] = []
    for number in range(turns // 2):
        if number % LOOK_TURNS == 0:
            step, dark = LOOKS[number // LOOK_TURNS % len(LOOKS)]
            screen.set_look(step=step, dark=dark)
        stop = stop_of(number)
        back()
        _show(screen)
        screen.nav.open(stop.page, stop.params)
        _show(screen)
        if (number + 1) % max(1, turns // 2 // SAMPLES) == 0:
            points.append((2 * (number + 1), private_mb()))
    return points


def _show(screen: engine.Screen) -> None:
    screen.settle(30_000)
    screen.view.grabWindow()
    # What a running event loop does by itself between two events.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def by_lot(home: KioskHome) -> Callable[[int], Stop]:
    """Every page in turn, and between them somebody's own."""
    pages = demoboard.stops(home)
    with closing(BoardReader(home, demoboard.CLOCK)) as board:
        people = sorted({hit.recipient_id for hit in board.find_names(limit=2000)})
    rng = random.Random(20261129)

    def stop_of(number: int) -> Stop:
        if number % 2:
            return Stop("person", "recipient", {"id": rng.choice(people)})
        return pages[number // 2 % len(pages)]

    return stop_of


def villagers(folder: Path, turns: int, seconds: float) -> tuple[list[tuple[int, float]], float, float]:
    """The points, seconds a turn, and percent of a core in the attract loop."""
    home = demoboard.make(folder)
    runner = Runner(lambda: BoardReader(home, demoboard.CLOCK))
    coverage = Coverage.load(resources_dir() / "fonts")
    services = Services(runner, demoboard.CLOCK, coverage, build_date=demoboard.TODAY)
    screen = engine.Screen(services, SIZES["portrait"], px_per_mm=4.03)
    screen.view.show()
    screen.settle()
    begun = time.monotonic()
    points = turn(screen, turns, by_lot(home), screen.nav.home)
    lasted = (time.monotonic() - begun) / turns
    busy = loop_percent(screen, seconds)
    screen.close()
    runner.stop()
    return points, lasted, busy


def clerks(folder: Path, turns: int) -> tuple[list[tuple[int, float]], float]:
    """The points and seconds a turn at the desk."""
    rich = richboard.B.make_home(folder)
    richboard.fill(rich)
    reading = Runner(lambda: BoardReader(rich, FixedClock(NOW)))
    provide(Services(reading, FixedClock(NOW), build_date=BUILT))  # the day from which a clock is believed
    side = deskside.make(rich, folder / "desk")
    reading.stop()
    lent = deskside.services_of(side)
    screen = engine.Screen(lent, SIZES["portrait"], px_per_mm=4.03)
    screen.view.show()
    screen.settle()
    with deskshots.desk_to_look_at(side.home, side.clock) as look:
        stops: Sequence[Stop] = look.stops
    deskside.inside(screen, side.clerk)
    begun = time.monotonic()
    points = turn(screen, turns, lambda n: stops[n % len(stops)], lambda: screen.nav.open_tab("desk-today"))
    lasted = (time.monotonic() - begun) / turns
    screen.close()
    lent.runner.stop()
    return points, lasted


def loop_percent(screen: engine.Screen, seconds: float) -> float:
    """Percent of one core while the attract loop is shown."""
    screen.set_look()
    screen.go("home")
    screen.idle.rest()
    screen.rest()
    waiting = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), waiting.quit)
    begun, used = time.monotonic(), time.process_time()
    waiting.exec()
    return (time.process_time() - used) / (time.monotonic() - begun) * 100


def along(points: Sequence[tuple[int, float]]) -> dict[str, float]:
    """MB after so many turns, at ten places."""
    return {str(number): round(mb, 1) for number, mb in points[:: max(1, len(points) // 10)]}


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=10_000)
    arguments.add_argument("--desk-turns", type=int, default=1_500)
    arguments.add_argument("--seconds", type=float, default=60.0)
    chosen = arguments.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        engine.make_application()
        points, lasted, busy = villagers(Path(folder), chosen.turns, chosen.seconds)
        desk_points, desk_lasted = clerks(Path(folder), chosen.desk_turns)
    show(
        "turns",
        {
            "mb_in_1000_turns": within(round(slope(points[len(points) // 2 :]), 2), 1.0),
            "mb_in_1000_desk_turns": within(round(slope(desk_points[len(desk_points) // 2 :]), 2), 1.0),
            "attract_percent": within(round(busy, 2), 3.0),
        },
        {
            "turns": chosen.turns,
            "ms_a_turn": round(lasted * 1000, 1),
            "mb": along(points),
            "desk_turns": chosen.desk_turns,
            "desk_ms_a_turn": round(desk_lasted * 1000, 1),
            "desk_mb": along(desk_points),
        },
    )


if __name__ == "__main__":
    main()
