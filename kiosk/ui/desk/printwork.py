"""What 打印 does away from the glass: making the sheet and asking the printer (maker thread), and the
registers (writer thread).  Functions of one thread only; the page strings them together.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
import weakref
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from kiosk.desk import audit
from kiosk.domain.clock import Clock
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.store.content import NOTICE, PAYOUTS, disclosure_kind
from kiosk.store.home import KioskHome
from kiosk.store.prints import PrintOrder, PrintRecord, SheetRef
from kiosk.ui.desk.sticks import the_stick
from kiosk.ui.desk.tools import DeskTools

if TYPE_CHECKING:
    from kiosk.keeping.wallsheet import ProvedSheet, SheetChoice
    from kiosk.printing.follow import StuckWatch
    from kiosk.printing.model import JobRef
    from kiosk.printing.run import Progress, QuestionCode
    from kiosk.printing.seen import Seen

LONG_SIDE: Final = 2600
"""Pixels of a page's longer edge: enough for the second step of enlarging."""
OVERVIEW_SIDE: Final = 900
"""The same of the whole page, about as large as it is shown."""
OLD_SECONDS: Final = 24 * 3600
_PREFIX: Final = "kiosk-sheet-"


# --- maker thread --------------------------------------------------------------------------------


@dataclass(frozen=True)
class MadeSheet:
    """A sheet made for ``paper``; its folder goes when nobody holds it any more."""

    choice: SheetChoice
    paper: str
    large: bool
    folder: Path
    proved: ProvedSheet
    kept: Any = field(repr=False, compare=False)

    @property
    def ref(self) -> SheetRef | None:
        """How the registers know it; ``None`` when it may not be printed."""
        from kiosk.keeping.wallsheet import sheet_ref

        made = self.proved.made
        return None if made is None else sheet_ref(self.choice.kind, made)


@cache
def _sweep() -> None:
    """Once a process: what a power cut left of an earlier one goes; a running one's is younger than a day."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > OLD_SECONDS:
                shutil.rmtree(old)


class _Folder:
    """A folder of pages with names on them; taken away with the last reference to it."""

    def __init__(self) -> None:
        _sweep()
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        weakref.finalize(self, shutil.rmtree, self.path, True)


def make(home: KioskHome, clock: Clock, choice: SheetChoice, paper: str, large: bool) -> MadeSheet:
    """The sheet in a folder of its own. Raises like ``kiosk.keeping.wallsheet.make_proved``."""
    from kiosk.keeping.wallsheet import make_proved

    kept = _Folder()
    proved = make_proved(home, choice, kept.path / "sheet.pdf", clock, paper=paper, large=large)
    return MadeSheet(choice, paper, large, kept.path, proved, kept)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it will come out of the printer: to be enlarged, and whole."""

    page: int
    image: QImage
    overview: QImage


