from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.errors import SenderFault
from kiosk.domain.paths import catalog_dir
from kiosk.domain.workdays import HolidayTable, load_holidays, unknown_note

TABLE = load_holidays((catalog_dir() / "holidays.csv").read_text(encoding="utf-8"))
EMPTY = HolidayTable.of(())
known_days = st.dates(date(2018, 6, 1), date(2026, 6, 30))


def test_national_day_is_skipped_and_the_saturday_worked_counts() -> None:
    assert TABLE.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert TABLE.add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert TABLE.add_workdays(date(2026, 9, 30), 20) == date(2026, 11, 3)
    assert EMPTY.add_workdays(date(2026, 9, 30), 20) == date(2026, 10, 28)
    assert TABLE.add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)


@given(known_days, st.integers(-60, 60))
def test_result_is_a_workday_with_exactly_that_many_between(day: date, count: int) -> None:
    end = TABLE.add_workdays(day, count)
    if count == 0:
        assert end == day
        return
    assert TABLE.is_workday(end)
    low, high = (day, end) if count > 0 else (end, day)
    inside = [low + timedelta(days=i) for i in range((high - low).days + 1)]
    assert sum(TABLE.is_workday(d) for d in inside if d != day) == abs(count)


@given(known_days, st.integers(0, 60), st.integers(0, 60))
def test_steps_add_up_and_never_go_back(day: date, a: int, b: int) -> None:
    assert TABLE.add_workdays(TABLE.add_workdays(day, a), b) == TABLE.add_workdays(day, a + b)
    assert TABLE.add_workdays(day, a) >= day + timedelta(days=a * 5 // 9)
    assert TABLE.add_workdays(day, a) <= TABLE.add_workdays(day + timedelta(days=1), a)


def test_unknown_years_are_named() -> None:
    assert TABLE.known_years == frozenset(range(2018, 2027))
    assert TABLE.unknown_years(date(2026, 12, 1), date(2026, 12, 31)) == ()
    assert TABLE.unknown_years(date(2028, 1, 5), date(2026, 12, 1)) == (2027, 2028)
    assert unknown_note((2028, 2027, 2027)) == "2027年、2028年的放假安排还没有，先按周一到周五算。"
    assert unknown_note(()) == ""


def test_a_neighbour_years_arrangement_does_not_make_a_year_known() -> None:
    table = load_holidays("date,kind,name\n2027-01-01,off,元旦\n")
    assert table.known_years == frozenset()


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("2026-13-01,off,x", "reference_value", "date"),
        ("2026年1月1日,off,x", "reference_value", "date"),
        ("2026-01-01,free,x", "reference_value", "kind"),
        ("2026-01-01,off,", "reference_value", "name"),
        ("2026-10-09,work,国庆节", "reference_value", "kind"),
        ("2026-01-01,off,x\n2026-01-01,off,x", "reference_duplicate", "date"),
    ],
)
def test_bad_tables_are_refused_with_the_place(line: str, code: str, column: str) -> None:
    with pytest.raises(SenderFault) as caught:
        load_holidays(f"date,kind,name\n{line}\n")
    assert (caught.value.code, caught.value.place.column) == (code, column)
