"""What a voice says: amounts, days, years, telephone numbers, arithmetic."""

from __future__ import annotations

import re

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.money import format_yuan, uppercase_yuan
from kiosk.speech.words import spoken_text, whole_words, yuan_words

_CAPITAL = str.maketrans("零壹贰叁肆伍陆柒捌玖拾佰仟", "零一二三四五六七八九十百千")


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("582.40元", "五百八十二元四角"),
        ("10-20", "十月二十日"),
        ("5.20亩 × 112元 = 582.40元", "五点二亩乘以一百一十二元等于五百八十二元四角"),
        ("1人 × 50元 × 10个月 = 500.00元", "一人乘以五十元乘以十个月等于五百元"),
        ("2026年6月18日发到社保卡", "二零二六年六月十八日发到社保卡"),
        ("11月19日—12月4日，满15天", "十一月十九日到十二月四日，满十五天"),
        ("1—10月，每月发", "一到十月，每月发"),
        ("电话 0791-83400002", "电话 零七九一八三四零零零零二"),
        ("0791-0000 1768", "零七九一零零零零一七六八"),
        ("标准 112元/亩", "标准 每亩一百一十二元"),
        ("约95.4万元", "约九十五点四万元"),
        ("全村合计　365户　1,269.52亩", "全村合计，三百六十五户，一千二百六十九点五二亩"),
        ("954,406.61 元", "九十五万四千四百零六元六角一分"),
        ("公示还剩 5 天", "公示还剩 五 天"),
        ("第 1 问，共 4 问", "第 一 问，共 四 问"),
        ("-97.25元", "负九十七元二角五分"),
        ("财农〔2016〕26号", "财农，二零一六年，二十六号"),
        ("2026-11-23", "二零二六年十一月二十三日"),
        ("没有数字的话。", "没有数字的话。"),
    ],
)
def test_what_is_said(shown: str, said: str) -> None:
    assert spoken_text(shown) == said


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("0.05", "五分"),
        ("3.05", "三元零五分"),
        ("0.00", "零元"),
        ("0.40", "四角"),
        ("1,248.00", "一千二百四十八元"),
    ],
)
def test_small_money(shown: str, said: str) -> None:
    assert yuan_words(shown) == said


@given(st.integers(0, 10**12))
def test_whole_numbers_are_said_as_another_library_says_them(value: int) -> None:
    assert whole_words(value) == cn2an.an2cn(value)


@given(st.integers(0, 10**11))
def test_amounts_are_the_capital_amounts_of_the_wall_sheet(cents: int) -> None:
    """大写 says 壹拾 where one says 十 and has a rule of its own for 零: digits and units agree."""
    capital = uppercase_yuan(cents).translate(_CAPITAL).removesuffix("整").replace("圆", "元")
    said = spoken_text(format_yuan(cents))
    plain = re.compile("零|(?<![二三四五六七八九一])一(?=十)")
    assert plain.sub("", said) == plain.sub("", capital)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])))
def test_nothing_that_is_written_breaks_it(text: str) -> None:
    assert not re.search(r"[0-9]", spoken_text(text))
