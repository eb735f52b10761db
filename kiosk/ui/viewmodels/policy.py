"""One policy explainer: who, how much, when, how, whom (ui.md page 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.texts import format_day
from kiosk.store.views import Board, PolicyView
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.body import text_blocks
from kiosk.ui.viewmodels.disclosure import PDF, PICTURES, VIDEOS
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.notes import Note, note_of
from kiosk.ui.viewmodels.qr import qr_of_policy
from kiosk.ui.viewmodels.selfcheck import has_selfcheck
from kiosk.ui.viewmodels.tables import Block
from kiosk.ui.words import W

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

ANSWERS, PICTURE, VIDEO, FULL = "answers", "picture", "video", "full"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    question: str
    icon: str
    answer: str


@dataclass(frozen=True, slots=True)
class Part:
    """A key of the row on top: 问与答, 一张图, 看视频, 全文; a form that is missing has none."""

    code: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class PolicyState:
    title: str
    meta: str
    warning: str
    policy_id: str
    part: str
    parts: tuple[Part, ...]
    answers: tuple[AnswerRow, ...]
    blocks: tuple[Block, ...]
    note: Note
    ended: str
    papers: int
    can_check: bool
    payouts_year: int
    payouts_programme: str
    qr: tuple[str, ...]


@QmlElement
class PolicyVM(PageModel):
    """Params: ``id``; optional ``part`` (answers, full)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answers = RowsModel(AnswerRow, self)
        self._blocks = RowsModel(Block, self)

    @Property(QObject, constant=True)
    def answers(self) -> RowsModel:
        return self._answers

    @Property(QObject, constant=True)
    def blocks(self) -> RowsModel:
        return self._blocks

    def build_for(self, params: dict[str, Any]) -> Build:
        return policy_build(str(params["id"]), str(params.get("part") or ANSWERS))

    def take(self, state: PolicyState) -> None:
        super().take(state)
        self._answers.replace(state.answers)
        self._blocks.replace(state.blocks)

    @Slot(str)
    def choose_part(self, part: str) -> None:
        self.set_param("part", part)


def policy_build(policy_id: str, part: str) -> Callable[[Board, Facts], PolicyState | None]:
    """A reader of one policy; ``None`` when it is not on the board."""

    def build(board: Board, facts: Facts) -> PolicyState | None:
        policy = board.policy(policy_id)
        return _state(policy, part, board, facts) if policy else None

    return build


def _state(policy: PolicyView, part: str, board: Board, facts: Facts) -> PolicyState:
    first = next(iter(policy.programme_ids), "")
    answers = policy.answers
    withdrawn = policy.head.withdrawal is not None
    rows = (
        AnswerRow("谁能领", "users", answers.who),
        AnswerRow("领多少", "coins", answers.how_much),
        AnswerRow("什么时候", "calendar-event", answers.when),
        AnswerRow("怎么办", "list-check", answers.how),
        AnswerRow("找谁", "phone", answers.whom),
    )
    shown = () if withdrawn else tuple(r for r in rows if r.answer)
    ended = policy.valid_to is not None and policy.valid_to < facts.today
    ended_words = (
        f"{format_day(policy.valid_to, facts.today)}起已停止执行" if ended and policy.valid_to else ""
    )
    document = policy.document
    full: tuple[Block, ...] = ()
    if policy.body and not withdrawn:
        source = " ".join(p for p in (document.name, document.number) if p)
        head = (Block("para", f"依据：{source}"),) if source else ()
        full = head + text_blocks(policy.body, facts.safe, facts.today)
    year, programme = _payouts(policy, board)
    return PolicyState(
        title=policy.head.title,
        meta="　".join(
            p
            for p in (
                facts.department(first),
                document.state,
                f"{format_day(policy.updated_on, facts.today)}更新",
            )
            if p
        ),
        warning=facts.stale_warning,
        policy_id=policy.head.id,
        part=part if full else ANSWERS,
        parts=_parts(policy, bool(full)),
        answers=shown,
        blocks=full,
        note=note_of(policy.head, facts),
        ended=ended_words,
        papers=0 if withdrawn else sum(a.media_type == PDF for a in policy.attachments),
        can_check=has_selfcheck(policy, facts),
        payouts_year=year,
        payouts_programme=programme,
        qr=() if withdrawn else qr_of_policy(policy, facts),
    )


def _parts(policy: PolicyView, has_full: bool) -> tuple[Part, ...]:
    """The forms this explainer has; none to choose from when the answers are all, or when withdrawn."""
    if policy.head.withdrawal is not None:
        return ()
    kinds = {attachment.media_type for attachment in policy.attachments}
    parts = [Part(ANSWERS, W.questions, "help")]
    if kinds & {*PICTURES}:
        parts.append(Part(PICTURE, W.one_picture, "photo"))
    if kinds & {*VIDEOS}:
        parts.append(Part(VIDEO, W.see_video, "video"))
    if has_full:
        parts.append(Part(FULL, W.full_text, "file-text"))
    return tuple(parts) if len(parts) > 1 else ()


def _payouts(policy: PolicyView, board: Board) -> tuple[int, str]:
    """The newest year with a list of one of its programmes that may be opened; (0, '') without."""
    for year in board.years()[:2]:
        for programme in board.year(year).programmes:
            if programme.programme_id in policy.programme_ids and programme.privacy in ("P0", "P1", "P2"):
                return year, programme.programme_id
    return 0, ""
