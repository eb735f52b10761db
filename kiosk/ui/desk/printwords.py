"""打印上墙 in words: what is held and known → what the page says. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.domain.errors import UsageFault
from kiosk.printing.run import MOST_COPIES
from kiosk.store.home import Paper
from kiosk.store.prints import PrintRecord
from kiosk.ui.desk.form import FormKey
from kiosk.ui.desk.model import sentence_of

if TYPE_CHECKING:
    from kiosk.printing.run import Progress
    from kiosk.ui.desk.printwork import Asked, Known, MadeSheet, PrinterNow

PAPERS: Final[dict[Paper, str]] = {"a3": "A3", "a4": "A4", "2xa4": "A4 拼 A3"}


@dataclass(frozen=True)
class Held:
    """What the page has come to so far; ``record`` is the print that is followed."""

    paper: str = "a3"
    large: bool = False
    copies: int = 1
    page: int = 0
    sheet: MadeSheet | None = None
    fault: str = ""
    printer: PrinterNow | None = None
    record: PrintRecord | None = None
    progress: Progress | None = None
    asked: Asked | None = None
    sending: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One of the five looks. ``look``: ok, err, mute."""

    words: str
    look: str
    icon: str


@dataclass(frozen=True, slots=True)
class SheetState:
    """``wait`` or ``fault`` stand in place of the picture; ``bad``: a look has failed; ``said`` is the line
    above the keys, with ``said_icon``; ``keys`` are printing, ``more_keys`` stick and wall."""

    title: str
    meta: str
    wait: str
    fault: str
    place: str
    page: int
    pages: int
    proofs: tuple[ProofLine, ...]
    verdict: str
    bad: bool
    copies: str
    can_less: bool
    can_more: bool
    paper_at: int
    papers: tuple[str, ...]
    large: bool
    busy: bool
    printer: str
    printer_note: str
    printer_fine: bool
    said: str
    said_icon: str
    keys: tuple[FormKey, ...]
    more_keys: tuple[FormKey, ...]


_OK: Final = "circle-check"
_BAD: Final = "alert-triangle"


def default_paper(known: Known) -> str:
    """The setting; the working ledger goes into a folder of A4."""
    if known.choice is not None and not known.choice.hangs:
        return "a4"
    return known.paper


def in_words(held: Held, known: Known) -> SheetState:
    """Everything the page says."""
    made = held.sheet.proved.made if held.sheet is not None else None
    pages = made.pages if made is not None else 0
    hangs = known.choice is None or known.choice.hangs
    size = "A3" if held.paper == "a3" else "A4"
    title = held.sheet.proved.title if held.sheet is not None else ""
    facts = [title, f"共 {pages} 张 {size}" if pages else ""]
    said, icon = _said(held, known, hangs)
    busy = held.sending or _runs(held)
    proofs = held.sheet.proved.proofs if held.sheet is not None else ()
    bad = sum(proof.holds is False for proof in proofs)
    fault = held.fault
    if known.choice is None:
        fault = "这一件现在没有可以打的。请回到“打印”另选一张。"
    elif held.sheet is not None and made is None:
        fault = "核对没有通过，不能打印。请看是哪一项，告诉县里。"
    return SheetState(
        title="打印上墙" if hangs else "打印",
        meta="　".join(fact for fact in facts if fact),
        wait="" if held.sheet is not None or fault else "正在做这张表…",
        fault=fault,
        place=f"第 {held.page + 1} 张，共 {pages} 张" if pages else "",
        page=held.page,
        pages=pages,
        proofs=tuple(
            ProofLine(p.words, "err" if p.holds is False else "ok" if p.holds else "mute", _icon(p.holds))
            for p in proofs
        ),
        bad=bad > 0,
        verdict="" if not proofs else f"{bad} 项没过" if bad else "都核对过了",
        copies=f"{held.copies} 份",
        can_less=held.copies > 1 and not busy,
        can_more=held.copies < MOST_COPIES and not busy,
        paper_at=next((i for i, code in enumerate(PAPERS) if code == held.paper), 0),
        papers=tuple(PAPERS.values()),
        large=held.large,
        busy=busy,
        printer=held.printer.words if held.printer is not None else "正在看打印机…",
        printer_note=held.printer.note if held.printer is not None and held.printer.name else "",
        printer_fine=held.printer is None or held.printer.fine,
        said=said,
        said_icon=icon,
        keys=_keys(held, pages, busy),
        more_keys=_more_keys(held, known, hangs, busy),
    )


