"""What the catalogue page says about each item (ui.md page 4): one chip and one sentence with a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kiosk.domain.catalogue import Catalogue, CatalogueItem
from kiosk.domain.deadline import EVENT_PREFIX, LONG
from kiosk.domain.duty import VERIFY_WORDS, DutyKey, DutyState, Posting, Shown
from kiosk.domain.items import EventItem
from kiosk.domain.settings import UnitSettings
from kiosk.domain.texts import format_day, period_text
from kiosk.domain.workdays import HolidayTable, unknown_note
from kiosk.ledger.duties import by_item, duty_rules, duty_states, publications_of_board
from kiosk.store.views import Board

ChipKind = Literal["ok", "warn", "err", "mute", "later", "none"]
"""已公开, 临近, 逾期, 本期没有发生, 还没到期, no chip."""
UNTRUSTED = "时间未校准"


@dataclass(frozen=True, slots=True)
class Chip:
    """A catalogue row's chip.

    ``label`` is the chip's word (empty: no chip), ``when`` the sentence with the date, ``period``
    what it is about (empty for what stays), ``note`` what has to be added in words (时间未校准,
    待县核定, a missing holiday arrangement), ``reason`` why it is overdue as the clerk wrote it.
    ``publication_id`` is what the row opens, if anything is public.
    """

    kind: ChipKind
    label: str
    when: str
    period: str
    note: str = ""
    reason: str = ""
    due: date | None = None
    publication_id: str | None = None

    @property
    def is_overdue(self) -> bool:
        return self.kind == "err"


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next thing due under an item: ``2026年第四季度``, ``最晚 2027年1月20日公开``."""

    period: str
    when: str
    due: date


def chips(
    catalogue: Catalogue,
    states: Iterable[DutyState],
    publications: Sequence[Shown],
    events: Iterable[EventItem],
    today: date,
    *,
    trusted: bool,
    reasons: Mapping[DutyKey, str] | None = None,
) -> Mapping[str, Chip]:
    """The chip of every item by catalogue id: its worst unmet part, else what is public.

    逾期 (longest first) > 临近 > 还没到期; a period that is still running asks for nothing yet, and
    shows as 还没到期 only where nothing else can be said.
    """
    own_states: dict[str, list[DutyState]] = {}
    for state in states:
        own_states.setdefault(state.duty.key.catalogue_id, []).append(state)
    titles = {e.event_id: e.title for e in events}
    groups = by_item(publications)
    return {
        item.id: _chip(
            item,
            own_states.get(item.id, []),
            groups.get(item.id, ()),
            titles,
            today,
            trusted,
            reasons or {},
        )
        for item in catalogue.items
    }


def _chip(
    item: CatalogueItem,
    states: Sequence[DutyState],
    publications: Sequence[Shown],
    titles: Mapping[str, str],
    today: date,
    trusted: bool,
    reasons: Mapping[DutyKey, str],
) -> Chip:
    public = [p for p in publications if p.withdrawn_on is None and p.publish_from <= today]
    newest = max(public, key=lambda p: (p.published_on, p.period), default=None)
    notes = [VERIFY_WORDS] if item.verify else []
    if not trusted:
        return _untrusted(newest, titles, today, [*notes, UNTRUSTED])
    unmet = [s for s in states if not s.is_met]
    running = [s for s in unmet if s.duty.opens_on > today]
    open_now = [s for s in unmet if s.duty.opens_on <= today]
    worst = min(open_now or ([] if newest else running), key=lambda s: s.duty.due, default=None)
    if worst is not None:
        return _unmet_chip(worst, newest, titles, today, notes, reasons.get(worst.duty.key, ""))
    if newest is None:
        return Chip("none", "", "有了就公开", "", "　".join(notes))
    return _public_chip(newest, titles, today, notes)


def _unmet_chip(
    state: DutyState,
    newest: Shown | None,
    titles: Mapping[str, str],
    today: date,
    notes: Sequence[str],
    reason: str,
) -> Chip:
    due, days = state.duty.due, state.days_left or 0
    day = format_day(due, today)
    kind: ChipKind
    if state.state == "overdue":
        kind, label, when = "err", f"逾期 {-days} 天", f"{day}前应公开"
    elif state.state == "near":
        kind, when = "warn", f"最晚 {day}公开"
        label = f"临近 还剩 {days} 天" if days else "临近 今天到期"
    else:
        kind, label, when = "later", "还没到期", f"{day}前公开"
    years = unknown_note(state.unknown_years)
    return Chip(
        kind,
        label,
        when,
        _period_words(state.duty.key.period, titles),
        "　".join([*notes, *([years] if years else [])]),
        reason,
        due,
        newest.id if newest else None,
    )


def _public_chip(newest: Shown, titles: Mapping[str, str], today: date, notes: Sequence[str]) -> Chip:
    day, period = format_day(newest.published_on, today), _period_words(newest.period, titles)
    note = "　".join(notes)
    if newest.nothing:
        return Chip("mute", "本期没有发生", f"{day}登记", period, note, publication_id=newest.id)
    return Chip("ok", "已公开", f"{day}公开", period, note, publication_id=newest.id)


def _untrusted(newest: Shown | None, titles: Mapping[str, str], today: date, notes: Sequence[str]) -> Chip:
    """Only 已公开 or no chip: the year of a wrong clock proves nothing, so dates carry theirs."""
    if newest is None:
        return Chip("none", "", "", "", "　".join(notes))
    chip = _public_chip(newest, titles, today, notes)
    if newest.nothing:
        return Chip("none", "", chip.when, chip.period, chip.note, publication_id=newest.id)
    return chip


def _period_words(period: str, titles: Mapping[str, str]) -> str:
    if period.startswith(EVENT_PREFIX):
        return titles.get(period.removeprefix(EVENT_PREFIX), "")
    return "" if period == LONG else period_text(period)


def next_due(states: Iterable[DutyState], titles: Mapping[str, str], today: date) -> Upcoming | None:
    """The earliest unmet duty of one item that is not overdue (下一次 on page 5)."""
    ahead = [s for s in states if not s.is_met and s.duty.due >= today]
    first = min(ahead, key=lambda s: s.duty.due, default=None)
    if first is None:
        return None
    due = first.duty.due
    return Upcoming(_period_words(first.duty.key.period, titles), f"最晚 {format_day(due, today)}公开", due)


@dataclass(frozen=True, slots=True)
class LedgerView:
    """One state of the board seen as a ledger: every duty, and the chip of every item."""

    states: tuple[DutyState, ...]
    chips: Mapping[str, Chip]
    titles: Mapping[str, str]

    def of_item(self, catalogue_id: str) -> tuple[DutyState, ...]:
        """The duties of one item, by part, oldest first."""
        return tuple(s for s in self.states if s.duty.key.catalogue_id == catalogue_id)


def ledger_of_board(
    board: Board,
    catalogue: Catalogue,
    settings: UnitSettings,
    holidays: HolidayTable,
    today: date,
    *,
    trusted: bool,
    postings: Sequence[Posting] = (),
    reasons: Mapping[DutyKey, str] | None = None,
) -> LedgerView:
    """Duties and chips from one read of the board; postings and reasons come from the desk."""
    publications, events = publications_of_board(board), board.events()
    rules = duty_rules(board.village(), settings, holidays)
    states = duty_states(catalogue, rules, publications, events, postings, today, trusted=trusted)
    return LedgerView(
        states,
        chips(catalogue, states, publications, events, today, trusted=trusted, reasons=reasons),
        {e.event_id: e.title for e in events},
    )
