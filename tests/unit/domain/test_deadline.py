import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import deadline as dl
from kiosk.domain.deadline import CyclePart, Hold, Lags, LongPart, Span, TriggerPart, YearlyPart
from kiosk.domain.paths import catalog_dir
from kiosk.domain.workdays import load_holidays

TABLE = load_holidays((catalog_dir() / "holidays.csv").read_text(encoding="utf-8"))
LAGS = Lags()
days = st.dates(date(2018, 6, 1), date(2026, 6, 30))

spans = st.builds(Span, st.integers(0, 200), st.sampled_from(["d", "wd"]))
signed = st.builds(Span, st.integers(-200, 200), st.sampled_from(["d", "wd"]))
yearly = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda d: YearlyPart(d.month, d.day))
triggers = st.builds(TriggerPart, st.sampled_from(dl.TRIGGERS), signed | st.none())
cycles = st.builds(CyclePart, st.sampled_from(dl.CYCLES))
parts = st.just(LongPart()) | yearly | triggers | cycles
deadlines = st.lists(parts, min_size=1, max_size=4, unique=True).map(lambda p: dl.Deadline(tuple(p)))
holds = spans.map(lambda s: Hold(span=s)) | st.sampled_from(
    [Hold(), *map(dl.parse_hold, ("until:election", "until:meeting", "until:event", "until:next"))]
)


@given(deadlines)
def test_parse_undoes_writing(deadline: dl.Deadline) -> None:
    assert dl.parse_deadline(str(deadline)) == deadline


@given(holds)
def test_parse_undoes_writing_of_holds(hold: Hold) -> None:
    assert dl.parse_hold(str(hold)) == hold


@pytest.mark.parametrize(
    "text",
    ["", "long;", "event", "event+20", "event+20w", "event-prompt", "weekly", "yearly<=13-01", 
     "yearly<=02-30", "yearly<=1-1", "long;long", "EVENT+3d", "event+ 3d", "event+03d",
     "event+٣d", "until:next"],
)  # fmt: skip
def test_outside_the_grammar(text: str) -> None:
    with pytest.raises(dl.DeadlineTextError):
        dl.parse_deadline(text)


@pytest.mark.parametrize("text", ["", "15", "until:", "until:payout", "-15d", "event+3d"])
def test_holds_outside_the_grammar(text: str) -> None:
    with pytest.raises(dl.DeadlineTextError):
        dl.parse_hold(text)


@pytest.mark.parametrize(
    ("text", "on", "due"),
    [
        ("event+20wd", date(2026, 9, 30), date(2026, 11, 3)),
        ("event+3d", date(2026, 9, 30), date(2026, 10, 3)),
        ("event+0d", date(2026, 10, 1), date(2026, 10, 1)),
        ("event+prompt", date(2026, 9, 30), date(2026, 10, 5)),
        ("payout+prompt", date(2026, 12, 30), date(2027, 1, 4)),
        ("meeting-10d", date(2026, 3, 20), date(2026, 3, 10)),
        ("election-20d", date(2026, 3, 5), date(2026, 2, 13)),
        ("term+10d", date(2026, 12, 25), date(2027, 1, 4)),
        ("event-3wd", date(2026, 10, 9), date(2026, 9, 29)),
    ],
)
def test_trigger_dates(text: str, on: date, due: date) -> None:
    (part,) = dl.parse_deadline(text).parts
    assert isinstance(part, TriggerPart)
    assert dl.trigger_due(part, on, LAGS, TABLE) == due


@pytest.mark.parametrize(
    ("text", "period", "due"),
    [
        ("quarterly", "2026-Q3", date(2026, 10, 20)),
        ("quarterly", "2026-Q4", date(2027, 1, 20)),
        ("monthly", "2026-02", date(2026, 3, 10)),
        ("halfyearly", "2026-H1", date(2026, 7, 31)),
        ("finance", "2026-11", date(2026, 12, 10)),
        ("finance", "2026-Q1", date(2026, 4, 20)),
        ("yearly<=12-31", "2026", date(2026, 12, 31)),
        ("yearly<=02-29", "2026", date(2026, 2, 28)),
        ("yearly<=02-29", "2028", date(2028, 2, 29)),
    ],
)
def test_cycle_dates(text: str, period: str, due: date) -> None:
    (part,) = dl.parse_deadline(text).parts
    assert isinstance(part, CyclePart | YearlyPart)
    assert dl.cycle_due(part, period, LAGS, TABLE) == due


