"""Files that are broken, hostile or something else: refused with a sentence, the rest go on."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from kiosk.county.checking.child import MODULE, Job
from kiosk.county.reading import preflight
from kiosk.county.reading.sandbox import Limits, run_child
from kiosk.domain.errors import SenderFault
from tests.unit.county import makers as m


def good(folder: Path) -> Path:
    return m.write_csv(folder / "罗田村.csv", [m.HEADER, *m.land_rows(3, start=500)])


def repacked(source: Path, out: Path, change: dict[str, bytes], *, level: int = 6) -> Path:
    """A workbook with some parts exchanged."""
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change.pop(name, None) or old.read(name))
        for name, content in change.items():
            new.writestr(name, content)
    return out


def usual(folder: Path) -> Path:
    return m.write_xlsx(folder / "base.xlsx", ("罗田村", [m.HEADER, *m.land_rows(5)]))


def far_cell(folder: Path, *, honest: bool) -> Path:
    base = usual(folder)
    with zipfile.ZipFile(base) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    xml = xml.replace(b"</sheetData>", cell)
    if honest:
        xml = xml.replace(b'<dimension ref="A1:H6"/>', b'<dimension ref="A1:XFD1048576"/>')
    return repacked(base, folder / "far.xlsx", {"xl/worksheets/sheet1.xml": xml})


def bomb(folder: Path) -> Path:
    base = usual(folder)
    xml = b"<worksheet><sheetData>" + b"<row/>" * 12_000_000
    return repacked(base, folder / "bomb.xlsx", {"xl/worksheets/sheet1.xml": xml}, level=9)


def encrypted(folder: Path) -> Path:
    path = folder / "password.xlsx"
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + name + bytes(2048))
    return path


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    def put(name: str, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    whole = usual(folder).read_bytes()
    other_zip = io.BytesIO()
    with zipfile.ZipFile(other_zip, "w") as archive:
        archive.writestr("readme.txt", "x")
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for i in range(6000):
            archive.writestr(f"{i}", "")
    xls = m.write_xls(folder / "base.xls", "罗田村", [m.HEADER, *m.land_rows(5)]).read_bytes()
    html = "<html><table><tr><td>姓名</td><td>金额</td></tr></table></html>".encode("gb18030")
    return {
        "html": (put("网页.xls", html), "file_html"),
        "xml": (put("xml.xls", b'<?xml version="1.0"?><Workbook/>'), "file_html"),
        "empty": (put("空.xlsx", b""), "file_empty"),
        "pdf": (put("a.xlsx", b"%PDF-1.7 ..."), "file_not_table"),
        "picture": (put("b.xls", b"\x89PNG\r\n\x1a\n" + bytes(64)), "file_not_table"),
        "zip": (put("c.xlsx", other_zip.getvalue()), "file_not_table"),
        "many": (put("d.xlsx", many.getvalue()), "file_bomb"),
        "cut": (put("e.xlsx", whole[: len(whole) // 2]), "file_damaged"),
        "cut_xls": (put("f.xls", xls[:1500]), "file_damaged"),
        "bytes": (put("g.csv", bytes(range(256)) * 40), "file_not_table"),
        "no_text": (put("h.csv", b"a,b\n" + b"\xff\xff\xfe" * 100), "file_encoding"),
        "quote": (put("i.csv", '姓名,金额\n"张乙,12'.encode() + b"x" * 200_000), "file_damaged"),
        "password": (encrypted(folder), "file_password"),
        "far": (far_cell(folder, honest=True), "file_far_cell"),
        "bomb": (bomb(folder), "file_bomb"),
        "gone": (folder / "不在.xlsx", "file_unreadable"),
    }


KINDS = ("html", "xml", "empty", "pdf", "picture", "zip", "many", "cut", "cut_xls", "bytes", "no_text",
         "quote", "password", "far", "bomb", "gone")  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    return bad_files(tmp_path_factory.mktemp("bad"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_file_is_refused_and_the_rest_go_on(
    files: dict[str, tuple[Path, str]], tmp_path: Path, kind: str
) -> None:
    path, code = files[kind]
    outcome = m.read(path, good(tmp_path))
    assert [(p.file, p.row, p.code, p.severity) for p in outcome.problems] == [
        (path.name, None, code, "error")
    ]
    assert outcome.problems[0].message.endswith("。")
    assert outcome.batch.report.files_failed == [path.name]
    assert len(outcome.column("cents")) == 3


def test_a_far_cell_behind_a_lying_dimension(tmp_path: Path) -> None:
    outcome = m.read(far_cell(tmp_path, honest=False), good(tmp_path))
    assert [p.code for p in outcome.problems] == ["file_far_cell"]
    assert len(outcome.column("cents")) == 3


@pytest.mark.parametrize(
    ("rows", "columns", "there", "fine"),
    [
        (1_048_576, 16, 1_048_576, True),
        (200_000, 100, 200_000, True),
        (1_000, 16_384, 1_000, True),
        (1_048_576, 16_384, 6, False),
        (1_048_576, 16, 6, False),
        (5_000, 16_384, 5_000, False),
    ],
)
def test_which_rectangles_are_absurd(rows: int, columns: int, there: int, fine: bool) -> None:
    if fine:
        preflight.check_span(rows, columns, there)
        return
    with pytest.raises(SenderFault) as caught:
        preflight.check_span(rows, columns, there)
    assert caught.value.code == "file_far_cell"


def test_empty_formatted_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    """LibreOffice and WPS save sheets whose formats reach to the last row and column."""
    base = usual(tmp_path)
    with zipfile.ZipFile(base) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    tail = b'<row r="1048576" ht="15"><c r="XFD1048576" s="0"/></row></sheetData>'
    xml = xml.replace(b"</sheetData>", tail).replace(b"A1:H6", b"A1:XFD1048576")
    path = repacked(base, tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": xml})
    outcome = m.read(path)
    assert outcome.codes() == []
    assert len(outcome.column("cents")) == 5


def test_a_xls_with_a_far_cell_cannot_take_the_run_down(tmp_path: Path) -> None:
    import xlwt

    path = tmp_path / "far.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("罗田村")
    for r, row in enumerate([m.HEADER, *m.land_rows(3)]):
        for c, cell in enumerate(row):
            sheet.write(r, c, cell)
    sheet.write(65535, 255, "x")
    book.save(str(path))
    outcome = m.read(path, good(tmp_path))
    assert len(outcome.column("cents")) in (3, 6)
    assert outcome.batch.report.files_failed in ([], [path.name])


def test_memory_and_time_are_bounded(tmp_path: Path) -> None:
    path = m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *m.land_rows(3)])
    job = Job(str(path), "check", m.setting())
    for limits in (Limits(24 << 20, 60, 60.0), Limits(1 << 30, 60, 0.001)):
        with pytest.raises(SenderFault) as caught:
            list(run_child(MODULE, job, limits))
        assert caught.value.code == "file_too_heavy"


def test_a_column_that_cannot_be_told_is_asked(tmp_path: Path) -> None:
    header = ["姓名", "身份证号", "补贴金额", "发放金额"]
    rows = [["熊甲一", m.person_id(1), 10, 20], ["张乙", m.person_id(2), 10, 20]]
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [header, *rows])))
    assert [p.code for p in outcome.problems] == ["columns_unsure"]
    assert "C列“补贴金额”" in outcome.problems[0].message
    assert outcome.chunks == []


def test_a_sheet_without_a_header_is_said(tmp_path: Path) -> None:
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [["甲", 1], ["乙", 2], ["丙", 3]])))
    assert [p.code for p in outcome.problems] == ["header_missing"]


def test_a_file_that_breaks_off_in_the_middle_taints_its_villages(tmp_path: Path) -> None:
    path = m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *m.land_rows(20_000)])
    path.write_bytes(path.read_bytes() + b"\xff\xff\n")
    outcome = m.read(path)
    assert [p.code for p in outcome.problems] == ["file_encoding"]
    report = outcome.batch.report
    assert report.torn == report.blocked == {m.LUOTIAN}


def test_a_child_that_cannot_start_is_our_bug_and_not_the_files(tmp_path: Path) -> None:
    path = m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *m.land_rows(3)])
    job = Job(str(path), "check", m.setting())
    with pytest.raises(RuntimeError, match=r"did not start|took no job"):
        list(run_child("kiosk.county.checking.no_such_module", job, Limits(1 << 30, 60, 60.0)))
