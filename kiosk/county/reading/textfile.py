"""Text tables: encoding, separator, records (domain README §6.6.10–11).

The encoding is told by the byte order mark, else UTF-8 if every byte fits, else GB 18030 (never
GBK: it lacks names).  UTF-16 without a mark is known by its noughts.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, cast

from kiosk.county.reading.block import Block, in_blocks
from kiosk.county.reading.values import Cell
from kiosk.domain.errors import SenderFault

_SEPARATORS = ",\t;|，"
_SAMPLE = 1 << 16
_LINE_SAFE = ("utf-8", "utf-8-sig", "gb18030")
_BLOCK = 1 << 17
"""What the processor's cache holds with all its cells."""
_LONG = 1 << 16
"""Lines up to this, and no longer than twice it, have no cell that the csv module would refuse."""


def encoding_of(stream: BinaryIO) -> str:
    """Codec name of a text file; the stream is left at its start.

    Raises SenderFault ``file_encoding`` when no encoding fits, ``file_not_table`` for bytes that
    are no text.
    """
    stream.seek(0)
    head = stream.read(_SAMPLE)
    stream.seek(0)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    noughts = head.count(0)
    if noughts > len(head) // 8:
        # Separators, digits and line ends are half noughts in UTF-16; which half tells the order.
        return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"
    if noughts:
        raise SenderFault(
            "file_not_table", "这个文件不是表格，里面是看不懂的内容。请向发来的单位重新要一份。"
        )
    for name in ("utf-8", "gb18030"):
        if _fits(stream, name):
            stream.seek(0)
            return name
    stream.seek(0)
    raise SenderFault(
        "file_encoding", "这个文件里的文字认不出来，可能坏了。请用 WPS 打开，另存为 .xlsx 再来。"
    )


def _fits(stream: BinaryIO, name: str) -> bool:
    """Whether the file decodes; UTF-8 is decided by its first non-ASCII blocks, GB 18030 as it is read."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    stream.seek(0)
    try:
        while block := stream.read(_SAMPLE * 16):
            decoder.decode(block)
            if name == "gb18030":
                return True
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def separator_of(sample: str) -> str:
    """The separator under which most of the first lines have the same number of cells."""
    best, winner = (0, 0), ","
    for separator in _SEPARATORS:
        lines = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))[:40]
        widths = [len(line) for line in lines if len(line) > 1]
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (widths.count(usual), usual)
        if score > best:
            best, winner = score, separator
    return winner


def open_blocks(stream: BinaryIO) -> Iterator[Block]:
    """The records of a text table; blank lines are rows without cells.

    Record *n* (from 1) is the row a person sees.  Raises SenderFault ``file_encoding`` also while
    reading, and ``file_damaged`` for a cell of more than 128 kB (an unclosed quote).
    """
    encoding = encoding_of(stream)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")
    try:
        separator = separator_of(text.read(_SAMPLE))
        text.seek(0)
        if encoding in _LINE_SAFE:
            stream.seek(len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
            yield from _Records(stream, "utf-8" if encoding == "utf-8-sig" else encoding, separator).blocks()
        else:
            yield from in_blocks(csv.reader(text, delimiter=separator))
    except UnicodeError as error:
        raise SenderFault(
            "file_encoding", "这个文件里有认不出来的文字，可能坏了。请用 WPS 打开，另存为 .xlsx 再来。"
        ) from error
    except csv.Error as error:
        raise SenderFault(
            "file_damaged",
            "这个文件里有一处引号没有配对，读不下去。请用 WPS 打开，另存为 .xlsx 再来。",
            detail=str(error),
        ) from error
    finally:
        text.detach()


class _Records:
    """Lines without quotes are cut into columns, a block at a time; all others are left to the csv module."""

    def __init__(self, stream: BinaryIO, encoding: str, separator: str) -> None:
        self._stream, self._encoding, self._separator = stream, encoding, separator
        self._rest = b""
        self._ended = False
        self._lines: deque[str] = deque()

    def blocks(self) -> Iterator[Block]:
        reader = csv.reader(self._waiting(), delimiter=self._separator)
        while (text := self._next_text()) is not None:
            columns = plain_columns(text, self._separator)
            if columns is not None:
                yield Block.of_columns(columns)
                # Gone before the next ones are made: their memory is still in the cache.
                del columns, text
                continue
            self._lines.extend(io.StringIO(text, newline=""))
            rows: list[list[Cell]] = []
            for row in reader:
                rows.append(cast("list[Cell]", row))
                if not self._lines:
                    # The record ends where the text does; else the reader went on into the next one.
                    break
            if rows:
                yield Block.of_rows(rows)

    def _waiting(self) -> Iterator[str]:
        """Line after line, also into the next text when a quoted cell goes on there."""
        while True:
            while self._lines:
                yield self._lines.popleft()
            if (text := self._next_text()) is None:
                return
            self._lines.extend(io.StringIO(text, newline=""))

    def _next_text(self) -> str | None:
        """Whole lines; no byte of another character is a line feed in UTF-8 and GB 18030."""
        while not self._ended:
            block = self._stream.read(_BLOCK)
            self._ended = not block
            whole = self._rest + block
            cut = len(whole) if self._ended else whole.rfind(b"\n") + 1
            self._rest = whole[cut:]
            if cut:
                return whole[:cut].decode(self._encoding)
        return None


def plain_columns(text: str, separator: str) -> list[list[str]] | None:
    """The columns of whole lines that have the same number of cells and no quotes; None for others.

    The same cells as those of the csv module: one cutting of the text instead of one a line.
    """
    ending = "\r\n" if "\r" in text else "\n"
    count = text.count(ending)
    if '"' in text or not text.endswith(ending) or text.count("\n") != count:
        return None
    if ending == "\r\n" and text.count("\r") != count:
        return None
    if any(text.find("\n", at, at + _LONG) < 0 for at in range(0, len(text) - _LONG, _LONG)):
        return None
    width = text.count(separator, 0, text.index(ending)) + 1
    # A column of line ends shows whether every line has this width.
    mark = f"{separator}\n{separator}"
    cells = text.removesuffix(ending).replace(ending, mark).split(separator)
    if len(cells) != count * (width + 1) - 1 or cells[width :: width + 1].count("\n") != count - 1:
        return None
    return None if width == 1 else [cells[at :: width + 1] for at in range(width)]
