"""The people of a demo unit: households by group, elders, who takes over when a head dies.

Everything is drawn from the village code, so a person keeps the same ``recipient_id`` over
programmes and years, and two builds agree.  Ages are those of ``Roster.year``; they are never
published and only decide who gets what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from random import Random

from kiosk.demo import names
from kiosk.demo.seeds import chance, share
from kiosk.demo.units import SHOWN, UnitPlan
from kiosk.domain.region import UnitKind

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Person:
    """A payee. ``ordinal`` is set only for people who share group and name."""

    recipient_id: str
    group: str
    name: str
    ordinal: int | None
    age: int


@dataclass(frozen=True, slots=True)
class Household:
    """A household and what payments are worked out from.

    ``land``, ``rice``, ``wood`` in 亩 (two decimals, 0 = none); ``migrants`` persons entitled to the
    reservoir payment; ``heir`` is the payee from ``heir_from`` (a calendar year) on.
    """

    head: Person
    members: int
    land: Decimal
    rice: Decimal
    wood: Decimal
    migrants: int
    elder: Person | None
    heir: Person | None
    heir_from: int

    def payee(self, year: int) -> Person:
        """In whose name the household is paid in ``year``."""
        return self.heir if self.heir is not None and year >= self.heir_from else self.head


@dataclass(frozen=True, slots=True)
class Roster:
    """All households of a unit in list order. ``year`` is the year the ages are for."""

    village_code: str
    kind: UnitKind
    year: int
    groups: tuple[str, ...]
    households: tuple[Household, ...]

    def people(self) -> Iterator[Person]:
        """Everyone who may be named as a payee."""
        for h in self.households:
            yield h.head
            for other in (h.elder, h.heir):
                if other is not None:
                    yield other

    def chosen(self, tag: str, count: int, year: int) -> tuple[Household, ...]:
        """About ``count`` households that get the programme ``tag``; nearly the same ones each year.

        In list order.  A few leave and join from year to year, as in real lists.
        """
        ranked = _ranked(tag, tuple(h.head.recipient_id for h in self.households))
        keep = [i for i in ranked[: count + count // 8 + 1] if share(tag, year, i) >= 0.07]
        ids = set(keep[:count])
        return tuple(h for h in self.households if h.head.recipient_id in ids)


@lru_cache(maxsize=256)
def _ranked(tag: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """In the order of who gets the programme first: the same for all its years and payments."""
    return tuple(sorted(ids, key=lambda i: share(tag, i)))


def make_roster(plan: UnitPlan, kind: UnitKind, year: int) -> Roster:
    """The people of ``plan`` with ages as of ``year``."""
    rng = chance("roster", plan.village_code)
    ids = _ids(chance("ids", plan.village_code))
    sizes = _group_sizes(rng, plan.households, len(plan.groups))
    households: list[Household] = []
    for index, (group, size) in enumerate(zip(plan.groups, sizes, strict=True)):
        maker = _GroupMaker(plan, kind, group, plan.clans[index], year, ids)
        households.extend(maker.households(size, special=index))
    return Roster(plan.village_code, kind, year, plan.groups, tuple(_with_ordinals(households)))


def _ids(rng: Random) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        drawn = "".join(rng.choice(CROCKFORD) for _ in range(8))
        if drawn not in seen:
            seen.add(drawn)
            yield drawn


def _group_sizes(rng: Random, total: int, groups: int) -> list[int]:
    weights = [rng.uniform(0.6, 1.4) for _ in range(groups)]
    sizes = [int(total * w / sum(weights)) for w in weights]
    sizes[0] += total - sum(sizes)
    return sizes


class _GroupMaker:
    """Draws one group; holds what the draws of a group share."""

    def __init__(
        self, plan: UnitPlan, kind: UnitKind, group: str, clan: str, year: int, ids: Iterator[str]
    ) -> None:
        self.rng = chance("group", plan.village_code, group)
        self.plan, self.kind, self.group, self.clan, self.year, self.ids = plan, kind, group, clan, year, ids
        start = self.rng.randrange(len(names.CLAN_CHARACTERS) - 2)
        self.generations = names.CLAN_CHARACTERS[start : start + 3]
        # The person of the drawings is found by name alone.
        self.taken = {_DRAWN} if plan.village_code == SHOWN else set[str]()

    def households(self, size: int, special: int) -> list[Household]:
        fixed = _special_names(self.plan, special, self.clan, size)
        out = [self._household(fixed.get(place)) for place in range(size)]
        if size > 20 and special % 3 == 1:
            # Two people of one name in one group: lists tell them apart by （之一）（之二）.
            namesake = out[4].head.name
            out[size - 5] = replace(out[size - 5], head=replace(out[size - 5].head, name=namesake))
        return out

    def _person(self, age: int, woman: bool, fixed: str | None = None, surname: str | None = None) -> Person:
        name = fixed
        while name is None or (name in self.taken and fixed is None):
            family = surname or names.surname(self.rng, self.clan, self.plan.hold)
            generation = self.generations[0 if age >= 66 else 1 if age >= 46 else 2]
            name = family + names.given_name(self.rng, age, woman, generation)
        self.taken.add(name)
        return Person(next(self.ids), self.group, name, None, age)

    def _household(self, fixed: str | None) -> Household:
        rng = self.rng
        head_age = rng.randint(31, 79)
        head = self._person(head_age, rng.random() < 0.14, fixed)
        family = head.name[:2] if head.name.startswith(("欧阳", "上官")) else head.name[:1]
        elder = None
        if rng.random() < 0.15:
            # The mother keeps her own surname; a father shares it.
            woman = rng.random() < 0.6
            elder = self._person(rng.randint(81, 97), woman, surname=None if woman else family)
        heir, heir_from = None, 0
        if head_age >= 70 and rng.random() < 0.09:
            heir = self._person(rng.randint(38, 50), False, surname=family)
            heir_from = self.year - rng.randint(0, 3)
        land = rice = wood = Decimal(0)
        migrants = 0
        members = rng.choice((1, 2, 2, 3, 3, 4, 4, 4, 5, 5, 6))
        if self.kind == "village":
            if rng.random() < 0.92:
                land = _mu(rng, 0.65 * members + 1.1, 0.7)
            if land and rng.random() < 0.82:
                rice = (land * Decimal(rng.randint(70, 100)) / 100).quantize(CENT)
            if rng.random() < 0.48:
                wood = _mu(rng, 7.5, 5.0)
            if rng.random() < 0.11:
                migrants = min(members, rng.randint(1, 4))
        if head.name == _DRAWN and fixed:
            return Household(head, 4, *_DRAWN_LAND, 3, elder, None, 0)
        return Household(head, members, land, rice, wood, migrants, elder, heir, heir_from)


_DRAWN = "黄谷雨"
_DRAWN_LAND = (Decimal("5.20"), Decimal("4.80"), Decimal("12.00"))
"""The household of the drawings and of the worked examples: 5.20亩 × 112元 = 582.40元."""


def _mu(rng: Random, middle: float, spread: float) -> Decimal:
    value = max(0.35, rng.gauss(middle, spread * 1.6))
    return (Decimal(round(value * 100)) / 100).quantize(CENT)


def _special_names(plan: UnitPlan, index: int, clan: str, size: int) -> dict[int, str]:
    """Fixed names by their place in group number ``index``: the rare and the long ones."""
    rng = chance("special names", plan.village_code, index)
    places = rng.sample(range(1, size), 4)
    out: dict[int, str] = {}
    if index < 5:
        turn = (2 * index + int(plan.village_code[-3:])) % len(names.RARE_GIVEN)
        out[places[0]] = clan + names.RARE_GIVEN[turn]
        out[places[1]] = clan + names.RARE_GIVEN[(turn + 1) % len(names.RARE_GIVEN)]
    if index in (1, 2):
        out[places[2]] = names.RARE_FULL[(int(plan.village_code[-4:]) + index) % len(names.RARE_FULL)]
    if index in (0, 3):
        out[places[3]] = names.LONG_NAMES[(int(plan.village_code[-3:]) + index // 3) % len(names.LONG_NAMES)]
    if index == 0 and plan.village_code == SHOWN:
        out[0] = _DRAWN
    return out


def _with_ordinals(households: list[Household]) -> Iterator[Household]:
    everyone = [p for h in households for p in (h.head, h.elder, h.heir) if p is not None]
    count = Counter((p.group, p.name) for p in everyone)
    given: Counter[tuple[str, str]] = Counter()
    numbered: dict[str, Person] = {}
    for p in everyone:
        key = (p.group, p.name)
        if count[key] > 1:
            given[key] += 1
            p = replace(p, ordinal=given[key])
        numbered[p.recipient_id] = p
    for h in households:
        yield replace(
            h,
            head=numbered[h.head.recipient_id],
            elder=numbered[h.elder.recipient_id] if h.elder else None,
            heir=numbered[h.heir.recipient_id] if h.heir else None,
        )
