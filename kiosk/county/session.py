"""One command at work in the workspace: locked, registry open, interrupted work taken in first."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kiosk.bundle.keys import SecretKey
from kiosk.county.keyring import Passphrase, county_key, finish_cut
from kiosk.county.ledger import Archive
from kiosk.county.outbox import Fill, Outbox
from kiosk.county.workspace import Workspace, open_workspace
from kiosk.domain.clock import Clock
from kiosk.domain.clock import today as today_of
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.region import Village
from kiosk.store.registry import Registry, SentBundle


@dataclass(frozen=True, slots=True)
class UnitFault:
    """What the disk refused for one unit; the others went on."""

    unit: Village
    fault: EnvironmentFault


class Session:
    """What the commands share. The signing key is opened (and its passphrase asked for) when first needed."""

    def __init__(self, workspace: Workspace, registry: Registry, clock: Clock, ask: Passphrase) -> None:
        self.workspace, self.registry, self.clock, self.ask = workspace, registry, clock, ask
        finish_cut(workspace)
        self.outbox = Outbox(workspace, registry, clock)
        self.archive = Archive(workspace.outbox)
        self.today = today_of(clock)

    @cached_property
    def key(self) -> SecretKey:
        """The county's signing key."""
        return county_key(self.workspace, self.ask)

    def emit(self, unit: Village, fill: Fill, *, gate: bool = True) -> SentBundle:
        """The next update of a unit; see ``Outbox.emit``."""
        return self.outbox.emit(unit, self.key, fill, gate=gate)


@contextmanager
def open_session(path: Path, clock: Clock, ask: Passphrase) -> Generator[Session]:
    """The workspace at ``path``, nobody else in it. UsageFault ``no_workspace``, ``workspace_busy``."""
    workspace = open_workspace(path)
    with workspace.locked(), Registry(workspace.registry_db) as registry:
        yield Session(workspace, registry, clock, ask)
