"""From a model to a PDF: choose paper and type, paginate, draw. Linear in the number of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.sheets.fit import paragraph
from kiosk.sheets.flow import draw_page, lay_out
from kiosk.sheets.fonts import Fonts
from kiosk.sheets.frame import Frame
from kiosk.sheets.listing import Composed, compose, draw
from kiosk.sheets.model import FactsBody, FlowBody, ModelLine, SheetModel, SlipBody, TableBody
from kiosk.sheets.paper import PAPERS, Paper
from kiosk.sheets.pen import Cut, Metrics, Pen
from kiosk.sheets.slip import SLIP_PAPERS, render_slip
from kiosk.sheets.table import Band, Cell, draw_table, edges, place
from kiosk.sheets.tiling import TiledPen

TILED: Final = "2xa4"


@dataclass(frozen=True, slots=True)
class Rendered:
    """The PDF and how it came out. ``lines``: model lines of each page; sizes in pt.

    ``tables``: how many stand side by side.  ``cuts``: where each drawn page was parted into two
    ``pages`` of A4.
    """

    pdf: bytes
    pages: int
    lines: tuple[tuple[ModelLine, ...], ...]
    body_size: float
    factor: float
    landscape: bool
    metrics: Metrics
    tables: int = 1
    cuts: Sequence[Cut] = ()


def render(model: SheetModel, fonts: Fonts, *, large: bool = False, paper: str = "a3") -> Rendered:
    """Draws ``model`` on a paper of PAPERS (a slip: of SLIP_PAPERS).

    Every character has been checked before (``Fonts.missing``).
    """
    if isinstance(model.body, SlipBody):
        pdf, pages, metrics = render_slip(model, model.body, fonts, paper)
        return Rendered(pdf, pages, ((),) * pages, SLIP_PAPERS[paper].body, 1.0, False, metrics)
    papers = PAPERS[paper]
    usual = papers.large if large else papers.table
    tiled = paper == TILED
    if isinstance(model.body, TableBody):
        done = compose(model, model.body, fonts, papers.chart if model.body.chart else usual, large=large)
        return _render_table(model, model.body, done, fonts, tiled)
    if isinstance(model.body, FlowBody):
        return _render_flow(model, model.body, fonts, papers.poster if model.body.poster else usual, tiled)
    return _render_facts(model, model.body, fonts, usual, tiled)


def _pen(model: SheetModel, fonts: Fonts, paper: Paper, tiled: bool) -> Pen:
    page = (paper.width, paper.height)
    title, author = model.title, model.issuer
    subject = f"编号 {model.stamp.sheet_id} 核对码 {model.stamp.digest}"
    if tiled:
        return TiledPen(fonts, page, title=title, author=author, subject=subject, margin=paper.margin)
    return Pen(fonts, page, title=title, author=author, subject=subject)


# --- a list --------------------------------------------------------------------------------------


def _render_table(model: SheetModel, body: TableBody, done: Composed, fonts: Fonts, tiled: bool) -> Rendered:
    setting = done.setting
    pen = _pen(model, fonts, setting.frame.paper, tiled)
    draw(pen, done)
    # The caller's lines: those of a setting may lack the columns that are said above the tables.
    at = 0
    lines: list[tuple[ModelLine, ...]] = []
    for page in done.pages:
        count = len(done.lines_of(page))
        lines.append(body.lines[at : at + count])
        at += count
    return Rendered(
        pdf=pen.finish(),
        pages=len(done.pages) * pen.tiles,
        lines=tuple(lines),
        body_size=setting.size,
        factor=done.factor,
        landscape=setting.frame.paper.width > setting.frame.paper.height,
        metrics=pen.metrics,
        tables=setting.tables,
        cuts=pen.cuts,
    )


# --- a few facts ---------------------------------------------------------------------------------

_FACT: Final = 1.18
_SENTENCE: Final = 0.7
"""Type of the facts and of the sentences, times the title's."""


def _render_facts(model: SheetModel, body: FactsBody, fonts: Fonts, paper: Paper, tiled: bool) -> Rendered:
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
        extra = max(cell.extra for cell in cells)
        bands.append(Band(cells, fact * 2.6 + extra, None))
    size = paper.title * _SENTENCE if bands else fact * 0.85
    lines = [
        line
        for sentence in body.sentences
        for line in paragraph(sentence, paper.inner, fonts, "medium", size)
    ]
    height = sum(band.height for band in bands) + len(lines) * size * 1.7 + 24
    pen = _pen(model, fonts, paper, tiled)
    frame.prepare(pen)
    pen.begin_page()
    top = frame.draw_top(pen, True)
    top -= max(24.0, (frame.room(True) - height) * 0.3)
    if bands:
        top = draw_table(pen, bands, xs, top) - 24
    for line in lines:
        top -= size * 1.7
        pen.text(paper.width / 2, top, line, size=size, face="medium", align="center", room=paper.inner)
    frame.draw_foot(pen, 1, 1)
    pen.end_page()
    return Rendered(pen.finish(), pen.tiles, ((),), fact, 1.0, False, pen.metrics, cuts=pen.cuts)


# --- texts and tables ----------------------------------------------------------------------------


def _render_flow(model: SheetModel, body: FlowBody, fonts: Fonts, wanted: Paper, tiled: bool) -> Rendered:
    laid = lay_out(model, body, fonts, wanted)
    frame, count = laid.flow.frame, len(laid.pages)
    paper = frame.paper
    pen = _pen(model, fonts, paper, tiled)
    frame.prepare(pen)
    for number in range(count):
        pen.begin_page()
        draw_page(pen, laid, number, frame.draw_top(pen, number == 0))
        frame.draw_foot(pen, number + 1, count)
        pen.end_page()
    return Rendered(
        pen.finish(),
        count * pen.tiles,
        ((),) * count,
        laid.flow.size,
        laid.factor,
        paper.width > paper.height,
        pen.metrics,
        cuts=pen.cuts,
    )
