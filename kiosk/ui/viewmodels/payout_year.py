"""The payouts of a year: how much came to this village, by programme (ui.md page 6).

P3 programmes are totals with a lock and do not open; fewer than three persons are said without an
amount; P4 never is a row (the county folds it in).  The total is the sum of the rows that have an
amount, which is what ``YearOverview.cents`` promises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain import sentences
from kiosk.domain.money import approx_wan, format_amount
from kiosk.domain.texts import format_day
from kiosk.store.views import Board, ProgrammeYear, YearOverview
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.charts import Column, columns
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.icons import programme_icon
from kiosk.ui.viewmodels.qr import qr_of_year

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

CHART_YEARS = 5
YEAR_KEYS = 3
"""So many years have their own key; the rest are behind 更早."""
FEW = "少于3人"


@dataclass(frozen=True, slots=True)
class YearKey:
    """A key of the year row: a year, or 更早 with the first year it leads to."""

    year: int
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class YearRow:
    """A programme of the year. ``ratio`` 0–1 of the largest of the whole set; ``opens`` may be false.

    ``withdrawn``: all that was published of it has been taken back; it says so and has no amount.
    """

    programme_id: str
    name: str
    icon: str
    count: str
    when: str
    note: str
    amount: str
    ratio: float
    locked: bool
    opens: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class YearState:
    title: str
    meta: str
    warning: str
    year: int
    keys: tuple[YearKey, ...]
    few_keys: tuple[YearKey, ...]
    span: str
    total_caption: str
    amount: str
    approx: str
    difference: str
    households: str
    programmes: str
    chart_title: str
    chart_note: str
    columns: tuple[Column, ...]
    rows: tuple[YearRow, ...]
    empty: str
    hidden_note: str
    can_find: bool
    qr: tuple[str, ...]


@QmlElement
class PayoutYearVM(PageModel):
    """Params: optional ``year`` (newest when absent) and ``older`` (show the earlier year keys)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = RowsModel(YearRow, self)

    @Property(QObject, constant=True)
    def rows(self) -> RowsModel:
        return self._rows

    def build_for(self, params: dict[str, Any]) -> Build:
        return year_build(int(params.get("year") or 0))

    def take(self, state: YearState) -> None:
        super().take(state)
        self._rows.replace(state.rows)

    @Slot(int)
    def choose_year(self, year: int) -> None:
        self.set_param("year", year)


def year_build(year: int) -> Callable[[Board, Facts], YearState]:
    """A reader of the page's state; ``year`` 0 means the newest year on the board."""

    def build(board: Board, facts: Facts) -> YearState:
        years = board.years()
        newest = max(years, default=facts.today.year)
        chosen = year or newest
        span = range(newest - CHART_YEARS + 1, newest + 1)
        if chosen not in span:
            span = range(chosen, chosen + CHART_YEARS)
        overviews = {y: board.year(y) for y in span if y in years}
        last = overviews.get(chosen - 1) or (board.year(chosen - 1) if chosen - 1 in years else None)
        return _state(chosen, years, overviews, last, list(span), facts)

    return build


def _state(
    year: int,
    years: tuple[int, ...],
    overviews: dict[int, YearOverview],
    last: YearOverview | None,
    span: list[int],
    facts: Facts,
) -> YearState:
    overview = overviews.get(year)
    rows = tuple(_rows(overview, facts)) if overview else ()
    listed = sum(not row.withdrawn for row in rows)
    cents = overview.cents if overview else 0
    complete = overview.complete if overview else False
    until = format_day(overview.until, facts.today) if overview and overview.until and not complete else ""
    unit, chart = columns(span, [overviews[y].cents if y in overviews else 0 for y in span], year, wan=True)
    unfinished = next((o for o in overviews.values() if not o.complete and o.until), None)
    difference = ""
    if overview and last and last.complete and last.cents:
        difference = sentences.difference_words(cents, last.cents, complete=complete)
    few = any(r.amount == "" and r.note == FEW for r in rows)
    return YearState(
        title=f"{year}年补贴发放",
        meta="　".join(
            part for part in (_span_words(year, complete, until), "来自县财政局、各主管部门") if part
        ),
        warning=facts.stale_warning,
        year=year,
        keys=_keys(year, years or (year,), YEAR_KEYS),
        few_keys=_keys(year, years or (year,), YEAR_KEYS - 1),
        span=_span_words(year, complete, until),
        total_caption="全村合计" if facts.village.kind == "village" else "全社区合计",
        amount=format_amount(cents) if listed else "",
        approx=approx_wan(cents) or "",
        difference=difference,
        households=f"{overview.households:,} 户领到" if overview and overview.households else "",
        programmes=f"{listed} 项补贴" if listed else "",
        chart_title=f"五年合计（{unit}）",
        chart_note=(
            f"{unfinished.year}年只算到{format_day(unfinished.until, facts.today)}"
            if unfinished and unfinished.until
            else ""
        ),
        columns=chart,
        rows=rows,
        empty="" if rows else f"{year}年还没有发放。发了会放上来。",
        hidden_note=f"{FEW}的不写金额，也没有算进合计。" if few else "",
        can_find=bool(overview and overview.households),
        qr=qr_of_year(year, facts) if overview else (),
    )


