"""Reads of board.db about money and people, on a connection inside a read transaction.

``today`` is an ISO day (Asia/Shanghai).  Each statement here uses an index; a test asks SQLite's
query plan whether that is still true.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kiosk.domain.clock import parse_rfc3339, shanghai_date
from kiosk.domain.names import display_name
from kiosk.store import codec
from kiosk.store.heads import (
    BATCH,
    BATCH_FROM,
    SHOWN,
    FirstShown,
    batch_from,
    correction_from,
)
from kiosk.store.views import (
    BatchView,
    NameHit,
    ProgrammeYear,
    RecipientLine,
    RecipientView,
    YearOverview,
)

if TYPE_CHECKING:
    from kiosk.domain.items import PrivacyClass

Counts = dict[tuple[int, ...], int]
"""Distinct payees by lists, remembered by the caller as long as the board stays the same."""

YEAR_BATCHES = f"""
    select {BATCH}, i.key {BATCH_FROM} where b.year = :year and {SHOWN}
    order by b.paid_to desc, i.key desc"""

# A list without ids counts a name once a group; 户数 of the village counts P1 recipients only.
_PERSON = "coalesce(p.recipient_id, p.grp || char(9) || p.name || char(9) || coalesce(p.ordinal, ''))"

RECIPIENT_LINES = f"""
    select i.id, b.programme_id, b.programme_name, b.year, i.version, i.corrected_on, i.replaces, i.reason,
      c.old_cents, {", ".join("p." + cell for cell in codec.PAYOUT_CELLS.split(", "))}
    from payouts p cross join items i on i.key = p.item cross join batches b on b.item = p.item
      left join changes c on c.item = p.item and c.new_row = p.row
    where p.recipient_id = :rid and {SHOWN} and i.withdrawn_on is null
      and (i.privacy = 'P1' or (i.privacy = 'P2' and :family_view))
    order by b.year desc, coalesce(p.paid_on, b.paid_to) desc, i.key desc, p.row"""

_LISTED = "visible_from <= :today and (visible_to is null or visible_to > :today)"

SURNAMES = f"""
    select surname, count(*) as people from names indexed by names_surname where main and {_LISTED}
    group by surname order by people desc, min(initials), surname"""

_HIT = "select recipient_id, name, display, grp, surname from names"
BY_NAME = f"""{_HIT} indexed by names_name where main and name >= :low and name < :high
    and (:surname = '' or surname = :surname)
    and (:initials = '' or substr(initials, 1, :letters) = :initials)
    and {_LISTED} order by name, grp, recipient_id limit :limit"""
BY_SURNAME = f"""{_HIT} indexed by names_surname where main and surname = :surname and {_LISTED}
    order by initials, full, recipient_id limit :limit"""
BY_INITIALS = f"""{_HIT} where initials >= :initials and initials < :beyond and {_LISTED}
    order by initials, full, recipient_id limit :limit"""
BY_SURNAME_AND_INITIALS = f"""{_HIT} indexed by names_surname where surname = :surname
    and initials >= :initials and initials < :beyond and {_LISTED}
    order by initials, full, recipient_id limit :limit"""
EVERYBODY = f"{_HIT} where main and {_LISTED} order by initials, full, recipient_id limit :limit"


def year_overview(
    connection: sqlite3.Connection, today: str, year: int, first_shown: FirstShown, counts: Counts
) -> YearOverview:
    """All shown programmes of a year; see ``BoardReader.year``."""
    rows = connection.execute(YEAR_BATCHES, {"year": year, "today": today}).fetchall()
    by_programme: dict[str, list[tuple[BatchView, int]]] = {}
    for row in rows:
        batch = batch_from(row, first_shown)
        by_programme.setdefault(batch.programme_id, []).append((batch, row[-1]))
    programmes = [_programme_year(connection, batches, counts) for batches in by_programme.values()]
    programmes.sort(key=lambda programme: (-programme.cents, programme.programme_id))
    lists = [
        key
        for batches in by_programme.values()
        for batch, key in batches
        if batch.head.privacy == "P1" and batch.head.withdrawal is None
    ]
    newest = connection.execute("select created from bundles order by seq desc limit 1").fetchone()
    complete = newest is not None and year < shanghai_date(parse_rfc3339(newest[0])).year
    paid = [b.paid_to for batches in by_programme.values() for b, _ in batches if b.head.withdrawal is None]
    return YearOverview(
        year=year,
        programmes=tuple(programmes),
        households=_people(connection, lists, counts),
        cents=sum(programme.cents for programme in programmes),
        complete=complete,
        until=None if complete or not paid else max(paid),
    )


def _programme_year(
    connection: sqlite3.Connection, batches: Sequence[tuple[BatchView, int]], counts: Counts
) -> ProgrammeYear:
    newest = batches[0][0]
    counted = [(batch, key) for batch, key in batches if batch.head.withdrawal is None]
    persons = [batch.persons for batch, _ in counted if batch.persons is not None]
    classes: list[PrivacyClass] = sorted(batch.head.privacy for batch, _ in batches)
    lists = [key for batch, key in counted if batch.head.privacy != "P3"]
    return ProgrammeYear(
        programme_id=newest.programme_id,
        programme_name=newest.programme_name,
        privacy=classes[-1],
        batches=tuple(batch for batch, _ in batches),
        households=counted[0][0].households if len(counted) == 1 else _people(connection, lists, counts),
        persons=max(persons, default=None),
        cents=sum(batch.cents for batch, _ in counted),
        suppressed=bool(counted) and all(batch.suppressed for batch, _ in counted),
    )


def _people(connection: sqlite3.Connection, keys: Sequence[int], counts: Counts) -> int:
    """Distinct payees of these lists."""
    lists = tuple(keys)
    if not lists:
        return 0
    if lists not in counts:
        marks = ", ".join("?" * len(lists))
        (counts[lists],) = connection.execute(
            f"select count(distinct {_PERSON}) from payouts p where p.item in ({marks})", lists
        ).fetchone()
    return counts[lists]


def recipient_view(
    connection: sqlite3.Connection, today: str, recipient_id: str, *, family_view: bool
) -> RecipientView | None:
    """See ``BoardReader.recipient``."""
    found = connection.execute(
        RECIPIENT_LINES, {"rid": recipient_id, "today": today, "family_view": family_view}
    )
    lines = tuple(_recipient_line(row) for row in found)
    if not lines:
        return None
    totals: dict[int, int] = {}
    for line in lines:
        totals[line.year] = totals.get(line.year, 0) + line.payout.cents
    newest = lines[0].payout
    return RecipientView(
        recipient_id=recipient_id,
        display_name=display_name(newest.name, newest.ordinal),
        group=newest.group,
        lines=lines,
        cents_by_year=tuple(totals.items()),
    )


def _recipient_line(row: Sequence[Any]) -> RecipientLine:
    (batch_id, programme_id, programme_name, year, version, corrected_on, replaces, reason, old_cents,
     *cells) = row  # fmt: skip
    payout = codec.payout_from(cells)
    return RecipientLine(
        batch_id=batch_id,
        programme_id=programme_id,
        programme_name=programme_name,
        year=year,
        payout=payout,
        correction=correction_from(version, corrected_on, replaces, reason),
        old_cents=old_cents if old_cents != payout.cents else None,
    )


def surnames(connection: sqlite3.Connection, today: str) -> tuple[tuple[str, int], ...]:
    """(surname, people), most frequent first."""
    return tuple((surname, people) for surname, people in connection.execute(SURNAMES, {"today": today}))


def find_names(
    connection: sqlite3.Connection, today: str, *, surname: str, initials: str, prefix: str, limit: int
) -> tuple[NameHit, ...]:
    """See ``BoardReader.find_names``."""
    letters = initials.lower()
    parameters: dict[str, object] = {
        "today": today, "surname": surname, "initials": letters, "letters": len(letters),
        "beyond": _beyond(letters), "low": prefix, "high": _beyond(prefix), "limit": limit,
    }  # fmt: skip
    if prefix:
        sql = BY_NAME
    elif letters:
        # Two readings of one name may share their initials: ask for enough to drop the repeats.
        sql = BY_SURNAME_AND_INITIALS if surname else BY_INITIALS
        parameters["limit"] = 2 * limit
    else:
        sql = BY_SURNAME if surname else EVERYBODY
    hits: dict[str, NameHit] = {}
    for row in connection.execute(sql, parameters):
        if len(hits) == limit:
            break
        hits.setdefault(row[0], NameHit(*row))
    return tuple(hits.values())


def _beyond(text: str) -> str:
    """The first text after every text that begins with ``text``, in code point order."""
    return text[:-1] + chr(ord(text[-1]) + 1) if text else ""
