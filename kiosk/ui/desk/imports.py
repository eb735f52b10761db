"""导入 (ui.md page 17): every bundle of the county and what became of it; bundles from a stick."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.desk import audit
from kiosk.intake.status import read_worker_status
from kiosk.ui.desk.days import moment_words
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState
from kiosk.ui.desk.model import DeskBuild, sentence_of
from kiosk.ui.desk.sticks import plugged
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

SHOWN: Final = 200
_FROM_STICK: Final = (FormKey("stick", "从 U 盘放进来", "usb", "primary"),)


@QmlElement
class DeskImportVM(FormModel):
    """No params."""

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return import_state

    @Slot(str)
    def choose(self, code: str) -> None:
        self.asked.emit("desk-import-problem", {"bundle": code})

    @Slot(str)
    def act(self, code: str) -> None:
        room = self._lent.desk_room
        if room is not None:
            self.say("正在看 U 盘，请不要拔…")
            self._lent.runner.task(partial(from_stick, room.home), self._brought, self._not_brought)

    def _brought(self, words: str) -> None:
        if self._open:
            self.perform(partial(_note, words), self._noted)

    def _noted(self, words: str) -> None:
        self.note, self.is_problem = words, False

    def _not_brought(self, error: BaseException) -> None:
        if self._open:
            self.say(sentence_of(error), problem=True)


@QmlElement
class DeskImportProblemVM(FormModel):
    """Params: ``bundle``. ``asked`` opens 打印 with the note for the county."""

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(problem_state, str(params.get("bundle") or ""))

    @Slot(str)
    def act(self, code: str) -> None:
        if code == "print":
            self.asked.emit("desk-print", {"kind": "problem", "item": self.param("bundle", "")})
        else:
            self.asked.emit("desk-import", {})


def from_stick(home: Any) -> str:
    """Put every bundle of this village that lies on a stick into ``in/``; maker thread. The sentence."""
    from kiosk.domain.errors import UsageFault
    from kiosk.intake.stick import bring, find_bundles

    config = home.load_config()
    found = find_bundles([stick.path for stick in plugged()], config.village_code)
    if not found.bundles:
        more = f"有 {found.others} 份是别的村的。" if found.others else "请看看是不是拿错了。"
        raise UsageFault("no_bundles", f"U 盘里没有给本村的。{more}")
    brought = bring(found.bundles, config.drop_in)
    words = f"放进来 {brought.put} 份，正在核对，结果写在下面。" if brought.put else "没有新的。"
    if brought.known:
        words += f"有 {brought.known} 份原来就有，没有动。"
    return words + ("可以拔下 U 盘。" if brought.put else "")


def _note(words: str, tools: DeskTools) -> str:
    with tools.desk.writing() as connection:
        audit.record(connection, "imported", at=tools.clock.now(), by=tools.person, note=f"U 盘：{words}")
    return words


def import_state(tools: DeskTools) -> FormState:
    from kiosk.keeping.problem import arrivals

    status = read_worker_status(tools.home)
    found = arrivals(tools.board.bundle_log(SHOWN), status)
    lead = status.sentence if status is not None and status.state == "fault" else ""
    troubled = sum(one.is_trouble for one in found)
    waiting = sum(one.state in ("held", "incomplete") for one in found)
    meta = f"收到 {len(found)} 份，新的在前" if found else "县里还没有发来过"
    if troubled or waiting:
        facts = (f"{troubled} 份没放上去" if troubled else "", f"{waiting} 份在等" if waiting else "")
        meta = "　".join(("收到 " + str(len(found)) + " 份", *(fact for fact in facts if fact)))
    rows = tuple(_row(one, tools) for one in found)
    return FormState("导入", meta, rows, _FROM_STICK, lead=lead)


def _row(one: Any, tools: DeskTools) -> FormRow:
    words, look, icon = one.chip
    title = _title(one, tools)
    return FormRow(
        one.bundle, title, _when(one.at, tools), icon="file-import",
        chip_state=look, chip=words, chip_icon=icon, alarmed=one.is_trouble,
    )  # fmt: skip


def _title(one: Any, tools: DeskTools) -> str:
    if one.local:
        return "村里自己公开的"
    astray = not one.bundle.startswith(tools.config.village_code)
    return f"别的村第 {one.number} 号" if astray else f"县里第 {one.number} 号"


def _when(at: Any, tools: DeskTools) -> str:
    if at is None:
        return "正在传"
    return f"{moment_words(at, tools.facts.today)} 收到"


_fact = partial(FormRow, opens=False)


def problem_state(bundle: str, tools: DeskTools) -> FormState:
    from kiosk.keeping.problem import arrivals

    found = arrivals(tools.board.bundle_log(500), read_worker_status(tools.home))
    one = next((a for a in found if a.bundle == bundle), None)
    if one is None:
        return FormState("导入", "找不到了", lead="这一份的记录已经找不到了。请返回看看。", back=True)
    words, look, _ = one.chip
    title = _title(one, tools)
    rows = [
        _fact("wrong", "哪里不对" if one.is_trouble else "怎么回事", one.sentence, alarmed=one.is_trouble),
    ]
    if one.alarm:
        rows.insert(0, _fact("alarm", "可能不是县里发的", "有人用县里的名义发来，已经挡住。", alarmed=True))
    if not one.is_up:
        rows.append(_fact("todo", "请县里怎么办", "".join(one.todo)))
    rows.append(_fact("seen", "村民看到的", one.meanwhile))
    keys = [] if one.is_up else [FormKey("later", "先放着", "clock")]
    if one.at is not None and not one.is_up:
        keys.insert(0, FormKey("print", "打印说明给县里", "printer", "primary"))
    titled = title if look == "ok" else f"{title}{words}"
    return FormState(titled, f"{_when(one.at, tools)}　编号 {one.bundle}", tuple(rows), tuple(keys))
