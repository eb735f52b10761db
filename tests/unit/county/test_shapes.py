"""Every shape of domain README §6 is read to the cent, whatever wrote the file."""

from __future__ import annotations

import codecs
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.unit.county import makers as m


def cents_of(rows: list[list[Any]], column: int = 6) -> list[int]:
    return [int(Decimal(str(r[column])) * 100) for r in rows]


def check_usual(outcome: m.Outcome, rows: list[list[Any]]) -> None:
    assert outcome.codes() == []
    assert outcome.column("cents") == cents_of(rows)
    assert outcome.column("name") == [r[2] for r in rows]
    assert outcome.column("idno") == [r[3] for r in rows]
    assert [Decimal(q) for q in outcome.column("qty")] == [Decimal(str(r[4])) for r in rows]
    assert set(outcome.column("village_code")) == {m.LUOTIAN}
    assert set(outcome.column("group")) == {"上屋组"}
    assert {(c.qty_unit, c.rate_unit, c.programme_id) for c in outcome.chunks} == {("亩", "元/亩", m.LAND)}
    report = outcome.batch.report
    assert (report.rows_read, report.rows_accepted) == (len(rows), len(rows))
    assert report.cents_accepted == sum(cents_of(rows))


ENCODINGS = [
    ("gb18030", ",", b""),
    ("utf-8", ",", codecs.BOM_UTF8),
    ("utf-8", ",", b""),
    ("utf-16-le", "\t", codecs.BOM_UTF16_LE),
    ("utf-16-le", "\t", b""),
    ("utf-16-be", "\t", b""),
    ("gb18030", ";", b""),
]


@pytest.mark.parametrize(("encoding", "separator", "bom"), ENCODINGS)
def test_text_tables_in_every_encoding(tmp_path: Path, encoding: str, separator: str, bom: bytes) -> None:
    rows = m.land_rows(12)
    path = m.write_csv(
        tmp_path / "罗田村.csv", m.land_sheet(rows), encoding=encoding, separator=separator, bom=bom
    )
    check_usual(m.read(path), rows)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.et", "a.csv"])
def test_an_xlsx_under_any_name(tmp_path: Path, name: str) -> None:
    rows = m.land_rows(9)
    path = m.write_xlsx(tmp_path / name, ("罗田村", m.land_sheet(rows)), merges=["A1:H1"])
    check_usual(m.read(path), rows)


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx"])
def test_biff_under_any_name(tmp_path: Path, name: str) -> None:
    rows = m.land_rows(9)
    path = m.write_xls(tmp_path / name, "Sheet1", m.land_sheet(rows), merges=[(0, 0, 0, 7)])
    check_usual(m.read(path), rows)


def test_rows_carry_the_numbers_excel_shows(tmp_path: Path) -> None:
    rows = m.land_rows(3)
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", m.land_sheet(rows)))
    assert m.read(path).column("row") == [4, 5, 6]
    path = m.write_csv(tmp_path / "a.csv", [m.HEADER, *rows])
    assert m.read(path, village_code=m.LUOTIAN).column("row") == [2, 3, 4]


def test_a_table_that_does_not_start_in_the_corner(tmp_path: Path) -> None:
    rows = m.land_rows(4)
    sheet = [[], [], *[["", "", *line] for line in m.land_sheet(rows)]]
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet)))
    check_usual(outcome, rows)
    assert outcome.column("row") == [6, 7, 8, 9]


