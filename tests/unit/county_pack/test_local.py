"""What the villages published themselves comes to the county: verified, kept, and told when it is wrong."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kiosk.bundle.keys import SecretKey
from kiosk.bundle.writer import BundleDraft
from kiosk.county.kiosks import add_from_file
from kiosk.county.local import LocalTaken, local_bundles, local_folder, local_pieces, take_local
from kiosk.county.session import Session
from kiosk.domain.items import DisclosureItem, Item, WithdrawItem, WithdrawTarget
from tests.unit.county_pack.offices import LUOTIAN, make, session

KEYS = {kiosk: SecretKey.from_seed(bytes([n] * 32)) for n, kiosk in enumerate(("K1", "K2"), 1)}


def own(kiosk: str, name: str, version: int = 1, **changes: Any) -> DisclosureItem:
    more: dict[str, Any] = {"body": "收支都在这里。"}
    if version > 1:
        more |= {"replaces": version - 1, "reason": "漏了一笔"}
    return DisclosureItem(
        f"L-{kiosk}-{name}", ("GK-CW-01",), "2026年第一季度财务", "2026-Q1", "text", "P1",
        date(2026, 6, 1), date(2026, 6, 1), version, **(more | changes),
    )  # fmt: skip


def put(out: Path, kiosk: str, seq: int, *items: Item, prev: str | None = None, key: str = "") -> str:
    """A bundle as the kiosk leaves it for the county; its hash."""
    d = BundleDraft(LUOTIAN, seq, prev, "local", kiosk, "2026-06-15T04:00:00Z")
    for item in items:
        if isinstance(item, DisclosureItem):
            d.add_disclosure(item, [("卖树", "1200.00")], ("摘要", "收入(元)"))
        else:
            d.add_item(item)
    return d.write(out, KEYS[key or kiosk]).manifest_sha256


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The workspace knows the keys of both kiosks; this is where their bundles arrive."""
    make(tmp_path / "ws", tmp_path / "drop")
    folder = tmp_path / "drop" / LUOTIAN / "out" / "local"
    folder.mkdir(parents=True)
    with session(tmp_path / "ws") as office:
        for kiosk, key in KEYS.items():
            pub = tmp_path / f"{kiosk}.pub"
            pub.write_text(key.public.text(), "ascii")
            add_from_file(office, office.workspace.unit(LUOTIAN), pub)
    return folder


def take(office: Session) -> LocalTaken:
    drop = office.workspace.config.drop
    assert drop is not None
    return take_local(office, office.workspace.chosen((LUOTIAN,)), drop)


def test_kept_as_signed_and_listed_as_it_stands(tmp_path: Path, out: Path) -> None:
    first = put(out, "K1", 1, own("K1", "A"))
    second = put(out, "K1", 2, own("K1", "A", 2), own("K1", "B"), prev=first)
    put(out, "K2", 1, own("K2", "A"))
    with session(tmp_path / "ws") as office:
        taken = take(office)
        names = [f"{LUOTIAN}-K1-000001", f"{LUOTIAN}-K1-000002", f"{LUOTIAN}-K2-000001"]
        assert (taken.new, taken.sentences) == ({LUOTIAN: names}, {})
        for name in names:
            kept = local_folder(office.workspace, LUOTIAN) / name
            assert (kept / "manifest.json").read_bytes() == (out / name / "manifest.json").read_bytes()
        pieces = {p.item.disclosure_id: p for p in local_pieces(office.workspace, LUOTIAN)}
        assert {i: p.item.version for i, p in pieces.items()} == {"L-K1-A": 2, "L-K1-B": 1, "L-K2-A": 1}
        assert pieces["L-K1-A"].rows == (("卖树", "1200.00"),)
        # The share may be emptied: the county has them.
        shutil.rmtree(out / names[0])
        target = WithdrawTarget("disclosure", "L-K1-A", 2)
        put(out, "K1", 3, WithdrawItem((target,), "写错", date(2026, 6, 9)), prev=second)
        assert take(office).new == {LUOTIAN: [f"{LUOTIAN}-K1-000003"]}
        assert take(office).new == {}
        assert len(local_bundles(office.workspace, LUOTIAN)) == 4
        gone = next(p for p in local_pieces(office.workspace, LUOTIAN) if p.item.disclosure_id == "L-K1-A")
        assert gone.withdrawn is not None and gone.rows == ()


def test_a_wrong_one_is_told_and_the_others_go_on(tmp_path: Path, out: Path) -> None:
    put(out, "K1", 1, own("K1", "A"), key="K2")  # somebody else's key
    put(out, "K2", 1, own("K2", "A"))
    personal = own("K2", "B", body="证号990123199001011237")
    put(out, "K2", 2, personal, prev="0" * 64)
    shutil.copytree(out / f"{LUOTIAN}-K2-000001", out / f"{LUOTIAN}-K9-000001")
    torn = out / f"{LUOTIAN}-K2-000003"
    shutil.copytree(out / f"{LUOTIAN}-K2-000001", torn)
    (torn / "manifest.json.minisig").unlink()
    with session(tmp_path / "ws") as office:
        taken = take(office)
        assert taken.new == {LUOTIAN: [f"{LUOTIAN}-K2-000001"]}
        said = taken.sentences[LUOTIAN]
        assert [s.partition("：")[0].removeprefix(f"{LUOTIAN}-") for s in said] == [
            "K1-000001", "K2-000002", "K2-000003", "K9-000001",
        ]  # fmt: skip
        assert "不在本机认可的名单里" in said[0] and "像身份证号" in said[1] and "990123" not in said[1]
        assert "没有传完" in said[2] and "还没有登记" in said[3] and "请县里" not in "".join(said[1:])
        assert len(local_bundles(office.workspace, LUOTIAN)) == 1
