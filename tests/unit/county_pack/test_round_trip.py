"""Random truth → a messy file → pack → the same truth, to the 分, in every village's bundle."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.bundle.check import check_path
from kiosk.bundle.keys import KeyRing, PublicKey
from kiosk.county.ledger import current, item_of
from kiosk.county.packing import PackOptions, PackOutcome, pack
from kiosk.county.session import Session
from kiosk.domain.items import PayoutsItem
from tests.unit.county.makers import amount, person_id, write_csv, write_xls, write_xlsx
from tests.unit.county_pack.offices import make, request, session

LAND = "BT-NY-01"
UNITS = {
    "360123102216": ("石鼻镇", "罗田村"),
    "360123105202": ("东阳镇", "徐埠村委会"),
    "360123101203": ("万埠镇", "下庄村"),
}
HEADER = [
    "序号",
    "乡镇",
    "行政村",
    "村民小组",
    "户主姓名",
    "身份证号码",
    "计补面积(亩)",
    "补贴标准(元/亩)",
    "补贴金额(元)",
]

Person = tuple[str, str, str, str, Decimal]
"""(village code, group, name, id, area)."""


@st.composite
def truths(draw: st.DrawFn) -> list[Person]:
    count = draw(st.integers(1, 25))
    names = ["熊甲", "涂乙丙", "欧阳丁", "买买提·戊", "𬱖己", "王䶮"]
    return [
        (
            draw(st.sampled_from(sorted(UNITS))), draw(st.sampled_from(["上屋组", "3组"])),
            draw(st.sampled_from(names)), person_id(n), Decimal(draw(st.integers(1, 99999))) / 100,
        )
        for n in range(count)
    ]  # fmt: skip


def messy(path: Path, truth: list[Person], kind: str, seed: int) -> Path:
    """A title, a unit line, names pulled apart, amounts with signs, 合计 and a signature line."""
    rng = random.Random(seed)
    rows: list[list[Any]] = []
    for n, (code, group, name, idno, area) in enumerate(truth, start=1):
        town, village = UNITS[code]
        written = f"{name[0]}　{name[1]}" if len(name) == 2 and rng.random() < 0.5 else name
        money = amount(area)
        shown = rng.choice([f"{money:,}", f"￥{money}", f"{money}元", str(money)])
        rows.append(
            [
                n,
                town,
                village,
                group,
                written,
                rng.choice([idno, f" {idno.lower()}"]),
                str(area),
                "112",
                shown,
            ]
        )
    total = sum((amount(p[4]) for p in truth), Decimal())
    table = [
        ["安义县2026年耕地地力保护补贴发放清册"], ["单位：亩、元"], HEADER, *rows,
        ["合计", "", "", "", "", "", "", "", str(total)], ["制表：", "", "审核：", "", "负责人："],
    ]  # fmt: skip
    if kind == "csv":
        return write_csv(path.with_suffix(".csv"), table)
    if kind == "xls":
        return write_xls(path.with_suffix(".xls"), "清册", table)
    return write_xlsx(path.with_suffix(".xlsx"), ("清册", table))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("round")
    make(folder / "ws")
    with session(folder / "ws") as found:
        yield found


_number = iter(range(1, 10_000))


@settings(max_examples=12, deadline=None)
@given(truths(), st.sampled_from(["xlsx", "xls", "csv"]), st.integers(0, 99))
def test_the_truth_survives(office: Session, truth: list[Person], kind: str, seed: int) -> None:
    label = f"R{next(_number)}"
    path = messy(office.workspace.path.parent / label, truth, kind, seed)
    outcome: PackOutcome = pack(office, PackOptions((path,), LAND, request(label)))
    assert [p.sentence() for p in outcome.problems if p.is_error] == []
    assert (outcome.rows_accepted, outcome.cents_accepted) == (
        len(truth), sum(int(amount(p[4]) * 100) for p in truth),
    )  # fmt: skip
    ring = KeyRing.of(PublicKey.load(office.workspace.keys / "county.pub"))
    for bundle in outcome.bundles:
        assert check_path(office.outbox.folder(bundle), ring).ok
    for code in UNITS:
        mine = [(g, n, int(amount(a) * 100), a) for c, g, n, _, a in truth if c == code]
        sent = [s for s in current(office.registry.items(code, "payouts")) if s.id.endswith(f"-{label}")]
        assert bool(sent) == bool(mine)
        for one in sent:
            item = item_of(one)
            assert isinstance(item, PayoutsItem) and item.table.cents == sum(c for _, _, c, _ in mine)
            rows = office.archive.payouts(one)
            assert [(p.group, p.name, p.cents, p.qty) for p in rows] == mine
            assert len({p.recipient_id for p in rows}) == len(mine)