@pytest.mark.parametrize("with_merges", [True, False])
def test_two_header_rows_with_parts_and_a_unit_row(tmp_path: Path, with_merges: bool) -> None:
    top = ["序号", "村民小组", "户主姓名", "补贴面积", "", "", "补贴标准", "补贴金额", "户主签章", "备注"]
    low = ["", "", "", "确权面积", "二轮承包", "小计", "", "", "", ""]
    unit = ["", "", "", "(亩)", "(亩)", "(亩)", "(元/亩)", "(元)", "", ""]
    data = [
        [1, "上屋组", "熊甲一", 3.25, 0, 3.25, 112, 364, "", ""],
        [2, "上屋组", "张乙", 1, 1.5, 2.5, 112, 280, "", ""],
        ["小计", "", "", 4.25, 1.5, 5.75, "", 644, "", ""],
        [3, "下屋组", "李丙三", 2, 0, 2, 112, 224, "", ""],
        ["合计", "", "共 3 户", "", "", 7.75, "", 868, "", ""],
    ]
    merges = [f"{c}2:{c}3" for c in "ABCGHIJ"] + ["D2:F2"] if with_merges else []
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [[m.TITLE], top, low, unit, *data]), merges=merges)
    outcome = m.read(path)
    assert outcome.codes() == []
    assert outcome.lines("name", "group", "qty", "rate", "cents") == [
        ("熊甲一", "上屋组", "3.25", "112", 36400),
        ("张乙", "上屋组", "2.5", "112", 28000),
        ("李丙三", "下屋组", "2", "112", 22400),
    ]
    assert [(t.label, t.said_cents, t.counted_cents, t.agrees) for t in outcome.batch.report.totals] == [
        ("小计", 64400, 64400, True),
        ("合计", 86800, 86800, True),
    ]


def test_three_header_rows(tmp_path: Path) -> None:
    rows = [
        ["序号", "姓名", "补贴情况", "", "", ""],
        ["", "", "面积", "", "资金", ""],
        ["", "", "补贴面积", "确权面积", "补贴标准", "补贴金额"],
        [1, "熊甲一", 3.25, 3, 112, 364],
        [2, "张乙", 2.5, 2, 112, 280],
    ]
    path = m.write_xlsx(
        tmp_path / "罗田村.xlsx", ("一", rows), merges=["A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2"]
    )
    outcome = m.read(path)
    assert outcome.lines("name", "qty", "cents") == [("熊甲一", "3.25", 36400), ("张乙", "2.5", 28000)]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
def test_groups_merged_downwards(tmp_path: Path, kind: str) -> None:
    first, second = m.land_rows(3), m.land_rows(2, group="下屋组", start=4)
    rows = [*first, *second]
    for row in (*first[1:], *second[1:]):
        row[1] = ""
    sheet = m.land_sheet(rows)
    path = tmp_path / f"罗田村.{kind}"
    if kind == "xlsx":
        m.write_xlsx(path, ("罗田村", sheet), merges=["B4:B6", "B7:B8"])
    elif kind == "xls":
        m.write_xls(path, "罗田村", sheet, merges=[(3, 5, 1, 1), (6, 7, 1, 1)])
    else:
        m.write_csv(path, sheet)
    outcome = m.read(path)
    assert outcome.codes() == []
    assert outcome.column("group") == ["上屋组"] * 3 + ["下屋组"] * 2


def test_a_rejected_line_still_says_where_its_group_begins(tmp_path: Path) -> None:
    rows = m.land_rows(6)
    for row, group in zip(rows, ("上屋组", "", "下屋组", "", "", "里屋组"), strict=True):
        row[1] = group
    rows[2][6] = "见附表"
    rows[5][6] = ""
    sheet = [m.HEADER, *rows[:4], [m.TITLE], m.HEADER, *rows[4:]]
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", sheet))
    assert outcome.codes() == [(4, "amount_wrong"), (9, "amount_missing")]
    assert outcome.column("group") == ["上屋组", "上屋组", "下屋组", "下屋组"]


def test_where_the_group_is_repeated_an_empty_one_stays_empty(tmp_path: Path) -> None:
    rows = m.land_rows(5)
    rows[3][1] = ""
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", m.land_sheet(rows)))
    assert outcome.column("group") == ["上屋组", "上屋组", "上屋组", "", "上屋组"]


def test_repeated_page_headers_and_column_numbers(tmp_path: Path) -> None:
    rows = m.land_rows(6)
    numbering = [1, 2, 3, 4, 5, 6, 7, 8]
    sheet = [[m.TITLE], m.HEADER, numbering, *rows[:3], [m.TITLE], m.HEADER, *rows[3:], ["以下空白"]]
    check_usual(m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet))), rows)
    check_usual(m.read(m.write_csv(tmp_path / "罗田村.csv", sheet)), rows)


