"""``make_sheet``: from a kiosk's home to a PDF on disk; what ``kiosk sheet`` and the desk call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from kiosk import BUILD_DATE
from kiosk.bundle.disk import write_whole
from kiosk.domain.clock import Clock, SystemClock, dependable_today, is_trusted, shanghai_date
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.items import REFERENCE_KINDS
from kiosk.domain.paths import resources_dir
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.settings import UnitSettings, parse_settings
from kiosk.sheets import chart, disclosures, ledger, payouts, slip, summary
from kiosk.sheets import year as year_sheet
from kiosk.sheets.archival import archival
from kiosk.sheets.check import check_glyphs, check_values
from kiosk.sheets.engine import Rendered, render
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.model import SheetModel, Unit
from kiosk.sheets.paper import PAPERS
from kiosk.sheets.slip import SLIP_PAPERS
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.views import BatchView, Board, Published

KINDS: Final = (
    payouts.KIND,
    summary.KIND,
    chart.KIND,
    disclosures.NOTICE,
    disclosures.FINANCE,
    slip.KIND,
)
"""Kinds that can be made from the board alone; the working ledger is ``kiosk.keeping.ledger``."""


@dataclass(frozen=True, slots=True)
class SheetResult:
    """What was made. ``warnings`` are sentences for the clerk; ``subjects`` (id, version) are shown."""

    path: Path
    pages: int
    sheet_id: str
    digest: str
    title: str
    warnings: tuple[str, ...]
    subjects: tuple[tuple[str, int], ...] = ()
    catalogue_ids: tuple[str, ...] = ()
    says_withdrawn: bool = False


def make_sheet(
    home: KioskHome,
    kind: str,
    out: Path,
    *,
    batch: str | None = None,
    year: int | None = None,
    item: str | None = None,
    recipient: str | None = None,
    paper: str | None = None,
    large: bool = False,
    posted: date | None = None,
    clock: Clock | None = None,
) -> SheetResult:
    """Writes the sheet to ``out`` as PDF/A-2b, whole or not at all.

    ``batch`` chooses the batch of ``payouts``; with ``year`` alone it is all lists of that year.
    ``item`` or ``year`` choose the disclosure or policy of ``notice`` and ``finance``, ``year`` that of
    ``summary``, ``recipient`` (and ``year``) whose ``slip``; without them the newest fitting one that is
    not withdrawn.  ``paper``: a3 (the default), a4 or 2xa4, of a slip a5 (the default), 80mm or a4.
    ``posted`` is the day from which it hangs (default: today).
    Raises UsageFault (``sheet_kind``, ``sheet_paper``, ``sheet_choice``), SenderFault (a text that may
    not be printed) or EnvironmentFault.
    """
    if kind not in KINDS:
        raise UsageFault("sheet_kind", f"没有这一种上墙件。能做的：{'、'.join((*KINDS, ledger.KIND))}。")
    papers = SLIP_PAPERS if kind == slip.KIND else PAPERS
    paper = paper or next(iter(papers))
    if paper not in papers:
        what = "明白条" if kind == slip.KIND else "这种上墙件"
        raise UsageFault("sheet_paper", f"{what}不能用这种纸。能用的：{'、'.join(papers)}。")
    now = clock or SystemClock()
    board = BoardReader(home, now)
    try:
        model, settings = model_of(
            board, now, kind, batch=batch, year=year, item=item, recipient=recipient, posted=posted
        )
    finally:
        board.close()
    return finish_sheet(model, settings, out, large=large, paper=paper)


def model_of(
    board: Board,
    clock: Clock,
    kind: str,
    *,
    batch: str | None = None,
    year: int | None = None,
    item: str | None = None,
    recipient: str | None = None,
    posted: date | None = None,
) -> tuple[SheetModel, UnitSettings]:
    """What :func:`make_sheet` would print, with the same choices, before the gates."""
    if kind == payouts.KIND and batch is None and year is not None:
        return year_model(board, clock, year, posted=posted)
    if kind == payouts.KIND:
        return payout_model(board, clock, batch=batch, year=year, posted=posted)
    if kind == slip.KIND:
        return slip_model(board, clock, recipient, year=year, posted=posted)
    if kind == summary.KIND:
        return summary_model(board, clock, year=year, posted=posted)
    if kind == chart.KIND:
        unit, _ = unit_of(board)
        return chart.build(unit, posted or sheet_day(board, clock)), unit.settings
    return disclosure_model(board, clock, kind, item=item, year=year, posted=posted)


def finish_sheet(
    model: SheetModel, settings: UnitSettings, out: Path, *, large: bool = False, paper: str = "a3"
) -> SheetResult:
    """Both gates, then the PDF on disk: the last step of every sheet."""
    rendered = checked_render(model, settings, large=large, paper=paper)
    _write(out, archival(rendered.pdf, title=model.title, author=model.issuer))
    return SheetResult(
        path=out,
        pages=rendered.pages,
        sheet_id=model.stamp.sheet_id,
        digest=model.stamp.digest,
        title=model.title,
        warnings=model.warnings,
        subjects=model.subjects,
        catalogue_ids=model.catalogue_ids,
        says_withdrawn=model.says_withdrawn,
    )


def sheet_day(board: Board, clock: Clock) -> date:
    """The day from which a sheet hangs, never 1970: a clock from before the newest bundle is wrong."""
    now, newest = clock.now(), board.freshness().newest_created
    floor = BUILD_DATE if newest is None else shanghai_date(newest)
    trusted = is_trusted(now, build_date=floor, newest_created=newest, last_seen=None)
    return dependable_today(now, trusted=trusted, floor=floor, newest_created=newest)


def payout_model(
    board: Board,
    clock: Clock,
    *,
    batch: str | None = None,
    year: int | None = None,
    posted: date | None = None,
) -> tuple[SheetModel, UnitSettings]:
    """The model of the chosen batch. A preview calls this off the GUI thread, then checked_render."""
    unit, reference = unit_of(board)
    chosen = choose_batch(board, batch, year)
    return payouts.build(board, chosen, unit, reference, posted or sheet_day(board, clock)), unit.settings


def disclosure_model(
    board: Board,
    clock: Clock,
    kind: str,
    *,
    item: str | None = None,
    year: int | None = None,
    posted: date | None = None,
) -> tuple[SheetModel, UnitSettings]:
    """The model of the chosen disclosure or policy as ``notice`` or ``finance``."""
    unit, reference = unit_of(board)
    day = posted or sheet_day(board, clock)
    for head in _candidates(board, kind, item, year):
        if head.type == "policy" and kind == disclosures.NOTICE:
            policy = board.policy(head.id)
            if policy is not None:
                return disclosures.build_policy(policy, unit, reference, day), unit.settings
        elif head.type == "disclosure":
            view = board.disclosure(head.id)
            if view is not None and disclosures.is_finance(view) == (kind == disclosures.FINANCE):
                return disclosures.build_disclosure(view, unit, day), unit.settings
    if item is not None:
        raise UsageFault("sheet_choice", "没有找到这个编号的公开件，或者它不适合这一种上墙件。请核对编号。")
    raise UsageFault("sheet_choice", "还没有公开过这一种内容，没有可印的。")


def year_model(
    board: Board, clock: Clock, year: int, *, posted: date | None = None
) -> tuple[SheetModel, UnitSettings]:
    """The model of all lists of a year together."""
    unit, reference = unit_of(board)
    if year not in board.years():
        raise UsageFault("sheet_choice", f"还没有公开过{year}年的补贴发放批次，没有可印的。")
    model = year_sheet.build(board, board.year(year), unit, reference, posted or sheet_day(board, clock))
    return model, unit.settings


def slip_model(
    board: Board,
    clock: Clock,
    recipient: str | None,
    *,
    year: int | None = None,
    posted: date | None = None,
) -> tuple[SheetModel, UnitSettings]:
    """The model of a person's slip; ``recipient`` is the id that the finder and the lists open."""
    if recipient is None:
        raise UsageFault("sheet_choice", "明白条要写是谁的：--recipient 编号。编号在屏幕上这个人的页里。")
    unit, _ = unit_of(board)
    model = slip.build(board.recipient(recipient), year, unit, posted or sheet_day(board, clock))
    return model, unit.settings


