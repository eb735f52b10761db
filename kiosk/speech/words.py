"""How what stands on a page is said: 582.40元 → 五百八十二元四角, 10-20 → 十月二十日, × → 乘以 (ui.md §6).

A pure function of the text.  Numbers that count are said as amounts, years and telephone numbers
digit by digit; nothing is left out and nothing is added.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")
_GROUPS: Final = ("", "万", "亿", "万亿", "亿亿")
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+"


def digit_words(digits: str) -> str:
    """One by one: 二零二六."""
    return "".join(_DIGITS[int(d)] for d in digits)


def whole_words(value: int) -> str:
    """A count: 365 → 三百六十五, 10 → 十, 10,020 → 一万零二十."""
    if value == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while value:
        value, rest = divmod(value, 10_000)
        groups.append(rest)
    said, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += _DIGITS[0]
        said += _group_words(group, leads=not said) + _GROUPS[place]
        gap = False
    return said


def _group_words(group: int, *, leads: bool) -> str:
    """Up to 9999; 10–19 that lead the number are 十…, not 一十…."""
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(said)
            continue
        if gap:
            said += _DIGITS[0]
            gap = False
        said += _DIGITS[digit] + _PLACES[place]
    return said[1:] if leads and said.startswith("一十") else said


def number_words(text: str) -> str:
    """``1,269.52`` → 一千二百六十九点五二; zeros at the end of the decimals are not said."""
    whole, _, decimals = text.replace(",", "").partition(".")
    decimals = decimals.rstrip("0")
    said = whole_words(int(whole))
    return f"{said}点{digit_words(decimals)}" if decimals else said


def yuan_words(text: str) -> str:
    """``582.40`` → 五百八十二元四角, ``0.05`` → 五分, ``3.05`` → 三元零五分, ``248.00`` → 二百四十八元."""
    whole, _, decimals = text.replace(",", "").partition(".")
    if len(decimals) > 2 and decimals[2:].strip("0"):
        return f"{number_words(text)}元"
    jiao, fen = (int(d) for d in decimals[:2].ljust(2, "0"))
    said = f"{whole_words(int(whole))}元" if int(whole) or not (jiao or fen) else ""
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    if fen:
        said += f"{'零' if said and not jiao else ''}{_DIGITS[fen]}分"
    return said


def _month_day(month: str, day: str) -> str:
    return f"{whole_words(int(month))}月{whole_words(int(day))}日"


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


def _rule(pattern: str, words: Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern, re.ASCII), words


def _both(m: re.Match[str]) -> str:
    """The whole number with its decimals."""
    return m[1] + (m[2] or "")


_COUNT: Final = rf"({_NUMBER})(\.\d+)?"
_RULES: Final[tuple[Rule, ...]] = (
    # Telephone numbers, days and years first: their digits do not count anything.
    _rule(r"(?<![\d.])(0\d{2,3})-(\d{4}) ?(\d{3,4})(?!\d)", lambda m: digit_words("".join(m.groups()))),
    _rule(
        r"(?<![\d.,])(\d{4})-(\d{2})-(\d{2})(?!\d)",
        lambda m: f"{digit_words(m[1])}年{_month_day(m[2], m[3])}",
    ),
    _rule(
        r"(?<![\d.,-])(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])", lambda m: _month_day(m[1], m[2])
    ),
    _rule(r"(?<![\d.,])((?:19|20)\d\d)(?=年(?!间))", lambda m: digit_words(m[1])),
    _rule(r"〔((?:19|20)\d\d)〕", lambda m: f"，{digit_words(m[1])}年，"),
    _rule(rf"-({_NUMBER})(\.\d+)?(?=\s*(?:元|$))", lambda m: f"负{_both(m)}"),
    _rule(r"(?<=[\d日月号元%])\s*[—–~～]+\s*(?=\d)", lambda _: "到"),
    _rule(r"\s*[×✕]\s*(?=\d)", lambda _: "乘以"),
    _rule(r"\s*=\s*", lambda _: "等于"),
    _rule(rf"{_COUNT}%", lambda m: f"百分之{number_words(_both(m))}"),
    _rule(rf"{_COUNT}\s*万元", lambda m: f"{number_words(_both(m))}万元"),
    _rule(rf"{_COUNT}\s*元/([^\s/，。])", lambda m: f"每{m[3]}{yuan_words(_both(m))}"),
    _rule(rf"{_COUNT}\s*元", lambda m: yuan_words(_both(m))),
    _rule(r"(?<![\d.,])(0\d+|\d{10,})(?![\d.])", lambda m: digit_words(m[1])),
    _rule(_COUNT, lambda m: number_words(_both(m))),
    _rule(r"[　\n]+", lambda _: "，"),
)


def spoken_text(text: str) -> str:
    """``text`` as a voice says it; no digit remains."""
    for pattern, words in _RULES:
        text = pattern.sub(words, text)
    return text
