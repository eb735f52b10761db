"""What a snapshot may not lose of the board it replaces (architecture §4, §7 Snapshot).

A snapshot is the full state.  One that lacks a shown thing without withdrawing it, or brings an
older version of it, is refused.  The notes of withdrawn things keep their titles, and corrections
keep their day and their old → new lines when the board had the same version.  What the village's own
kiosk published (ids with ``LOCAL_MARK``) is no part of the county's state and stays as it is.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from kiosk.domain.errors import SenderFault
from kiosk.domain.items import LOCAL_MARK, DisclosureItem, Manifest, PayoutsItem, PolicyItem, WithdrawItem

_STATE_TABLES = (
    "batches", "payouts", "batch_groups", "changes", "refs", "replies", "names",
)  # fmt: skip
_COUNTYS = f"id not glob '{LOCAL_MARK}*'"

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class OldState:
    """The board before the snapshot: newest version of each publication, and its corrections."""

    heads: dict[Key, dict[str, Any]]
    batches: dict[Key, tuple[Any, ...]]
    corrected_on: dict[tuple[str, str, int], str | None]
    changes: dict[tuple[str, int], list[tuple[Any, ...]]]

    @classmethod
    def of(cls, connection: sqlite3.Connection) -> OldState:
        """Read it, within the transaction that will replace it."""
        cursor = connection.execute(f"select * from items where {_COUNTYS} order by version")
        columns = [column[0] for column in cursor.description]
        every = [dict(zip(columns, row, strict=True)) for row in cursor]
        heads = {(head["type"], head["id"]): head for head in every}
        batch_of = {row[0]: row for row in connection.execute("select * from batches")}
        changes: dict[tuple[str, int], list[tuple[Any, ...]]] = {}
        for batch, version, *line in connection.execute(
            "select i.id, i.version, c.* from changes c join items i on i.key = c.item"
        ):
            changes.setdefault((batch, version), []).append(tuple(line[1:]))
        return cls(
            heads=heads,
            batches={key: batch_of[head["key"]] for key, head in heads.items() if head["key"] in batch_of},
            corrected_on={(h["type"], h["id"], h["version"]): h["corrected_on"] for h in every},
            changes=changes,
        )

    def refuse_gaps(self, manifest: Manifest) -> None:
        """``SenderFault`` ``snapshot_lacks`` or ``version_conflict``."""
        versions = _newest_versions(manifest)
        withdrawn = _withdrawn(manifest)
        lost = [
            head["title"]
            for key, head in self.heads.items()
            if head["withdrawn_on"] is None and key not in versions and key not in withdrawn
        ]
        if lost:
            raise SenderFault(
                "snapshot_lacks",
                f"这份整包里少了正在公开的{len(lost)}件，比如“{lost[0]}”，又没有写撤回。请县里补上再发。",
            )
        older = [
            head["title"]
            for key, head in self.heads.items()
            if key in versions and versions[key] < head["version"]
        ]
        if older:
            raise SenderFault(
                "version_conflict",
                f"这份整包里“{older[0]}”的版本比亭里的旧。请县里核对后重发。",
            )

    def clear(self, connection: sqlite3.Connection) -> None:
        """Empty every table that holds the county's state; the log, the marks and the keys stay."""
        for table in _STATE_TABLES:
            connection.execute(f"delete from {table}")
        connection.execute(f"delete from items where {_COUNTYS}")
        connection.execute(f"delete from events where {_COUNTYS.replace('id', 'event_id')}")

    def restore_notes(self, connection: sqlite3.Connection, manifest: Manifest) -> None:
        """After the snapshot's items: withdrawn heads it names only, and known old → new lines."""
        present = _newest_versions(manifest)
        for key, item in _withdrawn(manifest).items():
            head = self.heads.get(key)
            if head is None or key in present:
                continue
            kept = dict(head, body=None)
            if kept["withdrawn_on"] is None:
                kept |= {"withdrawn_on": item.withdrawn_on.isoformat(), "withdrawn_reason": item.reason}
            kept["key"] = None
            cursor = connection.execute(
                f"insert into items ({', '.join(kept)}) values ({', '.join('?' * len(kept))})",
                tuple(kept.values()),
            )
            if key in self.batches:
                batch = (cursor.lastrowid, *self.batches[key][1:])
                connection.execute(f"insert into batches values ({', '.join('?' * len(batch))})", batch)
        rows = connection.execute(
            """select i.key, i.id, i.version from items i where i.type = 'payouts' and i.withdrawn_on is null
               and not exists (select 1 from changes c where c.item = i.key)"""
        ).fetchall()
        for item, batch_id, version in rows:
            connection.executemany(
                "insert into changes values (?, ?, ?, ?, ?, ?, ?, ?)",
                [(item, *line) for line in self.changes.get((batch_id, version), ())],
            )


def _newest_versions(manifest: Manifest) -> dict[Key, int]:
    versions: dict[Key, int] = {}
    for item in manifest.items:
        match item:
            case PayoutsItem():
                key = (item.type, item.batch_id)
            case DisclosureItem():
                key = (item.type, item.disclosure_id)
            case PolicyItem():
                key = (item.type, item.policy_id)
            case _:
                continue
        versions[key] = max(versions.get(key, 0), item.version)
    return versions


def _withdrawn(manifest: Manifest) -> dict[Key, WithdrawItem]:
    return {
        (target.type, target.id): item
        for item in manifest.items
        if isinstance(item, WithdrawItem)
        for target in item.targets
    }
