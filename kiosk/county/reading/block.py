"""A stretch of a sheet, as columns where the reader gives columns and as rows where somebody wants rows.

A million lines cost more as lists of cells than all checks of them together; most lines are only
ever looked at in columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import cast

from kiosk.county.reading.values import Cell

BLOCK_ROWS = 4096
"""So many rows at a time where the source gives single rows: their cells stay in the processor's cache."""

Column = Sequence[Cell]


class Block:
    """Consecutive rows of a sheet. Rows may have different lengths; a cell that is not there is ``""``."""

    __slots__ = ("_columns", "_length", "_rows")

    def __init__(self, rows: list[list[Cell]] | None, columns: Sequence[Column] | None, length: int) -> None:
        self._rows, self._columns, self._length = rows, columns, length

    @classmethod
    def of_rows(cls, rows: list[list[Cell]]) -> Block:
        return cls(rows, None, len(rows))

    @classmethod
    def of_columns(cls, columns: Sequence[Column]) -> Block:
        """Columns of one length, at least one."""
        return cls(None, columns, len(columns[0]))

    @classmethod
    def joined(cls, blocks: Iterable[Block]) -> Block:
        """All of them as one."""
        return cls.of_rows([row for block in blocks for row in block.rows()])

    def __len__(self) -> int:
        return self._length

    def row(self, i: int) -> list[Cell]:
        """The row at ``i``; perhaps a copy."""
        if self._rows is not None:
            return self._rows[i]
        return [column[i] for column in self._columns or ()]

    def rows(self) -> list[list[Cell]]:
        """The rows themselves: what is changed in them, the block holds."""
        if self._rows is None:
            self._rows = list(map(list, zip(*(self._columns or ()), strict=True)))
        self._columns = None
        return self._rows

    def part(self, start: int, end: int) -> Block:
        """The rows from ``start`` up to ``end``."""
        if (start, end) == (0, self._length):
            return self
        if self._rows is not None:
            return Block.of_rows(self._rows[start:end])
        return Block(None, [column[start:end] for column in self._columns or ()], end - start)

    def column(self, at: int) -> Column:
        """The cells of one column."""
        if self._columns is not None:
            return self._columns[at] if at < len(self._columns) else [""] * self._length
        rows = self._rows or []
        if min(map(len, rows), default=0) > at:
            return list(map(itemgetter(at), rows))
        return [row[at] if at < len(row) else "" for row in rows]

    def columns(self, width: int) -> list[Column]:
        """The first ``width`` columns."""
        columns = self._columns
        if columns is None:
            rows = self._rows or []
            if set(map(len, rows)) != {width}:
                rows = [(r + [""] * (width - len(r)))[:width] if len(r) != width else r for r in rows]
            columns = list(zip(*rows, strict=True))
        return [columns[at] if at < len(columns) else [""] * self._length for at in range(width)]


def in_blocks(rows: Iterable[Sequence[Cell]]) -> Iterator[Block]:
    """Blocks of single rows."""
    source = iter(rows)
    while some := list(islice(source, BLOCK_ROWS)):
        yield Block.of_rows(cast("list[list[Cell]]", some))


def rows_of(blocks: Iterable[Block]) -> Iterator[list[Cell]]:
    """Row after row."""
    for block in blocks:
        yield from block.rows()


def head_of(blocks: Iterator[Block], count: int) -> tuple[list[list[Cell]], Iterator[Block]]:
    """Copies of the first ``count`` rows, and all blocks again."""
    ahead: list[Block] = []
    while sum(map(len, ahead)) < count and (block := next(blocks, None)) is not None:
        ahead.append(block)
    if not ahead:
        return [], blocks
    first = ahead[0] if len(ahead) == 1 else Block.joined(ahead)
    head = [list(first.row(i)) for i in range(min(count, len(first)))]
    return head, _again(first, blocks)


def _again(first: Block, rest: Iterator[Block]) -> Iterator[Block]:
    yield first
    del first
    yield from rest


def without_head(blocks: Iterator[Block], count: int) -> Iterator[Block]:
    """Blocks from the row after the first ``count`` on."""
    for block in blocks:
        rest = block.part(min(count, len(block)), len(block))
        count -= len(block) - len(rest)
        del block
        if len(rest):
            yield rest
        del rest
