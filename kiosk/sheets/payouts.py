"""The sheet ``payouts``: one batch as a list by village group, as totals only, or as withdrawn.

Names and amounts come from the board alone.  The privacy class is worked out again here, because
paper cannot be taken back: P3 never by person, P2 only 序号、小组、姓名、人数、金额.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from kiosk.domain.columns import Column, count_word, total_words
from kiosk.domain.errors import EnvironmentFault, Place, SenderFault
from kiosk.domain.items import PrivacyClass
from kiosk.domain.money import (
    MoneyTextError,
    approx_wan,
    format_amount,
    format_yuan,
    parse_yuan,
    uppercase_yuan,
)
from kiosk.domain.payout import Payout
from kiosk.domain.privacy import allowed_fields, class_of, has_list, note_allowed
from kiosk.domain.reference import Reference
from kiosk.domain.sheetid import content_digest
from kiosk.domain.texts import full_day
from kiosk.sheets.model import (
    FactsBody,
    ModelColumn,
    ModelLine,
    SheetModel,
    Stamp,
    TableBody,
    Unit,
    footer_of,
    notice_of,
    period_words,
)
from kiosk.store.content import PAYOUTS, batch_content, content_id
from kiosk.store.views import BatchView, GroupTotal, ListChange, PayoutRow

KIND: Final = PAYOUTS
REMARK: Final = "remark"
STATUS: Final = {"paid": "", "returned": "退回", "pending": "待发"}
_DASH: Final = "—"
_WORTH_A_HEADING: Final = 3
"""Households a group, on the average, from which a list is set by group."""
#: What is printed of a programme that the county's table no longer knows.
_PLAIN: Final = (
    Column("序号", "row", "number"),
    Column("小组", "group", "text"),
    Column("姓名", "name", "text"),
    Column("金额(元)", "cents", "money"),
)


class Lists(Protocol):
    """What is read of a batch; a ``Board`` has it, and so has the history of an old version."""

    def payouts(self, batch_id: str) -> tuple[PayoutRow, ...]: ...

    def groups(self, batch_id: str) -> tuple[GroupTotal, ...]: ...

    def changes(self, batch_id: str) -> tuple[ListChange, ...]: ...


@dataclass(frozen=True, slots=True)
class Printed:
    """A published column with the label as printed; ``cell_unit``: its cells carry their units."""

    column: Column
    label: str
    cell_unit: bool


def build(board: Lists, batch: BatchView, unit: Unit, reference: Reference, posted: date) -> SheetModel:
    """The sheet of one batch, to be posted on ``posted``.

    Raises SenderFault ``privacy_p4`` (a programme that may not be shown at all) or
    ``note_not_allowed``; EnvironmentFault ``board_totals`` when the list does not add up to its
    control totals: the board is damaged and must be rebuilt before anything is printed.
    """
    head = batch.head
    programme = reference.programmes.by_id.get(batch.programme_id)
    cls = class_of_batch(batch, unit, reference)
    if cls == "P4":
        raise SenderFault(
            "privacy_p4", "这个补贴项目按规定不单独公布，不能印上墙件。请县里查对它的保护等级。"
        )
    rows = board.payouts(batch.batch_id) if has_list(cls) and head.withdrawal is None else ()
    dept = "、".join(programme.dept.split("|")) if programme else ""
    footer, warnings = footer_of(unit, head.catalogue_ids, head.version, posted, dept)
    content = batch_content(unit.village.village_code, batch, rows)
    columns = columns_of(batch, reference)
    word = count_word(columns)
    body: TableBody | FactsBody
    if head.withdrawal is not None:
        body = FactsBody((), ("这一批原来公布的内容已经撤回，不再作数。",))
    elif has_list(cls):
        place = "本村" if unit.village.kind == "village" else "本社区"
        body = _table(board, batch, rows, columns, cls, word, place)
    else:
        body = _totals(batch, columns, unit.settings.small_count)
    return SheetModel(
        kind=KIND,
        title=f"{unit.village.short_name}{batch.year}年{batch.programme_name}发放情况公示",
        info=(
            f"发放批次：{batch.batch}" if batch.batch not in ("", f"{batch.year}年") else unit.issuer,
            f"发放时间：{_paid(batch)}",
            f"公布日期：{full_day(posted)}",
        ),
        lead=_lead(batch, word, body) if isinstance(body, TableBody) else "",
        notice=notice_of(
            head,
            listed=isinstance(body, TableBody) and any(line.kind == "change" for line in body.lines),
        ),
        body=body,
        footer=footer,
        stamp=Stamp.of(content_id(KIND, content), content_digest(content), unit.village, unit.settings),
        issuer=unit.issuer,
        warnings=warnings,
        subjects=content.subjects,
        catalogue_ids=head.catalogue_ids,
    )


def class_of_batch(batch: BatchView, unit: Unit, reference: Reference) -> PrivacyClass:
    """The class that counts on paper: the strictest of bundle, programme table and catalogue."""
    programme = reference.programmes.by_id.get(batch.programme_id)
    known = unit.catalogue.by_id
    items: list[PrivacyClass] = [known[i].privacy for i in batch.head.catalogue_ids if i in known]
    return class_of(batch.head.privacy, programme.privacy if programme else None, items)


def columns_of(batch: BatchView, reference: Reference) -> Sequence[Column]:
    """The columns that the programme publishes."""
    programme = reference.programmes.by_id.get(batch.programme_id)
    return reference.columns.of_programme(programme) if programme else _PLAIN


def printed_columns(
    batch: BatchView, payouts: Sequence[Payout], columns: Sequence[Column], cls: PrivacyClass
) -> list[Printed]:
    """Those of them that the class allows and the list has."""
    allowed = set(allowed_fields(cls, columns, family_view=False)) & {*batch.fields, "row"}
    return [_printed(c, payouts) for c in columns if c.column in allowed]


def remark_of(payout: Payout) -> str:
    """备注: the note, and what became of money that did not arrive."""
    return "；".join(text for text in (payout.note, STATUS[payout.status]) if text)


def _paid(batch: BatchView) -> str:
    if batch.paid_from == batch.paid_to:
        return full_day(batch.paid_from)
    return period_words(batch.paid_from, batch.paid_to)


def _lead(batch: BatchView, word: str, body: TableBody) -> str:
    """One sentence for who reads nothing else."""
    if not batch.rows:
        return "这一批没有发放记录。"
    shown = any(column.source == "qty" for column in body.columns)
    size = f"，{batch.qty}{batch.qty_unit}" if shown and batch.qty and batch.qty_unit else ""
    about = approx_wan(batch.cents)
    return f"本批共{batch.households}{word}{size}，合计{format_yuan(batch.cents)}" + (
        f"（{about}）。" if about else "。"
    )


# --- totals only ---------------------------------------------------------------------------------


def _totals(batch: BatchView, columns: Sequence[Column], small_count: int) -> FactsBody:
    label, unit = total_words(columns)
    why = "按规定，这个项目只公布人数和金额合计，不列姓名。"
    if batch.suppressed:
        return FactsBody(
            ((label, f"少于{small_count}{unit}"), ("金额合计", "不列")),
            (why, f"少于{small_count}{unit}时不写金额，免得推算出个人。"),
        )
    persons = _DASH if batch.persons is None else f"{batch.persons}{unit}"
    return FactsBody(
        (
            (label, persons),
            ("金额合计", format_yuan(batch.cents)),
            ("大写", uppercase_yuan(batch.cents)),
        ),
        (why,),
    )


# --- the list ------------------------------------------------------------------------------------


def _table(
    board: Lists,
    batch: BatchView,
    rows: Sequence[PayoutRow],
    columns: Sequence[Column],
    cls: PrivacyClass,
    word: str,
    place: str,
) -> TableBody:
    payouts = [row.payout for row in rows]
    if len(rows) != batch.rows or sum(p.cents for p in payouts) != batch.cents:
        raise EnvironmentFault(
            "board_totals",
            "这一批的清单和它的合计对不上，没有印。请运行 kiosk rebuild 把公开内容重新整理一遍，再印。",
            detail=f"batch {batch.batch_id}: {len(rows)} of {batch.rows} rows",
        )
    for payout in payouts:
        if not note_allowed(payout.note, cls):
            raise SenderFault(
                "note_not_allowed",
                "备注里有规定以外的话，不能印上墙件。请县里改正后重发。",
                place=Place(None, payout.row, "备注"),
            )
    printed = printed_columns(batch, payouts, columns, cls)
    groups = board.groups(batch.batch_id)
    by_group = _is_by_group(payouts, groups, printed)
    if by_group:
        printed = [p for p in printed if p.column.column != "group"]
    remarks = cls in ("P0", "P1") and any(map(remark_of, payouts))
    heads = tuple(_model_column(p) for p in printed)
    if remarks:
        heads += (ModelColumn("备注", REMARK, "left", True),)
    lines = list(_group_lines(rows, groups, printed, remarks, batch.year, word) if by_group else ())
    if not by_group:
        lines = [ModelLine("row", values=_values(row, printed, remarks, batch.year)) for row in rows]
    lines.append(
        ModelLine("total", f"合计　{batch.households}{word}", _sums(payouts, printed, remarks), group=-1)
    )
    lines.append(ModelLine("words", f"合计金额（大写）：{uppercase_yuan(batch.cents)}"))
    lines += [ModelLine("remark", text) for text in status_remarks(payouts)]
    if cls == "P2":
        lines.append(ModelLine("remark", f"按规定，这个项目只在{place}范围内公布姓名、人数和金额。"))
    lines += _change_lines(board.changes(batch.batch_id))
    lines.append(ModelLine("end", "（以下空白）"))
    return TableBody(heads, tuple(lines), tuple(g.group for g in groups) if by_group else (), parted=True)


def _printed(column: Column, payouts: Sequence[Payout]) -> Printed:
    """Adds the unit to the label when the rows share one, else leaves it to the cells."""
    if column.column not in ("qty", "rate") or "(" in column.label:
        return Printed(column, column.label, False)
    units = {getattr(p, f"{column.column}_unit") for p in payouts if getattr(p, column.column) is not None}
    if len(units) == 1 and (unit := units.pop()):
        return Printed(column, f"{column.label}({unit})", False)
    return Printed(column, column.label, True)


def _model_column(printed: Printed) -> ModelColumn:
    column = printed.column
    if column.column == "row":
        return ModelColumn(printed.label, "row", "center", False)
    if column.kind == "text":
        return ModelColumn(printed.label, column.column, "left", True)
    if column.kind == "date":
        return ModelColumn(printed.label, column.column, "center", False)
    counted = column.column in ("qty", "rate") and not printed.cell_unit
    return ModelColumn(printed.label, column.column, "decimal" if counted else "right", False)


def _is_by_group(
    payouts: Sequence[Payout], groups: Sequence[GroupTotal], printed: Sequence[Printed]
) -> bool:
    """Headings by group: only when groups are published, lie together and are worth a heading."""
    if not payouts or not any(p.column.column == "group" for p in printed):
        return False
    # With one or two households a group, headings and subtotals would fill more lines than the people.
    if any(not p.group for p in payouts) or len(payouts) < _WORTH_A_HEADING * len(groups):
        return False
    runs = [p.group for at, p in enumerate(payouts) if not at or payouts[at - 1].group != p.group]
    return runs == [g.group for g in groups]


def _group_lines(
    rows: Sequence[PayoutRow],
    groups: Sequence[GroupTotal],
    printed: Sequence[Printed],
    remarks: bool,
    year: int,
    word: str,
) -> list[ModelLine]:
    lines: list[ModelLine] = []
    start = 0
    for number, group in enumerate(groups):
        part = rows[start : start + group.rows]
        start += group.rows
        lines.append(ModelLine("group", f"{group.group}　{group.households}{word}", group=number))
        lines += [ModelLine("row", values=_values(r, printed, remarks, year), group=number) for r in part]
        if len(groups) > 1 and len(part) > 1:
            sums = _sums([r.payout for r in part], printed, remarks)
            lines.append(ModelLine("subtotal", f"{group.group}小计", sums, group=number))
    return lines


def _values(row: PayoutRow, printed: Sequence[Printed], remarks: bool, year: int) -> tuple[str, ...]:
    values = [_value(row, p, year) for p in printed]
    if remarks:
        values.append(remark_of(row.payout))
    return tuple(values)


def _value(row: PayoutRow, printed: Printed, year: int) -> str:
    name = printed.column.column
    if name == "name":
        return row.display_name
    if name == "cents":
        return format_amount(row.payout.cents)
    value = getattr(row.payout, name)
    if value is None or value == "":
        return _DASH
    if isinstance(value, date):
        return f"{value.month}月{value.day}日" if value.year == year else full_day(value)
    if isinstance(value, Decimal):
        unit = getattr(row.payout, f"{name}_unit") if printed.cell_unit else ""
        return f"{value:f}{unit}"
    if printed.column.kind == "money":
        return _money(value)
    return str(value)


def _money(text: str) -> str:
    """A further money column (``1234.56``) with separators; as it is when it is no amount."""
    try:
        cents = parse_yuan(text)
    except MoneyTextError:
        return text
    return _DASH if cents is None else format_amount(cents)


def _sums(payouts: Sequence[Payout], printed: Sequence[Printed], remarks: bool) -> tuple[str, ...]:
    values = [_sum(payouts, p) for p in printed]
    return (*values, "") if remarks else tuple(values)


def _sum(payouts: Sequence[Payout], printed: Printed) -> str:
    """Sum of a column where one makes sense: money, persons, quantities of one unit."""
    name = printed.column.column
    if name == "cents":
        return format_amount(sum(p.cents for p in payouts))
    if name == "persons":
        return str(sum(p.persons or 0 for p in payouts))
    if name == "qty" and not printed.cell_unit:
        quantities = [p.qty for p in payouts if p.qty is not None]
        return f"{sum(quantities, Decimal()):f}" if quantities else ""
    if printed.column.kind == "money":
        try:
            return format_amount(sum(parse_yuan(getattr(p, name)) or 0 for p in payouts))
        except MoneyTextError:
            return ""
    return ""


def status_remarks(payouts: Sequence[Payout]) -> list[str]:
    """Money of the total that has not arrived: returned by the bank, or still to be paid."""
    parts: list[str] = []
    for status, words in (("returned", "被退回"), ("pending", "还没有发")):
        some = [p.cents for p in payouts if p.status == status]
        if some:
            parts.append(f"{len(some)}笔{format_yuan(sum(some))}{words}")
    return [f"合计里有{'，'.join(parts)}，没有到账。"] if parts else []


def _change_lines(changes: Sequence[ListChange]) -> list[ModelLine]:
    if not changes:
        return []
    lines = [ModelLine("group", f"更正前后对照（{len(changes)}处）")]
    return lines + [ModelLine("change", _change(change)) for change in changes]


def _change(change: ListChange) -> str:
    who = "　".join(part for part in (change.group, change.display_name) if part)
    old, new = change.old_cents, change.new_cents
    if old is None:
        words = f"更正前没有这一笔，更正后{format_yuan(new or 0)}"
    elif new is None:
        words = f"更正前{format_yuan(old)}，更正后没有这一笔"
    elif old == new:
        words = f"金额没有变，还是{format_yuan(new)}，改的是别的内容"
    else:
        step = f"多了{format_yuan(new - old)}" if new > old else f"少了{format_yuan(old - new)}"
        words = f"更正前{format_yuan(old)}，更正后{format_yuan(new)}，{step}"
    return f"{who}：{words}" if who else words
