"""Payouts: one line of a published payout list, and what can be said about it.

Source of the lines: architecture.md §4 (CSV columns) and §7 (Which privacy class, Recipient).
Quantities and rates are exact ``Decimal`` with the digits the county wrote ("5.20" stays
"5.20"); money is an integer number of 分.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar, get_args

T = TypeVar("T")

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


EMPTY_CELLS: dict[str, Any] = {
    c: "paid" if c == "status" else None if c in (
        "ordinal", "recipient_id", "qty", "rate", "months", "persons", "paid_on"
    ) else ""
    for c in PAYOUT_COLUMNS if c not in ("row", "cents")
}  # fmt: skip
"""What a column holds in every row when a list does not have it."""


@dataclass(frozen=True, slots=True)
class PayoutColumns:
    """A list of payouts column by column, as bundles and databases keep it.

    ``cells``: the columns that the list has, one cell a row: whole numbers for ``row``, ``cents``,
    ``ordinal``, ``months`` and ``persons``, else text (quantities as the county wrote them, days as
    2026-01-31).  Empty is ``None``, for the words ``""``.  A list of 10,000 rows is taken in without
    making 10,000 records of it.
    """

    cells: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, payouts: Iterable[Payout]) -> PayoutColumns:
        rows = list(payouts)
        cells: dict[str, Sequence[Any]] = {c: [getattr(p, c) for p in rows] for c in PAYOUT_COLUMNS}
        for c in ("qty", "rate", "paid_on"):
            cells[c] = [None if v is None else str(v) for v in cells[c]]
        cells["recipient_id"] = [known or None for known in cells["recipient_id"]]
        return cls(cells)

    def __len__(self) -> int:
        return len(self.cells["row"])

    def column(self, name: str) -> Sequence[Any]:
        """The cells of any column of ``PAYOUT_COLUMNS``."""
        return self.cells[name] if name in self.cells else [EMPTY_CELLS[name]] * len(self)

    def payouts(self) -> Iterator[Payout]:
        """The records, in order."""
        values = {c: self.column(c) for c in PAYOUT_COLUMNS}
        for c in ("qty", "rate"):
            values[c] = _each(values[c], Decimal)
        values["paid_on"] = _each(values["paid_on"], date.fromisoformat)
        return map(_make_payout, *(values[c] for c in Payout.__dataclass_fields__))


def _each(cells: Sequence[str | None], read: Callable[[str], T]) -> list[T | None]:
    # Few spellings in many rows: each is read once.
    known: dict[str | None, T | None] = {c: None if c is None else read(c) for c in set(cells)}
    return [known[c] for c in cells]


# The cells come by position and already have their types.
_make_payout: Callable[..., Payout] = Payout


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
