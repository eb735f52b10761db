"""The steps of a ledger row's page in words: how it stands, 写原因, 已张贴, 已撤下. Writer thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from kiosk.domain.clock import shanghai_date
from kiosk.domain.reasons import OTHER, READY
from kiosk.domain.texts import format_day, format_span, weekday
from kiosk.ledger.postings import WallState, wall_state
from kiosk.ledger.rows import Row
from kiosk.ledger.trail import Step as Trail
from kiosk.ledger.trail import trail_of
from kiosk.store.prints import PostingRecord, PrintRecord
from kiosk.ui.desk.days import day_keys, day_words
from kiosk.ui.desk.form import FormKey, FormRow, FormState, ticked
from kiosk.ui.desk.ledger import CHIPS, meta_of
from kiosk.ui.desk.tools import DeskTools
from kiosk.ui.nav import PAGES

StepName = Literal["", "reason", "promise", "post", "down", "early", "trail"]
PROMISED_DAYS: Final = 7
PROMISES: Final = {"late+3": 3, "late+7": 7, "late+15": 15}
"""Keys that promise a day so many days from today."""
EARLY_REASONS: Final = ("贴错了地方", "纸坏了，要换新的", "内容有错，要换一张", "公开栏要修", "有人撕下来了")
"""Ready reasons for a sheet that comes down before its time."""


@dataclass(frozen=True, slots=True)
class RowStep:
    """Where the clerk is, and what was chosen so far; ``None``: what is usual."""

    name: StepName = ""
    code: str = ""
    day: date | None = None
    without_day: bool = False
    number: int | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class RowFact:
    """One of 上屏 打印 上墙 可撤."""

    label: str
    words: str
    missing: bool


@dataclass(frozen=True, slots=True)
class RowState(FormState):
    """``facts`` are empty in a step. ``day`` and ``number``: what is chosen now, for the deed;
    ``today`` is the day of the page, ``about`` what another page finds the matter with as it is now (it may
    have become public since this one was opened)."""

    chip: str = ""
    chip_state: str = "mute"
    chip_icon: str = ""
    due: str = ""
    facts: tuple[RowFact, ...] = ()
    remark: str = ""
    day: date | None = None
    number: int | None = None
    today: date | None = None
    about: Mapping[str, Any] = field(default_factory=dict[str, Any])


def missing_state() -> RowState:
    """What was asked for is no longer in the ledger."""
    return RowState("这一件", lead="台账里没有这一件了。请返回看看。", back=True)


def named(row: Row) -> str:
    """The matter with its period or event, as 今日 names it."""
    return "　".join(dict.fromkeys(word for word in (row.title, row.period) if word))


def can_explain(row: Row) -> bool:
    """Whether a reason may be written: it is not public and it is late, or will soon be."""
    return row.key is not None and row.state in ("overdue", "near")


# --- how it stands -------------------------------------------------------------------------------


def overview(row: Row, tools: DeskTools, low_glass: bool) -> RowState:
    """State, evidence and history, with keys for what may be done; on a low glass the history has a key."""
    today = tools.facts.today
    look, icon = CHIPS[row.state]
    keys = _keys(row, tools)
    remarks = [row.reason.sentence(today)] if row.reason is not None else []
    remarks += [f"晚了 {row.late_days} 天"] if row.late_days else []
    remarks += ["回头看"] if row.carried else []
    remarks += [note for note in row.note.split("　") if note]
    return RowState(
        row.title,
        meta_of(row, today),
        () if low_glass else _trail(row, tools),
        (*keys, FormKey("trail", "经过")) if low_glass else keys,
        chip=row.label,
        chip_state=look,
        chip_icon=icon,
        due=f"最晚 {format_day(row.due, today)}" if row.due else "",
        facts=_facts(row, today),
        remark="　".join(text.rstrip("。") for text in remarks),
    )


def trail_step(row: Row, tools: DeskTools) -> RowState:
    """The history alone."""
    return RowState("经过", named(row), _trail(row, tools), back=True)


def _trail(row: Row, tools: DeskTools) -> tuple[FormRow, ...]:
    versions = tools.evidence.versions(row.met.id) if row.met is not None else ()
    found = trail_of(row, tools.evidence.desk(), versions)
    return tuple(_trail_row(i, step, tools.facts.today) for i, step in enumerate(found))


def _trail_row(place: int, step: Trail, today: date) -> FormRow:
    title = f"{format_day(step.on, today)}　{step.words}"
    return FormRow(f"trail-{place}", title, step.text, step.who, opens=False)


def _facts(row: Row, today: date) -> tuple[RowFact, ...]:
    proof = row.evidence
    on = row.met.on if row.met is not None else None
    if proof.first_shown is not None:
        on = shanghai_date(proof.first_shown)
    wanted = row.state in ("overdue", "near")
    to_hang = row.state in ("to_post", "exchange")
    wall = _day(proof.posted_on, today)
    if proof.posted_on is not None and proof.taken_down_on is not None:
        wall = format_span(proof.posted_on, proof.taken_down_on, today)
    free = proof.may_come_down_from
    return (
        RowFact("上屏", _day(on, today), wanted and on is None),
        RowFact("打印", _day(proof.printed_on, today), False),
        RowFact("上墙", wall, (wanted or to_hang) and proof.posted_on is None),
        RowFact("可撤", format_day(free, today) if free else "长期" if row.state == "stays" else "—", False),
    )


def _day(day: date | None, today: date) -> str:
    return "没有" if day is None else format_day(day, today)


def _keys(row: Row, tools: DeskTools) -> tuple[FormKey, ...]:
    keys: list[FormKey] = []
    actions = (row.next_action, row.other_action)
    if "publish" in actions and "desk-publish" in PAGES and not tools.is_supervisor:
        keys.append(FormKey("publish", "去公开", "clipboard-text"))
    if can_explain(row):
        keys.append(FormKey("write_reason", "改原因" if row.reason else "写原因", "pencil"))
    if row.reason is not None:
        keys.append(FormKey("no_reason", "不要原因了"))
    if row.met is not None and not row.met.nothing and "desk-print" in PAGES:
        keys.append(FormKey("print", "打印", "printer"))
    if prints_of(row, tools):
        keys.append(FormKey("posted", "已张贴", "check"))
    if row.posting_ids:
        keys.append(FormKey("taken_down", "已撤下", "x"))
    if undoable(row, tools) is not None:
        keys.append(FormKey("undo", "取消登记"))
    return tuple(replace(key, kind="primary") if key.code == row.next_action else key for key in keys)


def undoable(row: Row, tools: DeskTools) -> PostingRecord | None:
    """The newest entry about this row's sheets that may still be taken back."""
    own, now, rules = row.met.id if row.met else "", tools.clock.now(), tools.postings
    found = [
        p
        for p in tools.prints.postings()
        if (p.id in row.posting_ids or any(name == own for name, _ in p.sheet.subjects))
        and rules.can_undo(p, now)
    ]
    return max(found, key=lambda p: (p.changed_at, p.id), default=None)


