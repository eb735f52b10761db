"""Tables ``questions`` and ``question_out`` of desk.db.

Each function works inside ``DeskStore.writing()`` or ``.reading()``.  No phone number stands in
``questions``; a letter in ``question_out`` is sealed and stays only until it has left for the county.
What tells of postings (``folder`` "postings") leaves through the same queue.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.domain.clock import parse_rfc3339, to_rfc3339
from kiosk.domain.questions import About, Contact, QuestionKind, QuestionState, state_of
from kiosk.store.connect import scalar


@dataclass(frozen=True, slots=True)
class LocalReply:
    """An answer given at the village's own desk."""

    text: str
    replied_on: date
    public: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question as desk.db keeps it.

    ``sentence`` is a code of ``domain.questions.READY``; ``drawing`` a PNG or ``None``; ``due`` is
    ``None`` while the clock cannot be believed; ``sealed``: its letter to the county was written;
    ``reply`` only that of this desk (the county's stands in board.db).  Withdrawn ones are empty.
    """

    question_id: str
    number: str
    kind: QuestionKind
    sentence: str
    about: About | None
    drawing: bytes | None
    contact: Contact
    asked_at: datetime
    due: date | None
    sealed: bool = False
    sent_at: datetime | None = None
    taken_up_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reply: LocalReply | None = None
    satisfied: bool | None = None
    erased_at: datetime | None = None

    def state(self, *, answered_by_county: bool) -> QuestionState:
        """收到, 办理中, 已答复 or 已撤回."""
        return state_of(
            withdrawn=self.withdrawn_at is not None,
            answered=answered_by_county or self.reply is not None,
            taken_up=self.sent_at is not None or self.taken_up_at is not None,
        )


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file for a folder of ``out/``: its name and bytes; ``question_id`` is empty without a question."""

    name: str
    question_id: str
    content: bytes
    folder: str = "questions"


_CELLS = (
    "question_id, number, kind, sentence, about_type, about_id, drawing, contact, asked_at, due, sealed, "
    "sent_at, taken_up_at, withdrawn_at, reply, replied_on, reply_public, satisfied, erased_at"
)


def add(connection: sqlite3.Connection, question: Question) -> None:
    """Keep a new question."""
    about = question.about
    connection.execute(
        """insert into questions (question_id, number, kind, sentence, about_type, about_id, drawing,
           contact, asked_at, due, sealed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            question.question_id, question.number, question.kind, question.sentence,
            about.type if about else None, about.id if about else None, question.drawing,
            question.contact, to_rfc3339(question.asked_at),
            question.due.isoformat() if question.due else None, question.sealed,
        ),
    )  # fmt: skip


def is_number_taken(connection: sqlite3.Connection, number: str) -> bool:
    """Whether a question ever had this number."""
    return scalar(connection, "select 1 from questions where number = ?", (number,)) is not None


def by_id(connection: sqlite3.Connection, question_id: str) -> Question | None:
    """The question with this id."""
    return _one(connection, "question_id", question_id)


def by_number(connection: sqlite3.Connection, number: str) -> Question | None:
    """The question with this receipt number."""
    return _one(connection, "number", number)


def _one(connection: sqlite3.Connection, column: str, value: str) -> Question | None:
    row = connection.execute(f"select {_CELLS} from questions where {column} = ?", (value,)).fetchone()
    return None if row is None else _from(row)


def all_asked(connection: sqlite3.Connection, *, limit: int = -1) -> tuple[Question, ...]:
    """Those that were not withdrawn, newest first."""
    rows = connection.execute(
        f"""select {_CELLS} from questions where withdrawn_at is null
            order by asked_at desc, question_id limit ?""",
        (limit,),
    )
    return tuple(_from(row) for row in rows)


def not_erased(connection: sqlite3.Connection) -> tuple[Question, ...]:
    """Those that still hold something to erase one day, oldest first."""
    rows = connection.execute(
        f"""select {_CELLS} from questions where withdrawn_at is null and erased_at is null
            order by asked_at"""
    )
    return tuple(_from(row) for row in rows)


def asked_between(connection: sqlite3.Connection, first: datetime, end: datetime) -> int:
    """How many were asked from ``first`` until before ``end``, withdrawn ones too."""
    sql = "select count(*) from questions where asked_at >= ? and asked_at < ?"
    return int(scalar(connection, sql, (to_rfc3339(first), to_rfc3339(end))))


def _from(row: tuple[object, ...]) -> Question:
    (question_id, number, kind, sentence, about_type, about_id, drawing, contact, asked_at, due, sealed,
     sent_at, taken_up_at, withdrawn_at, reply, replied_on, public, satisfied, erased_at) = row  # fmt: skip
    return Question(
        question_id=str(question_id),
        number=str(number),
        kind=kind,  # type: ignore[arg-type]
        sentence=str(sentence),
        about=About(about_type, str(about_id)) if about_type is not None else None,  # type: ignore[arg-type]
        drawing=drawing,  # type: ignore[arg-type]
        contact=contact,  # type: ignore[arg-type]
        asked_at=parse_rfc3339(str(asked_at)),
        due=_day(due),
        sealed=bool(sealed),
        sent_at=_instant(sent_at),
        taken_up_at=_instant(taken_up_at),
        withdrawn_at=_instant(withdrawn_at),
        reply=None
        if reply is None
        else LocalReply(str(reply), date.fromisoformat(str(replied_on)), bool(public)),
        satisfied=None if satisfied is None else bool(satisfied),
        erased_at=_instant(erased_at),
    )


def _instant(cell: object) -> datetime | None:
    return None if cell is None else parse_rfc3339(str(cell))


def _day(cell: object) -> date | None:
    return None if cell is None else date.fromisoformat(str(cell))


def withdraw(connection: sqlite3.Connection, question_id: str, at: datetime) -> None:
    """Empty it and drop what was waiting to leave; the number stays taken and says 已撤回."""
    connection.execute(
        """update questions set kind = 'ask', sentence = '', about_type = null, about_id = null,
           drawing = null, contact = 'none', withdrawn_at = ? where question_id = ?""",
        (to_rfc3339(at), question_id),
    )
    connection.execute("delete from question_out where question_id = ?", (question_id,))


def take_up(connection: sqlite3.Connection, question_id: str, at: datetime) -> None:
    """The clerk has begun with it; only the first time counts."""
    connection.execute(
        "update questions set taken_up_at = coalesce(taken_up_at, ?) where question_id = ?",
        (to_rfc3339(at), question_id),
    )


def set_reply(connection: sqlite3.Connection, question_id: str, reply: LocalReply) -> None:
    """Keep this desk's answer in place of an earlier one."""
    connection.execute(
        "update questions set reply = ?, replied_on = ?, reply_public = ? where question_id = ?",
        (reply.text, reply.replied_on.isoformat(), reply.public, question_id),
    )


def set_satisfied(connection: sqlite3.Connection, question_id: str, satisfied: bool) -> None:
    """What the asker said of the reply."""
    connection.execute("update questions set satisfied = ? where question_id = ?", (satisfied, question_id))


def set_due(connection: sqlite3.Connection, question_id: str, due: date) -> None:
    """The due date, known only once the clock could be believed."""
    connection.execute("update questions set due = ? where question_id = ?", (due.isoformat(), question_id))


def erase(connection: sqlite3.Connection, question_id: str, at: datetime) -> None:
    """Take away the handwriting and any letter that never left; sentence, dates and reply stay."""
    connection.execute(
        "update questions set drawing = null, erased_at = ? where question_id = ?",
        (to_rfc3339(at), question_id),
    )
    connection.execute("delete from question_out where question_id = ?", (question_id,))


def put_out(connection: sqlite3.Connection, outgoing: Outgoing, after: datetime) -> None:
    """Queue a file that may leave from ``after`` on; a name that waits already keeps its first content."""
    connection.execute(
        """insert or ignore into question_out (name, question_id, content, after, folder)
           values (?, ?, ?, ?, ?)""",
        (outgoing.name, outgoing.question_id, outgoing.content, to_rfc3339(after), outgoing.folder),
    )


def call_back(connection: sqlite3.Connection, name: str) -> bool:
    """Drop a file that still waits. False when it has left."""
    return bool(connection.execute("delete from question_out where name = ?", (name,)).rowcount)


def set_sealed(connection: sqlite3.Connection, question_id: str) -> None:
    """Its letter was written."""
    connection.execute("update questions set sealed = 1 where question_id = ?", (question_id,))


def waiting(connection: sqlite3.Connection) -> tuple[tuple[Outgoing, datetime], ...]:
    """Everything that has not left, with the instant before which it must not."""
    rows = connection.execute(
        """select name, question_id, content, folder, after from question_out
           order by after, length(name), name"""
    )
    return tuple((Outgoing(*cells), parse_rfc3339(after)) for *cells, after in rows)


def left(connection: sqlite3.Connection, outgoing: Outgoing, at: datetime) -> None:
    """The file is in ``out/``: it is not kept here any longer. With its letter a question is on its way."""
    connection.execute("delete from question_out where name = ?", (outgoing.name,))
    if outgoing.question_id and outgoing.name.endswith(f"-{outgoing.question_id}.json"):
        connection.execute(
            "update questions set sent_at = coalesce(sent_at, ?) where question_id = ?",
            (to_rfc3339(at), outgoing.question_id),
        )
