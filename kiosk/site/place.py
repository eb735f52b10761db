"""What all pages of one village share: the place, its settings and tables, the phones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kiosk.domain.catalogue import Catalogue, CatalogueItem
from kiosk.domain.items import REFERENCE_KINDS, PrivacyClass
from kiosk.domain.privacy import class_of
from kiosk.domain.programmes import Programme
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.region import Village
from kiosk.domain.settings import UnitSettings, parse_settings
from kiosk.site.model import Phone
from kiosk.store.views import Board, Published


@lru_cache(maxsize=1)
def _packaged() -> Reference:
    return load_packaged()


@dataclass(frozen=True, slots=True)
class Place:
    """One unit with the tables that hold for it."""

    village: Village
    settings: UnitSettings
    reference: Reference

    @classmethod
    def of(cls, board: Board) -> Place:
        """With what the county replaced; SenderFault or EnvironmentFault when a table cannot be read."""
        village = board.village()
        texts = {kind: text for kind in REFERENCE_KINDS if (text := board.reference_text(kind)) is not None}
        settings = (
            parse_settings(texts["settings"], village.village_code) if "settings" in texts else UnitSettings()
        )
        return cls(village, settings, _packaged().with_county(texts, village.kind))

    @property
    def code(self) -> str:
        return self.village.village_code

    @property
    def name(self) -> str:
        """石鼻镇罗田村."""
        return f"{self.village.town_name}{self.village.short_name}"

    @property
    def catalogue(self) -> Catalogue:
        return self.reference.catalogue(self.village.kind)

    def programme(self, programme_id: str) -> Programme | None:
        return self.reference.programmes.by_id.get(programme_id)

    def items(self, head: Published) -> tuple[CatalogueItem, ...]:
        """The catalogue items that a publication stands under, as far as they are known."""
        known = self.catalogue.by_id
        return tuple(known[i] for i in head.catalogue_ids if i in known)

    def class_of(self, head: Published, programme_id: str = "") -> PrivacyClass:
        """The class that counts, worked out again here (architecture §6, the third gate)."""
        programme = self.programme(programme_id)
        return class_of(
            head.privacy, programme.privacy if programme else None, [i.privacy for i in self.items(head)]
        )

    def dept(self, programme_id: str) -> str:
        """County departments in charge, joined by 、; empty when unknown."""
        programme = self.programme(programme_id)
        return "、".join(programme.dept.split("|")) if programme else ""

    def phones(self, dept: str = "") -> tuple[Phone, ...]:
        """Public phones, the nearest first: the village's, the town, who supervises."""
        contacts = [*self.settings.phones, *self.settings.contacts(dept)]
        return tuple(Phone(c.who, c.phone, re.sub(r"[^0-9-]", "", c.phone)) for c in dict.fromkeys(contacts))
