"""The four figures over a finance table: 上期结余, 收入, 支出, 期末结余.

They are read from the published table itself (its carried-forward and total rows), never made up:
a table without these rows has no figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.domain.money import MoneyTextError, format_amount, parse_yuan
from kiosk.store.views import TableView

_CARRIED = ("上期结转", "上季结转", "上月结转", "上年结转", "期初")
_SUMS = ("本季合计", "本月合计", "本期合计", "本年合计", "合计")


@dataclass(frozen=True, slots=True)
class KeyFigure:
    label: str
    value: str


def key_figures(table: TableView) -> tuple[KeyFigure, ...]:
    """Four figures, or none when the table is not an account of income and expense."""
    income, expense = _column(table.fields, "收入"), _column(table.fields, "支出")
    if income is None or expense is None:
        return ()
    total = _row(table.rows, _SUMS)
    if total is None:
        return ()
    came, went = _cents(total[income]), _cents(total[expense])
    if came is None and went is None:
        return ()
    word = next((w for w in ("本季", "本月", "本年") if w in "".join(total[:3])), "本期")
    figures = [
        KeyFigure(f"{word}收入", f"+ {format_amount(came or 0)}"),
        KeyFigure(f"{word}支出", f"− {format_amount(went or 0)}"),
    ]
    balance = _column(table.fields, "结余")
    carried = _row(table.rows, _CARRIED)
    if balance is None or carried is None or (before := _cents(carried[balance])) is None:
        return tuple(figures)
    after = before + (came or 0) - (went or 0)
    return (
        KeyFigure("上期结余", format_amount(before)),
        *figures,
        KeyFigure("期末结余", format_amount(after)),
    )


def _column(fields: Sequence[str], word: str) -> int | None:
    return next((i for i, head in enumerate(fields) if word in head), None)


def _row(rows: Sequence[Sequence[str]], words: Sequence[str]) -> Sequence[str] | None:
    for word in words:
        for row in rows:
            if any(word in cell for cell in row[:3]):
                return row
    return None


def _cents(cell: str) -> int | None:
    try:
        return parse_yuan(cell)
    except MoneyTextError:
        return None
