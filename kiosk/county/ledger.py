"""What was sent, as the registry keeps it: the items of signed manifests, read back when needed.

Everything recorded about a bundle is derived from its manifest alone, so that a bundle found in the
outbox after a power cut is recorded exactly as it would have been.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from kiosk.bundle.itemcodec import item_json, parse_item
from kiosk.bundle.manifest import item_identity, item_paths
from kiosk.bundle.strictjson import Fields
from kiosk.bundle.tables import read_payouts, read_table
from kiosk.county.workspace import disk_fault
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.items import (
    DisclosureItem,
    EventItem,
    Item,
    KeysItem,
    Manifest,
    PayoutsItem,
    PolicyItem,
    ReferenceItem,
    ReplyItem,
    WithdrawItem,
)
from kiosk.domain.payout import Payout
from kiosk.store.registry import SentItem


def sent_items(manifest: Manifest) -> list[SentItem]:
    """The registry's records of a manifest's items."""
    digests = {f.path: f.sha256 for f in manifest.files}
    found: list[SentItem] = []
    for number, item in enumerate(manifest.items):
        kind, id_, version = _key(item, manifest.seq, number)
        tables = [digests[p] for p in item_paths(item) if p.startswith("data/")]
        text = json.dumps(item_json(item), ensure_ascii=False, sort_keys=True)
        found.append(SentItem(manifest.village_code, kind, id_, version, manifest.seq, text, "".join(tables)))
    return found


def _key(item: Item, seq: int, number: int) -> tuple[str, str, int]:
    identity = item_identity(item)
    if identity is not None:
        return identity
    match item:
        case EventItem():
            return "event", item.event_id, 1
        case ReplyItem():
            return "reply", item.question_id, 1
        case ReferenceItem():
            return "reference", item.kind, item.version
        case WithdrawItem() | KeysItem():
            return item.type, f"{seq}-{number}", 1
        case PayoutsItem() | DisclosureItem() | PolicyItem():
            raise AssertionError("these have an identity")


def withdrawn(manifest: Manifest) -> list[tuple[str, str, int]]:
    """(type, id, highest version) of everything a manifest takes down."""
    return [
        (t.type, t.id, t.version) for i in manifest.items if isinstance(i, WithdrawItem) for t in i.targets
    ]


def item_of(sent: SentItem) -> Item:
    """The item again."""
    return parse_item(Fields(cast(dict[str, Any], json.loads(sent.json)), ""))


def current(items: Iterable[SentItem]) -> list[SentItem]:
    """The newest version of each thing that was not taken down, in the order of sending."""
    newest: dict[tuple[str, str, str], SentItem] = {}
    for item in items:
        key = (item.village_code, item.type, item.id)
        if key not in newest or newest[key].version < item.version:
            newest[key] = item
    return [i for i in newest.values() if i.withdrawn_seq is None]


class Archive:
    """The files of sent bundles, read from the outbox and compared with what was signed."""

    def __init__(self, outbox: Path) -> None:
        self._outbox = outbox

    def folder(self, sent: SentItem) -> Path:
        """The bundle an item was sent in."""
        return self._outbox / sent.village_code / f"{sent.village_code}-{sent.seq:06d}"

    def read(self, sent: SentItem, path: str) -> bytes:
        """A table or file; EnvironmentFault ``outbox_damaged`` when it is gone or was changed."""
        place = self.folder(sent) / path
        try:
            data = place.read_bytes()
        except FileNotFoundError as error:
            raise _damaged(place) from error
        except OSError as error:
            raise disk_fault(error, place) from error
        if path.startswith("data/") and sent.digest and hashlib.sha256(data).hexdigest() != sent.digest:
            raise _damaged(place)
        return data

    def payouts(self, sent: SentItem) -> list[Payout]:
        """The rows of a sent batch."""
        item = item_of(sent)
        assert isinstance(item, PayoutsItem)
        try:
            return list(read_payouts(self.read(sent, item.table.path), item.table))
        except SenderFault as error:
            raise _damaged(self.folder(sent)) from error

    def table(self, sent: SentItem) -> tuple[tuple[str, ...], ...] | None:
        """The rows of a sent disclosure's table; None when it has none."""
        item = item_of(sent)
        assert isinstance(item, DisclosureItem)
        if item.table is None:
            return None
        try:
            return read_table(self.read(sent, item.table.path), item.table)
        except SenderFault as error:
            raise _damaged(self.folder(sent)) from error


def _damaged(place: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "outbox_damaged", f"工作区里发过的“{place}”不见了或被改过。请从备份换回整个工作区的 outbox。"
    )
