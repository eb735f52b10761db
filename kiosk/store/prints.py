"""The registers of paper in desk.db: what was sent to a printer, and what hangs on the wall.

A print is written down before it is sent, so that a power cut in between leaves an open entry and
never an unknown sheet.  It counts as printed only when the printing service said so, or the clerk
did.  Nothing here decides: whether a sheet may come down is ``kiosk.ledger.postings``.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from kiosk.domain.clock import parse_rfc3339, to_rfc3339
from kiosk.domain.errors import UsageFault
from kiosk.store.connect import scalar, speaking, transaction
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.migrations import DESK
from kiosk.store.reading import ReadOnlyFile
from kiosk.store.restored import FIRST_POSTING

Outcome = Literal[
    "started", "sent", "unknown", "done", "canceled", "failed", "saved", "told_printed", "told_not_printed"
]
"""``started``: written down, perhaps sent; ``sent``: the printing service has it; ``unknown``: nobody
can tell; ``saved``: a PDF in a folder; ``told_…``: what the clerk answered about an unknown one."""

SLIP: Final = "slip"
"""A sheet for one person (明白条): the register never says for whom, and it never hangs on the wall."""

OPEN: Final[frozenset[Outcome]] = frozenset({"started", "sent", "unknown"})
PRINTED: Final[frozenset[Outcome]] = frozenset({"done", "told_printed"})


@dataclass(frozen=True, slots=True)
class SheetRef:
    """Which sheet: its identity on paper, and (id, version) of what it shows under which items.

    ``says_withdrawn``: it hangs to say that this was withdrawn.
    """

    sheet_id: str
    digest: str
    kind: str
    title: str
    subjects: tuple[tuple[str, int], ...]
    catalogue_ids: tuple[str, ...]
    says_withdrawn: bool = False

    @property
    def version(self) -> int:
        """The highest version among what it shows."""
        return max((version for _, version in self.subjects), default=1)


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """One print. ``pages`` of one copy; ``paper`` a3, a4, 2xa4, a5; ``printer`` a queue or a folder."""

    sheet: SheetRef
    pages: int
    copies: int
    paper: str
    sides: str
    printer: str
    who: str


@dataclass(frozen=True, slots=True)
class PrintRecord:
    """An entry of the register. ``job``: number at the printing service, ``None`` until it is known."""

    id: int
    token: str
    order: PrintOrder
    job: int | None
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome

    @property
    def is_open(self) -> bool:
        """Nobody knows yet whether it was printed."""
        return self.outcome in OPEN

    @property
    def is_printed(self) -> bool:
        return self.outcome in PRINTED


@dataclass(frozen=True, slots=True)
class PostingRecord:
    """A sheet on the wall. ``early``: taken down before its time, with the clerk's ``reason``.

    ``changed_at``: when somebody last wrote it up; ``None`` for what an older program kept.
    """

    id: int
    print_id: int | None
    sheet: SheetRef
    posted_on: date
    posted_by: str
    taken_down_on: date | None
    taken_down_by: str | None
    early: bool
    reason: str
    changed_at: datetime | None = None


_PRINT = (
    "select id, token, job, started_at, ended_at, outcome, pages, copies, paper, sides, printer, who, "
    "sheet_id, digest, kind, title, subjects, catalogue_ids, says_withdrawn from prints"
)
_POSTING = (
    "select id, print, posted_on, posted_by, taken_down_on, taken_down_by, early, reason, changed_at, "
    "sheet_id, digest, kind, title, subjects, catalogue_ids, says_withdrawn from postings "
    "where undone_at is null"
)


class PrintRegister:
    """Both registers. Writes through the desk's own connection, so from its thread.

    Inside ``DeskStore.writing()`` it writes in that transaction, else in one of its own.
    """

    def __init__(self, desk: DeskStore) -> None:
        self._db = desk.connection
        self._path = desk.path

    @contextmanager
    def _writing(self) -> Generator[None]:
        with speaking(self._path):
            if self._db.in_transaction:
                yield
                return
            with transaction(self._db):
                yield

    # --- prints ----------------------------------------------------------------------------------

    def start(self, order: PrintOrder, at: datetime) -> PrintRecord:
        """Write a print down before anything is sent. ``UsageFault`` ``print_count``."""
        if order.copies < 1 or order.pages < 1:
            raise UsageFault("print_count", "份数和页数都要在1以上。请改好再打。")
        token = secrets.token_hex(8)
        sheet = order.sheet
        with self._writing():
            cursor = self._db.execute(
                """insert into prints (token, sheet_id, digest, kind, title, subjects, catalogue_ids,
                   says_withdrawn, pages, copies, paper, sides, printer, who, started_at, outcome)
                   values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'started')""",
                (
                    token, *_sheet_values(sheet), order.pages, order.copies, order.paper, order.sides,
                    order.printer, order.who, to_rfc3339(at),
                ),
            )  # fmt: skip
        return self.record(cast(int, cursor.lastrowid))

    def sent(self, print_id: int, job: int) -> PrintRecord:
        """The printing service took it under this number. ``UsageFault`` when the entry has ended."""
        return self._move(print_id, "sent", None, job)

    def end(self, print_id: int, outcome: Outcome, at: datetime) -> PrintRecord:
        """How it ended; ``unknown`` leaves it open. An ended entry never changes (``UsageFault``)."""
        if outcome in ("started", "sent"):
            raise ValueError("not an ending")
        return self._move(print_id, outcome, None if outcome in OPEN else at, None)

    def _move(self, print_id: int, outcome: Outcome, at: datetime | None, job: int | None) -> PrintRecord:
        before = self.record(print_id)
        if not before.is_open:
            raise UsageFault("print_ended", "这一次打印已经有结果了，不能再改。请看打印记录。")
        with self._writing():
            self._db.execute(
                """update prints set outcome = ?, ended_at = ?, job = coalesce(?, job)
                   where id = ? and ended_at is null""",
                (outcome, to_rfc3339(at) if at else None, job, print_id),
            )
        return replace(before, outcome=outcome, ended_at=at, job=before.job if job is None else job)

    def record(self, print_id: int) -> PrintRecord:
        """``UsageFault`` ``print_unknown`` when there is no such entry."""
        with speaking(self._path):
            row = self._db.execute(f"{_PRINT} where id = ?", (print_id,)).fetchone()
        if row is None:
            raise UsageFault("print_unknown", "没有这一次打印。请看打印记录里的编号。")
        return _print(row)

    def prints(self, limit: int = 50) -> tuple[PrintRecord, ...]:
        """The newest first."""
        with speaking(self._path):
            rows = self._db.execute(f"{_PRINT} order by id desc limit ?", (limit,)).fetchall()
        return tuple(_print(row) for row in rows)

    def open_prints(self, sheet: SheetRef | None = None) -> tuple[PrintRecord, ...]:
        """Prints without a known end, of ``sheet`` alone when given; oldest first."""
        with speaking(self._path):
            rows = self._db.execute(
                f"{_PRINT} where outcome in ('started', 'sent', 'unknown') order by id"
            ).fetchall()
        found = (_print(row) for row in rows)
        return tuple(
            p
            for p in found
            if sheet is None
            or (p.order.sheet.sheet_id, p.order.sheet.digest) == (sheet.sheet_id, sheet.digest)
        )

    # --- postings --------------------------------------------------------------------------------

    def post(
        self, sheet: SheetRef, on: date, who: str, *, print_id: int | None = None, at: datetime | None = None
    ) -> PostingRecord:
        """It hangs since ``on``. ``UsageFault``: ``already_posted``, ``not_printed``, ``other_sheet``,
        ``not_for_the_wall``.

        With ``print_id`` that print must have come out (or been saved as PDF and printed elsewhere).
        """
        if sheet.kind == SLIP:
            raise UsageFault("not_for_the_wall", "明白条是给本人的，不能上墙。")
        if print_id is not None:
            printed = self.record(print_id)
            if not printed.is_printed and printed.outcome != "saved":
                raise UsageFault("not_printed", "这一次没有打印出来的记录，还不能登记张贴。请先打好。")
            if printed.order.sheet.sheet_id != sheet.sheet_id:
                raise UsageFault("other_sheet", "要张贴的表和这一次打印的不是同一张。请重新选。")
        if any(p.sheet == sheet for p in self.postings(only_up=True)):
            raise UsageFault("already_posted", "这张表已经登记在墙上了。撤下以后才能再登记。")
        with self._writing():
            cursor = self._db.execute(
                """insert into postings (id, print, sheet_id, digest, kind, title, subjects, catalogue_ids,
                   says_withdrawn, posted_on, posted_by, changed_at)
                   values (max((select coalesce(max(id), 0) + 1 from postings),
                               (select coalesce(max(cast(value as integer)), 0) from settings where key = ?)),
                           ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                (
                    FIRST_POSTING, print_id, *_sheet_values(sheet), on.isoformat(), who,
                    to_rfc3339(at) if at else None,
                ),
            )
        return self.posting(cast(int, cursor.lastrowid))

    def take_down(
        self,
        posting_id: int,
        on: date,
        who: str,
        *,
        early: bool = False,
        reason: str = "",
        at: datetime | None = None,
    ) -> PostingRecord:
        """It is off the wall since ``on``; callers go through ``kiosk.desk.postings``.

        ``UsageFault`` ``already_down``, ``before_posting``.
        """
        before = self.posting(posting_id)
        if before.taken_down_on is not None:
            raise UsageFault("already_down", "这张表已经登记撤下了，不用再登记。")
        if on < before.posted_on:
            raise UsageFault("before_posting", "撤下的日子比张贴的日子还早。请核对日期。")
        with self._writing():
            self._db.execute(
                """update postings set taken_down_on = ?, taken_down_by = ?, early = ?, reason = ?,
                   changed_at = ? where id = ? and taken_down_on is null""",
                (on.isoformat(), who, int(early), reason, to_rfc3339(at) if at else None, posting_id),
            )
        return self.posting(posting_id)

    def undo(self, posting_id: int, at: datetime) -> PostingRecord | None:
        """Takes the last entry back: hanging again, or ``None`` when it never hung."""
        before = self.posting(posting_id)
        with self._writing():
            if before.taken_down_on is None:
                self._db.execute(
                    "update postings set undone_at = ? where id = ?", (to_rfc3339(at), posting_id)
                )
                return None
            # changed_at goes: the day of posting may no longer be taken back by this key.
            self._db.execute(
                """update postings set taken_down_on = null, taken_down_by = null, early = 0, reason = '',
                   changed_at = null where id = ?""",
                (posting_id,),
            )
        return self.posting(posting_id)

    def told(self, posting_id: int, step: int = 0) -> int:
        """How many files were written about a posting, ``step`` more from now on."""
        with self._writing():
            self._db.execute("update postings set told = told + ? where id = ?", (step, posting_id))
            return int(scalar(self._db, "select told from postings where id = ?", (posting_id,)))

    def posting(self, posting_id: int) -> PostingRecord:
        """``UsageFault`` ``posting_unknown`` when there is no such entry."""
        with speaking(self._path):
            row = self._db.execute(f"{_POSTING} and id = ?", (posting_id,)).fetchone()
        if row is None:
            raise UsageFault("posting_unknown", "没有这一条张贴记录。请看张贴记录里的编号。")
        return _posting(row)

    def postings(self, *, only_up: bool = False) -> tuple[PostingRecord, ...]:
        """The newest posting first."""
        where = "and taken_down_on is null" if only_up else ""
        with speaking(self._path):
            rows = self._db.execute(f"{_POSTING} {where} order by posted_on desc, id desc").fetchall()
        return tuple(_posting(row) for row in rows)


