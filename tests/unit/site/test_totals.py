"""What may be told on the web where totals stand in for names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.items import PrivacyClass
from kiosk.domain.payout import Payout
from kiosk.domain.privacy import NameShow
from kiosk.domain.reference import load_packaged
from kiosk.domain.settings import UnitSettings
from kiosk.site import totals as t
from kiosk.store.views import BatchView, GroupTotal, PayoutRow, ProgrammeYear, Published, Withdrawal

REFERENCE = load_packaged()
DAY = date(2026, 3, 20)
classes = st.sampled_from(get_args(PrivacyClass))
group_lists = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 10**7)), min_size=1, max_size=8).map(
    lambda pairs: [GroupTotal(f"第{n}组", h, h, cents, None) for n, (h, cents) in enumerate(pairs)]
)


def batch(households: int = 5, cents: int = 50000, **changes: object) -> BatchView:
    head = Published("payouts", "b", 1, "2026年某补贴", (), "2026", DAY, DAY, None, None, "P1", "list")
    made = BatchView(
        head, "b", "BT-NY-01", "某补贴", 2026, "", DAY, DAY, (), households, cents, households, None, None,
        "", False, "bundle",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@given(group_lists, st.integers(3, 6))
def test_groups_add_up_and_none_is_small(groups: list[GroupTotal], small: int) -> None:
    shown = t.web_groups(groups, "P1", small)
    if shown:
        assert sum(g.cents for g in shown) == sum(g.cents for g in groups)
        assert sum(g.households for g in shown) == sum(g.households for g in groups)
        assert all(g.households >= small for g in shown)
        assert sorted(n for g in shown for n in g.name.split("、")) == sorted(g.group for g in groups)


@given(group_lists, classes)
def test_only_p1_has_groups(groups: list[GroupTotal], cls: PrivacyClass) -> None:
    if cls != "P1":
        assert t.web_groups(groups, cls, 3) == ()


@given(st.integers(0, 9), st.integers(0, 10**9), classes, st.integers(3, 6))
def test_a_small_total_tells_neither_count_nor_amount(
    n: int, cents: int, cls: PrivacyClass, small: int
) -> None:
    one = batch(n, cents, persons=n)
    total = t.batch_total(one, cls, small)
    assert total.hidden == (cls != "P0" and n < small)
    if total.hidden:
        assert (total.count, total.cents) == (None, 0)
    else:
        assert total == t.WebTotal(n, cents, False)


def test_a_withdrawn_batch_has_no_total() -> None:
    head = replace(batch().head, withdrawal=Withdrawal(DAY, "名单还在复核"))
    assert t.batch_total(batch(head=head), "P1", 3) == t.WebTotal(None, 0, False)


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 10**6)), min_size=1, max_size=5))
def test_a_year_never_tells_a_hidden_batch_by_subtraction(batches: list[tuple[int, int]]) -> None:
    views = tuple(batch(h, cents) for h, cents in batches)
    year = ProgrammeYear("BT-NY-01", "某补贴", "P1", views, 9, None, sum(c for _, c in batches), False)
    total = t.programme_total(year, "P1", 3)
    told = [cents for h, cents in batches if h >= 3]
    assert total.cents == sum(told)
    assert total.hidden == (not told)
    assert (total.count is None) == (len(told) < len(batches))


@given(classes, st.sampled_from(["none", "masked"]), st.booleans())
def test_names_only_where_county_class_and_channel_allow(cls: PrivacyClass, web: str, site: bool) -> None:
    items = [REFERENCE.village.by_id["GK-HN-07" if site else "GK-HN-06"]]
    show = t.name_show(cls, UnitSettings(web_names=web), items)  # type: ignore[arg-type]
    assert (show == "masked") == (cls == "P1" and web == "masked" and site)
    assert show != "full" or cls == "P0"


def test_a_list_under_many_programmes_alone_has_no_channel_of_its_own() -> None:
    by_id = REFERENCE.village.by_id
    assert not t.may_be_on_web([])
    assert not t.may_be_on_web([by_id["GK-HN-04"]])
    assert t.may_be_on_web([by_id["GK-HN-04"], by_id["GK-HN-07"]])
    assert not t.may_be_on_web([by_id["GK-HN-07"], by_id["GK-HN-06"]])


def row(name: str, **more: object) -> PayoutRow:
    return PayoutRow(Payout(1, 100, group="上屋组", name=name, **more), name, None)  # type: ignore[arg-type]


def test_masked_names_keep_the_surname_alone() -> None:
    rows = [row("欧阳德才"), row("熊桂英"), row("买买提·艾力"), row("")]
    shown = t.web_names(rows, "masked", REFERENCE.surnames)
    assert [n.name for n in shown] == ["欧阳＊＊", "熊＊＊", "买＊＊·＊＊"]
    none: NameShow = "none"
    assert t.web_names(rows, none, REFERENCE.surnames) == ()


def test_a_reason_that_names_somebody_is_found() -> None:
    rows = [row("熊桂英"), row("胡")]
    assert t.tells_a_name("熊桂英面积填错", rows)
    assert not t.tells_a_name("胡家的面积填错", rows)
    assert not t.tells_a_name("面积填错", rows)
