"""``registry.db`` of the county's workspace: who is who, what was sent, which kiosks there are.

Holds no ID number and no account: a person is known by a keyed hash whose key lies beside it in
``keys/`` and never leaves the workspace.  What was sent is kept as the items of the signed manifests
(their JSON is the county's business, kiosk/county/ledger.py).  One writer; ``synchronous=FULL``,
because a sequence number that was given away must not come back after a power cut.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from kiosk.domain.clock import to_rfc3339
from kiosk.store.connect import connect_ro, connect_rw, scalar, speaking, transaction
from kiosk.store.migrations import Steps, migrate

if TYPE_CHECKING:
    from sqlite_utils import Database

REGISTRY = Steps("registry")


@REGISTRY()
def first_tables(db: Database) -> None:
    """People by village, bundles with their items, kiosks, and a log of every merge and split."""
    for statement in (
        # place: 1 for the first bearer of a name in a group, 2 for the second …
        """create table people (
            village text not null, id text not null, hash text, grp text not null, name text not null,
            place integer not null, since text not null, merged_into text,
            primary key (village, id)) without rowid""",
        "create unique index people_hash on people (village, hash) where hash is not null",
        "create index people_name on people (village, grp, name)",
        """create table people_log (
            number integer primary key, village text not null, what text not null, id text not null,
            other text, reason text not null, at text not null)""",
        """create table bundles (
            village text not null, seq integer not null, sha256 text not null, kind text not null,
            created text not null, key_id text not null,
            primary key (village, seq)) without rowid""",
        """create table items (
            village text not null, type text not null, id text not null, version integer not null,
            seq integer not null, json text not null, digest text not null, withdrawn_seq integer,
            primary key (village, type, id, version)) without rowid""",
        """create table kiosks (
            village text not null, kiosk text not null, public_key text not null, added text not null,
            primary key (village, kiosk)) without rowid""",
    ):
        db.conn.execute(statement)


PersonRow = tuple[str, str | None, str, str, int]
"""(recipient id, keyed hash or None, group, name, place)."""

@dataclass(frozen=True, slots=True)
class PeopleColumns:
    """Everybody of a unit as columns in one order; ``hashes`` hold ``""`` for none."""

    ids: list[str]
    hashes: list[str]
    groups: list[str]
    names: list[str]
    places: list[int]


PeopleChange = Literal["attached", "renamed", "moved", "merged", "split"]


@dataclass(frozen=True, slots=True)
class SentBundle:
    """A bundle in the outbox. ``sha256`` is that of its manifest, the next one's ``prev``."""

    village_code: str
    seq: int
    sha256: str
    kind: str
    created: str
    key_id: str

    @property
    def name(self) -> str:
        return f"{self.village_code}-{self.seq:06d}"


@dataclass(frozen=True, slots=True)
class SentItem:
    """One item of a sent bundle. ``digest`` is the sha256 of its table or file, empty without one.

    ``withdrawn_seq``: the bundle that took it down.
    """

    village_code: str
    type: str
    id: str
    version: int
    seq: int
    json: str
    digest: str = ""
    withdrawn_seq: int | None = None


@dataclass(frozen=True, slots=True)
class KnownKiosk:
    """A kiosk whose public key a person accepted."""

    village_code: str
    kiosk_id: str
    public_key: str
    added: str


_ITEM = "village, type, id, version, seq, json, digest, withdrawn_seq"


class ReadOnly(Exception):
    """A reader of the registry found something to write: the process that may write has to do it."""


