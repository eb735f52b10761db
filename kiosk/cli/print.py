"""``kiosk print``: a sheet for the wall onto paper, and what became of earlier prints."""

from __future__ import annotations

import getpass
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.chinese import Command, Day, Number, OneOf, Option
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say
from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import EnvironmentFault, UsageFault

if TYPE_CHECKING:
    from kiosk.printing.run import Progress, QuestionCode
    from kiosk.sheets.command import SheetResult
    from kiosk.store.home import KioskHome
    from kiosk.store.prints import PrintOrder, PrintRecord, PrintRegister

_NUMBER = Number(1, 10**9)
WAIT_SECONDS = 600
"""How long the command stays with a job; the job itself goes on."""


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """What the options say about the print itself."""

    printer: str | None
    folder: Path | None
    copies: int
    sides: str
    who: str | None
    again: bool
    loaded: bool
    wait: int


def _print(
    kind: str | None,
    home: Path | None,
    as_json: bool,
    list_printers: bool,
    check: bool,
    answer: int | None,
    was: str | None,
    batch: str | None,
    item: str | None,
    recipient: str | None,
    year: int | None,
    paper: str | None,
    large: bool,
    printer: str | None,
    folder: Path | None,
    copies: int,
    sides: str,
    who: str | None,
    again: bool,
    loaded: bool,
    wait: int,
    posted: int | None,
    taken_down: int | None,
    undo: int | None,
    on: date | None,
    early_reason: str | None,
    wall: bool,
) -> None:
    place = kiosk_home(home)
    if list_printers:
        return _list(as_json)
    if answer is not None:
        return _answer(place, answer, was, as_json)
    if wall or any(number is not None for number in (posted, taken_down, undo)):
        from kiosk.cli.wall import WallDeed, run

        deed = WallDeed(posted, taken_down, undo, on, early_reason, who or _login_name())
        return run(place, deed, as_json)
    if check:
        return _check(place, as_json)
    if kind is None:
        raise UsageFault("print_kind", "还缺一项：打哪一种。写在这里：kiosk print --help")
    from kiosk.sheets.command import make_sheet
    from kiosk.store.prints import SLIP

    paper = paper or ("a5" if kind == SLIP else place.load_config().paper)
    choice = PrintChoice(printer, folder, copies, sides, who, again, loaded, wait)
    with tempfile.TemporaryDirectory(prefix="kiosk-print-") as scratch:
        pdf = Path(scratch) / "sheet.pdf"
        made = make_sheet(
            place, kind, pdf,
            batch=batch, item=item, recipient=recipient, year=year, paper=paper, large=large,
        )  # fmt: skip
        if not as_json:
            say(f"《{made.title}》，一份 {made.pages} 页，表号 {made.sheet_id}-{made.digest}")
            say(*(f"⚠ {warning}" for warning in made.warnings))
        _hand_over(place, kind, made, paper, choice, as_json)


def _hand_over(
    home: KioskHome, kind: str, made: SheetResult, paper: str, choice: PrintChoice, as_json: bool
) -> None:
    from kiosk.printing.cups import Cups
    from kiosk.printing.run import choose_printer, follow, save_pdf, send

    clock, cups = SystemClock(), Cups()
    with _register(home) as register:
        if choice.folder is not None:
            order = _order(kind, made, paper, choice, str(choice.folder))
            record, path = save_pdf(register, order, made.path, choice.folder, clock)
            if as_json:
                emit_json(record)
            else:
                say(f"已存成 {path}。拿到别处打好以后，张贴照样登记。")
            return
        printer = choose_printer(cups, choice.printer or home.load_config().printer)
        order = _order(kind, made, paper, choice, printer)
        confirmed: set[QuestionCode] = set()
        if choice.again:
            confirmed.add("print_again")
        if choice.loaded:
            confirmed.add("paper_not_loaded")
        try:
            record = send(cups, register, order, made.path, clock, confirmed=frozenset(confirmed))
        except UsageFault as fault:
            option = {"print_again": "--again", "paper_not_loaded": "--loaded"}.get(fault.code)
            if option is None:
                raise
            raise UsageFault(fault.code, f"{fault.message}（加上 {option}）") from fault
        if not as_json:
            say(f"送到打印机“{printer}”了，打印记录第{record.id}号。")
        progress = follow(
            cups,
            register,
            record,
            clock,
            wait=time.sleep,
            say=lambda p: None if as_json else say(p.sentence),
            seconds=choice.wait,
        )
    if as_json:
        emit_json(progress)
    _raise_unless_printed(progress)


def _order(kind: str, made: SheetResult, paper: str, choice: PrintChoice, printer: str) -> PrintOrder:
    from kiosk.keeping.wallsheet import order_of

    return order_of(
        kind, made, copies=choice.copies, paper=paper, printer=printer,
        who=choice.who or _login_name(), sides=choice.sides,
    )  # fmt: skip


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        return "没有写明"


def _raise_unless_printed(progress: Progress) -> None:
    """A program that looks at the exit code alone must not take an open print for paper."""
    record = progress.record
    if record.is_printed:
        return
    if record.is_open:
        raise EnvironmentFault(
            "print_open", f"第{record.id}号还没有打完。以后用 kiosk print --check 看结果；不会自动重打。"
        )
    raise EnvironmentFault(f"print_{record.outcome}", f"第{record.id}号没有打成。原因见上面一行。")


@contextmanager
def _register(home: KioskHome) -> Generator[PrintRegister]:
    from kiosk.store.desk import DeskStore
    from kiosk.store.prints import PrintRegister

    home.load_config()  # says it when there is no kiosk here
    with DeskStore(home, SystemClock().now()) as desk:
        yield PrintRegister(desk)


