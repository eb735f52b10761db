"""What the duty rules need to know of a publication that the board holds."""

from __future__ import annotations

from datetime import date

from kiosk.domain.clock import shanghai_date
from kiosk.domain.duty import Shown
from kiosk.store.views import Published


def shown_from(head: Published, paid_on: date | None = None) -> Shown:
    """A publication's head as the duty rules see it; ``paid_on`` is the last payment day of a batch."""
    return Shown(
        type=head.type,
        id=head.id,
        version=head.version,
        catalogue_ids=head.catalogue_ids,
        period=head.period,
        published_on=head.published_on,
        publish_from=head.publish_from,
        publish_to=head.publish_to,
        shown_on=shanghai_date(head.first_shown) if head.first_shown else None,
        nothing=head.nothing,
        event_on=head.event_on,
        paid_on=paid_on,
        withdrawn_on=head.withdrawal.withdrawn_on if head.withdrawal else None,
        first_on=head.first_on,
    )
