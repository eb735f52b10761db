"""A sheet on its way to the printer: made, proved, and named as the registers know it.

Shared by ``kiosk print`` and the desk's 打印.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from kiosk.domain.clock import Clock
from kiosk.domain.paths import resources_dir
from kiosk.intake.status import read_worker_status
from kiosk.keeping.ledger import ledger_model
from kiosk.keeping.problem import problem_model
from kiosk.sheets import ledger, problem
from kiosk.sheets.command import SheetResult, finish_sheet, model_of
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.proof import Proof, all_hold, prove
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.prints import SLIP, PrintOrder, SheetRef

NOT_FOR_THE_WALL: Final = frozenset({SLIP, ledger.KIND, problem.KIND})


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Which sheet, as ``make_sheet`` chooses; kind ``ledger`` is the working ledger of today, ``problem``
    the note about the bundle ``item`` that was not taken."""

    kind: str
    batch: str | None = None
    item: str | None = None
    year: int | None = None

    @property
    def hangs(self) -> bool:
        """Whether it is for the wall."""
        return self.kind not in NOT_FOR_THE_WALL


@dataclass(frozen=True, slots=True)
class ProvedSheet:
    """What came out: the five looks, and the PDF when nothing was against it."""

    title: str
    proofs: tuple[Proof, ...]
    made: SheetResult | None


def make_proved(
    home: KioskHome, choice: SheetChoice, out: Path, clock: Clock, *, paper: str, large: bool
) -> ProvedSheet:
    """Writes the sheet to ``out`` when all five looks allow it. Raises like ``make_sheet`` for the rest."""
    if choice.kind == ledger.KIND:
        model, settings = ledger_model(home, clock)
    elif choice.kind == problem.KIND:
        with closing(BoardReader(home, clock)) as board:
            model, settings = problem_model(board, choice.item or "", read_worker_status(home))
    else:
        with closing(BoardReader(home, clock)) as board:
            model, settings = model_of(
                board, clock, choice.kind, batch=choice.batch, item=choice.item, year=choice.year
            )
    proofs = prove(model, settings, open_fonts(resources_dir() / "fonts"))
    made = finish_sheet(model, settings, out, large=large, paper=paper) if all_hold(proofs) else None
    return ProvedSheet(model.title, proofs, made)


def sheet_ref(kind: str, made: SheetResult) -> SheetRef:
    """The sheet as the registers of prints and postings know it."""
    return SheetRef(
        made.sheet_id, made.digest, kind, made.title, made.subjects, made.catalogue_ids, made.says_withdrawn
    )


def order_of(
    kind: str, made: SheetResult, *, copies: int, paper: str, printer: str, who: str, sides: str = "one"
) -> PrintOrder:
    """One print of it; ``printer`` is a queue or a folder."""
    return PrintOrder(sheet_ref(kind, made), made.pages, copies, paper, sides, printer, who)


def one_page(pdf: Path, page: int, out: Path) -> None:
    """Page ``page`` (from 0) of ``pdf`` as a PDF of its own."""
    import pikepdf

    fresh = BytesIO()
    with pikepdf.open(pdf) as whole, pikepdf.new() as single:
        single.pages.append(whole.pages[page])
        single.save(fresh, deterministic_id=True)
    out.write_bytes(fresh.getvalue())
