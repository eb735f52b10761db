"""A stick that is full, locked, pulled out or written to by a process that dies: a sentence, and again."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.domain.errors import EnvironmentFault
from kiosk.keeping.target import SUMS
from kiosk.keeping.year import keep_year
from kiosk.store.home import KioskHome
from tests.faults.test_intake_disk import may_mount
from tests.unit.site import boards

HERE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> KioskHome:
    return boards.made_home(tmp_path_factory.mktemp("keeping-faults"))


def state(home: KioskHome) -> dict[str, bytes]:
    """Every file of the kiosk but the side files that reading a database makes."""
    return {
        p.relative_to(home.path).as_posix(): p.read_bytes()
        for p in home.path.rglob("*")
        if p.is_file() and not p.name.endswith(("-shm", "-wal"))
    }


def fault_of(home: KioskHome, stick: Path) -> EnvironmentFault:
    before = state(home)
    with pytest.raises(EnvironmentFault) as fault:
        keep_year(home, 2026, stick, boards.CLOCK)
    assert state(home) == before
    assert "亭子里的内容没有动" in fault.value.message and "请" in fault.value.message
    return fault.value


def is_whole(folder: Path) -> bool:
    done = subprocess.run(["sha256sum", "--strict", "--quiet", "-c", SUMS], cwd=folder, check=False)
    return done.returncode == 0


@contextmanager
def file_limit(size: int) -> Generator[None]:
    """The kernel refuses to write beyond ``size`` bytes, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_stick_keeps_the_older_folder(home: KioskHome, tmp_path: Path) -> None:
    older = keep_year(home, 2026, tmp_path, boards.CLOCK)
    assert older is not None
    with file_limit(40_000):
        assert fault_of(home, tmp_path).code == "folder_full"
    assert [p.name for p in tmp_path.iterdir()] == [older.path.name]
    assert is_whole(older.path)


def test_what_is_no_folder_and_what_is_not_there(home: KioskHome, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        keep_year(home, 2026, tmp_path / "gone", boards.CLOCK)
    assert fault.value.code == "folder_missing"


def test_a_stick_pulled_out_in_the_middle(home: KioskHome, tmp_path: Path) -> None:
    """Its folder is gone from one file to the next."""
    stick = tmp_path / "stick"
    stick.mkdir()

    def pull(done: int, _total: int) -> None:
        if done == 3:
            shutil.rmtree(stick)

    with pytest.raises(EnvironmentFault) as fault:
        keep_year(home, 2026, stick, boards.CLOCK, progress=pull)
    assert fault.value.code == "folder_not_written" and "插好" in fault.value.message
    assert not stick.exists(), "nothing may be written where the stick was"
    stick.mkdir()
    made = keep_year(home, 2026, stick, boards.CLOCK)
    assert made is not None and is_whole(made.path)


@pytest.mark.parametrize("count", [1, 9, 16])
def test_a_kill_leaves_nothing_that_looks_whole(home: KioskHome, tmp_path: Path, count: int) -> None:
    """Killed once ``count`` files are there; the next run starts clean."""
    command = [sys.executable, "-m", "kiosk", "export", "--year", "2026", "--to", str(tmp_path)]
    process = subprocess.Popen(
        [*command, "--home", str(home.path)], cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while sum(p.is_file() for p in tmp_path.rglob("*.*")) < count and process.poll() is None:
        assert time.monotonic() < until
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "罗田村村务公开留存-2026").exists()
    made = keep_year(home, 2026, tmp_path, boards.CLOCK)
    assert made is not None and is_whole(made.path)
    assert [p.name for p in tmp_path.iterdir()] == [made.path.name]


def test_a_cut_between_the_two_names_loses_neither(home: KioskHome, tmp_path: Path) -> None:
    """The older folder was moved aside, the newer had not its name yet."""
    older = keep_year(home, 2026, tmp_path, boards.CLOCK)
    assert older is not None
    older.path.rename(tmp_path / f"{older.path.name}.old")
    (tmp_path / f"{older.path.name}.part").mkdir()
    with file_limit(40_000):
        assert fault_of(home, tmp_path).code == "folder_full"
    assert [p.name for p in tmp_path.iterdir()] == [older.path.name]
    assert is_whole(older.path)


@contextmanager
def mounted(place: Path, options: str) -> Generator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


if may_mount():

    def test_a_real_small_stick(home: KioskHome, tmp_path: Path) -> None:
        with mounted(tmp_path, "size=300k"):
            assert fault_of(home, tmp_path).code == "folder_full"
            assert list(tmp_path.iterdir()) == []
            subprocess.run(["mount", "-o", "remount,size=20m", str(tmp_path)], check=True)
            made = keep_year(home, 2026, tmp_path, boards.CLOCK)
            assert made is not None and is_whole(made.path)

    def test_a_locked_stick(home: KioskHome, tmp_path: Path) -> None:
        with mounted(tmp_path, "size=1m,ro"):
            assert fault_of(home, tmp_path).code == "folder_read_only"

elif os.geteuid() != 0:

    def test_a_folder_without_permission(home: KioskHome, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        try:
            assert fault_of(home, tmp_path).code == "folder_read_only"
        finally:
            tmp_path.chmod(0o700)
