"""Going through a list of 10,000 lines, against the same page with one line; JSON.

    python -m tests.bench.bench_scroll [--turns 300] [--rows 10000]

Nothing scrolls on the kiosk: 下一页 shows the next lines.  A real window of 1080×1920 on an X server of
its own, software rendered, on a board with ten times as many lines.  ``turn`` is the time from asking for
another page of the list to its finished picture, handed to the X server; ``frames`` how often was drawn
for it.  ``one_line`` is the same page showing a list of one line while the page number goes on: what
drawing costs without lines.  Goal: 95 of 100 turns within 20 ms.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, QSize, QTimer
from PySide6.QtQml import QQmlExpression

from kiosk.domain.clock import FixedClock
from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.ui import engine
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services
from tests.bench import bigboard
from tests.bench.measure import percentile, show, within
from tests.bench.windows import HEIGHT, WIDTH, fresh_glass
from tests.ui.windows import BUILT, NOW

GOAL_MS = 20.0
QUIET_MS = 60
"""No frame for so long: the picture is finished."""


class Frames(QObject):
    """Notes when a frame was handed over; ``follow`` waits for the last one of a change."""

    def __init__(self, screen: engine.Screen) -> None:
        super().__init__()
        self._waiting = QEventLoop()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._waiting.quit)
        self.at: list[float] = []
        screen.view.frameSwapped.connect(self._drawn)

    def _drawn(self) -> None:
        self.at.append(time.perf_counter())
        self._quiet.start()

    def follow(self) -> list[float]:
        """The moments of the frames until nothing moves any more; empty when there was none in a second."""
        self.at = []
        QTimer.singleShot(1000, self._quiet.start)
        self._waiting.exec()
        return self.at


def ask(screen: engine.Screen, words: str) -> Any:
    """What the frame of the window answers to a piece of QML."""
    root = screen.view.rootObject()
    (answer, *_) = QQmlExpression(screen.engine.contextForObject(root), root, words).evaluate()
    return answer


def turns(screen: engine.Screen, frames: Frames, batch: str, count: int) -> tuple[list[float], list[int]]:
    """Milliseconds of each turn and how many frames it took."""
    if not screen.go("payout-list", {"batch": batch}):
        raise SystemExit(f"{batch} did not come to rest")
    if batch == bigboard.SHORTEST:
        ask(screen, f"shownPage.pages = {count + 1}")  # it has only one; the number goes on all the same
    pages = ask(screen, "shownPage.pages")
    if pages < 3:
        raise SystemExit(f"{batch} has {pages} pages")
    frames.follow()
    took: list[float] = []
    drawn: list[int] = []
    for number in range(1, count + 1):
        begun = time.perf_counter()
        ask(screen, f"shownPage.turn({number % pages})")
        seen = frames.follow()
        if not seen:
            raise SystemExit(f"turn {number} of {batch} drew nothing")
        took.append((seen[-1] - begun) * 1000)
        drawn.append(len(seen))
    return took, drawn


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--turns", type=int, default=300)
    arguments.add_argument("--rows", type=int, default=10_000)
    chosen = arguments.parse_args()
    clock = FixedClock(NOW)
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, fresh_glass(Path(folder)) as glass:
        os.environ.update(glass.env)
        home = bigboard.make(Path(folder), chosen.rows * 10)
        engine.make_application()
        runner = Runner(lambda: BoardReader(home, clock))
        coverage = Coverage.load(resources_dir() / "fonts")
        screen = engine.Screen(Services(runner, clock, coverage, BUILT), QSize(WIDTH, HEIGHT), px_per_mm=4.03)
        screen.view.show()
        screen.settle()
        try:
            frames = Frames(screen)
            long, drawn = turns(screen, frames, bigboard.LONGEST, chosen.turns)
            short, _ = turns(screen, frames, bigboard.SHORTEST, chosen.turns)
        finally:
            screen.close()
            runner.stop()
    show(
        "scroll",
        {"p95_ms": within(round(percentile(long, 0.95), 1), GOAL_MS)},
        {
            "lines": chosen.rows,
            "turns": chosen.turns,
            "p50_ms": round(median(long), 1),
            "longest_ms": round(max(long), 1),
            "frames_a_turn": round(sum(drawn) / len(drawn), 2),
            "one_line_p50_ms": round(median(short), 1),
            "one_line_p95_ms": round(percentile(short, 0.95), 1),
            "p50_over_one_line": round(median(long) / median(short), 2),
        },
    )


if __name__ == "__main__":
    main()
