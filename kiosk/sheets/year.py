"""The sheet ``payouts`` of a whole year: everybody's programmes together, by village group.

Only lists of class P1 stand on it by name.  P2 lists are published for themselves and are never
laid beside what else a person was paid; P3 has no names (architecture §7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from kiosk.domain.errors import EnvironmentFault, Place, SenderFault, UsageFault
from kiosk.domain.items import PrivacyClass
from kiosk.domain.money import approx_wan, format_amount, format_yuan, uppercase_yuan
from kiosk.domain.names import display_name
from kiosk.domain.payout import Payout
from kiosk.domain.privacy import allowed_fields, class_of, note_allowed
from kiosk.domain.reference import Reference
from kiosk.domain.sheetid import content_digest
from kiosk.domain.texts import full_day
from kiosk.sheets.model import (
    CORRECTED,
    ModelColumn,
    ModelLine,
    Notice,
    SheetModel,
    Stamp,
    TableBody,
    Unit,
    footer_of,
)
from kiosk.sheets.payouts import KIND, STATUS, status_remarks
from kiosk.sheets.summary import standing
from kiosk.store.content import SUMMARY, content_id, year_content, year_list_content
from kiosk.store.views import BatchView, Board, PayoutRow, YearOverview

_DASH: Final = "—"
_NO_GROUP: Final = "没有写小组"
_MOST_REASONS: Final = 3
_COLUMNS: Final = (
    ModelColumn("序号", "row", "center", False),
    ModelColumn("姓名", "name", "left", True),
    ModelColumn("补贴项目", "programme", "left", True),
    ModelColumn("数量", "qty", "right", False),
    ModelColumn("标准", "rate", "right", False),
    ModelColumn("金额(元)", "cents", "right", False),
    ModelColumn("发放时间", "paid_on", "center", False),
)
_REMARK: Final = ModelColumn("备注", "remark", "left", True)


@dataclass(frozen=True, slots=True)
class _List:
    """A batch that may be shown by name, with the columns its programme publishes."""

    batch: BatchView
    rows: Sequence[PayoutRow]
    fields: frozenset[str]


@dataclass(slots=True)
class _Person:
    name: str
    ordinal: int | None
    group: str = ""
    programmes: dict[str, list[tuple[_List, Payout]]] = field(
        default_factory=dict[str, list[tuple[_List, Payout]]]
    )

    @property
    def payouts(self) -> list[Payout]:
        return [payout for paid in self.programmes.values() for _, payout in paid]


def build(board: Board, overview: YearOverview, unit: Unit, reference: Reference, posted: date) -> SheetModel:
    """The sheet of ``overview``'s year, to be posted on ``posted``.

    UsageFault ``sheet_choice`` when the year has no list that may be shown by name; EnvironmentFault
    ``board_totals`` and SenderFault ``note_not_allowed`` as for a single batch.
    """
    lists = _lists(board, overview, unit, reference)
    if not lists:
        raise UsageFault("sheet_choice", f"{overview.year}年没有可以列到户的批次。要看合计，请改印 summary。")
    ids = tuple(item.id for item in unit.catalogue.items if item.is_yearbook)
    version = max(one.batch.head.version for one in lists)
    footer, warnings = footer_of(unit, ids, version, posted, "")
    code = unit.village.village_code
    content = year_list_content(code, overview.year, [(one.batch, one.rows) for one in lists])
    # The code leads to the year's totals, whose page says whether anything has come since.
    totals = year_content(code, overview, standing(overview))
    page = Stamp.of(content_id(SUMMARY, totals), content_digest(totals), unit.village, unit.settings)
    people = _people(lists)
    cents = sum(one.batch.cents for one in lists)
    programmes = len({one.batch.programme_id for one in lists})
    about = approx_wan(cents)
    until = overview.until
    return SheetModel(
        kind=KIND,
        title=f"{unit.village.short_name}{overview.year}年惠民惠农补贴发放到户情况公示",
        info=(
            unit.issuer,
            "" if overview.complete or until is None else f"发到{full_day(until)}为止",
            f"公布日期：{full_day(posted)}",
        ),
        lead=f"名单里有{len(people)}户（人），{programmes}个项目，合计{format_yuan(cents)}"
        + (f"（{about}）。" if about else "。"),
        notice=_notice(lists),
        body=_table(people, cents, overview.year),
        footer=footer,
        stamp=replace(page, sheet_id=content_id(KIND, content), digest=content_digest(content)),
        issuer=unit.issuer,
        warnings=warnings,
        subjects=content.subjects,
        catalogue_ids=ids,
    )


def _lists(board: Board, overview: YearOverview, unit: Unit, reference: Reference) -> list[_List]:
    lists: list[_List] = []
    for programme in standing(overview):
        known = reference.programmes.by_id.get(programme.programme_id)
        if known is None:
            # Without the county's table nobody knows what of it may be published.
            continue
        columns = reference.columns.of_programme(known)
        for batch in sorted(programme.batches, key=lambda b: (b.paid_from, b.batch_id)):
            items: list[PrivacyClass] = [
                unit.catalogue.by_id[i].privacy for i in batch.head.catalogue_ids if i in unit.catalogue.by_id
            ]
            cls = class_of(batch.head.privacy, known.privacy, items)
            if batch.head.withdrawal is not None or cls not in ("P0", "P1") or not batch.rows:
                continue
            fields = frozenset(allowed_fields(cls, columns, family_view=False)) & {*batch.fields}
            if "name" in fields:
                lists.append(_List(batch, _checked(board, batch, cls), fields))
    return lists


def _checked(board: Board, batch: BatchView, cls: PrivacyClass) -> tuple[PayoutRow, ...]:
    rows = board.payouts(batch.batch_id)
    if len(rows) != batch.rows or sum(row.payout.cents for row in rows) != batch.cents:
        raise EnvironmentFault(
            "board_totals",
            "有一批的清单和它的合计对不上，没有印。请运行 kiosk rebuild 把公开内容重新整理一遍，再印。",
            detail=f"batch {batch.batch_id}: {len(rows)} of {batch.rows} rows",
        )
    for row in rows:
        if not note_allowed(row.payout.note, cls):
            raise SenderFault(
                "note_not_allowed",
                "备注里有规定以外的话，不能印上墙件。请县里改正后重发。",
                place=Place(None, row.payout.row, "备注"),
            )
    return rows


def _people(lists: Sequence[_List]) -> list[_Person]:
    """By group in order of appearance, those without one last; within a group as they appeared."""
    people: dict[tuple[str, ...], _Person] = {}
    for one in lists:
        for row in one.rows:
            payout = row.payout
            key = (
                (payout.recipient_id,)
                if payout.recipient_id
                else (payout.group, payout.name, str(payout.ordinal or ""))
            )
            person = people.setdefault(key, _Person(payout.name, payout.ordinal))
            if "group" in one.fields:
                person.group = person.group or payout.group
            person.programmes.setdefault(one.batch.programme_id, []).append((one, payout))
    order: dict[str, int] = {}
    for person in people.values():
        order.setdefault(person.group, len(order))
    return sorted(people.values(), key=lambda p: (not p.group, order[p.group]))


def _table(people: Sequence[_Person], cents: int, year: int) -> TableBody:
    everything = [payout for person in people for payout in person.payouts]
    remarks = any(p.note or STATUS[p.status] for p in everything)
    lines: list[ModelLine] = []
    headings: list[str] = []
    start = 0
    while start < len(people):
        stop = start
        while stop < len(people) and people[stop].group == people[start].group:
            stop += 1
        part, group, number = people[start:stop], people[start].group or _NO_GROUP, len(headings)
        headings.append(group)
        lines.append(ModelLine("group", f"{group}　{len(part)}户（人）", group=number))
        for at, person in enumerate(part, start=start + 1):
            lines += _rows(person, at, number, remarks, year)
        if len(part) > 1:
            sums = _sums(sum(p.cents for person in part for p in person.payouts), remarks)
            lines.append(ModelLine("subtotal", f"{group}小计", sums, group=number))
        start = stop
    lines.append(ModelLine("total", f"合计　{len(people)}户（人）", _sums(cents, remarks)))
    lines.append(ModelLine("words", f"合计金额（大写）：{uppercase_yuan(cents)}"))
    lines += [ModelLine("remark", text) for text in status_remarks(everything)]
    lines.append(
        ModelLine(
            "remark", "低保等只在单独的表上公布、或者只公布合计的项目，不在这张表里，请看另外张贴的表。"
        )
    )
    lines.append(ModelLine("end", "（以下空白）"))
    columns = (*_COLUMNS, _REMARK) if remarks else _COLUMNS
    return TableBody(columns, tuple(lines), tuple(headings), merged=2, parted=True)


def _sums(cents: int, remarks: bool) -> tuple[str, ...]:
    blank = ("", "") if remarks else ("",)
    return ("", "", "", "", "", format_amount(cents), *blank)


def _rows(person: _Person, number: int, group: int, remarks: bool, year: int) -> list[ModelLine]:
    lines: list[ModelLine] = []
    for paid in person.programmes.values():
        fields, payouts = paid[0][0].fields, [payout for _, payout in paid]
        values = [
            str(number),
            display_name(person.name, person.ordinal),
            paid[0][0].batch.programme_name,
            _same([_with_unit(p, "qty") if "qty" in fields else "" for p in payouts]),
            _same([_with_unit(p, "rate") if "rate" in fields else "" for p in payouts]),
            format_amount(sum(p.cents for p in payouts)),
            _when(payouts, year),
        ]
        if remarks:
            words = [t for p in payouts for t in (p.note, STATUS[p.status]) if t]
            values.append("；".join(dict.fromkeys(words)))
        lines.append(ModelLine("row", values=tuple(values), group=group, merge=number))
    return lines


def _with_unit(payout: Payout, name: str) -> str:
    value = payout.qty if name == "qty" else payout.rate
    unit = payout.qty_unit if name == "qty" else payout.rate_unit
    return "" if value is None else f"{value:f}{unit}"


def _same(texts: Sequence[str]) -> str:
    """What all payments of a programme agree on; adding up months would count a field twelve times."""
    return texts[0] if texts[0] and len(set(texts)) == 1 else _DASH


def _when(payouts: Sequence[Payout], year: int) -> str:
    days = sorted({p.paid_on for p in payouts if p.paid_on is not None})
    if not days:
        return _DASH
    if len(days) > 1:
        return f"分{len(days)}次"
    return f"{days[0].month}月{days[0].day}日" if days[0].year == year else full_day(days[0])


def _notice(lists: Sequence[_List]) -> Notice | None:
    """Which of the batches were corrected, when and why; the amounts are those after correction."""
    pieces: list[str] = []
    for one in lists:
        if (correction := one.batch.head.correction) is not None:
            reason = correction.reason.rstrip("。")
            name = one.batch.programme_name
            pieces.append(f"{name}{full_day(correction.corrected_on)}更正，原因：{reason}。")
    if not pieces:
        return None
    more = f"另有{len(pieces) - _MOST_REASONS}批也更正过。" if len(pieces) > _MOST_REASONS else ""
    return Notice(CORRECTED, (*pieces[:_MOST_REASONS], more, "表里是更正后的数。"))