def summary_model(
    board: Board, clock: Clock, *, year: int | None = None, posted: date | None = None
) -> tuple[SheetModel, UnitSettings]:
    """The model of a year's summary, the newest year by default."""
    unit, reference = unit_of(board)
    years = board.years()
    wanted = year if year is not None else next(iter(years), None)
    if wanted is None or wanted not in years:
        when = f"{year}年" if year is not None else ""
        raise UsageFault("sheet_choice", f"还没有公开过{when}的补贴发放批次，没有可印的。")
    last = board.year(wanted - 1) if wanted - 1 in years else None
    model = summary.build(board.year(wanted), last, unit, reference, posted or sheet_day(board, clock))
    return model, unit.settings


def _candidates(board: Board, kind: str, item: str | None, year: int | None) -> list[Published]:
    """Heads worth trying, best first: notices before other texts, what stands before what is withdrawn."""
    heads = [
        head
        for head in board.publications()
        if head.type in ("disclosure", "policy")
        and (item is None or head.id == item)
        and (year is None or head.published_on.year == year)
    ]
    wanted = "notice" if kind == disclosures.NOTICE else "table"
    return sorted(heads, key=lambda head: (head.withdrawal is not None, head.form != wanted))


def checked_render(
    model: SheetModel, settings: UnitSettings, *, large: bool = False, paper: str = "a3"
) -> Rendered:
    """Both gates, then the PDF in memory."""
    check_values(model, settings)
    fonts = open_fonts(resources_dir() / "fonts")
    check_glyphs(model, fonts)
    return render(model, fonts, large=large, paper=paper)


