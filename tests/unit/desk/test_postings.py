"""What hangs: written up, taken back, taken down early or in time, and told to the county in files."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.desk import audit, outbox
from kiosk.desk.postings import EarlyRemoval, Postings
from kiosk.domain.catalogue import Catalogue
from kiosk.domain.clock import FixedClock
from kiosk.domain.deadline import parse_hold
from kiosk.domain.duty import Shown
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.reference import load_packaged
from kiosk.ledger.postings import WallRules, wall_state
from kiosk.store.prints import PostingRecord, PrintOrder, PrintRegister, SheetRef
from tests.unit.desk.making import PHONE, DeskKiosk, make_desk, read_json

ITEM = "GK-CW-01"
ON = date(2026, 6, 15)
SHEET = SheetRef("3F7K2M", "ABCDEFGH", "notice", "征地公示", (("D-1", 2),), (ITEM,))
REFERENCE = load_packaged()


def wall(kiosk: DeskKiosk, hold: str = "15d", *, trusted: bool = True, version: int = 2) -> Postings:
    """The rules of the desk with the ledger's own clock of the wall behind them."""
    items = (replace(REFERENCE.village.by_id[ITEM], hold=parse_hold(hold)),)
    shown = Shown("disclosure", "D-1", version, (ITEM,), "2026", ON, ON)
    today = date.fromisoformat(f"{kiosk.now + timedelta(hours=8):%Y-%m-%d}")
    judged = WallRules(Catalogue.of(items), REFERENCE.holidays, (shown,), (), today, trusted)
    return Postings(
        kiosk.desk, kiosk.home.load_config(), lambda p: wall_state(p, judged), trusted=trusted
    )


def printed(kiosk: DeskKiosk, sheet: SheetRef = SHEET) -> int:
    register = PrintRegister(kiosk.desk)
    record = register.start(PrintOrder(sheet, 1, 1, "a3", "one", "pdf", "王测试"), kiosk.now)
    return register.end(record.id, "done", kiosk.now).id


def folder(kiosk: DeskKiosk) -> Path:
    return kiosk.home.load_config().drop_out / "postings"


def files(kiosk: DeskKiosk) -> list[str]:
    return sorted(p.name for p in folder(kiosk).iterdir()) if folder(kiosk).exists() else []


