"""Printing one sheet with its entry in the register: ask, check, write down, hand over, follow.

Nothing is ever sent twice by itself.  The entry is written before the PDF is handed over; whatever
happens then, the entry stays open until the printing service or the clerk says how it ended, and a
sheet with an open entry is not printed again without being asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from kiosk.domain.clock import Clock
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.printing.folder import file_name, save
from kiosk.printing.follow import StuckWatch
from kiosk.printing.model import MEDIA, PAPER_WORDS, Asking, JobRef, JobState, Printing, Sides
from kiosk.printing.words import CONDITIONS, job_words
from kiosk.store.prints import SLIP, Outcome, PrintOrder, PrintRecord, PrintRegister

POLL_SECONDS = 1.0
"""How often a job is looked at."""

QuestionCode = Literal["print_again", "paper_not_loaded"]
MOST_COPIES = 20


@dataclass(frozen=True, slots=True)
class Question:
    """Something the clerk has to say yes to before anything is sent."""

    code: QuestionCode
    sentence: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known about a print now: the entry, the job's state and one sentence."""

    record: PrintRecord
    state: JobState
    is_stuck: bool
    sentence: str


def choose_printer(printing: Asking, wanted: str) -> str:
    """The queue to use: ``wanted``, else the computer's own, else the only one there is.

    ``EnvironmentFault`` ``no_printer`` without any, ``UsageFault`` ``choose_printer`` with several.
    """
    if wanted:
        return printing.printer(wanted).name
    if (default := printing.default()) is not None:
        return default
    names = [p.name for p in printing.printers()]
    if len(names) == 1:
        return names[0]
    if not names:
        raise EnvironmentFault(
            "no_printer", "这台电脑上还没有打印机。请管理员添上，或先存成 PDF，拿到别处打。"
        )
    raise UsageFault("choose_printer", f"有几台打印机：{'、'.join(names)}。请写明用哪一台。")


def check(printing: Asking, register: PrintRegister, order: PrintOrder) -> tuple[Question, ...]:
    """Before sending: what cannot be, raises; what the clerk has to decide, comes back.

    ``EnvironmentFault``: ``no_printer``, ``not_accepting``, ``no_pdf``, ``paper_unsupported``,
    ``one_sided_only``.  ``UsageFault``: ``print_paper``, ``print_copies``.
    """
    if order.paper not in MEDIA:
        raise UsageFault("print_paper", f"这种纸不能直接打。能打的：{'、'.join(MEDIA)}。")
    if not 1 <= order.copies <= MOST_COPIES:
        raise UsageFault("print_copies", f"一次只能打1到{MOST_COPIES}份。请改好份数。")
    printer, paper = printing.printer(order.printer), PAPER_WORDS[order.paper]
    if not printer.accepting:
        raise EnvironmentFault(
            "not_accepting", f"打印机“{printer.name}”现在不接受打印。请管理员在打印机设置里打开。"
        )
    if not printer.takes_pdf:
        raise EnvironmentFault(
            "no_pdf", "这台电脑还不会把 PDF 送到打印机。请管理员装好 cups-filters；急用可以先存成 PDF。"
        )
    if not printer.can_print_on(order.paper):
        raise EnvironmentFault(
            "paper_unsupported",
            f"打印机“{printer.name}”打不了{paper}纸，没有送去打。请换一台打印机，或换一种纸"
            + ("（2xa4：两张A4拼成一张A3）。" if paper == "A3" else "。"),
        )
    if order.sides == "two" and not printer.two_sided:
        raise EnvironmentFault(
            "one_sided_only", f"打印机“{printer.name}”不会打双面，没有送去打。请改成单面。"
        )
    questions: list[Question] = []
    # Slips of different people look alike to the register, which does not know for whom they are.
    if order.sheet.kind != SLIP and (open_before := register.open_prints(order.sheet)):
        questions.append(
            Question(
                "print_again",
                f"这张表上一次（第{open_before[-1].id}号）打没打出来还不清楚。请先到打印机旁看看，"
                "确实没有，再说“再打一次”。",
            )
        )
    if not printer.has_loaded(order.paper):
        questions.append(
            Question(
                "paper_not_loaded",
                f"打印机“{printer.name}”说纸盒里没有{paper}纸。请先放好{paper}纸，再说“纸放好了”。",
            )
        )
    return tuple(questions)


def send(
    printing: Printing,
    register: PrintRegister,
    order: PrintOrder,
    pdf: Path,
    clock: Clock,
    *,
    confirmed: frozenset[QuestionCode] = frozenset(),
) -> PrintRecord:
    """Check, write down, hand over. Raises like :func:`check`, and ``UsageFault`` with the code of the
    first question that is not in ``confirmed``; ``EnvironmentFault`` ``not_sent`` (the entry says
    failed) or ``print_unclear`` (the entry says unknown).
    """
    record = begin(printing, register, order, clock, confirmed=confirmed)
    try:
        job = hand_over(printing, record, pdf)
    except EnvironmentFault as fault:
        handed(register, record, fault, clock)
        raise
    return handed(register, record, job, clock)