def draw(sheet: MadeSheet, page: int) -> Drawn:
    """The pictures of a page."""
    from kiosk.sheets.preview import Preview

    assert sheet.proved.made is not None
    with Preview(sheet.proved.made.path.read_bytes()) as pages:
        picture = pages.fitted(page, LONG_SIDE)
    image = QImage(
        picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32
    ).copy()
    small = image.scaled(
        OVERVIEW_SIDE,
        OVERVIEW_SIDE,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return Drawn(page, image, small)


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """The printer that will be used and how it is. ``name`` is empty without one; then ``words`` say why."""

    name: str
    words: str
    note: str
    fine: bool
    seen: Seen | None = None


def look_at_printer(wanted: str, paper: str) -> PrinterNow:
    """Which printer would take a sheet on ``paper`` now."""
    from kiosk.printing.cups import Cups
    from kiosk.printing.model import PAPER_WORDS
    from kiosk.printing.run import choose_printer
    from kiosk.printing.seen import Seen
    from kiosk.printing.words import printer_words

    cups = Cups()
    try:
        printer = cups.printer(choose_printer(cups, wanted))
    except UsageFault:
        return PrinterNow("", "有几台打印机", "请到“设置”里选好用哪一台。", False)
    except EnvironmentFault as fault:
        return PrinterNow("", "没有打印机可用", fault.message, False)
    size = PAPER_WORDS[paper]
    words = printer_words(printer).split("，能打")[0]
    note = f"{size} 纸放好了" if printer.ready and printer.has_loaded(paper) else ""
    if not printer.can_print_on(paper):
        note = f"打不了 {size}，请换一种纸"
    elif not printer.has_loaded(paper):
        note = f"纸盒里没有 {size} 纸"
    fine = printer.is_fine and printer.can_print_on(paper)
    return PrinterNow(printer.name, f"打印机{words}", note or printer.name, fine, Seen(the_printer=printer))


@dataclass(frozen=True, slots=True)
class Batch:
    """What is about to be printed: which PDF, how many pages of it, of which sheet."""

    sheet: MadeSheet
    pdf: Path
    pages: int
    seen: Seen


def gather(sheet: MadeSheet, page: int | None, printer: str) -> Batch:
    """The PDF (of one page when given) and the printer looked at afresh. EnvironmentFault ``no_printer``."""
    from kiosk.printing.cups import Cups
    from kiosk.printing.seen import Seen

    return gather_from(sheet, page, Seen(the_printer=Cups().printer(printer)))


def gather_from(sheet: MadeSheet, page: int | None, seen: Seen) -> Batch:
    """The same with a printer that was looked at."""
    from kiosk.keeping.wallsheet import one_page

    made = sheet.proved.made
    assert made is not None
    if page is None or made.pages == 1:
        return Batch(sheet, made.path, made.pages, seen)
    single = sheet.folder / f"page-{page + 1}.pdf"
    one_page(made.path, page, single)
    return Batch(sheet, single, 1, seen)


def submit(record: PrintRecord, batch: Batch) -> JobRef | EnvironmentFault:
    """The job, or why there is none (both are written down)."""
    from kiosk.printing.cups import Cups
    from kiosk.printing.run import hand_over

    try:
        return hand_over(Cups(), record, batch.pdf)
    except EnvironmentFault as fault:
        return fault


def ask(record: PrintRecord) -> Seen:
    """How the job stands."""
    from kiosk.printing.cups import Cups
    from kiosk.printing.seen import ask_about_job

    return ask_about_job(Cups(), record)


def take_back(record: PrintRecord) -> None:
    """Cancel the job; what came of it the next look tells."""
    from kiosk.printing.cups import Cups
    from kiosk.printing.model import JobRef

    if record.job is not None:
        Cups().cancel(JobRef(record.order.printer, record.job))


def put_on_stick(sheet: MadeSheet) -> Path | EnvironmentFault:
    """Where the PDF lies on the stick, or why it does not."""
    from kiosk.printing.folder import file_name, save

    made = sheet.proved.made
    assert made is not None
    try:
        return save(made.path, the_stick().path, file_name(made.title, made.sheet_id, made.digest))
    except EnvironmentFault as fault:
        return fault


# --- writer thread -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What desk and board know: what is asked for, the settings, and earlier prints of this very sheet.

    ``printed``: a print of all its pages that came out; ``posting``: it hangs already.
    """

    choice: SheetChoice | None
    paper: str
    printer: str
    is_open: PrintRecord | None = None
    printed: int | None = None
    posting: int | None = None


def look_up(params: dict[str, Any], sheet: MadeSheet | None, tools: DeskTools) -> Known:
    """See :class:`Known`; without a made sheet nothing is known of prints."""
    config = tools.config
    choice = choice_of(params, tools)
    ref = sheet.ref if sheet is not None else None
    if choice is None or ref is None or sheet is None or sheet.proved.made is None:
        return Known(choice, config.paper, config.printer)
    same = (ref.sheet_id, ref.digest)
    pages = sheet.proved.made.pages
    prints = [
        p for p in tools.prints.prints(200) if (p.order.sheet.sheet_id, p.order.sheet.digest) == same
    ]
    whole = [p for p in prints if p.is_printed or p.outcome == "saved"]
    printed = next(
        (p.id for p in whole if p.order.pages >= (pages if p.order.paper == sheet.paper else 2)), None
    )
    unsettled = next((p for p in prints if p.is_open), None)
    hanging = next((p.id for p in tools.prints.postings(only_up=True) if p.sheet == ref), None)
    return Known(choice, config.paper, config.printer, unsettled, printed, hanging)


def choice_of(params: dict[str, Any], tools: DeskTools) -> SheetChoice | None:
    """``kind`` (with ``batch``, ``item``, ``year``), or ``type`` and ``id`` of a publication."""
    from kiosk.keeping.wallsheet import SheetChoice

    if kind := str(params.get("kind") or ""):
        year = params.get("year")
        return SheetChoice(
            kind, params.get("batch") or None, params.get("item") or None, int(year) if year else None
        )
    what, name = str(params.get("type") or ""), str(params.get("id") or "")
    if what == "payouts":
        return SheetChoice(PAYOUTS, batch=name)
    if what == "policy":
        return SheetChoice(NOTICE, item=name)
    if what == "disclosure" and (view := tools.board.disclosure(name)) is not None:
        return SheetChoice(disclosure_kind(view), item=name)
    return None


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing was sent: the clerk has to say yes to this first."""

    code: QuestionCode
    sentence: str


def begin(
    batch: Batch, copies: int, confirmed: frozenset[QuestionCode], tools: DeskTools
) -> PrintRecord | Asked:
    """The entry of a print that is about to be sent. EnvironmentFault as ``kiosk.printing.run.check``."""
    from kiosk.keeping.wallsheet import sheet_ref
    from kiosk.printing import run

    sheet, printer = batch.sheet, batch.seen.the_printer
    assert sheet.proved.made is not None and printer is not None
    ref = sheet_ref(sheet.choice.kind, sheet.proved.made)
    order = PrintOrder(ref, batch.pages, copies, sheet.paper, "one", printer.name, _who(tools))
    for question in run.check(batch.seen, tools.prints, order):
        if question.code not in confirmed:
            return Asked(question.code, question.sentence)
    with tools.desk.writing() as connection:
        record = run.begin(batch.seen, tools.prints, order, tools.clock, confirmed=confirmed)
        note = f"《{ref.title}》{batch.pages}页×{copies}份"
        audit.record(
            connection, "printed", at=tools.clock.now(), by=tools.person, subject=ref.sheet_id, note=note
        )
    return record


def sent(record: PrintRecord, came: JobRef | EnvironmentFault, tools: DeskTools) -> PrintRecord:
    """What came of handing it over stands in the entry."""
    from kiosk.printing.run import handed

    return handed(tools.prints, record, came, tools.clock)


def write_down(seen: Seen, record: PrintRecord, watch: StuckWatch, tools: DeskTools) -> Progress:
    """One look at an open print; its end stands in the entry when it has one."""
    from kiosk.printing.run import settle_one

    return settle_one(seen, tools.prints, record, watch, tools.clock)


def tell(record: PrintRecord, came_out: bool, tools: DeskTools) -> PrintRecord:
    """The clerk has been to the printer."""
    outcome = "told_printed" if came_out else "told_not_printed"
    return tools.prints.end(record.id, outcome, tools.clock.now())


def saved(sheet: MadeSheet, came: Path | EnvironmentFault, tools: DeskTools) -> str:
    """The entry of a PDF that was put on a stick, and the sentence for the clerk. The fault of the stick is
    raised again.

    Begun and ended at once: no printer could tell of it when the page was left meanwhile.
    """
    ref, made, now = sheet.ref, sheet.proved.made, tools.clock.now()
    assert ref is not None and made is not None
    order = PrintOrder(ref, made.pages, 1, sheet.paper, "one", "U 盘", _who(tools))
    record = tools.prints.start(order, now)
    if isinstance(came, EnvironmentFault):
        tools.prints.end(record.id, "failed", now)
        raise came
    tools.prints.end(record.id, "saved", now)
    return f"存好了，可以拔下 U 盘。文件名：{came.name}"


def post(print_id: int, tools: DeskTools) -> int:
    """It hangs since today; the number of the entry."""
    return tools.postings.posted(
        print_id, tools.facts.today, by=tools.person or "", now=tools.clock.now()
    ).id


def unpost(posting: int, tools: DeskTools) -> None:
    """The last entry was a mistake. UsageFault ``undo_late``."""
    tools.postings.undo(posting, by=tools.person or "", now=tools.clock.now())


def _who(tools: DeskTools) -> str:
    return tools.person.name if tools.person is not None else ""
