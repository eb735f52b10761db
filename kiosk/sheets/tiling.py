"""``2xa4``: each large page as two A4 halves for an office whose printer takes no A3.

The page is drawn once as a form and shown twice, so both halves are vectors with the same text.
Standing pages are parted crosswise into two lying halves, lying ones lengthwise.  The halves
overlap; the first is cut along the marked line and glued over the second.  The line stands at a
rule of the table, where it crosses no text, if one is near enough to the middle.
"""

from __future__ import annotations

from typing import Any, Final

from kiosk.sheets.fonts import Fonts
from kiosk.sheets.paper import MM
from kiosk.sheets.pen import GREY, INK, LEAST_SIZE, Cut, Pen

SHORT: Final = 210 * MM
LONG: Final = 297 * MM
BORDER: Final = 6 * MM
"""What a usual printer leaves white along the edges."""
OVERLAP: Final = 8 * MM
_MARK: Final = 9 * MM
_BESIDE: Final = 3.0
"""From a picture to where the page may be parted above or below it, pt."""


class TiledPen(Pen):
    """Draws like a ``Pen`` on a page of ``page``; the document has two A4 pages for each."""

    tiles = 2

    def __init__(
        self,
        fonts: Fonts,
        page: tuple[float, float],
        *,
        title: str,
        author: str,
        subject: str,
        margin: float,
    ) -> None:
        super().__init__(fonts, page, title=title, author=author, subject=subject)
        self._margin = margin
        self._lying = page[0] > page[1]
        self._rules: list[tuple[float, float, float, float]] = []
        self._boxes: list[tuple[float, float, float, float]] = []

    def begin_page(self) -> None:
        self._rules, self._boxes = [], []
        self.canvas.beginForm(self._name, 0, 0, *self.page)

    @property
    def _name(self) -> str:
        return f"page{len(self.cuts) + 1}"

    def _seen(self, x: float, y: float, width: float, size: float) -> None:
        self._boxes.append((x, y - size * 0.15, x + width, y + size * 0.9))

    def lines(self, segments: list[tuple[float, float, float, float]], width: float, code: str = INK) -> None:
        super().lines(segments, width, code)
        self._rules += segments

    def picture(self, x: float, y: float, width: float, height: float, jpeg: bytes) -> None:
        super().picture(x, y, width, height, jpeg)
        # Nobody wants a picture in two halves: right above or below it is as good a place as a rule.
        self._boxes.append((x, y, x + width, y + height))
        self._rules += [(x, at, x + width, at) for at in (y + height + _BESIDE, y - _BESIDE)]

    def end_page(self) -> None:
        self._lay_texts()
        self.canvas.endForm()
        name = self._name
        cut = self._choose()
        self.cuts.append(cut)
        for first in (True, False):
            self._start_page()
            self._half(name, cut, first)
            self._lay_texts()
            self.canvas.showPage()
        self._start_page()

    def _choose(self) -> Cut:
        """The rule nearest the middle that crosses the fewest texts."""
        axis = 0 if self._lying else 1
        low, high = self._margin, self.page[axis] - self._margin
        reach = SHORT - 2 * BORDER - OVERLAP / 2
        least, most, middle = high - reach, low + reach, (low + high) / 2
        ends = {rule[axis] for rule in self._rules if rule[axis] == rule[axis + 2]}
        places = sorted({round(at, 2) for at in ends if least <= at <= most} | {middle})
        found = [
            Cut(at, sum(box[axis] < at - 0.5 and box[axis + 2] > at + 0.5 for box in self._boxes))
            for at in places
        ]
        return min(found, key=lambda cut: (cut.through, abs(cut.at - middle)))

    def _half(self, name: str, cut: Cut, first: bool) -> None:
        """One half: the part of the form on its side of the line and the overlap beyond it."""
        canvas: Any = self.canvas
        wide, tall = (SHORT, LONG) if self._lying else (LONG, SHORT)
        canvas.setPageSize((wide, tall))
        # The first half is the upper one of a standing page, the left one of a lying page.
        upper = first != self._lying
        near = cut.at - OVERLAP / 2 if upper else cut.at + OVERLAP / 2
        shift = BORDER - near if upper else SHORT - BORDER - near
        across = ((LONG - self.page[1]) if self._lying else (LONG - self.page[0])) / 2
        dx, dy = (shift, across) if self._lying else (across, shift)
        canvas.saveState()
        path = canvas.beginPath()
        if self._lying:
            path.rect(BORDER, 0, SHORT - 2 * BORDER, tall)
        else:
            path.rect(0, BORDER, wide, SHORT - 2 * BORDER)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.translate(dx, dy)
        canvas.doForm(name)
        canvas.restoreState()
        self._marks(cut.at + shift, wide, tall, first)

    def _marks(self, at: float, wide: float, tall: float, first: bool) -> None:
        """Short lines in the margins where the halves meet, and what to do, beside one of them."""
        number = len(self.cuts)
        ends = (2 * MM, _MARK)
        if self._lying:
            segments = [(at, end, at, start) for end, start in (ends, (tall - ends[0], tall - ends[1]))]
        else:
            segments = [(end, at, start, at) for end, start in (ends, (wide - ends[0], wide - ends[1]))]
        Pen.lines(self, segments, 0.8, INK)
        side = ("左半", "右半") if self._lying else ("上半", "下半")
        words = f"第{number}张{side[0 if first else 1]}　" + (
            "沿线剪开，盖住另一半的重叠处" if first else "重叠处抹胶，对齐线贴"
        )
        if self._lying:
            x = at - 3 if first else at + 3
            self.text(x, tall - _MARK, words, size=LEAST_SIZE, align="right" if first else "left", ink=GREY)
            return
        self._upright(_MARK + 2, at + 3 if first else at - 3, words, up=first)

    def _upright(self, x: float, y: float, words: str, *, up: bool) -> None:
        """Words along the left margin, from the line upwards or down to it."""
        canvas: Any = self.canvas
        width = self.fonts.width(words, "regular", LEAST_SIZE)
        start = y if up else y - width
        shown = "".join(
            f"{name} {LEAST_SIZE:g} Tf {codes} " for name, codes in self._encode(words, "regular")
        )
        canvas.addLiteral(f"q BT 0.333 0.333 0.333 rg 0 1 -1 0 {x:.2f} {start:.2f} Tm {shown}ET Q")
