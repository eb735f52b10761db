"""The kiosks of the demo: a ``KIOSK_HOME`` each, filled by the same worker that real kiosks run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kiosk.bundle.keys import SecretKey
from kiosk.demo.folder import DemoFolder
from kiosk.demo.seeds import chance
from kiosk.domain.clock import shanghai_noon
from kiosk.domain.region import Village
from kiosk.store.home import KioskHome
from kiosk.store.setup import setup_home


def set_up(folder: DemoFolder, unit: Village, today: date) -> KioskHome:
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
        at=shanghai_noon(today),
        make_key=make_key,
        kiosk_id="K" + "".join(rng.choice(letters) for _ in range(6)),
    ).home
