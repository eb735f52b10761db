"""Payouts: one line of a published payout list, and what can be said about it.

Source of the lines: architecture.md §4 (CSV columns) and §7 (Which privacy class, Recipient).
Quantities and rates are exact ``Decimal`` with the digits the county wrote ("5.20" stays
"5.20"); money is an integer number of 分.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

PayoutStatus = Literal["paid", "returned", "pending"]
PAYOUT_STATUSES: tuple[str, ...] = get_args(PayoutStatus)

PAYOUT_COLUMNS: tuple[str, ...] = (
    "row", "group", "name", "ordinal", "recipient_id", "qty", "qty_unit", "rate", "rate_unit",
    "months", "persons", "cents", "paid_on", "status", "paid_how", "note", "x1", "x2", "x3", "x4",
)  # fmt: skip
"""Every column a payout CSV may have, in order; ``row``, ``cents`` and ``status`` are always there."""


@dataclass(frozen=True, slots=True)
class Payout:
    """One row of a payout table. Empty cells are ``None`` (``""`` for the words)."""

    row: int
    cents: int
    status: PayoutStatus = "paid"
    group: str = ""
    name: str = ""
    ordinal: int | None = None
    recipient_id: str | None = None
    qty: Decimal | None = None
    qty_unit: str = ""
    rate: Decimal | None = None
    rate_unit: str = ""
    months: int | None = None
    persons: int | None = None
    paid_on: date | None = None
    paid_how: str = ""
    note: str = ""
    x1: str = ""
    x2: str = ""
    x3: str = ""
    x4: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Control totals of a set of payouts: rows and sum of 分."""

    rows: int
    cents: int

    @classmethod
    def of(cls, payouts: Iterable[Payout]) -> Totals:
        rows = cents = 0
        for payout in payouts:
            rows += 1
            cents += payout.cents
        return cls(rows, cents)


def product_cents(payout: Payout) -> int | None:
    """数量 × 标准 (× 月数) rounded half up to 分; ``None`` when a factor is missing."""
    if payout.qty is None or payout.rate is None:
        return None
    product = payout.qty * payout.rate * (payout.months or 1) * 100
    return int(product.to_integral_value(rounding="ROUND_HALF_UP"))


def arithmetic_holds(payout: Payout) -> bool:
    """Whether 数量 × 标准 gives the amount within 0.01 元 (domain README §6.6.5)."""
    product = product_cents(payout)
    return product is not None and abs(product - payout.cents) <= 1


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line of a correction: the old and the new row of the same recipient (or row)."""

    old: Payout | None
    new: Payout | None


def correction_changes(old: Iterable[Payout], new: Iterable[Payout]) -> tuple[LineChange, ...]:
    """What a whole corrected table changed, by ``recipient_id``, else by ``row`` (§4).

    Lines that are equal apart from their row number are left out; order follows the new table,
    then what disappeared.
    """

    def key(p: Payout) -> tuple[str, int]:
        return (p.recipient_id, 0) if p.recipient_id else ("", p.row)

    def gather(rows: Iterable[Payout]) -> dict[tuple[str, int], list[Payout]]:
        out: dict[tuple[str, int], list[Payout]] = {}
        for p in rows:
            out.setdefault(key(p), []).append(p)
        return out

    before, after = gather(old), gather(new)
    changes: list[LineChange] = []
    for k in [*after, *(k for k in before if k not in after)]:
        olds, news = before.get(k, []), after.get(k, [])
        for i in range(max(len(olds), len(news))):
            a = olds[i] if i < len(olds) else None
            b = news[i] if i < len(news) else None
            if a is None or b is None or _content(a) != _content(b):
                changes.append(LineChange(a, b))
    return tuple(changes)


def _content(p: Payout) -> tuple[object, ...]:
    return tuple(getattr(p, c) for c in PAYOUT_COLUMNS if c != "row")
