"""The working ledger (台账) of a unit: every duty with its state, from the facts on the board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.duty import (
    DutyRules,
    DutyState,
    Posting,
    Shelf,
    Shown,
    by_subject,
    duties_of_item,
    judge,
)
from kiosk.domain.items import EventItem
from kiosk.domain.region import Village
from kiosk.domain.settings import UnitSettings
from kiosk.domain.workdays import HolidayTable
from kiosk.store.dutyview import shown_from
from kiosk.store.views import Board, Published


def by_item(publications: Iterable[Shown]) -> Mapping[str, tuple[Shown, ...]]:
    """Publications by catalogue id, in the given order; policies meet no duty and are left out."""
    found: dict[str, list[Shown]] = {}
    for shown in publications:
        if shown.type != "policy":
            for item_id in shown.catalogue_ids:
                found.setdefault(item_id, []).append(shown)
    return {item_id: tuple(group) for item_id, group in found.items()}


def duty_rules(village: Village, settings: UnitSettings, holidays: HolidayTable) -> DutyRules:
    """What the unit's settings make of the catalogue's deadlines."""
    return DutyRules(
        village.village_code, settings.ledger_from, settings.lags, settings.finance_busy, holidays
    )


def duty_states(
    catalogue: Catalogue,
    rules: DutyRules,
    publications: Sequence[Shown],
    events: Sequence[EventItem],
    postings: Sequence[Posting],
    today: date,
    *,
    trusted: bool,
) -> tuple[DutyState, ...]:
    """Every duty in catalogue order, then by part, then oldest first."""
    groups, wall = by_item(publications), by_subject(postings)
    happened: dict[str, list[EventItem]] = {}
    for event in events:
        for item_id in event.catalogue_ids:
            happened.setdefault(item_id, []).append(event)
    found: list[DutyState] = []
    for item in catalogue.items:
        shelf = Shelf(groups.get(item.id, ()))
        found += [
            judge(duty, item, shelf, wall, rules.holidays, today, trusted=trusted)
            for duty in duties_of_item(item, rules, happened.get(item.id, ()), today)
        ]
    return tuple(found)


def publications_of_board(board: Board) -> tuple[Shown, ...]:
    """Everything published, as the duty rules see it, newest first."""
    return shown_from_heads(board, board.publications())


def shown_from_heads(board: Board, heads: Iterable[Published]) -> tuple[Shown, ...]:
    """The same of heads that were read already."""
    found: list[Shown] = []
    for head in heads:
        batch = board.batch(head.id) if head.type == "payouts" else None
        found.append(shown_from(head, batch.paid_to if batch else None))
    return tuple(found)
