"""The words of asking a question, step by step (ui.md page 12): a pure function of what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from kiosk.domain.questions import (
    CONTACT_WORDS,
    KIND_WORDS,
    REPLY_WORKDAYS,
    SIMPLE_WORKDAYS,
    About,
    AboutType,
    QuestionKind,
    due_date,
    ready_sentence,
    ready_sentences,
)
from kiosk.domain.texts import format_day
from kiosk.store.views import Board
from kiosk.ui.viewmodels.facts import Facts

STEPS = 4
PHONE_DIGITS = 12
NUMBER_DIGITS = 6

_KIND_ICONS = {"ask": "help", "error": "alert-circle", "complaint": "message-2"}
_KIND_SUBS = {
    "ask": "什么时候发、要带什么",
    "error": "面积、金额、名字不对",
    "complaint": "没公开、公开得晚、态度不好",
}
_ICONS = {
    "when_paid": "calendar",
    "can_i": "user-question",
    "which_papers": "files",
    "how_counted": "calculator",
    "whom_to_see": "user-circle",
    "area_wrong": "ruler-measure",
    "amount_wrong": "coins",
    "not_received": "credit-card-off",
    "name_wrong": "id",
    "should_not_have": "user-question",
    "not_public": "eye-off",
    "too_late": "clock",
    "not_clear": "file-off",
    "badly_served": "users",
}
_SENTENCE_TITLES = {"ask": "您想问什么？", "error": "哪里不对？", "complaint": "您有什么意见？"}
_CONTACT_ICONS = {"here": "search", "phone": "phone", "none": "x"}
_CONTACT_SUBS = {"here": "凭编号来这里看", "phone": "留个电话，有了答复打给您", "none": "说了就好"}
NO_ABOUT = "none"
MOST_THINGS = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """One key to choose. ``chosen`` shows the check; without ``marked`` it leads on at once."""

    code: str
    label: str
    sub: str
    icon: str
    chosen: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary, or of an answer."""

    icon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """What stays on the glass after handing in: the number, by when, how to take it back."""

    number: str = ""
    due: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AskState:
    """One step. ``body`` is what fills it: choices, write, number, lines or done.

    ``at`` 0 hides the four bars.  ``next`` '' hides the main key; ``can_go`` enables it.
    """

    title: str
    meta: str
    warning: str
    step: str
    at: int
    about: str
    about_meta: str
    body: str
    choices: tuple[Choice, ...]
    lines: tuple[Line, ...]
    digits: str
    digits_label: str
    note: str
    problem: bool
    previous: str
    next: str
    can_go: bool
    done: Done
    trusted: bool


def about_of(params: Mapping[str, Any]) -> About | None:
    """What the page was opened about, or what was chosen in step 3."""
    kind, id_ = str(params.get("type") or ""), str(params.get("id") or "")
    if kind not in get_args(AboutType) or not id_:
        return None
    return About(kind, id_)  # type: ignore[arg-type]


def steps_for(params: Mapping[str, Any]) -> tuple[str, ...]:
    """The way for what was chosen so far."""
    about = () if params.get("about") else ("thing",)
    phone = ("phone",) if params.get("contact") == "phone" else ()
    return ("kind", "sentence", *about, "write", "contact", *phone, "check")


def ask_state(board: Board, facts: Facts, params: Mapping[str, Any]) -> AskState:
    """The words of the step that ``params`` stands at."""
    step = str(params.get("step") or "kind")
    made = _MAKERS[step](board, facts, params)
    about = str(params.get("about") or params.get("thing_words") or "")
    shown = {
        "title": "",
        "meta": "",
        "at": 0,
        "body": "choices",
        "choices": (),
        "lines": (),
        "digits": "",
        "digits_label": "",
        "note": "",
        "previous": "上一步",
        "next": "下一步",
        "can_go": True,
        "done": Done(),
        **made,
    }
    problem = str(params.get("problem") or "")
    if problem:
        shown["note"] = problem
    with_about = step in ("sentence", "write", "contact", "phone") and about
    return AskState(
        warning="",
        step=step,
        about=f"关于：{facts.safe(about)}" if with_about else "",
        about_meta="",
        problem=bool(problem),
        trusted=facts.trusted,
        **shown,
    )


