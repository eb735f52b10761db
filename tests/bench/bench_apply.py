"""Taking in a bundle with one list of 10,000 rows, against the least that such work needs; JSON.

    python -m tests.bench.bench_apply [--rows 10000] [--runs 7]

The floor, from the same files into a database with the same tables and indexes: verify the
signature, sha256 of the file, the standard CSV reader, ``executemany`` of its text cells, one commit.
No types, no checks, no privacy gate, no archive (flushed to the disk), no totals, no name index.
``ready`` is a floor still lower: the rows lie in memory, nothing is parsed.

Two bundles: the first brings people the kiosk never heard of, all of whom go into the finder under
every way their names are read; the second, a year later, the same people, as nearly every bundle
does.  Kiosk and floors take turns; medians, ms.  Goal: 2 times the floor.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import shutil
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median

from kiosk.bundle.keys import KeyRing, SecretKey
from kiosk.bundle.privacy import packaged_reference
from kiosk.bundle.signing import verify
from kiosk.bundle.source import FolderSource
from kiosk.bundle.writer import NO_TABLE, BundleDraft, WrittenBundle
from kiosk.domain.items import PayoutsItem
from kiosk.domain.payout import PAYOUT_COLUMNS, Payout, PayoutColumns
from kiosk.domain.region import Village
from kiosk.intake.apply import Intake
from kiosk.intake.archive import Archive
from kiosk.store import codec
from kiosk.store.connect import connect_rw, transaction
from kiosk.store.migrations import BOARD, migrate
from kiosk.store.write import BoardWriter
from tests.bench.measure import show, timed, within

KEY = SecretKey.from_seed(b"b" * 32)
UNIT = Village("360123102216", "罗田村委会", "石鼻镇", "village")
AT = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
SURNAMES = "黄龚涂熊刘杨罗曹戴邓陈宋魏余胡徐"
GIVEN = "建国华明志强文辉小红春梅秋生海波丽娟金根水英桂花德才"


def people(count: int, year: int) -> list[Payout]:
    """Invented payees in 20 groups, every one with an id of their own."""
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    rows: list[Payout] = []
    for i in range(count):
        name = SURNAMES[i % 16] + GIVEN[(i // 16) % 26] + GIVEN[(i // 416) % 26]
        mixed = (i * 2_654_435_761) % 2**40
        recipient = "".join(letters[(mixed >> 5 * k) & 31] for k in range(8))
        qty = Decimal(100 + (i + year) % 900) / 100
        cents = int(qty * 11200)
        rows.append(
            Payout(
                row=i + 1, cents=cents, group=f"第{i * 20 // count + 1}组", name=name, recipient_id=recipient,
                qty=qty, qty_unit="亩", rate=Decimal("112"), rate_unit="元/亩", paid_on=date(year, 5, 12),
            )
        )  # fmt: skip
    return rows


def bundles(folder: Path, rows: int) -> list[WrittenBundle]:
    """A list, and the list of the year after: the same people, other amounts."""
    made: list[WrittenBundle] = []
    for seq, year in ((1, 2025), (2, 2026)):
        draft = BundleDraft(
            UNIT.village_code, seq, made[-1].manifest_sha256 if made else None, "update",
            "安义县农业农村局", f"{year}-06-01T08:00:00+08:00",
        )  # fmt: skip
        item = PayoutsItem(
            batch_id=f"B-{year}-01", catalogue_ids=("GK-HN-06",), programme_id="BT-NY-01",
            programme_name="耕地地力保护补贴", year=year, batch="", paid_from=date(year, 5, 11),
            paid_to=date(year, 5, 12), publish_from=date(year, 5, 13), privacy="P1", table=NO_TABLE,
        )  # fmt: skip
        draft.add_payouts(item, people(rows, year))
        made.append(draft.write(folder, KEY))
    return made


def take_in(home: Path, made: list[WrittenBundle]) -> list[float]:
    """Milliseconds of each bundle on a fresh board with its archive."""
    with BoardWriter(home / "board.db", UNIT) as writer:
        intake = Intake(writer, Archive(home / "archive", home / "quarantine"), UNIT, KeyRing.of(KEY.public))

        def work(one: WrittenBundle) -> None:
            assert intake.take_in(FolderSource(one.path), AT).state == "applied"

        return [timed(partial(work, one)) for one in made]


def bare(home: Path, made: list[WrittenBundle], count: int, *, ready: bool) -> list[float]:
    """Milliseconds of the floor for each bundle of ``count`` rows on a fresh database.

    ``ready``: the rows lie in memory.
    """
    path = home / "board.db"
    keys = KeyRing.of(KEY.public)
    with closing(connect_rw(path, synchronous="NORMAL")) as connection:
        migrate(connection, BOARD, path)

        def work(item: int, one: WrittenBundle, rows: PayoutColumns | None) -> None:
            raw = (one.path / "manifest.json").read_bytes()
            verify(raw, (one.path / "manifest.json.minisig").read_text("utf-8"), keys)
            (entry,) = one.manifest.files
            content = (one.path / entry.path).read_bytes()
            assert hashlib.sha256(content).hexdigest() == entry.sha256
            sql, lines = raw_rows(item, content) if rows is None else codec.insert_payouts(item, rows)
            with transaction(connection):
                connection.executemany(sql, lines)

        took: list[float] = []
        for item, one in enumerate(made, 1):
            rows = PayoutColumns.of(people(count, 2024 + item)) if ready else None
            took.append(timed(partial(work, item, one, rows)))
        return took


def raw_rows(item: int, content: bytes) -> tuple[str, list[tuple[object, ...]]]:
    """The cells as the standard reader gives them, the columns that are not there as empty text."""
    heads, *cells = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    empty = [c for c in PAYOUT_COLUMNS if c not in heads]
    columns = ", ".join("grp" if c == "group" else c for c in (*heads, *empty))
    marks = ", ".join("?" * (len(heads) + len(empty) + 1))
    rest = ("",) * len(empty)
    return f"insert into payouts (item, {columns}) values ({marks})", [(item, *row, *rest) for row in cells]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--runs", type=int, default=7)
    chosen = arguments.parse_args()
    packaged_reference()  # a worker has read its tables long before
    took: dict[str, list[list[float]]] = {"kiosk": [], "floor": [], "ready": []}
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as base:
        made = bundles(Path(base), chosen.rows)
        for run in range(chosen.runs + 1):
            home = Path(base, "home")
            for kind, runs in took.items():
                home.mkdir()
                found = (
                    take_in(home, made)
                    if kind == "kiosk"
                    else bare(home, made, chosen.rows, ready=kind == "ready")
                )
                shutil.rmtree(home)
                if run:  # the first one warms files and pinyin tables
                    runs.append(found)
    first, second = (
        {kind: round(median(run[i] for run in runs), 1) for kind, runs in took.items()} for i in (0, 1)
    )
    show(
        "apply",
        {
            "known_people_over_floor": within(round(second["kiosk"] / second["floor"], 2), 2.0),
            "new_people_over_floor": within(round(first["kiosk"] / first["floor"], 2), 2.0),
        },
        {
            "rows": chosen.rows,
            "runs": chosen.runs,
            "known_people_ms": second,
            "new_people_ms": first,
            "known_people_over_rows_in_memory": round(second["kiosk"] / second["ready"], 2),
            "rows_per_s": round(chosen.rows / second["kiosk"] * 1000),
        },
    )


if __name__ == "__main__":
    main()
