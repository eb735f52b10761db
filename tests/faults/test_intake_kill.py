"""kill -9 of the worker at every step: afterwards the old or the new version is complete, never a mixture."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.payout import Totals
from kiosk.intake.status import read_worker_status
from kiosk.intake.worker import main
from tests.unit.bundle.making import KEY, batch, disclosure, draft, payouts
from tests.unit.intake.making import Kiosk, after, bundles, make_kiosk

ROOT = Path(__file__).resolve().parents[2]

# A worker that kills itself with SIGKILL at the n-th step it makes durable.
DYING = """
import os, signal, sys
from pathlib import Path
from kiosk.intake.worker import main
from kiosk.store.home import KioskHome

left = int(sys.argv[2])

def step(name):
    global left
    left -= 1
    if left == 0:
        print(name, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

sys.exit(main(KioskHome(Path(sys.argv[1])), once=True, step=step))
"""
STEPS = ["staging_made", "files_copied", "staged", "archived", "applied", "receipt_written", "remembered"]


def run_dying(kiosk: Kiosk, at_step: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DYING, str(kiosk.home.path), str(at_step)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def whole_version(kiosk: Kiosk) -> int:
    """Version of the batch on the board, after making sure that all of it is that version."""
    with closing(kiosk.board()) as board:
        view = board.batch("B-1")
        assert view is not None
        rows = board.payouts("B-1")
        assert Totals.of(r.payout for r in rows) == Totals(view.rows, view.cents)
        version = view.head.version
        assert (view.rows, view.cents) == {1: (3, 3 * 58240), 2: (2, 2 * 58000)}[version]
        shown = {p.id: p.version for p in board.publications()}
        assert shown == ({"B-1": 1, "D-1": 1} if version == 1 else {"B-1": 2, "D-1": 1, "D-2": 1})
        assert board.freshness().last_seq == version
    return version


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    """Version 1 is on the board, bundle 2 with a correction waits in the drop folder."""
    made = make_kiosk(tmp_path)
    (one,) = bundles(made, 1)
    made.push(one)
    assert made.once() == 0
    d = after(one)
    d.add_payouts(batch("B-1", version=2, replaces=1, reason="重新量过"), payouts(2, cents=58000))
    d.add_disclosure(disclosure("D-2"))
    made.push(d.write(made.county, KEY))
    return made


@pytest.mark.parametrize("at_step", range(1, len(STEPS) + 1), ids=STEPS)
@pytest.mark.parametrize("source_stays", [True, False], ids=["", "source-gone"])
def test_killed_at(kiosk: Kiosk, at_step: int, source_stays: bool) -> None:
    died = run_dying(kiosk, at_step)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert died.stdout.strip() == STEPS[at_step - 1]
    is_new = STEPS[at_step - 1] in ("applied", "receipt_written", "remembered")
    assert whole_version(kiosk) == (2 if is_new else 1)
    if not source_stays:
        (kiosk.drop_in / "360123102216-000002").rename(kiosk.county / "taken-away")
    assert kiosk.once() == 0
    archived = STEPS[at_step - 1] == "archived" or is_new
    assert whole_version(kiosk) == (2 if source_stays or archived else 1)
    assert [p.name for p in kiosk.home.archive.iterdir() if p.name.startswith(".")] == []
    told = [r["state"] for r in kiosk.receipts() if r["seq"] == 2]
    assert told == (["applied"] if source_stays or archived else [])
    assert kiosk.once() == 0
    assert len([r for r in kiosk.receipts() if r["seq"] == 2]) == len(told)


def test_killed_at_any_moment(kiosk: Kiosk) -> None:
    """Not only between steps: killed ever later after it begins its work, until one run gets through."""
    killed = 0
    for delay in (int(3 * 1.3**n) - 3 for n in range(40)):  # 0, 0, 2, 3, 5 … milliseconds
        process = subprocess.Popen(
            [sys.executable, "-c", DYING.replace("left = int", "print('go', flush=True)\nleft = int"),
             str(kiosk.home.path), "0"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with process:
            assert process.stdout is not None and process.stdout.readline() == b"go\n"
            try:
                if process.wait(timeout=delay / 1000) == 0:
                    break
            except subprocess.TimeoutExpired:
                process.kill()
                killed += 1
        whole_version(kiosk)
    assert killed >= 3
    assert kiosk.once() == 0
    assert whole_version(kiosk) == 2
    assert [r["state"] for r in kiosk.receipts() if r["seq"] == 2] == ["applied"]


def start(kiosk: Kiosk, *, events: bool = True, pace: str = "") -> subprocess.Popen[bytes]:
    code = (
        "import sys; from pathlib import Path; from kiosk.intake.worker import Pace, main;"
        "from kiosk.store.home import KioskHome;"
        f"sys.exit(main(KioskHome(Path(sys.argv[1])), events={events}, pace=Pace({pace})))"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(kiosk.home.path)], cwd=ROOT)


def kiosk_hash(kiosk: Kiosk, seq: int) -> str:
    with closing(sqlite3.connect(f"file:{kiosk.home.board_db}?mode=ro", uri=True)) as db:
        (sha,) = db.execute("select manifest_sha256 from bundles where seq = ?", (seq,)).fetchone()
    return sha


def wait_for(what: str, check: object, seconds: float = 15.0) -> None:
    assert callable(check)
    until = time.monotonic() + seconds
    pause = threading.Event()
    while time.monotonic() < until:
        if check():
            return
        pause.wait(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


def test_a_running_worker_takes_in_on_a_hint_and_ends_on_sigterm(kiosk: Kiosk) -> None:
    worker = start(kiosk, pace="scan=3600")  # the regular look is an hour away: only a hint can help
    try:
        wait_for("bundle 2 of the start", lambda: kiosk.last_seq() == 2)
        # Only one at a time.
        with pytest.raises(EnvironmentFault) as second:
            main(kiosk.home, once=True)
        assert second.value.code == "worker_running"
        wait_for("the watch", lambda: (s := read_worker_status(kiosk.home)) is not None and s.events)
        d = draft(3, kiosk_hash(kiosk, 2))
        d.add_disclosure(disclosure("D-3"))
        kiosk.push(d.write(kiosk.county, KEY))
        wait_for("bundle 3 on a hint", lambda: kiosk.last_seq() == 3)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=10) == 0
    finally:
        worker.kill()
        worker.wait()


def test_the_lock_dies_with_its_holder(kiosk: Kiosk) -> None:
    worker = start(kiosk, events=False)
    try:
        wait_for("start", lambda: kiosk.last_seq() == 2)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert kiosk.once() == 0


def test_folder_gone_and_back_arms_the_watch_again(kiosk: Kiosk) -> None:
    worker = start(kiosk, pace="scan=3600, backoff=0.3")
    try:
        wait_for("start", lambda: kiosk.last_seq() == 2)
        wait_for("the watch", lambda: (s := read_worker_status(kiosk.home)) is not None and s.events)
        away = kiosk.drop / "away"
        (kiosk.drop_in / "poke").touch()  # a hint, so that it looks; its regular look is an hour away
        kiosk.drop_in.rename(away)
        wait_for(
            "fault shown",
            lambda: (s := read_worker_status(kiosk.home)) is not None and s.code == "folder_gone",
        )
        assert len(kiosk.shown()) == 3
        away.rename(kiosk.drop_in)
        wait_for(
            "well again",
            lambda: (s := read_worker_status(kiosk.home)) is not None and s.state == "ok" and s.events,
        )
        d = draft(3, kiosk_hash(kiosk, 2))
        d.add_disclosure(disclosure("D-3"))
        kiosk.push(d.write(kiosk.county, KEY))
        wait_for("a hint from the new watch", lambda: kiosk.last_seq() == 3)
    finally:
        worker.kill()
        worker.wait()


def test_everything_works_without_events(kiosk: Kiosk) -> None:
    worker = start(kiosk, events=False, pace="scan=0.2")
    try:
        wait_for("start", lambda: kiosk.last_seq() == 2)
        d = draft(3, kiosk_hash(kiosk, 2))
        d.add_disclosure(disclosure("D-3"))
        kiosk.push(d.write(kiosk.county, KEY))
        wait_for("the regular look", lambda: kiosk.last_seq() == 3)
        status = read_worker_status(kiosk.home)
        assert status is not None and not status.events
    finally:
        worker.kill()
        worker.wait()


@pytest.mark.parametrize("ruin", ["deleted", "garbage", "a folder"])
def test_a_board_taken_away_under_the_running_worker_comes_back(kiosk: Kiosk, ruin: str) -> None:
    worker = start(kiosk, events=False, pace="scan=0.2")
    try:
        wait_for("start", lambda: kiosk.last_seq() == 2)
        shown = kiosk.shown()
        for name in ("board.db", "board.db-wal", "board.db-shm"):
            (kiosk.home.path / name).unlink(missing_ok=True)
        if ruin == "garbage":
            kiosk.home.board_db.write_bytes(b"garbage " * 4000)
        elif ruin == "a folder":
            kiosk.home.board_db.mkdir()

        def is_back() -> bool:
            try:
                return kiosk.last_seq() == 2 and kiosk.shown() == shown
            except EnvironmentFault:
                return False

        wait_for("the board made again from the archive", is_back)
        d = draft(3, kiosk_hash(kiosk, 2))
        d.add_disclosure(disclosure("D-3"))
        kiosk.push(d.write(kiosk.county, KEY))
        wait_for("what comes next", lambda: kiosk.last_seq() == 3)
    finally:
        worker.kill()
        worker.wait()
