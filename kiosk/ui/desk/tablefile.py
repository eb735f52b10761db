"""A table from a file on a stick for a draft of the village: no Qt, to be called on a thread of its own.

    read = read_table_file(path, own_numbers=rules.settings.own_numbers())
    content = replace(draft.content, fields=read.fields, rows=read.rows)

Reading takes a second or more (a child process parses the file); a large or hostile file ends the child,
never the screen.  What must not be public does not come in: columns of ID numbers or cards are left out, a
cell with such a number is emptied, and both are told with row and column as the spreadsheet shows them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from kiosk.bundle.privacy import NEVER_HEADS
from kiosk.county.local_sheet import PlainBook, PlainCell, PlainSheet, read_book
from kiosk.county.reading.header import is_numbering
from kiosk.county.reading.preflight import column_letter
from kiosk.county.reading.values import one_line, read_cents
from kiosk.desk.publishing_checks import MOST_COLUMNS, MOST_ROWS
from kiosk.desk.publishing_records import DraftProblem, Severity
from kiosk.domain.errors import SenderFault
from kiosk.domain.money import MoneyTextError
from kiosk.domain.scan import scan_text
from kiosk.ui.desk.tablehead import Head, find_head

_TAIL = re.compile(
    r"(?:制表|填表|审核|复核|出纳|会计|经手|负责人|主任|监督|公[示布开]时间|联系电话|监督电话|日期|盖章|单位)"
    r".{0,12}[:：].*|.*[(（](?:盖章|签字|签章)[)）].*|以下空白|注[:：].*|说明[:：].*"
)
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table as a draft takes it. ``titles``: the lines above the header; ``sheets``: names to choose from
    when there are several (``sheet`` is the one read); ``numbers``: the spreadsheet's number of each row."""

    sheet: str
    sheets: tuple[str, ...]
    titles: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    problems: tuple[DraftProblem, ...]


def read_table_file(
    path: Path,
    *,
    sheet: str | None = None,
    head_row: int | None = None,
    own_numbers: AbstractSet[str] = frozenset(),
) -> TableFile:
    """The table in ``path`` (.xlsx, .xls, .et, .csv by content, not by name).

    Without ``sheet`` the one with the most lines; ``head_row`` (as the spreadsheet numbers it) fixes the
    header.  SenderFault with words for the clerk: ``file_…``, ``nothing_read``, ``table_long``.
    """
    book = read_book(path)
    chosen = _choose(book, sheet)
    head = find_head(chosen, head_row)
    if head is None:
        raise SenderFault(
            "nothing_read", "没有找到列名那一行。请看看是不是选错了文件，或者指明列名在第几行。"
        )
    reading = _Reading(chosen, head, own_numbers)
    if book.hidden:
        reading.tell("note", "hidden_sheet", "整个文件", "有隐藏的表，没有读。", "要用就先取消隐藏再来。")
    reading.read()
    titles = tuple(title for title in head.titles if not scan_text(title, own_numbers))
    return TableFile(
        chosen.name, tuple(s.name for s in book.sheets), titles, reading.fields,
        tuple(reading.rows), tuple(reading.numbers), tuple(reading.problems),
    )  # fmt: skip


def _choose(book: PlainBook, name: str | None) -> PlainSheet:
    if name is not None:
        for sheet in book.sheets:
            if sheet.name == name:
                return sheet
    if not book.sheets:
        raise SenderFault("nothing_read", "文件里没有内容。请看看是不是选错了文件。")
    return max(book.sheets, key=lambda s: sum(1 for row in s.rows if sum(map(bool, row)) > 1))


