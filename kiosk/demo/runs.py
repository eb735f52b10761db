"""When the demo's payments happen: programme by programme, five years up to today.

A run is one payment of a programme (发放批次).  Days are moved to the next working day, as banks pay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kiosk.domain.paths import catalog_dir
from kiosk.domain.workdays import HolidayTable, load_holidays

YEARS = 5
"""The year of ``today`` and the four before it."""


@dataclass(frozen=True, slots=True)
class Run:
    """``year`` is the year of payment, ``number`` counts the programme's runs in it from 1.

    ``months`` the payment covers (0 = not by month).
    """

    year: int
    number: int
    label: str
    paid_on: date
    months: int = 0


Schedule = Callable[[int], tuple[Run, ...]]


@lru_cache(maxsize=1)
def holidays() -> HolidayTable:
    """The packaged table of holidays; SenderFault or EnvironmentFault when it cannot be used."""
    return load_holidays((catalog_dir() / "holidays.csv").read_text("utf-8"))


def workday(day: date) -> date:
    """``day`` or the first working day after it."""
    return holidays().add_workdays(day - timedelta(days=1), 1)


def yearly(month: int, day: int, label: str = "{year}年") -> Schedule:
    """Once a year about the given day. ``{last}`` in the label is the year before."""

    def runs(year: int) -> tuple[Run, ...]:
        return (Run(year, 1, label.format(year=year, last=year - 1), workday(date(year, month, day))),)

    return runs


def only(years: tuple[int, ...], schedule: Schedule) -> Schedule:
    """``schedule`` in some years only: programmes start, end and are not paid every year."""

    def runs(year: int) -> tuple[Run, ...]:
        return schedule(year) if year in years else ()

    return runs


def halves(*days: tuple[int, int]) -> Schedule:
    """Two payments a year, the first for the first half."""

    def runs(year: int) -> tuple[Run, ...]:
        words = ("上半年", "下半年")
        return tuple(
            Run(year, n + 1, f"{year}年{words[n]}", workday(date(year, *d))) for n, d in enumerate(days)
        )

    return runs


def quarterly(day: int) -> Schedule:
    """In the last month of each quarter, for its three months."""

    def runs(year: int) -> tuple[Run, ...]:
        words = "一二三四"
        return tuple(
            Run(year, q + 1, f"{year}年第{words[q]}季度", workday(date(year, 3 * q + 3, day)), months=3)
            for q in range(4)
        )

    return runs


def monthly(day: int) -> Schedule:
    """Each month for that month (社会救助法: 低保金按月发放)."""

    def runs(year: int) -> tuple[Run, ...]:
        return tuple(
            Run(year, m, f"{year}年{m}月", workday(date(year, m, day)), months=1) for m in range(1, 13)
        )

    return runs
