"""The basic catalogue (居(村)务公开基本目录): what has to be public, by whom, when, how long, to whom.

Data, never code: ``catalog/village.csv`` and ``catalog/community.csv`` until the county sends its
own.  Columns: domain README §2; they follow 《基层政务公开标准目录》.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast, get_args

from kiosk.domain.deadline import (
    CyclePart,
    Deadline,
    DeadlineTextError,
    Hold,
    TriggerPart,
    parse_deadline,
    parse_hold,
)
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import FORMS, PRIVACY_CLASSES, Form, PrivacyClass
from kiosk.domain.region import UnitKind
from kiosk.domain.tables import Row, read_rows

Tier = Literal["law", "policy", "practice", "suggest"]
TIERS: tuple[str, ...] = get_args(Tier)
_KINDS: tuple[str, ...] = ("village", "community", "both")
_ITEM_ID = re.compile(r"GK-[A-Z]{2}-\d{2,3}\Z", re.ASCII)

COLUMNS: tuple[str, ...] = (
    "id", "seq", "level1", "level2", "elements", "legal_basis", "deadline", "hold", "deadline_text",
    "discloser", "supplier", "channels", "audience", "method", "level", "form", "privacy",
    "applies_to", "tier", "status", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One item (目录条目). ``elements`` serves as a checklist of what the publication must hold.

    ``verify`` is true while the county has not confirmed period, source or scope (待县核定).
    """

    id: str
    seq: int
    level1: str
    level2: str
    elements: tuple[str, ...]
    legal_basis: str
    deadline: Deadline
    hold: Hold
    deadline_text: str
    discloser: str
    supplier: str
    channels: tuple[str, ...]
    audience: str
    method: str
    level: str
    form: Form
    privacy: PrivacyClass
    applies_to: Literal["village", "community", "both"]
    tier: Tier
    verify: bool
    note: str

    @property
    def may_be_on_web(self) -> bool:
        """Whether a website is among the allowed channels (names of P1 never go there otherwise)."""
        return any("网站" in channel for channel in self.channels)

    @property
    def is_by_payout(self) -> bool:
        """Whether payouts start one of its deadlines."""
        return any(isinstance(p, TriggerPart) and p.trigger == "payout" for p in self.deadline.parts)

    @property
    def is_yearbook(self) -> bool:
        """Holds many programmes (PX) but is not started by a payout: only a yearly summary meets it.

        That is GK-HN-03 of the packaged catalogue (architecture §7, Programmes and the catalogue).
        """
        return self.privacy == "PX" and not self.is_by_payout

    @property
    def is_recurring(self) -> bool:
        """Whether it has a monthly, quarterly or half-yearly part."""
        return any(isinstance(p, CyclePart) for p in self.deadline.parts)


@dataclass(frozen=True, slots=True)
class Level1:
    """A level-1 subject with its items in catalogue order."""

    name: str
    items: tuple[CatalogueItem, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A whole catalogue. ``items`` in the order of ``seq``; ``groups`` in order of first appearance."""

    items: tuple[CatalogueItem, ...]
    groups: tuple[Level1, ...]
    by_id: Mapping[str, CatalogueItem]

    @classmethod
    def of(cls, items: tuple[CatalogueItem, ...]) -> Catalogue:
        ordered = tuple(sorted(items, key=lambda i: i.seq))
        names = dict.fromkeys(item.level1 for item in ordered)
        groups = tuple(Level1(n, tuple(i for i in ordered if i.level1 == n)) for n in names)
        return cls(ordered, groups, MappingProxyType({i.id: i for i in ordered}))

    def group(self, level1: str) -> Level1 | None:
        """The level-1 subject of that name."""
        return next((g for g in self.groups if g.name == level1), None)


def _parse_item(row: Row, kind: UnitKind) -> CatalogueItem:
    if not _ITEM_ID.match(row["id"]):
        raise row.fault("id", "编号要像 GK-HN-03 这样。请改正后再发。")
    column = "deadline"
    try:
        deadline = parse_deadline(row["deadline"])
        column = "hold"
        hold = parse_hold(row["hold"])
    except DeadlineTextError as error:
        words = "公开时限" if column == "deadline" else "公布期"
        raise row.fault(column, f"{words}的写法认不出来。请对照填表说明改正后再发。") from error
    applies_to = row.one_of("applies_to", _KINDS)
    if applies_to not in (kind, "both"):
        raise row.fault("applies_to", "这一条不适用于本目录。请删掉这一行再发。")
    return CatalogueItem(
        id=row["id"],
        seq=row.whole("seq"),
        level1=row.needed("level1"),
        level2=row.needed("level2"),
        elements=tuple(e for e in (part.strip() for part in row["elements"].split("；")) if e),
        legal_basis=row["legal_basis"],
        deadline=deadline,
        hold=hold,
        deadline_text=row.needed("deadline_text"),
        discloser=row.needed("discloser"),
        supplier=row["supplier"],
        channels=row.parts("channels"),
        audience=row["audience"],
        method=row["method"],
        level=row["level"],
        form=cast(Form, row.one_of("form", FORMS)),
        privacy=cast(PrivacyClass, row.one_of("privacy", PRIVACY_CLASSES)),
        applies_to=applies_to,
        tier=cast(Tier, row.one_of("tier", TIERS)),
        verify=row.one_of("status", ("ok", "verify")) == "verify",
        note=row["note"],
    )


def load_catalogue(text: str, kind: UnitKind, *, file: str = "catalogue.csv") -> Catalogue:
    """The catalogue of a CSV with exactly COLUMNS, for villages or for communities.

    Raises SenderFault with row and column: ``reference_header``, ``reference_row``,
    ``reference_value``, ``reference_duplicate`` (id or seq twice) or ``reference_empty``.
    """
    items: list[CatalogueItem] = []
    seen: set[str | int] = set()
    for row in read_rows(text, file=file, columns=COLUMNS):
        item = _parse_item(row, kind)
        for column, value in (("id", item.id), ("seq", item.seq)):
            if value in seen:
                raise row.fault(column, "这个编号前面已经有了。请改正后再发。", "reference_duplicate")
            seen.add(value)
        items.append(item)
    if not items:
        raise SenderFault("reference_empty", "目录里一条也没有。请把整份目录再发一次。", place=Place(file))
    return Catalogue.of(tuple(items))
