"""谁能进来: add somebody with an office, give a code for a new PIN, take somebody out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.access import CODE_FOR
from kiosk.store.people import Person, Role
from kiosk.ui.desk.door import READY_NAMES
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState
from kiosk.ui.desk.model import DeskBuild, desk_session
from kiosk.ui.desk.session import ROLE_WORDS
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

Step = Literal["list", "one", "leave", "name", "role", "code"]
_ROLE_SUBS: dict[Role, str] = {
    "clerk": "张贴、发布、答复",
    "supervisor": "核对村里自己公开的",
}
_WITHOUT: dict[Role, str] = {
    "clerk": "还没有值班员。张贴、发布、答复要他来办。",
    "supervisor": "还没有监督委员。村里自己公开的，要他核对。",
}
MOST_SAME = 9


@dataclass(frozen=True, slots=True)
class Held:
    """Where the page stands: whom or what name it is about, and the code that is shown once."""

    step: Step = "list"
    person: int = 0
    name: str = ""
    code: str = ""


@QmlElement
class DeskPeopleVM(FormModel):
    """No params."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._held = Held()

    @Slot()
    def stop(self) -> None:
        self._held = Held()
        super().stop()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(people_state, self._held)

    @Slot(str)
    def choose(self, code: str) -> None:
        held = self._held
        if held.step == "list":
            self._go(Held("one", int(code)))
        elif held.step == "name":
            self._go(Held("role", name=code))
        elif held.step == "role":
            role: Role = "supervisor" if code == "supervisor" else "clerk"
            self.perform(partial(add, held.name, role), self._code_given)

    @Slot(str)
    def act(self, code: str) -> None:
        held = self._held
        if code == "add":
            self._go(Held("name"))
        elif code == "code":
            self.perform(partial(new_code, held.person), self._code_given)
        elif code == "leave":
            self._go(replace(held, step="leave"))
        elif code == "really_leave":
            self.perform(partial(take_out, held.person), self._taken_out)
        elif code == "written":
            self._go(Held())

    @Slot(result=bool)
    def step_back(self) -> bool:
        held = self._held
        before: dict[Step, Held] = {
            "one": Held(), "leave": Held("one", held.person), "name": Held(), "role": Held("name"),
            "code": Held(),
        }  # fmt: skip
        if held.step not in before:
            return False
        self._go(before[held.step])
        return True

    def _go(self, held: Held) -> None:
        self._held = held
        self.turn_to()

    def _code_given(self, given: tuple[str, str]) -> None:
        name, code = given
        self._held = Held("code", name=name, code=code)

    def _taken_out(self, name: str) -> None:
        if self.person is not None and self.person.id == self._held.person:
            desk_session().lock()
            return
        self._held = Held()
        self.note, self.is_problem = f"{name}进不来了。办过的事还记着。", False

    def _refused(self, error: BaseException) -> None:
        if self._held.step in ("leave", "role"):
            self._held = Held()
        super()._refused(error)


def add(name: str, role: Role, tools: DeskTools) -> tuple[str, str]:
    """Name and code of the new person."""
    person, code = tools.access.add_person(tools.inside, name, role, tools.clock.now())
    return person.name, code


def new_code(person_id: int, tools: DeskTools) -> tuple[str, str]:
    """For somebody who forgot the PIN."""
    code = tools.access.new_code(tools.inside, person_id, tools.clock.now())
    return _name(tools, person_id), code


def take_out(person_id: int, tools: DeskTools) -> str:
    """Somebody has left the office; the name for the sentence."""
    name = _name(tools, person_id)
    tools.access.leave(tools.inside, person_id, tools.clock.now())
    return name


def _name(tools: DeskTools, person_id: int) -> str:
    return next((p.name for p in tools.access.people() if p.id == person_id), "")


def people_state(held: Held, tools: DeskTools) -> FormState:
    match held.step:
        case "list":
            return _list(tools)
        case "one" | "leave":
            person = next((p for p in tools.access.people() if p.id == held.person), None)
            if person is None:
                return _list(tools)
            return _one(person, tools) if held.step == "one" else _leave(person)
        case "name":
            rows = tuple(FormRow(name, name) for name in names_to_offer(tools))
            return FormState("加一个人", "值班名单上的，或者按职务选", rows, back=True)
        case "role":
            rows = tuple(FormRow(role, ROLE_WORDS[role], sub) for role, sub in _ROLE_SUBS.items())
            return FormState(f"{held.name}管什么？", "以后要改，去掉再加", rows, back=True)
        case "code":
            return _code(held)


def _list(tools: DeskTools) -> FormState:
    rows = tuple(
        FormRow(
            str(p.id),
            p.name,
            ROLE_WORDS[p.role] + ("，就是您" if tools.person and p.id == tools.person.id else ""),
            icon="user-circle",
            chip_state="ok" if p.has_pin else "warn",
            chip="有密码" if p.has_pin else "还没设密码",
        )
        for p in tools.access.people()
    )
    keys = (FormKey("add", "加一个人", "plus", "primary"),)
    there = {p.role for p in tools.access.people()}
    lead = "".join(words for role, words in _WITHOUT.items() if role not in there)
    return FormState("谁能进来", f"共 {len(rows)} 人", rows, keys, lead=lead)


def _one(person: Person, tools: DeskTools) -> FormState:
    keys = (
        FormKey("code", "给他一个开通码", "lock-open"),
        FormKey("leave", "他不管这事了", "logout", "danger"),
    )
    lead = "忘了密码，就给一个开通码，让他自己重新定。不再管公开的人，要从这里去掉。"
    words = ROLE_WORDS[person.role] + ("" if person.has_pin else "，还没设密码")
    return FormState(person.name, words, lead=lead, keys=keys, back=True)


def _leave(person: Person) -> FormState:
    lead = f"去掉以后，{person.name}就进不来了。他办过的事还记在办事记录里。"
    keys = (FormKey("really_leave", "去掉", "logout", "danger"),)
    return FormState(f"去掉{person.name}？", ROLE_WORDS[person.role], lead=lead, keys=keys, back=True)


def _code(held: Held) -> FormState:
    lead = "请抄给他，只显示这一次。他在门口选自己的名字，按“有新的开通码”，再定密码。"
    figure = f"{held.code[:4]} {held.code[4:]}"
    keys = (FormKey("written", "抄好了", "check", "primary"),)
    return FormState(f"{held.name}的开通码", f"{CODE_FOR.days} 天里有效", lead=lead, figure=figure, keys=keys)


def names_to_offer(tools: DeskTools) -> tuple[str, ...]:
    """The duty roster and the offices without those who are in already; an office may come twice (会计2)."""
    taken = {p.name for p in tools.access.people()}
    roster = [p.name for p in tools.facts.settings.duty if p.name not in taken]
    offices: list[str] = []
    for name in READY_NAMES:
        several = [name, *(f"{name}{n}" for n in range(2, MOST_SAME + 1))]
        offices += [free for free in several if free not in taken][:1]
    return tuple(dict.fromkeys([*roster, *offices]))
