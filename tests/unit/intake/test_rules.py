"""The rules of architecture §4 on real folders: whatever the transport does, the board is right."""

from __future__ import annotations

import itertools
import json
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain.items import KeyRevocation, KeysItem, WithdrawItem, WithdrawTarget
from tests.unit.bundle.making import (
    KEY,
    OTHER,
    ROOT,
    STRANGER,
    batch,
    disclosure,
    draft,
    forge,
    full,
    payouts,
    replace_file,
)
from tests.unit.intake.making import Kiosk, after, bundles, make_kiosk


def test_a_bundle_is_taken_in_with_a_receipt(kiosk: Kiosk) -> None:
    (one,) = bundles(kiosk, 1)
    kiosk.push(one)
    assert kiosk.once() == 0
    assert kiosk.shown() == {"B-1": 1, "D-1": 1}
    (receipt,) = kiosk.receipts()
    assert (receipt["state"], receipt["code"], receipt["seq"]) == ("applied", "ok", 1)
    assert receipt["manifest_sha256"] == one.manifest_sha256
    assert (kiosk.out / "receipts" / f"{one.manifest.name}-KTEST1-1.json").is_file()
    beat = json.loads((kiosk.out / "heartbeat.json").read_text("utf-8"))
    assert (beat["last_seq"], beat["kiosk"]) == (1, "KTEST1")
    assert beat["public_key"].startswith("RW")
    with closing(kiosk.board()) as board:
        view = board.batch("B-1")
        assert view is not None and (view.rows, view.cents) == (3, 3 * 58240)
    # Once more: nothing new, nothing said.
    assert kiosk.once() == 0
    assert len(kiosk.receipts()) == 1


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_of_arrival_gives_the_same_board(kiosk: Kiosk, order: tuple[int, ...]) -> None:
    made = bundles(kiosk, 3)
    for i in order:
        kiosk.push(made[i])
        assert kiosk.once() == 0
    assert kiosk.last_seq() == 3
    assert kiosk.shown() == {f"{kind}-{n}": 1 for kind in "BD" for n in (1, 2, 3)}
    assert [s for s in kiosk.states() if s[1] == "applied"] == [(n, "applied", "ok") for n in (1, 2, 3)]


def test_a_gap_is_held_and_names_what_is_missing(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 4)
    kiosk.push(made[0], made[3])
    assert kiosk.once() == 0
    held = kiosk.receipt("held")
    assert (held["seq"], held["code"], held["missing"]) == (4, "gap", ["2", "3"])
    assert "第 2、3 个包" in held["sentence"]
    kiosk.push(made[1])
    kiosk.once()
    assert kiosk.last_seq() == 2
    kiosk.push(made[2])
    kiosk.once()
    assert kiosk.last_seq() == 4
    names = sorted(p.name for p in (kiosk.out / "receipts").glob(f"{made[3].manifest.name}*"))
    assert names == [f"{made[3].manifest.name}-KTEST1-{n}.json" for n in (1, 2)]


