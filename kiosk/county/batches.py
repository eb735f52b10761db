"""From a unit's accepted lines to what may be published of them: tables by privacy class, totals.

P0 and P1: the columns the programme publishes; P2: 序号, 小组, 姓名, 人数, 金额; P3: one row with the
number of payees and the sum; P4: added to the programme of ``fold_into``, else refused.  Totals of
too few payees are merged, or said without an amount (architecture §6, §7).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kiosk.bundle.tables import payout_table
from kiosk.county.people import resolve
from kiosk.county.published import MERGED_ID
from kiosk.county.rows import Problem
from kiosk.county.spool import Lines
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import PayoutsItem, PrivacyClass
from kiosk.domain.payout import PAYOUT_COLUMNS
from kiosk.domain.privacy import (
    FOLDED_NAME,
    CountedTotal,
    ShownTotal,
    allowed_fields,
    class_of,
    note_allowed,
    protect_small_counts,
)
from kiosk.domain.programmes import Programme
from kiosk.domain.reference import Reference
from kiosk.domain.region import Village
from kiosk.domain.scan import scan_text
from kiosk.domain.settings import UnitSettings
from kiosk.store.registry import Registry

PAYOUT_ITEM = "GK-HN-04"
_TEXT = ("group", "name", "qty_unit", "rate_unit", "paid_how", "note", "x1", "x2", "x3", "x4")
_ALWAYS = ("row", "cents", "status")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What the clerk said about a batch. ``label`` is shown (第一批); ``paid_on`` where no line says it.

    ``today`` bounds the guess when nobody says when the money was paid.
    """

    year: int
    label: str
    publish_from: date
    today: date
    paid_on: date | None = None
    publish_to: date | None = None

    @property
    def shown_label(self) -> str:
        return self.label or f"{self.year}年"

    def batch_id(self, programme_id: str) -> str:
        """``BT-NY-01-2026`` with the label, or a hash of it when it is not plain ASCII."""
        if not self.label:
            return f"{programme_id}-{self.year}"
        slug = (
            self.label if _SLUG.fullmatch(self.label) else hashlib.sha256(self.label.encode()).hexdigest()[:8]
        )
        return f"{programme_id}-{self.year}-{slug}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch ready for a bundle, still version 1. ``data`` is its table; ``dated``: the day of payment
    is known; ``only_folded``: a total made of what was added to the programme, without its own list."""

    item: PayoutsItem
    data: bytes
    dated: bool
    only_folded: bool = False

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(slots=True)
class UnitBatches:
    """What came of a unit's lines. ``rejected`` counts lines that fell out here, with their 分."""

    batches: list[Prepared] = field(default_factory=list[Prepared])
    problems: list[Problem] = field(default_factory=list[Problem])
    rejected: int = 0
    rejected_cents: int = 0


@dataclass(frozen=True, slots=True)
class UnitRules:
    """Tables and settings that hold for one unit."""

    unit: Village
    reference: Reference
    settings: UnitSettings

    def class_of(self, programme: Programme) -> PrivacyClass:
        """The class that counts (architecture §7, Which privacy class), as the kiosk will see it."""
        catalogue = self.reference.catalogue(self.unit.kind).by_id
        ids = catalogue_ids(programme)
        return class_of(
            programme.privacy, programme.privacy, [catalogue[i].privacy for i in ids if i in catalogue]
        )


def catalogue_ids(*programmes: Programme) -> tuple[str, ...]:
    """GK-HN-04 and the items of the programmes."""
    return tuple(dict.fromkeys((PAYOUT_ITEM, *(i for p in programmes for i in p.catalogue_ids))))


def check_publishable(programme: Programme, reference: Reference) -> None:
    """SenderFault ``not_publishable`` for a P4 programme with nowhere to be added to."""
    if programme.privacy == "P4" and reference.programmes.fold_target(programme) is None:
        raise SenderFault(
            "not_publishable", "这个补贴项目不公布，也没有写明并入哪一项，不能打包。请问县主管部门。"
        )


