"""Drawing texts and tables one below the other: posters, and tables of a disclosure.

A poster takes the largest type with which it stays on one page; what does not fit on one page even
in the smallest goes on, with the same keep rules as a list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain.errors import SenderFault
from kiosk.sheets.fit import paragraph
from kiosk.sheets.fonts import Face, Fonts
from kiosk.sheets.frame import Frame
from kiosk.sheets.model import FlowBody, PictureBlock, SheetModel, TableBlock, TextBlock
from kiosk.sheets.paginate import Line, LineKind, Room, paginate
from kiosk.sheets.paper import Paper
from kiosk.sheets.pen import LEAST_SIZE, Pen
from kiosk.sheets.picture import drawn, fitted
from kiosk.sheets.table import (
    SUBTOTAL,
    ZEBRA,
    Band,
    Cell,
    Column,
    draw_table,
    edges,
    header_band,
    measure,
    place,
    solve_widths,
)

_LABEL: Final = "#9B1C1C"
_PICTURE: Final = 0.42
"""Most that a picture takes of a page's height."""
_PITCH: Final = 1.55
"""Line pitch of running text, times the type size."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One line of the flow: a band of table ``table``, or a drawing of its own height."""

    line: Line
    draw: Callable[[Pen, float], None] | None = None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """Pieces laid out for one paper and type size."""

    frame: Frame
    size: float
    pieces: list[_Piece]
    heads: list[Band]
    table_xs: list[tuple[float, ...]]


