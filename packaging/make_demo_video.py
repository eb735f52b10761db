"""Draws the short film of the demo county's explainer into ``resources/demo/files``.

Run by hand after a change (``python packaging/make_demo_video.py``, with an ``ffmpeg`` that knows VP9)
and commit what it wrote; the program itself only plays the file.  Own drawings, no sound.
"""

from __future__ import annotations

import math
import subprocess
import sys

from make_demo_pictures import (
    CREAM,
    FIELD,
    FIELD2,
    FIELD3,
    GREEN,
    GREEN3,
    HILL,
    HILL2,
    INK,
    OUT,
    RED,
    H,
    Pen,
    W,
)
from PIL import Image

SIZE = (720, 480)
FPS, SECONDS = 10, 9
SAID = (
    (0.3, "黄谷雨家，登记了 5.20亩", 150, 64, INK),
    (3.0, "5.20亩 × 112元", 250, 84, GREEN),
    (6.0, "= 582.40元", 350, 96, RED),
)


def frame(at: float) -> Image.Image:
    """The drawing at second ``at``: the rice grows, the sum is said line by line."""
    pen = Pen()
    pen.poly(HILL, (0, 430), (300, 330), (620, 420), (900, 320), (1200, 410), (1200, 800), (0, 800))
    pen.poly(HILL2, (0, 500), (420, 430), (820, 500), (1200, 440), (1200, 800), (0, 800))
    for row, colour in enumerate((FIELD, FIELD2, FIELD3)):
        top = 520 + row * 90
        pen.box(colour, 0, top, W, H - top)
        tall = 14 + 34 * min(1.0, at / SECONDS * 1.3)
        for n in range(30):
            x = 20 + n * 40 + row * 13
            lean = 4 * math.sin(at * 2 + n * 0.7 + row)
            pen.line(GREEN3, 5, (x, top + 62), (x + lean, top + 62 - tall))
    for begins, text, y, size, colour in SAID:
        if at >= begins:
            pen.box(CREAM, 190, y - size * 0.75, 820, size * 1.5, r=18)
            pen.words(text, W / 2, y, size, colour)
    return pen.image.resize(SIZE, Image.Resampling.LANCZOS)


def main(ffmpeg: str) -> None:
    """Frames go to ffmpeg as raw pixels; the file has no time stamp of its own."""
    command = [
        ffmpeg, "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", str(FPS), "-i", "-", "-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p",
        "-b:v", "0", "-crf", "40", "-g", "20", "-threads", "1",
        "-fflags", "+bitexact", "-flags:v", "+bitexact",
        str(OUT / "land-subsidy.webm"),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for n in range(FPS * SECONDS):
            process.stdin.write(frame(n / FPS).tobytes())
        process.stdin.close()
        if process.wait():
            sys.exit("ffmpeg 没做成。")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "ffmpeg")
