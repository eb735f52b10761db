"""A day chosen with keys: a step earlier, a step later; days and moments in the words of the desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kiosk.domain.clock import SHANGHAI
from kiosk.domain.texts import format_day, weekday
from kiosk.ui.desk.form import FormKey

STEPS = {
    "day-1": -1,
    "day+1": 1,
    "day+7": 7,
}
"""Codes of the keys that move the day."""


def moved(day: date, code: str, *, first: date | None = None, last: date | None = None) -> date:
    """The day after the key was pressed, within ``first`` and ``last``."""
    found = day + timedelta(days=STEPS[code])
    if first is not None:
        found = max(found, first)
    return found if last is None else min(found, last)


def day_keys(*, week: bool = False) -> tuple[FormKey, ...]:
    """前一天 and 后一天; with ``week`` 后七天 too, for days that lie ahead."""
    keys = (FormKey("day-1", "前一天", "chevron-left"), FormKey("day+1", "后一天", "chevron-right"))
    return (*keys, FormKey("day+7", "后七天")) if week else keys


def day_words(day: date, today: date) -> str:
    """``11月29日 星期日（今天）``."""
    return f"{format_day(day, today)} {away_words(day, today)}"


def away_words(day: date, today: date) -> str:
    """``星期日（今天）``, ``星期三（3天后）``."""
    away = (day - today).days
    near = {0: "今天", -1: "昨天", 1: "明天"}.get(away) or f"{abs(away)}天{'后' if away > 0 else '前'}"
    return f"{weekday(day)}（{near}）"


def moment_words(instant: datetime, today: date) -> str:
    """``11月29日 15:40`` in Asia/Shanghai, of another year with the year."""
    local = instant.astimezone(SHANGHAI)
    return f"{format_day(local.date(), today)} {local:%H:%M}"