class _Builder:
    def __init__(self, frame: Frame, fonts: Fonts, size: float) -> None:
        self.flow = Flow(frame, size, [], [], [])
        self.fonts = fonts
        self.left = frame.paper.margin
        self.room = frame.paper.inner

    def add(self, kind: LineKind, height: float, draw: Callable[[Pen, float], None] | None = None) -> None:
        """A line of the flow, lowered a little when that saves a page; without ``draw`` it is white."""
        self.flow.pieces.append(_Piece(Line(kind, height), draw))

    def gap(self, height: float) -> None:
        """White that stays with what is above."""
        if self.flow.pieces:
            self.add("tail", height)

    def lines(
        self, texts: Sequence[str], size: float, face: Face, indent: float = 0.0, kind: LineKind = "row"
    ) -> None:
        """Lines of text, each on its own so that a page may end between them."""
        for text in texts:
            self.add(kind, size * _PITCH, self._writer(text, size, face, indent))

    def _writer(self, text: str, size: float, face: Face, indent: float) -> Callable[[Pen, float], None]:
        def write(pen: Pen, top: float) -> None:
            base = top - size * (_PITCH / 2 + 0.38)
            pen.text(self.left + indent, base, text, size=size, face=face, room=self.room - indent)

        return write

    def text(self, block: TextBlock) -> None:
        size = self.flow.size
        if block.style == "heading":
            self.gap(size * 0.5)
            lines = paragraph(block.text, self.room, self.fonts, "bold", size * 1.15)
            self.lines(lines, size * 1.15, "bold", kind="group")
        elif block.style in ("text", "call"):
            # 首行缩进两字
            indent = "　　" if block.style == "text" else ""
            lines = paragraph(indent + block.text, self.room, self.fonts, "regular", size)
            self.lines(lines, size, "regular")
        elif block.style == "source":
            small = max(LEAST_SIZE, min(size, 16.0), size * 0.66)
            self.gap(size * 0.3)
            self.lines(paragraph(block.text, self.room, self.fonts, "regular", small), small, "regular")
        elif block.style == "end":
            self.add("tail", size * _PITCH, self._ending(block.text))
        elif block.style == "item":
            indent = max(size * 2, self.fonts.width(block.label, "regular", size) + size * 1.2)
            lines = paragraph(block.text, self.room - indent, self.fonts, "regular", size)
            for at, line in enumerate(lines):
                self.add("row", size * _PITCH, self._item(block.label if at == 0 else "", line, indent))
        else:
            self._answer(block)

    def _ending(self, text: str) -> Callable[[Pen, float], None]:
        size = self.flow.size

        def write(pen: Pen, top: float) -> None:
            base = top - size * (_PITCH / 2 + 0.38)
            pen.text(self.left + self.room / 2, base, text, size=size, align="center", room=self.room)

        return write

    def _item(self, label: str, text: str, indent: float) -> Callable[[Pen, float], None]:
        size = self.flow.size

        def write(pen: Pen, top: float) -> None:
            base = top - size * (_PITCH / 2 + 0.38)
            pen.text(self.left + indent - size * 0.5, base, label, size=size, align="right", room=indent)
            pen.text(self.left + indent, base, text, size=size, room=self.room - indent)

        return write

    def _answer(self, block: TextBlock) -> None:
        """A question in a dark box at the left, its answer beside it; never parted by a page's end."""
        size = self.flow.size
        box = self.fonts.width("什么时候", "bold", size) + size * 1.2
        lines = paragraph(block.text, self.room - box - size, self.fonts, "regular", size)
        height = max(len(lines), 1) * size * _PITCH + size * 0.9

        def write(pen: Pen, top: float) -> None:
            pen.fill(self.left, top - height, box, height, _LABEL)
            pen.frame(self.left, top - height, self.room, height, 1.0, _LABEL)
            pen.text(
                self.left + box / 2, top - height / 2 - size * 0.38, block.label,
                size=size, face="bold", align="center", ink="#FFFFFF", room=box,
            )  # fmt: skip
            base = top - size * 0.45 - size * (_PITCH / 2 + 0.38)
            for line in lines:
                pen.text(
                    self.left + box + size * 0.6, base, line, size=size, room=self.room - box - size * 0.6
                )
                base -= size * _PITCH

        self.flow.pieces.append(_Piece(Line("row", 0.0, height), write))
        self.add("tail", size * 0.55)

    def pictures(self, block: PictureBlock) -> None:
        """Side by side, in the middle of their share of the width, each with its title below."""
        small = max(LEAST_SIZE, min(self.flow.size, 16.0))
        apart = small
        share = (self.room + apart) / len(block.pictures)
        tallest = self.flow.frame.room(True) * _PICTURE
        places = [fitted(one.size, share - apart, tallest) for one in block.pictures]
        titles = [
            paragraph(one.title, share - apart, self.fonts, "regular", small) for one in block.pictures
        ]
        height = max(place[1] for place in places)

        def write(pen: Pen, top: float) -> None:
            for at, (one, (wide, tall), lines) in enumerate(zip(block.pictures, places, titles, strict=True)):
                middle = self.left + share * at + (share - apart) / 2
                pen.picture(middle - wide / 2, top - tall, wide, tall, drawn(one.path, wide, tall))
                base = top - height - small * 1.2
                for line in lines:
                    pen.text(middle, base, line, size=small, align="center", room=share - apart)
                    base -= small * 1.3

        self.gap(self.flow.size * 0.5)
        below = small * (0.3 + 1.3 * max(len(lines) for lines in titles))
        self.flow.pieces.append(_Piece(Line("row", 0.0, height + below), write))

    def table(self, block: TableBlock, size: float) -> bool:
        """False when the columns do not fit at this size."""
        columns = tuple(
            Column(c.label, "right" if c.align == "decimal" else c.align, c.wraps) for c in block.columns
        )
        cells = [[line.values[at] for line in block.lines] for at in range(len(columns))]
        widths = solve_widths(columns, measure(columns, cells, self.fonts), size, self.room)
        if widths is None:
            return False
        xs = edges(self.left, widths)
        number = len(self.flow.heads)
        head = header_band(columns, xs, self.fonts, size)
        self.gap(size * 0.4)
        self.flow.heads.append(head)
        self.flow.table_xs.append(xs)
        self.flow.pieces.append(_Piece(Line("group", 0.0, head.height, number), band=head))
        striped = False
        for line in block.lines:
            striped = line.kind == "row" and not striped
            face: Face = "regular" if line.kind == "row" else "bold"
            placed = tuple(
                place(Cell(text, at, at + 1, columns[at].align, face), xs, self.fonts, size)
                for at, text in enumerate(line.values)
            )
            height = size * 1.78 + max(cell.extra for cell in placed)
            tint = SUBTOTAL if line.kind != "row" else None if striped else ZEBRA
            band = Band(placed, height, tint)
            self.flow.pieces.append(_Piece(Line("row", 0.0, height, number), band=band))
        self.add("tail", size * 0.8)
        return True


