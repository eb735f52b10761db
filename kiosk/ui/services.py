"""What the composition root hands to view-models: QML creates them, so they cannot be given it.

``app.py``, ``shots.py`` and the tests call :func:`provide` before a page is loaded.  A view-model
calls :func:`services` in its constructor and keeps only what it needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from kiosk import BUILD_DATE
from kiosk.domain.clock import Clock, JumpWatch, is_trusted
from kiosk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from kiosk.desk.questions import Questions
    from kiosk.domain.glyphs import Coverage
    from kiosk.store.desk import DeskStore
    from kiosk.store.evidence import DeskFacts
    from kiosk.ui.desk.tools import DeskRoom
    from kiosk.ui.hand import Hand
    from kiosk.ui.runner import Runner


def _no_facts() -> DeskFacts:
    from kiosk.store.evidence import NO_FACTS

    return NO_FACTS


def _no_coverage() -> Coverage:
    from kiosk.domain.glyphs import Coverage

    return Coverage(())


@dataclass(frozen=True, slots=True)
class Services:
    """``runner`` for queries and ``board_changed``, the clock, the table of drawable characters.

    A clock before ``build_date`` or before what ``last_seen`` answers is not believed; ``last_seen``
    is called on the reading thread.  ``asking`` gives the rules of questions on the writer thread; without
    it nothing can be handed in.  ``desk_facts`` (reading thread) tells reasons and what hangs on the wall.
    ``hand`` reads handwriting; without it there is no key for it.  ``desk_room`` gives the clerk's pages
    their tools on the writer thread; without it nobody gets to the door.  ``jumps`` watches the clock.
    """

    runner: Runner
    clock: Clock
    coverage: Coverage | Callable[[], Coverage] = _no_coverage
    build_date: date = BUILD_DATE
    last_seen: Callable[[], datetime | None] = lambda: None
    asking: Callable[[DeskStore], Questions] | None = None
    desk_facts: Callable[[], DeskFacts] = _no_facts
    hand: Hand | None = None
    desk_room: DeskRoom | None = None
    jumps: JumpWatch = field(default_factory=JumpWatch)

    @property
    def drawable(self) -> Coverage:
        """The table of drawable characters; the program loads it at the first question, on the reading
        thread."""
        return self.coverage() if callable(self.coverage) else self.coverage


_provided: list[Services] = []


def provide(services: Services | None) -> Services | None:
    """Set what :func:`services` answers; ``None`` forgets it. Gives back what was provided before."""
    before = _provided[0] if _provided else None
    _provided[:] = [services] if services else []
    return before


def services() -> Services:
    """What the composition root provided; ``RuntimeError`` before it did."""
    if not _provided:
        raise RuntimeError("kiosk.ui.services.provide was not called")
    return _provided[0]


def believes(now: datetime, newest_created: datetime | None) -> bool:
    """Whether the wall clock can carry a claim, by what was provided; before that by the build date.

    With services provided, ``now`` is of their clock.
    """
    lent = _provided[0] if _provided else None
    if lent is None:
        return is_trusted(now, build_date=BUILD_DATE, newest_created=newest_created, last_seen=None)
    try:
        seen = lent.last_seen()
    except EnvironmentFault:  # its owner reports and mends desk.db; no page is taken away for it
        seen = None
    believed = is_trusted(
        now, build_date=lent.build_date, newest_created=newest_created, last_seen=seen
    )
    return lent.jumps.is_steady(now, lent.clock.monotonic(), believed=believed) and believed


def clock_is_right() -> None:
    """Somebody has said so: a jump of the clock before this is not held against it."""
    if _provided:
        _provided[0].jumps.accept()


def oldest_day() -> date:
    """The build date: a clock before it is wrong."""
    return _provided[0].build_date if _provided else BUILD_DATE


def desk_facts() -> DeskFacts:
    """What the desk knows of reasons and postings; nothing before services were provided."""
    return _provided[0].desk_facts() if _provided else _no_facts()
