"""Which village and group a table means: names written in many ways, an alias table, never a guess.

Aliases: ``catalog/aliases.csv`` and a file of the same form in the workspace
(``village_code,kind,written,means,note``): kind ``village`` (means is empty) or ``group``.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from kiosk.domain.region import Village, is_village_code
from kiosk.domain.tables import read_rows

_VILLAGE = re.compile(r"(?:村民委员会|村委会|村委|村+)\Z")
_COMMUNITY = re.compile(r"(?:居民委员会|居委会|居委)\Z")
_BRACKET = re.compile(r"[(（].*?[)）]")


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way of writing a village (``means`` empty) or one of its groups, confirmed by a person."""

    village_code: str
    kind: Literal["village", "group"]
    written: str
    means: str


@dataclass(frozen=True, slots=True)
class Found:
    """``code`` of the unit, or why there is none (``village_missing``, ``_unknown``, ``_ambiguous``) with
    the nearest names."""

    code: str | None
    fault: str = ""
    candidates: tuple[str, ...] = ()


def load_aliases(text: str, *, file: str = "aliases.csv") -> tuple[Alias, ...]:
    """The aliases of a CSV; SenderFault with row and column when it is wrong."""
    found: list[Alias] = []
    for row in read_rows(
        text, file=file, columns=("village_code", "kind", "written", "means"), optional=("note",)
    ):
        kind = cast(Literal["village", "group"], row.one_of("kind", ("village", "group")))
        if not is_village_code(row["village_code"]):
            raise row.fault("village_code", "要填12位的区划代码。请改正后再发。")
        means = row.needed("means") if kind == "group" else row["means"]
        found.append(Alias(row["village_code"], kind, row.needed("written"), means))
    return tuple(found)


def place_key(text: str) -> str:
    """How names of places are compared: without blanks, width differences and the committee's words.

    The kind stays: 徐埠村委会 is 徐埠村, 徐埠社区居委会 is 徐埠社区; some towns have both.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    shorter = _COMMUNITY.sub("", plain)
    if shorter != plain and len(shorter) > 1:
        return shorter
    shorter = _VILLAGE.sub("", plain)
    return f"{shorter}村" if shorter != plain and shorter else plain


def _stem(key: str) -> str:
    """罗田 from 罗田村, 东门 from 东门社区; one-character names keep their ending."""
    for ending in ("社区", "村"):
        if key.endswith(ending) and len(key) > len(ending) + 1:
            return key.removesuffix(ending)
    return key


class Places:
    """The county's villages and what they may be called. Answers are cached: a list repeats its village."""

    def __init__(
        self,
        villages: Iterable[Village],
        aliases: Iterable[Alias] = (),
        groups: Iterable[tuple[str, tuple[str, ...]]] = (),
    ) -> None:
        self._villages = {v.village_code: v for v in villages}
        self._names: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        for v in self._villages.values():
            for name in (v.village_name, v.short_name):
                key = place_key(name)
                self._names.setdefault(key, set()).add(v.village_code)
                self._stems.setdefault(_stem(key), set()).add(v.village_code)
        self._towns: dict[str, str] = {}
        for v in self._villages.values():
            for form in (v.town_name, re.sub(r"[镇乡场]\Z", "", v.town_name)):
                self._towns[form] = v.town_code
        self._county = {n for v in self._villages.values() for n in (v.county_name, v.province_name)}
        self._group_alias: dict[tuple[str, str], str] = {}
        for alias in aliases:
            if alias.kind == "village":
                self._names[place_key(alias.written)] = {alias.village_code}
            else:
                self._group_alias[(alias.village_code, place_key(alias.written))] = alias.means
        self._groups = {code: frozenset(map(place_key, names)) for code, names in groups}
        self._cache: dict[tuple[str, str], Found] = {}

    def village(self, village_text: str, town_text: str = "") -> Found:
        """The unit meant by a cell, with the town's cell where there is one."""
        pair = (village_text, town_text)
        found = self._cache.get(pair)
        if found is None:
            found = self._cache[pair] = self._find(village_text, town_text)
        return found

    def _find(self, village_text: str, town_text: str) -> Found:
        if not village_text.strip():
            return Found(None, "village_missing")
        if is_village_code(village_text.strip()) and village_text.strip() in self._villages:
            return Found(village_text.strip())
        town = self._towns.get(re.sub(r"\s", "", unicodedata.normalize("NFKC", town_text)))
        key = place_key(village_text)
        for name in self._county:
            key = key.removeprefix(name)
        for name, code in self._towns.items():
            if key.startswith(name) and len(key) > len(name) + 1 and key not in self._names:
                key, town = key.removeprefix(name), town or code
                break
        bare = place_key(_BRACKET.sub("", key))
        for names, form in ((self._names, key), (self._names, bare), (self._stems, _stem(bare))):
            codes = {c for c in names.get(form, ()) if town is None or c.startswith(town)}
            if len(codes) == 1:
                return Found(next(iter(codes)))
            if codes:
                return Found(None, "village_ambiguous", tuple(self.label(c) for c in sorted(codes)))
        # The town may be the wrong one: then a village of that name elsewhere is worth naming.
        return Found(None, "village_unknown", self._nearest(key, town) or self._nearest(key, None))

    def _nearest(self, key: str, town: str | None) -> tuple[str, ...]:
        stems: dict[str, list[str]] = {}
        for code, v in self._villages.items():
            if town is None or code.startswith(town):
                stems.setdefault(_stem(place_key(v.short_name)), []).append(code)
        close = difflib.get_close_matches(_stem(key), stems, n=3, cutoff=0.4)
        return tuple(self.label(code) for stem in close for code in stems[stem])[:4]

    def named_in(self, text: str) -> str | None:
        """The one unit whose name (with 村 or 社区) stands in a title, a sheet or a file name; else None."""
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
        towns = {code for name, code in self._towns.items() if name in plain and name[-1] in "镇乡场"}
        hits = [
            v
            for v in self._villages.values()
            if v.short_name in plain and (not towns or v.town_code in towns)
        ]
        longest = max((len(v.short_name) for v in hits), default=0)
        best = {v.village_code for v in hits if len(v.short_name) == longest}
        return next(iter(best)) if len(best) == 1 else None

    def heading(self, text: str) -> tuple[str, bool] | None:
        """The unit that a line of its own names, and whether it can be nothing else; None for another text.

        上屋组 or 徐埠 are groups; 徐埠村 may be a group too; 东阳镇徐埠村 and 徐埠村委会 are no groups.
        """
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip(":")
        if len(plain) > 30 or not re.search(r"(?:村|社区|委会|居委|委员会)\Z", plain):
            return None
        code = self.village(plain).code
        if code is None:
            return None
        town = self._villages[code].town_name
        return code, town in plain or plain.endswith(("委会", "居委", "委员会", "社区"))

    def group(self, code: str, text: str) -> tuple[str, bool]:
        """(the group's name, whether it is known). Without a list of groups every name is."""
        plain = "".join(text.split())
        means = self._group_alias.get((code, place_key(plain)))
        if means is not None:
            return means, True
        known = self._groups.get(code)
        return plain, not plain or known is None or place_key(plain) in known

    def label(self, code: str) -> str:
        """石鼻镇罗田村."""
        v = self._villages[code]
        return f"{v.town_name}{v.short_name}"

    def kind(self, code: str) -> str:
        """village or community."""
        return self._villages[code].kind
