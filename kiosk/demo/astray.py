"""A bundle that went to the wrong village: a neighbour's newest lies in this one's folder and is refused.

It happens when somebody copies by hand, and shows what a kiosk says of it to clerk and county.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.domain.clock import Clock
from kiosk.domain.region import Village
from kiosk.intake import worker
from kiosk.store.home import KioskHome


def bring_astray(home: KioskHome, drop: Path, unit: Village, clock: Clock) -> None:
    """Copy it there and let the worker look at it."""
    town = unit.village_code[:9]
    neighbour = min(
        folder for folder in drop.glob(f"{town}*")
        if folder.name != unit.village_code and not home.path.with_name(folder.name).exists()
    )  # fmt: skip
    bundle = max((neighbour / "in").iterdir())
    shutil.copytree(bundle, drop / unit.village_code / "in" / bundle.name)
    if worker.main(home, once=True, events=False, clock=clock) != 1:
        raise AssertionError(f"the kiosk at {home.path} took in a bundle of another village")
