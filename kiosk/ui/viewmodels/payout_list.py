"""A published payout list: everybody can check everybody's line (ui.md page 7).

Columns follow the programme's ``publish_columns``: number, name, quantity, rate and amount stand
in the table, every further published column stands in a second line under the name, so that
nothing is cut on a narrow screen.  P2 lists say name, persons and amount only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain import sentences
from kiosk.domain.money import format_amount, format_yuan
from kiosk.domain.payout import Payout
from kiosk.domain.texts import format_day
from kiosk.store.views import BatchView, Board, GroupTotal, ListChange, PayoutRow
from kiosk.ui.models.cells import width_of
from kiosk.ui.models.rowheights import Metrics, pages_of, row_height
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.notes import Note, note_of
from kiosk.ui.viewmodels.qr import qr_of_batch

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

WHOLE = ""
"""The group chooser's answer for 全村."""
P2_FIELDS = frozenset({"row", "group", "name", "persons", "cents"})
_MAIN = frozenset({"row", "name", "ordinal", "qty", "rate", "cents", "group", "paid_on"})


@dataclass(frozen=True, slots=True)
class ListLine:
    """One row. ``terms`` is the arithmetic with units for cards; ``opens`` a recipient id or '';
    ``under`` what stands below the name in the room there is."""

    number: str
    group: str
    name: str
    quantity: str
    rate: str
    amount: str
    amount_yuan: str
    extra: str
    terms: str
    change: str
    opens: str
    speech: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Heads:
    """Column heads with their unit; empty where the list has no such column."""

    number: str
    group: str
    name: str
    quantity: str
    rate: str
    amount: str


@dataclass(frozen=True, slots=True)
class Widths:
    """What the columns need over the whole list, in widths of a hanzi of their own text size."""

    number: float = 0.0
    group: float = 0.0
    quantity: float = 0.0
    quantity_head: float = 0.0
    rate: float = 0.0
    amount: float = 0.0
    under: float = 0.0
    """All that stands under the name of a card."""


@dataclass(frozen=True, slots=True)
class Option:
    """A key of a chooser."""

    value: str
    label: str
    sub: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TotalLine:
    """``short`` is label and count in one word, for large text; ``who`` the group or 全村."""

    who: str
    label: str
    short: str
    count: str
    quantity: str
    amount: str


@dataclass(frozen=True, slots=True)
class ListState:
    """``meta_short`` is for large text; ``one_rate`` says the rate when it is the same in every row."""

    title: str
    meta: str
    meta_short: str
    one_rate: str
    warning: str
    batch_id: str
    programme_id: str
    year: int
    group: str
    group_label: str
    groups: tuple[Option, ...]
    batches: tuple[Option, ...]
    batch_label: str
    heads: Heads
    widths: Widths
    lines: tuple[ListLine, ...]
    totals: tuple[TotalLine, ...]
    can_find: bool
    opens_rows: bool
    note: Note
    qr: tuple[str, ...]
    empty: str


