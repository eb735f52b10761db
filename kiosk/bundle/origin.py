"""Who may publish what: a village's own kiosk and the county never touch each other's items.

A bundle of kind ``local`` is made by the kiosk that is its ``issuer``.  It holds disclosures, events and
withdrawals only; every id in it begins with ``L-<kiosk>-``, and no id of a county bundle begins with
``L-``.  So neither can correct, replace or withdraw what the other published.
"""

from __future__ import annotations

import re

from kiosk.bundle.strictjson import fault
from kiosk.domain.items import (
    LOCAL_MARK,
    DisclosureItem,
    EventItem,
    Item,
    Manifest,
    PayoutsItem,
    PolicyItem,
    WithdrawItem,
    local_prefix,
)

_KIOSK = re.compile(r"(?=.*[A-Za-z0-9])[A-Za-z0-9-]{1,32}", re.ASCII)
_LOCAL_KEY = re.compile(r"[A-Za-z0-9._:]{1,40}", re.ASCII)


def check_origin(manifest: Manifest) -> None:
    """SenderFault ``bad_manifest``, ``local_content`` or ``local_id``."""
    if manifest.kind != "local":
        for i, item in enumerate(manifest.items):
            if any(found.startswith(LOCAL_MARK) for found in _ids(item)):
                raise fault(f"items[{i}]", "用了亭子自己的编号(L-开头)，县里不能用。", "local_id")
        return
    if _KIOSK.fullmatch(manifest.issuer) is None:
        raise fault("issuer", "在本村的包里要写亭子的编号。")
    prefix = local_prefix(manifest.issuer)
    for i, item in enumerate(manifest.items):
        if not isinstance(item, DisclosureItem | EventItem | WithdrawItem):
            raise fault(f"items[{i}]", "不是本村能自己公开的一类。", "local_content")
        for found in _ids(item):
            # What follows the kiosk's id has no hyphen: K1 cannot write into the names of K1-2.
            if not found.startswith(prefix) or _LOCAL_KEY.fullmatch(found[len(prefix) :]) is None:
                raise fault(f"items[{i}]", "的编号不是这个亭子的。", "local_id")


def _ids(item: Item) -> tuple[str, ...]:
    match item:
        case PayoutsItem():
            return (item.batch_id,)
        case DisclosureItem():
            return (item.disclosure_id,)
        case PolicyItem():
            return (item.policy_id,)
        case EventItem():
            return (item.event_id,)
        case WithdrawItem():
            return tuple(target.id for target in item.targets)
        case _:
            return ()
