"""A list on paper: type and columns that fit, one table or two side by side, pages, drawing.

Linear in the number of lines; what repeats in a column (a date, a standard) is fitted once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from kiosk.domain.errors import SenderFault
from kiosk.sheets.fonts import Fonts
from kiosk.sheets.frame import Frame
from kiosk.sheets.model import ModelLine, SheetModel, TableBody
from kiosk.sheets.paginate import Line, LineKind, Page, Room, paginate
from kiosk.sheets.panels import GAP, Spread, spread
from kiosk.sheets.paper import Paper
from kiosk.sheets.pen import Pen
from kiosk.sheets.setting import (
    GUTTER,
    Setting,
    Sized,
    decimals,
    differing,
    fold,
    size_up,
    whole,
    with_unit,
)
from kiosk.sheets.table import (
    HEADER,
    NARROW_PAD,
    SUBTOTAL,
    ZEBRA,
    Band,
    Cell,
    Merged,
    Placed,
    draw_table,
    edges,
    header_band,
    place,
    solve_widths,
)

RESUMED: Final = "（续）"
_WORTH: Final = 2.4
"""Pages that a list must fill alone before it is set as two tables side by side."""
_TOGETHER: Final = (8, 2)
"""Rows of one merged cell that are not parted by the end of a page; the second where pages are low."""
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
_LOW_KIND: Final[dict[str, LineKind]] = {**_PAGE_KIND, "remark": "row"}
_TINT: Final = {"group": HEADER, "subtotal": SUBTOTAL, "total": HEADER, "words": HEADER}


@dataclass(frozen=True, slots=True)
class Composed:
    """A paginated list, not yet drawn."""

    setting: Setting
    header: Band
    placed: list[list[Placed]]
    headings: list[Placed]
    lines: list[Line]
    pages: tuple[Spread, ...]
    factor: float

    def lines_of(self, page: Spread) -> tuple[ModelLine, ...]:
        """Model lines on a page, in order."""
        parts = [*page.tables, *((page.end,) if page.end else ())]
        return tuple(line for part in parts for line in self.setting.body.lines[part.start : part.stop])


def compose(model: SheetModel, body: TableBody, fonts: Fonts, paper: Paper, *, large: bool) -> Composed:
    """Everything that has to be known before the first page is drawn.

    SenderFault ``text_too_long`` for a text that does not go on a whole page.
    """
    sized = size_up(body, fonts)
    if body.parted and not large and (halved := _halved(model, body, sized, fonts, paper)):
        return halved
    has_remarks = any(c.source == "remark" for c in body.columns)
    largest = paper.body if has_remarks else paper.body_without_remarks
    try:
        done = _largest(model, body, sized, fonts, paper, largest)
        # One page is easier to hang and to read than two: then the usual size will do.  A chart of many
        # pages takes its smaller type for every page that this saves.
        size = done.setting.size - 1
        least = paper.least_body if body.chart else paper.body
        while size >= least and (body.chart or len(done.pages) == 2):
            smaller = _paginated(whole(model, body, sized, fonts, paper, size), fonts)
            if len(smaller.pages) < len(done.pages) if body.chart else len(smaller.pages) == 1:
                done = smaller
            size -= 1
    except ValueError as fault:
        raise SenderFault(
            "text_too_long",
            "表里有一格文字太长，一整页也放不下，没有印。请县里把这一格写短后重发。",
            detail=str(fault),
        ) from fault
    return done


def _largest(
    model: SheetModel, body: TableBody, sized: Sized, fonts: Fonts, paper: Paper, largest: float
) -> Composed:
    """The largest type with which lines that belong together go on a page; if there is none (large type
    lying on A4), the smallest with fewer of them kept together."""
    size = largest
    while True:
        setting = whole(model, body, sized, fonts, paper, size)
        try:
            return _paginated(setting, fonts)
        except ValueError:
            if setting.size <= paper.least_body:
                return _paginated(setting, fonts, low=True)
            size = setting.size - 1


def _halved(model: SheetModel, body: TableBody, sized: Sized, fonts: Fonts, paper: Paper) -> Composed | None:
    """A long list as two tables side by side, in half the pages; None if it is short or too wide.

    What is the same in every row is said once above the tables if the columns do not fit otherwise.
    """
    pages = len(body.lines) * paper.body * paper.row / Frame(model, paper, fonts).room(False)
    if pages < _WORTH:
        return None
    for sheet in (paper, paper.turned()):
        room = (sheet.inner - GUTTER) / 2
        for folded in (False, True):
            kept = differing(body) if folded else None
            if kept is not None and len(kept) == len(body.columns):
                continue
            said, narrow, columns = fold(model, body, sized, kept) if kept else (model, body, sized)
            widths = solve_widths(columns.columns, columns.extents, paper.least_body, room, NARROW_PAD)
            if widths is None:
                continue
            frame = Frame(said, sheet, fonts)
            xs = edges(sheet.margin, widths)
            try:
                return _spread(Setting(said, narrow, frame, paper.least_body, xs, columns, 2, kept), fonts)
            except ValueError:
                # A block too tall beside or above the end of the list: one table has more room.
                return None
    return None


# --- cells and pages -----------------------------------------------------------------------------


class _Placer:
    """Fits the lines of one setting."""

    def __init__(self, setting: Setting, fonts: Fonts) -> None:
        self.setting = setting
        self.fonts = fonts
        self._rows: dict[tuple[int, str], Placed] = {}
        paper = setting.frame.paper
        self._wide = (paper.margin, paper.margin + paper.inner)
        kept = setting.kept
        self._pick: Callable[[tuple[str, ...]], tuple[str, ...]] | None = itemgetter(*kept) if kept else None

    def _values(self, line: ModelLine) -> tuple[str, ...]:
        return self._pick(line.values) if self._pick else line.values

    def row(self, line: ModelLine) -> list[Placed]:
        known = self._rows
        out: list[Placed] = []
        for at, text in enumerate(self._values(line)):
            found = known.get((at, text))
            if found is None or line.bar:
                found = known[at, text] = self._row_cell(line, at, text)
            out.append(found)
        return out

    def _row_cell(self, line: ModelLine, at: int, text: str) -> Placed:
        setting, column = self.setting, self.setting.sized.columns[at]
        merged = at < setting.body.merged and setting.body.chart
        cell = Cell(
            text, at, at + 1, column.align, "bold" if merged else "regular",
            self._indent(at, text), line.bar * column.bar, column.prose,
        )  # fmt: skip
        return place(cell, setting.xs, self.fonts, setting.size, setting.pad)

    def _indent(self, at: int, text: str) -> float:
        """What a number lacks of the most decimals of its column, so that the points stand in line."""
        most = self.setting.sized.points[at]
        have = decimals(text) if most else 0
        if most <= have:
            return 0.0
        blank = "0" * (most - have) if have else "." + "0" * most
        return self.fonts.width(blank, "regular", self.setting.size)

    def line(self, line: ModelLine) -> list[Placed]:
        """Any line, in the columns of the table."""
        if line.kind == "row":
            return self.row(line)
        setting = self.setting
        columns, last = setting.sized.columns, len(setting.sized.columns)
        if line.kind in ("subtotal", "total"):
            values = self._values(line)
            first = next((at for at, text in enumerate(values) if at and text), last)
            cells = [Cell(line.text, 0, first, "left", "bold")]
            cells += [
                Cell(text, at, at + 1, columns[at].align, "bold", self._indent(at, text))
                for at, text in list(enumerate(values))[first:]
            ]
        else:
            cells = [_over_all(line, last)]
        # A group's name is what people look for first: one point larger than the rows.
        size = setting.size + (line.kind == "group")
        return [place(cell, setting.xs, self.fonts, size, setting.pad) for cell in cells]

    def end(self, line: ModelLine) -> list[Placed]:
        """A line of the end over the whole width below two tables."""
        setting = self.setting
        if line.values:
            sums = [
                with_unit(column, text)
                for column, text in zip(setting.body.columns, self._values(line), strict=True)
                if text
            ]
            line = ModelLine(line.kind, "　".join((line.text, *sums)))
        return [place(_over_all(line, 1), self._wide, self.fonts, setting.size + (line.kind == "group"))]

    def heading(self, text: str) -> Placed:
        setting = self.setting
        cell = Cell(text + RESUMED, 0, len(setting.sized.columns), "left", "bold")
        return place(cell, setting.xs, self.fonts, setting.size + 1, setting.pad)


def _over_all(line: ModelLine, stop: int) -> Cell:
    align = "center" if line.kind == "end" else "left"
    return Cell(line.text, 0, stop, align, "regular" if line.kind in ("change", "remark", "end") else "bold")


def _runs(body: TableBody) -> Iterator[tuple[int, int]]:
    """Rows that share merged cells: their first line and the one after the last."""
    at = 0
    for merge, run in groupby(body.lines, key=lambda line: line.merge if line.kind == "row" else -1):
        count = len(list(run))
        if merge >= 0:
            yield at, at + count
        at += count


def _lines(setting: Setting, placed: Sequence[list[Placed]], low: bool = False) -> list[Line]:
    """Lines for the pagination; rows under a merged cell are tall enough for its text.

    ``low``: pages are so low that no more is kept together than must be.
    """
    body, base, kinds = setting.body, setting.base, _LOW_KIND if low else _PAGE_KIND
    together = _TOGETHER[low]
    lines = [
        Line(kinds[line.kind], base, max([cell.extra for cell in cells[body.merged :]]), line.group)
        if body.merged and line.merge >= 0
        else Line(kinds[line.kind], base, max([cell.extra for cell in cells]), line.group)
        for line, cells in zip(body.lines, placed, strict=True)
    ]
    if not body.merged:
        return lines
    for start, stop in _runs(body):
        count = stop - start
        needed = max(cell.extra for cell in placed[start][: body.merged])
        # A part of a run on a page has at least two rows.
        each = needed if count == 1 else max(0.0, (needed - base * 0.9) / 2)
        for at in range(start, stop):
            number = at - start
            kept = number in (1, count - 1) if body.chart else number % together != 0
            lines[at] = lines[at]._replace(extra=max(lines[at].extra, each), stays=number > 0 and kept)
    return lines


def _paginated(setting: Setting, fonts: Fonts, *, low: bool = False) -> Composed:
    """One table. ``ValueError`` when lines that belong together are taller than a page."""
    placer = _Placer(setting, fonts)
    header = header_band(setting.sized.columns, setting.xs, fonts, setting.size)
    placed = [placer.line(line) for line in setting.body.lines]
    lines = _lines(setting, placed, low)
    headings = [placer.heading(text) for text in setting.body.headings]
    repeated = max((setting.base + p.extra for p in headings), default=0.0)
    frame = setting.frame
    room = Room(frame.room(True) - header.height, frame.room(False) - header.height, repeated)
    pages = paginate(lines, room)
    spreads = tuple(Spread((page,), None) for page in pages.pages)
    return Composed(setting, header, placed, headings, lines, spreads, pages.factor)


def _spread(setting: Setting, fonts: Fonts) -> Composed:
    """Two tables side by side; ``ValueError`` as above."""
    placer, body, frame = _Placer(setting, fonts), setting.body, setting.frame
    header = header_band(setting.sized.columns, setting.xs, fonts, setting.size, setting.pad)
    end_at = setting.end_at
    placed = [placer.line(line) if at < end_at else placer.end(line) for at, line in enumerate(body.lines)]
    lines = _lines(setting, placed)
    headings = [placer.heading(text) for text in body.headings]
    repeated = max((setting.base + p.extra for p in headings), default=0.0)
    room = Room(frame.room(True), frame.room(False), repeated)
    done = spread(lines[:end_at], lines[end_at:], room, header.height)
    return Composed(setting, header, placed, headings, lines, done.pages, done.factor)


# --- drawing -------------------------------------------------------------------------------------


def draw(pen: Pen, done: Composed) -> None:
    """Every page of the list."""
    setting, frame = done.setting, done.setting.frame
    frame.prepare(pen)
    for number, page in enumerate(done.pages, start=1):
        pen.begin_page()
        top = frame.draw_top(pen, number == 1)
        lowest = top
        for at, part in enumerate(page.tables):
            bands = [done.header, *_bands(part, done)]
            lowest = min(lowest, draw_table(pen, bands, setting.xs, top, at * setting.aside))
        if page.end:
            left, inner = frame.paper.margin, frame.paper.inner
            below = lowest - GAP if page.tables else top
            draw_table(pen, _bands(page.end, done), (left, left + inner), below)
        frame.draw_foot(pen, number, len(done.pages))
        pen.end_page()


def _bands(page: Page, done: Composed) -> list[Band]:
    bands: list[Band] = []
    if page.resumes is not None and page.resumes < len(done.headings):
        heading = done.headings[page.resumes]
        bands.append(Band((heading,), done.setting.base + heading.extra, HEADER))
    body, factor = done.setting.body, done.factor
    lines = body.lines[page.start : page.stop]
    striped, above = False, -1
    for at, line in enumerate(lines, start=page.start):
        cells, height = done.placed[at], done.lines[at].height(factor)
        if line.kind != "row":
            striped = False
            bands.append(Band(cells, height, _TINT.get(line.kind), heavy=line.kind == "total"))
            continue
        goes_on = body.merged > 0 and line.merge >= 0 and line.merge == above
        striped = striped if goes_on and not body.chart else not striped
        above = line.merge
        tint = None if striped else ZEBRA
        if not body.merged or line.merge < 0:
            bands.append(Band(cells, height, tint))
            continue
        stop = at
        while stop < page.stop and body.lines[stop].kind == "row" and body.lines[stop].merge == line.merge:
            stop += 1
        merged: tuple[Merged, ...] = ()
        if not goes_on:
            whole = sum(done.lines[part].height(factor) for part in range(at, stop))
            shade = SUBTOTAL if body.chart else None
            merged = tuple(Merged(cell, whole, shade) for cell in cells[: body.merged])
        bands.append(
            Band(
                cells[body.merged :],
                height,
                tint,
                merged=merged,
                covered=body.merged if goes_on else 0,
                joins=body.merged if stop > at + 1 else 0,
            )
        )
    return bands
