"""The working ledger straight from a ``KIOSK_HOME``: for commands, the printed ledger and checks."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from kiosk import BUILD_DATE
from kiosk.domain.catalogue import Catalogue
from kiosk.domain.clock import Clock, is_trusted, today
from kiosk.domain.items import REFERENCE_KINDS
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.settings import UnitSettings, parse_settings
from kiosk.ledger.postings import WallRules, rules_of_board
from kiosk.ledger.working import Working, working_of_board
from kiosk.store.board import BoardReader
from kiosk.store.clock import last_seen
from kiosk.store.evidence import DeskFacts, EvidenceReader
from kiosk.store.home import KioskHome


@dataclass(frozen=True, slots=True)
class HomeLedger:
    """The ledger with what it was made from."""

    working: Working
    catalogue: Catalogue
    settings: UnitSettings
    desk: DeskFacts


def ledger_of_home(home: KioskHome, clock: Clock) -> HomeLedger:
    """Reads only. ``EnvironmentFault`` as those of ``BoardReader`` and ``last_seen``."""
    with closing(BoardReader(home, clock)) as board, closing(EvidenceReader(home)) as evidence:
        reference, settings = _tables(board)
        catalogue, desk = reference.catalogue(board.village().kind), evidence.desk()
        trusted = _is_trusted(home, board, clock)
        working = working_of_board(
            board, desk, evidence.versions(), catalogue, settings, reference.holidays, today(clock),
            trusted=trusted,
        )  # fmt: skip
        return HomeLedger(working, catalogue, settings, desk)


def wall_rules_of_home(home: KioskHome, clock: Clock) -> WallRules:
    """What a sheet on the wall is judged by today; reads as :func:`ledger_of_home`."""
    with closing(BoardReader(home, clock)) as board:
        reference, _ = _tables(board)
        catalogue = reference.catalogue(board.village().kind)
        trusted = _is_trusted(home, board, clock)
        return rules_of_board(board, catalogue, reference.holidays, today(clock), trusted=trusted)


def _tables(board: BoardReader) -> tuple[Reference, UnitSettings]:
    village = board.village()
    texts = {kind: text for kind in REFERENCE_KINDS if (text := board.reference_text(kind)) is not None}
    sent = texts.pop("settings", None)
    settings = parse_settings(sent, village.village_code) if sent else UnitSettings()
    return load_packaged().with_county(texts, village.kind), settings


def _is_trusted(home: KioskHome, board: BoardReader, clock: Clock) -> bool:
    newest = board.freshness().newest_created
    return is_trusted(clock.now(), build_date=BUILD_DATE, newest_created=newest, last_seen=last_seen(home))
