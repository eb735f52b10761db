"""Changing the county's keys: bundles of ``keys`` items, signed by the offline root key.

A rotation first writes the new pair as ``next.key``; then every unit gets a bundle that adds it and
ends the old one; then the new pair takes the old one's place, which is kept as ``old-<id>.pub``.
Killed or stopped by the disk, the same call goes on with the same new key; nothing else is packed
meanwhile (``keyring.county_key``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.bundle.keys import PublicKey, SecretKey
from kiosk.bundle.writer import BundleDraft
from kiosk.county.keyring import load_secret, make_pair, seal_public
from kiosk.county.ledger import item_of
from kiosk.county.session import Session, UnitFault
from kiosk.county.workspace import disk_fault
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.items import KeyRevocation, KeysItem
from kiosk.domain.region import Village
from kiosk.store.registry import SentBundle


@dataclass(slots=True)
class KeyChange:
    """What a change of keys made. With ``faults`` it is not finished."""

    key_id: str
    old_key_id: str
    bundles: list[SentBundle] = field(default_factory=list[SentBundle])
    faults: list[UnitFault] = field(default_factory=list[UnitFault])


def _root(session: Session, path: Path) -> SecretKey:
    key = load_secret(path, session.ask)
    expected = PublicKey.load(session.workspace.keys / "root.pub")
    if key.public != expected:
        raise UsageFault("not_root_key", "这把不是本县的总钥匙。请换对U盘再来。")
    return key


def rotate(session: Session, root_path: Path, passphrase: str | None) -> KeyChange:
    """A new signing key for every unit. UsageFault for the wrong root key; faults per unit."""
    keys = session.workspace.keys
    root = _root(session, root_path)
    try:
        old = PublicKey.load(keys / "county.pub")
        new = make_pair(keys, "next", passphrase)
    except OSError as error:
        raise disk_fault(error, keys) from error
    change = KeyChange(new.key_id, old.key_id)
    for unit in session.workspace.units:
        if not _has(session, unit, new):
            _send(
                session, unit, root, KeysItem((new.line(),), (), seal_public(session.workspace)), old, change
            )
    if not change.faults:
        _settle(keys, old)
    return change


def _has(session: Session, unit: Village, key: PublicKey) -> bool:
    return any(
        isinstance(item := item_of(sent), KeysItem) and key.line() in item.add
        for sent in session.registry.items(unit.village_code, "keys")
    )


def _settle(keys: Path, old: PublicKey) -> None:
    try:
        (keys / f"old-{old.key_id}.pub").write_text(old.text(), "ascii")
        (keys / "next.key").replace(keys / "county.key")
        (keys / "next.pub").replace(keys / "county.pub")
    except OSError as error:
        raise disk_fault(error, keys) from error


def revoke(
    session: Session, root_path: Path, key_id: str, from_seq: int, units: tuple[Village, ...]
) -> KeyChange:
    """Bundles that ``key_id`` signed count only below ``from_seq``. UsageFault for a malformed id."""
    wanted = key_id.upper()
    if len(wanted) != 16 or any(c not in "0123456789ABCDEF" for c in wanted):
        raise UsageFault("key_id", "钥匙编号是16位，用 kiosk county keys show 看。")
    root = _root(session, root_path)
    change = KeyChange(wanted, wanted)
    for unit in units:
        _send(session, unit, root, KeysItem((), (KeyRevocation(wanted, from_seq),)), None, change)
    return change


def _send(
    session: Session, unit: Village, root: SecretKey, item: KeysItem, old: PublicKey | None, change: KeyChange
) -> None:
    def fill(draft: BundleDraft) -> None:
        # The old key signed everything below this bundle and signs nothing from here on.
        ended = (KeyRevocation(old.key_id, draft.seq),) if old is not None else item.revoke
        draft.add_item(replace(item, revoke=ended))

    try:
        change.bundles.append(session.outbox.emit(unit, root, fill, with_references=False))
    except EnvironmentFault as fault:
        change.faults.append(UnitFault(unit, fault))