def _span_words(year: int, complete: bool, until: str) -> str:
    if complete:
        return "1月1日—12月31日"
    return f"1月1日—{until}" if until else ""


def _keys(chosen: int, years: tuple[int, ...], most: int) -> tuple[YearKey, ...]:
    """The newest ``most`` years and 更早; when an older year is chosen, that year stands in its place."""
    shown = [YearKey(y, str(y), y == chosen) for y in years[:most]]
    rest = years[most:]
    if chosen in rest:
        shown.append(YearKey(chosen, str(chosen), True))
        later = [y for y in rest if y < chosen]
        if later:
            shown.append(YearKey(later[0], "更早", False))
    elif rest:
        shown.append(YearKey(rest[0], "更早", False))
    return tuple(shown)


def _rows(overview: YearOverview, facts: Facts) -> list[YearRow]:
    top = max((p.cents for p in overview.programmes), default=0)
    rows = [_row(p, top, facts) for p in overview.programmes]
    # What was taken back stays to be found, after what counts.
    return sorted(rows, key=lambda row: row.withdrawn)


def _row(programme: ProgrammeYear, top: int, facts: Facts) -> YearRow:
    if programme.batches and all(batch.head.withdrawal is not None for batch in programme.batches):
        return _withdrawn_row(programme, facts)
    totals_only = programme.privacy in ("P3", "P4") or programme.suppressed
    count = sentences.people_count(programme.households, programme.persons, by_person=totals_only)
    return YearRow(
        programme_id=programme.programme_id,
        name=programme.programme_name,
        icon=programme_icon(programme.programme_id, facts.category(programme.programme_id)),
        count=FEW if programme.suppressed else count,
        when=_when(programme, facts),
        note=FEW if programme.suppressed else ("只列合计" if totals_only else ""),
        amount="" if programme.suppressed else format_amount(programme.cents),
        ratio=0.0 if programme.suppressed or top <= 0 else max(0.0, programme.cents / top),
        locked=totals_only,
        opens=not totals_only,
    )


def _withdrawn_row(programme: ProgrammeYear, facts: Facts) -> YearRow:
    """``11月3日撤回，不算进合计``; the page behind it gives the reason."""
    days = [b.head.withdrawal.withdrawn_on for b in programme.batches if b.head.withdrawal is not None]
    named = programme.privacy not in ("P3", "P4")
    return YearRow(
        programme_id=programme.programme_id,
        name=programme.programme_name,
        icon=programme_icon(programme.programme_id, facts.category(programme.programme_id)),
        count=f"{format_day(max(days), facts.today)}撤回",
        when="不算进合计",
        note="",
        amount="",
        ratio=0.0,
        locked=not named,
        opens=named,
        withdrawn=True,
    )


def _when(programme: ProgrammeYear, facts: Facts) -> str:
    """``6月18日``, ``按月发`` or ``分3批发``."""
    batches = [batch for batch in programme.batches if batch.head.withdrawal is None]
    if facts.frequency(programme.programme_id).startswith("按月") or len(batches) > 6:
        return "按月发"
    if len(batches) > 1:
        return f"分{len(batches)}批发"
    return "".join(format_day(batch.paid_to, facts.today) for batch in batches)
