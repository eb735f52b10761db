"""What the composition root hands to view-models: QML creates them, so they cannot be given it.

``app.py``, ``shots.py`` and the tests call :func:`provide` before a page is loaded.  A view-model
calls :func:`services` in its constructor and keeps only what it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.domain.clock import Clock
from kiosk.domain.glyphs import Coverage
from kiosk.ui.runner import Runner


@dataclass(frozen=True, slots=True)
class Services:
    """``runner`` for queries and ``board_changed``, the clock, the table of drawable characters."""

    runner: Runner
    clock: Clock
    coverage: Coverage = field(default_factory=lambda: Coverage(()))


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
