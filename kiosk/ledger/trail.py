"""The history of one row of the ledger: who did what when, which version, why (ui.md page 15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kiosk.domain.clock import shanghai_date
from kiosk.ledger.rows import Row
from kiosk.store.evidence import AppliedVersion, DeskFacts

StepKind = Literal["applied", "corrected", "withdrawn", "shown", "printed", "posted", "taken_down", "reason"]
STEP_WORDS: dict[StepKind, str] = {
    "applied": "收到并公开",
    "corrected": "收到更正",
    "withdrawn": "撤回",
    "shown": "上了屏幕",
    "printed": "打印",
    "posted": "张贴",
    "taken_down": "撤下",
    "reason": "写原因",
}


@dataclass(frozen=True, slots=True)
class Step:
    """``who`` is empty for what came with a bundle or the kiosk did itself; ``version`` 0: of none."""

    on: date
    kind: StepKind
    who: str = ""
    version: int = 0
    text: str = ""

    @property
    def words(self) -> str:
        """``张贴``, ``收到更正（第2版）``."""
        return STEP_WORDS[self.kind] + (f"（第{self.version}版）" if self.version > 1 else "")


def trail_of(row: Row, desk: DeskFacts, versions: Iterable[AppliedVersion]) -> tuple[Step, ...]:
    """Everything known about a row, newest first. ``versions`` may be those of the whole board."""
    steps: list[Step] = []
    own = row.met.id if row.met else None
    if own is not None:
        for version in versions:
            if version.id != own:
                continue
            on = shanghai_date(version.applied_at) if version.applied_at else version.published_on
            kind: StepKind = "corrected" if version.version > 1 else "applied"
            steps.append(Step(on, kind, "", version.version, version.reason))
            if version.withdrawn_on is not None:
                steps.append(
                    Step(version.withdrawn_on, "withdrawn", "", version.version, version.withdrawn_reason)
                )
        if row.evidence.first_shown is not None and row.met is not None:
            steps.append(Step(shanghai_date(row.evidence.first_shown), "shown", "", row.met.version))
    for record in desk.printed:
        for name, number in record.order.sheet.subjects:
            if name == own:
                day = shanghai_date(record.ended_at or record.started_at)
                steps.append(Step(day, "printed", record.order.who, number))
    for posting in desk.postings:
        if posting.id not in row.posting_ids and not any(name == own for name, _ in posting.sheet.subjects):
            continue
        number = next((v for name, v in posting.sheet.subjects if name == own), posting.sheet.version)
        steps.append(Step(posting.posted_on, "posted", posting.posted_by, number))
        if posting.taken_down_on is not None:
            steps.append(
                Step(posting.taken_down_on, "taken_down", posting.taken_down_by or "", number, posting.reason)
            )
    if row.key is not None:
        for reason in desk.reason_log:
            if reason.key == row.key:
                text = reason.sentence(shanghai_date(reason.at)) if reason.code else "取消了原因"
                steps.append(Step(shanghai_date(reason.at), "reason", reason.who, 0, text))
    return tuple(sorted(steps, key=lambda step: step.on, reverse=True))