@lru_cache(maxsize=1)
def _packaged() -> Reference:
    return load_packaged()


def unit_of(board: Board) -> tuple[Unit, Reference]:
    """The place and the tables that hold for it, with what the county replaced."""
    village = board.village()
    texts = {kind: text for kind in REFERENCE_KINDS if (text := board.reference_text(kind)) is not None}
    settings = (
        parse_settings(texts["settings"], village.village_code) if "settings" in texts else UnitSettings()
    )
    reference = _packaged().with_county(texts, village.kind)
    return Unit(village, settings, reference.catalogue(village.kind), reference.holidays), reference


def choose_batch(board: Board, batch: str | None, year: int | None) -> BatchView:
    """The batch with this id, else the newest one (of ``year``) that is not withdrawn.

    UsageFault ``sheet_choice`` when there is none.
    """
    if batch is None:
        found = [head for head in board.publications() if _fits(head, year)]
        standing = [head for head in found if head.withdrawal is None]
        if not found:
            when = f"{year}年" if year is not None else ""
            raise UsageFault("sheet_choice", f"还没有公开过{when}的补贴发放批次，没有可印的。")
        batch = (standing or found)[0].id
    view = board.batch(batch)
    if view is None:
        raise UsageFault(
            "sheet_choice", "没有找到这个编号的发放批次。请核对编号，或不写 --batch，印最新的一批。"
        )
    if year is not None and view.year != year:
        raise UsageFault("sheet_choice", f"这个编号的批次不是{year}年的。请去掉 --year 或改正。")
    return view


def _fits(head: Published, year: int | None) -> bool:
    return head.type == "payouts" and (year is None or head.period == str(year))


def _write(out: Path, pdf: bytes) -> None:
    """Whole or not at all: a half PDF must never reach a printer."""
    try:
        write_whole(out, pdf)
    except OSError as error:
        raise EnvironmentFault(
            "sheet_not_written",
            f"上墙件写不到 {out}。请检查这个文件夹在不在、能不能写、磁盘有没有空间。",
            detail=str(error),
        ) from error
