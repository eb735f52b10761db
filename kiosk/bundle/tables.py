"""The CSV tables of a bundle: payout lists and the tables of disclosures.

UTF-8 without BOM, LF, a header row, one record a line (no line breaks inside cells), NFC, no
control characters.  Numbers are written one way only (no ``+``, no leading zeros), so that reading
and writing again gives the same bytes.  Row numbers in errors count the header as 1.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING
from dataclasses import fields as fields_of
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import IO, TypeVar, cast

from kiosk.bundle.itemcodec import REQUIRED_COLUMNS
from kiosk.bundle.paths import MAX_TABLE_BYTES
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import TableRef
from kiosk.domain.payout import PAYOUT_COLUMNS, PAYOUT_STATUSES, Payout, Totals

T = TypeVar("T")

MAX_CELL = 500
_CHUNK_ROWS = 4_096
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_SIGNED = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]", re.ASCII)
_RECIPIENT = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}", re.ASCII)
_MONEY = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?", re.ASCII)
_SUMMARY_ROW = re.compile(
    r"(?:上期|上年|期初)(?:结转|余额|结余)|小计|合计|总计|累计|本[月季年期](?:合计|累计|小计)"
)

COLUMN_WORDS: dict[str, str] = {
    "row": "序号", "group": "小组", "name": "姓名", "ordinal": "同名序号", "recipient_id": "领取人编号",
    "qty": "数量", "qty_unit": "数量单位", "rate": "标准", "rate_unit": "标准单位", "months": "月数",
    "persons": "人数", "cents": "金额", "paid_on": "发放日期", "status": "发放状态", "paid_how": "发放方式",
    "note": "备注", "x1": "附列1", "x2": "附列2", "x3": "附列3", "x4": "附列4",
}  # fmt: skip
"""What a payout column is called in a sentence."""


def _cell_fault(file: str, row: int, column: str, message: str, code: str = "bad_cell") -> SenderFault:
    return SenderFault(code, f"{message}请县里改正后重发。", place=Place(file, row, column))


# ---- one reader of each kind of cell: text → value, or ValueError ----


def _int(pattern: re.Pattern[str], low: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if pattern.fullmatch(cell) is None or int(cell) < low:
            raise ValueError
        return int(cell)

    return read


def _optional(read: Callable[[str], T]) -> Callable[[str], T | None]:
    return lambda cell: read(cell) if cell else None


def _decimal(cell: str) -> Decimal:
    if _DECIMAL.fullmatch(cell) is None:
        raise ValueError
    return Decimal(cell)


def _day(cell: str) -> date:
    if _DAY.fullmatch(cell) is None:
        raise ValueError
    return date.fromisoformat(cell)


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if pattern.fullmatch(cell) is None:
            raise ValueError
        return cell

    return read


def _status(cell: str) -> str:
    if cell not in PAYOUT_STATUSES:
        raise ValueError
    return cell


def _words(cell: str) -> str:
    if len(cell) > MAX_CELL or cell != cell.strip():
        raise ValueError
    return cell


_CELLS: dict[str, tuple[Callable[[str], object], str]] = {
    "row": (_int(_WHOLE, 1), "要是从1起的整数。"),
    "ordinal": (_optional(_int(_WHOLE, 1)), "要是从1起的整数或空着。"),
    "recipient_id": (_optional(_matching(_RECIPIENT)), "不是8位领取人编号。"),
    "qty": (_optional(_decimal), "不是数。"),
    "rate": (_optional(_decimal), "不是数。"),
    "months": (_optional(_int(_WHOLE, 1)), "要是从1起的整数或空着。"),
    "persons": (_optional(_int(_WHOLE, 0)), "要是整数或空着。"),
    "cents": (_int(_SIGNED, -(10**15)), "要是以分计的整数，不能空着。"),
    "paid_on": (_optional(_day), "不是日期，要写成 2026-01-31 这样。"),
    "status": (_status, f"只能是 {'、'.join(PAYOUT_STATUSES)}。"),
}
_WORDS_CELL: tuple[Callable[[str], object], str] = (_words, f"太长(最多 {MAX_CELL} 字)或首尾有空格。")


_ALL_CENTS = re.compile(rf"(?:{_SIGNED.pattern})(?:\n(?:{_SIGNED.pattern}))*", re.ASCII)
_ALL_RECIPIENTS = re.compile(rf"(?:{_RECIPIENT.pattern})?(?:\n(?:{_RECIPIENT.pattern})?)*", re.ASCII)
_ALL_DECIMALS = re.compile(rf"(?:{_DECIMAL.pattern})?(?:\n(?:{_DECIMAL.pattern})?)*", re.ASCII)


def _column_values(column: str, cells: Sequence[str], file: str, first_row: int) -> Sequence[object]:
    """A column's values. Columns in which every cell differs are checked as a whole (a weak PC reads
    100,000 rows); only when that fails the cell is looked for."""
    if column == "row":
        numbers = range(first_row - 1, first_row - 1 + len(cells))
        if list(map(str, numbers)) == list(cells):
            return numbers
    elif column == "cents":
        if _ALL_CENTS.fullmatch("\n".join(cells)):
            return list(map(int, cells))
    elif column == "recipient_id" and _ALL_RECIPIENTS.fullmatch("\n".join(cells)):
        return [cell or None for cell in cells]
    read, meaning = _CELLS.get(column, _WORDS_CELL)
    known: dict[str, object] = {}
    out: list[object] = []
    try:
        # Most columns repeat few values (units, dates, groups): parse each spelling once.
        for cell in cells:
            if cell not in known:
                known[cell] = read(cell)
            out.append(known[cell])
    except ValueError:
        raise _cell_fault(file, first_row + len(out), COLUMN_WORDS[column], meaning) from None
    return out


# ---- text in and out ----


def _table_text(data: bytes, file: str) -> str:
    if len(data) > MAX_TABLE_BYTES:
        raise SenderFault("too_large", "这张表太大。请县里分开重发。", place=Place(file))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise SenderFault("bad_csv", "不是 UTF-8 文字。请县里重发。", place=Place(file, row)) from error
    bad = _CONTROL.search(text)
    if bad is not None:
        row = text.count("\n", 0, bad.start()) + 1
        raise SenderFault("bad_csv", "里有看不见的控制符。请县里改正后重发。", place=Place(file, row))
    if not unicodedata.is_normalized("NFC", text):
        row = next(
            n for n, line in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", line)
        )
        raise SenderFault("bad_csv", "里有没合成的字。请县里改正后重发。", place=Place(file, row))
    if not text.endswith("\n"):
        raise SenderFault("bad_csv", "最后一行不完整。请县里重发。", place=Place(file, text.count("\n") + 1))
    return text


def _chunks(text: str, file: str, fields: Sequence[str]) -> Iterator[list[list[str]]]:
    """Records after the header, which must equal ``fields``, some thousands at a time.

    One record a line, all of the same width.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(reader, None) != list(fields):
            raise SenderFault(
                "bad_header", "第一行列名和目录里写的不一样。请县里重发。", place=Place(file, 1)
            )
        width, row = len(fields), 1
        while chunk := list(islice(reader, _CHUNK_ROWS)):
            if set(map(len, chunk)) != {width} or reader.line_num != row + len(chunk):
                raise _uneven(chunk, file, row, width)
            row += len(chunk)
            yield chunk
    except csv.Error as error:
        raise SenderFault(
            "bad_csv",
            "引号或逗号不对，读不下去。请县里改正后重发。",
            detail=str(error),
            place=Place(file, reader.line_num),
        ) from error


