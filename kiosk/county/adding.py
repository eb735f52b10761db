"""``add``: texts, pictures, PDFs and videos from simple folders, to one unit, some, or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.bundle.writer import BundleDraft
from kiosk.county.folders import FolderPiece, read_folder
from kiosk.county.session import Session, UnitFault
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.items import DisclosureItem, EventItem, PolicyItem, ReplyItem
from kiosk.domain.region import Village
from kiosk.store.registry import SentBundle


@dataclass(slots=True)
class Added:
    """One bundle a unit with all the folders."""

    bundles: list[SentBundle] = field(default_factory=list[SentBundle])
    faults: list[UnitFault] = field(default_factory=list[UnitFault])


def add(session: Session, folders: Sequence[Path], units: Sequence[Village], reason: str | None) -> Added:
    """The folders' pieces for each of ``units``. What was sent before becomes a new version.

    UsageFault ``reason`` when a new version has none; SenderFault for what is wrong in a folder,
    before anything is signed.
    """
    exempt: set[str] = set()
    for unit in units:
        exempt |= session.workspace.settings(unit.village_code).own_numbers()
    pieces = [read_folder(f, session.workspace.reference, session.today, frozenset(exempt)) for f in folders]
    if reason is None and any(_version(session, u, p) > 1 for u in units for p in pieces):
        raise UsageFault("reason", "里面有以前发过的，再发就是更正。请用 --reason 写明原因，会公布。")
    added = Added()
    for unit in units:

        def fill(draft: BundleDraft, unit: Village = unit) -> None:
            for piece in pieces:
                _put(draft, piece, _version(session, unit, piece), reason)

        try:
            added.bundles.append(session.emit(unit, fill))
        except EnvironmentFault as fault:
            added.faults.append(UnitFault(unit, fault))
    return added


def _version(session: Session, unit: Village, piece: FolderPiece) -> int:
    match piece.item:
        case DisclosureItem():
            key = ("disclosure", piece.item.disclosure_id)
        case PolicyItem():
            key = ("policy", piece.item.policy_id)
        case ReplyItem() | EventItem():
            return 1
    sent = session.registry.newest(unit.village_code, *key)
    return 1 if sent is None else sent.version + 1


def _put(draft: BundleDraft, piece: FolderPiece, version: int, reason: str | None) -> None:
    item = piece.item
    if isinstance(item, ReplyItem | EventItem):
        draft.add_item(item)
        return
    attachments = tuple(draft.add_file(path, title) for path, title in piece.files)
    item = replace(
        item,
        attachments=attachments,
        version=version,
        replaces=version - 1 or None,
        reason=reason if version > 1 else None,
    )
    if isinstance(item, DisclosureItem):
        draft.add_disclosure(item, piece.rows or None, piece.heads)
    else:
        draft.add_item(item)
