"""Printing one sheet on a real CUPS with a virtual A3 printer, in every way it can go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.printing.cups import Cups
from kiosk.printing.follow import StuckWatch
from kiosk.printing.model import JobRef
from kiosk.printing.run import Progress, choose_printer, follow, look, send, settle
from kiosk.printing.words import printer_words
from kiosk.store.prints import PrintOrder, PrintRecord, PrintRegister
from tests.print.service import PrintService, eventually

pytestmark = pytest.mark.serial

CUPS, CLOCK = Cups(), SystemClock()


@pytest.fixture
def sent(
    service: PrintService, register: PrintRegister, order: PrintOrder, pdf: Path
) -> Callable[[str], PrintRecord]:
    """Send the sheet to a printer that is in the given mode."""

    def send_now(mode: str) -> PrintRecord:
        service.printer.does(mode)
        return send(CUPS, register, order, pdf, CLOCK)

    return send_now


class Watched:
    """A print that is looked at until a sentence says something."""

    def __init__(self, register: PrintRegister, record: PrintRecord) -> None:
        self.register, self.watch = register, StuckWatch(CLOCK)
        self.now: Progress = self.look(record)

    def look(self, record: PrintRecord) -> Progress:
        return look(CUPS, self.register, record, self.watch, CLOCK)

    def says(self, words: str) -> bool:
        def asked() -> bool:
            self.now = self.look(self.now.record)
            return words in self.now.sentence

        return eventually(asked)


def test_the_printers_and_what_they_can(service: PrintService) -> None:
    printers = {p.name: p for p in CUPS.printers()}
    assert list(printers) == ["A3Test", "NoA3Now", "OnlyA4"]
    assert printer_words(printers["A3Test"]) == "空闲，能打A3、A4"
    assert printer_words(printers["OnlyA4"]) == "空闲，能打A4"
    assert not printers["OnlyA4"].can_print_on("a3") and printers["OnlyA4"].can_print_on("2xa4")
    asked = CUPS.printer("NoA3Now")
    assert asked.can_print_on("a3") and asked.has_loaded("a4") and not asked.has_loaded("a3")
    assert CUPS.printer("A3Test").has_loaded("a3")
    assert all(p.takes_pdf and p.accepting and not p.two_sided for p in printers.values())


def test_a_printer_must_be_named_when_there_are_several(service: PrintService) -> None:
    with pytest.raises(UsageFault) as several:
        choose_printer(CUPS, "")
    assert several.value.code == "choose_printer" and "OnlyA4" in several.value.message
    with pytest.raises(EnvironmentFault) as unknown:
        choose_printer(CUPS, "没有这台 ?#/")
    assert unknown.value.code == "no_printer"
    service.tool("lpadmin", "-d", "OnlyA4")
    try:
        assert choose_printer(CUPS, "") == "OnlyA4"
    finally:
        service.tool("lpadmin", "-x", "OnlyA4")
        service.add(service.printers["OnlyA4"])


def test_a_sheet_is_printed_once_and_registered(
    service: PrintService, register: PrintRegister, order: PrintOrder, pdf: Path
) -> None:
    jobs, printed = service.jobs(), len(service.printer.printed())
    service.printer.does("slow")
    record = send(CUPS, register, order, pdf, CLOCK)
    assert record.outcome == "sent" and not register.record(record.id).is_printed
    watched = Watched(register, record)
    assert watched.says("正在打")
    service.printer.does("ok")
    said: list[str] = []
    end = follow(
        CUPS, register, record, CLOCK, wait=lambda _: None, say=lambda p: said.append(p.sentence), seconds=20
    )
    assert said[-1] == "打好了。" and end.record.outcome == "done"
    kept = register.record(record.id)
    assert kept.is_printed and kept.ended_at is not None and kept.order == order
    assert service.jobs() == jobs + 1
    lines = service.printer.printed()[printed:]
    assert len(lines) == 1 and "x-dimension=29700 y-dimension=42000" in lines[0] and "one-sided" in lines[0]


@pytest.mark.parametrize(
    ("mode", "words"),
    [("media-empty", "缺纸"), ("media-jam", "卡纸"), ("cover-open", "盖子没关好")],
)
def test_what_keeps_the_printer_is_said_and_it_goes_on(
    service: PrintService, register: PrintRegister, sent: Callable[[str], PrintRecord], mode: str, words: str
) -> None:
    jobs, printed = service.jobs(), len(service.printer.printed())
    watched = Watched(register, sent(mode))
    assert watched.says(words), watched.now.sentence
    assert register.record(watched.now.record.id).outcome == "sent"
    service.printer.does("ok")
    assert watched.says("打好了。"), watched.now.sentence
    assert register.record(watched.now.record.id).is_printed
    assert (service.jobs(), len(service.printer.printed())) == (jobs + 1, printed + 1)


def test_a_printer_that_is_off_is_said_and_prints_when_it_is_on_again(
    service: PrintService, register: PrintRegister, sent: Callable[[str], PrintRecord]
) -> None:
    printed = len(service.printer.printed())
    service.printer.switch_off()
    watched = Watched(register, sent("ok"))
    assert watched.says("没开，或者线没插好"), watched.now.sentence
    assert printer_words(CUPS.printer("A3Test")).startswith("没开")
    assert watched.now.record.outcome == "sent"
    service.printer.switch_on()
    assert watched.says("打好了。"), watched.now.sentence
    assert len(service.printer.printed()) == printed + 1


@pytest.mark.parametrize("time", range(3))
def test_a_printer_that_gives_up_is_no_print(
    service: PrintService, register: PrintRegister, sent: Callable[[str], PrintRecord], time: int
) -> None:
    """Three times: CUPS itself calls about one in three of them completed."""
    watched = Watched(register, sent("abort"))
    assert watched.says("没打成"), watched.now.sentence
    kept = register.record(watched.now.record.id)
    assert kept.outcome == "failed" and not kept.is_printed and not kept.is_open


@pytest.mark.parametrize("by_us", [True, False])
def test_a_job_that_is_canceled_is_no_print(
    service: PrintService, register: PrintRegister, sent: Callable[[str], PrintRecord], by_us: bool
) -> None:
    watched = Watched(register, sent("slow"))
    assert watched.says("正在打")
    job = watched.now.record.job
    assert job is not None
    if by_us:
        CUPS.cancel(JobRef("A3Test", job))
    else:
        service.tool("cancel", f"A3Test-{job}")
    assert watched.says("被取消"), watched.now.sentence
    assert register.record(watched.now.record.id).outcome == "canceled"
    CUPS.cancel(JobRef("A3Test", job))  # over already: nothing to say


def test_a_paused_queue_is_said(
    service: PrintService, register: PrintRegister, sent: Callable[[str], PrintRecord]
) -> None:
    service.tool("cupsdisable", "A3Test")
    watched = Watched(register, sent("ok"))
    assert watched.says("被暂停"), watched.now.sentence
    service.tool("cupsenable", "A3Test")
    assert watched.says("打好了。"), watched.now.sentence


def test_paper_it_cannot_take_is_refused_before_anything_is_sent(
    service: PrintService, register: PrintRegister, order: PrintOrder, pdf: Path
) -> None:
    jobs = service.jobs()
    for wrong, code in (
        (replace(order, printer="OnlyA4"), "paper_unsupported"),
        (replace(order, paper="a5"), "paper_unsupported"),
        (replace(order, sides="two"), "one_sided_only"),
        (replace(order, printer="没有"), "no_printer"),
    ):
        with pytest.raises(EnvironmentFault) as refused:
            send(CUPS, register, wrong, pdf, CLOCK)
        assert refused.value.code == code
    for wrong, code in (
        (replace(order, paper="a2"), "print_paper"),
        (replace(order, copies=0), "print_copies"),
    ):
        with pytest.raises(UsageFault) as asked:
            send(CUPS, register, wrong, pdf, CLOCK)
        assert asked.value.code == code
    service.tool("cupsreject", "OnlyA4")
    try:
        with pytest.raises(EnvironmentFault) as shut:
            send(CUPS, register, replace(order, printer="OnlyA4", paper="a4"), pdf, CLOCK)
        assert shut.value.code == "not_accepting"
    finally:
        service.tool("cupsaccept", "OnlyA4")
    assert register.prints() == () and service.jobs() == jobs


def test_paper_that_is_not_loaded_is_asked_about(
    service: PrintService, register: PrintRegister, order: PrintOrder, pdf: Path
) -> None:
    wanted = replace(order, printer="NoA3Now")
    with pytest.raises(UsageFault) as asked:
        send(CUPS, register, wanted, pdf, CLOCK)
    assert asked.value.code == "paper_not_loaded" and register.prints() == ()
    record = send(CUPS, register, wanted, pdf, CLOCK, confirmed=frozenset({"paper_not_loaded"}))
    assert Watched(register, record).says("打好了。")


def test_a_sheet_with_an_open_end_is_not_printed_again_unasked(
    service: PrintService,
    register: PrintRegister,
    order: PrintOrder,
    pdf: Path,
    sent: Callable[[str], PrintRecord],
) -> None:
    first, jobs = sent("slow"), service.jobs()
    with pytest.raises(UsageFault) as asked:
        send(CUPS, register, order, pdf, CLOCK)
    assert asked.value.code == "print_again" and service.jobs() == jobs
    other = replace(order, sheet=replace(order.sheet, digest="HGFEDCBA"))
    second = send(CUPS, register, other, pdf, CLOCK)
    assert Watched(register, second).says("在排队")
    service.printer.does("ok")
    assert Watched(register, second).says("打好了。")
    assert register.record(first.id).is_open
    assert [p.record.outcome for p in settle(CUPS, register, CLOCK)] == ["done"]
    send(CUPS, register, order, pdf, CLOCK)


def test_a_job_that_the_service_forgot_is_asked_about_and_never_repeated(
    service: PrintService,
    register: PrintRegister,
    order: PrintOrder,
    pdf: Path,
    sent: Callable[[str], PrintRecord],
) -> None:
    """A service may be told to keep no history, and a clerk may empty it."""
    record, jobs = sent("slow"), service.jobs()
    service.forget_jobs()
    watched = Watched(register, record)
    assert watched.says("说不清"), watched.now.sentence
    assert f"第{record.id}号" in watched.now.sentence
    assert register.record(record.id).outcome == "unknown"
    with pytest.raises(UsageFault):
        send(CUPS, register, order, pdf, CLOCK)
    assert service.jobs() == 0 < jobs
    assert register.end(record.id, "told_not_printed", CLOCK.now()).is_printed is False
    send(CUPS, register, order, pdf, CLOCK)


def test_an_entry_without_a_number_finds_its_job_by_name(
    service: PrintService, register: PrintRegister, order: PrintOrder, pdf: Path
) -> None:
    """The power went between handing over and writing the number down."""
    record = register.start(order, CLOCK.now())
    job = CUPS.submit(
        pdf, printer="A3Test", token=record.token, copies=1, media="iso_a3_297x420mm", sides="one"
    )
    assert CUPS.find("A3Test", record.token) == job
    assert eventually(lambda: settle(CUPS, register, CLOCK) == () or register.record(record.id).is_printed)
    assert register.record(record.id).job == job.number
    lost = register.start(order, CLOCK.now())
    assert [p.record.outcome for p in settle(CUPS, register, CLOCK)] == ["unknown"]
    assert register.record(lost.id).is_open


def test_a_file_that_cups_cannot_read_was_certainly_not_sent(
    service: PrintService, register: PrintRegister, order: PrintOrder, tmp_path: Path
) -> None:
    with pytest.raises(EnvironmentFault) as refused:
        send(CUPS, register, order, tmp_path / "gone.pdf", CLOCK)
    assert refused.value.code == "not_sent"
    assert [p.outcome for p in register.prints()] == ["failed"]


def test_a_service_that_dies_leaves_the_entry_open(
    service: PrintService,
    register: PrintRegister,
    order: PrintOrder,
    pdf: Path,
    sent: Callable[[str], PrintRecord],
) -> None:
    record = sent("slow")
    service.stop(hard=True)
    watched = Watched(register, record)
    assert "打印服务没有开" in watched.now.sentence
    assert register.record(record.id).outcome == "sent"
    other = replace(order, sheet=replace(order.sheet, digest="HGFEDCBA"))
    with pytest.raises(EnvironmentFault) as dead:
        send(CUPS, register, other, pdf, CLOCK)
    assert dead.value.code == "no_print_service" and len(register.prints()) == 1
    service.start()
    assert watched.look(record).record.id == record.id
