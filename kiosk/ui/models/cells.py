"""How wide a table's columns want to be and which row adds up."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_DAY = re.compile(r"(\d{4}年)?\d{1,2}月\d{1,2}日\Z", re.ASCII)
_NUMBER = re.compile(r"[+\-−]?[\d,]+(\.\d+)?%?\Z", re.ASCII)
TOTAL_WORDS = ("合计", "总计", "小计", "累计")
CARRIED = "结转"
LABEL = 6
"""The label of a special row is short; a longer cell that contains such a word is an ordinary text."""
LONGEST = 12.0
"""A text column asks for at most so many hanzi before it wraps."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """``weight`` in hanzi widths; numbers are right aligned; ``short`` columns must not wrap."""

    head: str
    weight: float
    right: bool
    short: bool


class _Wide(dict[str, bool]):
    """Whether a character is a full-width one, asked once for each: long lists measure all their names."""

    def __missing__(self, ch: str) -> bool:
        self[ch] = wide = unicodedata.east_asian_width(ch) in "WFA"
        return wide


_WIDE = _Wide()


def width_of(text: str) -> float:
    """Width in hanzi: full-width characters 1, digits and latin letters 0.56."""
    wide = 0 if text.isascii() else sum(map(_WIDE.__getitem__, text))
    return wide + (len(text) - wide) * 0.56


def column_specs(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[ColumnSpec, ...]:
    """A spec for every column, measured over all rows so that pages do not jump.

    Numbers and dates never wrap.  The label of a sum runs on over the empty cells beside it, so it
    does not make its column wider.
    """
    specs: list[ColumnSpec] = []
    for i, head in enumerate(fields):
        cells = [row[i] for row in rows if i < len(row) and row[i] and not _is_label(row, i)]
        numeric = bool(cells) and all(_NUMBER.match(cell) for cell in cells)
        right = numeric and not head.startswith(("序", "年", "凭证", "编号", "号"))
        widest = max((width_of(cell) for cell in cells), default=0.0)
        # A head of plain words may stand on two lines; one with a unit may not.
        head_width = width_of(head) * 0.86 if "(" in head else max(2.1, width_of(head) * 0.6)
        days = bool(cells) and all(_DAY.match(cell) for cell in cells)
        short = numeric or days or widest <= 5.0
        wanted = widest if short else min(widest, LONGEST)
        specs.append(ColumnSpec(head, max(wanted, head_width, 1.5) + PAD, right, short))
    return tuple(specs)


def _is_label(row: Sequence[str], i: int) -> bool:
    first = next((n for n, cell in enumerate(row) if cell), None)
    return i == first and i + 1 < len(row) and not row[i + 1] and (is_total_row(row) or is_carried_row(row))


def is_total_row(row: Sequence[str]) -> bool:
    """Whether one of the first three cells is a label such as 本季合计, 小计, 本年累计."""
    return any(len(cell) <= LABEL and any(w in cell for w in TOTAL_WORDS) for cell in row[:3])


def is_entry(row: Sequence[str]) -> bool:
    """Whether the row is one of those that are counted (笔): no sum and not 上期结转."""
    return not is_total_row(row) and not is_carried_row(row)


def is_carried_row(row: Sequence[str]) -> bool:
    """上期结转, 上年结转 and the like."""
    return any(len(cell) <= LABEL and CARRIED in cell for cell in row[:3])


PAD = 0.45
"""Room beside the longest word of a column, in hanzi."""
NARROWEST = 4.0
"""A text column that wraps keeps at least so many hanzi."""


def column_widths(specs: Sequence[ColumnSpec], room: float) -> tuple[float, ...]:
    """Widths in hanzi that add up to ``room``; empty when the table does not fit it.

    Short columns get what they want, the others share the rest by what they want.
    """
    if not specs or room <= 0:
        return ()
    fixed = sum(s.weight for s in specs if s.short)
    texts = [s for s in specs if not s.short]
    rest = room - fixed
    if not texts:
        return tuple(s.weight * room / fixed for s in specs) if rest >= 0 else ()
    if rest < NARROWEST * len(texts):
        return ()
    asked = sum(s.weight for s in texts)
    if rest >= asked:
        return tuple(s.weight if s.short else rest * s.weight / asked for s in specs)
    spare = rest - NARROWEST * len(texts)
    return tuple(s.weight if s.short else NARROWEST + spare * s.weight / asked for s in specs)


def is_roomy(specs: Sequence[ColumnSpec], room: float) -> bool:
    """Whether every column gets what it wants, so that no short word wraps."""
    return bool(specs) and sum(s.weight for s in specs) <= room


def head_lines(heads: Sequence[str], widths: Sequence[float], size: float, pad: float) -> int:
    """Lines of the tallest column head; ``widths``, ``size`` and ``pad`` in pixels."""
    return max(
        (
            max(1, math.ceil(width_of(head) / max(1.0, (width - pad) // size)))
            for head, width in zip(heads, widths, strict=True)
        ),
        default=1,
    )
