"""What LibreOffice saved is read to the 分 like what the departments' programs write."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from kiosk.domain.errors import SenderFault
from tests.unit.county import makers as m
from tests.unit.county.inside import in_process
from tests.unit.county.libreoffice.make import HERE, ROWS

WORKBOOK = [(None, "hidden_sheet")]
FILES = {
    "list.xlsx": [*WORKBOOK, (None, "hidden_rows")],
    "list.xls": WORKBOOK,
    "list-gb18030.csv": [],
    "list-utf8.csv": [],
    "list-utf16.csv": [],
}


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("name", FILES)
def test_every_format_it_writes(name: str, quick: bool) -> None:
    found = in_process(HERE / name, quick=quick)
    assert found.codes() == FILES[name]
    truth = [
        (r[1], r[2], r[3], str(r[4]), "112", round(r[6] * 100), "2026-04-15", "补发" if r[0] == 2 else "")
        for r in ROWS
    ]
    assert found.lines("group", "name", "idno", "qty", "rate", "cents", "paid_on", "note") == truth
    assert {(c.programme_id, c.qty_unit, c.rate_unit) for c in found.chunks} == {(m.LAND, "亩", "元/亩")}
    assert set(found.column("village_code")) == {m.LUOTIAN}


@pytest.mark.parametrize("ending", ["et", "xls", "xlsx", "csv", "dat"])
@pytest.mark.parametrize("source", ["list.xlsx", "list.xls"])
def test_a_workbook_under_any_ending(tmp_path: Path, source: str, ending: str) -> None:
    path = tmp_path / f"罗田村.{ending}"
    path.write_bytes((HERE / source).read_bytes())
    assert in_process(path).column("cents") == [round(r[6] * 100) for r in ROWS]


@pytest.mark.parametrize(
    ("source", "name", "code"),
    [("list.html", "a.html", "file_html"), ("list.html", "a.xls", "file_html"),
     ("list.ods", "a.ods", "file_not_table"),
     ("list.ods", "a.xlsx", "file_not_table"), ("locked.xlsx", "a.xlsx", "file_password")],
)  # fmt: skip
def test_what_is_no_table_for_us(tmp_path: Path, source: str, name: str, code: str) -> None:
    path = tmp_path / name
    path.write_bytes((HERE / source).read_bytes())
    with pytest.raises(SenderFault) as caught:
        in_process(path)
    assert caught.value.code == code


@pytest.mark.parametrize("way", [0, 1], ids=["xor", "rc4"])
@pytest.mark.parametrize("protected", [True, False])
def test_an_old_workbook_with_a_password(tmp_path: Path, way: int, protected: bool) -> None:
    """The record FilePass stands behind BOF, or behind the mark that the file is write-protected."""
    raw = bytearray((HERE / "list.xls").read_bytes())
    at = raw.index(b"\x09\x08\x10\x00\x00\x06\x05\x00") + 20
    if protected:
        raw[at : at + 4] = struct.pack("<HH", 0x86, 0)
        at += 4
    raw[at : at + 10] = struct.pack("<HHHHH", 0x2F, 6, way, 1, 1)
    path = tmp_path / "a.xls"
    path.write_bytes(raw)
    with pytest.raises(SenderFault) as caught:
        in_process(path)
    assert caught.value.code == "file_password"
