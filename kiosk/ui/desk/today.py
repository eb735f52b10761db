"""今日 (ui.md page 14): four figures, 先办这些 with the next action of each, what came from the county."""

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.clock import shanghai_date
from kiosk.domain.texts import format_day
from kiosk.ledger.agenda import Task, ToAnswer, agenda
from kiosk.ledger.rows import ACTION_WORDS, Action
from kiosk.store.drafts import DraftState
from kiosk.store.home import KioskHome
from kiosk.ui.desk.health import newest_copy, restored_sentence
from kiosk.ui.desk.ledger import UNKNOWN, about
from kiosk.ui.desk.model import DeskBuild, DeskModel
from kiosk.ui.desk.tools import DeskTools
from kiosk.ui.models.rows import RowsModel

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

_CHIPS = {
    "overdue": ("err", ""),
    "near": ("warn", ""),
    "question": ("warn", "message-2"),
    "exchange": ("err", ""),
    "to_post": ("ok", "printer"),
    "free": ("mute", ""),
}
TAKEN_IN = 200
"""So many of the newest entries about bundles are looked through for those of the last day."""
SEE_HERE = "按这里，看怎么办"


@dataclass(frozen=True, slots=True)
class TodayFigure:
    """One of the four: how many, its words, which filter of the ledger it opens (or ``questions``)."""

    number: str
    label: str
    icon: str
    look: str
    filter: str


@dataclass(frozen=True, slots=True)
class TodayTask:
    """A line of 先办这些; ``action`` and ``other`` are codes (empty: none) with their words."""

    index: int
    title: str
    sentence: str
    chip: str
    chip_state: str
    chip_icon: str
    action: str
    action_label: str
    other: str
    other_label: str


@dataclass(frozen=True, slots=True)
class TodayCheck:
    """Printer or backup: how it is, one fact, whether it needs a hand, and the page that says more."""

    icon: str
    title: str
    note: str
    bad: bool
    page: str


@dataclass(frozen=True, slots=True)
class TodayState:
    """``arrived`` tells of the county's newest bundles, ``arrived_bad`` how many of them were not taken;
    ``restored`` that desk.db was exchanged for a copy, until somebody has read about it in 本机情况;
    ``clock`` that nothing is called late while the time cannot be believed; ``drafts`` that something of
    the village's own waits for whoever is inside."""

    title: str
    meta: str
    figures: tuple[TodayFigure, ...]
    more: str
    empty: str
    arrived: str
    arrived_note: str
    arrived_bad: str
    restored: str
    clock: str
    checks: tuple[TodayCheck, ...]
    drafts: str


@QmlElement
class DeskTodayVM(DeskModel):
    """No params. ``asked`` names the page that the pressed action needs, with its parameters."""

    asked = Signal(str, "QVariantMap")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: tuple[Task, ...] = ()
        self._rows = RowsModel(TodayTask, self)
        self._printer: TodayCheck | None = None

    @Property(QObject, constant=True)
    def rows(self) -> RowsModel:
        return self._rows

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(_today, self._printer)

    @Slot("QVariantMap")
    def start(self, params: dict[str, Any]) -> None:
        super().start(params)
        room = self._lent.desk_room
        if room is not None:
            self._lent.runner.task(partial(printer_check, room.home), self._looked)

    def _looked(self, check: TodayCheck) -> None:
        if self._open:
            self._printer = check
            self.reload()

    def take(self, state: Any) -> None:
        shown, tasks, rows = state
        self._tasks = tasks
        super().take(shown)
        self._rows.replace(rows)

    @Slot()
    def stop(self) -> None:
        super().stop()
        self._tasks, self._printer = (), None
        self._rows.replace(())

    @Slot(int, str)
    def act(self, index: int, action: str) -> None:
        """A key of a line was pressed."""
        if not 0 <= index < len(self._tasks):
            return
        self.asked.emit(*page_of_action(action, self._tasks[index]))


def page_of_action(action: str, task: Task) -> tuple[str, dict[str, Any]]:
    """The desk page where an action is done, and what it is done to."""
    row = task.row
    if row is None:
        return "desk-question", {"id": task.question_id or ""}
    page = f"desk-{action}" if action in ("publish", "print") else "desk-row"
    return page, about(row) | {"action": action}


def to_answer(tools: DeskTools) -> tuple[ToAnswer, ...]:
    """Open questions in the words of the agenda; nothing of the asker."""
    now, trusted = tools.clock.now(), tools.facts.trusted
    return tuple(
        ToAnswer(q.question.question_id, q.sentence.text, q.question.due if trusted else None)
        for q in tools.questions.listed(now, trusted=trusted)
        if q.standing.state not in ("answered", "withdrawn")
    )


def _action(action: Action | None) -> tuple[str, str]:
    return ("", "") if action is None else (action, ACTION_WORDS[action])


