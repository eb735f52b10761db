"""One matter of the ledger: how it stands, its history, and the deeds that belong to it."""

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.postings import EarlyRemoval
from kiosk.desk.reasons import Reasons
from kiosk.domain.texts import format_day
from kiosk.ledger.rows import Row
from kiosk.ui.desk import rowsteps
from kiosk.ui.desk.days import STEPS, moved
from kiosk.ui.desk.form import FormModel
from kiosk.ui.desk.ledger import about, find_row
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.rowsteps import PROMISES, RowState, RowStep
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

FIRST_STEPS: dict[str, rowsteps.StepName] = {
    "write_reason": "reason",
    "posted": "post",
    "taken_down": "down",
    "trail": "trail",
}
"""Key or parameter ``action`` → step of the page."""
UNDO_WORDS = "10分钟内可以取消。"


@QmlElement
class DeskRowVM(FormModel):
    """Params: those of ``kiosk.ui.desk.ledger.about``; ``action`` opens a step at once,
    ``low_glass``: there is no room for the history below the state.

    ``asked`` names the page of 去公开 or 打印.
    """

    LEFT_OUT = frozenset({"rows", "day", "number", "today", "about"})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._step = RowStep()

    @Slot("QVariantMap")
    def start(self, params: dict[str, Any]) -> None:
        self._step = RowStep(FIRST_STEPS.get(str(params.get("action", "")), ""))
        super().start(params)

    @Slot()
    def stop(self) -> None:
        self._step = RowStep()
        super().stop()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(row_state, self._step, params)

    @Slot(str)
    def choose(self, code: str) -> None:
        if self._step.name in ("post", "down"):
            self._go(replace(self._step, number=int(code)))
        elif self._step.name == "reason":
            self._go(replace(self._step, name="promise", code=code))
        elif self._step.name == "early":
            self._go(replace(self._step, code=code))

    @Slot(str)
    def act(self, code: str) -> None:
        today = self._today()
        shown: RowState | None = self.state
        if shown is None or today is None:
            return
        if code in FIRST_STEPS:
            self._go(RowStep(FIRST_STEPS[code]))
        elif code in ("print", "publish"):
            self.asked.emit(f"desk-{code}", dict(shown.about) | {"action": code})
        elif code in PROMISES:
            self._go(replace(self._step, day=today + timedelta(days=PROMISES[code]), without_day=False))
        elif code in STEPS:
            ahead = self._step.name == "promise"
            day = moved(
                shown.day or today, code, first=today if ahead else None, last=None if ahead else today
            )
            self._go(replace(self._step, day=day, without_day=False))
        elif code == "no_day":
            self._go(replace(self._step, without_day=True))
        elif code == "no_reason":
            self.perform(partial(no_reason, self._params), self._settled)
        elif code == "undo":
            self.perform(partial(undo, self._params), self._settled)
        elif code == "save":
            self._save(replace(self._step, day=shown.day, number=shown.number))

    @Slot(result=bool)
    def step_back(self) -> bool:
        was = self._step.name
        if was:
            before = {"early": "down", "promise": "reason"}.get(was)
            self._go(replace(self._step, name=before, code="") if before else RowStep())
        return bool(was)

    def _save(self, step: RowStep) -> None:
        deeds = {"promise": write_reason, "post": post, "down": take_down, "early": take_down}
        self.perform(partial(deeds[step.name], step, dict(self._params)), self._settled)

    def _settled(self, result: str | EarlyRemoval) -> None:
        """A deed was done, or the sheet would come down too early."""
        if isinstance(result, EarlyRemoval):
            shown: RowState | None = self.state
            day = shown.day if shown is not None else None
            self._step = RowStep(
                "early", day=day, number=result.posting.id, sentence=result.sentence
            )
            return
        self._step = RowStep()
        self.say(result)

    def _go(self, step: RowStep) -> None:
        self._step = step
        self.turn_to()

    def _today(self) -> date | None:
        return self.state.today if self.state is not None else None


def _row(tools: DeskTools, params: dict[str, Any]) -> Row | None:
    return find_row(tools.working.rows, params)


def row_state(step: RowStep, params: dict[str, Any], tools: DeskTools) -> RowState:
    """The page in the step the clerk is in."""
    row = _row(tools, params)
    today = tools.facts.today
    if row is None:
        return replace(rowsteps.missing_state(), today=today)
    if step.name == "reason" and rowsteps.can_explain(row):
        state = rowsteps.reason_step(row)
    elif step.name == "promise" and rowsteps.can_explain(row):
        state = rowsteps.promise_step(row, step, tools)
    elif step.name == "post":
        state = rowsteps.post_step(row, step, tools)
    elif step.name == "down":
        state = rowsteps.down_step(row, step, tools)
    elif step.name == "trail":
        state = rowsteps.trail_step(row, tools)
    elif step.name == "early":
        state = rowsteps.early_step(row, step, tools)
    else:
        state = rowsteps.overview(row, tools, bool(params.get("low_glass")))
    return replace(state, today=today, about=about(row))


# --- deeds; each gives the sentence that stands on the page afterwards ---------------------------


def write_reason(step: RowStep, params: dict[str, Any], tools: DeskTools) -> str:
    row = _row(tools, params)
    if row is None or row.key is None:
        return "这一件已经公开了，不用写原因。"
    rules, day = Reasons(tools.desk, tools.facts.settings.own_numbers()), tools.facts.today
    reason = rules.write(
        row.key, step.code, late_on=step.day, by=tools.inside, now=tools.clock.now(), today=day
    )
    return f"记下了：{reason.sentence(day)}。村民在这一件旁边看得到。"


def no_reason(params: dict[str, Any], tools: DeskTools) -> str:
    row = _row(tools, params)
    if row is not None and row.key is not None and row.reason is not None:
        Reasons(tools.desk).take_back(row.key, by=tools.inside, now=tools.clock.now())
    return "原因取消了。写过什么，办事记录里还在。"


def post(step: RowStep, params: dict[str, Any], tools: DeskTools) -> str:
    day = step.day or tools.facts.today
    assert step.number is not None, "the page offers a print before 记下 can be pressed"
    posting = tools.postings.posted(step.number, day, by=tools.inside, now=tools.clock.now())
    return f"记下了：{format_day(posting.posted_on, tools.facts.today)}张贴。{UNDO_WORDS}"


def take_down(step: RowStep, params: dict[str, Any], tools: DeskTools) -> str | EarlyRemoval:
    day = step.day or tools.facts.today
    assert step.number is not None, "the page offers a sheet before 记下 can be pressed"
    result = tools.postings.taken_down(
        step.number, day, by=tools.inside, now=tools.clock.now(),
        confirmed=step.name == "early", reason=step.code if step.name == "early" else "",
    )  # fmt: skip
    if isinstance(result, EarlyRemoval):
        return result
    return f"记下了：{format_day(day, tools.facts.today)}撤下。{UNDO_WORDS}"


def undo(params: dict[str, Any], tools: DeskTools) -> str:
    row = _row(tools, params)
    newest = rowsteps.undoable(row, tools) if row is not None else None
    if newest is None:
        return "登记超过10分钟了，不能再取消。"
    after = tools.postings.undo(newest.id, by=tools.inside, now=tools.clock.now())
    return "撤下不算了，还记在墙上。" if after is not None else "张贴不算了。"
