"""The sheet ``ledger``: the clerk's working ledger (赣府厅字〔2022〕45号 第(十六)项: who, what, by when).

It is for the file and for whoever comes to look, not for the wall, so it has no 公示期 and no QR code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.domain.sheetid import SheetContent, content_digest
from kiosk.domain.texts import full_day
from kiosk.sheets.model import Footer, ModelColumn, ModelLine, SheetModel, Stamp, TableBody, Unit
from kiosk.store.content import content_id

KIND: Final = "ledger"
UNTRUSTED: Final = "时间未校准：这张台账不算逾期，也不算还剩几天。请校准时间后重新印。"
_COLUMNS: Final = (
    ModelColumn("事项", "level2", "left", True),
    ModelColumn("应公开", "due", "center", False),
    ModelColumn("上屏", "screen", "center", False),
    ModelColumn("上墙", "wall", "center", False),
    ModelColumn("状态", "state", "left", False),
    ModelColumn("原因和说明", "remark", "left", True, prose=True),
)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A printed row, ready: ``subject`` is its level-1 heading, the rest are the cells in column order."""

    subject: str
    item: str
    due: str
    screen: str
    wall: str
    state: str
    reason: str

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.item, self.due, self.screen, self.wall, self.state, self.reason)


def build(
    unit: Unit, lines: Sequence[LedgerLine], summary: str, as_of: date, *, trusted: bool
) -> SheetModel:
    """The ledger of a day. ``lines`` of one subject stand together; ``summary`` is the line of counts."""
    village = unit.village
    content = SheetContent(
        title=f"{village.short_name}{village.affairs}工作台账",
        village_code=village.village_code,
        subject_ids=(),
        versions=(),
        privacy="P0",
        rows=tuple(line.cells for line in lines),
        totals={"as_of": as_of},
    )
    day = f"截至{full_day(as_of)}" if trusted else f"这台电脑显示{full_day(as_of)}"
    return SheetModel(
        kind=KIND,
        title=content.title,
        info=(unit.issuer, "", day),
        lead=summary,
        notice=None,
        body=TableBody(_COLUMNS, tuple(_lines(lines)), headings=_headings(lines)),
        footer=Footer(
            facts=(),
            signers=("填表", f"{village.supervisors}负责人", f"{village.committee}主任"),
            keeping=f"工作台账存{village.committee}备查",
            catalogue="带＊的待县核定",
            catalogue_short="带＊的待县核定",
            sealed=False,
        ),
        stamp=Stamp(content_id(KIND, content), content_digest(content), None),
        issuer=unit.issuer,
        warnings=() if trusted else (UNTRUSTED,),
        every_page="" if trusted else UNTRUSTED,
    )


def _headings(lines: Iterable[LedgerLine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.subject for line in lines))


def _lines(lines: Sequence[LedgerLine]) -> Iterable[ModelLine]:
    for group, subject in enumerate(_headings(lines)):
        own = [line for line in lines if line.subject == subject]
        yield ModelLine("group", f"{subject}（{len(own)}项）", group=group)
        for line in own:
            yield ModelLine("row", values=line.cells, group=group)
    yield ModelLine("end", "（以下空白）" if lines else "还没有要公开的事项。")