# --- writing a reason ----------------------------------------------------------------------------


def reason_step(row: Row) -> RowState:
    """The ready reasons; one is chosen and the day comes next."""
    known = row.reason.code if row.reason is not None else ""
    rows = tuple(ticked(FormRow(one, words), one == known) for one, words in READY.items() if one != OTHER)
    lead = "为什么还没公开？村民看得到。"
    return RowState("写原因", f"{named(row)}　{row.label}", rows, lead=lead, back=True)


def promise_step(row: Row, step: RowStep, tools: DeskTools) -> RowState:
    """By when it will be there, or that nobody can say."""
    today = tools.facts.today
    day = step.day or (row.reason.late_on if row.reason is not None else None)
    if day is None or day < today:
        day = today + timedelta(days=PROMISED_DAYS)
    keys = (
        *(FormKey(key, f"{days}天后") for key, days in PROMISES.items()),
        *day_keys(),
        FormKey("no_day", "说不准哪天"),
        FormKey("save", "存下来", "check", "primary"),
    )
    lead = f"原因：{READY[step.code]}。"
    lead += "补上的日子不写。" if step.without_day else "最晚哪天补上？"
    figure = "" if step.without_day else f"{format_day(day, today)} {weekday(day)}"
    return RowState(
        "写原因", f"{named(row)}　{row.label}", keys=keys, lead=lead, figure=figure, back=True,
        day=None if step.without_day else day,
    )  # fmt: skip


