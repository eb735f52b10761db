"""What proves that something was public, read without opening desk.db for writing.

``EvidenceReader`` is for the reading thread and for commands: registers of paper, reasons, and when
each version came onto the board.  What it read is kept until the file changes.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from kiosk.domain.clock import parse_rfc3339
from kiosk.domain.duty import DutyKey
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.reasons import Reason
from kiosk.store import prints, reasons
from kiosk.store.home import KioskHome
from kiosk.store.migrations import BOARD, DESK
from kiosk.store.prints import PostingRecord, PrintRecord
from kiosk.store.reading import ReadOnlyFile

_NO_REASONS: Mapping[DutyKey, Reason] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What the desk knows about the wall and about delays.

    ``postings`` newest first; ``printed``: prints that came out (or were saved as PDF), newest first;
    ``reasons`` those that stand, ``reason_log`` every one ever written, oldest first.
    """

    postings: tuple[PostingRecord, ...] = ()
    printed: tuple[PrintRecord, ...] = ()
    reasons: Mapping[DutyKey, Reason] = field(default_factory=lambda: _NO_REASONS)
    reason_log: tuple[Reason, ...] = ()


NO_FACTS = DeskFacts()


@dataclass(frozen=True, slots=True)
class AppliedVersion:
    """One version on the board. ``applied_at``: when its bundle was taken in; ``None``: not known.

    ``reason`` of the correction, ``withdrawn_on`` and ``withdrawn_reason`` where there were any.
    ``bundle`` is the name of the folder that brought it.
    """

    type: str
    id: str
    version: int
    published_on: date
    bundle: str
    applied_at: datetime | None
    corrected_on: date | None = None
    reason: str = ""
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""


class EvidenceReader:
    """Reads a ``KIOSK_HOME`` from any thread; keeps one connection, which only watches for changes."""

    def __init__(self, home: KioskHome) -> None:
        self._home = home
        self._desk = ReadOnlyFile(home.desk_db, DESK)
        self._lock = threading.Lock()
        self._facts: tuple[int, DeskFacts] = (0, NO_FACTS)

    def close(self) -> None:
        """Ends the watching connection."""
        self._desk.close()

    def desk(self) -> DeskFacts:
        """Equal to the last answer (the same object) while nothing of it changed.

        A desk.db that cannot be read takes no page away: its owner reports and mends it.
        """
        with self._lock:
            try:
                version = self._desk.version()
                if version != self._facts[0]:
                    found = self._read_desk()
                    self._facts = (version, self._facts[1] if found == self._facts[1] else found)
            except EnvironmentFault:
                return NO_FACTS
            return self._facts[1]

    def _read_desk(self) -> DeskFacts:
        file = ReadOnlyFile(self._home.desk_db, DESK)
        with closing(file), file.snapshot() as connection:
            if connection is None:
                return NO_FACTS
            log = reasons.written(connection)
            return DeskFacts(
                postings=prints.read_postings(connection),
                printed=prints.read_printed(connection),
                reasons=reasons.standing(log),
                reason_log=log,
            )

    def versions(self, publication_id: str | None = None) -> tuple[AppliedVersion, ...]:
        """Every version ever applied (of one publication when named), oldest application first.

        ``EnvironmentFault`` as those of ``BoardReader``.
        """
        file = ReadOnlyFile(self._home.board_db, BOARD)
        with closing(file), file.snapshot() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                """with arrived as (select bundle, min(at) as at from bundle_log
                                    where state = 'applied' group by bundle)
                   select i.type, i.id, i.version, i.published_on, i.bundle,
                     coalesce(b.applied_at, a.at), i.corrected_on, i.reason, i.withdrawn_on,
                     i.withdrawn_reason
                   from items i left join bundles b on b.name = i.bundle
                     left join arrived a on a.bundle = i.bundle
                   where :id is null or i.id = :id order by i.key""",
                {"id": publication_id},
            ).fetchall()
        return tuple(
            AppliedVersion(
                kind,
                item_id,
                version,
                date.fromisoformat(published_on),
                bundle,
                parse_rfc3339(at) if at else None,
                date.fromisoformat(corrected_on) if corrected_on else None,
                reason or "",
                date.fromisoformat(withdrawn_on) if withdrawn_on else None,
                withdrawn_reason or "",
            )
            for kind, item_id, version, published_on, bundle, at, corrected_on, reason, withdrawn_on,
            withdrawn_reason in rows
        )  # fmt: skip
