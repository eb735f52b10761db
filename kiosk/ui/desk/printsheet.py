"""打印上墙 (ui.md page 16): exactly what will hang, five looks at it, the printer, and 已张贴.

The sheet and everything about the printer is done on the maker thread, the registers on the writer
thread (``printwork``).  A job is looked at once a second, and only while it is open.
"""

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from kiosk.printing.run import MOST_COPIES
from kiosk.store.prints import PrintRecord
from kiosk.ui.desk import printwork as work
from kiosk.ui.desk.model import DeskBuild, DeskModel, sentence_of
from kiosk.ui.desk.printwords import PAPERS, Held, in_words, not_made_words

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

LOOK_MS: Final = 1000


@QmlElement
class DeskSheetVM(DeskModel):
    """Params: see ``printwork.choice_of``."""

    drawn = Signal()
    told = Signal()
    """Own signal: a property of a subclass may not name its base's (see viewmodels/attachment.py)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held = Held()
        self._known: work.Known | None = None
        self._image, self._overview = QImage(), QImage()
        self._watch: Any = None
        self._batch: work.Batch | None = None
        self._looking = False
        self._confirmed: frozenset[Any] = frozenset()
        self._next_look = QTimer(self)
        self._next_look.setInterval(LOOK_MS)
        self._next_look.timeout.connect(self._look)
        self.changed.connect(self.told)

    # -- for QML ----------------------------------------------------------------------------
    @Property(QImage, notify=drawn)
    def image(self) -> QImage:
        """The page to be enlarged."""
        return self._image

    @Property(QImage, notify=drawn)
    def overview(self) -> QImage:
        """The whole page."""
        return self._overview

    @Property("QVariantMap", notify=told)
    def said(self) -> dict[str, str]:
        """The line above the keys: what came of the last press, else what the page has to say."""
        if self.note:
            return {"words": self.note, "icon": "alert-triangle" if self.is_problem else "info-circle"}
        state = self.state
        return {"words": state.said, "icon": state.said_icon} if state is not None else {}

    @Slot(int)
    def turn(self, to: int) -> None:
        """Another page of the sheet."""
        sheet = self._held.sheet
        pages = sheet.proved.made.pages if sheet is not None and sheet.proved.made is not None else 0
        if 0 <= to < pages and to != self._held.page:
            self._show(page=to)
            self._draw()

    @Slot(int)
    def more_copies(self, step: int) -> None:
        copies = min(MOST_COPIES, max(1, self._held.copies + step))
        self._show(copies=copies)

    @Slot(int)
    def choose_paper(self, index: int) -> None:
        paper = list(PAPERS)[index]
        if paper != self._held.paper:
            self._show(paper=paper, page=0)
            self._make()
            self._find_printer()

    @Slot()
    def toggle_large(self) -> None:
        self._show(large=not self._held.large, page=0)
        self._make()

    @Slot()
    def see_first(self) -> None:
        """看原因: what the first look that failed has found."""
        sheet = self._held.sheet
        looks = sheet.proved.proofs if sheet is not None else ()
        self.say(next((look.why for look in looks if look.holds is False), ""), problem=True)

    @Slot(str)
    def act(self, code: str) -> None:
        """A key below was pressed (codes of ``printwords``)."""
        held = self._held
        if code in ("all", "page"):
            self._print(held.page if code == "page" else None)
        elif code == "confirm" and held.asked is not None and self._batch is not None:
            self._confirmed |= {held.asked.code}
            self._begin(self._batch)
        elif code == "leave_it":
            self._show(asked=None)
        elif code in ("came_out", "did_not") and held.record is not None:
            self.perform(partial(work.tell, held.record, code == "came_out"), self._told)
        elif code == "cancel" and held.record is not None:
            self._task(partial(work.take_back, held.record), self._taken_back)
        elif code == "save" and held.sheet is not None:
            self._save(held.sheet)
        elif code == "posted" and self._known is not None and self._known.printed is not None:
            self.perform(partial(work.post, self._known.printed), self._posted)
        elif code == "unpost" and self._known is not None and self._known.posting is not None:
            self.perform(partial(work.unpost, self._known.posting), self._unposted)
        elif code == "printer":
            self._find_printer()

    @Slot()
    def stop(self) -> None:
        self._next_look.stop()
        super().stop()
        self._held, self._known = Held(), None
        self._image, self._overview = QImage(), QImage()
        self._watch, self._batch, self._confirmed, self._looking = None, None, frozenset(), False
        self.drawn.emit()

    # -- building ---------------------------------------------------------------------------
    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(work.look_up, params, self._held.sheet)

    def take(self, state: work.Known) -> None:
        first = self._known is None
        self._known = state
        if first:
            from kiosk.ui.desk.printwords import default_paper

            self._held = replace(self._held, paper=default_paper(state))
        if state.is_open is not None and self._held.record is None and not self._held.sending:
            self._follow(state.is_open)
        super().take(in_words(self._held, state))
        if first and state.choice is not None:
            self._make()
            self._find_printer()

    def _show(self, **changes: Any) -> None:
        """Change what is held and say it."""
        self._held = replace(self._held, **changes)
        if self._open and self._known is not None:
            self.state = in_words(self._held, self._known)
            self.changed.emit()

    def _task(
        self,
        what: Callable[[], Any],
        on_result: Callable[[Any], None],
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._lent.runner.task(what, on_result, on_error or self._task_failed)

    def _task_failed(self, error: BaseException) -> None:
        if self._open:
            self._held = replace(self._held, sending=False)
            self.say(sentence_of(error), problem=True)
            self._show()

    # -- the sheet --------------------------------------------------------------------------
    def _make(self) -> None:
        room, known = self._lent.desk_room, self._known
        if room is None or known is None or known.choice is None:
            return
        self._image, self._overview = QImage(), QImage()
        self.drawn.emit()
        self._show(sheet=None, fault="", record=None, progress=None, asked=None)
        what = partial(
            work.make, room.home, room.clock, known.choice, self._held.paper, self._held.large
        )
        self._task(what, self._made, self._not_made)

    def _made(self, sheet: work.MadeSheet) -> None:
        if not self._open or (sheet.paper, sheet.large) != (self._held.paper, self._held.large):
            return
        self._show(sheet=sheet)
        self.reload()
        self._draw()

    def _not_made(self, error: BaseException) -> None:
        if self._open:
            self._show(fault=not_made_words(error, of_year="year" in self._params))

    def _draw(self) -> None:
        sheet = self._held.sheet
        if sheet is not None and sheet.proved.made is not None:
            self._task(partial(work.draw, sheet, self._held.page), self._drawn)

    def _drawn(self, drawn: work.Drawn) -> None:
        if self._open and drawn.page == self._held.page:
            self._image, self._overview = drawn.image, drawn.overview
            self.drawn.emit()

    # -- the printer ------------------------------------------------------------------------
    def _find_printer(self) -> None:
        known = self._known
        if known is not None:
            self._show(printer=None)
            self._task(partial(work.look_at_printer, known.printer, self._held.paper), self._found)

    def _found(self, printer: work.PrinterNow) -> None:
        if self._open:
            self._show(printer=printer)

    def _print(self, page: int | None) -> None:
        held = self._held
        if held.sheet is None or held.printer is None or not held.printer.name or held.sending:
            return
        self.note, self._confirmed = "", frozenset()
        self._show(sending=True, asked=None)
        self._task(partial(work.gather, held.sheet, page, held.printer.name), self._begin)

    def _begin(self, batch: work.Batch) -> None:
        if not self._open:
            return
        self._batch = batch
        self._show(sending=True, asked=None)
        self.perform(partial(work.begin, batch, self._held.copies, self._confirmed), self._begun)

    def _begun(self, came: PrintRecord | work.Asked) -> None:
        if isinstance(came, work.Asked):
            self._show(asked=came, sending=False)
        elif self._batch is not None:
            self._show(record=came, progress=None)
            self._task(partial(_submit, came, self._batch), self._handed)

    def _handed(self, result: tuple[PrintRecord, Any]) -> None:
        record, came = result
        if isinstance(came, BaseException):
            self._held = replace(self._held, refusal=sentence_of(came))
        self.perform(partial(work.sent, record, came), self._sent)

    def _sent(self, record: PrintRecord) -> None:
        refusal = self._held.refusal
        self._show(sending=False, refusal="")
        self._follow(record)
        if refusal:
            self.note, self.is_problem = refusal, True

    def _refused(self, error: BaseException) -> None:
        self._held = replace(self._held, sending=False)
        super()._refused(error)

    # -- the job ----------------------------------------------------------------------------
    def _follow(self, record: PrintRecord) -> None:
        from kiosk.printing.follow import StuckWatch

        self._watch = StuckWatch(self._lent.clock)
        self._show(record=record, progress=None)
        if record.outcome in ("started", "sent"):
            self._next_look.start()
            self._look()

    def _look(self) -> None:
        record = self._held.record
        if record is None or record.outcome not in ("started", "sent") or not self._open:
            self._next_look.stop()
        elif not self._looking:
            self._looking = True
            self._task(partial(work.ask, record), self._asked, self._not_asked)

    def _not_asked(self, error: BaseException) -> None:
        self._looking = False

    def _asked(self, seen: Any) -> None:
        record = self._held.record
        if not self._open or record is None:
            self._looking = False
            return
        what = partial(work.write_down, seen, record, self._watch)
        self.note_down(what, self._progressed, self._not_asked)

    def _progressed(self, progress: Any) -> None:
        self._looking = False
        if not self._open or self._held.record is None or progress.record.id != self._held.record.id:
            return
        self._show(record=progress.record, progress=progress)
        if progress.record.outcome not in ("started", "sent"):
            self._next_look.stop()
            self.reload()
            self._find_printer()

    def _taken_back(self, _: None) -> None:
        if self._open:
            self._look()

    def _told(self, record: PrintRecord) -> None:
        self._show(record=record, progress=None)

    # -- stick and wall -----------------------------------------------------------------------
    def _save(self, sheet: work.MadeSheet) -> None:
        if not self._held.sending:
            self.note = ""
            self._show(sending=True)
            self._task(partial(_put, sheet), self._put)

    def _put(self, result: tuple[work.MadeSheet, Any]) -> None:
        if self._open:
            self._show(sending=False)
            self.perform(partial(work.saved, *result), self._saved)

    def _saved(self, words: str) -> None:
        self.note, self.is_problem = words, False

    def _posted(self, _: int) -> None:
        self.note, self.is_problem = "记下了，从今天起算挂满的日子。登记错了，10 分钟内可以取消。", False

    def _unposted(self, _: None) -> None:
        self.note, self.is_problem = "取消了，不算张贴。", False


def _submit(record: PrintRecord, batch: work.Batch) -> tuple[PrintRecord, Any]:
    return record, work.submit(record, batch)


def _put(sheet: work.MadeSheet) -> tuple[work.MadeSheet, Path | Exception]:
    return sheet, work.put_on_stick(sheet)
