"""What every desk page's view-model shares: it is built on the writer thread, from desk and board."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Slot

from kiosk.domain.errors import EnvironmentFault, KioskError
from kiosk.store.desk import DeskStore
from kiosk.store.people import Person
from kiosk.ui.desk.tools import DeskRoom, DeskTools
from kiosk.ui.viewmodels.base import PageModel, _Answer

DeskBuild = Callable[[DeskTools], Any]

OUR_FAULT = "这一步没有办成，是本机的毛病。请告诉县里，再试一次。"


def _built(room: DeskRoom, person: Person | None, build: DeskBuild, token: int, desk: DeskStore) -> _Answer:
    return _Answer(token, build(room.tools(desk, person)))


def _done(room: DeskRoom, person: Person | None, work: DeskBuild, desk: DeskStore) -> Any:
    return work(room.tools(desk, person))


def _numbered(deed: Callable[[DeskStore], Any], number: int, desk: DeskStore) -> tuple[int, Any]:
    return number, deed(desk)


class DeskModel(PageModel):
    """Base of the desk's view-models.

    ``build_desk(params)`` gives a function (``DeskTools``) → frozen state with words ready to show, run
    on the writer thread; ``perform(work, on_result)`` does a deed there and then reads the page again.
    ``note`` and ``is_problem`` hold the sentence of the last deed; put them where the page shows it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.note = ""
        self.is_problem = False
        self._deeds = 0
        self._after: dict[int, Callable[[Any], None]] = {}

    @property
    def person(self) -> Person | None:
        """Who is inside."""
        return desk_session().person

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        raise NotImplementedError

    @Slot()
    def reload(self) -> None:
        """Read again; what is on the screen stays until the new state is there."""
        # A page that was left may still be told that the board has changed (kiosk.ui.gone emptied it).
        if not self.__dict__.get("_open"):
            return
        room = self._lent.desk_room
        if room is None:
            return
        self._token += 1
        job = partial(_built, room, self.person, self.build_desk(dict(self._params)), self._token)
        self._lent.runner.change(job, self._accept, self._fail)

    @Slot()
    def stop(self) -> None:
        super().stop()
        self.note, self.is_problem = "", False
        self._after.clear()

    def perform(self, work: DeskBuild, on_result: Callable[[Any], None] | None = None) -> None:
        """Do ``work(tools)`` on the writer thread; ``on_result`` (a method of this model) gets what it gave.

        A fault's sentence becomes ``note``; in any case the page is read again afterwards.
        """
        room = self._lent.desk_room
        if not self._open or room is None:
            return
        # By number: a second deed may be on its way before the first one has answered.
        self._deeds += 1
        if on_result is not None:
            self._after[self._deeds] = on_result
        deed = partial(_done, room, self.person, work)
        self._lent.runner.change(partial(_numbered, deed, self._deeds), self._performed, self._refused)

    def note_down(
        self,
        work: DeskBuild,
        on_result: Callable[[Any], None],
        on_error: Callable[[BaseException], None],
    ) -> None:
        """Do ``work(tools)`` on the writer thread and only tell; the page says nothing of it by itself."""
        room = self._lent.desk_room
        if room is not None:
            self._lent.runner.change(partial(_done, room, self.person, work), on_result, on_error)

    def say(self, note: str, *, problem: bool = False) -> None:
        """Set the sentence of the last deed and show it."""
        self.note, self.is_problem = note, problem
        self.changed.emit()

    def _performed(self, numbered: tuple[int, Any]) -> None:
        self.note, self.is_problem = "", False
        self._go_on(numbered)

    def _go_on(self, numbered: tuple[int, Any]) -> None:
        number, result = numbered
        after = self._after.pop(number, None)
        if self._open and after is not None:
            after(result)
        self.reload()

    def _refused(self, error: BaseException) -> None:
        self.say(sentence_of(error), problem=True)
        self.reload()


def sentence_of(error: BaseException) -> str:
    """What the clerk is told about a fault of any family."""
    if isinstance(error, KioskError):
        return error.message
    if isinstance(error, OSError):
        return EnvironmentFault("disk", "磁盘或文件夹出错。请检查接好没有，再试一次。").message
    return OUR_FAULT


# The decorators of PySide hide from a type checker that Desk is a class.
_session: list[Any] = []


def desk_session() -> Any:
    """The singleton ``Desk`` as QML sees it; made known by the window (``kiosk.ui.engine``)."""
    return _session[-1]


def know_session(desk: Any) -> None:
    """Called by the window that made the singleton."""
    _session[:] = [desk]
