"""Asking a question, handing it in, taking it back, looking for the reply (ui.md page 12).

What was chosen lives in the page's parameters, what was written in its strokes; both go with the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.desk.questions import Asked, LookUp, NewQuestion, PublicAnswer, Questions
from kiosk.domain.clock import shanghai_date
from kiosk.domain.errors import UsageFault
from kiosk.domain.questions import STATE_WORDS, WITHDRAW_WITHIN
from kiosk.domain.texts import format_day
from kiosk.store.desk import DeskStore
from kiosk.ui.ink import InkSheet, Stroke, picture_of
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.asksteps import (
    NO_ABOUT,
    NUMBER_DIGITS,
    PHONE_DIGITS,
    AskState,
    Choice,
    Line,
    about_of,
    ask_state,
    steps_for,
)
from kiosk.ui.viewmodels.base import Build, PageModel

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

TAKES_NONE = "现在收不了。请直接找值班员说。"


@dataclass(frozen=True, slots=True)
class _Opening:
    can_call: bool
    answers: tuple[PublicAnswer, ...]


@QmlElement
class AskStepsVM(PageModel):
    """Params: optional ``about`` (words), ``type`` and ``id`` of the thing, ``kind`` to begin with."""

    opened = Signal(str)
    """Another page is asked for: whom."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices = RowsModel(Choice, self)
        self._lines = RowsModel(Line, self)
        self._strokes: list[Stroke] = []
        self._withdraw_end = QTimer(self)
        self._withdraw_end.setSingleShot(True)
        self._withdraw_end.setInterval(int(WITHDRAW_WITHIN.total_seconds() * 1000))
        self._withdraw_end.timeout.connect(self._too_late_to_withdraw)

    # -- for QML ----------------------------------------------------------------------------
    @Property(QObject, constant=True)
    def choices(self) -> RowsModel:
        return self._choices

    @Property(QObject, constant=True)
    def lines(self) -> RowsModel:
        return self._lines

    @Slot("QVariantMap")  # type: ignore[arg-type]
    def start(self, params: dict[str, Any]) -> None:
        opened = {"step": "kind", **params}
        if opened.get("kind") and opened["step"] == "kind":
            opened["step"] = "sentence"
        super().start(opened)
        self._ask_desk(_opening, self._take_opening)

    @Slot()
    def stop(self) -> None:
        self._strokes = []
        self._withdraw_end.stop()
        super().stop()
        self._choices.replace(())
        self._lines.replace(())

    @Slot(str)
    def choose(self, code: str) -> None:
        """A key of the step was pressed."""
        step = self.param("step")
        if step == "kind" and code == "whom":
            self.opened.emit(code)
        elif step == "kind" and code in ("lookup", "answers"):
            self._set(step=code, number="")
        elif step == "kind":
            other = code != self.param("kind")
            self._set(kind=code, sentence=None if other else self.param("sentence"))
        elif step == "thing":
            self._choose_thing(code)
        else:
            self._set(**{step: code})

    @Slot(str)
    def press(self, digit: str) -> None:
        """A key of the number pad; '' takes the last digit away."""
        name, most = ("phone", PHONE_DIGITS) if self.param("step") == "phone" else ("number", NUMBER_DIGITS)
        digits = str(self.param(name) or "")
        self._set(**{name: (digits + digit)[:most] if digit else digits[:-1]})

    @Slot(QObject)
    def lend(self, sheet: Any) -> None:
        """The sheet of step 3 is there: it writes into this page's strokes."""
        assert isinstance(sheet, InkSheet)  # type: ignore[arg-type]
        sheet.strokes = self._strokes
        sheet.changed.connect(self._note_written)

    @Slot()
    def forward(self) -> None:
        """下一步, 交上去, 查一查 or 满意."""
        step = self.param("step")
        if self.state is None or not self.state.can_go:
            return
        if step == "check":
            self._hand_in()
        elif step == "lookup":
            self._look_up()
        elif step == "reply":
            self._rate(True)
        else:
            way = steps_for(self._params)
            self._set(step=way[way.index(step) + 1])

    @Slot()
    def backward(self) -> None:
        """上一步, 改一改, 不查了, 撤回 or 不满意."""
        step = self.param("step")
        if step == "done":
            self._withdraw()
        elif step == "lookup":
            self._set(step="kind")
        elif step == "reply":
            self._rate(False)
        else:
            way = steps_for(self._params)
            self._set(step=way[max(0, way.index(step) - 1)])

    # -- for the base -----------------------------------------------------------------------
    def build_for(self, params: dict[str, Any]) -> Build:
        return lambda board, facts: ask_state(board, facts, params)

    def take(self, state: AskState) -> None:
        super().take(state)
        self._choices.replace(state.choices)
        self._lines.replace(state.lines)

    def _set(self, **values: Any) -> None:
        """Choose, and read the step's words again; a complaint stands only until the next press."""
        if self._open:
            self._params.update({"problem": "", **values})
            self.reload()

    def _choose_thing(self, code: str) -> None:
        label = next((c.label for c in self._choices.rows if c.code == code), "")
        kind, _, id_ = code.partition(":")
        about = {"type": "", "id": ""} if code == NO_ABOUT else {"type": kind, "id": id_}
        self._set(thing=code, thing_words="" if code == NO_ABOUT else label, **about)

    def _note_written(self) -> None:
        written = bool(self._strokes)
        if written != bool(self.param("written")):
            self._set(written=written)

    # -- the desk ---------------------------------------------------------------------------
    def _ask_desk(self, work: Callable[[Questions], Any], on_result: Callable[[Any], None]) -> bool:
        asking = self._lent.asking
        if asking is None:
            return False

        def run(desk: DeskStore) -> Any:
            return work(asking(desk))

        return self._lent.runner.change(run, on_result, self._refused)

    def _send(self, work: Callable[[Questions], Any], on_result: Callable[[Any], None]) -> None:
        if self._ask_desk(work, on_result):
            self._set(sending=True)
        else:
            self._set(problem=TAKES_NONE)

    def _refused(self, error: object) -> None:
        if self._open and self.param("sending"):
            self._set(sending=False, problem=error.message if isinstance(error, UsageFault) else TAKES_NONE)

    def _take_opening(self, opening: _Opening) -> None:
        if not self._open:
            return
        lines = tuple(Line("messages", a.question or "有人问", a.text) for a in opening.answers)
        self._params.update(can_call=opening.can_call, answers_count=len(opening.answers), answer_lines=lines)
        self.reload()

    def _hand_in(self) -> None:
        phone = str(self.param("phone") or "") if self.param("contact") == "phone" else None
        new = NewQuestion(
            sentence=str(self.param("sentence")),
            about=about_of(self._params),
            drawing=picture_of(self._strokes) if self._strokes else None,
            contact=self.param("contact"),
            phone=phone,
        )
        now, trusted = self._lent.clock.now(), self.state.trusted
        self._send(lambda rules: rules.ask(new, now, trusted=trusted), self._handed_in)

    def _handed_in(self, asked: Asked) -> None:
        if not self._open:
            return
        self._withdraw_end.start()
        self._strokes.clear()
        self._set(
            step="done",
            number=asked.number,
            question=asked.question_id,
            due_note=asked.note,
            can_withdraw=True,
            sending=False,
            phone="",
            written=False,
        )

    def _too_late_to_withdraw(self) -> None:
        self._set(can_withdraw=False)

    def _withdraw(self) -> None:
        question, now = str(self.param("question")), self._lent.clock.now()
        self._send(lambda rules: rules.withdraw(question, now), self._withdrawn)

    def _withdrawn(self, done: bool) -> None:
        if done:
            self._set(withdrawn=True, can_withdraw=False, number="", sending=False)
        else:
            self._set(can_withdraw=False, sending=False, problem="已经超过五分钟，撤不回了。")

    def _look_up(self) -> None:
        number, now, trusted = str(self.param("number")), self._lent.clock.now(), self.state.trusted
        self._send(lambda rules: rules.look_up(number, now, trusted=trusted), self._looked_up)

    def _looked_up(self, found: LookUp) -> None:
        answer = found.answer
        if answer is None:
            self._set(sending=False, number="", problem=found.sentence)
            return
        today = shanghai_date(self._lent.clock.now())
        standing = answer.standing
        lines = [Line("clock", STATE_WORDS[standing.state], "")]
        if standing.text:
            lines = [Line("message-2", "答复", standing.text)]
        elif standing.overdue:
            lines[0] = Line("alert-triangle", "还没有答复", f"晚了 {standing.overdue} 天，请找值班员催。")
        elif answer.due is not None and standing.state != "withdrawn":
            lines[0] = Line(
                "clock", STATE_WORDS[standing.state], f"最晚 {format_day(answer.due, today)}答复。"
            )
        self._set(
            step="reply",
            number="",
            sending=False,
            question=answer.question_id,
            reply_lines=tuple(lines),
            reply_meta=f"{format_day(standing.answered_on, today)}答复" if standing.answered_on else "",
            may_rate=standing.answered_on is not None and answer.satisfied is None,
            rated="",
        )

    def _rate(self, satisfied: bool) -> None:
        question, now = str(self.param("question")), self._lent.clock.now()
        self._send(lambda rules: rules.rate(question, satisfied, now), self._rated)

    def _rated(self, _done: bool) -> None:
        self._set(may_rate=False, sending=False, rated="谢谢，记下了。")


def _opening(rules: Questions) -> _Opening:
    return _Opening(rules.can_call(), rules.public_answers())
