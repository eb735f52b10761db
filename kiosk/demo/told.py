"""What the demo's villages told the county of their walls: the sheets that hang, as one file a kiosk.

In real life each posting is a file of its own (``kiosk.desk.postings``), rolled into one a year.  The
number 0 is below that of whatever a person writes up later.
"""

from __future__ import annotations

import json

from kiosk.desk.postings import FOLDER, FORMAT
from kiosk.domain.clock import Clock
from kiosk.domain.clock import today as today_of
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.prints import PostingRecord, PrintRegister


def tell_wall(home: KioskHome, clock: Clock) -> None:
    """Write ``out/postings`` of the unit's drop folder."""
    config = home.load_config()
    with DeskStore(home, clock.now()) as desk:
        hanging = PrintRegister(desk).postings(only_up=True)
    told = {
        f"{config.kiosk_id}-{p.id}-0.json": _told(p, config.village_code, config.kiosk_id) for p in hanging
    }
    whole = {"format": "kiosk-postings/1", "postings": told}
    folder = config.drop_out / FOLDER
    folder.mkdir(exist_ok=True)
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{config.kiosk_id}-{today_of(clock).year}.json").write_text(text, "utf-8")


def _told(posting: PostingRecord, code: str, kiosk_id: str) -> dict[str, object]:
    sheet = posting.sheet
    return {
        "format": FORMAT,
        "village_code": code,
        "kiosk": kiosk_id,
        "posting": posting.id,
        "n": 0,
        "at": f"{posting.posted_on.isoformat()}T10:00:00+08:00",
        "state": "up",
        "sheet_id": sheet.sheet_id,
        "digest": sheet.digest,
        "kind": sheet.kind,
        "title": sheet.title,
        "version": sheet.version,
        "catalogue_ids": list(sheet.catalogue_ids),
        "posted_on": posting.posted_on.isoformat(),
        "may_come_down_from": None,
        "taken_down_on": None,
        "early": False,
        "reason": "",
        "by": "clerk",
    }
