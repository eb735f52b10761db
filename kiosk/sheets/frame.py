"""What stands round the table on every page: title, lines under it, foot with seal and QR code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kiosk.sheets import qr
from kiosk.sheets.fit import SQUEEZE, paragraph
from kiosk.sheets.fonts import Face, Fonts
from kiosk.sheets.model import SheetModel
from kiosk.sheets.paper import MM, Paper
from kiosk.sheets.pen import GREY, INK, LEAST_SIZE, Pen

_ALARM: Final = "#9B1C1C"
_GAP: Final = 10.0
_ABOVE_FOOT: Final = 17.0
"""Between table and foot, pt: the QR code's quiet zone (4 modules, 14 pt) must stay white."""
SEAL: Final = 42 * MM
"""Diameter of the place for a committee's seal."""
_LEAD: Final = 1.45
_STRIP: Final = 22.0
_PAGE: Final = 12.5
"""Type of the page number in the strip."""
_MOST_PAGES: Final = "第999页 共999页"
_LOUD: Final = 1.5
"""Type of the band on a sheet that only says that something is withdrawn, times the usual."""
_AIR_RIGHT: Final = frozenset("，。、；：！？）》")
_AIR_LEFT: Final = frozenset("（《")


# After these a title may go on in a second line, unless one of the others follows.
_PAUSE: Final = frozenset("年度月村区的、和及与》）")
_NO_PAUSE_BEFORE: Final = frozenset("年度月的、级民委务规）》")


@dataclass(frozen=True, slots=True)
class _Titled:
    lines: tuple[str, ...]
    size: float
    scale: float


def _title(text: str, fonts: Fonts, size: float, room: float) -> _Titled:
    """On one line if it can be squeezed or lowered a little, else on two even ones."""
    for lowered in (size, size - 2, size - 4):
        width = fonts.width(text, "title", lowered)
        if width * 0.92 <= room:
            return _Titled((text,), lowered, min(1.0, room / width))
    pair = _at_a_pause(text, fonts, size, room / SQUEEZE)
    count = 2
    while pair is None:
        lines = paragraph(text, fonts.width(text, "title", size) / count + size, fonts, "title", size)
        if max(fonts.width(line, "title", size) for line in lines) * SQUEEZE <= room:
            pair = lines
        count += 1
    widest = max(fonts.width(line, "title", size) for line in pair)
    return _Titled(tuple(pair), size, min(1.0, room / widest))


def _at_a_pause(text: str, fonts: Fonts, size: float, room: float) -> list[str] | None:
    """Two lines broken where one pauses in reading, if they are not too uneven; None if nowhere."""
    best: list[str] | None = None
    best_width = room
    for at in range(1, len(text)):
        if text[at - 1] not in _PAUSE or text[at] in _NO_PAUSE_BEFORE:
            continue
        pair = [text[:at], text[at:]]
        widths = sorted(fonts.width(line, "title", size) for line in pair)
        if widths[0] >= widths[1] * 0.55 and widths[1] <= best_width:
            best, best_width = pair, widths[1]
    return best


def _air(line: str) -> float:
    """How far a centred line must move for the white half of a mark at its end, times the type size."""
    return 0.25 * ((line[-1:] in _AIR_RIGHT) - (line[:1] in _AIR_LEFT))