def test_one_sheet_a_village(tmp_path: Path) -> None:
    sheets = [
        (name, [m.HEADER, *m.land_rows(2, start=start)])
        for name, start in (("罗田", 1), ("徐埠社区", 10), ("徐埠村", 20))
    ]
    outcome = m.read(m.write_xlsx(tmp_path / "2026年耕地地力保护补贴(最终版).xlsx", *sheets))
    assert outcome.codes() == []
    assert outcome.column("village_code") == [m.LUOTIAN] * 2 + ["360123105001"] * 2 + ["360123105201"] * 2


def test_one_sheet_a_programme_takes_only_the_one_asked_for(tmp_path: Path) -> None:
    rows = m.land_rows(3)
    path = m.write_xlsx(
        tmp_path / "罗田村.xlsx",
        ("耕地地力保护补贴", [m.HEADER, *rows]),
        ("稻谷补贴", [m.HEADER, *m.land_rows(4, start=30)]),
    )
    outcome = m.read(path)
    assert outcome.column("cents") == cents_of(rows)
    assert outcome.codes() == [(None, "other_programme")]
    both = m.read(path, programme_id=None)
    assert [(c.programme_id, len(c)) for c in both.chunks] == [(m.LAND, 3), ("BT-NY-03", 4)]


def test_one_big_sheet_split_by_town_village_and_group(tmp_path: Path) -> None:
    places = [
        ("石鼻镇", "罗田村"),
        ("万埠镇", "下庄村"),
        ("长埠镇", "下庄村委会"),
        ("龙津镇", "东门社区居委会"),
    ]
    rows = m.land_rows(8)
    lines = [[*places[i // 2], *row] for i, row in enumerate(rows)]
    path = m.write_csv(tmp_path / "全县.csv", [["乡镇", "村", *m.HEADER], *lines])
    outcome = m.read(path)
    assert outcome.codes() == []
    assert outcome.column("village_code") == [
        c for c in (m.LUOTIAN, "360123101203", "360123104205", "360123100001") for _ in range(2)
    ]


def test_a_programme_column(tmp_path: Path) -> None:
    header = ["序号", "补贴项目", "主管部门", "组别", "户主", "数量", "标准", "金额(元)", "发放时间", "备注"]
    rows = [
        [1, "地力补贴", "县农业农村局", "上屋组", "熊甲一", 3.25, 112, 364, "2026.4.15", ""],
        [2, "耕地地力保护补贴", "县农业农村局", "上屋组", "张乙", 2, 112, 224, "2026年4月", ""],
        [3, "稻谷补贴", "县农业农村局", "上屋组", "张乙", 2, 20, 40, 46127, ""],
        ["合计", "", "", "", "", "", "", 628, "", ""],
    ]
    path = m.write_xlsx(
        tmp_path / "a.xlsx", ("罗田村", [["罗田村2026年惠民惠农财政补贴资金发放情况公示"], header, *rows])
    )
    outcome = m.read(path, programme_id=None)
    assert outcome.codes() == []
    assert outcome.lines("name", "cents", "paid_on") == [
        ("熊甲一", 36400, "2026-04-15"),
        ("张乙", 22400, ""),
        ("张乙", 4000, "2026-04-15"),
    ]
    assert [c.programme_id for c in outcome.chunks] == [m.LAND, "BT-NY-03"]
    only = m.read(path)
    assert only.column("cents") == [36400, 22400]
    assert only.batch.report.rows_read == 2
    assert only.codes() == [(None, "other_programme")]


WIDE = ["序号", "组别", "户主姓名", "身份证号", "耕地地力保护补贴", "稻谷生产者补贴", "农机购置补贴", "合计"]


def test_a_wide_table_has_one_column_a_programme(tmp_path: Path) -> None:
    rows = [
        [1, "上屋组", "熊甲一", m.person_id(1), 364, 40, "", 404],
        [2, "上屋组", "张乙", m.person_id(2), 224, "—", 1000.5, 1224.5],
        [3, "上屋组", "李丙三", m.person_id(3), "", "", 0, 0],
        ["合计", "", "", "", 588, 40, 1000.5, 1628.5],
    ]
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [["罗田村2026年补贴"], WIDE, *rows]))
    outcome = m.read(path, programme_id=None)
    assert outcome.codes() == []
    found = [(c.programme_id, n, k) for c in outcome.chunks for n, k in zip(c.name, c.cents, strict=True)]
    assert found == [
        (m.LAND, "熊甲一", 36400),
        (m.LAND, "张乙", 22400),
        ("BT-NY-03", "熊甲一", 4000),
        ("BT-NY-05", "张乙", 100050),
    ]
    assert m.read(path).column("cents") == [36400, 22400]


def test_a_wide_line_that_does_not_add_up(tmp_path: Path) -> None:
    rows = [
        [1, "上屋组", "熊甲一", m.person_id(1), 364, 40, "", 414],
        [2, "上屋组", "张乙", m.person_id(2), 224, "", "", 224],
    ]
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [WIDE, *rows]))
    outcome = m.read(path)
    assert outcome.codes() == [(2, "across_total")]
    assert outcome.column("cents") == [22400]
    assert outcome.batch.report.blocked == {m.LUOTIAN}


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_several_plots_of_a_household(tmp_path: Path, kind: str) -> None:
    header = ["序号", "村民小组", "户主姓名", "身份证号", "补贴面积(亩)", "补贴标准(元/亩)", "补贴金额(元)"]
    rows = [
        [1, "上屋组", "熊甲一", m.person_id(1), 1.5, 112, 364],
        ["", "", "", "", 1.75, 112, ""],
        [2, "上屋组", "张乙", m.person_id(2), 2, 112, 224],
        ["", "", "", "", 3, 112, 336],
        ["合计", "", "", "", "", "", 924],
    ]
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        spans = [f"{c}2:{c}3" for c in "ABCDG"] + [f"{c}4:{c}5" for c in "ABCD"]
        m.write_xlsx(path, ("罗田村", [header, *rows]), merges=spans)
    else:
        spans = [(1, 2, c, c) for c in (0, 1, 2, 3, 6)] + [(3, 4, c, c) for c in range(4)]
        m.write_xls(path, "罗田村", [header, *rows], merges=spans)
    outcome = m.read(path)
    assert outcome.codes("error") == []
    assert outcome.lines("row", "name", "qty", "cents") == [
        (2, "熊甲一", "3.25", 36400),
        (4, "张乙", "2", 22400),
        (5, "张乙", "3", 33600),
    ]
    assert all(c.several for c in outcome.chunks)


