"""The desk's door: choose who you are, press the PIN; the first time the one-time code of ``kiosk setup``.

Digits live in this object and nowhere else, and go when the page is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.access import CODE_DIGITS, PIN_DIGITS, Entered, Refused
from kiosk.domain.errors import UsageFault
from kiosk.store.people import Person, Role
from kiosk.ui.desk.model import DeskBuild, DeskModel, desk_session
from kiosk.ui.desk.session import ROLE_WORDS
from kiosk.ui.desk.tools import DeskTools
from kiosk.ui.models.rows import RowsModel

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

Step = Literal["who", "pin", "code", "name", "role", "new", "again", "locked"]
READY_NAMES = ("文书", "会计", "主任", "监督员")
"""Without a keyboard a first name is chosen: somebody of the duty roster, or an office."""


@dataclass(frozen=True, slots=True)
class DoorKey:
    """A key of the door: its code and its words."""

    code: str
    label: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class DoorState:
    """``keys`` to choose from, or ``places`` digits to press; ``known``: there are people to go back to."""

    title: str
    meta: str
    step: Step
    keys: tuple[DoorKey, ...]
    places: int
    known: bool


@dataclass(slots=True)
class _Held:
    """What was chosen and pressed so far."""

    step: Step = "who"
    person: Person | None = None
    code: str = ""
    name: str = ""
    role: Role = "clerk"
    first: str = ""
    digits: str = ""


@QmlElement
class DoorVM(DeskModel):
    """No params. Opens the desk through the singleton ``Desk``."""

    LEFT_OUT = frozenset({"keys"})
    pad_changed = Signal()
    """Own signal: a property of a subclass may not name its base's (see viewmodels/attachment.py)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held = _Held()
        self._people: tuple[Person, ...] = ()
        self._keys = RowsModel(DoorKey, self)
        self.changed.connect(self.pad_changed)

    # -- for QML ----------------------------------------------------------------------------
    @Property(QObject, constant=True)
    def keys(self) -> RowsModel:
        return self._keys

    @Property("QVariantMap", notify=pad_changed)  # type: ignore[arg-type]
    def pad(self) -> dict[str, Any]:
        """How many digits are pressed, and the sentence under them."""
        return {"pressed": len(self._held.digits), "note": self.note, "problem": self.is_problem}

    @Slot(str)
    def press(self, sign: str) -> None:
        """A digit; '' takes the last one away. The last digit acts by itself."""
        held, places = self._held, self.state.places if self.state else 0
        if not places:
            return
        self.note = ""
        held.digits = (held.digits + sign)[:places] if sign else held.digits[:-1]
        self.changed.emit()
        if len(held.digits) == places:
            self._complete()

    @Slot(str)
    def choose(self, code: str) -> None:
        """A key was pressed: a person, a name, an office."""
        held = self._held
        if held.step == "who":
            held.person = next(p for p in self._people if str(p.id) == code)
            held.step = "pin" if held.person.has_pin else "code"
        elif held.step == "name":
            held.name, held.step = code, "role"
        elif held.step == "role" and code in ROLE_WORDS:
            held.role, held.step = ("supervisor" if code == "supervisor" else "clerk"), "new"
        self._again()

    @Slot()
    def back_to_people(self) -> None:
        """换人."""
        self._held = _Held()
        self._again()

    @Slot()
    def forgot(self) -> None:
        """Somebody of the office has given this person a code for a new PIN."""
        self._held.step, self._held.digits = "code", ""
        self._again()

    @Slot()
    def stop(self) -> None:
        self._held = _Held()
        self._people = ()
        super().stop()
        self._keys.replace(())

    # -- building ---------------------------------------------------------------------------
    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(_door, replace(self._held))

    def take(self, state: Any) -> None:
        door, people, step = state
        self._people = people
        self._held.step = step
        super().take(door)
        self._keys.replace(door.keys)

    # -- deeds ------------------------------------------------------------------------------
    def _again(self) -> None:
        self._held.digits = ""
        self.note, self.is_problem = "", False
        self.reload()

    def _complete(self) -> None:
        held = self._held
        digits, held.digits = held.digits, ""
        if held.step == "pin" and held.person is not None:
            self.perform(partial(_enter, held.person.id, digits), self._entered)
        elif held.step == "code":
            held.code = digits
            held.step = "new" if held.person is not None else "name"
            self._again()
        elif held.step == "new":
            held.first, held.step = digits, "again"
            self._again()
        elif held.step == "again" and digits != held.first:
            held.first, held.step = "", "new"
            self._again()
            self.say("两次不一样。请重新定一个。", problem=True)
        elif held.step == "again":
            self.perform(partial(_set_pin, replace(held), digits), self._entered)

    def _entered(self, result: Any) -> None:
        if isinstance(result, Entered):
            desk_session().let_in(result.person)
            return
        assert isinstance(result, Refused)
        if self._held.step == "again":
            self._held = _Held(person=self._held.person, step="code")
        self.say(result.sentence, problem=True)

    def _performed(self, numbered: tuple[int, Any]) -> None:
        # The sentence of a wrong PIN stays until the next digit.
        self._go_on(numbered)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, UsageFault) and error.code == "weak_pin":
            self._held.first, self._held.step = "", "new"
        super()._refused(error)


