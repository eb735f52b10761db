"""The sentences about printers and jobs, for the desk and the command."""

from __future__ import annotations

from typing import Final

from kiosk.printing.model import ATTENDED, PAPER_WORDS, Condition, JobState, Printer

CONDITIONS: Final[dict[Condition, str]] = {
    "queued": "在排队，前面还有别的没打完",
    "printing": "正在打",
    "no_paper": "缺纸。请往打印机里放纸，放好会接着打",
    "jam": "卡纸。请打开打印机把纸取出来，取好会接着打",
    "cover_open": "打印机的盖子没关好。请关好，会接着打",
    "no_toner": "墨粉或墨水用完了。请换上新的，会接着打",
    "tray_out": "纸盒没推到位。请推好，会接着打",
    "output_full": "出纸口满了。请把打好的纸拿走，会接着打",
    "offline": "打印机没开，或者线没插好。请看看电源和线，好了会接着打",
    "paused": "这台打印机被暂停了。请在电脑的打印机设置里点“继续”",
    "attention": "打印机停下了，要人看一下。请看打印机面板上的提示",
    "done": "打好了",
    "canceled": "被取消了，没有打完",
    "failed": "没打成，打印机没有打完就停掉了这一份",
    "unknown": "打没打出来说不清。请到打印机旁看看",
}
"""How a job stands, without the full stop."""

_PRINTER: Final[dict[Condition, str]] = {
    "done": "空闲",
    "printing": "正在打别的",
    "no_paper": "缺纸",
    "jam": "卡纸",
    "cover_open": "盖子没关好",
    "no_toner": "墨粉或墨水用完了",
    "tray_out": "纸盒没推到位",
    "output_full": "出纸口满了",
    "offline": "没开，或者线没插好",
    "paused": "被暂停了",
    "attention": "停下了，要人看一下",
}


def job_words(state: JobState, *, pages: int, copies: int, stuck: bool = False) -> str:
    """One sentence (or two when ``stuck``) about a job of ``pages`` × ``copies`` pages.

    The page is named only while the printer is taking page after page: a printer that has stored the
    whole document reports all pages at once, and then nobody knows which one is on the drum.
    """
    total = pages * copies
    text = CONDITIONS[state.condition]
    if state.condition == "printing" and 0 < state.pages_sent < total:
        text = f"正在打第{state.pages_sent + 1}页，共{total}页"
    elif state.condition == "printing" and total > 1:
        text = f"正在打，共{total}页"
    return f"{text}。{stuck_words(state) if stuck else ''}"


def stuck_words(state: JobState) -> str:
    """What is said about a job that has not moved for 45 seconds."""
    if state.condition in ATTENDED or state.condition in ("offline", "paused"):
        return "已经等了45秒。弄好了会接着打；不想等就取消，不会自动重打。"
    return "已经等了45秒还没打完。页数多会慢一些；请到打印机旁看看，不想等就取消，不会自动重打。"


def printer_words(printer: Printer) -> str:
    """The line of a printer: ``空闲，能打A3、A4``."""
    papers = list(dict.fromkeys(PAPER_WORDS[p] for p in ("a3", "a4") if printer.can_print_on(p)))
    state = _PRINTER.get(printer.condition, "要人看一下") if printer.accepting else "现在不接受打印"
    return f"{state}，{'能打' + '、'.join(papers) if papers else 'A3和A4都不能打'}"
