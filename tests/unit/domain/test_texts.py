from datetime import date

import pytest

from kiosk.domain import texts

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-Q3", "2026年第三季度"),
        ("2026-H1", "2026年上半年"),
        ("2026-H2", "2026年下半年"),
        ("2026-02", "2026年2月"),
        ("2026", "2026年"),
        ("long", "长期"),
        ("E:hy-7", ""),
    ],
)
def test_period_text(period: str, words: str) -> None:
    assert texts.period_text(period) == words


def test_no_period() -> None:
    with pytest.raises(ValueError, match="period"):
        texts.period_text("2026-Q9")


def test_days() -> None:
    assert texts.format_day(date(2026, 10, 2), TODAY) == "10月2日"
    assert texts.format_day(date(2025, 10, 12), TODAY) == "2025年10月12日"
    assert texts.full_day(date(2026, 10, 2)) == "2026年10月2日"
    assert texts.weekday(date(2026, 11, 24)) == "星期二"
    assert texts.weekday(date(2026, 11, 29)) == "星期日"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 10, 12), date(2026, 10, 12), "10月12日"),
        (date(2026, 10, 12), date(2026, 10, 27), "10月12日至27日"),
        (date(2026, 10, 20), date(2026, 11, 4), "10月20日至11月4日"),
        (date(2025, 10, 20), date(2025, 11, 4), "2025年10月20日至11月4日"),
        (date(2025, 12, 20), date(2026, 1, 4), "2025年12月20日至2026年1月4日"),
    ],
)
def test_span(first: date, last: date, words: str) -> None:
    assert texts.format_span(first, last, TODAY) == words


def test_counting_words() -> None:
    assert [texts.days_left_words(n) for n in (3, 0, -4)] == ["还剩 3 天", "今天到期", "逾期 4 天"]
    assert [texts.hold_words(n, 15) for n in (9, 0, -1)] == [
        "公示还剩 9 天",
        "今天公示满期",
        "已公示满 15 天",
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("某某办法", "《某某办法》"),
        ("《某某办法》", "《某某办法》"),
        ("《社会救助法》第十八条至第二十条", "《社会救助法》第十八条至第二十条"),
    ],
)
def test_the_name_of_a_document_stands_in_one_pair_of_brackets(name: str, shown: str) -> None:
    assert texts.in_brackets(name) == shown
