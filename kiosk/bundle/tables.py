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
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from kiosk.bundle.itemcodec import REQUIRED_COLUMNS
from kiosk.bundle.paths import MAX_TABLE_BYTES
from kiosk.bundle.strictjson import UNSEEN
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import TableRef
from kiosk.domain.payout import PAYOUT_COLUMNS, PAYOUT_STATUSES, Payout, PayoutColumns, Totals

MAX_CELL = 500
_CHUNK_ROWS = 4_096
# Also blanks of no width: with one inside, a name is not found and adds up as another person.
_CONTROL = re.compile(rf"[\x00-\x09\x0b-\x1f{UNSEEN}\xad\u200b\u2060]")
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


# ---- one reader of each kind of cell: text → cell of PayoutColumns, or ValueError ----


def _int(low: int) -> Callable[[str], int | None]:
    def read(cell: str) -> int | None:
        if not cell:
            return None
        if _WHOLE.fullmatch(cell) is None or int(cell) < low:
            raise ValueError
        return int(cell)

    return read


def _row(cell: str) -> int:
    if _WHOLE.fullmatch(cell) is None or cell == "0":
        raise ValueError
    return int(cell)


def _cents(cell: str) -> int:
    if _SIGNED.fullmatch(cell) is None:
        raise ValueError
    return int(cell)


def _day(cell: str) -> str | None:
    if not cell:
        return None
    if _DAY.fullmatch(cell) is None:
        raise ValueError
    date.fromisoformat(cell)
    return cell


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    def read(cell: str) -> str | None:
        if cell and pattern.fullmatch(cell) is None:
            raise ValueError
        return cell or None

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
    "row": (_row, "要是从1起的整数。"),
    "ordinal": (_int(1), "要是从1起的整数或空着。"),
    "recipient_id": (_matching(_RECIPIENT), "不是8位领取人编号。"),
    "qty": (_matching(_DECIMAL), "不是数。"),
    "rate": (_matching(_DECIMAL), "不是数。"),
    "months": (_int(1), "要是从1起的整数或空着。"),
    "persons": (_int(0), "要是整数或空着。"),
    "cents": (_cents, "要是以分计的整数，不能空着。"),
    "paid_on": (_day, "不是日期，要写成 2026-01-31 这样。"),
    "status": (_status, f"只能是 {'、'.join(PAYOUT_STATUSES)}。"),
}
_WORDS_CELL: tuple[Callable[[str], object], str] = (_words, f"太长(最多 {MAX_CELL} 字)或首尾有空格。")


