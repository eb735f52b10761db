"""The yearly publication of all subsidies (GK-HN-03) and the events that payments are.

赣府厅字〔2022〕45号第(八)项: the year's actual payments are published by village before the year ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.demo.payouts import Batch
from kiosk.demo.runs import workday
from kiosk.domain.items import DisclosureItem, EventItem
from kiosk.domain.money import format_amount
from kiosk.domain.privacy import is_small

HEADS = ("补贴项目", "批次", "发放日期", "户(人)数", "金额(元)")
FEW = "少于3人"
"""Said in place of number and amount (architecture §7, Small counts)."""


@dataclass(frozen=True, slots=True)
class Yearbook:
    """A year's disclosure and the rows of its table, one a batch, without any name."""

    item: DisclosureItem
    rows: tuple[tuple[str, ...], ...]


def yearbook(unit_name: str, year: int, batches: Iterable[Batch]) -> Yearbook:
    """What was paid in ``year`` and published before its end, in its last valid version."""
    day = workday(date(year, 12, 16))
    newest: dict[str, Batch] = {}
    for batch in batches:
        if batch.item.year == year and batch.item.publish_from <= day:
            newest[batch.item.batch_id] = batch
    chosen = sorted(newest.values(), key=lambda b: (b.item.programme_id, b.item.paid_to))
    item = DisclosureItem(
        disclosure_id=f"HN-03-{year}",
        catalogue_ids=("GK-HN-03",),
        title=f"{unit_name}{year}年惠民惠农财政补贴资金发放结果",
        period=str(year),
        form="table",
        privacy="P0",
        published_on=day,
        publish_from=day,
        body=f"本表汇总{year}年公布过的各批发放。每批的名单在“查补贴”里看。演示内容，金额为示例。",
    )
    return Yearbook(item, tuple(_row(b) for b in chosen))


def _row(batch: Batch) -> tuple[str, ...]:
    item = batch.item
    people = batch.payouts[0].persons if item.privacy == "P3" else len(batch.payouts)
    few = item.privacy != "P1" and is_small(people or 0)
    return (
        item.programme_name,
        item.batch,
        item.paid_to.isoformat(),
        FEW if few else str(people),
        "" if few else format_amount(item.table.cents or 0).replace(",", ""),
    )


def payment_event(batch: Batch) -> EventItem:
    """The payment that starts the deadline for publishing its list (``payout+prompt``)."""
    item = batch.item
    return EventItem(
        event_id=f"FF-{item.batch_id}",
        catalogue_ids=item.catalogue_ids,
        trigger="payout",
        on=item.paid_to,
        title=f"{item.programme_name}{item.batch}发放",
    )
