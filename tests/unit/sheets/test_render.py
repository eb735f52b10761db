"""The PDF itself: every row on it, exact text, nothing too small or too wide, the same bytes twice."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.domain.errors import SenderFault
from kiosk.domain.payout import Payout
from kiosk.sheets.command import checked_render, payout_model
from kiosk.sheets.engine import Rendered
from kiosk.sheets.model import SheetModel, TableBody
from kiosk.sheets.pen import LEAST_SIZE
from kiosk.store.views import ListChange
from tests.unit.sheets.fake_board import CORRECTED, POSTED, FakeBoard, people
from tests.unit.sheets.reading import flat, texts

CLOCK = FixedClock(shanghai_noon(POSTED))
RARE = ("余𠀀㐀", "熊𬱖", "𠅤谷雨", "龚䶮", "㛃秋", "禤堃", "阿卜杜热西提·买买提吐尔逊·阿不都热合曼江")


def made(board: FakeBoard, *, large: bool = False) -> tuple[SheetModel, Rendered]:
    model, unit = payout_model(board.as_board(), CLOCK)
    return model, checked_render(model, unit, large=large)


def machines(count: int) -> list[Payout]:
    """Rows with long words in several columns."""
    return [
        replace(
            row, x1="自走履带式谷物联合收割机（全喂入）", x2="4LZ-6.0EK(G4)", x3="某某农业机械股份有限公司",
            qty=Decimal(1), qty_unit="台", rate=None, cents=3_280_000_00, group="石鼻镇罗田村",
        )
        for row in people(count)
    ]  # fmt: skip


def _of_every_length() -> list[str]:
    """Names of 2–25 characters, each length without and with a middle dot."""
    long = "阿卜杜热西提买买提吐尔逊阿不都热合曼江艾力亚森古丽"
    whole = [long[:length] for length in range(2, 26)]
    return whole + [f"{name[: len(name) // 2]}·{name[len(name) // 2 + 1 :]}" for name in whole]


@cache
def case(name: str) -> tuple[FakeBoard, SheetModel, Rendered]:
    rows = people(90)
    for at, rare in enumerate(RARE):
        rows[at] = replace(rows[at], name=rare)
    noted = list(rows)
    noted[9] = replace(noted[9], note="更正")
    noted[10] = replace(noted[10], status="returned", ordinal=2)
    change = ListChange("熊𬱖", "上屋组", 582_40, 560_00, None)
    boards: dict[str, FakeBoard] = {
        "none": FakeBoard([]),
        "one": FakeBoard(people(1)),
        "seven": FakeBoard(people(7)),
        "rare": FakeBoard(rows),
        "corrected": FakeBoard(noted, changed=(change,) * 30, head_changes=CORRECTED),
        "own groups": FakeBoard([replace(r, group=f"{r.row}组") for r in people(60)]),
        "machines": FakeBoard(machines(40), "BT-NY-05"),
        "p2": FakeBoard([replace(r, persons=3) for r in people(80)], "BT-JZ-01", "P2"),
        "p3": FakeBoard([Payout(1, cents=12_645_00, persons=27)], "BT-JZ-07", "P3"),
        "large": FakeBoard(rows),
        "huge": FakeBoard(people(3000)),
        "no site": FakeBoard(people(40), settings={}),
        "lengths": FakeBoard(
            [replace(row, name=name) for row, name in zip(people(48), _of_every_length(), strict=True)]
        ),
        "rich": FakeBoard([replace(r, cents=98_765_432_109_87) for r in people(12)]),
    }
    board = boards[name]
    model, rendered = made(board, large=name == "large")
    return board, model, rendered


CASES = (
    "none", "one", "seven", "rare", "corrected", "own groups", "machines", "p2", "p3", "large", "huge",
    "no site", "lengths", "rich",
)  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_too_small_too_wide_or_off_the_page(name: str) -> None:
    _, _, rendered = case(name)
    assert rendered.metrics.least_size >= LEAST_SIZE
    assert rendered.metrics.least_scale >= 0.85 - 1e-9
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    assert rendered.body_size >= 15


@pytest.mark.parametrize("name", CASES)
def test_every_text_can_be_copied_out(name: str) -> None:
    _, model, rendered = case(name)
    everything = flat(rendered.pdf)

    def stands(text: str) -> bool:
        return re.sub(r"\s", "", text) in everything

    assert stands(model.title)
    if isinstance(model.body, TableBody):
        lines = model.body.lines
        for line in lines if len(lines) < 500 else [*lines[:60], *lines[-60:]]:
            assert stands(line.text) and all(map(stands, line.values))
    for label, pieces in model.footer.facts:
        assert stands(label) and stands("".join(pieces))
    assert stands(f"编号{model.stamp.sheet_id}核对码{model.stamp.digest}")


@pytest.mark.parametrize("name", CASES)
def test_each_page_stands_alone(name: str) -> None:
    _, model, rendered = case(name)
    pages = texts(rendered.pdf)
    assert len(pages) == rendered.pages
    for number, text in enumerate(pages, start=1):
        bare = re.sub(r"\s", "", text)
        assert f"第{number}页共{len(pages)}页" in bare
        for needed in (model.title, "公示期", "制表", model.stamp.digest, "盖章处", "备查"):
            assert re.sub(r"\s", "", needed) in bare
        if model.notice:
            assert "更正。原因" in bare


@pytest.mark.parametrize("name", CASES)
def test_all_lines_are_drawn_once_in_order(name: str) -> None:
    _, model, rendered = case(name)
    if isinstance(model.body, TableBody):
        assert tuple(line for page in rendered.lines for line in page) == model.body.lines


@pytest.mark.parametrize("name", ["rare", "large"])
def test_names_come_back_exactly(name: str) -> None:
    _, _, rendered = case(name)
    everything = flat(rendered.pdf)
    for rare in RARE:
        assert rare in everything
    assert "\ufffd" not in everything


@pytest.mark.parametrize("name", ["rare", "huge", "corrected", "large", "p2"])
def test_last_page_has_six_rows(name: str) -> None:
    _, _, rendered = case(name)
    assert rendered.pages > 1
    assert sum(line.kind in ("row", "change") for line in rendered.lines[-1]) >= 6


@pytest.mark.parametrize("name", ["rare", "p3", "corrected"])
def test_same_content_same_bytes(name: str) -> None:
    board, _, rendered = case(name)
    assert made(board)[1].pdf == rendered.pdf


@pytest.mark.parametrize("name", [n for n in CASES if n != "huge"])
@pytest.mark.parametrize("large", [False, True])
def test_a4_is_a_layout_of_its_own(name: str, large: bool) -> None:
    board, model, a3 = case(name)
    unit = payout_model(board.as_board(), CLOCK)[1]
    rendered = checked_render(model, unit, large=large, paper="a4")
    assert rendered.metrics.least_size >= LEAST_SIZE
    assert rendered.metrics.least_scale >= 0.85 - 1e-9
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    with pypdfium2.PdfDocument(rendered.pdf) as document:
        sides = sorted(round(side / 72 * 25.4) for side in document[0].get_size())
    assert sides == [210, 297]
    everything = flat(rendered.pdf)
    if isinstance(model.body, TableBody):
        assert tuple(line for page in rendered.lines for line in page) == model.body.lines
        for line in model.body.lines:
            assert all(re.sub(r"\s", "", value) in everything for value in line.values)
    assert model.stamp.digest in everything and rendered.pdf != a3.pdf


def test_many_catalogue_items_are_all_named_in_the_strip() -> None:
    ids = tuple(f"GK-HN-{at:02d}" for at in range(4, 13))
    for paper in ("a3", "a4"):
        model, unit = payout_model(FakeBoard(people(20), catalogue_ids=ids).as_board(), CLOCK)
        rendered = checked_render(model, unit, paper=paper)
        assert all(i in flat(rendered.pdf) for i in ids)
        assert rendered.metrics.least_scale >= 0.85 and not rendered.metrics.too_wide


def test_the_file_says_what_it_is() -> None:
    _, model, rendered = case("one")
    with pypdfium2.PdfDocument(rendered.pdf) as document:
        meta: Any = document.get_metadata_dict()
        size = document[0].get_size()
    assert meta["Title"] == model.title and meta["Author"] == "石鼻镇罗田村村委会"
    assert b"zh-CN" in rendered.pdf
    assert [round(side / 72 * 25.4) for side in size] == [297, 420]
    assert b"/Subtype /Image" not in rendered.pdf


def test_a_short_list_comes_on_one_page_at_the_usual_size() -> None:
    _, rendered = made(FakeBoard(people(16)))
    assert rendered.pages == 1 and rendered.body_size >= 16


def test_a_text_longer_than_a_page_is_refused_in_words() -> None:
    rows = [replace(row, x1="很" * 9000) for row in people(3)]
    with pytest.raises(SenderFault) as caught:
        made(FakeBoard(rows, "BT-NY-10"))
    assert caught.value.code == "text_too_long"


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["上屋组", "下屋组", "水南京台组"]),
            st.text(st.sampled_from("熊涂龚谷雨𬱖𠅤䶮·买提"), min_size=2, max_size=25),
            st.integers(0, 10**12),
        ),
        max_size=50,
    )
)
def test_any_list_comes_out_whole(found: list[tuple[str, str, int]]) -> None:
    rows = [
        replace(row, group=group, name=name, cents=cents)
        for row, (group, name, cents) in zip(people(len(found)) if found else [], sorted(found), strict=True)
    ]
    model, rendered = made(FakeBoard(rows))
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    assert rendered.metrics.least_size >= LEAST_SIZE
    assert isinstance(model.body, TableBody)
    assert tuple(line for page in rendered.lines for line in page) == model.body.lines
