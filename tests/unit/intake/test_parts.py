"""Receipts, the tracker, the memory, the watch and the judge, each by itself."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import Manifest
from kiosk.intake.apply import is_alarm, judge
from kiosk.intake.receipts import Outbox, Receipt
from kiosk.intake.seen import Memory, Seen
from kiosk.intake.stability import Fingerprint, StabilityTracker, fingerprint
from kiosk.intake.watch import FolderWatch
from kiosk.store.write import AppliedMark
from tests.unit.bundle.making import VILLAGE
from tests.unit.intake.making import Kiosk, bundles

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)
NAME = f"{VILLAGE}-000007"


def outbox(base: Path) -> Outbox:
    (base / "drop").mkdir(exist_ok=True)
    return Outbox(base / "outbox", base / "drop" / "out", "K1", VILLAGE)


def receipt(at: datetime = NOW, seq: int = 7, **changes: object) -> Receipt:
    values: dict[str, object] = {
        "bundle": f"{VILLAGE}-{seq:06d}", "seq": seq, "state": "refused", "code": "bad_cell",
        "sentence": "不是日期。", "at": at, "place": Place("data/a.csv", 3, "发放日期"),
    }  # fmt: skip
    return Receipt(**(values | changes))  # type: ignore[arg-type]


def test_receipts_are_numbered_and_never_overwritten(tmp_path: Path) -> None:
    box = outbox(tmp_path)
    box.add(receipt())
    assert box.flush() == 1 and box.flush() == 0
    first = box.receipts / f"{NAME}-K1-1.json"
    assert json.loads(first.read_text("utf-8")) == {
        "format": "kiosk-receipt/1", "bundle": NAME, "village_code": VILLAGE, "seq": 7, "kiosk": "K1",
        "state": "refused", "code": "bad_cell", "sentence": "不是日期。", "file": "data/a.csv", "row": 3,
        "column": "发放日期", "missing": [], "manifest_sha256": None, "at": "2026-06-15T04:00:00Z",
    }  # fmt: skip
    first.unlink()  # the county took it away
    box.add(receipt(state="applied"))
    box.flush()
    assert [p.name for p in box.receipts.iterdir()] == [f"{NAME}-K1-2.json"]
    assert box.has_applied(NAME)
    assert not box.has_applied(f"{VILLAGE}-000008")


def test_old_receipts_are_rolled_into_one_file_a_year(tmp_path: Path) -> None:
    box = outbox(tmp_path)
    for seq, days in ((1, 800), (2, 780), (3, 401), (4, 399), (5, 0)):
        box.add(receipt(NOW - timedelta(days=days), seq))
    box.flush()
    (box.receipts / f"{VILLAGE}-000001-OTHER-1.json").write_text(json.dumps({"at": "2020-01-01T00:00:00Z"}))
    assert box.roll_up(NOW) == 3
    assert box.roll_up(NOW) == 0
    names = {p.name for p in box.receipts.iterdir()}
    assert names == {
        f"{VILLAGE}-000004-K1-1.json", f"{VILLAGE}-000005-K1-1.json", f"{VILLAGE}-000001-OTHER-1.json",
        "K1-2024.json", "K1-2025.json",
    }  # fmt: skip
    rolled = json.loads((box.receipts / "K1-2024.json").read_text("utf-8"))["receipts"]
    assert sorted(r["seq"] for r in rolled.values()) == [1, 2]
    # A second time the year's file grows.
    assert box.roll_up(NOW + timedelta(days=2)) == 1
    later = json.loads((box.receipts / "K1-2025.json").read_text("utf-8"))["receipts"]
    assert sorted(r["seq"] for r in later.values()) == [3, 4]


def test_no_out_folder_is_made_where_the_share_is_away(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "outbox", tmp_path / "away" / VILLAGE / "out", "K1", VILLAGE)
    box.add(receipt())
    with pytest.raises(Exception, match="找不到"):
        box.flush()
    assert not (tmp_path / "away").exists()
    (tmp_path / "away" / VILLAGE).mkdir(parents=True)
    assert box.flush() == 1


PRINTS = st.builds(
    lambda size, ctime: Fingerprint((("a", size, 0, ctime * 10**9),)), st.integers(0, 2), st.integers(0, 5)
)


@given(st.lists(st.tuples(PRINTS, st.integers(0, 400)), max_size=20))
def test_quiet_time_counts_from_the_last_change(steps: list[tuple[Fingerprint, int]]) -> None:
    clock = FixedClock(datetime(1970, 1, 1, tzinfo=UTC))  # before every ctime: only its own watch counts
    tracker = StabilityTracker(clock)
    since = 0.0
    last: Fingerprint | None = None
    for looks, wait in steps:
        if looks != last:
            since, last = clock.monotonic(), looks
        expected = max(clock.monotonic() - since, clock.now().timestamp() - looks.newest)
        assert tracker.quiet_seconds("x", looks) == expected
        clock.advance(timedelta(seconds=wait))


def test_quiet_time_by_the_files_own_age_and_with_a_wrong_clock() -> None:
    looks = Fingerprint((("a", 1, 0, int(NOW.timestamp() - 700) * 10**9),))
    assert StabilityTracker(FixedClock(NOW)).quiet_seconds("x", looks) == 700
    assert StabilityTracker(FixedClock(NOW - timedelta(days=900))).quiet_seconds("x", looks) == 0
    assert StabilityTracker(FixedClock(NOW)).quiet_seconds("x", Fingerprint(())) == 0


def test_fingerprint_sees_a_repair_that_keeps_size_and_mtime(tmp_path: Path) -> None:
    import os

    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "a.csv"
    path.write_bytes(b"abc")
    before, times = fingerprint(tmp_path), path.stat()
    assert fingerprint(tmp_path) == before
    until = datetime.now(UTC) + timedelta(seconds=5)
    while fingerprint(tmp_path) == before and datetime.now(UTC) < until:
        path.write_bytes(b"abd")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert fingerprint(tmp_path) != before


def test_memory_survives_a_restart_but_not_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "seen.json"
    Memory.load(path).put("a", Seen("looks", "refused", "bad_cell", None, "ctx"))
    again = Memory.load(path)
    assert again.get("a") == Seen("looks", "refused", "bad_cell", None, "ctx")
    path.write_text(path.read_text().replace('"program": "', '"program": "0'))
    assert Memory.load(path).get("a") is None
    path.write_text("{half")
    assert Memory.load(path).get("a") is None


def manifest(seq: int, prev: str | None, kind: str = "update") -> Manifest:
    return Manifest(VILLAGE, seq, prev, kind, "县", "2026-06-01T00:00:00Z")  # type: ignore[arg-type]


def test_judge() -> None:
    last = AppliedMark(5, "five", NOW)
    known = {5: "five", 4: "four"}.get
    assert judge(manifest(6, "five"), "six", last, known) == "apply"
    assert judge(manifest(1, None), "one", None, known) == "apply"
    assert judge(manifest(9, None, "snapshot"), "s", last, known) == "apply"
    assert judge(manifest(9, None, "snapshot"), "s", None, known) == "apply"
    assert judge(manifest(5, "four"), "five", last, known) == "duplicate"
    assert judge(manifest(3, "two"), "three", last, known) == "superseded"
    assert judge(manifest(8, "x"), "eight", last, known) == "held"
    assert judge(manifest(2, "x"), "two", None, known) == "held"
    for item, code in ((manifest(5, "x"), "fork"), (manifest(4, None, "snapshot"), "fork"),
                       (manifest(6, "other"), "prev_mismatch")):  # fmt: skip
        with pytest.raises(SenderFault) as refused:
            judge(item, "new", last, known)
        assert refused.value.code == code and is_alarm(code)


def test_watch_hints_and_knows_when_its_folder_was_exchanged(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    hinted = threading.Event()
    watch = FolderWatch(folder, hinted.set)
    try:
        assert not watch.ensure()
        folder.mkdir()
        assert watch.ensure() and watch.is_healthy()
        (folder / "sub").mkdir()
        assert hinted.wait(5)
        folder.rename(tmp_path / "away")
        assert not watch.is_healthy()
        assert not watch.ensure()
        folder.mkdir()
        assert not watch.is_healthy()
        assert watch.ensure()
        hinted.clear()
        (folder / "x").write_text("x")
        assert hinted.wait(5)
    finally:
        watch.stop()
    assert not watch.is_healthy()


def test_reading_does_not_wake_the_watch(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    hinted = threading.Event()
    watch = FolderWatch(tmp_path, hinted.set)
    try:
        assert watch.ensure()
        for _ in range(20):
            (tmp_path / "x").read_text()
            fingerprint(tmp_path)
        assert not hinted.wait(0.5)
    finally:
        watch.stop()


def test_heartbeat_is_only_written_when_it_says_something_new(kiosk: Kiosk) -> None:
    from kiosk.intake.worker import Worker

    made = bundles(kiosk, 1)
    worker = Worker(kiosk.home, kiosk.home.load_config(), kiosk.clock)
    beat = kiosk.out / "heartbeat.json"
    try:
        worker.one_pass()
        first = json.loads(beat.read_text("utf-8"))
        kiosk.later(minutes=5)
        worker.one_pass()
        assert json.loads(beat.read_text("utf-8")) == first
        kiosk.push(*made)
        worker.one_pass()
        second = json.loads(beat.read_text("utf-8"))
        assert (first["last_seq"], second["last_seq"]) == (0, 1)
        kiosk.later(minutes=61)
        worker.one_pass()
        assert json.loads(beat.read_text("utf-8"))["at"] > second["at"]
    finally:
        worker.close()
