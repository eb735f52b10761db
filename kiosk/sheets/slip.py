"""The sheet ``slip`` (明白条): what a year's lists say of one person, to take home.

It says the name as it stands on the lists and no number of any kind: no row, no id of the person.
Identity and code are those of the village's page of the year, the same for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from kiosk.domain.errors import UsageFault
from kiosk.domain.money import format_yuan
from kiosk.domain.sentences import payment_lines
from kiosk.domain.sheetid import content_digest
from kiosk.domain.texts import full_day
from kiosk.sheets import qr
from kiosk.sheets.fit import SQUEEZE, fit, paragraph
from kiosk.sheets.fonts import Face, Fonts
from kiosk.sheets.model import SheetModel, SlipBody, SlipEntry, Stamp, Unit, footer_of
from kiosk.sheets.paper import MM
from kiosk.sheets.pen import GREY, Align, Metrics, Pen
from kiosk.store.content import YEAR, content_id, year_page_content
from kiosk.store.views import RecipientLine, RecipientView

KIND: Final = "slip"
_PITCH: Final = 1.45
_CLOSE: Final = 1.3
"""Line pitch of sentences and of the small print below them, times the type size."""


@dataclass(frozen=True, slots=True)
class SlipPaper:
    """Sizes in pt; ``height`` None is a roll, cut where the text ends."""

    width: float
    height: float | None
    margin: float
    title: float
    name: float
    body: float
    small: float
    symbol: float = 25 * MM


SLIP_PAPERS: Final = {
    "a5": SlipPaper(148 * MM, 210 * MM, 10 * MM, 24, 18, 12, 11),
    "80mm": SlipPaper(80 * MM, None, 4 * MM, 20, 16, 12, 11),
    # What every office has in its tray; the type is for old eyes.
    "a4": SlipPaper(210 * MM, 297 * MM, 15 * MM, 34, 26, 18, 15, 35 * MM),
}
"""By the name the command uses."""


# --- what it says --------------------------------------------------------------------------------


def build(recipient: RecipientView | None, year: int | None, unit: Unit, posted: date) -> SheetModel:
    """The slip of a year (the newest with a payment by default), made on ``posted``.

    ``recipient`` is what the board tells: P1, and P2 only with the county's family_view.
    UsageFault ``sheet_choice`` when nothing is published under that id, or nothing of that year.
    """
    if recipient is None or not recipient.lines:
        raise UsageFault("sheet_choice", "没有找到这个人的发放记录。请在屏幕上重新选一次。")
    wanted = year if year is not None else recipient.lines[0].year
    lines = [line for line in recipient.lines if line.year == wanted]
    if not lines:
        raise UsageFault("sheet_choice", f"{wanted}年没有写在这个人名下的发放记录。请换一年。")
    village = unit.village
    footer, warnings = footer_of(unit, (), 1, posted, "", hangs=False)
    page = year_page_content(village.village_code, wanted)
    entries = _entries(lines, posted)
    return SheetModel(
        kind=KIND,
        title=f"{village.short_name}{wanted}年补贴明白条",
        info=(village.short_name, "", f"{full_day(posted)}打印"),
        lead=f"{wanted}年写在这个名下的有{len(entries)}项，"
        f"合计{format_yuan(sum(line.payout.cents for line in lines))}。",
        notice=None,
        body=SlipBody(recipient.display_name, recipient.group, entries),
        footer=footer,
        stamp=Stamp.of(content_id(YEAR, page), content_digest(page), village, unit.settings),
        issuer=unit.issuer,
        warnings=warnings,
    )


def _entries(lines: Sequence[RecipientLine], today: date) -> tuple[SlipEntry, ...]:
    """One entry a programme, the largest amount first."""
    entries: list[tuple[int, str, SlipEntry]] = []
    for programme_id, some in groupby(sorted(lines, key=_programme), key=_programme):
        own = sorted(some, key=lambda line: (line.payout.paid_on or today, line.batch_id))
        cents = sum(line.payout.cents for line in own)
        said = [f"{how}，{when}。" for how, when in payment_lines([line.payout for line in own], today)]
        said += [words for line in own if (words := _corrected(line))]
        entries.append(
            (-cents, programme_id, SlipEntry(own[0].programme_name, format_yuan(cents), tuple(said)))
        )
    return tuple(entry for _, _, entry in sorted(entries, key=lambda e: e[:2]))


def _programme(line: RecipientLine) -> str:
    return line.programme_id


def _corrected(line: RecipientLine) -> str:
    if line.correction is None or line.old_cents is None:
        return ""
    day = full_day(line.correction.corrected_on)
    return f"{day}更正过：原来{format_yuan(line.old_cents)}，现在{format_yuan(line.payout.cents)}。"


# --- on paper ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    height: float
    draw: Callable[[Pen, float], None]


class _Writer:
    """Blocks of lines that stay together, from the top."""

    def __init__(self, paper: SlipPaper, fonts: Fonts) -> None:
        self.paper = paper
        self.fonts = fonts
        self.room = paper.width - 2 * paper.margin
        self.blocks: list[list[_Line]] = []

    def block(self) -> None:
        self.blocks.append([])

    def gap(self, height: float) -> None:
        self.blocks[-1].append(_Line(height, lambda pen, top: None))

    def rule(self) -> None:
        paper = self.paper

        def draw(pen: Pen, top: float) -> None:
            pen.lines([(paper.margin, top - 4, paper.width - paper.margin, top - 4)], 0.6, GREY)

        self.blocks[-1].append(_Line(8, draw))

    def text(self, text: str, size: float, face: Face = "regular", align: Align = "left") -> None:
        for line in paragraph(text, self.room, self.fonts, face, size):
            self.line(line, size, face, align)

    def line(
        self, text: str, size: float, face: Face, align: Align, scale: float = 1.0, pitch: float = _PITCH
    ) -> None:
        x = {"left": self.paper.margin, "center": self.paper.width / 2, "right": self.paper.width}[align]

        def draw(pen: Pen, top: float) -> None:
            y = top - size * (pitch / 2 + 0.38)
            pen.text(x, y, text, size=size, face=face, align=align, scale=scale, room=self.room)

        self.blocks[-1].append(_Line(size * pitch, draw))

    def small(self, pieces: Sequence[str]) -> None:
        """Small print, broken between its pieces where that costs no more than a line."""
        size = self.paper.small
        for line in paragraph(pieces, self.room, self.fonts, "regular", size, spare=1):
            self.line(line, size, "regular", "left", pitch=_CLOSE)

    def fitted(self, text: str, size: float, face: Face, align: Align) -> None:
        """A name or title: squeezed before it takes another line."""
        done = fit(text, self.fonts, face, size, self.room)
        for line in done.lines:
            self.line(line, done.size, face, align, done.scale)

    def pair(self, left: str, right: str, size: float) -> None:
        """A programme and its amount on one line, or below each other."""
        room, margin = self.room, self.paper.margin
        wide = self.fonts.width(right, "bold", size)
        if self.fonts.width(left, "bold", size) * SQUEEZE > room - wide - size:
            self.text(left, size, "bold")
            left = ""
        natural = self.fonts.width(left, "bold", size)
        scale = min(1.0, (room - wide - size) / natural) if left else 1.0

        def draw(pen: Pen, top: float) -> None:
            y = top - size * (_PITCH / 2 + 0.38)
            pen.text(margin, y, left, size=size, face="bold", scale=scale, room=room - wide)
            pen.text(margin + room, y, right, size=size, face="bold", align="right", room=room)

        self.blocks[-1].append(_Line(size * _PITCH, draw))


def render_slip(model: SheetModel, body: SlipBody, fonts: Fonts, name: str) -> tuple[bytes, int, Metrics]:
    """PDF, pages and metrics on a paper of SLIP_PAPERS."""
    paper = SLIP_PAPERS[name]
    modules = qr.matrix(model.stamp.qr) if model.stamp.qr else ()
    writer = _written(model, body, paper, fonts, modules)
    inner = sum(line.height for block in writer.blocks for line in block)
    height = paper.height or inner + 2 * paper.margin
    room = height - 2 * paper.margin
    pages = _pages(writer.blocks, room)
    if len(pages) > 1:
        pages = _pages(writer.blocks, room - paper.small * 1.6)
    pen = Pen(
        fonts, (paper.width, height),
        title=model.title, author=model.issuer,
        subject=f"编号 {model.stamp.sheet_id} 核对码 {model.stamp.digest}",
    )  # fmt: skip
    if modules:
        qr.define(pen, modules)
    for number, blocks in enumerate(pages, start=1):
        y = height - paper.margin
        for block in blocks:
            for line in block:
                line.draw(pen, y)
                y -= line.height
        if len(pages) > 1:
            pen.text(
                paper.width - paper.margin, paper.margin, f"第{number}页 共{len(pages)}页",
                size=paper.small, align="right",
            )  # fmt: skip
        pen.end_page()
    return pen.finish(), len(pages), pen.metrics


def _pages(blocks: Sequence[list[_Line]], room: float) -> list[list[list[_Line]]]:
    pages: list[list[list[_Line]]] = [[]]
    left = room
    for block in blocks:
        height = sum(line.height for line in block)
        if pages[-1] and height > left + 0.01:
            pages.append([])
            left = room
        pages[-1].append(block)
        left -= height
    return pages


def _written(
    model: SheetModel, body: SlipBody, paper: SlipPaper, fonts: Fonts, modules: tuple[tuple[bool, ...], ...]
) -> _Writer:
    writer = _Writer(paper, fonts)
    writer.block()
    writer.fitted(model.title, paper.title, "title", "center")
    writer.gap(4)
    writer.rule()
    writer.fitted(body.name, paper.name, "bold", "left")
    writer.text("　".join(part for part in (model.info[0] + body.group, model.info[2]) if part), paper.small)
    writer.text(model.lead, paper.body, "medium")
    writer.rule()
    for entry in body.entries:
        writer.block()
        writer.pair(entry.name, entry.amount, paper.body + 1)
        for sentence in entry.sentences:
            writer.text(sentence, paper.body)
        writer.gap(paper.body * 0.4)
    writer.block()
    writer.rule()
    writer.small(("名单上写谁的名字，就算在谁名下；", "一家人里别人名下的，不在这张条子上。"))
    facts = [(f"{label.replace(' ', '')}：", *pieces) for label, pieces in model.footer.facts]
    identity = f"编号 {model.stamp.sheet_id}　核对码 {model.stamp.digest}"
    if paper.height is not None and modules:
        writer.small(facts.pop())
        # White above the code, four modules.
        writer.gap(9)
        _beside(writer, [*facts, (identity,)], modules)
        return writer
    for pieces in facts:
        writer.small(pieces)
    writer.gap(4)
    writer.block()
    if modules:
        _code(writer, paper, modules)
    writer.line(identity, paper.small, "regular", "center")
    return writer


def _beside(writer: _Writer, facts: Sequence[Sequence[str]], modules: tuple[tuple[bool, ...], ...]) -> None:
    """The facts at the left of the code."""
    paper, fonts = writer.paper, writer.fonts
    side = qr.outer_side(len(modules), paper.symbol)
    # The quiet zone may lie in the margin, which is white anyway.
    quiet = side * qr.QUIET / (len(modules) + 2 * qr.QUIET)
    centre = paper.width - paper.margin + quiet - side / 2
    room = writer.room - side + quiet - 6
    size, pitch = paper.small, paper.small * _CLOSE
    lines = [line for some in facts for line in paragraph(some, room, fonts, "regular", size, spare=1)]

    def draw(pen: Pen, top: float) -> None:
        y = top - size * (_CLOSE / 2 + 0.38)
        for line in lines:
            pen.text(paper.margin, y, line, size=size, room=room)
            y -= pitch
        qr.stamp(pen, centre - side / 2, top - side + quiet, side, len(modules))
        pen.text(
            centre, top - side + quiet - size, "扫码看全村的",
            size=size, face="medium", align="center", room=side,
        )  # fmt: skip

    writer.blocks[-1].append(_Line(max(len(lines) * pitch, side - quiet + size * 1.4), draw))


def _code(writer: _Writer, paper: SlipPaper, modules: tuple[tuple[bool, ...], ...]) -> None:
    side = qr.outer_side(len(modules), paper.symbol)

    def draw(pen: Pen, top: float) -> None:
        qr.stamp(pen, (paper.width - side) / 2, top - side, side, len(modules))

    writer.blocks[-1].append(_Line(side, draw))
    writer.line("扫码看全村这一年的发放", paper.small, "medium", "center")
