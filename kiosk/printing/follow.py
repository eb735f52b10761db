"""Following a job: what is new about it, and since when it has not moved. Driven by a clock."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.domain.clock import Clock
from kiosk.printing.model import ATTENDED, STUCK_SECONDS, Condition, JobState


@dataclass(slots=True)
class StuckWatch:
    """Tells when a job has not moved for 45 seconds.

    It moves when it comes to the printer, when more pages are taken, and when somebody has mended what
    kept it.  Going to and fro between waiting and trying (a printer that is off) is no move.
    """

    clock: Clock
    _since: float = field(init=False)
    _pages: int = field(default=0, init=False)
    _started: bool = field(default=False, init=False)
    _last: Condition = field(default="queued", init=False)

    def __post_init__(self) -> None:
        self._since = self.clock.monotonic()

    def is_stuck(self, state: JobState) -> bool:
        """Look at the newest state; call it with every one."""
        starts = state.condition == "printing" and not self._started
        mended = self._last in ATTENDED and state.condition == "printing"
        if starts or mended or state.pages_sent > self._pages:
            self._since = self.clock.monotonic()
        self._started = self._started or state.condition == "printing"
        self._pages = max(self._pages, state.pages_sent)
        self._last = state.condition
        return not state.is_over and self.clock.monotonic() - self._since >= STUCK_SECONDS
