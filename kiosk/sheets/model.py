"""What a wall sheet says, as plain data: texts and totals can be judged without any PDF.

Everything here is ready to print: money with separators, days in words, names with （之一）.
Heights, type and pages belong to the drawing modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.deadline import Hold, last_hold_day
from kiosk.domain.region import Village
from kiosk.domain.sentences import objection
from kiosk.domain.settings import UnitSettings
from kiosk.domain.sheetid import qr_payload
from kiosk.domain.texts import full_day
from kiosk.domain.workdays import HolidayTable
from kiosk.store.views import Published

WITHDRAWN: Final = "已撤回"
CORRECTED: Final = "更　正"
LineKind = Literal["group", "row", "subtotal", "total", "words", "remark", "change", "end"]


@dataclass(frozen=True, slots=True)
class ModelColumn:
    """A printed column. ``source``: the payout column it comes from, ``remark`` (备注) or ``bar``."""

    label: str
    source: str
    align: Literal["left", "center", "right", "decimal"]
    wraps: bool
    prose: bool = False


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One line of the table.

    ``values`` has one text a column for rows, subtotals and the total (``""``: blank); the other
    kinds have only ``text``, over the whole width.  ``group`` counts from 0, -1 outside groups.
    ``bar``: length of the bar in a ``bar`` column, 0–1.  ``merge``: rows next to each other with the
    same number share the cells of the body's merged columns; -1 for none.
    """

    kind: LineKind
    text: str = ""
    values: tuple[str, ...] = ()
    group: int = -1
    bar: float = 0.0
    merge: int = -1


@dataclass(frozen=True, slots=True)
class TableBody:
    """A list. ``headings``: the words repeated on top of a page that goes on within a group.

    ``chart``: a standing reference with long cells and a larger QR code.  ``merged``: how many columns
    from the left are merged over rows of one ``merge``, with the values of the first of them.
    ``parted``: a long list may stand as two tables side by side.
    """

    columns: tuple[ModelColumn, ...]
    lines: tuple[ModelLine, ...]
    headings: tuple[str, ...] = ()
    chart: bool = False
    merged: int = 0
    parted: bool = False


@dataclass(frozen=True, slots=True)
class FactsBody:
    """A few large facts instead of a list (totals only, or withdrawn), and a sentence below."""

    facts: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Running text. ``label``: the mark of a list item, the question of an answer (谁能领 …).

    ``call`` is a text without indent (各位村民：), ``source`` a smaller note, ``end`` says that nothing
    more comes.
    """

    style: Literal["heading", "text", "call", "item", "answer", "source", "end"]
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table between texts; lines of kind ``row`` or ``subtotal`` with one value a column."""

    columns: tuple[ModelColumn, ...]
    lines: tuple[ModelLine, ...]


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    """A picture on this machine's disk; ``size`` in pixels as it is looked at."""

    title: str
    path: Path
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """One picture, or two side by side, with their titles below."""

    pictures: tuple[PrintedPicture, ...]


@dataclass(frozen=True, slots=True)
class FlowBody:
    """Texts, tables and pictures one below the other. ``poster``: large type, to be read while passing."""

    blocks: tuple[TextBlock | TableBlock | PictureBlock, ...]
    poster: bool

    def texts(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, TextBlock):
                yield from (block.label, block.text)
            elif isinstance(block, PictureBlock):
                yield from (picture.title for picture in block.pictures)
            else:
                yield from (column.label for column in block.columns)
                for line in block.lines:
                    yield from line.values


@dataclass(frozen=True, slots=True)
class SlipEntry:
    """A programme on a slip: what it came to, and how and when in plain sentences."""

    name: str
    amount: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlipBody:
    """What is published under one name, to take home."""

    name: str
    group: str
    entries: tuple[SlipEntry, ...]

    def texts(self) -> Iterator[str]:
        yield from (self.name, self.group)
        for entry in self.entries:
            yield from (entry.name, entry.amount, *entry.sentences)


@dataclass(frozen=True, slots=True)
class Notice:
    """The band under the title: ``label`` is 更正 or 已撤回; lines break between pieces if they can."""

    label: str
    pieces: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass(frozen=True, slots=True)
class Footer:
    """Said on every page. ``facts``: (label, pieces), lines break between pieces if they can;
    ``signers``: who signs, with a rule each; ``sealed``: with a place for the committee's seal."""

    facts: tuple[tuple[str, tuple[str, ...]], ...]
    signers: tuple[str, ...]
    keeping: str
    catalogue: str
    catalogue_short: str
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Stamp:
    """Identity on the paper; ``qr`` is None while the county has no web address.

    ``weathers``: the sheet hangs in sun and rain.
    """

    sheet_id: str
    digest: str
    qr: str | None
    weathers: bool = False

    @classmethod
    def of(cls, sheet_id: str, digest: str, village: Village, settings: UnitSettings) -> Stamp:
        """With the QR payload, if the settings name a site."""
        host = settings.site_host
        payload = qr_payload(host, village.village_code, sheet_id, digest) if host else None
        return cls(sheet_id, digest, payload, settings.outdoor_board)


