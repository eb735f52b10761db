"""The desk's door: PINs, one-time codes, pauses that survive a restart and grow."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.desk import access, tries
from kiosk.desk.access import CODE_FOR, PIN_LIMIT, Access, Entered, Refused
from kiosk.desk.question_records import LOOKUP_LIMIT
from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import UsageFault
from kiosk.store.people import Tries
from tests.unit.desk.making import PIN, DeskKiosk
from tests.unit.store.builders import AT

OTHER = "730516"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many PINs are tried and the cost of one is not what is asked about."""
    monkeypatch.setitem(access._SCRYPT, "n", 2**8)


def storm(kiosk: DeskKiosk, person_id: int, times: int) -> Refused:
    """Wrong PINs; what the last one was told."""
    for _ in range(times):
        told = kiosk.access.enter(person_id, OTHER, kiosk.now)
        assert isinstance(told, Refused)
    return told


def test_the_first_person_comes_with_the_setup_code(kiosk: DeskKiosk) -> None:
    code = kiosk.desk.new_setup_code()
    access = kiosk.access
    assert access.needs_setup() and access.people() == ()
    wrong = access.set_up("0" if code != "0" else "1", "王测试", "clerk", PIN, kiosk.now)
    assert isinstance(wrong, Refused) and wrong.left == 4 and "还能试 4 次" in wrong.sentence
    entered = access.set_up(code, " 王测试 ", "clerk", PIN, kiosk.now)
    assert isinstance(entered, Entered) and entered.person.name == "王测试"
    assert not access.needs_setup() and access.people() == (entered.person,)
    assert not kiosk.desk.is_setup_code(code)
    with pytest.raises(UsageFault) as caught:
        access.set_up(code, "李测试", "clerk", PIN, kiosk.now)
    assert caught.value.code == "set_up_already"


def test_the_setup_code_cannot_be_tried_out(kiosk: DeskKiosk) -> None:
    code = kiosk.desk.new_setup_code()
    for _ in range(5):
        told = kiosk.access.set_up("x", "王测试", "clerk", PIN, kiosk.now)
    assert isinstance(told, Refused) and told.wait == timedelta(minutes=1)
    assert isinstance(kiosk.access.set_up(code, "王测试", "clerk", PIN, kiosk.now), Refused)
    kiosk.later(minutes=1)
    assert isinstance(kiosk.access.set_up(code, "王测试", "clerk", PIN, kiosk.now), Entered)


