"""Payout lists and disclosure tables: exact round trips, and every bad cell named by row and column."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.bundle.tables import (
    payout_fields,
    read_payout_columns,
    read_payouts,
    read_table,
    table_cents,
    write_payouts,
    write_table,
)
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import TableRef
from kiosk.domain.payout import PAYOUT_COLUMNS, Payout, PayoutColumns, Totals
from tests.unit.bundle.making import payouts

WORDS = st.text(
    # Code points that are no characters (U+nFFFE, U+FDD0 …) are unassigned too; the gate refuses them.
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf", "Cn")), max_size=12
).map(lambda t: unicodedata.normalize("NFC", t).strip())
NUMBERS = st.decimals(-10_000, 10_000, places=2, allow_nan=False) | st.integers(0, 9999).map(Decimal)
PAYOUTS = st.lists(
    st.builds(
        Payout,
        row=st.just(1),
        cents=st.integers(-(10**9), 10**9),
        status=st.sampled_from(["paid", "returned", "pending"]),
        group=WORDS,
        name=WORDS,
        ordinal=st.none() | st.integers(1, 20),
        recipient_id=st.none() | st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=8, max_size=8),
        qty=st.none() | NUMBERS.filter(lambda d: not (d == 0 and d.is_signed())),
        qty_unit=WORDS,
        rate=st.none() | st.integers(0, 9999).map(Decimal),
        rate_unit=WORDS,
        months=st.none() | st.integers(1, 12),
        persons=st.none() | st.integers(0, 20),
        paid_on=st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        paid_how=WORDS,
        note=WORDS,
        x1=WORDS,
        x4=WORDS,
    ),
    max_size=12,
).map(lambda rows: [replace(p, row=i + 1) for i, p in enumerate(rows)])


def written(rows: list[Payout], fields: tuple[str, ...] | None = None) -> tuple[bytes, TableRef]:
    columns = fields or payout_fields(rows)
    buffer = io.BytesIO()
    totals = write_payouts(buffer, rows, columns)
    return buffer.getvalue(), TableRef("data/t.csv", totals.rows, totals.cents, columns)


@given(PAYOUTS)
def test_what_is_written_is_read_back(rows: list[Payout]) -> None:
    data, table = written(rows)
    assert list(read_payouts(data, table)) == rows
    assert Totals.of(rows) == Totals(table.rows, table.cents or 0)
    again = io.BytesIO()
    write_payouts(again, read_payouts(data, table), table.fields)
    assert again.getvalue() == data


@given(PAYOUTS)
def test_columns_hold_what_the_records_do(rows: list[Payout]) -> None:
    data, table = written(rows)
    columns = read_payout_columns(data, table)
    made = PayoutColumns.of(rows)
    assert len(columns) == len(rows) and tuple(columns.cells) == table.fields
    assert {c: list(columns.column(c)) for c in PAYOUT_COLUMNS} == {
        c: list(made.column(c)) for c in PAYOUT_COLUMNS
    }
    assert list(made.payouts()) == rows


@given(PAYOUTS.filter(len), st.data())
def test_quoted_or_not_a_table_is_read_alike(rows: list[Payout], data: st.DataObject) -> None:
    """One cell is changed: both ways to cut a file into cells take it, or refuse it at one place."""
    text, table = written(rows)
    if b'"' in text:
        return
    lines = text.decode().split("\n")
    row = data.draw(st.integers(1, len(rows)))
    cells = lines[row].split(",")
    place = data.draw(st.integers(0, len(cells) - 1))
    cells[place] = data.draw(st.sampled_from(["", "0", "-1", "x ", "2026-02-30", "ABCDEFGH", "1,1", "7.50"]))
    lines[row] = ",".join(cells)
    plain = "\n".join(lines)
    quoted = f'"{table.fields[0]}"' + plain[len(table.fields[0]) :]

    def told(text: str) -> object:
        try:
            return {c: list(v) for c, v in read_payout_columns(text.encode(), table).cells.items()}
        except SenderFault as fault:
            return fault.code, fault.sentence(), fault.place

    assert told(plain) == told(quoted)


def test_all_columns_and_many_rows() -> None:
    rows = payouts(10_000)
    data, table = written(rows, PAYOUT_COLUMNS)
    assert list(read_payouts(data, table)) == rows


def test_a_value_outside_the_fields_is_not_lost_silently() -> None:
    with pytest.raises(ValueError, match="note"):
        write_payouts(io.BytesIO(), [Payout(1, 1, note="更正")], ("row", "cents", "status"))


FIELDS = ("row", "group", "name", "ordinal", "recipient_id", "qty", "months", "cents", "paid_on", "status")
GOOD: str = "1,上屋组,熊甲,,ABCDEFGH,5.20,12,58240,2026-05-12,paid"


def refusal(
    line: str, header: str = ",".join(FIELDS), *, rows: int = 2, cents: int = 2 * 58240
) -> SenderFault:
    data = f"{header}\n{GOOD}\n{line}".encode("utf-8", "surrogatepass")
    with pytest.raises(SenderFault) as refused:
        list(read_payouts(data, TableRef("data/t.csv", rows, cents, FIELDS)))
    return refused.value


@pytest.mark.parametrize(
    ("cell", "column", "words"),
    [
        ("3", 0, "序号"), ("02", 0, "序号"), ("0", 0, "序号"), ("x", 0, "序号"),
        (" 上屋组", 1, "小组"), ("上" * 501, 1, "小组"),
        ("0", 3, "同名序号"), ("abcdefgh", 4, "领取人编号"), ("ABCDEFG", 4, "领取人编号"),
        ("ABCDEFGI", 4, "领取人编号"),
        ("5,2", 5, None), ("1e3", 5, "数量"), ("+5", 5, "数量"), ("NaN", 5, "数量"), ("５", 5, "数量"),
        ("0", 6, "月数"), ("", 7, "金额"), ("582.40", 7, "金额"), ("1_000", 7, "金额"), ("-0", 7, "金额"),
        ("2026-02-30", 8, "发放日期"), ("2026/5/1", 8, "发放日期"), ("20260512", 8, "发放日期"),
        ("发了", 9, "发放状态"), ("", 9, "发放状态"),
    ],
)  # fmt: skip
def test_each_bad_cell_is_named(cell: str, column: int, words: str | None) -> None:
    cells = GOOD.replace("1,", "2,", 1).split(",")
    cells[column] = cell
    error = refusal(",".join(cells) + "\n")
    assert (error.place.file, error.place.row) == ("data/t.csv", 3)
    assert error.place.column == words
    assert len(cell) < 4 or cell not in error.sentence()


@pytest.mark.parametrize(
    ("tail", "code"),
    [
        ("2,上屋组\n", "bad_csv"),
        ('2,"上屋\n组",熊甲,,,,,1,,paid\n', "bad_csv"),
        ('2,"上屋组"x,熊甲,,,,,1,,paid\n', "bad_csv"),
        ("2,上\x00屋,熊甲,,,,,1,,paid\n", "bad_csv"),
        ("2,上\u2028屋,熊甲,,,,,1,,paid\n", "bad_csv"),
        ("2,上屋,熊\u200b甲,,,,,1,,paid\n", "bad_csv"),
        ("2,上屋,\u202e熊甲,,,,,1,,paid\n", "bad_csv"),
        ("2,上屋,熊甲,,,,,1,,paid\r\n", "bad_csv"),
        ("2,e\u0301,熊甲,,,,,1,,paid\n", "bad_csv"),
        ("2,\ud800,熊甲,,,,,1,,paid\n", "bad_csv"),
        ("2,上屋组,熊甲,,,,,58240,,paid", "bad_csv"),
        ("2,上屋组,熊甲,,,,,58241,,paid\n", "control_totals"),
        ("", "control_totals"),
        ("\n", "bad_csv"),
    ],
)
def test_a_broken_file_is_refused(tail: str, code: str) -> None:
    assert refusal(tail).code == code


def test_header_must_be_the_manifests() -> None:
    assert refusal("", header=",".join(FIELDS).replace("group", "name2")).code == "bad_header"
    with pytest.raises(SenderFault) as refused:
        list(read_payouts(b"\xef\xbb\xbf" + ",".join(FIELDS).encode() + b"\n", TableRef("d", 0, 0, FIELDS)))
    assert refused.value.code == "bad_csv"
    with pytest.raises(SenderFault) as refused:
        list(read_payouts("row,金额\n".encode("gb18030"), TableRef("d", 0, 0, FIELDS)))
    assert refused.value.code == "bad_csv"


@given(st.lists(st.tuples(WORDS, st.integers(-(10**9), 10**9)), max_size=8))
def test_disclosure_tables_round_trip(rows: list[tuple[str, int]]) -> None:
    cells = [(words, f"{'-' if c < 0 else ''}{abs(c) // 100}.{abs(c) % 100:02d}") for words, c in rows]
    fields = ("摘要", "金额(元)")
    buffer = io.BytesIO()
    write_table(buffer, fields, cells)
    cents = table_cents(fields, cells)
    table = TableRef("data/t.csv", len(cells), cents, fields)
    assert read_table(buffer.getvalue(), table) == tuple(cells)


def test_sum_of_a_finance_table_leaves_carried_and_summed_rows_out() -> None:
    rows = [("上期结转", "100.00"), ("承包款", "12600.00"), ("误工", "-30.5"), ("", ""),
            ("本季合计", "12569.50"), ("本年累计", "40000")]  # fmt: skip
    assert table_cents(("摘要", "金额(元)"), rows) == 1256950
    assert table_cents(("摘要", "说明"), rows) is None
    with pytest.raises(ValueError):
        table_cents(("摘要", "金额(元)"), [("承包款", "12,600.00")])


def test_disclosure_table_faults() -> None:
    buffer = io.BytesIO()
    write_table(buffer, ("摘要", "金额(元)"), [("承包款", "100.00")])
    for table, code in (
        (TableRef("data/t.csv", 2, 10000, ("摘要", "金额(元)")), "control_totals"),
        (TableRef("data/t.csv", 1, 10001, ("摘要", "金额(元)")), "control_totals"),
        (TableRef("data/t.csv", 1, 10000, ("摘要", "金额")), "bad_header"),
    ):
        with pytest.raises(SenderFault) as refused:
            read_table(buffer.getvalue(), table)
        assert refused.value.code == code
    with pytest.raises(SenderFault) as refused:
        read_table(
            "摘要,金额(元)\n承包款,一百\n".encode(), TableRef("data/t.csv", 1, 0, ("摘要", "金额(元)"))
        )
    assert (refused.value.place.row, refused.value.place.column) == (2, "金额(元)")
