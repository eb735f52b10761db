"""Dates, periods and days in the words of the screen (ui.md §6): 10月12日, 2026年第三季度, 还剩 3 天."""

from __future__ import annotations

from datetime import date

from kiosk.domain.deadline import EVENT_PREFIX, LONG, is_period

_WEEKDAYS = "一二三四五六日"
_QUARTERS = "一二三四"


def format_day(day: date, today: date) -> str:
    """``10月12日``; with the year in front (``2025年10月12日``) when it is not this year's."""
    short = f"{day.month}月{day.day}日"
    return short if day.year == today.year else f"{day.year}年{short}"


def full_day(day: date) -> str:
    """``2026年10月12日``, for paper: a sheet is read in other years too."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """``星期一`` … ``星期日``."""
    return "星期" + _WEEKDAYS[day.weekday()]


def format_span(first: date, last: date, today: date) -> str:
    """``10月12日至27日``, ``10月20日至11月4日``, with years where they are not this year's."""
    if first == last:
        return format_day(first, today)
    head = format_day(first, today)
    if (first.year, first.month) == (last.year, last.month):
        return f"{head}至{last.day}日"
    if first.year == last.year:
        return f"{head}至{last.month}月{last.day}日"
    return f"{full_day(first)}至{full_day(last)}"


def period_text(period: str) -> str:
    """``2026年第三季度``, ``2026年上半年``, ``2026年11月``, ``2026年``, ``长期``; empty for ``E:``.

    ``ValueError`` for anything that is no period.
    """
    if not is_period(period):
        raise ValueError("not a period")
    if period == LONG:
        return "长期"
    if period.startswith(EVENT_PREFIX):
        return ""
    year, _, part = period.partition("-")
    if not part:
        return f"{year}年"
    if part[0] == "Q":
        return f"{year}年第{_QUARTERS[int(part[1]) - 1]}季度"
    if part[0] == "H":
        return f"{year}年{'上半年' if part[1] == '1' else '下半年'}"
    return f"{year}年{int(part)}月"


def days_left_words(days: int) -> str:
    """``还剩 3 天``, ``今天到期``, ``逾期 4 天`` for days left until the due date (negative: past)."""
    if days == 0:
        return "今天到期"
    return f"还剩 {days} 天" if days > 0 else f"逾期 {-days} 天"


def hold_words(days: int, full: int) -> str:
    """``公示还剩 9 天`` while it must hang, else ``已公示满 15 天``.

    ``days`` counts from today to the last hold day (0 = it is the last day), ``full`` is the whole
    hold in days.
    """
    if days > 0:
        return f"公示还剩 {days} 天"
    return "今天公示满期" if days == 0 else f"已公示满 {full} 天"


def in_brackets(name: str) -> str:
    """``《某某办法》`` for a name with or without them; with an article behind it, as it is written."""
    return name if name.startswith("《") else f"《{name.strip('《》')}》"
