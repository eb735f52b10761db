"""Pure rules of questions: due dates, numbers, states, how long something is kept."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.errors import UsageFault
from kiosk.domain.questions import (
    QUESTION_KINDS,
    READY,
    WITHDRAW_WITHIN,
    About,
    due_date,
    is_to_erase,
    may_withdraw,
    new_number,
    overdue_days,
    public_about,
    ready_sentences,
    state_of,
    tidy_number,
    tidy_phone,
)
from kiosk.domain.reference import load_packaged

HOLIDAYS = load_packaged().holidays
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda d: d.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("asked_on", "simple", "due"),
    [
        (date(2026, 11, 23), False, date(2026, 11, 30)),  # the receipt in ui.md, page 12
        (date(2026, 11, 23), True, date(2026, 11, 26)),
        (date(2026, 11, 20), True, date(2026, 11, 25)),  # a Friday
        (date(2026, 9, 28), False, date(2026, 10, 10)),  # 国庆节 off until 7 October, Saturday 10 worked
        (date(2026, 11, 21), False, date(2026, 11, 27)),  # asked on a Saturday
    ],
)
def test_the_last_day_for_a_reply(asked_on: date, simple: bool, due: date) -> None:
    assert due_date(asked_on, simple, HOLIDAYS) == due


@given(DAYS, st.booleans())
def test_a_reply_has_its_working_days(asked_on: date, simple: bool) -> None:
    due = due_date(asked_on, simple, HOLIDAYS)
    between = [asked_on + timedelta(n) for n in range(1, (due - asked_on).days + 1)]
    assert sum(HOLIDAYS.is_workday(day) for day in between) == (3 if simple else 5)
    assert HOLIDAYS.is_workday(due)
    assert due_date(asked_on, True, HOLIDAYS) < due_date(asked_on, False, HOLIDAYS)


@given(DAYS, DAYS, st.booleans())
def test_no_one_is_overdue_by_a_clock_that_is_not_believed(due: date, today: date, trusted: bool) -> None:
    days = overdue_days(due, today, trusted=trusted)
    assert days == ((today - due).days if trusted and today > due else 0)
    assert overdue_days(None, today, trusted=trusted) == 0


@given(st.booleans(), st.booleans(), st.booleans())
def test_states(withdrawn: bool, answered: bool, taken_up: bool) -> None:
    state = state_of(withdrawn=withdrawn, answered=answered, taken_up=taken_up)
    if withdrawn:
        assert state == "withdrawn"
    elif answered:
        assert state == "answered"
    else:
        assert state == ("working" if taken_up else "received")


@given(MOMENTS, st.timedeltas(timedelta(days=-4000), timedelta(days=4000)))
def test_taking_back_ends_after_five_minutes_whatever_the_clock_does(
    asked_at: datetime, later: timedelta
) -> None:
    assert may_withdraw(asked_at, asked_at + later) == (abs(later) <= WITHDRAW_WITHIN)


@given(DAYS, st.none() | st.integers(0, 600), st.integers(0, 900))
def test_what_is_personal_goes_30_days_after_the_reply(asked_on: date, wait: int | None, after: int) -> None:
    today = asked_on + timedelta(after)
    replied_on = None if wait is None else asked_on + timedelta(wait)
    assert is_to_erase(asked_on, replied_on, today) == (after >= (400 if wait is None else wait + 30))


def test_numbers_are_in_no_order_and_never_given_twice() -> None:
    taken: set[str] = set()
    for _ in range(500):
        number = new_number(secrets.randbelow, taken.__contains__)
        assert tidy_number(number) == number and number not in taken
        taken.add(number)
    given_order = list(taken)
    assert sorted(given_order) != [str(int(min(taken)) + n) for n in range(500)]


def test_a_taken_number_is_drawn_again() -> None:
    draws = iter([0, 0, 7])
    assert new_number(lambda _n: next(draws), {"100000"}.__contains__) == "100007"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("482913", "482913"), (" 482 913 ", "482913"), ("４８２９１３", "482913"),
        ("48291", None), ("4829133", None), ("082913", None), ("48291a", None), ("", None), ("٤٨٢٩١٣", None),
    ],
)  # fmt: skip
def test_a_number_as_a_person_gives_it(typed: str, number: str | None) -> None:
    assert tidy_number(typed) == number


@pytest.mark.parametrize("phone", ["13800990123", "138 0099 0123", "0791-83421234", "83421234", "3421234"])
def test_a_phone_that_can_be_called(phone: str) -> None:
    assert tidy_phone(phone).isdigit()


@pytest.mark.parametrize(
    "phone", ["", "1380099012", "138009901234", "12345678901", "110", "abc", "013800990123"]
)
def test_a_phone_that_cannot_is_not_repeated(phone: str) -> None:
    with pytest.raises(UsageFault) as caught:
        tidy_phone(phone)
    assert caught.value.code == "bad_phone"
    assert not phone or phone not in caught.value.message


def test_every_kind_offers_sentences_that_fit_a_line_and_one_to_write() -> None:
    assert len({sentence.code for sentence in READY}) == len(READY)
    for kind in QUESTION_KINDS:
        offered = ready_sentences(kind)
        assert 3 <= len(offered) <= 7
        assert [s.code for s in offered if s.needs_drawing] == [offered[-1].code]
        assert all(len(s.text) <= 20 for s in offered)
        assert len({s.text for s in offered}) == len(offered)
    texts = [s.text for s in ready_sentences("error")]
    assert texts == ["我家面积不对", "金额不对", "钱没收到", "名字写错了", "不该有他", "其他，我来写"]


def test_an_accusation_and_a_persons_page_are_never_public() -> None:
    assert not next(s for s in READY if s.text == "不该有他").may_be_public
    assert public_about(About("recipient", "K7Q2M9XA")) is None
    assert public_about(About("payouts", "B-1")) == About("payouts", "B-1")
    assert public_about(None) is None
