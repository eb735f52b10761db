"""The table of a wall sheet: column widths, cells that span columns, rules, tints.

The rules carry the table; the tints only help the eye and vanish harmlessly on a poor copier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain.names import DOT
from kiosk.sheets.fit import LINE, SQUEEZE, Fitted, dotted, fit, paragraph, tokens
from kiosk.sheets.fonts import Face, Fonts
from kiosk.sheets.pen import Align, Pen

PAD: Final = 6.0
"""Blank at both ends of a cell, pt."""
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


@dataclass(frozen=True, slots=True)
class Cell:
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


@dataclass(frozen=True, slots=True)
class Placed:
    """A fitted cell."""

    fitted: Fitted
    cell: Cell


@dataclass(frozen=True, slots=True)
class Band:
    """One line of the table ready to draw; ``tint`` None is white."""

    cells: tuple[Placed, ...]
    height: float
    tint: str | None
    heavy: bool = False


def _widest(texts: Sequence[str], fonts: Fonts, face: Face, size: float) -> float:
    return max((fonts.width(text, face, size) for text in texts), default=0.0)


def head_lines(head: str) -> tuple[str, ...]:
    """A column head with its unit on a second line: 计补面积 / (亩)."""
    stem, bracket, unit = head.partition("(")
    return (stem, bracket + unit) if bracket and stem and unit.endswith(")") else (head,)


def solve_widths(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], fonts: Fonts, size: float, total: float
) -> tuple[float, ...] | None:
    """Widths in pt that add up to ``total``; None when the columns do not fit at this type size.

    ``cells`` holds every text of each column.  Number columns get their widest text; columns of
    words up to 13 characters, and are narrowed (their texts wrap) down to a third of the widest.
    """
    least: list[float] = []
    wish: list[float] = []
    for column, texts in zip(columns, cells, strict=True):
        head = _widest(head_lines(column.head), fonts, "bold", size + 1)
        natural = _widest(texts, fonts, "regular", size)
        if column.prose:
            # Half of the usual length: most sentences then take two lines.
            mean = sum(fonts.width(t, "regular", size) for t in texts) / max(1, len(texts))
            low, high = max(head, size * 5), max(head, size * 5, mean / 2)
        elif column.bar:
            low, high = max(head, size * 8), max(head, size * 11)
        elif not column.wraps:
            low = high = max(head, natural)
        else:
            usual = sorted(fonts.width(text, "regular", size) for text in texts)
            ninth = usual[len(usual) * 9 // 10] if usual else 0.0
            high = max(head, min(natural, size * 13), size * 3)
            # A long name shall be able to break at its dots.
            parts = _widest([p for t in texts if DOT in t for p in dotted(t)], fonts, "regular", size)
            least_parts = min(parts * SQUEEZE, size * 8)
            low = min(high, max(head, min(ninth, size * 8), natural / 3 * SQUEEZE, size * 3, least_parts))
        least.append(low + 2 * PAD)
        wish.append(high + 2 * PAD)
    if sum(least) > total:
        return None
    spare = total - sum(least)
    wanted = [w - low for w, low in zip(wish, least, strict=True)]
    if sum(wanted) > spare:
        return tuple(low + spare * w / sum(wanted) for low, w in zip(least, wanted, strict=True))
    shares = [_share(column, texts, fonts) for column, texts in zip(columns, cells, strict=True)]
    if any(column.prose for column in columns):
        shares = [share if column.prose else 0.0 for share, column in zip(shares, columns, strict=True)]
    left = total - sum(wish)
    return tuple(w + left * share / sum(shares) for w, share in zip(wish, shares, strict=True))


def _share(column: Column, texts: Sequence[str], fonts: Fonts) -> float:
    """How much of what is left over a column takes. Air between numbers helps nobody, so words take
    twice as much; sentences take it by their usual length, so that all need about as many lines."""
    if column.prose:
        return sum(fonts.width(text, "regular", 1) for text in texts) / max(1, len(texts))
    return 2.0 if column.wraps else 1.0


def edges(left: float, widths: Sequence[float]) -> tuple[float, ...]:
    """x of every column edge, the left frame first."""
    out = [left]
    for width in widths:
        out.append(out[-1] + width)
    return tuple(out)


def place(cell: Cell, xs: Sequence[float], fonts: Fonts, size: float) -> Placed:
    """Fits a cell into its columns."""
    room = xs[cell.stop] - xs[cell.first] - 2 * PAD - cell.indent
    if cell.prose:
        return Placed(Fitted(tuple(paragraph(cell.text, room, fonts, cell.face, size)), size), cell)
    return Placed(fit(cell.text, fonts, cell.face, size, room), cell)


def header_band(columns: Sequence[Column], xs: Sequence[float], fonts: Fonts, size: float) -> Band:
    """The head row: bold, one point larger than the body, centred, units below."""
    cells: list[Placed] = []
    most = 1
    for at, column in enumerate(columns):
        room = xs[at + 1] - xs[at] - 2 * PAD
        lines = head_lines(column.head)
        widest = _widest(lines, fonts, "bold", size + 1)
        fitted = (
            Fitted(lines, size + 1, min(1.0, room / widest))
            if widest * SQUEEZE <= room
            else fit("".join(tokens(column.head)), fonts, "bold", size + 1, room)
        )
        most = max(most, len(fitted.lines))
        cells.append(Placed(fitted, Cell(column.head, at, at + 1, "center", "bold")))
    height = (size + 1) * (0.75 + LINE * most)
    return Band(tuple(cells), height, HEADER, heavy=True)


def _draw_cell(pen: Pen, placed: Placed, xs: Sequence[float], top: float, height: float) -> None:
    cell, fitted = placed.cell, placed.fitted
    if cell.bar > 0:
        thick = fitted.size * 0.62
        pen.fill(
            xs[cell.first] + PAD, top - height / 2 - thick / 2,
            (xs[cell.stop] - xs[cell.first] - 2 * PAD - fitted.size * 3.6) * cell.bar, thick, BAR,
        )  # fmt: skip
    left, right = xs[cell.first] + PAD, xs[cell.stop] - PAD - cell.indent
    x = {"left": left, "center": (left + right) / 2, "right": right}[cell.align]
    # A Chinese character's box reaches from 0.12 below the baseline to 0.88 above it.
    y = top - (height - fitted.extra) / 2 - fitted.size * 0.38
    for line in fitted.lines:
        pen.text(
            x,
            y,
            line,
            size=fitted.size,
            face=cell.face,
            align=cell.align,
            scale=fitted.scale,
            room=right - left,
        )
        y -= fitted.size * LINE


def draw_table(pen: Pen, bands: Sequence[Band], xs: Sequence[float], top: float) -> float:
    """Draws the bands downwards from ``top``; returns the y of the lower frame."""
    y = top
    for band in bands:
        if band.tint:
            pen.fill(xs[0], y - band.height, xs[-1] - xs[0], band.height, band.tint)
        y -= band.height
    pen.lines(_uprights(bands, xs, top), _INNER, _RULE)
    y = top
    thin: list[tuple[float, float, float, float]] = []
    thick: list[tuple[float, float, float, float]] = []
    for at, band in enumerate(bands):
        for placed in band.cells:
            _draw_cell(pen, placed, xs, y, band.height)
        y -= band.height
        if at < len(bands) - 1:
            strong = band.heavy or bands[at + 1].heavy
            (thick if strong else thin).append((xs[0], y, xs[-1], y))
    pen.lines(thin, _INNER, _RULE)
    pen.lines(thick, 1.0)
    pen.frame(xs[0], y, xs[-1] - xs[0], top - y, _OUTER)
    return y


def _uprights(
    bands: Sequence[Band], xs: Sequence[float], top: float
) -> list[tuple[float, float, float, float]]:
    """Vertical rules between cells, one segment for every run of lines that share the edge."""
    out: list[tuple[float, float, float, float]] = []
    open_from: dict[int, float] = {}
    y = top
    for band in bands:
        here = {placed.cell.first for placed in band.cells} - {0}
        for edge in [e for e in open_from if e not in here]:
            out.append((xs[edge], open_from.pop(edge), xs[edge], y))
        for edge in sorted(here):
            open_from.setdefault(edge, y)
        y -= band.height
    out += [(xs[edge], start, xs[edge], y) for edge, start in sorted(open_from.items())]
    return out
