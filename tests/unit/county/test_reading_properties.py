"""Random truth → messy file → the same truth; the quick way and the judge agree on every line."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.reference import load_units
from tests.unit.county import makers as m
from tests.unit.county import mess
from tests.unit.county.inside import in_process

FIELDS = ("row", "village_code", "group", "name", "idno", "cents", "qty", "rate", "months", "persons",
          "due_cents", "paid_on", "paid_how", "note", "x1")  # fmt: skip
COUNTY = load_units()


SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("shape", mess.SHAPES)
@settings(SLOW, max_examples=15)
@given(truth=mess.payments(), kind=st.sampled_from(mess.KINDS), chance=st.randoms(use_true_random=False))
def test_truth_comes_through_every_shape_and_kind_of_file(
    tmp_path: Path, shape: str, kind: str, truth: list[mess.Payment], chance: random.Random
) -> None:
    found = [in_process(p, villages=COUNTY) for p in mess.write(tmp_path, truth, shape, kind, chance)]
    assert [c for f in found for c in f.codes() if c != (None, "unit_converted")] == []
    assert sum(f.read for f in found) >= len(truth)
    kept = ("village_code", "group", "name", "idno", "cents")
    got = [line for f in found for line in f.lines(*kept)]
    assert sorted(got) == sorted((p.code, p.group, p.name, p.idno, p.cents) for p in truth)
    if shape != "wide":
        assert sorted(Decimal(q) for f in found for q in f.column("qty")) == sorted(p.area for p in truth)
        assert {r for f in found for r in f.column("rate")} == {"112"}


CELLS = {
    "village": ["罗田村", "罗田", "下庄村", "徐埠社区", "", "无此村"],
    "group": ["上屋组", "下 屋组", "", "合计", "电话13800001234"],
    "name": ["熊甲一", "张 乙", "", "李？", "欧阳丁四", "合计", "买买提·戊", "A", "李\ue863"],
    "qty": ["1.5", "2", "", "0", "3.25亩", "x", "-1", "007", "1.50", "12345678.1234"],
    "rate": ["112", "112.0", "", "10.5", "一百"],
    "months": ["", "1", "3", "0", "1.5", "03"],
    "persons": ["", "2", "0", "两"],
    "cents": ["168", "168.00", "224", "", "0", "-5", "364元", "1e3", "168.005", "0.004", "999999999.99"],
    "due": ["", "168", "x", "12.3"],
    "paid_on": ["", "2026-04-15", "2025.1.1", "4月", "不详"],
    "note": ["", "补发", "13800001234", "更正"],
}
LABELS = {"village": "村", "group": "组别", "name": "户主姓名", "qty": "补贴面积(亩)", "rate": "补贴标准",
          "months": "月数", "persons": "人数", "cents": "补贴金额", "due": "应发金额", "paid_on": "发放日期",
          "note": "备注"}  # fmt: skip
FLOATS = ("qty", "rate", "cents", "persons", "months")


@st.composite
def any_rows(draw: st.DrawFn) -> list[list[Any]]:
    """Mostly plain lines, some with odd cells; every kind of column."""
    out: list[list[Any]] = []
    for i in range(draw(st.integers(1, 40))):
        plain = [
            "罗田村",
            "上屋组",
            m.NAMES[i % 8],
            m.person_id(i),
            "1.5",
            "112",
            "1",
            "2",
            "168.00",
            "168",
            "2026-04-15",
            "",
        ]
        if draw(st.booleans()):
            kind = draw(st.sampled_from(sorted(CELLS)))
            at = list(LABELS).index(kind)
            plain[at + (at > 2)] = draw(st.sampled_from(CELLS[kind]))
        if draw(st.integers(0, 9)) == 0:
            plain[3] = draw(
                st.sampled_from(
                    ["", m.person_id(i)[:17] + "Y", m.person_id(i).lower(), "123", m.person_id(i)]
                )
            )
        out.append(plain)
    return out


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("with_id", [True, False])
@SLOW
@given(rows=any_rows())
def test_both_ways_agree(tmp_path: Path, kind: str, with_id: bool, rows: list[list[Any]]) -> None:
    header = list(LABELS.values())
    if with_id:
        header.insert(3, "身份证号")
    else:
        rows = [[*r[:3], *r[4:]] for r in rows]
    # Enough plain lines that the columns are sure and the quick way is taken.
    usual = ["罗田村", "上屋组", "熊甲一", "1.5", "112", "1", "2", "168.00", "168", "2026-04-15", ""]
    for i in range(24):
        rows.insert(0, [*usual[:3], *([m.person_id(900 + i)] if with_id else []), *usual[3:]])
    path = tmp_path / f"a.{kind}"
    if kind == "csv":
        m.write_csv(path, [header, *rows], encoding="utf-8")
    else:
        numeric = {header.index(LABELS[k]) for k in FLOATS}
        m.write_xlsx(
            path,
            ("x", [header, *[[number(c) if k in numeric else c for k, c in enumerate(r)] for r in rows]]),
        )
    quick, judged = in_process(path, quick=True), in_process(path, quick=False)
    assert quick.lines(*FIELDS) == judged.lines(*FIELDS)
    assert sorted(map(str, quick.problems)) == sorted(map(str, judged.problems))
    assert quick.read == judged.read


def number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def test_plain_lines_never_reach_the_judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.county.checking.judge import Judge

    def judged(*_: Any) -> None:
        raise AssertionError("a plain line went the slow way")

    monkeypatch.setattr(Judge, "judge", judged)
    rows = [r for r in m.land_rows(200) if "·" not in r[2]]
    for path in (
        m.write_csv(tmp_path / "罗田村.csv", [m.HEADER, *rows]),
        m.write_xlsx(tmp_path / "罗田村.xlsx", ("罗田村", [m.HEADER, *rows])),
    ):
        found = in_process(path)
        assert found.read == sum(map(len, found.chunks)) == len(rows)


ODD = st.one_of(
    st.sampled_from(
        [
            *m.HEADER,
            "合计",
            "小计",
            "耕地地力保护补贴",
            "稻谷补贴",
            "罗田村",
            "单位：万元",
            "2026.4.15",
            "",
            "",
            "",
        ]
    ),
    st.text(max_size=12),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
)


@SLOW
@given(
    rows=st.lists(st.lists(ODD, max_size=10), max_size=25),
    with_header=st.booleans(),
    only=st.sampled_from([m.LAND, None, "BT-JZ-07", "BT-NY-05"]),
)
def test_whatever_stands_in_the_cells_nothing_breaks(
    tmp_path: Path, rows: list[list[Any]], with_header: bool, only: str | None
) -> None:
    from kiosk.domain.errors import SenderFault

    path = m.write_csv(
        tmp_path / "罗田村.csv", [*([m.HEADER] if with_header else []), *rows], encoding="utf-8", strict=False
    )
    try:
        found = in_process(path, programme_id=only)
    except SenderFault as fault:
        assert fault.code.startswith("file_")
        return
    assert sum(map(len, found.chunks)) <= found.read
    assert all(c > 0 for c in found.column("cents")) or "amount_zero" in str(found.problems)
