"""Tables ``drafts`` and ``draft_pictures`` of desk.db: the village's own publications, one row a version.

Each function works inside ``DeskStore.writing()`` or ``.reading()``.  What a state allows is decided in
``kiosk.desk.publishing``.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from kiosk.domain.clock import parse_rfc3339, to_rfc3339
from kiosk.domain.items import Form
from kiosk.store import codec

DraftState = Literal["draft", "waiting", "returned", "checked", "published", "withdrawn"]
DRAFT_STATES: tuple[DraftState, ...] = get_args(DraftState)
OPEN: tuple[DraftState, ...] = ("draft", "returned", "waiting", "checked")
EDITABLE: tuple[DraftState, ...] = ("draft", "returned")


@dataclass(frozen=True, slots=True)
class Content:
    """What a publication says, apart from its pictures.

    ``body`` is in the Markdown subset; ``fields`` and ``rows`` are a table as shown, money in columns whose
    head ends in ``(元)`` as ``12600.00``.  ``publish_from`` ``None``: on the day it is published;
    ``publish_to`` ``None``: it stays.  ``nothing``: 本期没有发生.
    """

    catalogue_ids: tuple[str, ...]
    title: str
    period: str
    form: Form
    body: str = ""
    fields: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    nothing: bool = False
    event_on: date | None = None
    publish_from: date | None = None
    publish_to: date | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a draft; :func:`picture_content` has its bytes. ``title`` is also what is read out."""

    id: int
    title: str
    ending: str
    width: int
    height: int

    @property
    def file_name(self) -> str:
        """Under ``files/`` in the bundle."""
        return f"p{self.id}.{self.ending}"


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did a step and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """One version. ``reason`` (why corrected) from version 2 on; ``note`` says why it was sent back.

    ``editors`` are the ids of all who wrote in it: none of them may check it.  ``arrived``: a published
    version is on the board, not only on its way.
    """

    id: int
    disclosure_id: str
    version: int
    reason: str
    state: DraftState
    content: Content
    pictures: tuple[Picture, ...]
    drafted: Deed
    changed_at: datetime
    editors: frozenset[int]
    sent_at: datetime | None = None
    checked: Deed | None = None
    checked_digest: str = ""
    note: str = ""
    published: Deed | None = None
    published_on: date | None = None
    withdrawn: Deed | None = None
    withdrawn_reason: str = ""
    seq: int | None = None
    arrived: bool = False


def _to_json(content: Content) -> str:
    return json.dumps(
        {
            "catalogue_ids": content.catalogue_ids, "title": content.title, "period": content.period,
            "form": content.form, "body": content.body, "fields": content.fields, "rows": content.rows,
            "nothing": content.nothing, "event_on": codec.iso_or_none(content.event_on),
            "publish_from": codec.iso_or_none(content.publish_from),
            "publish_to": codec.iso_or_none(content.publish_to),
        },
        ensure_ascii=False,
    )  # fmt: skip


def _from_json(text: str) -> Content:
    raw: dict[str, Any] = json.loads(text)
    return Content(
        catalogue_ids=tuple(raw["catalogue_ids"]),
        title=raw["title"],
        period=raw["period"],
        form=raw["form"],
        body=raw["body"],
        fields=tuple(raw["fields"]),
        rows=tuple(tuple(row) for row in raw["rows"]),
        nothing=raw["nothing"],
        event_on=codec.day_or_none(raw["event_on"]),
        publish_from=codec.day_or_none(raw["publish_from"]),
        publish_to=codec.day_or_none(raw["publish_to"]),
    )


_HEAD = """d.id, d.disclosure_id, d.version, d.reason, d.state, d.content, d.drafter_name, d.drafted_at,
    d.changed_at, d.editors, d.sent_at, d.checker_name, d.checked_at, d.checked_digest, d.note,
    d.publisher_name, d.published_at, d.published_on, d.withdrawer_name, d.withdrawn_at,
    d.withdrawn_reason, d.seq, o.state = 'applied'"""
_FROM = "from drafts d left join local_out o on o.seq = d.seq"


def _deed(name: str, at: str | None) -> Deed | None:
    return None if at is None else Deed(name, parse_rfc3339(at))


