"""The rest of a lived-in shelf: what a unit has published under items the demo's texts do not cover.

The ledger itself says what would be owed.  Regular parts get the sums of their payouts, or
本期没有发生; what must always be there gets a sheet that says where it can be read.  A few things stay
undone on purpose: three overdue, three due within days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kiosk.county.published import FEW
from kiosk.demo.content import sources
from kiosk.demo.history import SINCE_DAYS, Entry
from kiosk.demo.payouts import Batch
from kiosk.demo.runs import workday
from kiosk.demo.seeds import share
from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.deadline import LONG, Lags, period_bounds
from kiosk.domain.duty import DutyRules, DutyState, Shown
from kiosk.domain.items import DisclosureItem, EventItem, PayoutsItem, WithdrawItem
from kiosk.domain.money import format_amount
from kiosk.domain.privacy import is_small
from kiosk.domain.reference import Reference
from kiosk.domain.region import UnitKind, Village
from kiosk.domain.texts import period_text
from kiosk.ledger.duties import duty_states

LEFT_OPEN = {
    "village": ("GK-CW-04", "GK-HJ-01", "GK-JD-05"),
    "community": ("GK-HJ-01", "GK-JD-02", "GK-JD-05"),
}
"""Items whose newest period that is past its day stays unpublished (逾期), after those of the texts."""

_MAY_NOT_HAPPEN = frozenset(
    (
        *("JC-01", "JC-02", "JC-04", "JC-06", "JC-07", "CW-05", "CW-08", "CW-10", "TD-02", "TD-07", "GC-03"),
        *("JZ-05", "JZ-06", "JZ-08", "JZ-10", "JZ-11", "JZ-13", "JZ-14", "SQ-02"),
    )
)
"""Regular items of which a quiet period may have none; a report or an account there always is."""

HEADS = ("补贴项目", "发放次数", "人数或户数", "金额(元)")
DEMO_WORDS = "演示内容，金额为示例。"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is needed to see a unit's ledger while its history is still being written."""

    unit: Village
    tables: Reference
    ledger_from: date
    today: date

    def states(self, entries: Iterable[Entry]) -> tuple[DutyState, ...]:
        """Every duty as it will stand on the kiosk once ``entries`` are applied."""
        found = list(entries)
        rules = DutyRules(self.unit.village_code, self.ledger_from, Lags(), False, self.tables.holidays)
        catalogue = self.tables.catalogue(self.unit.kind)
        events = [e.item for e in found if isinstance(e.item, EventItem)]
        return duty_states(catalogue, rules, _shown(found), events, (), self.today, trusted=True)


def _shown(entries: Sequence[Entry]) -> list[Shown]:
    down = {
        (t.type, t.id): e.item.withdrawn_on
        for e in entries
        if isinstance(e.item, WithdrawItem)
        for t in e.item.targets
    }
    out: dict[tuple[str, str], Shown] = {}
    for entry in entries:
        item = entry.item
        if isinstance(item, PayoutsItem):
            key, period, on, paid = item.batch_id, str(item.year), item.publish_from, item.paid_to
        elif isinstance(item, DisclosureItem):
            key, period, on, paid = item.disclosure_id, item.period, item.published_on, None
        else:
            continue
        out[item.type, key] = Shown(
            type=item.type,
            id=key,
            version=item.version,
            catalogue_ids=item.catalogue_ids,
            period=period,
            published_on=on,
            publish_from=item.publish_from,
            publish_to=item.publish_to,
            nothing=isinstance(item, DisclosureItem) and item.nothing,
            event_on=item.event_on if isinstance(item, DisclosureItem) else None,
            paid_on=paid,
            withdrawn_on=down.get((item.type, key)),
        )
    return list(out.values())


def due_soon(unit: Village, tables: Reference, today: date) -> tuple[Entry, ...]:
    """Three matters that happened lately and must be public within days (临近)."""
    people, days = ("村民" if unit.kind == "village" else "居民"), tables.holidays
    meeting = today + timedelta(days=14)
    matters: tuple[tuple[str, str, Literal["meeting", "event"], date, str], ...] = (
        ("HY", "GK-JC-05", "meeting", meeting, f"{people}会议：商量明年的公益事业怎么办"),
        ("BK", "GK-CW-05", "event", today - timedelta(days=2), "收到县里拨付的公共设施维修补助"),
        ("YY", "GK-HN-16", "event", days.add_workdays(today, -3), "收到一户对计补面积的异议"),
    )
    return tuple(
        Entry(
            min(on, today - timedelta(days=1)),
            EventItem(f"{tag}-{on:%Y%m%d}", (item,), trigger, on, title),
        )
        for tag, item, trigger, on, title in matters
    )


def left_open(kind: UnitKind) -> tuple[str, ...]:
    """Three items with a period overdue: those a text marks ``open``, and as many more as it takes."""
    marked = [item for source in sources(kind) if source.head.get("open") for item in source.head["items"]]
    return tuple(dict.fromkeys([*marked, *LEFT_OPEN[kind]]))[: max(3, len(marked))]