# --- on the wall ---------------------------------------------------------------------------------


def prints_of(row: Row, tools: DeskTools) -> tuple[PrintRecord, ...]:
    """Prints of what is public now that do not hang, one a sheet, the newest first."""
    if row.met is None:
        return ()
    shown = (row.met.id, row.met.version)
    desk = tools.evidence.desk()
    up = [p.sheet for p in desk.postings if p.taken_down_on is None]
    found: list[PrintRecord] = []
    for record in desk.printed:
        sheet = record.order.sheet
        if shown in sheet.subjects and sheet not in up and all(f.order.sheet != sheet for f in found):
            found.append(record)
    return tuple(found)


def post_step(row: Row, step: RowStep, tools: DeskTools) -> RowState:
    """Which print hangs, and since when."""
    today, found = tools.facts.today, prints_of(row, tools)
    if not found:
        lead = "还没有打出来的记录。先打印，打好贴上了再来登记。"
        keys = (FormKey("print", "打印", "printer", "primary"),) if "desk-print" in PAGES else ()
        return RowState("已张贴", named(row), keys=keys, lead=lead, back=True)
    number = step.number if step.number in {p.id for p in found} else found[0].id
    day = step.day or today
    keys = (*day_keys(), FormKey("save", "贴好了，记下", "check", "primary"))
    asked = "哪一次打的贴上去了？" if len(found) > 1 else ""
    lead = f"{asked}张贴的日子：{day_words(day, today)}。"
    rows = tuple(_print_row(record, record.id == number, today) for record in found)
    return RowState("已张贴", named(row), rows, keys, lead=lead, back=True, day=day, number=number)


def _print_row(record: PrintRecord, is_chosen: bool, today: date) -> FormRow:
    order = record.order
    on = shanghai_date(record.ended_at or record.started_at)
    paper = "两张 A4" if order.paper == "2xa4" else order.paper.upper()
    made = "存成文件" if record.outcome == "saved" else "打印"
    meta = f"{paper}　{order.pages} 页 {order.copies} 份　{order.who}"
    return ticked(FormRow(str(record.id), f"{format_day(on, today)}{made}", meta), is_chosen)


def down_step(row: Row, step: RowStep, tools: DeskTools) -> RowState:
    """Which sheet came down, and when."""
    today, rules = tools.facts.today, tools.wall
    walls = tuple(
        wall_state(p, rules) for p in tools.evidence.desk().postings if p.id in row.posting_ids
    )
    if not walls:
        return RowState("已撤下", named(row), lead="墙上没有这一件。请返回看看。", back=True)
    # What is wrong on the wall comes first.
    walls = tuple(sorted(walls, key=lambda w: (not w.outdated, w.posting.id)))
    number = step.number if step.number in {w.posting.id for w in walls} else walls[0].posting.id
    day = step.day or today
    keys = (*day_keys(), FormKey("save", "撤下了，记下", "check", "primary"))
    return RowState(
        "已撤下",
        named(row),
        tuple(_wall_row(wall, wall.posting.id == number, today) for wall in walls),
        keys,
        lead=f"撤下的日子：{day_words(day, today)}。",
        back=True,
        day=day,
        number=number,
    )


def _wall_row(wall: WallState, is_chosen: bool, today: date) -> FormRow:
    since = f"{format_day(wall.posting.posted_on, today)}张贴"
    return ticked(FormRow(str(wall.posting.id), since, wall.sentence.partition("，")[2]), is_chosen)


def early_step(row: Row, step: RowStep, tools: DeskTools) -> RowState:
    """Before its time: the warning, a reason, and once more."""
    rows = tuple(ticked(FormRow(words, words), words == step.code) for words in EARLY_REASONS)
    keys = (FormKey("save", "还是撤下，记下", "alert-triangle", "danger", enabled=bool(step.code)),)
    return RowState(
        "提前撤下",
        named(row),
        rows,
        keys,
        lead=step.sentence,
        back=True,
        day=step.day or tools.facts.today,
        number=step.number,
    )
