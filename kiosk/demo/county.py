"""The demo county: real units of 安义县, invented people, signed bundles, kiosks that took them in.

Everything lies in one folder (architecture §7, Demo): ``county/``, the county's workspace,
``drop/<code>/{in,out}/`` of all 134 units, ``kiosks/<code>/`` a ``KIOSK_HOME`` of each unit with people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.demo.astray import bring_astray
from kiosk.demo.entries import poor_entries, rich_entries
from kiosk.demo.folder import DemoFolder
from kiosk.demo.history import BundlePlan, bundle_days, deal_out, moment
from kiosk.demo.kiosks import remember_shown, set_up, take_in
from kiosk.demo.office import open_office
from kiosk.demo.people import make_roster
from kiosk.demo.told import tell_wall
from kiosk.demo.units import RICH, SHOWN, UnitPlan, county_units
from kiosk.demo.workspace import CountyOffice, make_office
from kiosk.domain.clock import FixedClock, SystemClock, shanghai_noon
from kiosk.domain.clock import today as today_of
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.region import Village

SNAPSHOT_AT = 9
"""Kiosks that were set up again start from a snapshot with this sequence number."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoCounty:
    """Where everything is. ``homes`` are the ``KIOSK_HOME`` folders, ``shown_home`` first."""

    shown_home: Path
    homes: tuple[Path, ...]
    drop: Path
    county_dir: Path


def build_demo(path: Path, today: date, *, progress: Progress = lambda _: None) -> DemoCounty:
    """Make the demo county of ``today`` in ``path``, or find it there; ``progress`` gets Chinese sentences.

    The same day gives the same bundles, byte for byte.  A demo of another day or of an older
    program is made anew, with what was done at its kiosks.  UsageFault when the folder holds
    something else; EnvironmentFault when it cannot be written.
    """
    folder = DemoFolder(path.resolve())
    plans = sorted(RICH, key=lambda p: p.village_code != SHOWN)
    made = DemoCounty(
        folder.kiosks / SHOWN,
        tuple(folder.kiosks / p.village_code for p in plans),
        folder.drop,
        folder.county,
    )
    if folder.is_ready(today):
        progress("今天的演示县已经在了，直接用。")
        return made
    folder.start(today)
    units = county_units()
    clock = SystemClock() if today == today_of(SystemClock()) else FixedClock(shanghai_noon(today))
    progress(f"正在给{len(units)}个村和社区打包、签名、放进投递文件夹……")
    with make_office(folder, units, today) as office:
        sent = _send(office, units, today)
        by_code = {u.village_code: u for u in units}
        for plan in plans:
            unit = by_code[plan.village_code]
            progress(f"{unit.town_name}{unit.short_name}：公开亭正在收内容……")
            home = set_up(folder, unit, clock)
            take_in(home, clock)
            remember_shown(home, sent[plan.village_code], clock)
            open_office(home, clock)
            tell_wall(home, clock)
            if plan.village_code == SHOWN:
                bring_astray(home, folder.drop, unit, clock)
            office.register(unit, make_roster(plan, unit.kind, today.year))
            office.accept(home, clock.now())
        office.receive()
    folder.finish(today)
    return made


def _send(
    office: CountyOffice, units: tuple[Village, ...], today: date
) -> dict[str, tuple[BundlePlan, ...]]:
    """Everything for all units; what was sent, by village code."""
    tables = load_packaged()
    rich = {p.village_code: p for p in RICH}
    sent: dict[str, tuple[BundlePlan, ...]] = {}
    for unit in units:
        plans = _bundles(unit, rich.get(unit.village_code), today, tables)
        office.send(unit, plans)
        sent[unit.village_code] = plans
    return sent


def _bundles(
    unit: Village, plan: UnitPlan | None, today: date, tables: Reference
) -> tuple[BundlePlan, ...]:
    code = unit.village_code
    if plan is None:
        # Lately, as a unit that got nothing for a week is sent a sign of life.
        sent = moment(bundle_days(code, today)[-1], code)
        return (BundlePlan(1, "update", sent, poor_entries(unit, today)),)
    entries = rich_entries(unit, plan, today, tables)
    return deal_out(code, today, entries, snapshot_at=SNAPSHOT_AT if plan.snapshot else None)
