"""Whatever the order, the form, the halves and the repeats of arrival: the board ends up the same."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.bundle.writer import WrittenBundle
from kiosk.domain.items import WithdrawItem, WithdrawTarget
from tests.unit.bundle.making import KEY, batch, disclosure, draft, full, payouts
from tests.unit.intake.making import Kiosk, after, make_kiosk


def story(base: Path) -> list[tuple[WrittenBundle, WrittenBundle]]:
    """Five bundles (update, correction, withdrawal, snapshot, update), each as folder and as zip."""
    made: list[tuple[WrittenBundle, WrittenBundle]] = []

    def lay(d: object) -> WrittenBundle:
        made.append((d.write(base, KEY), d.write_zip(base, KEY)))  # type: ignore[attr-defined]
        return made[-1][0]

    one = lay(full())
    d = after(one)
    d.add_payouts(batch("B-1", version=2, replaces=1, reason="重量"), payouts(2))
    two = lay(d)
    d = after(two)
    d.add_item(WithdrawItem((WithdrawTarget("disclosure", "D-1", 1),), "发错了", date(2026, 6, 3)))
    lay(d)
    snap = draft(4, None, kind="snapshot")
    snap.add_payouts(batch("B-1", version=2, replaces=1, reason="重量"), payouts(2))
    snap.add_item(WithdrawItem((WithdrawTarget("disclosure", "D-1", 1),), "发错了", date(2026, 6, 3)))
    four = lay(snap)
    d = after(four)
    d.add_disclosure(disclosure("D-5"))
    lay(d)
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[WrittenBundle, WrittenBundle]]:
    return story(tmp_path_factory.mktemp("county"))


DELIVERIES = st.permutations(range(5)).flatmap(
    lambda order: st.tuples(
        st.just(order),
        st.lists(st.sampled_from(["folder", "zip", "both"]), min_size=5, max_size=5),
        st.lists(st.sampled_from(["whole", "half first", "byte flipped first"]), min_size=5, max_size=5),
        st.lists(st.booleans(), min_size=5, max_size=5),
    )
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DELIVERIES)
def test_the_board_ends_up_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    made: list[tuple[WrittenBundle, WrittenBundle]],
    delivery: tuple[list[int], list[str], list[str], list[bool]],
) -> None:
    kiosk = make_kiosk(tmp_path_factory.mktemp("k"))
    for i, form, fate, looks in zip(*delivery, strict=True):
        folder, zipped = made[i]
        if form in ("folder", "both"):
            arrive(kiosk, folder.path, fate)
        if form in ("zip", "both"):
            shutil.copy2(zipped.path, kiosk.drop_in)
        if looks:
            kiosk.once()
            assert set(kiosk.shown()) <= {"B-1", "D-1", "D-5"}
    kiosk.once()
    assert kiosk.last_seq() == 5
    assert kiosk.shown() == {"B-1": 2, "D-5": 1}
    with closing(kiosk.board()) as board:
        view = board.batch("B-1")
        assert view is not None and (view.rows, view.cents) == (2, 2 * 58240)
    assert {r["seq"] for r in kiosk.receipts() if r["state"] == "applied"} >= {4, 5}
    assert not {r["code"] for r in kiosk.receipts() if r["state"] == "refused"} - {"hash_mismatch"}


def arrive(kiosk: Kiosk, bundle: Path, fate: str) -> None:
    """Copy a bundle folder; with a detour through a half or damaged copy that the worker looks at."""
    target = kiosk.drop_in / bundle.name
    shutil.copytree(bundle, target)
    parts = sorted(p for p in target.rglob("*") if p.is_file() and p.parent != target)
    if fate == "whole" or not parts:
        return
    whole = parts[0].read_bytes()
    changed = (
        whole[: len(whole) // 2] if fate == "half first" else whole[:-2] + bytes([whole[-2] ^ 1]) + b"\n"
    )
    parts[0].write_bytes(changed)
    kiosk.once()
    parts[0].write_bytes(whole)
