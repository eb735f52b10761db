"""The finder: every reading, and no statement that reads a big table from end to end."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock
from kiosk.domain.payout import Payout
from kiosk.store import heads, nameindex, payout_reads
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from tests.unit.store import builders as b

BIG_LISTS, BIG_ROWS = 10, 10_000


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> KioskHome:
    """100,000 payout rows in ten lists of five years, each of ten thousand people's own."""
    home = b.make_home(tmp_path_factory.mktemp("big"))
    bundle = b.MadeBundle(1)
    for number in range(BIG_LISTS):
        year = 2022 + number // 2
        lines = b.payouts(BIG_ROWS, first=number * BIG_ROWS, paid_on=date(year, 3, 20))
        bundle.add_payouts(b.payouts_item(f"big-{number}", lines, year=year), lines)
    b.apply(home, bundle)
    return home


def named(home: KioskHome, *names: str) -> BoardReader:
    lines = [
        Payout(row=n, cents=1, name=name, group="上屋组", recipient_id=b.recipient_id(n))
        for n, name in enumerate(names, 1)
    ]
    b.apply(home, b.MadeBundle(1).add_payouts(b.payouts_item("a", lines), lines))
    return BoardReader(home, FixedClock(b.AT))


def test_both_readings_of_a_surname(tmp_path: Path) -> None:
    board = named(b.make_home(tmp_path), "曾小明", "单国平", "欧阳春梅", "朴花")
    assert [h.name for h in board.find_names(initials="zxm")] == ["曾小明"]
    assert [h.name for h in board.find_names(initials="cxm")] == ["曾小明"]
    assert [h.name for h in board.find_names(initials="sgp")] == ["单国平"]
    assert [h.name for h in board.find_names(initials="DGP")] == ["单国平"]
    assert [(h.name, h.surname) for h in board.find_names(initials="oy")] == [("欧阳春梅", "欧阳")]
    assert [h.name for h in board.find_names(initials="p")] == ["朴花"]  # piao, pu: once
    assert [h.name for h in board.find_names(surname="单", initials="d")] == ["单国平"]
    assert board.find_names(surname="曾", initials="d") == ()
    assert (
        board.surnames() == tuple(sorted(board.surnames(), key=lambda s: -s[1]))
        and len(board.surnames()) == 4
    )


def test_reading_names_loads_no_phrases_and_leaves_no_trace() -> None:
    code = (
        "import os, sys; from kiosk.store.nameindex import character_readings as r; "
        "print(r('曾'), r('\\U0002cc56'), r('#'), 'PYPINYIN_NO_PHRASES' in os.environ, "
        "'pypinyin.phrases_dict' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "('ceng', 'zeng') ('di',) () False False"


def test_written_beginning_and_limits(tmp_path: Path) -> None:
    board = named(b.make_home(tmp_path), "黄桂英", "黄桂花", "黄根水", "熊根水", "𬱖大", "䶮小")
    assert [h.name for h in board.find_names(prefix="黄桂")] == ["黄桂花", "黄桂英"]
    assert [h.name for h in board.find_names(prefix="黄", initials="hgs")] == ["黄根水"]
    assert board.find_names(prefix="黄", surname="熊") == ()
    assert [h.name for h in board.find_names(prefix="𬱖")] == ["𬱖大"]
    assert len(board.find_names(limit=2)) == 2 and len(board.find_names()) == 6
    assert [h.name for h in board.find_names(surname="黄")] == ["黄桂花", "黄根水", "黄桂英"]
    assert board.surnames()[0] == ("黄", 3)


@given(st.lists(st.sets(st.integers(0, 12), max_size=8), min_size=1, max_size=5))
def test_step_by_step_equals_all_anew(
    tmp_path_factory: pytest.TempPathFactory, versions: list[set[int]]
) -> None:
    """Corrections of one list in any order leave the same finder as making it anew."""
    home = b.make_home(tmp_path_factory.mktemp("index"))
    for seq, people in enumerate(versions, 1):
        lines = [
            Payout(
                row=n,
                cents=1,
                name=b.person(p)[0] + ("改" if p == seq else ""),
                recipient_id=b.recipient_id(p),
            )
            for n, p in enumerate(sorted(people), 1)
        ]
        b.apply(home, b.MadeBundle(seq).add_payouts(b.payouts_item("a", lines, version=seq), lines))
    with closing(sqlite3.connect(home.board_db)) as connection:
        every = "select * from names order by initials, full, recipient_id"
        grown = connection.execute(every).fetchall()
        nameindex.NameIndex(connection, False, "2026-06-15").rebuild()
        assert connection.execute(every).fetchall() == grown


PLANS = {
    "year": (payout_reads.YEAR_BATCHES, {"year": 2024}),
    "recipient": (payout_reads.RECIPIENT_LINES, {"rid": b.recipient_id(1), "family_view": False}),
    "surnames": (payout_reads.SURNAMES, {}),
    "initials": (payout_reads.BY_INITIALS, {"initials": "h", "beyond": "i", "limit": 200}),
    "surname": (payout_reads.BY_SURNAME, {"surname": "黄", "limit": 200}),
    "surname and initials": (
        payout_reads.BY_SURNAME_AND_INITIALS,
        {"surname": "黄", "initials": "hg", "beyond": "hh", "limit": 200},
    ),
    "name": (
        payout_reads.BY_NAME,
        {"low": "黄", "high": "黅", "surname": "", "initials": "", "letters": 0, "limit": 200},
    ),
    "rows of a list": ("select * from payouts where item = 1 order by row limit 20 offset 40", {}),
    "changes": ("select * from changes where item = 1 order by place", {}),
    "groups": ("select * from batch_groups where item = 1 order by place", {}),
    "one page": (
        f"select {heads.HEAD} from items i where i.type = 'payouts' and i.id = 'big-1' and {heads.SHOWN} "
        "order by i.version desc limit 1",
        {},
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_reads_use_an_index(big: KioskHome, name: str) -> None:
    sql, parameters = PLANS[name]
    with closing(sqlite3.connect(big.board_db)) as connection:
        steps = [
            row[3]
            for row in connection.execute(f"explain query plan {sql}", {"today": "2026-06-15", **parameters})
        ]
    walks = [step for step in steps if step.startswith("SCAN")]
    sorts = [step for step in steps if "TEMP B-TREE" in step]
    if name == "surnames":  # every person is counted, but from the index alone
        assert walks == ["SCAN names USING COVERING INDEX names_surname"]
    else:
        assert walks == []
    if name not in {"surnames", "year", "recipient"}:  # those sort a handful of rows
        assert sorts == []


def test_a_big_board_answers(big: KioskHome) -> None:
    board = BoardReader(big, FixedClock(b.AT))
    assert sum(people for _, people in board.surnames()) == BIG_LISTS * BIG_ROWS
    assert len(board.find_names(initials="h")) == 200
    assert board.year(2026).households == 2 * BIG_ROWS
    assert len(board.payouts("big-3", offset=9_990, limit=20)) == 10
    board.close()