def read_postings(connection: sqlite3.Connection) -> tuple[PostingRecord, ...]:
    """The register of the wall through any connection, the newest posting first."""
    rows = connection.execute(f"{_POSTING} order by posted_on desc, id desc")
    return tuple(_posting(row) for row in rows)


def read_printed(connection: sqlite3.Connection) -> tuple[PrintRecord, ...]:
    """Prints that came out or were saved as PDF, the newest first; slips are nobody's business."""
    rows = connection.execute(
        f"{_PRINT} where outcome in ('done', 'told_printed', 'saved') and kind <> ? order by id desc", (SLIP,)
    )
    return tuple(_print(row) for row in rows)


def _sheet_values(sheet: SheetRef) -> tuple[str | int, ...]:
    return (
        sheet.sheet_id,
        sheet.digest,
        sheet.kind,
        sheet.title,
        json.dumps(sheet.subjects),
        json.dumps(sheet.catalogue_ids),
        int(sheet.says_withdrawn),
    )


def _sheet(values: tuple[Any, ...]) -> SheetRef:
    sheet_id, digest, kind, title, subjects, catalogue_ids, says_withdrawn = values
    return SheetRef(
        sheet_id,
        digest,
        kind,
        title,
        tuple((name, version) for name, version in json.loads(subjects)),
        tuple(json.loads(catalogue_ids)),
        bool(says_withdrawn),
    )