@dataclass(frozen=True, slots=True)
class SheetModel:
    """A whole sheet. ``info``: left, middle and right of the line under the title.

    ``subjects``: (id, version) of what it shows, and ``catalogue_ids`` under which: what the register
    of prints and postings needs to know later.  ``every_page``: a sentence without which no page can be
    read (what is the same in all rows).
    """

    kind: str
    title: str
    info: tuple[str, str, str]
    lead: str
    notice: Notice | None
    body: TableBody | FactsBody | FlowBody | SlipBody
    footer: Footer
    stamp: Stamp
    issuer: str
    warnings: tuple[str, ...]
    subjects: tuple[tuple[str, int], ...] = ()
    catalogue_ids: tuple[str, ...] = ()
    every_page: str = ""

    @property
    def says_withdrawn(self) -> bool:
        """Whether it hangs to say that something is withdrawn."""
        return self.notice is not None and self.notice.label == WITHDRAWN

    def texts_outside_rows(self) -> Iterator[str]:
        """Every text that will be drawn apart from the table's lines."""
        yield from (self.title, *self.info, self.lead, self.every_page, self.issuer)
        if self.notice:
            yield from (self.notice.label, self.notice.text)
        if isinstance(self.body, TableBody):
            yield from (column.label for column in self.body.columns)
            yield from self.body.headings
        elif isinstance(self.body, FlowBody | SlipBody):
            yield from self.body.texts()
        else:
            for pair in self.body.facts:
                yield from pair
            yield from self.body.sentences
        for label, pieces in self.footer.facts:
            yield label
            yield "".join(pieces)
        yield from (*self.footer.signers, self.footer.keeping, self.footer.catalogue)


@dataclass(frozen=True, slots=True)
class Unit:
    """What a sheet needs to know about the place that hangs it up."""

    village: Village
    settings: UnitSettings
    catalogue: Catalogue
    holidays: HolidayTable

    @property
    def issuer(self) -> str:
        """石鼻镇罗田村村委会."""
        return f"{self.village.town_name}{self.village.short_name}{self.village.committee}"


def notice_of(head: Published, listed: bool = False) -> Notice | None:
    """The band of something withdrawn or corrected, with its day and reason.

    ``listed``: what changed stands at the end of the sheet.
    """
    if head.withdrawal is not None:
        reason = head.withdrawal.reason.rstrip("。")
        return Notice(WITHDRAWN, (f"{full_day(head.withdrawal.withdrawn_on)}撤回。", f"原因：{reason}。"))
    if head.correction is None:
        return None
    reason = head.correction.reason.rstrip("。")
    pieces = (f"{full_day(head.correction.corrected_on)}更正。", f"原因：{reason}。")
    return Notice(CORRECTED, (*pieces, "更正前后对照见表后。") if listed else pieces)


def period_words(first: date, last: date) -> str:
    """``2026年11月24日至12月9日``; with both years where they differ."""
    end = f"{last.month}月{last.day}日" if last.year == first.year else full_day(last)
    return f"{full_day(first)}至{end}"


def hang_words(posted: date, catalogue_ids: Iterable[str], unit: Unit) -> tuple[tuple[str, ...], bool]:
    """公示期: from the posting day to the last day it must hang, the longest of its catalogue items.

    At least 15 days, counted from the day after posting (村民委员会组织法 art. 35, 城市居民委员会组织法
    art. 34).  Items that stay on the wall (``long``) or end with an event that nobody knows yet
    cannot give an end; the sheet then says so.  The second value: whether somebody can know from the
    words how long it hangs.
    """
    holds = [unit.catalogue.by_id[i].hold for i in catalogue_ids if i in unit.catalogue.by_id]
    ends = [last_hold_day(hold, posted, unit.holidays) for hold in holds or [Hold()]]
    dated = [end for end in ends if end is not None]
    if holds and len(dated) == len(ends):
        last = max(dated)
        return (period_words(posted, last), f"（张贴次日起满{(last - posted).days}日）"), True
    if any(hold.stays for hold in holds):
        return (f"{full_day(posted)}起长期公布",), True
    return (f"{full_day(posted)}起，不少于15日",), False


def footer_of(
    unit: Unit, catalogue_ids: tuple[str, ...], version: int, posted: date, dept: str, *, hangs: bool = True
) -> tuple[Footer, tuple[str, ...]]:
    """The block at the foot, and what the clerk has to be told about it before printing.

    ``dept``: the county departments in charge, separated by 、, may be empty.  ``hangs``: whether it
    has a 公示期.
    """
    village = unit.village
    contacts = unit.settings.contacts(dept)
    facts: list[tuple[str, tuple[str, ...]]] = []
    warnings: list[str] = []
    if hangs:
        period, is_known = hang_words(posted, catalogue_ids, unit)
        facts.append(("公 示 期", period))
        if not is_known:
            warnings.append("目录里查不到这一件要公示到哪一天，上面只写了“不少于15日”。请问县里，手写补上。")
    facts.append(("公布单位", (unit.issuer, f"　　主管部门：{dept}" if dept else "")))
    if contacts:
        pieces = [f"{c.who} {c.phone}；" for c in contacts]
        facts.append(("监督电话", (*pieces[:-1], pieces[-1].rstrip("；"))))
    else:
        warnings.append("县里还没有设监督电话，这张上墙件上没有印。请向县里要，重新印。")
    facts.append(("有 疑 问", (objection(village),)))
    named = [unit.catalogue.by_id[i] for i in catalogue_ids if i in unit.catalogue.by_id]
    ids = "、".join(catalogue_ids)

    def listed(items: str) -> str:
        return f"目录 {items}　第{version}版" if items else f"第{version}版"

    footer = Footer(
        facts=tuple(facts),
        signers=("制表", f"{village.supervisors}负责人", f"{village.committee}主任"),
        keeping=f"期满材料存{village.committee}备查",
        catalogue=listed("、".join(f"{item.id} {item.level2}" for item in named) or ids),
        catalogue_short=listed(ids),
    )
    if unit.settings.site_host is None:
        warnings.append("县里还没有设网址，这张上墙件上没有二维码。")
    return footer, tuple(warnings)