def fill(shelf: Shelf, entries: Sequence[Entry], batches: Sequence[Batch]) -> tuple[Entry, ...]:
    """The disclosures that are missing so that most duties are met; the newest day is yesterday."""
    open_items = left_open(shelf.unit.kind)
    unmet = [s for s in shelf.states(entries) if not s.is_met and s.duty.event is None]
    catalogue = shelf.tables.catalogue(shelf.unit.kind).by_id
    late: dict[str, date] = {}
    for state in unmet:
        item_id = state.duty.key.catalogue_id
        if item_id in open_items and state.state == "overdue":
            late[item_id] = max(state.duty.due, late.get(item_id, date.min))
    out: dict[tuple[str, str], Entry] = {}
    for state in unmet:
        item = catalogue[state.duty.key.catalogue_id]
        period = state.duty.key.period
        if late.get(item.id) == state.duty.due:
            continue
        if period == LONG:
            out[item.id, period] = Entry(*_always_there(shelf, item))
            continue
        day = _day(shelf, state)
        if day < shelf.today:
            out[item.id, period] = _regular(shelf, item, period, day, batches)
    return tuple(out.values())


def _day(shelf: Shelf, state: DutyState) -> date:
    """When a careful office publishes: some days before the last one, once there is something to say."""
    key = state.duty.key
    early = 2 + int(share("published", shelf.unit.village_code, key.catalogue_id, key.period) * 14)
    return workday(max(state.duty.opens_on + timedelta(days=1), state.duty.due - timedelta(days=early)))


def _regular(shelf: Shelf, item: CatalogueItem, period: str, day: date, batches: Sequence[Batch]) -> Entry:
    """The sums of what was paid, 本期没有发生 where that can be, else where the papers lie."""
    rows = tuple(_sums(item, period, batches))
    words = period_text(period)
    nothing = not rows and item.id.removeprefix("GK-") in _MAY_NOT_HAPPEN
    body = None if nothing else _where_it_lies(shelf.unit, item, f"{words}的材料")
    if rows:
        body = f"{words}发放的合计。能列名单的，名单在“查补贴”里。{DEMO_WORDS}"
    disclosure = DisclosureItem(
        disclosure_id=f"HZ-{item.id.removeprefix('GK-')}-{period}",
        catalogue_ids=(item.id,),
        title=f"{words}{item.level2}",
        period=period,
        form="stat" if rows else "text",
        privacy=item.privacy,
        published_on=day,
        publish_from=day,
        nothing=nothing,
        body=body,
    )
    return Entry(day, disclosure, table=rows, heads=HEADS if rows else ())


def _sums(item: CatalogueItem, period: str, batches: Sequence[Batch]) -> Iterator[tuple[str, ...]]:
    """One row a programme of ``item`` with what was paid within ``period``, without any name."""
    bounds = period_bounds(period)
    assert bounds is not None, "regular periods have a first and a last day"
    newest = {
        b.item.batch_id: b
        for b in batches
        if item.id in b.item.catalogue_ids and bounds[0] <= b.item.paid_to <= bounds[1]
    }
    for name in sorted({b.item.programme_name for b in newest.values()}):
        own = [b for b in newest.values() if b.item.programme_name == name]
        people = max(_people(b) for b in own)
        few = own[0].item.privacy != "P1" and is_small(people)
        amount = format_amount(sum(b.item.table.cents or 0 for b in own)).replace(",", "")
        yield name, str(len(own)), FEW if few else str(people), "" if few else amount


def _people(batch: Batch) -> int:
    return sum(r.persons or 0 for r in batch.payouts) if batch.item.privacy == "P3" else len(batch.payouts)


def _always_there(shelf: Shelf, item: CatalogueItem) -> tuple[date, DisclosureItem]:
    """A sheet for what must always be on the shelf: what it holds and where the whole can be read."""
    age = SINCE_DAYS - 5 - int(share("long", shelf.unit.village_code, item.id) * 150)
    day = workday(shelf.today - timedelta(days=age))
    return day, DisclosureItem(
        disclosure_id=f"HZ-{item.id.removeprefix('GK-')}-long",
        catalogue_ids=(item.id,),
        title=item.level2,
        period=LONG,
        form="text",
        privacy=item.privacy,
        published_on=day,
        publish_from=day,
        body=_where_it_lies(shelf.unit, item, "全文"),
    )


def _where_it_lies(unit: Village, item: CatalogueItem, what: str) -> str:
    lines = "\n".join(f"- {element}" for element in item.elements)
    where = "便民服务站" if unit.kind == "village" else "社区服务大厅"
    return (
        f"{what}放在{unit.short_name}{where}，上班时间可以看，也可以请值班员念。\n\n"
        f"里面有这些内容：\n\n{lines}\n"
    )
