"""How the worker is, for the screen and ``kiosk status``: a small file in the kiosk's home."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from kiosk.bundle.disk import write_whole
from kiosk.intake.files import read_json, to_json
from kiosk.store.home import KioskHome


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """``state`` is ``ok`` or ``fault``; then ``code`` and ``sentence`` say what is wrong and what to do.

    ``at`` (RFC 3339) is when this state began; ``events`` whether the folder is being watched besides
    the regular look; ``arriving`` the bundles that are not complete yet; ``alarms`` refused ones that
    may be somebody else's work in the county's name.
    """

    state: str
    code: str = ""
    sentence: str = ""
    at: str = ""
    events: bool = False
    arriving: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()


def _path(home: KioskHome) -> Path:
    return home.path / "intake-status.json"


def write_worker_status(home: KioskHome, status: WorkerStatus) -> None:
    """Replace the file (OSError when the disk refuses)."""
    write_whole(_path(home), to_json(asdict(status)), alone=True)


def read_worker_status(home: KioskHome) -> WorkerStatus | None:
    """The last state the worker wrote; ``None`` when it never ran or the file is not readable."""
    try:
        value = read_json(_path(home))
    except OSError:
        return None
    if value is None:
        return None
    return WorkerStatus(
        str(value.get("state", "")),
        str(value.get("code", "")),
        str(value.get("sentence", "")),
        str(value.get("at", "")),
        value.get("events") is True,
        _names(value.get("arriving")),
        _names(value.get("alarms")),
    )


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in cast(list[object], value)) if isinstance(value, list) else ()
