"""What clerks write into one cell (domain README §6.6.3–7), cell by cell and as lines of a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kiosk.county.reading.values import CellError, area_unit, name_fault, read_date, read_decimal, read_name
from tests.unit.county import makers as m
from tests.unit.county.inside import Found, in_process

DAY = date(2026, 4, 15)


@pytest.mark.parametrize(
    "written",
    ["2026.4.15", "2026-04-15", "2026/4/15", "2026年4月15日", "2026年4月15", "20260415",
     "２０２６．４．１５",
     "2026。4。15", "2026、4、15", "2026.4.15日", "2026年4月15号", "2026-04-15 00:00:00",
     "2026-04-15T00:00:00",
     "2026年4月15日 星期三", "2026年4月15日（周三）", "二〇二六年四月十五日", "二零二六年四月十五日",
     "46127", 46127.0,
     20260415, "46127.0"],
)  # fmt: skip
def test_a_day_in_every_form(written: Any) -> None:
    assert read_date(written) == DAY


@pytest.mark.parametrize(
    ("written", "day"),
    [("二〇二六年十月二十日", date(2026, 10, 20)), ("二○二六年十二月三十一日", date(2026, 12, 31)),
     ("二〇二五年一月廿三日", date(2025, 1, 23))],
)  # fmt: skip
def test_days_in_chinese_numerals(written: str, day: date) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize(
    "written",
    ["", "—", "无", "2026年4月", "2026.4", "2026-04", "4月", "四月份", "第二季度", "2026年第2季度", "上半年",
     "2026年上半年", "全年", "2026年度", "第3批", "1-3月", "2026年1月至3月", "1～6月份", "2026年1—12月"],
)  # fmt: skip
def test_a_month_or_a_quarter_is_no_day_and_no_fault(written: str) -> None:
    assert read_date(written) is None


@pytest.mark.parametrize(
    "written", ["2026.2.30", "2026.13.1", "4月15日", "26.4.15", "4/15/2026", "四月中旬", "不详", "13-15月"]
)
def test_no_day_is_made_up(written: str) -> None:
    with pytest.raises(CellError):
        read_date(written)


@pytest.mark.parametrize(
    ("written", "name"),
    [("张 三", "张三"), ("张　三", "张三"), ("张\u00a0三", "张三"), ("张\n三", "张三"),
     ("李 丙三", "李 丙三"),
     ("张三(户主)", "张三"), ("张三（已故）", "张三"), ("张三（户主已故）", "张三"),
     ("张三（户主，已去世）", "张三"),
     ("张三(故)*", "张三"), ("张三＊", "张三"), ("张三〔代〕", "张三"), ("张\u200b三", "张三"),
     ("买买提•戊", "买买提·戊"), ("买买提．戊", "买买提·戊"), ("买买提‧戊", "买买提·戊"),
     ("买买提 · 戊", "买买提·戊"),
     ("—", ""), ("/", ""), ("无", "")],
)  # fmt: skip
def test_a_name_in_its_one_spelling(written: str, name: str) -> None:
    assert read_name(written) == name


@pytest.mark.parametrize(
    ("name", "fault"),
    [("李丙三", None), ("䶮宝", None), ("𬱖之", None), ("买买提·戊", None), ("李？三", "name_replaced"),
     ("李?三", "name_replaced"), ("李□", "name_replaced"), ("李*三", "name_replaced"),
     ("李\ufffd", "name_replaced"),
     ("李SAN", "name_replaced"), ("李ＳＡＮ", "name_replaced"), ("李san三", "name_replaced"),
     ("李2", "name_replaced"),
     ("李\ue863", "name_private"), ("李\U000f0001", "name_private"), ("WANG WU", "name_latin"),
     ("ＷＡＮＧ", "name_latin")],
)  # fmt: skip
def test_names_that_hold_a_place_open(name: str, fault: str | None) -> None:
    assert name_fault(name) == fault


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [("3.25", "3.25", ""), ("３.２５亩", "3.25", "亩"), ("3.25畝", "3.25", "亩"), ("3.25(亩)", "3.25", "亩"),
     ("3.25 （亩）", "3.25", "亩"), ("0.2公顷", "0.2", "公顷"), ("2000㎡", "2000", "平方米"),
     ("2000m2", "2000", "平方米"),
     ("1,250.5平方米", "1250.5", "平方米"), ("12人", "12", ""), ("112元/亩", "112", "")],
)  # fmt: skip
def test_quantities_with_their_unit_behind(written: str, number: str, unit: str) -> None:
    assert (read_decimal(written), area_unit(written)) == (Decimal(number), unit)


def test_brackets_behind_a_name_are_never_published(tmp_path: Path) -> None:
    written = ["张三(残疾人)", "李四（其妻）", "王五 [低保] (女)", "(某)", "熊甲一（户主）"]
    rows = m.land_rows(5)
    for row, name in zip(rows, written, strict=True):
        row[2] = name
    found = in_process(m.write_csv(tmp_path / "罗田村.csv", [list(m.HEADER), *rows], encoding="utf-8"))
    assert found.column("name") == ["张三", "李四", "王五", "熊甲一"]
    assert found.codes() == [(r, "name_remark") for r in (2, 3, 4, 5)] + [(5, "name_missing")]


# --- lines that are nobody's ---------------------------------------------------------------------

ROWS = m.land_rows(3)
SUM = m.total_of(ROWS)


def read(folder: Path, *below: list[Any], quick: bool) -> Found:
    sheet = [[m.TITLE], list(m.HEADER), *[list(r) for r in ROWS], *below]
    return in_process(m.write_xlsx(folder / "a.xlsx", ("罗田村", sheet)), quick=quick)


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize(
    "label",
    ["合　　计", "小 计", "总计：", "全村合计", "上屋组小计:", "本页合计", "共计3户", "合计人数", "总金额",
     "总额",
     "计", "合计（大写）：伍佰零柒元叁角陆分"],
)  # fmt: skip
@pytest.mark.parametrize("at", [0, 1, 2])
def test_sums_under_every_name(tmp_path: Path, label: str, at: int, quick: bool) -> None:
    right: list[Any] = ["", "", "", "", "", "", SUM, ""]
    right[at] = label
    found = read(tmp_path, right, quick=quick)
    assert (found.codes(), found.read) == ([], 3)
    wrong = [*right[:6], SUM + 1, ""]
    assert read(tmp_path, wrong, quick=quick).codes() == [(6, "sum_total")]


def test_nothing_below_the_list_is_a_person(tmp_path: Path) -> None:
    below: list[list[Any]] = [
        ["", "", "", "", "", "", "", ""],
        ["", "", "以下空白"],
        ["承前页", "", "", "", "", "", SUM, ""],
        ["", "过次页", "", "", "", "", SUM, ""],
        ["合计", "", "", "", "", "", SUM, ""],
        ["公示时间", "2026年4月15日", "", "", "至", "2026年4月29日", "", ""],
        ["监督电话", "0791-83400001"],
        ["大写：", "伍佰零柒元叁角陆分"],
        ["制表人：张三", "", "", "审核人：李四13", "", "", "2026.4.15", ""],
        ["填表日期", "", "", "", "", "2026.4.15", "", ""],
        ["", "", "", "", "", "", "2026年4月15日", ""],
        ["村委会（盖章）", "", "", "", "", "", "2026年4月15日", ""],
        ["经办人：", "张三", "", "联系电话：", "13900000001", "", "", ""],
        ["本表一式三份"],
        ["备注：", "以上金额已核"],
        ["第1页，共2页"],
    ]
    found = read(tmp_path, *below, quick=True)
    assert (found.codes(), found.read, sum(found.column("cents"))) == ([], 3, round(SUM * 100))


def test_a_person_may_be_called_like_a_sum_where_the_id_tells(tmp_path: Path) -> None:
    rows = m.land_rows(3)
    rows[1][2] = "王合计"
    found = in_process(m.write_csv(tmp_path / "罗田村.csv", [list(m.HEADER), *rows], encoding="utf-8"))
    assert (found.codes(), found.column("name")[1]) == ([], "王合计")
    names = [["姓名", "金额"], ["张乙", 10], ["王合计", 20], ["李丙三", 30]]
    found = in_process(m.write_csv(tmp_path / "罗田村.csv", names, encoding="utf-8"))
    assert (found.codes(), found.column("cents")) == ([], [1000, 2000, 3000])
