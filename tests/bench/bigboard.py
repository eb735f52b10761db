"""A board of 100,000 payout lines: what a large village has after ten years, and one list of 10,000."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kiosk.store.home import KioskHome
from tests.ui import richboard

B = richboard.B
LONGEST = "长清单"
"""Id of the list with a tenth of all lines."""
SHORTEST = "一户的清单"
YEARS = range(2017, 2026)
LISTS = 10


def make(folder: Path, rows: int = 100_000) -> KioskHome:
    """Everything of the rich board, a list with a tenth of ``rows`` and one of a single line, and nine years
    of ten lists each that share the rest."""
    home = B.make_home(folder)
    richboard.fill(home)
    bundle = B.MadeBundle(9)
    long = B.payouts(rows // 10, paid_on=date(2026, 4, 20))
    bundle.add_payouts(B.payouts_item(LONGEST, long, year=2026, batch="第九批"), long)
    one = long[:1]
    bundle.add_payouts(B.payouts_item(SHORTEST, one, year=2026, batch="第十批"), one)
    for year in YEARS:
        lines = B.payouts(rows // 100, paid_on=date(year, 9, 20))
        for number in range(LISTS):
            name = f"多-{year}-{number}"
            bundle.add_payouts(B.payouts_item(name, lines, year=year, batch=f"第{number + 11}批"), lines)
    B.apply(home, bundle)
    return home