def test_two_persons_below_one_merged_amount_are_asked_about(tmp_path: Path) -> None:
    """夫妻合户: one amount for two names is neither paid twice nor is the second name dropped."""
    header = ["村民小组", "户主姓名", "身份证号", "补贴面积(亩)", "补贴金额(元)"]
    rows = [
        ["上屋组", "熊甲一", m.person_id(1), 1, 336],
        ["", "张乙", m.person_id(2), 2, ""],
        ["", "李丙三", m.person_id(3), 1, 112],
        ["", "李丙三", m.person_id(3), 1, ""],
    ]
    merges = ["A2:A5", "E2:E3", "E4:E5"]
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [header, *rows]), merges=merges))
    assert outcome.codes() == [(3, "amount_missing")]
    assert outcome.lines("name", "qty", "cents") == [("熊甲一", "1", 33600), ("李丙三", "2", 11200)]
    assert outcome.batch.report.blocked == {m.LUOTIAN}


def test_a_wide_line_below_a_merged_amount_keeps_its_other_amounts(tmp_path: Path) -> None:
    rows = [
        [1, "上屋组", "熊甲一", m.person_id(1), 364, 40, "", ""],
        ["", "", "", "", "", 60, "", ""],
        [2, "上屋组", "张乙", m.person_id(2), 224, "", "", ""],
    ]
    merges = [f"{c}2:{c}3" for c in "ABCDE"]
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [WIDE, *rows]), merges=merges)
    outcome = m.read(path, programme_id=None)
    assert outcome.codes("error") == []
    assert sorted(outcome.lines("name", "cents")) == [
        ("张乙", 22400), ("熊甲一", 4000), ("熊甲一", 6000), ("熊甲一", 36400)
    ]  # fmt: skip


