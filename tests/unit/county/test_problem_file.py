"""The problem file: original rows as they came, reasons beside them, IDs as text, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kiosk.county.checking.problemfile import write_problem_file
from kiosk.domain.errors import EnvironmentFault
from tests.unit.county import makers as m


def test_original_rows_with_reasons(tmp_path: Path) -> None:
    rows = m.land_rows(6)
    wrong = rows[1][3][:17] + ("1" if rows[1][3][17] != "1" else "2")
    rows[1][3], rows[3][6], rows[4][7] = wrong, "", "电话13800001234"
    first = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", m.land_sheet(rows)))
    second = m.write_csv(tmp_path / "徐埠村.csv", [m.HEADER, *m.land_rows(2, start=5)])
    outcome = m.read(first, second)
    out = write_problem_file(tmp_path / "问题.xlsx", [first, second], outcome.batch.report)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["全部问题", "罗田村", "徐埠村"]
    assert len(list(book["全部问题"].rows)) == 1 + len(outcome.problems)
    lines = list(book["罗田村"].iter_rows(values_only=True))
    assert lines[0] == ("原表行号", "哪里不对", *m.HEADER)
    assert [line[0] for line in lines[1:]] == [5, 7, 8]
    assert lines[1][5] == wrong and isinstance(lines[1][5], str)
    assert lines[3][9] == "电话13800001234"
    assert "身份证号" in str(lines[1][1]) and "没有收" in str(lines[1][1])
    assert book["罗田村"]["F2"].number_format == "@"
    assert [line[0] for line in book["徐埠村"].iter_rows(values_only=True)][1:] == [2, 3]
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_texts_stay_texts(tmp_path: Path) -> None:
    rows = m.land_rows(2)
    rows[0][2], rows[0][7] = "李？", "=1+1"
    path = m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *rows], encoding="utf-8")
    out = write_problem_file(tmp_path / "p.xlsx", [path], m.read(path).batch.report)
    cell = openpyxl.load_workbook(out).worksheets[1]["J2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s") or cell.data_type == "s"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    path = m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *m.land_rows(2)])
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(EnvironmentFault) as caught:
        write_problem_file(tmp_path / "file" / "p.xlsx", [path], m.read(path).batch.report)
    assert caught.value.code == "problem_file"


def test_two_files_of_one_name_keep_their_own_rows(tmp_path: Path) -> None:
    paths: list[Path] = []
    for folder, start in (("罗田", 1), ("徐埠", 20)):
        (tmp_path / folder).mkdir()
        rows = m.land_rows(3, start=start)
        rows[1][6] = "见附表"
        sheet = (f"{folder}村", [m.HEADER, *rows])
        paths.append(m.write_xlsx(tmp_path / folder / "名单.xlsx", sheet))
    report = m.read(*paths).batch.report
    assert [p.file for p in report.problems] == ["罗田/名单.xlsx", "徐埠/名单.xlsx"]
    book = openpyxl.load_workbook(write_problem_file(tmp_path / "p.xlsx", paths, report))
    for name, number in (("罗田村", 2), ("徐埠村", 21)):
        header, line = book[name].iter_rows(values_only=True)
        assert header[2:] == m.HEADER and line[5] == m.person_id(number)


def test_a_file_without_a_single_line_is_said_beside_good_ones(tmp_path: Path) -> None:
    good = m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *m.land_rows(2)])
    empty = m.write_xlsx(tmp_path / "空表.xlsx", ("Sheet1", []), ("Sheet2", [["说明"]]))
    only_header = m.write_csv(tmp_path / "徐埠村.csv", [m.HEADER])
    outcome = m.read(good, empty, only_header)
    assert [(p.file, p.code, p.severity) for p in outcome.problems] == [
        ("空表.xlsx", "nothing_read", "error"), ("徐埠村.csv", "columns_unsure", "error"),
    ]  # fmt: skip
    assert len(outcome.column("cents")) == 2
