"""Finding the header of a sheet: below titles, one to three rows, merged or not, with unit rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.county.cover import cover
from kiosk.county.reading.synonyms import Label, SynonymTable, is_unit, label_of
from kiosk.county.reading.values import Cell, is_number, one_line
from kiosk.county.reading.workbook import Span

HEAD_ROWS = 80
"""How many rows are looked at to find the header and to judge the columns."""
_SEARCH = 40
_WHOLE_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column's header: ``parts`` from top to bottom without units and repeats, and the joined ``label``."""

    at: int
    parts: tuple[Label, ...]
    unit: str

    @property
    def label(self) -> str:
        return cover("/".join(p.text for p in self.parts))

    @property
    def key(self) -> str:
        return "/".join(p.key for p in self.parts)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (rows from 1), its columns, and the lines above it (``titles``)."""

    first_row: int
    rows: int
    columns: tuple[HeaderColumn, ...]
    titles: tuple[str, ...]

    @property
    def shape_hash(self) -> str:
        """The same for tables whose columns are called the same in the same order."""
        keys = "\x1f".join(f"{c.at}={c.key}({c.unit})" for c in self.columns if c.parts)
        return hashlib.sha256(keys.encode()).hexdigest()[:16]


def find_header(
    rows: Sequence[list[Cell]], merged: Sequence[Span], table: SynonymTable, at_row: int | None = None
) -> Header | None:
    """The header among the first rows of a sheet, or None when no row looks like one.

    A row counts by how many kinds of columns its labels name.  ``at_row`` (from 1) fixes the row.
    """
    texts = [[one_line(c) for c in row] for row in rows[:HEAD_ROWS]]
    if at_row is None:
        scores = [_score(row, texts[i], table) for i, row in enumerate(rows[:_SEARCH])]
        good = [i for i, (kinds, has_person) in enumerate(scores) if kinds >= 2 and has_person]
        if not good:
            best = max(range(len(scores)), key=lambda i: scores[i][0], default=None)
            if best is None or scores[best][0] < 2:
                return None
            good = [best]
        first = good[0]
    else:
        first = at_row - 1
        if first >= len(texts):
            return None
    last = first
    name_columns = [
        i
        for i, t in enumerate(texts[first])
        if (k := table.exact(label_of(t).key)) and k[0] in ("name", "idno")
    ]
    while (
        last - first < 2
        and last + 1 < len(texts)
        and _continues(rows[last + 1], texts[last + 1], name_columns)
    ):
        last += 1
    columns = _columns(texts, merged, first, last)
    titles = tuple(dict.fromkeys(t for line in texts[:first] for t in line if t))
    return Header(first + 1, last - first + 1, columns, titles)


def _score(row: Sequence[Cell], texts: Sequence[str], table: SynonymTable) -> tuple[int, bool]:
    if sum(is_number(c) for c in row if c not in ("", None)) > 0:
        return 0, False
    kinds: set[str] = set()
    for text in dict.fromkeys(texts):
        if not text or len(text) > 30:
            continue
        key = label_of(text).key
        found = table.exact(key) or table.near(key)
        if found:
            kinds.add(found[0])
    return len(kinds), bool(kinds & {"name", "idno", "cents"})


def _continues(row: Sequence[Cell], texts: Sequence[str], name_columns: Sequence[int]) -> bool:
    """Whether a row under the header's first belongs to it: words only, nothing where the names stand."""
    filled = [t for t in texts if t]
    if not filled or any(is_number(c) for c in row if c not in ("", None)):
        return False
    if all(is_unit(t) for t in filled):
        return True
    if not name_columns:
        return False
    return all(i >= len(texts) or not texts[i] or is_unit(texts[i]) for i in name_columns) and len(filled) > 1


def _columns(
    texts: Sequence[Sequence[str]], merged: Sequence[Span], first: int, last: int
) -> tuple[HeaderColumn, ...]:
    width = max(len(texts[r]) for r in range(first, last + 1))
    grid = [[t for t in texts[r]] + [""] * (width - len(texts[r])) for r in range(first, last + 1)]
    covered: set[tuple[int, int]] = set()
    for r1, c1, r2, c2 in merged:
        if r1 - 1 > last or r2 - 1 < first or c1 >= width:
            continue
        top = max(r1 - 1, first)
        value = grid[top - first][c1]
        for r in range(top, min(r2 - 1, last) + 1):
            for c in range(c1, min(c2, width - 1) + 1):
                covered.add((r - first, c))
                grid[r - first][c] = value
    # Without merge marks (csv): an empty cell right of a group's name belongs to it while both have
    # something underneath.
    for r in range(len(grid) - 1):
        for c in range(1, width):
            below, left_below = grid[r + 1][c], grid[r + 1][c - 1]
            plain = below and left_below and not is_unit(below) and not is_unit(left_below)
            if not grid[r][c] and (r, c) not in covered and plain and grid[r][c - 1]:
                grid[r][c] = grid[r][c - 1]
    columns: list[HeaderColumn] = []
    for c in range(width):
        parts: list[Label] = []
        unit = ""
        for r in range(len(grid)):
            text = grid[r][c]
            if not text:
                continue
            if is_unit(text) and (parts or unit):
                unit = text.strip("()（）[]【】 ")
                continue
            label = label_of(text)
            unit = label.unit or unit
            if label.key and all(p.key != label.key for p in parts):
                parts.append(label)
        columns.append(HeaderColumn(c, tuple(parts), unit))
    return tuple(columns)


def is_numbering(row: Sequence[Cell]) -> bool:
    """Whether a row only counts the columns (栏次: 甲 乙 1 2 3 …)."""
    numbers = [one_line(c) for c in row if one_line(c)]
    digits = [int(t) for t in numbers if t.isascii() and t.isdigit() and len(t) <= 2]
    others = [t for t in numbers if not (t.isascii() and t.isdigit())]
    if len(digits) < _WHOLE_NUMBERS or any(t not in "甲乙丙丁戊栏次" for t in others):
        return False
    return digits == list(range(digits[0], digits[0] + len(digits))) and digits[0] in (0, 1)
