"""``kiosk site`` killed at any moment: every page that is there is whole, the next run does the rest."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.site import boards

pytestmark = pytest.mark.serial


def run(home: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", "site", "--home", str(home), "--out", str(out)],
        cwd=Path(__file__).resolve().parents[2], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def files(out: Path) -> dict[str, bytes]:
    return {
        p.relative_to(out).as_posix(): p.read_bytes()
        for p in out.rglob("*")
        if p.is_file() and not p.name.endswith(".new")
    }


@pytest.mark.parametrize("count", [1, 12, 30, 60])
def test_a_kill_leaves_only_whole_files(tmp_path: Path, count: int) -> None:
    """Killed once ``count`` files are there."""
    # The command's own clock: the real day is after everything on this board.
    home = boards.made_home(tmp_path).path
    wanted = tmp_path / "wanted"
    assert run(home, wanted).wait(60) == 0
    whole = files(wanted)
    assert len(whole) > 60
    out = tmp_path / "web"
    process = run(home, out)
    until = time.monotonic() + 60
    while len(list(out.rglob("*.*"))) < count and process.poll() is None:
        assert time.monotonic() < until
    process.send_signal(signal.SIGKILL)
    process.wait()
    for name, content in files(out).items():
        if not name.startswith(".pages/"):
            assert content == whole[name], name
    assert run(home, out).wait(60) == 0
    assert files(out) == whole
