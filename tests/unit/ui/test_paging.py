"""Blocks and rows are dealt onto pages whole, in order, none lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.models.cells import column_specs, column_widths, head_lines, is_total_row, width_of
from kiosk.ui.models.paging import deal, page_count, pages_of_equal
from kiosk.ui.models.rowheights import Metrics, pages_of, row_height

HEIGHTS = st.lists(st.floats(1, 400), min_size=1, max_size=60)


@given(HEIGHTS, st.floats(100, 900), st.floats(0, 30), st.integers(1, 3))
def test_blocks_keep_their_order_and_stay_on_the_page(
    heights: list[float], room: float, spacing: float, columns: int
) -> None:
    spots = deal(heights, room, spacing=spacing, columns=columns)
    assert len(spots) == len(heights)
    places = [(s.page, s.column, s.y) for s in spots]
    assert places == sorted(places)
    for spot, height in zip(spots, heights, strict=True):
        assert spot.y + height <= room + 0.5 or spot.y == 0.0
        assert 0 <= spot.column < columns


@given(HEIGHTS, st.floats(420, 900))
def test_blocks_do_not_overlap(heights: list[float], room: float) -> None:
    spots = deal(heights, room, spacing=5)
    for i in range(1, len(spots)):
        same = (spots[i].page, spots[i].column) == (spots[i - 1].page, spots[i - 1].column)
        assert not same or spots[i].y >= spots[i - 1].y + heights[i - 1]


def test_a_heading_moves_along_with_what_follows_it() -> None:
    spots = deal([80, 20, 50], 120, keep_with_next=[False, True, False])
    assert [(s.page, s.y) for s in spots] == [(0, 0.0), (1, 0.0), (1, 20.0)]
    assert [s.page for s in deal([80, 20, 50], 120)] == [0, 0, 1]


def test_a_repeated_head_has_its_room_at_the_top_of_every_column() -> None:
    spots = deal([40, 40, 40], 100, heads=[0, 30, 30])
    assert [(s.page, s.y) for s in spots] == [(0, 0.0), (0, 40.0), (1, 30.0)]


def test_an_empty_list_has_one_page() -> None:
    assert page_count(deal([], 100)) == 1
    assert pages_of_equal(0, 5) == 1
    assert pages_of_equal(11, 5) == 3


@given(st.lists(st.floats(10, 300), max_size=80), st.floats(300, 900), st.integers(1, 2))
def test_every_row_is_on_exactly_one_page(heights: list[float], room: float, columns: int) -> None:
    metrics = Metrics(room=room, columns=columns)
    pages = pages_of(heights, metrics)
    assert [i for first, end in pages for i in range(first, end)] == list(range(len(heights)))
    for first, end in pages:
        assert sum(heights[first:end]) <= room * columns + 1


def test_a_long_name_makes_its_row_taller() -> None:
    table = Metrics(name=4, full=12, wide=20)
    short, two_lines = (row_height(n, "1.00元", "", table) for n in ("黄谷雨", "欧阳黄谷雨"))
    assert short == 84
    assert two_lines == 2 * table.line + table.pad
    # Too long for the narrow column: it stands above the figures in the whole width.
    assert row_height("阿" * 20, "1.00元", "", table) == 3 * table.line + table.pad


def test_a_card_puts_a_long_name_and_the_amount_on_two_lines() -> None:
    card = Metrics(name=12, wide=12, cards=True)
    assert row_height("黄谷雨", "582.40元", "5.20亩 × 112元", card) == card.line + card.small + card.pad
    assert row_height("阿" * 12, "582.40元", "", card) == 2 * card.line + card.pad


def test_a_note_takes_room_of_the_first_page_only() -> None:
    noted = Metrics(room=300, first=150)
    assert pages_of([100.0] * 7, noted) == ((0, 1), (1, 4), (4, 7))
    assert pages_of([100.0] * 3, Metrics(room=300, first=250)) == ((0, 0), (0, 3))


FINANCE = ("日期", "摘要", "收入(元)")
ROWS = [("7月5日", "上屋组山塘承包款", "12,600.00"), ("", "本季合计", "43,600.00")]


def test_figures_are_right_aligned_and_never_wrap() -> None:
    day, words, money = column_specs(FINANCE, ROWS)
    assert (money.right, money.short) == (True, True)
    assert (day.right, day.short) == (False, True)
    assert (words.right, words.short) == (False, False)
    assert money.weight >= width_of("12,600.00")


@given(st.floats(5, 60))
def test_widths_fill_the_room_or_the_table_becomes_cards(room: float) -> None:
    specs = column_specs(FINANCE, ROWS)
    widths = column_widths(specs, room)
    needed = sum(s.weight for s in specs if s.short) + 4
    assert bool(widths) == (room >= needed)
    if widths:
        assert abs(sum(widths) - room) < 1e-6
        assert all(w >= s.weight - 1e-9 for w, s in zip(widths, specs, strict=True) if s.short)


def test_a_head_without_a_unit_may_take_two_lines() -> None:
    assert head_lines(["凭证号"], [72], 32, 8) == 2
    assert head_lines(["日期"], [90], 32, 8) == 1


def test_total_rows_are_known_by_their_words() -> None:
    assert is_total_row(("", "本季合计", "1.00"))
    assert not is_total_row(("7月5日", "水渠维修", "合计写错的备注"))
