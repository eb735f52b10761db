"""desk.db breaks while the screen runs: the copy takes its place at once, and it is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject

from kiosk.domain.clock import shanghai_date
from kiosk.domain.errors import EnvironmentFault
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.ui import engine
from kiosk.ui.desk.health import restored_sentence
from kiosk.ui.desk.tools import DeskRoom
from kiosk.ui.runner import Runner
from tests.unit.desk.making import DeskKiosk, make_desk
from tests.unit.store import builders as b
from tests.unit.ui.desking import FixedClock


class Page(QObject):
    """Waits for what comes of a change."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.runner = runner
        self.came: list[Any] = []

    def take(self, result: object) -> None:
        self.came.append(result)

    def fail(self, error: BaseException) -> None:
        self.came.append(error)

    def do(self, work: Any) -> Any:
        self.runner.change(work, self.take, self.fail)
        deadline = QDeadlineTimer(10_000)
        while not self.came:
            assert not deadline.hasExpired()
            QCoreApplication.processEvents()
        return self.came.pop()


@pytest.fixture
def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeskKiosk:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    engine.make_application(["kiosk"])
    made = make_desk(tmp_path, FixedClock(b.AT))
    made.clerk()
    made.desk.set_setting("word", "kept")
    made.desk.copy(shanghai_date(made.now))
    made.desk.close()
    return made


@pytest.fixture
def page(kiosk: DeskKiosk) -> Iterator[Page]:
    runner = Runner(
        lambda: BoardReader(kiosk.home, kiosk.clock), lambda: DeskStore(kiosk.home, kiosk.now)
    )
    yield Page(runner)
    runner.stop()


def break_it(desk: DeskStore) -> str:
    """All pages but the first are lost, as when a disk dies; nothing of them is remembered."""
    desk.connection.execute("pragma wal_checkpoint(truncate)")
    with desk.path.open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    desk.connection.execute("pragma shrink_memory")
    return "broken"


def test_the_copy_takes_its_place_while_the_screen_runs(kiosk: DeskKiosk, page: Page) -> None:
    room = DeskRoom(kiosk.home, kiosk.clock)
    assert [p.name for p in page.do(lambda desk: room.tools(desk, None).access.people())] == ["王测试"]
    page.do(lambda desk: desk.set_setting("word", "lost"))
    assert page.do(break_it) == "broken"
    told = page.do(lambda desk: desk.set_setting("word", "never"))
    assert isinstance(told, EnvironmentFault) and told.code == "desk_restored"
    assert told.message == "记事的文件坏了，刚换成备份。这一步没有记下，请再做一次。"
    assert page.do(lambda desk: desk.setting("word")) == "kept"
    tools_again = page.do(lambda desk: room.tools(desk, None).publishing.listed())
    assert tools_again == ()
    sentence = page.do(lambda desk: restored_sentence(room.tools(desk, None)))
    assert "6月15日的备份" in sentence
    assert len(list(kiosk.home.quarantine.glob("desk-*.db"))) == 1
