"""Subsidy programmes (补贴项目): names they go by, what of them may be shown, where they are folded.

Data: ``catalog/subsidies.csv`` (columns: domain README §5) until the county sends its own.  The
usual standards serve only as a hint; the amount of the batch always counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast

from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import PrivacyClass
from kiosk.domain.region import UnitKind
from kiosk.domain.tables import Row, read_rows

_PROGRAMME_ID = re.compile(r"BT-[A-Z]{2}-\d{2,3}\Z", re.ASCII)
_CLASSES = ("P0", "P1", "P2", "P3", "P4")

COLUMNS: tuple[str, ...] = (
    "id", "name", "aliases", "category", "catalogue_ids", "dept", "funding_level", "legal_basis",
    "target", "unit", "usual_standard", "standard_note", "frequency", "publish_columns", "privacy",
    "hide_fields", "applies_to", "status", "note", "fold_into",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme. ``publish_columns`` are labels of ``columns.csv``; P3's are those of the total."""

    id: str
    name: str
    aliases: tuple[str, ...]
    category: str
    catalogue_ids: tuple[str, ...]
    dept: str
    funding_level: tuple[str, ...]
    legal_basis: str
    target: str
    unit: str
    usual_standard: str
    standard_note: str
    frequency: str
    publish_columns: tuple[str, ...]
    privacy: PrivacyClass
    hide_fields: tuple[str, ...]
    applies_to: Literal["village", "community", "both"]
    verify: bool
    note: str
    fold_into: str | None


def programme_key(text: str) -> str:
    """How names of programmes are compared: NFKC, without blanks, bracket and quote signs, a leading year.

    ``２０２６年 耕地地力保护补贴`` and ``耕地地力保护补贴`` have the same key.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"[\s()\[\]“”\"《》:]", "", plain)
    return re.sub(r"^(?:19|20)\d\d年?度?", "", plain)


@dataclass(frozen=True, slots=True)
class ProgrammeTable:
    """All programmes in table order."""

    programmes: tuple[Programme, ...]
    by_id: Mapping[str, Programme]
    _by_key: Mapping[str, tuple[Programme, ...]]

    @classmethod
    def of(cls, programmes: tuple[Programme, ...]) -> ProgrammeTable:
        keys: dict[str, tuple[Programme, ...]] = {}
        for programme in programmes:
            for key in dict.fromkeys(map(programme_key, (programme.name, *programme.aliases))):
                keys[key] = (*keys.get(key, ()), programme)
        by_id = MappingProxyType({p.id: p for p in programmes})
        return cls(programmes, by_id, MappingProxyType(keys))

    def find(self, name: str, kind: UnitKind | None = None) -> tuple[Programme, ...]:
        """Programmes called exactly so (name or alias); several when an alias is shared (两残补贴).

        ``kind`` leaves out those that do not apply to villages (communities).
        """
        return tuple(p for p in self._by_key.get(programme_key(name), ()) if _applies(p, kind))

    def named_in(self, title: str, kind: UnitKind | None = None) -> tuple[Programme, ...]:
        """Programmes whose name or alias stands in a title line; the longest match wins alone."""
        key = programme_key(title)
        hits = {k: found for k in self._by_key if k in key and (found := self.find(k, kind))}
        longest = max(map(len, hits), default=0)
        return tuple(dict.fromkeys(p for k, found in hits.items() if len(k) == longest for p in found))

    def fold_target(self, programme: Programme) -> Programme | None:
        """Where a P4 programme is added up (architecture §7); ``None``: it must be refused."""
        return self.by_id[programme.fold_into] if programme.fold_into else None


def _applies(programme: Programme, kind: UnitKind | None) -> bool:
    return kind is None or programme.applies_to in (kind, "both")


def _parse_programme(row: Row) -> Programme:
    if not _PROGRAMME_ID.match(row["id"]):
        raise row.fault("id", "编号要像 BT-NY-01 这样。请改正后再发。")
    privacy = cast(PrivacyClass, row.one_of("privacy", _CLASSES))
    columns = row.parts("publish_columns")
    if privacy != "P4" and not columns:
        raise row.fault("publish_columns", "要写明公布哪些列。请补上后再发。")
    return Programme(
        id=row["id"],
        name=row.needed("name"),
        aliases=row.parts("aliases"),
        category=row.needed("category"),
        catalogue_ids=row.parts("catalogue_ids"),
        dept=row["dept"],
        funding_level=row.parts("funding_level"),
        legal_basis=row["legal_basis"],
        target=row["target"],
        unit=row["unit"],
        usual_standard=row["usual_standard"],
        standard_note=row["standard_note"],
        frequency=row["frequency"],
        publish_columns=columns,
        privacy=privacy,
        hide_fields=row.parts("hide_fields"),
        applies_to=cast(
            Literal["village", "community", "both"],
            row.one_of("applies_to", ("village", "community", "both")),
        ),
        verify=row.one_of("status", ("ok", "verify")) == "verify",
        note=row["note"],
        fold_into=row["fold_into"] or None,
    )


def load_programmes(text: str, *, file: str = "programmes.csv") -> ProgrammeTable:
    """The programmes of a CSV with exactly COLUMNS.

    Raises SenderFault with row and column: as for the catalogue, and ``reference_fold`` when
    ``fold_into`` names no programme, the programme itself, or one that is P4 too.
    """
    rows: dict[str, Row] = {}
    programmes: dict[str, Programme] = {}
    for row in read_rows(text, file=file, columns=COLUMNS):
        programme = _parse_programme(row)
        if programme.id in programmes:
            raise row.fault("id", "这个编号前面已经有了。请改正后再发。", "reference_duplicate")
        rows[programme.id], programmes[programme.id] = row, programme
    if not programmes:
        raise SenderFault(
            "reference_empty", "补贴项目表里一项也没有。请把整份表再发一次。", place=Place(file)
        )
    for programme in programmes.values():
        if programme.fold_into is None:
            continue
        target = programmes.get(programme.fold_into)
        if target is None or target.privacy == "P4":
            raise rows[programme.id].fault(
                "fold_into", "要并入的项目不在表里，或者它自己也不公布。请改正后再发。", "reference_fold"
            )
    return ProgrammeTable.of(tuple(programmes.values()))
