"""看看能不能领: a few yes or no questions about one policy, one at a time (ui.md §9, page 11).

Nothing is kept: the answers are parameters of the open page and go with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.selfcheck import Answer, Verdict, load_selfchecks, questions_for, verdict
from kiosk.store.views import Board, PolicyView
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.words import W

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

_SAID: dict[Verdict, tuple[str, str, str]] = {
    "likely": ("可能能领", "ok", "照您按的，像是合条件的。"),
    "unlikely": ("可能不能领", "mute", "照您按的，有一条像是不合。"),
    "ask": ("要问一问", "warn", "有的地方要问清楚才知道。"),
}
_ICONS = {"ok": "circle-check", "mute": "circle-minus", "warn": "help"}


@dataclass(frozen=True, slots=True)
class SelfCheckState:
    """``question`` while asking; afterwards it is empty and ``verdict`` says what the answers mean."""

    title: str
    meta: str
    warning: str
    policy_id: str
    policy: str
    question: str
    verdict: str
    verdict_state: str
    verdict_icon: str
    lines: tuple[str, ...]
    begun: bool


@QmlElement
class SelfCheckVM(PageModel):
    """Params: ``policy``."""

    def build_for(self, params: dict[str, Any]) -> Build:
        return selfcheck_build(str(params["policy"]), tuple(params.get("answers", ())))

    @Slot(str)
    def answer(self, answer: str) -> None:
        """yes, no or unsure to the question on the screen."""
        if self.state is not None and self.state.question:
            self.set_param("answers", (*self.param("answers", ()), answer))

    @Slot()
    def again(self) -> None:
        """From the first question."""
        self.set_param("answers", ())


def has_selfcheck(policy: PolicyView, facts: Facts) -> bool:
    """Whether there are questions about it; not for what has ended or was withdrawn."""
    ended = policy.valid_to is not None and policy.valid_to < facts.today
    asked = questions_for(policy.programme_ids, load_selfchecks())
    return bool(asked) and not ended and policy.head.withdrawal is None


def selfcheck_build(
    policy_id: str, answers: Sequence[Answer]
) -> Callable[[Board, Facts], SelfCheckState | None]:
    """A reader of the page's state; ``None`` where the policy has no questions."""

    def build(board: Board, facts: Facts) -> SelfCheckState | None:
        policy = board.policy(policy_id)
        if policy is None or not has_selfcheck(policy, facts):
            return None
        questions = questions_for(policy.programme_ids, load_selfchecks())
        name = facts.safe(policy.head.title)
        found = verdict(questions, answers)
        if found is None:
            at = len(answers)
            step = f"第 {at + 1} 问，共 {len(questions)} 问"
            question = questions[at].text
            return SelfCheckState(
                W.self_check, f"{name}　{step}", facts.stale_warning, policy_id, name, question, "", "", "",
                (), at > 0,
            )  # fmt: skip
        words, state, reason = _SAID[found]
        where = "村里" if facts.village.kind == "village" else "社区"
        lines = (reason, f"这不是审批，以{where}核实为准。")
        return SelfCheckState(
            W.self_check, name, facts.stale_warning, policy_id, name, "", words, state, _ICONS[state],
            lines, True,
        )  # fmt: skip

    return build
