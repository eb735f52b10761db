"""The kiosks of the demo: a ``KIOSK_HOME`` each, filled by the same worker that real kiosks run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from kiosk.bundle.keys import SecretKey
from kiosk.demo.folder import DemoFolder
from kiosk.demo.history import BundlePlan
from kiosk.demo.seeds import chance
from kiosk.domain.clock import SHANGHAI, Clock
from kiosk.domain.items import DisclosureItem, Item, PayoutsItem, PolicyItem, TargetType
from kiosk.domain.region import Village
from kiosk.intake import worker
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.setup import setup_home


def set_up(folder: DemoFolder, unit: Village, clock: Clock) -> KioskHome:
    """A new home for the kiosk of ``unit`` that trusts the demo county's keys."""
    keys = folder.county / "keys"
    letters = "ABCDEFGHJKMNPQRSTVWXYZ"
    rng = chance("kiosk id", unit.village_code)

    def make_key(path: Path) -> str:
        key = SecretKey.generate()
        key.save(path)
        return key.public.text()

    return setup_home(
        folder.kiosks / unit.village_code,
        village=unit,
        drop=folder.drop,
        county_pub_text=(keys / "county.pub").read_text("ascii"),
        root_pub_text=(keys / "root.pub").read_text("ascii"),
        seal_text=(keys / "seal.pub").read_text("ascii"),
        at=clock.now(),
        make_key=make_key,
        kiosk_id="K" + "".join(rng.choice(letters) for _ in range(6)),
    ).home


def take_in(home: KioskHome, clock: Clock) -> None:
    """One pass of the worker over the drop folder, as a kiosk makes it when it is switched on."""
    if worker.main(home, once=True, events=False, clock=clock) != 0:
        raise AssertionError(f"the kiosk at {home.path} refused a bundle of the demo")


def remember_shown(home: KioskHome, plans: Iterable[BundlePlan], clock: Clock) -> None:
    """What the screen noted when it first showed each version: half an hour after its bundle came.

    Without this the 15 days of everything would begin on the day the demo is made.
    """
    now = clock.now()
    found: dict[datetime, list[tuple[TargetType, str, int]]] = defaultdict(list)
    for plan in plans:
        for entry in plan.entries:
            version = _version(entry.item)
            if version is not None:
                day, key = version
                opening = datetime.combine(day, time(8), SHANGHAI)
                found[max(plan.created + timedelta(minutes=30), opening)].append(key)
    with DeskStore(home, now) as desk:
        for at in sorted(found):
            if at <= now:
                desk.mark_shown(found[at], at)


def _version(item: Item) -> tuple[date, tuple[TargetType, str, int]] | None:
    """The first day and the key of a version that a screen can show."""
    match item:
        case PayoutsItem():
            return item.publish_from, ("payouts", item.batch_id, item.version)
        case DisclosureItem():
            return item.publish_from, ("disclosure", item.disclosure_id, item.version)
        case PolicyItem():
            return item.publish_from, ("policy", item.policy_id, item.version)
        case _:
            return None
