"""Strokes as the small picture that the model looks at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

HEIGHT = 48
"""Rows of a picture; the model was trained on lines of this height."""
WIDTH = 96
INSIDE = 36
"""The longer side of what was written, the rest is margin."""
PEN = 2.0
"""Thin lines keep apart what is written close together; pen, size and width are the best of a grid."""
FINER = 4
"""Drawn so many times larger and made smaller again: Pillow's lines have no soft edges."""

Stroke = Sequence[Sequence[float]]


def extent(strokes: Sequence[Stroke]) -> float:
    """The longer side of what was written, in the unit of its points."""
    xs, ys = zip(*(point for stroke in strokes for point in stroke), strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


def picture_of(strokes: Sequence[Stroke]) -> NDArray[np.float32]:
    """One picture (1 × 3 × 48 × 96, −1 black to 1 white): the strokes, centred, in one size."""
    points = [point for stroke in strokes for point in stroke]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    scale = INSIDE * FINER / max(extent(strokes), 1e-6)
    across = WIDTH * FINER / 2 - (min(xs) + max(xs)) / 2 * scale
    down = HEIGHT * FINER / 2 - (min(ys) + max(ys)) / 2 * scale
    image = Image.new("L", (WIDTH * FINER, HEIGHT * FINER), 255)
    pen = ImageDraw.Draw(image)
    half = PEN * FINER / 2
    for stroke in strokes:
        line = [(x * scale + across, y * scale + down) for x, y in stroke]
        pen.line(line, fill=0, width=round(PEN * FINER), joint="curve")
        for x, y in (line[0], line[-1]):
            pen.ellipse((x - half, y - half, x + half, y + half), fill=0)
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    rows = np.asarray(small, dtype=np.float32) / 127.5 - 1.0
    return np.ascontiguousarray(np.broadcast_to(rows, (1, 3, HEIGHT, WIDTH)))