def _build(model: SheetModel, body: FlowBody, fonts: Fonts, paper: Paper, size: float) -> Flow | None:
    builder = _Builder(Frame(model, paper, fonts), fonts, size)
    builder.add("tail", size * 0.6)
    before = ""
    for block in body.blocks:
        if isinstance(block, TextBlock):
            if before == "item" and block.style in ("text", "call"):
                builder.gap(size * 0.4)
            before = block.style
            builder.text(block)
        elif isinstance(block, PictureBlock):
            builder.pictures(block)
        elif not builder.table(block, _table_size(size)):
            return None
    return builder.flow


def _table_size(size: float) -> float:
    """Type in tables: like the text while that is small, lagging behind it on a poster."""
    return size if size <= 20 else min(28.0, max(20.0, size * 0.75))


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A flow cut into pages: pieces and the table whose head is repeated on top, if any."""

    flow: Flow
    pages: list[tuple[list[_Piece], int | None]]
    factor: float


def _paginated(flow: Flow) -> LaidOut:
    """``ValueError`` when something that may not be parted is taller than a page."""
    heading = max((head.height for head in flow.heads), default=0.0)
    # Large text must not stand on the small print of the foot.
    spare = max(0.0, flow.size - 18) * 0.8
    room = Room(flow.frame.room(True) - spare, flow.frame.room(False) - spare, heading)
    done = paginate([piece.line for piece in flow.pieces], room)
    pages = [(flow.pieces[page.start : page.stop], page.resumes) for page in done.pages]
    return LaidOut(flow, pages, done.factor)


def lay_out(model: SheetModel, body: FlowBody, fonts: Fonts, paper: Paper) -> LaidOut:
    """The largest type that needs no more pages than the smallest; lying if a table needs it.

    SenderFault ``table_too_wide`` or ``text_too_long`` when not even the smallest type does.
    """
    largest = int(paper.body if body.poster else paper.body_without_remarks)
    least = int(paper.least_body)
    for sheet in (paper, paper.turned()):
        flow = _build(model, body, fonts, sheet, least)
        if flow is None:
            continue
        try:
            best = _paginated(flow)
        except ValueError as fault:
            raise SenderFault(
                "text_too_long",
                "有一段文字太长，一整页也放不下，没有印。请县里分成几段后重发。",
                detail=str(fault),
            ) from fault
        low, high, count = least + 1, largest, len(best.pages)
        while low <= high:
            size = (low + high) // 2
            larger = _attempt(model, body, fonts, sheet, size)
            if larger is not None and len(larger.pages) <= count:
                best, low = larger, size + 1
            else:
                high = size - 1
        return best
    raise SenderFault("table_too_wide", "表格的列太多太宽，一张纸放不下，没有印。请县里把表拆成两张后重发。")


def _attempt(model: SheetModel, body: FlowBody, fonts: Fonts, paper: Paper, size: float) -> LaidOut | None:
    flow = _build(model, body, fonts, paper, size)
    try:
        return _paginated(flow) if flow is not None else None
    except ValueError:
        return None


def draw_page(pen: Pen, laid: LaidOut, number: int, top: float) -> None:
    """Draws page ``number`` (from 0) downwards from ``top``."""
    flow, (pieces, resumes) = laid.flow, laid.pages[number]
    y = top
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.band is None:
            if piece.draw is not None:
                piece.draw(pen, y)
            y -= piece.line.height(laid.factor)
            at += 1
            continue
        table = piece.line.group
        stop = at
        while stop < len(pieces) and pieces[stop].band is not None and pieces[stop].line.group == table:
            stop += 1
        bands = [band for part in pieces[at:stop] if (band := part.band) is not None]
        if at == 0 and resumes == table:
            bands.insert(0, flow.heads[table])
        y = draw_table(pen, bands, flow.table_xs[table], y)
        at = stop