@QmlElement
class PayoutListVM(PageModel):
    """Params: ``batch``, or ``programme`` and ``year`` (their newest batch); optional ``group``. With
    ``kind`` (the chooser of groups or payments) no lines are read.

    ``lines`` holds the rows of page ``page`` only: a village has hundreds.
    """

    arranged = Signal()
    LEFT_OUT = frozenset({"lines"})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = RowsModel(ListLine, self)
        self._metrics = Metrics()
        self._laid: tuple[ListLine, ...] = ()
        self._pages: tuple[tuple[int, int], ...] = ()
        self._page = 0
        # A page that is laid out measures itself some twenty times; the rows are dealt once after it.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._arrange)

    @Property(QObject, constant=True)
    def lines(self) -> RowsModel:
        return self._lines

    @Property(int, notify=arranged)
    def pages(self) -> int:
        return max(1, len(self._pages))

    def _get_page(self) -> int:
        return self._page

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self._show()

    page = Property(int, _get_page, _set_page, notify=arranged)

    def _get_metrics(self) -> dict[str, Any]:
        return asdict(self._metrics)

    def _set_metrics(self, metrics: dict[str, Any]) -> None:
        new = Metrics(**metrics)
        if new != self._metrics:
            self._metrics = new
            self._soon.start()

    metrics = Property("QVariantMap", _get_metrics, _set_metrics, notify=arranged)  # type: ignore[arg-type]
    """What the page measured: the fields of ``Metrics``."""

    def build_for(self, params: dict[str, Any]) -> Build:
        return list_build(
            batch_id=str(params.get("batch") or ""),
            programme_id=str(params.get("programme") or ""),
            year=int(params.get("year") or 0),
            group=str(params.get("group") or WHOLE),
            listed="kind" not in params,
        )

    def take(self, state: ListState) -> None:
        super().take(state)
        self._soon.start()

    @Slot()
    def stop(self) -> None:
        super().stop()
        self._soon.stop()
        self._arrange()

    @Slot(str)
    def choose_group(self, group: str) -> None:
        self.set_param("group", group)

    @Slot(str)
    def choose_batch(self, batch_id: str) -> None:
        self.set_param("batch", batch_id)

    def _arrange(self) -> None:
        m = self._metrics
        lines: tuple[ListLine, ...] = self.state.lines if self.state is not None else ()
        self._laid = tuple(replace(line, under=u) if (u := _under(line, m)) else line for line in lines)
        heights = [row_height(line.name, line.amount_yuan, line.under, m) for line in self._laid]
        self._pages = pages_of(heights, m) if m.room > 0 else ()
        self._show()

    def _show(self) -> None:
        if self._pages:
            first, end = self._pages[max(0, min(self._page, len(self._pages) - 1))]
            self._lines.replace(self._laid[first:end])
        else:
            self._lines.replace(())
        self.arranged.emit()


def _under(line: ListLine, m: Metrics) -> str:
    """What stands under the name (on a card the arithmetic too), broken between its parts."""
    parts = (line.terms if m.cards else "", line.group if m.group_below else "", line.extra, line.change)
    if not any(parts):
        return ""
    rows: list[str] = []
    for part in (word for text in parts for word in text.split("　") if word):
        if rows and width_of(rows[-1]) + 1 + width_of(part) <= m.wide:
            rows[-1] += f"　{part}"
        else:
            rows.append(part)
    return "\n".join(rows)


def list_build(
    *, batch_id: str, programme_id: str, year: int, group: str, listed: bool = True
) -> Callable[[Board, Facts], ListState | None]:
    """A reader of the page's state; ``None`` when there is no such batch or it may not be listed.
    Without ``listed`` it has no lines: the page that chooses a group or a payment shows none."""

    def build(board: Board, facts: Facts) -> ListState | None:
        chosen = board.batch(batch_id) if batch_id else None
        siblings = _siblings(board, chosen, programme_id, year)
        if chosen is None and siblings:
            chosen = board.batch(siblings[0].batch_id)
        if chosen is None or chosen.head.privacy in ("P3", "P4"):
            return None
        withdrawn = chosen.head.withdrawal is not None
        groups = () if withdrawn else tuple(g for g in board.groups(chosen.batch_id) if g.group)
        known = {g.group for g in groups}
        wanted = group if group in known else WHOLE
        rows = board.payouts(chosen.batch_id, wanted or None) if listed and not withdrawn else ()
        changes = board.changes(chosen.batch_id) if chosen.head.correction else ()
        qr = () if withdrawn else qr_of_batch(chosen, board, facts)
        return _state(chosen, siblings, groups, wanted, rows, changes, qr, facts)

    return build


def _siblings(board: Board, chosen: BatchView | None, programme_id: str, year: int) -> tuple[BatchView, ...]:
    """All batches of the programme in that year, newest first."""
    programme = chosen.programme_id if chosen else programme_id
    in_year = chosen.year if chosen else year
    if not programme or not in_year:
        return ()
    found = next((p for p in board.year(in_year).programmes if p.programme_id == programme), None)
    if found is None:
        return (chosen,) if chosen else ()
    return tuple(sorted(found.batches, key=lambda b: (b.paid_to, b.batch_id), reverse=True))


