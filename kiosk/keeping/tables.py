"""Lists and tables as CSV for a spreadsheet: UTF-8 with BOM, CRLF, plain numbers, days as 2026-06-18.

They hold what is on the wall and no more: the columns of the privacy class, totals only of P3.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from kiosk.domain.columns import Column
from kiosk.domain.items import PrivacyClass
from kiosk.domain.payout import Payout
from kiosk.domain.privacy import has_list
from kiosk.sheets.payouts import Printed, printed_columns, remark_of
from kiosk.store.views import BatchView, PayoutRow, TableView

_BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t")


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV whose cells no spreadsheet takes for formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_safe(cell) for cell in heads])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return (_BOM + text.getvalue()).encode()


def disclosure_csv(table: TableView) -> bytes:
    """The table of a disclosure as published."""
    return csv_bytes(table.fields, table.rows)


def batch_csv(
    batch: BatchView,
    rows: Sequence[PayoutRow],
    columns: Sequence[Column],
    cls: PrivacyClass,
    small_count: int,
) -> bytes:
    """A batch: its list, or persons and sum where no list exists."""
    if not has_list(cls):
        label = next((c.label for c in columns if c.column == "persons"), "人数")
        if batch.suppressed:
            return csv_bytes((label, "金额(元)"), [(f"少于{small_count}", "不列")])
        persons = "" if batch.persons is None else str(batch.persons)
        return csv_bytes((label, "金额(元)"), [(persons, _yuan(batch.cents))])
    payouts = [row.payout for row in rows]
    printed = printed_columns(batch, payouts, columns, cls)
    heads = [column.label for column in printed]
    remarks = cls in ("P0", "P1") and any(map(remark_of, payouts))
    lines = ([_cell(row, column) for column in printed] for row in rows)
    if not remarks:
        return csv_bytes(heads, lines)
    noted = ([*cells, remark_of(row.payout)] for cells, row in zip(lines, rows, strict=True))
    return csv_bytes([*heads, "备注"], noted)


def _cell(row: PayoutRow, printed: Printed) -> str:
    name = printed.column.column
    if name == "name":
        return row.display_name
    if name == "cents":
        return _yuan(row.payout.cents)
    value: object = getattr(row.payout, name)
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}{_unit(row.payout, printed)}"
    return str(value)


def _unit(payout: Payout, printed: Printed) -> str:
    return str(getattr(payout, f"{printed.column.column}_unit")) if printed.cell_unit else ""


def _yuan(cents: int) -> str:
    """``582.40``, the minus in front."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _safe(cell: str) -> str:
    if cell.startswith(_FORMULA) and not cell.lstrip("+-").replace(".", "", 1).isdigit():
        return f"'{cell}"
    return cell