def begin(
    printing: Asking,
    register: PrintRegister,
    order: PrintOrder,
    clock: Clock,
    *,
    confirmed: frozenset[QuestionCode] = frozenset(),
) -> PrintRecord:
    """The first step of :func:`send`: check and write down. The screen takes the steps on two threads."""
    for question in check(printing, register, order):
        if question.code not in confirmed:
            raise UsageFault(question.code, question.sentence)
    return register.start(order, clock.now())


def hand_over(printing: Printing, record: PrintRecord, pdf: Path) -> JobRef:
    """The second step: give the PDF to the printing service, once. Raises like ``Printing.submit``."""
    order = record.order
    return printing.submit(
        pdf,
        printer=order.printer,
        token=record.token,
        copies=order.copies,
        media=MEDIA[order.paper],
        sides=cast(Sides, order.sides),
    )


def handed(
    register: PrintRegister, record: PrintRecord, came: JobRef | EnvironmentFault, clock: Clock
) -> PrintRecord:
    """The third step: what came of it stands in the entry."""
    if isinstance(came, JobRef):
        return register.sent(record.id, came.number)
    return register.end(record.id, "unknown" if came.code == "print_unclear" else "failed", clock.now())


def look(
    printing: Asking, register: PrintRegister, record: PrintRecord, watch: StuckWatch, clock: Clock
) -> Progress:
    """One look at a print that was sent; writes its end down when it has one.

    A service that does not answer leaves everything as it was and is said in words.
    """
    if not record.is_open or record.job is None:
        state = JobState(_CONDITION_OF[record.outcome])
        return Progress(record, state, False, _sentence(record, state, False))
    try:
        state = printing.state(JobRef(record.order.printer, record.job))
    except EnvironmentFault as fault:
        state = JobState("unknown")
        return Progress(record, state, watch.is_stuck(state), fault.message)
    stuck = watch.is_stuck(state)
    if state.is_over or (state.condition == "unknown" and record.outcome != "unknown"):
        record = register.end(record.id, _OUTCOME_OF[state.condition], clock.now())
    return Progress(record, state, stuck, _sentence(record, state, stuck))


def follow(
    printing: Printing,
    register: PrintRegister,
    record: PrintRecord,
    clock: Clock,
    *,
    wait: Callable[[float], object],
    say: Callable[[Progress], object],
    seconds: float,
) -> Progress:
    """Look every second until the job is over or forgotten, or ``seconds`` have passed.

    ``say`` gets every state whose sentence is new.  A job that is still going on stays open.
    """
    watch, end = StuckWatch(clock), clock.monotonic() + seconds
    said = ""
    while True:
        progress = look(printing, register, record, watch, clock)
        record = progress.record
        if progress.sentence != said:
            said = progress.sentence
            say(progress)
        if not record.is_open or record.outcome == "unknown" or clock.monotonic() >= end:
            return progress
        wait(POLL_SECONDS)


def settle(printing: Asking, register: PrintRegister, clock: Clock) -> tuple[Progress, ...]:
    """What became of all open prints (after a power cut, or when nobody waited); sends nothing.

    An entry that was written down but never got a number is looked for by its name.  A service without
    such a job proves nothing: it may have been told to keep no history.
    """
    return tuple(
        settle_one(printing, register, record, StuckWatch(clock), clock) for record in register.open_prints()
    )


def settle_one(
    printing: Asking, register: PrintRegister, record: PrintRecord, watch: StuckWatch, clock: Clock
) -> Progress:
    """The same of one open print."""
    if record.job is None:
        try:
            job = printing.find(record.order.printer, record.token)
        except EnvironmentFault as fault:
            return Progress(record, JobState("unknown"), False, fault.message)
        if job is None:
            record = register.end(record.id, "unknown", clock.now())
        else:
            record = register.sent(record.id, job.number)
    return look(printing, register, record, watch, clock)


def save_pdf(
    register: PrintRegister, order: PrintOrder, pdf: Path, folder: Path, clock: Clock
) -> tuple[PrintRecord, Path]:
    """Put the PDF into a folder or onto a stick, and write that down. Raises like ``folder.save``."""
    sheet = order.sheet
    record = register.start(order, clock.now())
    # Slips of different people have one identity; the number keeps one from replacing the other.
    title = f"{sheet.title}{record.id}" if sheet.kind == SLIP else sheet.title
    try:
        path = save(pdf, folder, file_name(title, sheet.sheet_id, sheet.digest))
    except EnvironmentFault:
        register.end(record.id, "failed", clock.now())
        raise
    return register.end(record.id, "saved", clock.now()), path


_OUTCOME_OF: dict[str, Outcome] = {
    "done": "done",
    "canceled": "canceled",
    "failed": "failed",
    "unknown": "unknown",
}
_CONDITION_OF: dict[Outcome, Literal["done", "canceled", "failed", "unknown"]] = {
    "done": "done",
    "told_printed": "done",
    "saved": "done",
    "canceled": "canceled",
    "failed": "failed",
    "told_not_printed": "failed",
    "started": "unknown",
    "sent": "unknown",
    "unknown": "unknown",
}


def _sentence(record: PrintRecord, state: JobState, stuck: bool) -> str:
    if record.outcome == "unknown" and not state.is_over:
        return f"{CONDITIONS['unknown']}，再告诉亭子：第{record.id}号打出来了没有。不会自动重打。"
    return job_words(state, pages=record.order.pages, copies=record.order.copies, stuck=stuck)
