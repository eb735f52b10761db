"""The steps of a draft's page: choosing a title, a period, a file, a reason, and asking once more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kiosk.desk.access import PIN_DIGITS
from kiosk.domain.deadline import last_hold_day
from kiosk.domain.texts import format_day
from kiosk.store.drafts import Draft
from kiosk.ui.desk.draftdeeds import figure_lines
from kiosk.ui.desk.draftlook import DraftState, look, may_write, preview, problem_row
from kiosk.ui.desk.form import FormKey, FormRow, chosen
from kiosk.ui.desk.publishnew import period_row
from kiosk.ui.desk.publishwords import BACK_NOTES, CORRECT_REASONS, WITHDRAW_REASONS
from kiosk.ui.desk.stickfiles import KIND_WORDS, FileKind, StickFile, size_words
from kiosk.ui.desk.tools import DeskTools

if TYPE_CHECKING:
    from kiosk.ui.desk.tablefile import TableFile

Step = Literal[
    "look", "preview", "put", "title", "period", "until", "text", "table", "cell", "pictures", "picture",
    "files", "read", "sheet", "head", "nothing", "drop", "checker", "pin", "back_note", "publish",
    "correct", "withdraw", "really_withdraw",
]  # fmt: skip
WRITING: frozenset[Step] = frozenset({
    "put", "title", "period", "until", "cell", "files", "read", "sheet", "head", "nothing",
    "drop",
})  # fmt: skip
"""Steps that change a draft; they end when it cannot be written in any more."""
HOLDS = ((30, "一个月"), (90, "三个月"), (183, "半年"), (365, "一年"))
PICTURE_TITLES = ("现场照片", "公示照片", "会议照片", "签字的那一页", "票据", "图纸")


@dataclass(frozen=True, slots=True)
class Held:
    """Where the page stands and what was chosen on the way. ``lines``: (row number, words) above and at a
    table's head, to choose the head from; ``note``: why it is sent back or withdrawn; ``titles``: lines
    found in files that may be titles."""

    step: Step = "look"
    kind: FileKind = "table"
    files: tuple[StickFile, ...] = ()
    path: Path | None = None
    read: TableFile | None = None
    lines: tuple[tuple[int, str], ...] = ()
    cell: tuple[int, int] = (0, 0)
    picture: int = 0
    person: int = 0
    note: str = ""
    titles: tuple[str, ...] = ()


def draft_state(draft_id: int, held: Held, tools: DeskTools) -> DraftState:
    """What the step shows; a step that does not go any more shows the draft."""
    rules = tools.publishing
    draft = rules.draft(draft_id)
    if draft.state == "published" and not draft.arrived:
        # The page is read again as soon as the board has changed: whether it is there is asked at once.
        rules.tend(tools.clock.now())
        draft = rules.draft(draft_id)
    # 更正 and 撤回 are pressed in a later step than the one that shows the draft.
    return replace(_of_step(draft, held, tools), disclosure_id=draft.disclosure_id)


def _of_step(draft: Draft, held: Held, tools: DeskTools) -> DraftState:
    rules, step = tools.publishing, held.step
    if step == "preview":
        return preview(draft, tools)
    if step in WRITING and not may_write(draft, tools):
        return look(draft, tools)
    match step:
        case "put":
            return _put(draft, tools)
        case "title":
            return _titles(draft, held, tools)
        case "period":
            found = rules.suggest(draft.content.catalogue_ids[0], tools.clock.now()).periods
            rows = tuple(chosen(period_row(c, tools), c.period == draft.content.period) for c in found)
            return _choice("是哪一期的？", draft.content.title, rows)
        case "until":
            return _until(draft, tools)
        case "text":
            return _text(draft, tools)
        case "table":
            return _table(draft, tools)
        case "cell" if _is_cell(draft, held):
            return _cell(draft, held)
        case "pictures" | "picture":
            return _pictures(draft, held, tools)
        case "files":
            return _files(held)
        case "read" if held.read is not None:
            return _read(held.read, held.path.name if held.path else "")
        case "sheet" if held.read is not None:
            rows = tuple(chosen(FormRow(s, s), s == held.read.sheet) for s in held.read.sheets)
            return _choice("用哪一张表？", held.path.name if held.path else "", rows)
        case "head":
            rows = tuple(FormRow(str(n), words, f"第 {n} 行") for n, words in held.lines)
            return _choice("列名在哪一行？", "选写着“日期、摘要、金额”这些的那一行", rows)
        case "checker":
            rows = tuple(FormRow(str(p.id), p.name, icon="user-circle") for p in rules.checkers(draft.id))
            return _choice("哪一位来核对？", "写过这一件的人不能核对它", rows)
        case "pin":
            return _pin(draft, held, tools)
        case "back_note":
            return _choice("为什么退回？", "写的人看得到，村民看不到", _sentences(BACK_NOTES))
        case "correct":
            return _choice("为什么更正？", "村民看得到这句话", _sentences(CORRECT_REASONS))
        case "withdraw":
            return _choice("为什么撤回？", "村民看得到这句话", _sentences(WITHDRAW_REASONS))
        case _:
            return _asked(draft, held) or look(draft, tools)


def _choice(title: str, meta: str, rows: tuple[FormRow, ...], *keys: FormKey) -> DraftState:
    return DraftState(title, meta, rows, keys, back=True)


def _sentences(sentences: tuple[str, ...]) -> tuple[FormRow, ...]:
    return tuple(FormRow(sentence, sentence) for sentence in sentences)


def _put(draft: Draft, tools: DeskTools) -> DraftState:
    content = draft.content
    rows = [
        FormRow("table", "从 U 盘放表格", "xlsx、xls、et、csv 都可以", icon="file-spreadsheet"),
        FormRow("text", "从 U 盘放文字", "txt、md 都可以", icon="file-text"),
        FormRow("picture", "从 U 盘放图片", "jpg、png 都可以", icon="photo"),
    ]
    item = tools.facts.catalogue.by_id.get(next(iter(content.catalogue_ids), ""))
    if item is not None and figure_lines(item) and not content.fields:
        rows.append(FormRow("figures", "填数目", "没有表格，就在这里按", icon="calculator"))
    if not content.nothing:
        rows.append(FormRow("nothing", "本期没有发生", "没有要公开的内容", icon="circle-minus"))
    return _choice("放什么？", "这里没有键盘。要写的话，在电脑上写好，用 U 盘拿来", tuple(rows))


def _titles(draft: Draft, held: Held, tools: DeskTools) -> DraftState:
    from kiosk.desk.publishing_start import title_for

    content = draft.content
    events = [*(event.item for event in tools.publishing.events()), *tools.board.events()]
    found = [content.title] if content.title else []
    item = tools.facts.catalogue.by_id.get(next(iter(content.catalogue_ids), ""))
    if item is not None:
        found += [title_for(item, content.period, events), item.level2]
    found += [title for title in held.titles if 6 <= len(title) <= 60 and "单位" not in title]
    rows = tuple(chosen(FormRow(t, t), t == content.title) for t in dict.fromkeys(found))
    return _choice("用哪个标题？", "放进来的表格和文字，头一行也能当标题", rows)


def _until(draft: Draft, tools: DeskTools) -> DraftState:
    today, until = tools.facts.today, draft.content.publish_to
    items = [tools.facts.catalogue.by_id.get(i) for i in draft.content.catalogue_ids]
    lasts = [last_hold_day(i.hold, today, tools.facts.holidays) for i in items if i is not None]
    known = [last for last in lasts if last is not None]
    days = [("", "一直放着", "期满了也能看")]
    if known and None not in lasts:
        days.append((max(known).isoformat(), "规定的天数", format_day(max(known), today)))
    for count, words in HOLDS:
        last = today + timedelta(days=count)
        if None not in lasts and all(last > least for least in known):
            days.append((last.isoformat(), words, format_day(last, today)))
    mine = until.isoformat() if until else ""
    rows = tuple(chosen(FormRow(f"day:{c}", w, m), c == mine) for c, w, m in days)
    return _choice("公布到哪天？", draft.content.title, rows)


def _text(draft: Draft, tools: DeskTools) -> DraftState:
    key = FormKey("no_text", "去掉文字", "trash", "danger")
    rows = tuple(
        FormRow(f"p{n}", line, opens=False)
        for n, line in enumerate(draft.content.body.split("\n")) if line.strip()
    )  # fmt: skip
    if not may_write(draft, tools):
        return _choice("文字", draft.content.title, rows)
    return _choice("文字", "要改，在电脑上改好再放一次", rows, key)


def _table(draft: Draft, tools: DeskTools) -> DraftState:
    """All its cells; an amount can be pressed anew."""
    content, writes = draft.content, may_write(draft, tools)
    money = [i for i, head in enumerate(content.fields) if head.endswith("(元)")]
    rows: list[FormRow] = []
    for at, cells in enumerate(content.rows):
        column = next((i for i in money if i < len(cells) and cells[i]), money[0] if money else None)
        name = "　".join(cell for i, cell in enumerate(cells) if cell and i not in money)
        sums = "　".join(f"{content.fields[i]} {cells[i]}" for i in money if i < len(cells) and cells[i])
        code = "" if column is None else f"cell:{at}:{column}"
        rows.append(FormRow(code, name or f"第 {at + 1} 行", sums, opens=writes and column is not None))
    if not writes:
        return _choice("表格", content.title, tuple(rows))
    key = FormKey("no_table", "去掉表格", "trash", "danger")
    return _choice("表格", "按一行，可以改它的数目", tuple(rows), key)


def _is_cell(draft: Draft, held: Held) -> bool:
    row, column = held.cell
    return row < len(draft.content.rows) and column < len(draft.content.fields)


def _cell(draft: Draft, held: Held) -> DraftState:
    row, column = held.cell
    content = draft.content
    cells = content.rows[row]
    names = [c for i, c in enumerate(cells) if c and not content.fields[i].endswith("(元)")]
    others = tuple(
        FormKey(f"column:{i}", f"改{head.removesuffix('(元)')}")
        for i, head in enumerate(content.fields) if head.endswith("(元)") and i != column
    )  # fmt: skip
    head = content.fields[column].replace("(元)", "（元）")
    meta = "　".join([f"第 {row + 1} 行", *names])
    keys = (FormKey("keep", "记下", "check", "primary"), *others)
    return DraftState(head, meta, keys=keys, back=True, amount=True)


def _pictures(draft: Draft, held: Held, tools: DeskTools) -> DraftState:
    writes = may_write(draft, tools)
    found = next((p for p in draft.pictures if p.id == held.picture), None)
    if held.step == "pictures" or found is None:
        rows = tuple(
            FormRow(str(p.id), p.title or "（还没有说明）", f"第 {n} 张", icon="photo")
            for n, p in enumerate(draft.pictures, 1)
        )
        keys = (FormKey("picture", "再放图片", "usb", "primary"),) if writes else ()
        return _choice("图片", "每一张都看一遍：不能有证件号、卡号、电话", rows, *keys)
    rows = ()
    if writes:
        titles = dict.fromkeys([found.title, draft.content.title, *PICTURE_TITLES])
        rows = tuple(chosen(FormRow(t, t), t == found.title) for t in titles if t)
    keys = (FormKey("no_picture", "去掉这张", "trash", "danger"),) if writes else ()
    data = tools.publishing.picture(draft.id, found.id)
    meta = "选一句当说明，看不见的人靠它听" if writes else found.title
    title = "图片的说明" if writes else "图片"
    return DraftState(title, meta, rows, keys, back=True, drawn=True, picture=data)


def _files(held: Held) -> DraftState:
    rows = tuple(FormRow(str(n), f.name, f"{f.where}　{_facts_of(f)}") for n, f in enumerate(held.files))
    meta = f"U 盘里有 {len(rows)} 份，新的在前"
    return _choice(f"放哪一份{KIND_WORDS[held.kind]}？", meta, rows)


def _facts_of(file: StickFile) -> str:
    return f"{file.changed_on.month}月{file.changed_on.day}日　{size_words(file.size)}"


def _read(read: TableFile, name: str) -> DraftState:
    rows = [problem_row(f"r{n}", problem, False) for n, problem in enumerate(read.problems)]
    heads = "、".join(read.fields)
    rows.append(FormRow("head", "列名", f"{heads}。不对就按这里", icon="list-details"))
    if len(read.sheets) > 1:
        words = f"{read.sheet}，一共 {len(read.sheets)} 张"
        rows.append(FormRow("sheet", "哪一张表", words, icon="files"))
    for n, cells in enumerate(read.rows[:6]):
        words = "　".join(cell for cell in cells if cell)
        rows.append(FormRow(f"l{n}", words, f"表里第 {read.numbers[n]} 行", opens=False))
    key = FormKey("take", "放进来", "check", "primary")
    return _choice(f"读到 {len(read.rows)} 行", name, tuple(rows), key)


def _pin(draft: Draft, held: Held, tools: DeskTools) -> DraftState:
    who = next((p.name for p in tools.publishing.checkers(draft.id) if p.id == held.person), "")
    title = f"请{who}按密码"
    meta = f"退回：{held.note}" if held.note else f"核对无误：{draft.content.title}"
    return DraftState(title, meta, places=PIN_DIGITS, back=True)


def _asked(draft: Draft, held: Held) -> DraftState | None:
    """A second question before what cannot be undone."""
    title = draft.content.title
    match held.step:
        case "drop":
            key = FormKey("really_drop", "丢掉", "trash", "danger")
            return DraftState("丢掉这份草稿？", title, lead="丢掉就找不回来了。", keys=(key,), back=True)
        case "nothing":
            key = FormKey("really_nothing", "本期没有发生", "circle-minus", "primary")
            lead = "放进来的文字、表格、图片会去掉，只写“本期没有发生”。"
            return DraftState("这一期真的没有？", title, lead=lead, keys=(key,), back=True)
        case "publish":
            key = FormKey("really_publish", "公开", "speakerphone", "primary")
            lead = "公开以后村民都能看到。要改，只能更正，写明原因。"
            return DraftState("现在公开？", title, lead=lead, keys=(key,), back=True)
        case "really_withdraw":
            key = FormKey("really_withdraw", "撤回", "circle-x", "danger")
            lead = f"屏幕上只剩标题和这句话：{held.note}"
            return DraftState("现在撤回？", title, lead=lead, keys=(key,), back=True)
        case _:
            return None
