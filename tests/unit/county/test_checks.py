"""Each check: its code, its row, its severity, a sentence without any personal value."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kiosk.county.checking.words import ERRORS, SENTENCES
from kiosk.county.reading.values import proposal_for
from tests.unit.county import makers as m

ROW, GROUP, NAME, ID, AREA, RATE, CENTS, NOTE = range(8)
VALID = m.person_id(3)
WRONG = VALID[:17] + ("1" if VALID[17] != "1" else "2")

# (column, what stands there, code, error?)
CASES: list[tuple[int, Any, str, bool]] = [
    (NAME, "", "name_missing", True),
    (NAME, "李\ue863三", "name_private", True),
    (NAME, "李？三", "name_replaced", True),
    (NAME, "李□", "name_replaced", True),
    (NAME, "李*三", "name_replaced", True),
    (NAME, "李san", "name_replaced", True),
    (NAME, "NGUYEN THI", "name_latin", False),
    (ID, WRONG, "id_check", True),
    (ID, VALID[:15] + "000", "id_as_number", True),
    (ID, float(VALID[:17]), "id_as_number", True),
    (ID, "9.90123E+17", "id_as_number", True),
    (ID, VALID[:16], "id_length", True),
    (ID, "990123199902301" + "2", "id_length", True),
    (ID, VALID[:6] + VALID[8:17], "id_15", False),
    (ID, "", "id_missing", False),
    (CENTS, "", "amount_missing", True),
    (CENTS, "—", "amount_missing", True),
    (CENTS, "见附表", "amount_wrong", True),
    (CENTS, "1.2万元", "amount_wrong", True),
    (CENTS, -364, "amount_negative", True),
    (CENTS, 1, "amount_product", True),
    (AREA, "三亩", "number_wrong", True),
    (AREA, -1, "number_negative", True),
    (NOTE, f"卡号{990:019d}", "note_personal", False),
    (NOTE, "电话 １３８００００１２３４", "note_personal", False),
    (NOTE, VALID, "note_personal", False),
]


def one_wrong(column: int, value: Any) -> list[list[Any]]:
    rows = m.land_rows(5)
    rows[2][column] = value
    return rows


@pytest.mark.parametrize(("column", "value", "code", "error"), CASES)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_one_wrong_cell(tmp_path: Path, kind: str, column: int, value: Any, code: str, error: bool) -> None:
    rows = one_wrong(column, value)
    if kind == "csv" and isinstance(value, float):
        value = f"{value:.5E}"
        rows[2][column] = value
    path = tmp_path / f"罗田村.{kind}"
    if kind == "xlsx":
        m.write_xlsx(path, ("罗田村", [m.HEADER, *rows]))
    else:
        m.write_csv(path, [m.HEADER, *rows], encoding="utf-8")
    outcome = m.read(path)
    mine = [p for p in outcome.problems if p.code != "amount_product" or code == "amount_product"]
    assert [(p.row, p.code, p.severity) for p in mine] == [(4, code, "error" if error else "warning")]
    assert mine[0].column == m.HEADER[column]
    kept = [1, 2, 4, 5] if error else [1, 2, 3, 4, 5]
    assert outcome.column("row") == [k + 1 for k in kept]
    report = outcome.batch.report
    assert (report.rows_read, report.rows_rejected) == (5, 1 if error else 0)
    assert report.blocked == ({m.LUOTIAN} if error else set())


def test_what_is_emptied_and_what_is_lengthened(tmp_path: Path) -> None:
    rows = m.land_rows(5)
    rows[1][NOTE] = f"证件{VALID}"
    rows[2][NOTE] = "补发"
    rows[3][ID] = m.person_id(4)[:6] + m.person_id(4)[8:17]
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [m.HEADER, *rows])))
    assert outcome.column("note") == ["", "", "补发", "", ""]
    assert outcome.column("idno")[3] == m.person_id(4)


def test_a_private_character_is_named_and_not_replaced(tmp_path: Path) -> None:
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [m.HEADER, *one_wrong(NAME, "李\ue863")])))
    assert "“䶮”（U+4DAE）" in outcome.problems[0].message
    assert outcome.column("name") == [r[NAME] for i, r in enumerate(m.land_rows(5)) if i != 2]


@pytest.mark.parametrize(
    ("private", "meant"), [("\ue863", "䶮"), ("\ue844", "䜣"), ("\ue81e", "\u9fb4"), ("\ue816", "𠂇")]
)
def test_old_private_codes(private: str, meant: str) -> None:
    assert proposal_for(private) == meant
    assert proposal_for("\ue000") is None


@pytest.mark.parametrize("form", ["'{}", " {}", "\t{}", '="{}"', "{} ", "`{}"])
def test_ids_as_people_protect_them(tmp_path: Path, form: str) -> None:
    rows = m.land_rows(3)
    rows[1][ID] = form.format(rows[1][ID]).lower()
    rows[2][ID] = rows[2][ID].translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *rows]))
    assert outcome.codes() == []
    assert outcome.column("idno") == [m.person_id(i) for i in (1, 2, 3)]


def test_totals_of_a_p3_programme_need_no_name(tmp_path: Path) -> None:
    path = m.write_csv(tmp_path / "罗田村.csv", [["村", "人数", "金额"], ["罗田村", "12", "3600"]])
    outcome = m.read(path, programme_id="BT-JZ-07")
    assert outcome.codes() == []
    assert outcome.lines("persons", "cents") == [(12, 360000)]


def test_names_in_one_spelling(tmp_path: Path) -> None:
    written = [
        "张 三",
        "张　三",
        "张\u00a0三",
        "张三(户主)",
        "张三（已故）",
        "张三*",
        "买买提•戊",
        "欧阳 丁四",
    ]
    rows = m.land_rows(len(written))
    for row, name in zip(rows, written, strict=True):
        row[NAME] = name
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *rows], encoding="utf-8"))
    assert outcome.codes() == []
    assert outcome.column("name") == ["张三"] * 6 + ["买买提·戊", "欧阳 丁四"]


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("364.00元", 36400),
        ("￥364", 36400),
        ("３６４.００", 36400),
        ("364", 36400),
        ("1,364.5", 136450),
        (" 364 ", 36400),
    ],
)
def test_amounts_as_people_write_them(tmp_path: Path, written: str, cents: int) -> None:
    header = ["姓名", "身份证号", "金额"]
    rows = [["熊甲一", m.person_id(1), written], ["张乙", m.person_id(2), "12.00"]]
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [header, *rows]))
    assert outcome.codes() == []
    assert outcome.column("cents") == [cents, 1200]


@pytest.mark.parametrize("off", [0, 1])
def test_a_fen_of_rounding_is_no_error(tmp_path: Path, off: int) -> None:
    rows = [[1, "上屋组", "熊甲一", m.person_id(1), 3.333, 112, 373.30 + off / 100, ""]]
    rows += m.land_rows(4, start=2)
    assert m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [m.HEADER, *rows]))).codes() == []


def test_approved_amounts_need_not_fit(tmp_path: Path) -> None:
    from kiosk.county.checking.run import look
    from kiosk.county.mapping import TableMapping

    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [m.HEADER, *one_wrong(CENTS, 300)]))
    (sheet,) = look(path, m.setting())
    mapping = TableMapping(sheet.header_hash, sheet.header_row, (), True, approved_amounts=True)
    outcome = m.read(path, mappings=[mapping])
    assert outcome.codes() == []
    assert all(c.approved for c in outcome.chunks)
    assert outcome.column("cents")[2] == 30000


def test_negative_amounts_when_allowed(tmp_path: Path) -> None:
    rows = one_wrong(CENTS, -364)
    rows[2][AREA], rows[2][RATE] = -3.25, 112
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [m.HEADER, *rows])), allow_negative=True)
    assert outcome.codes() == []
    assert outcome.column("cents")[2] == -36400


def test_the_same_person_twice_also_over_files(tmp_path: Path) -> None:
    rows = m.land_rows(5)
    rows[3][ID] = rows[1][ID]
    first = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [m.HEADER, *rows]))
    second = m.write_csv(tmp_path / "徐埠村.csv", [m.HEADER, *m.land_rows(2, start=5)])
    outcome = m.read(first, second)
    assert [(p.file, p.row, p.code) for p in outcome.problems] == [
        ("a.xlsx", 5, "duplicate"), ("徐埠村.csv", 2, "duplicate")
    ]  # fmt: skip
    report = outcome.batch.report
    assert (report.rows_read, report.rows_accepted) == (7, 5)
    assert report.blocked == {m.LUOTIAN, "360123105201"}


def test_without_ids_the_same_name_in_a_group_is_not_guessed(tmp_path: Path) -> None:
    header = ["组别", "姓名", "金额"]
    rows = [["上屋组", "张乙", 10], ["下屋组", "张乙", 20], ["上屋组", "张 乙", 30]]
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [header, *rows]))
    assert outcome.codes() == [(4, "duplicate_name")]
    assert outcome.column("cents") == [1000, 2000]


def test_villages_are_found_or_asked_never_guessed(tmp_path: Path) -> None:
    header = ["村", *m.HEADER]
    written = [
        "罗田",
        "罗田",
        "罗田村委会",
        "石鼻镇罗田村村民委员会",
        "罗甜村",
        "下庄村",
        "",
        "徐埠社区",
        "万埠镇下庄村(合并前名)",
    ]
    rows = [[w, *r] for w, r in zip(written, m.land_rows(len(written)), strict=True)]
    outcome = m.read(m.write_csv(tmp_path / "全县.csv", [header, *rows]))
    assert outcome.codes() == [(6, "village_unknown"), (7, "village_ambiguous"), (8, "village_missing")]
    assert "石鼻镇罗田村" in outcome.problems[0].message
    assert "万埠镇下庄村、长埠镇下庄村" in outcome.problems[1].message
    assert outcome.column("village_code") == [m.LUOTIAN] * 4 + ["360123105001", "360123101203"]


def test_a_person_keeps_the_alias_table(tmp_path: Path) -> None:
    table = tmp_path / "aliases.csv"
    table.write_text(
        f"village_code,kind,written,means,note\n{m.LUOTIAN},village,罗甜村,,错别字\n{m.LUOTIAN},group,庠厂组,痒厂组,\n",
        encoding="utf-8",
    )
    rows = [["罗甜村", *r] for r in m.land_rows(3, group="庠厂组")]
    path = m.write_csv(tmp_path / "全县.csv", [["村", *m.HEADER], *rows])
    outcome = m.read(path, alias_file=table, groups=[(m.LUOTIAN, ("痒厂组",))])
    assert outcome.codes() == []
    assert set(outcome.column("group")) == {"痒厂组"}
    rows = [["罗田村", *r] for r in m.land_rows(3, group="庠厂组")]
    m.write_csv(path, [["村", *m.HEADER], *rows])
    unknown = m.read(path, groups=[(m.LUOTIAN, ("痒厂组",))])
    assert unknown.codes() == [(r, "group_unknown") for r in (2, 3, 4)]


@pytest.mark.parametrize(("wrong", "fits"), [(0.01, True), (0.02, True), (0.05, False), (-112, False)])
def test_totals_within_half_a_fen_a_line(tmp_path: Path, wrong: float, fits: bool) -> None:
    sheet = m.land_sheet(m.land_rows(4))
    sheet[7][6] = round(sheet[7][6] + wrong, 2)
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet)))
    assert outcome.codes() == ([] if fits else [(8, "sum_total")])
    assert [t.agrees for t in outcome.batch.report.totals] == [fits]
    assert outcome.batch.report.blocked == (set() if fits else {m.LUOTIAN})


def test_a_total_counts_rejected_lines_too(tmp_path: Path) -> None:
    rows = one_wrong(ID, WRONG)
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", m.land_sheet(rows))))
    assert outcome.codes() == [(6, "id_check")]


def test_a_missing_line_shows_in_the_numbering(tmp_path: Path) -> None:
    rows = m.land_rows(6)
    del rows[3]
    rows[4][ROW] = 5
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *rows]))
    assert outcome.codes() == [(5, "row_gap"), (6, "row_repeated")]
    assert not outcome.batch.report.blocked


def test_hints_against_the_usual_rate_and_last_year(tmp_path: Path) -> None:
    rows = m.land_rows(4)
    rows[1][RATE], rows[1][CENTS] = 11.2, round(rows[1][AREA] * 11.2, 2)
    path = m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *rows])
    outcome = m.read(path, last_year=[(m.LUOTIAN, 4, 1_000_000_00)])
    assert outcome.codes() == [(None, "rate_unusual"), (None, "far_from_last_year")]
    assert "11.2" in outcome.problems[0].message
    assert len(outcome.column("cents")) == 4


def test_formulas_without_a_result_name_the_cell(tmp_path: Path) -> None:
    rows = one_wrong(CENTS, "=E4*F4")
    rows[1][AREA] = "=1+2"
    path = m.write_openpyxl(tmp_path / "a.xlsx", "罗田村", [m.HEADER, *rows])
    outcome = m.read(path)
    assert [(p.row, p.column, p.code) for p in outcome.problems] == [
        (3, m.HEADER[AREA], "number_no_result"), (4, m.HEADER[CENTS], "amount_no_result")
    ]  # fmt: skip


def test_formulas_with_an_error_are_not_empty_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("罗田村")
    for r, row in enumerate([m.HEADER, *m.land_rows(5)]):
        sheet.write_row(r, 0, row)
    errors: list[tuple[int, int, Any]] = [(2, AREA, "#N/A"), (3, CENTS, "#DIV/0!"), (4, RATE, "#REF!")]
    for row, column, error in errors:
        sheet.write_formula(row, column, "=1/0", None, error)
    book.close()
    outcome = m.read(path)
    assert outcome.codes() == [(3, "number_no_result"), (4, "amount_no_result"), (5, "number_no_result")]
    assert outcome.column("row") == [2, 6]


def test_dates_in_every_form(tmp_path: Path) -> None:
    from datetime import datetime

    written = ["2026.4.15", "2026-4-15", "2026/04/15", "2026年4月15日", "20260415", "46127", "２０２６.4.15",
               "2026年4月", "第二季度", "2025-04-15", "四月中旬"]  # fmt: skip
    rows = [[f"张{chr(0x4E00 + i)}", m.person_id(i), 10, w] for i, w in enumerate(written)]
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [["姓名", "身份证号", "金额", "发放时间"], *rows]))
    assert outcome.column("paid_on") == ["2026-04-15"] * 7 + ["", "", "2025-04-15", ""]
    assert outcome.codes() == [(11, "date_year"), (12, "date_wrong")]

    path = tmp_path / "罗田村.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("罗田村")
    for c, cell in enumerate(["姓名", "身份证号", "金额", "发放时间"]):
        sheet.write(0, c, cell)
    for r in (1, 2, 3):
        sheet.write_row(r, 0, ["张乙", m.person_id(r), 10])
        sheet.write_datetime(r, 3, datetime(2026, 4, 15))
    book.close()
    assert m.read(path).column("paid_on") == ["2026-04-15"] * 3


def test_no_sentence_repeats_a_cell(tmp_path: Path) -> None:
    secrets = [WRONG, "李？三秘", "13800001234", "9900000000000000001"]
    rows = m.land_rows(6)
    rows[0][ID], rows[1][NAME], rows[2][NOTE], rows[3][NOTE] = WRONG, secrets[1], secrets[2], secrets[3]
    outcome = m.read(m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *rows], encoding="utf-8"))
    assert len(outcome.problems) == 4
    said = repr(outcome.batch.report) + repr(outcome.chunks)
    for secret in (*secrets, *(r[ID] for r in rows)):
        assert secret not in said


def test_every_code_has_a_sentence_in_plain_words() -> None:
    for code, sentence in SENTENCES.items():
        assert re.search(r"[\u4e00-\u9fa5]", sentence) and sentence.endswith("。"), code
        assert not re.search("系统|异常|字段|校验[^位]|数据|请求|模块|详情|提交失败", sentence), code
    assert {
        "name_missing",
        "amount_missing",
        "id_check",
        "id_as_number",
        "village_unknown",
        "duplicate",
    } <= ERRORS
    assert not {"note_personal", "id_15", "rate_unusual", "far_from_last_year"} & ERRORS
