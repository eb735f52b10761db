"""Bundles that a village's kiosk made itself: what they may hold, and that nobody passes for another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kiosk.bundle.check import check_path
from kiosk.bundle.keys import KeyRing, SecretKey
from kiosk.bundle.moving import MemorySource, lay
from kiosk.bundle.paths import bundle_name, local_bundle_name
from kiosk.bundle.source import FolderSource
from kiosk.bundle.verify import verify_bundle
from kiosk.bundle.writer import BundleDraft
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import EventItem, ReplyItem, WithdrawItem, WithdrawTarget
from tests.unit.bundle.making import KEY, VILLAGE, batch, disclosure, draft, payouts

KIOSK = SecretKey.from_seed(bytes(32))
MINE = "L-K1-ABC"
EVENT = EventItem("L-K1-E1", ("GK-JC-05",), "meeting", date(2026, 6, 1), "村民会议")


def local(seq: int = 1, prev: str | None = None, issuer: str = "K1") -> BundleDraft:
    return BundleDraft(VILLAGE, seq, prev, "local", issuer, "2026-06-15T04:00:00Z")


def withdraw(target: str) -> WithdrawItem:
    return WithdrawItem((WithdrawTarget("disclosure", target, 1),), "写错了", date(2026, 6, 2))


def code_of(d: BundleDraft) -> str:
    with pytest.raises(SenderFault) as caught:
        d.manifest()
    return caught.value.code


def test_a_local_bundle_holds_disclosures_events_and_withdrawals() -> None:
    d = local()
    d.add_disclosure(disclosure(MINE))
    d.add_item(EVENT)
    d.add_item(withdraw("L-K1-OLD"))
    manifest = d.manifest()
    assert manifest.name == f"{VILLAGE}-K1-000001"
    assert local_bundle_name(manifest.name) == (VILLAGE, "K1", 1)
    assert bundle_name(manifest.name) is None and local_bundle_name(f"{VILLAGE}-000001") is None


@pytest.mark.parametrize("theirs", ["D-1", "L-K2-ABC", "L-K1", "L-K1-", "L-K1-2-ABC", "l-K1-ABC"])
def test_a_kiosk_touches_only_what_is_its_own(theirs: str) -> None:
    d = local()
    d.add_disclosure(disclosure(theirs))
    assert code_of(d) in ("local_id", "bad_manifest")
    d = local()
    d.add_item(withdraw(theirs))
    assert code_of(d) in ("local_id", "bad_manifest")
    d = local()
    d.add_item(replace(EVENT, event_id=theirs))
    assert code_of(d) in ("local_id", "bad_manifest")


def test_a_kiosk_pays_nobody_and_answers_for_nobody() -> None:
    d = local()
    d.add_payouts(batch("L-K1-B"), payouts(2))
    assert code_of(d) == "local_content"
    d = local()
    d.add_item(ReplyItem("Q1", "好", date(2026, 6, 1), True))
    assert code_of(d) == "local_content"
    d = local()
    d.add_reference("settings", 2, b"{}")
    assert code_of(d) == "local_content"
    assert code_of(local(2)) == "prev_rule" and code_of(local(issuer="某亭")) == "bad_manifest"


def test_the_county_never_uses_a_kiosks_names() -> None:
    d = draft(1)
    d.add_disclosure(disclosure(MINE))
    assert code_of(d) == "local_id"
    d = draft(1)
    d.add_item(withdraw(MINE))
    assert code_of(d) == "local_id"
    d = draft(1)
    d.add_payouts(batch("L-B"), payouts(1))
    assert code_of(d) == "local_id"


def made(tmp_path: Path, key: SecretKey = KIOSK, issuer: str = "K1") -> Path:
    d = local(issuer=issuer)
    d.add_disclosure(disclosure(f"L-{issuer}-ABC"))
    return d.write(tmp_path, key).path


def test_only_the_kiosks_own_key_and_only_as_local(tmp_path: Path) -> None:
    folder = made(tmp_path)
    ring, county = KeyRing.of(KIOSK.public), KeyRing.of(KEY.public)
    assert verify_bundle(FolderSource(folder), village_code=VILLAGE, keys=ring, local_of="K1").key_id

    def refused(keys: KeyRing, local_of: str | None, path: Path = folder) -> str:
        with pytest.raises(SenderFault) as caught:
            verify_bundle(FolderSource(path), village_code=VILLAGE, keys=keys, local_of=local_of)
        return caught.value.code

    assert refused(county, "K1") == "unknown_key"
    assert refused(ring, "K2") == "not_local"
    assert refused(ring, None) == "local_misplaced"
    (tmp_path / "x").mkdir()
    assert refused(county, None, made(tmp_path / "x", KEY)) == "local_misplaced"
    plain = draft(1)
    plain.add_disclosure(disclosure("D-1"))
    assert refused(ring, "K1", plain.write(tmp_path, KIOSK).path) == "not_local"


def test_check_says_whose_it_is(tmp_path: Path) -> None:
    report = check_path(made(tmp_path), KeyRing.of(KIOSK.public))
    assert report.ok and "本村自己公开的包" in report.sentences[-1]
    assert not check_path(tmp_path / f"{VILLAGE}-K1-000001", KeyRing.of(KEY.public)).ok


def test_laid_whole_once_and_after_a_power_cut(tmp_path: Path) -> None:
    d = local()
    d.add_disclosure(disclosure(MINE), [("好",)], ("列",))
    signed = d.signed(KIOSK)
    source = MemorySource(signed.manifest.name, signed.files)
    left = tmp_path / f".{source.name}.999.tmp"
    left.mkdir()
    folder = lay(source, signed.files, tmp_path)
    assert not left.exists() and lay(source, signed.files, tmp_path) == folder
    ring = KeyRing.of(KIOSK.public)
    assert verify_bundle(FolderSource(folder), village_code=VILLAGE, keys=ring, local_of="K1").manifest
    assert sorted(p.name for p in tmp_path.iterdir()) == [source.name]
