"""From a model to a PDF: choose paper and type, paginate, draw. Linear in the number of lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.sheets.fit import paragraph
from kiosk.sheets.flow import draw_page, lay_out
from kiosk.sheets.fonts import Fonts
from kiosk.sheets.frame import Frame
from kiosk.sheets.listing import compose, draw
from kiosk.sheets.model import FactsBody, FlowBody, ModelLine, SheetModel, TableBody
from kiosk.sheets.paper import PAPERS, Paper
from kiosk.sheets.pen import Metrics, Pen
from kiosk.sheets.table import Band, Cell, draw_table, edges, place


@dataclass(frozen=True, slots=True)
class Rendered:
    """The PDF and how it came out. ``lines``: model lines of each page; sizes in pt.

    ``tables``: how many stand side by side.
    """

    pdf: bytes
    pages: int
    lines: tuple[tuple[ModelLine, ...], ...]
    body_size: float
    factor: float
    landscape: bool
    metrics: Metrics
    tables: int = 1


def render(model: SheetModel, fonts: Fonts, *, large: bool = False, paper: str = "a3") -> Rendered:
    """Draws ``model`` on a paper of PAPERS. Every character has been checked before (``Fonts.missing``)."""
    papers = PAPERS[paper]
    usual = papers.large if large else papers.table
    if isinstance(model.body, TableBody):
        return _render_table(model, model.body, fonts, papers.chart if model.body.chart else usual, large)
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


def _render_table(model: SheetModel, body: TableBody, fonts: Fonts, paper: Paper, large: bool) -> Rendered:
    done = compose(model, body, fonts, paper, large=large)
    setting = done.setting
    pen = _pen(model, fonts, setting.frame.paper)
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
        pages=len(done.pages),
        lines=tuple(lines),
        body_size=setting.size,
        factor=done.factor,
        landscape=setting.frame.paper.width > setting.frame.paper.height,
        metrics=pen.metrics,
        tables=setting.tables,
    )


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
        extra = max(cell.extra for cell in cells)
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