def prepare(
    lines: Iterator[Lines], rules: UnitRules, request: BatchRequest, registry: Registry, at: datetime
) -> UnitBatches:
    """The batches of one unit; new persons are written to the registry.

    SenderFault ``not_publishable``, or as the table's check when a cell cannot travel.
    """
    done = UnitBatches()
    totals: dict[str, tuple[int, int]] = {}
    dates: dict[str, tuple[date, date, bool]] = {}
    own: set[str] = set()
    for part in lines:
        programme = rules.reference.programmes.by_id[part.programme_id]
        check_publishable(programme, rules.reference)
        privacy = rules.class_of(programme)
        if privacy == "P4":
            programme = rules.reference.programmes.fold_target(programme) or programme
            if rules.class_of(programme) != "P3":
                raise SenderFault(
                    "not_publishable",
                    "这个补贴项目不公布，要并入的项目又是逐户公布的，不能打包。请问县主管部门。",
                )
        paid = _paid(part.cells["paid_on"], request)
        if privacy in ("P3", "P4"):
            own.update([programme.id] if privacy == "P3" else ())
            persons, cents = totals.get(programme.id, (0, 0))
            totals[programme.id] = (persons + len(set(_payees(part))), cents + sum(part.cents))
            first, last, dated = dates.get(programme.id, paid)
            dates[programme.id] = (min(first, paid[0]), max(last, paid[1]), dated and paid[2])
            continue
        _list_batch(part, programme, privacy, rules, request, registry, at, paid, done)
    _total_batches(totals, dates, own, rules, request, done)
    return done


def _payees(part: Lines) -> list[object]:
    """What tells the payees of a list apart."""
    names, groups = part.cells["name"], part.cells["group"]
    return [
        h or ((g, n) if n else i) for i, (h, g, n) in enumerate(zip(part.hash, groups, names, strict=True))
    ]


def _paid(days: Sequence[str], request: BatchRequest) -> tuple[date, date, bool]:
    """First and last day of payment, and whether they are known.

    Without any: from the first day of the year to its end or today, which claims no more than the
    year that the clerk named.
    """
    known = sorted(date.fromisoformat(d) for d in set(days) if d)
    known = [d for d in known if d.year == request.year]
    if request.paid_on is not None and (not known or "" in set(days)):
        known = sorted([*known, request.paid_on])
    if known:
        return known[0], known[-1], True
    first = date(request.year, 1, 1)
    return first, max(first, min(request.today, date(request.year, 12, 31))), False


# --- lists ---------------------------------------------------------------------------------------


def _list_batch(
    part: Lines, programme: Programme, privacy: PrivacyClass, rules: UnitRules, request: BatchRequest,
    registry: Registry, at: datetime, paid: tuple[date, date, bool], done: UnitBatches,
) -> None:  # fmt: skip
    if part.several:
        part = _added_up(part)
    family_view = rules.settings.family_view
    columns = rules.reference.columns.of_programme(programme)
    allowed = allowed_fields(privacy, columns, family_view=family_view)
    cells: dict[str, list[Any]] = {c: part.cells[c] for c in part.cells if c in allowed}
    cells["cents"] = part.cents
    keep: list[bool] | None = None
    if "name" in allowed:
        names = part.cells["name"]
        found = resolve(registry, rules.unit.village_code, part.hash, part.cells["group"], names, at)
        cells["ordinal"], cells["recipient_id"] = found.ordinals, found.ids
        if found.conflicts:
            keep = [True] * len(part)
            for conflict in found.conflicts:
                keep[conflict.index] = False
                done.problems.append(_conflict(part, conflict.index, conflict.code, rules.unit))
                done.rejected += 1
                done.rejected_cents += part.cents[conflict.index]
    cells = {c: v for c, v in cells.items() if c in allowed}
    if keep is not None:
        cells = {c: [x for x, k in zip(v, keep, strict=True) if k] for c, v in cells.items()}
    count = len(cells["cents"])
    if not count:
        return
    _tidy_notes(cells, privacy, part, rules.unit, done)
    if part.qty_unit and "qty_unit" in allowed and any(cells.get("qty", ())):
        cells["qty_unit"] = [part.qty_unit] * count
    if part.rate_unit and "rate_unit" in allowed and any(cells.get("rate", ())):
        cells["rate_unit"] = [part.rate_unit] * count
    _refuse_numbers(cells, rules.settings.own_numbers())
    cells["row"] = list(map(str, range(1, count + 1)))
    cells["status"] = ["paid"] * count
    done.batches.append(
        _prepared(programme.id, programme.name, catalogue_ids(programme), privacy, cells, request, paid)
    )


