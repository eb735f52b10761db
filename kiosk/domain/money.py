"""Money as integer 分: reading what people type, writing 元, 约…万元 and 大写.

No float is ever kept.  The bound is below one 亿亿 元 (10¹⁶ 元), far under SQLite's 64 bits.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

MAX_CENTS = 10**18 - 1
"""Largest amount in 分 that is accepted or written: 9999万亿 … 元 9角9分."""

BLANK_WORDS = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无", "空"})
"""What clerks write for "no amount"."""


class MoneyTextError(ValueError):
    """A text that is no amount. Carries no copy of the text: it may be anybody's number."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# Full-width forms (U+FF01–FF5E) and the minus, dash and yen signs seen in real tables.
_HALF_WIDTH = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x2212: 0x2D,
    0xFFE5: 0xA5,
}
_PREFIX = re.compile(r"(?:人民币|RMB|CNY|¥)\s*", re.IGNORECASE)
_SUFFIX = re.compile(r"\s*(?:[元圆](?:整|正)?|CNY|RMB)\Z", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?\Z|\.\d+\Z", re.ASCII)


def to_half_width(text: str) -> str:
    """Full-width digits, letters and signs as plain ones; everything else untouched."""
    return text.translate(_HALF_WIDTH)


def cents_of(number: int | float | Decimal) -> int:
    """分 of a number of 元 as a spreadsheet holds it; half a 分 is rounded away from zero, as Excel shows it.

    Goes through the shortest decimal text, so 57.3 kept as 57.299999999999997 is 5730.
    Raises MoneyTextError ``not_money`` (nan, infinite, a truth value) or ``too_large``.
    """
    if isinstance(number, bool) or (isinstance(number, float) and not math.isfinite(number)):
        raise MoneyTextError("not_money")
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    if not exact.is_finite():
        raise MoneyTextError("not_money")
    if exact.adjusted() > 17:
        raise MoneyTextError("too_large")
    cents = int((exact * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if abs(cents) > MAX_CENTS:
        raise MoneyTextError("too_large")
    return cents


def parse_yuan(text: str) -> int | None:
    """分 of a written amount such as ``1,248.00元``, ``￥１２``, ``(3.50)`` or ``-3.5``.

    ``None`` for an empty cell and the words of BLANK_WORDS: the caller decides what a missing
    amount means; it is never 0.  Thousands separators must stand at thousands.  Raises
    MoneyTextError ``not_money`` (also for 万元: a unit mistake is ten-thousandfold) or ``too_large``.
    """
    plain = to_half_width(text).strip()
    if plain in BLANK_WORDS:
        return None
    negative = False
    if plain.startswith("(") and plain.endswith(")"):
        negative, plain = True, plain[1:-1].strip()
    plain, minus = _take_sign(plain)
    plain = _SUFFIX.sub("", _PREFIX.sub("", plain, count=1) if _PREFIX.match(plain) else plain)
    plain, inner_minus = _take_sign(plain)
    if not _NUMBER.match(plain) or negative + minus + inner_minus > 1:
        raise MoneyTextError("not_money")
    if len(plain) > 60:
        raise MoneyTextError("too_large")
    cents = cents_of(Decimal(plain.replace(",", "")))
    return -cents if negative or minus or inner_minus else cents


def _take_sign(text: str) -> tuple[str, bool]:
    if text[:1] in ("-", "+"):
        return text[1:].lstrip(), text[0] == "-"
    return text, False


def format_amount(cents: int) -> str:
    """``1,248.00``: thousands separators, always two decimals, ASCII minus in front."""
    sign = "-" if cents < 0 else ""
    yuan, fen = divmod(abs(cents), 100)
    return f"{sign}{yuan:,}.{fen:02d}"


def format_yuan(cents: int) -> str:
    """``1,248.00元``."""
    return format_amount(cents) + "元"


def approx_wan(cents: int) -> str | None:
    """``约1.2万元`` (from 10,000元) or ``约3.4亿元``; None below 10,000元, where the exact amount says it."""
    size = abs(cents)
    if size < 10_000_00:
        return None
    sign = "-" if cents < 0 else ""
    tenths = (size + 500_00) // 1000_00
    unit = "万"
    if tenths >= 10_000_0:
        tenths = (size + 500_0000_00) // 1000_0000_00
        unit = "亿"
    whole, tenth = divmod(tenths, 10)
    return f"约{sign}{whole}{f'.{tenth}' if tenth else ''}{unit}元"


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def _section(value: int) -> str:
    """1–9999 in capitals with inner 零, e.g. 1005 → 壹仟零伍."""
    words: list[str] = []
    gap = False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            words.append(("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place])
            gap = False
        else:
            gap = True
    return "".join(words)


def _capital(value: int) -> str:
    """A positive integer below 10¹⁶ in capitals; 零 where the next section starts with a nought."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if value >= size:
            high, low = divmod(value, size)
            link = "零" if 0 < low < size // 10 else ""
            return _capital(high) + unit + link + (_capital(low) if low else "")
    return _section(value)


def uppercase_yuan(cents: int) -> str:
    """大写 of an amount, e.g. ``壹仟贰佰肆拾捌元整``, ``叁元零伍分``, ``负贰角``.

    Rule: 《正确填写票据和结算凭证的基本规定》(支付结算办法附一): 整 after 元 (not after 角 or 分), one 零
    for a run of noughts, 零 before a lone 分.  ``ValueError`` beyond MAX_CENTS.
    """
    if abs(cents) > MAX_CENTS:
        raise ValueError("amount too large for 大写")
    if cents == 0:
        return "零元整"
    yuan, rest = divmod(abs(cents), 100)
    jiao, fen = divmod(rest, 10)
    words = "负" if cents < 0 else ""
    if yuan:
        words += _capital(yuan) + "元"
    if not rest:
        return words + "整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    return words + (_DIGITS[fen] + "分" if fen else "")
