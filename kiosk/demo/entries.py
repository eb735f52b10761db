"""Everything the demo county has to say to one unit, each thing with the day it became known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kiosk.county.published import HEADS, payment_event
from kiosk.demo.content import load
from kiosk.demo.fill import Shelf, due_soon, fill
from kiosk.demo.history import SINCE_DAYS, Entry
from kiosk.demo.payouts import Story, story
from kiosk.demo.people import make_roster
from kiosk.demo.runs import YEARS
from kiosk.demo.settings import settings_json
from kiosk.demo.units import UnitPlan
from kiosk.demo.yearbook import yearbook
from kiosk.domain.items import DisclosureItem, ReferenceItem, WithdrawItem, WithdrawTarget
from kiosk.domain.reference import Reference
from kiosk.domain.region import Village


def ledger_from(today: date) -> date:
    """From when duties count in the demo: the start of the quarter two quarters before the current one."""
    quarter = today.year * 4 + (today.month - 1) // 3 - 2
    return date(quarter // 4, quarter % 4 * 3 + 1, 1)


def _settings(unit: Village, today: date) -> Entry:
    item = ReferenceItem("settings", "", 1)
    return Entry(date.min, item, data=settings_json(unit, ledger_from(today)))


def poor_entries(unit: Village, today: date) -> tuple[Entry, ...]:
    """A unit without demo people: its settings and a notice that the kiosk is there."""
    since = today - timedelta(days=20)
    notice = DisclosureItem(
        disclosure_id="TZ-KT",
        catalogue_ids=("GK-ZZ-03",),
        title=f"{unit.short_name}公开亭开始使用",
        period="long",
        form="notice",
        privacy="P0",
        published_on=since,
        publish_from=since,
        body=(
            f"{unit.short_name}的公开亭放在{unit.committee}一楼，上班时间都能看。\n\n"
            "公开栏照常张贴，两处内容一样。有看不懂的，请问值班员。"
        ),
    )
    return _settings(unit, today), Entry(since, notice)


def rich_entries(unit: Village, plan: UnitPlan, today: date, tables: Reference) -> tuple[Entry, ...]:
    """A unit with people: settings, five years of lists, the demo's texts, and a shelf with few gaps."""
    told = story(unit, make_roster(plan, unit.kind, today.year), today, tables)
    entries = [
        _settings(unit, today),
        *_paid(unit, told, today),
        *due_soon(unit, tables, today),
        *(Entry(p.day, p.item, table=p.rows, heads=p.heads, files=p.files) for p in load(unit, today)),
    ]
    shelf = Shelf(unit, tables, ledger_from(today), today)
    return (*entries, *fill(shelf, entries, told.batches))


def _paid(unit: Village, told: Story, today: date) -> Iterator[Entry]:
    recent = today - timedelta(days=SINCE_DAYS)
    for batch in told.batches:
        # A list that was put up too early is not owed by a payment.
        premature = told.withdrawn is not None and batch.item.batch_id == told.withdrawn[0]
        if batch.item.version == 1 and batch.item.paid_to >= recent and not premature:
            yield Entry(batch.item.publish_from, payment_event(batch.item))
        yield Entry(batch.item.publish_from, batch.item, payouts=batch.payouts)
    for year in range(today.year - YEARS + 1, today.year + 1):
        book = yearbook(unit.short_name, year, told.batches)
        if book.item.publish_from <= today:
            yield Entry(book.item.publish_from, book.item, table=book.rows, heads=HEADS)
    if told.withdrawn is not None:
        batch_id, version, on = told.withdrawn
        reason = "名单还在复核，先撤下。核对好后重新公布。"
        yield Entry(on, WithdrawItem((WithdrawTarget("payouts", batch_id, version),), reason, on))
