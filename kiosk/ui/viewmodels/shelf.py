"""Lists of publications: the shelf of a catalogue item (with 往年), notices, policies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

from kiosk.domain.texts import format_day, period_text
from kiosk.store.views import Board, Published
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.icons import programme_icon
from kiosk.ui.viewmodels.newness import NEW_DAYS, is_new, is_over, notices_of
from kiosk.ui.viewmodels.places import Target, publications_of, target_of
from kiosk.ui.viewmodels.qr import qr_of_village
from kiosk.ui.words import W

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ShelfRow:
    title: str
    meta: str
    icon: str
    chip_state: str
    chip_label: str
    chip_icon: str
    target: Target


@dataclass(frozen=True, slots=True)
class ShelfState:
    title: str
    meta: str
    warning: str
    rows: tuple[ShelfRow, ...]
    qr: tuple[str, ...] = ()


class ShelfBase(PageModel):
    """A page that is one list of rows; ``None`` from the build means the empty state."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = RowsModel(ShelfRow, self)

    @Property(QObject, constant=True)
    def rows(self) -> RowsModel:
        return self._rows

    def take(self, state: ShelfState) -> None:
        super().take(state)
        self._rows.replace(state.rows)


@QmlElement
class ShelfVM(ShelfBase):
    """Params: ``catalogue``. Everything published under one catalogue item, newest first."""

    def build_for(self, params: dict[str, Any]) -> Build:
        return shelf_build(str(params.get("catalogue") or ""))


@QmlElement
class NoticesVM(ShelfBase):
    """看通知: disclosures of form ``notice``, newest first."""

    def build_for(self, params: dict[str, Any]) -> Build:
        return notices_build


@QmlElement
class PoliciesVM(ShelfBase):
    """懂政策: every policy explainer."""

    def build_for(self, params: dict[str, Any]) -> Build:
        return policies_build


def shelf_build(catalogue_id: str) -> Callable[[Board, Facts], ShelfState | None]:
    """A reader of the shelf of one catalogue item; ``None`` while it is empty."""

    def build(board: Board, facts: Facts) -> ShelfState | None:
        found = publications_of(catalogue_id, board.publications())
        item = facts.catalogue.by_id.get(catalogue_id)
        if not found:
            return None
        return ShelfState(
            title=_fitting(item.level2 if item else "往期"),
            meta=f"{item.level1 if item else ''}　共 {len(found)} 份，新的在前".strip("　"),
            warning=facts.stale_warning,
            rows=tuple(_row(h, facts) for h in found),
        )

    return build


def notices_build(board: Board, facts: Facts) -> ShelfState | None:
    """A reader of 看通知; ``None`` while there is none."""
    found = notices_of(board.publications())
    if not found:
        return None
    fresh = sum(1 for h in found if is_new(h, facts))
    meta = f"共 {len(found)} 条" + (f"　近 {NEW_DAYS} 天有 {fresh} 条" if fresh else "")
    found.sort(key=lambda h: is_over(h, facts))
    rows = tuple(_row(h, facts) for h in found)
    return ShelfState("看通知", meta, facts.stale_warning, rows, qr_of_village(facts))


def policies_build(board: Board, facts: Facts) -> ShelfState | None:
    """A reader of 懂政策; ``None`` while there is none."""
    policies = board.policies()
    if not policies:
        return None
    rows: list[ShelfRow] = []
    for policy in policies:
        first = next(iter(policy.programme_ids), "")
        ended = policy.valid_to is not None and policy.valid_to < facts.today
        rows.append(
            ShelfRow(
                title=policy.head.title,
                meta="　".join(
                    p
                    for p in (
                        facts.department(first),
                        f"{format_day(policy.updated_on, facts.today)}更新",
                    )
                    if p
                ),
                icon=programme_icon(first, facts.category(first)),
                chip_state="mute" if ended else "",
                chip_label="已停止执行" if ended else "",
                chip_icon="circle-minus" if ended else "",
                target=Target("policy", {"id": policy.head.id}),
            )
        )
    meta = f"谁能领、领多少、怎么办　共 {len(rows)} 条"
    return ShelfState("懂政策", meta, facts.stale_warning, tuple(rows), qr_of_village(facts))


def _row(head: Published, facts: Facts) -> ShelfRow:
    chip = ("", "", "")
    if head.withdrawal is not None:
        chip = ("err", "已撤回", "circle-x")
    elif is_over(head, facts):
        chip = ("mute", W.earlier, "history")
    elif head.nothing:
        chip = ("mute", "本期没有发生", "circle-minus")
    elif head.correction is not None:
        chip = ("info", "更正过", "info-circle")
    elif is_new(head, facts):
        chip = ("new", "新", "")
    period = "" if head.period == "long" or head.period.startswith("E:") else period_text(head.period)
    if head.type == "payouts":
        period = f"{head.period}年"
    day = format_day(head.published_on, facts.today)
    return ShelfRow(
        title=facts.safe(head.title),
        meta="　".join(p for p in (period, f"{day}公开") if p),
        icon="",
        chip_state=chip[0],
        chip_label=chip[1],
        chip_icon=chip[2],
        target=target_of(head),
    )


def _fitting(title: str) -> str:
    """A page title holds twelve hanzi; a longer item name loses what stands in brackets."""
    return title if len(title) <= 12 else title.partition("(")[0].partition("（")[0]
