"""通知: what the village publishes itself, with its drafts; what waits for whoever is inside comes first."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.publishing_records import Publication
from kiosk.store.drafts import DraftState
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.publishwords import STATE_CHIPS, chip_of, period_words
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

_FOR_CLERK: tuple[DraftState, ...] = ("returned", "checked", "draft", "waiting", "published", "withdrawn")
_FOR_SUPERVISOR: tuple[DraftState, ...] = (
    "waiting", "checked", "returned", "draft", "published", "withdrawn",
)  # fmt: skip


@QmlElement
class DeskPublishVM(FormModel):
    """Params ``item`` and ``period``: only these; none: all. A row opens the draft."""

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(publish_state, str(params.get("item") or ""), str(params.get("period") or ""))

    @Slot(str)
    def choose(self, code: str) -> None:
        self.asked.emit("desk-draft", {"id": int(code)})

    @Slot(str)
    def act(self, code: str) -> None:
        if code == "all":
            self._params = {}
            self.turn_to()
            return
        about = {name: self.param(name) for name in ("item", "period") if self.param(name)}
        self.asked.emit("desk-publish-new", about)


def publish_state(item: str, period: str, tools: DeskTools) -> FormState:
    """The list; with ``item`` only the publications of that matter, with ``period`` of that time."""
    found = [one for one in tools.publishing.listed() if _is_meant(one, item, period)]
    supervisor = tools.is_supervisor
    order = _FOR_SUPERVISOR if supervisor else _FOR_CLERK
    found.sort(key=lambda one: order.index(one.newest.state))
    rows = tuple(_row(one, tools) for one in found)
    keys = () if supervisor else (FormKey("new", "写这一件" if item else "新的一件", "plus", "primary"),)
    if item:
        keys = (*keys, FormKey("all", "看全部", "list-details"))
    known = tools.facts.catalogue.by_id.get(item)
    title = "村里自己公开的" if known is None else known.level2
    meta = "　".join(
        f"{STATE_CHIPS[state][1]} {count} 件"
        for state in order
        if (count := sum(one.newest.state == state for one in found))
    )
    lead = ""
    if not found:
        lead = "这一项还没有写。" if item else "还没有写过。村里自己的账和通知，在这里写。"
        if supervisor:
            lead = "没有要您核对的。"
    return FormState(title, meta or "先写好，监督委员会核对过，才能公开", rows, keys, lead=lead)


def _is_meant(one: Publication, item: str, period: str) -> bool:
    content = one.newest.content
    return (not item or item in content.catalogue_ids) and (not period or period == content.period)


def _row(one: Publication, tools: DeskTools) -> FormRow:
    newest = one.newest
    look, chip, icon = chip_of(newest)
    words = [period_words(newest), f"{newest.drafted.name}写的"]
    if newest.state == "returned" and newest.note:
        words = [newest.note]
    elif one.open is not None and one.current is not None and one.current.state == "published":
        words.append(f"屏上还是第 {one.current.version} 版")
    return FormRow(
        str(newest.id),
        tools.facts.safe(newest.content.title) or "（还没有标题）",
        "　".join(word for word in words if word),
        chip_state=look,
        chip=chip,
        chip_icon=icon,
        alarmed=newest.state == "returned",
    )
