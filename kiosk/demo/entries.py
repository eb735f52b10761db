"""Everything the demo county has to say to one unit, each thing with the day it became known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kiosk.demo.history import SINCE_DAYS, Entry
from kiosk.demo.payouts import story
from kiosk.demo.people import make_roster
from kiosk.demo.runs import YEARS
from kiosk.demo.settings import settings_json
from kiosk.demo.units import UnitPlan
from kiosk.demo.yearbook import HEADS, payment_event, yearbook
from kiosk.domain.items import DisclosureItem, ReferenceItem, WithdrawItem, WithdrawTarget
from kiosk.domain.programmes import ProgrammeTable
from kiosk.domain.region import Village


def _settings(unit: Village, ledger_from: date) -> Entry:
    return Entry(ledger_from, ReferenceItem("settings", "", 1), data=settings_json(unit, ledger_from))


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
    return _settings(unit, since), Entry(since, notice)


def rich_entries(
    unit: Village, plan: UnitPlan, today: date, programmes: ProgrammeTable
) -> tuple[Entry, ...]:
    """A unit with people: settings, five years of lists, the yearly results, one withdrawal."""
    ledger_from = today - timedelta(days=SINCE_DAYS)
    return (_settings(unit, ledger_from), *_paid(unit, plan, today, programmes))


def _paid(unit: Village, plan: UnitPlan, today: date, programmes: ProgrammeTable) -> Iterator[Entry]:
    told = story(unit, make_roster(plan, unit.kind, today.year), today, programmes)
    recent = today - timedelta(days=SINCE_DAYS)
    for batch in told.batches:
        if batch.item.version == 1 and batch.item.paid_to >= recent:
            yield Entry(batch.item.publish_from, payment_event(batch))
        yield Entry(batch.item.publish_from, batch.item, payouts=batch.payouts)
    for year in range(today.year - YEARS + 1, today.year + 1):
        book = yearbook(unit.short_name, year, told.batches)
        if book.item.publish_from <= today:
            yield Entry(book.item.publish_from, book.item, table=book.rows, heads=HEADS)
    if told.withdrawn is not None:
        batch_id, version, on = told.withdrawn
        reason = "名单还在复核，先撤下。核对好后重新公布。"
        yield Entry(on, WithdrawItem((WithdrawTarget("payouts", batch_id, version),), reason, on))
