"""The registers of prints and postings in a real desk.db."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from kiosk.domain.errors import UsageFault
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.prints import OPEN, PRINTED, Outcome, PrintOrder, PrintRegister, SheetRef

AT = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
SHEET = SheetRef(
    "3F7K2M", "ABCDEFGH", "payouts", "发放情况公示", (("地力-2026-1", 2), ("b", 1)), ("GK-HN-04",)
)
ORDER = PrintOrder(SHEET, 3, 2, "a3", "one", "A3Test", "文书甲")


@pytest.fixture
def register(tmp_path: Path) -> Generator[PrintRegister]:
    with DeskStore(KioskHome(tmp_path), AT) as desk:
        yield PrintRegister(desk)


def code(fault: pytest.ExceptionInfo[UsageFault]) -> str:
    return fault.value.code


def test_an_entry_is_there_before_anything_is_sent_and_survives(tmp_path: Path) -> None:
    with DeskStore(KioskHome(tmp_path), AT) as desk:
        record = PrintRegister(desk).start(ORDER, AT)
    with DeskStore(KioskHome(tmp_path), AT) as desk:
        (kept,) = PrintRegister(desk).prints()
    assert kept == record and kept.order == ORDER and kept.order.sheet.version == 2
    assert kept.is_open and not kept.is_printed and kept.job is None and kept.ended_at is None


def test_only_done_and_the_clerks_word_count_as_printed(register: PrintRegister) -> None:
    for outcome in sorted(set(get_args(Outcome)) - {"started", "sent"}):
        record = register.start(ORDER, AT)
        assert register.sent(record.id, 7).outcome == "sent"
        ended = register.end(record.id, outcome, AT + timedelta(minutes=1))
        assert ended == register.record(record.id)
        assert ended.is_printed is (outcome in ("done", "told_printed")) and ended.job == 7
        assert (ended.ended_at is None) is (outcome == "unknown")
    assert OPEN.isdisjoint(PRINTED)


def test_an_end_is_never_changed(register: PrintRegister) -> None:
    record = register.start(ORDER, AT)
    register.end(record.id, "failed", AT)
    for change in (
        lambda: register.end(record.id, "done", AT),
        lambda: register.sent(record.id, 8),
        lambda: register.end(99, "done", AT),
    ):
        with pytest.raises(UsageFault):
            change()
    with pytest.raises(ValueError):
        register.end(record.id, "sent", AT)
    assert register.record(record.id).outcome == "failed"


def test_open_prints_of_a_sheet(register: PrintRegister) -> None:
    first = register.start(ORDER, AT)
    other = register.start(replace(ORDER, sheet=replace(SHEET, digest="HGFEDCBA")), AT)
    third = register.start(ORDER, AT)
    register.end(third.id, "done", AT)
    register.end(other.id, "unknown", AT)
    assert [p.id for p in register.open_prints()] == [first.id, other.id]
    assert [p.id for p in register.open_prints(SHEET)] == [first.id]
    assert [p.id for p in register.prints(2)] == [third.id, other.id]
    assert len({p.token for p in register.prints()}) == 3


def test_no_copies_and_no_pages_are_refused(register: PrintRegister) -> None:
    for wrong in (replace(ORDER, copies=0), replace(ORDER, pages=0)):
        with pytest.raises(UsageFault) as refused:
            register.start(wrong, AT)
        assert code(refused) == "print_count"


def test_posting_needs_a_print_that_came_out(register: PrintRegister) -> None:
    record = register.start(ORDER, AT)
    day = date(2026, 6, 16)
    with pytest.raises(UsageFault) as early:
        register.post(SHEET, day, "文书甲", print_id=record.id)
    assert code(early) == "not_printed"
    register.end(record.id, "done", AT)
    with pytest.raises(UsageFault) as other:
        register.post(replace(SHEET, sheet_id="222222"), day, "文书甲", print_id=record.id)
    assert code(other) == "other_sheet"
    posting = register.post(SHEET, day, "文书甲", print_id=record.id)
    assert posting == register.posting(posting.id) and posting.sheet == SHEET
    assert (posting.posted_on, posting.taken_down_on, posting.early) == (day, None, False)
    with pytest.raises(UsageFault) as twice:
        register.post(SHEET, day, "文书乙")
    assert code(twice) == "already_posted"


def test_a_slip_never_hangs_on_the_wall(register: PrintRegister) -> None:
    with pytest.raises(UsageFault) as refused:
        register.post(replace(SHEET, kind="slip"), date(2026, 6, 16), "文书甲")
    assert code(refused) == "not_for_the_wall" and register.postings() == ()


def test_taking_down_is_written_once(register: PrintRegister) -> None:
    posting = register.post(SHEET, date(2026, 6, 16), "文书甲")
    with pytest.raises(UsageFault) as before:
        register.take_down(posting.id, date(2026, 6, 15), "文书甲")
    assert code(before) == "before_posting"
    down = register.take_down(posting.id, date(2026, 7, 2), "文书乙", early=True, reason="墙要刷")
    assert down == register.posting(posting.id) and (down.early, down.reason) == (True, "墙要刷")
    with pytest.raises(UsageFault) as twice:
        register.take_down(posting.id, date(2026, 7, 3), "文书乙")
    assert code(twice) == "already_down"
    assert register.postings(only_up=True) == () and register.postings() == (down,)
    register.post(SHEET, date(2026, 7, 5), "文书甲")  # may hang again
