"""What of the publications is new, over or a notice, for the first page, shelves and the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.store.views import Published
    from kiosk.ui.viewmodels.facts import Facts

NEW_DAYS = 30
"""Something is 新 for so many days after its publication (ui.md pages 2 and 3)."""


def is_over(head: Published, facts: Facts) -> bool:
    """Its time of publication has passed: it stays to be found under 往期, after what counts today."""
    return head.publish_to is not None and head.publish_to < facts.today


def is_new(head: Published, facts: Facts) -> bool:
    """Published within the last 30 days, not withdrawn and not over."""
    age = facts.today - head.published_on
    standing = head.withdrawal is None and not is_over(head, facts)
    return standing and timedelta(0) <= age <= timedelta(days=NEW_DAYS)


def notices_of(heads: Iterable[Published]) -> list[Published]:
    """The notices among the publications, in their order."""
    return [h for h in heads if h.type == "disclosure" and h.form == "notice"]
