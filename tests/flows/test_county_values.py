"""No byte that the county's commands write or say holds an ID, card or phone number of the senders' files.

Looked for are the values themselves, in every form and coding they could have got into a file, also in
packed files, in free pages of databases, and as plain hashes that could be guessed back.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from kiosk.cli.main import main
from tests.flows.countyside import HEADER, LAND, LUOTIAN, XUBU, YEAR, line, write
from tests.unit.county.makers import person_id, write_xls, write_xlsx
from tests.unit.county_pack.test_back import put, receipt

CODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256")


def secrets_of(number: int) -> list[str]:
    """Every value of a person of ``countyside.line``."""
    return [person_id(number), str(990_000_000_000_000_0 + number), str(13_900_000_000 + number)]


@dataclass(slots=True)
class Looker:
    """Searches bytes for values. ``found`` are the places, never the values."""

    values: list[str]
    needles: dict[bytes, str] = field(init=False)

    def __post_init__(self) -> None:
        self.needles = {}
        for value in self.values:
            wide = value.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"})
            spaced, short = f"{value[:6]} {value[6:14]} {value[14:]}", value[:6] + value[8:17]
            shapes = {value, value.lower(), value[:17], wide, spaced, *([short] if len(value) == 18 else [])}
            for shape in (s for s in shapes if len(s) >= 11):
                for coding in CODINGS:
                    self.needles[shape.encode(coding)] = "value"
            for name in HASHES:
                digest = hashlib.new(name, value.encode())
                self.needles[digest.digest()] = self.needles[digest.hexdigest().encode()] = f"plain {name}"

    def inside(self, name: str, raw: bytes) -> Iterator[str]:
        """Where a value stands in a file, in what is packed in it, and in the numbers of a database."""
        yield from (f"{name}: {what}" for needle, what in self.needles.items() if needle in raw)
        if zipfile.is_zipfile(io.BytesIO(raw)):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                for entry in archive.infolist():
                    yield from self.inside(f"{name}/{entry.filename}", archive.read(entry))

    def numbers(self, path: Path) -> Iterator[str]:
        wanted = {int(v[:n]) for v in self.values for n in (17, 18, len(v)) if v[:n].isdigit()}
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'").fetchall():
                for row in db.execute(f'SELECT * FROM "{table}"'):
                    yield from (f"{path.name}: {table}" for cell in row if cell in wanted)

    def below(self, *folders: Path) -> list[str]:
        found: list[str] = []
        for path in (p for f in folders for p in f.rglob("*")):
            found += self.inside("a name", path.name.encode())
            if path.is_file() and "problems" not in path.parts:
                found += self.inside(path.name, path.read_bytes())
                if path.suffix == ".db":
                    found += self.numbers(path)
        return found


@dataclass(slots=True)
class Desk:
    """A clerk at the county's computer: commands in this process, everything they say is kept."""

    ws: Path
    capture: pytest.CaptureFixture[str]
    said: list[str] = field(default_factory=list[str])

    def do(self, *words: str, code: int = 0) -> str:
        ended = main(["county", *words, "--workspace", str(self.ws)])
        out, err = self.capture.readouterr()
        self.said += [out, err]
        assert ended == code, out + err
        return out


def dirty(folder: Path) -> tuple[list[Path], list[str]]:
    """Files with personal values wherever a clerk may have put one, and those values."""
    numbers = list(range(1, 31))
    values = [v for n in numbers for v in secrets_of(n)]
    rows = [line(n, LUOTIAN if n % 2 else XUBU) for n in numbers[:20]]
    at = {name: i for i, name in enumerate(HEADER)}

    def spoil(row: int, column: str, cell: object) -> None:
        rows[row][at[column]] = cell

    own = [secrets_of(n) for n in numbers]
    spoil(0, "备注", f"证件{own[0][0]}")
    spoil(1, "备注", f"电话{own[1][2]}，卡{own[1][1]}")
    spoil(2, "组别", own[2][2])
    spoil(3, "户主姓名", f"张{own[3][0]}")
    spoil(4, "身份证号", own[4][0][:17] + ("1" if own[4][0][17] != "1" else "2"))
    values.append(str(rows[4][at["身份证号"]]))
    spoil(5, "身份证号", own[5][0][:6] + own[5][0][8:17])
    spoil(6, "身份证号", own[6][0].translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}))
    spoil(7, "村", f"罗甜村{own[7][2]}")
    spoil(8, "补贴金额(元)", own[8][2])
    spoil(9, "面积(亩)", f"见{own[9][0]}")
    spoil(10, "发放时间", own[10][0])
    spoil(11, "身份证号", own[12][0])
    spoil(13, "序号", own[13][2])
    big = write(folder / f"全县{own[20][2]}.csv", rows)
    header = [*HEADER[:-1], f"备注（有事打{own[21][2]}）"]
    sheet = [[f"安义县石鼻镇罗田村耕地地力保护补贴 联系人{own[22][2]} 证件{own[22][0]}"], header,
             *[line(n, LUOTIAN) for n in numbers[22:25]],
             ["合计", *[""] * 8, 336, *[""] * 3], [f"监督电话：{own[25][2]}"]]  # fmt: skip
    for row in sheet[2:5]:
        row[at["补贴金额(元)"]] = 112.0
    other = (own[27][2], [["姓名", "号"], ["张", own[27][0]]])
    book = write_xlsx(folder / "罗田村.xlsx", (f"罗田{own[26][2]}", sheet), other)
    unsure = [["姓名", f"电话{own[28][2]}", "补贴金额", "发放金额"], ["张乙", own[28][0], 1, 2]]
    old = write_xls(folder / "坏.xls", "徐埠村", unsure)
    torn = folder / f"断{own[29][0]}.xlsx"
    torn.write_bytes(book.read_bytes()[:900])
    return [big, book, old, torn], values


