"""Privacy classes P0–P4 and PX: what of a publication may be shown where (architecture §6, §7).

Rests on 个人信息保护法 arts. 6, 25, 28, 34 (only what the purpose needs; health, accounts and
minors are sensitive) and domain README §4.  The scan of values is in ``kiosk.domain.scan``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.domain.columns import Column
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import PrivacyClass
from kiosk.domain.payout import PAYOUT_COLUMNS
from kiosk.domain.programmes import Programme
from kiosk.domain.settings import WebNames

Outlet = Literal["screen", "wall", "web"]
NameShow = Literal["full", "masked", "none"]

_ORDER: tuple[PrivacyClass, ...] = ("P0", "P1", "P2", "P3", "P4")
ALLOWED_NOTES = ("更正", "补发", "扣回", "退回重发")
"""The only words a note of a P1 list may consist of; other classes have no note."""
FOLDED_NAME = "其他保障合计"
"""Name of totals that had to be merged because too few persons stand behind them."""


def is_laxer(one: PrivacyClass, other: PrivacyClass) -> bool:
    """Whether ``one`` protects less than ``other``; PX, which promises nothing by itself, is laxest."""
    return _rank(one) < _rank(other)


def _rank(cls: PrivacyClass) -> int:
    return -1 if cls == "PX" else _ORDER.index(cls)


def strictest(*classes: PrivacyClass) -> PrivacyClass:
    """The strictest class. PX gives way to any other ("takes each programme's own").

    Only PX (or nothing) leaves a publication without a class of its own: it is then treated as
    P2, which keeps every name inside the village.
    """
    own: list[PrivacyClass] = [c for c in classes if c != "PX"]
    return max(own, key=_rank) if own else "P2"


def class_of(
    declared: PrivacyClass, programme: PrivacyClass | None, items: Iterable[PrivacyClass]
) -> PrivacyClass:
    """The class that counts: the strictest of manifest item, programme table and catalogue items."""
    own: PrivacyClass = programme or "PX"
    return strictest(declared, own, *items)


def check_downgrade(declared: PrivacyClass, programme: Programme) -> None:
    """SenderFault ``privacy_downgrade`` when a bundle declares a laxer class than the programme table."""
    if is_laxer(declared, programme.privacy):
        raise SenderFault(
            "privacy_downgrade",
            f"补贴项目 {programme.id} 应按 {programme.privacy} 保护，这一份写成了 {declared}。"
            "已挡住，不会显示。请县里改正后再发。",
        )


def names_shown(cls: PrivacyClass, outlet: Outlet, web_names: WebNames, may_be_on_web: bool) -> NameShow:
    """How names appear: in full for P0–P2 on screen and wall, never for P3 and P4.

    Behind the QR link P1 is masked where the county says so and a website is among the item's
    channels, else without names; P0 holds no personal names (its names are firms, posts, projects).
    """
    if cls in ("P3", "P4"):
        return "none"
    if outlet != "web":
        return "full"
    if cls == "P0":
        return "full"
    return "masked" if cls == "P1" and web_names == "masked" and may_be_on_web else "none"


def has_list(cls: PrivacyClass) -> bool:
    """Whether a list by person (or firm, or project) exists at all: not for P3, P4."""
    return cls in ("P0", "P1", "P2")


# --- payout tables -------------------------------------------------------------------------------

_ALWAYS = frozenset({"row", "cents", "status"})
_P2 = _ALWAYS | {"group", "name", "ordinal", "persons"}
_P3 = _ALWAYS | {"persons"}
_P1_EXTRA = frozenset({"group", "paid_on", "paid_how", "note"})


def allowed_fields(cls: PrivacyClass, columns: Sequence[Column], *, family_view: bool) -> tuple[str, ...]:
    """Payout CSV columns that may travel, in the order of PAYOUT_COLUMNS.

    P0 and P1: what the programme publishes, with the units of its quantities, the group (it tells
    bearers of one name apart), date and way of payment, a note of ALLOWED_NOTES; an ``ordinal``
    and ``recipient_id`` where a name is published.  Where persons and a rate are published, the
    quantity may repeat the persons, so that the arithmetic can be shown.  P2: 序号, 小组, 姓名,
    人数, 金额, and ``recipient_id`` only with ``family_view``.  P3: one row with persons and sum.
    P4: ``()``.
    """
    if cls == "P4":
        return ()
    published = {c.column for c in columns}
    if cls == "P3":
        fields = _P3
    elif cls in ("P2", "PX"):
        fields = _P2 | ({"recipient_id"} if family_view else set[str]())
    else:
        fields = _ALWAYS | _P1_EXTRA | published
        if "name" in published:
            fields |= {"ordinal", "recipient_id"}
        if {"persons", "rate"} <= published:
            fields |= {"qty"}
        for column in ("qty", "rate"):
            if column in fields:
                fields |= {f"{column}_unit"}
    return tuple(c for c in PAYOUT_COLUMNS if c in fields)


def note_allowed(note: str, cls: PrivacyClass) -> bool:
    """Whether a note may be shown: empty, or for P0 and P1 one or more words of ALLOWED_NOTES."""
    words = [w for w in re.split(r"[；;、，,\s]+", note) if w]
    return not words or (cls in ("P0", "P1") and all(w in ALLOWED_NOTES for w in words))


# --- small counts --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountedTotal:
    """A total that stands in for names: a programme (or several, merged) within a year."""

    programme_ids: tuple[str, ...]
    category: str
    persons: int
    cents: int


@dataclass(frozen=True, slots=True)
class ShownTotal:
    """A total as it may be published.

    ``merged`` ones are called FOLDED_NAME.  ``suppressed``: 少于3人, no amount, in no sum
    (``cents`` is 0).
    """

    programme_ids: tuple[str, ...]
    persons: int
    cents: int
    merged: bool
    suppressed: bool


def is_small(persons: int, small_count: int = 3) -> bool:
    """Whether so few persons stand behind a total that it would tell about them."""
    return persons < small_count


def protect_small_counts(totals: Sequence[CountedTotal], small_count: int = 3) -> tuple[ShownTotal, ...]:
    """Merges totals of too few persons: with the smallest of the same category, then of any.

    A total of nobody (0 persons, 0 分) is left out.  What is still too small alone is suppressed.
    Ordered as the first programme of each stood in ``totals``; persons and sums are those of the
    sources except where suppressed (architecture §7, Small counts).
    """
    order = {t.programme_ids: i for i, t in enumerate(totals)}
    pool: list[CountedTotal] = [t for t in totals if t.persons or t.cents]

    def size(total: CountedTotal) -> tuple[int, int, int]:
        return total.persons, total.cents, order[total.programme_ids]

    while len(pool) > 1:
        small = min(pool, key=size)
        if not is_small(small.persons, small_count):
            break
        others = [t for t in pool if t is not small]
        partner: CountedTotal = min([t for t in others if t.category == small.category] or others, key=size)
        first, second = sorted((small, partner), key=lambda t: order[t.programme_ids])
        merged = CountedTotal(
            (*first.programme_ids, *second.programme_ids),
            partner.category,
            first.persons + second.persons,
            first.cents + second.cents,
        )
        order[merged.programme_ids] = order[first.programme_ids]
        pool = [t for t in others if t is not partner] + [merged]
    shown: list[ShownTotal] = []
    for total in sorted(pool, key=lambda t: order[t.programme_ids]):
        hidden = is_small(total.persons, small_count)
        shown.append(
            ShownTotal(
                total.programme_ids,
                total.persons,
                0 if hidden else total.cents,
                len(total.programme_ids) > 1,
                hidden,
            )
        )
    return tuple(shown)
