"""Files of ``DROP/<code>/out`` as they come back: written by others, perhaps half copied, perhaps forged.

Nothing here raises for a file: what cannot be used gets a sentence that names it, and the others go on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

from kiosk.domain.clock import parse_rfc3339
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.scan import scan_text

MOST_BYTES = 64 << 20
"""Of one file; a year of rolled-up receipts is far smaller."""
HIDDEN = "(里面有号码，没有写出)"


def drop_root(drop: Path | None, usual: Path | None) -> Path:
    """Where the villages' folders lie. UsageFault ``no_drop``, EnvironmentFault ``drop_gone``."""
    root = drop or usual
    if root is None:
        raise UsageFault("no_drop", "不知道从哪里看。请用 --drop 写明，或在 county.toml 里写上 drop。")
    if not root.is_dir():
        raise EnvironmentFault("drop_gone", f"“{root}”不在。请检查U盘、网络盘有没有接上。")
    return root


def json_files(folder: Path) -> list[Path]:
    """The finished JSON files of a folder by name; what is being written has a hidden name."""
    try:
        return sorted(p for p in folder.iterdir() if p.suffix == ".json" and not p.name.startswith("."))
    except OSError:
        return []


def read_object(path: Path) -> dict[str, Any] | None:
    """The JSON object of a file, ``None`` when it is damaged, too long, half copied or gone."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        value: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def entries(path: Path, what: str) -> Iterator[dict[str, Any]] | None:
    """The records of a file: the one it is, or all of a rolled-up year (``kiosk-<what>/1``).

    ``None`` when it cannot be read.
    """
    value = read_object(path)
    if value is None:
        return None
    if value.get("format") != f"kiosk-{what}/1":
        return iter([value])
    rolled: object = value.get(what)
    found = list(cast(dict[str, object], rolled).values()) if isinstance(rolled, dict) else []
    return (cast(dict[str, Any], entry) for entry in found if isinstance(entry, dict))


def unreadable(path: Path) -> str:
    """The sentence for a file that was left out."""
    return f"{safe(path.name)}：读不出来，可能还没有传完。过一会儿再看；总这样就请村里重新同步。"


def safe(text: object, most: int = 200) -> str:
    """Words from outside for the screen and for paper: printable, short, without a personal number."""
    words = "".join(c for c in str(text) if c.isprintable())[:most]
    return HIDDEN if scan_text(words) else words


def texts(value: object) -> list[str]:
    """The members of a JSON list as texts; none when it is no list."""
    return [safe(v) for v in cast(list[object], value)] if isinstance(value, list) else []


def instant(value: object) -> datetime | None:
    """An RFC 3339 text, ``None`` for anything else."""
    try:
        return parse_rfc3339(str(value))
    except ValueError:
        return None


def day(value: object) -> date | None:
    """An ISO day, ``None`` for anything else."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def whole(value: object) -> int | None:
    """A JSON number without a fraction, ``None`` for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
