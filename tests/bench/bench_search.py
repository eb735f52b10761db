"""Finding a name among 100,000 people, against the bare statement on the same file; JSON.

    python -m tests.bench.bench_search [--people 100000] [--searches 2000]

What a villager does: letters of the initials (``h``, ``hg``, ``hgy``), a surname, a surname with
letters, the beginning of a written name.  The kiosk's answer is ``BoardReader.find_names`` with a
page's worth of hits (12), the records and the read transaction included; the floor is the same SQL
on an open connection, rows only.  Goal: 99 of 100 searches within 1 ms.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from kiosk.bundle.keys import SecretKey
from kiosk.domain.clock import FixedClock
from kiosk.domain.names import name_pinyin
from kiosk.store import nameindex, payout_reads
from kiosk.store.board import BoardReader
from kiosk.store.connect import connect_ro, connect_rw, transaction
from kiosk.store.migrations import BOARD, migrate
from kiosk.store.setup import setup_home
from tests.bench.bench_apply import KEY, UNIT, people
from tests.bench.measure import percentile, show, within

AT = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
HITS = 12
ALL_HITS = 200
LAST = "\U0010ffff"
"""Stands behind every character, as ``{`` does behind every letter."""


def board_with(base: Path, count: int) -> BoardReader:
    """A board whose finder knows ``count`` people; the lists themselves are not there."""

    def make_key(path: Path) -> str:
        SecretKey.generate().save(path)
        return KEY.public.text()

    home = setup_home(
        base / "home", village=UNIT, drop=base / "drop", county_pub_text=KEY.public.text(),
        root_pub_text=None, at=AT, make_key=make_key,
    ).home  # fmt: skip
    with closing(connect_rw(home.board_db, synchronous="NORMAL")) as connection:
        migrate(connection, BOARD, home.board_db)
        with transaction(connection):
            # The names as an applied list leaves them, written by the index itself.
            connection.execute(
                """insert into items (key, type, id, version, title, catalogue_ids, period, published_on,
                     publish_from, privacy, form, is_nothing, seq, bundle, archive)
                   values (1, 'payouts', 'B', 1, '', '[]', '', '2026-05-13', '2026-05-13', 'P1', 'list', 0,
                     1, '', '')"""
            )
            connection.executemany(
                """insert into payouts values (1, ?, ?, ?, null, ?, null, '', null, '', null, null, 0, null,
                     'paid', '', '', '', '', '', '')""",
                ((p.row, p.group, p.name, p.recipient_id) for p in people(count, 2026)),
            )
            nameindex.NameIndex(connection, False, "2026-06-15").add_list(1, "2026-05-13")
    return BoardReader(home, FixedClock(AT))


def searches(count: int) -> list[dict[str, str]]:
    """Questions like those of the finder's keys; the same each time."""
    rng = random.Random(20260615)
    asked = people(5_000, 2026)
    made: list[dict[str, str]] = []
    for _ in range(count):
        name = rng.choice(asked).name
        (reading, *_) = name_pinyin(
            name, nameindex.packaged_surnames(), nameindex.character_readings
        )
        letters = reading.initials[: rng.randint(1, 3)]
        made.append(
            rng.choice(
                [
                    {"initials": letters},
                    {"surname": name[0]},
                    {"surname": name[0], "initials": letters},
                    {"prefix": name[: rng.randint(1, 3)]},
                ]
            )
        )
    return made


def each(asked: list[dict[str, str]], ask: Callable[[dict[str, str]], object]) -> list[float]:
    """Microseconds of every search, asked once before."""
    took: list[float] = []
    warm = asked[:50]
    for one in (*warm, *asked):
        begun = time.perf_counter()
        ask(one)
        took.append((time.perf_counter() - begun) * 1e6)
    return took[len(warm) :]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--people", type=int, default=100_000)
    arguments.add_argument("--searches", type=int, default=2_000)
    chosen = arguments.parse_args()
    asked = searches(chosen.searches)
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        base = Path(folder)
        (base / "drop").mkdir()
        with (
            closing(board_with(base, chosen.people)) as board,
            closing(connect_ro(base / "home" / "board.db")) as bare,
        ):
            size = bare.execute("select count(*) from names").fetchone()[0]

            def floor(one: dict[str, str]) -> object:
                # The statement the finder runs, without view, day, records and repeats.
                if one.get("prefix"):
                    sql = payout_reads.BY_NAME
                elif one.get("initials"):
                    with_surname = bool(one.get("surname"))
                    sql = payout_reads.BY_SURNAME_AND_INITIALS if with_surname else payout_reads.BY_INITIALS
                else:
                    sql = payout_reads.BY_SURNAME
                prefix, letters = one.get("prefix", ""), one.get("initials", "")
                values = {
                    "today": "2026-06-15", "surname": one.get("surname", ""), "initials": letters,
                    "letters": len(letters), "beyond": letters + "{", "low": prefix, "high": prefix + LAST,
                    "limit": HITS,
                }  # fmt: skip
                return bare.execute(sql, values).fetchall()

            kiosk = each(asked, lambda one: board.find_names(**one, limit=HITS))
            least = each(asked, floor)
            long = each(asked, lambda one: board.find_names(**one, limit=ALL_HITS))
    show(
        "search",
        {"p99_ms": within(round(percentile(kiosk, 0.99) / 1000, 3), 1.0)},
        {
            "people": chosen.people,
            "rows_of_the_finder": size,
            "searches": len(asked),
            "median_us": round(median(kiosk)),
            "p99_us": round(percentile(kiosk, 0.99)),
            "floor_median_us": round(median(least)),
            "floor_p99_us": round(percentile(least, 0.99)),
            "median_over_floor": round(median(kiosk) / median(least), 2),
            "with_200_hits_median_us": round(median(long)),
            "with_200_hits_p99_us": round(percentile(long, 0.99)),
        },
    )


if __name__ == "__main__":
    main()
