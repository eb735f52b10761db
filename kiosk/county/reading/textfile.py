"""Text tables: encoding, separator, records (domain README §6.6.10–11).

The encoding is told by the byte order mark, else UTF-8 if every byte fits, else GB 18030 (never
GBK: it lacks names).  UTF-16 without a mark is known by its noughts.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from kiosk.domain.errors import SenderFault

_SEPARATORS = ",\t;|，"
_SAMPLE = 1 << 16


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
        lines = list(csv.reader(io.StringIO(sample), delimiter=separator))[:40]
        widths = [len(line) for line in lines if len(line) > 1]
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (widths.count(usual), usual)
        if score > best:
            best, winner = score, separator
    return winner


def open_records(stream: BinaryIO) -> Iterator[list[str]]:
    """The records of a text table, one list of cells each; blank lines come as ``[]``.

    Record *n* (from 1) is the row a person sees.  Raises SenderFault ``file_encoding`` also while
    reading, and ``file_damaged`` for a cell of more than 128 kB (an unclosed quote).
    """
    encoding = encoding_of(stream)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="strict", newline="")
    try:
        sample = text.read(_SAMPLE)
        text.seek(0)
        yield from csv.reader(text, delimiter=separator_of(sample))
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
