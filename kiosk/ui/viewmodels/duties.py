"""Chips of the catalogue in icons and colours of the screen, from the ledger's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.reasons import sentences
from kiosk.ledger.chips import Chip, LedgerView, ledger_of_board
from kiosk.ledger.chips import next_due as ledger_next_due
from kiosk.ledger.postings import duty_postings
from kiosk.store.evidence import DeskFacts
from kiosk.store.views import Board
from kiosk.ui.services import desk_facts
from kiosk.ui.viewmodels.facts import Facts

_LOOK: Mapping[str, tuple[str, str]] = {
    "ok": ("ok", "circle-check"),
    "warn": ("warn", "clock"),
    "err": ("err", "alert-triangle"),
    "mute": ("mute", "circle-minus"),
    "later": ("mute", "calendar"),
    "none": ("", ""),
}


@dataclass(frozen=True, slots=True)
class ChipWords:
    """A catalogue row's chip. ``label`` '' shows none; ``when`` is the date sentence."""

    state: str
    label: str
    icon: str
    period: str
    when: str
    note: str
    reason: str
    overdue: bool


def chip_words(chip: Chip) -> ChipWords:
    """The chip with the icon and colour of its kind."""
    state, icon = _LOOK[chip.kind]
    return ChipWords(state, chip.label, icon, chip.period, chip.when, chip.note, chip.reason, chip.is_overdue)


def chips_of(board: Board, facts: Facts) -> Mapping[str, ChipWords]:
    """The chip of every catalogue item of the unit."""
    return {item_id: chip_words(chip) for item_id, chip in _ledger(board, facts).chips.items()}


def next_due(board: Board, facts: Facts, catalogue_id: str) -> str:
    """``2026年第四季度：最晚 2027年1月20日公开``; empty when nothing is known to come."""
    if not facts.trusted:
        return ""
    ledger = _ledger(board, facts)
    coming = ledger_next_due(ledger.of_item(catalogue_id), ledger.titles, facts.today)
    if coming is None:
        return ""
    return f"{coming.period}：{coming.when}" if coming.period else coming.when


@dataclass(slots=True)
class _Kept:
    facts: Facts | None = None
    desk: DeskFacts | None = None
    ledger: LedgerView | None = None


_kept = _Kept()


def _ledger(board: Board, facts: Facts) -> LedgerView:
    """Judged once for each state of the board (its ``Facts``) and of the desk (reasons, postings)."""
    desk = desk_facts()
    if _kept.ledger is None or _kept.facts is not facts or _kept.desk is not desk:
        _kept.ledger = ledger_of_board(
            board,
            facts.catalogue,
            facts.settings,
            facts.holidays,
            facts.today,
            trusted=facts.trusted,
            postings=duty_postings(desk.postings),
            reasons=sentences(desk.reasons, facts.today),
        )
        _kept.facts, _kept.desk = facts, desk
    return _kept.ledger


def owed(board: Board, facts: Facts, catalogue_id: str) -> str:
    """What is overdue under an item and why, for the page of an earlier publication; else empty."""
    chip = chips_of(board, facts)[catalogue_id]
    if not chip.overdue:
        return ""
    due = "：".join(part for part in (chip.period, chip.when) if part)
    return f"{due}，还没有公开。" + (f"原因：{chip.reason}。" if chip.reason else "")
