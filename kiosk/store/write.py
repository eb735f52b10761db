"""The one writer of board.db: a bundle is applied whole, in one transaction, or not at all.

Used by the intake worker only.  Failures: ``SenderFault`` (the bundle is wrong: nothing changed, do
not retry), ``EnvironmentFault`` (disk, rights, damage: nothing changed, retry or rebuild).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from kiosk.domain.clock import parse_rfc3339, shanghai_date, to_rfc3339
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.items import (
    DisclosureItem,
    EventItem,
    Item,
    KeyRevocation,
    KeysItem,
    PayoutsItem,
    PolicyItem,
    PrivacyClass,
    ReferenceItem,
    ReplyItem,
    WithdrawItem,
)
from kiosk.domain.region import Village
from kiosk.store.connect import connect_ro, connect_rw, scalar, speaking, transaction
from kiosk.store.migrations import BOARD, is_current, migrate
from kiosk.store.nameindex import NameIndex
from kiosk.store.snapshot import OldState
from kiosk.store.views import BundleLog
from kiosk.store.write_items import BundleContent, ItemWriter

__all__ = ["AppliedMark", "ApplyResult", "BoardWriter", "BundleContent", "CheckResult", "KeyChanges"]

LOG_KEPT = 2000
"""Lines of the bundle log that stay; a kiosk gets one or two bundles a week."""


@dataclass(frozen=True, slots=True)
class AppliedMark:
    """The newest applied bundle."""

    seq: int
    manifest_sha256: str
    created: datetime


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """What was applied: items, payout rows, sum of 分."""

    items: int
    rows: int
    cents: int


@dataclass(frozen=True, slots=True)
class KeyChanges:
    """All ``keys`` items so far: public key lines with the seq that brought them, revocations in
    order, the newest sealing key."""

    added: tuple[tuple[str, int], ...]
    revoked: tuple[KeyRevocation, ...]
    seal_key: str | None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """``problems`` are for the log; an empty tuple means the file is sound."""

    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


class BoardWriter:
    """Opens (or makes, or upgrades) ``board.db`` of one village for writing.

    ``EnvironmentFault``: ``database_newer``, ``other_village``, ``damaged`` and those of the disk.
    Use one at a time, from one thread.
    """

    def __init__(self, path: Path, village: Village) -> None:
        self.path = path
        self.village = village
        with speaking(path):
            if path.exists() and path.stat().st_size:
                # Looked at first through a connection that cannot write: a newer one stays untouched.
                with closing(connect_ro(path)) as look:
                    is_current(look, BOARD, path)
            self._connection = connect_rw(path, synchronous="NORMAL")
            try:
                migrate(self._connection, BOARD, path)
                self._claim()
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection; what was committed stays."""
        self._connection.close()

    def _claim(self) -> None:
        code = self._meta("village_code")
        if code is not None and code != self.village.village_code:
            raise EnvironmentFault(
                "other_village",
                f"{self.path.name} 是别的村（社区）的。请把它移走，再运行 kiosk rebuild。",
                detail=f"{self.path}: {code} instead of {self.village.village_code}",
            )
        if code is not None and self._meta("names_stale") is None:
            return
        with transaction(self._connection):
            self._set_meta("village_code", self.village.village_code)
            newest = scalar(self._connection, "select max(applied_at) from bundles") or "0001-01-01T00:00:00Z"
            NameIndex(
                self._connection,
                self._meta("family_view") == "1",
                shanghai_date(parse_rfc3339(newest)).isoformat(),
            ).rebuild()
            self._connection.execute("delete from meta where key = 'names_stale'")

    def _meta(self, key: str) -> str | None:
        return scalar(self._connection, "select value from meta where key = ?", (key,))

    def _set_meta(self, key: str, value: str) -> None:
        self._connection.execute("insert or replace into meta values (?, ?)", (key, value))

    def last_applied(self) -> AppliedMark | None:
        """The newest applied bundle, ``None`` on an empty board."""
        with speaking(self.path):
            row = self._connection.execute(
                "select seq, manifest_sha256, created from bundles order by seq desc limit 1"
            ).fetchone()
        return None if row is None else AppliedMark(row[0], row[1], parse_rfc3339(row[2]))

    def applied_hash(self, seq: int) -> str | None:
        """sha256 of the manifest applied under that number; ``None`` when there was none (or when it
        lies below the floor of a snapshot this kiosk began with)."""
        with speaking(self.path):
            return scalar(self._connection, "select manifest_sha256 from bundles where seq = ?", (seq,))

    def apply(
        self,
        content: BundleContent,
        *,
        at: datetime,
        programmes: Mapping[str, PrivacyClass],
        family_view: bool,
        sentence: str = "",
    ) -> ApplyResult:
        """The whole bundle, its log line (``applied``, ``sentence``) and the finder in one transaction.

        ``programmes`` gives the class of each programme (for lists declared PX); ``family_view`` is
        the county's setting as it is *after* this bundle.  Which bundle is due is the intake's
        decision; here a seq not above the newest is a ``ValueError``.

        ``SenderFault``: ``wrong_village``, ``version_conflict``, ``control_totals``,
        ``duplicate_row``, ``unknown_target``, ``unknown_programme``, ``snapshot_lacks`` and
        whatever the content's own readers raise.
        """
        manifest = content.manifest
        if manifest.village_code != self.village.village_code:
            raise SenderFault("wrong_village", "这一份是发给别的村（社区）的。请县里核对。")
        newest = self.last_applied()
        if newest is not None and manifest.seq <= newest.seq:
            raise ValueError(f"seq {manifest.seq} is not above {newest.seq}")
        created_on = shanghai_date(parse_rfc3339(manifest.created))
        with speaking(self.path), transaction(self._connection):
            flipped = (self._meta("family_view") == "1") is not family_view
            self._set_meta("family_view", "1" if family_view else "0")
            index = NameIndex(self._connection, family_view, shanghai_date(at).isoformat())
            writer = ItemWriter(self._connection, content, index, created_on, programmes)
            if manifest.kind == "snapshot":
                old = OldState.of(self._connection)
                old.refuse_gaps(manifest)
                old.clear(self._connection)
                writer.corrected_before = old.corrected_on
                for item in _withdrawals_last(manifest.items):
                    _put(writer, item)
                old.restore_notes(self._connection, manifest)
            else:
                for item in manifest.items:
                    _put(writer, item)
            if flipped or manifest.kind == "snapshot":
                index.rebuild()
            self._connection.execute(
                "insert into bundles values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    manifest.seq, manifest.name, content.manifest_sha256, manifest.kind, manifest.issuer,
                    manifest.created, content.key_id, to_rfc3339(at), len(manifest.items), writer.rows,
                    writer.cents,
                ),
            )  # fmt: skip
            self._log(BundleLog(manifest.name, manifest.seq, "applied", "ok", sentence, at))
        return ApplyResult(len(manifest.items), writer.rows, writer.cents)

    def last_local(self, kiosk_id: str) -> AppliedMark | None:
        """The newest bundle that this kiosk of the village made itself; ``None`` before the first."""
        with speaking(self.path):
            row = self._connection.execute(
                """select seq, manifest_sha256, created from local_chains where kiosk = ?
                   order by seq desc limit 1""",
                (kiosk_id,),
            ).fetchone()
        return None if row is None else AppliedMark(row[0], row[1], parse_rfc3339(row[2]))

    def local_hash(self, kiosk_id: str, seq: int) -> str | None:
        """sha256 of the manifest of that own bundle; ``None`` when there was none."""
        with speaking(self.path):
            return scalar(
                self._connection,
                "select manifest_sha256 from local_chains where kiosk = ? and seq = ?",
                (kiosk_id, seq),
            )

    def local_count(self) -> int:
        """How many own bundles were applied, of all kiosks."""
        with speaking(self.path):
            return scalar(self._connection, "select count(*) from local_chains") or 0

    def apply_local(self, content: BundleContent, *, at: datetime, sentence: str = "") -> ApplyResult:
        """A bundle of kind ``local``, whole in one transaction; the county's chain is not touched.

        Raises as :meth:`apply`.
        """
        manifest = content.manifest
        if manifest.village_code != self.village.village_code:
            raise SenderFault("wrong_village", "这一份是别的村（社区）的，没有收。")
        newest = self.last_local(manifest.issuer)
        if manifest.kind != "local" or (newest is not None and manifest.seq <= newest.seq):
            raise ValueError(f"local seq {manifest.seq} is not due")
        created_on = shanghai_date(parse_rfc3339(manifest.created))
        with speaking(self.path), transaction(self._connection):
            family = self._meta("family_view") == "1"
            index = NameIndex(self._connection, family, shanghai_date(at).isoformat())
            writer = ItemWriter(self._connection, content, index, created_on, {})
            for item in manifest.items:
                _put(writer, item)
            self._connection.execute(
                "insert into local_chains values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    manifest.issuer, manifest.seq, manifest.name, content.manifest_sha256,
                    manifest.created, content.key_id, to_rfc3339(at), len(manifest.items),
                ),
            )  # fmt: skip
            self._log(BundleLog(manifest.name, manifest.seq, "applied", "ok", sentence, at))
        return ApplyResult(len(manifest.items), 0, 0)

    def record(self, entry: BundleLog) -> None:
        """Keeps what happened to a bundle that was *not* applied (held, refused, incomplete, duplicate)."""
        with speaking(self.path), transaction(self._connection):
            self._log(entry)

    def _log(self, entry: BundleLog) -> None:
        self._connection.execute(
            "insert into bundle_log (bundle, seq, state, code, sentence, at) values (?, ?, ?, ?, ?, ?)",
            (entry.bundle, entry.seq, entry.state, entry.code, entry.sentence, to_rfc3339(entry.at)),
        )
        self._connection.execute(
            "delete from bundle_log where id <= (select max(id) from bundle_log) - ?", (LOG_KEPT,)
        )

    def key_changes(self) -> KeyChanges:
        """What ``keys`` bundles changed; together with ``trusted/`` it says which keys count."""
        with speaking(self.path):
            added = self._connection.execute("select line, seq from key_adds order by place").fetchall()
            revoked = self._connection.execute(
                "select key_id, from_seq from key_revocations order by place"
            ).fetchall()
            seal_key = self._meta("seal_key")
        return KeyChanges(
            tuple((line, seq) for line, seq in added),
            tuple(KeyRevocation(key_id, from_seq) for key_id, from_seq in revoked),
            seal_key,
        )

    def check(self, *, thorough: bool = True) -> CheckResult:
        """Whether the file is sound: ``quick_check``, then ``integrity_check`` (``thorough``), then the
        stored control totals of every list against its rows."""
        return check_connection(self._connection, thorough=thorough)


