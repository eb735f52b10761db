"""The yearly publication of all subsidies (GK-HN-03).

赣府厅字〔2022〕45号第(八)项: the year's actual payments are published by village before the year ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.county.published import batch_row
from kiosk.demo.payouts import Batch
from kiosk.demo.runs import workday
from kiosk.domain.items import DisclosureItem


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
    people = batch.payouts[0].persons if batch.item.privacy == "P3" else len(batch.payouts)
    return batch_row(batch.item, people or 0)
