"""提问: what villagers asked, open ones first and the soonest due on top."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.question_records import DeskQuestion
from kiosk.domain.clock import shanghai_date
from kiosk.domain.questions import KIND_WORDS, STATE_WORDS, About
from kiosk.domain.texts import format_day
from kiosk.store.views import Board
from kiosk.ui.desk.form import FormModel, FormRow, FormState
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.tools import DeskTools
from kiosk.ui.viewmodels.facts import Facts

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

_LOOKS = {"received": "info", "working": "warn", "answered": "ok"}


@QmlElement
class DeskQuestionsVM(FormModel):
    """No params. A row opens the question."""

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return questions_state

    @Slot(str)
    def choose(self, code: str) -> None:
        self.asked.emit("desk-question", {"id": code})


def questions_state(tools: DeskTools) -> FormState:
    lines = tools.questions.listed(tools.clock.now(), trusted=tools.facts.trusted)
    if not lines:
        return FormState("提问", "还没有人提问", lead="村民在“提意见”里交上来的，会排在这里。")
    still_open = [line for line in lines if line.standing.answered_on is None]
    overdue = sum(1 for line in lines if line.standing.overdue)
    meta = f"要答复 {len(still_open)} 件" + (f"，逾期 {overdue} 件" if overdue else "")
    return FormState("提问", f"{meta}　一共 {len(lines)} 件", tuple(_row(line, tools) for line in lines))


def _row(line: DeskQuestion, tools: DeskTools) -> FormRow:
    look, chip = chip_of(line)
    about = about_words(tools.board, tools.facts, line.question.about)
    words = [words for words in (when_words(line, tools.facts), about) if words]
    return FormRow(
        line.question.question_id, title_of(line), "　".join(words), chip_state=look, chip=chip,
        alarmed=line.standing.overdue > 0,
    )  # fmt: skip


def title_of(line: DeskQuestion) -> str:
    """The ready sentence; of 其他，我来写 the kind, for the words are written by hand."""
    if line.sentence.needs_drawing:
        return f"{KIND_WORDS[line.sentence.kind]}：自己写的"
    return line.sentence.text


def chip_of(line: DeskQuestion) -> tuple[str, str]:
    """Look and words of how it stands."""
    if line.standing.overdue:
        return "err", f"逾期 {line.standing.overdue} 天"
    return _LOOKS.get(line.standing.state, "mute"), STATE_WORDS[line.standing.state]


def when_words(line: DeskQuestion, facts: Facts) -> str:
    """By when, or when it was answered."""
    if line.standing.answered_on is not None:
        return f"{format_day(line.standing.answered_on, facts.today)}答复"
    if line.question.due is not None and facts.trusted:
        return f"最晚 {format_day(line.question.due, facts.today)}"
    return f"{format_day(shanghai_date(line.question.asked_at), facts.today)}问的"


def about_words(board: Board, facts: Facts, about: About | None, *, names: bool = False) -> str:
    """What it is about, as the board calls it. A person's own page is named only with ``names``: the list
    may be seen over a shoulder, and who asks about it is mostly that person."""
    if about is None:
        return ""
    match about.type:
        case "programme":
            found = facts.programme(about.id)
            return found.name if found is not None else ""
        case "item":
            item = facts.catalogue.by_id.get(about.id)
            return item.level2 if item is not None else ""
        case "recipient":
            person = board.recipient(about.id) if names else None
            if person is None:
                return "一户人家自己的一页"
            return facts.safe("，".join(t for t in (person.display_name, person.group) if t))
        case _:
            heads = board.publications()
            return next((facts.safe(h.title) for h in heads if (h.type, h.id) == (about.type, about.id)), "")
