"""记一件事: a meeting, an election or another matter starts the clock of what must be made public.

There is no keyboard at the glass: what it is called is put together from ready words and the matter itself.
"""

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final, Literal

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.publishing_records import NewEvent
from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.items import EventItem
from kiosk.domain.region import UnitKind
from kiosk.domain.texts import format_day
from kiosk.ledger.rows import publishes_here
from kiosk.store import local_out
from kiosk.store.local_out import LocalEvent
from kiosk.ui.desk.days import STEPS, away_words, day_keys, day_words, moved
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState, ticked
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

Kind = Literal["event", "meeting", "election", "term"]
KINDS: Final[dict[Kind, tuple[str, str, str]]] = {
    "meeting": ("开会", "开会以前要贴通知", "users"),
    "election": ("选举", "选举前后要公布名单和结果", "checklist"),
    "term": ("换届交接", "交接以后要公布清单", "refresh"),
    "event": ("别的事", "立项、救助、慰问、征地、变动……", "flag"),
}
"""What a clerk may enter: words, what it asks for, icon. Payouts come from the county."""
NAMES: Final[dict[tuple[UnitKind, Kind], tuple[str, ...]]] = {
    ("village", "meeting"): ("村民会议", "村民代表会议", "成员大会", "成员代表会议"),
    ("community", "meeting"): ("居民会议", "居民代表会议"),
    ("village", "election"): ("村委会换届选举", "村委会补选", "村务监督机构选举", "村民代表推选"),
    ("community", "election"): ("居委会换届选举", "居委会补选", "居务监督机构选举", "居民代表推选"),
    ("village", "term"): ("村委会换届交接",),
    ("community", "term"): ("居委会换届交接",),
}
"""Ready names; another matter is called like what has to be made public about it."""
StepName = Literal["", "one", "sure", "kind", "group", "items", "name", "day"]
SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class EventStep:
    """Where the clerk is and what was chosen; ``event_id`` of the one that is looked at or moved."""

    name: StepName = ""
    kind: Kind = "meeting"
    group: str = ""
    items: tuple[str, ...] = ()
    title: str = ""
    day: date | None = None
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class EventsState(FormState):
    """``day`` and ``items`` are what is chosen now; ``known`` the event that is looked at."""

    day: date | None = None
    items: tuple[str, ...] = ()
    today: date | None = None
    known: EventItem | None = None


@QmlElement
class DeskEventsVM(FormModel):
    """No params. A list, and the steps of entering, moving and cancelling."""

    LEFT_OUT = frozenset({"rows", "day", "items", "today", "known"})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._step = EventStep()

    @Slot()
    def stop(self) -> None:
        self._step = EventStep()
        super().stop()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(events_state, self._step)

    @Slot(str)
    def choose(self, code: str) -> None:
        step = self._step
        if step.name == "":
            self._go(EventStep("one", event_id=code))
        elif step.name == "kind" and code in KINDS:
            self._go(EventStep("group" if code == "event" else "items", kind=code))
        elif step.name == "group":
            self._go(replace(step, name="items", group=code, items=()))
        elif step.name == "items":
            chosen = self.state.items if self.state is not None else ()
            kept = tuple(one for one in chosen if one != code)
            self._go(replace(step, items=kept if code in chosen else (*kept, code)))
        elif step.name == "name":
            self._go(replace(step, name="day", title=code))

    @Slot(str)
    def act(self, code: str) -> None:
        step, shown = self._step, self.state
        if shown is None:
            return
        if code == "new":
            self._go(EventStep("kind"))
        elif code == "next":
            self._go(replace(step, name="name", items=shown.items))
        elif code in STEPS:
            self._go(replace(step, day=moved(shown.day or shown.today, code)))
        elif code == "move" and shown.known is not None:
            old = shown.known
            self._go(replace(step, name="day", title=old.title, items=old.catalogue_ids, day=old.on))
        elif code == "cancel":
            self._go(replace(step, name="sure"))
        elif code == "cancel!":
            self.perform(partial(cancel, step), self._settled)
        elif code == "save":
            self.perform(partial(enter, replace(step, day=shown.day)), self._settled)

    @Slot(result=bool)
    def step_back(self) -> bool:
        was = self._step
        if was.name:
            self._go(replace(was, name=_before(was)))
        return bool(was.name)

    def _settled(self, words: str) -> None:
        self._step = EventStep()
        self.say(words)

    def _go(self, step: EventStep) -> None:
        self._step = step
        self.turn_to()


def _before(step: EventStep) -> StepName:
    match step.name:
        case "sure":
            return "one"
        case "day":
            return "one" if step.event_id else "name"
        case "name":
            return "items"
        case "items":
            return "group" if step.kind == "event" else "kind"
        case "group":
            return "kind"
        case _:
            return ""


# --- the steps in words; writer thread -----------------------------------------------------------


def events_state(step: EventStep, tools: DeskTools) -> EventsState:
    """The page in the step the clerk is in."""
    return replace(_STATES[step.name](step, tools), today=tools.facts.today, back=bool(step.name))


def _own(tools: DeskTools) -> tuple[LocalEvent, ...]:
    with tools.desk.reading() as connection:
        return local_out.events(connection)


def _find(step: EventStep, tools: DeskTools) -> EventItem | None:
    return next((one.item for one in _own(tools) if one.item.event_id == step.event_id), None)


