"""A board of 100,000 payout lines: a village of 2,000 households, ten lists a year, five years."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from kiosk.store.home import KioskHome
from tests.ui import richboard

B = richboard.B
LONGEST = "按地块"
"""Id of the list with a tenth of all lines: five plots of each household."""
SHORTEST = "一户"
"""Id of the list with one line."""
PLOTS = 5
YEARS = range(2021, 2026)
LISTS = 9


def make(folder: Path, rows: int = 100_000) -> KioskHome:
    """The rich board with so many lines more: five years of nine lists with a line for each household, and
    the longest and the shortest list in 2026."""
    home = B.make_home(folder)
    richboard.fill(home)
    households = max(1, rows // 50)
    bundle = B.MadeBundle(9)
    once = B.payouts(households, paid_on=date(2026, 4, 20))
    plots = [replace(p, row=n) for n, p in enumerate((p for p in once for _ in range(PLOTS)), start=1)]
    for name, lines in ((LONGEST, plots), (SHORTEST, once[:1])):
        bundle.add_payouts(B.payouts_item(name, lines, year=2026, batch=name), lines)
    for year in YEARS:
        lines = B.payouts(households, paid_on=date(year, 9, 20))
        for number in range(LISTS):
            name = f"多-{year}-{number}"
            bundle.add_payouts(B.payouts_item(name, lines, year=year, batch=f"第{number + 11}批"), lines)
    B.apply(home, bundle)
    return home


def ordinary(year: int = 2025) -> str:
    """Id of a list with a line for each household."""
    return f"多-{year}-0"
