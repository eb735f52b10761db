"""Without a printer: the PDF goes into a folder or onto a USB stick, to be printed elsewhere."""

from __future__ import annotations

import errno
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.domain.errors import EnvironmentFault

MOUNTS: Final = Path("/proc/self/mounts")
UNDER: Final = ("/media/", "/run/media/", "/mnt/")
_ESCAPED: Final = re.compile(rb"\\([0-3][0-7]{2})")
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_NAME_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Stick:
    """A USB stick that is plugged in. ``free`` in bytes."""

    name: str
    path: Path
    free: int


def sticks(mounts: Path = MOUNTS, under: tuple[str, ...] = UNDER) -> tuple[Stick, ...]:
    """The sticks that can be written to, by name; none where there is no ``/proc`` (Windows).

    A stick is a device mounted below one of the folders ``under``, by the desktop or by hand; a shared
    folder of the network stands there too, but is none.
    """
    try:
        lines = mounts.read_bytes().splitlines()
    except OSError:
        return ()
    found: list[Stick] = []
    for line in lines:
        words = line.split(b" ")
        if len(words) < 4 or b"ro" in words[3].split(b","):
            continue
        place = os.fsdecode(_ESCAPED.sub(lambda found: bytes((int(found[1], 8),)), words[1]))
        if words[0].startswith(b"/dev/") and place.startswith(under) and os.access(place, os.W_OK):
            with suppress(OSError):  # pulled out just now
                found.append(Stick(Path(place).name, Path(place), shutil.disk_usage(place).free))
    return tuple(sorted(found, key=lambda stick: stick.name))


def file_name(title: str, sheet_id: str, digest: str) -> str:
    """A name that any system takes: ``罗田村2026年…公示-3F7K2M-ABCDEFGH.pdf``."""
    stem = _UNSAFE.sub("", title).strip(" .")[:_NAME_CHARACTERS]
    return f"{stem or '上墙件'}-{sheet_id}-{digest}.pdf"


def save(pdf: Path, folder: Path, name: str) -> Path:
    """Copy the PDF into the folder, whole or not at all, and wait until it is on the disk.

    An older file of the same name has the same content digest in it and is replaced.
    ``EnvironmentFault``: ``folder_missing``, ``folder_full``, ``folder_not_written``.
    """
    if not folder.is_dir():
        raise EnvironmentFault("folder_missing", f"没有找到 {folder}。请插好U盘，或换一个文件夹。")
    target = folder / name
    fresh = folder / f".{name}.{os.getpid()}.new"
    try:
        with pdf.open("rb") as source, fresh.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1024 * 1024)
            copy.flush()
            os.fsync(copy.fileno())
        fresh.replace(target)
        _sync(folder)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentFault(
                "folder_full", f"{folder} 满了，存不下。请清出一些空间，或换一个U盘。", detail=str(error)
            ) from error
        raise EnvironmentFault(
            "folder_not_written",
            f"存不进 {folder}。请看看U盘插好没有、能不能写，或换一个文件夹。",
            detail=str(error),
        ) from error
    return target


def _sync(folder: Path) -> None:
    """A stick is often pulled right after the words 存好了."""
    with suppress(OSError):  # some file systems of sticks do not take it; the file itself is synced
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
