"""Damage, a full disk, a killed writer, an exchanged file: nothing is mixed, nothing is guessed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import EnvironmentFault
from kiosk.store.aside import put_in_place, set_aside
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.write import BoardWriter, check_board
from tests.unit.store import builders as b

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    return b.make_home(tmp_path)


@pytest.fixture
def filled(home: KioskHome) -> KioskHome:
    b.fill_board(home, households=300, years=(2025, 2026))
    fold_log(home.board_db)
    return home


def fold_log(path: Path) -> None:
    """Bring everything from the -wal into the main file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")


def pages(path: Path) -> Iterator[int]:
    yield from range(4096, path.stat().st_size, 4096)


def test_every_overwritten_page_in_use_is_noticed(filled: KioskHome) -> None:
    path = filled.board_db
    assert check_board(path).ok
    original = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        (free,) = connection.execute("pragma freelist_count").fetchone()
    unnoticed = 0
    for offset in [0, *pages(path)]:
        path.write_bytes(original[:offset] + b"\xa5" * 4096 + original[offset + 4096 :])
        unnoticed += check_board(path).ok
    assert unnoticed <= free
    path.write_bytes(original)
    assert check_board(path).ok


def test_a_changed_amount_is_noticed_by_the_totals(filled: KioskHome) -> None:
    with closing(sqlite3.connect(filled.board_db)) as connection:
        connection.execute("update payouts set cents = cents + 1 where item = 1 and row = 7")
        connection.commit()
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    found = check_board(filled.board_db)
    assert found.problems == ("control totals: 地力-2025-1 version 1",)


@pytest.mark.parametrize("content", [b"not a database" * 500, b"\xff" * 8192])
def test_opening_a_ruined_board_says_what_to_do(filled: KioskHome, clock: FixedClock, content: bytes) -> None:
    filled.board_db.write_bytes(content)
    for opening in (
        lambda: BoardWriter(filled.board_db, b.VILLAGE),
        lambda: BoardReader(filled, clock).publications(),
    ):
        with pytest.raises(EnvironmentFault) as caught:
            opening()
        assert (caught.value.code, caught.value.exit_code) == ("damaged", 3)
        assert "kiosk rebuild" in caught.value.message
    assert not check_board(filled.board_db).ok
    assert filled.board_db.read_bytes() == content


def test_a_board_set_aside_goes_with_its_log(filled: KioskHome, clock: FixedClock) -> None:
    board = BoardReader(filled, clock)
    shown = board.publications()
    kept = set_aside(filled, filled.board_db, b.AT)
    assert kept.name == "board-20260615-120000.db" and kept.parent == filled.quarantine
    assert [p.name for p in filled.path.glob("board.db*")] == []
    assert board.publications() == shown  # the open one goes on serving: no blank page
    assert BoardReader(filled, clock).publications() == ()
    b.fill_board(filled, households=2, years=(2026,))
    assert len(board.publications()) == 5
    assert set_aside(filled, filled.board_db, b.AT).name == "board-20260615-120000-2.db"


def test_readers_follow_an_exchanged_board(filled: KioskHome, clock: FixedClock) -> None:
    board = BoardReader(filled, clock)
    assert len(board.publications()) == 8
    version = board.data_version()
    fresh = KioskHome(filled.path / "fresh")
    fresh.make_folders()
    filled.load_config().save(fresh.config_file)
    b.apply(fresh, b.MadeBundle(1).add(b.disclosure_item("only")))
    building = filled.path / "board.new"
    fresh.board_db.replace(building)
    old = put_in_place(filled, building, filled.board_db, b.AT)
    assert old is not None and check_board(old).ok
    assert [p.id for p in board.publications()] == ["only"]
    assert board.data_version() != version
    # What the old connection left behind does not reach the new file.
    board.close()
    b.apply(filled, b.MadeBundle(2).add(b.disclosure_item("next")))
    assert check_board(filled.board_db).ok
    assert {p.id for p in BoardReader(filled, clock).publications()} == {"only", "next"}


def test_an_open_file_is_not_put_in_place(filled: KioskHome) -> None:
    building = filled.path / "board.new"
    with BoardWriter(building, b.VILLAGE), pytest.raises(ValueError, match="still open"):
        put_in_place(filled, building, filled.board_db, b.AT)
    assert check_board(filled.board_db).ok


def run(code: str, home: KioskHome) -> subprocess.Popen[str]:
    script = "from tests.unit.store import builders as b\nfrom pathlib import Path\n" + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", script, str(home.path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_the_screen_reads_while_the_worker_writes(home: KioskHome, clock: FixedClock) -> None:
    """Another process applies corrections; every read here sees one version whole."""
    code = """
    import dataclasses, sys
    from kiosk.store.home import KioskHome
    home = KioskHome(Path(sys.argv[1]))
    for version in range(1, 9):
        rows = [dataclasses.replace(p, cents=version) for p in b.payouts(200)]
        b.apply(home, b.MadeBundle(version).add_payouts(b.payouts_item("a", rows, version=version), rows))
    """
    board = BoardReader(home, clock)
    versions = {0: board.data_version()}
    seen: set[int] = set()
    with run(code, home) as process:
        while process.poll() is None:
            cents = {row.payout.cents for row in board.payouts("a")}
            batch = board.batch("a")
            assert len(cents) <= 1
            if batch is not None:
                assert batch.cents == 200 * batch.head.version
                versions[batch.head.version] = board.data_version()
            seen |= cents
    assert process.returncode == 0
    assert {row.payout.cents for row in board.payouts("a")} == {8}
    assert versions[0] == 0 and len(set(versions.values())) > 1 and seen


