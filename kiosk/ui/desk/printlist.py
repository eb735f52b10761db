"""打印 without a choice: what has to hang first, then everything that can be printed, by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.texts import format_day, period_text
from kiosk.store.content import FINANCE, disclosure_kind
from kiosk.store.views import Published
from kiosk.ui.desk.form import FormModel, FormRow, FormState
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

MOST_URGENT: Final = 3
"""So many sheets that have to hang are named; the rest lie behind one row."""


@QmlElement
class DeskPrintListVM(FormModel):
    """Params: ``list`` (which kind; empty: all kinds). ``asked`` opens 打印 with what was chosen."""

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(list_state, str(params.get("list") or ""))

    @Slot(str)
    def choose(self, code: str) -> None:
        self.asked.emit("desk-print", params_of(code))


def params_of(code: str) -> dict[str, Any]:
    """``list:finance``, ``payouts:BATCH``, ``year:2026``, ``disclosure:ID`` → parameters of the page."""
    kind, _, value = code.partition(":")
    if kind in ("list", "kind"):
        return {kind: value}
    if kind in ("summary", "year"):
        return {"kind": "summary" if kind == "summary" else "payouts", "year": int(value)}
    return {"type": kind, "id": value}


def list_state(which: str, tools: DeskTools) -> FormState:
    if which == "":
        return _kinds(tools)
    title, rows = _LISTS[which]
    found = tuple(rows(tools))
    meta = f"{len(found)} 份，新的在前" if found else "还没有可以打的"
    return FormState(title, meta, found)


def _kinds(tools: DeskTools) -> FormState:
    urgent = tuple(_to_post(tools))
    rows = list(urgent[:MOST_URGENT])
    if len(urgent) > MOST_URGENT:
        rows.append(FormRow("list:to_post", "要张贴的，全部", f"{len(urgent)} 份", icon="printer"))
    heads = tools.board.publications()
    years = tools.board.years()
    rows += [
        FormRow("list:payouts", "补贴名单", f"{_count(heads, 'payouts')} 批", icon="cash"),
        FormRow("list:years", "一年合计", f"{len(years)} 年，全村合在一张表上", icon="chart-bar"),
        FormRow("list:finance", "村里的账", f"{len(list(_finance(tools)))} 份", icon="report-money"),
        FormRow("list:notices", "通知和公开件", f"{len(list(_notices(tools)))} 份", icon="bell"),
        FormRow("list:policies", "政策解读", f"{_count(heads, 'policy')} 份", icon="book-2"),
        FormRow("kind:catalogue", "公开目录", "长期挂在墙上", icon="list-details"),
        FormRow("kind:ledger", "工作台账", "自己看、存档，不上墙", icon="clipboard-list"),
    ]
    meta = f"{len(urgent)} 份要张贴" if urgent else "没有急着要张贴的"
    return FormState("打印上墙", meta, tuple(rows))


def _count(heads: tuple[Published, ...], kind: str) -> int:
    return sum(head.type == kind for head in heads)


def _to_post(tools: DeskTools) -> Iterator[FormRow]:
    for row in tools.working.select("to_post"):
        if row.met is None:
            continue
        yield FormRow(
            f"{row.met.type}:{row.met.id}",
            row.met.title,
            f"{format_day(row.met.on, tools.facts.today)}公开",
            icon="printer",
            chip_state="ok" if row.state == "to_post" else "err",
            chip=row.label,
            chip_icon="pin" if row.state == "to_post" else "",
        )


def _payouts(tools: DeskTools) -> Iterator[FormRow]:
    for head in tools.board.publications():
        if head.type == "payouts":
            yield _row(head, tools)


def _years(tools: DeskTools) -> Iterator[FormRow]:
    for year in tools.board.years():
        yield FormRow(f"summary:{year}", f"{year}年各项补贴合计", "一项一行，不列姓名", icon="chart-bar")
        yield FormRow(f"year:{year}", f"{year}年发放到户", "一户一行，各项写在一起", icon="users")


def _disclosures(tools: DeskTools, *, finance: bool) -> Iterator[FormRow]:
    for head in tools.board.publications():
        if head.type == "disclosure" and _is_finance(head, tools) == finance:
            yield _row(head, tools)


def _is_finance(head: Published, tools: DeskTools) -> bool:
    # Only what is set as a table can be an account; the body is asked for those few alone.
    if head.form not in ("table", "stat"):
        return False
    view = tools.board.disclosure(head.id)
    return view is not None and disclosure_kind(view) == FINANCE


def _finance(tools: DeskTools) -> Iterator[FormRow]:
    return _disclosures(tools, finance=True)


def _notices(tools: DeskTools) -> Iterator[FormRow]:
    return _disclosures(tools, finance=False)


def _policies(tools: DeskTools) -> Iterator[FormRow]:
    for head in tools.board.publications():
        if head.type == "policy":
            yield _row(head, tools)


def _row(head: Published, tools: DeskTools) -> FormRow:
    day = format_day(head.published_on, tools.facts.today)
    period = period_text(head.period) if head.type != "policy" else ""
    facts = [f"{day}公开", period if period not in ("", "长期") else "", f"第{head.version}版"]
    gone = head.withdrawal is not None
    return FormRow(
        f"{head.type}:{head.id}",
        tools.facts.safe(head.title),
        "　".join(fact for fact in facts if fact),
        chip_state="mute" if gone else "",
        chip="已撤回" if gone else "",
    )


_LISTS: Final[dict[str, tuple[str, Callable[[DeskTools], Iterator[FormRow]]]]] = {
    "to_post": ("要张贴的", _to_post),
    "payouts": ("补贴名单", _payouts),
    "years": ("一年合计", _years),
    "finance": ("村里的账", _finance),
    "notices": ("通知和公开件", _notices),
    "policies": ("政策解读", _policies),
}