def _print(row: sqlite3.Row | tuple[Any, ...]) -> PrintRecord:
    values = tuple(row)
    print_id, token, job, started, ended, outcome, pages, copies, paper, sides, printer, who = values[:12]
    return PrintRecord(
        print_id,
        token,
        PrintOrder(_sheet(values[12:]), pages, copies, paper, sides, printer, who),
        job,
        parse_rfc3339(started),
        parse_rfc3339(ended) if ended else None,
        outcome,
    )


def _posting(row: sqlite3.Row | tuple[Any, ...]) -> PostingRecord:
    values = tuple(row)
    posting_id, print_id, posted_on, posted_by, down_on, down_by, early, reason, changed_at = values[:9]
    return PostingRecord(
        posting_id,
        print_id,
        _sheet(values[9:]),
        date.fromisoformat(posted_on),
        posted_by,
        date.fromisoformat(down_on) if down_on else None,
        down_by,
        bool(early),
        reason,
        parse_rfc3339(changed_at) if changed_at else None,
    )


def first_hung(home: KioskHome) -> dict[tuple[str, int], date]:
    """Since when a sheet with this (id, version) first hung, as far as registered. Reads only."""
    with closing(ReadOnlyFile(home.desk_db, DESK)) as desk, desk.snapshot() as connection:
        if connection is None:
            return {}
        # Newest first, so that the oldest stays.
        return {subject: p.posted_on for p in read_postings(connection) for subject in p.sheet.subjects}
