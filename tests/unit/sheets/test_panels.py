"""Two tables side by side keep the rules of a single one, and no line is lost or doubled."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.sheets.paginate import FACTORS, LEAST_ON_LAST, Line, Page, Room
from kiosk.sheets.panels import GAP, Spreads, spread

BASE = 25.0
HEAD = 45.0


def rows_of(groups: list[int]) -> list[Line]:
    lines: list[Line] = []
    for number, rows in enumerate(groups):
        lines.append(Line("group", BASE, 0, number))
        lines += [Line("row", BASE, 0, number) for _ in range(rows)]
        if rows > 1:
            lines.append(Line("subtotal", BASE, 0, number))
    return lines


def end_of(changes: int) -> list[Line]:
    lines = [Line("total", BASE), Line("tail", BASE)]
    if changes:
        lines += [Line("group", BASE), *(Line("row", BASE) for _ in range(changes))]
    return [*lines, Line("tail", BASE)]


groups_of = st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=14)
rooms = st.tuples(st.floats(BASE * 14, BASE * 26), st.floats(BASE * 16, BASE * 30))


def parts(done: Spreads) -> list[Page]:
    return [part for page in done.pages for part in (*page.tables, *((page.end,) if page.end else ()))]


@given(groups_of, rooms, st.integers(0, 60))
def test_rules_hold(groups: list[int], heights: tuple[float, float], changes: int) -> None:
    rows, end = rows_of(groups), end_of(changes)
    lines = [*rows, *end]
    done = spread(rows, end, Room(*heights, heading=BASE), HEAD)
    assert done.factor in FACTORS
    assert [at for part in parts(done) for at in range(part.start, part.stop)] == list(range(len(lines)))

    def height(part: Page) -> float:
        return sum(line.height(done.factor) for line in lines[part.start : part.stop])

    for number, page in enumerate(done.pages):
        room = heights[0] if number == 0 else heights[1]
        tables = [HEAD + height(t) + (BASE if t.resumes is not None else 0) for t in page.tables]
        used = max(tables, default=0.0) + (height(page.end) if page.end else 0.0)
        assert used + (GAP if page.end and tables else 0.0) <= room + 0.05
        assert len(page.tables) <= 2
        for part in page.tables:
            first = lines[part.start]
            assert first.kind not in ("subtotal", "total", "tail")
            goes_on = first.kind != "group"
            assert part.resumes == (first.group if goes_on else None)
    # The total stands on the page of the last rows.
    closing = next(page for page in done.pages if page.end)
    assert closing.end is not None and closing.end.start == len(rows)
    assert closing.tables and closing.tables[-1].stop == len(rows)


@given(groups_of, rooms, st.integers(0, 60))
def test_the_last_page_is_never_nearly_empty(
    groups: list[int], heights: tuple[float, float], changes: int
) -> None:
    rows, end = rows_of(groups), end_of(changes)
    lines = [*rows, *end]
    assume(sum(line.kind == "row" for line in rows) > 2 * LEAST_ON_LAST)
    done = spread(rows, end, Room(*heights, heading=BASE), HEAD)
    assume(len(done.pages) > 1)
    last = done.pages[-1]
    there = [*last.tables, *((last.end,) if last.end else ())]
    assert sum(line.kind == "row" for p in there for line in lines[p.start : p.stop]) >= LEAST_ON_LAST


def test_two_tables_of_the_last_page_are_even() -> None:
    rows = rows_of([20])
    done = spread(rows, end_of(0), Room(1000, 1000, BASE), HEAD)
    (page,) = done.pages
    left, right = page.tables
    assert (left.stop - left.start, right.stop - right.start) == (12, 10)


def test_it_takes_half_the_pages() -> None:
    rows, end = rows_of([40] * 9), end_of(0)
    room = Room(BASE * 24, BASE * 26, BASE)
    done = spread(rows, end, room, HEAD)
    assert len(done.pages) <= len(rows) * BASE / (BASE * 24) / 2 + 1.5


def test_lines_that_belong_together_and_exceed_a_page_are_refused() -> None:
    with pytest.raises(ValueError, match="taller than a page"):
        spread([Line("row", BASE, 900.0)], end_of(0), Room(400, 400, BASE), HEAD)
