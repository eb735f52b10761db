"""我的密码: the old PIN, the new one twice."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.access import PIN_DIGITS, Entered, Refused
from kiosk.domain.errors import UsageFault
from kiosk.ui.desk.form import FormModel, FormState
from kiosk.ui.desk.model import DeskBuild, desk_session
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

Step = Literal["old", "new", "again", "done"]
_WORDS: dict[Step, tuple[str, str]] = {
    "old": ("我的密码", f"先按现在的密码，{PIN_DIGITS} 位数字"),
    "new": ("定一个新密码", f"{PIN_DIGITS} 位数字，不要连着或重复的"),
    "again": ("再按一遍", "和刚才按的一样"),
    "done": ("换好了", "下次进来按新的密码"),
}


@QmlElement
class DeskPinVM(FormModel):
    """No params. The digits live here and go with the page."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._step: Step = "old"
        self._old = ""
        self._new = ""

    @Slot()
    def stop(self) -> None:
        self._step, self._old, self._new = "old", "", ""
        super().stop()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(pin_state, self._step)

    @Slot(result=bool)
    def step_back(self) -> bool:
        if self._step in ("old", "done"):
            return False
        self._begin()
        return True

    def digits_full(self, digits: str) -> None:
        if self._step == "old":
            self._old = digits
            self.perform(partial(known, digits), self._known)
        elif self._step == "new":
            self._new, self._step = digits, "again"
            self.turn_to()
        elif digits != self._new:
            self._new, self._step = "", "new"
            self.turn_to(note="两次不一样。请重新定一个。", problem=True)
        else:
            self.perform(partial(change, self._old, digits), self._changed)

    def _begin(self, note: str = "") -> None:
        self._step, self._old, self._new = "old", "", ""
        self.turn_to(note=note, problem=bool(note))

    def _known(self, result: Entered | Refused) -> None:
        if isinstance(result, Refused):
            self._old = ""
            self.note, self.is_problem = result.sentence, True
        else:
            self._step = "new"

    def _changed(self, result: Entered | Refused) -> None:
        self._old = self._new = ""
        if isinstance(result, Refused):
            self._step = "old"
            self.note, self.is_problem = result.sentence, True
        else:
            self._step = "done"
            desk_session().rename(result.person)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, UsageFault) and error.code == "weak_pin":
            self._step, self._new = "new", ""
        super()._refused(error)


def known(old: str, tools: DeskTools) -> Entered | Refused:
    """Whether it is the PIN of the person inside: said before a new one is thought of."""
    return tools.access.confirm(tools.inside.id, old, tools.clock.now())


def change(old: str, new: str, tools: DeskTools) -> Entered | Refused:
    """The person inside changes their own."""
    return tools.access.change_pin(tools.inside, old, new, tools.clock.now())


def pin_state(step: Step, tools: DeskTools) -> FormState:
    title, meta = _WORDS[step]
    return FormState(title, meta, places=0 if step == "done" else PIN_DIGITS, back=step in ("new", "again"))
