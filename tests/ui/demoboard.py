"""One village of the demo county, made as the demo makes it and taken in by the real worker.

The board of :mod:`richboard` has the rare things; this one has the amount: nine groups, 365
households, 23 programmes, long reasons, monthly lists, every form of publication.
"""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

from nacl.public import PrivateKey

from kiosk.demo.entries import rich_entries
from kiosk.demo.folder import DemoFolder
from kiosk.demo.history import deal_out
from kiosk.demo.kiosks import remember_shown, set_up, take_in
from kiosk.demo.pack import demo_key, pack
from kiosk.demo.units import RICH, SHOWN, county_units
from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.domain.reference import load_packaged
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.views import Board
from kiosk.ui import shots

TODAY = date(2026, 11, 24)
CLOCK = FixedClock(shanghai_noon(TODAY))


def make(folder: Path, code: str = SHOWN) -> KioskHome:
    """A filled ``KIOSK_HOME`` of the unit under ``folder``."""
    place = DemoFolder(folder.resolve())
    place.start(TODAY)
    (place.county / "keys").mkdir()
    for role in ("county", "root"):
        (place.county / "keys" / f"{role}.pub").write_text(demo_key(role).public.text(), "ascii")
    seal = base64.b64encode(PrivateKey(demo_key("seal").seed).public_key.encode())
    (place.county / "keys" / "seal.pub").write_bytes(seal + b"\n")
    unit = next(u for u in county_units() if u.village_code == code)
    plan = next(p for p in RICH if p.village_code == code)
    for name in ("in", "out"):
        (place.drop / code / name).mkdir(parents=True)
    bundles = deal_out(code, TODAY, rich_entries(unit, plan, TODAY, load_packaged()), snapshot_at=None)
    pack(code, bundles, place.drop / code / "in", demo_key("county"))
    home = set_up(place, unit, CLOCK)
    take_in(home, CLOCK)
    remember_shown(home, bundles, CLOCK)
    return home


def stops(home: KioskHome) -> tuple[shots.Stop, ...]:
    """The stops of ``kiosk shots`` and those whose content is the most of its kind."""
    board = BoardReader(home, CLOCK)
    try:
        return (*shots.stops(board, CLOCK), *_more(board))
    finally:
        board.close()


def _more(board: Board) -> list[shots.Stop]:
    found: list[shots.Stop] = []
    programmes = board.year(board.years()[0]).programmes
    batches = [b for p in programmes if p.privacy not in ("P3", "P4") for b in p.batches]
    longest = max(batches, key=lambda b: b.rows)
    group = max(board.groups(longest.batch_id), key=lambda g: g.rows).group
    found.append(shots.Stop("payout-list-group", "payout-list", {"batch": longest.batch_id, "group": group}))
    monthly = max((p for p in programmes if p.privacy != "P3"), key=lambda p: len(p.batches))
    found.append(shots.Stop("payout-list-monthly", "payout-list", {"batch": monthly.batches[-1].batch_id}))
    secret = next(b for b in batches if b.head.privacy == "P2")
    found.append(shots.Stop("payout-list-p2", "payout-list", {"batch": secret.batch_id}))
    withdrawn = next(h for h in board.publications() if h.type == "payouts" and h.withdrawal is not None)
    found.append(shots.Stop("payout-list-withdrawn", "payout-list", {"batch": withdrawn.id}))
    for programme in programmes:
        if programme.privacy not in ("P3", "P4") and programme.batches[0].batch_id != longest.batch_id:
            name = f"payout-list-{programme.programme_id}"
            found.append(shots.Stop(name, "payout-list", {"batch": programme.batches[0].batch_id}))
    # One table of each catalogue item: the same comes again every quarter.
    seen: set[tuple[str, ...]] = set()
    for head in board.publications():
        if head.form in ("table", "list") and not head.nothing and head.catalogue_ids not in seen:
            seen.add(head.catalogue_ids)
            found.append(shots.Stop(f"table-{head.id}", "item", {"id": head.id}))
    return found
