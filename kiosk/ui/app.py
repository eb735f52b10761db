"""The touchscreen program: puts together board, desk, worker and window, and ends them cleanly.

The first picture waits for nothing that it does not show: the board is opened and read on the reading
thread while the page is put together, and everything else (the other pages, the desk, the worker) is
loaded when it stands (see :class:`_Rest`).  Touches meanwhile wait for it.
"""

from __future__ import annotations

import gc
import logging
import logging.handlers
import signal
import socket
import sys
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QObject, QRect, QSize, QSocketNotifier, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

from kiosk.domain.clock import Clock, SystemClock
from kiosk.domain.errors import EnvironmentFault
from kiosk.store.home import KioskHome
from kiosk.ui import engine
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QtMsgType

    from kiosk.domain.glyphs import Coverage
    from kiosk.store.board import BoardReader
    from kiosk.store.desk import DeskStore
    from kiosk.ui.supervisor import Supervisor

log = logging.getLogger(__name__)

LOG_BYTES = 1_000_000
LOG_FILES = 3
_WINDOW_FRAMELESS = 0x801
"""``Qt.WindowType.Window | FramelessWindowHint``: by name all of Qt's enumerations are loaded, 14 ms."""


class Signals(QObject):
    """SIGTERM and SIGINT end the program between two events, not in the middle of one.

    Python's handlers run only when Python runs, and an idle Qt loop does not: the byte that the
    interpreter writes into the socket wakes it.
    """

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        self._app = app
        self.told_to_end = False
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)
        self._writing.setblocking(False)
        self._old_fd = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._old = {s: signal.signal(s, self._ignore) for s in (signal.SIGTERM, signal.SIGINT)}
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def restore(self) -> None:
        """Give the signals back to whoever had them."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_fd)
        for number, handler in self._old.items():
            signal.signal(number, handler)
        self._reading.close()
        self._writing.close()

    @staticmethod
    def _ignore(_number: int, _frame: FrameType | None) -> None:
        return

    def _woken(self) -> None:
        numbers = self._reading.recv(64)
        if any(number in self._old for number in numbers):
            self.told_to_end = True
            self._app.quit()


@cache
def _coverage() -> Coverage:
    from kiosk.domain.glyphs import Coverage
    from kiosk.domain.paths import resources_dir

    # The whole proof over every character is ``kiosk status``'s; a missing file is noticed when loaded.
    return Coverage.load(resources_dir() / "fonts")


def _open_board(home: KioskHome, clock: Clock) -> BoardReader:
    from kiosk.store.board import BoardReader

    return BoardReader(home, clock)


def _open_desk(home: KioskHome, clock: Clock) -> DeskStore:
    from kiosk.store.desk import DeskStore

    return DeskStore(home, clock.now())


def _last_seen(home: KioskHome) -> datetime | None:
    from kiosk.store.clock import last_seen

    return last_seen(home)


class _Rest:
    """What the first picture did not wait for; ``stop`` ends it in good order."""

    def __init__(self, app: QGuiApplication, home: KioskHome, clock: Clock, screen: engine.Screen) -> None:
        """Opens what may fail, so that a newer or unreadable database is a sentence and not a dark page."""
        _open_desk(home, clock).close()
        board = _open_board(home, clock)
        board.freshness()
        board.close()
        _coverage()

        from kiosk.store.evidence import EvidenceReader
        from kiosk.ui.asking import Asking, AskKeeper
        from kiosk.ui.desk.keeper import OwnKeeper
        from kiosk.ui.desk.tools import DeskRoom
        from kiosk.ui.desk.touchcount import TouchCount
        from kiosk.ui.deskkeeper import DeskKeeper
        from kiosk.ui.hand import Hand
        from kiosk.ui.handwriting.model import find_model

        self._evidence = EvidenceReader(home)
        self._hand = Hand(find_model())
        asking, room, runner = Asking(home, clock), DeskRoom(home, clock), screen.services.runner
        known = self._evidence.desk
        whole = replace(screen.services, asking=asking, desk_facts=known, hand=self._hand, desk_room=room)
        screen.complete(whole)
        self._counting = TouchCount(runner, clock, screen.idle, app)
        self._keepers = (
            DeskKeeper(runner, clock, app),
            AskKeeper(runner, clock, asking, app),
            OwnKeeper(runner, room, app),
        )
        for keeper in self._keepers:
            keeper.start()

    def stop(self) -> None:
        """Before the runner ends."""
        self._hand.stop()
        self._counting.write()

    def close(self) -> None:
        """After it."""
        self._evidence.close()


class _Hurry:
    """Until all is loaded: nobody looks for garbage (7 ms), and the window does not wait 5 ms for a word of
    Python while the reading thread works."""

    def __enter__(self) -> Self:
        gc.disable()
        self._patience = sys.getswitchinterval()
        sys.setswitchinterval(0.0005)
        return self

    def end(self) -> None:
        # What was loaded stays: looking through it again and again would find none.
        gc.freeze()
        gc.enable()
        sys.setswitchinterval(self._patience)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gc.enable()
        sys.setswitchinterval(self._patience)


def run(
    home: KioskHome | Path,
    *,
    fullscreen: bool = True,
    clock: Clock | None = None,
    worker: bool = True,
) -> int:
    """Show the kiosk until it is told to end; the exit code.

    ``EnvironmentFault``: config, fonts, a screen that cannot be filled before anything is shown, a
    database of a newer program right after the first picture; whether there is a display is for the
    caller to ask.
    ``worker=False`` leaves the intake worker to somebody else.
    """
    home = home if isinstance(home, KioskHome) else KioskHome(home)
    with _Hurry() as hurry:
        return _run(home, clock or SystemClock(), fullscreen=fullscreen, worker=worker, hurry=hurry)


def _run(home: KioskHome, clock: Clock, *, fullscreen: bool, worker: bool, hurry: _Hurry) -> int:
    config = home.load_config()
    home.make_folders()
    _log_to(home.logs / "screen.log")
    runner = Runner(partial(_open_board, home, clock), partial(_open_desk, home, clock))
    app = engine.make_application(sys.argv[:1])
    previous = qInstallMessageHandler(_qt_message)
    signals = Signals(app)
    screen: engine.Screen | None = None
    rest: _Rest | None = None
    supervisor: Supervisor | None = None
    try:
        place = _place(app, fullscreen, config.orientation == "portrait")
        services = Services(runner, clock, _coverage, last_seen=partial(_last_seen, home))
        screen = engine.Screen(services, place.size(), px_per_mm=config.px_per_mm, whole=False)
        screen.theme.setProperty("hangsHigh", config.high_mounted)
        screen.theme.setProperty("lowWanted", config.high_mounted)
        screen.idle.rest_after = config.attract_after
        _show(screen, place, fullscreen)
        screen.await_first_picture()
        log.info("screen of %d×%d px is on", place.width(), place.height())
        if worker:
            from kiosk.ui.supervisor import Supervisor

            supervisor = Supervisor(home.path, log_file=home.logs / "worker.log")
            supervisor.said.connect(screen.unit.say)
            supervisor.start()
        rest = _Rest(app, home, clock, screen)
        hurry.end()
        return 0 if signals.told_to_end else int(app.exec())
    finally:
        if supervisor is not None:
            supervisor.stop()
        if rest is not None:
            rest.stop()
        runner.stop()
        if rest is not None:
            rest.close()
        if screen is not None:
            screen.close()
        signals.restore()
        qInstallMessageHandler(previous)


def _place(app: QGuiApplication, fullscreen: bool, portrait: bool) -> QRect:
    """Where the window goes, px: the whole glass, or a window of the right shape inside it."""
    glass = app.primaryScreen().geometry()
    if fullscreen:
        return glass
    room = app.primaryScreen().availableGeometry()
    wanted = QSize(1080, 1920) if portrait and room.height() >= 1920 else QSize(1920, 1080)
    return QRect(room.topLeft(), wanted.boundedTo(room.size()))


def _show(screen: engine.Screen, place: QRect, fullscreen: bool) -> None:
    """Show the window at exactly ``place``. Without a window manager ``showFullScreen`` alone may
    give a tiny window, with one a plain geometry may be moved: so both are asked for and checked.
    """
    view = screen.view
    if fullscreen:
        view.setProperty("flags", _WINDOW_FRAMELESS)
    view.setGeometry(place)
    if fullscreen:
        view.showFullScreen()
    else:
        view.show()
    QGuiApplication.processEvents()
    if fullscreen and view.geometry() != place:
        view.setGeometry(place)
        QGuiApplication.processEvents()
    if fullscreen and view.size() != place.size():
        raise EnvironmentFault(
            "screen_size",
            f"画面只占了 {view.width()}×{view.height()}，屏幕是 {place.width()}×{place.height()}。"
            "请检查显示设置后重开。",
        )


def _log_to(path: Path) -> None:
    """The screen's own log: small, rotated, without personal values."""
    root = logging.getLogger("kiosk")
    if any(isinstance(h, logging.handlers.RotatingFileHandler) for h in root.handlers):
        return
    try:
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8", delay=True
        )
    except OSError as error:
        raise EnvironmentFault(
            "log_file", f"日志写不进 {path}。请检查磁盘空间和权限。", detail=str(error)
        ) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    from PySide6.QtCore import QtMsgType

    level = logging.DEBUG if kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) else logging.WARNING
    log.log(level, "qt %s: %s", getattr(context, "category", "") or "", message)
