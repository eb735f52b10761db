"""Fitting a text into a cell: natural, squeezed to 85 %, on two lines, smaller; never under 11 pt.

Names are never cut: a twenty-character name takes more lines before it takes smaller type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.domain.names import DOT
from kiosk.sheets.fonts import Face, Fonts
from kiosk.sheets.pen import LEAST_SIZE

SQUEEZE: Final = 0.85
"""Narrowest horizontal scale: below it the strokes of a character look broken."""
LINE: Final = 1.25
"""Line pitch inside a cell, times the type size."""

# 禁则: what may not begin, and what may not end, a line.
_NOT_FIRST: Final = frozenset("，。、；：！？）》〉〕”’」』】%·…—,.;:!?)")
_BEFORE: Final = frozenset("=×÷")
_NOT_LAST: Final = frozenset("（《〈〔“‘「『【(")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines to draw at ``size`` pt and horizontal ``scale``."""

    lines: tuple[str, ...]
    size: float
    scale: float = 1.0

    @property
    def extra(self) -> float:
        """Height beyond one line, pt."""
        return (len(self.lines) - 1) * self.size * LINE


def _is_word(ch: str) -> bool:
    return ch.isascii() and not ch.isspace()


def tokens(text: str) -> Iterator[str]:
    """Pieces between which a line may break: single Chinese characters, whole numbers and Latin words.

    Punctuation stays with the character it belongs to, = and × with what comes after them, and a
    telephone number is one piece in spite of the blank in it.
    """
    piece = ""
    for ch in text:
        joins = piece and (
            ch in _NOT_FIRST
            or piece[-1] in _NOT_LAST
            or (_is_word(piece[-1]) and _is_word(ch))
            or ch == " "
            or (ch.isdecimal() and piece[-1] == " " and piece[-2:-1].isdecimal())
            or (piece[-1] == " " and piece[-2:-1] in _BEFORE)
        )
        if joins or not piece:
            piece += ch
        else:
            yield piece
            piece = ch
    if piece:
        yield piece


def wrap(pieces: Sequence[str], room: float, fonts: Fonts, face: Face, size: float) -> list[str]:
    """Greedy lines of at most ``room`` pt. A piece that is too long alone is cut between characters."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _halves(pieces, room, fonts, face, size):
        width = fonts.width(piece, face, size)
        if line and used + width > room:
            lines.append(line.rstrip())
            # White that parted two pieces on one line has no place at the start of the next.
            piece = piece.lstrip()
            line, used, width = "", 0.0, fonts.width(piece, face, size)
        if width > room and len(piece) > 1:
            for ch in piece:
                step = fonts.width(ch, face, size)
                if line and used + step > room:
                    lines.append(line.rstrip())
                    line, used = "", 0.0
                line, used = line + ch, used + step
        else:
            line, used = line + piece, used + width
    if line:
        lines.append(line.rstrip())
    return lines


def _halves(pieces: Sequence[str], room: float, fonts: Fonts, face: Face, size: float) -> Iterator[str]:
    """A telephone number that is wider than the line parts at its blank after all."""
    for piece in pieces:
        if " " in piece[:-1] and fonts.width(piece, face, size) > room:
            yield from re.findall(r"[^ ]* |[^ ]+", piece)
        else:
            yield piece


def paragraph(
    text: str | Sequence[str], room: float, fonts: Fonts, face: Face, size: float, spare: int = 0
) -> list[str]:
    """Running text in lines of at most ``room`` pt, with no single character left on the last one.

    Given pieces (an office with its phone), lines break between them if that costs at most ``spare``
    more lines.
    """
    whole = text if isinstance(text, str) else "".join(text)
    pieces = list(tokens(whole))
    lines = wrap(pieces, room, fonts, face, size)
    if not isinstance(text, str):
        kept = wrap(text, room, fonts, face, size)
        if len(kept) <= len(lines) + spare and all(fonts.width(piece, face, size) <= room for piece in text):
            return kept
    for step in (1, 2):
        # One or two characters alone look forgotten: the lines give them one or two more.
        if len(lines) < 2 or len(lines[-1]) > 2:
            break
        narrower = wrap(pieces, room - step * size, fonts, face, size)
        if len(narrower) == len(lines):
            lines = narrower
    return lines


def _in_lines(text: str, count: int, room: float, fonts: Fonts, face: Face, size: float) -> list[str] | None:
    """``text`` in at most ``count`` lines as even as can be, none over ``room``; None if impossible."""
    pieces = list(tokens(text))
    total = fonts.width(text, face, size)
    even = total / count
    while even <= room:
        lines = wrap(pieces, even, fonts, face, size)
        if len(lines) <= count and all(fonts.width(line, face, size) <= room for line in lines):
            return lines
        even += size / 4
    lines = wrap(pieces, room, fonts, face, size)
    fits = len(lines) <= count and all(fonts.width(line, face, size) <= room for line in lines)
    return lines if fits else None


def _in_two(
    text: str, places: Iterable[int], room: float, fonts: Fonts, face: Face, size: float
) -> list[str] | None:
    """Two lines broken before one of ``places``, the most even ones; None when none fits."""
    best: list[str] | None = None
    best_width = room
    for at in places:
        pair = [text[:at], text[at:]]
        widest = max(fonts.width(line, face, size) for line in pair)
        if widest <= best_width:
            best, best_width = pair, widest
    return best


def dotted(text: str) -> list[str]:
    """The parts of a name, each with the middle dot that ends it."""
    return re.findall(f"[^{DOT}]*{DOT}|[^{DOT}]+", text)


def _at_dots(text: str, room: float, fonts: Fonts, face: Face, size: float) -> list[str] | None:
    """Two or three lines broken at middle dots only; None when a part is too long."""
    parts = dotted(text)
    if len(parts) < 2 or any(fonts.width(part, face, size) > room for part in parts):
        return None
    lines = wrap(parts, room, fonts, face, size)
    return lines if len(lines) <= 3 else None


def fit(text: str, fonts: Fonts, face: Face, size: float, room: float) -> Fitted:
    """How ``text`` goes into ``room`` pt; always fits, growing downwards when it must."""
    width = fonts.width(text, face, size)
    if width <= room:
        return Fitted((text,), size)
    if width * SQUEEZE <= room:
        return Fitted((text,), size, room / width)
    wide = room / SQUEEZE
    dots = (at for at, ch in enumerate(text[:-1], start=1) if ch == DOT)
    lines = _in_two(text, dots, wide, fonts, face, size) or _at_dots(text, wide, fonts, face, size)
    if lines is None:
        # What stands in brackets is not torn: 种粮大户 / (适度规模经营)补贴.
        brackets = (at for at, ch in enumerate(text) if at and ch in "(（")
        lines = _in_two(text, brackets, wide, fonts, face, size)
    for count in (2, 3):
        lines = lines or _in_lines(text, count, wide, fonts, face, size)
    smaller = size
    while lines is None and smaller > LEAST_SIZE:
        smaller = max(LEAST_SIZE, smaller - 1)
        lines = _in_lines(text, 3, wide, fonts, face, smaller)
    if lines is None:
        lines = wrap(list(tokens(text)), wide, fonts, face, LEAST_SIZE)
    widest = max(fonts.width(line, face, smaller) for line in lines)
    return Fitted(tuple(lines), smaller, min(1.0, room / widest))
