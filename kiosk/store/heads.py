"""Heads of publications as SQL rows, and as the records that the readers get."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kiosk.domain.clock import Clock, parse_rfc3339, shanghai_date, today
from kiosk.store import codec
from kiosk.store.connect import scalar
from kiosk.store.views import BatchView, Correction, Published, Withdrawal

_HEAD_CELLS = (
    "type", "id", "version", "title", "catalogue_ids", "period", "published_on", "publish_from",
    "publish_to", "privacy", "form", "is_nothing", "event_on", "replaces", "reason", "corrected_on",
    "withdrawn_on", "withdrawn_reason",
)  # fmt: skip
HEAD = ", ".join(f"i.{cell}" for cell in _HEAD_CELLS)
HEAD_WIDTH = len(_HEAD_CELLS)

SHOWN = "i.publish_from <= :today and (i.superseded_from is null or i.superseded_from > :today)"
"""The version of a publication that is shown on day ``:today`` (withdrawn ones included)."""

FIRST_ON = """case when i.version > 1 then (
    select min(max(e.published_on, e.publish_from)) from items e
    where e.type = i.type and e.id = i.id and e.version < i.version and e.period = i.period
      and e.withdrawn_on is null and e.is_nothing <= i.is_nothing
      and not exists (select 1 from json_each(i.catalogue_ids) own
                      where own.value not in (select value from json_each(e.catalogue_ids)))) end"""
"""When an earlier version first told of the same items and period (and not that nothing had happened): a
correction does not make late what was in time."""

_BATCH_CELLS = (
    "programme_id", "programme_name", "year", "batch", "paid_from", "paid_to", "fields", "rows", "cents",
    "households", "persons", "qty", "qty_unit", "suppressed",
)  # fmt: skip
BATCH = f"{HEAD}, i.bundle, " + ", ".join(f"b.{cell}" for cell in _BATCH_CELLS)
BATCH_WIDTH = HEAD_WIDTH + 1 + len(_BATCH_CELLS)
BATCH_FROM = "from items i join batches b on b.item = i.key"

FirstShown = Mapping[tuple[str, str, int], datetime]


def day_of_view(connection: sqlite3.Connection, clock: Clock) -> date:
    """Today, and never before the county made the newest bundle: with a clock that stands at 1970 (a dead
    battery) nothing may leave the screen, the web or the paper."""
    made = scalar(connection, "select created from bundles order by seq desc limit 1")
    day = today(clock)
    return day if made is None else max(day, shanghai_date(parse_rfc3339(made)))


def published_from(row: Sequence[Any], first_shown: FirstShown) -> Published:
    """The head of a row that begins with ``HEAD``."""
    (kind, item_id, version, title, catalogue_ids, period, published_on, publish_from, publish_to, privacy,
     form, nothing, event_on, replaces, reason, corrected_on, withdrawn_on, withdrawn_reason) = row[
        :HEAD_WIDTH
    ]  # fmt: skip
    return Published(
        type=kind,
        id=item_id,
        version=version,
        title=title,
        catalogue_ids=codec.strings(catalogue_ids),
        period=period,
        published_on=date.fromisoformat(published_on),
        publish_from=date.fromisoformat(publish_from),
        publish_to=codec.day_or_none(publish_to),
        first_shown=first_shown.get((kind, item_id, version)),
        privacy=privacy,
        form=form,
        nothing=bool(nothing),
        event_on=codec.day_or_none(event_on),
        correction=correction_from(version, corrected_on, replaces, reason),
        withdrawal=None
        if withdrawn_on is None
        else Withdrawal(date.fromisoformat(withdrawn_on), withdrawn_reason),
    )


def correction_from(
    version: int, corrected_on: str | None, replaces: int | None, reason: str | None
) -> Correction | None:
    """The note of a version above 1."""
    if version == 1 or corrected_on is None:
        return None
    return Correction(date.fromisoformat(corrected_on), replaces or version - 1, reason or "")


def batch_from(row: Sequence[Any], first_shown: FirstShown) -> BatchView:
    """The batch of a row selected with ``BATCH``; a withdrawn one has its head and noughts."""
    head = published_from(row, first_shown)
    (bundle, programme_id, programme_name, year, batch, paid_from, paid_to, fields, rows, cents, households,
     persons, qty, qty_unit, suppressed) = row[HEAD_WIDTH:BATCH_WIDTH]  # fmt: skip
    gone = head.withdrawal is not None
    return BatchView(
        head=head,
        batch_id=head.id,
        programme_id=programme_id,
        programme_name=programme_name,
        year=year,
        batch=batch,
        paid_from=date.fromisoformat(paid_from),
        paid_to=date.fromisoformat(paid_to),
        fields=codec.strings(fields),
        rows=0 if gone else rows,
        cents=0 if gone or suppressed else cents,
        households=0 if gone else households,
        persons=None if gone else persons,
        qty=None if gone else qty,
        qty_unit=qty_unit,
        suppressed=bool(suppressed),
        bundle=bundle,
    )


def shown_row(
    connection: sqlite3.Connection, kind: str, item_id: str, today: str, cells: str, source: str
) -> Sequence[Any] | None:
    """The row of the shown version, selected with ``cells`` from ``source`` (which names items ``i``)."""
    return connection.execute(
        f"select {cells} {source} where i.type = :type and i.id = :id and {SHOWN} "
        "order by i.version desc limit 1",
        {"type": kind, "id": item_id, "today": today},
    ).fetchone()