def _line(index: int, task: Task, publishes: bool) -> TodayTask:
    look, icon = _CHIPS[task.kind]
    keys = [a for a in (task.action, task.other) if a is not None and (publishes or a != "publish")]
    action, other = (*keys, None, None)[:2]
    title = "　".join(part for part in (task.title, task.period) if part)
    if task.kind == "question":
        title = f"提问：{task.title}"
    return TodayTask(
        index, title, task.sentence, task.label, look, icon, *_action(action), *_action(other)
    )


def printer_check(home: KioskHome) -> TodayCheck:
    """How the printer is; on the maker thread, as a printing service may take its time."""
    from kiosk.ui.desk.printwork import look_at_printer

    config = home.load_config()
    found = look_at_printer(config.printer, config.paper)
    icon = "printer" if found.fine else "printer-off"
    note = found.note if found.fine else SEE_HERE
    return TodayCheck(icon, found.words, note, not found.fine, "desk-printers")


_LOOKING = TodayCheck("printer", "打印机", "正在看…", False, "desk-printers")
Shown = tuple[TodayState, tuple[Task, ...], tuple[TodayTask, ...]]


def _today(printer: TodayCheck | None, tools: DeskTools) -> Shown:
    found = agenda(tools.working, to_answer(tools))
    day, trusted = tools.facts.today, tools.facts.trusted
    overdue, near = (str(found.overdue), str(found.near)) if trusted else (UNKNOWN, UNKNOWN)
    figures = (
        TodayFigure(overdue, "逾期", "alert-triangle", "err" if found.overdue else "", "overdue"),
        TodayFigure(near, "5天内到期", "clock", "warn" if found.near else "", "near"),
        TodayFigure(str(found.to_post), "要张贴", "printer", "", "to_post"),
        TodayFigure(str(found.to_answer), "要答复", "message-2", "", "questions"),
    )
    empty = ""
    if not found.tasks:
        following = found.next_due
        empty = "今天没有要办的。"
        if following is not None and following.due is not None:
            empty += f"下一件：{following.title}，最晚{format_day(following.due, day)}。"
    arrived, note, bad = _arrived(tools, day)
    meta = tools.facts.updated_words or "县里还没有发来过"
    if not trusted:
        meta += "　时间未校准"
    more = f"一共 {len(found.tasks)} 件，都在台账里" if found.tasks else ""
    restored = "记事的文件坏过，换成了备份" if restored_sentence(tools) else ""
    clock = "" if trusted else "时间没校准，不算逾期和期满"
    checks = (printer or _LOOKING, _copies_check(tools, day))
    state = TodayState(
        "今日", meta, figures, more, empty, arrived, note, bad, restored, clock, checks,
        drafts_waiting(tools),
    )  # fmt: skip
    lines = tuple(_line(i, task, not tools.is_supervisor) for i, task in enumerate(found.first))
    return state, found.first, lines


def _arrived(tools: DeskTools, day: date) -> tuple[str, str, str]:
    from kiosk.keeping.problem import arrivals

    found = [a for a in arrivals(tools.board.bundle_log(TAKEN_IN), None) if a.at is not None and not a.local]
    if not found:
        return "县里还没有发来过", "", ""
    days = [shanghai_date(a.at) for a in found if a.at is not None]
    of_day = [a for a, on in zip(found, days, strict=True) if on == days[0]]
    bad = sum(a.is_trouble for a in of_day)
    waiting = sum(a.state in ("held", "incomplete") for a in of_day)
    wrong = f"{bad} 份没放上去" if bad else ""
    words = [f"放上去 {len(of_day) - bad - waiting} 份", wrong, f"{waiting} 份在等" if waiting else ""]
    when = "今天" if days[0] == day else format_day(days[0], day)
    return f"{when}县里发来 {len(of_day)} 份", "，".join(word for word in words if word), wrong


def drafts_waiting(tools: DeskTools) -> str:
    """What of 通知 is the turn of whoever is inside: a supervisor checks, a clerk mends and publishes."""
    states = [one.newest.state for one in tools.publishing.listed()]
    words: dict[DraftState, str] = {"returned": "退回来了，要改", "checked": "核对过了，可以公开"}
    if tools.is_supervisor:
        words = {"waiting": "等您核对"}
    parts = [f"{count} 件{what}" for state, what in words.items() if (count := states.count(state))]
    return "村里自己公开的：" + "；".join(parts) if parts else ""


def _copies_check(tools: DeskTools, day: date) -> TodayCheck:
    newest, late = newest_copy(tools)
    icon = "device-floppy"
    if newest is None:
        return TodayCheck(icon, "还没有备份", "开着一小时后会有", False, "desk-health")
    when = {0: "今天存的", 1: "昨天存的"}.get((day - newest).days, f"{format_day(newest, day)}存的")
    return TodayCheck(icon, "备份停了" if late else "备份好了", when, late, "desk-health")