class _Reading:
    """One sheet on its way into a draft."""

    def __init__(self, sheet: PlainSheet, head: Head, own_numbers: AbstractSet[str]) -> None:
        self.sheet = sheet
        self.head = head
        self._own = own_numbers
        self.problems: list[DraftProblem] = []
        self.rows: list[tuple[str, ...]] = []
        self.numbers: list[int] = []
        self._columns = self._kept_columns()
        self.fields = tuple(head.labels[at] for at in self._columns)
        self._money = {at for at in self._columns if head.labels[at].endswith("(元)")}

    def tell(
        self,
        severity: Severity,
        code: str,
        place: str,
        what: str,
        todo: str,
        row: int | None = None,
        column: int | None = None,
    ) -> None:
        """Add a problem; ``row`` and ``column`` as they will stand in the draft."""
        self.problems.append(DraftProblem(severity, code, place, what, todo, "table", row, column))

    def _kept_columns(self) -> list[int]:
        kept: list[int] = []
        for at, label in enumerate(self.head.labels):
            if not label:
                if any(self._cell(row, at) for row in range(self.head.below, len(self.sheet.rows))):
                    self.tell(
                        "warn", "head_empty", f"{column_letter(at)} 列", "这一列没有列名，没有放进来。",
                        "要用就在表里写上列名再来。",
                    )  # fmt: skip
            elif NEVER_HEADS.search(label) or scan_text(label, self._own):
                self.tell(
                    "warn",
                    "column_dropped",
                    f"{column_letter(at)} 列",
                    "这一列不能公开，没有放进来。",
                    "不用管。",
                )
            else:
                kept.append(at)
        if len(kept) > MOST_COLUMNS:
            self.tell(
                "warn", "table_wide", "整张表", f"超过 {MOST_COLUMNS} 列，屏幕上挤不下。", "请去掉几列。"
            )
        return kept

    def read(self) -> None:
        """All lines under the header. SenderFault ``table_long``."""
        tails = 0
        for index in range(self.head.below, len(self.sheet.rows)):
            raw = self.sheet.rows[index]
            texts = [one_line(cell) for cell in raw]
            if not any(texts) or is_numbering(raw) or self._is_head_again(texts):
                continue
            if self._is_tail(texts):
                tails += 1
                continue
            self._line(index)
        if len(self.rows) > MOST_ROWS or self.sheet.cut:
            raise SenderFault("table_long", f"这张表太大，超过 {MOST_ROWS} 行。请分成几个文件再来。")
        if not self.rows:
            raise SenderFault("nothing_read", "列名下面没有内容。请看看是不是选错了表。")
        if tails:
            self.tell(
                "note", "tail_dropped", "表格下面", f"有 {tails} 行像落款或说明，没有放进来。", "不用管。"
            )
        self._facts()

    def _line(self, index: int) -> None:
        number, place = index + 1, len(self.rows)
        cells: list[str] = []
        for column, at in enumerate(self._columns):
            cells.append(self._text(self._cell(index, at), number, at, place, column))
        if any(cells):
            self.rows.append(tuple(cells))
            self.numbers.append(number)

    def _text(self, cell: PlainCell, number: int, at: int, row: int, column: int) -> str:
        text = " ".join(unicodedata.normalize("NFC", one_line(cell)).split())
        where = f"第 {number} 行“{self.head.labels[at]}”列"
        if found := scan_text(text, self._own):
            self.tell(
                "warn", "personal_value", where, f"里面有像{found[0].words()}的数字，已经去掉。",
                "不用管；要补别的话请自己写。", row, column,
            )  # fmt: skip
            return ""
        if _EXPONENT.fullmatch(text):
            self.tell(
                "warn", "digits_lost", where, "长数字被表格改坏了，已经去掉。", "请把这一列存成文本再来。",
                row, column,
            )  # fmt: skip
            return ""
        if at not in self._money:
            return text
        try:
            cents = read_cents(cell)
        except MoneyTextError:
            self.tell(
                "err", "not_money", where, "不是金额。", "请改成 12600.00 这样，没有就空着。", row, column
            )
            return text
        if cents is None:
            return ""
        sign = "-" if cents < 0 else ""
        return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"

    def _cell(self, index: int, at: int) -> PlainCell:
        """A cell; below the first of a range that was merged downwards, that one's."""
        row = self.sheet.rows[index]
        cell = row[at] if at < len(row) else None
        if cell not in (None, ""):
            return cell
        for r1, c1, r2, c2 in self.sheet.merged:
            if c1 == at == c2 and self.head.below < r1 <= index < r2:
                above = self.sheet.rows[r1 - 1]
                return above[at] if at < len(above) else None
        return None

    def _is_head_again(self, texts: list[str]) -> bool:
        """A printed table repeats its header on every page."""
        found = [text for text in texts if text]
        return len(found) > 1 and found == [text for text in self.head.first_texts if text]

    def _is_tail(self, texts: list[str]) -> bool:
        found = [text for text in texts if text]
        return all(_TAIL.fullmatch(text) for text in found) or (
            len(found) == 1 and len(found[0]) > 12 and len(self._columns) > 2 and found[0] == texts[0]
        )

    def _facts(self) -> None:
        hidden = sum(number in self.sheet.hidden_rows for number in self.numbers)
        if hidden:
            self.tell(
                "warn", "hidden_rows", "整张表", f"有 {hidden} 行是隐藏的，也放进来了。", "请看看该不该公开。"
            )
        letters = {column_letter(at) for at in self._columns}
        for number, letter in self.sheet.no_result:
            if letter in letters and number in self.numbers:
                self.tell(
                    "err", "formula_no_value", f"第 {number} 行 {letter} 列", "算式没有结果。",
                    "请用 WPS 打开，存一次再来。", self.numbers.index(number),
                )  # fmt: skip


def first_lines(path: Path, sheet: str | None, most: int) -> tuple[tuple[int, str], ...]:
    """The first lines with anything in them, as (row number, words), to choose the header from. What must
    not be public is not repeated. SenderFault ``file_…``, ``nothing_read``."""
    chosen = _choose(read_book(path), sheet)
    found: list[tuple[int, str]] = []
    for number, row in enumerate(chosen.rows, 1):
        texts = [text for cell in row if (text := one_line(cell))]
        words = "　".join("…" if scan_text(text) else text for text in texts)[:60]
        if words and len(found) < most:
            found.append((number, words))
    return tuple(found)
