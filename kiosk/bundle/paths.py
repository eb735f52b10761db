"""Names a bundle may use, and their limits.

A bundle travels over Linux, Windows shares and FAT sticks: a name has to mean the same file on all
of them, and none may lead out of the bundle's folder.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kiosk.domain.errors import SenderFault
from kiosk.domain.region import is_village_code

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.minisig"

MAX_MANIFEST_BYTES: Final = 8 << 20
MAX_FILES: Final = 5_000
MAX_FILE_BYTES: Final = 1 << 30
MAX_TABLE_BYTES: Final = 16 << 20
MAX_TEXT_BYTES: Final = 4 << 20
MAX_TOTAL_BYTES: Final = 4 << 30

ATTACHMENT_TYPES: Final = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "webm": "video/webm",
    "mp4": "video/mp4",
    "md": "text/markdown",
}
"""Allowed endings in ``files/`` and their media types."""

_NAME = re.compile(r"([1-9][0-9]{11})-([0-9]{6,9})\Z", re.ASCII)
_LOCAL = re.compile(r"([1-9][0-9]{11})-([A-Za-z0-9-]{1,32})-([0-9]{6,9})\Z", re.ASCII)
_FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028\u2029\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]'
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)


def bundle_name(name: str) -> tuple[str, int] | None:
    """``(village_code, seq)`` of a folder or zip stem named like a bundle, else ``None``."""
    match = _NAME.match(name)
    if match is None or not is_village_code(match[1]):
        return None
    seq = int(match[2])
    return (match[1], seq) if seq >= 1 and f"{seq:06d}" == match[2] else None


def local_bundle_name(name: str) -> tuple[str, str, int] | None:
    """``(village_code, kiosk_id, seq)`` of a folder or zip stem named like a local bundle, else ``None``."""
    match = _LOCAL.match(name)
    if match is None or not is_village_code(match[1]):
        return None
    seq = int(match[3])
    return (match[1], match[2], seq) if seq >= 1 and f"{seq:06d}" == match[3] else None


def is_safe_path(path: str) -> bool:
    """Whether ``path`` is ``data/<name>`` or ``files/<name>`` with a name that is safe everywhere."""
    folder, slash, name = path.partition("/")
    return bool(slash) and folder in ("data", "files") and _is_safe_name(name)


def _is_safe_name(name: str) -> bool:
    return (
        0 < len(name.encode("utf-8", "replace")) <= 200
        and _FORBIDDEN.search(name) is None
        and unicodedata.is_normalized("NFC", name)
        and not any(0xD800 <= ord(c) <= 0xDFFF for c in name)
        and not name.startswith((".", "~$", " "))
        and not name.endswith((".", " "))
        and _RESERVED.match(name) is None
    )


def extension(path: str) -> str:
    """Lower-case ending without the dot; empty when there is none."""
    _, dot, ending = path.rpartition(".")
    return ending.lower() if dot else ""


def os_detail(error: OSError) -> str:
    """An OSError for the log without the file's name: names in a bundle are the sender's words."""
    return f"{type(error).__name__} {error.errno} {error.strerror}"


def unsafe_path(where: str) -> SenderFault:
    """The refusal of a path. The path itself is not repeated: it may hold anything."""
    return SenderFault("unsafe_path", f"{where}里有不许用的文件名或路径。请县里换名重发。")
