"""The finder's table: every person who may be found, under every way the name is read.

P1 lists only; P2 lists too when the county's ``family_view`` is on (architecture §7, Finding
people).  Kept up to date inside the transaction that applies a bundle, so it never disagrees with
the lists.  pypinyin is loaded on the first name only: the screen process never needs it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from kiosk.domain.names import (
    Pinyin,
    SurnameTable,
    display_name,
    given_pinyin,
    load_surnames,
    split_surname,
    surname_pinyin,
    without_tones,
)
from kiosk.domain.paths import catalog_dir

# What a person's entry is made of; the newest payment says how the name is written now.
_ENTRIES = """
    select p.recipient_id, p.name, p.grp, p.ordinal, i.publish_from, i.superseded_from
    from payouts p cross join items i on i.key = p.item cross join batches b on b.item = p.item
    where {where} and i.withdrawn_on is null and (i.superseded_from is null or i.superseded_from > :today)
      and (i.privacy = 'P1' or (i.privacy = 'P2' and :family_view))
    order by {order}"""
_ONE = _ENTRIES.format(where="p.recipient_id = :rid", order="b.paid_to, i.version")
_ALL = _ENTRIES.format(where="p.recipient_id is not null", order="p.recipient_id, b.paid_to, i.version")

# Lines of a list whose person is not indexed yet, or otherwise than this list would have it.
_NEWS = """
    select p.recipient_id, p.name, p.grp, p.ordinal, n.recipient_id is not null
    from payouts p left join names n on n.recipient_id = p.recipient_id and n.main
    where p.item = :item and p.recipient_id is not null and (n.recipient_id is null or n.name <> p.name
      or n.grp <> p.grp or n.ordinal is not p.ordinal or n.visible_from > :publish_from
      or n.visible_to is not null)"""

_INSERT = "insert into names values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@cache
def packaged_surnames() -> SurnameTable:
    """The surname table that came with the program."""
    return load_surnames((catalog_dir() / "surnames.csv").read_text(encoding="utf-8"))


@cache
def _pinyin_table() -> Mapping[int, str]:
    """Code point → readings with tones, comma separated; over 40,000 characters, loaded when needed."""
    # Names are read character by character; the package's phrases would cost 45 MB and 0.3 s.
    os.environ["PYPINYIN_NO_PHRASES"] = "true"
    try:
        from pypinyin.pinyin_dict import pinyin_dict
    finally:
        del os.environ["PYPINYIN_NO_PHRASES"]
    return pinyin_dict


@lru_cache(maxsize=8192)
def character_readings(character: str) -> tuple[str, ...]:
    """Toneless readings of one character, the usual one first; ``()`` when nobody knows."""
    toned = _pinyin_table().get(ord(character), "")
    return tuple(dict.fromkeys(without_tones(reading) for reading in toned.split(",") if reading))


@dataclass(slots=True)
class _Person:
    name: str
    group: str
    ordinal: int | None
    visible_from: str
    visible_to: str | None


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Writes table ``names`` on the connection of a transaction that the caller has begun.

    ``today`` is an ISO day: lists that were replaced before it name nobody any more.
    """

    connection: sqlite3.Connection
    family_view: bool
    today: str
    surnames: SurnameTable = field(default_factory=packaged_surnames)

    def covers(self, privacy: str) -> bool:
        """Whether people of a list of this class may be found."""
        return privacy == "P1" or (privacy == "P2" and self.family_view)

    def add_list(self, item: int, publish_from: str) -> None:
        """The people of a list that was just written."""
        again: list[str] = []
        fresh: dict[str, _Person] = {}
        news = self.connection.execute(_NEWS, {"item": item, "publish_from": publish_from})
        for recipient, name, group, ordinal, known in news:
            if known:
                again.append(recipient)
            else:
                fresh[recipient] = _Person(name, group, ordinal, publish_from, None)
        self._insert(fresh)
        self.refresh(again)

    def refresh(self, recipients: Iterable[str]) -> None:
        """Work out these people's entries anew; who is on no list any more is forgotten."""
        for recipient in dict.fromkeys(recipients):
            self.connection.execute("delete from names where recipient_id = ?", (recipient,))
            self._insert(self._people(_ONE, rid=recipient))

    def rebuild(self) -> None:
        """Everything anew: after a snapshot, a change of ``family_view`` or an upgrade."""
        self.connection.execute("delete from names")
        self._insert(self._people(_ALL))

    def _people(self, sql: str, **only: str) -> dict[str, _Person]:
        people: dict[str, _Person] = {}
        parameters = {"family_view": self.family_view, "today": self.today, **only}
        for recipient, name, group, ordinal, start, end in self.connection.execute(sql, parameters):
            known = people.get(recipient)
            if known is not None:
                start = min(start, known.visible_from)
                end = None if end is None or known.visible_to is None else max(end, known.visible_to)
            people[recipient] = _Person(name, group, ordinal, start, end)
        return people

    def _insert(self, people: dict[str, _Person]) -> None:
        self.connection.executemany(_INSERT, self._rows(people))

    def _rows(self, people: dict[str, _Person]) -> Iterator[tuple[object, ...]]:
        # Few surnames and fewer characters make up a village: each part of a name is read once.
        heads: dict[str, tuple[Pinyin, ...]] = {}
        tails: dict[str, Pinyin] = {}
        for recipient, person in people.items():
            name = person.name
            if not name:
                continue
            surname, given = split_surname(name, self.surnames)
            if surname not in heads:
                heads[surname] = surname_pinyin(surname, self.surnames, character_readings)
            if given not in tails:
                tails[given] = given_pinyin(given, character_readings)
            tail = tails[given]
            shown = display_name(name, person.ordinal)
            main = True
            for head in heads[surname]:
                yield (
                    head.initials + tail.initials, head.full + tail.full, recipient, main, surname, name,
                    shown, person.group, person.ordinal, person.visible_from, person.visible_to,
                )  # fmt: skip
                main = False
