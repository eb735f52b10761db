"""The finder: every reading, and no statement that reads a big table from end to end."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock
from kiosk.domain.items import WithdrawItem, WithdrawTarget
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


@dataclass(frozen=True)
class Step:
    """A list gets a new version with these people from that day on (0 = the day of applying), or goes."""

    batch: int
    people: frozenset[int]
    day: int
    withdraw: bool


STEPS = st.lists(
    st.builds(
        Step,
        batch=st.integers(0, 2),
        people=st.frozensets(st.integers(0, 6), max_size=5),
        day=st.integers(-1, 3),
        withdraw=st.sampled_from([False, False, False, True]),
    ),
    min_size=1,
    max_size=8,
)


@given(STEPS)
@settings(max_examples=40)
def test_the_finder_offers_whom_the_lists_name(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    """After any corrections, future lists and withdrawals; and as if it were made anew."""
    home = b.make_home(tmp_path_factory.mktemp("index"))
    versions: dict[str, int] = {}
    for seq, step in enumerate(steps, 1):
        batch = f"b{step.batch}"
        bundle = b.MadeBundle(seq)
        if step.withdraw and batch in versions:
            target = WithdrawTarget("payouts", batch, versions[batch])
            bundle.add(WithdrawItem((target,), "有误", date(2026, 6, 15)))
        else:
            version = versions[batch] = versions.get(batch, 0) + 1
            lines = [
                Payout(
                    row=n, cents=1, name=b.person(p)[0] + "改" * (p == seq), recipient_id=b.recipient_id(p)
                )
                for n, p in enumerate(sorted(step.people), 1)
            ]
            start = date(2026, 6, 15) + timedelta(days=step.day)
            bundle.add_payouts(b.payouts_item(batch, lines, version=version, publish_from=start), lines)
        b.apply(home, bundle)
    clock = FixedClock(b.AT)
    board = BoardReader(home, clock)
    for day in range(5):
        listed = {row.opens for batch in versions for row in board.payouts(batch)}
        offered = {hit.recipient_id for hit in board.find_names()}
        assert listed <= offered
        if day == 0:
            assert listed == offered
        assert all(board.recipient(person or "") for person in listed)
        clock.advance(timedelta(days=1))
    board.close()
    with closing(sqlite3.connect(home.board_db)) as connection:
        # A day that has passed is as good as today.
        every = """select initials, full, recipient_id, main, surname, name, display, grp, ordinal,
              max(visible_from, '2026-06-15'), visible_to from names
            order by initials, full, recipient_id"""
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