def test_everything_arriving_bit_by_bit(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 2)
    files = [p for b in made for p in sorted(b.path.rglob("*")) if p.is_file()]
    for path in reversed(files):  # the last bundle's signature first, the manifest in between
        target = kiosk.drop_in / path.relative_to(kiosk.county)
        target.parent.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes()
        for cut in (0, len(data) // 2, len(data) - 9, len(data)):
            target.write_bytes(data[:cut])
            assert kiosk.once() == 0
    assert kiosk.last_seq() == 2
    assert kiosk.states() == [(1, "applied", "ok"), (2, "held", "gap"), (2, "applied", "ok")]


def test_incomplete_is_said_after_ten_quiet_minutes_and_once(kiosk: Kiosk) -> None:
    (one,) = bundles(kiosk, 1)
    kiosk.push(one)
    part = next((kiosk.drop_in / one.path.name / "data").iterdir())
    whole = part.read_bytes()
    part.write_bytes(whole[:20])
    kiosk.once()
    kiosk.later(minutes=9)
    kiosk.once()
    assert kiosk.receipts() == []
    kiosk.later(minutes=2)
    kiosk.once()
    kiosk.later(minutes=20)
    kiosk.once()
    receipt = kiosk.receipt("incomplete")
    assert receipt["missing"] == [f"data/{part.name}"]
    assert kiosk.shown() == {}
    part.write_bytes(whole)
    kiosk.once()
    assert kiosk.states() == [(1, "incomplete", "incomplete"), (1, "applied", "ok")]


def test_wrong_content_of_full_size_is_refused_and_mended_by_a_new_copy(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 2)
    kiosk.push(made[0])
    kiosk.once()
    kiosk.push(made[1])
    part = next((kiosk.drop_in / made[1].path.name / "data").iterdir())
    whole = part.read_bytes()
    part.write_bytes(whole[:-3] + b"9" + whole[-2:])
    assert kiosk.once() == 1
    refused = kiosk.receipt("refused")
    assert (refused["code"], refused["file"]) == ("hash_mismatch", f"data/{part.name}")
    assert kiosk.shown() == {"B-1": 1, "D-1": 1}
    assert kiosk.once() == 0  # not judged again until it changes
    assert len(kiosk.receipts()) == 2
    part.write_bytes(whole)
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 2


def test_every_flipped_byte_of_the_manifest_or_signature_is_refused(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 1)[0]
    kiosk.push(made)
    folder = kiosk.drop_in / made.path.name
    for name, places in (("manifest.json", (30, 200, -40)), ("manifest.json.minisig", (60, 130, 190, -10))):
        whole = (folder / name).read_bytes()
        for place in places:
            changed = bytearray(whole)
            changed[place] ^= 1
            (folder / name).write_bytes(changed)
            assert kiosk.once() == 1, (name, place)
            assert kiosk.shown() == {}
        (folder / name).write_bytes(whole)
    assert {r["code"] for r in kiosk.receipts()} <= {"bad_signature", "unknown_key"}
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 1


def test_wrong_village(kiosk: Kiosk) -> None:
    kiosk.push(draft(1, village=OTHER).write(kiosk.county, KEY))
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "wrong_village"
    # Renamed to look like ours it is still signed for the other.
    shutil.copytree(kiosk.drop_in / f"{OTHER}-000001", kiosk.drop_in / "360123102216-000001")
    assert kiosk.once() == 1
    assert {r["code"] for r in kiosk.receipts()} == {"wrong_village"}
    assert kiosk.last_seq() == 0


def test_unknown_key(kiosk: Kiosk) -> None:
    kiosk.push(full().write(kiosk.county, STRANGER))
    assert kiosk.once() == 1
    refused = kiosk.receipt("refused")
    assert refused["code"] == "unknown_key" and STRANGER.key_id in refused["sentence"]
    assert kiosk.last_seq() == 0


def test_replay_and_renamed_copies(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 2)
    kiosk.push(*made)
    kiosk.once()
    shutil.copytree(made[0].path, kiosk.drop_in / "360123102216-000003")
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "wrong_name"
    assert kiosk.last_seq() == 2


def test_duplicate_by_new_copy_and_by_zip(kiosk: Kiosk) -> None:
    d = full()
    one, zipped = d.write(kiosk.county, KEY), d.write_zip(kiosk.county, KEY)
    kiosk.push(one)
    kiosk.once()
    shutil.rmtree(kiosk.drop_in / one.path.name)
    kiosk.push(one)
    assert kiosk.once() == 0
    assert kiosk.states() == [(1, "applied", "ok"), (1, "duplicate", "duplicate")]
    kiosk.push(zipped)
    assert kiosk.once() == 0
    assert kiosk.states()[2:] == [(1, "duplicate", "duplicate")]
    for _ in range(3):
        kiosk.once()
    assert len(kiosk.receipts()) == 3


def test_a_zip_alone_is_taken(kiosk: Kiosk) -> None:
    kiosk.push(full().write_zip(kiosk.county, KEY))
    assert kiosk.once() == 0
    assert kiosk.shown() == {"B-1": 1, "D-1": 1}


def test_a_cut_zip_waits(kiosk: Kiosk) -> None:
    zipped = full().write_zip(kiosk.county, KEY)
    whole = zipped.path.read_bytes()
    target = kiosk.drop_in / zipped.path.name
    target.write_bytes(whole[:300])
    assert kiosk.once() == 0
    kiosk.later(minutes=11)
    assert kiosk.once() == 0
    assert kiosk.receipt("incomplete")["seq"] == 1
    target.write_bytes(whole)
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 1


def test_fork_and_rollback_are_refused(kiosk: Kiosk, tmp_path: Path) -> None:
    made = bundles(kiosk, 2)
    kiosk.push(*made)
    kiosk.once()
    other = tmp_path / "other"
    other.mkdir()
    for seq in (1, 2):
        folder = kiosk.drop_in / made[seq - 1].path.name
        shutil.rmtree(folder)
        fork = draft(seq, None if seq == 1 else made[0].manifest_sha256)
        fork.add_disclosure(disclosure("X-1"))
        kiosk.push(fork.write(other, KEY))
        assert kiosk.once() == 1
    assert [r["code"] for r in kiosk.receipts() if r["state"] == "refused"] == ["fork", "fork"]
    assert "告诉县里" in kiosk.receipts()[-1]["sentence"]
    beat = json.loads((kiosk.out / "heartbeat.json").read_text("utf-8"))
    assert beat["alarms"] == beat["refused"] == [b.manifest.name for b in made]
    assert kiosk.shown() == {"B-1": 1, "B-2": 1, "D-1": 1, "D-2": 1}


def test_a_wrong_predecessor_is_refused(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 1)
    kiosk.push(*made, draft(2, "b" * 64).write(kiosk.county, KEY))
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "prev_mismatch"
    assert kiosk.last_seq() == 1


def test_correction_and_withdrawal(kiosk: Kiosk) -> None:
    (one,) = bundles(kiosk, 1)
    d = after(one)
    rows = payouts()
    d.add_payouts(batch("B-1", version=2, replaces=1, reason="面积量错"), [*rows[:2]])
    two = d.write(kiosk.county, KEY)
    d = after(two)
    d.add_item(WithdrawItem((WithdrawTarget("disclosure", "D-1", 1),), "发错了地方", date(2026, 6, 3)))
    three = d.write(kiosk.county, KEY)
    kiosk.push(three, two, one)
    assert kiosk.once() == 0
    assert kiosk.shown() == {"B-1": 2}
    with closing(kiosk.board()) as board:
        view = board.batch("B-1")
        assert view is not None and view.rows == 2
        assert view.head.correction is not None and view.head.correction.reason == "面积量错"
        assert len(board.changes("B-1")) == 1
        gone = board.disclosure("D-1")
        assert gone is not None and gone.head.withdrawal is not None and gone.body is None


def test_a_version_that_does_not_follow_is_refused_and_not_kept_in_the_archive(kiosk: Kiosk) -> None:
    (one,) = bundles(kiosk, 1)
    d = after(one)
    d.add_disclosure(disclosure("D-1", version=3, replaces=2, reason="改"))
    two = d.write(kiosk.county, KEY)
    kiosk.push(one, two)
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "version_conflict"
    assert [p.name for p in kiosk.home.archive.iterdir()] == [one.manifest.name]


def test_deleting_in_the_drop_folder_means_nothing(kiosk: Kiosk) -> None:
    kiosk.push(*bundles(kiosk, 2))
    kiosk.once()
    for path in kiosk.drop_in.iterdir():
        shutil.rmtree(path)
    kiosk.later(days=3)
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 2 and len(kiosk.shown()) == 4


def test_the_drop_folder_is_only_read(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 2)
    kiosk.push(*made)
    (kiosk.drop_in / made[1].path.name / "data" / "~$x.csv").write_text("x")
    forged = full(4, "c" * 64).write(kiosk.county, STRANGER)
    kiosk.push(forged)
    before = {p: (p.stat().st_mtime_ns, p.is_file() and p.read_bytes()) for p in kiosk.drop_in.rglob("*")}
    kiosk.once()
    assert before == {
        p: (p.stat().st_mtime_ns, p.is_file() and p.read_bytes()) for p in kiosk.drop_in.rglob("*")
    }


def test_conflict_copies_and_stray_files_are_passed_over(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 1)[0]
    kiosk.push(made)
    folder = kiosk.drop_in / made.path.name
    (folder / ".syncthing.manifest.json.tmp").write_text("x")
    (folder / "manifest.sync-conflict-20260601-080000-ABCDEFG.json").write_text("{}")
    (folder / "data" / "~$B.csv").write_text("x")
    (folder / "files" / "unlisted.exe").write_bytes(b"MZ")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "extra").mkdir()
    for name in ("desktop.ini", ".stfolder", "360123102216-000001.sync-conflict-20260601-080000-ABCDEFG",
                 "360123102216-000001 (1).zip", "360123102216-1", "说明.txt"):  # fmt: skip
        (kiosk.drop_in / name).write_text("x")
    assert kiosk.once() == 0
    assert kiosk.states() == [(1, "applied", "ok")]
    assert not (kiosk.home.archive / made.manifest.name / "files" / "unlisted.exe").exists()