@dataclass(slots=True)
class Frame:
    """Measures first (the table needs the heights), draws later."""

    model: SheetModel
    paper: Paper
    fonts: Fonts
    _modules: tuple[tuple[bool, ...], ...] = field(default=(), init=False)
    _facts: list[tuple[str, list[str]]] = field(default_factory=list[tuple[str, list[str]]], init=False)
    _notice: list[str] = field(default_factory=list[str], init=False)
    _first: _Titled = field(init=False)
    _further: _Titled = field(init=False)
    _below: list[str] = field(default_factory=list[str], init=False)

    def __post_init__(self) -> None:
        paper, model = self.paper, self.model
        self._first = _title(model.title, self.fonts, paper.title, paper.inner)
        self._further = _title(model.title, self.fonts, paper.title_further, paper.inner)
        if model.stamp.qr:
            self._modules = qr.matrix(model.stamp.qr, model.stamp.weathers)
        room = self._facts_width - self._label_width
        self._facts = [
            (label, paragraph(pieces, room, self.fonts, "regular", paper.facts, spare=1))
            for label, pieces in model.footer.facts
        ]
        widest = self.fonts.width(_MOST_PAGES, "bold", _PAGE) + 4 * _GAP
        if self._strip_text(widest + self.fonts.width(self._identity, "regular", LEAST_SIZE)) is None:
            whole = f"{model.footer.keeping}　{model.footer.catalogue}"
            self._below = paragraph(whole, paper.inner, self.fonts, "regular", LEAST_SIZE)
        if model.notice:
            label = self.fonts.width(model.notice.label, "bold", self._notice_size) + 3 * _GAP
            self._notice = paragraph(
                model.notice.pieces, paper.inner - label - 2 * _GAP, self.fonts, "medium", self._notice_size
            )

    # --- measures, pt ----------------------------------------------------------------------------

    @property
    def _qr_side(self) -> float:
        return qr.outer_side(len(self._modules), self.paper.symbol) if self._modules else 0.0

    @property
    def _seal(self) -> float:
        return SEAL if self.model.footer.sealed else 0.0

    @property
    def _facts_width(self) -> float:
        taken = self._seal + _GAP + (self._qr_side + _GAP if self._modules else 0.0)
        return self.paper.inner - taken

    @property
    def _label_width(self) -> float:
        return self.fonts.width("公布单位：", "bold", self.paper.facts)

    @property
    def _line(self) -> float:
        return self.paper.facts * _LEAD

    @property
    def _facts_height(self) -> float:
        return sum(len(lines) for _, lines in self._facts) * self._line

    @property
    def _signers_height(self) -> float:
        return self.paper.facts * 2.4

    @property
    def foot_height(self) -> float:
        """From the lower margin to the lower edge of the table area."""
        left = self._facts_height + self._signers_height
        right = self._qr_side + LEAST_SIZE * 1.3 if self._modules else self._seal
        return _ABOVE_FOOT + max(left, right, self._seal + self._signers_height * 0.5) + self._strip_height

    @property
    def _strip_height(self) -> float:
        return _STRIP + len(self._below) * LEAST_SIZE * 1.3

    def _title_height(self, titled: _Titled) -> float:
        return titled.size * (0.25 + 1.22 * len(titled.lines)) + _GAP * 0.6

    @property
    def _notice_size(self) -> float:
        """A sheet without a list hangs because of its band: that is read from afar."""
        return self.paper.info * (_LOUD if self.model.says_withdrawn else 1.0)

    @property
    def _notice_height(self) -> float:
        return len(self._notice) * self._notice_size * _LEAD + 1.9 * _GAP if self._notice else 0.0

    def top_height(self, first: bool) -> float:
        """From the upper margin to the upper edge of the table area."""
        info = self.paper.info * (1.7 + (1.8 if self.model.every_page else 0.0))
        if not first:
            return self._title_height(self._further) + info + self._notice_height
        lead = self.paper.info * 1.8 if self.model.lead else 0.0
        return self._title_height(self._first) + info + lead + self._notice_height

    def room(self, first: bool) -> float:
        """Height of the table area."""
        return self.paper.height - 2 * self.paper.margin - self.top_height(first) - self.foot_height

    # --- drawing ---------------------------------------------------------------------------------

    def prepare(self, pen: Pen) -> None:
        """Once a document, before its first page."""
        if self._modules:
            qr.define(pen, self._modules)

    def draw_top(self, pen: Pen, first: bool) -> float:
        """Draws title and lines; returns the y at which the table begins."""
        paper, model = self.paper, self.model
        middle = paper.width / 2
        titled = self._first if first else self._further
        y = paper.height - paper.margin
        for line in titled.lines:
            y -= titled.size * 1.22
            pen.text(
                middle + titled.size * titled.scale * _air(line), y + titled.size * 0.2, line,
                size=titled.size, face="title", align="center", scale=titled.scale, room=paper.inner,
            )  # fmt: skip
        y = paper.height - paper.margin - self._title_height(titled)
        y = self._draw_info(pen, y)
        for text in (model.lead if first else "", model.every_page):
            if text:
                size = paper.info
                y -= size * 1.8
                self._squeezed(pen, paper.margin, y + size * 0.62, text, size, "medium", paper.inner)
        return self._draw_notice(pen, y) if model.notice else y

    def _draw_info(self, pen: Pen, top: float) -> float:
        paper, (left, middle, right) = self.paper, self.model.info
        size = paper.info
        y = top - size * 1.7
        base = y + size * 0.5
        widths = [self.fonts.width(text, "regular", size) for text in (left, middle, right)]
        scale = min(1.0, (paper.inner - 4 * _GAP) / max(1.0, sum(widths)))
        room = paper.inner
        pen.text(paper.margin, base, left, size=size, scale=scale, room=room)
        # The middle text moves aside for a long neighbour instead of running into it.
        low = paper.margin + widths[0] * scale + 2 * _GAP
        high = paper.width - paper.margin - widths[2] * scale - 2 * _GAP
        half = widths[1] * scale / 2
        centre = min(max(paper.width / 2, low + half), high - half)
        pen.text(centre, base, middle, size=size, align="center", scale=scale, room=room)
        pen.text(paper.width - paper.margin, base, right, size=size, align="right", scale=scale, room=room)
        return y

    def _squeezed(
        self, pen: Pen, x: float, y: float, text: str, size: float, face: Face, room: float
    ) -> None:
        width = self.fonts.width(text, face, size)
        while width * SQUEEZE > room and size > LEAST_SIZE:
            size = max(LEAST_SIZE, size - 1)
            width = self.fonts.width(text, face, size)
        pen.text(x, y, text, size=size, face=face, scale=min(1.0, room / width), room=room)

    def _draw_notice(self, pen: Pen, top: float) -> float:
        paper, notice = self.paper, self.model.notice
        assert notice is not None
        size = self._notice_size
        height = len(self._notice) * size * _LEAD + _GAP * 0.8
        y = top - height - _GAP * 0.5
        label = self.fonts.width(notice.label, "bold", size) + 2 * _GAP
        pen.fill(paper.margin, y, label, height, _ALARM)
        pen.frame(paper.margin, y, paper.inner, height, 1.0, _ALARM)
        pen.text(
            paper.margin + label / 2, y + height / 2 - size * 0.38, notice.label,
            size=size, face="bold", align="center", ink="#FFFFFF", room=label,
        )  # fmt: skip
        line_y = y + height - _GAP * 0.4 - size * 1.06
        for line in self._notice:
            pen.text(
                paper.margin + label + _GAP, line_y, line,
                size=size, face="medium", room=paper.inner - label - _GAP,
            )  # fmt: skip
            line_y -= size * _LEAD
        return y - _GAP * 0.6

    def draw_foot(self, pen: Pen, number: int, count: int) -> None:
        """Facts, signatures, seal, QR code and the strip with identity and page number."""
        paper = self.paper
        bottom = paper.margin + self._strip_height
        top = paper.margin + self.foot_height - _ABOVE_FOOT
        self._draw_facts(pen, top)
        right = paper.width - paper.margin
        if self._modules:
            side = self._qr_side
            # The quiet zone is white anyway: it may lie in the margin, the symbol lines up with the table.
            quiet = side * qr.QUIET / (len(self._modules) + 2 * qr.QUIET)
            x = right - side + quiet
            qr.stamp(pen, x, top - side + quiet, side, len(self._modules))
            pen.text(
                x + side / 2, top - side + quiet - LEAST_SIZE, "扫码看是不是最新",
                size=LEAST_SIZE, face="medium", align="center", room=side,
            )  # fmt: skip
            right = x
        if self.model.footer.sealed:
            centre = right - _GAP / 2 - SEAL / 2
            pen.dashed_circle(centre, top - SEAL / 2 + 2, SEAL / 2, "#999999")
            pen.text(centre, top - SEAL / 2 - 2, "（盖章处）", size=12, align="center", ink=GREY, room=SEAL)
        self._draw_signers(pen, bottom, right - _GAP)
        self._draw_strip(pen, number, count)

    def _draw_facts(self, pen: Pen, top: float) -> None:
        paper = self.paper
        x = paper.margin + self._label_width
        y = top - paper.facts * 1.05
        for label, lines in self._facts:
            pen.text(paper.margin, y, f"{label}：", size=paper.facts, face="bold", room=self._label_width)
            for line in lines:
                pen.text(x, y, line, size=paper.facts, room=self._facts_width - self._label_width)
                y -= self._line

    def _draw_signers(self, pen: Pen, bottom: float, right: float) -> None:
        paper = self.paper
        size = paper.facts
        labels = [f"{who}：" for who in self.model.footer.signers]
        widths = [self.fonts.width(label, "regular", size) for label in labels]
        rule = (right - paper.margin - sum(widths) - _GAP * len(labels)) / len(labels)
        x = paper.margin
        base = bottom + size * 0.55
        rules: list[tuple[float, float, float, float]] = []
        for label, width in zip(labels, widths, strict=True):
            pen.text(x, base, label, size=size, room=width)
            rules.append((x + width, base - 3, x + width + rule, base - 3))
            x += width + rule + _GAP
        pen.lines(rules, 0.6, INK)

    @property
    def _identity(self) -> str:
        return f"编号 {self.model.stamp.sheet_id}　核对码 {self.model.stamp.digest}"

    def _strip_text(self, used: float) -> tuple[str, float] | None:
        """What stands at the left of the strip and its squeeze; None when it needs lines of its own.

        ``used``: width of identity and page number.
        """
        room = self.paper.inner - used
        for catalogue in (self.model.footer.catalogue, self.model.footer.catalogue_short):
            text = f"{self.model.footer.keeping}　{catalogue}"
            natural = self.fonts.width(text, "regular", LEAST_SIZE)
            if natural * SQUEEZE <= room:
                return text, min(1.0, room / natural)
        return None

    def _draw_strip(self, pen: Pen, number: int, count: int) -> None:
        paper = self.paper
        top = paper.margin + self._strip_height - 5
        pen.lines([(paper.margin, top, paper.width - paper.margin, top)], 0.5, GREY)
        y = top - 14
        for line in self._below:
            pen.text(paper.margin, y, line, size=LEAST_SIZE, room=paper.inner)
            y -= LEAST_SIZE * 1.3
        page = f"第{number}页 共{count}页"
        right = paper.width - paper.margin
        used = pen.text(right, y, page, size=_PAGE, face="bold", align="right") + 2 * _GAP
        used += pen.text(right - used, y, self._identity, size=LEAST_SIZE, align="right") + 2 * _GAP
        if not self._below and (found := self._strip_text(used)):
            text, scale = found
            pen.text(paper.margin, y, text, size=LEAST_SIZE, scale=scale, room=paper.inner - used)
