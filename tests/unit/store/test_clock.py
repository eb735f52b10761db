"""A reader learns the desk's last time without touching the file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kiosk.store.clock import last_seen
from kiosk.store.desk import DeskStore
from tests.unit.store import builders as b


def test_the_latest_time_is_read_and_nothing_is_made(tmp_path: Path) -> None:
    home = b.make_home(tmp_path)
    assert last_seen(home) is None
    assert not home.desk_db.exists()
    desk = DeskStore(home, b.AT)
    assert last_seen(home) is None
    desk.see_clock(b.AT + timedelta(hours=2))
    desk.see_clock(b.AT)
    assert last_seen(home) == b.AT + timedelta(hours=2)
    desk.close()
