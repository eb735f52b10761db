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
from typing import BinaryIO, cast

import python_calamine as calamine

from kiosk.county.reading import preflight
from kiosk.county.reading.sniff import FileKind, file_kind
from kiosk.county.reading.textfile import open_records
from kiosk.county.reading.values import Cell
from kiosk.domain.errors import SenderFault

Span = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column; rows from 1, columns from 0."""


@dataclass(slots=True)
class Sheet:
    """One sheet. ``rows`` yields the rows from number 1 on, cells from column 0 on; read it once."""

    name: str
    rows: Iterator[list[Cell]]
    merged: tuple[Span, ...] = ()
    facts: preflight.SheetFacts = field(default_factory=preflight.SheetFacts)


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
        rows = cast(Iterator[list[Cell]], open_records(stream))
        return Book(kind, iter([Sheet("", rows)]))
    facts = _Facts(stream) if kind == "xlsx" else None
    stream.seek(0)
    book = _open(stream)
    visible: list[str] = []
    hidden: list[str] = []
    for sheet in book.sheets_metadata:
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        shown = sheet.visible == calamine.SheetVisibleEnum.Visible
        (visible if shown else hidden).append(sheet.name)
    return Book(kind, _sheets(book, visible, facts), tuple(hidden))


class _Facts:
    """The facts of an .xlsx's sheets. Small sheets are scanned before the parser sees the file; large
    ones while it works on them, for it lets the interpreter run meanwhile (the child's limits hold)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._archive = preflight.open_zip(stream)
        self._parts = preflight.sheet_parts(self._archive)
        self._known: dict[str, preflight.SheetFacts] = {}
        for name, part in self._parts.items():
            entry = self._archive.NameToInfo.get(part)
            if entry is not None and entry.file_size <= preflight.SCAN_FIRST:
                self._known[name] = preflight.scan_sheet(self._archive, part)

    def of(self, name: str) -> preflight.SheetFacts:
        """What the XML says about a sheet; raises as preflight.scan_sheet."""
        part = self._parts.get(name)
        if name not in self._known and part in self._archive.NameToInfo:
            self._known[name] = preflight.scan_sheet(self._archive, part)
        return self._known.get(name, preflight.SheetFacts())


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


def _sheets(book: calamine.CalamineWorkbook, names: list[str], facts: _Facts | None) -> Iterator[Sheet]:
    for name in names:
        with ThreadPoolExecutor(1) as pool:
            told = pool.submit(facts.of, name) if facts is not None else None
            try:
                sheet = book.get_sheet_by_name(name)
            except (calamine.CalamineError, OSError, ValueError) as error:
                raise _damaged(error) from error
            known = told.result() if told is not None else preflight.SheetFacts()
        start = sheet.start
        if start is None:
            continue
        merged = tuple((r1 + 1, c1, r2 + 1, c2) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ())
        yield Sheet(name, _rows(sheet, start[1]), merged, known)


def _rows(sheet: calamine.CalamineSheet, first_column: int) -> Iterator[list[Cell]]:
    """calamine gives the empty rows above the data but not the empty columns beside it."""
    rows = cast(Iterator[list[Cell]], sheet.iter_rows())
    if not first_column:
        return rows
    pad: list[Cell] = [""] * first_column
    return (pad + row for row in rows)
