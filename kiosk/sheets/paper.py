"""Papers and the type on them. A4 is a layout of its own, not a reduction of A3."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

MM: Final = 72 / 25.4
"""One millimetre in pt."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A page and the type on it, pt. ``least_body``: how far the table's type may go down.

    ``row``: height of a row, times the body; ``symbol``: side of the QR code without its quiet zone
    (a phone reads it from 1 m for every 2.1 mm that a module measures); ``lying``: its width when
    turned, if that is not the height.
    """

    width: float
    height: float
    margin: float
    title: float
    title_further: float
    info: float
    facts: float
    body: float
    body_without_remarks: float
    least_body: float
    symbol: float
    row: float = 1.78
    lying: float = 0.0

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin

    def turned(self) -> Paper:
        """The same paper lying."""
        return replace(self, width=self.lying or self.height, height=self.width)


@dataclass(frozen=True, slots=True)
class PaperSet:
    """The layouts of one paper size."""

    table: Paper
    large: Paper
    chart: Paper
    poster: Paper


_A3 = Paper(297 * MM, 420 * MM, 15 * MM, 34, 26, 15, 14, 16, 18, 15, 40 * MM)
_A4 = Paper(210 * MM, 297 * MM, 12 * MM, 24, 19, 12, 11, 12, 13, 11, 30 * MM)

_A3_SET: Final = PaperSet(
    table=_A3,
    large=replace(
        _A3, title=36, info=16, facts=15, body=20, body_without_remarks=20, least_body=18, row=1.75
    ),
    chart=replace(
        _A3, title=44, title_further=30, info=16, body=15, body_without_remarks=15, least_body=14,
        symbol=60 * MM, row=1.8,
    ),
    poster=replace(
        _A3, title=62, title_further=34, info=18, body=40, body_without_remarks=40, least_body=18,
        symbol=60 * MM,
    ),
)  # fmt: skip


def _tiled(paper: Paper, height: float = 400 * MM) -> Paper:
    """For two A4 halves: they lose their white borders and an overlap, and there must be some choice
    of where to part them (rows are up to 25 mm high, columns up to 55 mm wide)."""
    return replace(paper, height=height, lying=360 * MM)


PAPERS: Final = {
    "a3": _A3_SET,
    "2xa4": PaperSet(
        _tiled(_A3_SET.table),
        _tiled(_A3_SET.large),
        _tiled(_A3_SET.chart, 388 * MM),
        _tiled(_A3_SET.poster),
    ),
    "a4": PaperSet(
        table=_A4,
        large=replace(_A4, info=13, facts=12, body=16, body_without_remarks=16, least_body=14, row=1.75),
        chart=replace(_A4, title=28, body=11, body_without_remarks=11, row=1.8),
        poster=replace(
            _A4, title=42, title_further=26, info=14, body=28, body_without_remarks=28, least_body=14,
            symbol=40 * MM,
        ),
    ),
}  # fmt: skip
"""By the name the command uses."""
