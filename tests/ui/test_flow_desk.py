"""A clerk's day by touch: a reason for what is late, a sheet put up and taken down, a storm of wrong PINs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.desk.access import Refused
from kiosk.domain.replies import ready_replies
from kiosk.store import questions
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.prints import PrintRegister
from kiosk.ui import engine
from kiosk.ui.desk.tools import DeskRoom
from kiosk.ui.services import Services, provide
from tests.ui import deskside, walk
from tests.ui.windows import SIZES

Tap = Callable[[engine.Screen, str], None]


@pytest.fixture
def own_side(rich_home: KioskHome, lent: Services, tmp_path: Path) -> Iterator[deskside.DeskSide]:
    """A desk of this test's own: its days go by."""
    before = provide(lent)
    yield deskside.make(rich_home, tmp_path)
    provide(before)


@pytest.fixture
def screen(own_side: deskside.DeskSide) -> Iterator[engine.Screen]:
    """Its window; QML may not complain while it is open."""
    services = deskside.services_of(own_side)
    window = engine.Screen(services, SIZES["portrait"], px_per_mm=4.03)
    told: list[str] = []
    window.engine.warnings.connect(lambda errors: told.extend(e.toString() for e in errors))
    window.view.show()
    yield window
    window.close()
    services.runner.stop()
    assert told == []


def _words(screen: engine.Screen) -> str:
    return "\n".join(t.text for t in walk.walk(screen.view).texts)


def _tap_through(screen: engine.Screen, tap: Tap, *names: str) -> None:
    for name in names:
        tap(screen, name)
        screen.rest()


def test_a_reason_is_written_and_the_villagers_read_it(
    screen: engine.Screen, own_side: deskside.DeskSide, tap: Tap
) -> None:
    deskside.inside(screen, own_side.clerk)
    assert screen.nav.page == "desk-today"
    _tap_through(screen, tap, "写原因")
    assert screen.nav.page == "desk-row"
    item = str(screen.nav.params["item"])
    _tap_through(screen, tap, "等会计报表", "7天后", "存下来")
    assert "记下了：等会计报表，最晚 6月22日补上。" in _words(screen)
    _tap_through(screen, tap, "锁定")
    assert screen.nav.page == "home"
    screen.go("item", {"catalogue": item})
    assert "6月22日" in _words(screen)
    assert "等会计报表" in _words(screen)


def test_a_sheet_is_put_up_hangs_its_time_and_comes_down(
    screen: engine.Screen, own_side: deskside.DeskSide, tap: Tap
) -> None:
    head = [h for h in BoardReader(own_side.home, own_side.clock).publications() if h.type == "payouts"][2]
    row: dict[str, object] = {"item": head.catalogue_ids[0], "type": "payouts", "id": head.id}
    deskside.inside(screen, own_side.clerk)
    screen.go("desk-row", row)
    _tap_through(screen, tap, "已张贴", "贴好了，记下")
    assert "记下了：6月15日张贴。10分钟内可以取消。" in _words(screen)
    assert "剩 16 天" in _words(screen)
    own_side.clock.advance(timedelta(days=10))
    screen.go("desk-row", row)
    assert "剩 6 天" in _words(screen)
    _tap_through(screen, tap, "已撤下", "撤下了，记下")
    assert "贴错了地方" in _words(screen), "six days too early: a reason is asked for"
    assert _up(own_side, head.id)
    own_side.clock.advance(timedelta(days=6))
    screen.go("desk-row", row)
    assert "可以撤" in _words(screen)
    _tap_through(screen, tap, "已撤下", "撤下了，记下")
    assert not _up(own_side, head.id)
    screen.go("desk-ledger", {"filter": "free"})
    assert "可以撤 1\n" in _words(screen), "the one that hung from the beginning"


def _up(side: deskside.DeskSide, publication: str) -> bool:
    """Whether a sheet of it hangs, as the register says."""
    with DeskStore(side.home, side.clock.now()) as desk:
        hanging = PrintRegister(desk).postings(only_up=True)
    return any(name == publication for p in hanging for name, _ in p.sheet.subjects)


def test_a_storm_of_wrong_pins_makes_a_pause_that_outlives_a_restart(
    screen: engine.Screen, own_side: deskside.DeskSide, tap: Tap
) -> None:
    screen.go("desk-door")
    _tap_through(screen, tap, deskside.CLERK)
    for _ in range(5):
        _tap_through(screen, tap, *"135790")
    assert "错得太多，请过 1 分钟再试。" in _words(screen)
    _tap_through(screen, tap, *deskside.CLERK_PIN)
    assert not screen.desk.inside
    with DeskStore(own_side.home, own_side.clock.now()) as anew:
        tools = DeskRoom(own_side.home, own_side.clock).tools(anew, None)
        tools.publishing.close()
        found = tools.access.enter(own_side.clerk.id, deskside.CLERK_PIN, own_side.clock.now())
    assert isinstance(found, Refused) and found.wait is not None
    own_side.clock.advance(timedelta(minutes=1, seconds=1))
    _tap_through(screen, tap, *deskside.CLERK_PIN)
    assert screen.desk.inside


def test_a_question_is_answered_at_the_desk_and_found_by_its_number(
    screen: engine.Screen, own_side: deskside.DeskSide, tap: Tap
) -> None:
    with DeskStore(own_side.home, own_side.clock.now()) as desk, desk.reading() as connection:
        asked = next(q for q in questions.all_asked(connection) if q.sentence == "not_received")
    deskside.inside(screen, own_side.clerk)
    _tap_through(screen, tap, "提问", "钱没收到", "收下办理")
    assert "记下了，正在办。" in _words(screen) and asked.number not in _words(screen)
    _tap_through(screen, tap, "我来答复")
    said = ready_replies("error")[0].text
    _tap_through(screen, tap, said, "下一步", "大家都能看")
    assert "答复好了。村民凭编号来查就能看到" in _words(screen)
    _tap_through(screen, tap, "锁定", "提意见", "查回复", *asked.number, "查一查")
    assert said in _words(screen)
    _tap_through(screen, tap, "满意")
    deskside.inside(screen, own_side.clerk)
    screen.go("desk-question", {"id": asked.question_id})
    assert "他满意吗" in _words(screen) and "\n满意" in _words(screen)
