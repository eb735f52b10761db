"""A big sheet of an .xlsx, parsed a piece at a time: a parser wants a kilobyte of memory for a line of it.

The rows of the sheet's XML are cut at ``</row>``; each piece is put into a workbook of its own, in
memory, and goes to the parser there.  While the lines of one piece are checked, the next one is
parsed on another core.  Strings shared by cells are brought by ``strings.py``.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, cast

import python_calamine as calamine

from kiosk.county.reading.block import Block, Column
from kiosk.county.reading.strings import MARK, SHARED, Strings
from kiosk.domain.errors import SenderFault

_PIECE = 1 << 20
_FRAME, _TIMES = 4 << 20, 8
"""What every piece needs is at most this, and a piece is so many times as long."""
_AHEAD = 3
_GAP = 4096
_START, _ROW_END, _END = b"<sheetData>", b"</row>", b"</sheetData>"
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TAIL = b"</sheetData></worksheet>"
_STRINGS = "xl/sharedStrings.xml"
_KEPT = (
    "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
)  # fmt: skip
_BROKEN = (zipfile.BadZipFile, KeyError, OSError, EOFError, RuntimeError, zlib.error, calamine.CalamineError,
           ValueError, NotImplementedError)  # fmt: skip


def unreadable(detail: str) -> SenderFault:
    """The XML is not in the form in which every program writes it, or breaks off."""
    return SenderFault(
        "file_damaged",
        "这个文件坏了，读到一半读不下去。请用 WPS 或 Excel 打开，另存为 .xlsx 再来。",
        detail=detail,
    )


class Pieces:
    """The big sheets of one archive. ``book`` tells its sheets without their cells."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._frame = {name: archive.read(name) for name in _KEPT if name in archive.NameToInfo}
        self._size = max(_PIECE, _TIMES * sum(map(len, self._frame.values())))
        self._strings: Strings | None = None

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Pieces | None:
        """None when what every piece needs is big itself; SenderFault ``file_damaged``."""
        kept = (archive.NameToInfo[name].file_size for name in _KEPT if name in archive.NameToInfo)
        try:
            return cls(archive) if sum(kept) < _FRAME else None
        except _BROKEN as error:
            raise unreadable(type(error).__name__) from error

    def book(self, part: str = "", xml: bytes = b"") -> calamine.CalamineWorkbook:
        """The workbook with nothing in it but the sheet ``part`` with these rows."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in self._frame.items():
                archive.writestr(name, content)
            if part:
                archive.writestr(part, _HEAD + xml + _TAIL)
        made.seek(0)
        return calamine.CalamineWorkbook.from_filelike(made)

    def can_cut(self, part: str) -> bool:
        """Whether the sheet begins as programs write it; else the parser has to take it whole."""
        try:
            with self._archive.open(part) as xml:
                start = xml.read(_PIECE)
        except _BROKEN as error:
            raise unreadable(type(error).__name__) from error
        at = start.find(_START)
        whole = b"<!" not in start and start.count(b"<row ") == start.count(b'<row r="') > 0
        return at > 0 and whole and start.count(b' t="s"') <= start.count(SHARED) + 1

    def blocks(self, name: str, part: str) -> Iterator[Block]:
        """The rows of the sheet from number 1 on; SenderFault ``file_damaged`` on the way."""
        following = width = 0
        try:
            if self._strings is None and _STRINGS in self._archive.NameToInfo:
                self._strings = self._read_strings(name, part)
            for sheet in self._ahead(name, part, self._rows(part)):
                if sheet.start is None:
                    continue
                first, left = sheet.start
                if first < following:
                    raise unreadable("rows out of order")
                while following < first:
                    gap = min(_GAP, first - following)
                    yield Block.of_rows([[] for _ in range(gap)])
                    following += gap
                rows = sheet.to_python()
                following += len(rows)
                columns: list[Column] = list(zip(*rows, strict=True))
                if self._strings is not None:
                    columns = self._strings.put_into(columns)
                columns = [[""] * len(rows)] * left + columns
                width = max(width, len(columns))
                block = Block.of_columns(columns + [[""] * len(rows)] * (width - len(columns)))
                # Gone before the next ones are made: their memory is still in the cache.
                del rows, columns, sheet
                yield block
                del block
        except _BROKEN as error:
            raise unreadable(type(error).__name__) from error

    def _ahead(self, name: str, part: str, pieces: Iterator[bytes]) -> Iterator[calamine.CalamineSheet]:
        """The pieces parsed, by threads that are a few of them ahead: parsing lets the interpreter run."""

        def parse(xml: Future[bytes | None]) -> calamine.CalamineSheet | None:
            rows = xml.result()
            return None if rows is None else self.book(part, rows).get_sheet_by_name(name)

        with ThreadPoolExecutor(1) as reading, ThreadPoolExecutor(_AHEAD - 1) as parsing:
            waiting: deque[Future[calamine.CalamineSheet | None]] = deque()
            try:
                while True:
                    while len(waiting) < _AHEAD:
                        waiting.append(parsing.submit(parse, reading.submit(next, pieces, None)))
                    sheet = waiting.popleft().result()
                    if sheet is None:
                        return
                    yield sheet
                    del sheet
            finally:
                for one in waiting:
                    one.cancel()

    def _rows(self, part: str) -> Iterator[bytes]:
        with self._archive.open(part) as xml:
            for piece in self._cut(xml, _START, _ROW_END, _END):
                yield self._marked(piece)

    def _marked(self, piece: bytes) -> bytes:
        """Numbers of shared strings as texts that are told apart from all others."""
        if b"!" in piece and b"<!" in piece:
            raise unreadable("markup in the rows")
        if self._strings is None:
            return piece
        marked = piece.replace(SHARED, MARK)
        if b' t="s"' in marked:
            raise unreadable("a shared string without a number")
        return marked

    def _read_strings(self, name: str, part: str) -> Strings:
        strings = Strings()
        with self._archive.open(_STRINGS) as xml:
            pieces = (
                p.replace(b"<si/>", b"<si></si>")
                .replace(b"<si>", b'<row><c t="inlineStr"><is>')
                .replace(b"</si>", b"</is></c></row>")
                for p in self._cut(xml, b">", b"</si>", b"</sst>", after=b"<sst")
            )
            for sheet in self._ahead(name, part, pieces):
                strings.add([cast(str, row[0]) for row in sheet.to_python(skip_empty_area=False)])
        return strings

    def _cut(
        self, xml: IO[bytes], start: bytes, entry_end: bytes, end: bytes, after: bytes = b""
    ) -> Iterator[bytes]:
        """The bytes between ``start`` and ``end`` in pieces that stop behind an ``entry_end``."""
        rest = xml.read(self._size)
        at = rest.index(start, rest.index(after))
        if rest[at - 1 : at] == b"/":
            # <sst uniqueCount="0"/>: a program that writes every text into its cell.
            return
        rest = rest[at + len(start) :]
        while block := xml.read(self._size):
            whole = rest + block
            cut = whole.rfind(entry_end) + len(entry_end)
            if cut >= len(entry_end):
                yield whole[:cut]
                whole = whole[cut:]
            rest = whole
            if end in rest:
                break
        yield rest[: rest.index(end)]
