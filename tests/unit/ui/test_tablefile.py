"""A village's own table from a stick: shapes of real tables, and what must not come in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kiosk.domain.errors import SenderFault
from kiosk.domain.scan import id_check_character, scan_text
from kiosk.ui.desk.tablefile import TableFile, read_table_file

FIRST17 = "99012319900101123"
ID_NUMBER = FIRST17 + id_check_character(FIRST17)


def book(
    path: Path, *sheets: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]] = ()
) -> Path:
    """An .xlsx; ``merged`` ranges of the first sheet (rows and columns from 0)."""
    with xlsxwriter.Workbook(str(path)) as made:
        for number, rows in enumerate(sheets):
            sheet = made.add_worksheet()
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(r, c, cell)
            for r1, c1, r2, c2 in merged if number == 0 else ():
                sheet.merge_range(r1, c1, r2, c2, rows[r1][c1])
    return path


FINANCE = (
    ("罗田村2026年第三季度财务收支明细表",),
    ("填报单位（盖章）：罗田村委会", None, None, None, None, "单位：元"),
    ("日期", "凭证号", "摘 要", "收入", "支出", "结余", "备注"),
    ("7月1日", 1, "上期结转", None, None, 1000.1, None),
    ("7月3日", 2, "卖树", 1200, None, 2200.1, f"证号{ID_NUMBER}"),
    ("日期", "凭证号", "摘 要", "收入", "支出", "结余", "备注"),
    ("7月8日", 3, "买灯", None, "300.55元", 1899.55, None),
    (None, None, "合计", 1200, 300.55, None, None),
    ("制表：王测试", None, None, "审核：李测试"),
)


def codes(read: TableFile) -> list[tuple[str, str]]:
    return [(p.severity, p.code) for p in read.problems]


def test_a_finance_list_as_clerks_write_it(tmp_path: Path) -> None:
    read = read_table_file(book(tmp_path / "账.xls", FINANCE))  # the ending means nothing
    assert read.fields == ("日期", "凭证号", "摘要", "收入(元)", "支出(元)", "结余(元)", "备注")
    assert read.titles[0] == "罗田村2026年第三季度财务收支明细表"
    assert read.rows == (
        ("7月1日", "1", "上期结转", "", "", "1000.10", ""),
        ("7月3日", "2", "卖树", "1200.00", "", "2200.10", ""),
        ("7月8日", "3", "买灯", "", "300.55", "1899.55", ""),
        ("", "", "合计", "1200.00", "300.55", "", ""),
    )
    assert read.numbers == (4, 5, 7, 8)
    assert codes(read) == [("warn", "personal_value"), ("note", "tail_dropped")]
    told = read.problems[0]
    assert (told.place, told.row, told.column) == ("第 5 行“备注”列", 1, 6)
    assert not scan_text(repr(read)) and ID_NUMBER not in repr(read)


def test_a_title_with_a_number_is_no_title(tmp_path: Path) -> None:
    rows = (("村里的账",), (f"经手人{ID_NUMBER}",), ("填报：13800990123",), *FINANCE[2:5])
    read = read_table_file(book(tmp_path / "账.xlsx", rows))
    assert read.titles == ("村里的账",) and not scan_text(repr(read))


def test_columns_of_numbers_that_are_nobodys_business_stay_out(tmp_path: Path) -> None:
    rows = (
        ("姓名", "身份证号", "金额(元)", "卡号"),
        ("王测试", ID_NUMBER, 10, 9901234567890123),
        ("李测试", float(ID_NUMBER[:17] + "0"), 5.5, "9901234567890124"),
        ("赵测试", "9.90123E+17", "三块", None),
    )
    read = read_table_file(book(tmp_path / "a.xlsx", rows))
    assert read.fields == ("姓名", "金额(元)", "卡号")
    assert [row[2] for row in read.rows] == ["", "", ""]
    assert [row[1] for row in read.rows] == ["10.00", "5.50", "三块"]
    assert codes(read) == [
        ("warn", "column_dropped"), ("warn", "personal_value"), ("warn", "personal_value"),
        ("err", "not_money"),
    ]  # fmt: skip


def test_two_rows_of_heads_merged_groups_and_a_second_sheet(tmp_path: Path) -> None:
    rows = (
        ("工程一览",),
        ("工程", "合同价（元）", "付款", None, "小组"),
        (None, None, "已付（元）", "未付（元）", None),
        ("水渠", 5000, 2000, 3000, "一组"),
        ("路灯", 800, 800, 0, None),
        ("围墙", 900, None, 900, "二组"),
    )
    other = (("说明", "见上"),)
    merged = ((0, 0, 0, 4), (1, 2, 1, 3), (1, 0, 2, 0), (1, 1, 2, 1), (1, 4, 2, 4), (3, 4, 4, 4))
    path = book(tmp_path / "b.xlsx", rows, other, merged=merged)
    read = read_table_file(path)
    assert (read.sheet, read.sheets) == ("Sheet1", ("Sheet1", "Sheet2"))
    assert read.fields == ("工程", "合同价(元)", "已付(元)", "未付(元)", "小组")
    assert [row[4] for row in read.rows] == ["一组", "一组", "二组"]
    assert read.rows[0][:4] == ("水渠", "5000.00", "2000.00", "3000.00")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_text_tables_and_a_header_that_the_clerk_points_at(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text("罗田村,公示\n项目,说明\n路灯,修好了\n路灯,又修\n", encoding)
    assert read_table_file(path).fields == ("罗田村", "公示")
    read = read_table_file(path, head_row=2)
    assert (read.fields, read.rows) == (("项目", "说明"), (("路灯", "修好了"), ("路灯", "又修")))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\n", "file_not_table"), (b"", "file_empty"), (b"PK\x03\x04junk", "file_damaged"),
        ("一行话\n".encode(), "nothing_read"), ("甲,乙\n".encode(), "nothing_read"),
        (("甲,乙\n" + "一,二\n" * 2_100).encode(), "table_long"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_in_plain_words(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "d.xlsx"
    path.write_bytes(content)
    with pytest.raises(SenderFault) as caught:
        read_table_file(path)
    assert caught.value.code == code and caught.value.message.endswith("。")


def test_a_stick_that_was_pulled_out(tmp_path: Path) -> None:
    with pytest.raises(SenderFault) as caught:
        read_table_file(tmp_path / "gone.xlsx")
    assert caught.value.code == "file_unreadable"
