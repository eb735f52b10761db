"""亩, 公顷, 平方米, 台, 人: each programme and each cell in its own unit; 应发 beside 实发."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.county import makers as m
from tests.unit.county.inside import Found, in_process

LAND, MACHINES, AID = m.LAND, "BT-NY-05", "BT-JZ-01"
ABOVE = "罗田村2026年惠民惠农补贴发放表"


def read(folder: Path, rows: list[list[Any]], **changes: Any) -> Found:
    quick, slow = (in_process(m.write_csv(folder / "罗田村.csv", rows, encoding="utf-8"), quick=q, **changes)
                   for q in (True, False))  # fmt: skip
    assert sorted(map(str, quick.problems)) == sorted(map(str, slow.problems))
    return quick


def units(found: Found) -> set[tuple[str, str, str]]:
    return {(c.programme_id, c.qty_unit, c.rate_unit) for c in found.chunks}


def sizes(found: Found) -> list[tuple[str, Decimal, Decimal, int]]:
    return [(n, Decimal(q), Decimal(r), c) for n, q, r, c in found.lines("name", "qty", "rate", "cents")]


def test_machines_beside_hectares_stay_machines(tmp_path: Path) -> None:
    top = ["序号", "组别", "户主姓名", "身份证号", "耕地地力保护补贴", "", "", "农机购置补贴", "", "", "合计"]
    low = ["", "", "", "", "面积(公顷)", "标准(元/公顷)", "金额", "数量(台)", "标准", "金额", ""]
    rows = [[1, "上屋组", "熊甲一", m.person_id(1), 0.2, 1680, 336, 2, 500, 1000, 1336],
            [2, "上屋组", "张乙", m.person_id(2), 1, 1680, 1680, "", "", "", 1680],
            ["合计", "", "", "", 1.2, "", 2016, 2, "", 1000, 3016]]  # fmt: skip
    sheet = [[ABOVE], top, low, *rows]
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet), merges=["E2:G2", "H2:J2"])
    found = in_process(path, programme_id=None)
    assert found.codes() == [(None, "unit_converted")]
    assert units(found) == {(LAND, "亩", "元/亩"), (MACHINES, "台", "元/台")}
    assert sizes(found) == [
        ("熊甲一", Decimal(3), Decimal(112), 33600), ("张乙", Decimal(15), Decimal(112), 168000),
        ("熊甲一", Decimal(2), Decimal(500), 100000),
    ]  # fmt: skip


@pytest.mark.parametrize(("above", "area", "rate"), [("亩、元", 3, 112), ("公顷、元", 0.2, 1680)])
def test_persons_below_a_line_of_亩_stay_persons(
    tmp_path: Path, above: str, area: float, rate: float
) -> None:
    header = ["序号", "补贴项目", "组别", "户主", "数量", "标准", "金额(元)"]
    rows = [[1, "耕地地力保护补贴", "上屋组", "熊甲一", area, rate if above[0] == "亩" else 112, 336],
            [2, "农村低保", "上屋组", "张乙", 2, 260, 520],
            [3, "农机购置补贴", "上屋组", "李丙三", 1, 1000, 1000]]  # fmt: skip
    found = read(tmp_path, [[f"{ABOVE}  单位：{above}"], header, *rows], programme_id=None)
    got = {c.programme_id: (c.qty[0], c.qty_unit, c.rate_unit) for c in found.chunks}
    assert got[AID] == ("2", "人", "元/人·月") and got[MACHINES] == ("1", "台", "元/台")
    if above[0] == "亩":
        assert (got[LAND], found.codes()) == (("3", "亩", "元/亩"), [])
    else:
        assert got[LAND] == ("3", "亩", "元/亩") and found.codes() == [(None, "unit_converted")]


@pytest.mark.parametrize("with_rate", [True, False])
def test_a_cell_may_say_another_unit_than_its_column(tmp_path: Path, with_rate: bool) -> None:
    written = ["3亩", "0.2公顷", "2000平方米", "3"]
    rows = [[m.NAMES[i], m.person_id(i), w, 112, 336] for i, w in enumerate(written)]
    header = ["姓名", "身份证号", "面积(亩)", "标准(元/亩)", "金额"]
    if not with_rate:
        rows, header = [[*r[:3], r[4]] for r in rows], [*header[:3], header[4]]
    found = read(tmp_path, [[ABOVE], header, *rows])
    assert found.codes() == [(4, "unit_of_cell"), (5, "unit_of_cell")]
    assert [Decimal(q) for q in found.column("qty")] == [3] * 4
    assert units(found) == {(LAND, "亩", "元/亩" if with_rate else "")}


def test_亩_in_a_column_of_公顷(tmp_path: Path) -> None:
    rows = [[m.NAMES[i], m.person_id(i), w, 336] for i, w in enumerate(["3亩", "0.2公顷", "0.2"])]
    found = read(tmp_path, [[ABOVE], ["姓名", "身份证号", "面积(公顷)", "金额"], *rows])
    assert found.codes() == [(3, "unit_of_cell"), (None, "unit_converted")]
    assert [Decimal(q) for q in found.column("qty")] == [3] * 3


def test_a_rate_that_does_not_divide_is_rounded_for_show_and_not_for_the_check(tmp_path: Path) -> None:
    header = ["姓名", "身份证号", "面积(公顷)", "标准(元/公顷)", "金额"]
    rows = [[m.NAMES[i], m.person_id(i), 20 + i, 500, (20 + i) * 500] for i in range(3)]
    found = read(tmp_path, [[ABOVE], header, *rows])
    assert found.codes() == [(None, "unit_converted"), (None, "rate_unusual")]
    assert found.column("rate") == ["33.3333"] * 3
    assert [Decimal(q) for q in found.column("qty")] == [300, 315, 330]


# --- 应发 and 实发 -------------------------------------------------------------------------------

PAID = ["姓名", "身份证号", "面积(亩)", "标准(元/亩)", "应发金额(元)", "实发金额(元)"]


def test_what_was_due_fits_the_rate_and_what_was_paid_may_be_less(tmp_path: Path) -> None:
    rows = [[m.NAMES[i], m.person_id(i), 1, 112, 112, 112 - i] for i in range(3)]
    found = read(tmp_path, [PAID, *rows])
    assert found.codes() == []
    assert found.lines("due_cents", "cents") == [(11200, 11200), (11200, 11100), (11200, 11000)]
    rows[1][4] = 113
    assert read(tmp_path, [PAID, *rows]).codes() == [(3, "amount_product")]
    rows[1][4] = ""
    assert read(tmp_path, [PAID, *rows]).codes() == [(3, "amount_product")]


@pytest.mark.parametrize(("written", "codes"), [("见附表", [(3, "number_wrong")]), ("—", []), ("", [])])
def test_an_unreadable_应发_is_said(tmp_path: Path, written: str, codes: list[Any]) -> None:
    rows = [[m.NAMES[i], m.person_id(i), 1, 112, 112, 112] for i in range(3)]
    rows[1][4] = written
    found = read(tmp_path, [PAID, *rows])
    assert found.codes() == codes
    assert found.column("due_cents") == ([11200, 11200] if codes else [11200, None, 11200])


def test_only_应发_is_what_was_paid(tmp_path: Path) -> None:
    rows = [[m.NAMES[i], m.person_id(i), 100 + i] for i in range(3)]
    found = read(tmp_path, [["姓名", "身份证号", "应发金额"], *rows])
    assert found.codes() == []
    assert found.lines("cents", "due_cents") == [(10000, None), (10100, None), (10200, None)]
