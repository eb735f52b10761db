"""One line of the working ledger, its states, filters and actions, and the words of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.deadline import CyclePart, LongPart, Part, YearlyPart, plain_cycle
from kiosk.domain.duty import DutyKey
from kiosk.domain.items import TargetType
from kiosk.domain.reasons import Reason

RowState = Literal[
    "overdue", "near", "exchange", "to_post", "free", "hanging", "full", "stays", "nothing", "later", "past"
]
"""逾期, 临近, 墙上的要换下, 要张贴, 可以撤, 在架, 挂满了 (its own days are full, but the sheet also
shows what must hang on), 长期在架, 本期没有发生, 还没到期, 往年.  In the order of urgency."""
STATE_ORDER: Final[Mapping[str, int]] = {state: place for place, state in enumerate(get_args(RowState))}
Filter = Literal[
    "all", "overdue", "near", "to_post", "hanging", "free", "met", "nothing", "carried", "verify"
]
FILTER_WORDS: Final[Mapping[Filter, str]] = {
    "all": "全部",
    "overdue": "逾期",
    "near": "临近",
    "to_post": "要张贴",
    "hanging": "在架",
    "free": "可以撤",
    "met": "已公开",
    "nothing": "没有发生",
    "carried": "回头看",
    "verify": "待核定",
}
Action = Literal["write_reason", "publish", "print", "posted", "answer", "taken_down"]
ACTION_WORDS: Final[Mapping[Action, str]] = {
    "write_reason": "写原因",
    "publish": "去公开",
    "print": "打印",
    "posted": "已张贴",
    "answer": "去答复",
    "taken_down": "已撤下",
}
LOCAL_PREFIX: Final = "L-"
"""Ids of what the village published itself begin so."""
ASK_TO_POST_DAYS: Final = 366
"""What was public for longer without ever hanging is no task any more."""
_OWN: Final = ("村", "社区", "居委会", "选举委员会", "集体经济组织", "业主委员会")


@dataclass(frozen=True, slots=True)
class Met:
    """What a duty was satisfied by, on ``on``. ``local``: the village's own, else from the county."""

    type: TargetType
    id: str
    version: int
    title: str
    local: bool
    on: date
    nothing: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What proves it. ``printed_on`` the newest print; wall dates of the newest posting."""

    applied_at: datetime | None = None
    first_shown: datetime | None = None
    printed_on: date | None = None
    posted_on: date | None = None
    may_come_down_from: date | None = None
    taken_down_on: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger.

    ``key`` is ``None`` for a publication that no duty asked for, or a sheet on the wall.  ``rule`` is
    每季度, 及时, …; ``period`` its words (an event's title, empty for what stays).  ``label`` is the chip
    (``逾期 34 天``), ``days`` until due or until it may come down, negative once past, ``None`` where that
    cannot be said.  ``note``: what must be added in words.  ``carried``: of an earlier year and not
    done then (回头看).  ``next_action`` is the one thing to do now, ``other_action`` at most one more.
    ``posting_ids``: sheets with it on the wall today.
    """

    key: DutyKey | None
    item_id: str
    title: str
    level1: str
    rule: str
    period: str
    due: date | None
    state: RowState
    label: str
    days: int | None
    note: str
    met: Met | None
    late_days: int
    evidence: Evidence
    reason: Reason | None
    carried: bool
    verify: bool
    next_action: Action | None
    other_action: Action | None
    posting_ids: tuple[int, ...]

    @property
    def is_up(self) -> bool:
        """Whether a sheet with it hangs today."""
        return bool(self.posting_ids)


def rule_words(part: Part, finance_busy: bool) -> str:
    """每季度, 每年, 及时, 20个工作日内, 提前10日, 当日, 长期."""
    if isinstance(part, LongPart):
        return "长期"
    if isinstance(part, YearlyPart):
        return "每年"
    if isinstance(part, CyclePart):
        plain = plain_cycle(part.cycle, finance_busy)
        return {"monthly": "每月", "quarterly": "每季度", "halfyearly": "每半年"}[plain]
    if part.offset is None:
        return "及时"
    days = f"{abs(part.offset.count)}{'日' if part.offset.unit == 'd' else '个工作日'}"
    if part.offset.count == 0:
        return "当日"
    return f"提前{days}" if part.offset.count < 0 else f"{days}内"


def publishes_here(item: CatalogueItem) -> bool:
    """Whether the village itself may publish it; payouts and the yearbook come from the county only."""
    if item.is_by_payout or item.is_yearbook:
        return False
    return any(word in item.discloser for word in _OWN)


def hangs(item: CatalogueItem | None) -> bool:
    """Whether the board on the wall is among the item's channels (it is the legal one)."""
    return item is None or not item.channels or any("公开栏" in channel for channel in item.channels)
