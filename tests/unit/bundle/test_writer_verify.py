"""What the writer lays down is complete, verifies with minisign, and is whole or not there."""

from __future__ import annotations

import os
import pickle
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.bundle.body import check_body
from kiosk.bundle.check import check_path
from kiosk.bundle.keys import KeyRing
from kiosk.bundle.signing import sign
from kiosk.bundle.source import open_source
from kiosk.bundle.verify import Incomplete, comment_fits, verify_bundle
from kiosk.bundle.writer import BundleDraft
from kiosk.domain.errors import EnvironmentFault, Place, SenderFault, UsageFault
from kiosk.domain.items import KeysItem, WithdrawItem, WithdrawTarget
from tests.unit.bundle.making import (
    KEY,
    OTHER,
    RING,
    ROOT,
    STRANGER,
    VILLAGE,
    batch,
    disclosure,
    draft,
    forge,
    full,
    payouts,
)


def test_by_hand_with_minisign(tmp_path: Path) -> None:
    made = full().write(tmp_path, KEY)
    (tmp_path / "county.pub").write_text(KEY.public.text())
    done = subprocess.run(
        ["minisign", "-Vm", str(made.path / "manifest.json"), "-p", str(tmp_path / "county.pub")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"village:{VILLAGE}\tseq:1" in done.stdout


def test_signed_by_hand_with_minisign(tmp_path: Path) -> None:
    made = full().write(tmp_path, KEY)
    KEY.save(tmp_path / "county.key")
    subprocess.run(
        ["minisign", "-S", "-s", str(tmp_path / "county.key"), "-m", str(made.path / "manifest.json"),
         "-t", made.manifest.name],
        capture_output=True, check=True,
    )  # fmt: skip
    with open_source(made.path) as source:
        assert verify_bundle(source, village_code=VILLAGE, keys=RING).key_id == KEY.key_id


def test_folder_and_zip_carry_the_same(tmp_path: Path) -> None:
    d = full()
    folder, zipped = d.write(tmp_path, KEY), d.write_zip(tmp_path, KEY)
    assert folder.manifest_sha256 == zipped.manifest_sha256
    again = tmp_path / "again"
    again.mkdir()
    assert full().write_zip(again, KEY).path.read_bytes() == zipped.path.read_bytes()
    for made in (folder, zipped):
        with open_source(made.path) as source:
            verified = verify_bundle(source, village_code=VILLAGE, keys=RING)
        assert (verified.manifest, verified.manifest_sha256) == (made.manifest, made.manifest_sha256)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    rows=st.integers(0, 12),
    kinds=st.lists(st.sampled_from("pdt"), max_size=4),
    body=st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=60),
)
def test_whatever_is_written_verifies_and_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: int, kinds: list[str], body: str
) -> None:
    base = tmp_path_factory.mktemp("b")
    d = draft(1)
    for i, kind in enumerate(kinds):
        if kind == "p":
            d.add_payouts(batch(f"B-{i}"), payouts(rows))
        elif kind == "d":
            d.add_disclosure(disclosure(f"D-{i}", body=f"# 标题\n\n{body}正文\n"))
        else:
            d.add_disclosure(
                disclosure(f"D-{i}", form="table"), [(body.strip(), "1.00")] * rows, ("摘要", "金额(元)")
            )
    made = d.write(base, KEY)
    with open_source(made.path) as source:
        assert verify_bundle(source, village_code=VILLAGE, keys=RING).manifest == made.manifest


def test_an_existing_bundle_is_not_overwritten(tmp_path: Path) -> None:
    made = full().write(tmp_path, KEY)
    before = made.path.stat().st_mtime_ns
    with pytest.raises(UsageFault) as fault:
        draft(1).write(tmp_path, KEY)
    assert fault.value.code == "bundle_exists" and made.path.stat().st_mtime_ns == before