def test_a_posting_is_written_up_and_told_without_a_name(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    posting = wall(kiosk).posted(printed(kiosk), ON, by=clerk, now=kiosk.now)
    assert (posting.posted_by, posting.posted_on, posting.sheet) == ("王测试", ON, SHEET)
    kiosk.later(minutes=9)
    kiosk.tend()
    assert files(kiosk) == []
    kiosk.later(minutes=1)
    assert kiosk.tend().sent == 1
    assert files(kiosk) == ["K1-1-1.json"]
    content = (folder(kiosk) / "K1-1-1.json").read_bytes()
    told = read_json(folder(kiosk) / "K1-1-1.json")
    assert told == {
        "format": "kiosk-posting/1", "village_code": kiosk.home.load_config().village_code, "kiosk": "K1",
        "posting": 1, "n": 1, "at": "2026-06-15T04:00:00Z", "state": "up", "sheet_id": "3F7K2M",
        "digest": "ABCDEFGH", "kind": "notice", "title": "征地公示", "version": 2, "catalogue_ids": [ITEM],
        "posted_on": "2026-06-15", "may_come_down_from": "2026-07-01", "taken_down_on": None,
        "early": False, "reason": "", "by": "clerk",
    }  # fmt: skip
    assert "王测试".encode() not in content
    assert kiosk.tend().sent == 0 and (folder(kiosk) / "K1-1-1.json").read_bytes() == content
    assert [e.what for e in audit.history(kiosk.desk)][:1] == ["posted"]


@pytest.mark.parametrize("copied", [True, False])
def test_after_a_restored_desk_no_number_comes_twice(kiosk: DeskKiosk, copied: bool) -> None:
    """What was written up after the copy is lost here, but the county has its files."""
    other = replace(SHEET, sheet_id="4G8L3N", title="另一张")

    def post(sheet: SheetRef) -> int:
        return wall(kiosk).posted(printed(kiosk, sheet), ON, by=kiosk.clerk(), now=kiosk.now).id

    def told() -> list[tuple[int, str, str]]:
        kiosk.later(minutes=10)
        kiosk.tend()
        oldest_first = sorted(folder(kiosk).iterdir(), key=lambda p: p.stat().st_mtime_ns)
        found = [read_json(path) for path in oldest_first]
        return [(f["n"], f["sheet_id"], f["state"]) for f in found]  # type: ignore[misc]

    first = post(SHEET)
    told()
    if copied:
        kiosk.desk.copy(ON)
    post(other)
    wall(kiosk).taken_down(first, ON, by=kiosk.clerk(), now=kiosk.now, confirmed=True, reason="贴错了地方")
    before = told()
    assert len(before) == 3
    kiosk.desk.close()
    kiosk.home.desk_db.write_bytes(b"\xff" * 8192)
    for suffix in ("-wal", "-shm"):
        kiosk.home.desk_db.with_name(f"desk.db{suffix}").unlink(missing_ok=True)
    kiosk.restart()
    assert kiosk.desk.restored is not None
    assert post(other) > first + 1
    if copied:
        wall(kiosk).taken_down(first, ON, by=kiosk.clerk(), now=kiosk.now, confirmed=True, reason="纸坏了")
    after = told()
    assert after[:3] == before
    assert {(sheet, state) for _, sheet, state in after[3:]} == (
        {("4G8L3N", "up"), ("3F7K2M", "down")} if copied else {("4G8L3N", "up")}
    )


@pytest.mark.parametrize(
    ("day", "code"), [(ON + timedelta(days=1), "in_future"), (ON - timedelta(days=1), "before_print")]
)
def test_a_wrong_day_is_said(kiosk: DeskKiosk, day: date, code: str) -> None:
    number = printed(kiosk)
    with pytest.raises(UsageFault) as fault:
        wall(kiosk).posted(number, day, by="李四", now=kiosk.now)
    assert fault.value.code == code and PrintRegister(kiosk.desk).postings() == ()
    # A dead clock can judge no day; the clerk's word counts.
    assert wall(kiosk, trusted=False).posted(number, day, by="李四", now=kiosk.now).posted_on == day


def test_what_is_taken_back_within_ten_minutes_never_left(kiosk: DeskKiosk) -> None:
    rules = wall(kiosk)
    first = rules.posted_sheet(SHEET, ON, by=kiosk.clerk(), now=kiosk.now)
    kiosk.later(minutes=10)
    assert rules.can_undo(first, kiosk.now) and rules.undo(first.id, by=kiosk.clerk(), now=kiosk.now) is None
    assert PrintRegister(kiosk.desk).postings() == ()
    with pytest.raises(UsageFault, match="没有这一条"):
        rules.undo(first.id, by=kiosk.clerk(), now=kiosk.now)
    again = rules.posted_sheet(SHEET, ON, by=kiosk.clerk(), now=kiosk.now)
    kiosk.later(minutes=11)
    kiosk.tend()
    assert again.id == 2 and files(kiosk) == ["K1-2-1.json"]
    with pytest.raises(UsageFault) as late:
        rules.undo(again.id, by=kiosk.clerk(), now=kiosk.now)
    assert late.value.code == "undo_late"
    down = rules.taken_down(
        again.id, ON, by=kiosk.clerk(), now=kiosk.now, confirmed=True, reason="墙要刷"
    )
    assert isinstance(down, PostingRecord) and down.early
    hanging = rules.undo(again.id, by=kiosk.clerk(), now=kiosk.now)
    assert hanging is not None and hanging.taken_down_on is None and not hanging.reason
    with pytest.raises(UsageFault):  # only the last entry, and it is older
        rules.undo(again.id, by=kiosk.clerk(), now=kiosk.now)
    kiosk.later(minutes=11)
    assert kiosk.tend().sent == 0
    deeds = [e.what for e in audit.history(kiosk.desk)]
    assert deeds.count("posting_undone") == 2 and deeds.count("posted") == 2


def test_a_clock_set_back_has_told_too_early_and_the_change_follows(kiosk: DeskKiosk) -> None:
    rules = wall(kiosk, trusted=False)
    posting = rules.posted_sheet(SHEET, ON, by=kiosk.clerk(), now=kiosk.now)
    kiosk.later(minutes=-1)
    rules.carry(kiosk.now)  # the file would leave in 11 minutes: the clock was set back
    assert files(kiosk) == ["K1-1-1.json"]
    rules.undo(posting.id, by=kiosk.clerk(), now=kiosk.now)
    assert rules.carry(kiosk.now) == 1
    assert read_json(folder(kiosk) / "K1-1-2.json")["state"] == "undone"


def test_an_early_removal_is_a_warning_until_it_is_confirmed_with_a_reason(kiosk: DeskKiosk) -> None:
    rules = wall(kiosk)
    posting = rules.posted_sheet(SHEET, ON, by=kiosk.clerk(), now=kiosk.now)
    kiosk.later(days=10)
    day, rules = ON + timedelta(days=10), wall(kiosk)

    def down(**more: object) -> PostingRecord | EarlyRemoval:
        return rules.taken_down(posting.id, day, by=kiosk.clerk(), now=kiosk.now, **more)  # type: ignore[arg-type]

    warning = down()
    assert isinstance(warning, EarlyRemoval) and "还差6天" in warning.sentence
    assert PrintRegister(kiosk.desk).posting(posting.id).taken_down_on is None
    wrong = ((" ", "reason_needed"), (f"找{PHONE}", "reason_private"), ("长" * 101, "reason_long"))
    for reason, code in wrong:
        with pytest.raises(UsageFault) as fault:
            down(confirmed=True, reason=reason)
        assert fault.value.code == code and PHONE not in fault.value.message
    done = down(confirmed=True, reason="墙要刷")
    assert isinstance(done, PostingRecord) and done.early and done.reason == "墙要刷"
    with pytest.raises(UsageFault) as twice:
        down()
    assert twice.value.code == "already_down"
    kiosk.later(minutes=11)
    kiosk.tend()
    told = read_json(folder(kiosk) / "K1-1-2.json")
    assert (told["state"], told["taken_down_on"], told["early"], told["reason"]) == (
        "down", "2026-06-25", True, "墙要刷",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hold", "words"),
    [("long", "长期挂着"), ("until:election", "还没定"), ("30d", "2026年7月16日起才可以撤")],
)
def test_each_warning_says_why(kiosk: DeskKiosk, hold: str, words: str) -> None:
    rules = wall(kiosk, hold)
    posting = rules.posted_sheet(SHEET, ON, by="李四", now=kiosk.now)
    warning = rules.taken_down(posting.id, ON, by="李四", now=kiosk.now)
    assert isinstance(warning, EarlyRemoval) and words in warning.sentence


def test_in_time_or_outdated_needs_no_question(kiosk: DeskKiosk) -> None:
    first = wall(kiosk).posted_sheet(SHEET, ON, by="李四", now=kiosk.now)
    kiosk.later(days=16)
    free = ON + timedelta(days=16)
    with pytest.raises(UsageFault) as future:
        wall(kiosk).taken_down(first.id, free + timedelta(days=1), by="李四", now=kiosk.now)
    assert future.value.code == "in_future"
    untrusted = wall(kiosk, trusted=False).taken_down(first.id, free, by="李四", now=kiosk.now)
    assert isinstance(untrusted, EarlyRemoval) and "时间不可信" in untrusted.sentence
    down = wall(kiosk).taken_down(first.id, free, by="李四", now=kiosk.now)
    assert isinstance(down, PostingRecord) and not down.early
    second = wall(kiosk).posted_sheet(SHEET, free, by="李四", now=kiosk.now)
    exchanged = wall(kiosk, version=3).taken_down(second.id, free, by="李四", now=kiosk.now)
    assert isinstance(exchanged, PostingRecord) and not exchanged.early


def test_nothing_is_lost_while_the_folder_is_away_or_full(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = make_desk(tmp_path, clock)
    unit = kiosk.home.load_config().drop_out.parent
    away = unit.with_name("away")
    unit.rename(away)
    wall(kiosk).posted_sheet(SHEET, ON, by="李四", now=kiosk.now)
    kiosk.later(minutes=11)
    with pytest.raises(EnvironmentFault) as gone:
        kiosk.tend()
    assert gone.value.code == "folder_gone" and not unit.exists()
    away.rename(unit)
    kiosk.ask()
    kiosk.later(minutes=6)
    # A full folder of questions keeps no posting back.
    (unit / "out" / "questions").mkdir(parents=True)
    (unit / "out" / "questions" / "old.json").touch()
    monkeypatch.setattr(outbox, "MOST_FILES", 1)
    with pytest.raises(EnvironmentFault) as full:
        kiosk.tend()
    assert full.value.code == "out_full" and "提问" in full.value.message
    assert files(kiosk) == ["K1-1-1.json"]
    (unit / "out" / "questions" / "old.json").unlink()
    assert kiosk.tend().sent == 1


def test_a_cut_while_writing_leaves_no_half_file(kiosk: DeskKiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    wall(kiosk).posted_sheet(SHEET, ON, by="李四", now=kiosk.now)
    kiosk.later(minutes=11)

    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(EnvironmentFault) as fault:
            kiosk.tend()
    assert fault.value.code == "disk_full" and not [f for f in files(kiosk) if not f.startswith(".")]
    kiosk.tend()
    assert files(kiosk) == ["K1-1-1.json"]


def test_a_deed_that_fails_leaves_neither_entry_nor_file(kiosk: DeskKiosk) -> None:
    with kiosk.desk.writing() as connection:
        connection.execute(
            "create trigger full before insert on audit begin select raise(abort, 'no'); end"
        )
    with pytest.raises(Exception, match="no"):
        wall(kiosk).posted_sheet(SHEET, ON, by="李四", now=kiosk.now)
    assert PrintRegister(kiosk.desk).postings() == ()
