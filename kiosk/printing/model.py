"""What the rest of the kiosk knows about printing: printers, jobs and how they stand, in plain words.

Nothing here knows CUPS.  ``kiosk.printing.cups`` and ``kiosk.printing.folder`` do the work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

Condition = Literal[
    "queued", "printing", "no_paper", "jam", "cover_open", "no_toner", "tray_out", "output_full",
    "offline", "paused", "attention", "done", "canceled", "failed", "unknown",
]  # fmt: skip
"""How a job stands. ``unknown``: the printing service forgot it or does not answer."""

Sides = Literal["one", "two"]

OVER: Final[frozenset[Condition]] = frozenset({"done", "canceled", "failed"})
ATTENDED: Final[frozenset[Condition]] = frozenset(
    {"no_paper", "jam", "cover_open", "no_toner", "tray_out", "output_full", "attention"}
)
"""Somebody has to do something at the printer; afterwards the job goes on by itself."""

STUCK_SECONDS: Final = 45.0
"""A job that does not move for so long is spoken of."""

MEDIA: Final = {
    "a3": "iso_a3_297x420mm",
    "a4": "iso_a4_210x297mm",
    "2xa4": "iso_a4_210x297mm",
    "a5": "iso_a5_148x210mm",
}
"""PWG 5101.1 names by the name of the paper in ``kiosk sheet --paper``."""

PAPER_WORDS: Final = {"a3": "A3", "a4": "A4", "2xa4": "A4", "a5": "A5"}

_SIZE: Final = re.compile(r"[a-z]+_[a-z0-9.\-]+_(\d+(?:\.\d+)?x\d+(?:\.\d+)?(?:mm|in))\Z")


def media_size(name: str) -> str | None:
    """``297x420mm`` of ``iso_a3_297x420mm``; ``None`` for ranges (``custom_max_…``) and other words."""
    found = _SIZE.match(name)
    return found[1] if found and not name.startswith("custom_m") else None


@dataclass(frozen=True, slots=True)
class Printer:
    """A queue as it is now.

    ``media`` it can take and ``ready`` (in the trays; empty: the printer does not tell, or was not asked,
    as in the list of all printers), both PWG names; ``condition`` is ``done`` when nothing is in the way.
    """

    name: str
    info: str
    accepting: bool
    condition: Condition
    media: tuple[str, ...]
    ready: tuple[str, ...]
    two_sided: bool
    takes_pdf: bool

    @property
    def is_fine(self) -> bool:
        """Whether it prints what it is given now, whatever the paper."""
        return self.accepting and self.condition in ("done", "printing")

    def can_print_on(self, paper: str) -> bool:
        """Whether the size is among what it takes. A name it does not know would be printed smaller."""
        return _has(self.media, MEDIA[paper])

    def has_loaded(self, paper: str) -> bool:
        """Whether the size lies in a tray; True when the printer does not say what lies there."""
        return not self.ready or _has(self.ready, MEDIA[paper])


def _has(names: tuple[str, ...], wanted: str) -> bool:
    size = media_size(wanted)
    return any(name == wanted or (size is not None and media_size(name) == size) for name in names)


@dataclass(frozen=True, slots=True)
class JobRef:
    """A job at the printing service."""

    printer: str
    number: int


@dataclass(frozen=True, slots=True)
class JobState:
    """How a job stands. ``pages_sent``: pages handed to the printer so far, which may hold all of them."""

    condition: Condition
    pages_sent: int = 0

    @property
    def is_over(self) -> bool:
        return self.condition in OVER


class Asking(Protocol):
    """What can be asked of printers. Every method may raise ``EnvironmentFault`` ``no_print_service``."""

    def printers(self) -> tuple[Printer, ...]:
        """Every queue, by name."""
        ...

    def default(self) -> str | None:
        """The queue this computer prints to when none is named."""
        ...

    def printer(self, name: str) -> Printer:
        """One queue. ``EnvironmentFault`` ``no_printer``."""
        ...

    def find(self, printer: str, token: str) -> JobRef | None:
        """The job of this name, also when it is over; ``None`` when the service knows none."""
        ...

    def state(self, job: JobRef) -> JobState:
        """How the job stands; ``unknown`` when the service does not know it (any more)."""
        ...


class Printing(Asking, Protocol):
    """The one interface to printers: what can be asked, and what is done."""

    def submit(self, pdf: Path, *, printer: str, token: str, copies: int, media: str, sides: Sides) -> JobRef:
        """Hand the PDF over, once. ``token`` becomes the name of the job.

        ``EnvironmentFault`` ``not_sent`` when it certainly was not taken, ``print_unclear`` when
        nobody can tell: then :meth:`find` may know later, and nothing is sent again.
        """
        ...

    def cancel(self, job: JobRef) -> None:
        """Take it back. Nothing happens when it is over already."""
        ...
