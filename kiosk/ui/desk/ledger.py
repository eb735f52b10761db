"""台账 (ui.md page 15): every matter with its dates on screen and wall, by filter, a page at a time.

There are hundreds of rows: all are made into words once on the writer thread, and the model holds those
of the open page only.  A row is as high as its words ask for, so pages are dealt here by height.
"""

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.clock import shanghai_date
from kiosk.ledger.rows import FILTER_WORDS, Filter, Row, RowState
from kiosk.ui.desk.model import DeskBuild, DeskModel
from kiosk.ui.desk.tools import DeskTools
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.nav import PAGES

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

UNKNOWN = "—"
"""Instead of a number that nobody can know: 0 would be a claim too."""
CHIPS: Mapping[RowState, tuple[str, str]] = {
    "overdue": ("err", "alert-triangle"),
    "near": ("warn", "clock"),
    "exchange": ("err", "alert-triangle"),
    "to_post": ("warn", "printer"),
    "free": ("mute", "circle-minus"),
    "hanging": ("ok", "circle-check"),
    "full": ("ok", "circle-check"),
    "stays": ("ok", "circle-check"),
    "nothing": ("mute", "circle-minus"),
    "later": ("mute", "calendar"),
    "past": ("mute", "circle-minus"),
}
"""Look and icon of a row's chip."""
ASKED_FOR = frozenset[RowState]({"overdue", "near", "exchange", "to_post"})
"""States in which what is missing stands in red."""
BY_THE_CLOCK = frozenset[Filter]({"overdue", "near", "free", "carried"})
"""Filters that nobody can count while the time is not believed."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of the table. ``…_year``: the year below a date that is not of this one.

    ``place`` is the row's place in the filter, ``high`` its height in pixels once it is dealt.
    """

    place: int
    title: str
    meta: str
    due: str
    due_year: str
    screen: str
    screen_year: str
    screen_missing: bool
    wall: str
    wall_year: str
    wall_missing: bool
    chip: str
    chip_state: str
    chip_icon: str
    high: int = 0


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """A filter with its count."""

    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LedgerState:
    """``at``: place of the chosen filter; ``lines`` of it and ``about`` what opens each;
    ``empty`` says that there are none; ``prints`` and ``events``: there are pages for them."""

    title: str
    meta: str
    filters: tuple[LedgerKey, ...]
    at: int
    lines: tuple[LedgerRow, ...]
    about: tuple[dict[str, Any], ...]
    empty: str
    prints: bool
    events: bool


@dataclass(frozen=True, slots=True)
class Room:
    """What QML tells of its table: its height, a row of one line each, a further line, hanzi in a line."""

    height: float = 0.0
    row: float = 1.0
    line: float = 0.0
    titles: float = 99.0
    metas: float = 99.0


@QmlElement
class DeskLedgerVM(DeskModel):
    """Params: ``filter`` (a code of ``FILTER_WORDS``). ``asked`` names the page that a row opens."""

    LEFT_OUT = frozenset({"lines", "about"})
    ledger_changed = Signal()
    asked = Signal(str, "QVariantMap")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = RowsModel(LedgerRow, self)
        self._room = Room()
        self._page = 0
        self._dealt: tuple[tuple[LedgerRow, ...], ...] = ()
        self.changed.connect(self.ledger_changed)

    @Property(QObject, constant=True)
    def rows(self) -> RowsModel:
        """Lines of the open page."""
        return self._rows

    @Property(int, notify=ledger_changed)
    def pages(self) -> int:
        return max(1, len(self._dealt))

    @Property(int, notify=ledger_changed)
    def page(self) -> int:
        return self._page

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        chosen = params.get("filter", "all")
        return lambda tools: ledger_state(tools, chosen if chosen in FILTER_WORDS else "all")

    def take(self, state: LedgerState) -> None:
        super().take(state)
        self._deal()

    @Slot()
    def stop(self) -> None:
        super().stop()
        self._dealt, self._page = (), 0
        self._rows.replace(())

    @Slot(float, float, float, float, float)
    def fit(self, height: float, row: float, line: float, titles: float, metas: float) -> None:
        """The table's measures; they change with the window only."""
        room = Room(height, row, line, titles, metas)
        if room != self._room and height > 0 and row > 0:
            self._room = room
            self._deal()
            self.changed.emit()

    @Slot(str)
    def choose(self, code: str) -> None:
        """A filter was pressed."""
        self._page = 0
        self.set_param("filter", code)

    @Slot(int)
    def turn(self, to: int) -> None:
        """Another page of the filter; remembered by the page for the way back."""
        self._page = to
        self._deal()
        self.changed.emit()

    @Slot(int)
    def open_row(self, place: int) -> None:
        """A line was pressed."""
        if self.state is not None and 0 <= place < len(self.state.about):
            self.asked.emit("desk-row", dict(self.state.about[place]))

    def _deal(self) -> None:
        lines = self.state.lines if self.state is not None else ()
        self._dealt = deal(lines, self._room)
        if self._dealt:
            # While the rows are not there yet the page that is to be found again is kept.
            self._page = min(self._page, len(self._dealt) - 1)
        self._rows.replace(self._dealt[self._page] if self._dealt else ())