def test_due_and_paid_are_both_kept(tmp_path: Path) -> None:
    header = ["序号", "组别", "姓名", "身份证号", "应发金额", "实发金额"]
    rows = [[1, "上屋组", "熊甲一", m.person_id(1), 100, 90], [2, "上屋组", "张乙", m.person_id(2), 80, 80]]
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [header, *rows])))
    assert outcome.lines("cents", "due_cents") == [(9000, 10000), (8000, 8000)]


@pytest.mark.parametrize(
    ("head", "rate_head", "factor", "rate"),
    [
        ("面积(公顷)", "标准(元/亩)", Decimal(15), "112"),
        ("面积(平方米)", "标准(元/亩)", Decimal("0.0015"), "112"),
        ("面积(公顷)", "标准(元/公顷)", Decimal(15), "1680"),
        ("面积(畝)", "标准(元/畝)", Decimal(1), "112"),
    ],
)
def test_areas_become_mu(tmp_path: Path, head: str, rate_head: str, factor: Decimal, rate: str) -> None:
    area = Decimal("3") / factor
    header = ["序号", "组别", "姓名", "身份证号", head, rate_head, "金额(元)"]
    rows = [[i, "上屋组", m.NAMES[i], m.person_id(i), format(area, "f"), rate, "336"] for i in range(1, 4)]
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [header, *rows]))
    assert outcome.codes() == ([] if factor == 1 else [(None, "unit_converted")])
    assert [Decimal(q) for q in outcome.column("qty")] == [Decimal(3)] * 3
    assert [Decimal(r) for r in outcome.column("rate")] == [Decimal(112)] * 3
    assert {(c.qty_unit, c.rate_unit) for c in outcome.chunks} == {("亩", "元/亩")}


def test_amounts_in_wan_yuan(tmp_path: Path) -> None:
    header = ["序号", "组别", "姓名", "身份证号", "金额(万元)"]
    rows = [[1, "上屋组", "熊甲一", m.person_id(1), 0.0364], [2, "上屋组", "张乙", m.person_id(2), 1.2]]
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [header, *rows])))
    assert outcome.column("cents") == [36400, 1200000]


def test_hidden_sheets_are_not_read_and_hidden_rows_are(tmp_path: Path) -> None:
    import xlsxwriter

    rows = m.land_rows(4)
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, lines in (("罗田村", rows), ("旧名单", m.land_rows(3, start=50))):
        sheet = book.add_worksheet(name)
        for r, line in enumerate([m.HEADER, *lines]):
            for c, cell in enumerate(line):
                sheet.write(r, c, cell)
    book.worksheets()[0].set_row(2, None, None, {"hidden": True})
    book.worksheets()[1].hide()
    book.close()
    outcome = m.read(path)
    assert outcome.column("cents") == cents_of(rows)
    assert outcome.codes() == [(None, "hidden_sheet"), (None, "hidden_rows")]
    assert "旧名单" in outcome.problems[0].message
    assert "1行" in outcome.problems[1].message


def test_several_tables_under_each_other_take_the_village_of_their_title(tmp_path: Path) -> None:
    first, second = m.land_rows(3), m.land_rows(4, start=20)
    for row in (*first[1:], *second[1:]):
        row[1] = ""
    second[0][1] = ""
    other = "安义县东阳镇徐埠村2026年耕地地力保护补贴发放公示表"
    below = m.land_sheet(second, title=other)
    below[1][0] = "填报单位(盖章)：徐埠村村民委员会"
    sheet = [*m.land_sheet(first), [], *below]
    for path in (m.write_csv(tmp_path / "a.csv", sheet), m.write_xlsx(tmp_path / "a.xlsx", ("x", sheet))):
        for quick in (True, False):
            outcome = m.read(path, quick=quick)
            assert outcome.codes() == []
            assert outcome.lines("village_code", "group") == [
                *[(m.LUOTIAN, "上屋组")] * 3, *[("360123105201", "")] * 4
            ]  # fmt: skip
            assert [t.agrees for t in outcome.batch.report.totals] == [True, True]


