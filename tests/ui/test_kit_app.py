"""The program as a process: it marks what it shows, ends on a signal, and says what it cannot do."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.errors import EnvironmentFault
from kiosk.store.home import KioskHome
from kiosk.ui.app import run
from tests.ui import richboard

B = richboard.B
SCREEN = (
    "import sys\n"
    "from pathlib import Path\n"
    "from kiosk.ui.app import run\n"
    "sys.exit(run(Path(sys.argv[1]), worker=False))\n"
)


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    made = B.make_home(tmp_path)
    lines = B.payouts(5)
    B.apply(made, B.MadeBundle(1).add_payouts(B.payouts_item("b-1", lines), lines))
    return made


def _shown(home: KioskHome) -> list[tuple[str, ...]]:
    if not home.desk_db.exists():
        return []
    try:
        with closing(sqlite3.connect(f"file:{home.desk_db}?mode=ro", uri=True)) as desk:
            return desk.execute("select * from shown").fetchall()
    except sqlite3.OperationalError:
        return []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_marks_what_it_shows_and_ends_on_a_signal(home: KioskHome, number: signal.Signals) -> None:
    screen = subprocess.Popen(
        [sys.executable, "-c", SCREEN, str(home.path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 30
        while not _shown(home):
            assert screen.poll() is None, screen.stderr and screen.stderr.read()
            assert time.monotonic() < deadline, "nothing was marked as shown"
        assert any("b-1" in row for row in _shown(home))
        screen.send_signal(number)
        _, said = screen.communicate(timeout=20)
    finally:
        screen.kill()
    assert screen.returncode == 0, said
    assert said == ""
    assert "WARNING" not in (home.logs / "screen.log").read_text(encoding="utf-8")


def test_an_unreadable_config_is_a_sentence(home: KioskHome) -> None:
    home.config_file.write_text("village = [", encoding="utf-8")
    with pytest.raises(EnvironmentFault, match=r"kiosk\.toml"):
        run(home)


def test_a_newer_database_is_a_sentence(home: KioskHome) -> None:
    with closing(sqlite3.connect(home.board_db)) as board:
        board.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('board', 'from_the_future', '2030-01-01')"
        )
        board.commit()
    with pytest.raises(EnvironmentFault, match="更新程序"):
        run(home)