def _draft(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Draft:
    drafted = _deed(row[6], row[7])
    assert drafted is not None
    return Draft(
        *row[:5],
        content=_from_json(row[5]),
        pictures=pictures(connection, row[0]),
        drafted=drafted,
        changed_at=parse_rfc3339(row[8]),
        editors=frozenset(json.loads(row[9])),
        sent_at=None if row[10] is None else parse_rfc3339(row[10]),
        checked=_deed(row[11], row[12]),
        checked_digest=row[13],
        note=row[14],
        published=_deed(row[15], row[16]),
        published_on=codec.day_or_none(row[17]),
        withdrawn=_deed(row[18], row[19]),
        withdrawn_reason=row[20],
        seq=row[21],
        arrived=bool(row[22]),
    )


def by_id(connection: sqlite3.Connection, draft_id: int) -> Draft | None:
    row = connection.execute(f"select {_HEAD} {_FROM} where d.id = ?", (draft_id,)).fetchone()
    return None if row is None else _draft(connection, row)


def versions(connection: sqlite3.Connection, disclosure_id: str) -> tuple[Draft, ...]:
    """Every version of one publication, newest first."""
    rows = connection.execute(
        f"select {_HEAD} {_FROM} where d.disclosure_id = ? order by d.version desc", (disclosure_id,)
    ).fetchall()
    return tuple(_draft(connection, row) for row in rows)


def every(connection: sqlite3.Connection) -> tuple[Draft, ...]:
    """All versions of all publications, the last changed first."""
    rows = connection.execute(f"select {_HEAD} {_FROM} order by d.changed_at desc, d.id desc").fetchall()
    return tuple(_draft(connection, row) for row in rows)


def add(
    connection: sqlite3.Connection,
    disclosure_id: str,
    version: int,
    content: Content,
    *,
    reason: str,
    person: int,
    name: str,
    at: datetime,
) -> int:
    """A new draft; its id."""
    moment = to_rfc3339(at)
    cursor = connection.execute(
        """insert into drafts (disclosure_id, version, reason, state, content, drafter, drafter_name,
             drafted_at, editors, changed_at, checker_name, checked_digest, note, publisher_name,
             withdrawer_name, withdrawn_reason)
           values (?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?, '', '', '', '', '', '')""",
        (
            disclosure_id, version, reason, _to_json(content), person, name, moment,
            json.dumps([person]), moment,
        ),
    )  # fmt: skip
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def save(connection: sqlite3.Connection, draft: Draft, content: Content, person: int, at: datetime) -> None:
    """New content; who wrote it is among the editors from now on."""
    connection.execute(
        "update drafts set content = ?, editors = ?, changed_at = ? where id = ?",
        (_to_json(content), json.dumps(sorted(draft.editors | {person})), to_rfc3339(at), draft.id),
    )


_STEP_CELLS = frozenset({
    "state", "sent_at", "checker", "checker_name", "checked_at", "checked_digest", "note", "publisher_name",
    "published_at", "published_on", "withdrawer_name", "withdrawn_at", "withdrawn_reason", "seq",
})  # fmt: skip


def step(connection: sqlite3.Connection, draft_id: int, at: datetime | None, **cells: object) -> None:
    """Write cells of a step; ``at`` is when it changed (``None``: no deed of a person)."""
    if not cells.keys() <= _STEP_CELLS:
        raise ValueError("not a cell of a step")
    values = {
        key: to_rfc3339(value) if isinstance(value, datetime) else str(value) if isinstance(value, date)
        else value for key, value in cells.items()
    }  # fmt: skip
    if at is not None:
        connection.execute("update drafts set changed_at = ? where id = ?", (to_rfc3339(at), draft_id))
    names = ", ".join(f"{key} = ?" for key in values)
    connection.execute(f"update drafts set {names} where id = ?", (*values.values(), draft_id))


def remove(connection: sqlite3.Connection, draft_id: int) -> None:
    """Throw a draft away with its pictures."""
    connection.execute("delete from draft_pictures where draft = ?", (draft_id,))
    connection.execute("delete from drafts where id = ?", (draft_id,))


# --- pictures ------------------------------------------------------------------------------------


def pictures(connection: sqlite3.Connection, draft_id: int) -> tuple[Picture, ...]:
    """In their order."""
    rows = connection.execute(
        "select id, title, ending, width, height from draft_pictures where draft = ? order by place, id",
        (draft_id,),
    )
    return tuple(Picture(*row) for row in rows)


def picture_content(connection: sqlite3.Connection, picture_id: int) -> bytes | None:
    """Its bytes; empty once they are in the archive, ``None`` when there is no such picture."""
    row = connection.execute("select content from draft_pictures where id = ?", (picture_id,)).fetchone()
    return None if row is None else row[0]


def add_picture(
    connection: sqlite3.Connection, draft_id: int, title: str, ending: str, size: tuple[int, int], data: bytes
) -> int:
    """Behind the others; its id."""
    cursor = connection.execute(
        """insert into draft_pictures (draft, place, title, ending, width, height, content)
           select ?, coalesce(max(place), 0) + 1, ?, ?, ?, ?, ? from draft_pictures where draft = ?""",
        (draft_id, title, ending, *size, data, draft_id),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def name_picture(connection: sqlite3.Connection, picture_id: int, title: str) -> None:
    connection.execute("update draft_pictures set title = ? where id = ?", (title, picture_id))


def drop_picture(connection: sqlite3.Connection, draft_id: int, picture_id: int) -> None:
    connection.execute("delete from draft_pictures where id = ? and draft = ?", (picture_id, draft_id))


def empty_pictures(connection: sqlite3.Connection, draft_id: int) -> None:
    """The archive has them: desk.db and its daily copies stay small."""
    connection.execute("update draft_pictures set content = x'' where draft = ?", (draft_id,))


def digest(connection: sqlite3.Connection, draft: Draft) -> str:
    """sha256 over all that will be published: what was checked must be what is published."""
    seen = hashlib.sha256(_to_json(draft.content).encode())
    for picture in draft.pictures:
        data = picture_content(connection, picture.id) or b""
        seen.update(json.dumps([picture.title, picture.ending, hashlib.sha256(data).hexdigest()]).encode())
    return seen.hexdigest()
