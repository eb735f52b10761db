"""A sheet's whole life by touch, with a real printing service: PIN, overdue, printed, up, down, kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest

from kiosk.domain.clock import FixedClock, shanghai_date
from kiosk.ledger.rows import Row
from kiosk.store.desk import DeskStore
from kiosk.ui import engine
from kiosk.ui.desk.session import KNOCKS
from kiosk.ui.desk.tools import DeskRoom
from kiosk.ui.services import Services, provide
from tests.print.service import PrintService, eventually
from tests.ui import deskside, richboard, walk
from tests.ui.windows import BUILT, NOW, SIZES, touch
from tests.unit.store import builders as b

pytestmark = pytest.mark.serial

MATTER = "债权债务"
AFTER = deskside.AFTER_RICH + 1
"""The county's next bundle."""


@pytest.fixture
def side(tmp_path: Path, service: PrintService, monkeypatch: pytest.MonkeyPatch) -> deskside.DeskSide:
    """A desk with its people; the kiosk prints on ``A3Test``."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    engine.make_application(["kiosk"])
    rich = b.make_home(tmp_path / "rich")
    richboard.fill(rich)
    clock = FixedClock(NOW)
    provide(Services(None, clock, build_date=BUILT))  # type: ignore[arg-type]
    made = deskside.make(rich, tmp_path)
    replace(made.home.load_config(), printer="A3Test").save(made.home.config_file)
    return made


@pytest.fixture
def screen(side: deskside.DeskSide) -> Iterator[engine.Screen]:
    services = deskside.services_of(side)
    window = engine.Screen(services, SIZES["portrait"], px_per_mm=4.03)
    told: list[str] = []
    window.engine.warnings.connect(lambda errors: told.extend(e.toString() for e in errors))
    window.view.show()
    window.settle()
    yield window
    window.close()
    services.runner.stop()
    provide(None)
    assert told == []


class Finger:
    """Touches what is called so; a second after the last time."""

    def __init__(self, screen: engine.Screen, monkeypatch: pytest.MonkeyPatch) -> None:
        self.screen = screen
        self._device = QTest.createTouchDevice()
        self._now = 2_000_000.0
        monkeypatch.setattr("kiosk.ui.touch.ticks", lambda: self._now)

    def on(self, *names: str) -> None:
        for name in names:
            self._touch(walk.find(walk.walk(self.screen.view), name).rect.center().toPoint())
            self.screen.rest()

    def knock(self) -> None:
        """Five presses on the village's name."""
        name = self.screen.unit.property("village_name")
        spot = next(t.rect.center().toPoint() for t in walk.walk(self.screen.view).texts if t.text == name)
        for _ in range(KNOCKS):
            self._touch(spot)
        self.screen.rest()

    def _touch(self, spot: object) -> None:
        self._now += 0.7
        touch(self.screen, self._device, spot)  # type: ignore[arg-type]

    def called(self, start: str) -> str:
        """The whole name of what can be touched and is called so at its beginning; empty if nothing is."""
        return next((name for name in self.names if name.startswith(start)), "")

    @property
    def names(self) -> list[str]:
        return [touchable.name for touchable in walk.walk(self.screen.view).touchables]

    @property
    def words(self) -> str:
        return "\n".join(text.text for text in walk.walk(self.screen.view).texts)

    def reads(self, words: str) -> bool:
        """Whether the page comes to say so."""

        def says() -> bool:
            QCoreApplication.processEvents()
            return words in self.words

        return eventually(says)

    def may(self, name: str) -> bool:
        """Whether it comes to be something that can be pressed."""

        def can() -> bool:
            QCoreApplication.processEvents()
            return walk.find(walk.walk(self.screen.view), name).enabled

        return eventually(can)


@pytest.fixture
def finger(screen: engine.Screen, monkeypatch: pytest.MonkeyPatch) -> Finger:
    return Finger(screen, monkeypatch)


def rows(side: deskside.DeskSide) -> tuple[Row, ...]:
    with DeskStore(side.home, side.clock.now()) as desk:
        tools = DeskRoom(side.home, side.clock).tools(desk, None)
        tools.publishing.close()
        return tools.working.rows


def test_from_the_pin_to_the_archive(finger: Finger, side: deskside.DeskSide, service: PrintService) -> None:
    screen = finger.screen

    finger.knock()
    finger.on(deskside.CLERK, *deskside.CLERK_PIN)
    assert screen.nav.page == "desk-today"
    finger.on("台账", "逾期")
    for _ in range(12):
        if not finger.called(MATTER):
            finger.on("下一页")
    finger.on(MATTER)
    assert screen.nav.page == "desk-row" and "逾期 56 天" in finger.words
    b.apply(
        side.home,
        b.MadeBundle(AFTER).add(
            b.disclosure_item(
                "cw-4", catalogue_ids=("GK-CW-04",), period="2026-Q1", title="第一季度债权债务",
                body="没有对外借款。", published_on=shanghai_date(NOW), publish_from=shanghai_date(NOW),
            )
        ),
    )  # fmt: skip
    assert finger.reads("要张贴")
    assert "晚了 56 天" in finger.words
    came_out = len(service.printer.printed())
    finger.on("打印")
    assert finger.reads("打印机空闲")
    assert finger.reads("第 1 张")
    assert not walk.find(walk.walk(screen.view), "贴好了").enabled
    finger.on("打印 ")
    assert finger.reads("打好了。"), finger.words
    assert len(service.printer.printed()) == came_out + 1
    assert finger.may("贴好了")
    finger.on("贴好了")
    assert "记下了，从今天起算挂满的日子。" in finger.words

    side.clock.advance(timedelta(days=15))
    finger.on("台账", "在架", MATTER)
    assert "剩 1 天" in finger.words and "7月1日" in finger.words
    finger.on("已撤下", "撤下了，记下")
    assert "贴错了地方" in finger.words, "a day too early: a reason is asked for"
    side.clock.advance(timedelta(days=1))
    finger.on("台账", "可以撤", MATTER, "已撤下", "撤下了，记下")
    assert "已撤" in finger.words and "6月15日至7月1日" in finger.words
    finger.on("台账", "可以撤")
    assert not finger.called(MATTER)
    finger.on("设置", "留存", "第一季度债权债务")
    assert "公示" in finger.words and "第 1 版" in finger.words
    finger.on("锁定")
    screen.go("item", {"catalogue": "GK-CW-04"})
    assert "公示已满，长期可看" in finger.words

    side.clock.advance(timedelta(days=200))
    (kept,) = [r for r in rows(side) if r.met is not None and r.met.id == "cw-4"]
    assert (kept.label, kept.state) == ("往年", "past")
    assert kept.evidence.taken_down_on == date(2026, 7, 1)
    assert kept.evidence.posted_on == date(2026, 6, 15)


def test_what_must_hang_is_printed_in_three_touches(finger: Finger, service: PrintService) -> None:
    """From 今日 of who is inside: 打印, the first thing that must hang, 打印 so many sheets."""
    finger.knock()
    finger.on(deskside.CLERK, *deskside.CLERK_PIN)
    came_out = len(service.printer.printed())
    finger.on("打印")
    assert finger.screen.nav.page == "desk-print"
    finger.on(next(name for name in finger.names if name.endswith("要张贴")))
    assert finger.reads("打印机空闲"), finger.words
    key = finger.called("打印 ")
    assert key.endswith(" 张"), key
    finger.on(key)
    assert finger.reads("打好了。"), finger.words
    assert len(service.printer.printed()) == came_out + 1
