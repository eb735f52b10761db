"""What of a payout batch may be on the web: totals, masked names only where the county wants them.

Rules: architecture §6 and §7 (Web, Small counts), domain README §4.  On the wall names stand beside
the amounts; here a total stands in for them, so one of fewer people than may be told has no amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.items import PrivacyClass
from kiosk.domain.names import SurnameTable, mask_name
from kiosk.domain.privacy import CountedTotal, NameShow, is_small, names_shown, protect_small_counts
from kiosk.domain.settings import UnitSettings
from kiosk.store.views import BatchView, GroupTotal, PayoutRow, ProgrammeYear


@dataclass(frozen=True, slots=True)
class WebTotal:
    """A total as the web may tell it. ``count`` households or persons, ``None`` unknown.

    ``hidden``: fewer than the county's small count stand behind it; then neither is told.
    """

    count: int | None
    cents: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class WebGroup:
    """A 村民小组, or several together (第一小组、第二小组) where one alone would be too small."""

    name: str
    households: int
    cents: int


@dataclass(frozen=True, slots=True)
class WebName:
    """A line of a list: the name masked (P1) or a firm, post or project (P0)."""

    group: str
    name: str
    cents: int


def may_be_on_web(items: Iterable[CatalogueItem]) -> bool:
    """Whether a website is a channel of everything that the publication meets.

    Items of class PX hold many programmes and say nothing about one; a publication under nothing
    else does not go to the web by name.
    """
    own = [item for item in items if item.privacy != "PX"]
    return bool(own) and all(item.may_be_on_web for item in own)


def name_show(cls: PrivacyClass, settings: UnitSettings, items: Iterable[CatalogueItem]) -> NameShow:
    """How names of a batch appear behind its QR code."""
    return names_shown(cls, "web", settings.web_names, may_be_on_web(items))


def batch_total(batch: BatchView, cls: PrivacyClass, small_count: int) -> WebTotal:
    """The total of one batch."""
    if batch.head.withdrawal is not None:
        return WebTotal(None, 0, False)
    if cls == "P0":
        return WebTotal(batch.households, batch.cents, False)
    count = batch.persons if cls in ("P3", "P4") else batch.households
    if batch.suppressed or (count is not None and is_small(count, small_count)):
        return WebTotal(None, 0, True)
    return WebTotal(count, batch.cents, False)


def programme_total(programme: ProgrammeYear, cls: PrivacyClass, small_count: int) -> WebTotal:
    """The total of a programme's year: batches that are hidden are not in it.

    Otherwise the year less the other batches would tell what was hidden.
    """
    parts = [batch_total(b, cls, small_count) for b in programme.batches if b.head.withdrawal is None]
    told = [part for part in parts if not part.hidden]
    if not told:
        return WebTotal(None, 0, True)
    cents = sum(part.cents for part in told)
    if len(told) < len(parts):
        # The people of hidden batches may be the same or others: no count is better than a wrong one.
        return WebTotal(None, cents, False)
    return WebTotal(programme.persons if cls in ("P3", "P4") else programme.households, cents, False)


def web_groups(groups: Sequence[GroupTotal], cls: PrivacyClass, small_count: int) -> tuple[WebGroup, ...]:
    """Totals by group of a P1 list, none for other classes and where there is only one group.

    Groups of too few households are put together, so their sum is still the batch's.
    """
    if cls != "P1" or any(not group.group for group in groups):
        return ()
    counted = [CountedTotal((g.group,), "", g.households, g.cents) for g in groups]
    shown = [
        WebGroup("、".join(total.programme_ids), total.persons, total.cents)
        for total in protect_small_counts(counted, small_count)
        if not total.suppressed
    ]
    return tuple(shown) if len(shown) > 1 else ()


def web_names(rows: Iterable[PayoutRow], show: NameShow, table: SurnameTable) -> tuple[WebName, ...]:
    """The list as it may be shown; empty without names."""
    if show == "none":
        return ()
    return tuple(
        WebName(
            row.payout.group,
            mask_name(row.payout.name, table) if show == "masked" else row.display_name,
            row.payout.cents,
        )
        for row in rows
        if row.payout.name
    )


def tells_a_name(text: str, rows: Iterable[PayoutRow]) -> bool:
    """Whether a sentence (the reason of a correction) holds a name of the list."""
    return any(len(row.payout.name) > 1 and row.payout.name in text for row in rows)
