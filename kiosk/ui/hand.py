"""Asks the handwriting process; the screen itself never loads the model.

The process is started when the page is opened, ends some minutes after the last question and gives its
memory back.  When it dies or hangs it is started once more with the same question; after ``TRIES`` such
failures in a row handwriting is given up until the screen is started again, and its key goes.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Qt, QTimer, Signal

log = logging.getLogger(__name__)

QUIET_SECONDS = 180
"""After so long without a question the process is ended."""
PATIENCE_SECONDS = 5
"""Loading takes 0.3 s, an answer some ms: longer than this it hangs."""
TRIES = 3

Strokes = Sequence[Sequence[tuple[float, float]]]


class Hand(QObject):
    """One question at a time: a newer one takes the place of an older one that was not answered."""

    answered = Signal(int, list)
    """Number of the question, the likeliest characters first."""
    changed = Signal()
    """``available`` has changed."""

    def __init__(
        self,
        model: Path | None,
        *,
        command: Sequence[str] = (),
        quiet_seconds: float = QUIET_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        default = (sys.executable, "-m", "kiosk.ui.handwriting", str(model))
        self._command = tuple(command) or default
        self._available = model is not None
        self._number = 0
        self._question = b""
        self._waiting = 0
        self._failures = 0
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._not_started)
        self._quiet = self._timer(quiet_seconds, self._is_quiet)
        self._patience = self._timer(patience_seconds, self._hangs)

    def _timer(self, seconds: float, then: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        if seconds > PATIENCE_SECONDS:
            timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        timer.setInterval(round(seconds * 1000))
        timer.timeout.connect(then)
        return timer

    @property
    def available(self) -> bool:
        """Whether handwriting can be read here at all."""
        return self._available

    @property
    def pid(self) -> int:
        """Process id while the process runs, else 0."""
        return int(self._process.processId())

    def wake(self) -> None:
        """Start the process ahead of the first question."""
        if self._available and self._process.state() == QProcess.ProcessState.NotRunning:
            self._process.start(self._command[0], list(self._command[1:]))
        self._quiet.start()

    def ask(self, strokes: Strokes, among: Iterable[str]) -> int:
        """Ask which of ``among`` was written; ``answered`` comes with the number given here."""
        self._number += 1
        rounded = [[(round(x, 4), round(y, 4)) for x, y in stroke] for stroke in strokes]
        asked = {"id": self._number, "strokes": rounded, "among": "".join(among)}
        self._question = json.dumps(asked).encode() + b"\n"
        self._waiting = self._number
        self.wake()
        self._put()
        return self._number

    def forget(self) -> None:
        """The page is left: what was written is not kept for another try."""
        self._question, self._waiting = b"", 0
        self._patience.stop()

    def rest(self) -> None:
        """End the process; the next question starts it again."""
        self.forget()
        self._quiet.stop()
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.closeWriteChannel()

    def stop(self) -> None:
        """End the process and wait for it."""
        self._available = False
        self.rest()
        if not self._process.waitForFinished(1000):
            self._process.kill()
            self._process.waitForFinished(1000)

    def _is_quiet(self) -> None:
        if self._waiting:
            self._quiet.start()
        else:
            self.rest()

    def _put(self) -> None:
        if self._available:
            self._process.write(self._question)
            self._patience.start()

    def _read(self) -> None:
        while self._process.canReadLine():
            told = json.loads(bytes(self._process.readLine().data()))
            self._failures = 0
            if told["id"] == self._waiting:
                self.forget()
                self.answered.emit(told["id"], told["candidates"])

    def _hangs(self) -> None:
        self._process.kill()

    def _ended(self, code: int, _status: QProcess.ExitStatus) -> None:
        if self._available and (self._waiting or code):
            self._fail()

    def _not_started(self, error: QProcess.ProcessError) -> None:
        # Everything but a failed start is followed by ``finished``.
        if error == QProcess.ProcessError.FailedToStart:
            self._fail()

    def _fail(self) -> None:
        self._failures += 1
        log.warning("handwriting process failed, %d in a row", self._failures)
        number = self._waiting
        if self._failures >= TRIES:
            self._available = False
            self.rest()
            self.changed.emit()
            if number:
                self.answered.emit(number, [])
        elif number:
            # Not from within the process's own signal: it is not ready to be started there.
            QTimer.singleShot(0, self._again)

    def _again(self) -> None:
        if self._available and self._waiting:
            self.wake()
            self._put()
