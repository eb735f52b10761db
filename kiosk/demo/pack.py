"""The county's side of the demo: entries to signed bundles, laid down in the drop folders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kiosk.bundle.keys import SecretKey
from kiosk.bundle.writer import BundleDraft, SignedBundle
from kiosk.demo.history import BundlePlan, Entry
from kiosk.domain.items import DisclosureItem, PayoutsItem, PolicyItem, ReferenceItem

ISSUER = "安义县村务公开演示工作区(演示数据)"
"""Stands in every bundle: whoever looks knows that nothing in it is real."""


def demo_key(role: str) -> SecretKey:
    """The demo's signing key of ``county`` or ``root``.

    Made from a word that stands in this source, so that a rebuilt demo has the same signatures.
    Anybody can make it: never trust it on a kiosk that serves a real village.
    """
    return SecretKey.from_seed(f"kiosk demo key {role}".encode().ljust(32, b".")[:32])


def pack(
    village_code: str, plans: Iterable[BundlePlan], folder: Path, key: SecretKey, *copies: Path
) -> tuple[SignedBundle, ...]:
    """Write the bundles of one unit in order, each naming the one before it; again into ``copies``.

    Not flushed to the disk file by file: what a power cut leaves of a demo is made anew.
    """
    written: list[SignedBundle] = []
    prev: str | None = None
    for plan in plans:
        first = plan.kind == "snapshot" or plan.seq == 1
        draft = BundleDraft(
            village_code,
            plan.seq,
            None if first else prev,
            plan.kind,
            ISSUER,
            plan.created.isoformat(timespec="seconds"),
        )
        for entry in plan.entries:
            _add(draft, entry)
        done = draft.signed(key)
        prev = done.manifest_sha256
        for place in (folder, *copies):
            _lay(done, place / done.manifest.name)
        written.append(done)
    return tuple(written)


def _lay(bundle: SignedBundle, target: Path) -> None:
    for part in ("", *sorted({f.path.split("/")[0] for f in bundle.manifest.files})):
        (target / part).mkdir()
    for path, content in bundle.files.items():
        (target / path).write_bytes(content)


def _add(draft: BundleDraft, entry: Entry) -> None:
    item = entry.item
    if isinstance(item, PayoutsItem):
        draft.add_payouts(item, entry.payouts)
    elif isinstance(item, ReferenceItem):
        assert entry.data is not None, "a reference travels with its content"
        draft.add_reference(item.kind, item.version, entry.data)
    elif isinstance(item, DisclosureItem | PolicyItem):
        attachments = tuple(draft.add_file(path, title) for path, title in entry.files)
        item = replace(item, attachments=attachments)
        if isinstance(item, DisclosureItem):
            draft.add_disclosure(item, entry.table if entry.heads else None, entry.heads)
        else:
            draft.add_item(item)
    else:
        draft.add_item(item)
