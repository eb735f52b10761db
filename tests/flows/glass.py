"""A screen of its own for a real window: Xvfb, watched through its memory and touched by xdotool.

Xvfb keeps its picture in a file (``-fbdir``), so that looking at it costs a copy of memory and
nothing of the program that is looked at: fit for catching a picture that stands for a moment only.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import shutil
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from PIL import Image, ImageChops

# Two keys of the kiosk need 0.6 s between them (a trembling hand does not count twice).
_FINGER_REST = "0.7"


def until(what: Callable[[], object], seconds: float, words: str) -> float:
    """Wait until ``what`` is true; returns seconds. ``AssertionError`` with ``words`` when it is too long."""
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s: {words}"
        time.sleep(0.01)
    return time.monotonic() - begun


class Glass:
    """An X server with one screen, 24 bits deep, px. Use as a context; ``env`` is for its clients."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self.width, self.height = width, height
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-fbdir", folder,
             "-nolisten", "tcp", "-nocursor", "-noreset"],
            pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as stream:
            number = stream.readline().strip()
        if not number:
            self.close()
            raise AssertionError("Xvfb did not start")
        self.env = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = struct.unpack(">25I", self._memory[:100])  # XWDFileHeader of X11/XWDFile.h
        if (head[4], head[5], head[11], head[12]) != (width, height, 32, width * 4):
            self.close()
            raise AssertionError("Xvfb made another screen than the one asked for")
        self._begin = head[0] + 12 * head[19]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._server.terminate()
        try:
            self._server.wait(10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait(10)

    def raw(self) -> bytes:
        """What is on the glass now: rows of B, G, R, unused."""
        return self._memory[self._begin : self._begin + self.width * self.height * 4]

    def picture(self) -> Image.Image:
        return as_picture(self.raw(), self.width, self.height)

    def touch(self, x: int, y: int) -> None:
        """A finger: to that place, down, up; not sooner than a hand can do it again."""
        words = ["xdotool", "sleep", _FINGER_REST, "mousemove", str(x), str(y), "click", "1"]
        done = subprocess.run(
            words, env={**os.environ, **self.env}, capture_output=True, text=True, timeout=20
        )
        assert done.returncode == 0, done.stderr


def as_picture(raw: bytes, width: int, height: int) -> Image.Image:
    """The memory of the glass as an RGB picture."""
    return Image.frombuffer("RGB", (width, height), raw, "raw", "BGRX", 0, 1)


def same(one: Image.Image, other: Image.Image) -> bool:
    """Equal in every pixel."""
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None


def made_of(picture: Image.Image, one: Image.Image, other: Image.Image) -> bool:
    """Every pixel is that of ``one`` or that of ``other``: a change caught half way, nothing else."""
    off_one = _differs(picture, one)
    off_other = _differs(picture, other)
    return ImageChops.multiply(off_one, off_other).getbbox() is None


def _differs(one: Image.Image, other: Image.Image) -> Image.Image:
    """255 where they differ in any channel, else 0."""
    channels = ImageChops.difference(one, other).split()
    most = channels[0]
    for channel in channels[1:]:
        most = ImageChops.lighter(most, channel)
    return most.point([0] + [255] * 255)


@dataclass
class Watch:
    """Looks at the glass all the time and keeps every picture that differs from the one before.

    ``seen`` are (seconds by the monotonic clock, raw picture); more than ``most`` are not kept.
    """

    glass: Glass
    most: int = 60
    seen: list[tuple[float, bytes]] = field(default_factory=list[tuple[float, bytes]])
    looks: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.seen.append((time.monotonic(), self.glass.raw()))
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.005):
            now, raw = time.monotonic(), self.glass.raw()
            self.looks += 1
            if raw != self.seen[-1][1] and len(self.seen) < self.most:
                self.seen.append((now, raw))

    @property
    def last(self) -> bytes:
        return self.seen[-1][1]

    def first_seen(self, raw: bytes) -> float | None:
        """When the glass came to show exactly that and stayed so for at least one look."""
        wanted = hashlib.sha256(raw).digest()
        return next((at for at, had in self.seen if hashlib.sha256(had).digest() == wanted), None)


def needed() -> list[str]:
    """Programs that are missing here."""
    return [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
