"""What is written down by itself: first showings, the time, the daily copy, also with a wrong clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.ui.deskkeeper import DeskKeeper
from tests.ui.windows import NOW
from tests.unit.store import builders as b
from tests.unit.ui.desking import Side, later, side

__all__ = ["side"]

WRONG = {
    "1970": datetime(1970, 1, 1, 4, tzinfo=UTC),
    "2015": datetime(2015, 1, 1, 4, tzinfo=UTC),
    "two years ahead": NOW + timedelta(days=730),
    "back by a day": NOW - timedelta(days=1),
}


@pytest.fixture
def keeper(side: Side) -> DeskKeeper:
    """On a board with one text."""
    side.kiosk.seq += 1
    b.apply(side.kiosk.home, b.MadeBundle(side.kiosk.seq).add(b.disclosure_item()), at=side.kiosk.now)
    return DeskKeeper(side.runner, side.kiosk.clock)  # type: ignore[arg-type]


def first_shown(side: Side) -> datetime | None:
    board = BoardReader(side.kiosk.home, side.kiosk.clock)
    (head,) = board.publications()
    board.close()
    return head.first_shown


def copies(side: Side) -> list[str]:
    return sorted(path.name for path in side.kiosk.home.copies.iterdir())


def test_a_good_clock_is_noted_and_one_copy_a_day_made(side: Side, keeper: DeskKeeper) -> None:
    keeper.keep()
    assert first_shown(side) == NOW and side.kiosk.desk.last_seen() == NOW
    later(side, hours=30)
    keeper.keep()
    assert first_shown(side) == NOW and side.kiosk.desk.last_seen() == NOW + timedelta(hours=30)
    assert copies(side) == ["desk-2026-06-15.db", "desk-2026-06-16.db"]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_clock_leaves_no_trace_and_is_believed_again_when_it_is_right(
    side: Side, keeper: DeskKeeper, name: str
) -> None:
    clock: Any = side.kiosk.clock
    if name == "back by a day":
        side.kiosk.desk.see_clock(NOW)
    clock.at = WRONG[name]
    assert not side.tools.facts.trusted
    keeper.keep()
    assert first_shown(side) is None, "no hold may be counted from a day that is wrong"
    # The copies go on, under a day that can be, and are renewed by the hours that went by.
    (copy,) = copies(side)
    assert copy.startswith("desk-2026-") and copy <= "desk-2026-06-15.db"
    side.kiosk.desk.set_setting("word", "later")
    keeper.keep()
    clock.ticks += 25 * 3600
    keeper.keep()
    assert copies(side) == [copy]
    (side.kiosk.home.desk_db).unlink()
    for suffix in ("-wal", "-shm"):
        side.kiosk.home.desk_db.with_name("desk.db" + suffix).unlink(missing_ok=True)
    (side.kiosk.home.copies / copy).rename(side.kiosk.home.desk_db)
    side.kiosk.desk = DeskStore(side.kiosk.home, NOW)
    assert side.kiosk.desk.setting("word") == "later"
    clock.at = NOW + timedelta(hours=1)
    assert side.tools.facts.trusted
    keeper.keep()
    assert first_shown(side) == NOW + timedelta(hours=1)


def test_the_newest_copy_counts_whatever_day_a_wrong_clock_gave_it(side: Side) -> None:
    desk, home = side.kiosk.desk, side.kiosk.home
    days = ((2026, 6, 13), (2028, 6, 14), (2026, 6, 14), (1970, 1, 1))
    for number, (year, month, day) in enumerate(days):
        desk.set_setting("n", str(number))
        desk.copy(datetime(year, month, day, tzinfo=UTC).date())
    desk.close()
    home.desk_db.write_bytes(b"\xff" * 8192)
    for suffix in ("-wal", "-shm"):
        home.desk_db.with_name("desk.db" + suffix).unlink(missing_ok=True)
    side.kiosk.desk = DeskStore(home, NOW)
    assert side.kiosk.desk.setting("n") == "3"