def _prepared(
    programme_id: str, name: str, ids: tuple[str, ...], privacy: PrivacyClass, cells: dict[str, list[Any]],
    request: BatchRequest, paid: tuple[date, date, bool], batch_id: str | None = None,
) -> Prepared:  # fmt: skip
    fields = tuple(c for c in PAYOUT_COLUMNS if c in _ALWAYS or (c in cells and not _is_empty(cells[c])))
    columns = [_texts(cells[c], tidy=c in _TEXT and c != "name") for c in fields]
    data, table = payout_table("", fields, columns)
    item = PayoutsItem(
        batch_id=batch_id or request.batch_id(programme_id),
        catalogue_ids=ids,
        programme_id=programme_id,
        programme_name=name,
        year=request.year,
        batch=request.shown_label,
        paid_from=paid[0],
        paid_to=paid[1],
        publish_from=request.publish_from,
        publish_to=request.publish_to,
        privacy=privacy,
        table=table,
    )
    return Prepared(item, data, paid[2])


def _is_empty(column: list[Any]) -> bool:
    if column[0] not in ("", None):
        return False
    return column.count("") + column.count(None) == len(column)


def _texts(column: list[Any], *, tidy: bool) -> list[str]:
    """Cells as the table holds them: one spelling of each character, nothing at the ends."""
    if column.count(first := column[0]) == len(column):
        # One for all: the day, the rate, the state.
        text = "" if first is None else str(first)
        text = unicodedata.normalize("NFC", text)
        return [text.strip() if tidy or text != first else text] * len(column)
    if isinstance(first, str) and None not in column:
        # Names were brought to one spelling by the reader, numbers and days have one: rarely anything to do.
        tidy = tidy or not unicodedata.is_normalized("NFC", "".join(column))
        known = {c: unicodedata.normalize("NFC", c).strip() for c in set(column)} if tidy else {}
        return [known[c] for c in column] if any(k != v for k, v in known.items()) else column
    if None not in column:
        return list(map(str, column))
    spelled = {c: "" if c is None else str(c) for c in set(column)}
    return [spelled[c] for c in column]


def _conflict(part: Lines, index: int, code: str, unit: Village) -> Problem:
    file, sheet = part.sources[part.source[index]]
    words = (
        (
            "recipient_ambiguous",
            "登记的人里有几个同组同名的，又没有证件号，分不清是哪一位。请补上证件号后重发这一行。",
        )
        if code == "ambiguous"
        else ("duplicate", "这个人前面已经有一行了。请核对；同一人只留一行，或把几行合成一行。")
    )
    return Problem(
        file, sheet, part.row[index], "姓名", words[0], "error", words[1], village_code=unit.village_code
    )


def _tidy_notes(
    cells: dict[str, list[Any]], privacy: PrivacyClass, part: Lines, unit: Village, done: UnitBatches
) -> None:
    """Only the fixed words of a note are published; others are left out, and the clerk is told once."""
    notes = cells.get("note")
    if notes is None or not any(notes):
        return
    good = {n: note_allowed(n, privacy) for n in set(notes)}
    left_out = sum(not good[n] for n in notes)
    if left_out:
        cells["note"] = [n if good[n] else "" for n in notes]
        file, sheet = part.sources[part.source[0]]
        done.problems.append(
            Problem(
                file, sheet, None, "备注", "note_left_out", "warning",
                f"{unit.short_name}有{left_out}行的备注没有公布：备注只能是更正、补发、扣回、退回重发。",
                village_code=unit.village_code,
            )
        )  # fmt: skip


