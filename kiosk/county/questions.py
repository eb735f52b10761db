"""Villagers' questions at the county: sealed letters from ``out/questions``, opened with the county's key.

Nothing of a letter is kept: each look opens them anew, and the kiosk takes its letters back 30 days
after the reply.  A letter has no sender (``kiosk.bundle.letters``): whoever may write into the drop
folder can write one, so a question is something to look into, never proof.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from kiosk.bundle.disk import write_whole
from kiosk.bundle.itemcodec import ID
from kiosk.bundle.letters import MAX_BYTES, Letter, open_letter
from kiosk.county.ledger import item_of
from kiosk.county.outfiles import day, json_files, read_object, safe, unreadable
from kiosk.county.session import Session
from kiosk.county.workspace import Workspace, disk_fault
from kiosk.domain.clock import shanghai_date
from kiosk.domain.errors import SenderFault, UsageFault
from kiosk.domain.items import DisclosureItem, EventItem, PayoutsItem, PolicyItem, ReplyItem
from kiosk.domain.questions import (
    MOST_REPLY,
    QuestionKind,
    ReadySentence,
    due_date,
    ready_sentence,
    tidy_number,
)
from kiosk.domain.region import Village
from kiosk.domain.scan import scan_text
from kiosk.store.registry import SentBundle, SentItem

State = Literal["open", "replied", "answered"]
"""``replied``: the county's answer is on its way or there; ``answered``: the village said it at its desk."""
_NOTICE = re.compile(r"kiosk-question-(answered|satisfied)/1")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class CountyQuestion:
    """One question. ``letter`` is not printed; ``about`` in words; ``satisfied``: what the asker said.

    ``due`` is the 5th (simple: 3rd) working day; ``overdue`` in days, 0 when answered.
    """

    village_code: str
    village: str
    question_id: str
    number: str
    kind: QuestionKind
    words: str
    about: str
    asked_on: date
    due: date
    overdue: int
    state: State
    answered_on: date | None
    satisfied: bool | None
    wants_call: bool
    has_drawing: bool
    letter: Letter = field(repr=False, compare=False)


@dataclass(slots=True)
class Asked:
    """The questions of a unit, the soonest due first, and a sentence for each file that was left out."""

    questions: list[CountyQuestion] = field(default_factory=list[CountyQuestion])
    sentences: list[str] = field(default_factory=list[str])

    @property
    def open(self) -> list[CountyQuestion]:
        return [q for q in self.questions if q.state == "open"]


def seal_keys(workspace: Workspace) -> tuple[bytes, ...]:
    """The secret halves in ``keys/seal*.key`` (an older one may lie beside the newest).

    UsageFault ``no_seal_key``; EnvironmentFault.
    """
    found: list[bytes] = []
    for path in sorted(workspace.keys.glob("seal*.key")):
        try:
            found.append(base64.b64decode(path.read_bytes(), validate=False))
        except binascii.Error:
            continue
        except OSError as error:
            raise disk_fault(error, path) from error
    if not found:
        raise UsageFault(
            "no_seal_key", "工作区的 keys 里没有 seal.key，打不开村民的提问。请把它放回去再来。"
        )
    return tuple(found)


def read_questions(session: Session, unit: Village, out: Path, keys: Sequence[bytes]) -> Asked:
    """Everything a unit's kiosks sent; with no ``keys`` nothing can be opened. Read as often as you like."""
    asked = Asked()
    letters: dict[str, Letter] = {}
    notices: dict[tuple[str, str], dict[str, object]] = {}
    for path in json_files(out / "questions"):
        value = read_object(path)
        if value is None:
            asked.sentences.append(unreadable(path))
            continue
        notice = _NOTICE.fullmatch(str(value.get("format")))
        if notice is not None and value.get("village_code") == unit.village_code:
            notices[str(value.get("question_id")), notice[1]] = value
            continue
        try:
            letter = _open(path, unit, keys)
        except SenderFault as fault:
            asked.sentences.append(f"{safe(path.name)}：{fault.message}")
            continue
        if letter.question_id in letters:
            asked.sentences.append(f"{safe(path.name)}：同一个提问来了两份，只算一份。请村里核对。")
            continue
        letters[letter.question_id] = letter
    replies = {s.id: s for s in session.registry.items(unit.village_code, "reply")}
    for letter in letters.values():
        asked.questions.append(_question(session, unit, letter, replies.get(letter.question_id), notices))
    asked.questions.sort(key=lambda q: (q.state != "open", q.due, q.asked_on, q.question_id))
    return asked


