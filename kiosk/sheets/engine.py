"""From a model to a PDF: choose paper and type, paginate, draw. Linear in the number of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.sheets.fit import paragraph
from kiosk.sheets.fonts import Fonts
from kiosk.sheets.frame import A3, A3_LARGE, Frame, Paper
from kiosk.sheets.model import FactsBody, ModelLine, SheetModel, TableBody
from kiosk.sheets.paginate import Line, LineKind, Page, Pages, Room, paginate
from kiosk.sheets.pen import Metrics, Pen
from kiosk.sheets.table import (
    SUBTOTAL,
    ZEBRA,
    Band,
    Cell,
    Column,
    Placed,
    draw_table,
    edges,
    header_band,
    place,
    solve_widths,
)

RESUMED: Final = "（续）"
_PAGE_KIND: Final[dict[str, LineKind]] = {
    "group": "group",
    "row": "row",
    "subtotal": "subtotal",
    "total": "total",
    "words": "tail",
    "remark": "tail",
    "change": "row",
    "end": "tail",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """The PDF and how it came out. ``lines``: model lines of each page; sizes in pt."""

    pdf: bytes
    pages: int
    lines: tuple[tuple[ModelLine, ...], ...]
    body_size: float
    factor: float
    landscape: bool
    metrics: Metrics


@dataclass(frozen=True, slots=True)
class _Layout:
    frame: Frame
    size: float
    xs: tuple[float, ...]
    columns: tuple[Column, ...]


def render(model: SheetModel, fonts: Fonts, *, large: bool = False) -> Rendered:
    """Draws ``model``. Every character has been checked before (``Fonts.missing``)."""
    paper = A3_LARGE if large else A3
    if isinstance(model.body, TableBody):
        return _render_table(model, model.body, fonts, paper)
    return _render_facts(model, model.body, fonts, paper)


def _pen(model: SheetModel, fonts: Fonts, paper: Paper) -> Pen:
    return Pen(
        fonts,
        (paper.width, paper.height),
        title=model.title,
        author=model.issuer,
        subject=f"编号 {model.stamp.sheet_id} 核对码 {model.stamp.digest}",
    )


# --- a list --------------------------------------------------------------------------------------


def _layout(model: SheetModel, body: TableBody, fonts: Fonts, paper: Paper) -> _Layout:
    """Standing if the columns fit at a good size, else lying, else the smallest type lying."""
    columns = tuple(Column(c.label, c.align, c.wraps) for c in body.columns)
    texts: list[list[str]] = [[] for _ in columns]
    for line in body.lines:
        if line.values:
            for at, value in enumerate(line.values):
                texts[at].append(value)
    largest = paper.body if any(c.source == "remark" for c in body.columns) else paper.body_without_remarks
    for sheet in (paper, paper.turned()):
        size = largest
        while size >= paper.least_body:
            widths = solve_widths(columns, texts, fonts, size, sheet.inner)
            if widths is not None:
                xs = edges(sheet.margin, widths)
                return _Layout(Frame(model, sheet, fonts), size, xs, columns)
            size -= 1
    # More than the widest paper holds: every column gets its share, long numbers are squeezed or wrapped.
    sheet = paper.turned()
    wishes = [max((fonts.width(t, "regular", 1) for t in some), default=1.0) + 2 for some in texts]
    widths = tuple(sheet.inner * wish / sum(wishes) for wish in wishes)
    return _Layout(Frame(model, sheet, fonts), paper.least_body, edges(sheet.margin, widths), columns)


def _cells(line: ModelLine, layout: _Layout) -> list[Cell]:
    columns, last = layout.columns, len(layout.columns)
    if line.kind == "row":
        return [
            Cell(text, at, at + 1, column.align)
            for at, (text, column) in enumerate(zip(line.values, columns, strict=True))
        ]
    if line.kind in ("subtotal", "total"):
        first = next((at for at, text in enumerate(line.values) if at and text), last)
        cells = [Cell(line.text, 0, first, "left", "bold")]
        cells += [Cell(line.values[at], at, at + 1, columns[at].align, "bold") for at in range(first, last)]
        return cells
    if line.kind == "end":
        return [Cell(line.text, 0, last, "center")]
    face = "regular" if line.kind in ("change", "remark") else "bold"
    return [Cell(line.text, 0, last, "left", face)]


_TINT: Final = {"group": ZEBRA, "subtotal": SUBTOTAL, "total": SUBTOTAL, "words": SUBTOTAL}


def _render_table(model: SheetModel, body: TableBody, fonts: Fonts, paper: Paper) -> Rendered:
    layout = _layout(model, body, fonts, paper)
    frame, size, xs = layout.frame, layout.size, layout.xs
    header = header_band(layout.columns, xs, fonts, size)
    placed = [[place(cell, xs, fonts, size) for cell in _cells(line, layout)] for line in body.lines]
    base = size * frame.paper.row
    lines = [
        Line(_PAGE_KIND[line.kind], base, max(p.fitted.extra for p in cells), line.group)
        for line, cells in zip(body.lines, placed, strict=True)
    ]
    headings = [
        place(Cell(text + RESUMED, 0, len(layout.columns), "left", "bold"), xs, fonts, size)
        for text in body.headings
    ]
    repeated = max((base + p.fitted.extra for p in headings), default=0.0)
    room = Room(frame.room(True) - header.height, frame.room(False) - header.height, repeated)
    pages = paginate(lines, room)
    pen = _pen(model, fonts, frame.paper)
    frame.prepare(pen)
    for number, page in enumerate(pages.pages, start=1):
        top = frame.draw_top(pen, number == 1)
        bands = [header, *_bands(page, pages, body.lines, lines, placed, headings, base)]
        draw_table(pen, bands, xs, top)
        frame.draw_foot(pen, number, len(pages.pages))
        pen.end_page()
    return Rendered(
        pdf=pen.finish(),
        pages=len(pages.pages),
        lines=tuple(body.lines[page.start : page.stop] for page in pages.pages),
        body_size=size,
        factor=pages.factor,
        landscape=frame.paper.width > frame.paper.height,
        metrics=pen.metrics,
    )


def _bands(
    page: Page,
    pages: Pages,
    model: Sequence[ModelLine],
    lines: Sequence[Line],
    placed: Sequence[Sequence[Placed]],
    headings: Sequence[Placed],
    base: float,
) -> list[Band]:
    bands: list[Band] = []
    if page.resumes is not None and page.resumes < len(headings):
        heading = headings[page.resumes]
        bands.append(Band((heading,), base + heading.fitted.extra, ZEBRA))
    striped = False
    for at in range(page.start, page.stop):
        kind = model[at].kind
        striped = kind == "row" and not striped
        tint = _TINT.get(kind) or (ZEBRA if kind == "row" and not striped else None)
        bands.append(Band(tuple(placed[at]), lines[at].height(pages.factor), tint, heavy=kind == "total"))
    return bands


# --- a few facts ---------------------------------------------------------------------------------

_FACT: Final = 28.0
_SENTENCE: Final = 20.0


def _render_facts(model: SheetModel, body: FactsBody, fonts: Fonts, paper: Paper) -> Rendered:
    """One page: large facts in a two-column table, sentences below."""
    frame = Frame(model, paper, fonts)
    pen = _pen(model, fonts, paper)
    frame.prepare(pen)
    top = frame.draw_top(pen, True) - 24
    if body.facts:
        xs = edges(paper.margin, (paper.inner * 0.3, paper.inner * 0.7))
        bands: list[Band] = []
        for label, text in body.facts:
            cells = (
                place(Cell(label, 0, 1, "center", "bold"), xs, fonts, _FACT),
                place(Cell(text, 1, 2, "center", "medium"), xs, fonts, _FACT),
            )
            extra = max(cell.fitted.extra for cell in cells)
            bands.append(Band(cells, _FACT * 2.4 + extra, None))
        top = draw_table(pen, bands, xs, top) - 24
    for sentence in body.sentences:
        for line in paragraph(sentence, paper.inner, fonts, "regular", _SENTENCE):
            top -= _SENTENCE * 1.6
            pen.text(paper.width / 2, top, line, size=_SENTENCE, align="center", room=paper.inner)
    frame.draw_foot(pen, 1, 1)
    pen.end_page()
    return Rendered(pen.finish(), 1, ((),), _FACT, 1.0, False, pen.metrics)
