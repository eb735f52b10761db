"""Tables read in stretches give the same cells as the csv module and the parser give at once."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine as calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.county.reading import pieces, preflight, strings, textfile
from kiosk.county.reading.block import Block, head_of, rows_of, without_head
from kiosk.county.reading.workbook import Sheet, open_book
from kiosk.domain.errors import SenderFault
from tests.unit.county import makers as m
from tests.unit.county.inside import in_process

MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text(st.sampled_from('熊一例𬱖a1,;\t"\r\n \x0b\u2028\x1c'), max_size=6)
PLAIN = st.text(st.sampled_from("熊一例𬱖a1. "), max_size=6)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few lines are many blocks, every workbook is a big one."""
    monkeypatch.setattr(textfile, "_BLOCK", 48)
    monkeypatch.setattr(preflight, "SCAN_FIRST", 0)
    monkeypatch.setattr(pieces, "_PIECE", 1500)
    monkeypatch.setattr(pieces, "_TIMES", 0)
    monkeypatch.setattr(strings, "_KEPT", 5)


# --- text ----------------------------------------------------------------------------------------


@MANY
@given(
    rows=st.lists(
        st.one_of(
            st.lists(PLAIN, min_size=3, max_size=3), st.lists(PLAIN, max_size=4), st.lists(WORDS, max_size=4)
        ),
        max_size=12,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    cut=st.booleans(),
)
def test_the_same_records_as_the_csv_module(
    small: None, rows: list[list[str]], encoding: str, ending: str, cut: bool
) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator=ending).writerows([["村", "名", "元"], *rows])
    text = out.getvalue().removesuffix(ending) if cut else out.getvalue()
    got = list(rows_of(textfile.open_blocks(io.BytesIO(text.encode(encoding)))))
    separator = textfile.separator_of(text)
    assert got == list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def test_a_line_with_quotes_does_not_slow_the_others(small: None) -> None:
    lines = [f"{i},甲,{'q' * 8}" for i in range(200)]
    lines[50] = '50,"甲\n,乙",x'
    blocks = list(textfile.open_blocks(io.BytesIO("\n".join(lines).encode())))
    by_row = [b for b in blocks if b._rows is not None]
    assert len(by_row) < 4 < len(blocks) / 4
    assert [r[1] for r in rows_of(blocks)] == ["甲\n,乙" if i == 50 else "甲" for i in range(200)]


def test_a_quote_that_never_ends_is_told(small: None) -> None:
    text = 'a,b\n1,"' + "x\n" * 100_000
    with pytest.raises(SenderFault) as fault:
        list(textfile.open_blocks(io.BytesIO(text.encode())))
    assert fault.value.code == "file_damaged"
    with pytest.raises(SenderFault):
        list(textfile.open_blocks(io.BytesIO(("a,b\n1," + "x" * 140_000 + "\n2,3\n").encode())))


def test_bytes_that_are_no_text_are_told(small: None) -> None:
    head = "村,名\n甲,乙\n".encode("gb18030") * 2
    with pytest.raises(SenderFault) as fault:
        list(textfile.open_blocks(io.BytesIO(head + b"\x81\x20,1\n")))
    assert fault.value.code == "file_encoding"


def test_head_and_rest() -> None:
    blocks = [Block.of_columns([["a", "b"], ["1", "2"]]), Block.of_rows([["c"], []]), Block.of_rows([["d"]])]
    rows = [["a", "1"], ["b", "2"], ["c"], [], ["d"]]
    for count, start in ((1, 0), (1, 1), (3, 2), (9, 4), (5, 5)):
        head, rest = head_of(iter(blocks), count)
        assert list(map(list, head)) == rows[:count]
        assert list(map(list, rows_of(without_head(rest, start)))) == rows[start:]
    again = Block.of_columns([["a", "b"], ["1", "2"]])
    assert again.columns(3) == [["a", "b"], ["1", "2"], ["", ""]]
    assert list(map(list, blocks[1].columns(2))) == [["c", ""], ["", ""]]


# --- workbooks -----------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.sampled_from(["", "甲", "𬱖之", "重复的字", " 边 ", "<&>\"'", "a\nb", "_x0041_", "]]>", "</row>"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5),
    st.floats(-1e9, 1e9),
    st.integers(-(10**6), 10**6),
    st.booleans(),
    st.sampled_from([date(2026, 4, 15), datetime(2026, 4, 15, 8, 30)]),
)


