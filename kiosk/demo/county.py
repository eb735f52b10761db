"""The demo county: real units of 安义县, invented people, signed bundles, kiosks that took them in.

Everything lies in one folder (architecture §7, Demo): ``county/`` with the county's keys,
``drop/<code>/{in,out}/`` of all 134 units, ``kiosks/<code>/`` a ``KIOSK_HOME`` of each unit with people.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from nacl.public import PrivateKey

from kiosk.bundle.keys import SecretKey
from kiosk.demo.entries import poor_entries, rich_entries
from kiosk.demo.folder import DemoFolder
from kiosk.demo.history import BundlePlan, deal_out, moment
from kiosk.demo.kiosks import remember_shown, set_up, take_in
from kiosk.demo.office import open_office
from kiosk.demo.pack import demo_key, pack
from kiosk.demo.units import RICH, SHOWN, UnitPlan, county_units
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
    key = _county_keys(folder.county, units)
    clock = SystemClock() if today == today_of(SystemClock()) else FixedClock(shanghai_noon(today))
    progress(f"正在给{len(units)}个村和社区打包、签名、放进投递文件夹……")
    sent = _push(folder.drop, units, today, key)
    by_code = {u.village_code: u for u in units}
    for plan in plans:
        unit = by_code[plan.village_code]
        progress(f"{unit.town_name}{unit.short_name}：公开亭正在收内容……")
        home = set_up(folder, unit, clock)
        take_in(home, clock)
        remember_shown(home, sent[plan.village_code], clock)
        open_office(home, clock)
    folder.finish(today)
    return made


def _county_keys(county: Path, units: tuple[Village, ...]) -> SecretKey:
    """``county/keys/`` with all key pairs and ``county/units.csv``; the key that signs bundles."""
    keys = county / "keys"
    keys.mkdir()
    for role in ("county", "root"):
        key = demo_key(role)
        key.save(keys / f"{role}.key")
        (keys / f"{role}.pub").write_text(key.public.text(), "ascii")
    # Anybody can make this one too (see demo_key): what is asked at a demo kiosk is no secret.
    seal = PrivateKey(demo_key("seal").seed)
    for name, half in (("seal.key", seal.encode()), ("seal.pub", seal.public_key.encode())):
        (keys / name).write_bytes(base64.b64encode(half) + b"\n")
    lines = ["village_code,village_name,town_name,kind"]
    lines += [f"{u.village_code},{u.village_name},{u.town_name},{u.kind}" for u in units]
    (county / "units.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return demo_key("county")


def _push(
    drop: Path, units: tuple[Village, ...], today: date, key: SecretKey
) -> dict[str, tuple[BundlePlan, ...]]:
    """The drop folders of all units with their bundles in them; what was sent, by village code."""
    tables = load_packaged()
    sent: dict[str, tuple[BundlePlan, ...]] = {}
    rich = {p.village_code: p for p in RICH}
    for unit in units:
        for name in ("in", "out"):
            (drop / unit.village_code / name).mkdir(parents=True)
        plans = _bundles(unit, rich.get(unit.village_code), today, tables)
        pack(unit.village_code, plans, drop / unit.village_code / "in", key)
        sent[unit.village_code] = plans
    return sent


def _bundles(
    unit: Village, plan: UnitPlan | None, today: date, tables: Reference
) -> tuple[BundlePlan, ...]:
    code = unit.village_code
    if plan is None:
        sent = moment(today - timedelta(days=15), code)
        return (BundlePlan(1, "update", sent, poor_entries(unit, today)),)
    entries = rich_entries(unit, plan, today, tables)
    return deal_out(code, today, entries, snapshot_at=SNAPSHOT_AT if plan.snapshot else None)