def _uneven(chunk: list[list[str]], file: str, row: int, width: int) -> SenderFault:
    """What is wrong with the first odd record of a chunk that begins after ``row``."""
    for number, record in enumerate(chunk, row + 1):
        if any("\n" in cell for cell in record):
            return SenderFault("bad_csv", "格子里有换行。请县里改正后重发。", place=Place(file, number))
        if len(record) != width:
            return SenderFault(
                "bad_csv",
                f"这一行有 {len(record)} 格，应有 {width} 格。请县里改正后重发。",
                place=Place(file, number),
            )
    return SenderFault("bad_csv", "行数对不上。请县里改正后重发。", place=Place(file))


def _write_records(stream: IO[bytes], records: Iterable[Sequence[str]]) -> None:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=False)
    try:
        csv.writer(text, lineterminator="\n").writerows(records)
        text.flush()
    finally:
        text.detach()


# ---- payouts ----


def payout_fields(payouts: Sequence[Payout]) -> tuple[str, ...]:
    """The columns that hold anything, in the order of PAYOUT_COLUMNS."""
    return tuple(
        c
        for c in PAYOUT_COLUMNS
        if c in REQUIRED_COLUMNS or any(getattr(p, c) not in (None, "") for p in payouts)
    )


def write_payouts(stream: IO[bytes], payouts: Iterable[Payout], fields: Sequence[str]) -> Totals:
    """Write a payout CSV and return its control totals.

    ``ValueError`` when a payout has a value outside ``fields`` (it would silently be lost).  Whether
    the cells may be read again is checked by reading (see ``writer``).
    """
    left_out = [c for c in PAYOUT_COLUMNS if c not in fields]
    rows = cents = 0

    def records() -> Iterator[Sequence[str]]:
        nonlocal rows, cents
        yield fields
        for payout in payouts:
            for c in left_out:
                if getattr(payout, c) not in (None, ""):
                    raise ValueError(f"column {c} has a value but is not among the fields")
            rows += 1
            cents += payout.cents
            yield [_text(getattr(payout, c)) for c in fields]

    _write_records(stream, records())
    return Totals(rows, cents)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def read_payouts(data: bytes, table: TableRef) -> Iterator[Payout]:
    """The payouts of a table, in order, checked cell by cell.

    Rows must be numbered 1, 2, 3 …; row count and sum of 分 must equal the manifest's
    (``control_totals``, raised after the last row).  SenderFault with file, row and column.
    """
    for values in _payout_columns(data, table):
        yield from map(_make_payout, *values)


