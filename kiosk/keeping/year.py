"""``keep_year``: a year of a village as a folder that outlives this program (公开期满材料留存).

``<村名>村务公开留存-<年>/`` holds ``index.html``, ``sheets/*.pdf`` (PDF/A-2b), ``data/*.csv``,
``attachments/``, ``ledger.pdf`` and ``SHA256SUMS``.  Everything is read from the board; the kiosk itself is
not touched.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from kiosk.domain.clock import Clock, today
from kiosk.domain.errors import SenderFault, UsageFault
from kiosk.domain.texts import full_day
from kiosk.keeping.index import Entry, index_html, overview_csv
from kiosk.keeping.ledger import ledger_model
from kiosk.keeping.target import NewFolder, SourceGone, new_folder
from kiosk.keeping.versions import NEVER, Kept, Versions
from kiosk.printing.folder import file_name
from kiosk.sheets.archival import archival
from kiosk.sheets.command import checked_render, sheet_day, summary_model, unit_of
from kiosk.sheets.model import SheetModel, Unit
from kiosk.store.board import BoardReader
from kiosk.store.history import BoardHistory, Version
from kiosk.store.home import KioskHome
from kiosk.store.prints import first_hung

_ATTEMPTS: Final = 3
_PAPERS: Final = ("a3", "a4")


@dataclass(frozen=True, slots=True)
class KeptYear:
    """What was written. ``publications`` counts versions, ``notes`` are sentences for the clerk."""

    path: Path
    year: int
    publications: int
    sheets: int
    tables: int
    attachments: int
    notes: tuple[str, ...]


def keep_year(
    home: KioskHome,
    year: int,
    to: Path,
    clock: Clock,
    *,
    paper: str = "a3",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> KeptYear | None:
    """Writes the folder of ``year`` into ``to`` (a stick), whole or not at all; ``None`` when cancelled.

    ``progress(done, total)`` is called after every publication.  An earlier folder of this year is
    replaced when the new one is whole.  What cannot be printed is named in ``notes`` and in the index.
    UsageFault: ``sheet_paper``, ``keeping_empty`` (nothing in that year), ``keeping_in_the_way``;
    EnvironmentFault: ``folder_missing``, ``folder_full``, ``folder_read_only``, ``folder_not_written`` and
    those of the board.
    """
    if paper not in _PAPERS:
        raise UsageFault("sheet_paper", f"留存用不了这种纸。能用的：{'、'.join(_PAPERS)}。")
    with closing(BoardReader(home, clock)) as board, closing(BoardHistory(home, clock)) as history:
        unit, reference = unit_of(board)
        versions = Versions(history, unit, reference, sheet_day(board, clock), first_hung(home))
        if not versions.of_year(year):
            raise UsageFault("keeping_empty", f"{year}年没有公开过东西，没有可导出的。")
        name = f"{unit.village.short_name}{unit.village.affairs}留存-{year}"
        with new_folder(to, name) as folder:
            for _ in range(_ATTEMPTS):
                state = history.state()
                run = _Run(folder, board, versions, year, paper)
                if not run.write(home, clock, progress, cancelled):
                    return None
                if history.state() == state:
                    break
                folder.restart()  # something arrived meanwhile: half the old and half the new is no record
            folder.finish()
            return run.result()


class _Run:
    def __init__(
        self, folder: NewFolder, board: BoardReader, versions: Versions, year: int, paper: str
    ) -> None:
        self.folder = folder
        self.board = board
        self.versions = versions
        self.year = year
        self.paper = paper
        self.entries: list[Entry] = []
        self.notes: list[str] = []
        self.extras: list[tuple[str, str]] = []
        self.counts = {"sheets": 0, "data": 0, "attachments": 0}

    @property
    def unit(self) -> Unit:
        return self.versions.unit

    def write(
        self,
        home: KioskHome,
        clock: Clock,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> bool:
        """Everything but the check sums; False when cancelled."""
        wanted = self.versions.of_year(self.year)
        total = len(wanted) + 1
        for done, version in enumerate(wanted):
            if cancelled():
                return False
            self._version(version)
            progress(done + 1, total)
        if cancelled():
            return False
        self._summary(clock)
        self._ledger(home, clock)
        self.folder.put("data/目录.csv", overview_csv(self.entries))
        day = self.versions.today
        made_on = full_day(day) if day == today(clock) else ""  # a clock that is wrong says no day
        page = index_html(self.unit, self.year, made_on, self.entries, self.extras, self.notes)
        self.folder.put("index.html", page)
        progress(total, total)
        return True

    def result(self) -> KeptYear:
        return KeptYear(
            self.folder.path,
            self.year,
            len(self.entries),
            self.counts["sheets"],
            self.counts["data"],
            self.counts["attachments"],
            tuple(self.notes),
        )

    def _version(self, version: Version) -> None:
        head = version.head
        try:
            kept = self.versions.make(version)
        except SenderFault as fault:
            if fault.code != NEVER:
                self._missing(version, fault)
            return
        stem = file_name(head.title, kept.model.stamp.sheet_id, kept.model.stamp.digest).removesuffix(".pdf")
        sheet = ""
        try:
            sheet = self._sheet(f"sheets/{stem}.pdf", kept.model)
        except SenderFault as fault:
            self.notes.append(f"《{head.title}》第{head.version}版没有印成：{fault.sentence()}")
        table = ""
        if kept.table is not None:
            table = self._count("data", self.folder.put(f"data/{stem}.csv", kept.table))
        self.entries.append(
            Entry(
                version,
                self.versions.state_words(version),
                kept.model.stamp,
                sheet,
                table,
                self._attachments(kept, stem),
            )
        )

    def _missing(self, version: Version, fault: SenderFault) -> None:
        head = version.head
        self.notes.append(f"《{head.title}》第{head.version}版没有印成：{fault.sentence()}")
        self.entries.append(Entry(version, self.versions.state_words(version), None, "", "", ()))

    def _sheet(self, name: str, model: SheetModel) -> str:
        pdf = checked_render(model, self.unit.settings, paper=self.paper).pdf
        whole = archival(pdf, title=model.title, author=model.issuer)
        return self._count("sheets", self.folder.put(name, whole))

    def _attachments(self, kept: Kept, stem: str) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for number, attachment in enumerate(kept.attachments, start=1):
            ending = PurePosixPath(attachment.path.name).suffix.lower()
            name = f"attachments/{stem}-{number}{ending}"
            try:
                found.append((attachment.title, self.folder.copy(name, attachment.path)))
                self.counts["attachments"] += 1
            except SourceGone:
                self.notes.append(f"附件《{attachment.title}》在亭子里读不出来，没有存。请让县里重发。")
        return tuple(found)

    def _count(self, kind: str, name: str) -> str:
        self.counts[kind] += 1
        return name

    def _ledger(self, home: KioskHome, clock: Clock) -> None:
        model, settings = ledger_model(home, clock, self.year)
        try:
            pdf = checked_render(model, settings, paper="a4").pdf
        except SenderFault as fault:
            self.notes.append(f"《{model.title}》没有印成：{fault.sentence()}")
            return
        whole = archival(pdf, title=model.title, author=model.issuer)
        self.extras.append((f"{model.title}（{self.year}年）", self.folder.put("ledger.pdf", whole)))

    def _summary(self, clock: Clock) -> None:
        if self.year not in self.board.years():
            return
        model, _ = summary_model(self.board, clock, year=self.year)
        name = file_name(model.title, model.stamp.sheet_id, model.stamp.digest)
        try:
            self.extras.append((model.title, self._sheet(f"sheets/{name}", model)))
        except SenderFault as fault:
            self.notes.append(f"《{model.title}》没有印成：{fault.sentence()}")