def test_right_and_wrong_pins(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    told = kiosk.access.enter(clerk.id, OTHER, kiosk.now)
    assert told == Refused(4, None, "不对，再试一次，还能试 4 次。")
    assert kiosk.access.enter(clerk.id, PIN, kiosk.now) == Entered(clerk)
    assert storm(kiosk, clerk.id, 1).left == 4  # the right one made the wrong one forgotten


def test_no_pin_and_no_code_is_kept_in_clear(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    _, code = kiosk.access.add_person(clerk, "李测试", "supervisor", kiosk.now)
    kiosk.desk.close()
    everything = kiosk.on_disk()
    assert PIN.encode() not in everything and code.encode() not in everything


@pytest.mark.usefixtures("cheap")
def test_a_storm_is_paused_and_a_restart_does_not_help(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    told = storm(kiosk, clerk.id, 5)
    assert told.left == 0 and told.wait == timedelta(minutes=1)
    assert told.sentence == "错得太多，请过 1 分钟再试。"
    kiosk.later(seconds=59)
    kiosk.restart()
    assert isinstance(kiosk.access.enter(clerk.id, PIN, kiosk.now), Refused)  # the right one neither
    kiosk.later(seconds=1)
    assert isinstance(kiosk.access.enter(clerk.id, PIN, kiosk.now), Entered)


@pytest.mark.usefixtures("cheap")
def test_pauses_grow_to_an_hour_and_no_further(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    pauses: list[timedelta | None] = []
    for _ in range(6):
        pause = storm(kiosk, clerk.id, 5).wait
        pauses.append(pause)
        kiosk.clock.advance(pause or timedelta())
        kiosk.restart()
    assert pauses == [timedelta(minutes=m) for m in (1, 5, 15, 60, 60, 60)]
    kiosk.access.enter(clerk.id, PIN, kiosk.now)
    assert storm(kiosk, clerk.id, 5).wait == timedelta(minutes=1)


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("years", [-50, -2, 3])
def test_a_jumping_clock_neither_locks_for_years_nor_fails(kiosk: DeskKiosk, years: int) -> None:
    clerk = kiosk.clerk()
    storm(kiosk, clerk.id, 5)
    kiosk.clock.at += timedelta(days=365 * years)
    told = kiosk.access.enter(clerk.id, PIN, kiosk.now)
    if years < 0:
        assert isinstance(told, Refused) and told.wait == timedelta(minutes=1)
        kiosk.later(minutes=1)
        told = kiosk.access.enter(clerk.id, PIN, kiosk.now)
    assert isinstance(told, Entered)


@pytest.mark.usefixtures("cheap")
def test_a_storm_on_one_name_leaves_the_other_door_open(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    other, code = kiosk.access.add_person(clerk, "李测试", "supervisor", kiosk.now)
    assert isinstance(kiosk.access.set_pin_by_code(other.id, code, OTHER, kiosk.now), Entered)
    for _ in range(5):
        kiosk.access.enter(clerk.id, "246813", kiosk.now)
    entered = kiosk.access.enter(other.id, OTHER, kiosk.now)
    assert isinstance(entered, Entered) and entered.person.role == "supervisor"
    # and entering as oneself buys no new tries on somebody else's name
    assert isinstance(kiosk.access.enter(clerk.id, PIN, kiosk.now), Refused)


@pytest.mark.usefixtures("cheap")
def test_a_one_time_code_is_the_persons_own_and_ends(kiosk: DeskKiosk) -> None:
    clerk, access = kiosk.clerk(), kiosk.access
    other, code = access.add_person(clerk, "李测试", "supervisor", kiosk.now)
    assert not other.has_pin and isinstance(access.enter(other.id, OTHER, kiosk.now), Refused)
    assert isinstance(access.set_pin_by_code(clerk.id, code, OTHER, kiosk.now), Refused)
    kiosk.later(seconds=CODE_FOR.total_seconds() + 1)
    assert isinstance(access.set_pin_by_code(other.id, code, OTHER, kiosk.now), Refused)
    code = access.new_code(clerk, other.id, kiosk.now)
    assert isinstance(access.set_pin_by_code(other.id, code, OTHER, kiosk.now), Entered)
    assert isinstance(access.set_pin_by_code(other.id, code, "913524", kiosk.now), Refused)
    assert isinstance(access.enter(other.id, OTHER, kiosk.now), Entered)


def test_a_code_does_not_count_longer_by_setting_the_clock_back(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    other, code = kiosk.access.add_person(clerk, "李测试", "clerk", kiosk.now)
    kiosk.clock.at -= timedelta(days=1)
    assert isinstance(kiosk.access.set_pin_by_code(other.id, code, OTHER, kiosk.now), Refused)


@pytest.mark.usefixtures("cheap")
def test_changing_ones_own_pin(kiosk: DeskKiosk) -> None:
    clerk, access = kiosk.clerk(), kiosk.access
    assert isinstance(access.change_pin(clerk, OTHER, "913524", kiosk.now), Refused)
    assert isinstance(access.change_pin(clerk, PIN, OTHER, kiosk.now), Entered)
    assert isinstance(access.enter(clerk.id, PIN, kiosk.now), Refused)
    assert isinstance(access.enter(clerk.id, OTHER, kiosk.now), Entered)


def test_who_left_cannot_enter_and_somebody_always_can(kiosk: DeskKiosk) -> None:
    clerk, access = kiosk.clerk(), kiosk.access
    other, code = access.add_person(clerk, "李测试", "clerk", kiosk.now)
    with pytest.raises(UsageFault) as caught:
        access.leave(clerk, clerk.id, kiosk.now)
    assert caught.value.code == "last_person"
    access.set_pin_by_code(other.id, code, OTHER, kiosk.now)
    access.leave(clerk, other.id, kiosk.now)
    assert access.people() == (clerk,)
    assert isinstance(access.enter(other.id, OTHER, kiosk.now), Refused)
    with pytest.raises(UsageFault) as caught:
        access.new_code(clerk, other.id, kiosk.now)
    assert caught.value.code == "unknown_person"


@pytest.mark.parametrize(
    "pin",
    [
        "",
        "12345",
        "1234567",
        "12345a",
        "１２３４５６",
        "000000",
        "123456",
        "987654",
        "890123",
        "121212",
        "472472",
    ],
)
def test_a_pin_that_is_no_pin_or_easy_to_guess(kiosk: DeskKiosk, pin: str) -> None:
    with pytest.raises(UsageFault) as caught:
        kiosk.access.set_up(kiosk.desk.new_setup_code(), "王测试", "clerk", pin, kiosk.now)
    assert caught.value.code == "weak_pin"
    assert kiosk.access.needs_setup()


def test_names(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    for name, code in (("", "bad_name"), ("名" * 21, "bad_name"), ("王测试", "name_taken")):
        with pytest.raises(UsageFault) as caught:
            kiosk.access.add_person(clerk, name, "clerk", kiosk.now)
        assert caught.value.code == code


def test_time_does_not_tell_who_is_there(kiosk: DeskKiosk) -> None:
    """A person who is not there, one without a PIN and a wrong PIN cost the same work."""
    clerk, access = kiosk.clerk(), kiosk.access
    bare, _ = access.add_person(clerk, "李测试", "clerk", kiosk.now)

    def cost(person_id: int) -> float:
        spent: list[float] = []
        for _ in range(4):
            began = time.process_time()
            access.enter(person_id, OTHER, kiosk.now)
            spent.append(time.process_time() - began)
        return statistics.median(spent)

    there, without, nobody = cost(clerk.id), cost(bare.id), cost(999)
    assert 0.5 < without / there < 2 and 0.5 < nobody / there < 2
    assert there > 0.01  # it is the hash that costs


@pytest.mark.usefixtures("cheap")
def test_every_deed_at_the_door_is_on_record(kiosk: DeskKiosk) -> None:
    from kiosk.desk import audit

    clerk, access = kiosk.clerk(), kiosk.access
    other, _ = access.add_person(clerk, "李测试", "clerk", kiosk.now)
    access.enter(clerk.id, PIN, kiosk.now)
    storm(kiosk, other.id, 5)
    deeds = [(entry.what, entry.who) for entry in reversed(audit.history(kiosk.desk))]
    assert deeds == [
        ("pin_set", "王测试"), ("person_added", "王测试"), ("code_given", "王测试"),
        ("entered", "王测试"), ("pin_paused", ""),
    ]  # fmt: skip


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 4000)), max_size=60)


@given(STEPS, st.sampled_from([PIN_LIMIT, LOOKUP_LIMIT]))
def test_never_more_than_the_allowed_tries_before_a_pause(
    steps: list[tuple[bool, int]], limit: tries.Limit
) -> None:
    """However tries and waiting are mixed: five wrong ones in a row, then nobody gets in for the pause."""
    clock = FixedClock(AT)
    kept: Tries | None = None
    in_a_row = 0
    for is_try, seconds in steps:
        if not is_try:
            clock.advance(timedelta(seconds=seconds))
            continue
        kept = tries.settled(kept, limit, clock.now())
        if kept is not None and kept.until is not None:
            left = kept.until - clock.now()
            assert timedelta() < left <= limit.pause(kept.rounds)
            continue
        in_a_row = kept.wrong if kept is not None else 0
        kept = tries.after_wrong(kept, limit, clock.now())
        assert kept.wrong == in_a_row + 1 <= limit.most
        assert (kept.until is not None) == (kept.wrong == limit.most)


def test_a_lost_desk_is_opened_again_by_setup(kiosk: DeskKiosk) -> None:
    assert kiosk.desk.is_locked_out()
    code = kiosk.desk.new_setup_code()
    assert not kiosk.desk.is_locked_out()
    Access(kiosk.desk).set_up(code, "王测试", "clerk", PIN, kiosk.now)
    assert not kiosk.desk.is_locked_out()
