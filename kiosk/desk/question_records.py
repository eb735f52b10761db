"""What pages hand to the rules of questions and get back; see ``kiosk.desk.questions``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk.desk.tries import Limit
from kiosk.domain.questions import About, Contact, QuestionState, ReadySentence
from kiosk.store.questions import Question

LOOKUP_LIMIT = Limit(5, (timedelta(minutes=10),), window=timedelta(minutes=10))
"""5 wrong numbers within 10 minutes, then 10 minutes' pause (architecture §7, Sealing)."""


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What the steps of the page gathered. ``sentence`` is a code of ``READY``; ``drawing`` a small PNG.

    ``phone`` only with contact ``phone``; the record does not show it when it is printed.
    """

    sentence: str
    about: About | None = None
    drawing: bytes | None = None
    contact: Contact = "here"
    phone: str | None = None

    def __repr__(self) -> str:
        return f"NewQuestion({self.sentence})"


@dataclass(frozen=True, slots=True)
class Asked:
    """For the receipt page. ``due`` is ``None`` while the clock is not believed: say 5个工作日 instead.

    ``note`` tells when the due date rests on a year whose holidays are not known yet.
    """

    question_id: str
    number: str
    due: date | None
    note: str
    withdraw_until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands: ``overdue`` in days (0 when answered); ``text`` the county's reply before the desk's."""

    state: QuestionState
    overdue: int
    text: str | None
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receipt number shows: how it stands and by when, nothing of the question itself."""

    question_id: str
    standing: Standing
    due: date | None
    satisfied: bool | None


@dataclass(frozen=True, slots=True)
class LookUp:
    """``answer`` or a ``sentence`` why there is none; ``left`` tries, ``wait`` while nobody may try."""

    answer: Answer | None
    sentence: str = ""
    left: int = LOOKUP_LIMIT.most
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """For everyone: ``question`` in ready words (empty when not asked at this kiosk), never who asked."""

    question: str
    about: About | None
    text: str
    answered_on: date


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """A line of the clerk's page 提问."""

    question: Question
    sentence: ReadySentence
    standing: Standing


@dataclass(frozen=True, slots=True)
class Tended:
    """What one round did: files that left, files that still wait, questions erased."""

    sent: int
    waiting: int
    erased: int
