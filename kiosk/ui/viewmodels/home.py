"""The first page: what is new, how current everything is, who is on duty (ui.md page 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.newness import is_new, is_over, notices_of
from kiosk.ui.viewmodels.places import Target, target_of
from kiosk.ui.words import W

if TYPE_CHECKING:
    from kiosk.store.views import Board, Published
    from kiosk.ui.viewmodels.facts import Facts

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

NEWEST = 3


@dataclass(frozen=True, slots=True)
class NewestRow:
    """One of 最近公开: title (with （更正）), day and where it leads."""

    title: str
    day: str
    target: Target


@dataclass(frozen=True, slots=True)
class HomeState:
    """``region`` is 江西省安义县石鼻镇; ``strip_long`` the date line of the landscape strip."""

    title: str
    meta: str
    warning: str
    village: str
    affairs: str
    region: str
    day: str
    strip_long: str
    new_notices: int
    notices_badge: str
    newest: tuple[NewestRow, ...]
    updated: str
    duty: str


@QmlElement
class HomeVM(PageModel):
    """No parameters. ``newest`` is the list model of 最近公开."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest = RowsModel(NewestRow, self)

    @Property(QObject, constant=True)
    def newest(self) -> RowsModel:
        return self._newest

    def build_for(self, params: dict[str, Any]) -> Build:
        return home_build

    def take(self, state: HomeState) -> None:
        super().take(state)
        self._newest.replace(state.newest)


def home_build(board: Board, facts: Facts) -> HomeState:
    """A reader of the first page; works on an empty board."""
    # Loaded on the reading thread, while the page is being put together.
    from kiosk.domain.texts import format_day, weekday

    heads = board.publications()
    fresh = sum(1 for h in notices_of(heads) if is_new(h, facts))
    current = (h for h in heads if h.type != "event" and not is_over(h, facts))
    recent = sorted(current, key=_shown_on, reverse=True)[:NEWEST]
    village = facts.village
    day = f"{format_day(facts.today, facts.today)} {weekday(facts.today)}"
    return HomeState(
        title=village.short_name,
        meta=facts.updated_words,
        warning=facts.stale_warning,
        village=village.short_name,
        affairs=village.affairs,
        region=f"{village.province_name}{village.county_name}{village.town_name}",
        day=day if facts.trusted else W.clock_untrusted,
        strip_long=f"{village.town_name}　{facts.today.year}年{day.replace(' ', '　')}"
        if facts.trusted
        else W.clock_untrusted,
        new_notices=fresh,
        notices_badge=f"{fresh}条新" if fresh else "",
        newest=tuple(
            NewestRow(_title(h, facts), format_day(_shown_on(h), facts.today), target_of(h)) for h in recent
        ),
        updated=facts.updated_words,
        duty=facts.duty_line,
    )


def _shown_on(head: Published):
    """The day that counts for 最近: a correction or withdrawal brings a publication up again."""
    days = [head.published_on]
    if head.correction is not None:
        days.append(head.correction.corrected_on)
    if head.withdrawal is not None:
        days.append(head.withdrawal.withdrawn_on)
    return max(days)


def _title(head: Published, facts: Facts) -> str:
    title = facts.safe(head.title)
    if head.withdrawal is not None:
        return f"{title}（已撤回）"
    return f"{title}（更正）" if head.correction is not None else title