def _refuse_numbers(cells: dict[str, list[Any]], exempt: frozenset[str]) -> None:
    """The last look before signing; the reader has emptied such cells already."""
    for column in _TEXT:
        values = cells.get(column)
        if values is None or re.search(r"\d", joined := "\n".join(values)) is None:
            continue
        if len(re.findall(r"\d", joined)) >= 11 and any(scan_text(v, exempt) for v in set(values)):
            raise SenderFault(
                "personal_value",
                "要公布的内容里有像证件号、卡号或电话的数字，已挡住。请在来表里去掉后重新打包。",
            )


def _added_up(part: Lines) -> Lines:
    """One line a person: quantities and amounts of the plots added, the rate kept where it is one."""
    first: dict[object, int] = {}
    members: dict[object, list[int]] = {}
    for i, payee in enumerate(_payees(part)):
        first.setdefault(payee, i)
        members.setdefault(payee, []).append(i)
    if len(first) == len(part):
        return part
    starts = list(first.values())
    groups = [members[p] for p in first]
    out = Lines(
        part.programme_id, part.qty_unit, part.rate_unit, part.several, part.approved,
        [part.row[i] for i in starts],
        [part.source[i] for i in starts],
        [part.hash[i] for i in starts],
        [sum(part.cents[i] for i in g) for g in groups],
        {c: [v[i] for i in starts] for c, v in part.cells.items()},
        part.sources,
    )  # fmt: skip
    qty, rate = part.cells["qty"], part.cells["rate"]
    out.cells["qty"] = [
        format(sum((Decimal(qty[i]) for i in g), Decimal()), "f") if all(qty[i] for i in g) else ""
        for g in groups
    ]
    out.cells["rate"] = [rate[g[0]] if len({rate[i] for i in g}) == 1 else "" for g in groups]
    return out


# --- totals --------------------------------------------------------------------------------------


def _total_batches(
    totals: dict[str, tuple[int, int]], dates: dict[str, tuple[date, date, bool]], own: set[str],
    rules: UnitRules, request: BatchRequest, done: UnitBatches,
) -> None:  # fmt: skip
    """One batch a total. Small ones merge within this call only: what was signed before is on its way,
    and added to that a small total could be read off as the difference of the two."""
    by_id = rules.reference.programmes.by_id
    counted = [CountedTotal((p,), by_id[p].category, n, cents) for p, (n, cents) in totals.items()]
    for shown in protect_small_counts(counted, rules.settings.small_count):
        days = [dates[p] for p in shown.programme_ids]
        paid = (min(d[0] for d in days), max(d[1] for d in days), all(d[2] for d in days))
        cells: dict[str, list[Any]] = {
            "row": [1], "persons": [shown.persons], "cents": [shown.cents], "status": ["paid"],
        }  # fmt: skip
        members = [by_id[p] for p in shown.programme_ids]
        name = FOLDED_NAME if shown.merged else members[0].name
        programme_id = MERGED_ID if shown.merged else members[0].id
        batch = _prepared(
            programme_id, name, catalogue_ids(*members), "P3", cells, request, paid,
            _merged_id(shown, request) if shown.merged else None,
        )  # fmt: skip
        done.batches.append(replace(batch, only_folded=own.isdisjoint(shown.programme_ids)))
        if shown.suppressed:
            done.problems.append(
                Problem(
                    "", "", None, "", "small_total", "warning",
                    f"{rules.unit.short_name}的“{name}”人数太少，只公布“少于3人”，不写金额。"
                    "要和同类项目合成一项，请把几个项目的来表放在一起打包。",
                    village_code=rules.unit.village_code,
                )
            )  # fmt: skip


def _merged_id(shown: ShownTotal, request: BatchRequest) -> str:
    """Told apart from another merged total of the year by its programmes."""
    mark = hashlib.sha256("|".join(sorted(shown.programme_ids)).encode()).hexdigest()[:6]
    return f"{request.batch_id(MERGED_ID)}-{mark}"
