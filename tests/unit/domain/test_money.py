import warnings
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import money
from kiosk.domain.money import MAX_CENTS, MoneyTextError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import cn2an

any_cents = st.integers(-MAX_CENTS, MAX_CENTS)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1,248.00元", 124800),
        ("￥1,248", 124800),
        ("¥ 1248.5", 124850),
        ("１２，３４５．６７", 1234567),
        ("人民币12元整", 1200),
        ("12圆", 1200),
        ("-3.5", -350),
        ("－３．５元", -350),
        ("−3.5", -350),
        ("(3.50)", -350),
        ("（3.50）", -350),
        ("￥-3.5", -350),
        ("-￥3.5", -350),
        ("+3.5", 350),
        (".5", 50),
        ("5.", 500),
        ("\u00a0 364.00\u3000", 36400),
        ("57.299999999999997", 5730),
        ("0.005", 1),
        ("-0.005", -1),
        ("0", 0),
        ("0.00元", 0),
    ],
)
def test_parse_yuan(text: str, cents: int) -> None:
    assert money.parse_yuan(text) == cents


@pytest.mark.parametrize("text", ["", "  ", "—", "——", "-", "－", "/", "／", "无", "空", "\u3000"])
def test_missing_amount_is_none_never_zero(text: str) -> None:
    assert money.parse_yuan(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1,24",
        "12,3456",
        "1.2万元",
        "元",
        "1e5",
        "1.2.3",
        "--3",
        "(-3)",
        "-(-3)",
        "12 34",
        "壹佰元",
        "#DIV/0!",
        "1²",
        "①",
    ],
)
def test_not_money(text: str) -> None:
    with pytest.raises(MoneyTextError) as caught:
        money.parse_yuan(text)
    assert caught.value.code == "not_money"
    assert text not in str(caught.value)


def test_too_large_is_told_apart() -> None:
    for text in ("1" + "0" * 16, "9" * 400):
        with pytest.raises(MoneyTextError) as caught:
            money.parse_yuan(text)
        assert caught.value.code == "too_large"


@given(any_cents)
def test_parse_undoes_format(cents: int) -> None:
    assert money.parse_yuan(money.format_yuan(cents)) == cents
    assert money.parse_yuan(money.format_amount(cents)) == cents


@given(st.text(max_size=30))
def test_parse_answers_or_says_why(text: str) -> None:
    try:
        cents = money.parse_yuan(text)
    except MoneyTextError as error:
        assert error.code in {"not_money", "too_large"}
    else:
        assert cents is None or abs(cents) <= MAX_CENTS


@given(st.integers(-(10**11), 10**11))
def test_spreadsheet_floats_come_back_exactly(cents: int) -> None:
    assert money.cents_of(cents / 100) == cents
    assert money.cents_of(Decimal(cents) / 100) == cents


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), True])
def test_numbers_that_are_no_amount(value: float | Decimal) -> None:
    with pytest.raises(MoneyTextError):
        money.cents_of(value)


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (999_999, None),
        (1_000_000, "约1万元"),
        (1_234_567, "约1.2万元"),
        (1_250_000, "约1.3万元"),
        (57_411_20, "约5.7万元"),
        (-1_234_567, "约-1.2万元"),
        (9_999_949_999, "约9999.9万元"),
        (9_999_950_000, "约1亿元"),
        (12_345_678_901, "约1.2亿元"),
    ],
)
def test_approx_wan(cents: int, words: str | None) -> None:
    assert money.approx_wan(cents) == words


@given(any_cents)
def test_approx_is_within_a_twentieth_of_its_unit(cents: int) -> None:
    words = money.approx_wan(cents)
    if words is None:
        assert abs(cents) < 1_000_000
        return
    unit = 10**10 if words.endswith("亿元") else 10**6
    shown = Decimal(words[1:-2]) * unit
    assert abs(shown - cents) <= unit // 20


@given(st.integers(-(10**15), 10**15))
def test_capitals_agree_with_cn2an(cents: int) -> None:
    # cn2an truncates floats, so the oracle gets decimal text and stays within its digits.
    assert money.uppercase_yuan(cents) == cn2an.an2cn(money.format_amount(cents).replace(",", ""), "rmb")


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (305, "叁元零伍分"),
        (350, "叁元伍角"),
        (-20, "负贰角"),
        (5_741_120, "伍万柒仟肆佰壹拾壹元贰角"),
        (100_050_000_00, "壹亿零伍万元整"),
        (1_000_000_000_000_00, "壹万亿元整"),
        (MAX_CENTS, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals(cents: int, words: str) -> None:
    assert money.uppercase_yuan(cents) == words


def test_capitals_refuse_what_they_cannot_write() -> None:
    with pytest.raises(ValueError, match="too large"):
        money.uppercase_yuan(MAX_CENTS + 1)


@given(any_cents, any_cents)
def test_capitals_are_one_to_one(a: int, b: int) -> None:
    assert (money.uppercase_yuan(a) == money.uppercase_yuan(b)) == (a == b)