def _icon(holds: bool | None) -> str:
    return _BAD if holds is False else _OK if holds else "circle-minus"


def _runs(held: Held) -> bool:
    return held.record is not None and held.record.outcome in ("started", "sent")


def _said(held: Held, known: Known, hangs: bool) -> tuple[str, str]:
    if held.asked is not None:
        return held.asked.sentence, _BAD
    record = held.record
    if record is not None and record.outcome == "unknown":
        return "打没打出来说不清。请到打印机旁看看，再告诉亭子。", _BAD
    if _runs(held):
        sentence = held.progress.sentence if held.progress is not None else "正在送到打印机…"
        waits = held.progress is not None and (held.progress.is_stuck or "请" in sentence)
        return sentence, _BAD if waits else "printer"
    if held.sending:
        return "正在办，请等一下…", "printer"
    if known.posting is not None:
        return "这张已经登记在墙上了。", "pin"
    warnings = held.sheet.proved.made.warnings if held.sheet and held.sheet.proved.made else ()
    if held.printer is not None and not held.printer.name:  # the sheet can still go onto a stick
        return "".join((*warnings[:1], held.printer.note)), _BAD
    if record is not None and record.outcome in ("failed", "canceled", "told_not_printed"):
        return "没打出来。弄好打印机，再按“再打一次”。", _BAD
    if record is not None and record.is_printed:
        more = "请核对、签字、盖章，贴好后按下面的“贴好了”。" if hangs else ""
        return f"打好了。{more}", _OK
    if warnings:
        return "".join(warnings[:2]), "info-circle"
    return ("打完请核对、签字、盖章，贴好后再来登记。" if hangs else ""), "info-circle"


def _keys(held: Held, pages: int, busy: bool) -> tuple[FormKey, ...]:
    if held.asked is not None:
        yes = "再打一次" if held.asked.code == "print_again" else "纸放好了"
        return (FormKey("confirm", yes, "printer", "primary"), FormKey("leave_it", "先不打", "x"))
    record = held.record
    if record is not None and record.outcome == "unknown":
        return (FormKey("came_out", "打出来了", "check", "primary"), FormKey("did_not", "没打出来", "x"))
    if _runs(held) and held.progress is not None and held.progress.is_stuck:
        return (FormKey("cancel", "不打了", "x", "danger"),)
    ready = pages > 0 and not busy and held.printer is not None and held.printer.name != ""
    failed = record is not None and record.outcome in ("failed", "canceled", "told_not_printed")
    total = pages * held.copies
    words = "再打一次" if failed else f"打印 {total} 张" if total else "打印"
    everything = FormKey("all", words, "printer", "primary", ready)
    if held.printer is not None and not held.printer.fine:
        return (FormKey("printer", "再看打印机", "refresh"), everything)
    if pages < 2:
        return (everything,)
    return (FormKey("page", "只打这一张", "file-text", "plain", ready), everything)


def _more_keys(held: Held, known: Known, hangs: bool, busy: bool) -> tuple[FormKey, ...]:
    ready = held.sheet is not None and held.sheet.proved.made is not None and not busy
    lonely = held.printer is not None and not held.printer.name
    keys = [FormKey("save", "存到 U 盘", "usb", "primary" if lonely else "plain", ready)]
    if hangs and known.posting is not None:
        keys.append(FormKey("unpost", "登记错了，取消", "arrow-back-up", "plain", not busy))
    elif hangs:
        can = known.printed is not None and not busy
        keys.append(FormKey("posted", "贴好了，记为已张贴", "clipboard-check", "link", can))
    return tuple(keys)


def not_made_words(error: BaseException, *, of_year: bool) -> str:
    """Why there is no sheet; the sentences of a wrong choice speak of the command line."""
    if isinstance(error, UsageFault) and error.code == "sheet_choice":
        if of_year:
            return "这一年没有可以列到户的名单。请返回，改打各项补贴合计。"
        return "这一件现在打不了：换了新的一版，或者撤下了。请返回，重新选。"
    return sentence_of(error)
