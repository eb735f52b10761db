"""Records of ``kiosk.domain`` as cells of board.db and back.

Days and instants are ISO text (so that they compare as text), quantities and rates keep the digits
the county wrote, lists are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.domain.payout import EMPTY_CELLS, PAYOUT_COLUMNS, Payout, PayoutColumns
from kiosk.store.views import AttachmentView, TableView

if TYPE_CHECKING:
    from kiosk.domain.items import Attachment, PolicyAnswers, PolicyDocument, PolicyItem

PAYOUT_CELLS = ", ".join("grp" if column == "group" else column for column in PAYOUT_COLUMNS)
"""Columns of table ``payouts`` in the order of ``PAYOUT_COLUMNS``."""

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".webm": "video/webm",
    ".mp4": "video/mp4",
    ".md": "text/markdown",
}
"""The attachments a bundle may carry (architecture §4)."""


def insert_payouts(item: int, columns: PayoutColumns) -> tuple[str, Iterator[tuple[object, ...]]]:
    """A statement for ``executemany`` with its rows; what a list does not have is in the statement."""
    names = ["item"]
    values = ["?"]
    cells: list[Iterable[object]] = [repeat(item)]
    for column in PAYOUT_COLUMNS:
        names.append("grp" if column == "group" else column)
        if column in columns.cells:
            values.append("?")
            cells.append(columns.cells[column])
        else:
            empty = EMPTY_CELLS[column]
            values.append("null" if empty is None else f"'{empty}'")
    sql = f"insert into payouts ({', '.join(names)}) values ({', '.join(values)})"
    return sql, zip(*cells, strict=False)


def payout_from(cells: Sequence[Any]) -> Payout:
    """The payout of a row selected with ``PAYOUT_CELLS``."""
    (row, group, name, ordinal, recipient, qty, qty_unit, rate, rate_unit, months, persons, cents,
     paid_on, status, paid_how, note, x1, x2, x3, x4) = cells  # fmt: skip
    return Payout(
        row=row, cents=cents, status=status, group=group, name=name, ordinal=ordinal,
        recipient_id=recipient, qty=None if qty is None else Decimal(qty), qty_unit=qty_unit,
        rate=None if rate is None else Decimal(rate), rate_unit=rate_unit, months=months,
        persons=persons, paid_on=day_or_none(paid_on), paid_how=paid_how, note=note,
        x1=x1, x2=x2, x3=x3, x4=x4,
    )  # fmt: skip


def day_or_none(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def iso_or_none(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def strings(text: str) -> tuple[str, ...]:
    """A JSON list of strings."""
    return tuple(json.loads(text))


def attachments_json(attachments: Iterable[Attachment]) -> list[list[str]]:
    return [[attachment.path, attachment.title] for attachment in attachments]


def attachments_from(pairs: Iterable[Sequence[str]], folder: Path) -> tuple[AttachmentView, ...]:
    """Attachments with their place inside ``folder``, the bundle's folder in ``archive/``."""
    return tuple(
        AttachmentView(
            title=title,
            path=folder / path,
            media_type=MEDIA_TYPES.get(Path(path).suffix.lower(), "application/octet-stream"),
        )
        for path, title in pairs
    )


def disclosure_json(body: str | None, table: TableView | None, attachments: Iterable[Attachment]) -> str:
    """What a disclosure shows, as kept in ``items.body``."""
    return to_json(
        {
            "body": body,
            "table": None if table is None else [table.fields, table.rows, table.cents],
            "attachments": attachments_json(attachments),
        }
    )


def table_from(kept: Sequence[Any] | None) -> TableView | None:
    if kept is None:
        return None
    fields, rows, cents = kept
    return TableView(tuple(fields), tuple(tuple(row) for row in rows), cents)


def policy_json(item: PolicyItem) -> str:
    """What a policy explainer shows, as kept in ``items.body``."""
    document, answers = item.document, item.answers
    return to_json(
        {
            "programme_ids": item.programme_ids,
            "document": [document.name, document.number, iso_or_none(document.date), document.state],
            "valid": [item.valid_from.isoformat(), iso_or_none(item.valid_to)],
            "answers": [answers.who, answers.how_much, answers.when, answers.how, answers.whom],
            "body": item.body,
            "attachments": attachments_json(item.attachments),
        }
    )


def document_from(kept: Sequence[Any]) -> PolicyDocument:
    from kiosk.domain.items import PolicyDocument  # not for the first picture

    name, number, day, state = kept
    return PolicyDocument(name, number, day_or_none(day), state)


def answers_from(kept: Sequence[str]) -> PolicyAnswers:
    from kiosk.domain.items import PolicyAnswers  # not for the first picture

    return PolicyAnswers(*kept)
