"""Writes catalog/holidays.csv anew from chinesecalendar.

    .venv/bin/python packaging/make_catalog.py [FIRST_YEAR]

chinesecalendar is a tool of this script and of the tests; the kiosk reads only the CSV, which a
county may replace without waiting for a release of anything.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants

FIRST_YEAR = 2018
TARGET = Path(__file__).resolve().parent.parent / "catalog" / "holidays.csv"


def holiday_rows(first_year: int) -> list[tuple[str, str, str, str]]:
    """(date, kind, name, source) from ``first_year`` to the last year chinesecalendar knows."""
    chinese = {h.value: str(vars(h)["chinese"]) for h in constants.Holiday}
    source = f"国务院办公厅当年放假通知，由 chinesecalendar {version('chinesecalendar')} 转录"
    days: dict[date, tuple[str, str]] = {day: ("off", name) for day, name in constants.holidays.items()}
    days |= {day: ("work", name) for day, name in constants.workdays.items()}
    return [
        (day.isoformat(), kind, chinese[name], source)
        for day, (kind, name) in sorted(days.items())
        if day.year >= first_year
    ]


def main() -> None:
    first_year = int(sys.argv[1]) if len(sys.argv) > 1 else FIRST_YEAR
    with TARGET.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("date", "kind", "name", "source"))
        table.writerows(holiday_rows(first_year))


if __name__ == "__main__":
    main()
