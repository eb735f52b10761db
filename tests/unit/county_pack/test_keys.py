"""The county's keys: made once, locked if wanted, changed under the root key even when cut short."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.bundle.keys import KeyRing, PublicKey
from kiosk.county import rotation
from kiosk.county.keyring import fingerprint, id_hasher, load_secret, make_keys, show_keys
from kiosk.county.ledger import item_of
from kiosk.county.rotation import revoke, rotate
from kiosk.county.workspace import Workspace
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.items import KeysItem
from tests.unit.county.makers import person_id
from tests.unit.county_pack.offices import LUOTIAN, make, session


def test_keys_are_made_once_and_only_for_their_owner(tmp_path: Path) -> None:
    workspace = make(tmp_path / "ws")
    before = {p.name: p.read_bytes() for p in workspace.keys.iterdir()}
    make_keys(workspace, None)
    assert {p.name: p.read_bytes() for p in workspace.keys.iterdir()} == before
    secret = [p for p in workspace.keys.iterdir() if p.suffix == ".key"]
    assert len(secret) == 4 and all(p.stat().st_mode & 0o077 == 0 for p in secret)
    lines = show_keys(workspace)
    assert [k.role for k in lines] == ["county", "root"]
    assert lines[0].fingerprint == fingerprint(PublicKey.load(workspace.keys / "county.pub"))


def test_a_locked_key_asks_and_says_when_nobody_answers(tmp_path: Path) -> None:
    make_keys(Workspace(tmp_path), "开门")
    path = tmp_path / "keys" / "county.key"
    assert load_secret(path, lambda _: "开门").key_id == PublicKey.load(path.with_suffix(".pub")).key_id
    for answer, code in ((None, "passphrase_needed"), ("关门", "passphrase_wrong")):
        with pytest.raises(UsageFault) as caught:
            load_secret(path, lambda _, a=answer: a)
        assert caught.value.code == code


def test_hashes_of_numbers_depend_on_the_workspace(tmp_path: Path) -> None:
    one, two = (id_hasher(make(tmp_path / name)) for name in ("a", "b"))
    number = person_id(1)
    assert one([number, ""]) == [one([number])[0], ""] and one([number]) != two([number])
    assert one([number])[0] not in number and len(one([number])[0]) == 24
    (tmp_path / "a" / "keys" / "registry.key").write_bytes(b"AAAA")
    with pytest.raises(EnvironmentFault, match="备份"):
        id_hasher(Workspace(tmp_path / "a"))


def ring(workspace: Workspace, county: PublicKey) -> KeyRing:
    return KeyRing.of(county, root=PublicKey.load(workspace.keys / "root.pub"))


def test_a_rotation_cut_in_the_middle_goes_on_with_the_same_new_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make(tmp_path / "ws")
    old = PublicKey.load(workspace.keys / "county.pub")
    real, sent = rotation._send, []

    def cut(*args: object) -> None:
        if len(sent) == 5:
            raise KeyboardInterrupt
        sent.append(args)
        real(*args)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, session(tmp_path / "ws") as office, pytest.raises(KeyboardInterrupt):
        patch.setattr(rotation, "_send", cut)
        rotate(office, workspace.keys / "root.key", None)
    new = PublicKey.load(workspace.keys / "next.pub")
    with session(tmp_path / "ws") as office:
        with pytest.raises(UsageFault) as caught:
            _ = office.key
        assert caught.value.code == "rotation_open"
        change = rotate(office, workspace.keys / "root.key", None)
        assert (change.key_id, len(change.bundles)) == (new.key_id, len(office.workspace.units) - 5)
        assert office.key.key_id == new.key_id
        (item,) = [item_of(s) for s in office.registry.items(LUOTIAN, "keys")]
    assert isinstance(item, KeysItem)
    after = ring(workspace, old).after(item, 1)
    after.check(new.key_id, 2, changes_keys=False)
    with pytest.raises(Exception, match="作废"):
        after.check(old.key_id, 2, changes_keys=False)
    assert (workspace.keys / f"old-{old.key_id}.pub").exists()


def test_a_rotation_cut_between_its_last_two_renames_is_finished_by_the_next_command(tmp_path: Path) -> None:
    workspace = make(tmp_path / "ws")
    old = (workspace.keys / "county.pub").read_bytes()
    with session(tmp_path / "ws") as office:
        rotate(office, workspace.keys / "root.key", None)
    new = (workspace.keys / "county.pub").read_bytes()
    (workspace.keys / "county.pub").rename(workspace.keys / "next.pub")
    (workspace.keys / "county.pub").write_bytes(old)
    with session(tmp_path / "ws") as office:
        assert office.key.public.text().encode() == new == (workspace.keys / "county.pub").read_bytes()
    assert not (workspace.keys / "next.pub").exists()


def test_only_the_root_key_changes_keys(tmp_path: Path) -> None:
    workspace = make(tmp_path / "ws")
    with session(tmp_path / "ws") as office:
        with pytest.raises(UsageFault, match="总钥匙"):
            rotate(office, workspace.keys / "county.key", None)
        with pytest.raises(UsageFault, match="16位"):
            revoke(office, workspace.keys / "root.key", "nonsense", 3, office.workspace.chosen((LUOTIAN,)))
        key_id = PublicKey.load(workspace.keys / "county.pub").key_id
        change = revoke(office, workspace.keys / "root.key", key_id, 3, office.workspace.chosen((LUOTIAN,)))
        assert len(change.bundles) == 1
        (item,) = [item_of(s) for s in office.registry.items(LUOTIAN, "keys")]
    assert isinstance(item, KeysItem) and [(r.key_id, r.from_seq) for r in item.revoke] == [(key_id, 3)]
    assert [p.name for p in workspace.outbox.iterdir()] == [LUOTIAN]
