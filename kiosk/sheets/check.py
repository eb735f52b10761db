"""The last gate before paper: nothing personal, and no character that the fonts cannot draw.

Both checks run before a single byte is written.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.errors import SenderFault
from kiosk.domain.glyphs import describe_missing
from kiosk.domain.scan import scan_text
from kiosk.domain.settings import UnitSettings
from kiosk.sheets.fonts import Fonts
from kiosk.sheets.model import ModelLine, SheetModel, TableBody


def check_values(model: SheetModel, settings: UnitSettings) -> None:
    """SenderFault ``personal_value`` when an ID number, a card or a mobile phone stands in a text.

    The message names the line, never the value (architecture §6).
    """
    exempt = settings.own_numbers()
    for text, line in texts_of(model):
        for finding in scan_text(text, exempt):
            where = place_of(model, line)
            raise SenderFault(
                "personal_value",
                f"{where}里有{finding.words()}（{finding.shape()}），没有印。请县里去掉后重发。",
            )


def check_glyphs(model: SheetModel, fonts: Fonts) -> None:
    """SenderFault ``glyph_missing`` naming the person and the code point.

    A wrong or blank character in a name is worse than no sheet: the clerk needs to know whose.
    """
    characters: set[str] = set()
    characters.update(*(text for text, _ in texts_of(model)))
    if not fonts.missing("".join(characters)):
        return
    for text, line in texts_of(model):
        missing = fonts.missing(text)
        if missing:
            codes = "、".join(describe_missing(ch) for ch in missing)
            where = f"{_row(model, line)}“{text}”" if line else f"“{text}”"
            raise SenderFault(
                "glyph_missing",
                f"{where}里有字库没有的字（{codes}），没有印。请把这个编码报给县里补字；补好以前可以先看屏幕上的拼音。",
            )


def texts_of(model: SheetModel) -> Iterator[tuple[str, ModelLine | None]]:
    """Every text with the table line it stands in."""
    if isinstance(model.body, TableBody):
        for line in model.body.lines:
            for value in line.values:
                yield value, line
            yield line.text, line
    for text in model.texts_outside_rows():
        yield text, None


def place_of(model: SheetModel, line: ModelLine | None) -> str:
    """Where a text stands, for whoever has to look for it."""
    return _row(model, line) if line else "表外的文字（项目名、批次、更正原因或撤回原因）"


def _row(model: SheetModel, line: ModelLine | None) -> str:
    """``上屋组第37号``: how a person finds the line in the list."""
    if line is None or not isinstance(model.body, TableBody):
        return ""
    group = model.body.headings[line.group] if 0 <= line.group < len(model.body.headings) else ""
    at = next((i for i, c in enumerate(model.body.columns) if c.source == "row"), None)
    if line.kind != "row" or at is None:
        return f"{group}的一行" if group else "表里的一行"
    return f"{group}第{line.values[at]}号"
