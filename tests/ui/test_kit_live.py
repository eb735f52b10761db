"""Something is applied while somebody reads: the page changes in place and never blanks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer

from kiosk.domain.clock import FixedClock
from kiosk.domain.glyphs import Coverage
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import engine
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services
from tests.ui import richboard, walk
from tests.ui.windows import BUILT, SIZES

B = richboard.B


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    made = B.make_home(tmp_path)
    lines = B.payouts(60)
    first = B.MadeBundle(1).add_payouts(B.payouts_item("b-1", lines), lines)
    B.apply(made, first)
    return made


@pytest.fixture
def screen(home: KioskHome) -> Iterator[engine.Screen]:
    engine.make_application()
    clock = FixedClock(datetime(2026, 6, 15, 4, 0, tzinfo=UTC))
    runner = Runner(lambda: BoardReader(home, clock))
    made = engine.Screen(Services(runner, clock, Coverage(()), BUILT), SIZES["portrait"], px_per_mm=4.03)
    made.view.show()
    assert made.settle()
    yield made
    runner.stop()
    made.close()


def _texts(screen: engine.Screen) -> list[str]:
    return [t.text for t in walk.walk(screen.view).texts]


def test_home_shows_a_new_publication_within_a_second(screen: engine.Screen, home: KioskHome) -> None:
    assert "村规民约" not in _texts(screen)
    B.apply(home, B.MadeBundle(2).add(B.disclosure_item(title="村规民约", published_on=date(2026, 6, 14))))
    deadline = QDeadlineTimer(1000)
    seen = False
    while not seen and not deadline.hasExpired():
        QCoreApplication.processEvents()
        texts = _texts(screen)
        assert "看公开" in texts, "the page was blank for a moment"
        seen = "村规民约" in texts
    assert seen


def test_a_list_keeps_its_page_and_shows_the_corrected_amount(
    screen: engine.Screen, home: KioskHome, tap: Callable[[engine.Screen, str], None]
) -> None:
    screen.go("payout-list", {"batch": "b-1"})
    tap(screen, "下一页")
    screen.rest()
    assert "2/" in "".join(_texts(screen))
    rows = [t.name for t in walk.walk(screen.view).touchables if "元" in t.name and not t.in_bar]
    assert rows
    lines = list(B.payouts(60))
    changed = next(i for i, p in enumerate(lines) if any(p.name in row for row in rows))
    lines[changed] = replace(lines[changed], cents=7654321, rate=None, qty=None, rate_unit="", qty_unit="")
    B.apply(home, B.MadeBundle(2).add_payouts(B.payouts_item("b-1", lines, version=2), lines))
    deadline = QDeadlineTimer(1500)
    while not any("76,543.21" in t for t in _texts(screen)):
        assert not deadline.hasExpired(), _texts(screen)
        QCoreApplication.processEvents()
        assert screen.nav.page == "payout-list"
    assert any(t.startswith("2/") for t in _texts(screen))
