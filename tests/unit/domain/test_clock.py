"""When a wall clock can be believed: floors, ceiling, and jumps while the program runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.clock import JUMP, SETTLING_SECONDS, JumpWatch, SystemClock, is_trusted

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)
BUILT = date(2026, 1, 1)
NEWEST = NOW - timedelta(days=2)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("at", "believed"),
    [
        (NOW, True),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(2015, 1, 1, tzinfo=UTC), False),
        (NOW + timedelta(days=730), False),
        (NEWEST + timedelta(days=400), True),
        (NEWEST + timedelta(days=400, seconds=1), False),
        (NEWEST - timedelta(seconds=1), False),
        (NOW - HOUR - timedelta(seconds=1), False),
    ],
)
def test_times_that_cannot_be(at: datetime, believed: bool) -> None:
    seen = NOW - HOUR
    assert is_trusted(at, build_date=BUILT, newest_created=NEWEST, last_seen=seen) is believed


def running() -> JumpWatch:
    """An hour after the start, the clock being right."""
    watch = JumpWatch()
    assert watch.is_steady(NOW, 100.0, believed=True)
    assert watch.is_steady(NOW + HOUR, 3700.0, believed=True)
    return watch


@pytest.mark.parametrize("days", [-20, -2, 2, 60, 365])
def test_a_jump_is_not_believed_until_it_is_undone_or_said_to_be_right(days: int) -> None:
    watch, jumped = running(), NOW + timedelta(days=days) + 2 * HOUR
    assert not watch.is_steady(jumped, 7300.0, believed=True)
    assert not watch.is_steady(jumped + 30 * HOUR, 7300.0 + 30 * 3600, believed=True)
    assert watch.is_steady(NOW + 40 * HOUR, 100.0 + 40 * 3600, believed=True)
    assert not watch.is_steady(jumped + 50 * HOUR, 7300.0 + 50 * 3600, believed=True)
    watch.accept()
    assert watch.is_steady(jumped + 51 * HOUR, 7300.0 + 51 * 3600, believed=True)


def test_what_the_network_puts_right_is_no_jump() -> None:
    early = JumpWatch()
    assert early.is_steady(NOW - timedelta(days=3), 10.0, believed=True)
    assert early.is_steady(NOW, 10.0 + SETTLING_SECONDS / 2, believed=True), "soon after the start"
    dead = JumpWatch()
    assert dead.is_steady(datetime(1970, 1, 1, tzinfo=UTC), 10.0, believed=False)
    assert dead.is_steady(NOW, 50_000.0, believed=True), "from a time that could not be"
    watch = running()
    assert watch.is_steady(datetime(1970, 1, 1, tzinfo=UTC), 7300.0, believed=False)
    assert watch.is_steady(NOW + 3 * HOUR, 100.0 + 3 * 3600, believed=True), "and back"


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(-600, 600)), max_size=30))
def test_a_clock_that_goes_on_is_steady_however_long_and_with_small_steps(
    steps: list[tuple[int, int]],
) -> None:
    watch, ticks, off = JumpWatch(), 5.0, 0
    for seconds, step in steps:
        ticks, off = ticks + seconds, off + step
        if abs(off) * 2 > JUMP.total_seconds():
            break
        assert watch.is_steady(NOW + timedelta(seconds=ticks + off), ticks, believed=True)


def test_the_machines_clock_goes_on_evenly() -> None:
    clock = SystemClock()
    assert 0 <= clock.monotonic() - clock.monotonic() + 1 <= 1
    watch = JumpWatch()
    assert watch.is_steady(clock.now(), clock.monotonic(), believed=True)
