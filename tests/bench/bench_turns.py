"""Memory while pages are turned all day, and what the attract loop costs; JSON.

    python -m tests.bench.bench_turns [--turns 10000] [--seconds 60]

One process, software-rendered off screen, on a village of the demo county.  Every page of ``kiosk
shots`` in turn, in four looks.  Memory is the process's own (private) pages; the slope is that of the
straight line through the second half, where caches are full.  Goals: at most 1 MB (10^6 bytes) in
1,000 turns, at most 3 % of one core in the loop.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from itertools import product
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer

from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import engine
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services
from tests.bench.measure import show, within
from tests.ui import demoboard
from tests.ui.windows import SIZES

LOOKS = tuple(product((0, 2), (False, True)))
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


def turn(screen: engine.Screen, home: KioskHome, turns: int) -> list[tuple[int, float]]:
    """(turns so far, MB) at ``SAMPLES`` places."""
    stops = demoboard.stops(home)
    points: list[tuple[int, float]] = []
    for number in range(turns):
        if number % len(stops) == 0:
            step, dark = LOOKS[number // len(stops) % len(LOOKS)]
            screen.set_look(step=step, dark=dark)
        stop = stops[number % len(stops)]
        screen.nav.home()
        screen.nav.open(stop.page, stop.params)
        screen.settle()
        screen.view.grabWindow()
        # What a running event loop does by itself between two events.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if (number + 1) % max(1, turns // SAMPLES) == 0:
            points.append((number + 1, private_mb()))
    return points


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


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=10_000)
    arguments.add_argument("--seconds", type=float, default=60.0)
    chosen = arguments.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        home = demoboard.make(Path(folder))
        engine.make_application()
        clock = demoboard.CLOCK
        runner = Runner(lambda: BoardReader(home, clock))
        coverage = Coverage.load(resources_dir() / "fonts")
        services = Services(runner, clock, coverage, build_date=demoboard.TODAY)
        screen = engine.Screen(services, SIZES["portrait"], px_per_mm=4.03)
        screen.view.show()
        screen.settle()
        begun = time.monotonic()
        points = turn(screen, home, chosen.turns)
        lasted = time.monotonic() - begun
        busy = loop_percent(screen, chosen.seconds)
        screen.close()
        runner.stop()
    per_thousand = slope(points[len(points) // 2 :])
    show(
        "turns",
        {
            "mb_in_1000_turns": within(round(per_thousand, 2), 1.0),
            "attract_percent": within(round(busy, 2), 3.0),
        },
        {
            "turns": chosen.turns,
            "ms_a_turn": round(lasted / chosen.turns * 1000, 1),
            "mb_first": round(points[0][1], 1),
            "mb_last": round(points[-1][1], 1),
        },
    )


if __name__ == "__main__":
    main()
