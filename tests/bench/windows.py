"""The windows that are measured: the kiosk on a demo village and the empty one, on a glass of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.bench.measure import ROOT
from tests.flows.glass import Glass, needed, same, until
from tests.flows.program import Running, Village, make_village, picture, running, walk

WIDTH, HEIGHT = 1080, 1920
LONGEST = 60


@contextmanager
def demo_village() -> Iterator[tuple[Village, Path, Image.Image]]:
    """A demo kiosk with everything taken in, a folder for scratch, and how its first page looks."""
    if needed():
        raise SystemExit(f"missing programmes: {', '.join(needed())}; packaging/test.sh installs them")
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        base = Path(folder)
        # As an installed program is: its modules compiled, by the first run of each window.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(base / "compiled")
        village = make_village(base)
        # Once before: what the screen keeps on its first day is kept, and the pages are compiled.
        home = walk(village.home, base / "home")[0]
        yield village, base, picture(home)


@contextmanager
def fresh_glass(base: Path) -> Iterator[Glass]:
    """An X server nobody drew on yet."""
    with tempfile.TemporaryDirectory(dir=base) as folder, Glass(Path(folder), WIDTH, HEIGHT) as glass:
        yield glass


@contextmanager
def kiosk_window(village: Village, glass: Glass) -> Iterator[Running]:
    """``kiosk run`` with its worker."""
    with running(village.home, glass) as program:
        yield program


@contextmanager
def empty_window(glass: Glass) -> Iterator[Running]:
    """The floor."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.empty_window"], cwd=ROOT, env={**os.environ, **glass.env},
        stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield Running(process)
    finally:
        process.terminate()
        process.wait(15)


def first_change(glass: Glass, blank: bytes, begun: float) -> float:
    """Seconds since ``begun`` until the glass shows anything."""
    until(lambda: glass.raw() != blank, LONGEST, "something is drawn")
    return time.monotonic() - begun


def comes_to_show(glass: Glass, wanted: Image.Image, begun: float) -> float:
    """Seconds since ``begun`` until the glass shows exactly that."""
    until(lambda: same(glass.picture(), wanted), LONGEST, "the page is complete")
    return time.monotonic() - begun
