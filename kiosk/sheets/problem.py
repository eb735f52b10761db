"""The note ``problem``: what is wrong with a bundle, for the clerk to hand to the county. Not for the wall.

It repeats the receipt's sentence, which never holds a personal value (architecture §4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kiosk.domain.clock import SHANGHAI
from kiosk.domain.sheetid import SheetContent, content_digest
from kiosk.domain.texts import full_day
from kiosk.sheets.model import FlowBody, Footer, SheetModel, Stamp, TextBlock, Unit
from kiosk.store.content import content_id

KIND: Final = "problem"


@dataclass(frozen=True, slots=True)
class ProblemNote:
    """What is told: which bundle, since when, what became of it, what is wrong and what to do."""

    bundle: str
    at: datetime
    result: str
    meanwhile: str
    wrong: str
    todo: Sequence[str]


def build(unit: Unit, note: ProblemNote) -> SheetModel:
    """One page."""
    local = note.at.astimezone(SHANGHAI)
    when = f"{full_day(local.date())} {local:%H:%M}"
    content = SheetContent(
        title=f"{unit.village.short_name}收到的内容没放上去：说明",
        village_code=unit.village.village_code,
        subject_ids=(),
        versions=(),
        privacy="P0",
        rows=((note.bundle, when, note.result, note.wrong),),
        totals={},
    )
    said = (("编号", note.bundle), ("收到", when), ("结果", note.result), ("村民看到的", note.meanwhile))
    blocks = [TextBlock("answer", text, label) for label, text in said]
    blocks += [TextBlock("heading", "哪里不对"), TextBlock("text", note.wrong)]
    blocks += [TextBlock("heading", "请县里怎么办")]
    blocks += [TextBlock("item", text, f"{number}.") for number, text in enumerate(note.todo, start=1)]
    return SheetModel(
        kind=KIND,
        title=content.title,
        info=(unit.issuer, "", when),
        lead="",
        notice=None,
        body=FlowBody(tuple(blocks), poster=False),
        footer=Footer(
            facts=(),
            signers=("填表", "县里收到"),
            keeping="这张说明交给县里，不上墙",
            catalogue=note.bundle,
            catalogue_short=note.bundle,
            sealed=False,
        ),
        stamp=Stamp(content_id(KIND, content), content_digest(content), None),
        issuer=unit.issuer,
        warnings=(),
    )
