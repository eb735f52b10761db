"""One question: what was asked, by when, what became of it; 收下办理 and 我来答复.

The letter to the county goes by itself; the desk answers what the village can settle.  A phone that was
left is in the sealed letter only and never here.
"""

# PySide's stubs do not know that C++ types may be named by text.
# pyright: reportArgumentType=false

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from kiosk.desk.question_records import DeskQuestion
from kiosk.domain.questions import CONTACT_WORDS
from kiosk.domain.replies import MOST_SENTENCES, ready_replies, reply_text
from kiosk.ui.desk.days import moment_words
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState, ticked
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.questions import about_words, chip_of, title_of, when_words
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

Step = Literal["look", "words", "send"]


@dataclass(frozen=True, slots=True)
class QuestionState(FormState):
    """``drawing``: the handwriting as a PNG; ``drawn``: whether there is some to be shown."""

    drawing: bytes = b""
    drawn: bool = False


@QmlElement
class DeskQuestionVM(FormModel):
    """Param ``id``. ``image`` is what was written by hand."""

    LEFT_OUT = frozenset({"rows", "drawing"})
    drawn = Signal()

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._step: Step = "look"
        self._codes: tuple[str, ...] = ()
        self._image = QImage()

    @Property(QImage, notify=drawn)
    def image(self) -> QImage:
        return self._image

    @Slot()
    def stop(self) -> None:
        self._step, self._codes, self._image = "look", (), QImage()
        super().stop()
        self.drawn.emit()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(question_state, str(params.get("id") or ""), self._step, self._codes)

    def take(self, state: QuestionState) -> None:
        super().take(state)
        self._image = QImage.fromData(state.drawing) if state.drawing else QImage()
        self.drawn.emit()

    @Slot(str)
    def choose(self, code: str) -> None:
        """A ready sentence: on or off."""
        if self._step != "words":
            return
        if code in self._codes:
            self._codes = tuple(c for c in self._codes if c != code)
        elif len(self._codes) < MOST_SENTENCES:
            self._codes = (*self._codes, code)
        else:
            self.say(f"最多挑 {MOST_SENTENCES} 句。", problem=True)
            return
        self.note = ""
        self.reload()

    @Slot(str)
    def act(self, code: str) -> None:
        question_id = str(self.param("id"))
        if code == "take_up":
            self.perform(partial(take_up, question_id), self._taken_up)
        elif code in ("words", "send"):
            self._go(code)
        elif code in ("public", "private"):
            self.perform(partial(answer, question_id, self._codes, code == "public"), self._answered)

    @Slot(result=bool)
    def step_back(self) -> bool:
        if self._step == "look":
            return False
        self._go("words" if self._step == "send" else "look")
        return True

    def _go(self, step: Step) -> None:
        self._step = step
        if step == "look":
            self._codes = ()
        self.turn_to()

    def _taken_up(self, _none: None) -> None:
        self.note, self.is_problem = "记下了，正在办。村民来查会看到“办理中”。", False

    def _answered(self, _none: None) -> None:
        self._step, self._codes = "look", ()
        self.note, self.is_problem = "答复好了。村民凭编号来查就能看到，也告诉了县里。", False


def take_up(question_id: str, tools: DeskTools) -> None:
    tools.questions.take_up(question_id, tools.inside, tools.clock.now())


def answer(question_id: str, codes: tuple[str, ...], public: bool, tools: DeskTools) -> None:
    own = frozenset(contact.phone for contact in tools.facts.contacts())
    tools.questions.reply(
        question_id, reply_text(codes), public=public, by=tools.inside, now=tools.clock.now(),
        own_numbers=own,
    )  # fmt: skip


def question_state(question_id: str, step: Step, codes: tuple[str, ...], tools: DeskTools) -> QuestionState:
    lines = tools.questions.listed(tools.clock.now(), trusted=tools.facts.trusted)
    line = next((one for one in lines if one.question.question_id == question_id), None)
    if line is None:
        return QuestionState("提问", "找不到了", lead="这个提问已经撤回，不用办了。")
    if step == "look" or line.standing.answered_on is not None:
        state = _look(line, tools)
    else:
        state = _words(line, codes) if step == "words" else _send(line, codes)
    drawing = line.question.drawing or b""
    return replace(state, drawing=drawing, drawn=bool(drawing))


def _look(line: DeskQuestion, tools: DeskTools) -> QuestionState:
    question, facts = line.question, tools.facts
    is_open = line.standing.answered_on is None
    keys: list[FormKey] = []
    if is_open:
        keys.append(FormKey("words", "我来答复", "message-2", "primary"))
        if question.taken_up_at is None:
            keys.append(FormKey("take_up", "收下办理", "checklist"))
    return QuestionState(
        title_of(line),
        f"{chip_of(line)[1]}　{when_words(line, facts)}",
        _rows(line, tools),
        tuple(keys),
        lead=_lead(line) if is_open else "",
    )


def _lead(line: DeskQuestion) -> str:
    question = line.question
    if question.sent_at is not None:
        return "已经交给县里。村里能办的，可以自己答。"
    if question.sealed:
        return "过几分钟会交给县里。村里能办的，可以自己答。"
    return "还没有县里的钥匙，交不上去。请先在村里答复。"


def _rows(line: DeskQuestion, tools: DeskTools) -> tuple[FormRow, ...]:
    question, facts = line.question, tools.facts
    about = about_words(tools.board, facts, question.about, names=True)
    when = moment_words(question.asked_at, facts.today)
    told = CONTACT_WORDS[question.contact]
    if question.contact == "phone":
        told = "打电话，号码只有县里能看"
    rows = [
        FormRow("", "关于", about or "没有说是哪一件", icon="clipboard-text", opens=False),
        FormRow("", "什么时候问的", when, icon="calendar", opens=False),
        FormRow("", "答复怎么告诉他", told, icon="bell", opens=False),
    ]
    if line.sentence.needs_drawing and question.drawing is None and question.erased_at is not None:
        rows.append(FormRow("", "写的字", "到期清掉了", icon="pencil", opens=False))
    if line.standing.text is not None:
        own = question.reply is not None and line.standing.text == question.reply.text
        who = "村里的答复" if own else "县里的答复"
        rows.append(FormRow("", who, line.standing.text, icon="messages", opens=False))
        content = {None: "还没有说", True: "满意", False: "不满意"}[question.satisfied]
        rows.append(FormRow("", "他满意吗", content, icon="star", opens=False))
    return tuple(rows)


def _words(line: DeskQuestion, codes: tuple[str, ...]) -> QuestionState:
    rows = tuple(
        ticked(FormRow(reply.code, reply.text), reply.code in codes)
        for reply in ready_replies(line.sentence.kind)
    )
    keys = (FormKey("send", "下一步", "arrow-right", "primary", enabled=bool(codes)),)
    meta = f"挑 1 到 {MOST_SENTENCES} 句。要写别的话，等县里答复"
    return QuestionState("怎么答？", meta, rows, keys, back=True)


def _send(line: DeskQuestion, codes: tuple[str, ...]) -> QuestionState:
    private = FormKey("private", "只给本人看", "user")
    keys = (private,)
    meta = "牵涉到别人，只能给本人看"
    if line.sentence.may_be_public:
        keys = (FormKey("public", "大家都能看", "users"), private)
        meta = "公开了，大家都能看到问和答，看不到是谁问的"
    return QuestionState("就这样答？", meta, keys=keys, lead=reply_text(codes), back=True)