def _state(
    batch: BatchView,
    siblings: Sequence[BatchView],
    groups: Sequence[GroupTotal],
    group: str,
    rows: Sequence[PayoutRow],
    changes: Sequence[ListChange],
    qr: tuple[str, ...],
    facts: Facts,
) -> ListState:
    labels = facts.published_labels(batch.programme_id)
    if batch.head.privacy == "P2":
        labels = tuple((label, field) for label, field in labels if field in P2_FIELDS)
    shown = {field for _, field in labels} & {*batch.fields, "group", "name"} or set(batch.fields)
    old = {(c.group, c.display_name): c.old_cents for c in changes if c.new_cents is not None}
    lines = tuple(_line(r, labels, shown, old, facts) for r in rows)
    place = "全村" if facts.village.kind == "village" else "全社区"
    whole = TotalLine(
        place,
        f"{place}合计",
        f"合计{sentences.people_count(batch.households, batch.persons, by_person=False)}",
        sentences.people_count(batch.households, batch.persons, by_person=False),
        _qty_words(batch.qty, batch.qty_unit),
        format_yuan(batch.cents),
    )
    own = next((g for g in groups if g.group == group), None)
    totals = (whole,)
    if own is not None:
        mine = TotalLine(
            own.group,
            f"{own.group}合计",
            f"合计{own.households:,}户",
            f"{own.households:,}户",
            _qty_words(own.qty, batch.qty_unit),
            format_yuan(own.cents),
        )
        totals = (mine, whole)
    households = own.households if own else batch.households
    heads = _heads(labels, shown, batch)
    return ListState(
        title=batch.programme_name,
        meta="　".join(p for p in _meta(batch, facts) if p),
        meta_short="　".join(_meta(batch, facts)[:2]),
        one_rate=_one_rate(rows) if heads.rate else "",
        warning=facts.stale_warning,
        batch_id=batch.batch_id,
        programme_id=batch.programme_id,
        year=batch.year,
        group=group,
        group_label=f"{group or place}　{households:,}户",
        groups=(
            Option(WHOLE, place, f"{batch.households:,}户", group == WHOLE),
            *(Option(g.group, g.group, f"{g.households:,}户", g.group == group) for g in groups),
        )
        if len(groups) > 1
        else (),
        batches=tuple(
            Option(b.batch_id, _batch_name(b, facts), format_yuan(b.cents), b.batch_id == batch.batch_id)
            for b in siblings
        )
        if len(siblings) > 1
        else (),
        batch_label=_batch_name(batch, facts),
        heads=heads,
        widths=_widths(lines, heads),
        lines=lines,
        totals=totals if lines else (),
        can_find=any(line.opens for line in lines),
        opens_rows=any(line.opens for line in lines),
        note=note_of(batch.head, facts, _change_words(changes)),
        qr=qr,
        empty="" if lines or batch.head.withdrawal else "这里还没有内容。有了会放上来。",
    )


def _widths(lines: Sequence[ListLine], heads: Heads) -> Widths:
    def widest(texts: Iterable[str]) -> float:
        return max(map(width_of, set(texts)), default=0.0)

    return Widths(
        number=widest(line.number for line in lines),
        group=widest(line.group for line in lines),
        quantity=widest(line.quantity for line in lines),
        quantity_head=width_of(heads.quantity),
        rate=widest(line.rate for line in lines),
        amount=widest(line.amount for line in lines),
        under=widest("　".join(filter(None, (n.terms, n.group, n.extra, n.change))) for n in lines),
    )


def _one_rate(rows: Sequence[PayoutRow]) -> str:
    """``标准 112元/亩`` when that holds for every row; empty otherwise."""
    rates = {(r.payout.rate, r.payout.rate_unit) for r in rows}
    if len(rates) != 1:
        return ""
    rate, unit = rates.pop()
    return f"标准 {sentences.plain_number(rate)}{unit}" if rate is not None else ""


def _batch_name(batch: BatchView, facts: Facts) -> str:
    return batch.batch or f"{format_day(batch.paid_to, facts.today)}发放"


def _meta(batch: BatchView, facts: Facts) -> tuple[str, ...]:
    first, last = batch.paid_from, batch.paid_to
    paid = format_day(last, facts.today)
    if first != last:
        paid = f"{format_day(first, facts.today)}—{paid}"
    return f"{batch.year}年", f"{paid}发放", facts.department(batch.programme_id)


