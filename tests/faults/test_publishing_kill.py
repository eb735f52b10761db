"""kill -9 between the steps of publishing: never two bundles of one number, never half a publication."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.intake.rebuild import rebuild
from tests.faults.test_intake_kill import run_dying
from tests.unit.bundle.making import VILLAGE
from tests.unit.desk.village import VillageDesk, copy_of, make_village_desk

ROOT = Path(__file__).resolve().parents[2]

# The desk as a process: publishes what is checked, and dies at the n-th file that it puts on the disk.
DESK = """
import os, signal, sys
from contextlib import closing
from pathlib import Path
from kiosk.desk.publishing import Publishing
from kiosk.domain.clock import SystemClock
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.people import Person

home, draft, left = KioskHome(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
flush = os.fsync

def dying(fd):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    flush(fd)

os.fsync = dying
now = SystemClock().now()
with DeskStore(home, now) as desk:
    rules = Publishing(desk, BoardReader(home, SystemClock()), home, home.load_config())
    rules.publish(draft, Person(1, "王测试", "clerk", True), now, trusted=True)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> VillageDesk:
    """One publication is checked and waits for the key to be pressed."""
    village = make_village_desk(tmp_path_factory.mktemp("made"))
    village.check(village.write())
    village.close()
    return village


@pytest.fixture
def village(made: VillageDesk, tmp_path: Path) -> VillageDesk:
    return copy_of(made, tmp_path)


def die_publishing(village: VillageDesk, at_file: int) -> None:
    (draft,) = village.rules.listed()
    village.close()
    died = subprocess.run(
        [sys.executable, "-c", DESK, str(village.kiosk.home.path), str(draft.newest.id), str(at_file)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL, died.stderr
    village.restart()


def whole(village: VillageDesk) -> None:
    """It is published once, as number 1, and the next one is number 2."""
    (line,) = village.rules.listed()
    assert line.current is not None and (line.current.state, line.current.arrived) == ("published", True)
    assert village.shown() == {line.disclosure_id: 1}
    assert list(village.kiosk.home.local.iterdir()) == []
    village.publish(village.write("GK-CW-04"))
    assert village.work().arrived == 1 and len(village.shown()) == 2
    assert village.sent() == [f"{VILLAGE}-KTEST1-{n:06d}" for n in (1, 2)]


# 1: the first file, 2: the manifest … 4 and 5: folders; the deed itself is in desk.db by then.
@pytest.mark.parametrize("at_file", [1, 2, 3, 4, 5])
def test_the_desk_dies_while_it_lays_the_bundle_down(village: VillageDesk, at_file: int) -> None:
    die_publishing(village, at_file)
    assert village.kiosk.once() == 0
    assert village.rules.tend(village.now).refused == ()
    assert village.work().refused == ()
    whole(village)


@pytest.mark.parametrize("at_step", range(1, 6))
def test_the_worker_dies_while_it_takes_it_in(village: VillageDesk, at_step: int) -> None:
    (line,) = village.rules.listed()
    village.rules.publish(line.newest.id, village.clerk, village.now, trusted=True)
    died = run_dying(village.kiosk, at_step)
    assert died.returncode == -signal.SIGKILL, died.stderr
    steps = ["staging_made", "files_copied", "staged", "archived", "applied"]
    assert died.stdout.strip() == steps[at_step - 1]
    # Villagers see all of it or nothing.
    with closing(village.kiosk.board()) as board:
        view = board.disclosure(line.disclosure_id)
        assert view is None if at_step < 5 else view is not None and view.table is not None
    village.rules.tend(village.now)  # the desk looks while nobody works
    village.work()
    whole(village)
    before = village.board.publications()
    assert len(rebuild(village.kiosk.home, village.kiosk.clock).applied) == 3
    assert village.board.publications() == before


def test_a_full_disk_delays_what_was_decided(village: VillageDesk) -> None:
    local = village.kiosk.home.local
    local.rmdir()
    local.write_text("in the way")
    (line,) = village.rules.listed()
    published = village.rules.publish(line.newest.id, village.clerk, village.now, trusted=True)
    assert (published.state, published.arrived) == ("published", False)
    local.unlink()
    assert village.rules.tend(village.now).waiting == 1
    village.work()
    whole(village)


def test_kept_bundles_leave_desk_db_when_they_have_arrived(village: VillageDesk) -> None:
    (line,) = village.rules.listed()
    village.rules.publish(line.newest.id, village.clerk, village.now, trusted=True)
    with village.desk.reading() as connection:
        assert connection.execute("select count(*) from local_out_files").fetchone() == (3,)
    village.work()
    with village.desk.reading() as connection:
        assert connection.execute("select count(*) from local_out_files").fetchone() == (0,)
    assert list(village.kiosk.home.local.iterdir()) == []
