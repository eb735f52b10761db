"""``make_sheet`` on a real board in a real home."""

from __future__ import annotations

import json
import re
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.main import main
from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import EnvironmentFault, SenderFault, UsageFault
from kiosk.domain.items import WithdrawItem, WithdrawTarget
from kiosk.sheets.command import KINDS, SheetResult, make_sheet
from kiosk.store.home import KioskHome
from tests.unit.sheets.reading import flat
from tests.unit.store import builders as b


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    made = b.make_home(tmp_path)
    b.fill_board(made, households=60)
    return made


def make(home: KioskHome, out: Path, clock: FixedClock, **choice: Any) -> SheetResult:
    return make_sheet(home, "payouts", out, clock=clock, **choice)


def test_the_newest_list_is_the_default(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    out = tmp_path / "a.pdf"
    result = make(home, out, clock, batch="地力-2026-1")
    assert result.path == out and result.title == "罗田村2026年耕地地力保护补贴发放情况公示"
    text = flat(out.read_bytes())
    lines = b.payouts(60)
    assert all(f"{line.name}" in text for line in lines)
    assert f"第{result.pages}页共{result.pages}页" in text
    newest = make(home, tmp_path / "b.pdf", clock)
    assert "2026年" in newest.title
    older = make(home, tmp_path / "c.pdf", clock, year=2024)
    assert "2024年" in older.title and older.sheet_id != newest.sheet_id


def test_p3_and_p2_lists_of_a_real_board(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    make(home, tmp_path / "p3.pdf", clock, batch="残疾-2026")
    assert "不列姓名" in flat((tmp_path / "p3.pdf").read_bytes())
    make(home, tmp_path / "p2.pdf", clock, batch="低保-2026")
    assert b.person(1)[0] in flat((tmp_path / "p2.pdf").read_bytes())


def test_a4_and_large_from_the_command(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    pages = [
        make(home, tmp_path / "a.pdf", clock, batch="地力-2026-1", paper=paper, large=large).pages
        for paper, large in (("a3", False), ("a3", True), ("a4", False))
    ]
    assert pages[0] <= pages[1] and pages[0] <= pages[2]


def test_a_withdrawn_batch_is_not_the_default(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    default = make(home, tmp_path / "a.pdf", clock)
    gone = default.subjects[0][0]
    item = WithdrawItem((WithdrawTarget("payouts", gone, 1),), "发错了村", date(2026, 6, 1))
    b.apply(home, b.MadeBundle(2).add(item))
    assert make(home, tmp_path / "b.pdf", clock).sheet_id != default.sheet_id
    make(home, tmp_path / "c.pdf", clock, batch=gone)
    text = flat((tmp_path / "c.pdf").read_bytes())
    assert "已撤回" in text and "发错了村" in text and b.payouts(60)[0].name not in text


def test_a_correction_of_a_real_board_lists_the_change(
    home: KioskHome, tmp_path: Path, clock: FixedClock
) -> None:
    lines = b.payouts(60)
    lines[3] = replace(lines[3], cents=lines[3].cents + 12_34)
    item = b.payouts_item("地力-2026-1", lines, version=2, reason="面积填错")
    b.apply(home, b.MadeBundle(2).add_payouts(item, lines))
    make(home, tmp_path / "a.pdf", clock, batch="地力-2026-1")
    text = flat((tmp_path / "a.pdf").read_bytes())
    assert "面积填错" in text and "多了12.34元" in text and lines[3].name in text


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        ({"batch": "没有"}, "sheet_choice"),
        ({"year": 1999}, "sheet_choice"),
        ({"batch": "地力-2026-1", "year": 2025}, "sheet_choice"),
        ({"paper": "a5"}, "sheet_paper"),
    ],
)
def test_wrong_choices_are_told(
    home: KioskHome, tmp_path: Path, clock: FixedClock, choice: dict[str, Any], code: str
) -> None:
    with pytest.raises(UsageFault) as caught:
        make(home, tmp_path / "a.pdf", clock, **choice)
    assert caught.value.code == code
    assert not list(tmp_path.glob("*.pdf"))


def test_an_empty_board_has_nothing_to_print(tmp_path: Path, clock: FixedClock) -> None:
    with pytest.raises(UsageFault, match="还没有公开过"):
        make(b.make_home(tmp_path), tmp_path / "a.pdf", clock)


def test_unknown_kinds_are_told(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    with pytest.raises(UsageFault, match="没有这一种上墙件"):
        make_sheet(home, "poster", tmp_path / "a.pdf", clock=clock)


def test_a_folder_that_cannot_be_written_leaves_nothing(
    home: KioskHome, tmp_path: Path, clock: FixedClock
) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        make(home, tmp_path / "absent" / "a.pdf", clock)
    assert caught.value.code == "sheet_not_written" and "磁盘" in caught.value.message
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(EnvironmentFault):
        make(home, tmp_path / "a.pdf", clock)
    assert not list(tmp_path.glob(".*.new"))
    assert stat.S_ISDIR((tmp_path / "a.pdf").stat().st_mode)


def test_a_missing_character_leaves_the_old_sheet(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    out = tmp_path / "a.pdf"
    make(home, out, clock, batch="地力-2026-1")
    before = out.read_bytes()
    lines = b.payouts(60)
    lines[3] = replace(lines[3], name="熊\U00030000")
    item = b.payouts_item("地力-2026-1", lines, version=2, reason="改名")
    b.apply(home, b.MadeBundle(2).add_payouts(item, lines))
    with pytest.raises(SenderFault, match="U\\+30000"):
        make(home, out, clock, batch="地力-2026-1")
    assert out.read_bytes() == before


def test_kinds_and_papers_at_the_command_line(
    home: KioskHome, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    person = str(b.payouts(60)[0].recipient_id)
    for words, pages in (
        (("slip", "--recipient", person, "--paper", "80mm"), 1),
        (("payouts", "--batch", "地力-2026-1", "--paper", "2xa4"), 4),
        (("payouts", "--year", "2026"), 2),
    ):
        out = tmp_path / f"{words[0]}.pdf"
        assert main(["sheet", *words, "--out", str(out), "--home", str(home.path), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["pages"] == pages and out.read_bytes().startswith(b"%PDF-1.7")
    assert main(["sheet", "slip", "--out", str(tmp_path / "x.pdf"), "--home", str(home.path)]) == 2
    assert "--recipient" in capsys.readouterr().err
    assert main(["sheet", "--help"]) == 0
    help_text = re.sub(r"\s", "", capsys.readouterr().out)
    assert all(kind in help_text for kind in KINDS) and "未经认证" in help_text


def test_what_is_missing_is_told_before_printing(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    """A home without settings has no phone and no address, and its batch names no catalogue item."""
    warnings = "".join(make(home, tmp_path / "a.pdf", clock, batch="地力-2026-1").warnings)
    assert "监督电话" in warnings and "网址" in warnings
