"""``ledger_sheet``: the working ledger as a PDF; what ``kiosk sheet ledger`` and 打印台账 call."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from kiosk.domain.clock import Clock
from kiosk.domain.errors import UsageFault
from kiosk.domain.settings import UnitSettings
from kiosk.ledger.home import ledger_of_home
from kiosk.ledger.paper import printed_rows, summary
from kiosk.sheets.command import SheetResult, finish_sheet, unit_of
from kiosk.sheets.ledger import LedgerLine, build
from kiosk.sheets.model import SheetModel
from kiosk.sheets.paper import PAPERS
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome


def ledger_sheet(
    home: KioskHome, out: Path, clock: Clock, *, paper: str = "a4", large: bool = False
) -> SheetResult:
    """Writes the ledger of today to ``out``, whole or not at all.

    ``warnings`` says so when the clock cannot be believed.  Raises UsageFault ``sheet_paper``,
    SenderFault (a text that may not be printed) or EnvironmentFault.
    """
    if paper not in PAPERS:
        raise UsageFault("sheet_paper", f"台账不能用这种纸。能用的：{'、'.join(PAPERS)}。")
    model, settings = ledger_model(home, clock)
    return finish_sheet(model, settings, out, large=large, paper=paper)


def ledger_model(home: KioskHome, clock: Clock, year: int | None = None) -> tuple[SheetModel, UnitSettings]:
    """What the ledger says: of today, or all that was due or made public in ``year``."""
    found = ledger_of_home(home, clock)
    with closing(BoardReader(home, clock)) as board:
        unit, _ = unit_of(board)
    working = found.working
    lines = [LedgerLine(*row) for row in printed_rows(working, found.catalogue, year)]
    counts = summary(working) if year is None else f"{year}年的，共 {len(lines)} 项。"
    return build(unit, lines, counts, working.today, trusted=working.trusted), unit.settings
