"""The working ledger in the words of its printed form, row by row (kind ``ledger`` of the sheets)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.clock import shanghai_date
from kiosk.ledger.chips import UNTRUSTED
from kiosk.ledger.rows import FILTER_WORDS, Row
from kiosk.ledger.working import Working

OTHERS = "目录以外"
"""Heading of what stands under no item of the catalogue."""


def printed_rows(
    working: Working, catalogue: Catalogue, year: int | None = None
) -> Iterator[tuple[str, ...]]:
    """(subject, item with its period, due, screen, wall, state, reason) in catalogue order, oldest first.

    What was done with in an earlier year is left out; what was carried over is there, marked 回头看.
    ``year``: only what was due or made public in that year, done with or not, as it is kept.
    """
    places = {item.id: place for place, item in enumerate(catalogue.items)}
    if year is None:
        rows = [row for row in working.rows if row.state != "past" or _is_since(row, working.today.year)]
    else:
        rows = [row for row in working.rows if year in _years(row)]
    rows.sort(
        key=lambda r: (places.get(r.item_id, len(places)), r.due or (r.met.on if r.met else date.max))
    )
    for row in rows:
        yield (
            row.level1 or OTHERS,
            "　".join(w for w in (row.title + "＊" * row.verify, _period(row, working.today)) if w),
            _day(row.due, working.today) if row.due else "—",
            _screen(row, working.today),
            _wall(row, working.today),
            row.label,
            _remark(row, working.today),
        )


def summary(working: Working) -> str:
    """``逾期 1 项，临近 3 项，…`` without a word of what there is none of."""
    counts = working.counts()
    names = ("overdue", "near", "to_post", "free", "met", "nothing", "carried")
    said = [f"{FILTER_WORDS[name]} {counts[name]} 项" for name in names if counts[name]]
    return f"共 {counts['all']} 项" + (f"：{'，'.join(said)}。" if said else "。")


def _years(row: Row) -> set[int]:
    """In which years it was due and made public."""
    days = (row.due, row.met.on if row.met is not None else None)
    return {day.year for day in days if day is not None}


def _is_since(row: Row, year: int) -> bool:
    return any(one >= year for one in _years(row))


def _period(row: Row, today: date) -> str:
    """``第三季度`` of this year, ``2025年第三季度`` of another; an event's title; nothing for what stays."""
    if row.period == row.title:
        return ""
    this_year = f"{today.year}年"
    return row.period if row.period == this_year else row.period.removeprefix(this_year)


def _day(day: date, today: date) -> str:
    short = f"{day.month:02d}-{day.day:02d}"
    return short if day.year == today.year else f"{day.year}-{short}"


def _screen(row: Row, today: date) -> str:
    if row.met is None:
        return "—" if row.posting_ids else "没有"
    first = row.evidence.first_shown
    return _day(shanghai_date(first) if first else row.met.on, today)


def _wall(row: Row, today: date) -> str:
    posted, down = row.evidence.posted_on, row.evidence.taken_down_on
    if posted is None:
        return "—" if row.met is not None and row.met.nothing else "没有"
    return f"{_day(posted, today)} 至 {_day(down, today)}" if down else _day(posted, today)


def _remark(row: Row, today: date) -> str:
    said: list[str] = []
    if row.carried:
        said.append("回头看")
    if row.reason is not None:
        said.append(row.reason.sentence(today))
    if row.late_days:
        said.append(f"晚了 {row.late_days} 天")
    said += [note for note in row.note.split("　") if note and note not in (UNTRUSTED, "待县核定")]
    return "；".join(text.rstrip("。") for text in said)
