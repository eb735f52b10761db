"""Puts the items of one bundle into board.db, within the transaction that ``BoardWriter`` began.

Every item is refused as a whole (``SenderFault``) when its version does not follow the one on the
board or when its rows do not add up to the manifest; the caller rolls everything back.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from pathlib import Path
from typing import Self

from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import (
    DisclosureItem,
    EventItem,
    KeysItem,
    Manifest,
    PayoutsItem,
    PolicyItem,
    PrivacyClass,
    ReferenceItem,
    ReplyItem,
    TableRef,
    WithdrawItem,
    WithdrawTarget,
)
from kiosk.domain.names import display_name
from kiosk.domain.payout import Payout, PayoutColumns, correction_changes
from kiosk.store import codec
from kiosk.store.connect import scalar
from kiosk.store.nameindex import NameIndex
from kiosk.store.views import TableView

PublicationItem = PayoutsItem | DisclosureItem | PolicyItem

SMALL_COUNT = 3
"""Fewer persons than this are said as 少于3人 and have no amount (architecture §7, Small counts)."""

_KIND_WORDS = {"payouts": "发放批次", "disclosure": "公开件", "policy": "政策解读", "event": "事项"}


@dataclass(frozen=True, slots=True)
class BundleContent:
    """A verified bundle that lies in ``archive/``, with its files read on demand.

    ``payouts`` and ``table`` parse the CSV of an item (strictly: they raise ``SenderFault``),
    ``text`` gives the text of a listed file by its path in the bundle.
    """

    manifest: Manifest
    manifest_sha256: str
    key_id: str
    archive_dir: Path
    payouts: Callable[[PayoutsItem], PayoutColumns]
    table: Callable[[DisclosureItem], TableView | None]
    text: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Tally:
    """Sums of a list or of one group of it; ``qty`` only while all its lines share one unit."""

    rows: int
    cents: int
    people: int
    persons: int | None
    qty: str | None
    units: frozenset[str]

    @classmethod
    def of(cls, lines: PayoutColumns) -> Self:
        identities = set(lines.column("recipient_id"))
        people = len(identities)
        if None in identities:
            anonymous = zip(
                lines.column("recipient_id"), lines.column("group"), lines.column("name"),
                lines.column("ordinal"), strict=True,
            )  # fmt: skip
            people = people - 1 + len({tuple(who) for known, *who in anonymous if known is None})
        persons = [count for count in lines.column("persons") if count is not None]
        measured = Counter(zip(lines.column("qty"), lines.column("qty_unit"), strict=True))
        units = frozenset(unit for qty, unit in measured if qty is not None)
        qty = [Decimal(text) * times for (text, _), times in measured.items() if text is not None]
        return cls(
            len(lines),
            sum(lines.column("cents")),
            people,
            sum(persons) if persons else None,
            str(reduce(add, qty)) if len(units) == 1 else None,
            units,
        )

    @property
    def unit(self) -> str:
        return next(iter(self.units)) if len(self.units) == 1 else ""


_TALLIED = ("row", "recipient_id", "group", "name", "ordinal", "persons", "qty", "qty_unit", "cents")


def _by_group(lines: PayoutColumns) -> dict[str, PayoutColumns]:
    """What is added up, group by group in the order of the list."""
    places: dict[str, list[int]] = {}
    for place, group in enumerate(lines.column("group")):
        places.setdefault(group, []).append(place)
    kept = {c: lines.cells[c] for c in _TALLIED if c in lines.cells}
    return {
        group: PayoutColumns({c: [cells[i] for i in at] for c, cells in kept.items()})
        for group, at in places.items()
    }


@dataclass(slots=True)
class ItemWriter:
    """Writes items of one bundle and counts payout rows and 分.

    ``corrected_before`` holds, for a snapshot, on which day a version that the board already had
    was corrected: the snapshot's own date would be wrong.
    """

    connection: sqlite3.Connection
    content: BundleContent
    index: NameIndex
    created_on: date
    programmes: Mapping[str, PrivacyClass]
    corrected_before: Mapping[tuple[str, str, int], str | None] = field(
        default_factory=dict[tuple[str, str, int], "str | None"]
    )
    rows: int = 0
    cents: int = 0

    @property
    def _is_snapshot(self) -> bool:
        return self.content.manifest.kind == "snapshot"

    def put_payouts(self, item: PayoutsItem) -> None:
        privacy: PrivacyClass = item.privacy
        if privacy == "PX":
            try:
                privacy = self.programmes[item.programme_id]
            except KeyError:
                raise SenderFault(
                    "unknown_programme",
                    f"“{item.programme_name}”不在补贴项目表里，不知道能公开到什么程度。"
                    "请县里先下发新的项目表。",
                    place=Place(item.table.path),
                ) from None
        label = item.batch.removeprefix(f"{item.year}年")
        title = f"{item.year}年{item.programme_name}" + (f"（{label}）" if label else "")
        before, key = self._put_head(
            item, item.batch_id, title=title, privacy=privacy, form="stat" if privacy == "P3" else "list",
            period=str(item.year), published_on=item.publish_from, catalogue_ids=item.catalogue_ids,
            publish_to=item.publish_to, body=None,
        )  # fmt: skip
        lines = self.content.payouts(item)
        whole = _Tally.of(lines)
        try:
            self.connection.executemany(*codec.insert_payouts(key, lines))
        except sqlite3.IntegrityError as error:
            raise SenderFault(
                "duplicate_row", "有两行的行号一样。请县里重新打包再发。", place=Place(item.table.path)
            ) from error
        self._check_totals(key, item.table)
        is_total = privacy == "P3"
        hidden = is_total and (whole.persons is None or whole.persons < SMALL_COUNT)
        self.connection.execute(
            "insert into batches values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key, item.programme_id, item.programme_name, item.year, item.batch,
                item.paid_from.isoformat(), item.paid_to.isoformat(), codec.to_json(item.table.fields),
                whole.rows, whole.cents, 0 if is_total else whole.people,
                None if hidden else whole.persons, whole.qty, whole.unit, hidden,
            ),
        )  # fmt: skip
        if not is_total:
            groups = ((name, _Tally.of(rows)) for name, rows in _by_group(lines).items())
            self.connection.executemany(
                "insert into batch_groups values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (key, place, name, group.rows, group.people, group.cents,
                     group.qty if len(whole.units) == 1 else None)
                    for place, (name, group) in enumerate(groups)
                ],
            )  # fmt: skip
            self._put_changes(before, key)
            self._index_list(item.batch_id, before, key, privacy, item.publish_from)
        self.rows += whole.rows
        self.cents += whole.cents

    def _check_totals(self, key: int, table: TableRef) -> None:
        rows, cents = self.connection.execute(
            "select count(*), coalesce(sum(cents), 0) from payouts where item = ?", (key,)
        ).fetchone()
        if rows != table.rows or cents != (table.cents or 0):
            raise _wrong_totals(table)

    def _put_changes(self, before: int | None, key: int) -> None:
        if before is None:
            return
        old, new = self._lines(before), self._lines(key)
        if not old:  # withdrawn before: there is nothing left to compare with
            return
        for place, change in enumerate(correction_changes(old, new)):
            line = change.new or change.old
            assert line is not None
            self.connection.execute(
                "insert into changes values (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    key, place, change.new.row if change.new else None,
                    display_name(line.name, line.ordinal), line.group,
                    change.old.cents if change.old else None, change.new.cents if change.new else None,
                    line.recipient_id,
                ),
            )  # fmt: skip

    def _lines(self, key: int) -> list[Payout]:
        found = self.connection.execute(
            f"select {codec.PAYOUT_CELLS} from payouts where item = ? order by row", (key,)
        )
        return [codec.payout_from(cells) for cells in found]

    def _index_list(
        self, batch_id: str, before: int | None, key: int, privacy: str, publish_from: date
    ) -> None:
        if self._is_snapshot:  # the finder is made anew at its end
            return
        if self.index.covers(privacy):
            self.index.add_list(key, publish_from.isoformat())
        if before is None:
            return
        # All earlier versions, not only the last: one whose day comes later may be passed over now.
        gone = self.connection.execute(
            """select p.recipient_id from items old join payouts p on p.item = old.key
               where old.type = 'payouts' and old.id = ? and old.key <> ? and p.recipient_id is not null
               except select recipient_id from payouts where item = ?""",
            (batch_id, key, key),
        ).fetchall()
        self.index.refresh(recipient for (recipient,) in gone)

    def put_disclosure(self, item: DisclosureItem) -> None:
        table = self.content.table(item)
        if item.table is not None and (
            table is None
            or len(table.rows) != item.table.rows
            or table.fields != item.table.fields
            or table.cents != item.table.cents
        ):
            raise _wrong_totals(item.table)
        self._put_head(
            item, item.disclosure_id, title=item.title, privacy=item.privacy, form=item.form,
            period=item.period, published_on=item.published_on, catalogue_ids=item.catalogue_ids,
            publish_to=item.publish_to, body=codec.disclosure_json(item.body, table, item.attachments),
            nothing=item.nothing, event_on=item.event_on,
        )  # fmt: skip

    def put_policy(self, item: PolicyItem) -> None:
        self._put_head(
            item, item.policy_id, title=item.title, privacy="P0", form="text", period="long",
            published_on=item.updated_on, catalogue_ids=(), publish_to=None, body=codec.policy_json(item),
        )  # fmt: skip

    def _put_head(
        self,
        item: PublicationItem,
        item_id: str,
        *,
        title: str,
        privacy: str,
        form: str,
        period: str,
        published_on: date,
        catalogue_ids: tuple[str, ...],
        publish_to: date | None,
        body: str | None,
        nothing: bool = False,
        event_on: date | None = None,
    ) -> tuple[int | None, int]:
        """Writes the head; (key of the version before, new key). Refuses a version that does not follow."""
        known = self.connection.execute(
            "select key, version from items where type = ? and id = ? order by version desc limit 1",
            (item.type, item_id),
        ).fetchone()
        before, newest = known or (None, 0)
        follows = item.version > newest if self._is_snapshot else item.version == newest + 1
        replaces_it = item.replaces == newest or self._is_snapshot or item.version == 1
        if not follows or not replaces_it:
            raise SenderFault(
                "version_conflict",
                f"{_KIND_WORDS[item.type]}“{title}”发来的是第{item.version}版，"
                f"亭里是第{newest}版，接不上。请县里核对后重发。",
                detail=f"{item.type} {item_id}",
            )
        corrected_on: str | None = None
        if item.version > 1:
            arrived = published_on if self._is_snapshot else self.created_on
            corrected_on = (
                self.corrected_before.get((item.type, item_id, item.version)) or arrived.isoformat()
            )
        publish_from = item.publish_from.isoformat()
        self.connection.execute(
            """update items set superseded_from = min(coalesce(superseded_from, :day), :day)
               where type = :type and id = :id""",
            {"day": publish_from, "type": item.type, "id": item_id},
        )
        cursor = self.connection.execute(
            """insert into items (type, id, version, title, catalogue_ids, period, published_on, publish_from,
                 publish_to, privacy, form, is_nothing, event_on, replaces, reason, corrected_on, seq, bundle,
                 archive, body)
               values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                item.type, item_id, item.version, title, codec.to_json(catalogue_ids), period,
                published_on.isoformat(), publish_from, codec.iso_or_none(publish_to), privacy, form,
                nothing, codec.iso_or_none(event_on), item.replaces, item.reason, corrected_on,
                self.content.manifest.seq, self.content.manifest.name, self.content.archive_dir.name, body,
            ),
        )  # fmt: skip
        assert cursor.lastrowid is not None
        return before, cursor.lastrowid

    def put_event(self, item: EventItem) -> None:
        self.connection.execute(
            "insert or replace into events values (?, ?, ?, ?, ?, ?, null, null)",
            (
                item.event_id, codec.to_json(item.catalogue_ids), item.trigger, item.on.isoformat(),
                item.title, item.cancelled,
            ),
        )  # fmt: skip

    def put_reply(self, item: ReplyItem) -> None:
        self.connection.execute(
            "insert or replace into replies values (?, ?, ?, ?, ?)",
            (
                item.question_id, item.text, item.answered_on.isoformat(), item.public,
                self.content.manifest.seq,
            ),
        )  # fmt: skip

    def put_reference(self, item: ReferenceItem) -> None:
        newest = scalar(self.connection, "select version from refs where kind = ?", (item.kind,))
        if newest is not None and item.version <= newest and not self._is_snapshot:
            raise SenderFault(
                "version_conflict",
                f"发来的是第{item.version}版，亭里已经是第{newest}版。请县里用新的版本号重发。",
                place=Place(item.path),
            )
        self.connection.execute(
            "insert or replace into refs values (?, ?, ?, ?)",
            (item.kind, item.version, self.content.text(item.path), self.content.manifest.seq),
        )

    def put_keys(self, item: KeysItem) -> None:
        seq = self.content.manifest.seq
        self.connection.executemany(
            "insert into key_adds (line, seq) values (?, ?)", [(line, seq) for line in item.add]
        )
        self.connection.executemany(
            "insert into key_revocations (key_id, from_seq, seq) values (?, ?, ?)",
            [(revoked.key_id, revoked.from_seq, seq) for revoked in item.revoke],
        )
        if item.seal_key is not None:
            self.connection.execute("insert or replace into meta values ('seal_key', ?)", (item.seal_key,))

    def withdraw(self, item: WithdrawItem) -> None:
        """Takes the content away and leaves the heads; rows and bodies are deleted from the file."""
        for target in item.targets:
            if target.type == "event":
                changed = self.connection.execute(
                    "update events set withdrawn_on = ?, withdrawn_reason = ? where event_id = ?",
                    (item.withdrawn_on.isoformat(), item.reason, target.id),
                ).rowcount
            else:
                changed = self._withdraw_versions(target, item)
            # A snapshot repeats old notes; the kiosk that gets it may never have had the thing.
            if not changed and not self._is_snapshot:
                raise SenderFault(
                    "unknown_target",
                    f"要撤回的{_KIND_WORDS[target.type]}（第{target.version}版）亭里没有。请县里核对后重发。",
                    detail=f"{target.type} {target.id}",
                )

    def _withdraw_versions(self, target: WithdrawTarget, item: WithdrawItem) -> int:
        found = self.connection.execute(
            "select key, version from items where type = ? and id = ? order by version desc",
            (target.type, target.id),
        ).fetchall()
        if found and found[0][1] < target.version and not self._is_snapshot:
            return 0
        keys = [(key,) for key, version in found if version <= target.version]
        people = [
            recipient
            for key in keys
            for (recipient,) in self.connection.execute(
                "select distinct recipient_id from payouts where item = ? and recipient_id is not null", key
            )
        ]
        self.connection.executemany(
            """update items set withdrawn_on = ?, withdrawn_reason = ?, body = null
               where key = ? and withdrawn_on is null""",
            [(item.withdrawn_on.isoformat(), item.reason, *key) for key in keys],
        )
        for table in ("payouts", "batch_groups", "changes"):
            self.connection.executemany(f"delete from {table} where item = ?", keys)
        if not self._is_snapshot:
            self.index.refresh(people)
        return len(keys)


def _wrong_totals(table: TableRef) -> SenderFault:
    return SenderFault(
        "control_totals",
        "逐行相加的行数或金额，和发来的清单上写的不一样。请县里核对后重新打包。",
        place=Place(table.path),
    )
