"""写在他名下的: what is published under one name, said plainly (ui.md page 9).

P1 lines only (P2 when the county's ``family_view`` is on; the store decides).  Leaving the page
calls ``stop`` and nothing of it stays in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain import sentences
from kiosk.domain.money import format_amount, format_yuan
from kiosk.domain.texts import format_day
from kiosk.store.views import Board, RecipientLine, RecipientView
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.charts import Column, columns
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.icons import programme_icon

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

CHART_YEARS = 5


@dataclass(frozen=True, slots=True)
class SumLine:
    """One payment: how it is worked out and when it came."""

    sum: str
    paid: str


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One programme of the chosen year; ``marked`` is the one the visitor came from."""

    programme_id: str
    name: str
    icon: str
    amount: str
    lines: tuple[SumLine, ...]
    corrected: str
    marked: bool
    speech: str


@dataclass(frozen=True, slots=True)
class YearKey:
    year: int
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class RecipientState:
    """Everything the page shows. Money is words already."""

    title: str
    meta: str
    warning: str
    year: int
    is_current_year: bool
    caption: str
    programmes: str
    amount: str
    waiting: str
    rows: tuple[ProgrammeRow, ...]
    empty: str
    chart_title: str
    chart_note: str
    columns: tuple[Column, ...]
    years: tuple[YearKey, ...]
    has_earlier: bool
    foot: str


@QmlElement
class RecipientVM(PageModel):
    """Params: ``id``, optional ``year`` and ``programme`` (the line to mark)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = RowsModel(ProgrammeRow, self)

    @Property(QObject, constant=True)
    def rows(self) -> RowsModel:
        return self._rows

    def build_for(self, params: dict[str, Any]) -> Build:
        return recipient_build(
            str(params["id"]), int(params.get("year") or 0), str(params.get("programme") or "")
        )

    def take(self, state: RecipientState) -> None:
        super().take(state)
        self._rows.replace(state.rows)

    @Slot()
    def stop(self) -> None:
        super().stop()
        self._rows.replace(())

    @Slot(int)
    def choose_year(self, year: int) -> None:
        self.set_param("year", year)

    @Slot()
    def show_earlier(self) -> None:
        """往年明细: the newest earlier year that has payments."""
        if self.state is not None:
            earlier = [k.year for k in self.state.years if k.year < self.state.year]
            if earlier:
                self.set_param("year", earlier[0])


def recipient_build(
    recipient_id: str, year: int, marked: str
) -> Callable[[Board, Facts], RecipientState | None]:
    """A reader of the page's state; ``year`` 0 means the newest year on the board."""

    def build(board: Board, facts: Facts) -> RecipientState | None:
        found = board.recipient(recipient_id)
        if found is None:
            return None
        years = board.years()
        chosen = year or max(years, default=facts.today.year)
        return _state(found, chosen, years, marked, facts)

    return build


def _state(
    found: RecipientView, year: int, board_years: Sequence[int], marked: str, facts: Facts
) -> RecipientState:
    lines = [line for line in found.lines if line.year == year]
    rows = tuple(_programme_rows(lines, marked, facts))
    paid = sum(line.payout.cents for line in lines if line.payout.status == "paid")
    waiting = sum(line.payout.cents for line in lines if line.payout.status != "paid")
    newest = max(board_years, default=year)
    is_current = year == newest and year >= facts.today.year
    years_here = sorted({line.year for line in found.lines} | {newest}, reverse=True)
    span = list(range(newest - CHART_YEARS + 1, newest + 1))
    sums = [
        sum(li.payout.cents for li in found.lines if li.year == y and li.payout.status == "paid")
        for y in span
    ]
    unit, chart = columns(span, sums, year, wan=False)
    until = facts.until_words
    return RecipientState(
        title=f"{facts.safe(found.display_name)} 家",
        meta="　".join(part for part in (found.group, facts.village.short_name) if part),
        warning=facts.stale_warning,
        year=year,
        is_current_year=is_current,
        caption=f"{year}年到现在，一共领到" if is_current else f"{year}年，一共领到",
        programmes=f"{len(rows)} 项补贴",
        amount=format_amount(paid),
        waiting=f"另有 {format_yuan(waiting)}还没有发到" if waiting else "",
        rows=rows,
        empty="" if rows else _empty_words(is_current),
        chart_title=f"五年对比（{unit}）",
        chart_note=f"{newest}年只算到{until}" if until and newest >= facts.today.year else "",
        columns=chart,
        years=tuple(YearKey(y, str(y), y == year) for y in years_here[:CHART_YEARS]),
        has_earlier=any(y < year for y in years_here),
        foot="写在他名下的才列在这里。医疗、养老等请当面问值班员。",
    )


def _empty_words(is_current: bool) -> str:
    if is_current:
        return "今年还没有查到发放。往年的可以按“往年明细”看。"
    return "这一年没有查到发放。"


def _programme_rows(lines: Sequence[RecipientLine], marked: str, facts: Facts) -> list[ProgrammeRow]:
    by_programme = sorted(lines, key=lambda li: li.programme_id)
    rows: list[tuple[tuple[int, str], ProgrammeRow]] = []
    for programme_id, group in groupby(by_programme, key=lambda li: li.programme_id):
        own = sorted(group, key=lambda li: (li.payout.paid_on or facts.today, li.batch_id))
        cents = sum(li.payout.cents for li in own)
        amount = format_yuan(cents)
        payments = sentences.payment_lines([li.payout for li in own], facts.today)
        said = tuple(SumLine(*line) for line in payments)
        name = own[0].programme_name
        speech = "。".join([f"{name}，{amount}", *(f"{line.sum}，{line.paid}" for line in said)])
        row = ProgrammeRow(
            programme_id=programme_id,
            name=name,
            icon=programme_icon(programme_id, facts.category(programme_id)),
            amount=amount,
            lines=said,
            corrected=_corrected(own, facts),
            marked=programme_id == marked,
            speech=speech,
        )
        rows.append(((-cents, programme_id), row))
    # The programme the visitor came from stands first, then by amount.
    rows.sort(key=lambda pair: (not pair[1].marked, pair[0]))
    return [row for _, row in rows]


def _corrected(own: Sequence[RecipientLine], facts: Facts) -> str:
    """``11月17日更正：原来 528.40元，现在 582.40元。面积登记错了。`` for the newest change of this person."""
    changed = [li for li in own if li.correction is not None and li.old_cents is not None]
    if not changed:
        return ""
    line = max(changed, key=lambda li: li.correction.corrected_on)  # type: ignore[union-attr]
    correction = line.correction
    assert correction is not None and line.old_cents is not None
    if line.old_cents == line.payout.cents:
        return ""
    day = format_day(correction.corrected_on, facts.today)
    old, new = format_yuan(line.old_cents), format_yuan(line.payout.cents)
    reason = correction.reason.rstrip("。")
    return f"{day}更正：原来 {old}，现在 {new}。{reason}。"
