"""What every page's view-model shares: opening, refreshing in place, phases, wiping.

A view-model turns board records into words on the reading thread (``build``, a pure function)
and only hands the finished state to QML on the GUI thread.  It never holds a connection.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from kiosk.ui.gone import forget_when_gone
from kiosk.ui.models.rows import camel, plain
from kiosk.ui.services import services

if TYPE_CHECKING:
    from kiosk.domain.clock import Clock
    from kiosk.store.views import Board
    from kiosk.ui.viewmodels.facts import Facts

SLOW_AFTER_MS = 5_000
"""After this long an opening page says that it is slow (ui.md §5)."""


@dataclass(frozen=True, slots=True)
class _Answer:
    token: int
    state: Any


Build: TypeAlias = "Callable[[Board, Facts], Any]"


class PageModel(QObject):
    """Base of the view-models. Phases: ``loading``, ``ready``, ``empty``, ``error``.

    Subclasses give ``build_for(params)`` returning a function (Board, Facts) → state, and
    ``take(state)`` which stores it.  Once something was shown, a failing refresh keeps it.
    """

    changed = Signal()

    LEFT_OUT: ClassVar[frozenset[str]] = frozenset()
    """Fields of the state that QML gets as a model and not in ``view``: every binding that reads
    ``view`` converts all of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: tuple[Any, dict[str, Any]] = (None, {})
        self._params: dict[str, Any] = {}
        self._phase = "loading"
        self._slow = False
        self._token = 0
        self._open = False
        self.state: Any = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SLOW_AFTER_MS)
        self._timer.timeout.connect(self._note_slow)
        self._lent = services()
        self._lent.runner.board_changed.connect(self.reload)
        forget_when_gone(self)

    # -- for QML ----------------------------------------------------------------------------
    @Property(str, notify=changed)
    def phase(self) -> str:
        return self._phase

    @Property(bool, notify=changed)
    def slow(self) -> bool:
        """Opening takes longer than five seconds."""
        return self._slow

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type]
    def view(self) -> dict[str, Any]:
        """The state's fields in camelCase, every word already made; ``{}`` before the first result."""
        if self._view[0] is not self.state:
            state = self.state
            kept = (f.name for f in fields(state) if f.name not in self.LEFT_OUT) if state is not None else ()
            self._view = (state, {camel(name): plain(getattr(state, name)) for name in kept})
        return self._view[1]

    @Property(str, notify=changed)
    def title(self) -> str:
        return getattr(self.state, "title", "")

    @Property(str, notify=changed)
    def meta(self) -> str:
        """The line under the title."""
        return getattr(self.state, "meta", "")

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]
    def qr(self) -> list[str]:
        """Modules of the QR code of this page's content on the web; empty where it has none."""
        return list(getattr(self.state, "qr", ()))

    @Property(str, notify=changed)
    def warning(self) -> str:
        """Chip text when the content may be old; empty while it is fresh."""
        return getattr(self.state, "warning", "")

    # -- for subclasses ---------------------------------------------------------------------
    def build_for(self, params: dict[str, Any]) -> Build:
        """A pure function run on the reading thread."""
        raise NotImplementedError

    def take(self, state: Any) -> None:
        """Keep what was built; called on the GUI thread before ``changed``."""
        self.state = state

    # -- life -------------------------------------------------------------------------------
    @Slot("QVariantMap")  # type: ignore[arg-type]
    def start(self, params: dict[str, Any]) -> None:
        """Open the page for these parameters (page ids and chosen keys)."""
        self._params = dict(params)
        self._open = True
        if self.state is None:
            self._timer.start()
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Read again; what is on the screen stays until the new state is there."""
        if not self._open:
            return
        self._token += 1
        job = partial(_run, self.build_for(dict(self._params)), self._lent.clock, self._token)
        self._lent.runner.query(job, self._accept, self._fail)

    @Slot()
    def stop(self) -> None:
        """The page is left: nothing of it stays in memory, late results are dropped."""
        self._open = False
        self._token += 1
        self._timer.stop()
        self.state = None
        self._view = (None, {})
        self._params = {}
        self._phase = "loading"

    def param(self, name: str, default: Any = None) -> Any:
        return self._params.get(name, default)

    def set_param(self, name: str, value: Any) -> None:
        """Choose something on this page and read again if that changed it."""
        if self._open and self._params.get(name) != value:
            self._params[name] = value
            self.reload()

    # -- results ----------------------------------------------------------------------------
    def _accept(self, answer: _Answer) -> None:
        if not self._open or answer.token != self._token:
            return
        self._timer.stop()
        self._slow = False
        if answer.state is None:
            self._phase = "empty"
        else:
            self.take(answer.state)
            self._phase = "ready"
        self.changed.emit()

    def _fail(self, _error: object) -> None:
        if not self._open or self._phase == "ready":
            return
        self._timer.stop()
        self._phase = "error"
        self.changed.emit()

    def _note_slow(self) -> None:
        self._slow = True
        self.changed.emit()


def _run(build: Build, clock: Clock, token: int, board: Board) -> _Answer:
    # Loaded on the reading thread, while the first page is being put together.
    from kiosk.ui.viewmodels.facts import facts_of

    return _Answer(token, build(board, facts_of(board, clock)))
