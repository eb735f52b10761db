"""A unit's account book, quarter by quarter: every quarter begins with what the one before left over.

Lines come as CSV ``quarters, day, what, in, out, vary``: in which quarters (``13``: the first and third),
on which day of the quarter (from 0), base amounts in 元 (or a product, ``9*1200``), and by how many per
cent they differ from quarter to quarter.  ``-`` in ``vary``: the same everywhere, a rate set from above.
``rest``: all that is in the till above ``out`` 元, in whole thousands: projects are paid from what is there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import prod

from kiosk.demo.seeds import share
from kiosk.demo.units import SHOWN
from kiosk.demo.words import Scene, tell
from kiosk.domain.deadline import period_bounds
from kiosk.domain.money import format_amount
from kiosk.domain.texts import format_day

HEADS = ("日期", "摘要", "收入(元)", "支出(元)", "结余(元)", "凭证")
FIRST_YEAR = 2020
"""The books begin with this year's first quarter."""


@dataclass(frozen=True, slots=True)
class Line:
    """One receipt or payment. ``came`` and ``went`` in 分; one of them is 0."""

    day: date
    what: str
    came: int
    went: int


def account(text: str, scene: Scene) -> tuple[tuple[str, ...], ...]:
    """The rows of the quarter ``scene.period`` under HEADS, with 上期结转, 本季合计 and 本年累计."""
    wanted = period_bounds(scene.period)
    assert wanted is not None, "accounts are kept by quarter"
    balance, year = _opening(scene), FIRST_YEAR
    while True:
        came = went = 0
        for quarter in (1, 2, 3, 4):
            first = date(year, 3 * quarter - 2, 1)
            lines = _lines(text, replace(scene, period=f"{year}-Q{quarter}"), quarter, balance)
            came += sum(line.came for line in lines)
            went += sum(line.went for line in lines)
            if first >= wanted[0]:
                return tuple(_rows(first, balance, lines, came, went))
            balance += sum(line.came - line.went for line in lines)
        year += 1


def _opening(scene: Scene) -> int:
    base = 41_214_30 if scene.unit.village_code == SHOWN else 26_000_00
    drawn = 0.0 if scene.unit.village_code == SHOWN else share("opening", scene.unit.village_code)
    return base + int(drawn * 30_000) * 100


def _lines(text: str, scene: Scene, quarter: int, balance: int) -> list[Line]:
    found: list[Line] = []
    rest: list[dict[str, str]] = []
    for row in csv.DictReader(io.StringIO(text.strip() + "\n")):
        if str(quarter) not in row["quarters"]:
            continue
        if row["vary"] == "rest":
            rest.append(row)
            continue
        found.append(_line(scene, row, _cents(scene, row, "in"), _cents(scene, row, "out")))
    left = balance + sum(line.came - line.went for line in found)
    for row in rest:
        spare = (left - int(Decimal(row["out"]) * 100)) // 1000_00 * 1000_00
        if spare > 0:
            found.append(_line(scene, row, 0, spare))
    return sorted(found, key=lambda line: line.day)


def _line(scene: Scene, row: dict[str, str], came: int, went: int) -> Line:
    return Line(scene.first_day + timedelta(days=int(row["day"])), tell(row["what"], scene), came, went)


def _cents(scene: Scene, row: dict[str, str], key: str) -> int:
    """The base amount made the unit's own and, where it varies, the year's own; to whole 元 or 角."""
    if not row[key]:
        return 0
    cents = int(prod(Decimal(part) for part in tell(row[key], scene).split("*")) * 100)
    code = scene.unit.village_code
    if row["vary"] == "-":
        return cents
    if code != SHOWN:
        # Larger places have larger accounts; nothing looks copied from the next village.
        whole = cents * (0.8 + 0.5 * share("account", code, row["what"]))
        cents = round(whole / 10_00) * 10_00
    if percent := int(row["vary"] or 0):
        drift = (share("year", code, row["what"], scene.period) - 0.5) * 2 * percent / 100
        cents = round(cents * (1 + drift) / 10) * 10
    return cents


def _rows(
    first: date, opening: int, lines: list[Line], year_came: int, year_went: int
) -> Iterator[tuple[str, ...]]:
    balance = opening
    yield "上期结转", "", "", "", _yuan(balance), ""
    for number, line in enumerate(lines, start=1):
        balance += line.came - line.went
        voucher = f"{line.day.month}-{number:02d}"
        money = (_yuan(line.came) if line.came else "", _yuan(line.went) if line.went else "")
        yield format_day(line.day, first), line.what, *money, _yuan(balance), voucher
    came, went = sum(line.came for line in lines), sum(line.went for line in lines)
    yield "本季合计", "", _yuan(came), _yuan(went), _yuan(balance), ""
    yield "本年累计", "", _yuan(year_came), _yuan(year_went), "", ""


def _yuan(cents: int) -> str:
    return format_amount(cents).replace(",", "")
