"""What pages hand to the rules of publishing and get back; see ``kiosk.desk.publishing``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kiosk.domain.items import Form, PrivacyClass
from kiosk.store.drafts import Draft

Severity = Literal["err", "warn", "note"]
"""``err`` must be mended before it may be checked; ``warn`` should be looked at; ``note`` only tells."""
Part = Literal["title", "period", "days", "body", "table", "pictures", "reason", "whole"]


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """Where, what, what to do (ui.md page 17). ``part`` is the part of the form; ``row`` and ``column``
    count the table's lines and columns from 0.  No value found is ever repeated."""

    severity: Severity
    code: str
    place: str
    what: str
    todo: str
    part: Part
    row: int | None = None
    column: int | None = None

    @property
    def blocks(self) -> bool:
        return self.severity == "err"


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A period that a publication may be about. ``due`` is the last day in time, ``None`` where there is no
    duty; ``is_met``: something is published for it already; ``event_on`` for ``E:`` periods."""

    period: str
    words: str
    due: date | None
    is_met: bool
    event_on: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How a draft for a catalogue item may begin. ``periods``: what is due first on top, never empty;
    ``heads`` for a table; ``elements`` what should be in it (公开内容要素)."""

    catalogue_id: str
    title: str
    form: Form
    privacy: PrivacyClass
    periods: tuple[PeriodChoice, ...]
    heads: tuple[str, ...]
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication of the village with its versions: ``current`` is the newest that was published (or
    withdrawn), ``open`` the version that is being written or checked."""

    disclosure_id: str
    current: Draft | None
    open: Draft | None

    @property
    def newest(self) -> Draft:
        found = self.open or self.current
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A meeting, an election, a new term or a project: starts the clocks of ``catalogue_ids``."""

    trigger: Literal["event", "meeting", "election", "term"]
    on: date
    title: str
    catalogue_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TendedOwn:
    """What a round did: bundles now on the board, still on their way, sentences of refused ones."""

    arrived: int
    waiting: int
    refused: tuple[str, ...] = ()
