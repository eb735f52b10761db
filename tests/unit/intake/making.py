"""A kiosk with a drop folder for tests: real files, real database, a clock that only moves when told."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.bundle.keys import SecretKey
from kiosk.bundle.writer import BundleDraft, WrittenBundle
from kiosk.domain.clock import Clock, FixedClock
from kiosk.domain.region import Village
from kiosk.intake.worker import main
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.setup import setup_home
from tests.unit.bundle.making import KEY, ROOT, VILLAGE, chain

UNIT = Village(VILLAGE, "罗田村委会", "石鼻镇", "village")


@dataclass(slots=True)
class Kiosk:
    """``county`` is where bundles are made; ``drop_in`` where they arrive."""

    home: KioskHome
    drop: Path
    county: Path
    clock: FixedClock

    @property
    def drop_in(self) -> Path:
        return self.drop / VILLAGE / "in"

    @property
    def out(self) -> Path:
        return self.drop / VILLAGE / "out"

    def push(self, *bundles: WrittenBundle) -> None:
        """Copy bundles into the drop folder as the transport would."""
        for bundle in bundles:
            target = self.drop_in / bundle.path.name
            if bundle.path.is_dir():
                shutil.copytree(bundle.path, target)
            else:
                shutil.copy2(bundle.path, target)

    def once(self, clock: Clock | None = None) -> int:
        """One pass of the real worker."""
        return main(self.home, once=True, clock=clock or self.clock)

    def receipts(self) -> list[dict[str, Any]]:
        """In the order of their file names."""
        folder = self.out / "receipts"
        return [json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("3*.json"))]

    def states(self) -> list[tuple[int, str, str]]:
        """(seq, state, code) of each receipt."""
        return [(r["seq"], r["state"], r["code"]) for r in self.receipts()]

    def receipt(self, state: str) -> dict[str, Any]:
        """The only receipt with that state."""
        (found,) = [r for r in self.receipts() if r["state"] == state]
        return found

    def last_seq(self) -> int:
        with closing(BoardReader(self.home, self.clock)) as board:
            return board.freshness().last_seq

    def board(self) -> BoardReader:
        return BoardReader(self.home, self.clock)

    def shown(self) -> dict[str, int]:
        """id → version of what is on the screen and not withdrawn."""
        with closing(self.board()) as board:
            return {p.id: p.version for p in board.publications() if p.withdrawal is None}

    def later(self, **delta: float) -> None:
        self.clock.advance(timedelta(**delta))


def make_kiosk(base: Path, *, kiosk_id: str = "KTEST1", at: datetime | None = None) -> Kiosk:
    drop, county = base / "drop", base / "county"
    for folder in (drop / VILLAGE / "in", county):
        folder.mkdir(parents=True, exist_ok=True)

    def make_key(path: Path) -> str:
        key = SecretKey.generate()
        key.save(path)
        return key.public.text()

    # Near the real time: the age of files is taken from the disk.
    moment = at or datetime.now(UTC)
    home = setup_home(
        base / f"home-{kiosk_id}",
        village=UNIT,
        drop=drop,
        county_pub_text=KEY.public.text(),
        root_pub_text=ROOT.public.text(),
        at=moment,
        make_key=make_key,
        kiosk_id=kiosk_id,
    ).home
    return Kiosk(home, drop, county, FixedClock(moment))


def bundles(kiosk: Kiosk, count: int) -> list[WrittenBundle]:
    """A chain made in the county's folder."""
    return chain(kiosk.county, count)


def after(bundle: WrittenBundle, **changes: Any) -> BundleDraft:
    """A draft that follows ``bundle``."""
    from tests.unit.bundle.making import draft

    return draft(bundle.manifest.seq + 1, bundle.manifest_sha256, **changes)
