"""The desk finds a publication again: by title, item, period, year and kind; closed ones too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from kiosk.domain.reference import Reference, load_packaged
from kiosk.keeping.search import search, years
from kiosk.store.board import BoardReader
from tests.unit.site import boards
from tests.unit.store import builders as b

TODAY = boards.TODAY


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BoardReader]:
    home = b.make_home(tmp_path_factory.mktemp("search"))
    boards.fill(home)
    boards.withdraw(home)
    four = b.MadeBundle(4)
    four.add(
        b.disclosure_item("tz-1", title="停水通知", form="notice", catalogue_ids=("GK-FW-07",),
                          publish_to=date(2026, 6, 1))
    )  # fmt: skip
    b.apply(home, four)
    with closing(BoardReader(home, boards.CLOCK)) as reader:
        yield reader


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_packaged()


def ids(*found: object) -> list[str]:
    return [one.head.id for one in found]  # type: ignore[attr-defined]


def test_everything_is_found_without_words(board: BoardReader, reference: Reference) -> None:
    found = search(board, reference, TODAY)
    assert len(found) == len(board.publications())
    assert years(board) == (2026, 2025, 2024)


def test_title_period_year_and_kind_narrow_it(board: BoardReader, reference: Reference) -> None:
    assert ids(*search(board, reference, TODAY, "财务 第二季度")) == ["cw-q2"]
    assert ids(*search(board, reference, TODAY, "耕地地力", year=2025)) == ["地力-2025-1"]
    assert ids(*search(board, reference, TODAY, kind="policy")) == ["zc-1"]
    assert ids(*search(board, reference, TODAY, kind="notice")) == ["tz-1"]
    assert {f.kind for f in search(board, reference, TODAY, kind="payouts")} == {"payouts"}
    assert search(board, reference, TODAY, "没有这样的字") == ()


def test_an_item_is_found_by_its_name_and_its_number(board: BoardReader, reference: Reference) -> None:
    name = reference.catalogue("village").by_id["GK-CW-02"].level2
    assert "cw-q2" in ids(*search(board, reference, TODAY, name))
    assert ids(*search(board, reference, TODAY, "gk-cw-02")) == ["cw-q2"]
    assert ids(*search(board, reference, TODAY, "ＧＫ－ＣＷ－０２")) == ["cw-q2"]


def test_it_says_what_runs_what_is_over_and_what_was_withdrawn(
    board: BoardReader, reference: Reference
) -> None:
    words = {f.head.id: f.state_words for f in search(board, reference, TODAY)}
    assert (words["cw-q2"], words["tz-1"], words["农机-2026"]) == ("公开中", "期满留存", "已撤回")
    on_its_last_day = search(board, reference, date(2026, 6, 1), "停水")
    assert [f.state for f in on_its_last_day] == ["current"]


def test_names_of_people_are_not_searched(board: BoardReader, reference: Reference) -> None:
    assert board.payouts("地力-2026-1")[0].display_name
    assert search(board, reference, TODAY, board.payouts("地力-2026-1")[0].display_name) == ()


def test_it_is_found_by_what_people_call_it(board: BoardReader, reference: Reference) -> None:
    assert ids(*search(board, reference, TODAY, "低保金 2026年")) == ["低保-2026"]
    assert ids(*search(board, reference, TODAY, "地力补贴", year=2024)) == ["地力-2024-1"]