def _list(_step: EventStep, tools: DeskTools) -> EventsState:
    today, own = tools.facts.today, _own(tools)
    known = {one.item.event_id for one in own}
    rows = [_event_row(one.item, today, f"{one.who}记的") for one in own]
    rows += [
        replace(_event_row(event, today, "县里发来"), opens=False)
        for event in sorted(tools.board.events(), key=lambda e: e.on, reverse=True)
        if event.trigger != "payout" and event.event_id not in known
    ]
    keys = (FormKey("new", "记一件事", "plus", "primary"),)
    meta = f"村里记了 {len(own)} 件" if own else "村里还没有记过"
    lead = "" if rows else "开会、选举、换届、立项这些事记在这里，台账就会算出哪天以前要公开。"
    return EventsState("记下的事", meta, tuple(rows[:SHOWN]), keys, lead=lead)


def _event_row(event: EventItem, today: date, who: str) -> FormRow:
    meta = f"{format_day(event.on, today)}　要公开 {len(event.catalogue_ids)} 项　{who}"
    row = FormRow(event.event_id, event.title, meta, icon=KINDS[_kind(event)][2])
    if event.cancelled:
        return replace(row, chip_state="mute", chip="已取消", opens=False)
    return row


def _kind(event: EventItem) -> Kind:
    return "event" if event.trigger == "payout" else event.trigger


def _one(step: EventStep, tools: DeskTools) -> EventsState:
    event = _find(step, tools)
    if event is None or event.cancelled:
        return EventsState("记下的事", lead="没有这一件事，或者已经取消了。请返回看看。")
    catalogue = tools.facts.catalogue.by_id
    rows = tuple(
        FormRow(one, catalogue[one].level2, catalogue[one].level1, opens=False)
        for one in event.catalogue_ids
        if one in catalogue
    )
    keys = (FormKey("move", "改日子", "calendar"), FormKey("cancel", "取消这件事", "x", "danger"))
    words = day_words(event.on, tools.facts.today)
    return EventsState(event.title, words, rows, keys, lead="因为这件事要公开的：", known=event)


def _sure(step: EventStep, tools: DeskTools) -> EventsState:
    event = _find(step, tools)
    title = event.title if event is not None else "记下的事"
    lead = "这件事不办了，或者记错了？取消以后，因为它要公开的各项就不用公开了。"
    return EventsState(title, "取消", keys=(FormKey("cancel!", "取消这件事", "x", "danger"),), lead=lead)


def _kinds(_step: EventStep, tools: DeskTools) -> EventsState:
    rows = tuple(FormRow(kind, word, meta, icon=icon) for kind, (word, meta, icon) in KINDS.items())
    return EventsState("记一件事", "是什么事？", rows)


def _groups(_step: EventStep, tools: DeskTools) -> EventsState:
    counts: dict[str, int] = {}
    for item in _items("event", tools):
        counts[item.level1] = counts.get(item.level1, 0) + 1
    rows = tuple(FormRow(name, name, side=f"{count} 项") for name, count in counts.items())
    return EventsState("记一件事", "是哪一类事？", rows)


def _items(kind: Kind, tools: DeskTools) -> tuple[CatalogueItem, ...]:
    """What such an event asks for and this village itself has to make public."""
    return tuple(item for item in tools.publishing.items_for(kind) if publishes_here(item))


def _choose_items(step: EventStep, tools: DeskTools) -> EventsState:
    offered = [i for i in _items(step.kind, tools) if not step.group or i.level1 == step.group]
    # Of a kind with one matter only there is nothing to choose.
    items = step.items or (tuple(i.id for i in offered) if len(offered) == 1 else ())
    rows = tuple(ticked(FormRow(i.id, i.level2), i.id in items) for i in offered)
    keys = (FormKey("next", f"选好了（{len(items)}）", "check", "primary", enabled=bool(items)),)
    return EventsState("记一件事", "要公开哪几项？可以选几项。", rows, keys, items=items)


def _names(step: EventStep, tools: DeskTools) -> EventsState:
    catalogue = tools.facts.catalogue.by_id
    names = NAMES.get((tools.facts.village.kind, step.kind), ())
    names = names or tuple(catalogue[one].level2 for one in step.items)
    rows = tuple(FormRow(name, name) for name in dict.fromkeys(names))
    return EventsState("记一件事", "叫什么？村民看得到。", rows, items=step.items)


def _day(step: EventStep, tools: DeskTools) -> EventsState:
    today = tools.facts.today
    day = step.day or today
    keys = (*day_keys(week=True), FormKey("save", "记下", "check", "primary"))
    lead = "哪一天？开会、选举是开的那天，别的事是办成的那天。"
    meta = away_words(day, today)
    return EventsState(step.title, meta, keys=keys, lead=lead, figure=format_day(day, today), day=day)


_STATES = {
    "": _list,
    "one": _one,
    "sure": _sure,
    "kind": _kinds,
    "group": _groups,
    "items": _choose_items,
    "name": _names,
    "day": _day,
}

# --- deeds ---------------------------------------------------------------------------------------


def enter(step: EventStep, tools: DeskTools) -> str:
    """Keep the event, or the other day of a known one."""
    day = step.day or tools.facts.today
    old = _find(step, tools) if step.event_id else None
    kind = _kind(old) if old is not None else step.kind
    new = NewEvent(kind, day, step.title, step.items)
    tools.publishing.enter_event(new, tools.inside, tools.clock.now(), event_id=step.event_id or None)
    return f"记下了：{step.title}，{format_day(day, tools.facts.today)}。过一会儿台账里就有了。"


def cancel(step: EventStep, tools: DeskTools) -> str:
    tools.publishing.cancel_event(step.event_id, tools.inside, tools.clock.now())
    return "取消了。过一会儿台账里就没有了。"
