"""今日: what came from the county on its last day, the printer and the backup."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kiosk.domain.clock import shanghai_date
from kiosk.store.people import Person
from kiosk.store.views import BundleLog
from kiosk.store.write import BoardWriter
from kiosk.ui.desk import printwork
from kiosk.ui.desk.printwork import PrinterNow
from kiosk.ui.desk.today import DeskTodayVM
from tests.unit.ui.desking import Side, later, opened, side

__all__ = ["side"]


@pytest.fixture
def clerk(side: Side) -> Person:
    return side.let_in(side.kiosk.clerk())


def tell(side: Side, *entries: tuple[str, int, str], hours: float = 0) -> None:
    """The worker's word about bundles: (name or '', seq, state)."""
    config = side.tools.config
    writer = BoardWriter(side.kiosk.home.board_db, config.village)
    for bundle, seq, state in entries:
        at = side.kiosk.clock.now() + timedelta(hours=hours)
        writer.record(BundleLog(bundle or f"{config.village_code}-{seq:06d}", seq, state, "", "", at))
    writer.close()


def test_all_bundles_of_the_last_day_are_counted_once_and_the_villages_own_are_not(
    side: Side, clerk: Person
) -> None:
    later(side, days=1)
    tell(side, *(("", seq, "applied") for seq in range(20, 29)))
    tell(side, ("", 30, "held"), ("", 31, "held"), ("", 31, "refused"))
    tell(side, (f"{side.tools.config.village_code}-KA7-000001", 1, "applied"))
    today: Any = opened(DeskTodayVM())  # type: ignore[operator]
    assert today.view["arrived"] == "今天县里发来 11 份"
    assert today.view["arrivedNote"] == "放上去 9 份，1 份没放上去，1 份在等"
    assert today.view["arrivedBad"] == "1 份没放上去"
    later(side, days=2)
    today.reload()
    assert today.view["arrived"].endswith("县里发来 11 份") and "今天" not in today.view["arrived"]
    today.stop()


def test_the_backup_is_told_by_its_day_and_alarms_when_it_stopped(side: Side, clerk: Person) -> None:
    today: Any = opened(DeskTodayVM())  # type: ignore[operator]

    def backup() -> tuple[str, str, bool]:
        check = today.view["checks"][1]
        return check["title"], check["note"], check["bad"]

    assert backup() == ("还没有备份", "开着一小时后会有", False)
    side.kiosk.desk.copy(shanghai_date(side.kiosk.clock.now()))
    today.reload()
    assert backup() == ("备份好了", "今天存的", False)
    later(side, days=1)
    today.reload()
    assert backup() == ("备份好了", "昨天存的", False)
    later(side, days=2)
    today.reload()
    title, note, bad = backup()
    assert (title, bad) == ("备份停了", True) and note.endswith("日存的")
    today.stop()


def test_the_printer_is_looked_at_away_from_the_glass(
    side: Side, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [PrinterNow("文书室", "打印机空闲", "A3 纸放好了", True)]
    monkeypatch.setattr(printwork, "look_at_printer", lambda _wanted, _paper: found[-1])
    side.runner.holding = True
    today: Any = opened(DeskTodayVM())  # type: ignore[operator]
    assert today.view["checks"][0]["note"] == "正在看…"
    side.runner.held.pop()()
    printer = today.view["checks"][0]
    assert (printer["title"], printer["note"], printer["bad"]) == ("打印机空闲", "A3 纸放好了", False)
    found.append(PrinterNow("", "没有打印机可用", "很长的一句话。", False))
    today.stop()
    today.start({})
    side.runner.held.pop()()
    printer = today.view["checks"][0]
    assert (printer["title"], printer["note"], printer["bad"]) == ("没有打印机可用", "按这里，看怎么办", True)
    assert printer["page"] == "desk-printers"
    today.stop()
