"""Share away, disk full, kill -9, desk.db damaged: no question is lost, none leaves twice, none too early."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from datetime import date
from pathlib import Path

import pytest

from kiosk.bundle.letters import open_letter
from kiosk.desk import audit, outbox
from kiosk.desk.access import Entered
from kiosk.desk.question_records import NewQuestion
from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import EnvironmentFault
from kiosk.store import audit as audit_table
from tests.unit.desk.making import LIST, PIN, SEAL, DeskKiosk, make_desk, png

ROOT = Path(__file__).resolve().parents[2]

# A screen that takes questions and carries letters at once (the clock stands six minutes ahead), and
# says a number only after it is kept.
BUSY = """
import sys
from datetime import timedelta
from pathlib import Path
from kiosk.desk.question_records import NewQuestion
from kiosk.desk.questions import Questions
from kiosk.domain.clock import SystemClock
from kiosk.domain.reference import load_packaged
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome

home, clock = KioskHome(Path(sys.argv[1])), SystemClock()
desk = DeskStore(home, clock.now())
rules = Questions(desk, BoardReader(home, clock), home, home.load_config(), load_packaged().holidays)
for n in range(40):
    now = clock.now()
    asked = rules.ask(NewQuestion("amount_wrong"), now, trusted=True)
    print(asked.question_id, asked.number, flush=True)
    rules.tend(now + timedelta(minutes=6), trusted=True)
"""


@pytest.fixture
def kiosk(tmp_path: Path, clock: FixedClock) -> DeskKiosk:
    return make_desk(tmp_path, clock)


def fault_of(kiosk: DeskKiosk) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as caught:
        kiosk.tend()
    assert caught.value.exit_code == 3 and "请" in caught.value.message
    return caught.value


def test_a_share_that_is_away_loses_nothing_and_is_not_filled_underneath(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    kiosk.later(minutes=6)
    unit = kiosk.home.load_config().drop_out.parent
    unit.rmdir()
    assert fault_of(kiosk).code == "folder_gone"
    assert not unit.exists()
    kiosk.restart()
    unit.mkdir()
    assert kiosk.tend().sent == 1
    assert kiosk.letter(asked).number == asked.number


def test_a_file_in_the_way_is_said(kiosk: DeskKiosk) -> None:
    kiosk.ask()
    kiosk.later(minutes=6)
    kiosk.home.load_config().drop_out.write_text("in the way")
    assert fault_of(kiosk).code in ("folder_gone", "disk_error")
    kiosk.home.load_config().drop_out.unlink()
    assert kiosk.tend().sent == 1


def test_nothing_is_called_erased_while_the_share_is_away(kiosk: DeskKiosk, tmp_path: Path) -> None:
    asked = kiosk.sent()
    kiosk.county_replies(asked)
    kiosk.later(days=31)
    unit = kiosk.home.load_config().drop_out.parent
    unit.rename(tmp_path / "away")
    assert fault_of(kiosk).code == "folder_gone"
    (tmp_path / "away").rename(unit)
    assert kiosk.tend().erased == 1
    assert kiosk.files() == []


def test_what_is_there_is_never_written_again(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    kiosk.later(minutes=6)
    kiosk.folder.mkdir(parents=True)
    (kiosk.folder / f"K1-{asked.question_id}.json").write_bytes(b"the county has begun with it")
    kiosk.tend()
    assert (kiosk.folder / f"K1-{asked.question_id}.json").read_bytes() == b"the county has begun with it"


def test_the_folder_is_bounded(kiosk: DeskKiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_FILES", 2)
    for _ in range(2):
        kiosk.sent()
    waiting = kiosk.ask()
    kiosk.later(minutes=6)
    assert fault_of(kiosk).code == "out_full"
    (first,) = kiosk.rules.listed(kiosk.now, trusted=True)[:1]
    kiosk.rules.reply(first.question.question_id, "好。", public=False, by=kiosk.clerk(), now=kiosk.now)
    kiosk.later(days=30)  # what was answered is old enough to go and makes room
    assert kiosk.tend().erased == 1
    assert kiosk.letter(waiting).question_id == waiting.question_id


def may_mount() -> bool:
    """A real small disk needs the right to mount."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as place:
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True)
        if made.returncode:
            return False
        subprocess.run(["umount", "-l", place], check=True)
        return True


