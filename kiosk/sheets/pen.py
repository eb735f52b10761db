"""Drawing with a reportlab canvas: every text of a sheet goes through ``Pen.text`` and is measured.

Coordinates are pt from the lower left corner.  Texts of a page are gathered as operators of one
text block and laid over its fills and rules when the page ends; a text that repeats (a date, a
standard) is encoded once a document.  That is three times as fast as a ``drawString`` each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import Any, Final, Literal, NamedTuple, cast

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
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


class _Shape(NamedTuple):
    """A text ready to be shown at any height: left end, width, showing operators by font, and the
    first of them apart."""

    text: str
    x: float
    width: float
    size: float
    scale: float
    pieces: list[tuple[str, str]]
    font: tuple[str, float]
    first: str


class _Known(NamedTuple):
    """Characters of one subset of a font and their codes in it, as hexadecimal digits."""

    name: str
    characters: set[str]
    hex: dict[int, str]


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
        self._known: dict[str, _Known] = {}
        self._shapes: dict[int, _Shape] = {}
        self._start_page()

    def _start_page(self) -> None:
        self._operators: list[str] = []
        self._font: tuple[str, float] | None = None
        self._scale = 1.0
        self._ink = INK
        self._x = self._y = 0.0

    def _encode(self, text: str, face: Face) -> list[tuple[str, str]]:
        known = self._known.get(face)
        if known is not None and known.characters.issuperset(text):
            found = self._codes[face, text] = [(known.name, f"<{text.translate(known.hex)}> Tj")]
            return found
        found = self._codes[face, text] = []
        document = self.canvas._doc
        runs = self.fonts.runs(text, face)
        for name, piece in runs:
            font: Any = getFont(name)
            for subset, codes in font.splitString(piece, document):
                found.append((font.getSubsetInternalName(subset, document), f"<{codes.hex()}> Tj"))
        if len(found) == 1:
            self._learn(text, face, *found[0])
        return found

    def _learn(self, text: str, face: Face, name: str, shown: str) -> None:
        """A text in the first subset met of a face: its characters need not be looked up again."""
        known = self._known.setdefault(face, _Known(name, set(), {}))
        if known.name == name:
            known.characters.update(text)
            known.hex.update((ord(ch), shown[at : at + 2]) for ch, at in zip(text, count(1, 2), strict=False))

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
        """``text`` without keywords and without an answer: a table calls this for every line."""
        if text:
            self._show(self._shape(x, text, size, face, align, scale, room), 0.0, y, ink)

    def stamp(
        self, key: int, x: float, aside: float, y: float, text: str, size: float, face: Face,
        align: Align, scale: float, room: float | None,
    ) -> None:  # fmt: skip
        """``write``, ``aside`` pt to the right, of a text that comes again with the same ``key``,
        font and ``x``: it is measured and encoded once a document."""
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shapes[key] = self._shape(x, text, size, face, align, scale, room)
        self._show(shape, aside, y, INK)

    def _shape(
        self, x: float, text: str, size: float, face: Face, align: Align, scale: float, room: float | None
    ) -> _Shape:
        width = self.fonts.width(text, face, size) * scale
        if align != "left":
            x -= width if align == "right" else width / 2
        seen = self.metrics
        seen.least_scale = min(seen.least_scale, scale)
        seen.least_size = min(seen.least_size, size)
        if room is not None and width > room + 0.01:
            seen.too_wide.append(text)
        pieces = self._codes.get((face, text)) or self._encode(text, face)
        return _Shape(text, x, width, size, scale, pieces, (pieces[0][0], size), pieces[0][1])

    def _show(self, shape: _Shape, aside: float, y: float, ink: str) -> None:
        text, x, width, size, scale, pieces, font, first = shape
        x += aside
        out = self._operators
        self.metrics.texts += 1
        if x < 0 or y < 0 or x + width > self.page[0] or y + size > self.page[1]:
            self.metrics.outside.append(text)
        if self.tiles > 1:
            self._seen(x, y, width, size)
        if ink != self._ink:
            out.append("{:.3f} {:.3f} {:.3f} rg".format(*colour(ink).rgb()))
            self._ink = ink
        if scale != self._scale:
            out.append(f"{scale * 100:.3f} Tz")
            self._scale = scale
        # Td moves from where the last text began; what is written is added up, so nothing drifts.
        dx, dy = round(x - self._x, 2), round(y - self._y, 2)
        self._x += dx
        self._y += dy
        if font != self._font:
            out.append(f"{font[0]} {size:g} Tf")
            self._font = font
        out.append(f"{dx:.6g} {dy:.6g} Td {first}")
        if len(pieces) > 1:
            for name, shown in pieces[1:]:
                out.append(f"{name} {size:g} Tf {shown}")
            self._font = (pieces[-1][0], size)

    def fill(self, x: float, y: float, width: float, height: float, code: str) -> None:
        """A filled rectangle without an outline."""
        self.canvas.setFillColor(colour(code))
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def lines(self, segments: list[tuple[float, float, float, float]], width: float, code: str = INK) -> None:
        """Straight rules, ``width`` pt."""
        if segments:
            self.canvas.setStrokeColor(colour(code))
            self.canvas.setLineWidth(width)
            drawn = [f"{a:.6g} {b:.6g} m {c:.6g} {d:.6g} l" for a, b, c, d in segments]
            self.canvas.addLiteral("\n".join((*drawn, "S")))

    def frame(self, x: float, y: float, width: float, height: float, line: float, code: str = INK) -> None:
        """A rectangle's outline, ``line`` pt."""
        self.canvas.setStrokeColor(colour(code))
        self.canvas.setLineWidth(line)
        self.canvas.rect(x, y, width, height, stroke=1, fill=0)

    def picture(self, x: float, y: float, width: float, height: float, jpeg: bytes) -> None:
        """A picture with its lower left corner at ``(x, y)``."""
        if x < 0 or y < 0 or x + width > self.page[0] or y + height > self.page[1]:
            self.metrics.outside.append("picture")
        self.canvas.drawImage(ImageReader(BytesIO(jpeg)), x, y, width, height)

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