def test_nothing_is_left_of_a_failed_write(tmp_path: Path) -> None:
    d = draft(1)
    film = tmp_path / "film.mp4"
    film.write_bytes(b"\0\0\0\x20ftypisom" + os.urandom(5000))
    note = d.add_file(film, "片子")
    d.add_disclosure(disclosure(attachments=(note,)))
    out = tmp_path / "out"
    out.mkdir()
    film.write_bytes(film.read_bytes()[:-1] + b"!")
    with pytest.raises(UsageFault) as changed:
        d.write(out, KEY)
    assert changed.value.code == "file_changed"
    film.unlink()
    with pytest.raises(EnvironmentFault):
        d.write(out, KEY)
    with pytest.raises(EnvironmentFault):
        draft(1).write(tmp_path / "nowhere", KEY)
    assert list(out.iterdir()) == []


def test_attachments(tmp_path: Path) -> None:
    d = draft(1)
    first = d.add_file(b"%PDF-1.7\nx", "图纸", "图纸.pdf")
    assert d.add_file(b"%PDF-1.7\nx", "同一份", "图纸.pdf").path == first.path == "files/图纸.pdf"
    other = d.add_file(b"%PDF-1.7\ny", "另一份", "图纸.pdf")
    assert other.path != first.path and other.path.endswith(".pdf")
    assert d.add_file(b"%PDF-1.7\nz", "怪名", "con.pdf").path.startswith("files/")
    for content, name in ((b"MZ", "a.pdf"), (b"MZ", "a.exe"), (b"<svg/>", "a.png"), (b"\xff\xfe", "a.md"),
                          (b"<script>", "a.md")):  # fmt: skip
        with pytest.raises(SenderFault):
            d.add_file(content, "坏", name)


@pytest.mark.parametrize(
    "text",
    ["<b>x</b>", "a <br> b", "[县](https://x.example)", "![图](a.png)", "<https://x.example>", "```\nx\n```",
     "    四个空格", "`x`", "> 引用", "---\n", "[a]: http://x\n\n[a]", "<!-- x -->",
     "| a |\n|--|\n| <i>x</i> |"],
)  # fmt: skip
def test_bodies_outside_the_subset(text: str) -> None:
    with pytest.raises(SenderFault) as fault:
        check_body(f"# 标题\n\n{text}\n", Place("正文 D-1"))
    assert fault.value.code == "bad_body"
    assert fault.value.place.row is not None and fault.value.place.row >= 3


def test_bodies_inside_the_subset() -> None:
    check_body(
        "# 一\n\n## 二\n\n- 甲\n- 乙\n  1. 丙\n\n"
        "**粗** *斜* 100<200 & 3>2\n\n| 甲 | 乙 |\n|--|--:|\n| 1 | 2 |\n\n　　段落\n",
        Place(),
    )


def verdict(path: Path, ring: KeyRing = RING, village: str | None = VILLAGE) -> str:
    with pytest.raises((SenderFault, Incomplete)) as fault, open_source(path) as source:
        verify_bundle(source, village_code=village, keys=ring)
    return fault.value.code


def test_verdicts(tmp_path: Path) -> None:
    made = full().write(tmp_path, KEY)
    assert verdict(made.path, KeyRing.of(STRANGER.public)) == "unknown_key"
    assert verdict(made.path, village=OTHER) == "wrong_village"
    renamed = made.path.rename(tmp_path / f"{VILLAGE}-000002")
    assert verdict(renamed) == "wrong_name"
    renamed.rename(made.path)
    raw = (made.path / "manifest.json").read_bytes()
    (made.path / "manifest.json.minisig").write_text(sign(raw, KEY, f"village:{VILLAGE}\tseq:2"))
    assert verdict(made.path) == "comment_mismatch"
    forge(made.path, lambda m: m.update(extra=1))
    assert verdict(made.path) == "unknown_entry"
    forge(made.path, lambda m: m.pop("extra") and None, ROOT)
    assert verdict(made.path) == "unknown_entry" or verdict(made.path) == "root_key_misused"


def test_incomplete_says_what_is_missing(tmp_path: Path) -> None:
    made = full().write(tmp_path, KEY)
    sizes = {f.path: f.bytes for f in made.manifest.files}
    table = next(p for p in sizes if "payouts" in p)
    (made.path / table).write_bytes((made.path / table).read_bytes()[:5])
    (made.path / "files" / "说明.md").unlink()
    with pytest.raises(Incomplete) as fault, open_source(made.path) as source:
        verify_bundle(source, village_code=VILLAGE, keys=RING)
    error = fault.value
    assert set(error.missing) == {table, "files/说明.md"} and error.wrong == ()
    assert error.want_bytes == sum(sizes.values())
    assert error.have_bytes == sum(sizes.values()) - sizes[table] + 5 - sizes["files/说明.md"]
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.missing, copy.have_bytes, copy.code) == (error.missing, error.have_bytes, "incomplete")


