"""What the demo county publishes besides payouts: texts, tables, pictures of ``resources/demo`` as drafts.

A file has two or three parts, each begun by a line ``+++``: TOML, a body in the Markdown subset, and,
where something is listed, a table as CSV (``kiosk.demo.tables``).  Keys of the TOML:

- ``items`` catalogue ids, ``title``, ``form``, ``privacy`` (else the strictest of the items)
- when: ``days`` (so many days from today, negative), or ``every`` = month, quarter, half, year with
  ``lag`` (days after the period's end) or ``date`` (MM-DD within the year) and ``editions``
- ``nothing``: numbers of editions (0 the newest) in which nothing happened, with ``nothing_text``
- ``correction`` {after, was, now, reason}: the newest edition's table said ``was``, and was mended so many
  days later
- ``open``: the newest period past its day is left out, and so overdue
- ``event`` {on, title, trigger}: what started the deadline, ``on`` days from today
- ``until`` days it stays after publication, ``attachments`` [[file, title], …], ``account`` for books
- policies: ``policy``, ``programmes``, ``document``, ``answers``, ``source``

Placeholders: ``kiosk.demo.words``.  Texts come out right for any day and differ between units.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from kiosk.demo.accounts import HEADS, account
from kiosk.demo.runs import holidays, workday
from kiosk.demo.seeds import share
from kiosk.demo.tables import table_of
from kiosk.demo.words import Scene, tell
from kiosk.domain.catalogue import Catalogue
from kiosk.domain.deadline import CyclePart, Lags, cycle_due, period_bounds, period_of, trigger_due
from kiosk.domain.deadline import TriggerPart as _TriggerPart
from kiosk.domain.items import (
    DisclosureItem,
    EventItem,
    PolicyAnswers,
    PolicyDocument,
    PolicyItem,
    PrivacyClass,
)
from kiosk.domain.paths import resources_dir
from kiosk.domain.privacy import strictest
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.region import Village

Kind = Literal["disclosure", "policy", "event"]
_EDITIONS = {"month": 3, "quarter": 4, "half": 3, "year": 2}
_CYCLES: dict[str, Any] = {"month": "monthly", "quarter": "quarterly", "half": "halfyearly"}


@dataclass(frozen=True, slots=True)
class ContentPiece:
    """One thing to publish, known at the county from ``day`` on.

    ``item`` has neither paths nor table nor attachments; ``rows`` under ``heads`` are its table,
    ``files`` its attachments on disk with their titles.
    """

    day: date
    item: DisclosureItem | PolicyItem | EventItem
    rows: tuple[tuple[str, ...], ...] = ()
    heads: tuple[str, ...] = ()
    files: tuple[tuple[Path, str], ...] = ()

    @property
    def kind(self) -> Kind:
        return self.item.type


@dataclass(frozen=True, slots=True)
class Source:
    """A file of ``resources/demo`` as it was written. ``stem`` is its name without folder and ending."""

    stem: str
    head: dict[str, Any]
    body: str
    table: str

    @property
    def invented(self) -> str:
        """What a stranger has to be told: which parts of it are made up. Empty for what holds none."""
        text = self.body + "\n" + self.table
        parts = [
            word
            for word, mark in (
                ("人名", r"\{\{(?:name|leader):|<name>"),
                ("金额", r"[\d}]元|元\)|元/|^quarters,"),
            )
            if re.search(mark, text, re.MULTILINE)
        ]
        return f"演示内容，{'、'.join(parts)}为示例。" if parts else ""


def load(unit: Village, today: date) -> tuple[ContentPiece, ...]:
    """Everything a unit has published before ``today``, oldest first.

    The same unit and day give the same pieces.  ``ValueError`` for a text that breaks its own grammar.
    """
    tables = load_packaged()
    catalogue = tables.catalogue(unit.kind)
    pieces: list[ContentPiece] = []
    for source in sources(unit.kind):
        if "policy" in source.head:
            pieces.append(_policy(source, unit, today))
        elif any(i in catalogue.by_id for i in source.head["items"]):
            pieces.extend(_disclosures(source, unit, today, tables))
    return tuple(sorted((p for p in pieces if p.day < today), key=lambda p: p.day))


@lru_cache(maxsize=4)
def sources(kind: str) -> tuple[Source, ...]:
    """The files for units of ``kind``: its own folder and those meant for both."""
    base = resources_dir() / "demo"
    own = [p for folder in ("both", kind, "policy", "notice") for p in (base / folder).glob("*.md")]
    return tuple(read_source(p) for p in sorted(own, key=lambda p: p.stem))


def read_source(path: Path) -> Source:
    """The parts of one file; ``ValueError`` naming it when they cannot be told apart."""
    parts = path.read_text("utf-8").split("+++\n")
    if len(parts) not in (3, 4) or parts[0]:
        raise ValueError(f"{path.name}: wants +++, TOML, +++, text, and at most a table")
    try:
        head = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return Source(path.stem, head, parts[2].strip(), parts[3].strip() if len(parts) == 4 else "")


# --- disclosures ---------------------------------------------------------------------------------


def _disclosures(source: Source, unit: Village, today: date, tables: Reference) -> Iterator[ContentPiece]:
    catalogue = tables.catalogue(unit.kind)
    if "every" in source.head:
        for number, (period, day) in enumerate(_editions(source, unit, today, catalogue)):
            scene = Scene(unit, today, source.stem, day, period)
            piece = _disclosure(source, scene, tables, nothing=number in source.head.get("nothing", ()))
            if number == 0 and "correction" in source.head:
                yield from _corrected(piece, source.head["correction"])
            else:
                yield piece
        return
    jitter = int(share("when", unit.village_code, source.stem) * source.head.get("spread", 0))
    day = today + timedelta(days=source.head["days"] - jitter)
    happened = source.head.get("event")
    if happened is None:
        yield _disclosure(source, Scene(unit, today, source.stem, workday(day)), tables)
        return
    on = today + timedelta(days=happened["on"] - jitter)
    scene = Scene(unit, today, source.stem, day, event_on=on)
    event = EventItem(
        event_id=f"{source.stem}-{on:%Y%m%d}",
        catalogue_ids=_items(source, catalogue),
        trigger=happened.get("trigger", "event"),
        on=on,
        title=tell(happened["title"], scene),
    )
    scene = replace(scene, published=_in_time(event, day, catalogue))
    yield ContentPiece(min(on, scene.published), event)
    piece = _disclosure(source, scene, tables)
    assert isinstance(piece.item, DisclosureItem)
    yield replace(piece, item=replace(piece.item, period=f"E:{event.event_id}", event_on=on))


def _corrected(piece: ContentPiece, words: dict[str, Any]) -> Iterator[ContentPiece]:
    """The first version with a wrong word in it, and the one that replaced it."""
    assert isinstance(piece.item, DisclosureItem)
    rows = tuple(tuple(c.replace(words["now"], words["was"]) for c in row) for row in piece.rows)
    yield replace(piece, rows=rows)
    day = piece.day + timedelta(days=words["after"])
    item = replace(
        piece.item, version=2, replaces=1, reason=words["reason"], published_on=day, publish_from=day
    )
    yield replace(piece, day=day, item=item)


def _in_time(event: EventItem, day: date, catalogue: Catalogue) -> date:
    """A working day, unless that would be after the deadline the event started."""
    due = [
        trigger_due(part, event.on, Lags(), holidays())
        for item in event.catalogue_ids
        for part in catalogue.by_id[item].deadline.parts
        if isinstance(part, _TriggerPart) and part.trigger == event.trigger
    ]
    return min([workday(day), *(max(d, day) for d in due)])


def _items(source: Source, catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(i for i in source.head["items"] if i in catalogue.by_id)


def _editions(source: Source, unit: Village, today: date, catalogue: Catalogue) -> Iterator[tuple[str, date]]:
    """Periods with their day of publication, newest first."""
    head = source.head
    every: str = head["every"]
    newest_day = today - timedelta(days=1)
    bounds_day = today
    left = head.get("editions", _EDITIONS[every])
    while left:
        period = str(bounds_day.year) if every == "year" else period_of(_CYCLES[every], bounds_day)
        bounds = period_bounds(period)
        assert bounds is not None
        bounds_day = bounds[0] - timedelta(days=1)
        if head.get("open") and _stays_open(period, every, today):
            continue
        shift = int(share("when", unit.village_code, source.stem, period) * 4)
        if "date" in head:
            day = workday(date.fromisoformat(f"{bounds[0].year}-{head['date']}") + timedelta(days=shift))
        else:
            day = workday(bounds[1] + timedelta(days=head.get("lag", 6) + shift))
        if day <= newest_day:
            yield period, day
            left -= 1


def _stays_open(period: str, every: str, today: date) -> bool:
    """Whether it is the newest period past its last day, or a later one."""
    bounds = period_bounds(period)
    assert bounds is not None
    part = CyclePart(_CYCLES[every])
    following = period_of(_CYCLES[every], bounds[1] + timedelta(days=1))
    return cycle_due(part, following, Lags(), holidays()) >= today


def _disclosure(source: Source, scene: Scene, tables: Reference, *, nothing: bool = False) -> ContentPiece:
    head, catalogue = source.head, tables.catalogue(scene.unit.kind)
    items = _items(source, catalogue)
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    if source.table and not nothing:
        if head.get("account"):
            heads, rows = HEADS, account(source.table, scene)
        else:
            heads, rows = table_of(source.table, scene)
    text = head["nothing_text"] if nothing else source.body
    words = "\n\n".join(w for w in (tell(text, scene), "" if nothing else source.invented) if w)
    classes: list[PrivacyClass] = [catalogue.by_id[i].privacy for i in items]
    until = head.get("until")
    item = DisclosureItem(
        disclosure_id=f"{source.stem}-{scene.period}" if scene.period else source.stem,
        catalogue_ids=items,
        title=tell(head["title"], scene),
        period=scene.period or "long",
        form=head["form"],
        privacy=head.get("privacy") or strictest(*classes),
        published_on=scene.published,
        publish_from=scene.published,
        publish_to=scene.published + timedelta(days=until) if until else None,
        nothing=nothing,
        body=words or None,
    )
    files = () if nothing else _files(source, scene)
    return ContentPiece(scene.published, item, rows, heads, files)


def _files(source: Source, scene: Scene) -> tuple[tuple[Path, str], ...]:
    folder = resources_dir() / "demo" / "files"
    return tuple((folder / name, tell(title, scene)) for name, title in source.head.get("attachments", ()))


# --- policies ------------------------------------------------------------------------------------


def _policy(source: Source, unit: Village, today: date) -> ContentPiece:
    head = source.head
    day = workday(today + timedelta(days=head["days"]))
    scene = Scene(unit, today, source.stem, day)
    document = head["document"]
    item = PolicyItem(
        policy_id=head["policy"],
        programme_ids=tuple(head["programmes"]),
        title=tell(head["title"], scene),
        document=PolicyDocument(
            document["name"], document.get("number", ""), document.get("date"), document["state"]
        ),
        valid_from=date(day.year, 1, 1),
        updated_on=day,
        answers=PolicyAnswers(
            *(tell(head["answers"][k], scene) for k in ("who", "how_much", "when", "how", "whom"))
        ),
        publish_from=day,
        body=tell(source.body, scene),
    )
    return ContentPiece(day, item, files=_files(source, scene))
