"""One published matter (ui.md page 5): its state, its body by form, its facts and attachments.

Opened by a publication's id, or by a catalogue item: then its newest publication, or what is
known when there is none yet (还没有公开, with the due date and whom to ask).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.clock import shanghai_date
from kiosk.domain.deadline import last_hold_day
from kiosk.domain.texts import format_day, period_text
from kiosk.store.views import AttachmentView, Board, DisclosureView, Published
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.body import text_blocks
from kiosk.ui.viewmodels.duties import chips_of, next_due, owed
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.figures import KeyFigure, key_figures
from kiosk.ui.viewmodels.notes import Note, note_of
from kiosk.ui.viewmodels.places import publications_of
from kiosk.ui.viewmodels.qr import qr_of_disclosure
from kiosk.ui.viewmodels.tables import Block, table_blocks
from kiosk.ui.words import W

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

PICTURES = ("image/png", "image/jpeg", "image/webp")
VIDEOS = ("video/webm", "video/mp4")
PDF = "application/pdf"
_BEFORE = "下面是上一期的。"


@dataclass(frozen=True, slots=True)
class AttachmentKey:
    """``index`` of the attachment in the publication; ``kind`` is 看图 or 看附件."""

    index: int
    title: str
    picture: bool


@dataclass(frozen=True, slots=True)
class HoldWords:
    """``公示还剩`` ``9`` ``天`` as big words; only ``before`` when there is no number to show."""

    before: str
    number: str
    after: str
    span: str


@dataclass(frozen=True, slots=True)
class ItemState:
    title: str
    meta: str
    warning: str
    disclosure_id: str
    catalogue_id: str
    chip_state: str
    chip_label: str
    chip_icon: str
    published: str
    hold: HoldWords
    qr: tuple[str, ...]
    note: Note
    figures: tuple[KeyFigure, ...]
    blocks: tuple[Block, ...]
    attachments: tuple[AttachmentKey, ...]
    attachments_label: str
    has_film: bool
    others: int
    others_label: str


@QmlElement
class DisclosureVM(PageModel):
    """Params: ``id`` (a disclosure) or ``catalogue`` (a catalogue item)."""

    LEFT_OUT = frozenset({"blocks"})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._blocks = RowsModel(Block, self)

    @Property(QObject, constant=True)
    def blocks(self) -> RowsModel:
        return self._blocks

    def build_for(self, params: dict[str, Any]) -> Build:
        return item_build(str(params.get("id") or ""), str(params.get("catalogue") or ""))

    def take(self, state: ItemState) -> None:
        super().take(state)
        self._blocks.replace(state.blocks)

    @Slot()
    def stop(self) -> None:
        super().stop()
        self._blocks.replace(())


def item_build(disclosure_id: str, catalogue_id: str) -> Callable[[Board, Facts], ItemState | None]:
    """A reader of the page's state; ``None`` when neither id is known."""

    def build(board: Board, facts: Facts) -> ItemState | None:
        all_heads = board.publications()
        wanted = disclosure_id
        if not wanted:
            heads = [h for h in publications_of(catalogue_id, all_heads) if h.type == "disclosure"]
            wanted = heads[0].id if heads else ""
        view = board.disclosure(wanted) if wanted else None
        if view is None:
            item = facts.catalogue.by_id.get(catalogue_id)
            return _missing(item, board, facts) if item else None
        item_id = catalogue_id or next(iter(view.head.catalogue_ids), "")
        under = publications_of(item_id, all_heads)
        others = sum(1 for h in under if h.id != view.head.id)
        newest = bool(under) and under[0].id == view.head.id
        return _state(view, facts.catalogue.by_id.get(item_id), item_id, others, newest, board, facts)

    return build


