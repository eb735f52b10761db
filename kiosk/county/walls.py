"""What hangs in the villages, from ``out/postings`` (shape: ``kiosk.desk.postings``)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.county.outfiles import day, entries, json_files, safe, texts, unreadable, whole
from kiosk.domain.region import Village

_FORMAT = "kiosk-posting/1"


@dataclass(frozen=True, slots=True)
class BackPosting:
    """A sheet as the village last told of it. ``number`` is the kiosk's own of the posting."""

    kiosk: str
    number: int
    n: int
    state: str
    sheet_id: str
    version: int
    title: str
    catalogue_ids: tuple[str, ...]
    posted_on: date
    may_come_down_from: date | None
    taken_down_on: date | None
    early: bool
    reason: str


@dataclass(slots=True)
class BackWall:
    """The postings of a unit by kiosk and number, and a sentence for each file that was left out."""

    postings: list[BackPosting] = field(default_factory=list[BackPosting])
    sentences: list[str] = field(default_factory=list[str])

    @property
    def up(self) -> list[BackPosting]:
        """What hangs now."""
        return [p for p in self.postings if p.state == "up"]


def read_wall(out: Path, unit: Village) -> BackWall:
    """Every posting of a unit in its newest state; read as often as you like."""
    wall = BackWall()
    newest: dict[tuple[str, int], BackPosting] = {}
    for path in json_files(out / "postings"):
        found = entries(path, "postings")
        if found is None:
            wall.sentences.append(unreadable(path))
            continue
        for value in found:
            posting = _posting(value, unit.village_code)
            if posting is None:
                wall.sentences.append(f"{safe(path.name)}：不像这个村的张贴记录，没有算。请村里核对。")
                continue
            key = posting.kiosk, posting.number
            if key not in newest or newest[key].n < posting.n:
                newest[key] = posting
    wall.postings = [newest[key] for key in sorted(newest) if newest[key].state != "undone"]
    return wall


def _posting(value: dict[str, Any], village_code: str) -> BackPosting | None:
    number, n, version = (whole(value.get(k)) for k in ("posting", "n", "version"))
    posted_on, state = day(value.get("posted_on")), value.get("state")
    if value.get("format") != _FORMAT or value.get("village_code") != village_code:
        return None
    if number is None or n is None or version is None or posted_on is None:
        return None
    if state not in ("up", "down", "undone"):
        return None
    return BackPosting(
        safe(value.get("kiosk", ""), 40),
        number,
        n,
        state,
        safe(value.get("sheet_id", ""), 20),
        version,
        safe(value.get("title", "")),
        tuple(texts(value.get("catalogue_ids"))),
        posted_on,
        day(value.get("may_come_down_from")),
        day(value.get("taken_down_on")),
        value.get("early") is True,
        safe(value.get("reason", "")),
    )
