"""新的一件: which matter of the catalogue, which period, what must be in it; then a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.publishing_records import PeriodChoice
from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.texts import format_day
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

Step = Literal["group", "item", "period", "begin"]
AUDIENCES = {
    "P2": "只给本村人看，不上网",
    "P3": "只写人数和合计，不写姓名",
    "PX": "逐户名单县里发来，这里写说明和合计",
}
"""Privacy class → what the clerk has to know before writing."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen so far."""

    step: Step = "group"
    group: str = ""
    item: str = ""
    period: str = ""


@QmlElement
class DeskPublishNewVM(FormModel):
    """Params ``item`` and ``period``, chosen already. ``made`` tells the new draft."""

    made = Signal(int)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._chosen: Chosen | None = None

    @Slot()
    def stop(self) -> None:
        self._chosen = None
        super().stop()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(new_state, self._now)

    @property
    def _now(self) -> Chosen:
        if self._chosen is None:
            item, period = str(self.param("item") or ""), str(self.param("period") or "")
            step: Step = "group" if not item else "begin" if period else "period"
            self._chosen = Chosen(step, "", item, period if item else "")
        return self._chosen

    @Slot(str)
    def choose(self, code: str) -> None:
        now = self._now
        if now.step == "group":
            self._go(Chosen("item", code))
        elif now.step == "item":
            self._go(replace(now, step="period", item=code))
        elif now.step == "period":
            self._go(replace(now, step="begin", period=code))
        elif code == "nothing":
            self.perform(partial(begin, now, True), self._begun)

    @Slot(str)
    def act(self, code: str) -> None:
        now = self._now
        if code == "write":
            self.perform(partial(begin, now, False), self._begun)

    @Slot(result=bool)
    def step_back(self) -> bool:
        now = self._now
        if now.step == "group" or (now.group == "" and now.step == "period"):
            return False
        before: dict[Step, Step] = {"item": "group", "period": "item", "begin": "period"}
        self._go(replace(now, step=before[now.step]))
        return True

    def _go(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self.turn_to()

    def _begun(self, draft_id: int) -> None:
        self.made.emit(draft_id)


def begin(chosen: Chosen, nothing: bool, tools: DeskTools) -> int:
    """The id of the new draft."""
    draft = tools.publishing.start(
        chosen.item, tools.inside, tools.clock.now(), period=chosen.period, nothing=nothing
    )
    return draft.id


def new_state(chosen: Chosen, tools: DeskTools) -> FormState:
    """What the step shows."""
    items = [item for item in tools.facts.catalogue.items if item.privacy != "P4"]
    match chosen.step:
        case "group":
            counts = dict.fromkeys((item.level1 for item in items), 0)
            for item in items:
                counts[item.level1] += 1
            rows = tuple(FormRow(name, name, side=f"{count} 项") for name, count in counts.items())
            return FormState("公开哪一类？", "先选大类，再选哪一项", rows, back=True)
        case "item":
            rows = tuple(_item_row(item) for item in items if item.level1 == chosen.group)
            return FormState("公开哪一项？", chosen.group, rows, back=True)
        case "period":
            return _periods(chosen, tools)
        case "begin":
            return _begin(chosen, tools)


def _item_row(item: CatalogueItem) -> FormRow:
    return FormRow(item.id, item.level2, AUDIENCES.get(item.privacy, ""))


def _periods(chosen: Chosen, tools: DeskTools) -> FormState:
    found = tools.publishing.suggest(chosen.item, tools.clock.now())
    rows = tuple(period_row(choice, tools) for choice in found.periods)
    item = tools.facts.catalogue.by_id[chosen.item]
    return FormState("是哪一期的？", item.level2, rows, back=True)


def period_row(choice: PeriodChoice, tools: DeskTools) -> FormRow:
    """A period with its last day in time and whether something is public for it."""
    chip = ("ok", "已公开", "circle-check") if choice.is_met else ("", "", "")
    meta = ""
    if choice.due is not None:
        late = choice.due < tools.facts.today and not choice.is_met
        meta = f"最晚 {format_day(choice.due, tools.facts.today)}" + ("，已经过了" if late else "")
    return FormRow(
        choice.period, choice.words, meta, chip_state=chip[0], chip=chip[1], chip_icon=chip[2]
    )


def _begin(chosen: Chosen, tools: DeskTools) -> FormState:
    found = tools.publishing.suggest(chosen.item, tools.clock.now())
    item = tools.facts.catalogue.by_id[chosen.item]
    words = next((one.words for one in found.periods if one.period == chosen.period), "")
    rows = tuple(
        FormRow(f"e{n}", element, icon="clipboard-list", opens=False)
        for n, element in enumerate(item.elements)
    )
    rows = (*rows, FormRow("nothing", "本期没有发生", "没有要公开的内容", icon="circle-minus"))
    keys = (FormKey("write", "开始写", "pencil", "primary"),)
    lead = "要写清楚下面这些。" if item.elements else "先起草，再送去核对。"
    meta = "　".join(part for part in (words, AUDIENCES.get(item.privacy, "")) if part)
    return FormState(item.level2, meta, rows, keys, lead=lead, back=True)