def payout_table(
    path: str, fields: Sequence[str], columns: Sequence[Sequence[str]]
) -> tuple[bytes, TableRef]:
    """The CSV of columns of cells, checked as :func:`read_payouts` would, and what the manifest says of it.

    For a county that packs a million rows; SenderFault with file, row and column.
    """
    count = len(columns[0])
    cents = 0
    for c, cells in zip(fields, columns, strict=True):
        # Most columns are fine as a whole; only where one is not, each cell is looked at.
        if not (_ALL_DECIMALS.fullmatch("\n".join(cells)) if c in ("qty", "rate") else _are_words(c, cells)):
            values = _column_values(c, cells, path, 2)
            if c == "row" and values != range(1, count + 1):
                _payout_rows_in_order(values, path, 0)
            elif c == "cents":
                cents = sum(cast("Iterable[int]", values))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows(zip(*columns, strict=True))
    data = text.getvalue().encode("utf-8", "surrogatepass")
    # One record a line: a line break in a cell is all that could still go wrong.
    if _table_text(data, path).count("\n") != count + 1:
        raise SenderFault("bad_csv", "格子里有换行。请县里改正后重发。", place=Place(path))
    return data, TableRef(path, count, cents, tuple(fields))


def check_payouts(data: bytes, table: TableRef) -> None:
    """Raises what :func:`read_payouts` would, without giving the payouts."""
    for _ in _payout_columns(data, table):
        pass


def _are_words(column: str, cells: Sequence[str]) -> bool:
    return (
        column not in _CELLS
        and max(map(len, cells)) <= MAX_CELL
        and list(map(str.strip, cells)) == list(cells)
    )


def _payout_rows_in_order(values: Iterable[object], file: str, done: int) -> None:
    for i, number in enumerate(values):
        if number != done + i + 1:
            raise _cell_fault(
                file, done + 2 + i, COLUMN_WORDS["row"], "序号要从1起一个接一个。", "bad_row_number"
            )


