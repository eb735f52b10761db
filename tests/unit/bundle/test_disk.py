"""Small files are whole or not there, and what a cut left behind does not stay."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.bundle.disk import write_whole

CUT = """
import os, signal, sys
from pathlib import Path
from kiosk.bundle.disk import write_whole
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path(sys.argv[1]), b"half", alone=True)
"""


def test_what_a_cut_left_is_written_over_by_the_next_process(tmp_path: Path) -> None:
    path = tmp_path / "K1-1.json"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", CUT, str(path)], timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 2
    write_whole(path, b"whole", alone=True)
    assert path.read_bytes() == b"whole" and list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.mkdir()
    (path / "in the way").write_bytes(b"")
    with pytest.raises(OSError):
        write_whole(path, b"x")
    assert list(tmp_path.iterdir()) == [path]
