"""What the open, untouched kiosk costs, against an empty QML window: memory and processor; JSON.

    python -m tests.bench.bench_idle [--seconds 20]

Memory is that of the screen process on its first page and after pages with lists and names
(``visited``); the worker's own is told beside it.  The goal looks at RSS, the upper bound: PSS depends
on what else on the machine maps the same libraries.  Processor time is what the scheduler counted
for all threads while nobody touched anything, rounded as ``top`` shows it, each process by itself.
Goals: 60 MB above the empty window, 0.0 % of one core.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from tests.bench.measure import show, within
from tests.bench.windows import (
    comes_to_show,
    demo_village,
    empty_window,
    first_change,
    fresh_glass,
    kiosk_window,
)
from tests.flows.glass import same, until
from tests.flows.program import picture, walk

WAY = ("查补贴", "找我家领了多少")


def memory(pid: int) -> dict[str, float]:
    """MB (10^6 bytes) by kind."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {
        kind.lower(): round(int(found[1]) * 1024 / 1e6, 1)
        for kind in ("Pss", "Rss", "Private_Dirty")
        if (found := re.search(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE))
    }


def on_cpu(pid: int) -> float:
    """Seconds that all threads of a process have run."""
    nanoseconds = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            nanoseconds += int((task / "schedstat").read_text().split()[0])
        except OSError:  # a thread that just ended
            continue
    return nanoseconds / 1e9


def idle_percent(pids: list[int], seconds: float) -> list[float]:
    """Percent of one core for each process over that time."""
    before = [on_cpu(pid) for pid in pids]
    begun = time.monotonic()
    time.sleep(seconds)
    lasted = time.monotonic() - begun
    return [(on_cpu(pid) - had) / lasted * 100 for pid, had in zip(pids, before, strict=True)]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seconds", type=float, default=20.0)
    chosen = arguments.parse_args()
    with demo_village() as (village, base, wanted):
        with fresh_glass(base) as glass:
            blank, begun = glass.raw(), time.monotonic()
            with empty_window(glass) as floor:
                first_change(glass, blank, begun)
                time.sleep(min(2.0, chosen.seconds))
                empty = memory(floor.process.pid)
                (empty_cpu,) = idle_percent([floor.process.pid], chosen.seconds)
        pages = walk(village.home, base / "way", WAY)
        with fresh_glass(base) as glass:
            begun = time.monotonic()
            with kiosk_window(village, glass) as program:
                comes_to_show(glass, wanted, begun)
                until(program.worker, 20, "the worker runs")
                worker = program.worker()
                assert worker is not None
                # The worker's first look at the drop folder belongs to the start.
                time.sleep(min(5.0, chosen.seconds))
                screen, helper = memory(program.process.pid), memory(worker)
                screen_cpu, worker_cpu = idle_percent([program.process.pid, worker], chosen.seconds)
                for page in pages:
                    want = picture(page)
                    until(lambda w=want: same(glass.picture(), w), 20, "the page on the way")
                    if "touched" in page:
                        glass.touch(*page["touched"][1:])
                visited = memory(program.process.pid)
    show(
        "idle",
        {
            "rss_above_empty_window_mb": within(round(screen["rss"] - empty["rss"], 1), 60.0),
            "screen_cpu_percent": within(round(screen_cpu, 1), 0.0),
            "worker_cpu_percent": within(round(worker_cpu, 1), 0.0),
        },
        {
            "screen_mb": screen,
            "screen_visited_mb": visited,
            "worker_mb": helper,
            "empty_window_mb": empty,
            "rss_over_empty_window": round(screen["rss"] / empty["rss"], 2),
            "idle_seconds": chosen.seconds,
            "screen_cpu_percent": round(screen_cpu, 3),
            "worker_cpu_percent": round(worker_cpu, 3),
            "empty_window_cpu_percent": round(empty_cpu, 3),
        },
    )


if __name__ == "__main__":
    main()