@pytest.fixture
def small_drop(kiosk: DeskKiosk) -> Generator[Path]:
    """The drop folder on a file system of 64 kB."""
    place = kiosk.home.load_config().drop
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=True)
    (place / kiosk.home.load_config().village_code).mkdir()
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


if may_mount():

    def test_a_full_share_is_said_and_nothing_is_half_there(kiosk: DeskKiosk, small_drop: Path) -> None:
        stone = small_drop / "stone"
        stone.write_bytes(bytes(52_000))
        asked = kiosk.ask(NewQuestion("amount_wrong", LIST, drawing=png() + os.urandom(20_000)))
        kiosk.later(minutes=6)
        assert fault_of(kiosk).code == "disk_full"
        assert not [name for name in kiosk.files() if not name.startswith(".")]
        stone.unlink()
        assert kiosk.tend().sent == 1
        assert kiosk.letter(asked).number == asked.number
        assert kiosk.files() == [f"K1-{asked.question_id}.json"]


@pytest.mark.parametrize("after", [1, 3, 7])
def test_kill_at_any_moment(kiosk: DeskKiosk, after: int) -> None:
    """What was promised on the glass is there; each letter is whole and either waits or has left."""
    kiosk.desk.close()
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(kiosk.home.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = [process.stdout.readline().split() for _ in range(after)]
    process.send_signal(signal.SIGKILL)
    told += [line.split() for line in process.stdout.read().splitlines()]
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    kiosk.restart()
    for question_id, number in told:
        found = kiosk.rules.look_up(number, kiosk.now, trusted=True).answer
        assert found is not None and found.question_id == question_id
    asked = {line.question.question_id for line in kiosk.rules.listed(kiosk.now, trusted=True)}
    assert {question_id for question_id, _ in told} <= asked
    kiosk.clock.at = kiosk.clock.at.replace(year=2099)
    kiosk.tend(trusted=False)
    letters = {
        open_letter(path.read_bytes(), SEAL.encode()).question_id for path in kiosk.folder.glob("[!.]*")
    }
    assert letters == asked
    assert not list(kiosk.folder.glob(".*"))  # what a cut left half-written was completed


def test_a_damaged_desk_comes_back_from_its_copy_with_doors_and_chain(kiosk: DeskKiosk) -> None:
    clerk, kept = kiosk.clerk(), kiosk.ask()
    kiosk.later(minutes=6)
    kiosk.tend()
    told = kiosk.desk.copy(date(2026, 6, 15))
    assert told is not None
    lost = kiosk.ask()
    with kiosk.desk.writing() as connection:
        head = audit.record(connection, "posted", at=kiosk.now, by=clerk, subject="S-1")
    kiosk.desk.close()
    with kiosk.home.desk_db.open("r+b") as file:
        file.write(b"\xff" * 8192)
    for suffix in ("-wal", "-shm"):
        kiosk.home.desk_db.with_name(f"desk.db{suffix}").unlink(missing_ok=True)
    kiosk.restart()
    assert kiosk.desk.restored is not None and "6月15日的备份" in kiosk.desk.restored.sentence
    assert kiosk.access.enter(clerk.id, PIN, kiosk.now) == Entered(clerk)
    assert kiosk.rules.look_up(kept.number, kiosk.now, trusted=True).answer is not None
    assert kiosk.rules.look_up(lost.number, kiosk.now, trusted=True).answer is None
    assert kiosk.tend().sent == 0
    with kiosk.desk.reading() as connection:
        assert audit_table.verify(connection).ok
        # What was told to the county shows that the end is missing, as the sentence for the clerk says.
        assert not audit_table.verify(connection, head).ok
