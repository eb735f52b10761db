"""Cells that stand for several rows: groups merged downwards, several plots under one person.

Without merge marks (csv) an empty place cell takes the value above it, but only in a column where
the value is written once a block.  Where neighbouring rows repeat the value, an empty cell is
missing and stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from operator import eq

from kiosk.county.checking.lines import classify
from kiosk.county.checking.places import Places
from kiosk.county.checking.plan import Plan
from kiosk.county.reading.block import Block
from kiosk.county.reading.values import Cell, CellError, one_line, read_decimal
from kiosk.county.reading.workbook import Span

_PLACES = ("town", "village", "group")
_PERSON = ("name", "idno")


class MergedCells:
    """Fills what merging left empty. True when the sheet has cells merged downwards."""

    def __init__(self, merged: Sequence[Span], plan: Plan, places: Places) -> None:
        self._plan, self._places = plan, places
        self._below: dict[int, list[tuple[int, int]]] = {}
        amounts = {a.cents for a in plan.amounts}
        names = {plan.at[k] for k in ("name", "idno") if k in plan.at}
        self.several = False
        for r1, c1, r2, _ in merged:
            if r2 == r1 or c1 not in plan.labels:
                continue
            for r in range(r1 + 1, r2 + 1):
                self._below.setdefault(r, []).append((c1, r1))
            self.several = self.several or (c1 in names and c1 not in amounts)
        self._amounts, self._names = amounts, names
        self._quantities = {a.qty for a in plan.amounts if a.qty is not None}
        self._tops: dict[tuple[int, int], Cell] = {}
        self._last: dict[str, str] = {}
        self._explicit: dict[str, str] = {}
        self._dense: set[str] = set()
        self._person: list[Cell] = []
        self._title = plan.village_code

    def __bool__(self) -> bool:
        return bool(self._below)

    def fill(self, numbers: Sequence[int], rows: list[list[Cell]]) -> tuple[list[int], list[list[Cell]]]:
        """The rows with merged cells filled; plots that share one amount are one row with the sum."""
        index: dict[int, int] = {}
        out_numbers: list[int] = []
        out: list[list[Cell]] = []
        for number, row in zip(numbers, rows, strict=True):
            below = self._below.get(number, [])
            shared = next((top for c, top in below if c in self._amounts), None)
            if shared is not None and shared in index and not self._stands_alone(row, out[index[shared]]):
                self._join(out[index[shared]], row, {c for c, _ in below})
                continue
            for column, top in below:
                if top in index and column < len(row) and row[column] in ("", None):
                    if column in self._amounts:
                        # One amount for two persons is not paid twice: the second is asked about.
                        continue
                    above = out[index[top]]
                    row[column] = above[column] if column < len(above) else ""
            index[number] = len(out)
            out_numbers.append(number)
            out.append(row)
        return out_numbers, out

    def _stands_alone(self, row: Sequence[Cell], first: Sequence[Cell]) -> bool:
        """Whether a row under a shared amount is another person's, or holds an amount of its own."""
        own = [c for c in self._names if c < len(row) and row[c] not in ("", None)]
        if any(c >= len(first) or one_line(row[c]) != one_line(first[c]) for c in own):
            return True
        return any(c < len(row) and row[c] not in ("", None) for c in self._amounts)

    def _join(self, first: list[Cell], row: list[Cell], merged: set[int]) -> None:
        for column in self._quantities - merged:
            try:
                more = read_decimal(row[column]) if column < len(row) else None
                so_far = read_decimal(first[column])
            except CellError:
                continue
            if more is not None:
                first[column] = format((so_far or 0) + more, "f")

    def carry_down(self, block: Block) -> None:
        """Fills empty place cells of persons' rows from above, in columns where that is the custom."""
        at = [(k, self._plan.at[k]) for k in _PLACES if k in self._plan.at]
        if not at and not self._plan.several:
            return
        if not self._plan.several:
            at = [(k, c) for k, c in at if k not in self._dense]
            if not any(_has_gaps(block.column(c)) for _, c in at):
                self._remember_last(block, at)
                return
        for row in block.rows():
            width = len(row)
            # A rejected line's own place counts too, else its group's next lines go to the one before.
            if classify(row, self._plan) != "person":
                self._text_between(row)
                continue
            if self._plan.several:
                self._same_person(row)
            changed = False
            for kind, column in at:
                if column >= width or kind in self._dense:
                    continue
                text = one_line(row[column])
                if text:
                    if self._explicit.get(kind) == text:
                        self._dense.add(kind)
                    changed = changed or self._last.get(kind, text) != text
                    self._explicit[kind] = self._last[kind] = text
                else:
                    self._explicit[kind] = ""
                    if changed:
                        self._last.pop(kind, None)
                    elif kind in self._last:
                        row[column] = self._last[kind]

    def _remember_last(self, block: Block, at: Sequence[tuple[str, int]]) -> None:
        """A block without gaps: only its last line can matter to the next one, and whether it repeats."""
        for kind, column in at:
            cells = block.column(column)
            again = any(map(eq, cells, islice(cells, 1, None)))
            if again or self._explicit.get(kind, "") == one_line(cells[0]):
                self._dense.add(kind)
        for row in map(block.row, reversed(range(len(block) if at else 0))):
            if classify(row, self._plan) == "person":
                for kind, column in at:
                    self._explicit[kind] = self._last[kind] = one_line(row[column])
                return

    def _same_person(self, row: list[Cell]) -> None:
        """A plot without name and ID belongs to the person above."""
        at = [self._plan.at[k] for k in _PERSON if k in self._plan.at and self._plan.at[k] < len(row)]
        if any(row[c] not in ("", None) for c in at):
            self._person = [row[c] for c in at]
        elif len(self._person) == len(at):
            for c, cell in zip(at, self._person, strict=True):
                row[c] = cell

    def _text_between(self, row: Sequence[Cell]) -> None:
        """A title between the blocks that names another village ends what is carried down."""
        texts = [one_line(c) for c in row if c not in ("", None)]
        named = self._places.named_in(texts[0]) if len(texts) == 1 else None
        if named is not None and named != self._title:
            self._title = named
            self._last.clear()
            self._explicit.clear()


def _has_gaps(cells: Sequence[Cell]) -> bool:
    return "" in cells or None in cells
