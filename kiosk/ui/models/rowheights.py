"""Heights of list rows before they are drawn, so that a long list can be cut into pages.

Widths are counted in hanzi of the row's own text size; the drawn row is never taller than said
here because every estimate is rounded up.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.ui.models.cells import width_of

ABOVE = 1.8
"""A name wider than this many name columns stands above the figures (the page says 1.9: never less room)."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """From QML, pixels: ``room`` of a column, ``row`` minimal height, ``line``/``small`` line heights,
    ``pad`` above and below; ``name``/``wide`` room of name and second line in hanzi,
    ``full`` room of a name that stands alone on its line;
    ``group_below``: the group stands on the second line; ``first``: so much less room on the first
    page, which begins with a note."""

    room: float = 0.0
    row: float = 84.0
    line: float = 61.0
    small: float = 50.0
    pad: float = 20.0
    name: float = 6.0
    wide: float = 20.0
    full: float = 20.0
    spacing: float = 0.0
    columns: int = 1
    cards: bool = False
    group_below: bool = False
    first: float = 0.0


def lines_of(text: str, room: float) -> int:
    """Lines a text takes in ``room`` hanzi; 0 for an empty one."""
    return math.ceil(width_of(text) / max(room, 1.0)) if text else 0


def row_height(name: str, amount: str, second: str, metrics: Metrics) -> float:
    """Pixels of a row: name beside the amount (a card puts the amount below a long name), then ``second``."""
    if not second and not metrics.cards and len(name) <= metrics.name:  # most lines; nothing wraps
        return max(metrics.row, metrics.line + metrics.pad)
    if metrics.cards:
        beside = width_of(name) + width_of(amount) + 1 <= metrics.name
        first = 1 if beside else lines_of(name, metrics.name) + 1
    elif width_of(name) > metrics.name * ABOVE:
        first = lines_of(name, metrics.full) + 1
    else:
        first = max(1, lines_of(name, metrics.name))
    below = sum(lines_of(text, metrics.wide) for text in second.split("\n"))
    return max(metrics.row, first * metrics.line + below * metrics.small + metrics.pad)


def pages_of(heights: Sequence[float], metrics: Metrics) -> tuple[tuple[int, int], ...]:
    """(first, end) of each page. Every page has at least one row, but the note at the beginning may
    leave the first page none."""
    pages: list[tuple[int, int]] = []
    room = metrics.room - metrics.first
    if heights and metrics.first > 0 and heights[0] > room + 0.5:
        pages.append((0, 0))
        room = metrics.room
    start = column = 0
    y = 0.0
    for i, height in enumerate(heights):
        if y > 0 and y + height > room + 0.5:
            column += 1
            y = 0.0
            if column >= metrics.columns:
                pages.append((start, i))
                start, column, room = i, 0, metrics.room
        y += height + metrics.spacing
    if heights:
        pages.append((start, len(heights)))
    return tuple(pages)
