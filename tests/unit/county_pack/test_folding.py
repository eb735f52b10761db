"""Totals that come one after the other: what is folded in later, small ones, differences that tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.county.correcting import plan_correction
from kiosk.county.ledger import item_of
from kiosk.county.packing import PackOptions, PackOutcome, pack
from kiosk.county.session import Session
from kiosk.domain.items import PayoutsItem
from tests.unit.county.makers import person_id, write_csv
from tests.unit.county_pack.offices import LUOTIAN, make, request, session

ORPHANS, ALONE, SECRET = "BT-JZ-08", "BT-JZ-09", "BT-JZ-10"


@pytest.fixture()
def office(tmp_path: Path) -> Any:
    make(tmp_path / "ws")
    with session(tmp_path / "ws") as found:
        yield found


def table(path: Path, count: int, first: int, title: str = "") -> Path:
    rows = [["罗田村", f"熊童{'一二三四五六七八'[n]}", person_id(first + n), "1000"] for n in range(count)]
    head = [[title]] if title else []
    return write_csv(path, [*head, ["村", "姓名", "身份证号", "金额"], *rows])


def options(programme: str, *files: Path) -> PackOptions:
    return PackOptions(files, programme, request())


def sent(office: Session) -> dict[str, tuple[int, int]]:
    """Batch → version and 分, newest first versions last."""
    found: dict[str, tuple[int, int]] = {}
    for row in office.registry.items(type_="payouts"):
        item = item_of(row)
        assert isinstance(item, PayoutsItem)
        found[item.batch_id] = (item.version, item.table.cents or 0)
    return found


def codes(outcome: PackOutcome) -> list[str]:
    return [p.code for p in outcome.problems]


def test_what_is_folded_in_after_its_parent_is_corrected_with_all_tables(
    office: Session, tmp_path: Path
) -> None:
    parent = table(tmp_path / "孤儿.csv", 5, 700)
    late = table(tmp_path / "另册.csv", 3, 800, "罗田村艾滋病病毒感染儿童基本生活费发放表")
    pack(office, options(ORPHANS, parent))
    alone = pack(office, options(SECRET, late))
    assert codes(alone) == ["fold_alone"] and alone.bundles == [] and [u.village_code for u in alone.blocked]
    assert f"kiosk county correct 原来的表 这份表 --programme {ORPHANS}" in alone.problems[0].message
    assert "艾滋" not in alone.problems[0].message
    wrong = plan_correction(office, options(SECRET, late), "补发。")
    assert wrong.units == [] and codes(wrong.outcome) == ["fold_alone"]
    plan = plan_correction(office, options(ORPHANS, parent, late), "补发。")
    assert codes(plan.outcome) == []
    assert [(c.old_cents, c.new_cents) for _, changes in plan.units for c in changes] == [(500000, 800000)]
    plan.carry_out()
    assert sent(office) == {f"{ORPHANS}-2026": (2, 800000)}
    for name in ("艾滋", "JZ-10", "熊童"):
        assert not any(name.encode() in p.read_bytes() for p in (tmp_path / "ws" / "outbox").rglob("*.*"))
    assert plan_correction(office, options(ORPHANS, parent, late), "补发。").units == []


def test_a_difference_of_one_or_two_persons_is_told_before_it_is_signed(
    office: Session, tmp_path: Path
) -> None:
    parent, late = table(tmp_path / "a.csv", 5, 700), table(tmp_path / "b.csv", 2, 800)
    pack(office, options(ORPHANS, parent))
    plan = plan_correction(office, options(ORPHANS, parent, late), "补发。")
    assert codes(plan.outcome) == ["small_difference"]
    assert not plan.outcome.problems[0].is_error and len(plan.units) == 1


def test_a_small_total_is_never_added_to_one_that_is_already_signed(office: Session, tmp_path: Path) -> None:
    pack(office, options(ORPHANS, table(tmp_path / "a.csv", 5, 700)))
    second = pack(office, options(ALONE, table(tmp_path / "b.csv", 2, 800)))
    assert codes(second) == ["small_total"] and len(second.bundles) == 1
    assert (second.rows_accepted, second.cents_accepted) == (2, 200000)
    # The big total stands as it was, and of the small one no amount is told: nothing can be subtracted.
    assert sent(office) == {f"{ORPHANS}-2026": (1, 500000), f"{ALONE}-2026": (1, 0)}
    assert office.registry.newest(LUOTIAN, "payouts", f"{ALONE}-2026") is not None
