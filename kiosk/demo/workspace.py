"""The demo's ``county/``: a workspace as ``kiosk county`` makes one, and as if it had sent everything.

Keys, the people's register (with invented ID numbers, hashed like real ones), the outbox and what was
recorded of it, the kiosks that were accepted: the next bundle of a unit follows the demo's last one.
"""

from __future__ import annotations

import base64
import shutil
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
from kiosk.demo.incoming import FOLDER, Incoming, id_number, write_incoming
from kiosk.demo.pack import ISSUER, demo_key, pack
from kiosk.demo.people import Roster
from kiosk.demo.settings import county_settings
from kiosk.domain.clock import to_rfc3339
from kiosk.domain.paths import resources_dir
from kiosk.domain.region import Village
from kiosk.store.home import KioskHome
from kiosk.store.registry import KnownKiosk, Registry, SentBundle

COUNTY = "360123"


class CountyOffice:
    """The county's office of the demo while it is being made: its workspace and open registry."""

    def __init__(self, workspace: Workspace, registry: Registry, drop: Path, today: date) -> None:
        self.workspace, self.registry = workspace, registry
        self._drop, self._key = drop, demo_key("county")
        self._today, self._people = today, dict[str, Incoming]()
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

    def register(self, unit: Village, roster: Roster) -> None:
        """The people of a unit as known by their ID numbers."""
        self._people[unit.village_code] = Incoming(unit, roster)
        everybody = list(roster.people())
        hashes = id_hasher(self.workspace)([id_number(p) for p in everybody])
        people = [
            (p.recipient_id, digest, p.group, p.name, p.ordinal or 1)
            for p, digest in zip(everybody, hashes, strict=True)
        ]
        with self.registry.change():
            self.registry.add_people(roster.village_code, people, self._opened)

    def receive(self) -> None:
        """What the departments sent, and the columns of one of their forms that were looked at last year."""
        write_incoming(self.workspace.path / FOLDER, self._people, self._today)
        shutil.copytree(resources_dir() / "demo" / "incoming" / "mappings", self.workspace.path / "mappings")

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
