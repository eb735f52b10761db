"""How a payout is said in plain words: quantity × rate = amount, when, how, for how many; how to object.

All functions are pure; money is 分 in, words out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kiosk.domain.money import format_amount, format_yuan
from kiosk.domain.payout import Payout
from kiosk.domain.region import Village
from kiosk.domain.texts import format_day

BY_DECISION = "按核定金额发放"
"""Said instead of a sum that does not come out (ui.md page 9, tolerance 0.01 元)."""

PERSON_UNITS = frozenset({"人", "户", "台", "头", "只", "个", "孩", "次", "笔"})
"""Units of which there are only whole ones, so 3人 is never written 3.00人."""


def plain_number(value: Decimal) -> str:
    """``112`` for 112.00, ``32.50`` for 32.5: a price has no decimals or two (or more, if written so)."""
    if value == value.to_integral_value():
        return f"{int(value):,}"
    text = f"{value.normalize():f}"
    decimals = len(text.partition(".")[2])
    return f"{value:,.2f}" if decimals <= 2 else text


def quantity(value: Decimal, unit: str) -> str:
    """``5.20亩`` with two decimals at least, ``3人`` as a whole number."""
    if unit in PERSON_UNITS and value == value.to_integral_value():
        return f"{int(value):,}{unit}"
    decimals = max(2, len(f"{value:f}".partition(".")[2]))
    return f"{value:,.{decimals}f}{unit}"


def _factors(payout: Payout) -> tuple[list[str], Decimal] | None:
    """The words and the product in 元 of what makes the amount, or ``None`` when not given."""
    if payout.rate is None:
        return None
    words: list[str] = []
    product = payout.rate
    if payout.qty is not None:
        words.append(quantity(payout.qty, payout.qty_unit))
        product *= payout.qty
    elif payout.persons:
        words.append(f"{payout.persons}人")
        product *= payout.persons
    words.append(plain_number(payout.rate) + "元")
    if payout.months:
        words.append(f"{payout.months}个月")
        product *= payout.months
    return (words, product) if len(words) > 1 else None


def multiplication(payout: Payout) -> str:
    """``5.20亩 × 112元`` without the result; empty when a factor is missing."""
    factors = _factors(payout)
    return " × ".join(factors[0]) if factors else ""


def comes_out(payout: Payout) -> bool:
    """Whether the factors give the amount within 0.01 元."""
    factors = _factors(payout)
    return factors is not None and abs(factors[1] * 100 - payout.cents) <= 1


def arithmetic(payout: Payout) -> str:
    """``5.20亩 × 112元 = 582.40元``; ``按核定金额发放`` when it does not come out or cannot be said."""
    if not comes_out(payout):
        return BY_DECISION
    return f"{multiplication(payout)} = {format_yuan(payout.cents)}"


def paid_words(payout: Payout, today: date) -> str:
    """When and how: ``6月18日发到社保卡``, ``退回了，等重发``, ``还没有发``."""
    if payout.status == "pending":
        return "还没有发"
    day = format_day(payout.paid_on, today) if payout.paid_on else ""
    if payout.status == "returned":
        return f"{day}退回，等重发"
    how = payout.paid_how
    if not how:
        return f"{day}已发放"
    return f"{day}{how}" if how.startswith("发") else f"{day}发到{how}"


def month_span(days: Sequence[date], today: date) -> str:
    """``1—10月，每月发`` for monthly payments of one year; the year is said when not this year."""
    first, last = min(days), max(days)
    year = "" if last.year == today.year else f"{last.year}年"
    span = f"{first.month}月" if first.month == last.month else f"{first.month}—{last.month}月"
    return f"{year}{span}，每月发"


def same_terms(payouts: Sequence[Payout]) -> bool:
    """Several payments that differ only in their day."""
    first = payouts[0]
    return all(
        (p.qty, p.qty_unit, p.rate, p.months, p.persons, p.cents, p.status)
        == (first.qty, first.qty_unit, first.rate, first.months, first.persons, first.cents, first.status)
        for p in payouts
    )


def monthly_arithmetic(payouts: Sequence[Payout]) -> str:
    """``1人 × 50元 × 10个月 = 500.00元`` for equal monthly payments."""
    first, count = payouts[0], len(payouts)
    total = format_yuan(sum(p.cents for p in payouts))
    if comes_out(first) and (first.months or 1) == 1 and not first.months:
        return f"{multiplication(first)} × {count}个月 = {total}"
    return f"{format_yuan(first.cents)} × {count}个月 = {total}"


def in_wan(cents: int) -> str:
    """万元 with one decimal, half up, for a column: ``55.1``."""
    tenths = (abs(cents) + 500_00) // 1000_00
    sign = "-" if cents < 0 else ""
    return f"{sign}{tenths // 10:,}.{tenths % 10}"


def chart_values(cents: Sequence[int]) -> tuple[str, tuple[str, ...]]:
    """Unit and labels of a column chart: 万元 when the largest reaches 10,000元, else 元."""
    if max((abs(c) for c in cents), default=0) >= 10_000_00:
        return "万元", tuple(in_wan(c) for c in cents)
    return "元", tuple(format_amount(c) for c in cents)


def difference_words(now_cents: int, before_cents: int, *, complete: bool) -> str:
    """``比去年多 4.2万元``; an unfinished year is compared with the whole last year and says so."""
    change = now_cents - before_cents
    whom = "比去年" if complete else "比去年全年"
    if change == 0:
        return f"和{whom[1:]}一样多"
    size = abs(change)
    amount = f"{in_wan(size)}万元" if size >= 10_000_00 else format_yuan(size)
    return f"{whom}{'多' if change > 0 else '少'} {amount}"


def people_count(households: int, persons: int | None, *, by_person: bool) -> str:
    """``286户``; ``14人`` where only persons are counted."""
    if by_person:
        return f"{persons:,}人" if persons is not None else ""
    return f"{households:,}户"


def objection(village: Village) -> str:
    """Whom to ask and whom to tell (村民委员会组织法 art. 36, 城市居民委员会组织法 art. 35)."""
    is_village = village.kind == "village"
    law = "《村民委员会组织法》第三十六条" if is_village else "《城市居民委员会组织法》第三十五条"
    return (
        f"先向{village.committee}或{village.supervisors}询问。{village.committee}公布不及时、不真实的，"
        f"{village.people}有权向{village.town_name}政府或县政府及其有关主管部门反映。见{law}。"
    )


MONTHLY_FROM = 3
"""So many equal payments in successive months are said as one sum."""


def payment_lines(payouts: Sequence[Payout], today: date) -> tuple[tuple[str, str], ...]:
    """Payments of one programme to one person in a year, oldest first: (the sum, when and how) of each.

    Equal monthly payments are one line; quarterly ones are said one by one.  Without an arithmetic
    that comes out each of several payments still says its amount.
    """
    days = [p.paid_on for p in payouts if p.paid_on]
    months = sorted(day.month for day in days)
    if (
        len(payouts) >= MONTHLY_FROM
        and len(days) == len(payouts)
        and payouts[0].status == "paid"
        and same_terms(payouts)
        and months == list(range(months[0], months[0] + len(months)))
    ):
        return ((monthly_arithmetic(payouts), month_span(days, today)),)
    lines: list[tuple[str, str]] = []
    for payout in payouts:
        said = arithmetic(payout)
        if len(payouts) > 1 and said == BY_DECISION:
            said = f"{said} {format_yuan(payout.cents)}"
        lines.append((said, paid_words(payout, today)))
    return tuple(lines)
