"""Sheets of a file as streams of rows, whatever the file is.

Workbooks are opened from the open file by content (``from_filelike``).  Policy for what is hidden:
a hidden sheet is not read and said as a warning (it is mostly an old copy or a list for drop-downs);
hidden and filtered rows are read like the others and said as a warning, because the money in them
was paid all the same and the totals count them.  In .xls hidden rows cannot be told and are read too.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import BinaryIO, cast

import python_calamine as calamine

from kiosk.county.reading import preflight
from kiosk.county.reading.block import Block, in_blocks, rows_of
from kiosk.county.reading.pieces import Pieces
from kiosk.county.reading.sniff import FileKind, file_kind
from kiosk.county.reading.textfile import open_blocks
from kiosk.county.reading.values import Cell
from kiosk.domain.errors import SenderFault

Span = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column; rows from 1, columns from 0."""

_MERGED_ROWS = 80
"""Cells merged further down belong to the lines: the whole sheet is needed at once."""


@dataclass(slots=True)
class Sheet:
    """One sheet. ``blocks`` yields the rows from number 1 on, cells from column 0 on; read it once."""

    name: str
    blocks: Iterator[Block]
    merged: tuple[Span, ...] = ()
    facts: preflight.SheetFacts = field(default_factory=preflight.SheetFacts)

    @property
    def rows(self) -> Iterator[list[Cell]]:
        """The same row by row."""
        return rows_of(self.blocks)


@dataclass(slots=True)
class Book:
    """A file as sheets. ``hidden`` are the names of sheets that are not read."""

    kind: FileKind
    sheets: Iterator[Sheet]
    hidden: tuple[str, ...] = ()


def open_book(stream: BinaryIO, size: int) -> Book:
    """The sheets of an open file.

    Raises SenderFault with a code of sniff, preflight or textfile, ``file_password`` or ``file_damaged``.
    """
    kind = file_kind(stream, size)
    if kind == "text":
        return Book(kind, iter([Sheet("", open_blocks(stream))]))
    workbook = _Workbook(stream, kind)
    visible, hidden = workbook.names()
    return Book(kind, workbook.sheets(visible), tuple(hidden))


class _Workbook:
    """A workbook by what is known of it so far. Big sheets of an .xlsx are read in pieces, and then the
    parser never sees the whole file."""

    def __init__(self, stream: BinaryIO, kind: FileKind) -> None:
        self._stream = stream
        self._archive = preflight.open_zip(stream) if kind == "xlsx" else None
        self._parts = preflight.sheet_parts(self._archive) if self._archive is not None else {}
        self._facts: dict[str, preflight.SheetFacts] = {}
        self._pieces: Pieces | None = None
        if self._archive is not None:
            sizes = {name: self._size(part) for name, part in self._parts.items()}
            for name, size in sizes.items():
                if 0 < size <= preflight.SCAN_FIRST:
                    self._facts[name] = preflight.scan_sheet(self._archive, self._parts[name])
            if max(sizes.values(), default=0) > preflight.SCAN_FIRST:
                self._pieces = Pieces.of(self._archive)

    def names(self) -> tuple[list[str], list[str]]:
        """Sheets that are shown, and hidden ones."""
        visible: list[str] = []
        hidden: list[str] = []
        for sheet in (self._pieces.book() if self._pieces is not None else self._book).sheets_metadata:
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            shown = sheet.visible == calamine.SheetVisibleEnum.Visible
            (visible if shown else hidden).append(sheet.name)
        return visible, hidden

    def sheets(self, names: list[str]) -> Iterator[Sheet]:
        """The sheets of these names, but for empty ones."""
        for name in names:
            sheet = self._in_pieces(name) or self._whole(name)
            if sheet is not None:
                yield sheet

    @cached_property
    def _book(self) -> calamine.CalamineWorkbook:
        self._stream.seek(0)
        return _open(self._stream)

    def _size(self, part: str) -> int:
        entry = self._archive.NameToInfo.get(part) if self._archive is not None else None
        return entry.file_size if entry is not None else 0

    def _scanned(self, name: str) -> preflight.SheetFacts:
        part = self._parts.get(name, "")
        if name not in self._facts and self._archive is not None and self._size(part):
            self._facts[name] = preflight.scan_sheet(self._archive, part)
        return self._facts.get(name, preflight.SheetFacts())

    def _in_pieces(self, name: str) -> Sheet | None:
        """A big sheet; None for others, and where cells are merged over the rows of the list."""
        part = self._parts.get(name, "")
        if self._pieces is None or self._size(part) <= preflight.SCAN_FIRST or not self._pieces.can_cut(part):
            return None
        facts = self._scanned(name)
        merged = sorted(facts.merged)
        if any(bottom > max(top, _MERGED_ROWS) for top, _, bottom, _ in merged):
            return None
        return Sheet(name, self._pieces.blocks(name, part), tuple(merged), facts)

    def _whole(self, name: str) -> Sheet | None:
        """A sheet that the parser takes whole; it lets the interpreter look into the XML meanwhile."""
        # Read in before the other one reads.
        book = self._book
        with ThreadPoolExecutor(1) as pool:
            facts = pool.submit(self._scanned, name)
            try:
                sheet = book.get_sheet_by_name(name)
            except (calamine.CalamineError, OSError, ValueError) as error:
                raise _damaged(error) from error
            known = facts.result()
        start = sheet.start
        if start is None:
            return None
        merged = tuple((r1 + 1, c1, r2 + 1, c2) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ())
        return Sheet(name, in_blocks(_rows(sheet, start[1])), merged, known)


def _open(stream: BinaryIO) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(stream)
    except calamine.PasswordError as error:
        raise SenderFault(
            "file_password", "这个文件设了密码。请用 WPS 或 Excel 打开，去掉密码保存后再来。"
        ) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> SenderFault:
    return SenderFault(
        "file_damaged", "这个文件坏了，打不开。请向发来的单位重新要一份。", detail=type(error).__name__
    )


def _rows(sheet: calamine.CalamineSheet, first_column: int) -> Iterator[list[Cell]]:
    """calamine gives the empty rows above the data but not the empty columns beside it."""
    rows = cast(Iterator[list[Cell]], sheet.iter_rows())
    if not first_column:
        return rows
    pad: list[Cell] = [""] * first_column
    return (pad + row for row in rows)
