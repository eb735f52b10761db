"""Drawing with a reportlab canvas: every text of a sheet goes through ``Pen.text`` and is measured.

Coordinates are pt from the lower left corner.  Texts of a page are gathered as operators of one
text block and laid over its fills and rules when the page ends; a text that repeats (a date, a
standard) is encoded once a document.  That is three times as fast as a ``drawString`` each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, Literal, cast

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from kiosk.sheets.fonts import Face, Fonts

Align = Literal["left", "center", "right"]

INK: Final = "#000000"
GREY: Final = "#555555"
LEAST_SIZE: Final = 11.0
"""No text of a wall sheet is smaller (pt)."""

_COLOURS: dict[str, Color] = {}


def colour(code: str) -> Color:
    """``#RRGGBB`` as reportlab wants it."""
    if code not in _COLOURS:
        _COLOURS[code] = HexColor(code)
    return _COLOURS[code]


@dataclass(slots=True)
class Metrics:
    """What was drawn, for tests: smallest size, narrowest squeeze, texts wider than their room."""

    least_size: float = 1000.0
    least_scale: float = 1.0
    too_wide: list[str] = field(default_factory=list[str])
    outside: list[str] = field(default_factory=list[str])
    texts: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a page is parted: ``at`` pt from the bottom (or the left of a lying page); ``through``:
    how many texts the line crosses."""

    at: float
    through: int


class Pen:
    """One document. ``finish`` gives the bytes; nothing touches the disk."""

    tiles = 1
    """How many pages of the document a drawn page makes."""

    def __init__(
        self, fonts: Fonts, page: tuple[float, float], *, title: str, author: str, subject: str
    ) -> None:
        self.fonts = fonts
        self.page = page
        self.metrics = Metrics()
        self.cuts: list[Cut] = []
        self._out = BytesIO()
        # invariant: the same content gives the same bytes (no clock, no random id in the file).
        self.canvas: Any = Canvas(
            self._out,
            pagesize=page,
            pageCompression=1,
            invariant=1,
            lang="zh-CN",
            initialFontName=cast(Any, fonts.pdf_font("regular")),
        )
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject(subject)
        self.canvas.setCreator("村务公开亭")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        # (face, text) → (resource name of a font's subset, showing operator) pieces.
        self._codes: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._start_page()

    def _start_page(self) -> None:
        self._operators: list[str] = []
        self._font: tuple[str, float] | None = None
        self._scale = 1.0
        self._ink = INK

    def _encode(self, text: str, face: Face) -> list[tuple[str, str]]:
        found = self._codes[face, text] = []
        document = self.canvas._doc
        for name, piece in self.fonts.runs(text, face):
            font: Any = getFont(name)
            for subset, codes in font.splitString(piece, document):
                found.append((font.getSubsetInternalName(subset, document), f"<{codes.hex()}> Tj"))
        return found

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        face: Face = "regular",
        align: Align = "left",
        scale: float = 1.0,
        ink: str = INK,
        room: float | None = None,
    ) -> float:
        """One line with its baseline at ``y``; ``x`` is the left, middle or right end by ``align``.

        ``scale`` squeezes horizontally (1 = natural), ``room`` is the width it must keep to.
        Returns the drawn width in pt.
        """
        if not text:
            return 0.0
        self.write(x, y, text, size, face, align, scale, room, ink)
        return self.fonts.width(text, face, size) * scale

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        face: Face,
        align: Align,
        scale: float,
        room: float | None,
        ink: str = INK,
    ) -> None:
        """``text`` without keywords and without an answer: a list calls this for every cell."""
        width = self.fonts.width(text, face, size)
        seen, out = self.metrics, self._operators
        if scale != 1.0:
            width *= scale
            if scale < seen.least_scale:
                seen.least_scale = scale
        if align != "left":
            x -= width if align == "right" else width / 2
        seen.texts += 1
        if size < seen.least_size:
            seen.least_size = size
        if room is not None and width > room + 0.01:
            seen.too_wide.append(text)
        if x < 0 or y < 0 or x + width > self.page[0] or y + size > self.page[1]:
            seen.outside.append(text)
        if self.tiles > 1:
            self._seen(x, y, width, size)
        if ink != self._ink:
            out.append("{:.3f} {:.3f} {:.3f} rg".format(*colour(ink).rgb()))
            self._ink = ink
        if scale != self._scale:
            out.append(f"{scale * 100:.3f} Tz")
            self._scale = scale
        pieces = self._codes.get((face, text)) or self._encode(text, face)
        if len(pieces) == 1 and self._font == (pieces[0][0], size):
            out.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm {pieces[0][1]}")
            return
        out.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        for name, shown in pieces:
            if self._font != (name, size):
                out.append(f"{name} {size:g} Tf")
                self._font = (name, size)
            out.append(shown)

    def fill(self, x: float, y: float, width: float, height: float, code: str) -> None:
        """A filled rectangle without an outline."""
        self.canvas.setFillColor(colour(code))
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def lines(self, segments: list[tuple[float, float, float, float]], width: float, code: str = INK) -> None:
        """Straight rules, ``width`` pt."""
        if segments:
            self.canvas.setStrokeColor(colour(code))
            self.canvas.setLineWidth(width)
            self.canvas.lines(segments)

    def frame(self, x: float, y: float, width: float, height: float, line: float, code: str = INK) -> None:
        """A rectangle's outline, ``line`` pt."""
        self.canvas.setStrokeColor(colour(code))
        self.canvas.setLineWidth(line)
        self.canvas.rect(x, y, width, height, stroke=1, fill=0)

    def dashed_circle(self, x: float, y: float, radius: float, code: str) -> None:
        """Where the seal goes: round ``(x, y)``."""
        self.canvas.saveState()
        self.canvas.setStrokeColor(colour(code))
        self.canvas.setLineWidth(0.8)
        self.canvas.setDash(4, 3)
        self.canvas.circle(x, y, radius, stroke=1, fill=0)
        self.canvas.restoreState()

    def begin_page(self) -> None:
        """Before anything is drawn on a page."""

    def end_page(self) -> None:
        """Puts the texts on top and starts the next page."""
        self._lay_texts()
        self.canvas.showPage()
        self._start_page()

    def _lay_texts(self) -> None:
        # The fills of the page left their colour behind; texts begin in ink.
        self.canvas.setFillColor(colour(INK))
        self.canvas.addLiteral("\n".join(("BT", *self._operators, "ET")))

    def _seen(self, x: float, y: float, width: float, size: float) -> None:
        """Called for every text with its left end and baseline, for who needs to know where texts stand."""

    def finish(self) -> bytes:
        """The whole PDF. Every page has been ended."""
        self.canvas.save()
        return self._out.getvalue()
