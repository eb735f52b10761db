"""Columns of a small chart: at most six, zero based, each with its value and year in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.money import format_amount
from kiosk.domain.sentences import chart_values


@dataclass(frozen=True, slots=True)
class Column:
    """``ratio`` 0–1 of the tallest column; ``current`` is the chosen year."""

    label: str
    value: str
    ratio: float
    current: bool


def columns(
    years: Sequence[int], cents: Sequence[int], chosen: int, *, wan: bool
) -> tuple[str, tuple[Column, ...]]:
    """Unit and columns; years without money show 0 and no bar. ``wan``: 万元 where large enough."""
    if wan:
        unit, values = chart_values(cents)
    else:
        unit, values = "元", tuple(format_amount(c) for c in cents)
    top = max((c for c in cents), default=0)
    made = tuple(
        Column(
            str(year), value if amount else "0", max(0.0, amount / top) if top > 0 else 0.0, year == chosen
        )
        for year, value, amount in zip(years, values, cents, strict=True)
    )
    return unit, made
