"""The keep rules of a list hold for any shape of groups, and no line is lost or doubled."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.sheets.paginate import FACTORS, LEAST_ON_LAST, Line, Pages, Room, paginate

BASE = 28.0


def document(groups: list[int], extra: dict[int, float] | None = None, remarks: int = 1) -> list[Line]:
    """Lines of a list with that many rows in each group."""
    lines: list[Line] = []
    for number, rows in enumerate(groups):
        lines.append(Line("group", BASE, 0, number))
        lines += [Line("row", BASE, (extra or {}).get(at, 0.0), number) for at in range(rows)]
        if rows > 1:
            lines.append(Line("subtotal", BASE, 0, number))
    lines.append(Line("total", BASE))
    return lines + [Line("tail", BASE)] * remarks


def rows_on(lines: list[Line], pages: Pages, at: int) -> int:
    page = pages.pages[at]
    return sum(line.kind == "row" for line in lines[page.start : page.stop])


groups_of = st.lists(st.integers(min_value=1, max_value=45), min_size=1, max_size=12)
rooms = st.tuples(
    st.floats(min_value=BASE * 12, max_value=BASE * 30), st.floats(min_value=BASE * 14, max_value=BASE * 34)
)


@given(groups_of, rooms, st.dictionaries(st.integers(0, 40), st.sampled_from([20.0, 40.0]), max_size=8))
def test_rules_hold(groups: list[int], heights: tuple[float, float], extra: dict[int, float]) -> None:
    lines = document(groups, extra)
    room = Room(*heights, heading=BASE)
    pages = paginate(lines, room)
    assert [at for page in pages.pages for at in range(page.start, page.stop)] == list(range(len(lines)))
    assert pages.factor in FACTORS
    for number, page in enumerate(pages.pages):
        part = lines[page.start : page.stop]
        used = sum(line.height(pages.factor) for line in part) + (
            room.heading if page.resumes is not None else 0
        )
        assert used <= (room.first if number == 0 else room.further) + 0.02
        # A page that goes on within a group repeats that group's heading, and only then.
        goes_on = part[0].kind != "group" and part[0].group >= 0
        assert page.resumes == (part[0].group if goes_on else None)
        # A subtotal or the total is never the first line of a page.
        assert part[0].kind not in ("subtotal", "total", "tail")
        # A heading has two rows of its group below it, or all it has.
        for at, line in enumerate(part):
            if line.kind == "group":
                below = sum(other.kind == "row" and other.group == line.group for other in part[at + 1 :])
                assert below >= min(2, groups[line.group])


@given(groups_of, rooms)
def test_last_page_is_never_nearly_empty(groups: list[int], heights: tuple[float, float]) -> None:
    lines = document(groups)
    pages = paginate(lines, Room(*heights, heading=BASE))
    assume(len(pages.pages) > 1)
    assert (
        rows_on(lines, pages, len(pages.pages) - 1) >= LEAST_ON_LAST
        or rows_on(lines, pages, len(pages.pages) - 2) <= 2
    )


@given(groups_of, rooms)
def test_lowering_rows_only_to_save_a_page(groups: list[int], heights: tuple[float, float]) -> None:
    lines = document(groups)
    room = Room(*heights, heading=BASE)
    pages = paginate(lines, room)
    natural = paginate([Line(x.kind, 0, x.base + x.extra, x.group) for x in lines], room)
    assert len(pages.pages) <= len(natural.pages)
    assert (pages.factor == 1.0) == (len(pages.pages) == len(natural.pages))


def test_rows_are_lowered_when_that_saves_a_page() -> None:
    lines = document([26])
    need = sum(line.base for line in lines)
    pages = paginate(lines, Room(need * 0.95, need, heading=BASE))
    assert len(pages.pages) == 1 and pages.factor == 0.94


def test_six_rows_come_to_the_last_page() -> None:
    lines = document([40])
    need = sum(line.base for line in lines)
    pages = paginate(lines, Room(need - 5 * BASE, need, heading=BASE))
    assert [rows_on(lines, pages, at) for at in range(2)] == [34, 6]


def test_lines_that_belong_together_and_exceed_a_page_are_refused() -> None:
    with pytest.raises(ValueError, match="taller than a page"):
        paginate([Line("row", BASE, 900.0), Line("total", BASE)], Room(400, 400, BASE))
