"""留存: everything ever published by year and kind, printed again; a whole year onto a stick.

The copying runs on the maker thread and tells how far it is; leaving the page stops it, and nothing half
stays on the stick.
"""

# PySide's stubs do not know that C++ types may be named by text.
# pyright: reportArgumentType=false

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desk import audit
from kiosk.domain.clock import Clock
from kiosk.domain.texts import format_day
from kiosk.keeping.search import Found, Kind, kind_of, search, year_of, years
from kiosk.store.home import KioskHome
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState, ticked
from kiosk.ui.desk.model import DeskBuild, sentence_of
from kiosk.ui.desk.sticks import the_stick
from kiosk.ui.desk.tools import DeskTools

if TYPE_CHECKING:
    from kiosk.keeping.year import KeptYear

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

Step = Literal["list", "filter", "one", "keep", "running", "done"]
KIND_WORDS: Final[dict[Kind, str]] = {
    "": "全部种类",
    "payouts": "补贴发放",
    "notice": "通知",
    "policy": "政策解读",
    "disclosure": "其他公开件",
}
_LOOKS = {"current": "ok", "over": "mute", "withdrawn": "err"}


@dataclass(frozen=True, slots=True)
class Held:
    """Where the page stands. ``year`` ``None``: all; ``done`` of ``total`` while a year is copied."""

    step: Step = "list"
    year: int | None = None
    kind: Kind = ""
    one: str = ""
    done: int = 0
    total: int = 0
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Copying:
    """A copy under way: told to stop from the GUI thread, asked on the maker thread."""

    progressed: Callable[[int, int], None]
    stopped: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int, total: int) -> None:
        try:
            self.progressed(done, total)
        except RuntimeError:  # the page is gone
            self.stopped.set()


@QmlElement
class DeskArchiveVM(FormModel):
    """Param ``step`` ``keep``: begin with a year onto a stick. ``asked`` leads to 打印 with a publication."""

    _progressed = Signal(int, int)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._held = Held()
        self._copying: Copying | None = None
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def stop(self) -> None:
        self._end_copying()
        self._held = Held()
        super().stop()

    @Slot("QVariantMap")
    def start(self, params: dict[str, Any]) -> None:
        if params.get("step") == "keep":
            self._held = Held("keep")
        super().start(params)

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(archive_state, self._held)

    @Slot(str)
    def choose(self, code: str) -> None:
        held = self._held
        if held.step == "list":
            self._go(replace(held, step="one", one=code))
        elif held.step == "filter":
            self._held = filtered(held, code)
            self.reload()
        elif held.step == "keep":
            self._start_copying(int(code))

    @Slot(str)
    def act(self, code: str) -> None:
        held = self._held
        if code in ("filter", "list"):
            self._go(replace(held, step=code))
        elif code == "print":
            self.perform(partial(print_params, held.one), self._ask_print)
        elif code == "stop":
            self._end_copying()
            self._go(replace(held, step="keep"))
            self.say("停下了，不会留下半份。过几秒再拔 U 盘。")

    @Slot(result=bool)
    def step_back(self) -> bool:
        held = self._held
        if held.step in ("list", "keep", "running"):
            self._end_copying()
            return False
        self._go(replace(held, step="list", words=()))
        return True

    def _go(self, held: Held) -> None:
        self._held = held
        self.turn_to()

    def _ask_print(self, params: dict[str, Any]) -> None:
        self.asked.emit("desk-print", params)

    # -- a year onto a stick ----------------------------------------------------------------
    def _start_copying(self, year: int) -> None:
        room = self._lent.desk_room
        if room is None or self._copying is not None:
            return
        self._copying = Copying(self._progressed.emit)
        self._go(replace(self._held, step="running", year=year, done=0, total=0))
        work = partial(copy_year, room.home, year, self._lent.clock, self._copying)
        self._lent.runner.task(work, self._copied, self._not_copied)

    def _end_copying(self) -> None:
        if self._copying is not None:
            self._copying.stopped.set()
            self._copying = None

    def _show_progress(self, done: int, total: int) -> None:
        if self._held.step == "running":
            self._held = replace(self._held, done=done, total=total)
            self.reload()

    def _copied(self, kept: KeptYear | None) -> None:
        if not self._open or kept is None or self._held.step != "running":
            return
        self._copying = None
        self._held = replace(self._held, step="done", words=kept_words(kept))
        self.perform(partial(note_export, kept.year))

    def _not_copied(self, error: BaseException) -> None:
        if self._open and self._held.step == "running":
            self._copying = None
            self._go(replace(self._held, step="keep"))
            self.say(sentence_of(error), problem=True)


def copy_year(home: KioskHome, year: int, clock: Clock, copying: Copying) -> KeptYear | None:
    """On the maker thread; ``None`` when it was stopped."""
    from kiosk.keeping.year import keep_year

    stick = the_stick()
    return keep_year(
        home, year, stick.path, clock, progress=copying.progress, cancelled=copying.stopped.is_set
    )


def kept_words(kept: KeptYear) -> tuple[str, ...]:
    """What lies on the stick now, and what could not be kept."""
    counts = f"公开 {kept.publications} 件，上墙表 {kept.sheets} 份，表格 {kept.tables} 份"
    if kept.attachments:
        counts += f"，附件 {kept.attachments} 个"
    return (f"文件夹：{kept.path.name}", counts, *kept.notes)