def xlsxwriter_book(path: Path, rows: list[list[Any]], **options: Any) -> None:
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, day = book.add_worksheet("名单"), book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(r, c, datetime(cell.year, cell.month, cell.day), day)
                elif isinstance(cell, str) and cell == "重复的字" and not options.get("constant_memory"):
                    sheet.write_rich_string(r, c, "重复", bold, "的字")
                elif isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                elif cell is not None:
                    sheet.write(r, c, cell)
        book.add_worksheet("另一张").write(0, 0, "别的")


def openpyxl_book(path: Path, rows: list[list[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("名单", 0)
    for r, row in enumerate(rows, start=1):
        for c, cell in enumerate(row, start=1):
            if cell is not None:
                sheet.cell(r, c, cell)
    book.save(path)


def first_sheet(path: Path) -> tuple[Sheet | None, list[list[Any]]]:
    with path.open("rb") as stream:
        sheets = open_book(stream, path.stat().st_size).sheets
        sheet = next((s for s in sheets if s.name == "名单"), None)
        return sheet, [] if sheet is None else list(sheet.rows)


def bare(rows: list[list[Any]]) -> list[list[Any]]:
    """Without the empty cells at the ends."""
    out: list[list[Any]] = []
    for row in rows:
        while row and row[-1] == "":
            row = row[:-1]
        out.append(row)
    return out


@pytest.mark.parametrize("writer", ["shared", "inline", "openpyxl"])
@MANY
@given(
    rows=st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=30),
    above=st.integers(0, 3),
    left=st.integers(0, 2),
    hole=st.integers(0, 40),
)
def test_pieces_give_what_the_parser_gives_at_once(
    small: None, tmp_path: Path, writer: str, rows: list[list[Any]], above: int, left: int, hole: int
) -> None:
    path = tmp_path / "a.xlsx"
    half = len(rows) // 2
    sheet = [*[[]] * above, *rows[:half], *[[]] * hole, *rows[half:]]
    sheet = [[None] * left + row for row in sheet]
    if writer == "openpyxl":
        sheet = [[c if not isinstance(c, str) or c.isprintable() else "x" for c in row] for row in sheet]
        openpyxl_book(path, sheet)
    else:
        xlsxwriter_book(path, sheet, constant_memory=writer == "inline")
    whole = calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    _, got = first_sheet(path)
    left_out: list[Any] = [""] * whole.start[1] if whole.start else []
    want = [] if whole.start is None else [left_out + row for row in whole.iter_rows()]
    while got[len(want) :] and not any(c != "" for row in got[len(want) :] for c in row):
        got = got[: len(want)]
    assert bare(got) == bare(want)


def test_a_big_sheet_is_read_in_pieces_and_its_merged_header_is_known(small: None, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        sheet.merge_range("A1:C1", "标题")
        for r in range(1, 300):
            sheet.write_row(r, 0, [f"甲{r}", r, "同"])
        sheet.set_row(150, None, None, {"hidden": True})
        sheet.write_formula(199, 3, "=1+1", None, "")  # pyright: ignore[reportArgumentType]
    with path.open("rb") as stream:
        found = next(iter(open_book(stream, path.stat().st_size).sheets))
        blocks = list(found.blocks)
    assert len(blocks) > 5
    assert [r[0] for r in rows_of(blocks)] == ["标题", *(f"甲{r}" for r in range(1, 300))]
    assert found.merged == ((1, 0, 1, 2),)
    assert found.facts.hidden_rows == {151}
    assert found.facts.no_result == {(200, "D")}


def test_cells_merged_over_lines_are_read_at_once(small: None, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        for r in range(300):
            sheet.write_row(r, 0, ["" if r in (201, 202) else f"甲{r}", r])
        sheet.merge_range("A201:A203", "三行")
    sheet, rows = first_sheet(path)
    assert sheet is not None
    assert sheet.merged == ((201, 0, 203, 0),)
    assert [row[0] for row in rows[200:204]] == ["三行", "", "", "甲203"]


def changed(path: Path, part: str, change: Any) -> Path:
    """A copy of the workbook with one entry changed."""
    other = path.with_name("b.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as out:
        for entry in source.infolist():
            data = source.read(entry)
            out.writestr(entry.filename, change(data) if entry.filename == part else data)
    return other


@pytest.mark.parametrize("empty", [b'<sst count="0" uniqueCount="0"/>', b"<sst></sst>"])
def test_texts_in_the_cells_beside_an_empty_list_of_shared_ones(
    small: None, tmp_path: Path, empty: bytes
) -> None:
    path = tmp_path / "a.xlsx"
    xlsxwriter_book(path, [[f"甲{r}", r] for r in range(300)], constant_memory=True)
    _, rows = first_sheet(changed(path, "xl/sharedStrings.xml", lambda x: x[: x.index(b"<sst")] + empty))
    assert [row[0] for row in rows] == [f"甲{r}" for r in range(300)]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/worksheets/sheet1.xml", lambda x: x[: len(x) // 2]),
        ("xl/worksheets/sheet1.xml", lambda x: x.replace(b'<row r="250"', b'<!-- x --><row r="250"')),
        ("xl/worksheets/sheet1.xml", lambda x: re.sub(rb'"([A-C]?)250"', rb'"\g<1>3"', x)),
        ("xl/worksheets/sheet1.xml", lambda x: x.replace(b"<v>250</v>", b"<v>99999</v>", 1)),
        ("xl/worksheets/sheet1.xml", lambda x: x.replace(b't="s"><v>250<', b't="s"><f/><v>250<')),
        ("xl/sharedStrings.xml", lambda x: x[: len(x) // 2]),
        ("xl/sharedStrings.xml", lambda x: x.replace(b"</t>", b"</u>", 5)),
    ],
)
def test_what_is_not_as_programs_write_it_is_told(
    small: None, tmp_path: Path, part: str, change: Any
) -> None:
    path = tmp_path / "a.xlsx"
    xlsxwriter_book(path, [[f"甲{r}", f"乙{r % 7}", r] for r in range(300)])
    with pytest.raises(SenderFault) as fault:
        first_sheet(changed(path, part, change))
    assert fault.value.code == "file_damaged"


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.replace(b"<sheetData>", b"<sheetData ><!-- x -->"),
        lambda x: x.replace(b'<row r="', b"<row r='").replace(b'" spans', b"' spans"),
        lambda x: x.replace(b' t="s"><v>', b' t="s" ><v>'),
    ],
)
def test_other_ways_to_write_xml_are_left_to_the_parser(small: None, tmp_path: Path, change: Any) -> None:
    path = tmp_path / "a.xlsx"
    rows = [[f"甲{r}", f"乙{r % 7}", float(r)] for r in range(60)]
    xlsxwriter_book(path, rows)
    _, got = first_sheet(changed(path, "xl/worksheets/sheet1.xml", change))
    assert got == rows


# --- what the checks make of it --------------------------------------------------------------------


def test_a_header_merged_downwards_makes_nobody_s_lines_several(tmp_path: Path) -> None:
    rows = m.land_rows(6)
    path = tmp_path / "罗田村.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("罗田村")
        for c, label in enumerate(m.HEADER):
            sheet.merge_range(0, c, 1, c, label)
        for r, row in enumerate(rows, start=2):
            sheet.write_row(r, 0, row)
    found = in_process(path)
    assert found.read == 6
    assert not any(c.several for c in found.chunks)


def test_an_empty_village_is_missing_where_every_line_repeats_it(small: None, tmp_path: Path) -> None:
    header = ["村", *m.HEADER]
    rows = [["罗田村", *row] for row in m.land_rows(200)]
    for at in (120, 121, 180):
        rows[at][0] = ""
    found = in_process(m.write_csv(tmp_path / "a.csv", [header, *rows]))
    assert [p[0] for p in found.problems if p[2] == "village_missing"] == [122, 123, 182]


def test_lines_to_be_judged_do_not_make_every_column_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[i, *m.land_rows(1)[0][1:3], m.person_id(i), *m.land_rows(1)[0][4:]] for i in range(1, 101)]
    for row in rows[::5]:
        row[6] = "见附表"
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [[m.TITLE], list(m.HEADER), *rows]))
    asked: list[int] = []
    column = Block.column
    monkeypatch.setattr(Block, "column", lambda block, at: asked.append(at) or column(block, at))
    found = in_process(path)
    assert (found.read, len(found.column("cents")), len(found.codes())) == (100, 80, 20)
    assert 0 < len(asked) < 10