def _qty_words(qty: str | None, unit: str) -> str:
    if not qty:
        return ""
    return sentences.quantity(Decimal(qty), unit)


def _heads(labels: Sequence[tuple[str, str]], shown: set[str], batch: BatchView) -> Heads:
    by_field = {field: label for label, field in reversed(labels)}
    quantity = ""
    if "qty" in shown:
        stem = _short(by_field.get("qty", "数量"))
        quantity = f"{stem}({batch.qty_unit})" if batch.qty_unit else stem
    elif "persons" in shown:
        quantity = "人数"
    return Heads(
        number="序号",
        group="小组" if "group" in shown else "",
        name=_short(by_field.get("name", "姓名")),
        quantity=quantity,
        rate="标准" if "rate" in shown else "",
        amount="金额(元)",
    )


def _short(label: str) -> str:
    """The shortest honest column head: 计补面积(亩) → 面积, 户主姓名 → 户主."""
    stem = label.replace("（", "(").partition("(")[0]
    for prefix in ("计补", "补贴", "补偿"):
        if stem.startswith(prefix) and len(stem) > len(prefix):
            stem = stem[len(prefix) :]
    if stem == "户主姓名":
        return "户主"
    return stem if len(stem) <= 4 else "姓名" if "姓名" in stem else stem[-4:]


def _line(
    row: PayoutRow,
    labels: Sequence[tuple[str, str]],
    shown: set[str],
    old: dict[tuple[str, str], int | None],
    facts: Facts,
) -> ListLine:
    p = row.payout
    name = facts.safe(row.display_name)
    quantity = rate = ""
    if "qty" in shown and p.qty is not None:
        quantity = sentences.quantity(p.qty, p.qty_unit).removesuffix(p.qty_unit)
    elif "qty" not in shown and "persons" in shown and p.persons is not None:
        quantity = str(p.persons)
    if "rate" in shown and p.rate is not None:
        rate = f"×{sentences.plain_number(p.rate)}"
    extra = _extra(p, labels, shown, facts)
    terms = sentences.multiplication(p) if {"qty", "rate"} <= shown else ""
    if not terms and quantity:
        terms = f"{quantity}{p.qty_unit if 'qty' in shown else '人'}"
    before = old.get((p.group, row.display_name))
    change = f"更正：原来 {format_yuan(before)}" if before is not None and before != p.cents else ""
    return ListLine(
        number=str(p.row),
        group=p.group if "group" in shown else "",
        name=name,
        quantity=quantity,
        rate=rate,
        amount=format_amount(p.cents),
        amount_yuan=format_yuan(p.cents),
        extra=extra,
        terms=terms,
        change=change,
        opens=row.opens or "",
        speech="，".join(w for w in (p.group, name, terms, format_yuan(p.cents), extra, change) if w),
    )


def _extra(p: Payout, labels: Sequence[tuple[str, str]], shown: set[str], facts: Facts) -> str:
    """Every published column that has no place in the table, with its head."""
    words: list[str] = []
    for label, field in labels:
        if field in _MAIN or field not in shown or (field == "persons" and "qty" not in shown):
            continue
        value = getattr(p, field)
        if value is None or value == "":
            continue
        words.append(f"{label} {facts.safe(str(value))}")
    if p.status == "returned":
        words.append("退回，等重发")
    elif p.status == "pending":
        words.append("还没有发")
    if p.note and "note" in shown:
        words.append(p.note)
    return "　".join(words)


def _change_words(changes: Sequence[ListChange]) -> str:
    """``2 户的金额有改动，1 户撤下。`` ; empty without changes."""
    altered = sum(1 for c in changes if c.old_cents is not None and c.new_cents is not None)
    added = sum(1 for c in changes if c.old_cents is None)
    removed = sum(1 for c in changes if c.new_cents is None)
    parts = [
        f"{count}户{what}"
        for count, what in ((altered, "有改动"), (added, "新列入"), (removed, "不再列入"))
        if count
    ]
    return "，".join(parts) + "。" if parts else ""
