"""Bundles over time: every entry once, in order, in a bundle not older than it; snapshots whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.demo.entries import ledger_from, poor_entries, rich_entries
from kiosk.demo.history import Entry, bundle_days, deal_out
from kiosk.demo.runs import holidays
from kiosk.demo.settings import SITE_BASE
from kiosk.demo.units import RICH, SHOWN, county_units
from kiosk.domain.items import EventItem
from kiosk.domain.reference import load_packaged
from kiosk.domain.settings import parse_settings

UNITS = {u.village_code: u for u in county_units()}
TODAY = date(2026, 11, 24)
codes = st.sampled_from(sorted(UNITS))
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def entry(day: date, name: str) -> Entry:
    return Entry(day, EventItem(name, ("GK-HN-04",), "payout", day, name))


@given(codes, days)
def test_the_newest_bundle_is_one_to_four_days_old(code: str, today: date) -> None:
    found = bundle_days(code, today)
    assert list(found) == sorted(set(found))
    assert 12 <= len(found) <= 20
    assert 1 <= (today - found[-1]).days <= 4
    assert all(holidays().is_workday(d) for d in found[:-1])
    assert (today - found[0]).days > 365


@given(codes, days, st.lists(st.integers(-900, 30), max_size=60), st.booleans())
def test_every_entry_travels_once_and_in_order(
    code: str, today: date, ages: list[int], again: bool
) -> None:
    entries = [entry(today + timedelta(days=a), f"e{n}") for n, a in enumerate(ages)]
    plans = deal_out(code, today, entries, snapshot_at=9 if again else None)
    sent = [e for p in plans for e in p.entries]
    assert sorted(e.item.event_id for e in sent if isinstance(e.item, EventItem)) == sorted(
        f"e{n}" for n in range(len(ages))
    )
    assert [e.day for e in sent] == sorted(e.day for e in entries)
    newest = plans[-1]
    for plan in plans:
        assert plan is newest or all(e.day <= plan.created.date() for e in plan.entries)
        assert plan.created.date() < today
    assert [p.seq for p in plans] == list(range(9 if again else 1, plans[-1].seq + 1))
    assert [p.kind for p in plans[:1]] == ["snapshot" if again else "update"]
    assert all(p.kind == "update" for p in plans[1:])


@given(days)
def test_duties_count_from_a_quarter_that_is_over(today: date) -> None:
    start = ledger_from(today)
    assert (start.month, start.day) in ((1, 1), (4, 1), (7, 1), (10, 1))
    assert 180 <= (today - start).days <= 280


@pytest.mark.parametrize("code", [SHOWN, "360123100001", "360123402001", "360123501001"])
def test_settings_can_be_read_and_name_offices_only(code: str) -> None:
    unit = UNITS.get(code) or next(u for u in UNITS.values() if u.town_code == code[:9])
    first = poor_entries(unit, TODAY)[0]
    assert first.data is not None
    settings = parse_settings(first.data.decode(), unit.village_code)
    assert settings.site_base == SITE_BASE
    assert settings.town_phone is not None and settings.town_phone.who.startswith(unit.town_name)
    assert all(n.startswith("07910000") and len(n) == 12 for n in settings.own_numbers())
    assert all(settings.on_duty(TODAY + timedelta(days=n)) for n in range(7))
    assert settings.ledger_from == ledger_from(TODAY)
    catalogue = load_packaged().catalogue(unit.kind)
    assert set(settings.usual_groups) <= {i.level1 for i in catalogue.items}


def test_a_rich_unit_tells_one_withdrawal_and_four_yearly_results() -> None:
    plan = next(p for p in RICH if p.village_code == SHOWN)
    entries = rich_entries(UNITS[SHOWN], plan, TODAY, load_packaged())
    kinds = [e.item.type for e in entries]
    assert kinds.count("withdraw") == 1
    books = [e for e in entries if getattr(e.item, "disclosure_id", "").startswith("HN-03")]
    assert [getattr(e.item, "period", "") for e in books] == ["2022", "2023", "2024", "2025"]
    assert all(e.heads[-1] == "金额(元)" and e.table for e in books)
