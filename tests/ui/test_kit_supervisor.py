"""The worker beside the screen: killed, failing, missing; real processes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer

from kiosk.ui.supervisor import LONGEST_WAIT, Supervisor, worker_command
from kiosk.ui.words import W

SLEEPER = (sys.executable, "-c", "import signal; signal.pause()")
FAILING = (sys.executable, "-c", "raise SystemExit(3)")


def wait_for(ready: object, milliseconds: int = 20000) -> None:
    deadline = QDeadlineTimer(milliseconds)
    while not ready():  # type: ignore[operator]
        assert not deadline.hasExpired(), "did not happen in time"
        QCoreApplication.processEvents()


@pytest.fixture
def supervised(tmp_path: Path, qapp: QCoreApplication) -> Iterator[tuple[Supervisor, list[str]]]:
    made = Supervisor(tmp_path, command=SLEEPER, first_wait=0.01)
    said: list[str] = []
    made.said.connect(said.append)
    yield made, said
    made.stop()


def test_a_killed_worker_is_started_again(supervised: tuple[Supervisor, list[str]]) -> None:
    supervisor, said = supervised
    supervisor.start()
    wait_for(lambda: supervisor.pid)
    first = supervisor.pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: supervisor.pid not in (0, first))
    assert W.worker_restarting in said
    wait_for(lambda: said[-1] == "")


def test_one_that_keeps_failing_is_tried_ever_more_slowly_and_said(tmp_path: Path, qapp: object) -> None:
    supervisor = Supervisor(tmp_path, command=FAILING, first_wait=0.001)
    said: list[str] = []
    waits: list[float] = []
    supervisor.said.connect(said.append)
    supervisor.said.connect(lambda _words: waits.append(supervisor.wait))
    supervisor.start()
    wait_for(lambda: W.worker_failing in said)
    supervisor.stop()
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]


def test_the_wait_has_an_end(tmp_path: Path, qapp: object) -> None:
    supervisor = Supervisor(tmp_path, command=FAILING)
    supervisor._misses = 50
    assert supervisor.wait == LONGEST_WAIT


def test_a_command_that_cannot_start_is_said_too(tmp_path: Path, qapp: object) -> None:
    supervisor = Supervisor(tmp_path, command=(str(tmp_path / "none"),), first_wait=60)
    said: list[str] = []
    supervisor.said.connect(said.append)
    supervisor.start()
    wait_for(lambda: bool(said))
    supervisor.stop()
    assert said == [W.worker_restarting]


def test_stopping_ends_the_worker_and_starts_none(supervised: tuple[Supervisor, list[str]]) -> None:
    supervisor, said = supervised
    supervisor.start()
    wait_for(lambda: supervisor.pid)
    pid = supervisor.pid
    supervisor.stop()
    assert supervisor.pid == 0
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert W.worker_restarting not in said


def test_the_worker_is_this_very_program() -> None:
    assert worker_command() == (sys.executable, "-m", "kiosk", "intake")
