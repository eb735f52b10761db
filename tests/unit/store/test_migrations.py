"""Upgrading an older database; refusing a newer one without touching it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import EnvironmentFault
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.migrations import BOARD
from kiosk.store.write import BoardWriter
from tests.unit.store import builders as b


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    return b.make_home(tmp_path)


def make_older(home: KioskHome) -> None:
    """A full board as the program wrote it before it had the finder."""
    b.fill_board(home, households=8, years=(2026,))
    with (
        closing(sqlite3.connect(home.board_db)) as full,
        closing(sqlite3.connect(home.path / "old.db")) as old,
    ):
        BOARD.migrations().apply(Database(old), stop_before="name_index")
        tables = [
            name
            for (name,) in old.execute(
                "select name from sqlite_master where type = 'table' and name not like '\\_%' escape '\\'"
                " and name not like 'sqlite%'"
            )
        ]
        for table in tables:
            rows = full.execute(f"select * from {table}").fetchall()
            if rows:
                old.executemany(f"insert into {table} values ({', '.join('?' * len(rows[0]))})", rows)
        old.execute("pragma journal_mode = wal")
        old.commit()
    for suffix in ("", "-wal", "-shm"):
        home.board_db.with_name(home.board_db.name + suffix).unlink(missing_ok=True)
    (home.path / "old.db").replace(home.board_db)


def test_an_older_board_is_brought_up_to_date(home: KioskHome, clock: FixedClock) -> None:
    make_older(home)
    board = BoardReader(home, clock)
    assert board.publications() == ()  # until its writer has upgraded it, a reader sees no board
    with BoardWriter(home.board_db, b.VILLAGE) as writer:
        mark = writer.last_applied()
        assert mark is not None and mark.seq == 1 and writer.check().ok
    assert len(board.publications()) == 5
    assert len(board.find_names()) == 8
    assert board.payouts("地力-2026-1")[0].payout == b.payouts(8)[0]


def open_board(home: KioskHome) -> object:
    return BoardWriter(home.board_db, b.VILLAGE)


def open_desk(home: KioskHome) -> object:
    return DeskStore(home, b.AT)


def read_board(home: KioskHome) -> object:
    return BoardReader(home, FixedClock(b.AT)).publications()


@pytest.mark.parametrize(
    ("file", "steps", "opening"),
    [
        ("board.db", "board", open_board),
        ("board.db", "board", read_board),
        ("desk.db", "desk", open_desk),
    ],
)
def test_a_newer_database_is_left_alone(
    home: KioskHome, file: str, steps: str, opening: Callable[[KioskHome], object]
) -> None:
    b.fill_board(home, households=3, years=(2026,))
    with DeskStore(home, b.AT) as desk:
        desk.set_setting("a", "b")
    path = home.path / file
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values (?, 'of_2031', '')",
            (steps,),
        )
        connection.commit()
        connection.execute("pragma wal_checkpoint(truncate)")
    before = hashlib.sha256(path.read_bytes()).digest()
    with pytest.raises(EnvironmentFault) as caught:
        opening(home)
    assert (caught.value.code, caught.value.exit_code) == ("database_newer", 3)
    assert f"程序比 {file} 旧" in caught.value.message and "请更新程序" in caught.value.message
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert list(home.quarantine.iterdir()) == []


def test_a_step_that_fails_leaves_the_old_schema(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as connection:
        connection.execute("create table names (in_the_way)")
        with pytest.raises(sqlite3.OperationalError):
            BOARD.migrations().apply(Database(connection))
        done = [step.name for step in BOARD.migrations().applied(Database(connection))]
        assert done == ["publications"]
        connection.execute("drop table names")
        BOARD.migrations().apply(Database(connection))
        done = [step.name for step in BOARD.migrations().applied(Database(connection))]
        assert done[:2] == ["publications", "name_index"]
        assert BOARD.done(connection) == set(done) == BOARD.names
