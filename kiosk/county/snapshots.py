"""``snapshot``: a unit's whole state in one bundle, for a new or re-installed kiosk.

Everything that was sent and not taken down, in the order of sending, every version of it (so that
corrections stay visible), and the withdrawals without what they took away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiosk.bundle.writer import BundleDraft
from kiosk.county.ledger import item_of
from kiosk.county.session import Session, UnitFault
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.items import (
    Attachment,
    DisclosureItem,
    KeysItem,
    PayoutsItem,
    PolicyItem,
    ReferenceItem,
)
from kiosk.domain.region import Village
from kiosk.store.registry import SentBundle, SentItem


@dataclass(slots=True)
class Snapshots:
    """Snapshots that were made; ``empty`` units had nothing to tell."""

    bundles: list[SentBundle] = field(default_factory=list[SentBundle])
    empty: list[Village] = field(default_factory=list[Village])
    faults: list[UnitFault] = field(default_factory=list[UnitFault])


def take(session: Session, units: Sequence[Village]) -> Snapshots:
    """A snapshot for each of the units that ever got anything."""
    result = Snapshots()
    for unit in units:
        items = [s for s in session.registry.items(unit.village_code) if s.withdrawn_seq is None]
        if not items:
            result.empty.append(unit)
            continue

        def fill(draft: BundleDraft, items: list[SentItem] = items) -> None:
            for sent in items:
                _again(session, draft, sent)

        try:
            bundle = session.outbox.emit(unit, session.key, fill, kind="snapshot")
            result.bundles.append(bundle)
        except EnvironmentFault as fault:
            result.faults.append(UnitFault(unit, fault))
    return result


def _again(session: Session, draft: BundleDraft, sent: SentItem) -> None:
    item = item_of(sent)
    match item:
        case KeysItem():
            # A kiosk that starts from a snapshot was set up with the keys of now.
            return
        case ReferenceItem():
            if any(isinstance(i, ReferenceItem) and i.kind == item.kind for i in draft.items):
                return
            newest = session.registry.newest(sent.village_code, "reference", item.kind)
            if newest is None or newest.version != sent.version:
                return
            draft.add_reference(item.kind, item.version, session.archive.read(sent, item.path))
        case PayoutsItem():
            draft.add_payout_table(item, session.archive.read(sent, item.table.path))
        case DisclosureItem():
            item = replace(item, attachments=_files(session, draft, sent, item.attachments))
            rows = session.archive.table(sent)
            draft.add_disclosure(
                replace(item, table=None), rows, item.table.fields if item.table is not None else ()
            )
        case PolicyItem():
            draft.add_item(replace(item, attachments=_files(session, draft, sent, item.attachments)))
        case _:
            draft.add_item(item)


def _files(
    session: Session, draft: BundleDraft, sent: SentItem, attachments: tuple[Attachment, ...]
) -> tuple[Attachment, ...]:
    folder = session.archive.folder(sent)
    return tuple(draft.add_file(folder / a.path, a.title) for a in attachments)
