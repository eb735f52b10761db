"""Putting things back as they stood before a bundle that the worker did not take."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kiosk.desk import audit
from kiosk.store import drafts as table
from kiosk.store import local_out
from kiosk.store.local_out import OwnBundle


def restore(connection: sqlite3.Connection, bundle: OwnBundle, words: str, now: datetime) -> None:
    """Undo the deed of a refused bundle. ``words``: why; empty for one that only built on a refused one."""
    if bundle.deed == "publish":
        draft_id = int(bundle.subject)
        table.step(
            connection, draft_id, None, state="returned" if words else "checked", note=words, seq=None,
            publisher_name="", published_at=None, published_on=None,
        )  # fmt: skip
        draft = table.by_id(connection, draft_id)
        subject = draft.disclosure_id if draft else ""
    elif bundle.deed == "withdraw":
        subject = bundle.subject
        for draft_id in bundle.before.get("ids", []):
            table.step(
                connection, draft_id, None, state="published", withdrawer_name="", withdrawn_at=None,
                withdrawn_reason="", note=words,
            )  # fmt: skip
    else:
        subject = bundle.subject
        if bundle.before:
            before = local_out.event_from(subject, bundle.before)
            local_out.put_event(connection, before.item, before.who, now)
        else:
            local_out.remove_event(connection, subject)
    audit.record(connection, "publication_refused", at=now, subject=subject, note=words)
