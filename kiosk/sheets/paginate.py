"""Which lines of a table go on which page; pure numbers, nothing is drawn.

Rules (design of the wall sheets): a group's heading stays with its first two rows, a subtotal with
the row above it, the total with the subtotal; the last page never holds fewer than six rows; rows
are lowered to 98…92 % when that saves a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

LineKind = Literal["group", "row", "subtotal", "total", "tail"]

# Lines and blocks are tuples: a list makes tens of thousands of them.

LEAST_ON_LAST: Final = 6
FACTORS: Final = (1.0, 0.98, 0.96, 0.94, 0.92)


class Line(NamedTuple):
    """Heights in pt: ``base`` is lowered with the factor, ``extra`` (further lines of text) is not.

    ``group``: index of the group a line belongs to; -1 outside groups. ``tail`` lines stay with
    whatever stands above them, and so does a line that ``stays``.
    """

    kind: LineKind
    base: float
    extra: float = 0.0
    group: int = -1
    stays: bool = False

    def height(self, factor: float) -> float:
        return self.base * factor + self.extra


@dataclass(frozen=True, slots=True)
class Page:
    """Lines ``start``–``stop`` (excluded). ``resumes``: its group's heading is repeated on top."""

    start: int
    stop: int
    resumes: int | None


@dataclass(frozen=True, slots=True)
class Pages:
    """The result: pages in order and the row factor used."""

    pages: tuple[Page, ...]
    factor: float


@dataclass(frozen=True, slots=True)
class Room:
    """Heights for lines on the first and the further pages, and of a repeated heading, pt."""

    first: float
    further: float
    heading: float

    def of(self, page: int) -> float:
        """Of page ``page``, from 0."""
        return self.further if page else self.first


class Block(NamedTuple):
    """Lines that stay together."""

    start: int
    stop: int
    base: float
    extra: float
    rows: int
    resumes: int | None

    def height(self, factor: float) -> float:
        return self.base * factor + self.extra


def _sticks(lines: Sequence[Line], at: int) -> bool:
    """Whether line ``at`` must be on the page of the line above it."""
    line, above = lines[at], lines[at - 1]
    if line.stays or line.kind in ("subtotal", "total", "tail") or above.kind == "group":
        return True
    return line.kind == "row" and above.kind == "row" and at >= 2 and lines[at - 2].kind == "group"


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The lines in pieces that may be parted from each other."""
    starts = [0, *(at for at in range(1, len(lines)) if not _sticks(lines, at))]
    blocks: list[Block] = []
    for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True):
        if stop == start + 1:
            line = lines[start]
            resumes = line.group if line.kind != "group" and line.group >= 0 else None
            blocks.append(Block(start, stop, line.base, line.extra, int(line.kind == "row"), resumes))
            continue
        part = lines[start:stop]
        blocks.append(
            Block(
                start,
                stop,
                sum(line.base for line in part),
                sum(line.extra for line in part),
                sum(line.kind == "row" for line in part),
                part[0].group if part[0].kind != "group" and part[0].group >= 0 else None,
            )
        )
    return blocks


def fill(
    blocks: Sequence[Block], room: Callable[[int], float], heading: float, factor: float
) -> list[list[Block]]:
    """As many blocks as go on each page; ``room`` tells the height of page 0, 1, … and ``heading`` that
    of a repeated heading.  ``ValueError`` when a block is taller than a page."""
    pages: list[list[Block]] = [[]]
    left = room(0)
    for block in blocks:
        height = block.base * factor + block.extra
        if pages[-1] and height > left + 0.01:
            left = room(len(pages)) - (heading if block.resumes is not None else 0.0)
            pages.append([])
        if height > left + 0.01:
            raise ValueError("a block of lines is taller than a page")
        pages[-1].append(block)
        left -= height
    return pages


def rows_of(blocks: Iterable[Block]) -> int:
    """How many rows stand in them."""
    return sum(block.rows for block in blocks)


def _even_out(pages: list[list[Block]], room: Room, factor: float) -> None:
    """Moves blocks to the last page until it has LEAST_ON_LAST rows."""
    if len(pages) < 2:
        return
    last, before = pages[-1], pages[-2]
    while rows_of(last) < LEAST_ON_LAST and len(before) > 1:
        block = before[-1]
        heights = sum(b.height(factor) for b in (block, *last))
        if heights + (room.heading if block.resumes is not None else 0.0) > room.further:
            return
        last.insert(0, before.pop())


def paginate(lines: Sequence[Line], room: Room) -> Pages:
    """Pages for ``lines`` (at least one). ``ValueError`` when lines that belong together exceed a page."""
    best: list[list[Block]] | None = None
    factor = FACTORS[0]
    blocks = blocks_of(lines)
    for candidate in FACTORS:
        pages = fill(blocks, room.of, room.heading, candidate)
        if best is None or len(pages) < len(best):
            best, factor = pages, candidate
        if len(pages) == 1:
            break
    assert best is not None
    _even_out(best, room, factor)
    return Pages(
        tuple(Page(page[0].start, page[-1].stop, page[0].resumes) for page in best),
        factor,
    )
