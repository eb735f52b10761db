"""Random truth → messy files of every shape and kind → pack → the same truth in every village's bundle."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.bundle.check import check_path
from kiosk.bundle.keys import KeyRing, PublicKey
from kiosk.county.ledger import current, item_of
from kiosk.county.packing import PackOptions, PackOutcome, pack
from kiosk.county.session import Session
from kiosk.domain.items import PayoutsItem
from tests.unit.county import mess
from tests.unit.county_pack.offices import make, request, session

LAND = "BT-NY-01"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("round")
    make(folder / "ws")
    with session(folder / "ws") as found:
        yield found


_number = iter(range(1, 10_000))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    truth=mess.payments(), shape=st.sampled_from(mess.SHAPES), kind=st.sampled_from(mess.KINDS),
    chance=st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_truth_survives(
    office: Session, tmp_path: Path, truth: list[mess.Payment], shape: str, kind: str, chance: random.Random
) -> None:
    label = f"R{next(_number)}"
    paths = tuple(mess.write(tmp_path, truth, shape, kind, chance))
    outcome: PackOutcome = pack(office, PackOptions(paths, LAND, request(label)))
    assert [p.sentence() for p in outcome.problems if p.is_error] == []
    assert (outcome.rows_accepted, outcome.cents_accepted) == (len(truth), sum(p.cents for p in truth))
    ring = KeyRing.of(PublicKey.load(office.workspace.keys / "county.pub"))
    for bundle in outcome.bundles:
        assert check_path(office.outbox.folder(bundle), ring).ok
    for code in mess.UNITS:
        mine = [p for p in truth if p.code == code]
        sent = [s for s in current(office.registry.items(code, "payouts")) if s.id.endswith(f"-{label}")]
        assert bool(sent) == bool(mine)
        for one in sent:
            item = item_of(one)
            assert isinstance(item, PayoutsItem) and item.table.cents == sum(p.cents for p in mine)
            rows = office.archive.payouts(one)
            assert [(r.group, r.name, r.cents) for r in rows] == [(p.group, p.name, p.cents) for p in mine]
            if shape != "wide":
                assert [r.qty for r in rows] == [p.area for p in mine]
            assert len({r.recipient_id for r in rows}) == len(mine)
