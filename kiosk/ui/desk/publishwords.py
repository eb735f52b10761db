"""Words of the village's own publications: how a version stands, ready notes and reasons to choose from."""

from __future__ import annotations

from typing import Final

from kiosk.domain.texts import period_text
from kiosk.store.drafts import Draft, DraftState

STATE_CHIPS: Final[dict[DraftState, tuple[str, str, str]]] = {
    "draft": ("info", "草稿", "pencil"),
    "waiting": ("warn", "等核对", "clock"),
    "returned": ("err", "退回", "arrow-back-up"),
    "checked": ("ok", "核对过", "clipboard-check"),
    "published": ("ok", "已公开", "circle-check"),
    "withdrawn": ("mute", "已撤回", "circle-x"),
}
"""State → look, word and icon of its chip."""

ON_ITS_WAY: Final = ("warn", "已交给屏幕", "clock")
"""Published, and not yet on the board."""

BACK_NOTES: Final = (
    "数目和单据对不上，请核对。",
    "合计算得不对，请再算一遍。",
    "有几笔没有写进来，请补上。",
    "写得不清楚，请写明白用在哪里。",
    "单据没有看到，请拿来一起核对。",
    "有不该公开的内容，请去掉。",
    "期间写得不对，请改过来。",
    "这件事还没有开会定，先不公开。",
)
"""What a supervisor says when something is sent back; villagers do not see it."""

CORRECT_REASONS: Final = (
    "数目写错了，更正。",
    "漏了内容，补上。",
    "名字写错了，更正。",
    "日期或期间写错了，更正。",
    "放错了表，换一份。",
    "村民核对后提出，更正。",
    "监督委员会提出，更正。",
)
WITHDRAW_REASONS: Final = (
    "放错了，撤回。",
    "有不该公开的内容，撤回。",
    "数目要重新核对，先撤回。",
    "这件事取消了，撤回。",
    "镇里要求撤回。",
)
"""Villagers read a reason of these two beside what was corrected or withdrawn."""


def chip_of(draft: Draft) -> tuple[str, str, str]:
    """Look, word and icon of how a version stands."""
    if draft.state == "published" and not draft.arrived:
        return ON_ITS_WAY
    return STATE_CHIPS[draft.state]


def period_words(draft: Draft) -> str:
    """``2026年第三季度``; empty for an event, whose name is in the title."""
    period = draft.content.period
    try:
        return period_text(period)
    except ValueError:
        return ""
