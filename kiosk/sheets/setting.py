"""The columns of a list on a paper: how wide, in which type, and which need not be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from kiosk.sheets.fonts import Fonts
from kiosk.sheets.frame import Frame
from kiosk.sheets.model import ModelColumn, SheetModel, TableBody
from kiosk.sheets.paper import Paper
from kiosk.sheets.table import NARROW_PAD, PAD, Column, Extent, edges, measure, solve_widths

GUTTER: Final = 14.0
"""Between two tables side by side, pt."""
_NEVER_FOLDED: Final = frozenset(("row", "group", "name", "cents", "remark"))


@dataclass(frozen=True, slots=True)
class Sized:
    """What is known of the columns before a paper is chosen. ``points``: most decimals of each."""

    columns: tuple[Column, ...]
    extents: tuple[Extent, ...]
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A list with paper, type and columns settled. ``tables``: how many stand side by side.

    ``kept``: which values of a line have a column; None for all.
    """

    model: SheetModel
    body: TableBody
    frame: Frame
    size: float
    xs: tuple[float, ...]
    sized: Sized
    tables: int = 1
    kept: tuple[int, ...] | None = None

    @property
    def pad(self) -> float:
        return PAD if self.tables == 1 else NARROW_PAD

    @property
    def base(self) -> float:
        """Height of a row with one line of text, pt."""
        return self.size * self.frame.paper.row

    @property
    def aside(self) -> float:
        """From a table to the one beside it, pt."""
        return self.xs[-1] - self.xs[0] + GUTTER

    @property
    def end_at(self) -> int:
        """The line with which the end of the list begins: the total, or what follows the rows."""
        lines = self.body.lines
        stop = len(lines)
        while stop and lines[stop - 1].kind not in ("row", "subtotal"):
            stop -= 1
        return stop


def size_up(body: TableBody, fonts: Fonts) -> Sized:
    """Measures every text of the list."""
    columns = tuple(
        Column(c.label, "right" if c.align == "decimal" else c.align, c.wraps, c.source == "bar", c.prose)
        for c in body.columns
    )
    valued = [line.values for line in body.lines if line.values]
    texts: list[list[str]] = [list(some) for some in zip(*valued, strict=True)] or [[] for _ in columns]
    points = tuple(
        max(map(decimals, some), default=0) if c.align == "decimal" else 0
        for c, some in zip(body.columns, texts, strict=True)
    )
    # A column must hold the widest number also when its point is moved into line.
    for some, most in zip(texts, points, strict=True):
        if most:
            some += [text + "0" * most for text in some if "." not in text and text.isdecimal()]
    return Sized(columns, measure(columns, texts, fonts), points)


def decimals(text: str) -> int:
    """How many digits stand after the point; 0 for what is no plain number."""
    stem, _, fraction = text.partition(".")
    return len(fraction) if stem.isdecimal() and fraction.isdecimal() else 0


def whole(
    model: SheetModel, body: TableBody, sized: Sized, fonts: Fonts, paper: Paper, largest: float
) -> Setting:
    """Standing if the columns fit at a good size, else lying, else the smallest type lying."""
    for sheet in (paper, paper.turned()):
        size = largest
        while size >= paper.least_body:
            widths = solve_widths(sized.columns, sized.extents, size, sheet.inner)
            if widths is not None:
                return Setting(
                    model, body, Frame(model, sheet, fonts), size, edges(sheet.margin, widths), sized
                )
            size -= 1
    # More than the widest paper holds: every column gets its share, long numbers are squeezed or wrapped.
    sheet = paper.turned()
    wishes = [extent.natural + 2 for extent in sized.extents]
    widths = tuple(sheet.inner * wish / sum(wishes) for wish in wishes)
    plain = replace(sized, points=tuple(0 for _ in sized.columns))
    return Setting(
        model, body, Frame(model, sheet, fonts), paper.least_body, edges(sheet.margin, widths), plain
    )


def differing(body: TableBody) -> tuple[int, ...]:
    """The columns that do not say the same in every row, or that nobody would look for elsewhere."""
    rows = [line.values for line in body.lines if line.kind == "row"]
    return tuple(
        at
        for at, column in enumerate(body.columns)
        if at < body.merged or column.source in _NEVER_FOLDED or len({row[at] for row in rows}) > 1
    )


def fold(
    model: SheetModel, body: TableBody, sized: Sized, kept: Sequence[int]
) -> tuple[SheetModel, TableBody, Sized]:
    """Without the columns that are not ``kept``; the model says them on every page instead."""
    first = next(line.values for line in body.lines if line.kind == "row")
    said = "；".join(with_unit(c, first[at]) for at, c in enumerate(body.columns) if at not in kept)
    narrow = replace(body, columns=tuple(body.columns[at] for at in kept))
    columns = Sized(
        tuple(sized.columns[at] for at in kept),
        tuple(sized.extents[at] for at in kept),
        tuple(sized.points[at] for at in kept),
    )
    return replace(model, body=narrow, every_page=f"每一行都相同：{said}。"), narrow, columns


def with_unit(column: ModelColumn, value: str) -> str:
    """``补贴标准 112元/亩`` from the label ``补贴标准(元/亩)``."""
    stem, bracket, unit = column.label.partition("(")
    return f"{stem} {value}{unit.removesuffix(')')}" if bracket else f"{stem} {value}"
