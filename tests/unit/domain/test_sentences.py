"""A payout in plain words: what is multiplied, what comes out, when it came."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import sentences as s
from kiosk.domain.payout import Payout

TODAY = date(2026, 11, 23)


def payout(cents: int = 58240, **more: object) -> Payout:
    return Payout(row=1, cents=cents, **more)  # type: ignore[arg-type]


LAND = {"qty": Decimal("5.20"), "qty_unit": "亩", "rate": Decimal("112")}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (payout(**LAND), "5.20亩 × 112元 = 582.40元"),
        (payout(58241, **LAND), "5.20亩 × 112元 = 582.41元"),
        (payout(58243, **LAND), "按核定金额发放"),
        (
            payout(15600, qty=Decimal("4.8"), qty_unit="亩", rate=Decimal("32.5")),
            "4.80亩 × 32.50元 = 156.00元",
        ),
        (payout(180000, qty=Decimal(3), qty_unit="人", rate=Decimal(600)), "3人 × 600元 = 1,800.00元"),
        (payout(50000, persons=1, rate=Decimal(50), months=10), "1人 × 50元 × 10个月 = 500.00元"),
        (payout(50000, rate=Decimal(50), months=10), "50元 × 10个月 = 500.00元"),
        (payout(58240), "按核定金额发放"),
        (payout(11200, rate=Decimal(112)), "按核定金额发放"),
    ],
)
def test_the_arithmetic_is_said_only_when_it_comes_out(row: Payout, said: str) -> None:
    assert s.arithmetic(row) == said


@given(st.integers(1, 99_999), st.integers(1, 9_999))
def test_whatever_is_said_as_a_sum_is_true(hundredths: int, rate: int) -> None:
    qty = Decimal(hundredths).scaleb(-2)
    row = payout(int(qty * rate * 100), qty=qty, qty_unit="亩", rate=Decimal(rate))
    left, right = s.arithmetic(row).split(" = ")
    first, second = (part.rstrip("亩元").replace(",", "") for part in left.split(" × "))
    product = Decimal(first) * Decimal(second)
    assert abs(product - Decimal(right.rstrip("元").replace(",", ""))) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (payout(paid_on=date(2026, 6, 18), paid_how="社保卡"), "6月18日发到社保卡"),
        (payout(paid_on=date(2025, 6, 18), paid_how="发现金"), "2025年6月18日发现金"),
        (payout(paid_on=date(2026, 6, 18)), "6月18日已发放"),
        (payout(status="returned", paid_on=date(2026, 6, 18)), "6月18日退回，等重发"),
        (payout(status="pending"), "还没有发"),
    ],
)
def test_when_and_how_it_came(row: Payout, said: str) -> None:
    assert s.paid_words(row, TODAY) == said


def test_equal_monthly_payments_are_said_as_months() -> None:
    months = [payout(5000, persons=1, rate=Decimal(50), paid_on=date(2026, m, 15)) for m in range(1, 11)]
    assert s.same_terms(months)
    assert s.monthly_arithmetic(months) == "1人 × 50元 × 10个月 = 500.00元"
    assert s.month_span([m.paid_on for m in months if m.paid_on], TODAY) == "1—10月，每月发"
    assert s.monthly_arithmetic([payout(4900)] * 3) == "49.00元 × 3个月 = 147.00元"


@pytest.mark.parametrize(
    ("now", "before", "complete", "said"),
    [
        (55_130_254, 50_930_254, True, "比去年多 4.2万元"),
        (50_000_00, 50_000_00, True, "和去年一样多"),
        (90_00, 100_00, False, "比去年全年少 10.00元"),
    ],
)
def test_the_difference_to_last_year(now: int, before: int, complete: bool, said: str) -> None:
    assert s.difference_words(now, before, complete=complete) == said


def test_small_sums_stay_in_yuan_on_a_chart() -> None:
    assert s.chart_values([55_130_254, 41_800_000]) == ("万元", ("55.1", "41.8"))
    assert s.chart_values([99_99, 0]) == ("元", ("99.99", "0.00"))