def _payout_columns(data: bytes, table: TableRef) -> Iterator[list[Iterable[object]]]:
    """Some thousands of rows at a time: the values of each column of a Payout; the totals at the end."""
    file = table.path
    at = {c: i for i, c in enumerate(table.fields)}
    done = cents = 0
    for chunk in _chunks(_table_text(data, file), file, table.fields):
        columns = list(zip(*chunk, strict=True))
        first = done + 2
        values: list[Iterable[object]] = []
        for c, default in _PAYOUT_FIELDS:
            if c in at:
                values.append(_column_values(c, columns[at[c]], file, first))
            else:
                values.append([default] * len(chunk))
        _payout_rows_in_order(values[0], file, done)
        cents += sum(cast("Iterable[int]", values[_CENTS_AT]))
        yield values
        done += len(chunk)
    if (done, cents) != (table.rows, table.cents):
        raise control_totals(file, rows=done, want_rows=table.rows, cents=cents, want_cents=table.cents)


# The values come column by column and already have their types.
_make_payout: Callable[..., Payout] = Payout
_PAYOUT_FIELDS: tuple[tuple[str, object], ...] = tuple(
    (f.name, None if f.default is MISSING else f.default) for f in fields_of(Payout)
)
_CENTS_AT = [name for name, _ in _PAYOUT_FIELDS].index("cents")


def control_totals(
    file: str, *, rows: int, want_rows: int, cents: int, want_cents: int | None
) -> SenderFault:
    """The refusal of a table whose rows or sum differ from what the county signed."""
    if rows != want_rows:
        message = f"表里有 {rows} 行，清单里写的是 {want_rows} 行。"
    else:
        message = f"表里金额合计 {cents} 分，清单里写的是 {want_cents} 分。"
    return SenderFault("control_totals", f"{message}请县里核对后重发。", place=Place(file))


# ---- tables of disclosures ----


def table_cents(fields: Sequence[str], rows: Iterable[Sequence[str]]) -> int | None:
    """Sum of 分 of the last money column (head ends in ``(元)``) over the ordinary rows.

    Rows that carry over or sum up (上期结转, 小计, 本季合计, 本年累计 …) are not ordinary.  ``None``
    when there is no money column.  ``ValueError`` when a cell there is not a plain amount.
    """
    column = _money_column(fields)
    if column is None:
        return None
    return sum(_money(row[column]) for row in rows if not any(_SUMMARY_ROW.fullmatch(cell) for cell in row))


def _money_column(fields: Sequence[str]) -> int | None:
    return next((i for i in range(len(fields) - 1, -1, -1) if fields[i].endswith(("(元)", "（元）"))), None)


def _money(cell: str) -> int:
    if not cell:
        return 0
    if _MONEY.fullmatch(cell) is None:
        raise ValueError("not a plain amount")
    return int(Decimal(cell) * 100)


def write_table(stream: IO[bytes], fields: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write the CSV of a disclosure's table."""
    _write_records(stream, [list(fields), *map(list, rows)])


def read_table(data: bytes, table: TableRef) -> tuple[tuple[str, ...], ...]:
    """The rows of a disclosure's table.

    SenderFault with file, row and column: ``bad_header``, ``bad_csv``, ``bad_cell``, ``control_totals``.
    """
    file = table.path
    rows = tuple(
        tuple(record) for chunk in _chunks(_table_text(data, file), file, table.fields) for record in chunk
    )
    money = _money_column(table.fields)
    total = ordinary = 0
    for number, row in enumerate(rows, 2):
        for head, cell in zip(table.fields, row, strict=True):
            if len(cell) > MAX_CELL:
                raise _cell_fault(file, number, head, f"太长，最多 {MAX_CELL} 个字。")
        if money is not None:
            try:
                cents = _money(row[money])
            except ValueError:
                raise _cell_fault(
                    file, number, table.fields[money], "不是金额，要写成 12600.00 这样。"
                ) from None
            total += cents
            ordinary += 0 if any(map(_SUMMARY_ROW.fullmatch, row)) else cents
    if len(rows) != table.rows or (table.cents is not None and (money is None or table.cents != ordinary)):
        raise control_totals(
            file, rows=len(rows), want_rows=table.rows, cents=ordinary, want_cents=table.cents
        )
    return rows
