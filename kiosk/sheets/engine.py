"""From a model to a PDF: choose paper and type, paginate, draw. Linear in the number of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain.errors import SenderFault
from kiosk.sheets.fit import paragraph
from kiosk.sheets.flow import draw_page, lay_out
from kiosk.sheets.fonts import Fonts
from kiosk.sheets.frame import Frame
from kiosk.sheets.model import FactsBody, FlowBody, ModelLine, SheetModel, TableBody
from kiosk.sheets.paginate import Line, LineKind, Page, Pages, Room, paginate
from kiosk.sheets.paper import PAPERS, Paper
from kiosk.sheets.pen import Metrics, Pen
from kiosk.sheets.table import (
    HEADER,
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
    points: tuple[int, ...]
    fonts: Fonts

    def indent(self, at: int, text: str) -> float:
        """What a number lacks of the most decimals of its column, so that the points stand in line."""
        lacking = self.points[at] - _decimals(text)
        if lacking <= 0:
            return 0.0
        blank = "0" * lacking if _decimals(text) else "." + "0" * self.points[at]
        return self.fonts.width(blank, "regular", self.size)


def _decimals(text: str) -> int:
    stem, _, fraction = text.partition(".")
    return len(fraction) if stem.isdecimal() and fraction.isdecimal() else 0


def render(model: SheetModel, fonts: Fonts, *, large: bool = False, paper: str = "a3") -> Rendered:
    """Draws ``model`` on a paper of PAPERS. Every character has been checked before (``Fonts.missing``)."""
    papers = PAPERS[paper]
    usual = papers.large if large else papers.table
    if isinstance(model.body, TableBody):
        return _render_table(model, model.body, fonts, papers.chart if model.body.chart else usual)
    if isinstance(model.body, FlowBody):
        return _render_flow(model, model.body, fonts, papers.poster if model.body.poster else usual)
    return _render_facts(model, model.body, fonts, usual)


def _pen(model: SheetModel, fonts: Fonts, paper: Paper) -> Pen:
    return Pen(
        fonts,
        (paper.width, paper.height),
        title=model.title,
        author=model.issuer,
        subject=f"编号 {model.stamp.sheet_id} 核对码 {model.stamp.digest}",
    )


# --- a list --------------------------------------------------------------------------------------


def _layout(model: SheetModel, body: TableBody, fonts: Fonts, paper: Paper, largest: float) -> _Layout:
    """Standing if the columns fit at a good size, else lying, else the smallest type lying."""
    columns = tuple(
        Column(c.label, "right" if c.align == "decimal" else c.align, c.wraps, c.source == "bar", c.prose)
        for c in body.columns
    )
    texts: list[list[str]] = [[] for _ in columns]
    for line in body.lines:
        if line.values:
            for at, value in enumerate(line.values):
                texts[at].append(value)
    points = tuple(
        max(map(_decimals, some), default=0) if c.align == "decimal" else 0
        for c, some in zip(body.columns, texts, strict=True)
    )
    # A column must hold the widest number also when its point is moved into line.
    for some, most in zip(texts, points, strict=True):
        if most:
            some += [text + "0" * most for text in some if "." not in text and text.isdecimal()]
    for sheet in (paper, paper.turned()):
        size = largest
        while size >= paper.least_body:
            widths = solve_widths(columns, texts, fonts, size, sheet.inner)
            if widths is not None:
                xs = edges(sheet.margin, widths)
                return _Layout(Frame(model, sheet, fonts), size, xs, columns, points, fonts)
            size -= 1
    # More than the widest paper holds: every column gets its share, long numbers are squeezed or wrapped.
    sheet = paper.turned()
    wishes = [max((fonts.width(t, "regular", 1) for t in some), default=1.0) + 2 for some in texts]
    widths = tuple(sheet.inner * wish / sum(wishes) for wish in wishes)
    frame, xs = Frame(model, sheet, fonts), edges(sheet.margin, widths)
    return _Layout(frame, paper.least_body, xs, columns, tuple(0 for _ in columns), fonts)


def _cells(line: ModelLine, layout: _Layout) -> list[Cell]:
    columns, last = layout.columns, len(layout.columns)
    if line.kind == "row":
        return [
            Cell(
                text,
                at,
                at + 1,
                column.align,
                "regular",
                layout.indent(at, text),
                line.bar * column.bar,
                column.prose,
            )
            for at, (text, column) in enumerate(zip(line.values, columns, strict=True))
        ]
    if line.kind in ("subtotal", "total"):
        first = next((at for at, text in enumerate(line.values) if at and text), last)
        cells = [Cell(line.text, 0, first, "left", "bold")]
        cells += [
            Cell(text, at, at + 1, columns[at].align, "bold", layout.indent(at, text))
            for at, text in list(enumerate(line.values))[first:]
        ]
        return cells
    if line.kind == "end":
        return [Cell(line.text, 0, last, "center")]
    face = "regular" if line.kind in ("change", "remark") else "bold"
    return [Cell(line.text, 0, last, "left", face)]


_TINT: Final = {"group": HEADER, "subtotal": SUBTOTAL, "total": HEADER, "words": HEADER}


@dataclass(frozen=True, slots=True)
class _Composed:
    """A paginated list, not yet drawn."""

    layout: _Layout
    header: Band
    placed: list[list[Placed]]
    headings: list[Placed]
    lines: list[Line]
    pages: Pages


def _compose(model: SheetModel, body: TableBody, fonts: Fonts, paper: Paper, largest: float) -> _Composed:
    layout = _layout(model, body, fonts, paper, largest)
    frame, size, xs = layout.frame, layout.size, layout.xs
    header = header_band(layout.columns, xs, fonts, size)
    # A group's name is what people look for first: one point larger than the rows.
    placed = [
        [place(cell, xs, fonts, size + (line.kind == "group")) for cell in _cells(line, layout)]
        for line in body.lines
    ]
    base = size * frame.paper.row
    lines = [
        Line(_PAGE_KIND[line.kind], base, max(p.fitted.extra for p in cells), line.group)
        for line, cells in zip(body.lines, placed, strict=True)
    ]
    headings = [
        place(Cell(text + RESUMED, 0, len(layout.columns), "left", "bold"), xs, fonts, size + 1)
        for text in body.headings
    ]
    repeated = max((base + p.fitted.extra for p in headings), default=0.0)
    room = Room(frame.room(True) - header.height, frame.room(False) - header.height, repeated)
    try:
        pages = paginate(lines, room)
    except ValueError as fault:
        raise SenderFault(
            "text_too_long",
            "表里有一格文字太长，一整页也放不下，没有印。请县里把这一格写短后重发。",
            detail=str(fault),
        ) from fault
    return _Composed(layout, header, placed, headings, lines, pages)


def _render_table(model: SheetModel, body: TableBody, fonts: Fonts, paper: Paper) -> Rendered:
    has_remarks = any(c.source == "remark" for c in body.columns)
    largest = paper.body if has_remarks else paper.body_without_remarks
    done = _compose(model, body, fonts, paper, largest)
    # One page is easier to hang and to read than two: then the usual size will do.
    size = done.layout.size - 1
    while len(done.pages.pages) == 2 and size >= paper.body:
        smaller = _compose(model, body, fonts, paper, size)
        done = smaller if len(smaller.pages.pages) == 1 else done
        size -= 1
    frame, pages = done.layout.frame, done.pages.pages
    pen = _pen(model, fonts, frame.paper)
    frame.prepare(pen)
    for number, page in enumerate(pages, start=1):
        top = frame.draw_top(pen, number == 1)
        draw_table(pen, [done.header, *_bands(page, done, body.lines)], done.layout.xs, top)
        frame.draw_foot(pen, number, len(pages))
        pen.end_page()
    return Rendered(
        pdf=pen.finish(),
        pages=len(pages),
        lines=tuple(body.lines[page.start : page.stop] for page in pages),
        body_size=done.layout.size,
        factor=done.pages.factor,
        landscape=frame.paper.width > frame.paper.height,
        metrics=pen.metrics,
    )


def _bands(page: Page, done: _Composed, model: Sequence[ModelLine]) -> list[Band]:
    bands: list[Band] = []
    if page.resumes is not None and page.resumes < len(done.headings):
        heading = done.headings[page.resumes]
        height = done.layout.size * done.layout.frame.paper.row + heading.fitted.extra
        bands.append(Band((heading,), height, HEADER))
    striped = False
    for at in range(page.start, page.stop):
        kind = model[at].kind
        striped = kind == "row" and not striped
        tint = _TINT.get(kind) or (ZEBRA if kind == "row" and not striped else None)
        height = done.lines[at].height(done.pages.factor)
        bands.append(Band(tuple(done.placed[at]), height, tint, heavy=kind == "total"))
    return bands


# --- a few facts ---------------------------------------------------------------------------------

_FACT: Final = 1.18
_SENTENCE: Final = 0.7
"""Type of the facts and of the sentences, times the title's."""


