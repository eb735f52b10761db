"""Who a line of a list is: the registry's recipient ids, stable over years and programmes.

A person is matched by the keyed hash of the ID number, within one unit; without a number by group
and name, when only one person of the unit has them.  A number seen for the first time is taken over
by the one known person of that group and name who had none so far.  Everything else that is new is
a new person: same-name people stay apart (architecture §7, Recipient).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from operator import itemgetter
from typing import Literal, cast

from kiosk.domain.crockford import encode
from kiosk.store.registry import PeopleChange, PersonRow, Registry

ID_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that cannot be told whose it is: ``ambiguous``, or ``twice`` in this list."""

    index: int
    code: Literal["ambiguous", "twice"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Recipient id (``""`` for a line in ``conflicts``) and ordinal of each line, in order."""

    ids: list[str]
    ordinals: list[int | None]
    conflicts: tuple[Conflict, ...]


def resolve(
    registry: Registry,
    village_code: str,
    hashes: Sequence[str],
    groups: Sequence[str],
    names: Sequence[str],
    at: datetime,
) -> Resolved:
    """The persons behind the lines of one list; new ones are written to the registry.

    ``hashes`` are of ``keyring.id_hasher``, ``""`` without an ID number.
    """
    known = _all_as_known(registry, village_code, hashes, groups, names)
    if known is not None:
        return known
    book = _Book(registry, village_code)
    rows = book.quick(hashes)
    conflicts: list[Conflict] = []
    changes: list[tuple[PersonRow, PeopleChange]] = []
    for i in _odd(rows, groups, names):
        row = rows[i]
        if row is None:
            found = book.find(hashes[i], groups[i], names[i], changes)
            if found is None:
                conflicts.append(Conflict(i, "ambiguous"))
            rows[i] = found
        elif row[3] != names[i] or (row[2] != groups[i] and groups[i]):
            rows[i] = book.moved(row, groups[i] or row[2], names[i], changes)
    if book.new or changes:
        with registry.change():
            registry.add_people(village_code, book.new, at)
            for person, what in changes:
                registry.update_person(village_code, person, what, "来表里的写法变了", at)
    ids = [row[0] if row is not None else "" for row in rows]
    if len(set(ids)) != len(ids):
        seen: set[str] = set()
        for i, recipient_id in enumerate(ids):
            if recipient_id and recipient_id in seen:
                conflicts.append(Conflict(i, "twice"))
                ids[i] = ""
            seen.add(recipient_id)
    return Resolved(ids, book.ordinals(rows), tuple(sorted(conflicts, key=lambda c: c.index)))


def _all_as_known(
    registry: Registry, village_code: str, hashes: Sequence[str], groups: Sequence[str], names: Sequence[str]
) -> Resolved | None:
    """Most lists: everybody known by number, once, and written as before. None when it is
    not so.  In columns, for a row a person costs more than all the rest of packing."""
    people = registry.people_columns(village_code)
    if people is None or len(hashes) < 2:
        return None
    place = dict(zip(people.hashes, range(len(people.hashes)), strict=True)).get
    found = list(map(place, hashes))
    if None in found or "" in hashes or len(set(hashes)) != len(hashes):
        return None
    pick = itemgetter(*cast("list[int]", found))
    if pick(people.names) != tuple(names) or pick(people.groups) != tuple(groups):
        return None
    ordinals: list[int | None] = [None] * len(hashes)
    if max(people.places) > 1:
        bearers = zip(people.groups, people.names, strict=True)
        shared = set(compress(bearers, map((1).__lt__, people.places)))
        several = map(shared.__contains__, zip(groups, names, strict=True))
        ordinals = [p if s else None for p, s in zip(pick(people.places), several, strict=True)]
    return Resolved(list(pick(people.ids)), ordinals, ())


def _odd(rows: Sequence[PersonRow | None], groups: Sequence[str], names: Sequence[str]) -> Iterable[int]:
    """The lines that are not exactly a known person as known; compared as columns, for most lists are."""
    if None not in rows:
        people = cast("Sequence[PersonRow]", rows)
        if list(map(itemgetter(3), people)) == names and list(map(itemgetter(2), people)) == groups:
            return ()
    return range(len(rows))


class _Book:
    """The people of a unit while a list is matched against them."""

    def __init__(self, registry: Registry, village_code: str) -> None:
        people = registry.people(village_code)
        self._by_hash: dict[str, PersonRow] = {p[1]: p for p in people if p[1] is not None}
        self._people = people
        self._ids: dict[str, PersonRow] | None = None
        for id_hash, kept in registry.redirects(village_code).items():
            if kept in self._by_id:
                self._by_hash[id_hash] = self._by_id[kept]
        self._registry, self._village_code = registry, village_code
        self._names: dict[tuple[str, str], dict[str, PersonRow]] | None = None
        self._taken: set[str] | None = None
        self._shared = {(p[2], p[3]) for p in people if p[4] > 1}
        self.new: list[PersonRow] = []

    @property
    def _by_id(self) -> dict[str, PersonRow]:
        # Only where something is not as known: a million people are not looked at twice.
        if self._ids is None:
            self._ids = {p[0]: p for p in self._people}
        return self._ids

    def quick(self, hashes: Sequence[str]) -> list[PersonRow | None]:
        """Those whose number is known."""
        get = self._by_hash.get
        return [get(h) for h in hashes]

    def _bearers(self, group: str, name: str) -> dict[str, PersonRow]:
        if self._names is None:
            self._names = {}
            for person in self._by_id.values():
                self._names.setdefault((person[2], person[3]), {})[person[0]] = person
        return self._names.setdefault((group, name), {})

    def find(
        self, id_hash: str, group: str, name: str, changes: list[tuple[PersonRow, PeopleChange]]
    ) -> PersonRow | None:
        """The person of a line whose number is new or missing; None when it could be several."""
        if id_hash and id_hash in self._by_hash:
            # Became known a few lines above.
            return self._by_hash[id_hash]
        bearers = list(self._bearers(group, name).values())
        if not group and not bearers:
            bearers = [p for p in self._by_id.values() if p[3] == name]
        if not id_hash:
            if len(bearers) > 1:
                return None
            return bearers[0] if bearers else self._add(None, group, name)
        if len(bearers) == 1 and bearers[0][1] is None:
            recipient_id, _, old_group, old_name, place = bearers[0]
            person: PersonRow = (recipient_id, id_hash, old_group, old_name, place)
            if any(p[0] == recipient_id for p in self.new):
                self.new = [p for p in self.new if p[0] != recipient_id] + [person]
            else:
                changes.append((person, "attached"))
            self._keep(person)
            return person
        return self._add(id_hash, group, name)

    def moved(
        self, row: PersonRow, group: str, name: str, changes: list[tuple[PersonRow, PeopleChange]]
    ) -> PersonRow:
        """A known person who is written differently now."""
        self._bearers(row[2], row[3]).pop(row[0], None)
        place = self._next_place(group, name)
        person: PersonRow = (row[0], row[1], group, name, place)
        changes.append((person, "renamed" if name != row[3] else "moved"))
        self._keep(person)
        return person

    def _add(self, id_hash: str | None, group: str, name: str) -> PersonRow:
        if self._taken is None:
            self._taken = self._registry.person_ids(self._village_code)
        recipient_id = encode(secrets.token_bytes(5), ID_LENGTH)
        while recipient_id in self._taken:
            recipient_id = encode(secrets.token_bytes(5), ID_LENGTH)
        self._taken.add(recipient_id)
        person: PersonRow = (recipient_id, id_hash, group, name, self._next_place(group, name))
        self.new.append(person)
        self._keep(person)
        return person

    def _next_place(self, group: str, name: str) -> int:
        return 1 + max((p[4] for p in self._bearers(group, name).values()), default=0)

    def _keep(self, person: PersonRow) -> None:
        self._bearers(person[2], person[3])[person[0]] = person
        self._by_id[person[0]] = person
        if person[1] is not None:
            self._by_hash[person[1]] = person
        if person[4] > 1:
            self._shared.add((person[2], person[3]))

    def ordinals(self, rows: Sequence[PersonRow | None]) -> list[int | None]:
        """（之一）（之二） for those whose name another one of the group has too."""
        if not self._shared:
            return [None] * len(rows)
        out: list[int | None] = []
        for row in rows:
            # Looked up again: a later line may have brought the second bearer or a new name.
            now = self._by_id[row[0]] if row is not None else None
            out.append(now[4] if now is not None and (now[2], now[3]) in self._shared else None)
        return out
