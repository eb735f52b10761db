"""From the start of the process to the first picture on the glass, against an empty QML window; JSON.

    python -m tests.bench.bench_first_frame [--runs 5]

Both are seen from outside, in the memory of an X server.  ``first`` is anything at all, ``home`` the
complete first page of the demo village, equal in every pixel to the page drawn without a display.
They take turns; medians.  Goal: the kiosk's first picture within 1.5 times the empty window's.
"""

from __future__ import annotations

import argparse
import time
from statistics import median

from tests.bench.measure import show, within
from tests.bench.windows import (
    comes_to_show,
    demo_village,
    empty_window,
    first_change,
    fresh_glass,
    kiosk_window,
)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=5)
    chosen = arguments.parse_args()
    first: list[float] = []
    home: list[float] = []
    empty: list[float] = []
    with demo_village() as (village, base, wanted):
        for run in range(chosen.runs + 1):
            with fresh_glass(base) as glass:
                blank, begun = glass.raw(), time.monotonic()
                with kiosk_window(village, glass):
                    drawn = first_change(glass, blank, begun)
                    complete = comes_to_show(glass, wanted, begun)
            with fresh_glass(base) as glass:
                blank, begun = glass.raw(), time.monotonic()
                with empty_window(glass):
                    least = first_change(glass, blank, begun)
            if run:  # the first one warms the files
                first.append(drawn)
                home.append(complete)
                empty.append(least)
    show(
        "first_frame",
        {"first_over_empty_window": within(round(median(first) / median(empty), 2), 1.5)},
        {
            "runs": chosen.runs,
            "first_ms": round(median(first) * 1000),
            "home_ms": round(median(home) * 1000),
            "empty_window_ms": round(median(empty) * 1000),
            "home_over_empty_window": round(median(home) / median(empty), 2),
        },
    )


if __name__ == "__main__":
    main()