def _lines_of(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The pattern in every line."""
    return re.compile(rf"(?:{pattern.pattern})(?:\n(?:{pattern.pattern}))*", re.ASCII)


_AS_A_WHOLE = {
    "cents": _lines_of(_SIGNED),
    "recipient_id": _lines_of(_RECIPIENT),
    "qty": _lines_of(_DECIMAL),
    "rate": _lines_of(_DECIMAL),
}


def _column_values(column: str, cells: Sequence[str], file: str, first_row: int) -> Sequence[Any]:
    """A column's cells as PayoutColumns has them; SenderFault for the first that is wrong.

    Nothing is done cell by cell in Python (a weak PC reads 100,000 rows): each spelling is looked at
    once, columns in which nearly every cell differs as one text.
    """
    if column == "row":
        numbers = range(first_row - 1, first_row - 1 + len(cells))
        if list(map(str, numbers)) == list(cells):
            return numbers
    read, meaning = _CELLS.get(column, _WORDS_CELL)
    spellings = set(cells)
    if column in _AS_A_WHOLE:
        some = spellings - {""} if column != "cents" else spellings
        if not some or _AS_A_WHOLE[column].fullmatch("\n".join(some)):
            if column == "cents":
                return list(map(int, cells))
            return cells if len(some) == len(spellings) else [cell or None for cell in cells]
    elif column not in _CELLS and max(map(len, spellings), default=0) <= MAX_CELL:
        if all(map(str.__eq__, spellings, map(str.strip, spellings))):
            return cells
    else:
        try:
            known = {cell: read(cell) for cell in spellings}
            return [known[cell] for cell in cells]
        except ValueError:
            pass
    out: list[object] = []
    try:
        for cell in cells:
            out.append(read(cell))
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
    # What is printable has none of them; the look for the place takes ten times as long.
    bad = None if text.replace("\n", "").isprintable() else _CONTROL.search(text)
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
    """The payouts of a table, in order; see :func:`read_payout_columns`."""
    return read_payout_columns(data, table).payouts()


def read_payout_columns(data: bytes, table: TableRef) -> PayoutColumns:
    """A payout table, every cell of it checked.

    Rows must be numbered 1, 2, 3 …; row count and sum of 分 must equal the manifest's
    (``control_totals``, when all else is right).  SenderFault with file, row and column.
    """
    file, fields = table.path, table.fields
    text = _table_text(data, file)
    plain = _plain_columns(text, fields)
    if plain is not None:
        columns = PayoutColumns(_payout_cells(fields, plain, file, 0))
    else:
        gathered: dict[str, list[Any]] = {c: [] for c in fields}
        for chunk in _chunks(text, file, fields):
            done = len(gathered["row"])
            for c, cells in _payout_cells(fields, list(zip(*chunk, strict=True)), file, done).items():
                gathered[c].extend(cells)
        columns = PayoutColumns(gathered)
    rows, cents = len(columns), sum(columns.cells["cents"])
    if (rows, cents) != (table.rows, table.cents):
        raise control_totals(file, rows=rows, want_rows=table.rows, cents=cents, want_cents=table.cents)
    return columns


def _payout_cells(
    fields: Sequence[str], columns: Sequence[Sequence[str]], file: str, done: int
) -> dict[str, Sequence[Any]]:
    """The checked cells of some rows that follow ``done`` others."""
    found = {c: _column_values(c, cells, file, done + 2) for c, cells in zip(fields, columns, strict=True)}
    _payout_rows_in_order(found["row"], file, done)
    return found


def _plain_columns(text: str, fields: Sequence[str]) -> list[list[str]] | None:
    """The columns of a table in which nothing is quoted, as nearly every list is (a fifth of the time
    of the csv module).  ``None`` when that module must look: quotes, or something is wrong."""
    head, _, body = text.partition("\n")
    width = len(fields)
    if '"' in text or head != ",".join(fields) or not body:
        return None
    if {line.count(",") for line in body[:-1].split("\n")} != {width - 1}:
        return None
    cells = body[:-1].replace("\n", ",").split(",")
    return [cells[place::width] for place in range(width)]


def payout_table(
    path: str, fields: Sequence[str], columns: Sequence[Sequence[str]]
) -> tuple[bytes, TableRef]:
    """The CSV of columns of cells, checked as :func:`read_payouts` would, and what the manifest says of it.

    For a county that packs a million rows; SenderFault with file, row and column.
    """
    count = len(columns[0])
    cents = 0
    for c, cells in zip(fields, columns, strict=True):
        values = _column_values(c, cells, path, 2)
        if c == "row":
            _payout_rows_in_order(values, path, 0)
        elif c == "cents":
            cents = sum(values)
    data = _csv_text(fields, columns).encode("utf-8", "surrogatepass")
    # One record a line: a line break in a cell is all that could still go wrong.
    if _table_text(data, path).count("\n") != count + 1:
        raise SenderFault("bad_csv", "格子里有换行。请县里改正后重发。", place=Place(path))
    return data, TableRef(path, count, cents, tuple(fields))


def _csv_text(fields: Sequence[str], columns: Sequence[Sequence[str]]) -> str:
    """What the csv module writes; joined where nothing has to be quoted, in half the time."""
    lines = [",".join(fields), *map(",".join, zip(*columns, strict=True)), ""]
    text = "\n".join(lines)
    plain = '"' not in text and text.count(",") == (len(fields) - 1) * (len(lines) - 1)
    if plain and len(fields) > 1 and text.count("\n") == len(lines) - 1 and "\r" not in text:
        return text
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue()


def check_payouts(data: bytes, table: TableRef) -> None:
    """Raises what :func:`read_payouts` would, without making the payouts."""
    read_payout_columns(data, table)


def _payout_rows_in_order(values: Sequence[int], file: str, done: int) -> None:
    if values == range(done + 1, done + 1 + len(values)):
        return
    for i, number in enumerate(values):
        if number != done + i + 1:
            raise _cell_fault(
                file, done + 2 + i, COLUMN_WORDS["row"], "序号要从1起一个接一个。", "bad_row_number"
            )


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