@pytest.mark.parametrize("at_row", [0, 1, 150, 299])
def test_a_killed_writer_leaves_the_old_version(filled: KioskHome, clock: FixedClock, at_row: int) -> None:
    code = f"""
    import dataclasses, os, signal, sys
    from kiosk.domain.payout import PayoutColumns
    from kiosk.store.home import KioskHome
    from kiosk.store.write import BoardWriter
    home = KioskHome(Path(sys.argv[1]))
    rows = b.payouts(300, rate="1")
    cells = PayoutColumns.of(rows).cells
    class Dying(list):
        def __iter__(self):  # the cells of a column that is only written
            for n, cell in enumerate(self[:]):
                if n == {at_row}:
                    os.kill(os.getpid(), signal.SIGKILL)
                yield cell
    dying = lambda item: PayoutColumns({{**cells, "paid_how": Dying(cells["paid_how"])}})
    made = b.MadeBundle(2).add_payouts(b.payouts_item("地力-2026-1", rows, version=2), rows)
    content = dataclasses.replace(made.content(home), payouts=dying)
    BoardWriter(home.board_db, b.VILLAGE).apply(content, at=b.AT, programmes={{}}, family_view=False)
    """
    board = BoardReader(filled, clock)
    before = (board.publications(), board.payouts("地力-2026-1"), board.surnames())
    with run(code, filled) as process:
        pass
    assert process.returncode == -signal.SIGKILL
    assert (board.publications(), board.payouts("地力-2026-1"), board.surnames()) == before
    with BoardWriter(filled.board_db, b.VILLAGE) as writer:
        assert writer.check().ok
        mark = writer.last_applied()
        assert mark is not None and mark.seq == 1
    rows = b.payouts(300, rate="1")
    b.apply(filled, b.MadeBundle(2).add_payouts(b.payouts_item("地力-2026-1", rows, version=2), rows))
    batch = board.batch("地力-2026-1")
    assert batch is not None and batch.head.version == 2 and len(board.changes("地力-2026-1")) == 300


def test_a_full_disk_says_so_and_keeps_the_old(filled: KioskHome, clock: FixedClock) -> None:
    """A limit on file size stands in for the full disk: SQLite meets a failing write either way."""
    code = """
    import resource, signal, sys
    from kiosk.domain.errors import EnvironmentFault
    from kiosk.store.home import KioskHome
    home = KioskHome(Path(sys.argv[1]))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    rows = b.payouts(20_000)
    try:
        b.apply(home, b.MadeBundle(2).add_payouts(b.payouts_item("much", rows), rows))
    except EnvironmentFault as fault:
        print(fault.code, fault.exit_code, fault.message)
    """
    board = BoardReader(filled, clock)
    before = board.publications()
    with run(code, filled) as process:
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said.startswith(("disk_full 3", "disk_error 3")) and "board.db" in said
    assert board.publications() == before
    assert check_board(filled.board_db).ok


def test_a_board_that_may_not_be_written(clock: FixedClock) -> None:
    """The writer runs as another user when this one is root, who may write anywhere."""
    code = """
    import os, sys
    from kiosk.domain.errors import EnvironmentFault
    from kiosk.store.home import KioskHome
    home = KioskHome(Path(sys.argv[1]))
    made = b.MadeBundle(2).add(b.disclosure_item("x"))
    if os.geteuid() == 0:
        os.setuid(65534)
    try:
        b.apply(home, made)
    except EnvironmentFault as fault:
        print(fault.code, fault.exit_code, fault.message)
    """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = b.make_home(Path(folder))
        b.apply(home, b.MadeBundle(1).add(b.disclosure_item("shown")))
        fold_log(home.board_db)
        home.board_db.chmod(0o444)
        with run(code, home) as process:
            said, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert said.startswith(("read_only 3", "cannot_open 3")) and "board.db" in said
        assert [p.id for p in BoardReader(home, clock).publications()] == ["shown"]


def test_a_second_writer_waits_and_then_says_so(filled: KioskHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.store.connect.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(filled.board_db, isolation_level=None)) as other:
        other.execute("begin immediate")
        with BoardWriter(filled.board_db, b.VILLAGE) as writer:
            with pytest.raises(EnvironmentFault) as caught:
                made = b.MadeBundle(2).add(b.disclosure_item("x"))
                writer.apply(made.content(filled), at=b.AT, programmes={}, family_view=False)
            assert caught.value.code == "busy"
            other.execute("rollback")
            writer.apply(made.content(filled), at=b.AT, programmes={}, family_view=False)


def test_each_thread_has_its_own_view(filled: KioskHome, clock: FixedClock) -> None:
    board = BoardReader(filled, clock)
    results: list[int] = []
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(20):
                results.append(sum(r.payout.cents for r in board.payouts("地力-2026-1")))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    b.apply(filled, b.MadeBundle(2).add(b.disclosure_item("x")), at=b.AT + timedelta(hours=1))
    for thread in threads:
        thread.join(timeout=30)
    assert failures == [] and len(results) == 80 and len(set(results)) == 1
