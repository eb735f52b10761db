"""The wall (张贴): what the clerk writes up about sheets that hang, and what the county is told of it.

    rules = Postings(desk, config, lambda posting: wall_state(posting, wall_rules), trusted=trusted)
    posting = rules.posted(print_id, on, by=person, now=now)
    done = rules.taken_down(posting.id, on, by=person, now=now)   # an EarlyRemoval: ask, then again confirmed
    rules.undo(posting.id, by=person, now=now)

For the writer thread.  How long a sheet must hang is said by ``judge``, which is handed in
(``kiosk.ledger.postings.wall_state`` with the rules of one look at the board).

Each change becomes a file ``out/postings/<kiosk>-<posting>-<n>.json``, written once, with a higher
``n``: ``format`` "kiosk-posting/1", ``village_code``, ``kiosk``, ``posting``, ``n``, ``at``, ``state``
(up, down, undone), ``sheet_id``, ``digest``, ``kind``, ``title``, ``version``, ``catalogue_ids``,
``posted_on``, ``may_come_down_from`` (null: it stays, or is not known yet), ``taken_down_on``,
``early``, ``reason`` and ``by`` (clerk, supervisor, command): never who.  It waits in desk.db for ten
minutes, in which the change can be taken back without anybody having heard of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from kiosk.desk import audit, outbox
from kiosk.domain.clock import shanghai_date, to_rfc3339
from kiosk.domain.errors import UsageFault
from kiosk.domain.scan import scan_text
from kiosk.domain.texts import full_day
from kiosk.store import questions as queue
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskConfig
from kiosk.store.people import Person
from kiosk.store.prints import PostingRecord, PrintRegister, SheetRef
from kiosk.store.questions import Outgoing

FORMAT = "kiosk-posting/1"
FOLDER = "postings"
UNDO_WITHIN = timedelta(minutes=10)
MOST_REASON = 100
_HIDDEN = "(有不能写出的号码)"


class Wall(Protocol):
    """What is known of a sheet today; ``kiosk.ledger.postings.WallState`` is one."""

    @property
    def may_come_down_from(self) -> date | None: ...
    @property
    def stays(self) -> bool: ...
    @property
    def outdated(self) -> str: ...


Judge = Callable[[PostingRecord], Wall]


@dataclass(frozen=True, slots=True)
class EarlyRemoval:
    """Nothing was written: the sheet would come down before its time. Ask, then call again confirmed."""

    posting: PostingRecord
    may_come_down_from: date | None
    sentence: str


class Postings:
    """Rules of the wall over one ``DeskStore``. ``trusted``: whether today's date can be believed.

    ``by`` is a ``Person`` of the desk, or a name for whoever sits at the command line.  Every method may
    raise ``EnvironmentFault`` (desk.db).
    """

    def __init__(self, desk: DeskStore, config: KioskConfig, judge: Judge, *, trusted: bool) -> None:
        self._desk = desk
        self._config = config
        self._judge = judge
        self._trusted = trusted
        self._register = PrintRegister(desk)

    def posted(self, print_id: int, on: date, *, by: Person | str, now: datetime) -> PostingRecord:
        """The sheet of this print hangs since ``on``.

        ``UsageFault``: ``in_future``, ``before_print`` and those of ``PrintRegister.post``.
        """
        printed = self._register.record(print_id)
        if self._trusted and on < shanghai_date(printed.started_at):
            raise UsageFault("before_print", "张贴的日子比打印的日子还早。请核对日期。")
        return self._post(printed.order.sheet, on, print_id, by, now)

    def posted_sheet(self, sheet: SheetRef, on: date, *, by: Person | str, now: datetime) -> PostingRecord:
        """The same for a sheet that was printed elsewhere."""
        return self._post(sheet, on, None, by, now)

    def _post(
        self, sheet: SheetRef, on: date, print_id: int | None, by: Person | str, now: datetime
    ) -> PostingRecord:
        if self._trusted and on > shanghai_date(now):
            raise UsageFault("in_future", "张贴的日子还没到。请等真的贴上了再登记。")
        with self._desk.writing() as connection:
            posting = self._register.post(sheet, on, _name(by), print_id=print_id, at=now)
            self._tell(connection, posting, "up", by, now)
            _note(connection, "posted", posting, by, now, f"《{sheet.title}》{full_day(on)}张贴")
        return posting

    def taken_down(
        self,
        posting_id: int,
        on: date,
        *,
        by: Person | str,
        now: datetime,
        confirmed: bool = False,
        reason: str = "",
    ) -> PostingRecord | EarlyRemoval:
        """It is off the wall since ``on``.

        Before its time nothing is written and an :class:`EarlyRemoval` comes back; with ``confirmed`` and a
        ``reason`` it is written and marked as early.  What was corrected or withdrawn may always come down.
        ``UsageFault``: ``reason_needed``, ``reason_long``, ``reason_private``, ``in_future`` and those of
        ``PrintRegister.take_down``.
        """
        posting = self._register.posting(posting_id)
        is_sensible = posting.taken_down_on is None and on >= posting.posted_on
        if is_sensible and self._trusted and on > shanghai_date(now):
            raise UsageFault("in_future", "撤下的日子还没到。请等真的撤下了再登记。")
        wall = self._judge(posting)
        free = wall.may_come_down_from
        early = is_sensible and not wall.outdated and (free is None or on < free or not self._trusted)
        words = " ".join(reason.split()) if early else ""
        if early and not confirmed:
            return EarlyRemoval(posting, free, _early_words(wall, on, self._trusted))
        if early and not words:
            raise UsageFault("reason_needed", "提前撤下要写明原因，将来查得到。请补上原因。")
        if len(words) > MOST_REASON:
            raise UsageFault("reason_long", f"原因写长了，最多{MOST_REASON}个字。请写短一些。")
        if found := scan_text(words):
            raise UsageFault("reason_private", f"原因里有{found[0].words()}，不能留下。请去掉再存。")
        with self._desk.writing() as connection:
            down = self._register.take_down(posting_id, on, _name(by), early=early, reason=words, at=now)
            self._tell(connection, down, "down", by, now)
            why = f"，提前撤的：{words}" if early else ""
            _note(connection, "taken_down", down, by, now, f"《{down.sheet.title}》{full_day(on)}撤下{why}")
        return down

    def can_undo(self, posting: PostingRecord, now: datetime) -> bool:
        """Whether the last entry may still be taken back; a clock set back by more ends the time."""
        return posting.changed_at is not None and abs(now - posting.changed_at) <= UNDO_WITHIN

    def undo(self, posting_id: int, *, by: Person | str, now: datetime) -> PostingRecord | None:
        """Take the last entry back: the posting as it was before, ``None`` when there was none before.

        ``UsageFault``: ``undo_late``, ``posting_unknown``.
        """
        before = self._register.posting(posting_id)
        if not self.can_undo(before, now):
            raise UsageFault("undo_late", "登记超过10分钟了，不能再取消。贴错了的，请登记撤下。")
        with self._desk.writing() as connection:
            after = self._register.undo(posting_id, now)
            if not queue.call_back(connection, self._file(posting_id, self._register.told(posting_id))):
                self._tell(connection, after or before, "up" if after else "undone", by, now)
            what = "撤下" if after else "张贴"
            _note(connection, "posting_undone", before, by, now, f"《{before.sheet.title}》不算{what}")
        return after

    def carry(self, now: datetime) -> int:
        """Write what is due into ``out/``; how many files. The screen does it once a minute with the
        questions. ``EnvironmentFault`` of ``outbox``: nothing is lost, the next time tries again."""
        return outbox.carry_waiting(self._desk, self._config.drop_out, now)[0]

    def _tell(
        self,
        connection: sqlite3.Connection,
        posting: PostingRecord,
        state: str,
        by: Person | str,
        now: datetime,
    ) -> None:
        number = self._register.told(posting.id, 1)
        sheet, free = posting.sheet, self._judge(posting).may_come_down_from
        document = {
            "format": FORMAT,
            "village_code": self._config.village_code,
            "kiosk": self._config.kiosk_id,
            "posting": posting.id,
            "n": number,
            "at": to_rfc3339(now),
            "state": state,
            "sheet_id": sheet.sheet_id,
            "digest": sheet.digest,
            "kind": sheet.kind,
            "title": _HIDDEN if scan_text(sheet.title) else sheet.title,
            "version": sheet.version,
            "catalogue_ids": list(sheet.catalogue_ids),
            "posted_on": posting.posted_on.isoformat(),
            "may_come_down_from": free.isoformat() if free else None,
            "taken_down_on": posting.taken_down_on.isoformat() if posting.taken_down_on else None,
            "early": posting.early,
            "reason": posting.reason,
            "by": "command" if isinstance(by, str) else by.role,
        }
        content = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
        after = now if state == "undone" else now + UNDO_WITHIN
        queue.put_out(connection, Outgoing(self._file(posting.id, number), "", content, FOLDER), after)

    def _file(self, posting_id: int, number: int) -> str:
        return f"{self._config.kiosk_id}-{posting_id}-{number}.json"


def _name(by: Person | str) -> str:
    return by if isinstance(by, str) else by.name


def _note(
    connection: sqlite3.Connection,
    what: str,
    posting: PostingRecord,
    by: Person | str,
    now: datetime,
    note: str,
) -> None:
    person = None if isinstance(by, str) else by
    who = f"（命令行，{by}）" if isinstance(by, str) else ""
    audit.record(connection, what, at=now, by=person, subject=posting.sheet.sheet_id, note=note + who)


def _early_words(wall: Wall, on: date, trusted: bool) -> str:
    ask = "真的要现在撤，请写明原因再确认。"
    free = wall.may_come_down_from
    if wall.stays:
        return f"这张表要长期挂着，不该撤。{ask}"
    if free is None:
        return f"这张表什么时候可以撤还没定，现在不该撤。{ask}"
    if not trusted:
        return f"这台电脑的时间不可信，算不准挂满了没有。它要挂到{full_day(free)}的前一天。{ask}"
    return f"这张表{full_day(free)}起才可以撤，现在撤还差{(free - on).days}天。{ask}"
