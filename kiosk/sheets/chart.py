"""The sheet ``catalogue``: the unit's basic catalogue as a wall chart, by subject."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.sheetid import content_digest
from kiosk.domain.texts import full_day
from kiosk.sheets.model import ModelColumn, ModelLine, SheetModel, Stamp, TableBody, Unit, footer_of
from kiosk.store.content import CATALOGUE, catalogue_content, content_id

KIND: Final = CATALOGUE
_HOLD: Final = re.compile(r"[(（]公布期：([^()（）]*)[)）]\Z")
_COLUMNS: Final = (
    ModelColumn("类别", "level1", "center", True, prose=True),
    ModelColumn("序号", "seq", "center", False),
    ModelColumn("公开事项", "level2", "left", True, prose=True),
    ModelColumn("公开内容", "elements", "left", True, prose=True),
    ModelColumn("什么时候公开", "deadline", "left", True, prose=True),
    ModelColumn("公布期", "hold", "left", True, prose=True),
    ModelColumn("谁来公开", "discloser", "left", True, prose=True),
)


def build(unit: Unit, posted: date) -> SheetModel:
    """The whole catalogue of the unit's kind. Items the county has not confirmed carry ＊."""
    village, catalogue = unit.village, unit.catalogue
    lines: list[ModelLine] = []
    for number, group in enumerate(catalogue.groups):
        lines += [ModelLine("row", values=(group.name, *_values(i)), merge=number) for i in group.items]
    total = len(catalogue.items)
    lines.append(
        ModelLine(
            "remark",
            f"共{len(catalogue.groups)}类{total}项。要看每一项，请到公开亭的屏幕上点“{village.affairs}”。",
        )
    )
    if any(item.verify for item in catalogue.items):
        lines.append(ModelLine("remark", "带＊的，期限或范围还要等县里核定。"))
    lines.append(ModelLine("end", "（以下空白）"))
    footer, warnings = footer_of(unit, (), 1, posted, "", hangs=False)
    stays = ("公 示 期", (f"{full_day(posted)}起长期公布",))
    content = catalogue_content(village.village_code, village.kind, catalogue)
    words = "村务公开" if village.kind == "village" else "居务公开"
    return SheetModel(
        kind=KIND,
        title=f"{village.short_name}{words}基本目录",
        info=(unit.issuer, "", f"公布日期：{full_day(posted)}"),
        lead="",
        notice=None,
        body=TableBody(_COLUMNS, tuple(lines), chart=True, merged=1),
        footer=replace(footer, facts=(stays, *footer.facts)),
        stamp=Stamp.of(content_id(KIND, content), content_digest(content), village, unit.settings),
        issuer=unit.issuer,
        warnings=warnings,
        subjects=content.subjects,
    )


def _values(item: CatalogueItem) -> tuple[str, ...]:
    """What the catalogue says, with the display period in a column of its own."""
    found = _HOLD.search(item.deadline_text)
    when = item.deadline_text[: found.start()] if found else item.deadline_text
    return (
        str(item.seq),
        item.level2 + ("＊" if item.verify else ""),
        "、".join(item.elements),
        when.replace("(信息形成或变更)", ""),
        found[1] if found else "—",
        "、".join(item.discloser.split("|")),
    )
