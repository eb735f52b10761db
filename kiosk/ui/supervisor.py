"""Keeps the intake worker running beside the screen.

The worker is a process of its own (``python -m kiosk intake``), so that nothing that happens to a
bundle can take the screen down.  When it ends for whatever reason (kill -9 included) it is started
again: after 1 s, 2 s, 4 s … at most ``LONGEST_WAIT`` seconds; a worker that lived for
``STEADY_AFTER`` seconds starts the count anew.  It is never given up: a full disk or a missing drop
folder passes, and the board on the screen stays as it is meanwhile.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from kiosk.ui.words import W

log = logging.getLogger(__name__)

FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
STEADY_AFTER = 60.0
FAILING_AFTER = 4
"""Starts in a row without a steady run before the words ask for the person on duty."""


def worker_command() -> tuple[str, ...]:
    """This Python with this package: the worker is always of the screen's own version."""
    return (sys.executable, "-m", "kiosk", "intake")


class Supervisor(QObject):
    """Starts, watches and ends one worker process for a ``KIOSK_HOME``."""

    said = Signal(str)
    """Words for the screen while the worker is not simply running; empty when it is."""

    def __init__(
        self,
        home: Path,
        *,
        command: Sequence[str] | None = None,
        log_file: Path | None = None,
        first_wait: float = FIRST_WAIT,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._command = tuple(command) if command else worker_command()
        self._first_wait = first_wait
        self._misses = 0
        self._stopping = False
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("KIOSK_HOME", str(home))
        self._process.setProcessEnvironment(environment)
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.setStandardOutputFile(QProcess.nullDevice())
        append = QProcess.OpenModeFlag.Append
        self._process.setStandardErrorFile(str(log_file) if log_file else QProcess.nullDevice(), append)
        self._process.started.connect(self._started)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._not_started)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.start)
        self._steady = QTimer(self)
        self._steady.setSingleShot(True)
        self._steady.setInterval(int(STEADY_AFTER * 1000))
        self._steady.timeout.connect(self._is_steady)

    @property
    def pid(self) -> int:
        """Process id of the running worker, 0 when none runs."""
        return int(self._process.processId())

    @property
    def wait(self) -> float:
        """Seconds until the next start after the misses so far."""
        return min(LONGEST_WAIT, self._first_wait * 2.0 ** max(0, self._misses - 1))

    def start(self) -> None:
        """Start the worker unless it runs."""
        if not self._stopping and self._process.state() == QProcess.ProcessState.NotRunning:
            self._process.start(self._command[0], list(self._command[1:]))

    def stop(self, seconds: float = 5.0) -> None:
        """Ask the worker to end (SIGTERM), wait, and end it by force if it does not."""
        self._stopping = True
        self._again.stop()
        self._steady.stop()
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return
        self._process.terminate()
        if not self._process.waitForFinished(int(seconds * 1000)):
            self._process.kill()
            self._process.waitForFinished(2000)

    def _started(self) -> None:
        self._steady.start()
        if self._misses < FAILING_AFTER:
            self.said.emit("")

    def _is_steady(self) -> None:
        self._misses = 0
        self.said.emit("")

    def _ended(self, code: int, _status: QProcess.ExitStatus) -> None:
        log.warning("worker ended with %d", code)
        self._miss()

    def _not_started(self, error: QProcess.ProcessError) -> None:
        # Everything but a failed start is followed by ``finished``.
        if error == QProcess.ProcessError.FailedToStart:
            log.error("worker could not be started")
            self._miss()

    def _miss(self) -> None:
        self._steady.stop()
        if self._stopping:
            return
        self._misses += 1
        self.said.emit(W.worker_failing if self._misses >= FAILING_AFTER else W.worker_restarting)
        self._again.start(int(self.wait * 1000))
