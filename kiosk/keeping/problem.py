"""A bundle of the county in words: what became of it, what villagers see meanwhile, what to do.

One list for the desk's 导入 and for the note that is printed for the county.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kiosk.bundle.paths import bundle_name, local_bundle_name
from kiosk.domain.errors import UsageFault
from kiosk.domain.settings import UnitSettings
from kiosk.intake.status import WorkerStatus
from kiosk.sheets.command import unit_of
from kiosk.sheets.model import SheetModel
from kiosk.sheets.problem import ProblemNote, build
from kiosk.store.views import Board, BundleLog

STATES: Final[dict[str, tuple[str, str, str]]] = {
    "applied": ("放上去了", "ok", "circle-check"),
    "duplicate": ("已经有了", "mute", "circle-minus"),
    "held": ("等前面的", "warn", "clock"),
    "incomplete": ("没传完", "warn", "clock"),
    "refused": ("没放上去", "err", "alert-triangle"),
}
"""State of a bundle → its chip: words, look, icon."""
_MEANWHILE: Final = "还是原来的内容，不受影响。"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A bundle as it stands now. ``alarm``: somebody else may have made it in the county's name;
    ``local``: the village's own; ``at`` is ``None`` while nothing was said about it yet."""

    bundle: str
    state: str
    sentence: str
    at: datetime | None
    alarm: bool
    local: bool

    @property
    def chip(self) -> tuple[str, str, str]:
        return STATES.get(self.state, (self.state, "mute", "circle-minus"))

    @property
    def number(self) -> int:
        """The county's running number; 0 for the village's own."""
        named = bundle_name(self.bundle)
        return named[1] if named else 0

    @property
    def is_trouble(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.state == "refused" or self.alarm

    @property
    def is_up(self) -> bool:
        """Whether what it holds is on the board: nothing is left to do about it, or to tell the county."""
        return self.state in ("applied", "duplicate")

    @property
    def meanwhile(self) -> str:
        """What villagers see."""
        return "已经是这一份里的内容。" if self.is_up else _MEANWHILE

    @property
    def todo(self) -> tuple[str, ...]:
        """What to do, in order."""
        if self.alarm:
            return (
                "先打电话问县里，这一份是不是县里发的。",
                "不是县里发的，就留着不动，请县里来看。",
            )
        if self.state == "refused":
            return ("请按上面说的改好。", "改好以后再发一次，不用村里重新装。")
        if self.state == "held":
            return ("请补发前面缺的几份。", "缺的到了，这一份会自己放上去。")
        if self.state == "incomplete":
            return ("请看是不是没传完，再传一次。", "也可以放进 U 盘，带到村里放进来。")
        return ("不用办。",)


def arrivals(log: Sequence[BundleLog], status: WorkerStatus | None) -> tuple[Arrival, ...]:
    """One a bundle, the newest first; what is still arriving before all."""
    alarms = set(status.alarms) if status is not None else set[str]()
    arriving = status.arriving if status is not None else ()
    found: dict[str, Arrival] = {}
    for entry in log:
        found.setdefault(
            entry.bundle,
            Arrival(
                entry.bundle, entry.state, entry.sentence, entry.at,
                entry.bundle in alarms and entry.state == "refused",
                local_bundle_name(entry.bundle) is not None,
            ),
        )  # fmt: skip
    fresh = [
        Arrival(name, "incomplete", "正在传，还没有到齐。到齐了会自己放上去。", None, False, False)
        for name in arriving
        if name not in found
    ]
    return (*fresh, *found.values())


def problem_model(
    board: Board, bundle: str, status: WorkerStatus | None
) -> tuple[SheetModel, UnitSettings]:
    """The note about one bundle. ``UsageFault`` ``sheet_choice`` when nothing was said about it."""
    found = next((a for a in arrivals(board.bundle_log(500), status) if a.bundle == bundle), None)
    if found is None or found.at is None:
        raise UsageFault("sheet_choice", "这一份还没有结果，没有可打的说明。请过一会儿再看。")
    unit, _ = unit_of(board)
    note = ProblemNote(bundle, found.at, found.chip[0], found.meanwhile, found.sentence, found.todo)
    return build(unit, note), unit.settings
