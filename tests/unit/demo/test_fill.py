"""The shelf looks lived-in on any day: most duties met, three late, three due within days."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from kiosk.demo.entries import ledger_from, rich_entries
from kiosk.demo.fill import Shelf, left_open
from kiosk.demo.history import Entry
from kiosk.demo.units import RICH, SHOWN, UnitPlan, county_units
from kiosk.domain.items import DisclosureItem, PayoutsItem
from kiosk.domain.reference import load_packaged
from kiosk.domain.scan import scan_text

UNITS = {u.village_code: u for u in county_units()}
TABLES = load_packaged()
DAYS = (date(2026, 11, 24), date(2026, 1, 20), date(2026, 5, 6), date(2027, 10, 8), date(2028, 2, 29))
SOME = [p for p in RICH if p.village_code in (SHOWN, "360123100001")]


def told(plan: UnitPlan, today: date) -> tuple[Entry, ...]:
    return rich_entries(UNITS[plan.village_code], plan, today, TABLES)


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("plan", SOME, ids=lambda p: p.village_code)
def test_few_things_are_late_and_few_are_due_soon(plan: UnitPlan, today: date) -> None:
    unit = UNITS[plan.village_code]
    shelf = Shelf(unit, TABLES, ledger_from(today), today)
    states = shelf.states(told(plan, today))
    count = Counter(s.state for s in states)
    late = {s.duty.key.catalogue_id for s in states if s.state == "overdue"}
    assert late <= set(left_open(unit.kind))
    assert len(late) >= 2 and count["overdue"] <= 4
    assert 2 <= count["near"] <= 12
    assert count["nothing"] >= 3
    assert count["on_shelf"] + count["may_come_down"] > 2 * (count["overdue"] + count["near"])


@pytest.mark.parametrize("plan", SOME, ids=lambda p: p.village_code)
def test_more_than_forty_catalogue_items_have_something(plan: UnitPlan) -> None:
    items = [e.item for e in told(plan, DAYS[0]) if isinstance(e.item, DisclosureItem | PayoutsItem)]
    catalogue = TABLES.catalogue(UNITS[plan.village_code].kind).by_id
    covered = {i for item in items for i in item.catalogue_ids if i in catalogue}
    assert len(covered) > 40


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_nothing_is_known_before_it_happened_and_ids_are_single(today: date) -> None:
    entries = told(SOME[0], today)
    seen = Counter[tuple[str, str, int]]()
    for entry in entries:
        item = entry.item
        assert entry.day <= today
        if isinstance(item, DisclosureItem):
            assert item.publish_from <= today
            seen[item.type, item.disclosure_id, item.version] += 1
            for text in (item.title, item.body or "", *(c for row in entry.table for c in row)):
                assert not scan_text(text)
    assert max(seen.values()) == 1
