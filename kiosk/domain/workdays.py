"""Working days of China: the State Council's yearly holidays with Saturdays and Sundays worked (调休).

The table is data (``catalog/holidays.csv``) and replaceable by the county, because a year's
arrangement is published only in the autumn before.  A year without data counts Monday to Friday,
and whoever shows a date computed from it adds ``unknown_note``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from kiosk.domain.tables import read_rows

DayKind = Literal["off", "work"]
_ONE = timedelta(days=1)
_MOST_COUNTED = 20_000


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day that differs from its weekday: ``off`` (放假) or ``work`` (上班)."""

    day: date
    kind: DayKind
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class HolidayTable:
    """Days that differ from Monday–Friday, by date."""

    days: Mapping[date, HolidayRow]
    known_years: frozenset[int]
    _counted: dict[tuple[date, int], date] = field(
        default_factory=dict[tuple[date, int], date], init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, rows: Iterable[HolidayRow]) -> HolidayTable:
        """A year is known when its 国庆节 (1 October) is listed: every arrangement has it, while a
        neighbour year's arrangement may touch the turn of the year."""
        days = {row.day: row for row in rows}
        known = frozenset(d.year for d, row in days.items() if (d.month, d.day, row.kind) == (10, 1, "off"))
        return cls(MappingProxyType(days), known)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on ``day``; Monday to Friday where the table says nothing."""
        row = self.days.get(day)
        return row.kind == "work" if row is not None else day.weekday() < 5

    def add_workdays(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (before it, when negative); day 1 is the next one.

        0 gives ``day`` itself: the same day is the limit, whether or not offices work.
        """
        # The same events are counted again for every item and at every look at the ledger.
        known = self._counted.get((day, count))
        if known is not None:
            return known
        step = _ONE if count > 0 else -_ONE
        left = abs(count)
        end = day
        while left:
            end += step
            if self.is_workday(end):
                left -= 1
        if len(self._counted) >= _MOST_COUNTED:
            self._counted.clear()
        self._counted[day, count] = end
        return end

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """Years between two days (both included, any order) whose arrangement is not in the table."""
        low, high = sorted((first.year, last.year))
        return tuple(y for y in range(low, high + 1) if y not in self.known_years)


def unknown_note(years: Iterable[int]) -> str:
    """The sentence beside a date that rests on a year without data; empty when there is none."""
    named = "、".join(f"{y}年" for y in sorted(set(years)))
    return f"{named}的放假安排还没有，先按周一到周五算。" if named else ""


def load_holidays(text: str, *, file: str = "holidays.csv") -> HolidayTable:
    """The table of a CSV ``date,kind,name,source`` (``2026-10-10,work,国庆节,…``).

    Raises SenderFault ``reference_value`` (a bad date or kind; ``off`` on a plain weekend is fine,
    ``work`` on a Monday to Friday is not) or ``reference_duplicate``.
    """
    rows: dict[date, HolidayRow] = {}
    for row in read_rows(text, file=file, columns=("date", "kind", "name"), optional=("source",)):
        try:
            day = date.fromisoformat(row["date"])
        except ValueError:
            raise row.fault("date", "日期要写成 2026-10-01 这样。请改正后再发。") from None
        if day in rows:
            raise row.fault("date", "这一天写了两次。请删掉一行再发。", "reference_duplicate")
        kind: DayKind = "work" if row.one_of("kind", ("off", "work")) == "work" else "off"
        if kind == "work" and day.weekday() < 5:
            raise row.fault("kind", "周一到周五本来就上班，只有周六周日调休才写 work。请核对后再发。")
        rows[day] = HolidayRow(day, kind, row.needed("name"), row["source"])
    return HolidayTable.of(rows.values())