@pytest.mark.parametrize("cut", [0, 1, 50, 300, -1, -2, -30])
def test_a_growing_manifest_is_incomplete_not_forged(tmp_path: Path, cut: int) -> None:
    made = full().write(tmp_path, KEY)
    path = made.path / "manifest.json"
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    # Without the last line break nothing is missing for a reader of JSON, but it is not what was signed.
    assert verdict(made.path) == ("bad_signature" if cut == -1 else "incomplete")
    path.write_bytes(whole[: len(whole) // 2] + b"\0" * (len(whole) - len(whole) // 2))
    assert verdict(made.path) == "incomplete"


def test_comments_of_a_county_that_signs_by_hand() -> None:
    assert comment_fits(f"village:{VILLAGE}\tseq:7", VILLAGE, 7)
    assert comment_fits(f"{VILLAGE}-000007", VILLAGE, 7)
    assert comment_fits(f"village={VILLAGE} seq=7 timestamp=1", VILLAGE, 7)
    assert not comment_fits(f"village:{VILLAGE}\tseq:8\ttimestamp:7", VILLAGE, 7)
    assert not comment_fits(f"{OTHER}-000007", VILLAGE, 7)
    assert not comment_fits(f"{VILLAGE}", VILLAGE, 7)
    assert not comment_fits("timestamp:1795502248\tfile:manifest.json\thashed", VILLAGE, 7)


def test_check_path(tmp_path: Path) -> None:
    d = full()
    d.add_item(WithdrawItem((WithdrawTarget("disclosure", "D-0", 1),), "发错了", date(2026, 6, 3)))
    made = d.write(tmp_path, KEY)
    (made.path / ".DS_Store").write_text("x")
    report = check_path(made.path, RING)
    assert report.ok and report.code == "ok" and report.key_id == KEY.key_id and report.strays == 1
    assert report.items[0] == "发放批次 B-1 第1版：2026年耕地地力保护补贴，3行，1,747.20元"
    assert len(report.items) == 3
    unsigned = check_path(made.path, None)
    assert unsigned.ok and "没有核对" in unsigned.sentences[0]
    assert check_path(made.path, KeyRing.of(STRANGER.public)).code == "unknown_key"
    zipped = d.write_zip(tmp_path, KEY)
    assert check_path(zipped.path, RING).ok
    zipped.path.write_bytes(zipped.path.read_bytes()[:100])
    assert check_path(zipped.path, RING).code == "incomplete"
    part = next((made.path / "data").iterdir())
    whole = part.read_bytes()
    part.write_bytes(whole[:-2] + b"9\n")
    assert check_path(made.path, RING).code == "hash_mismatch"
    part.write_bytes(whole[:-2])
    assert check_path(made.path, RING).code == "incomplete"
    assert check_path(tmp_path, RING).code == "incomplete"


def test_check_path_of_a_change_of_keys(tmp_path: Path) -> None:
    d = draft(2, "a" * 64)
    d.add_item(KeysItem((STRANGER.public.line(),), ()))
    report = check_path(d.write(tmp_path, ROOT).path, RING)
    assert report.ok and report.items == ("换钥匙：新增 1 把，作废 0 把",)


def test_a_draft_refuses_what_could_not_be_read(tmp_path: Path) -> None:
    d: BundleDraft = draft(1)
    with pytest.raises(SenderFault):
        d.add_payouts(batch(), [payouts(1)[0].__class__(1, 1, name="熊\n甲")])
    with pytest.raises(SenderFault):
        d.add_disclosure(disclosure(body="<b>x</b>"))
    with pytest.raises(SenderFault):
        d.add_disclosure(disclosure(form="table"), [("承包款", "一百")], ("摘要", "金额(元)"))
    d.add_disclosure(disclosure(title="  "))
    with pytest.raises(SenderFault):
        d.write(tmp_path, KEY)
    assert list(tmp_path.iterdir()) == []
