"""The shared strings of a big workbook: a cell has a number, the text stands elsewhere in the file.

Millions of them lie in one piece of memory, a quarter of what a list takes.  Programs number them in
the order in which cells first use them, so those that a piece of the sheet brings stand together.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import cast

from kiosk.county.reading.block import Column
from kiosk.county.reading.values import Cell

SHARED = b' t="s"><v>'
"""How a cell with the number of a shared string begins its value."""
MARK = b' t="str"><v>\x01'
"""The same as a text of its own: no text of a cell may hold this character."""
_MARK = "\x01"
_KEPT = 50_000
_END = b"\0"


class Strings(dict[int, str]):
    """Number → text; as a dict it holds those that were asked for lately."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()
        self._ends = array("Q", [0])
        self._next = 0

    def add(self, texts: Sequence[str]) -> None:
        """The next texts, in their order."""
        raw = [text.encode("utf-8", "surrogatepass") + _END for text in texts]
        sizes = accumulate(map(len, raw), initial=self._ends.pop())
        self._bytes += b"".join(raw)
        self._ends.extend(sizes)

    def __missing__(self, number: int) -> str:
        if number < 0 or number + 1 >= len(self._ends):
            raise ValueError("no such shared string")
        found = self[number] = self._text(number, number + 1)
        return found

    def _text(self, start: int, end: int) -> str:
        return self._bytes[self._ends[start] : self._ends[end] - 1].decode("utf-8", "surrogatepass")

    def put_into(self, columns: Sequence[Column]) -> list[Column]:
        """The columns with texts where numbers of texts stood; ValueError for a number that is none."""
        if len(self) > _KEPT:
            self.clear()
        numbers = list(map(_numbers, columns))
        whole = [n for n in numbers if n is not None]
        self._load_to(max(map(max, whole), default=0), sum(map(len, whole)))
        out: list[Column] = []
        for column, own in zip(columns, numbers, strict=True):
            if own is not None:
                out.append(list(map(self.__getitem__, own)))
            else:
                out.append([self._own(cell) for cell in column])
        return out

    def _own(self, cell: Cell) -> Cell:
        return self[int(cell[1:])] if isinstance(cell, str) and cell.startswith(_MARK) else cell

    def _load_to(self, last: int, most: int) -> None:
        """Those not seen so far up to ``last`` in one stroke, when they are about as many as asked for."""
        start, end = self._next, min(last + 1, len(self._ends) - 1)
        if not 0 < end - start <= 2 * most:
            return
        self._next = end
        texts = self._text(start, end).split("\0")
        if len(texts) == end - start:
            self.update(zip(range(start, end), texts, strict=True))


def _numbers(column: Column) -> list[int] | None:
    """The numbers of a column that has nothing else."""
    if not isinstance(column[0], str) or not column[0].startswith(_MARK):
        return None
    try:
        joined = "".join(cast("Sequence[str]", column))
    except TypeError:
        return None
    if joined.count(_MARK) != len(column):
        return None
    return list(map(int, joined[1:].split(_MARK)))
