"""What the clerk has to do today (ui.md page 14): four figures and 先办这些 with the next action of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kiosk.domain.deadline import days_between
from kiosk.domain.texts import days_left_words, format_day
from kiosk.ledger.rows import Action, Row
from kiosk.ledger.working import Working

FIRST_TASKS = 5
"""As many stand on the page."""
TaskKind = Literal["overdue", "near", "question", "exchange", "to_post", "free"]


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """An open question of a villager. ``due`` is ``None`` while the clock cannot be believed."""

    question_id: str
    title: str
    due: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``label`` for the chip, ``sentence`` below the title.

    ``row`` is the ledger's row, or ``question_id`` names the question.
    """

    kind: TaskKind
    title: str
    period: str
    label: str
    sentence: str
    action: Action | None
    other: Action | None
    row: Row | None = None
    question_id: str | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """``tasks`` in the order in which to do them; the figures count rows of the ledger's filters.

    ``next_due``: the next matter that comes due, for an empty day (今天没有要办的).
    """

    overdue: int
    near: int
    to_post: int
    to_answer: int
    tasks: tuple[Task, ...]
    next_due: Row | None

    @property
    def first(self) -> tuple[Task, ...]:
        """先办这些."""
        return self.tasks[:FIRST_TASKS]


def agenda(working: Working, questions: Sequence[ToAnswer] = ()) -> Agenda:
    """Overdue first, longest first; then by the nearest date; then what hangs wrong, what has to be
    posted, and what may come down."""
    dated: list[tuple[tuple[int, date, str], Task]] = []
    for name, rank in (("overdue", 0), ("near", 1)):
        for row in working.select("overdue" if name == "overdue" else "near"):
            assert row.due is not None
            dated.append(((rank, row.due, row.item_id), _duty_task(row, working.today)))
    for question in questions:
        late = question.due is not None and question.due < working.today
        dated.append(
            (
                (0 if late else 1, question.due or date.max, question.question_id),
                _question_task(question, working.today),
            )
        )
    hung = [_wall_task(row, working) for row in (*working.select("to_post"), *working.select("free"))]
    order = ("exchange", "to_post", "free")
    hung.sort(key=lambda task: order.index(task.kind))
    ahead = [r for r in working.rows if r.state == "later" and r.due is not None and r.due >= working.today]
    return Agenda(
        overdue=len(working.select("overdue")),
        near=len(working.select("near")),
        to_post=len(working.select("to_post")),
        to_answer=len(questions),
        tasks=(*(task for _, task in sorted(dated, key=lambda pair: pair[0])), *hung),
        next_due=min(ahead, key=lambda r: r.due or date.max, default=None) if working.trusted else None,
    )


def _duty_task(row: Row, today: date) -> Task:
    assert row.due is not None
    day = format_day(row.due, today)
    if row.state == "overdue":
        sentence = f"{day}前应公开" + (f"；{row.reason.sentence(today)}" if row.reason else "")
        kind: TaskKind = "overdue"
    else:
        sentence, kind = f"最晚 {day}公开", "near"
    return Task(
        kind, row.title, row.period, row.label, sentence, row.next_action, row.other_action, row=row
    )


def _question_task(question: ToAnswer, today: date) -> Task:
    label = "要答复" if question.due is None else days_left_words(days_between(today, question.due))
    by = "" if question.due is None else f"最晚 {format_day(question.due, today)}答复"
    sentence = "　".join(part for part in (question.note, by) if part)
    return Task(
        "question", question.title, "", label, sentence, "answer", None, question_id=question.question_id
    )


def _wall_task(row: Row, working: Working) -> Task:
    title, period = row.title, row.period
    if row.state == "exchange":
        return Task(
            "exchange", title, period, row.label, row.note, row.next_action, row.other_action, row=row
        )
    if row.state == "to_post":
        printed = row.evidence.printed_on is not None
        sentence = "打好了，还没上墙" if printed else "还没打印，还没上墙"
        return Task("to_post", title, period, row.label, sentence, row.next_action, row.other_action, row=row)
    since = row.evidence.posted_on
    hung = f"{format_day(since, working.today)}张贴，挂满了" if since else "挂满了"
    return Task("free", title, period, row.label, hung, row.next_action, row.other_action, row=row)
