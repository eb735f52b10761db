"""The last time a damaged desk.db was exchanged for a copy: kept in the new file, told by status."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime, timedelta
from typing import Final

from kiosk.domain.clock import parse_rfc3339, to_rfc3339
from kiosk.store.connect import scalar
from kiosk.store.home import KioskHome
from kiosk.store.migrations import DESK
from kiosk.store.reading import ReadOnlyFile

SETTING: Final = "restored"
FIRST_POSTING: Final = "first_posting"
"""Setting: postings written up from now on are numbered from here; the county has files of lost ones."""
TOLD_FOR: Final = timedelta(days=30)


def setting_value(sentence: str, at: datetime) -> str:
    """What ``DeskStore`` keeps under ``SETTING``."""
    return json.dumps({"at": to_rfc3339(at), "sentence": sentence}, ensure_ascii=False)


def last_restored(home: KioskHome, now: datetime) -> str:
    """The sentence for the clerk, for 30 days; empty without one. Reads only; ``EnvironmentFault``."""
    with closing(ReadOnlyFile(home.desk_db, DESK)) as desk, desk.snapshot() as connection:
        if connection is None:
            return ""
        text = scalar(connection, "select value from settings where key = ?", (SETTING,))
    if text is None:
        return ""
    kept = json.loads(text)
    return str(kept["sentence"]) if now - parse_rfc3339(kept["at"]) <= TOLD_FOR else ""