def test_nothing_personal_in_any_byte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ws, drop, usb, files, here = (tmp_path / n for n in ("ws", "drop", "usb", "files", "here"))
    for folder in (drop, usb, files, here):
        folder.mkdir()
    monkeypatch.chdir(here)
    paths, values = dirty(files)
    looker, desk = Looker(values), Desk(ws, capsys)
    desk.do("init", "--county", "360123", "--drop", str(drop), "--issuer", "示例县专班")
    both = ("--village", LUOTIAN, "--village", XUBU)
    batch = (*map(str, paths), "--programme", LAND, "--year", str(YEAR))
    for path, code in zip(paths, (0, 0, 0, 1), strict=True):
        desk.do("map", str(path), "--programme", LAND, "--out", str(here / f"{path.suffix}.toml"), code=code)
    desk.do("pack", *batch, code=1)
    told = json.loads(desk.do("pack", *batch, "--partial", "--json", code=1))
    assert told["rows_accepted"] > 8 and len(told["bundles"]) == 2
    codes = {p["code"] for p in told["problems"]}
    assert codes >= {
        "note_personal", "name_replaced", "id_check", "id_15", "village_unknown", "number_wrong", "duplicate",
        "columns_unsure", "file_damaged",
    }  # fmt: skip
    right = write(files / "改.csv", [line(n, LUOTIAN, 22400) for n in range(1, 9)])
    fixed = (str(right), "--programme", LAND, "--year", str(YEAR), "--reason", "面积改正。")
    desk.do("correct", *fixed)
    desk.do("correct", *fixed, "--yes")
    desk.do("push", *both)
    desk.do("push", "--usb", str(usb), *both)
    put(drop / LUOTIAN / "out", "receipts/a.json", receipt(1, "applied"))
    desk.do("receipts", *both, "--html", str(here / "总表.html"))
    desk.do("yearbook", "--year", str(YEAR), *both)
    desk.do("people", "--village", LUOTIAN)
    assert (here / "总表.html").exists() and len(list(usb.iterdir())) >= 3
    assert len(list((drop / LUOTIAN / "in").iterdir())) >= 2
    assert looker.below(ws, drop, usb, here) == []
    assert list(looker.inside("said", "\n".join(desk.said).encode())) == []


def test_the_looker_finds_what_is_there(tmp_path: Path) -> None:
    """The search itself: each form and place in which a value could hide."""
    (value, *_), looker = secrets_of(5), Looker(secrets_of(5))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", f"x,{value}\n")
    book = io.BytesIO()
    made = openpyxl.Workbook()
    made.worksheets[0].append([value])
    made.save(book)
    old = value[:6] + value[8:17]
    hidden = [f"…{value.lower()}…".encode("utf-16-le"), old.encode(), packed.getvalue(),
              hashlib.sha256(value.encode()).hexdigest().encode(), book.getvalue()]  # fmt: skip
    for number, raw in enumerate(hidden):
        path = tmp_path / str(number)
        path.write_bytes(raw)
        assert looker.below(tmp_path), number
        path.unlink()
    with closing(sqlite3.connect(tmp_path / "a.db")) as db:
        db.execute("CREATE TABLE t (n INTEGER)")
        db.execute("INSERT INTO t VALUES (?)", (int(value[:17]),))
        db.commit()
    assert looker.below(tmp_path) == ["a.db: t"]
