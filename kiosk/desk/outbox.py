"""Files of this kiosk in ``DROP/<code>/out/questions``: written once, whole or not at all, few enough."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from kiosk.bundle.disk import sync_folder
from kiosk.bundle.paths import os_detail
from kiosk.domain.errors import EnvironmentFault

MOST_FILES = 2_000
"""Of one folder. What is more waits in desk.db until answered questions are old enough to go."""


def carry(folder: Path, name: str, content: bytes) -> None:
    """Write ``folder/name`` unless it is there; on the disk before it has its name.

    ``EnvironmentFault``: ``out_full``, ``folder_gone``, ``disk_full``, ``read_only``, ``disk_error``.
    """
    target = folder / name
    fresh = folder / f".{name}.tmp"
    try:
        # Only below an existing unit folder: an unmounted share must not be filled underneath.
        folder.parent.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        if target.exists():
            return
        if sum(1 for _ in folder.iterdir()) >= MOST_FILES:
            raise EnvironmentFault("out_full", f"“{folder}”里的提问太多了，新的先留在本机。请县里尽快答复。")
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
        sync_folder(folder)
    except OSError as error:
        raise _fault(error, folder) from error


def take_back(folder: Path, stem: str) -> int:
    """Delete what was written about one question (``<stem>.json``, ``<stem>-….json``); how many files.

    ``EnvironmentFault`` when the folder is not there: they may still be in it.
    """
    done = 0
    try:
        if not folder.is_dir() and not folder.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "out is away", str(folder))
        for path in [*folder.glob(f"{stem}.json"), *folder.glob(f"{stem}-*.json")]:
            path.unlink(missing_ok=True)
            done += 1
    except OSError as error:
        raise _fault(error, folder) from error
    return done


def _fault(error: OSError, place: Path) -> EnvironmentFault:
    number = error.errno or 0
    if number in (errno.ENOSPC, errno.EDQUOT):
        code, words = "disk_full", f"磁盘满了，写不进“{place}”。请清出一些空间，本机会自己再试。"
    elif number in (errno.EROFS, errno.EACCES, errno.EPERM):
        code, words = "read_only", f"“{place}”不让写。请检查权限，本机会自己再试。"
    elif number in (errno.ENOENT, errno.ENOTDIR):
        code, words = "folder_gone", f"找不到“{place}”。请检查共享文件夹或U盘接好没有。"
    else:
        code, words = "disk_error", f"读写“{place}”出错。请检查磁盘，本机会自己再试。"
    return EnvironmentFault(code, words, detail=os_detail(error))
