"""How a draft may begin: periods that are due, a title, heads of a table, all from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from kiosk.bundle.privacy import Rules
from kiosk.desk.publishing_records import PeriodChoice, Suggestion
from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.deadline import (
    EVENT_PREFIX,
    LONG,
    CyclePart,
    TriggerPart,
    YearlyPart,
    period_of,
)
from kiosk.domain.duty import Duty, DutyRules, duties_of_item, meets
from kiosk.domain.items import EventItem
from kiosk.domain.privacy import strictest
from kiosk.domain.texts import period_text
from kiosk.store.dutyview import shown_from
from kiosk.store.views import Published

FINANCE_HEADS = ("日期", "凭证号", "摘要", "收入(元)", "支出(元)", "结余(元)", "经手人", "审核")
"""Columns of a finance list, line by line (domain README §6.4)."""
MOST_HEADS = 8
_MONEY_WORDS = re.compile(
    r"(?:金额|报价|合同价|原值|收入|支出|单价|结余|余额|补贴|报酬|造价|决算|控制价|中标价|成交价|底价|价款)\Z"
)
_BRACKETS = re.compile(r"[(（][^)）]*[)）]")


def suggestion(
    item: CatalogueItem,
    rules: Rules,
    published: Iterable[Published],
    events: Sequence[EventItem],
    today: date,
) -> Suggestion:
    """For one catalogue item; ``published`` and ``events`` as the board has them."""
    periods = period_choices(item, rules, published, events, today)
    return Suggestion(
        item.id, title_for(item, periods[0].period, events), item.form, strictest(item.privacy), periods,
        table_heads(item), item.elements,
    )  # fmt: skip


def title_for(item: CatalogueItem, period: str, events: Iterable[EventItem]) -> str:
    """``2026年第三季度财务收支逐项逐笔明细``, ``村民代表会议：会议决定事项``."""
    if period.startswith(EVENT_PREFIX):
        named = next((e.title for e in events if e.event_id == period.removeprefix(EVENT_PREFIX)), "")
        return f"{named}：{item.level2}"[:60] if named else item.level2
    return item.level2 if period == LONG else f"{period_text(period)}{item.level2}"


def table_heads(item: CatalogueItem) -> tuple[str, ...]:
    """Columns for a table of the item, from what it has to say; at most ``MOST_HEADS``."""
    if any(isinstance(p, CyclePart) and p.cycle == "finance" for p in item.deadline.parts):
        return FINANCE_HEADS
    heads: list[str] = []
    for element in item.elements:
        for word in re.split(r"[、和与及]", _BRACKETS.sub("", element)):
            head = word.strip()
            if 1 < len(head) <= 8:
                heads.append(f"{head}(元)" if _MONEY_WORDS.search(head) else head)
    return tuple(dict.fromkeys(heads))[:MOST_HEADS] or ("事项", "说明")


def period_choices(
    item: CatalogueItem,
    rules: Rules,
    published: Iterable[Published],
    events: Sequence[EventItem],
    today: date,
) -> tuple[PeriodChoice, ...]:
    """What is due and not met first, then what else may be published, the newest first."""
    settings = rules.settings
    since = settings.ledger_from or date(today.year, 1, 1)
    duty_rules = DutyRules(
        rules.village.village_code, since, settings.lags, settings.finance_busy, rules.reference.holidays
    )
    mine = [shown_from(head) for head in published if item.id in head.catalogue_ids]
    found: dict[str, PeriodChoice] = {}
    due_now: set[str] = set()
    for duty in duties_of_item(item, duty_rules, events, today):
        if duty.event is not None and duty.event.trigger == "payout":  # lists of payments are the county's
            continue
        met = any(meets(duty, item, shown, today) for shown in mine)
        before = found.get(duty.key.period)
        if before is None or (before.is_met and not met):
            found[duty.key.period] = _choice(duty, met)
            if not met and duty.opens_on <= today:
                due_now.add(duty.key.period)
    first = sorted((found[period] for period in due_now), key=lambda c: (c.due or date.max, c.period))
    rest = [c for c in found.values() if c.period not in due_now]
    rest.sort(key=lambda c: (c.due or date.min, c.period), reverse=True)
    for period in _always(item, today, settings.finance_busy):
        if period not in found:
            rest.append(PeriodChoice(period, period_text(period), None, False))
    return (*first, *rest)


def _choice(duty: Duty, met: bool) -> PeriodChoice:
    event = duty.event
    if event is None:
        return PeriodChoice(duty.key.period, period_text(duty.key.period), duty.due, met)
    words = f"{event.title}（{event.on.month}月{event.on.day}日）"
    return PeriodChoice(duty.key.period, words, duty.due, met, event.on)


def _always(item: CatalogueItem, today: date, busy: bool) -> tuple[str, ...]:
    """Periods that may be published whatever is due: the running one, the shelf, the year for what just
    happens (有了就公开)."""
    periods: list[str] = []
    for part in item.deadline.parts:
        if isinstance(part, CyclePart):
            periods.append(period_of(part.cycle, today, busy))
        elif isinstance(part, YearlyPart | TriggerPart):
            periods.append(str(today.year))
        else:
            periods.append(LONG)
    return tuple(dict.fromkeys(periods))
