"""Chips of the catalogue in words and icons, from the ledger's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.domain.texts import format_day, period_text
from kiosk.store.views import Board
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.places import publications_of


@dataclass(frozen=True, slots=True)
class ChipWords:
    """A catalogue row's chip. ``label`` '' shows none; ``when`` is the date sentence."""

    state: str = ""
    label: str = ""
    icon: str = ""
    period: str = ""
    when: str = ""
    reason: str = ""
    overdue: bool = False


def chips_of(board: Board, facts: Facts) -> Mapping[str, ChipWords]:
    """The chip of every catalogue item of the unit."""
    heads = board.publications()
    found: dict[str, ChipWords] = {}
    for item in facts.catalogue.items:
        own = [h for h in publications_of(item.id, heads) if h.withdrawal is None]
        if not own:
            found[item.id] = ChipWords(when="有了就公开")
            continue
        head = own[0]
        day = format_day(head.published_on, facts.today)
        period = period_text(head.period) if head.period != "long" else ""
        if head.nothing:
            found[item.id] = ChipWords("mute", "本期没有发生", "circle-minus", period, f"{day}登记")
        else:
            found[item.id] = ChipWords("ok", "已公开", "circle-check", period, f"{day}公开")
    return found


def next_due(board: Board, facts: Facts, catalogue_id: str) -> str:
    """``2026年第四季度：最晚 2027年1月20日公开``; empty when nothing is known to come."""
    return ""
