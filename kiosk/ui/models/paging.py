"""Where pages break: blocks of measured height are dealt onto pages and columns, whole.

Nothing scrolls on a villager page (ui.md §1.5), so every page must hold whole blocks, and a
heading must not be the last thing of a column.  Lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a block stands: page and column from 0, ``y`` from the top of the column."""

    page: int
    column: int
    y: float


def deal(
    heights: Sequence[float],
    room: float,
    *,
    spacing: float = 0.0,
    columns: int = 1,
    keep_with_next: Sequence[bool] = (),
    heads: Sequence[float] = (),
) -> tuple[Spot, ...]:
    """A spot for each block in order, filling column after column, then page after page.

    ``keep_with_next[i]`` moves block ``i`` along when ``i + 1`` does not fit under it.
    ``heads[i]`` is space needed above block ``i`` when it starts a column (a table's head that
    is repeated).  A block taller than ``room`` gets a column of its own.
    """
    spots: list[Spot] = []
    page = column = 0
    y = 0.0
    count = len(heights)
    for i, height in enumerate(heights):
        need = height
        last = i
        while last < len(keep_with_next) and keep_with_next[last] and last + 1 < count:
            last += 1
            need += spacing + heights[last]
        empty = y == 0.0
        if not empty and y + need > room + 0.5 and (need <= room or y + height > room + 0.5):
            column += 1
            if column >= columns:
                page, column = page + 1, 0
            y, empty = 0.0, True
        top = y + (heads[i] if empty and i < len(heads) else 0.0)
        spots.append(Spot(page, column, top))
        y = top + height + spacing
    return tuple(spots)


def page_count(spots: Sequence[Spot]) -> int:
    """Pages used; an empty list still has one page."""
    return spots[-1].page + 1 if spots else 1


def pages_of_equal(count: int, per_page: int) -> int:
    """Pages for ``count`` rows at ``per_page`` a page, at least one."""
    return max(1, -(-count // max(1, per_page)))