def _list(as_json: bool) -> None:
    from kiosk.printing.cups import Cups
    from kiosk.printing.words import printer_words

    printers = Cups().printers()
    if as_json:
        emit_json(printers)
        return
    say(*(f"{p.name}：{printer_words(p)}" for p in printers))
    if not printers:
        say("这台电脑上还没有打印机。请管理员添上，或用 --to 先存成 PDF。")


def _check(home: KioskHome, as_json: bool) -> None:
    from kiosk.printing.cups import Cups
    from kiosk.printing.run import settle

    with _register(home) as register:
        found = settle(Cups(), register, SystemClock())
        records = register.prints()
    if as_json:
        emit_json({"open": found, "prints": records})
        return
    say(*(f"第{p.record.id}号《{p.record.order.sheet.title}》：{p.sentence}" for p in found))
    if not found:
        say("没有悬着的打印。")
    say(*(_line(record) for record in records))


def _answer(home: KioskHome, number: int, was: str | None, as_json: bool) -> None:
    if was is None:
        raise UsageFault(
            "print_answer", "还要写打出来了没有：--was printed（打出来了）或 --was not（没有）。"
        )
    with _register(home) as register:
        outcome = "told_printed" if was == "printed" else "told_not_printed"
        record = register.end(number, outcome, SystemClock().now())
    if as_json:
        emit_json(record)
    else:
        say(_line(record))


_OUTCOMES = {
    "done": "打好了",
    "told_printed": "打好了（人看过）",
    "told_not_printed": "没打出来（人看过）",
    "saved": "存成了 PDF",
    "canceled": "被取消",
    "failed": "没打成",
    "unknown": "说不清，要人去看",
    "sent": "还在打",
    "started": "还没送出",
}


def _line(record: PrintRecord) -> str:
    order = record.order
    return (
        f"第{record.id}号 {record.started_at.astimezone():%Y-%m-%d %H:%M} 《{order.sheet.title}》"
        f"第{order.sheet.version}版 {order.pages}页×{order.copies}份 {order.who} {order.printer}："
        f"{_OUTCOMES[record.outcome]}"
    )


command = Command(
    "print",
    callback=_print,
    short_help="打印一张上墙的公开表。",
    help="做一张上墙的公开表，送到打印机，一直看到打好为止，并记进打印记录。打没打出来说不清的，不会自动重打。",
    params=[
        click.Argument(
            ["kind"],
            metavar="哪一种",
            required=False,
            help="和 kiosk sheet 一样：payouts、finance、notice 等。",
        ),
        Option(["--list", "list_printers"], is_flag=True, help="看有哪些打印机，能不能打A3。"),
        Option(["--check"], is_flag=True, help="看没打完的打得怎么样了，以及打印记录。"),
        Option(["--answer"], type=_NUMBER, metavar="编号", help="说不清的那一次，告诉亭子结果。"),
        Option(["--was"], type=OneOf("printed", "not"), help="和 --answer 一起：打出来了，还是没有。"),
        Option(["--wall"], is_flag=True, help="看墙上挂着哪些，什么时候可以撤。"),
        Option(["--posted"], type=_NUMBER, metavar="编号", help="登记：打印记录里的这一张贴上墙了。"),
        Option(["--taken-down"], type=_NUMBER, metavar="编号", help="登记：张贴记录里的这一张撤下了。"),
        Option(["--undo"], type=_NUMBER, metavar="编号", help="取消：刚才登记错了的张贴记录，10分钟内。"),
        Option(["--on"], type=Day(), help="和 --posted、--taken-down 一起：哪一天的事；不写就是今天。"),
        Option(
            ["--early-reason"],
            metavar="原因",
            help="和 --taken-down 一起：还没挂满就撤，为什么。会告诉县里。",
        ),
        Option(["--batch"], metavar="编号", help="payouts：哪一个发放批次。"),
        Option(["--item"], metavar="编号", help="finance、notice：哪一件公开件或政策解读。"),
        Option(["--recipient"], metavar="编号", help="slip：哪一个领取人。"),
        Option(["--year"], type=Number(1990, 2100), metavar="年份", help="哪一年的，取那一年最新的。"),
        Option(
            ["--paper"],
            type=OneOf("a3", "a4", "2xa4", "a5", "80mm"),
            help="用什么纸；不写就按亭子的设置，明白条用 a5，也可以用 a4。80mm 卷纸只能用 --to 存成 PDF。",
        ),
        Option(["--large"], is_flag=True, help="大字版。"),
        Option(["--printer"], metavar="名字", help="用哪台打印机；不写就按亭子的设置。"),
        Option(
            ["--to", "folder"],
            type=click.Path(path_type=Path),
            metavar="文件夹",
            help="没有打印机：存成 PDF，放进这个文件夹或U盘。",
        ),
        Option(["--copies"], type=Number(1, 20), default=1, help="打几份，平常1份。"),
        Option(["--sides"], type=OneOf("one", "two"), default="one", help="单面还是双面，平常单面。"),
        Option(["--who"], metavar="姓名", help="谁打的；不写就记电脑的用户名。"),
        Option(["--again"], is_flag=True, help="上一次说不清，看过确实没有，再打一次。"),
        Option(["--loaded"], is_flag=True, help="打印机说没有这种纸，其实已经放好了。"),
        Option(
            ["--wait"],
            type=Number(0, 86400),
            default=WAIT_SECONDS,
            metavar="秒",
            help="最多看多少秒，平常600。",
        ),
        home_option(),
        json_option(),
    ],
)
