"""``BoardReader``: everything the screen, the sheets, the web pages and the ledger read of board.db.

Reads only, one connection a thread, one transaction a call.  Without a board.db every answer is the
empty one.  What is shown follows architecture §7: nothing before ``publish_from``; of a publication
the newest version whose day has come; withdrawn things stay as heads with empty content.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kiosk.domain.clock import Clock, parse_rfc3339
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.names import display_name
from kiosk.store import codec, payout_reads
from kiosk.store.connect import scalar
from kiosk.store.heads import (
    BATCH,
    BATCH_FROM,
    FIRST_ON,
    HEAD,
    HEAD_WIDTH,
    SHOWN,
    FirstShown,
    batch_from,
    day_of_view,
    published_from,
    shown_row,
)
from kiosk.store.home import KioskHome
from kiosk.store.migrations import BOARD, DESK
from kiosk.store.reading import ReadOnlyFile
from kiosk.store.views import (
    BatchView,
    BundleLog,
    DisclosureView,
    Freshness,
    GroupTotal,
    ListChange,
    NameHit,
    PayoutRow,
    PolicyView,
    Published,
    RecipientView,
    ReplyView,
    YearOverview,
)

if TYPE_CHECKING:
    from kiosk.domain.items import EventItem, TargetType
    from kiosk.domain.region import Village

_PAGE = f"{HEAD}, i.bundle, i.archive, i.body"
_REPLIES = "select question_id, text, answered_on, public from replies"


@dataclass(frozen=True, slots=True)
class _View:
    """One consistent view of the board on one day."""

    connection: sqlite3.Connection
    today: str
    family_view: bool


class BoardReader:
    """Implements :class:`kiosk.store.views.Board` and ``Replies`` on a ``KIOSK_HOME``.

    Any call may raise ``EnvironmentFault`` (``database_newer``, ``damaged``, disk).
    """

    def __init__(self, home: KioskHome, clock: Clock) -> None:
        self._home = home
        self._clock = clock
        self._board = ReadOnlyFile(home.board_db, BOARD)
        self._desk = ReadOnlyFile(home.desk_db, DESK)
        self._village: Village | None = None
        self._counts: tuple[int, payout_reads.Counts] = (0, {})

    def close(self) -> None:
        """Ends the calling thread's connections."""
        self._board.close()
        self._desk.close()

    @contextmanager
    def _view(self) -> Generator[_View | None]:
        with self._board.snapshot() as connection:
            if connection is None:
                yield None
                return
            family = scalar(connection, "select value from meta where key = 'family_view'") == "1"
            yield _View(connection, day_of_view(connection, self._clock).isoformat(), family)

    def _first_shown(self, kind: TargetType | None = None, item_id: str = "") -> FirstShown:
        """When versions were first on the screen, as the desk noted it; all of them without arguments.

        A desk.db that cannot be read takes no page away: its owner (``DeskStore``) reports and mends it.
        """
        sql, wanted = "select type, id, version, first_shown from shown", ()
        if kind is not None:
            sql, wanted = f"{sql} where type = ? and id = ?", (kind, item_id)
        try:
            with self._desk.snapshot() as connection:
                found = [] if connection is None else connection.execute(sql, wanted).fetchall()
        except EnvironmentFault:
            found = []
        return {(t, i, version): parse_rfc3339(at) for t, i, version, at in found}

    def village(self) -> Village:
        """The unit of ``kiosk.toml``; ``EnvironmentFault`` when that cannot be read."""
        if self._village is None:
            self._village = self._home.load_config().village
        return self._village

    def freshness(self) -> Freshness:
        with self._view() as view:
            if view is None:
                return Freshness(0, 0, None, None)
            rows = view.connection.execute("select seq, created, applied_at from bundles").fetchall()
            return Freshness(
                bundles=len(rows),
                last_seq=max((seq for seq, _, _ in rows), default=0),
                newest_created=max((parse_rfc3339(made) for _, made, _ in rows), default=None),
                last_applied_at=max((parse_rfc3339(done) for _, _, done in rows), default=None),
            )

    def data_version(self) -> int:
        """Changes with every commit of the worker and when the file is exchanged; 0 without a board."""
        return self._board.version()

    def reference_text(self, kind: str) -> str | None:
        with self._view() as view:
            if view is None:
                return None
            return scalar(view.connection, "select text from refs where kind = ?", (kind,))

    def publications(self) -> tuple[Published, ...]:
        shown = self._first_shown()
        with self._view() as view:
            if view is None:
                return ()
            rows = view.connection.execute(
                f"""select {HEAD}, {FIRST_ON} from items i where {SHOWN}
                    order by i.published_on desc, i.key desc""",
                {"today": view.today},
            )
            return tuple(
                replace(published_from(row, shown), first_on=codec.day_or_none(row[HEAD_WIDTH]))
                for row in rows
            )

    def events(self) -> tuple[EventItem, ...]:
        from kiosk.domain.items import EventItem  # not for the first picture

        with self._view() as view:
            if view is None:
                return ()
            rows = view.connection.execute(
                """select event_id, catalogue_ids, trigger, on_day, title, cancelled from events
                   where withdrawn_on is null order by on_day, event_id"""
            )
            return tuple(
                EventItem(event_id, codec.strings(ids), trigger, date.fromisoformat(day), title, bool(off))
                for event_id, ids, trigger, day, title, off in rows
            )

    def disclosure(self, disclosure_id: str) -> DisclosureView | None:
        shown = self._first_shown("disclosure", disclosure_id)
        with self._view() as view:
            if view is None:
                return None
            row = shown_row(view.connection, "disclosure", disclosure_id, view.today, _PAGE, "from items i")
            if row is None:
                return None
            bundle, archive, body = row[HEAD_WIDTH:]
            content: dict[str, Any] = json.loads(body) if body else {}
            return DisclosureView(
                head=published_from(row, shown),
                body=content.get("body"),
                table=codec.table_from(content.get("table")),
                attachments=codec.attachments_from(
                    content.get("attachments", ()), self._home.archive / archive
                ),
                bundle=bundle,
            )

    def policies(self) -> tuple[PolicyView, ...]:
        """Shown explainers, newest first. A withdrawn one is a page of its head with empty answers."""
        shown = self._first_shown()
        with self._view() as view:
            if view is None:
                return ()
            rows = view.connection.execute(
                f"""select {_PAGE} from items i where i.type = 'policy' and {SHOWN}
                    order by i.published_on desc, i.key desc""",
                {"today": view.today},
            )
            return tuple(self._policy_from(row, shown) for row in rows)

    def policy(self, policy_id: str) -> PolicyView | None:
        shown = self._first_shown("policy", policy_id)
        with self._view() as view:
            if view is None:
                return None
            row = shown_row(view.connection, "policy", policy_id, view.today, _PAGE, "from items i")
            return None if row is None else self._policy_from(row, shown)

    def _policy_from(self, row: Sequence[Any], shown: FirstShown) -> PolicyView:
        head = published_from(row, shown)
        bundle, archive, body = row[HEAD_WIDTH:]
        content: dict[str, Any] = json.loads(body) if body else {}
        valid_from, valid_to = content.get("valid", (head.publish_from.isoformat(), None))
        return PolicyView(
            head=head,
            programme_ids=tuple(content.get("programme_ids", ())),
            document=codec.document_from(content.get("document", ("", "", None, ""))),
            valid_from=date.fromisoformat(valid_from),
            valid_to=codec.day_or_none(valid_to),
            updated_on=head.published_on,
            answers=codec.answers_from(content.get("answers", ("",) * 5)),
            body=content.get("body"),
            attachments=codec.attachments_from(content.get("attachments", ()), self._home.archive / archive),
            bundle=bundle,
        )

    def years(self) -> tuple[int, ...]:
        with self._view() as view:
            if view is None:
                return ()
            rows = view.connection.execute(
                f"select distinct b.year {BATCH_FROM} where {SHOWN} order by b.year desc",
                {"today": view.today},
            )
            return tuple(year for (year,) in rows)

    def year(self, year: int) -> YearOverview:
        """The year's programmes. Withdrawn batches are listed in ``batches`` and count nowhere.

        ``persons`` of a programme is the largest of its batches, not their sum: the same people are
        paid month after month.
        """
        shown = self._first_shown()
        version = self._board.version()  # asked before the view begins: a count is never older than it
        kept_for, counts = self._counts
        if kept_for != version:
            counts = {}
            self._counts = (version, counts)
        with self._view() as view:
            if view is None:
                return YearOverview(year, (), 0, 0, False, None)
            return payout_reads.year_overview(view.connection, view.today, year, shown, counts)

    def batch(self, batch_id: str) -> BatchView | None:
        shown = self._first_shown("payouts", batch_id)
        with self._view() as view:
            if view is None:
                return None
            row = shown_row(view.connection, "payouts", batch_id, view.today, BATCH, BATCH_FROM)
            return None if row is None else batch_from(row, shown)

    def groups(self, batch_id: str) -> tuple[GroupTotal, ...]:
        """Group totals in list order; none for P3, which is one total and no list."""
        with self._view() as view:
            key = None if view is None else _shown_key(view, batch_id)
            if view is None or key is None:
                return ()
            rows = view.connection.execute(
                "select grp, rows, households, cents, qty from batch_groups where item = ? order by place",
                (key[0],),
            )
            return tuple(GroupTotal(*row) for row in rows)

    def payouts(
        self, batch_id: str, group: str | None = None, offset: int = 0, limit: int | None = None
    ) -> tuple[PayoutRow, ...]:
        """Rows in published order; none for P3, which is one total and no list."""
        with self._view() as view:
            key = None if view is None else _shown_key(view, batch_id)
            if view is None or key is None or key[1] == "P3":
                return ()
            opens = key[1] == "P1" or (key[1] == "P2" and view.family_view)
            rows = view.connection.execute(
                f"""select {codec.PAYOUT_CELLS} from payouts where item = :item
                    {"" if group is None else "and grp = :grp"} order by row limit :limit offset :offset""",
                {"item": key[0], "grp": group, "limit": -1 if limit is None else limit, "offset": offset},
            )
            lines = (codec.payout_from(row) for row in rows)
            return tuple(
                PayoutRow(p, display_name(p.name, p.ordinal), p.recipient_id if opens else None)
                for p in lines
            )

    def changes(self, batch_id: str) -> tuple[ListChange, ...]:
        with self._view() as view:
            key = None if view is None else _shown_key(view, batch_id)
            if view is None or key is None:
                return ()
            opens = key[1] == "P1" or (key[1] == "P2" and view.family_view)
            rows = view.connection.execute(
                """select display, grp, old_cents, new_cents, recipient_id from changes
                   where item = ? order by place""",
                (key[0],),
            )
            found = (ListChange(*row) for row in rows)
            return tuple(change if opens else replace(change, recipient_id=None) for change in found)

    def recipient(self, recipient_id: str) -> RecipientView | None:
        """``None`` when nothing is published under that id any more (or yet)."""
        with self._view() as view:
            if view is None:
                return None
            return payout_reads.recipient_view(
                view.connection, view.today, recipient_id, family_view=view.family_view
            )

    def surnames(self) -> tuple[tuple[str, int], ...]:
        with self._view() as view:
            return () if view is None else payout_reads.surnames(view.connection, view.today)

    def find_names(
        self, *, surname: str = "", initials: str = "", prefix: str = "", limit: int = 200
    ) -> tuple[NameHit, ...]:
        """People by surname, pinyin initials (``hgy``) or the beginning of the written name, together.

        In the order of the pinyin, of the written name when a ``prefix`` is given; everybody
        without any of the three.  Never more than ``limit``.
        """
        with self._view() as view:
            if view is None:
                return ()
            return payout_reads.find_names(
                view.connection, view.today, surname=surname, initials=initials, prefix=prefix, limit=limit
            )

    def reply(self, question_id: str) -> ReplyView | None:
        with self._view() as view:
            if view is None:
                return None
            row = view.connection.execute(f"{_REPLIES} where question_id = ?", (question_id,)).fetchone()
            return None if row is None else _reply_from(row)

    def public_replies(self) -> tuple[ReplyView, ...]:
        with self._view() as view:
            if view is None:
                return ()
            rows = view.connection.execute(
                f"{_REPLIES} where public order by answered_on desc, seq desc, question_id"
            )
            return tuple(_reply_from(row) for row in rows)

    def seal_key(self) -> str | None:
        with self._view() as view:
            if view is None:
                return None
            return scalar(view.connection, "select value from meta where key = 'seal_key'")

    def bundle_log(self, limit: int = 50) -> tuple[BundleLog, ...]:
        with self._view() as view:
            if view is None:
                return ()
            rows = view.connection.execute(
                "select bundle, seq, state, code, sentence, at from bundle_log order by id desc limit ?",
                (limit,),
            )
            return tuple(BundleLog(*row[:5], at=parse_rfc3339(row[5])) for row in rows)


def _reply_from(row: Sequence[Any]) -> ReplyView:
    question_id, text, answered_on, public = row
    return ReplyView(question_id, text, date.fromisoformat(answered_on), bool(public))


def _shown_key(view: _View, batch_id: str) -> tuple[int, str] | None:
    """(key, class) of the shown version of a batch."""
    row = shown_row(view.connection, "payouts", batch_id, view.today, "i.key, i.privacy", "from items i")
    return None if row is None else (row[0], row[1])
