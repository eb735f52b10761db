"""A sheet as a clerk lays it out: merged title, lines, heads of one or two rows, rows, merged groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

Cell = str | int | float | Decimal | datetime
Span = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""
_WHEN = datetime(2026, 1, 1)
"""Stands in the file's properties: the same lists give the same bytes."""


@dataclass(slots=True)
class Paper:
    """One sheet: ``grid`` holds its rows, each ``width`` cells wide, ``merged`` what is merged in it."""

    name: str
    width: int
    grid: list[list[Cell]] = field(default_factory=list[list[Cell]])
    merged: list[Span] = field(default_factory=list[Span])
    heads: list[int] = field(default_factory=list[int])

    def copy(self) -> Paper:
        """A sheet of its own with the same cells."""
        return Paper(self.name, self.width, [list(r) for r in self.grid], list(self.merged), list(self.heads))

    def line(self, *cells: Cell) -> None:
        """A line of whatever cells."""
        self.grid.append([*cells, *[""] * (self.width - len(cells))])

    def title(self, text: str) -> None:
        """A text over the whole width."""
        self._span(len(self.grid), 0, len(self.grid), self.width - 1)
        self.line(text)

    def head(self, top: Sequence[str], below: Sequence[str] = ()) -> None:
        """The heads of the columns; an empty one of ``top`` belongs to its left, of ``below`` to above."""
        at = len(self.grid)
        self.heads += [at, at + 1] if below else [at]
        self.line(*top)
        if not below:
            return
        self.line(*below)
        for c, text in enumerate(top):
            end = c
            while text and end + 1 < len(top) and not top[end + 1] and below[end + 1]:
                end += 1
            self._span(at, c, at + (not below[c]), end) if text else None

    def rows(self, lines: Sequence[Sequence[Cell]], merged: int | None = None) -> None:
        """Lines of people; equal cells of the column ``merged`` become one."""
        start = len(self.grid)
        for line in lines:
            self.line(*line)
        if merged is None:
            return
        first = start
        for r in range(start + 1, len(self.grid) + 1):
            if r == len(self.grid) or self.grid[r][merged] != self.grid[first][merged]:
                self._span(first, merged, r - 1, merged)
                first = r

    def _span(self, r1: int, c1: int, r2: int, c2: int) -> None:
        if (r1, c1) != (r2, c2):
            self.merged.append((r1, c1, r2, c2))

    def hidden(self) -> set[tuple[int, int]]:
        """Cells that lie under a merged one."""
        return {
            (r, c)
            for r1, c1, r2, c2 in self.merged
            for r in range(r1, r2 + 1)
            for c in range(c1, c2 + 1)
            if (r, c) != (r1, c1)
        }


def write_xlsx(path: Path, papers: Sequence[Paper]) -> None:
    """A workbook with a sheet for each of ``papers``."""
    book: Any = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    book.set_properties({"created": _WHEN})
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "align": "center", "border": 1}),
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "border": 1}),
        "cell": book.add_format({"border": 1, "valign": "vcenter"}),
    }
    for paper in papers:
        _lay(book.add_worksheet(paper.name), paper, looks)
    book.close()


def _lay(sheet: Any, paper: Paper, looks: dict[str, Any]) -> None:
    under = paper.hidden()
    for r1, c1, r2, c2 in paper.merged:
        look = "title" if r1 == r2 == 0 else "head" if r1 in paper.heads else "cell"
        sheet.merge_range(r1, c1, r2, c2, paper.grid[r1][c1], looks[look])
    tops = {(r, c) for r, c, _, _ in paper.merged}
    for r, row in enumerate(paper.grid):
        for c, cell in enumerate(row):
            if (r, c) in under or (r, c) in tops or cell == "":
                continue
            look = "head" if r in paper.heads else "day" if isinstance(cell, datetime) else "cell"
            sheet.write(r, c, float(cell) if isinstance(cell, Decimal) else cell, looks[look])
    for c in range(paper.width):
        sheet.set_column(c, c, 22 if any(is_long_number(row[c]) for row in paper.grid) else 11)


def is_long_number(cell: Cell) -> bool:
    """Whether a cell holds the number of a card or a person."""
    return isinstance(cell, str) and len(cell) > 12 and cell[:12].isdigit()
