"""What the page of a draft shows: problems first, what is in it, and the keys of who is inside."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.desk.publishing_records import DraftProblem
from kiosk.domain.texts import format_day
from kiosk.store.drafts import EDITABLE, OPEN, Draft
from kiosk.store.views import TableView
from kiosk.ui.desk.form import FormKey, FormRow, FormState
from kiosk.ui.desk.publishwords import chip_of, period_words
from kiosk.ui.desk.tools import DeskTools
from kiosk.ui.viewmodels.body import text_blocks
from kiosk.ui.viewmodels.tables import Block, table_blocks

_LOOKS = {
    "err": ("要改：", "alert-triangle"),
    "warn": ("看一看：", "eye"),
    "note": ("提醒：", "info-circle"),
}
"""Severity of a problem → its word and icon; a chip would make the row too high for a low glass."""
_STEPS = {
    "title": "title", "period": "period", "days": "until", "body": "text", "table": "table",
    "pictures": "pictures",
}  # fmt: skip
"""Part of the form → the step where it is mended."""


@dataclass(frozen=True, slots=True)
class DraftState(FormState):
    """``amount``: a number is being pressed; ``preview``: ``blocks`` stand as villagers will see them;
    ``picture``: bytes to look at, ``drawn`` whether there are some; ``own``: phones that may stand in it."""

    amount: bool = False
    preview: bool = False
    drawn: bool = False
    picture: bytes = b""
    blocks: tuple[Block, ...] = ()
    own: frozenset[str] = frozenset()
    disclosure_id: str = ""
    item: str = ""


def may_write(draft: Draft, tools: DeskTools) -> bool:
    """The committee writes; the supervision body checks and does not write in what it checks."""
    return draft.state in EDITABLE and _is_clerk(tools)


def look(draft: Draft, tools: DeskTools) -> DraftState:
    """The page of one version, nothing chosen on it."""
    now = tools.clock.now()
    problems = tools.publishing.problems(draft.id, now) if draft.state in OPEN else ()
    writes = may_write(draft, tools)
    rows = [_problem_row(problem, writes) for problem in problems if problem.severity != "note"]
    rows += _facts(draft, tools, writes)
    rows += [_problem_row(problem, writes) for problem in problems if problem.severity == "note"]
    rows += _deeds(draft, tools)
    item = next(iter(draft.content.catalogue_ids), "")
    known = tools.facts.catalogue.by_id.get(item)
    version = f"第 {draft.version} 版" if draft.version > 1 else ""
    meta = [chip_of(draft)[1], _period(draft, tools), version]
    blocking = sum(problem.blocks for problem in problems)
    return DraftState(
        known.level2 if known else "村里自己公开的",
        "　".join(word for word in meta if word),
        tuple(rows),
        _keys(draft, tools, blocking),
        lead=lead_of(draft, tools, blocking),
        back=True,
        own=tools.publishing.rules().settings.own_numbers(),
        disclosure_id=draft.disclosure_id,
        item=item,
    )


def lead_of(draft: Draft, tools: DeskTools, blocking: int) -> str:
    """What comes next, in a sentence."""
    today = tools.facts.today
    match draft.state:
        case "draft":
            return f"还有 {blocking} 处要改，改好才能送去核对。" if blocking else "写好了就送去核对。"
        case "returned":
            why = draft.note or "没有写原因。"
            return f"退回来了：{why}"
        case "waiting":
            if not tools.publishing.checkers(draft.id):
                return "没有人能核对：要一位没写过它、有密码的监督委员。"
            return "请监督委员看一遍，再按自己的密码。"
        case "checked":
            who = draft.checked.name if draft.checked else ""
            return f"{who}核对过了，可以公开。"
        case "published" if not draft.arrived:
            return "已交给屏幕，几秒后能看到。"
        case "published":
            day = format_day(draft.published_on, today) if draft.published_on else ""
            return f"{day}起在屏幕上，村民看得到。"
        case _:
            return f"已经从屏幕上撤下。{draft.withdrawn_reason}"


def problem_row(code: str, problem: DraftProblem, opens: bool) -> FormRow:
    """Where, what, what to do."""
    word, icon = _LOOKS[problem.severity]
    title = f"{problem.place}{'' if '：' in problem.what else '：'}{problem.what}"
    return FormRow(code, title, f"{word}{problem.todo}", icon=icon, opens=opens, alarmed=problem.blocks)


def _problem_row(problem: DraftProblem, writes: bool) -> FormRow:
    step = _STEPS.get(problem.part, "")
    if problem.code == "not_money":
        step = f"cell:{problem.row}:{problem.column}"
    elif problem.code == "picture_untitled" or problem.code == "empty":
        step = "put" if problem.code == "empty" else "pictures"
    return problem_row(step, problem, writes and step != "")


def _facts(draft: Draft, tools: DeskTools, writes: bool) -> list[FormRow]:
    content, today = draft.content, tools.facts.today
    until = "一直放着" if content.publish_to is None else format_day(content.publish_to, today)
    rows = [
        FormRow("title", "标题", tools.facts.safe(content.title), icon="pencil", opens=writes),
        FormRow("period", "哪一期", _period(draft, tools), icon="calendar", opens=writes),
        FormRow("until", "公布到", f"公开那天起，{until}", icon="clock", opens=writes),
    ]
    if content.nothing:
        rows.append(FormRow("put", "内容", "本期没有发生", icon="circle-minus", opens=writes))
        return rows
    if content.body:
        count = len("".join(content.body.split()))
        rows.append(FormRow("text", "文字", f"{count} 个字", icon="file-text"))
    if content.fields:
        words = f"{len(content.rows)} 行，{len(content.fields)} 列"
        rows.append(FormRow("table", "表格", words, icon="file-spreadsheet"))
    if draft.pictures:
        words = f"{len(draft.pictures)} 张"
        rows.append(FormRow("pictures", "图片", words, icon="photo"))
    if draft.reason:
        rows.append(FormRow("", "为什么更正", draft.reason, icon="history", opens=False))
    rows.append(FormRow("", "谁经手", _who(draft), icon="users", opens=False))
    return rows


def _period(draft: Draft, tools: DeskTools) -> str:
    words = period_words(draft)
    event_on = draft.content.event_on
    return words or (f"{format_day(event_on, tools.facts.today)}的事" if event_on else "还没有选")


def _who(draft: Draft) -> str:
    deeds = [("起草", draft.drafted), ("核对", draft.checked), ("公开", draft.published)]
    deeds.append(("撤回", draft.withdrawn))
    return "　".join(f"{word}：{deed.name}" for word, deed in deeds if deed is not None)


def _is_clerk(tools: DeskTools) -> bool:
    return tools.person is not None and tools.person.role == "clerk"


def _keys(draft: Draft, tools: DeskTools, blocking: int) -> tuple[FormKey, ...]:
    """The next deed of whoever is inside, two at most: a low glass has room for no more."""
    clerk = _is_clerk(tools)
    content = draft.content
    if draft.state in EDITABLE:
        if not clerk:
            return ()
        full = bool(content.body or content.fields or draft.pictures or content.nothing)
        kinds = ("plain", "primary") if full and not blocking else ("primary", "plain")
        return (
            FormKey("put", "放内容", "plus", kinds[0]),
            FormKey("send", "送去核对", kind=kinds[1], enabled=not blocking),
        )
    if draft.state == "waiting":
        can = bool(tools.publishing.checkers(draft.id))
        return (
            FormKey("check", "核对无误", "clipboard-check", "primary", enabled=can),
            FormKey("send_back", "退回", "arrow-back-up", enabled=can),
        )
    if draft.state == "checked":
        if clerk:
            return (FormKey("publish", "公开", "speakerphone", "primary"),)
        return (FormKey("send_back", "退回", "arrow-back-up"),)
    if draft.state == "published" and draft.arrived and clerk:
        return (FormKey("print", "打印张贴", "printer", "primary"),)
    return ()


def _deeds(draft: Draft, tools: DeskTools) -> list[FormRow]:
    """What else may be done with it, as rows."""
    rows = [FormRow("do:preview", "看看样子", "村民看到的就是这样", icon="eye")]
    if not _is_clerk(tools):
        if draft.state == "published":
            rows.append(_WITHDRAW)
        return rows
    if draft.state in EDITABLE:
        rows.append(FormRow("do:drop", "丢掉这份草稿", "不要了", icon="trash"))
    elif draft.state in ("waiting", "checked"):
        rows.append(FormRow("do:take_back", "收回来改", "改好要重新核对", icon="pencil"))
    elif draft.state == "published":
        if not _is_open(draft, tools):
            rows.append(FormRow("do:correct", "更正", "写明原因，再走一遍核对", icon="pencil"))
        rows.append(_WITHDRAW)
    return rows


_WITHDRAW = FormRow("do:withdraw", "撤回", "马上从屏幕上撤下", icon="circle-x")


def _is_open(draft: Draft, tools: DeskTools) -> bool:
    """A newer version is being written already."""
    return any(one.state in OPEN for one in tools.publishing.versions(draft.disclosure_id))


def preview(draft: Draft, tools: DeskTools) -> DraftState:
    """As villagers will see it, drawn with the same blocks."""
    content, facts = draft.content, tools.facts
    text: list[Block] = []
    if content.body:
        found = text_blocks(content.body, facts.safe, facts.today)
        text = [block for block in found if (block.kind, block.text) != ("heading", content.title)]
    table: list[Block] = []
    if content.fields and content.rows and all(len(row) == len(content.fields) for row in content.rows):
        cents = 0 if any(head.endswith("(元)") for head in content.fields) else None
        table = list(table_blocks(TableView(content.fields, content.rows, cents), facts.safe, facts.today))
    blocks = table + text if content.form == "table" else text + table
    if content.nothing:
        blocks = [Block("para", "这一期没有发生这类事，没有要公开的内容。")]
    if not blocks:
        blocks = [Block("para", "还没有文字和表格。" if not draft.pictures else "内容都在图片里。")]
    blocks.insert(0, Block("heading", facts.safe(content.title), level=2))
    if draft.pictures:
        blocks.append(Block("para", f"还有 {len(draft.pictures)} 张图片，在前一页的“图片”里看。"))
    return DraftState(
        "看看样子", "村民看到的就是这样", back=True, preview=True, blocks=tuple(blocks),
        disclosure_id=draft.disclosure_id,
    )  # fmt: skip