def _enter(person_id: int, pin: str, tools: DeskTools) -> Entered | Refused:
    return tools.access.enter(person_id, pin, tools.clock.now())


def _set_pin(held: _Held, pin: str, tools: DeskTools) -> Entered | Refused:
    now = tools.clock.now()
    if held.person is not None:
        return tools.access.set_pin_by_code(held.person.id, held.code, pin, now)
    return tools.access.set_up(held.code, held.name, held.role, pin, now)


_TITLES: dict[Step, str] = {
    "who": "您是哪一位？",
    "pin": "请按密码",
    "code": "请按开通码",
    "name": "您是哪一位？",
    "role": "您管什么？",
    "new": "定一个密码",
    "again": "再按一遍",
    "locked": "这里还进不去",
}
_METAS: dict[Step, str] = {
    "who": "村里办公开的人从这里进",
    "role": "两样事由两个人办",
    "again": "和刚才的一样，就定下来",
    "code": f"{CODE_DIGITS} 位数字，安装的人给的",
    "name": "没有自己的名字，就按职务选",
    "new": f"{PIN_DIGITS} 位数字，只有您自己知道",
    "pin": f"{PIN_DIGITS} 位数字",
    "locked": "没有人有密码，也没有开通码。请运行 kiosk setup 拿开通码。",
}


def _door(held: _Held, tools: DeskTools) -> tuple[DoorState, tuple[Person, ...], Step]:
    people = tools.access.people()
    step = held.step
    if step == "who" and tools.access.needs_setup():
        step = "locked" if tools.desk.is_locked_out() else "code"
    keys: tuple[DoorKey, ...] = ()
    if step == "who":
        keys = tuple(
            DoorKey(str(p.id), p.name, ROLE_WORDS[p.role] + ("" if p.has_pin else "，还没有密码"))
            for p in people
        )
    elif step == "name":
        names = dict.fromkeys([*(p.name for p in tools.facts.settings.duty), *READY_NAMES])
        keys = tuple(DoorKey(name, name) for name in names)
    elif step == "role":
        keys = (
            DoorKey("clerk", "办公开的", "张贴、发布、答复"),
            DoorKey("supervisor", "监督的", "核对村里自己公开的"),
        )
    places = {"pin": PIN_DIGITS, "code": CODE_DIGITS, "new": PIN_DIGITS, "again": PIN_DIGITS}.get(step, 0)
    meta = _METAS.get(step, "")
    if step in ("pin", "code") and held.person is not None:
        meta = f"{CODE_DIGITS} 位数字，办公开的人给的" if step == "code" else meta
        meta = f"{held.person.name}　{meta}"
    return DoorState(_TITLES[step], meta, step, keys, places, bool(people)), people, step