def note_export(year: int, tools: DeskTools) -> None:
    """The record says who took a year out."""
    with tools.desk.writing() as connection:
        audit.record(
            connection, "exported", at=tools.clock.now(), by=tools.person, subject=str(year),
            note=f"{year}年的留存，到 U 盘",
        )  # fmt: skip


def print_params(one: str, tools: DeskTools) -> dict[str, Any]:
    """What 打印 wants to know of a publication."""
    found = next(f for f in _found(Held(), tools) if _code(f) == one)
    head = found.head
    item = head.catalogue_ids[0] if head.catalogue_ids else ""
    return {"item": item, "type": head.type, "id": head.id}


def _code(found: Found) -> str:
    return f"{found.head.type}:{found.head.id}"


def _found(held: Held, tools: DeskTools) -> tuple[Found, ...]:
    facts = tools.facts
    return search(tools.board, facts.reference, facts.today, year=held.year, kind=held.kind)


def archive_state(held: Held, tools: DeskTools) -> FormState:
    """The words of the step."""
    match held.step:
        case "list":
            return _list(held, tools)
        case "filter":
            return _filter(held, tools)
        case "one":
            return _one(held, tools)
        case "keep":
            return _keep(tools)
        case "running":
            return _running(held)
        case "done":
            rows = tuple(FormRow("", words, opens=False) for words in held.words)
            lead = "存好了，可以拔 U 盘。用浏览器打开里面的 index.html 就能看。"
            return FormState(f"{held.year}年存好了", "在 U 盘上", rows, lead=lead, back=True)


def _list(held: Held, tools: DeskTools) -> FormState:
    found = _found(held, tools)
    year = "全部年份" if held.year is None else f"{held.year}年"
    rows = tuple(
        FormRow(
            _code(one),
            tools.facts.safe(one.head.title),
            "　".join(t for t in (one.period, format_day(one.head.published_on, tools.facts.today)) if t),
            chip_state=_LOOKS[one.state],
            chip=one.state_words,
        )
        for one in found
    )
    keys = (FormKey("filter", "挑年份种类", "filter"),)
    lead = "" if rows else "这里面没有。换个年份或种类看看。"
    return FormState("留存", f"{year}，{KIND_WORDS[held.kind]}，{len(rows)} 件", rows, keys, lead=lead)


def filtered(held: Held, code: str) -> Held:
    """The chosen year or kind in place of the one before."""
    what, _, value = code.partition(":")
    if what == "year":
        return replace(held, year=int(value) if value else None)
    return replace(held, kind=next(kind for kind in get_args(Kind) if kind == value))


def _filter(held: Held, tools: DeskTools) -> FormState:
    rows = [ticked(FormRow(f"kind:{k}", words), k == held.kind) for k, words in KIND_WORDS.items()]
    rows.append(ticked(FormRow("year:", "全部年份"), held.year is None))
    rows += [ticked(FormRow(f"year:{y}", f"{y}年"), y == held.year) for y in years(tools.board)]
    count = len(_found(held, tools))
    keys = (FormKey("list", f"看这 {count} 件", "check", "primary", enabled=count > 0),)
    return FormState("挑年份种类", "种类挑一样，年份挑一样", tuple(rows), keys, back=True)


def _one(held: Held, tools: DeskTools) -> FormState:
    one = next((f for f in _found(Held(), tools) if _code(f) == held.one), None)
    if one is None:
        return FormState("留存", "找不到了", back=True)
    head, facts = one.head, tools.facts
    span = format_day(head.publish_from, facts.today)
    if head.publish_to is not None:
        span += f" 到 {format_day(head.publish_to, facts.today)}"
    rows = [
        FormRow("", "种类", KIND_WORDS[kind_of(head)], opens=False),
        FormRow("", "目录", "、".join(one.items) or "不在目录里", opens=False),
        FormRow("", "公示", span, opens=False),
        FormRow("", "版次", f"第 {head.version} 版", opens=False),
    ]
    keys: tuple[FormKey, ...] = ()
    if head.withdrawal is not None:
        rows.append(FormRow("", "撤回的原因", facts.safe(head.withdrawal.reason), opens=False))
    else:
        keys = (FormKey("print", "打印", "printer", "primary"),)
    meta = f"{year_of(head)}年，{one.state_words}"
    return FormState("留存的一件", meta, tuple(rows), keys, lead=facts.safe(head.title), back=True)


def _keep(tools: DeskTools) -> FormState:
    rows = tuple(FormRow(str(y), f"{y}年", icon="usb") for y in years(tools.board))
    lead = "插好 U 盘，再选年份。里面是这一年公开过的上墙表、表格和台账，别的电脑也能看。"
    return FormState("存哪一年？", "存成一个文件夹", rows, lead=lead, back=True)


def _running(held: Held) -> FormState:
    keys = (FormKey("stop", "停下", "x", "danger"),)
    meta = f"{held.done}/{held.total} 件" if held.total else "正在准备…"
    figure = f"{held.done * 100 // held.total}%" if held.total else ""
    lead = "正在往 U 盘上存。存完以前不要拔 U 盘，也不要离开这一页。"
    return FormState(f"正在存{held.year}年", meta, keys=keys, lead=lead, figure=figure, busy=True)
