"""What the digest of each kind of sheet covers (sheets.md, "QR"); the same on screen, paper and web.

Each function takes what a ``Board`` tells and reads nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.sheetid import SheetContent, payout_cells, sheet_id
from kiosk.store.views import BatchView, DisclosureView, PayoutRow, PolicyView, ProgrammeYear, YearOverview

PAYOUTS: Final = "payouts"
SUMMARY: Final = "summary"
CATALOGUE: Final = "catalogue"
NOTICE: Final = "notice"
FINANCE: Final = "finance"
YEAR: Final = "year"


def disclosure_kind(view: DisclosureView) -> str:
    """A table of income and expense hangs as kind ``finance``, everything else as ``notice``."""
    return FINANCE if view.table is not None and view.table.cents is not None else NOTICE


def content_id(kind: str, content: SheetContent) -> str:
    """The sheet id under which ``content`` hangs as ``kind``."""
    return sheet_id(kind, content.village_code, content.subject_ids, content.versions)


def batch_content(village_code: str, batch: BatchView, rows: Sequence[PayoutRow]) -> SheetContent:
    """A batch: every published row in its order and the control totals."""
    head = batch.head
    return SheetContent(
        title=head.title,
        village_code=village_code,
        subject_ids=(batch.batch_id,),
        versions=(head.version,),
        privacy=head.privacy,
        rows=payout_cells((row.payout for row in rows), batch.fields),
        totals={"rows": batch.rows, "cents": batch.cents, "persons": batch.persons},
    )


def disclosure_content(village_code: str, view: DisclosureView) -> SheetContent:
    """A disclosure: its body as one row, then the rows of its table."""
    head, table = view.head, view.table
    rows = table.rows if table is not None else ()
    return SheetContent(
        title=head.title,
        village_code=village_code,
        subject_ids=(head.id,),
        versions=(head.version,),
        privacy=head.privacy,
        rows=((view.body or "",), *rows),
        totals={"rows": len(rows), "cents": table.cents if table is not None else None},
    )


def policy_content(village_code: str, view: PolicyView) -> SheetContent:
    """An explainer: the document, the five answers and the body, one row each."""
    head, document, answers = view.head, view.document, view.answers
    return SheetContent(
        title=head.title,
        village_code=village_code,
        subject_ids=(head.id,),
        versions=(head.version,),
        privacy=head.privacy,
        rows=(
            (document.name, document.number, document.date, document.state),
            (answers.who, answers.how_much, answers.when, answers.how, answers.whom),
            (view.body or "",),
        ),
        totals={},
    )


def catalogue_content(village_code: str, kind: str, catalogue: Catalogue) -> SheetContent:
    """The unit's catalogue: what an item says, in catalogue order; it has no versions of its own."""
    return SheetContent(
        title="基本目录",
        village_code=village_code,
        subject_ids=(f"catalogue-{kind}",),
        versions=(1,),
        privacy="P0",
        rows=tuple(
            (i.id, i.level1, i.level2, "；".join(i.elements), i.deadline_text, i.discloser, i.verify)
            for i in catalogue.items
        ),
        totals={"rows": len(catalogue.items)},
    )


def year_content(
    village_code: str, overview: YearOverview, programmes: Sequence[ProgrammeYear]
) -> SheetContent:
    """A year's summary: its batches in order of id, one row a programme, the year's total."""
    batches = sorted(
        (batch.batch_id, batch.head.version)
        for programme in programmes
        for batch in programme.batches
        if batch.head.withdrawal is None
    )
    return SheetContent(
        title=f"{overview.year}年惠民惠农补贴发放汇总",
        village_code=village_code,
        subject_ids=tuple(batch_id for batch_id, _ in batches),
        versions=tuple(version for _, version in batches),
        privacy="P0",
        rows=tuple(
            (p.programme_id, p.programme_name, p.households, p.persons, p.cents, p.suppressed)
            for p in programmes
        ),
        totals={"cents": overview.cents, "households": overview.households},
    )


def year_page_content(village_code: str, year: int) -> SheetContent:
    """The living page of a year's payouts, to which the QR code of a slip leads.

    It has neither rows nor totals, so its address stays the same however often the year is added to;
    a slip does not go stale on the way home.
    """
    return SheetContent(
        title=f"{year}年惠民惠农补贴",
        village_code=village_code,
        subject_ids=(f"year-{year}",),
        versions=(1,),
        privacy="P0",
        rows=(),
        totals={},
    )


def year_list_content(
    village_code: str, year: int, batches: Sequence[tuple[BatchView, Sequence[PayoutRow]]]
) -> SheetContent:
    """A year's lists together, person by person: the published rows of every batch, in order of batch id."""
    ordered = sorted(batches, key=lambda pair: pair[0].batch_id)
    return SheetContent(
        title=f"{year}年惠民惠农补贴发放到户情况",
        village_code=village_code,
        subject_ids=tuple(batch.batch_id for batch, _ in ordered),
        versions=tuple(batch.head.version for batch, _ in ordered),
        privacy="P1",
        rows=tuple(
            cells
            for batch, rows in ordered
            for cells in payout_cells((row.payout for row in rows), batch.fields)
        ),
        totals={"cents": sum(batch.cents for batch, _ in ordered)},
    )