def _state(
    view: DisclosureView,
    item: CatalogueItem | None,
    item_id: str,
    others: int,
    newest: bool,
    board: Board,
    facts: Facts,
) -> ItemState:
    head = view.head
    withdrawn = head.withdrawal is not None
    # On the newest, which an overdue row of the catalogue leads to, what is owed comes before all else.
    late = owed(board, facts, item.id) if item and newest and not withdrawn else ""
    blocks: list[Block] = []
    if late and item:
        mark = chips_of(board, facts)[item.id].label
        blocks.append(Block("owed", f"{late}\n{_BEFORE}", mark=mark, cells=(facts.complaint_line,)))
    blocks.append(Block("state"))
    note = note_of(head, facts)
    if note.state:
        blocks.append(Block("note"))
    if not withdrawn and view.table is not None and key_figures(view.table):
        blocks.append(Block("figures"))
    if head.nothing and not withdrawn:
        blocks.append(Block("para", "这一期没有发生这类事，没有要公开的内容。"))
    text: list[Block] = []
    if view.body and not withdrawn:
        found = text_blocks(view.body, facts.safe, facts.today)
        text = [b for b in found if (b.kind, b.text) != ("heading", head.title)]
    table: list[Block] = []
    if view.table is not None and not withdrawn:
        table = list(table_blocks(view.table, facts.safe, facts.today))
    # What was published as a table begins with it; who signed it and where the rest is comes after.
    blocks += table + text if head.form == "table" else text + table
    hold = _hold(head, item, facts)
    published = f"{format_day(head.published_on, facts.today)}公开"
    group = item.level1 if item else ""
    version = f"第 {head.version} 版" if head.version > 1 else ""
    meta = [group, period_text(head.period) if head.period != "long" else "", version]
    chip = ("ok", "已公开", "circle-check")
    if withdrawn:
        chip = ("err", "已撤回", "circle-x")
    elif head.nothing:
        chip = ("mute", "本期没有发生", "circle-minus")
        published = f"{format_day(head.published_on, facts.today)}登记"
    title = facts.safe(head.title)
    shown = () if withdrawn else _attachments(view.attachments)
    return ItemState(
        title=title,
        meta="　".join(m for m in meta if m),
        warning=facts.stale_warning,
        disclosure_id=head.id,
        catalogue_id=item_id,
        chip_state=chip[0],
        chip_label=chip[1],
        chip_icon=chip[2],
        published=published,
        hold=HoldWords("", "", "", "") if withdrawn else hold,
        qr=() if withdrawn else qr_of_disclosure(view, facts),
        note=note,
        figures=() if withdrawn or view.table is None else key_figures(view.table),
        blocks=(*blocks, *_facts(item, board, facts, owes=not late)),
        attachments=shown,
        attachments_label=_attachments_label(shown),
        has_film=not withdrawn and any(a.media_type in VIDEOS for a in view.attachments),
        others=others,
        others_label=f"往期 {others}份",
    )


def _hold(head: Published, item: CatalogueItem | None, facts: Facts) -> HoldWords:
    """What is left of the publication period (公布期), counted on screen from the first showing."""
    start = head.publish_from
    if head.first_shown is not None:
        start = max(start, shanghai_date(head.first_shown))
    last = last_hold_day(item.hold, start, facts.holidays) if item else None
    if last is None:
        return HoldWords("长期公开", "", "", f"{format_day(start, facts.today)}起")
    full = (last - start).days
    again = "更正后重新公示：" if head.correction else ""
    span = f"{again}{format_day(start, facts.today)}—{format_day(last, facts.today)}　满{full}天"
    left = (last - facts.today).days
    if not facts.trusted:
        return HoldWords(W.clock_untrusted, "", "", span)
    if left < 0:
        return HoldWords(f"已公示满 {full} 天", "", "", "公示已满，长期可看")
    return HoldWords("公示还剩", str(left), "天", span)


def _facts(item: CatalogueItem | None, board: Board, facts: Facts, *, owes: bool = True) -> list[Block]:
    """公开单位, 依据, 时限, 还欠, 下一次: a block each, so that large text breaks pages between them."""
    if item is None:
        return []
    said = [
        ("公开单位", item.discloser.replace("|", "、")),
        ("依据", item.legal_basis),
        ("时限", item.deadline_text),
        ("还欠", owed(board, facts, item.id) if owes else ""),
        ("下一次", next_due(board, facts, item.id)),
        ("说明", chips_of(board, facts)[item.id].note),
    ]
    return [Block("fact", text, mark=label) for label, text in said if text]


def _attachments(attachments: Sequence[AttachmentView]) -> tuple[AttachmentKey, ...]:
    shown = [(i, a) for i, a in enumerate(attachments) if _can_show(a)]
    return tuple(AttachmentKey(i, a.title, a.media_type in PICTURES) for i, a in shown)


def _attachments_label(shown: Sequence[AttachmentKey]) -> str:
    if not shown:
        return ""
    return f"看图 {len(shown)}张" if all(a.picture for a in shown) else f"看附件 {len(shown)}份"


def _can_show(attachment: AttachmentView) -> bool:
    return attachment.media_type in PICTURES or attachment.media_type == PDF


def _missing(item: CatalogueItem, board: Board, facts: Facts) -> ItemState:
    """The page of something that should be public and is not (or not yet)."""
    chip = chips_of(board, facts).get(item.id)
    blocks = [
        Block("state"),
        Block("para", "这一项还没有公开。" + (f"原因：{chip.reason}。" if chip and chip.reason else "")),
    ]
    if item.elements:
        blocks.append(Block("heading", "应该公开的内容", level=2))
        blocks += [Block("item", element, mark="·", level=1) for element in item.elements]
    return ItemState(
        title=item.level2,
        meta="　".join(p for p in (item.level1, chip.period if chip else "") if p),
        warning=facts.stale_warning,
        disclosure_id="",
        catalogue_id=item.id,
        chip_state=chip.state if chip else "mute",
        chip_label=chip.label if chip and chip.label else "还没有公开",
        chip_icon=chip.icon if chip else "calendar",
        published="",
        hold=HoldWords(chip.when if chip and chip.when else "还没有公开", "", "", ""),
        qr=(),
        note=Note(),
        figures=(),
        blocks=(*blocks, *_facts(item, board, facts, owes=False), Block("contact", facts.complaint_line)),
        attachments=(),
        attachments_label="",
        has_film=False,
        others=0,
        others_label="",
    )