class Registry:
    """The county's registry, opened for writing by one process. A context manager.

    ``read_only`` ones are for helpers of that process; their :meth:`change` raises ReadOnly.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path, self._read_only = path, read_only
        with speaking(path):
            if read_only:
                self._connection = connect_ro(path)
                return
            self._connection = connect_rw(path, synchronous="FULL")
            try:
                migrate(self._connection, REGISTRY, path)
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def change(self) -> Generator[None]:
        """Everything inside is one transaction; EnvironmentFault for the disk."""
        if self._read_only:
            raise ReadOnly
        with speaking(self._path), transaction(self._connection):
            yield

    def _rows(self, sql: str, *parameters: object) -> list[sqlite3.Row]:
        with speaking(self._path):
            return self._connection.execute(sql, parameters).fetchall()

    # --- people ----------------------------------------------------------------------------------

    def people(self, village_code: str) -> list[PersonRow]:
        """Everybody of a unit who was not merged into somebody else."""
        return self._rows(  # type: ignore[return-value]
            "select id, hash, grp, name, place from people where village = ? and merged_into is null",
            village_code,
        )

    def people_columns(self, village_code: str) -> PeopleColumns | None:
        """The same as columns, in half the time; None when there is nobody, or somebody was merged."""
        whole, merged, shared, *columns = self._rows(
            # The separator as a text: SQLite would turn x'7f' into one anew for every row.
            "select count(*), count(merged_into), max(place), group_concat(id, '\x7f'), "
            "group_concat(ifnull(hash, ''), '\x7f'), group_concat(grp, '\x7f'), "
            "group_concat(name, '\x7f'), group_concat(place, '\x7f') from people where village = ?",
            village_code,
        )[0]
        if not whole or merged:
            return None
        ids, hashes, groups, names = (str(c).split("\x7f") for c in columns[:4])
        # DEL stands in no name that was read; were it so, the columns would not fit each other.
        if not len(groups) == len(names) == whole:
            return None
        places = [1] * whole if shared == 1 else list(map(int, str(columns[4]).split("\x7f")))
        return PeopleColumns(ids, hashes, groups, names, places)

    def person_ids(self, village_code: str) -> set[str]:
        """Every id ever given out in a unit, merged ones too: none is given twice."""
        return {row[0] for row in self._rows("select id from people where village = ?", village_code)}

    def add_people(self, village_code: str, people: Iterable[PersonRow], at: datetime) -> None:
        """New persons, within :meth:`change`."""
        since = to_rfc3339(at)
        self._connection.executemany(
            "insert into people (village, id, hash, grp, name, place, since) values (?, ?, ?, ?, ?, ?, ?)",
            [(village_code, *person, since) for person in people],
        )

    def update_person(
        self, village_code: str, person: PersonRow, what: PeopleChange, reason: str, at: datetime
    ) -> None:
        """A known person with another name, group or (so far missing) hash; logged. Within :meth:`change`."""
        recipient_id, id_hash, group, name, place = person
        self._connection.execute(
            "update people set hash = ?, grp = ?, name = ?, place = ? where village = ? and id = ?",
            (id_hash, group, name, place, village_code, recipient_id),
        )
        self._log(village_code, what, recipient_id, None, reason, at)

    def merge(self, village_code: str, keep: str, drop: str, reason: str, at: datetime) -> bool:
        """``drop`` turned out to be ``keep``. False when one of them is not there. Within :meth:`change`.

        The dropped row keeps its hash, which from now on means the kept person; lists published
        before keep the old id.
        """
        found = self._rows(
            "select id from people where village = ? and id in (?, ?) and merged_into is null",
            village_code, keep, drop,
        )  # fmt: skip
        if keep == drop or len(found) != 2:
            return False
        self._connection.execute(
            "update people set merged_into = ? where village = ? and (id = ? or merged_into = ?)",
            (keep, village_code, drop, drop),
        )
        self._log(village_code, "merged", keep, drop, reason, at)
        return True

    def redirects(self, village_code: str) -> dict[str, str]:
        """Hash → recipient id of the person it was merged into."""
        rows = self._rows(
            "select hash, merged_into from people "
            "where village = ? and merged_into is not null and hash is not null",
            village_code,
        )
        return {row[0]: row[1] for row in rows}

    def split(self, village_code: str, drop: str, reason: str, at: datetime) -> bool:
        """Takes a merge back: ``drop`` is a person again. False when it was not merged."""
        row = self._connection.execute(
            "select merged_into from people where village = ? and id = ? and merged_into is not null",
            (village_code, drop),
        ).fetchone()
        if row is None:
            return False
        self._connection.execute(
            "update people set merged_into = null where village = ? and id = ?", (village_code, drop)
        )
        self._log(village_code, "split", drop, row[0], reason, at)
        return True

    def _log(
        self, village_code: str, what: PeopleChange, recipient_id: str, other: str | None, reason: str,
        at: datetime,
    ) -> None:  # fmt: skip
        self._connection.execute(
            "insert into people_log (village, what, id, other, reason, at) values (?, ?, ?, ?, ?, ?)",
            (village_code, what, recipient_id, other, reason, to_rfc3339(at)),
        )

    def people_log(self, village_code: str) -> list[tuple[str, str, str | None, str, str]]:
        """(what, id, other, reason, at) of every recorded change of a unit's people, oldest first."""
        return self._rows(  # type: ignore[return-value]
            "select what, id, other, reason, at from people_log where village = ? order by number",
            village_code,
        )

    # --- what was sent ---------------------------------------------------------------------------

    def head(self, village_code: str) -> tuple[int, str | None]:
        """Last sequence number of a unit and its manifest's sha256; ``(0, None)`` before the first."""
        row = self._connection.execute(
            "select seq, sha256 from bundles where village = ? order by seq desc limit 1", (village_code,)
        ).fetchone()
        return (row[0], row[1]) if row else (0, None)

    def record(
        self, bundle: SentBundle, items: Sequence[SentItem], withdrawn: Sequence[tuple[str, str, int]]
    ) -> None:
        """A finished bundle with its items; ``withdrawn`` are (type, id, highest version), all at once."""
        with self.change():
            self._connection.execute(
                "insert into bundles values (?, ?, ?, ?, ?, ?)",
                (bundle.village_code, bundle.seq, bundle.sha256, bundle.kind, bundle.created, bundle.key_id),
            )
            self._connection.executemany(
                f"insert or replace into items ({_ITEM}) values (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (i.village_code, i.type, i.id, i.version, i.seq, i.json, i.digest, i.withdrawn_seq)
                    for i in items
                ],
            )
            self._connection.executemany(
                "update items set withdrawn_seq = ? where village = ? and type = ? and id = ? "
                "and version <= ? and withdrawn_seq is null",
                [(bundle.seq, bundle.village_code, *target) for target in withdrawn],
            )

    def bundles(self, village_code: str | None = None) -> list[SentBundle]:
        """All finished bundles, by unit and sequence number."""
        where, parameters = ("where village = ?", (village_code,)) if village_code else ("", ())
        return [
            SentBundle(*row)
            for row in self._rows(f"select * from bundles {where} order by village, seq", *parameters)
        ]

    def items(
        self, village_code: str | None = None, type_: str | None = None, id_: str | None = None
    ) -> list[SentItem]:
        """Sent items in order of unit and bundle, every version, withdrawn ones too."""
        wanted = {"village": village_code, "type": type_, "id": id_}
        asked = {k: v for k, v in wanted.items() if v is not None}
        where = "where " + " and ".join(f"{k} = ?" for k in asked) if asked else ""
        return [
            SentItem(*row)
            for row in self._rows(
                f"select {_ITEM} from items {where} order by village, seq, type, id, version",
                *asked.values(),
            )
        ]

    def newest(self, village_code: str, type_: str, id_: str) -> SentItem | None:
        """The newest version of one thing, withdrawn or not; ``None`` when it was never sent."""
        found = self.items(village_code, type_, id_)
        return max(found, key=lambda i: i.version, default=None)

    # --- kiosks ----------------------------------------------------------------------------------

    def add_kiosk(self, kiosk: KnownKiosk) -> None:
        """Accept a kiosk's public key (again)."""
        with self.change():
            self._connection.execute(
                "insert or replace into kiosks values (?, ?, ?, ?)",
                (kiosk.village_code, kiosk.kiosk_id, kiosk.public_key, kiosk.added),
            )

    def kiosks(self) -> list[KnownKiosk]:
        """Accepted kiosks by unit."""
        return [KnownKiosk(*row) for row in self._rows("select * from kiosks order by village, kiosk")]

    def count_people(self) -> int:
        """How many persons are known in the whole county."""
        return int(scalar(self._connection, "select count(*) from people where merged_into is null"))
