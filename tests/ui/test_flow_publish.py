"""A village's account by touch: a messy .xls on a stick, a draft, the supervisor's PIN, the board, a sheet.

Real stores, the real worker, the real reader in its child process; only the stick is a folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlwt

from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.domain.scan import scan_text
from kiosk.sheets.command import make_sheet
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.people import Person
from kiosk.ui import engine
from kiosk.ui.desk import sticks
from kiosk.ui.desk.tools import DeskRoom
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services, provide
from tests.ui import deskside, walk
from tests.ui.windows import BUILT, SIZES
from tests.unit.desk.village import SUPERVISOR_PIN, make_village_desk
from tests.unit.intake.making import Kiosk
from tests.unit.sheets.reading import flat
from tests.unit.ui.test_tablefile import FINANCE, ID_NUMBER

Tap = Callable[[engine.Screen, str], None]
PATIENCE = 20.0
"""Seconds for the child process that reads the table, on a busy machine."""


@dataclass(slots=True)
class Office:
    screen: engine.Screen
    kiosk: Kiosk
    clerk: Person


@pytest.fixture
def usb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stick with one file: an old .xls with titles, a repeated head, words below and an ID number."""
    folder = tmp_path / "media" / "KINGSTON"
    folder.mkdir(parents=True)
    made = xlwt.Workbook()
    sheet = made.add_sheet("三季度")
    for r, row in enumerate(FINANCE):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell)
    made.save(str(folder / "账.xls"))
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sdb1 {folder} vfat rw,relatime 0 0\n")
    monkeypatch.setattr(sticks, "MOUNTS", mounts)
    monkeypatch.setattr(sticks, "UNDER", (f"{tmp_path}/media/",))
    return folder


@pytest.fixture
def office(tmp_path: Path, lent: Services) -> Iterator[Office]:
    village = make_village_desk(tmp_path / "village")
    village.close()
    home, clock = village.kiosk.home, village.kiosk.clock
    runner = Runner(
        lambda: BoardReader(home, clock), lambda: DeskStore(home, clock.now()), poll_seconds=0.05
    )
    coverage = Coverage.load(resources_dir() / "fonts")
    services = Services(runner, clock, coverage, BUILT, desk_room=DeskRoom(home, clock))
    screen = engine.Screen(services, SIZES["portrait"], px_per_mm=4.03)
    screen.view.show()
    deskside.inside(screen, village.clerk)
    yield Office(screen, village.kiosk, village.clerk)
    screen.close()
    runner.stop()
    provide(lent)


def until(screen: engine.Screen, words: str) -> None:
    """Wait for a text on the page that has ``words`` in it."""
    end = time.monotonic() + PATIENCE
    while True:
        screen.rest()
        texts = [text.text for text in walk.walk(screen.view).texts]
        if any(words in text for text in texts):
            return
        assert time.monotonic() < end, f"{words} is not among {texts}"


def test_a_table_from_a_stick_is_checked_published_and_printed(
    office: Office, usb: Path, tap: Tap, tmp_path: Path
) -> None:
    screen, kiosk = office.screen, office.kiosk
    screen.nav.open_tab("desk-publish")

    def press(start: str, then: str) -> None:
        screen.rest()
        names = [touchable.name for touchable in walk.walk(screen.view).touchables]
        name = next((one for one in names if one == start), None) or next(
            (one for one in names if one.startswith(start)), None
        )
        assert name is not None, f"{start} is not among {names}"
        tap(screen, name)
        until(screen, then)

    press("新的一件", "公开哪一类")
    press("集体财务", "公开哪一项")
    press("财务收支逐项逐笔明细", "是哪一期的")
    first = next(
        t.name for t in walk.walk(screen.view).touchables if t.name.startswith("20")
    )
    press(first, "要写清楚下面这些")
    press("开始写", "还有 1 处要改")
    press("放内容", "从 U 盘放表格")
    press("从 U 盘放表格", "账.xls")
    pulled = usb.rename(usb.with_name("GONE"))
    press("账.xls", "请看看U盘还在不在")
    pulled.rename(usb)
    press("账.xls", "读到 4 行")
    assert not any(ID_NUMBER in text.text for text in walk.walk(screen.view).texts)
    press("放进来", "写好了就送去核对")
    press("送去核对", "请监督委员看一遍")
    press("核对无误", "请李监督按密码")
    for digit in SUPERVISOR_PIN[:-1]:
        tap(screen, digit)
    press(SUPERVISOR_PIN[-1], "李监督核对过了")
    press("公开", "现在公开")
    press("公开", "已交给屏幕")
    assert published(kiosk) == []
    assert kiosk.once() == 0
    until(screen, "村民看得到")
    (shown,) = published(kiosk)
    board = kiosk.board()
    view = board.disclosure(shown)
    board.close()
    assert view is not None and view.table is not None
    assert view.table.rows[1] == ("7月3日", "2", "卖树", "1200.00", "", "2200.10", "")
    made = make_sheet(
        kiosk.home, "finance", tmp_path / "账.pdf", item=shown, paper="a4", clock=kiosk.clock
    )
    paper = flat(made.path.read_bytes())
    assert made.subjects == ((shown, 1),) and "卖树" in paper and "2,200.10" in paper
    press("锁定", "您想看什么？")
    screen.go("item", {"id": shown})
    until(screen, "卖树")
    assert not any(scan_text(text) for text in (paper, *_words(screen)))
    assert _holding(ID_NUMBER, kiosk.home.path, kiosk.drop) == []

    # A correction is begun and thrown away; then the whole is taken back, with a reason villagers read.
    title = view.head.title
    deskside.inside(screen, office.clerk)
    screen.nav.open_tab("desk-publish")
    screen.rest()
    press(title, "村民看得到")
    press("更正", "为什么更正")
    press("数目写错了", "写好了就送去核对")
    assert any("第 2 版" in words for words in _words(screen))
    press("下一页", "丢掉这份草稿")
    press("丢掉这份草稿", "就找不回来了")
    press("丢掉", "已公开 1 件")
    press(title, "村民看得到")
    press("撤回", "为什么撤回")
    press("放错了", "屏幕上只剩标题")
    press("撤回", "已经从屏幕上撤下")
    assert kiosk.once() == 0
    board = kiosk.board()
    (head,) = [one for one in board.publications() if one.id == shown]
    board.close()
    assert head.withdrawal is not None and head.withdrawal.reason == "放错了，撤回。"


def _words(screen: engine.Screen) -> list[str]:
    return [text.text for text in walk.walk(screen.view).texts]


def _holding(number: str, *folders: Path) -> list[Path]:
    """Files with the digits in them, as text of either width."""
    wanted = (number.encode(), number.encode("utf-16-le"))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 5
    return [path for path in files if any(w in path.read_bytes() for w in wanted)]


def published(kiosk: Kiosk) -> list[str]:
    return [key for key in kiosk.shown() if key.startswith("L-")]
