"""Characters as somebody writes them: strokes of hanzi-writer-data (Arphic Public License), made shaky.

``packaging/test.sh`` installs that list of strokes; no picture of a real person's writing is needed.
"""

from __future__ import annotations

import json
import math
import random
import sys
from itertools import pairwise
from pathlib import Path

STROKES = Path(sys.prefix) / "webtools" / "node_modules" / "hanzi-writer-data"

Stroke = list[tuple[float, float]]


def has_strokes(character: str) -> bool:
    """Whether the list knows how this character is written; it lacks the rarest."""
    return (STROKES / f"{character}.json").is_file()


def strokes_of(character: str) -> list[Stroke]:
    """The middle lines of its strokes in their order, in a square of 1 × 1, y downwards."""
    told = json.loads((STROKES / f"{character}.json").read_text(encoding="utf-8"))
    return [[(x / 1024, (900 - y) / 1024) for x, y in stroke] for stroke in told["medians"]]


def shaky(strokes: list[Stroke], rng: random.Random, rough: float) -> list[Stroke]:
    """The same by an unsteady hand. ``rough`` 1 is careful writing, 2 is hard to read.

    The whole leans, turns and is pressed together; each stroke is moved, turned, too long or too short
    and trembles; now and then the finger is not lifted between two strokes.
    """
    lean, turn, wide = rng.gauss(0, 0.12 * rough), rng.gauss(0, 0.06 * rough), 1 + rng.gauss(0, 0.12 * rough)
    made: list[Stroke] = []
    for stroke in strokes:
        line = [_placed(p, lean, turn, wide) for p in _unsteady(_fine(stroke), rng, rough)]
        if made and rng.random() < 0.12 * rough:
            made[-1].extend(line)
        else:
            made.append(line)
    return made


def _fine(stroke: Stroke, step: float = 0.02) -> Stroke:
    out = stroke[:1]
    for (x0, y0), (x1, y1) in pairwise(stroke):
        pieces = max(1, round(math.hypot(x1 - x0, y1 - y0) / step))
        out += [(x0 + (x1 - x0) * k / pieces, y0 + (y1 - y0) * k / pieces) for k in range(1, pieces + 1)]
    return out


def _unsteady(line: Stroke, rng: random.Random, rough: float) -> Stroke:
    middle_x, middle_y = (sum(axis) / len(line) for axis in zip(*line, strict=True))
    dx, dy, turn = rng.gauss(0, 0.025 * rough), rng.gauss(0, 0.025 * rough), rng.gauss(0, 0.07 * rough)
    scale, tremble = 1 + rng.gauss(0, 0.1 * rough), rng.uniform(0, 0.012 * rough)
    phase = [rng.uniform(0, math.tau) for _ in range(4)]
    out: Stroke = []
    for i, (x, y) in enumerate(line):
        x, y = (x - middle_x) * scale, (y - middle_y) * scale
        shake_x = tremble * (math.sin(i * 0.45 + phase[0]) + 0.6 * math.sin(i * 1.1 + phase[1]))
        shake_y = tremble * (math.sin(i * 0.4 + phase[2]) + 0.6 * math.sin(i * 1.2 + phase[3]))
        out.append(
            (
                x * math.cos(turn) - y * math.sin(turn) + middle_x + dx + shake_x,
                x * math.sin(turn) + y * math.cos(turn) + middle_y + dy + shake_y,
            )
        )
    return out


def _placed(point: tuple[float, float], lean: float, turn: float, wide: float) -> tuple[float, float]:
    x, y = (point[0] - 0.5) * wide + lean * (0.5 - point[1]), point[1] - 0.5
    return x * math.cos(turn) - y * math.sin(turn) + 0.5, x * math.sin(turn) + y * math.cos(turn) + 0.5