def _open(path: Path, unit: Village, keys: Sequence[bytes]) -> Letter:
    """A letter of this unit's kiosk in the file that bears its name; SenderFault."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SenderFault("letter_unreadable", "读不出来。请检查网络盘。", detail=repr(error)) from error
    letter, last = None, SenderFault("letter_other_key", "没有钥匙，打不开。")
    for key in keys:
        try:
            letter = open_letter(content, key)
            break
        except SenderFault as fault:
            last = fault
    if letter is None:
        raise last
    is_named = path.name == f"{letter.kiosk}-{letter.question_id}.json"
    if letter.village_code != unit.village_code or not is_named:
        raise SenderFault("letter_elsewhere", "这份提问不是从这里来的，放错了地方。请不要采用，告诉村里。")
    ids = [letter.question_id, *([letter.about.id] if letter.about else [])]
    if not all(ID.fullmatch(i) for i in ids) or tidy_number(letter.number) != letter.number:
        raise SenderFault("letter_odd", "这份提问不像亭子写的。请不要采用，告诉村里。")
    if _ready(letter) is None:
        raise SenderFault("letter_odd", "这份提问里有这边不认识的句子。请更新程序，或告诉村里。")
    return letter


def _ready(letter: Letter) -> ReadySentence | None:
    try:
        sentence = ready_sentence(letter.sentence)
    except KeyError:
        return None
    return sentence if sentence.kind == letter.kind else None


def _question(
    session: Session, unit: Village, letter: Letter, reply: SentItem | None,
    notices: dict[tuple[str, str], dict[str, object]],
) -> CountyQuestion:  # fmt: skip
    sentence = _ready(letter)
    assert sentence is not None
    asked_on = shanghai_date(letter.asked_at)
    due = letter.due or due_date(asked_on, sentence.simple, session.workspace.reference.holidays)
    answered = notices.get((letter.question_id, "answered"))
    satisfied = notices.get((letter.question_id, "satisfied"), {}).get("satisfied")
    state: State = "open"
    answered_on: date | None = None
    if reply is not None:
        item = item_of(reply)
        assert isinstance(item, ReplyItem)
        state, answered_on = "replied", item.answered_on
    elif answered is not None:
        state, answered_on = "answered", day(answered.get("answered_on"))
    return CountyQuestion(
        village_code=unit.village_code,
        village=f"{unit.town_name}{unit.short_name}",
        question_id=letter.question_id,
        number=letter.number,
        kind=letter.kind,
        words=sentence.text,
        about=_about(session, unit, letter),
        asked_on=asked_on,
        due=due,
        overdue=max(0, (session.today - due).days) if state == "open" else 0,
        state=state,
        answered_on=answered_on,
        satisfied=satisfied if isinstance(satisfied, bool) else None,
        wants_call=letter.phone is not None,
        has_drawing=letter.drawing is not None,
        letter=letter,
    )


def _about(session: Session, unit: Village, letter: Letter) -> str:
    """What it is about, in the county's own words for it; the bare id when the county does not know it."""
    about = letter.about
    if about is None:
        return ""
    reference = session.workspace.reference
    match about.type:
        case "programme":
            programme = reference.programmes.by_id.get(about.id)
            name = programme.name if programme else None
        case "item":
            item = reference.catalogue(unit.kind).by_id.get(about.id)
            name = item.level2 if item else None
        case "recipient":
            person = next((p for p in session.registry.people(unit.village_code) if p[0] == about.id), None)
            name = f"{person[2]} {person[3]}" if person else None
        case _:
            sent = session.registry.newest(unit.village_code, about.type, about.id)
            name = _title(sent) if sent else None
    return f"{name}（{about.id}）" if name else about.id


def _title(sent: SentItem) -> str | None:
    item = item_of(sent)
    if isinstance(item, PayoutsItem):
        return " ".join(p for p in (f"{item.year}年", item.programme_name, item.batch) if p)
    return item.title if isinstance(item, DisclosureItem | PolicyItem | EventItem) else None


def write_drawings(questions: Iterable[CountyQuestion], folder: Path) -> tuple[list[Path], list[str]]:
    """What was written by hand, as ``<code>-<number>.png`` in a folder the person named; and what was not
    a picture. EnvironmentFault."""
    made: list[Path] = []
    odd: list[str] = []
    for question in questions:
        drawing = question.letter.drawing
        if drawing is None:
            continue
        if not drawing.startswith(_PNG):
            odd.append(f"{question.village} {question.number}：手写的不是图片，没有写出。请告诉村里。")
            continue
        path = folder / f"{question.village_code}-{question.number}.png"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, drawing)
        except OSError as error:
            raise disk_fault(error, folder) from error
        made.append(path)
    return made, odd


def find(questions: Iterable[CountyQuestion], name: str) -> CountyQuestion:
    """By id or receipt number; UsageFault ``unknown_question``, ``two_questions``."""
    number = tidy_number(name)
    found = [q for q in questions if name == q.question_id or number == q.number]
    if not found:
        raise UsageFault("unknown_question", f"没有收到编号 {name} 的提问。请看 kiosk county questions。")
    if len(found) > 1:
        raise UsageFault(
            "two_questions", f"有{len(found)}个提问都是 {name}。请写 Q 开头的编号，或用 --village 写明村。"
        )
    return found[0]


def reply(
    session: Session, question: CountyQuestion, text: str, *, public: bool, again: bool = False
) -> SentBundle:
    """A bundle with the county's answer; it leaves with the next push.

    UsageFault: ``reply_empty``, ``reply_long``, ``reply_personal``, ``not_public``, ``replied_already``.
    """
    words = text.strip()
    unit = session.workspace.unit(question.village_code)
    if not words:
        raise UsageFault("reply_empty", "答复还是空的。请写几句再来。")
    if len(words) > MOST_REPLY:
        raise UsageFault("reply_long", f"答复超过{MOST_REPLY}个字，屏幕上不好读。请写短一些。")
    found = scan_text(words, session.workspace.settings(unit.village_code).own_numbers())
    if found:
        raise UsageFault("reply_personal", f"答复里有{found[0].words()}。请去掉再来。")
    if public and not ready_sentence(question.letter.sentence).may_be_public:
        raise UsageFault("not_public", "这一类提问牵涉到别人，答复不能公开。请去掉 --public。")
    if question.state == "replied" and not again:
        raise UsageFault("replied_already", "这个提问县里答复过了。真要换一份答复，请加上 --again。")
    item = ReplyItem(question.question_id, words, session.today, public)
    return session.emit(unit, lambda draft: draft.add_item(item))
