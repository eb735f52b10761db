"""A look into an .xlsx before any parser allocates memory for it, and facts that parsers drop.

A 6 kB workbook with one far cell makes a parser ask for hundreds of gigabytes; a zip bomb grows to
gigabytes (architecture §8).  Hidden rows and formulas without a stored result are only in the XML.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import unquote

from kiosk.domain.errors import SenderFault

MAX_ENTRIES = 5000
MAX_ENTRY = 3 << 30
MAX_TOTAL = 4 << 30
MAX_RATIO = 300
RATIO_FROM = 16 << 20
"""Below this size the ratio does not matter: a sheet of equal rows packs very well."""
MAX_ROWS = 1 << 20
MAX_CELLS = 40_000_000
MAX_SPARSE = 4_000_000
"""Cells of the spanned rectangle that are allowed whatever the sheet holds."""

_SPARSE = 20
_DENSE = MAX_ROWS // _SPARSE + 1
"""With so many rows no sheet is sparse; they need not be counted further."""

SCAN_FIRST = 16 << 20
"""A sheet up to this size is scanned whole before a parser sees it, and every cell's column is looked
at; for more the limits of the child must do."""

_BLOCK = 1 << 20
_CARRY = 4096
_HIDDEN = re.compile(rb'<row r="(\d+)"[^>]*? hidden="(?:1|true)"')
_CELL = re.compile(rb'<c r="[A-Z]+(\d+)"')
_FAR = re.compile(rb'<c r="([A-Z]{3})\d+"(?: \w+="[^"]*")*>')
_NO_RESULT = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_WRONG = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*? t="e"')
"""#N/A, #DIV/0! and the like, which a parser gives as empty cells."""
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship)\s([^>]*?)/?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


@dataclass(slots=True)
class SheetFacts:
    """What the XML of one sheet says: Excel row numbers of hidden rows, (row, column letters) of formulas
    without a stored result or with an error, merged ranges (first row, first column, last row, last column;
    rows from 1, columns from 0)."""

    hidden_rows: set[int] = field(default_factory=set[int])
    no_result: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    merged: set[tuple[int, int, int, int]] = field(default_factory=set[tuple[int, int, int, int]])


def _far() -> SenderFault:
    return SenderFault(
        "file_far_cell",
        "有一格离表格很远，或者空行空列多得离谱。请打开，把表格右边和下面的空行空列都删掉，保存后再来。",
    )


def _bomb(detail: str) -> SenderFault:
    return SenderFault(
        "file_bomb", "这个文件展开后大得不正常，没有打开。请向发来的单位重新要一份。", detail=detail
    )


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive of an .xlsx, judged by its directory.

    Raises SenderFault ``file_damaged``, ``file_not_table`` (another kind of zip) or ``file_bomb``.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise SenderFault(
            "file_damaged", "这个文件坏了，打不开。请向发来的单位重新要一份。", detail=type(error).__name__
        ) from error
    entries = archive.infolist()
    names = {e.filename for e in entries}
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_TOTAL:
        raise _bomb(f"{len(entries)} entries")
    for entry in entries:
        too_dense = entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size)
        if entry.file_size > MAX_ENTRY or too_dense:
            raise _bomb(f"{entry.file_size} bytes from {entry.compress_size}")
    if "xl/workbook.xml" not in names:
        raise SenderFault(
            "file_not_table",
            "这个文件不是 .xlsx 表格（也许是压缩包或别的格式）。请用 WPS 或 Excel 另存为 .xlsx 再来。",
        )
    return archive


def _attributes(raw: bytes) -> dict[str, str]:
    return {m[1].decode(): _plain(m[2].decode("utf-8", "replace")) for m in _ATTRIBUTE.finditer(raw)}


def _plain(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its entry in the archive, for the sheets that have one."""
    try:
        book = archive.read("xl/workbook.xml")
        links = archive.read("xl/_rels/workbook.xml.rels")
    except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise SenderFault("file_damaged", "这个文件缺了一块，打不开。请向发来的单位重新要一份。") from error
    targets = {
        a["Id"]: posixpath.normpath(posixpath.join("xl", a["Target"])).lstrip("/")
        if not a["Target"].startswith("/")
        else a["Target"].lstrip("/")
        for m in _TAG.finditer(links)
        if m[1] == b"Relationship" and {"Id", "Target"} <= (a := _attributes(m[2])).keys()
    }
    found: dict[str, str] = {}
    for match in _TAG.finditer(book):
        if match[1] == b"sheet":
            a = _attributes(match[2])
            key = next((v for k, v in a.items() if k.endswith(":id")), "")
            if "name" in a and key in targets:
                found[a["name"]] = unquote(targets[key])
    return found


def column_number(letters: str) -> int:
    """A → 0, AA → 26."""
    number = 0
    for c in letters:
        number = number * 26 + ord(c) - 64
    return number - 1


def column_letter(at: int) -> str:
    """0 → A, 26 → AA."""
    letters, at = "", at + 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _damaged() -> SenderFault:
    return SenderFault("file_damaged", "这个文件坏了，读到一半读不下去。请向发来的单位重新要一份。")


def scan_sheet(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    """Reads a sheet's XML once, block by block.

    Raises SenderFault ``file_far_cell`` when the rectangle from A1 to the last cell is absurd for
    what is in it, ``file_damaged`` when the entry does not unpack.
    """
    facts = SheetFacts()
    rows = last_row = last_column = size = 0
    carry = b""
    try:
        with archive.open(part) as xml:
            while block := xml.read(_BLOCK):
                size += len(block)
                if size > MAX_ENTRY:
                    raise _bomb("entry larger than declared")
                text = carry + block
                if rows < _DENSE:
                    rows += block.count(b"<row ")
                if match := _last_value(text):
                    last_row = max(last_row, int(match[1]))
                # One letter that such a sheet rarely has is found ten times as fast as a word.
                if b"h" in text and b'hidden="' in text:
                    facts.hidden_rows.update(int(m[1]) for m in _HIDDEN.finditer(text))
                if b"f" in text and b"<f" in text:
                    facts.no_result.update((int(m[2]), m[1].decode()) for m in _NO_RESULT.finditer(text))
                if b"#" in text and b't="e"' in text:
                    facts.no_result.update((int(m[2]), m[1].decode()) for m in _WRONG.finditer(text))
                if b"g" in text and b"<mergeCell " in text:
                    facts.merged.update(map(_range, _MERGED.finditer(text)))
                if size <= SCAN_FIRST:
                    for match in _FAR.finditer(text):
                        last_column = max(last_column, column_number(match[1].decode()) + 1)
                carry = text[-_CARRY:]
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, RuntimeError) as error:
        raise _damaged() from error
    check_span(last_row, max(last_column, 16), rows)
    return facts


def _range(match: re.Match[bytes]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (part.decode() for part in match.groups())
    return int(top), column_number(left), int(bottom), column_number(right)


def _last_value(text: bytes) -> re.Match[bytes] | None:
    """The last cell that holds something: empty formatted cells and rows reach to the end of many sheets."""
    value = max(text.rfind(b"</v>"), text.rfind(b"</t>"))
    at = text.rfind(b'<c r="', 0, value) if value > 0 else -1
    return _CELL.match(text, at) if at >= 0 else None


def check_span(rows: int, columns: int, rows_there: int) -> None:
    """Judges the rectangle from A1 to the last cell; ``rows_there`` rows really stand in the file.

    Raises SenderFault ``file_far_cell``.
    """
    cells = rows * columns
    if cells > MAX_CELLS or (cells > MAX_SPARSE and rows > _SPARSE * max(1, rows_there)):
        raise _far()