def deal(lines: Iterable[LedgerRow], room: Room) -> tuple[tuple[LedgerRow, ...], ...]:
    """Pages of whole rows, each as high as its words; a row higher than the table stands alone."""
    pages: list[tuple[LedgerRow, ...]] = []
    page: list[LedgerRow] = []
    used = 0
    if room.height <= 0:
        return ()
    for line in lines:
        more = _lines(line.title, room.titles) - 1 + max(0, _lines(line.meta, room.metas) - 1)
        high = math.ceil(room.row + more * room.line)
        if page and used + high > room.height:
            pages.append(tuple(page))
            page, used = [], 0
        page.append(replace(line, high=high))
        used += high
    return (*pages, tuple(page)) if page else tuple(pages)


def _lines(text: str, wide: float) -> int:
    """How many lines a text takes at most: a sign that is no hanzi is narrower, a broken line ends early."""
    length = sum(1.0 if ord(sign) > 0x2E7F or sign == "·" else 0.23 if sign == " " else 0.6 for sign in text)
    return 1 if length <= wide else math.ceil(length / max(1.0, wide - 1.5))


def ledger_state(tools: DeskTools, chosen: Filter) -> LedgerState:
    """The whole ledger in words for one filter."""
    working = tools.working
    counts = working.counts()
    rows = working.select(chosen)
    day = working.today
    meta = f"{day.year}年　共 {counts['all']} 件"
    if not working.trusted:
        meta += "　时间未校准"
    elif chosen != "all":
        meta += f"　{FILTER_WORDS[chosen]} {counts[chosen]} 件"

    def label(code: Filter, words: str) -> str:
        unknown = not working.trusted and code in BY_THE_CLOCK
        return f"{words} {UNKNOWN if unknown else counts[code]}"

    filters = tuple(
        LedgerKey(code, label(code, words), code == chosen) for code, words in FILTER_WORDS.items()
    )
    return LedgerState(
        "公开台账",
        meta,
        filters,
        tuple(FILTER_WORDS).index(chosen),
        tuple(_line(i, row, day) for i, row in enumerate(rows)),
        tuple(about(row) for row in rows),
        "" if rows else "这里现在一件也没有。",
        "desk-print" in PAGES,
        "desk-events" in PAGES,
    )


def about(row: Row) -> dict[str, Any]:
    """What a desk page is called with to find this row again."""
    found: dict[str, Any] = {"item": row.item_id}
    if row.key is not None:
        found |= {"part": row.key.part, "period": row.key.period}
    if row.met is not None:
        found |= {"type": row.met.type, "id": row.met.id}
    if row.posting_ids:
        found["postings"] = list(row.posting_ids)
    return found


def find_row(rows: Sequence[Row], params: Mapping[str, Any]) -> Row | None:
    """The row that :func:`about` meant: by its duty, else its publication, else its sheets.

    A duty that was met meanwhile is found as what it became.
    """
    item, period = params.get("item"), params.get("period")
    if period is not None:
        part = int(params.get("part", 0))
        for row in rows:
            key = row.key
            if key is not None and (key.catalogue_id, key.part, key.period) == (item, part, period):
                return row
    if (publication := params.get("id")) is not None:
        for row in rows:
            if row.met is not None and row.met.id == publication:
                return row
    sheets = {int(number) for number in params.get("postings", ())}
    return next((row for row in rows if sheets & set(row.posting_ids)), None)


def _line(place: int, row: Row, today: date) -> LedgerRow:
    asked = row.state in ASKED_FOR
    due = _short(row.due, today)
    on = row.met.on if row.met is not None else None
    if row.evidence.first_shown is not None:
        on = shanghai_date(row.evidence.first_shown)
    screen = _short(on, today)
    wall = _short(row.evidence.posted_on, today)
    off_wall = "—" if row.state in ("nothing", "past", "stays", "later") else "没有"
    look, icon = CHIPS[row.state]
    return LedgerRow(
        place=place,
        title=row.title,
        meta=meta_of(row, today),
        due=due[0] or "—",
        due_year=due[1],
        screen=screen[0] or ("—" if row.posting_ids else "没有"),
        screen_year=screen[1],
        screen_missing=asked and not screen[0] and not row.posting_ids,
        wall=wall[0] or off_wall,
        wall_year=wall[1],
        wall_missing=asked and not wall[0],
        chip=row.label.replace(" ", ""),
        chip_state=look,
        chip_icon=icon,
    )


def meta_of(row: Row, today: date) -> str:
    """``每季度 · 第三季度``: rule and period, of another year with the year."""
    period = row.period if row.period == f"{today.year}年" else row.period.removeprefix(f"{today.year}年")
    return " · ".join(word for word in (row.rule, period) if word and word != row.title) or row.level1


def _short(day: date | None, today: date) -> tuple[str, str]:
    """``("10-20", "")``; of another year ``("10-20", "2025年")``."""
    if day is None:
        return "", ""
    return f"{day.month:02d}-{day.day:02d}", "" if day.year == today.year else f"{day.year}年"