@pytest.mark.parametrize(
    "path", ["../evil.csv", "/etc/passwd", "data\\x.csv", "C:x.csv", "data/../x.csv", "data/CON.csv"]
)
def test_path_tricks_in_a_signed_manifest(kiosk: Kiosk, path: str) -> None:
    one = full().write(kiosk.county, KEY)
    forge(one.path, lambda m: m["files"][0].update(path=path))
    kiosk.push(one)
    assert kiosk.once() == 1
    receipt = kiosk.receipt("refused")
    assert receipt["code"] in ("unsafe_path", "bad_manifest")
    assert "evil" not in receipt["sentence"] and "passwd" not in receipt["sentence"]


def test_symlinks_are_not_followed(kiosk: Kiosk, tmp_path: Path) -> None:
    one = bundles(kiosk, 1)[0]
    kiosk.push(one)
    part = next((kiosk.drop_in / one.path.name / "data").iterdir())
    outside = tmp_path / "outside.csv"
    part.rename(outside)
    part.symlink_to(outside)
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "special_file"
    part.unlink()
    shutil.copy2(outside, part)
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 1
    # A whole folder behind a link.
    two = after(one)
    two.add_disclosure(disclosure("D-2"))
    made = two.write(kiosk.county, KEY)
    (kiosk.drop_in / made.path.name).symlink_to(made.path)
    assert kiosk.once() == 1
    assert kiosk.last_seq() == 1


