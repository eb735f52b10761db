"""The table of a wall sheet: column widths, cells that span columns, rules, tints.

The rules carry the table; the tints only help the eye and vanish harmlessly on a poor copier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kiosk.domain.names import DOT
from kiosk.sheets.fit import LINE, SQUEEZE, Fitted, dotted, fit, paragraph, tokens
from kiosk.sheets.fonts import Face, Fonts
from kiosk.sheets.pen import Align, Pen

PAD: Final = 6.0
"""Blank at both ends of a cell, pt."""
NARROW_PAD: Final = 4.0
"""The same where two tables stand side by side."""
ZEBRA: Final = "#F6F4EE"
SUBTOTAL: Final = "#ECE7DA"
HEADER: Final = "#E4E0D6"
BAR: Final = "#B8860B"
_RULE: Final = "#555555"
_INNER: Final = 0.5
_OUTER: Final = 1.4


@dataclass(frozen=True, slots=True)
class Column:
    """``wraps``: words that may take a second line; numbers, money and dates never do.

    ``bar``: cells carry a bar under their text; such a column is at least eight characters wide.
    ``prose``: sentences, that take as many lines as they need and never smaller type.
    """

    head: str
    align: Align
    wraps: bool = False
    bar: bool = False
    prose: bool = False


# Cells and bands are tuples: a list makes tens of thousands of them.


class Cell(NamedTuple):
    """A text over the columns ``first``–``stop`` (excluded).

    ``indent``: pt kept free at the right; ``bar``: length of the bar as a share of the cell, 0–1.
    """

    text: str
    first: int
    stop: int
    align: Align
    face: Face = "regular"
    indent: float = 0.0
    bar: float = 0.0
    prose: bool = False


class Placed(NamedTuple):
    """A fitted cell: ``x`` of its alignment, ``room`` between its blanks, ``extra`` height, pt."""

    fitted: Fitted
    cell: Cell
    x: float
    room: float
    extra: float


class Merged(NamedTuple):
    """A cell that goes on over the lines below: its whole height; ``tint`` None is that of the line."""

    placed: Placed
    height: float
    tint: str | None = None


class Band(NamedTuple):
    """One line of the table ready to draw; ``tint`` None is white.

    ``merged``: cells that begin here and reach further down.  ``covered``: how many columns from
    the left belong to such a cell of a line above; ``joins``: how many go on below this line.
    """

    cells: Sequence[Placed]
    height: float
    tint: str | None
    heavy: bool = False
    merged: tuple[Merged, ...] = ()
    covered: int = 0
    joins: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """How wide the texts of a column are at 1 pt: its head, the widest, the ninth decile, the mean,
    and the widest part between the dots of a name."""

    head: float
    natural: float
    ninth: float
    mean: float
    parts: float


def head_lines(head: str) -> tuple[str, ...]:
    """A column head with its unit on a second line: 计补面积 / (亩)."""
    stem, bracket, unit = head.partition("(")
    return (stem, bracket + unit) if bracket and stem and unit.endswith(")") else (head,)


def _widest(texts: Sequence[str], fonts: Fonts, face: Face) -> float:
    return max((fonts.width(text, face, 1) for text in texts), default=0.0)


def measure(columns: Sequence[Column], cells: Sequence[Sequence[str]], fonts: Fonts) -> tuple[Extent, ...]:
    """Measures every text of each column once; the result serves for all type sizes."""
    out: list[Extent] = []
    for column, texts in zip(columns, cells, strict=True):
        head = _widest(head_lines(column.head), fonts, "bold")
        if not column.wraps:
            # What repeats (a date, a rate) need not be measured again.
            out.append(Extent(head, _widest(list(set(texts)), fonts, "regular"), 0.0, 0.0, 0.0))
            continue
        usual = sorted(fonts.width(text, "regular", 1) for text in texts)
        out.append(
            Extent(
                head,
                usual[-1] if usual else 0.0,
                usual[len(usual) * 9 // 10] if usual else 0.0,
                sum(usual) / max(1, len(usual)),
                _widest([p for t in set(texts) if DOT in t for p in dotted(t)], fonts, "regular"),
            )
        )
    return tuple(out)


def solve_widths(
    columns: Sequence[Column], extents: Sequence[Extent], size: float, total: float, pad: float = PAD
) -> tuple[float, ...] | None:
    """Widths in pt that add up to ``total``; None when the columns do not fit at this type size.

    Number columns get their widest text; columns of words up to 13 characters, and are narrowed
    (their texts wrap) down to a third of the widest.
    """
    least: list[float] = []
    wish: list[float] = []
    for column, extent in zip(columns, extents, strict=True):
        head, natural = extent.head * (size + 1), extent.natural * size
        if column.prose:
            # Half of the usual length: most sentences then take two lines.
            low, high = max(head, size * 5), max(head, size * 5, extent.mean * size / 2)
        elif column.bar:
            low, high = max(head, size * 8), max(head, size * 11)
        elif not column.wraps:
            low = high = max(head, natural)
        else:
            high = max(head, min(natural, size * 13), size * 3)
            # A long name shall be able to break at its dots.
            parts = min(extent.parts * size * SQUEEZE, size * 8)
            ninth = min(extent.ninth * size, size * 8)
            low = min(high, max(head, ninth, natural / 3 * SQUEEZE, size * 3, parts))
        least.append(low + 2 * pad)
        wish.append(high + 2 * pad)
    if sum(least) > total:
        return None
    spare = total - sum(least)
    wanted = [w - low for w, low in zip(wish, least, strict=True)]
    if sum(wanted) > spare:
        return tuple(low + spare * w / sum(wanted) for low, w in zip(least, wanted, strict=True))
    shares = [_share(column, extent) for column, extent in zip(columns, extents, strict=True)]
    if any(column.prose and extent.mean for column, extent in zip(columns, extents, strict=True)):
        shares = [share if column.prose else 0.0 for share, column in zip(shares, columns, strict=True)]
    left, whole = total - sum(wish), sum(shares)
    return tuple(w + left * share / whole for w, share in zip(wish, shares, strict=True))


def _share(column: Column, extent: Extent) -> float:
    """How much of what is left over a column takes. Air between numbers helps nobody, so words take
    twice as much; sentences take it by their usual length, so that all need about as many lines."""
    if column.prose:
        return extent.mean
    return 2.0 if column.wraps else 1.0


def edges(left: float, widths: Sequence[float]) -> tuple[float, ...]:
    """x of every column edge, the left frame first."""
    out = [left]
    for width in widths:
        out.append(out[-1] + width)
    return tuple(out)


def place(cell: Cell, xs: Sequence[float], fonts: Fonts, size: float, pad: float = PAD) -> Placed:
    """Fits a cell into its columns."""
    left, right = xs[cell.first] + pad, xs[cell.stop] - pad - cell.indent
    room = right - left
    if cell.prose:
        fitted = Fitted(tuple(paragraph(cell.text, room, fonts, cell.face, size)), size)
    else:
        fitted = fit(cell.text, fonts, cell.face, size, room)
    x = left if cell.align == "left" else right if cell.align == "right" else (left + right) / 2
    return Placed(fitted, cell, x, room, fitted.extra)


def header_band(
    columns: Sequence[Column], xs: Sequence[float], fonts: Fonts, size: float, pad: float = PAD
) -> Band:
    """The head row: bold, one point larger than the body, centred, units below."""
    cells: list[Placed] = []
    most = 1
    for at, column in enumerate(columns):
        room = xs[at + 1] - xs[at] - 2 * pad
        lines = head_lines(column.head)
        widest = _widest(lines, fonts, "bold") * (size + 1)
        fitted = (
            Fitted(lines, size + 1, min(1.0, room / widest))
            if widest * SQUEEZE <= room
            else fit("".join(tokens(column.head)), fonts, "bold", size + 1, room)
        )
        most = max(most, len(fitted.lines))
        cell = Cell(column.head, at, at + 1, "center", "bold")
        cells.append(Placed(fitted, cell, xs[at] + pad + room / 2, room, fitted.extra))
    height = (size + 1) * (0.75 + LINE * most)
    return Band(cells, height, HEADER, heavy=True)


def _draw_cell(
    pen: Pen, placed: Placed, xs: Sequence[float], top: float, height: float, aside: float
) -> None:
    cell, fitted = placed.cell, placed.fitted
    size = fitted.size
    if cell.bar > 0:
        thick = size * 0.62
        pen.fill(
            xs[cell.first] + PAD + aside, top - height / 2 - thick / 2,
            (xs[cell.stop] - xs[cell.first] - 2 * PAD - size * 3.6) * cell.bar, thick, BAR,
        )  # fmt: skip
    # A Chinese character's box reaches from 0.12 below the baseline to 0.88 above it.
    y = top - (height - placed.extra) / 2 - size * 0.38
    if not cell.text:
        return
    if len(fitted.lines) == 1:
        # What repeats in a column is the same cell again.
        pen.stamp(id(placed), placed.x, aside, y, fitted.lines[0], size, cell.face, cell.align,
                  fitted.scale, placed.room)  # fmt: skip
        return
    for line in fitted.lines:
        pen.write(placed.x + aside, y, line, size, cell.face, cell.align, fitted.scale, placed.room)
        y -= size * LINE


def draw_table(pen: Pen, bands: Sequence[Band], xs: Sequence[float], top: float, aside: float = 0.0) -> float:
    """Draws the bands downwards from ``top``, ``aside`` pt to the right of where they were placed;
    returns the y of the lower frame."""
    left, right = xs[0] + aside, xs[-1] + aside
    y = top
    for band in bands:
        if band.tint:
            pen.fill(left, y - band.height, right - left, band.height, band.tint)
        y -= band.height
    y = top
    thin: list[tuple[float, float, float, float]] = []
    thick: list[tuple[float, float, float, float]] = []
    last = len(bands) - 1
    for at, band in enumerate(bands):
        height = band.height
        for merged in band.merged:
            first, stop = merged.placed.cell.first, merged.placed.cell.stop
            if merged.tint:
                wide = xs[stop] - xs[first]
                pen.fill(xs[first] + aside, y - merged.height, wide, merged.height, merged.tint)
            _draw_cell(pen, merged.placed, xs, y, merged.height, aside)
        for placed in band.cells:
            _draw_cell(pen, placed, xs, y, height, aside)
        y -= height
        if at < last:
            strong = band.heavy or bands[at + 1].heavy
            (thick if strong else thin).append((xs[band.joins] + aside, y, right, y))
    pen.lines(_uprights(bands, xs, top, aside), _INNER, _RULE)
    pen.lines(thin, _INNER, _RULE)
    pen.lines(thick, 1.0)
    pen.frame(left, y, right - left, top - y, _OUTER)
    return y


def _uprights(
    bands: Sequence[Band], xs: Sequence[float], top: float, aside: float
) -> list[tuple[float, float, float, float]]:
    """Vertical rules between cells, one segment for every run of lines that share the edge."""
    out: list[tuple[float, float, float, float]] = []
    open_from: dict[int, float] = {}
    y = top
    for band in bands:
        here = {placed.cell.first for placed in band.cells}
        here.update(merged.placed.cell.first for merged in band.merged)
        here.update(range(1, band.covered + 1))
        here.discard(0)
        if here != open_from.keys():
            for edge in [e for e in open_from if e not in here]:
                out.append((xs[edge] + aside, open_from.pop(edge), xs[edge] + aside, y))
            for edge in sorted(here):
                open_from.setdefault(edge, y)
        y -= band.height
    out += [(xs[edge] + aside, start, xs[edge] + aside, y) for edge, start in sorted(open_from.items())]
    return out
