"""The second source: the village's own bundles beside the county's, in every order, and forged ones."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.bundle.keys import SecretKey
from kiosk.bundle.writer import BundleDraft, WrittenBundle
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.items import EventItem, WithdrawItem, WithdrawTarget
from kiosk.intake.rebuild import rebuild
from tests.unit.bundle.making import KEY, VILLAGE, disclosure, draft
from tests.unit.intake.making import Kiosk, after, bundles

MINE = "L-KTEST1-AAA"


@dataclass(slots=True)
class Own:
    """Makes the kiosk's own chain, as its desk does."""

    kiosk: Kiosk
    seq: int = 0
    prev: str | None = None

    def draft(self) -> BundleDraft:
        return BundleDraft(
            VILLAGE, self.seq + 1, self.prev, "local", "KTEST1", self.kiosk.clock.now().isoformat()
        )

    def put(self, d: BundleDraft, key: SecretKey | None = None) -> WrittenBundle:
        made = d.write(self.kiosk.home.local, key or SecretKey.load(self.kiosk.home.kiosk_key))
        self.seq, self.prev = made.manifest.seq, made.manifest_sha256
        return made

    def publish(self, disclosure_id: str = MINE, **changes: object) -> WrittenBundle:
        d = self.draft()
        d.add_disclosure(disclosure(disclosure_id, **changes))
        return self.put(d)


@pytest.fixture
def own(kiosk: Kiosk) -> Own:
    return Own(kiosk)


def log(kiosk: Kiosk) -> list[tuple[str, str, str]]:
    """(bundle, state, code), oldest first."""
    with closing(kiosk.board()) as board:
        return [(e.bundle, e.state, e.code) for e in reversed(board.bundle_log())]


def board_state(kiosk: Kiosk) -> object:
    with closing(kiosk.board()) as board:
        heads = board.publications()
        return heads, board.events(), [board.disclosure(h.id) for h in heads if h.type == "disclosure"]


def test_both_chains_stand_side_by_side_and_are_replayed_as_they_came(kiosk: Kiosk, own: Own) -> None:
    own.publish()  # before the county ever sent anything
    kiosk.once()
    one, two = bundles(kiosk, 2)
    kiosk.push(one)
    kiosk.once()
    d = own.draft()
    d.add_item(EventItem("L-KTEST1-E1", ("GK-JC-05",), "meeting", date(2027, 1, 5), "村民会议"))
    own.put(d)
    own.publish(version=2, replaces=1, reason="漏了一笔")
    kiosk.once()
    kiosk.push(two)
    kiosk.once()
    d = own.draft()
    d.add_item(WithdrawItem((WithdrawTarget("disclosure", MINE, 2),), "发错了", date(2026, 11, 2)))
    own.put(d)
    kiosk.once()
    assert kiosk.last_seq() == 2 and MINE not in kiosk.shown()
    before = board_state(kiosk)
    kiosk.home.board_db.unlink()
    result = rebuild(kiosk.home, kiosk.clock)
    assert [name.removeprefix(f"{VILLAGE}-") for name in result.applied] == [
        "KTEST1-000001", "000001", "KTEST1-000002", "KTEST1-000003", "000002", "KTEST1-000004",
    ]  # fmt: skip
    assert board_state(kiosk) == before
    assert {r["bundle"] for r in kiosk.receipts()} == {one.manifest.name, two.manifest.name}


def test_a_snapshot_of_the_county_leaves_the_villages_own_alone(kiosk: Kiosk, own: Own) -> None:
    (one,) = bundles(kiosk, 1)
    kiosk.push(one)
    own.publish()
    d = own.draft()
    d.add_item(EventItem("L-KTEST1-E1", ("GK-JC-05",), "meeting", date(2027, 1, 5), "村民会议"))
    own.put(d)
    kiosk.once()
    full = draft(5, kind="snapshot")
    gone = (WithdrawTarget("payouts", "B-1", 1), WithdrawTarget("disclosure", "D-1", 1))
    full.add_item(WithdrawItem(gone, "整理", date(2026, 11, 1)))
    kiosk.push(full.write(kiosk.county, KEY))
    kiosk.once()
    assert kiosk.last_seq() == 5 and kiosk.shown() == {MINE: 1}
    with closing(kiosk.board()) as board:
        assert [e.event_id for e in board.events()] == ["L-KTEST1-E1"]
    own.publish(version=2, replaces=1, reason="改")
    kiosk.once()
    assert kiosk.shown() == {MINE: 2}
    before = board_state(kiosk)
    rebuild(kiosk.home, kiosk.clock)
    assert board_state(kiosk) == before


def refused(kiosk: Kiosk) -> list[str]:
    return [code for _, state, code in log(kiosk) if state == "refused"]


def test_forged_ones_change_nothing(kiosk: Kiosk, own: Own) -> None:
    d = own.draft()
    d.add_disclosure(disclosure(MINE))
    own.put(d, SecretKey.from_seed(bytes(32)))
    kiosk.once()
    assert refused(kiosk) == ["unknown_key"]
    shutil.rmtree(kiosk.home.local / f"{VILLAGE}-KTEST1-000001")
    # The county's own key does not publish for the village either,
    own = Own(kiosk)
    d = own.draft()
    d.add_disclosure(disclosure(MINE))
    made = own.put(d, KEY)
    kiosk.once()
    assert refused(kiosk) == ["unknown_key", "unknown_key"]
    # not even through its own door; and what is no local bundle has no business here.
    shutil.move(made.path, kiosk.drop_in / made.path.name)
    county = after(bundles(kiosk, 1)[0]).write(kiosk.county, KEY)
    shutil.copytree(county.path, kiosk.home.local / f"{VILLAGE}-KTEST1-000001")
    kiosk.once()
    assert refused(kiosk)[2:] == ["unknown_key"]
    assert kiosk.shown() == {} and kiosk.states() == []


