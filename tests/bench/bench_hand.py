"""Reading one written character in the handwriting process, against the model alone; JSON.

    python -m tests.bench.bench_hand [--characters 200]

What is timed is the screen's whole wait: the question written to the pipe, the picture drawn, the model
run, the answer read.  The floor is the same model in this process on pictures that are ready.
Goal: 99 of 100 characters within 50 ms, and the whole at most 2.5 times the model alone.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from kiosk.ui.handwriting.model import Recogniser, find_model
from kiosk.ui.handwriting.picture import picture_of
from tests.bench.measure import percentile, show, within
from tests.handwritten import shaky, strokes_of

VILLAGE = "黄胡熊刘龚余徐陈帅杨涂万曾王彭李邓闵况宋单解仇覃桂英德才水根金花建国秀兰细毛平春梅小明文斌火生冬香"


def rss_mb(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return round(int(found[1]) * 1024 / 1e6, 1)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--characters", type=int, default=200)
    chosen = arguments.parse_args()
    model = find_model()
    assert model is not None
    rng = random.Random(20260615)
    meant = [rng.choice(VILLAGE) for _ in range(chosen.characters)]
    written = [shaky(strokes_of(character), rng, 1.0) for character in meant]

    recogniser = Recogniser(model)
    pictures = [picture_of(strokes) for strokes in written]
    least: list[float] = []
    for picture in (*pictures[:5], *pictures):
        begun = time.perf_counter()
        recogniser.session.run(None, {"x": picture})
        least.append((time.perf_counter() - begun) * 1000)

    whole: list[float] = []
    first = offered = 0
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk.ui.handwriting", str(model)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None and process.stdout is not None
        started = 0.0
        for n, (character, strokes) in enumerate(zip(meant, written, strict=True)):
            asked = time.perf_counter()
            process.stdin.write(json.dumps({"id": n, "strokes": strokes, "among": VILLAGE}) + "\n")
            process.stdin.flush()
            candidates = json.loads(process.stdout.readline())["candidates"][:5]
            if n == 0:
                # With the start of the process and the loading of the model.
                started = time.perf_counter() - begun
            else:
                whole.append((time.perf_counter() - asked) * 1000)
            first += candidates[:1] == [character]
            offered += character in candidates
        weighs = rss_mb(process.pid)
        process.stdin.close()
    floor = median(least[5:])
    show(
        "hand",
        {
            "p99_ms": within(round(percentile(whole, 0.99), 2), 50.0),
            "whole_over_model": within(round(median(whole) / floor, 2), 2.5),
        },
        {
            "characters": chosen.characters,
            "median_ms": round(median(whole), 2),
            "model_alone_median_ms": round(floor, 2),
            "first_answer_with_start_ms": round(started * 1000),
            "process_rss_mb": weighs,
            "first_right": round(first / chosen.characters, 3),
            "among_five": round(offered / chosen.characters, 3),
        },
    )


if __name__ == "__main__":
    main()
