"""A year as a folder: every version as it hung, tables for a spreadsheet, a page that lists them, sums."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pytest

from kiosk.cli.main import main
from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import UsageFault
from kiosk.keeping.target import SUMS
from kiosk.keeping.year import KeptYear, keep_year
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.prints import PrintRegister, SheetRef
from tests.unit.sheets.reading import flat
from tests.unit.site import boards
from tests.unit.store import builders as b

HUNG = date(2026, 4, 9)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> KioskHome:
    """Every class, a corrected list, a withdrawn one, a picture, a text with a formula in a cell."""
    home = b.make_home(tmp_path_factory.mktemp("keeping"))
    boards.fill(home)
    boards.correct(home)
    boards.withdraw(home, seq=4)
    hung = [
        SheetRef(name, "ABCDEFGH", "payouts", "x", (("地力-2026-1", 1),), ("GK-HN-04",))
        for name in ("ABCDEF", "ABCDEG")
    ]
    with DeskStore(home, boards.CLOCK.now()) as desk:
        PrintRegister(desk).post(hung[0], HUNG + timedelta(days=3), "张三")
        PrintRegister(desk).post(hung[1], HUNG, "张三")
    return home


@pytest.fixture(scope="module")
def kept(home: KioskHome, tmp_path_factory: pytest.TempPathFactory) -> KeptYear:
    made = keep_year(home, 2026, tmp_path_factory.mktemp("stick"), boards.CLOCK)
    assert made is not None
    return made


def overview(kept: KeptYear) -> dict[tuple[str, str], dict[str, str]]:
    text = (kept.path / "data" / "目录.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and b"\r\n" in text
    return {(r["编号"], r["版次"]): r for r in csv.DictReader(io.StringIO(text.decode("utf-8-sig")))}


def rows(kept: KeptYear, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((kept.path / name).read_bytes().decode("utf-8-sig"))))


def test_every_version_of_the_year_is_there_and_no_other(kept: KeptYear) -> None:
    found = overview(kept)
    assert {("地力-2026-1", "1"), ("地力-2026-1", "2"), ("农机-2026", "1"), ("低保-2026", "1"),
            ("残疾-2026", "1"), ("护林-2026", "1"), ("cw-q2", "1"), ("none-1", "1"), ("gc-1", "1"),
            ("gc-2", "1"), ("td-1", "1"), ("zc-1", "1")} <= found.keys()  # fmt: skip
    assert not any("2025" in name for name, _ in found)
    assert kept.publications == len(found)
    assert kept.path.name == "罗田村村务公开留存-2026"
    assert kept.notes == ()


def test_sheets_are_archival_and_say_what_hung(kept: KeptYear) -> None:
    found = overview(kept)
    sheets = sorted((kept.path / "sheets").glob("*.pdf"))
    assert len(sheets) == kept.sheets == len(found) + 1  # the year's summary
    with pikepdf.open(kept.path / found["地力-2026-1", "1"]["上墙表"]) as document:
        meta = document.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
    old = flat((kept.path / found["地力-2026-1", "1"]["上墙表"]).read_bytes())
    new = flat((kept.path / found["地力-2026-1", "2"]["上墙表"]).read_bytes())
    assert "旧版" in old and "第1版，后来更正了，不再作数，只作留存。" in old
    assert f"公布日期：{HUNG.year}年{HUNG.month}月{HUNG.day}日" in old
    assert "更正" in new and "面积填错" in new and "旧版" not in new
    gone = flat((kept.path / found["农机-2026", "1"]["上墙表"]).read_bytes())
    assert "已撤回" in gone and "名单还在复核" in gone
    assert not any(p.name in gone for p in boards.machine_list())


def test_the_ledger_of_the_year_is_beside_them(kept: KeptYear) -> None:
    ledger = (kept.path / "ledger.pdf").read_bytes()
    text = flat(ledger)
    assert "罗田村村务公开工作台账" in text and re.search(r"2026年的，共[1-9]\d*项", text)
    assert "分批次发放结果" in text and "要换下" in text, "version 1 still hangs"
    with pikepdf.open(io.BytesIO(ledger)) as document:
        assert document.open_metadata()["pdfaid:part"] == "2"


def test_lists_hold_what_the_wall_holds(kept: KeptYear) -> None:
    found = overview(kept)
    listed = rows(kept, found["地力-2026-1", "1"]["表格"])
    lines = b.payouts(60)
    assert len(listed) == 61
    at = {label: number for number, label in enumerate(listed[0])}
    (name,) = (number for label, number in at.items() if "姓名" in label)
    assert [line[name] for line in listed[1:]] == [p.name for p in lines]
    (money,) = (number for label, number in at.items() if "金额" in label)
    assert sum(round(float(line[money]) * 100) for line in listed[1:]) == sum(p.cents for p in lines)
    assert len(rows(kept, found["地力-2026-1", "2"]["表格"])) == 62
    assert found["农机-2026", "1"]["表格"] == ""


def test_protected_lists_keep_their_protection(kept: KeptYear) -> None:
    found = overview(kept)
    poor = rows(kept, found["低保-2026", "1"]["表格"])
    assert "一卡通" not in str(poor) and len(poor) == 6
    assert rows(kept, found["残疾-2026", "1"]["表格"])[1] == ["12", "960.00"]
    everything = b"".join(path.read_bytes() for path in kept.path.rglob("*.csv"))
    assert b"recipient" not in everything and b.recipient_id(1).encode() not in everything


def test_no_cell_is_a_formula(home: KioskHome, tmp_path: Path) -> None:
    from kiosk.keeping.tables import csv_bytes

    text = csv_bytes(("=A1",), [("@x",), ("-12.50",), ("+1",), ("-见附件",)]).decode("utf-8-sig")
    assert text.split("\r\n")[:-1] == ["'=A1", "'@x", "-12.50", "+1", "'-见附件"]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def test_the_page_leads_to_every_file_without_script(kept: KeptYear) -> None:
    text = (kept.path / "index.html").read_text("utf-8")
    page = _Links()
    page.feed(text)
    assert not page.tags & {"script", "link", "img", "iframe", "form"}
    targets = {unquote(link) for link in page.links}
    files = {p.relative_to(kept.path).as_posix() for p in kept.path.rglob("*") if p.is_file()}
    assert targets == files - {"index.html", SUMS}
    assert "不要放到网上" in text and "面积填错" in text
    (picture,) = (kept.path / "attachments").iterdir()
    assert picture.suffix == ".png" and picture.read_bytes().startswith(b"\x89PNG")


def test_the_sums_can_be_checked_by_hand(kept: KeptYear) -> None:
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", SUMS], cwd=kept.path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    files = {p.relative_to(kept.path).as_posix() for p in kept.path.rglob("*") if p.is_file()}
    named = {line[66:] for line in (kept.path / SUMS).read_text("utf-8").splitlines()}
    assert named == files - {SUMS}


def test_names_of_files_go_on_any_stick(kept: KeptYear) -> None:
    for path in kept.path.rglob("*"):
        assert not re.search(r'[\\:*?"<>|\x00-\x1f]', path.name)
        assert len(path.name.encode()) <= 255 and not path.name.endswith((" ", "."))


def test_the_same_board_gives_the_same_bytes(home: KioskHome, kept: KeptYear, tmp_path: Path) -> None:
    again = keep_year(home, 2026, tmp_path, boards.CLOCK)
    assert again is not None
    assert (again.path / SUMS).read_bytes() == (kept.path / SUMS).read_bytes()
    assert (
        hashlib.sha256((again.path / "index.html").read_bytes()).hexdigest()
        in (again.path / SUMS).read_text()
    )


def test_a_newer_folder_takes_the_place_of_the_older(home: KioskHome, tmp_path: Path) -> None:
    first = keep_year(home, 2024, tmp_path, boards.CLOCK)
    assert first is not None
    (first.path / "index.html").write_text("worn", "utf-8")
    assert keep_year(home, 2024, tmp_path, boards.CLOCK) is not None
    assert (first.path / "index.html").read_text("utf-8").startswith("<!DOCTYPE")
    assert [p.name for p in tmp_path.iterdir()] == [first.path.name]


def test_what_somebody_else_put_there_is_never_thrown_away(home: KioskHome, tmp_path: Path) -> None:
    first = keep_year(home, 2024, tmp_path, boards.CLOCK)
    assert first is not None
    (first.path / "我的笔记.txt").write_text("要紧", "utf-8")
    with pytest.raises(UsageFault, match=r"我的笔记\.txt") as fault:
        keep_year(home, 2024, tmp_path, boards.CLOCK)
    assert fault.value.code == "keeping_in_the_way"
    assert (first.path / "我的笔记.txt").read_text("utf-8") == "要紧"


def test_cancelling_leaves_nothing(home: KioskHome, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    made = keep_year(
        home, 2026, tmp_path, boards.CLOCK,
        progress=lambda done, total: steps.append((done, total)), cancelled=lambda: len(steps) == 3,
    )  # fmt: skip
    assert made is None and list(tmp_path.iterdir()) == []
    assert [done for done, _ in steps] == [1, 2, 3] and len({total for _, total in steps}) == 1


def test_a_lost_attachment_is_named_and_the_rest_is_kept(home: KioskHome, tmp_path: Path) -> None:
    (picture,) = home.archive.rglob("渠.png")
    aside = picture.rename(tmp_path / "aside.png")
    try:
        made = keep_year(home, 2026, tmp_path, boards.CLOCK)
    finally:
        aside.rename(picture)
    assert made is not None and made.attachments == 0
    assert made.notes == ("附件《修好的水渠》在亭子里读不出来，没有存。请让县里重发。",)
    assert made.notes[0] in (made.path / "index.html").read_text("utf-8")


def test_what_arrives_meanwhile_is_in_it_wholly(tmp_path: Path) -> None:
    home = b.make_home(tmp_path)
    boards.fill(home, years=(2026,))

    def arrive(done: int, _total: int) -> None:
        if done == 5 and not (tmp_path / "arrived").exists():
            (tmp_path / "arrived").touch()
            boards.correct(home)

    made = keep_year(home, 2026, tmp_path, boards.CLOCK, progress=arrive)
    assert made is not None
    found = overview(made)
    assert found["地力-2026-1", "1"]["状态"] == "旧版，后来更正了"
    assert found["地力-2026-1", "2"]["状态"].startswith("公开中")
    assert len(list((made.path / "sheets").iterdir())) == made.sheets == len(found) + 1


def test_a_clock_at_1970_keeps_everything(home: KioskHome, kept: KeptYear, tmp_path: Path) -> None:
    dead = keep_year(home, 2026, tmp_path, FixedClock(datetime(1970, 1, 2, tzinfo=UTC)))
    assert dead is not None and dead.publications == kept.publications
    text = (dead.path / "index.html").read_text("utf-8")
    assert "1970" not in text and "导出时间未校准" in text


def test_the_command(home: KioskHome, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stick = tmp_path / "stick"
    assert main(["export", "--year", "2025", "--to", str(stick), "--home", str(home.path)]) == 3
    assert "请插好U盘" in capsys.readouterr().err
    stick.mkdir()
    assert main(["export", "--year", "2019", "--to", str(stick), "--home", str(home.path)]) == 2
    assert "2019年没有公开过东西" in capsys.readouterr().err
    assert main(["export", "--year", "2025", "--to", str(stick), "--home", str(home.path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["year"] == 2025 and Path(told["path"]).is_dir()
    assert main(["export", "--year", "2025", "--to", str(stick), "--home", str(home.path)]) == 0
    assert "不要放到网上" in capsys.readouterr().out