@given(days, triggers)
def test_due_is_on_the_right_side_of_the_event(on: date, part: TriggerPart) -> None:
    due = dl.trigger_due(part, on, LAGS, TABLE)
    count = part.offset.count if part.offset else LAGS.prompt.count
    if count >= 0:
        assert due >= on + timedelta(days=count)
    else:
        assert due <= on + timedelta(days=count)


@given(days, st.integers(1, 60), triggers)
def test_later_event_is_never_due_earlier(on: date, later: int, part: TriggerPart) -> None:
    after = dl.trigger_due(part, on + timedelta(days=later), LAGS, TABLE)
    assert after >= dl.trigger_due(part, on, LAGS, TABLE)


@given(cycles | yearly, days, st.integers(0, 900), st.booleans())
def test_periods_tile_the_calendar(
    part: CyclePart | YearlyPart, first: date, length: int, busy: bool
) -> None:
    last = first + timedelta(days=length)
    found = list(dl.periods(part, first, last, busy))
    bounds = [b for b in map(dl.period_bounds, found) if b]
    assert len(bounds) == len(found) >= 1
    assert bounds[0][0] <= first <= bounds[0][1]
    assert bounds[-1][0] <= last <= bounds[-1][1]
    for one, two in itertools.pairwise(bounds):
        assert two[0] == one[1] + timedelta(days=1)
    for period in found:
        assert dl.is_period(period)
        if isinstance(part, CyclePart):
            last_day = dl.period_bounds(period)
            assert last_day is not None
            assert dl.cycle_due(part, period, LAGS, TABLE) > last_day[1]


def test_busy_money_is_monthly_else_quarterly() -> None:
    part = CyclePart("finance")
    first, last = date(2026, 10, 1), date(2026, 11, 30)
    assert list(dl.periods(part, first, last, True)) == ["2026-10", "2026-11"]
    assert list(dl.periods(part, first, last, False)) == ["2026-Q4"]


@pytest.mark.parametrize("text", ["long", "2026", "2026-H2", "2026-Q4", "2026-12", "E:hy-1"])
def test_periods_known(text: str) -> None:
    assert dl.is_period(text)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-Q5", "2026-H3", "2026-1", "E:", "2026-11-01", "２０２６"]
)
def test_no_periods(text: str) -> None:
    assert not dl.is_period(text)
    with pytest.raises(ValueError, match="period"):
        dl.period_bounds(text)


@given(holds, days, st.none() | days)
def test_hold_is_never_under_fifteen_days(hold: Hold, start: date, until: date | None) -> None:
    last = dl.last_hold_day(hold, start, TABLE, until)
    free = dl.may_come_down_on(hold, start, TABLE, until)
    if last is None or free is None:
        assert last is free is None
        assert hold.stays or (hold.span is None and until is None)
        return
    assert (last - start).days >= 15
    assert free == last + timedelta(days=1)
    if hold.span is not None:
        assert last >= dl.add_span(start, hold.span, TABLE)
    elif until is not None:
        assert last >= until


@given(spans, st.integers(0, 60), days)
def test_longer_span_never_comes_down_earlier(a: Span, more: int, start: date) -> None:
    b = Span(a.count + more, a.unit)
    first = dl.may_come_down_on(Hold(span=a), start, TABLE)
    second = dl.may_come_down_on(Hold(span=b), start, TABLE)
    assert first is not None and second is not None
    assert first <= second


def test_hold_examples() -> None:
    start = date(2026, 11, 2)
    assert dl.last_hold_day(dl.parse_hold("7d"), start, TABLE) == date(2026, 11, 17)
    assert dl.may_come_down_on(dl.parse_hold("15d"), start, TABLE) == date(2026, 11, 18)
    assert dl.last_hold_day(dl.parse_hold("30d"), start, TABLE) == date(2026, 12, 2)
    # 10 working days from 28 September pass the week of 国庆: 16 October, not the legal 13th.
    assert dl.last_hold_day(dl.parse_hold("10wd"), date(2026, 9, 28), TABLE) == date(2026, 10, 16)
    assert dl.last_hold_day(dl.parse_hold("until:meeting"), start, TABLE, date(2026, 12, 20)) == date(
        2026, 12, 20
    )
    assert dl.last_hold_day(dl.parse_hold("until:next"), start, TABLE) is None


def test_days_left() -> None:
    assert dl.days_between(date(2026, 11, 24), date(2026, 11, 24)) == 0
    assert dl.days_between(date(2026, 11, 24), date(2026, 11, 20)) == -4
