"""``check``: a packing up to the signature. All is read and judged; nobody is registered, nothing signed."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from kiosk.county.batches import Prepared
from kiosk.county.packing import PackOptions, PackOutcome, PackRun
from kiosk.county.progress import Progress, silent
from kiosk.county.session import Session
from kiosk.domain.items import PayoutsItem
from kiosk.domain.region import Village
from kiosk.store.registry import PeopleChange, PersonRow, Registry


@dataclass(frozen=True, slots=True)
class Fit:
    """A unit whose lists could be packed, and the batches there would be."""

    unit: Village
    batches: tuple[PayoutsItem, ...]


class _Onlooker(Registry):
    """The registry for a packing that is only tried: who would be new is not written down."""

    @contextmanager
    def change(self) -> Generator[None]:
        yield

    def add_people(self, village_code: str, people: Iterable[PersonRow], at: datetime) -> None:
        pass

    def update_person(
        self, village_code: str, person: PersonRow, what: PeopleChange, reason: str, at: datetime
    ) -> None:
        pass


class _Trial(PackRun):
    """The same steps as a packing, but the last."""

    def __init__(
        self, session: Session, options: PackOptions, progress: Progress, registry: Registry
    ) -> None:
        super().__init__(session, options, progress)
        self.registry = registry
        self.fits: list[Fit] = []

    def _ready(self) -> None:
        """Nothing is signed: the key may stay in its safe."""

    def emit(self, unit: Village, batches: Sequence[Prepared]) -> None:
        self.fits.append(Fit(unit, tuple(p.item for p in batches)))


def try_pack(
    session: Session, options: PackOptions, progress: Progress = silent
) -> tuple[PackOutcome, list[Fit]]:
    """What ``pack`` would say of the same files, and for whom it would make a bundle; raises as it does.

    Only the file with the problems is written.
    """
    with _Onlooker(session.workspace.registry_db, read_only=True) as registry:
        trial = _Trial(session, options, progress, registry)
        with trial.spooled() as spool:
            trial.each_unit(spool, trial.emit_new)
        trial.finish()
    trial.fits.sort(key=lambda f: f.unit.village_code)
    return trial.outcome, trial.fits