def test_snapshot_sets_a_floor_for_a_new_kiosk(kiosk: Kiosk) -> None:
    snap = full(7, None, kind="snapshot")
    made = snap.write(kiosk.county, KEY)
    nxt = after(made)
    nxt.add_disclosure(disclosure("D-8"))
    old = bundles(kiosk, 2)
    kiosk.push(made, nxt.write(kiosk.county, KEY))
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 8
    kiosk.push(old[1])
    assert kiosk.once() == 0
    assert kiosk.states()[0] == (2, "duplicate", "superseded")
    assert kiosk.shown() == {"B-7": 1, "D-7": 1, "D-8": 1}


def test_snapshot_must_hold_or_withdraw_all_that_is_shown(kiosk: Kiosk) -> None:
    (one,) = bundles(kiosk, 1)
    kiosk.push(one)
    kiosk.once()
    lacking = draft(5, None, kind="snapshot")
    lacking.add_payouts(batch("B-1"), payouts())
    kiosk.push(lacking.write(kiosk.county, KEY))
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "snapshot_lacks"
    assert kiosk.shown() == {"B-1": 1, "D-1": 1}
    whole = draft(6, None, kind="snapshot")
    whole.add_payouts(batch("B-1"), payouts())
    whole.add_item(WithdrawItem((WithdrawTarget("disclosure", "D-1", 1),), "重复", date(2026, 6, 3)))
    kiosk.push(whole.write(kiosk.county, KEY))
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 6 and kiosk.shown() == {"B-1": 1}