def check_board(path: Path, *, thorough: bool = True) -> CheckResult:
    """:meth:`BoardWriter.check` of a file that may be too damaged to be opened for writing."""
    try:
        with closing(connect_ro(path)) as connection:
            return check_connection(connection, thorough=thorough)
    except sqlite3.DatabaseError as error:
        return CheckResult((f"open: {error}",))


def check_connection(connection: sqlite3.Connection, *, thorough: bool) -> CheckResult:
    """See :meth:`BoardWriter.check`."""
    problems: list[str] = []
    try:
        for pragma in ("quick_check", "integrity_check") if thorough else ("quick_check",):
            found = [text for (text,) in connection.execute(f"pragma {pragma}(20)") if text != "ok"]
            if found:
                return CheckResult(tuple(f"{pragma}: {text}" for text in found))
        wrong = connection.execute(
            """select i.id, i.version from batches b join items i on i.key = b.item
               where i.withdrawn_on is null and (b.rows, b.cents) is not
                 (select count(*), coalesce(sum(p.cents), 0) from payouts p where p.item = b.item)"""
        )
        problems += [f"control totals: {batch} version {version}" for batch, version in wrong]
    except sqlite3.DatabaseError as error:
        problems.append(f"read: {error}")
    return CheckResult(tuple(problems))


def _withdrawals_last(items: tuple[Item, ...]) -> list[Item]:
    # A snapshot is a state, not a sequence: its notes hold whatever their place in the manifest.
    return sorted(items, key=lambda item: item.type == "withdraw")


def _put(writer: ItemWriter, item: Item) -> None:
    match item:
        case PayoutsItem():
            writer.put_payouts(item)
        case DisclosureItem():
            writer.put_disclosure(item)
        case PolicyItem():
            writer.put_policy(item)
        case EventItem():
            writer.put_event(item)
        case ReplyItem():
            writer.put_reply(item)
        case WithdrawItem():
            writer.withdraw(item)
        case ReferenceItem():
            writer.put_reference(item)
        case KeysItem():
            writer.put_keys(item)
