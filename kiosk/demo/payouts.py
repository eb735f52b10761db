"""The demo's payout batches of a unit: five years, all programmes, with what goes wrong in real life.

``demo_rows`` gives single lists for tests elsewhere; ``batches`` the whole story of a unit up to today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from kiosk.bundle.tables import payout_fields
from kiosk.county.batches import BatchRequest
from kiosk.county.published import MERGED_ID
from kiosk.demo.people import Roster, make_roster
from kiosk.demo.plans import Plan, plans, published_on, totals
from kiosk.demo.runs import YEARS, Run, quarterly, yearly
from kiosk.demo.units import RICH, SHOWN
from kiosk.domain.columns import ColumnTable
from kiosk.domain.items import PayoutsItem, PrivacyClass, TableRef
from kiosk.domain.payout import PAYOUT_COLUMNS, Payout, Totals
from kiosk.domain.privacy import FOLDED_NAME, allowed_fields
from kiosk.domain.programmes import Programme
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.region import UnitKind, Village

FEW_TOTALS_AT_FIRST = (SHOWN, "360123201204")
"""Units whose first year has one P3 programme only, with under 3 persons: 少于3人 (architecture §7)."""

@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it is to be published. ``item.table`` has its numbers; the path is the writer's."""

    item: PayoutsItem
    payouts: tuple[Payout, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """All batches of a unit in order of publication, and the one that is taken down again."""

    batches: tuple[Batch, ...]
    withdrawn: tuple[str, int, date] | None
    """Batch id, version and day of the withdrawal."""


def publishable(
    payouts: Iterable[Payout], privacy: PrivacyClass, programme: Programme, columns: ColumnTable
) -> tuple[Payout, ...]:
    """Only the cells that may travel (architecture §7), numbered from 1.

    P1 keeps what the programme publishes, P2 loses id, quantities, dates and remarks, P3 all but
    persons and sum.
    """
    allowed = allowed_fields(privacy, columns.of_programme(programme), family_view=False)
    empty = Payout(row=0, cents=0)
    blank = {c: getattr(empty, c) for c in PAYOUT_COLUMNS if c not in allowed}
    return tuple(replace(p, **(blank | {"row": n})) for n, p in enumerate(payouts, start=1))


def demo_rows(
    programme_id: str = "BT-NY-01", year: int = 2026, village_code: str = SHOWN
) -> tuple[Payout, ...]:
    """The first list of ``programme_id`` in ``year`` for a unit with data, as published.

    ``ValueError`` when the unit has no data or the programme is not paid there that year.
    """
    unit_plan = next((p for p in RICH if p.village_code == village_code), None)
    if unit_plan is None:
        raise ValueError(f"no people in {village_code}")
    kind: UnitKind = "village" if village_code[9] == "2" else "community"
    roster, tables = make_roster(unit_plan, kind, year), load_packaged()
    for plan in plans(kind, unit_plan.households, village_code):
        if plan.programme_id == programme_id and (runs := plan.schedule(year)):
            programme = tables.programmes.by_id[programme_id]
            return publishable(plan.rows(roster, runs[0]), plan.privacy, programme, tables.columns)
    raise ValueError(f"{programme_id} is not paid in {village_code} in {year}")


def unit_plans(unit: Village, households: int) -> tuple[Plan, ...]:
    """The plans of one unit, with what only some units have."""
    code = unit.village_code
    out = [p for p in plans(unit.kind, households, code)]
    if code in FEW_TOTALS_AT_FIRST:
        out = [replace(p, since=min(p.since, 3)) if p.privacy == "P3" else p for p in out]
        few = partial(totals, 2, 12000)
        out.append(Plan("BT-JZ-08", (unit.kind,), "P3", yearly(12, 8), few, since=4, until=4))
    # From then on children's support is too small to stand alone and travels as one merged total; the
    # programme that may never be named is inside it (fold_into BT-JZ-08).
    merged = partial(totals, 4, 1000)
    out.append(Plan(MERGED_ID, (unit.kind,), "P3", quarterly(16), merged, since=3))
    return tuple(out)


def story(unit: Village, roster: Roster, today: date, tables: Reference) -> Story:
    """Everything paid in the unit from ``today.year`` − 4 on whose list is up by ``today``."""
    batches: list[Batch] = []
    for plan in unit_plans(unit, len(roster.households)):
        for year in range(today.year - YEARS + 1, today.year + 1):
            if not plan.until <= today.year - year <= plan.since:
                continue
            for run in plan.schedule(year):
                batch = _batch(plan, run, roster, tables)
                if batch.item.publish_from <= today:
                    batches.append(batch)
    batches = _with_a_return(batches, today)
    batches.extend(_correction(batches, today))
    batches.sort(key=lambda b: (b.item.publish_from, b.item.batch_id, b.item.version))
    return Story(tuple(batches), _withdrawn(batches, today))


def _batch(plan: Plan, run: Run, roster: Roster, tables: Reference) -> Batch:
    merged = plan.programme_id == MERGED_ID
    programme = tables.programmes.by_id["BT-JZ-08" if merged else plan.programme_id]
    rows = publishable(plan.rows(roster, run), plan.privacy, programme, tables.columns)
    wanted = ("GK-HN-04", *programme.catalogue_ids)
    return Batch(
        PayoutsItem(
            batch_id=batch_id(plan.programme_id, run),
            catalogue_ids=tuple(dict.fromkeys(wanted)),
            programme_id=plan.programme_id,
            programme_name=FOLDED_NAME if merged else programme.name,
            year=run.year,
            batch=run.label,
            paid_from=run.paid_on,
            paid_to=run.paid_on,
            publish_from=published_on(plan, run),
            privacy=plan.privacy,
            table=_table(rows),
        ),
        rows,
    )


def batch_id(programme_id: str, run: Run) -> str:
    """As ``kiosk county pack`` names it: the demo's batches can be corrected and withdrawn like any other."""
    label = "" if run.label == f"{run.year}年" else run.label
    return BatchRequest(run.year, label, run.paid_on, run.paid_on).batch_id(programme_id)


def _table(rows: tuple[Payout, ...]) -> TableRef:
    sums = Totals.of(rows)
    return TableRef("", sums.rows, sums.cents, payout_fields(rows))


def _newest(batches: list[Batch], programme_id: str, before: date) -> int | None:
    """Index of the newest first version of a programme published before ``before``."""
    found = [
        (b.item.publish_from, n)
        for n, b in enumerate(batches)
        if b.item.programme_id == programme_id and b.item.publish_from < before and b.item.version == 1
    ]
    return max(found)[1] if found else None


def _with_a_return(batches: list[Batch], today: date) -> list[Batch]:
    """One payment came back from the bank and one still waits, both in the newest 公益林 or 高龄津贴 list."""
    for programme_id in ("BT-LY-01", "BT-YL-01"):
        index = _newest(batches, programme_id, today + timedelta(days=1))
        if index is None or len(batches[index].payouts) < 12:
            continue
        rows = list(batches[index].payouts)
        rows[5] = replace(rows[5], status="returned")
        rows[9] = replace(rows[9], status="pending", paid_on=None, paid_how="")
        whole = tuple(rows)
        changed = Batch(replace(batches[index].item, table=_table(whole)), whole)
        return [*batches[:index], changed, *batches[index + 1 :]]
    return batches


def _correction(batches: list[Batch], today: date) -> list[Batch]:
    """Version 2 of the newest list by land (or of winter relief): two areas were entered wrongly."""
    for programme_id, reason in (
        ("BT-NY-01", "有两户的计补面积登记错了，按复核后的面积改正。"),
        ("BT-JZ-11", "有两户的人数登记错了，按复核后的人数改正。"),
    ):
        index = _newest(batches, programme_id, today - timedelta(days=20))
        if index is None:
            continue
        old = batches[index]
        rows = list(old.payouts)
        for place, factor in ((3, Decimal("1.25")), (min(17, len(rows) - 1), Decimal("0.80"))):
            rows[place] = _remeasured(rows[place], factor)
        whole = tuple(rows)
        item = replace(
            old.item,
            version=2,
            replaces=1,
            reason=reason,
            publish_from=min(today - timedelta(days=3), old.item.publish_from + timedelta(days=9)),
            table=_table(whole),
        )
        return [Batch(item, whole)]
    return []


def _remeasured(row: Payout, factor: Decimal) -> Payout:
    """The line as it should have been: another area, or one person more at the same amount each."""
    if row.qty is not None and row.rate is not None:
        qty = (row.qty * factor).quantize(Decimal("0.01"))
        cents = (qty * row.rate * 100).quantize(Decimal(1), ROUND_HALF_UP)
        return replace(row, qty=qty, cents=int(cents), note="更正")
    assert row.persons, "a list that is corrected has areas or persons"
    each = row.cents // row.persons
    return replace(row, persons=row.persons + 1, cents=row.cents + each, note="更正")


def _withdrawn(batches: list[Batch], today: date) -> tuple[str, int, date] | None:
    """The newest 外出务工交通补贴 (or 就业创业补贴 in a community) was put up too early and taken down."""
    for programme_id in ("BT-JB-02", "BT-JB-03"):
        index = _newest(batches, programme_id, today - timedelta(days=12))
        if index is not None:
            item = batches[index].item
            return item.batch_id, item.version, item.publish_from + timedelta(days=6)
    return None
