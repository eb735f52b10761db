"""``BoardHistory``: every version ever published, for the pages behind the QR codes.

``BoardReader`` tells what is shown today; paper lives longer.  Whoever scans last year's sheet must
learn that it was corrected, so the site asks for all versions.  Reads only; without a board.db
every answer is the empty one.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kiosk.domain.clock import Clock, today
from kiosk.domain.items import PolicyAnswers
from kiosk.domain.names import display_name
from kiosk.store import codec
from kiosk.store.heads import BATCH, BATCH_FROM, HEAD, HEAD_WIDTH, batch_from, day_of_view, published_from
from kiosk.store.home import KioskHome
from kiosk.store.migrations import BOARD
from kiosk.store.reading import ReadOnlyFile
from kiosk.store.views import (
    BatchView,
    DisclosureView,
    GroupTotal,
    ListChange,
    PayoutRow,
    PolicyView,
    Published,
)

_NO_ANSWERS = PolicyAnswers("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a publication whose day has come.

    ``is_shown``: it is the one on the screen today (withdrawn ones included).  ``is_over``: its
    ``publish_to`` has passed.  ``archive`` is the folder in ``archive/`` that brought it.
    """

    head: Published
    key: int
    is_shown: bool
    is_over: bool
    archive: str


class BoardHistory:
    """All versions on a ``KIOSK_HOME``. Calls may raise EnvironmentFault as those of ``BoardReader``."""

    def __init__(self, home: KioskHome, clock: Clock) -> None:
        self._home = home
        self._clock = clock
        self._file = ReadOnlyFile(home.board_db, BOARD)

    def close(self) -> None:
        """Ends the connection."""
        self._file.close()

    @contextmanager
    def _rows(self) -> Generator[tuple[sqlite3.Connection | None, str]]:
        with self._file.snapshot() as connection:
            day = today(self._clock) if connection is None else day_of_view(connection, self._clock)
            yield connection, day.isoformat()

    def state(self) -> str:
        """A text that is the same only while nothing that may be shown has changed; empty: no board."""
        with self._rows() as (connection, day):
            if connection is None:
                return ""
            bundles = connection.execute(
                "select seq, manifest_sha256 from bundles order by seq desc limit 1"
            ).fetchall()
            items = connection.execute(
                """select key, publish_from <= :day, superseded_from <= :day, publish_to < :day, withdrawn_on
                   from items order by key""",
                {"day": day},
            ).fetchall()
            return hashlib.sha256(json.dumps([bundles, items]).encode()).hexdigest()

    def versions(self) -> tuple[Version, ...]:
        """Newest publication first, newest version of each first."""
        with self._rows() as (connection, day):
            if connection is None:
                return ()
            rows = connection.execute(
                f"""select {HEAD}, i.key, i.superseded_from is null or i.superseded_from > :day,
                      i.publish_to is not null and i.publish_to < :day, i.archive
                    from items i where i.publish_from <= :day
                    order by i.published_on desc, i.type, i.id, i.version desc""",
                {"day": day},
            ).fetchall()
            return tuple(
                Version(published_from(row, {}), key, bool(shown), bool(over), archive)
                for *row, key, shown, over, archive in rows
            )

    def batch(self, version: Version, *, as_published: bool = False) -> BatchView:
        """The batch of a version; a withdrawn one has noughts.

        ``as_published``: with the totals it had before it was withdrawn, and without the withdrawal.
        """
        with self._rows() as (connection, _):
            assert connection is not None
            row = connection.execute(
                f"select {BATCH} {BATCH_FROM} where i.key = ?", (version.key,)
            ).fetchone()
            return batch_from(_unwithdrawn(row) if as_published else row, {})

    def payouts(self, version: Version) -> tuple[PayoutRow, ...]:
        """Rows in published order; none of P3 and of what was withdrawn. They open no page."""
        if version.head.privacy == "P3":
            return ()
        with self._rows() as (connection, _):
            if connection is None:
                return ()
            rows = connection.execute(
                f"select {codec.PAYOUT_CELLS} from payouts where item = ? order by row", (version.key,)
            )
            lines = (codec.payout_from(row) for row in rows)
            return tuple(PayoutRow(p, display_name(p.name, p.ordinal), None) for p in lines)

    def groups(self, version: Version) -> tuple[GroupTotal, ...]:
        """Group totals in list order."""
        with self._rows() as (connection, _):
            if connection is None:
                return ()
            rows = connection.execute(
                "select grp, rows, households, cents, qty from batch_groups where item = ? order by place",
                (version.key,),
            )
            return tuple(GroupTotal(*row) for row in rows)

    def changes(self, version: Version) -> tuple[ListChange, ...]:
        """What a corrected batch changed against the version it replaces; nobody's page is opened."""
        with self._rows() as (connection, _):
            if connection is None:
                return ()
            rows = connection.execute(
                "select display, grp, old_cents, new_cents from changes where item = ? order by place",
                (version.key,),
            )
            return tuple(ListChange(*row, recipient_id=None) for row in rows)

    def disclosure(self, version: Version) -> DisclosureView:
        """The disclosure of a version; of a withdrawn one the head."""
        bundle, content = self._content(version)
        return DisclosureView(
            head=version.head,
            body=content.get("body"),
            table=codec.table_from(content.get("table")),
            attachments=codec.attachments_from(
                content.get("attachments", ()), self._home.archive / version.archive
            ),
            bundle=bundle,
        )

    def policy(self, version: Version) -> PolicyView:
        """The explainer of a version; of a withdrawn one the head with empty answers."""
        bundle, content = self._content(version)
        head = version.head
        valid_from, valid_to = content.get("valid", (head.publish_from.isoformat(), None))
        return PolicyView(
            head=head,
            programme_ids=tuple(content.get("programme_ids", ())),
            document=codec.document_from(content.get("document", ("", "", None, ""))),
            valid_from=date.fromisoformat(valid_from),
            valid_to=codec.day_or_none(valid_to),
            updated_on=head.published_on,
            answers=codec.answers_from(content["answers"]) if "answers" in content else _NO_ANSWERS,
            body=content.get("body"),
            attachments=codec.attachments_from(
                content.get("attachments", ()), self._home.archive / version.archive
            ),
            bundle=bundle,
        )

    def _content(self, version: Version) -> tuple[str, dict[str, Any]]:
        with self._rows() as (connection, _):
            assert connection is not None
            bundle, body = connection.execute(
                "select bundle, body from items where key = ?", (version.key,)
            ).fetchone()
            return bundle, json.loads(body) if body else {}


def _unwithdrawn(row: Sequence[Any]) -> Sequence[Any]:
    """The row with both cells of the withdrawal empty: the last two of a head."""
    return (*row[: HEAD_WIDTH - 2], None, None, *row[HEAD_WIDTH:])


def without_withdrawal(version: Version) -> Version:
    """The version as it stood on the paper that hung before it was withdrawn."""
    return replace(version, head=replace(version.head, withdrawal=None))
