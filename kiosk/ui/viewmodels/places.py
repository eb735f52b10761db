"""Where a row leads: page id and parameters for a publication or a catalogue item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.store.views import Published


@dataclass(frozen=True, slots=True)
class Target:
    """A page of ``kiosk.ui.nav.PAGES`` and its parameters; ``page`` '' leads nowhere."""

    page: str = ""
    params: dict[str, object] = field(default_factory=dict[str, object])


def target_of(head: Published) -> Target:
    """The page of one publication; a P3 batch is a total of its year, not a list."""
    match head.type:
        case "disclosure":
            return Target("item", {"id": head.id})
        case "policy":
            return Target("policy", {"id": head.id})
        case "payouts" if head.privacy in ("P3", "P4"):
            return Target("payouts", {"year": int(head.period)})
        case "payouts":
            return Target("payout-list", {"batch": head.id})
        case _:
            return Target()


def publications_of(catalogue_id: str, heads: Sequence[Published]) -> tuple[Published, ...]:
    """Publications under a catalogue item, newest first (the order of ``Board.publications``)."""
    return tuple(h for h in heads if catalogue_id in h.catalogue_ids)


def target_of_item(catalogue_id: str, heads: Sequence[Published]) -> Target:
    """Where a catalogue row leads: its one publication, the shelf of several, or 还没有公开."""
    found = publications_of(catalogue_id, heads)
    if not found:
        return Target("item", {"catalogue": catalogue_id})
    newest = found[0]
    periodic = newest.type == "disclosure" and len({h.period for h in found}) == len(found)
    if len(found) == 1 or periodic:
        target = target_of(newest)
        return Target(target.page, {**target.params, "catalogue": catalogue_id})
    return Target("shelf", {"catalogue": catalogue_id})
