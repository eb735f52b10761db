"""Speed of the web pages of a whole county; prints JSON.

Every village has five years of lists (payout batches of up to 300 households) and disclosures.  The
floor writes the same files with the same bytes, temporary name and rename included.  Goals: a
run after one bundle in one village ≤ 5 % of a full run; nothing changed: less still.

    python tests/bench/bench_site.py [villages, default 134]
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.domain.reference import load_units
from kiosk.site.build import build_site
from kiosk.site.register import flush, write_whole
from kiosk.store.home import KioskConfig, KioskHome
from tests.unit.site import boards
from tests.unit.store import builders as b

YEARS = (2022, 2023, 2024, 2025, 2026)
PROGRAMMES = (
    ("BT-NY-01", "耕地地力保护补贴", 300),
    ("BT-NY-02", "实际种粮农民一次性补贴", 280),
    ("BT-NY-03", "稻谷生产者补贴", 260),
    ("BT-LY-01", "公益林生态效益补偿", 150),
    ("BT-SL-01", "大中型水库移民后期扶持直补", 60),
    ("BT-YL-01", "高龄津贴", 50),
    ("BT-NY-05", "农机购置与应用补贴", 8),
    ("BT-JB-01", "乡村公益性岗位补贴", 6),
    ("BT-JZ-11", "受灾群众冬春救助金", 20),
    ("BT-BF-01", "产业帮扶奖补", 12),
)


def rich_home(path: Path) -> KioskHome:
    """One village: 5 × (10 lists and 4 quarterly P2 lists) and 60 disclosures."""
    home = b.make_home(path)
    boards.fill(home, years=YEARS)
    more = b.MadeBundle(3)
    for year in YEARS:
        for programme, name, households in PROGRAMMES:
            lines = b.payouts(households, paid_on=date(year, 5, 20))
            item = b.payouts_item(
                f"{programme}-{year}", lines, year=year, programme_id=programme, programme_name=name, batch=""
            )
            more.add_payouts(item, lines)
        for quarter in range(1, 5):
            few = b.payouts(14)
            item = b.payouts_item(
                f"低保-{year}-{quarter}", few, year=year, programme_id="BT-JZ-01", programme_name="低保金",
                privacy="P2", batch=f"第{quarter}季度", paid_on=date(year, 3, 20),
            )  # fmt: skip
            more.add_payouts(item, few)
    more.add(*(b.disclosure_item(f"d-{n}", title=f"第{n}件公开") for n in range(60)))
    b.apply(home, more)
    return home


def copies(rich: KioskHome, folder: Path, count: int) -> list[KioskHome]:
    """The same board for ``count`` of the county's units."""
    homes: list[KioskHome] = []
    for unit in load_units()[:count]:
        home = KioskHome(folder / unit.village_code)
        home.path.mkdir(parents=True)
        shutil.copyfile(rich.board_db, home.board_db)
        with closing(sqlite3.connect(home.board_db)) as board, board:
            board.execute("update meta set value = ? where key = 'village_code'", (unit.village_code,))
        KioskConfig(village=unit, kiosk_id="K1", drop=folder).save(home.config_file)
        homes.append(home)
    return homes


def new_batch(home: KioskHome) -> None:
    """One more bundle with one list, as a push brings it."""
    lines = b.payouts(120, paid_on=date(2026, 6, 1))
    bundle = b.MadeBundle(4, village=home.load_config().village)
    bundle.add_payouts(b.payouts_item("新-2026", lines, programme_id="BT-LY-02", batch="第二批"), lines)
    b.apply(home, bundle)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def floor(out: Path, into: Path) -> None:
    """The same bytes under the same names, nothing else."""
    for path in out.rglob("*"):
        if path.is_file():
            target = into / path.relative_to(out)
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, path.read_bytes())
    flush()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 134
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        homes = copies(rich_home(base), base / "homes", count)
        out = base / "web"
        full = timed(lambda: build_site(homes, out, boards.CLOCK))
        pages = sum(1 for _ in out.rglob("index.html"))
        same = timed(lambda: build_site(homes, out, boards.CLOCK))
        new_batch(homes[0])
        one = timed(lambda: build_site(homes, out, boards.CLOCK))
        for home in homes[1:]:
            new_batch(home)
        every = timed(lambda: build_site(homes, out, boards.CLOCK))
        raw = timed(lambda: floor(out, base / "floor"))
    print(
        json.dumps(
            {
                "villages": len(homes),
                "pages": pages,
                "full_s": round(full, 2),
                "pages_per_s": round(pages / full),
                "over_floor": round(full / raw, 2),
                "nothing_changed_share": round(same / full, 4),
                "one_bundle_in_one_village_share": round(one / full, 4),
                "one_bundle_in_every_village_share": round(every / full, 4),
                "goal_incremental_share": 0.05,
                "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