def test_a_changed_file_is_not_shown(kiosk: Kiosk, own: Own) -> None:
    d = own.draft()
    d.add_disclosure(disclosure(MINE), [("好",)], ("列",))
    made = own.put(d)
    next((made.path / "data").iterdir()).write_text("列\n坏\n", "utf-8")
    kiosk.once()
    assert kiosk.shown() == {} and refused(kiosk) == ["incomplete"]


def test_it_does_not_wait_for_a_share_that_is_away_and_leaves_when_it_is_back(kiosk: Kiosk, own: Own) -> None:
    own.publish()
    away = kiosk.drop.with_name("away")
    kiosk.drop.rename(away)
    with pytest.raises(EnvironmentFault) as caught:
        kiosk.once()
    assert caught.value.code == "folder_gone"
    assert kiosk.shown() == {MINE: 1}
    away.rename(kiosk.drop)
    kiosk.once()
    sent = kiosk.out / "local" / f"{VILLAGE}-KTEST1-000001"
    assert (sent / "manifest.json.minisig").is_file() and not (sent / "accepted.json").exists()
    # Written once: what the county took away does not come again.
    shutil.rmtree(sent)
    own.publish("L-KTEST1-BBB")
    kiosk.once()
    assert [p.name for p in (kiosk.out / "local").iterdir()] == [f"{VILLAGE}-KTEST1-000002"]


def test_what_the_county_had_400_days_to_fetch_leaves_and_stays_in_the_archive(
    kiosk: Kiosk, own: Own
) -> None:
    (first,) = bundles(kiosk, 1)
    kiosk.push(first)
    own.publish()
    kiosk.once()
    old = kiosk.out / "local" / f"{VILLAGE}-KTEST1-000001"
    kiosk.clock.advance(timedelta(days=900))
    kiosk.once()
    assert old.is_dir(), "a clock alone takes nothing away"
    d = BundleDraft(VILLAGE, 2, first.manifest_sha256, "update", "县", kiosk.clock.now().isoformat())
    d.add_disclosure(disclosure("D-2"))
    kiosk.push(d.write(kiosk.county, KEY))
    own.publish("L-KTEST1-BBB")
    kiosk.once()
    kiosk.once()
    assert [p.name for p in (kiosk.out / "local").iterdir()] == [f"{VILLAGE}-KTEST1-000002"]
    assert kiosk.shown()[MINE] == 1 and rebuild(kiosk.home, kiosk.clock) is not None
    assert kiosk.shown()[MINE] == 1


def test_a_later_one_waits_for_its_predecessor(kiosk: Kiosk, own: Own) -> None:
    first = own.publish()
    own.publish("L-KTEST1-BBB")
    hidden = first.path.rename(kiosk.home.path / "kept")
    kiosk.once()
    assert kiosk.shown() == {}
    hidden.rename(first.path)
    kiosk.once()
    assert kiosk.shown() == {MINE: 1, "L-KTEST1-BBB": 1}
    assert list(kiosk.home.local.iterdir()) == []


def test_another_bundle_of_a_used_number_is_refused(kiosk: Kiosk, own: Own) -> None:
    own.publish()
    kiosk.once()
    Own(kiosk).publish("L-KTEST1-CCC")
    kiosk.once()
    assert kiosk.shown() == {MINE: 1} and refused(kiosk) == ["local_fork"]


def test_a_rebuild_never_takes_own_ones_off_the_screen(kiosk: Kiosk, own: Own) -> None:
    own.publish()
    kiosk.once()
    shutil.rmtree(kiosk.home.archive / f"{VILLAGE}-KTEST1-000001")
    with pytest.raises(EnvironmentFault) as caught:
        rebuild(kiosk.home, kiosk.clock)
    assert caught.value.code == "archive_lacks" and kiosk.shown() == {MINE: 1}


def test_personal_numbers_are_stopped_at_the_worker_too(kiosk: Kiosk, own: Own, tmp_path: Path) -> None:
    number = "990123199001011237"
    d = own.draft()
    d.add_disclosure(disclosure(MINE), [(f"证号{number}",)], ("备注",))
    own.put(d)
    kiosk.once()
    assert refused(kiosk) == ["personal_value"] and kiosk.shown() == {}
    written = [
        p for place in (kiosk.home.path, kiosk.out) for p in place.rglob("*")
        if p.is_file() and kiosk.home.local not in p.parents and number.encode() in p.read_bytes()
    ]  # fmt: skip
    assert written == []


def test_the_heartbeat_and_receipts_stay_the_countys(kiosk: Kiosk, own: Own) -> None:
    own.publish()
    kiosk.once()
    beat = json.loads((kiosk.out / "heartbeat.json").read_text("utf-8"))
    assert (beat["last_seq"], beat["refused"], kiosk.receipts()) == (0, [], [])
