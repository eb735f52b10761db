"""The demo's payouts: exact sums, classes kept, and the troubles a real village has."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.demo.payouts import Batch, Story, demo_rows, story
from kiosk.demo.people import make_roster
from kiosk.demo.units import RICH, SHOWN, UnitPlan, county_units
from kiosk.domain.items import PrivacyClass
from kiosk.domain.payout import Totals, arithmetic_holds, product_cents
from kiosk.domain.privacy import FOLDED_NAME, allowed_fields, class_of, note_allowed
from kiosk.domain.reference import load_packaged

UNITS = {u.village_code: u for u in county_units()}
TABLES = load_packaged()
PROGRAMMES = TABLES.programmes
DAYS = (date(2026, 11, 24), date(2026, 1, 1), date(2026, 3, 1), date(2027, 7, 15), date(2028, 2, 29))
TODAY = DAYS[0]


@cache
def told(plan: UnitPlan, today: date = TODAY) -> Story:
    unit = UNITS[plan.village_code]
    return story(unit, make_roster(plan, unit.kind, today.year), today, TABLES)


def current(plan: UnitPlan, today: date = TODAY) -> dict[str, Batch]:
    return {b.item.batch_id: b for b in told(plan, today).batches}


shown = next(p for p in RICH if p.village_code == SHOWN)


@pytest.mark.parametrize("plan", RICH, ids=lambda p: p.village_code)
def test_five_years_of_at_least_twelve_programmes_in_three_classes(plan: UnitPlan) -> None:
    items = [b.item for b in told(plan).batches]
    assert {i.year for i in items} == set(range(2022, 2027))
    assert len({i.programme_id for i in items}) >= 12
    assert {i.privacy for i in items} == {"P1", "P2", "P3"}


@settings(max_examples=12)
@given(st.sampled_from(RICH), st.dates(date(2025, 1, 1), date(2030, 12, 31)))
def test_every_list_is_exact_whatever_the_day(plan: UnitPlan, today: date) -> None:
    for batch in told(plan, today).batches:
        item, rows = batch.item, batch.payouts
        assert (item.table.rows, item.table.cents) == (len(rows), Totals.of(rows).cents)
        assert [r.row for r in rows] == list(range(1, len(rows) + 1))
        assert item.paid_from <= item.paid_to <= item.publish_from <= today
        assert item.paid_from.year == item.year >= today.year - 4
        assert rows and all(r.cents > 0 or item.privacy == "P3" for r in rows)
        assert all(r.paid_on is None or r.paid_on <= today for r in rows)
        for r in rows:
            if product_cents(r) is not None and not arithmetic_holds(r):
                pytest.fail(f"{item.batch_id}: 数量乘标准不等于金额")


@pytest.mark.parametrize("plan", RICH, ids=lambda p: p.village_code)
def test_classes_follow_the_programme_table_and_show_no_more_than_they_may(plan: UnitPlan) -> None:
    for batch in told(plan).batches:
        item = batch.item
        programme = PROGRAMMES.by_id["BT-JZ-08" if item.programme_name == FOLDED_NAME else item.programme_id]
        assert item.privacy == programme.privacy
        assert programme.applies_to in ("both", UNITS[plan.village_code].kind)
        assert set(programme.catalogue_ids) <= set(item.catalogue_ids)
        assert "GK-HN-04" in item.catalogue_ids
        catalogue = TABLES.catalogue(UNITS[plan.village_code].kind)
        classes: list[PrivacyClass] = [catalogue.by_id[i].privacy for i in item.catalogue_ids]
        assert class_of(item.privacy, programme.privacy, classes) == item.privacy
        allowed = allowed_fields(item.privacy, TABLES.columns.of_programme(programme), family_view=False)
        assert set(item.table.fields) <= set(allowed)
        assert all(note_allowed(r.note, item.privacy) for r in batch.payouts)
        if item.privacy == "P2":
            assert all(r.recipient_id is None and not r.note and r.paid_on is None for r in batch.payouts)
        if item.privacy == "P3":
            assert len(batch.payouts) == 1
            (row,) = batch.payouts
            assert (row.name, row.group, row.recipient_id) == ("", "", None)
            assert row.persons is not None
            assert (row.cents == 0) == (row.persons < 3)


def test_what_may_not_be_named_is_not_named() -> None:
    for plan in RICH:
        for batch in told(plan).batches:
            programme = PROGRAMMES.by_id.get(batch.item.programme_id)
            assert programme is None or programme.privacy != "P4"
    merged = [b.item for b in told(shown).batches if b.item.programme_name == FOLDED_NAME]
    assert merged and all(i.programme_id not in PROGRAMMES.by_id for i in merged)


def test_fewer_than_three_persons_stand_without_amount_in_the_first_year() -> None:
    first = [b for b in told(shown).batches if b.item.year == 2022 and b.item.privacy == "P3"]
    assert [(b.payouts[0].persons, b.payouts[0].cents) for b in first] == [(2, 0)]


@pytest.mark.parametrize("plan", RICH, ids=lambda p: p.village_code)
def test_people_keep_their_ids_over_programmes_and_years(plan: UnitPlan) -> None:
    seen: dict[str, set[tuple[str, str, int | None]]] = defaultdict(set)
    per_year: dict[int, set[str]] = defaultdict(set)
    for batch in told(plan).batches:
        for r in batch.payouts:
            if r.recipient_id:
                seen[r.recipient_id].add((r.group, r.name, r.ordinal))
                per_year[batch.item.year].add(r.recipient_id)
    assert all(len(names) == 1 for names in seen.values())
    assert len(per_year[2023] & per_year[2025]) > 0.6 * len(per_year[2025])


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("plan", RICH, ids=lambda p: p.village_code)
def test_one_correction_one_withdrawal_one_returned_one_waiting(plan: UnitPlan, today: date) -> None:
    batches = told(plan, today).batches
    (corrected,) = (b for b in batches if b.item.version == 2)
    (old,) = (b for b in batches if b.item.batch_id == corrected.item.batch_id and b.item.version == 1)
    assert corrected.item.replaces == 1 and corrected.item.reason
    assert corrected.item.publish_from > old.item.publish_from
    changed = [(a, b) for a, b in zip(old.payouts, corrected.payouts, strict=True) if a.cents != b.cents]
    assert len(changed) == 2 and all(b.note == "更正" for _, b in changed)
    withdrawn = told(plan, today).withdrawn
    assert withdrawn is not None
    batch_id, version, on = withdrawn
    assert version == 1 and batch_id != corrected.item.batch_id and on < today
    assert batch_id in current(plan, today)
    states = [r.status for b in batches for r in b.payouts]
    assert states.count("returned") >= 1 and states.count("pending") >= 1


def test_the_same_day_gives_the_same_story() -> None:
    assert told.__wrapped__(shown) == told(shown)  # type: ignore[attr-defined]


def test_the_household_of_the_drawings() -> None:
    for year in range(2024, 2031):
        row = demo_rows("BT-NY-01", year)[0]
        assert (row.name, str(row.qty), str(row.rate), row.cents) == ("黄谷雨", "5.20", "112", 582_40)
        assert next(r for r in demo_rows("BT-NY-03", year) if r.name == "黄谷雨").cents == 156_00
        assert next(r for r in demo_rows("BT-LY-01", year) if r.name == "黄谷雨").cents == 180_00
        assert next(r for r in demo_rows("BT-SL-01", year) if r.name == "黄谷雨").persons == 3


def test_rows_for_other_tests() -> None:
    rows = demo_rows()
    assert rows[0].name == "黄谷雨" and rows[0].row == 1
    assert all(arithmetic_holds(r) for r in rows)
    with pytest.raises(ValueError):
        demo_rows("BT-NY-01", village_code="360123100001")
    with pytest.raises(ValueError):
        demo_rows(village_code="360123100002")
