"""看公开: the level-1 subjects, and what should be public in one of them (ui.md pages 3 and 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

from kiosk.domain.catalogue import Level1
from kiosk.store.views import Board, Published
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.duties import chips_of
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.icons import subject_icon
from kiosk.ui.viewmodels.newness import is_new
from kiosk.ui.viewmodels.places import Target, target_of_item
from kiosk.ui.viewmodels.qr import qr_of_village
from kiosk.ui.words import W

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

USUAL = ("集体财务", "财务收支", "惠民惠农补贴", "社会救助与福利")
"""常看 until the county names its own; those a catalogue does not have are left out."""
USUAL_KEYS = 3
LAW = {"village": "村民委员会组织法第三十五条", "community": "城市居民委员会组织法第三十四条"}


@dataclass(frozen=True, slots=True)
class SubjectTile:
    """One level-1 subject: ``sub`` is ``10项　2项新``; ``fresh`` 有新 or ''."""

    name: str
    icon: str
    count: str
    fresh: str
    sub: str


@dataclass(frozen=True, slots=True)
class CatalogueState:
    title: str
    meta: str
    warning: str
    usual: tuple[SubjectTile, ...]
    others: tuple[SubjectTile, ...]
    qr: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One catalogue item with its chip. ``alarmed`` puts the red border round an overdue row."""

    catalogue_id: str
    title: str
    meta: str
    chip_state: str
    chip_label: str
    chip_icon: str
    alarmed: bool
    target: Target


@dataclass(frozen=True, slots=True)
class ItemsState:
    title: str
    meta: str
    warning: str
    rows: tuple[ItemRow, ...]
    foot: str


@QmlElement
class CatalogueVM(PageModel):
    """No parameters. ``usual`` (at most 3) and ``others`` are list models of tiles."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usual = RowsModel(SubjectTile, self)
        self._others = RowsModel(SubjectTile, self)
        self._subjects = RowsModel(SubjectTile, self)

    @Property(QObject, constant=True)
    def usual(self) -> RowsModel:
        return self._usual

    @Property(QObject, constant=True)
    def others(self) -> RowsModel:
        return self._others

    @Property(QObject, constant=True)
    def subjects(self) -> RowsModel:
        """All of them, 常看 first: for the largest text, which has one column."""
        return self._subjects

    def build_for(self, params: dict[str, Any]) -> Build:
        return catalogue_build

    def take(self, state: CatalogueState) -> None:
        super().take(state)
        self._usual.replace(state.usual)
        self._others.replace(state.others)
        self._subjects.replace(state.usual + state.others)


@QmlElement
class CatalogueListVM(PageModel):
    """Params: ``level1``, the name of a subject of the catalogue."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = RowsModel(ItemRow, self)

    @Property(QObject, constant=True)
    def rows(self) -> RowsModel:
        return self._rows

    def build_for(self, params: dict[str, Any]) -> Build:
        return items_build(str(params.get("level1") or ""))

    def take(self, state: ItemsState) -> None:
        super().take(state)
        self._rows.replace(state.rows)


def catalogue_build(board: Board, facts: Facts) -> CatalogueState:
    """A reader of level 1; names and counts come from the loaded catalogue only."""
    fresh = [h for h in board.publications() if is_new(h, facts)]
    groups = facts.catalogue.groups
    wanted = facts.settings.usual_groups or USUAL
    usual = [g for name in wanted for g in groups if g.name == name][:USUAL_KEYS]
    others = [g for g in groups if g not in usual]
    return CatalogueState(
        title="看公开",
        meta=f"您想看哪一类？　{facts.whole}共 {len(groups)} 类 {len(facts.catalogue.items)} 项",
        warning=facts.stale_warning,
        usual=tuple(_tile(g, fresh) for g in usual),
        others=tuple(_tile(g, fresh) for g in others),
        qr=qr_of_village(facts),
    )


def _tile(group: Level1, fresh: list[Published]) -> SubjectTile:
    ids = {item.id for item in group.items}
    new = len({i for h in fresh for i in h.catalogue_ids if i in ids})
    count = f"{len(group.items)}项"
    return SubjectTile(
        name=group.name,
        icon=subject_icon(group.name),
        count=count,
        fresh="有新" if new else "",
        sub=f"{count}　{new}项新" if new else count,
    )


def items_build(level1: str) -> Callable[[Board, Facts], ItemsState | None]:
    """A reader of level 2, in catalogue order (no ranking); ``None`` for a subject that is not there."""

    def build(board: Board, facts: Facts) -> ItemsState | None:
        group = facts.catalogue.group(level1)
        if group is None:
            return None
        heads = board.publications()
        chips = chips_of(board, facts)
        rows = []
        for item in group.items:
            chip = chips[item.id]
            rows.append(
                ItemRow(
                    catalogue_id=item.id,
                    title=item.level2,
                    meta="　".join(p for p in (chip.period, chip.when, chip.reason) if p),
                    chip_state=chip.state,
                    chip_label=chip.label,
                    chip_icon=chip.icon,
                    alarmed=chip.overdue,
                    target=target_of_item(item.id, heads),
                )
            )
        overdue = sum(1 for r in rows if r.alarmed)
        meta = [f"{len(rows)}项"]
        if overdue:
            meta.append(f"其中 {overdue} 项逾期")
        if not facts.trusted:
            meta.append(W.clock_untrusted)
        meta.append(f"依据：{LAW[facts.village.kind]}")
        return ItemsState(
            title=group.name,
            meta="　".join(meta),
            warning=facts.stale_warning,
            rows=tuple(rows),
            foot=facts.complaint_line,
        )

    return build