def _render_facts(model: SheetModel, body: FactsBody, fonts: Fonts, paper: Paper) -> Rendered:
    """One page: large facts in a two-column table, sentences below, a little above the middle."""
    frame = Frame(model, paper, fonts)
    fact = paper.title * _FACT
    xs = edges(paper.margin, (paper.inner * 0.32, paper.inner * 0.68))
    bands: list[Band] = []
    for label, text in body.facts:
        cells = (
            place(Cell(label, 0, 1, "center", "bold"), xs, fonts, fact * 0.85),
            place(Cell(text, 1, 2, "center", "medium"), xs, fonts, fact),
        )
        extra = max(cell.fitted.extra for cell in cells)
        bands.append(Band(cells, fact * 2.6 + extra, None))
    size = paper.title * _SENTENCE if bands else fact * 0.85
    lines = [
        line
        for sentence in body.sentences
        for line in paragraph(sentence, paper.inner, fonts, "medium", size)
    ]
    height = sum(band.height for band in bands) + len(lines) * size * 1.7 + 24
    pen = _pen(model, fonts, paper)
    frame.prepare(pen)
    top = frame.draw_top(pen, True)
    top -= max(24.0, (frame.room(True) - height) * 0.3)
    if bands:
        top = draw_table(pen, bands, xs, top) - 24
    for line in lines:
        top -= size * 1.7
        pen.text(paper.width / 2, top, line, size=size, face="medium", align="center", room=paper.inner)
    frame.draw_foot(pen, 1, 1)
    pen.end_page()
    return Rendered(pen.finish(), 1, ((),), fact, 1.0, False, pen.metrics)


# --- texts and tables ----------------------------------------------------------------------------


def _render_flow(model: SheetModel, body: FlowBody, fonts: Fonts, wanted: Paper) -> Rendered:
    laid = lay_out(model, body, fonts, wanted)
    frame, count = laid.flow.frame, len(laid.pages)
    paper = frame.paper
    pen = _pen(model, fonts, paper)
    frame.prepare(pen)
    for number in range(count):
        draw_page(pen, laid, number, frame.draw_top(pen, number == 0))
        frame.draw_foot(pen, number + 1, count)
        pen.end_page()
    return Rendered(
        pen.finish(),
        count,
        ((),) * count,
        laid.flow.size,
        laid.factor,
        paper.width > paper.height,
        pen.metrics,
    )