def test_no_village_anywhere_is_said_line_by_line(tmp_path: Path) -> None:
    outcome = m.read(m.write_csv(tmp_path / "x.csv", [m.HEADER, *m.land_rows(2)]))
    assert outcome.chunks == []
    assert outcome.codes() == [(2, "village_missing"), (3, "village_missing")]


def test_plots_without_merge_marks_when_a_person_said_so(tmp_path: Path) -> None:
    header = ["村民小组", "户主姓名", "身份证号", "地块名称", "补贴面积", "补贴标准", "补贴金额"]
    rows = [
        ["上屋组", "熊甲一", m.person_id(1), "门前", "1.5", "112", "168"],
        ["", "", "", "屋后", "1", "112", "112"],
        ["", "张乙", m.person_id(2), "坡上", "2", "112", "224"],
        ["", "熊甲一", m.person_id(1), "河边", "3", "112", "336"],
        ["合计", "", "", "", "7.5", "", "840"],
    ]
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [header, *rows]))
    assert outcome.codes("error") == []
    assert outcome.lines("name", "idno", "cents") == [
        ("熊甲一", m.person_id(1), 16800),
        ("熊甲一", m.person_id(1), 11200),
        ("张乙", m.person_id(2), 22400),
        ("熊甲一", m.person_id(1), 33600),
    ]
    assert all(c.several for c in outcome.chunks)


def test_blank_columns_between_do_no_harm(tmp_path: Path) -> None:
    rows = m.land_rows(4)
    sheet = [[*line[:3], "", "", *line[3:6], "", *line[6:], "", ""] for line in m.land_sheet(rows)[2:6]]
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [[m.TITLE], ["单位：亩、元"], *sheet])))
    check_usual(outcome, rows[:3])


def test_a_summary_of_towns_is_no_list_of_people(tmp_path: Path) -> None:
    """The county's own summary (domain README §6.3): three rows of header, nobody's name."""
    sheet = [
        ["安义县2026年耕地地力保护补贴资金分配表"],
        ["单位：亩、元"],
        ["乡(镇场)名称", "村委会个数", "户数", "补贴面积", "", "", "补贴资金总额"],
        ["", "", "", "小计", "确权耕地面积", "二轮承包耕地面积", ""],
        ["", "(个)", "(户)", "(亩)", "(亩)", "(亩)", "(元)"],
        ["石鼻镇", 10, 2000, 1000, 800, "", 112000],
        ["东阳镇", 12, 2100, 2000, 1800, 200, 224000],
        ["合计", 22, 4100, 3000, 2600, 200, 336000],
    ]
    outcome = m.read(m.write_xlsx(tmp_path / "汇总.xlsx", ("汇总", sheet), merges=["A1:G1", "D3:F3"]))
    assert outcome.chunks == [] and outcome.batch.report.has_errors
    assert [c for _, c in outcome.codes()] == ["columns_unsure"]


def test_a_book_of_accounts_is_no_list_of_people(tmp_path: Path) -> None:
    """Domain README §6.4."""
    sheet = [
        ["罗田村2026年第一季度财务收支明细表"],
        ["日期", "凭证号", "摘要", "收入", "支出", "结余", "经手人", "审核"],
        ["", "", "上期结转", "", "", 1000, "", ""],
        ["2026.1.3", "1", "修水泵", "", 120, 880, "张乙", ""],
        ["", "", "本月合计", 0, 120, 880, "", ""],
        ["", "", "本年累计", 0, 120, 880, "", ""],
    ]
    outcome = m.read(m.write_csv(tmp_path / "罗田村账.csv", sheet))
    assert outcome.chunks == [] and [p.severity for p in outcome.problems] == ["error"]
