"""Background work: results land on the GUI thread, late ones are dropped, failures keep the page."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject

from kiosk.ui.runner import Runner


class FakeBoard:
    """Only what the runner itself asks; ``version`` is set by the test."""

    def __init__(self) -> None:
        self.version = 1
        self.closed = False
        self.thread = threading.get_ident()

    def data_version(self) -> int:
        if self.version < 0:
            raise OSError("disk")
        return self.version

    def close(self) -> None:
        self.closed = True


class Page(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[BaseException] = []
        self.threads: set[int] = set()
        self.noticed = 0

    def take(self, result: object) -> None:
        self.results.append(result)
        self.threads.add(threading.get_ident())

    def fail(self, error: BaseException) -> None:
        self.errors.append(error)

    def notice(self) -> None:
        self.noticed += 1


def wait_for(ready: Callable[[], bool], milliseconds: int = 5000) -> None:
    deadline = QDeadlineTimer(milliseconds)
    while not ready():
        assert not deadline.hasExpired(), "did not happen in time"
        QCoreApplication.processEvents()


@pytest.fixture
def board() -> FakeBoard:
    return FakeBoard()


@pytest.fixture
def runner(board: FakeBoard, qapp: QCoreApplication) -> Iterator[Runner]:
    made = Runner(lambda: board, poll_seconds=0.02)  # type: ignore[arg-type,return-value]
    yield made
    made.stop()


def test_the_work_runs_elsewhere_and_the_result_lands_here(runner: Runner) -> None:
    page = Page()
    runner.query(lambda _board: threading.get_ident(), page.take)
    wait_for(lambda: bool(page.results))
    assert page.results != [threading.get_ident()]
    assert page.threads == {threading.get_ident()}
    assert runner.is_idle


def test_only_bound_methods_of_qobjects_are_taken(runner: Runner) -> None:
    with pytest.raises(TypeError):
        runner.query(lambda _board: 1, lambda _result: None)
    with pytest.raises(TypeError):
        runner.query(lambda _board: 1, [].append)


def test_a_result_for_a_page_that_was_left_is_dropped(runner: Runner) -> None:
    gate = threading.Event()
    page = Page()
    taken = page.results
    runner.query(lambda _board: gate.wait(5), page.take)
    del page
    gc.collect()
    gate.set()
    wait_for(lambda: runner.is_idle)
    assert taken == []


def test_only_the_newest_question_of_a_receiver_is_answered(runner: Runner) -> None:
    gate = threading.Event()
    page = Page()
    runner.query(lambda _board: gate.wait(5) and "old", page.take)
    runner.query(lambda _board: "new", page.take)
    gate.set()
    wait_for(lambda: runner.is_idle)
    assert page.results == ["new"]


def test_a_failure_is_told_without_what_was_in_it(
    runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_board: object) -> None:
        raise ValueError("990123199001011234")

    page = Page()
    with caplog.at_level(logging.DEBUG):
        runner.query(broken, page.take, page.fail)
        wait_for(lambda: bool(page.errors))
    assert page.results == []
    assert isinstance(page.errors[0], ValueError)
    assert "ValueError" in caplog.text
    assert "990123" not in caplog.text


def test_a_change_of_the_board_is_noticed(runner: Runner, board: FakeBoard) -> None:
    page = Page()
    runner.board_changed.connect(page.notice)
    board.version = 2
    wait_for(lambda: page.noticed == 1)


def test_a_change_is_noticed_while_queries_keep_coming(runner: Runner, board: FakeBoard) -> None:
    page = Page()
    runner.board_changed.connect(page.notice)
    board.version = 2
    deadline = QDeadlineTimer(5000)
    while not page.noticed and not deadline.hasExpired():
        runner.query(lambda _board: 1, page.take)
        QCoreApplication.processEvents()
    assert page.noticed == 1


def test_an_unreadable_board_is_tried_again(runner: Runner, board: FakeBoard) -> None:
    page = Page()
    runner.board_changed.connect(page.notice)
    board.version = -1
    runner.query(lambda _board: 1, page.take)
    wait_for(lambda: bool(page.results))
    assert page.noticed == 0
    board.version = 5
    wait_for(lambda: page.noticed == 1)


def test_changes_run_in_order_on_one_thread_of_their_own(board: FakeBoard, qapp: QCoreApplication) -> None:
    desk: list[tuple[str, int]] = []
    runner = Runner(lambda: board, lambda: desk)  # type: ignore[arg-type,return-value]
    runner.change(lambda d: d.append(("a", threading.get_ident())))
    runner.change(lambda d: 1 / 0)
    runner.change(lambda d: d.append(("b", threading.get_ident())))
    runner.stop()
    assert [name for name, _ in desk] == ["a", "b"]
    assert len({thread for _, thread in desk}) == 1
    assert desk[0][1] != threading.get_ident()
    assert board.closed
