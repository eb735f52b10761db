"""What leaves desk.db for ``DROP/<code>/out``: files written once, whole or not at all, few enough.

``questions/`` holds letters and notices (``kiosk.desk.post``), ``postings/`` what hangs
(``kiosk.desk.postings``).  Both wait in one queue in desk.db until the folder takes them.
"""

from __future__ import annotations

import errno
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.bundle.disk import write_whole
from kiosk.bundle.paths import os_detail
from kiosk.domain.errors import EnvironmentFault
from kiosk.store import questions as table
from kiosk.store.desk import DeskStore

MOST_FILES = 2_000
"""Of one folder. What is more waits in desk.db until answered questions are old enough to go."""
LONGEST_WAIT = timedelta(minutes=10)
"""For which a file may be held back. Longer can only mean that the clock was set back."""
_WHAT = {"questions": "提问", "postings": "张贴记录"}


def carry_waiting(desk: DeskStore, out: Path, now: datetime) -> tuple[int, int]:
    """Write what is due; (files that left, files that wait). ``EnvironmentFault`` of :func:`carry`.

    A full folder holds back its own files only; it is said when the others have left.
    """
    with desk.reading() as connection:
        waiting = table.waiting(connection)
    sent = 0
    full: dict[str, EnvironmentFault] = {}
    for outgoing, after in waiting:
        # A clock that was set back far must not keep a file here for years.
        if outgoing.folder in full or not (after <= now or after - now > LONGEST_WAIT):
            continue
        try:
            carry(out / outgoing.folder, outgoing.name, outgoing.content)
        except EnvironmentFault as fault:
            if fault.code != "out_full":
                raise
            full[outgoing.folder] = fault
            continue
        with desk.writing() as connection:
            table.left(connection, outgoing, now)
        sent += 1
    for fault in full.values():
        raise fault
    return sent, len(waiting) - sent


def carry(folder: Path, name: str, content: bytes) -> None:
    """Write ``folder/name`` unless it is there; on the disk before it has its name.

    ``EnvironmentFault``: ``out_full``, ``folder_gone``, ``disk_full``, ``read_only``, ``disk_error``.
    """
    target = folder / name
    try:
        # Only below an existing unit folder: an unmounted share must not be filled underneath.
        folder.parent.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
        if target.exists():
            return
        if sum(1 for _ in folder.iterdir()) >= MOST_FILES:
            what = _WHAT.get(folder.name, "东西")
            raise EnvironmentFault(
                "out_full", f"“{folder}”里的{what}太多了，新的先留在本机。请县里尽快处理。"
            )
        write_whole(target, content, alone=True)
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
        half = [*folder.glob(f".{stem}.json.*"), *folder.glob(f".{stem}-*.json.*")]
        for path in [*half, *folder.glob(f"{stem}.json"), *folder.glob(f"{stem}-*.json")]:
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
