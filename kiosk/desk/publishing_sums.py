"""Arithmetic of a table as it stands: 合计 and the running 结余. Slips are told, never mended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from kiosk.desk.publishing_records import DraftProblem
from kiosk.domain.money import format_amount

_TOTAL = re.compile(r"合计|总计|本[月季年期]合计")
_PART = re.compile(r"小计|累计|本年累计|(?:上期|上年|期初)(?:结转|余额|结余)")
_CARRIED = re.compile(r"(?:上期|上年|期初)(?:结转|余额|结余)")


def sum_problems(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[DraftProblem]:
    """``warn`` for totals that are not the sum of their lines, and the first balance that does not follow."""
    lines = [row for row in rows if len(row) == len(fields)]
    if len(lines) != len(rows):
        return
    money = [i for i, head in enumerate(fields) if head.endswith(("(元)", "（元）"))]
    balance = _at(fields, r"结余|余额")
    yield from _totals(lines, [i for i in money if i != balance], fields)
    came, went = _at(fields, r"收入"), _at(fields, r"支出")
    if balance is not None and came is not None and went is not None:
        yield from _balance(lines, came, went, balance)


def _totals(
    rows: Sequence[Sequence[str]], money: Sequence[int], fields: Sequence[str]
) -> Iterator[DraftProblem]:
    for column in money:
        total = 0
        for row, cells in enumerate(rows):
            cents = _cents(cells[column])
            if any(_TOTAL.fullmatch(cell) for cell in cells):
                if cents is not None and cents != total:
                    more = "多" if cents > total else "少"
                    yield DraftProblem(
                        "warn", "total_differs", f"第 {row + 1} 行第 {column + 1} 列",
                        f"合计{more}了 {format_amount(abs(cents - total))} 元。",
                        f"表上 {format_amount(cents)}，逐行相加 {format_amount(total)}，请核对。",
                        "table", row, column,
                    )  # fmt: skip
                total = 0
            elif not any(_PART.fullmatch(cell) for cell in cells):
                total += cents or 0


def _balance(rows: Sequence[Sequence[str]], came: int, went: int, balance: int) -> Iterator[DraftProblem]:
    so_far: int | None = None
    for row, cells in enumerate(rows):
        if any(_CARRIED.fullmatch(cell) for cell in cells):
            so_far = _cents(cells[balance])
            continue
        if any(_TOTAL.fullmatch(cell) or _PART.fullmatch(cell) for cell in cells):
            continue
        left = _cents(cells[balance])
        if so_far is not None:
            so_far += (_cents(cells[came]) or 0) - (_cents(cells[went]) or 0)
            if left is not None and left != so_far:
                yield DraftProblem(
                    "warn", "balance_differs", f"第 {row + 1} 行第 {balance + 1} 列", "结余和上一行接不上。",
                    f"按收支算应是 {format_amount(so_far)} 元，请核对。", "table", row, balance,
                )  # fmt: skip
                return
        elif left is not None:
            so_far = left


def _at(fields: Sequence[str], words: str) -> int | None:
    return next((i for i, head in enumerate(fields) if re.fullmatch(rf"(?:{words})[(（]元[)）]", head)), None)


def _cents(cell: str) -> int | None:
    try:
        return int(Decimal(cell) * 100) if cell else None
    except (InvalidOperation, ValueError, OverflowError):
        return None