def test_change_of_keys(kiosk: Kiosk) -> None:
    (one,) = bundles(kiosk, 1)
    change = after(one)
    change.add_item(KeysItem((STRANGER.public.line(),), (KeyRevocation(KEY.key_id, 4),)))
    two = change.write(kiosk.county, ROOT)
    three = after(two)
    three.add_disclosure(disclosure("D-3"))
    made3 = three.write(kiosk.county, STRANGER)
    four = after(made3)
    made4 = four.write(kiosk.county, KEY)
    kiosk.push(one, made3)
    assert kiosk.once() == 1  # the new key is not known yet
    kiosk.push(two)
    assert kiosk.once() == 0  # now it is, and the refused bundle is looked at again
    assert kiosk.last_seq() == 3
    kiosk.push(made4)
    assert kiosk.once() == 1
    assert kiosk.states()[-1] == (4, "refused", "key_revoked")


def test_keys_need_the_root_key(kiosk: Kiosk) -> None:
    change = draft(1)
    change.add_item(KeysItem((STRANGER.public.line(),), ()))
    kiosk.push(change.write(kiosk.county, KEY))
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "not_root_key"
    other = draft(2, "a" * 64)
    kiosk.push(other.write(kiosk.county, ROOT))
    assert kiosk.once() == 1
    assert kiosk.states()[-1] == (2, "refused", "root_key_misused")


def test_a_signed_table_that_does_not_add_up(kiosk: Kiosk) -> None:
    one = full().write(kiosk.county, KEY)
    table = next(p for p in (one.path / "data").iterdir() if "payouts" in p.name)
    replace_file(one.path, f"data/{table.name}", table.read_bytes().replace(b"58240", b"58241", 1))
    kiosk.push(one)
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "control_totals"
    assert kiosk.shown() == {}


def test_a_bad_cell_is_named_by_file_row_and_column(kiosk: Kiosk) -> None:
    one = full().write(kiosk.county, KEY)
    table = next(p for p in (one.path / "data").iterdir() if "payouts" in p.name)
    lines = table.read_bytes().decode().split("\n")
    lines[2] = lines[2].replace("2026-05-12", "2026-05-32")
    replace_file(one.path, f"data/{table.name}", "\n".join(lines).encode())
    kiosk.push(one)
    assert kiosk.once() == 1
    refused = kiosk.receipt("refused")
    assert (refused["file"], refused["row"], refused["column"]) == (f"data/{table.name}", 3, "发放日期")
    assert "2026-05-32" not in refused["sentence"]


def test_an_empty_update_only_makes_the_board_fresh(kiosk: Kiosk) -> None:
    (one,) = bundles(kiosk, 1)
    kiosk.push(one, after(one).write(kiosk.county, KEY))
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 2 and len(kiosk.shown()) == 2


def test_two_kiosks_of_one_village_do_not_mix_their_receipts(kiosk: Kiosk, tmp_path: Path) -> None:
    second = make_kiosk(tmp_path, kiosk_id="KTEST2")
    kiosk.push(*bundles(kiosk, 1))
    kiosk.once()
    second.once()
    assert sorted(r["kiosk"] for r in kiosk.receipts()) == ["KTEST1", "KTEST2"]


def test_a_key_put_in_later_is_seen_by_the_running_worker(kiosk: Kiosk) -> None:
    from kiosk.intake.worker import Worker

    kiosk.push(full().write(kiosk.county, STRANGER))
    worker = Worker(kiosk.home, kiosk.home.load_config(), kiosk.clock)
    try:
        worker.one_pass()
        assert kiosk.receipt("refused")["code"] == "unknown_key"
        (kiosk.home.trusted / "second.pub").write_text(STRANGER.public.text())
        worker.one_pass()
    finally:
        worker.close()
    assert kiosk.last_seq() == 1


def test_a_long_backlog_on_a_new_kiosk_in_one_pass(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 12)
    kiosk.push(*reversed(made))
    assert kiosk.once() == 0
    assert kiosk.last_seq() == 12
    assert [s[1] for s in kiosk.states()] == ["applied"] * 12
