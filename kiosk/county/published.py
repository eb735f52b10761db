"""What stands for a payout batch beside its list: the payment as an event, a line of the yearbook.

Shared with the demo county, which publishes the same things.
"""

from __future__ import annotations

from kiosk.domain.items import EventItem, PayoutsItem
from kiosk.domain.money import format_amount
from kiosk.domain.privacy import is_small

MERGED_ID = "BT-QT-01"
"""Stands for several programmes together; not in the programme table, so that it tells of none."""
HEADS = ("补贴项目", "批次", "发放日期", "户(人)数", "金额(元)")
"""The yearbook's table."""
FEW = "少于3人"
"""Said in place of number and amount (architecture §7, Small counts)."""


def batch_row(item: PayoutsItem, people: int, small_count: int = 3) -> tuple[str, ...]:
    """A batch as a line under HEADS, without any name. ``people``: payees, for P3 as published."""
    few = item.privacy not in ("P0", "P1") and is_small(people, small_count)
    return (
        item.programme_name,
        item.batch,
        item.paid_to.isoformat(),
        FEW if few else str(people),
        "" if few else format_amount(item.table.cents or 0).replace(",", ""),
    )


def payment_event(item: PayoutsItem) -> EventItem:
    """The payment that starts the deadline for publishing its list (``payout+prompt``)."""
    return EventItem(
        event_id=f"FF-{item.batch_id}",
        catalogue_ids=item.catalogue_ids,
        trigger="payout",
        on=item.paid_to,
        title=f"{item.programme_name}{item.batch}发放",
    )