def _meta(at: int, hint: str) -> str:
    return f"第 {at} 步，共 {STEPS} 步　{hint}"


def _kind(_board: Board, _facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    chosen = params.get("kind")
    choices = [Choice(k, w, _KIND_SUBS[k], _KIND_ICONS[k], k == chosen, True) for k, w in KIND_WORDS.items()]
    if not params.get("about"):
        choices.append(Choice("lookup", "查回复", "按单子上的编号", "search", False, False))
        count = int(params.get("answers_count") or 0)
        if count:
            choices.append(Choice("answers", "大家问过的", f"{count}条答复", "messages", False, False))
        choices.append(Choice("whom", "当面说", "找谁、打哪个电话", "users", False, False))
    return {
        "title": "您想说什么？",
        "meta": _meta(1, "挑一个"),
        "at": 1,
        "choices": tuple(choices),
        "previous": "",
        "can_go": chosen is not None,
    }


def _sentence(_board: Board, facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    kind: QuestionKind = params.get("kind") or "ask"
    chosen = params.get("sentence")
    return {
        "title": _SENTENCE_TITLES[kind],
        "meta": _meta(2, "挑一句就行"),
        "at": 2,
        "choices": tuple(
            Choice(s.code, s.text, "", _ICONS.get(s.code, "pencil"), s.code == chosen, True)
            for s in ready_sentences(kind)
        ),
        "can_go": chosen is not None,
        "note": f"可以不留名字。{_due_words(facts, chosen)}",
    }


def _due_words(facts: Facts, sentence: str | None) -> str:
    simple = ready_sentence(sentence).simple if sentence else False
    if not facts.trusted:
        return f"{SIMPLE_WORKDAYS if simple else REPLY_WORKDAYS}个工作日内答复。"
    due = due_date(facts.today, simple, facts.holidays)
    return f"最晚 {format_day(due, facts.today)}答复。"


def _thing(board: Board, facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    chosen = str(params.get("thing") or "")
    found = [Choice(NO_ABOUT, "不是哪一件", "说说就行", "message-2", chosen == NO_ABOUT, True)]
    years = board.years()
    if years:
        found += [
            Choice(
                f"programme:{p.programme_id}",
                facts.safe(p.programme_name),
                f"{years[0]}年",
                "coins",
                chosen == f"programme:{p.programme_id}",
                True,
            )
            for p in board.year(years[0]).programmes
        ]
    newest = [h for h in board.publications() if h.type == "disclosure" and h.withdrawal is None]
    found += [
        Choice(
            f"disclosure:{h.id}",
            facts.safe(h.title),
            "",
            "clipboard-text",
            chosen == f"disclosure:{h.id}",
            True,
        )
        for h in newest[: MOST_THINGS - len(found)]
    ]
    return {
        "title": "关于哪一件？",
        "meta": _meta(3, "挑一件"),
        "at": 3,
        "choices": tuple(found),
        "can_go": bool(chosen),
    }


def _write(_board: Board, _facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    needed = ready_sentence(str(params["sentence"])).needs_drawing
    return {
        "title": "请写几个字" if needed else "要写几个字吗？",
        "meta": _meta(3, "用手指写" if needed else "可以不写"),
        "at": 3,
        "body": "write",
        "can_go": not needed or bool(params.get("written")),
        "note": "请不要写身份证号和卡号。",
    }


def _contact(_board: Board, _facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    chosen = params.get("contact")
    offered = [c for c in CONTACT_WORDS if c != "phone" or params.get("can_call")]
    return {
        "title": "答复怎么告诉您？",
        "meta": _meta(4, "挑一个"),
        "at": 4,
        "choices": tuple(
            Choice(c, CONTACT_WORDS[c], _CONTACT_SUBS[c], _CONTACT_ICONS[c], c == chosen, True)
            for c in offered
        ),
        "can_go": chosen is not None,
    }


def _phone(_board: Board, _facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    digits = str(params.get("phone") or "")
    return {
        "title": "您的电话",
        "meta": _meta(4, "按数字键"),
        "at": 4,
        "body": "number",
        "digits": digits,
        "digits_label": "电话号码",
        "can_go": len(digits) >= 7,
        "note": "封好了交上去，答复满30天就删掉。",
    }


def _check(_board: Board, facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    sentence = ready_sentence(str(params["sentence"]))
    about = str(params.get("about") or params.get("thing_words") or "")
    contact = str(params.get("contact") or "here")
    lines = [Line(_KIND_ICONS[sentence.kind], KIND_WORDS[sentence.kind], sentence.text)]
    if about:
        lines.append(Line("clipboard-text", "关于", facts.safe(about)))
    if params.get("written"):
        lines.append(Line("pencil", "写的字", "附上了您写的字"))
    told = CONTACT_WORDS[contact]  # type: ignore[index]
    phone = f"打 {params.get('phone')}" if contact == "phone" else told
    lines.append(Line(_CONTACT_ICONS[contact], "怎么告诉您", phone))
    return {
        "title": "再看一遍",
        "meta": "没错就交上去",
        "at": 4,
        "body": "lines",
        "lines": tuple(lines),
        "previous": "改一改",
        "next": "交上去",
        "can_go": not params.get("sending"),
        "note": _due_words(facts, sentence.code),
    }


def _done(_board: Board, facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    if params.get("withdrawn"):
        return {
            "title": "已经撤回",
            "meta": "什么都没有留下",
            "body": "lines",
            "lines": (Line("check", "撤回了", "这个编号不用再查了。"),),
            "previous": "",
            "next": "",
        }
    return {
        "title": "收到了",
        "meta": "请记下编号，凭它来查回复",
        "body": "done",
        "done": Done(
            str(params.get("number") or ""),
            _due_words(facts, params.get("sentence")),
            str(params.get("due_note") or ""),
        ),
        "previous": "撤回" if params.get("can_withdraw") else "",
        "next": "",
        "note": "五分钟里可以撤回。" if params.get("can_withdraw") else "",
    }


def _lookup(_board: Board, _facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    digits = str(params.get("number") or "")
    return {
        "title": "查回复",
        "meta": "按单子上的6位编号",
        "body": "number",
        "digits": digits,
        "digits_label": "编号",
        "previous": "不查了",
        "next": "查一查",
        "can_go": len(digits) == NUMBER_DIGITS and not params.get("sending"),
    }


def _reply(_board: Board, _facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    lines: tuple[Line, ...] = tuple(params.get("reply_lines") or ())
    may_rate = bool(params.get("may_rate"))
    return {
        "title": "您的答复",
        "meta": str(params.get("reply_meta") or ""),
        "body": "lines",
        "lines": lines,
        "previous": "不满意" if may_rate else "",
        "next": "满意" if may_rate else "",
        "note": "这个答复，您满意吗？" if may_rate else str(params.get("rated") or ""),
    }


def _answers(_board: Board, facts: Facts, params: Mapping[str, Any]) -> dict[str, Any]:
    lines: tuple[Line, ...] = tuple(params.get("answer_lines") or ())
    return {
        "title": "大家问过的",
        "meta": "不写是谁问的",
        "body": "lines",
        "lines": tuple(Line(x.icon, facts.safe(x.title), facts.safe(x.text)) for x in lines),
        "previous": "",
        "next": "",
    }


_MAKERS = {
    "kind": _kind,
    "sentence": _sentence,
    "thing": _thing,
    "write": _write,
    "contact": _contact,
    "phone": _phone,
    "check": _check,
    "done": _done,
    "lookup": _lookup,
    "reply": _reply,
    "answers": _answers,
}
