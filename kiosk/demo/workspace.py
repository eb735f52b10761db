"""The demo's ``county/``: a workspace as ``kiosk county`` makes one, and as if it had sent everything.

Keys, the people's register (with invented ID numbers, hashed like real ones), the outbox and what was
recorded of it, the kiosks that were accepted: the next bundle of a unit follows the demo's last one.
"""

from __future__ import annotations

import base64
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from nacl.public import PrivateKey

from kiosk.bundle.keys import PublicKey
from kiosk.county.keyring import id_hasher
from kiosk.county.ledger import sent_items, withdrawn
from kiosk.county.workspace import Workspace, make_workspace
from kiosk.demo.entries import ledger_from
from kiosk.demo.folder import DemoFolder
from kiosk.demo.history import SINCE_DAYS, BundlePlan, moment
from kiosk.demo.pack import ISSUER, demo_key, pack
from kiosk.demo.people import Person, Roster
from kiosk.demo.seeds import chance, share
from kiosk.demo.settings import county_settings
from kiosk.domain.clock import to_rfc3339
from kiosk.domain.region import Village
from kiosk.domain.scan import id_check_character
from kiosk.store.home import KioskHome
from kiosk.store.registry import KnownKiosk, Registry, SentBundle

COUNTY = "360123"


class CountyOffice:
    """The county's office of the demo while it is being made: its workspace and open registry."""

    def __init__(self, workspace: Workspace, registry: Registry, drop: Path, today: date) -> None:
        self.workspace, self.registry = workspace, registry
        self._drop, self._key = drop, demo_key("county")
        self._opened = moment(today - timedelta(days=SINCE_DAYS + 30), "county office")

    def send(self, unit: Village, plans: Iterable[BundlePlan]) -> None:
        """The bundles of a unit into the outbox, the registry and the unit's drop folder."""
        code = unit.village_code
        outbox, arrived = self.workspace.outbox / code, self._drop / code / "in"
        for folder in (outbox, arrived, self._drop / code / "out"):
            folder.mkdir(parents=True)
        for made in pack(code, plans, outbox, self._key, arrived):
            manifest = made.manifest
            self.registry.record(
                SentBundle(
                    code, manifest.seq, made.manifest_sha256, manifest.kind, manifest.created,
                    self._key.key_id,
                ),
                sent_items(manifest), withdrawn(manifest),
            )  # fmt: skip

    def register(self, roster: Roster) -> None:
        """The people of a unit as known by their ID numbers."""
        everybody = list(roster.people())
        hashes = id_hasher(self.workspace)([id_number(p, roster.year) for p in everybody])
        people = [
            (p.recipient_id, digest, p.group, p.name, p.ordinal or 1)
            for p, digest in zip(everybody, hashes, strict=True)
        ]
        with self.registry.change():
            self.registry.add_people(roster.village_code, people, self._opened)

    def accept(self, home: KioskHome, at: datetime) -> None:
        """The kiosk's public key, as after ``kiosk county kiosk add``."""
        config = home.load_config()
        key = PublicKey.load(home.kiosk_pub).line()
        self.registry.add_kiosk(KnownKiosk(config.village_code, config.kiosk_id, key, to_rfc3339(at)))


@contextmanager
def make_office(folder: DemoFolder, units: tuple[Village, ...], today: date) -> Generator[CountyOffice]:
    """A new workspace in ``folder.county`` with keys, unit list and settings; nothing is sent yet."""
    workspace = Workspace(folder.county)
    _make_keys(workspace.keys)
    with Registry(workspace.registry_db) as registry:
        made = make_workspace(folder.county, COUNTY, issuer=ISSUER, drop=folder.drop, units=None)
        settings = county_settings(units, ledger_from(today))
        (made.reference_dir / "settings.json").write_text(settings, "utf-8")
        yield CountyOffice(made, registry, folder.drop, today)


def _make_keys(keys: Path) -> None:
    """All of the county's keys. Anybody can make them too (see ``demo_key``): nothing here is a secret."""
    keys.mkdir(mode=0o700)
    for role in ("county", "root"):
        key = demo_key(role)
        key.save(keys / f"{role}.key")
        (keys / f"{role}.pub").write_text(key.public.text(), "ascii")
    seal = PrivateKey(demo_key("seal").seed)
    registry = demo_key("registry").seed
    for name, half in (
        ("seal.key", seal.encode()), ("seal.pub", seal.public_key.encode()), ("registry.key", registry),
    ):  # fmt: skip
        (keys / name).write_bytes(base64.b64encode(half) + b"\n")


def id_number(person: Person, year: int) -> str:
    """The invented ID number of who is ``person.age`` in ``year``, of a region that does not exist."""
    rng = chance("birthday", person.recipient_id)
    born = date(year - person.age, 1, 1) + timedelta(days=rng.randrange(365))
    first17 = f"990123{born:%Y%m%d}{int(share('id', person.recipient_id) * 1000):03d}"
    return first17 + id_check_character(first17)


def card_number(person: Person) -> str:
    """The invented number of a card: 990 and 16 more digits."""
    return f"990{int(share('card', person.recipient_id) * 10**16):016d}"
