"""Ready sentences of the desk's own answers: there is no keyboard, and a chosen sentence names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kiosk.domain.questions import QUESTION_KINDS, QuestionKind

MOST_SENTENCES: Final = 3
"""So many of them make one answer."""


@dataclass(frozen=True, slots=True)
class ReadyReply:
    """A sentence to choose, and the kinds of question that it answers."""

    code: str
    text: str
    kinds: tuple[QuestionKind, ...] = QUESTION_KINDS


READY: Final[tuple[ReadyReply, ...]] = (
    ReadyReply("is_public", "已经公开了，请在“看公开”里看。", ("ask", "complaint")),
    ReadyReply("papers", "要带身份证、户口本和存折。", ("ask",)),
    ReadyReply("apply", "够条件的，请来找值班员报名。", ("ask",)),
    ReadyReply("under_way", "还在办，办好了会公开。", ("ask", "complaint")),
    ReadyReply("town", "这件事归镇里办，已经替您转过去。", ("ask", "error")),
    ReadyReply("corrected", "您说得对，已经改过来了。", ("error",)),
    ReadyReply("reported", "已经报给县里改，改好会重新公开。", ("error",)),
    ReadyReply("is_right", "我们核对过，数目没有错。", ("error",)),
    ReadyReply("paid", "钱已经发到账上，请到银行查一查。", ("ask", "error")),
    ReadyReply("again", "账号不对退回来了，会重新发。", ("error",)),
    ReadyReply("with_papers", "请带证件来找值班员，当面核对。", ("ask", "error")),
    ReadyReply("now_public", "谢谢您提醒，已经补公开了。", ("complaint",)),
    ReadyReply("in_time", "谢谢您提醒，以后按时公开。", ("complaint",)),
    ReadyReply("clearer", "已经换成好懂的写法，请再看看。", ("complaint",)),
    ReadyReply("sorry", "已经批评办事的人，向您道歉。", ("complaint",)),
    ReadyReply("come", "请来找值班员，我们当面说。"),
)


def ready_replies(kind: QuestionKind) -> tuple[ReadyReply, ...]:
    """Those that answer a question of this kind, in the order in which they are offered."""
    return tuple(reply for reply in READY if kind in reply.kinds)


def reply_text(codes: tuple[str, ...]) -> str:
    """The chosen sentences as one answer, in the order of the choice."""
    texts = {reply.code: reply.text for reply in READY}
    return "".join(texts[code] for code in codes)
