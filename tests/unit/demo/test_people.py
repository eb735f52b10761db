"""The invented people: stable, unique where they must be, with the hard names real lists have."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.demo.people import Roster, make_roster
from kiosk.demo.seeds import chance, share
from kiosk.demo.units import RICH, SHOWN, UnitPlan, county_units
from kiosk.domain.region import UnitKind

KINDS: dict[str, UnitKind] = {u.village_code: u.kind for u in county_units()}
plans = st.sampled_from(RICH)
years = st.integers(2020, 2060)


def roster(plan: UnitPlan, year: int = 2026) -> Roster:
    return make_roster(plan, KINDS[plan.village_code], year)


def test_the_county_has_its_134_real_units() -> None:
    assert len(KINDS) == 134
    assert KINDS[SHOWN] == "village"


def test_four_villages_and_two_communities_have_people() -> None:
    assert Counter(KINDS[p.village_code] for p in RICH) == {"village": 4, "community": 2}
    for plan in RICH:
        assert 150 <= plan.households <= 600
        assert len(plan.clans) == len(plan.groups)


@given(plans, years)
def test_people_do_not_depend_on_the_day(plan: UnitPlan, year: int) -> None:
    now, later = list(roster(plan).people()), list(roster(plan, year).people())
    assert [(p.recipient_id, p.name, p.group, p.ordinal) for p in now] == [
        (p.recipient_id, p.name, p.group, p.ordinal) for p in later
    ]


@pytest.mark.parametrize("plan", RICH, ids=lambda p: p.village_code)
def test_ids_are_unique_and_names_too_within_a_group(plan: UnitPlan) -> None:
    people = list(roster(plan).people())
    assert len({p.recipient_id for p in people}) == len(people)
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", p.recipient_id) for p in people)
    assert len({(p.group, p.name, p.ordinal) for p in people}) == len(people)
    shared = Counter((p.group, p.name) for p in people)
    for p in people:
        assert (p.ordinal is not None) == (shared[p.group, p.name] > 1)
    assert any(n > 1 for n in shared.values()), "a list without namesakes shows nothing of （之一）"


def test_an_id_belongs_to_one_village_only() -> None:
    ids = [p.recipient_id for plan in RICH for p in roster(plan).people()]
    assert len(set(ids)) == len(ids)


def test_hard_names_are_there() -> None:
    names = {p.name for plan in RICH for p in roster(plan).people()}
    letters = "".join(names)
    for character in "䶮𬱖㛃堃𠅤禤":
        assert character in letters
    assert any("·" in n and len(n) > 9 for n in names)
    assert max(len(n) for n in names) <= 25
    assert not re.search(r"[0-9\s]", letters)


def test_a_single_clan_village_is_one() -> None:
    plan = next(p for p in RICH if p.village_code == "360123201204")
    surnames = Counter(p.name[0] for p in roster(plan).people())
    assert surnames["曹"] > 0.75 * surnames.total()


@given(plans, st.integers(1, 60), years, st.text("甲乙丙", max_size=3))
def test_chosen_households_are_few_and_mostly_the_same_next_year(
    plan: UnitPlan, count: int, year: int, tag: str
) -> None:
    people = roster(plan)
    this, following = people.chosen(tag, count, year), people.chosen(tag, count, year + 1)
    assert len(this) <= count
    assert len({h.head.recipient_id for h in this}) == len(this)
    ids = {h.head.recipient_id for h in this}
    assert len(ids & {h.head.recipient_id for h in following}) >= len(this) // 2 - 3


def test_chance_is_the_same_on_every_machine() -> None:
    assert chance("a", 1).randrange(10**9) == chance("a", 1).randrange(10**9)
    assert chance("a", 1).randrange(10**9) != chance("a", 2).randrange(10**9)
    # A fixed number: a change of the seeding would silently change every demo picture.
    assert round(share("罗田村", 2026), 6) == 0.270272


def test_no_personal_file_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert roster(RICH[0]).households
