"""Small files that must be whole or not there at all."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import cast

from kiosk.bundle.paths import os_detail
from kiosk.domain.errors import EnvironmentFault

# What a network share or a stick says when it goes away while it is in use.
_SHARE_AWAY = (
    errno.ESTALE, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENOTCONN, errno.ETIMEDOUT, errno.ECONNRESET,
    errno.ENODEV, errno.ENXIO,
)  # fmt: skip


def to_json(value: object) -> bytes:
    """UTF-8 JSON with line breaks, as people may open it."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read_json(path: Path) -> dict[str, object] | None:
    """The JSON object in a file of our own, ``None`` when it is missing or damaged (OSError passes)."""
    try:
        value: object = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, RecursionError):
        return None
    return cast(dict[str, object], value) if isinstance(value, dict) else None


def disk_fault(error: OSError, place: Path) -> EnvironmentFault:
    """What an OSError at ``place`` means for the clerk."""
    code, words = {
        errno.ENOSPC: ("disk_full", f"磁盘满了，写不进“{place}”。请清出一些空间，本机会自己再试。"),
        errno.EDQUOT: ("disk_full", f"磁盘满了，写不进“{place}”。请清出一些空间，本机会自己再试。"),
        errno.EFBIG: ("disk_full", f"写不进“{place}”，文件超过了允许的大小。请检查磁盘，本机会自己再试。"),
        errno.EROFS: ("read_only", f"“{place}”只能看不能写。请检查权限，本机会自己再试。"),
        errno.EACCES: ("read_only", f"“{place}”不让写。请检查权限，本机会自己再试。"),
        errno.EPERM: ("read_only", f"“{place}”不让写。请检查权限，本机会自己再试。"),
        errno.ENOENT: ("folder_gone", f"找不到“{place}”。请检查共享文件夹或U盘接好没有。"),
        errno.ENOTDIR: ("folder_gone", f"找不到“{place}”。请检查共享文件夹或U盘接好没有。"),
        **dict.fromkeys(
            _SHARE_AWAY, ("folder_gone", f"连不上“{place}”。请检查网络和共享文件夹，本机会自己再试。")
        ),
    }.get(error.errno or 0, ("disk_error", f"读写“{place}”出错。请检查磁盘，本机会自己再试。"))
    return EnvironmentFault(code, words, detail=os_detail(error))
