"""Fingers and patience: which touch counts, and what happens when nobody touches any more."""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.ui.gone import forget_when_gone

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

DEBOUNCE_SECONDS = 0.3
SAME_KEY_SECONDS = 0.6
WARNING_SECONDS = 30
"""ui.md page 13: at least 20 s are required (A11), 30 are given."""

ticks = time.monotonic
"""Seconds of the hit rules; tests move it by hand."""


class _Kinds:
    """The events and keys that matter. Naming them loads all of Qt's enumerations (15 ms), so not before
    the first event, which comes after the first picture."""

    def __init__(self) -> None:
        from PySide6.QtCore import QEvent, Qt

        self.key_press = QEvent.Type.KeyPress
        self.input = frozenset({QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress, self.key_press})
        key = Qt.Key
        self.answers = frozenset({key.Key_Return, key.Key_Enter, key.Key_Tab, key.Key_Up, key.Key_Down})


_kinds = cache(_Kinds)


@QmlElement
@QmlSingleton
class Touch(QObject):
    """Trembling hands press twice: a key may act again only after a moment."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last_at = float("-inf")
        self._last_key = 0

    @Slot(QObject, result=bool)
    def allows(self, key: QObject) -> bool:
        """Whether this press of ``key`` counts: 300 ms after any key, 600 ms after the same one."""
        now = ticks()
        this = shiboken6.getCppPointer(key)[0]
        wait = SAME_KEY_SECONDS if this == self._last_key else DEBOUNCE_SECONDS
        if now - self._last_at < wait:
            return False
        self._last_at, self._last_key = now, this
        return True


@QmlElement
@QmlSingleton
class Idle(QObject):
    """Counts quiet time: after ``patience`` seconds (0: while a film plays, never) a warning of
    ``total`` seconds, then ``ran_out``.

    With ``nothing_to_leave`` (the untouched home page) the machine really idles; after ``rest_after``
    seconds of that (0: never) the attract loop is shown (``resting``) until ``wake``.
    """

    changed = Signal()
    settings_changed = Signal()
    touched = Signal()
    ran_out = Signal()
    woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._patience = 90
        self._total = WARNING_SECONDS
        self._quiet_home = False
        self._seconds = 0
        self._rest_after = 0
        self._resting = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._warn)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self.rest)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._count)
        self._restart()

    def watch(self, window: QObject) -> None:
        """Take every touch and key of ``window`` as a sign of life."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind, known = event.type(), _kinds()
        if self._resting and kind == known.key_press:
            self.wake()
            return True
        if kind in known.input:
            if kind != known.key_press:
                self.touched.emit()
            # While the warning stands, its own keys decide; a key of the keyboard means "still here".
            if self._seconds == 0:
                self._restart()
            elif kind == known.key_press and event.key() not in known.answers:  # type: ignore[attr-defined]
                self.stay()
        return False

    @Property(int, notify=changed)
    def seconds(self) -> int:
        """Seconds left of the warning; 0 when none is shown."""
        return self._seconds

    def _get_total(self) -> int:
        return self._total

    def _set_total(self, seconds: int) -> None:
        if seconds != self._total:
            self._total = seconds
            self.settings_changed.emit()

    total = Property(int, _get_total, _set_total, notify=settings_changed)
    """How long the warning stands; shorter at the desk."""

    def _get_patience(self) -> int:
        return self._patience

    def _set_patience(self, seconds: int) -> None:
        if seconds != self._patience:
            self._patience = seconds
            self._restart()
            self.settings_changed.emit()

    patience = Property(int, _get_patience, _set_patience, notify=settings_changed)

    def _get_quiet(self) -> bool:
        return self._quiet_home

    def _set_quiet(self, quiet: bool) -> None:
        if quiet != self._quiet_home:
            self._quiet_home = quiet
            self._restart()
            self.settings_changed.emit()

    nothing_to_leave = Property(bool, _get_quiet, _set_quiet, notify=settings_changed)

    def _get_rest_after(self) -> int:
        return self._rest_after

    def _set_rest_after(self, seconds: int) -> None:
        if seconds != self._rest_after:
            self._rest_after = seconds
            self._restart()
            self.settings_changed.emit()

    rest_after = Property(int, _get_rest_after, _set_rest_after, notify=settings_changed)

    @Property(bool, notify=changed)
    def resting(self) -> bool:
        """Nobody has touched the first page for long: the attract loop is shown."""
        return self._resting

    @Slot()
    def rest(self) -> None:
        """Show the attract loop now; only from the untouched first page."""
        if self._quiet_home and not self._resting:
            self._resting = True
            self.changed.emit()

    @Slot()
    def wake(self) -> None:
        """The touch that ends the loop: home, and nothing else."""
        if self._resting:
            self._resting = False
            self.changed.emit()
            self._restart()
            self.woken.emit()

    @Slot()
    def stay(self) -> None:
        """继续看: the warning goes, the time starts again."""
        self._restart()

    def _restart(self) -> None:
        self._tick.stop()
        self._show(0)
        self._rest.stop()
        if self._quiet_home:
            self._wait.stop()
            if self._rest_after and not self._resting:
                self._rest.start(self._rest_after * 1000)
        elif self._patience:
            self._wait.start(self._patience * 1000)
        else:
            self._wait.stop()

    def _warn(self) -> None:
        self._show(self._total)
        self._tick.start()

    def _count(self) -> None:
        if self._seconds > 1:
            self._show(self._seconds - 1)
            return
        self._restart()
        self.ran_out.emit()

    def _show(self, seconds: int) -> None:
        if seconds != self._seconds:
            self._seconds = seconds
            self.changed.emit()


@QmlElement
class Delay(QObject):
    """``over`` turns true ``interval`` ms after ``running`` did.

    In place of QML's Timer, which rides on the animation driver and keeps it awake.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._over = False
        self._running = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(300)
        self._timer.timeout.connect(self._end)
        forget_when_gone(self)

    @Property(bool, notify=changed)
    def over(self) -> bool:
        return self._over

    def _get_interval(self) -> int:
        return self._timer.interval()

    def _set_interval(self, milliseconds: int) -> None:
        self._timer.setInterval(milliseconds)
        self.changed.emit()

    def _get_running(self) -> bool:
        return self._running

    def _set_running(self, running: bool) -> None:
        if running == self._running:
            return
        self._running = running
        self._over = False
        if running:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit()

    interval = Property(int, _get_interval, _set_interval, notify=changed)
    running = Property(bool, _get_running, _set_running, notify=changed)

    def _end(self) -> None:
        self._over = True
        self.changed.emit()
