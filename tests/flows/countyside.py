"""A county office as real processes: a workspace, a drop root, kiosks that are set up with its keys."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.domain.clock import SystemClock
from kiosk.domain.scan import scan_text
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from tests.flows.program import python
from tests.unit.county.makers import person_id

YEAR = datetime.now(UTC).year
LUOTIAN, XUBU, DONGMEN = "360123102216", "360123105202", "360123100001"
NAMES = {
    LUOTIAN: ("石鼻镇", "罗田村委会"),
    XUBU: ("东阳镇", "徐埠村委会"),
    DONGMEN: ("龙津镇", "东门社区居委会"),
}
LAND, AID, ORPHANS = "BT-NY-01", "BT-JZ-01", "BT-JZ-08"
HEADER = ["序号", "乡镇", "村", "组别", "户主姓名", "身份证号", "一卡通账号", "面积(亩)", "补贴标准(元/亩)",
          "补贴金额(元)", "发放时间", "联系电话", "备注"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Office:
    """``ws`` is the workspace, ``drop`` the root that the villages share, ``files`` for the departments'."""

    ws: Path
    drop: Path
    files: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """``kiosk county …`` in this workspace."""
        return python("kiosk", "county", *words, "--workspace", str(self.ws))

    def ask(self, *words: str, code: int = 0) -> dict[str, Any]:
        """The JSON of a command that must end with ``code``."""
        done = self.run(*words, "--json")
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def pack(self, *words: str, code: int = 0) -> dict[str, Any]:
        return self.ask("pack", *words, code=code)

    def manifest(self, bundle: str | Path) -> dict[str, Any]:
        return json.loads((Path(bundle) / "manifest.json").read_text("utf-8"))

    def manifests(self, village: str) -> list[dict[str, Any]]:
        """Everything the workspace made for a unit, in order."""
        found = sorted((self.ws / "outbox" / village).glob(f"{village}-*"))
        return [self.manifest(p) for p in found]


def make_office(folder: Path) -> Office:
    office = Office(folder / "ws", folder / "drop", folder / "files")
    office.drop.mkdir()
    office.files.mkdir()
    done = office.run("init", "--county", "360123", "--drop", str(office.drop), "--issuer", "示例县专班")
    assert done.returncode == 0, done.stderr
    return office


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk of a village that trusts the office."""

    home: Path

    def take_in(self, code: int = 0) -> str:
        done = python("kiosk", "intake", "--once", env={"KIOSK_HOME": str(self.home)})
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def board(self) -> closing[BoardReader]:
        return closing(BoardReader(KioskHome(self.home), SystemClock()))


def set_up(office: Office, village: str, home: Path) -> Kiosk:
    keys = office.ws / "keys"
    done = python(
        "kiosk", "setup", "--village", village, "--drop", str(office.drop),
        "--key", str(keys / "county.pub"), "--root", str(keys / "root.pub"),
        env={"KIOSK_HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Kiosk(home)


def person_name(number: int) -> str:
    """350 invented names."""
    return (
        "熊涂龚黄刘"[number % 5]
        + "甲乙丙丁戊己庚辛壬癸"[number // 5 % 10]
        + "一二三四五六七"[number // 50 % 7]
    )


def line(number: int, village: str, cents: int = 11200, **cells: object) -> list[object]:
    """A right line of the land list: one 亩 for every 112 元."""
    town, name = NAMES[village]
    usual: dict[str, object] = {
        "序号": number, "乡镇": town, "村": name, "组别": f"上屋{number % 3 + 1}组",
        "户主姓名": person_name(number),
        "身份证号": person_id(number), "一卡通账号": str(990_000_000_000_000_0 + number),
        "面积(亩)": f"{cents / 11200:.4f}".rstrip("0").rstrip("."), "补贴标准(元/亩)": "112",
        "补贴金额(元)": f"{cents / 100:.2f}", "发放时间": f"{YEAR}-01-15",
        "联系电话": str(13_900_000_000 + number), "备注": "",
    }  # fmt: skip
    return list((usual | cells).values())


def write(path: Path, rows: Sequence[Sequence[object]], header: list[str] = HEADER) -> Path:
    """As the county's system exports it: GB18030."""
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def personal_values(*folders: Path) -> list[str]:
    """Files below ``folders`` in which an ID, card or phone number stands. Names of files count too."""
    found: list[str] = []
    for path in (p for f in folders for p in f.rglob("*") if p.is_file()):
        if "problems" in path.parts or path.name.endswith((".minisig", ".key", ".pub")):
            continue
        raw = path.read_bytes()
        if path.name == "manifest.json":
            # Hashes and the unit's own code are no personal values.
            raw = re.sub(rb'"(?:sha256|prev)": ?"[0-9a-f]{64}"', b"", raw)
        text = raw.decode("utf-8", "replace")
        plain = path.suffix in (".csv", ".json", ".html", ".toml", ".log")
        # Free pages of a database are looked at too: what was deleted is still in the file.
        known = re.search(r"990123(?:19|20)\d\d|9900000000\d{6}|13900000\d{3}", text)
        if known or (plain and _hits(text)) or any(map(_hits, _cells(path, raw))):
            found.append(str(path))
        if scan_text(path.name):
            found.append(path.name)
    return found


def _cells(path: Path, raw: bytes) -> Iterator[str]:
    """Every text of a database."""
    if not raw.startswith(b"SQLite format 3\0"):
        return
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        db.text_factory = lambda b: b.decode("utf-8", "replace")
        tables = db.execute("SELECT name FROM sqlite_schema WHERE type='table' AND sql NOT LIKE '%VIRTUAL%'")
        for (table,) in tables.fetchall():
            for row in db.execute(f'SELECT * FROM "{table}"'):
                yield from (cell for cell in row if isinstance(cell, str))


def _hits(text: str) -> bool:
    text = re.sub(r"[0-9a-f]{16,}", "", text)
    return bool(scan_text(text))
