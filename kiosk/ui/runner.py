"""Background work of the screen: queries read the board, changes write the desk.

The GUI thread never touches disk or database.  A query runs on the reader thread with that
thread's own ``Board``; its result is delivered to a bound method of a QObject on the GUI thread.
The same thread notices that something was applied (``Board.data_version``) between queries, so an
idle screen costs one cheap PRAGMA every ``poll_seconds``.

What happens when things fail: a failed query is not repeated by itself; the page keeps its last
good content and its ``on_error`` is told.  A failed poll is tried again with the next one.  A failed
change is logged and dropped: what is written here (first shown, last time seen) is written again
at the next occasion.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from types import MethodType
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from kiosk.domain.errors import EnvironmentFault, KioskError, UsageFault

if TYPE_CHECKING:
    from kiosk.store.views import Board

log = logging.getLogger(__name__)
T = TypeVar("T")

POLL_SECONDS = 0.5
"""A look costs 0.18 ms of processor: at this pace an idle screen takes 0.04 % of a core."""


@dataclass(slots=True)
class _Job:
    """One query on its way: where to, which turn of that receiver, what came of it."""

    work: Callable[[Any], object]
    receiver: weakref.WeakMethod[Any]
    on_error: weakref.WeakMethod[Any] | None
    key: tuple[int, str]
    turn: int
    result: object = None
    error: BaseException | None = None


def where_it_broke(error: BaseException) -> str:
    """Type and code lines of an error without its text, which may hold what a person entered."""
    frames = traceback.extract_tb(error.__traceback__)
    spots = " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames))
    code = f" {error.code}" if isinstance(error, KioskError) else ""
    return f"{type(error).__name__}{code} at {spots}"


class Runner(QObject):
    """Runs queries in order on one reader thread; lives on the GUI thread.

    ``open_board`` is called on the reader thread, once.  ``open_desk`` likewise on the writer
    thread, at the first change.
    """

    board_changed = Signal()
    """Something was applied; view-models read again and keep their place."""

    query_failed = Signal()

    _finished = Signal(object)
    _written = Signal(object)
    _noticed = Signal()

    def __init__(
        self,
        open_board: Callable[[], Board],
        open_desk: Callable[[], Any] | None = None,
        *,
        poll_seconds: float = POLL_SECONDS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_board = open_board
        self._open_desk = open_desk
        self._poll_seconds = poll_seconds
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._changes: SimpleQueue[tuple[Callable[[Any], object], _Job | None] | None] = SimpleQueue()
        self._turns: dict[tuple[int, str], int] = {}
        self._waiting = 0
        self._stopping = False
        # Told on other threads only, so each of them waits for the GUI thread's own turn.
        self._finished.connect(self._deliver)
        self._written.connect(self._answer)
        self._noticed.connect(self._tell)
        self._tasks: SimpleQueue[_Job | None] = SimpleQueue()
        self._maker: threading.Thread | None = None
        self._reader = threading.Thread(target=self._read, name="board-reader", daemon=True)
        self._writer: threading.Thread | None = None
        self._reader.start()

    @property
    def is_idle(self) -> bool:
        """No query is waiting, running or undelivered."""
        return self._waiting == 0

    def query(
        self,
        work: Callable[[Board], T],
        on_result: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run ``work(board)`` on the reader thread, then ``on_result(result)`` on the GUI thread.

        Both receivers must be bound methods of QObjects (anything else would run in the wrong
        thread); ``TypeError`` otherwise.  When the receiver is gone by then (its page was left),
        or the same receiver has asked again since, the result is dropped.
        """
        receiver = _weak(on_result)
        key = (id(on_result.__self__), on_result.__name__)  # type: ignore[attr-defined]
        turn = self._turns[key] = self._turns.get(key, 0) + 1
        self._waiting += 1
        self._jobs.put(_Job(work, receiver, _weak(on_error) if on_error else None, key, turn))

    def change(
        self,
        work: Callable[[Any], T],
        on_result: Callable[[T], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
    ) -> bool:
        """Run ``work(desk)`` on the writer thread; False without a desk (pictures): nothing is kept.

        With ``on_result`` (and ``on_error``), bound methods of QObjects, what came of it is told on the
        GUI thread, every time; a receiver that is gone by then is not.  A ``UsageFault`` is an answer
        for the person in front of the glass and is not logged.
        """
        if self._open_desk is None:
            return False
        job = None
        if on_result is not None:
            job = _Job(work, _weak(on_result), _weak(on_error) if on_error else None, (0, ""), 0)
            self._waiting += 1
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, name="desk-writer", daemon=True)
            self._writer.start()
        self._changes.put((work, job))
        return True

    def task(
        self,
        work: Callable[[], T],
        on_result: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Run slow ``work()`` (a sheet, a year onto a stick, a look at the printer) on the maker thread.

        It opens what it needs itself.  The receivers are told like those of :meth:`change`.
        """
        job = _Job(lambda _: work(), _weak(on_result), _weak(on_error) if on_error else None, (0, ""), 0)
        self._waiting += 1
        if self._maker is None:
            self._maker = threading.Thread(target=self._make, name="maker", daemon=True)
            self._maker.start()
        self._tasks.put(job)

    def stop(self, timeout: float = 5.0) -> None:
        """End the threads after the work they hold; results still on their way are dropped."""
        self._stopping = True
        self._jobs.put(None)
        self._changes.put(None)
        self._tasks.put(None)
        self._reader.join(timeout)
        if self._maker is not None:
            self._maker.join(timeout)
        if self._writer is not None:
            self._writer.join(timeout)

    def _read(self) -> None:
        board = self._open_board()
        version = self._version(board, None)
        looked = time.monotonic()
        while True:
            if time.monotonic() - looked >= self._poll_seconds:
                looked = time.monotonic()
                seen = self._version(board, version)
                if seen != version:
                    version = seen
                    self._noticed.emit()
            try:
                job = self._jobs.get(timeout=self._poll_seconds)
            except Empty:
                continue
            if job is None or self._stopping:
                _close(board)
                return
            if self._turns.get(job.key) == job.turn:
                try:
                    job.result = job.work(board)
                except Exception as error:
                    job.error = error
                    log.error("query failed: %s", where_it_broke(error))
            self._finished.emit(job)

    def _version(self, board: Board, last: int | None) -> int | None:
        try:
            return board.data_version()
        except Exception as error:
            log.warning("board not readable just now: %s", where_it_broke(error))
            return last

    def _write(self) -> None:
        assert self._open_desk is not None
        desk: Any = None
        while (change := self._changes.get()) is not None:
            work, job = change
            result: object = None
            failed: BaseException | None = None
            try:
                if desk is None:
                    desk = self._open_desk()
                result = work(desk)
            except Exception as error:
                failed = error
                if job is None or not isinstance(error, UsageFault):
                    log.error("change not kept: %s", where_it_broke(error))
                if desk is not None and _is_ruin_of_the_desk(error):
                    # A kiosk runs for months: opening the file anew exchanges it for its copy, now.
                    with contextlib.suppress(Exception):
                        _close(desk)
                    desk = None
                    failed = self._open_anew(error)
            if job is not None:
                job.result, job.error = result, failed
                self._written.emit(job)
        if desk is not None:
            _close(desk)

    def _open_anew(self, error: BaseException) -> BaseException:
        """Have the next change open the desk again; what the person in front of the glass is told."""
        assert self._open_desk is not None
        try:
            _close(self._open_desk())
        except Exception as again:
            log.error("the desk does not open again: %s", where_it_broke(again))
            return again
        return EnvironmentFault(
            "desk_restored", "记事的文件坏了，刚换成备份。这一步没有记下，请再做一次。", detail=str(error)
        )

    def _make(self) -> None:
        while (job := self._tasks.get()) is not None:
            if self._stopping:
                return
            try:
                job.result = job.work(None)
            except Exception as error:
                job.error = error
                if not isinstance(error, UsageFault):
                    log.error("task failed: %s", where_it_broke(error))
            self._written.emit(job)

    def _deliver(self, job: _Job) -> None:
        self._waiting -= 1
        current = self._turns.get(job.key) == job.turn
        if current:
            del self._turns[job.key]
        if self._stopping or not current:
            return
        if job.error is not None:
            self.query_failed.emit()
        _hand_over(job)

    def _answer(self, job: _Job) -> None:
        self._waiting -= 1
        if not self._stopping:
            _hand_over(job)

    def _tell(self) -> None:
        if not self._stopping:
            self.board_changed.emit()


def _is_ruin_of_the_desk(error: BaseException) -> bool:
    return isinstance(error, EnvironmentFault) and error.code == "damaged" and "desk.db" in error.message


def _hand_over(job: _Job) -> None:
    """Give a finished job to its receiver, if that is still there."""
    target = job.receiver if job.error is None else job.on_error
    method = target() if target is not None else None
    if method is not None and shiboken6.isValid(method.__self__):
        method(job.result if job.error is None else job.error)


def _weak(method: Callable[..., Any]) -> weakref.WeakMethod[Any]:
    if not isinstance(method, MethodType) or not isinstance(method.__self__, QObject):
        raise TypeError("results go to bound methods of QObjects only")
    return weakref.WeakMethod(method)


def _close(thing: object) -> None:
    close = getattr(thing, "close", None)
    if callable(close):
        close()
