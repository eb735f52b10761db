"""Pages of a long list as two tables side by side, and what ends the list over the full width.

The keep rules are those of ``paginate``.  The end (total, 大写, remarks, what was corrected) stands
below both tables of the last page; those two are made as even as the rows allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from kiosk.sheets.paginate import (
    FACTORS,
    LEAST_ON_LAST,
    Block,
    Line,
    Page,
    Room,
    blocks_of,
    fill,
    rows_of,
)

GAP = 12.0
"""Between the tables and the end of the list, pt."""


@dataclass(frozen=True, slots=True)
class Spread:
    """One page: up to two tables and a part of the end, each with its lines."""

    tables: tuple[Page, ...]
    end: Page | None


@dataclass(frozen=True, slots=True)
class Spreads:
    """The result: pages in order and the row factor used."""

    pages: tuple[Spread, ...]
    factor: float


@dataclass(frozen=True, slots=True)
class _Hall:
    """Room with what a table takes before its first row (``head``), at one row factor."""

    room: Room
    head: float
    factor: float

    def slot(self, number: int) -> float:
        """Room for rows of table ``number``: two to a page."""
        return self.room.of(number // 2) - self.head

    def even(self, blocks: Sequence[Block]) -> tuple[list[list[Block]], float]:
        """The blocks as two tables with the smaller taller one, and its height without the head."""
        heights = [0.0, *accumulate(block.height(self.factor) for block in blocks)]
        whole = heights[-1]
        repeated = [self.room.heading if block.resumes is not None else 0.0 for block in blocks]
        best, best_height = len(blocks), repeated[0] + whole
        for at in range(1, len(blocks)):
            taller = max(repeated[0] + heights[at], repeated[at] + whole - heights[at])
            if taller <= best_height:
                best, best_height = at, taller
        return [list(part) for part in (blocks[:best], blocks[best:]) if part], best_height

    def taller(self, blocks: Sequence[Block]) -> float:
        """Height that the blocks take as two tables, with their head."""
        return self.head + self.even(blocks)[1]


def spread(rows: Sequence[Line], end: Sequence[Line], room: Room, head: float) -> Spreads:
    """Pages for the rows of a list and for its end, whose line numbers go on after those of the rows.

    ``head``: height of a table's head row, pt.  ``ValueError`` when lines that belong together are
    taller than a page.
    """
    row_blocks = blocks_of(rows)
    end_blocks = [
        Block(b.start + len(rows), b.stop + len(rows), b.base, b.extra, b.rows, None) for b in blocks_of(end)
    ]
    best: tuple[tuple[Spread, ...], float] | None = None
    for factor in FACTORS:
        pages = _arrange(row_blocks, end_blocks, _Hall(room, head, factor))
        if best is None or len(pages) < len(best[0]):
            best = (pages, factor)
    assert best is not None
    return Spreads(*best)


def _arrange(rows: Sequence[Block], end: Sequence[Block], hall: _Hall) -> tuple[Spread, ...]:
    slots = fill(rows, hall.slot, hall.room.heading, hall.factor)
    pages = [[block for slot in slots[at : at + 2] for block in slot] for at in range(0, len(slots), 2)]
    # What must stand on the page of the last rows: a short end whole, else all down to the total.
    closing = end if rows_of(end) < LEAST_ON_LAST else end[:1]
    need = GAP + sum(block.height(hall.factor) for block in closing)
    if hall.taller(pages[-1]) + need > hall.room.of(len(pages) - 1):
        moved: list[Block] = []
        while len(pages[-1]) > 1 and rows_of(moved) < LEAST_ON_LAST:
            moved.insert(0, pages[-1].pop())
        if not moved:
            raise ValueError("a block of lines leaves no room for the end of the list")
        pages.append(moved)
    _fill_last(pages, hall, need)
    used = hall.taller(pages[-1]) + GAP
    last = len(pages) - 1
    ends = fill(end, lambda page: hall.room.of(last + page) - (0.0 if page else used), 0.0, hall.factor)
    if len(ends) > 1:
        _even_ends(ends, hall)
    tables = [hall.even(page)[0] for page in pages]
    return tuple(
        Spread(
            tuple(map(_page, tables[at])) if at < len(tables) else (),
            _page(ends[at - last]) if at >= last else None,
        )
        for at in range(last + len(ends))
    )


def _page(blocks: Sequence[Block]) -> Page:
    return Page(blocks[0].start, blocks[-1].stop, blocks[0].resumes)


def _fill_last(pages: list[list[Block]], hall: _Hall, need: float) -> None:
    """Moves blocks to the last page until it has LEAST_ON_LAST rows, as far as there is room."""
    while len(pages) > 1 and rows_of(pages[-1]) < LEAST_ON_LAST and len(pages[-2]) > 1:
        more = [pages[-2][-1], *pages[-1]]
        if hall.taller(more) + need > hall.room.of(len(pages) - 1):
            return
        pages[-2].pop()
        pages[-1] = more


def _even_ends(ends: list[list[Block]], hall: _Hall) -> None:
    """The same for an end that goes on over several pages; its first block stays with the rows."""
    last, before = ends[-1], ends[-2]
    while rows_of(last) < LEAST_ON_LAST and len(before) > 1:
        if sum(block.height(hall.factor) for block in (before[-1], *last)) > hall.room.further:
            return
        last.insert(0, before.pop())
