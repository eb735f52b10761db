"""What the reading and checking of the departments' tables hands to the packing.

A table goes file → ``SourceRow`` (one line as it was understood) → checks → ``Chunk`` (accepted
lines, column by column, ready to pack) and ``Problem`` (a sentence for the clerk).  Row numbers are
those Excel shows; for CSV the record number with the header as 1.  Money is in 分.  ID numbers live
only in memory: they are in no ``repr``, no problem, no log, and never reach the disk from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from kiosk.county.cover import cover

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a table. ``message`` tells what, and what to do; it repeats no cell.

    ``row`` is None when the whole sheet or file is meant, ``column`` is the header as it stands in
    the table.  ``village_code`` names the unit whose batch an error blocks (empty: not known, or
    every unit in the file).
    """

    file: str
    sheet: str
    row: int | None
    column: str
    code: str
    severity: Severity
    message: str
    village_code: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it blocks its row (with ``row`` None: the whole sheet)."""
        return self.severity == "error"

    def as_json(self) -> dict[str, object]:
        """The keys that ``kiosk county pack --json`` prints (architecture §5), and the severity."""
        return {
            "file": cover(self.file),
            "sheet": cover(self.sheet),
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": cover(self.message),
            "severity": self.severity,
        }

    def sentence(self) -> str:
        """Place and message in one line, ready for a person."""
        where = cover(self.file) + (f"“{cover(self.sheet)}”表" if self.sheet else "")
        if self.row is not None:
            where += f"第{self.row}行"
        if self.column:
            where += f"“{self.column}”列"
        message = cover(self.message)
        return f"{where}：{message}" if where else message


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One line of a table, understood but not judged. Empty cells are None or ``""``.

    ``idno`` is as it was written, in half-width capitals; ``id_was_number`` says that the cell was
    a number, so that its last digits are lost.  ``cents`` is 实发, ``due_cents`` 应发.  Quantities
    are already in ``qty_unit`` (公顷 and 平方米 become 亩).  ``faults`` are (column kind, code) of
    cells that could not be understood.
    """

    file: str
    sheet: str
    row: int
    village_text: str = ""
    town_text: str = ""
    group_text: str = ""
    name: str = ""
    idno: str | None = field(default=None, repr=False)
    id_was_number: bool = False
    account_seen: bool = False
    programme_text: str = ""
    qty: Decimal | None = None
    qty_unit: str = ""
    rate: Decimal | None = None
    rate_unit: str = ""
    months: int | None = None
    persons: int | None = None
    cents: int | None = None
    due_cents: int | None = None
    paid_on: date | None = None
    paid_how: str = ""
    note: str = field(default="", repr=False)
    extra: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """Accepted lines of one sheet and one programme as parallel columns, in the order of the sheet.

    Every list has ``len(chunk)`` entries; what a table does not say is ``""`` (None for whole
    numbers).  ``qty`` and ``rate`` are plain decimal texts with the digits of the source (``5.20``),
    ``idno`` 18 characters (a 15-digit ID already lengthened) or ``""``, ``name`` is normalised,
    ``paid_on`` an ISO date.  ``several``: the lines are plots or parts, those of one person are to
    be added up; otherwise no person comes twice in a batch.  ``approved``: the amounts were fixed
    by hand and need not be quantity × standard (按核定金额发放).
    """

    file: str
    sheet: str
    programme_id: str
    row: Sequence[int]
    village_code: list[str]
    group: list[str]
    name: list[str]
    cents: list[int]
    idno: list[str] = field(repr=False)
    qty: list[str]
    rate: list[str]
    qty_unit: str
    rate_unit: str
    months: list[int | None]
    persons: list[int | None]
    due_cents: list[int | None]
    paid_on: list[str]
    paid_how: list[str]
    note: list[str] = field(repr=False)
    x1: list[str]
    x2: list[str]
    x3: list[str]
    x4: list[str]
    several: bool = False
    approved: bool = False

    def __len__(self) -> int:
        return len(self.cents)


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column of a table is taken for. ``use`` is a kind of reading/synonyms.py or ``""`` (not used).

    ``at`` counts from 0; ``confidence`` is 0–1; ``sure`` when nobody needs to be asked.
    ``programme_id`` names the programme of an amount column in a wide table.
    """

    at: int
    letter: str
    label: str
    use: str
    confidence: float
    sure: bool
    why: str = ""
    programme_id: str = ""


@dataclass(frozen=True, slots=True)
class FoundTotal:
    """A 小计 or 合计 line and what the lines it covers really add up to."""

    row: int
    label: str
    said_cents: int
    counted_cents: int
    lines: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class SheetReport:
    """How one sheet was read: where the header stood, what the columns were taken for."""

    file: str
    sheet: str
    header_row: int
    header_rows: int
    header_hash: str
    columns: tuple[ColumnGuess, ...]


@dataclass(slots=True)
class ReadReport:
    """What a reading found. Grows while the chunks are consumed; complete after the last one.

    ``rows_read`` counts lines of persons (not titles, totals, footers), accepted and rejected ones
    together; ``cents_accepted`` is the sum of the accepted ones.  ``blocked`` are the village codes
    with at least one error; ``torn`` those with lines from a file that broke off in the middle: they
    must not be packed even in part.
    """

    rows_read: int = 0
    rows_accepted: int = 0
    cents_accepted: int = 0
    problems: list[Problem] = field(default_factory=list[Problem])
    totals: list[FoundTotal] = field(default_factory=list[FoundTotal])
    sheets: list[SheetReport] = field(default_factory=list[SheetReport])
    blocked: set[str] = field(default_factory=set[str])
    torn: set[str] = field(default_factory=set[str])
    files_failed: list[str] = field(default_factory=list[str])

    @property
    def rows_rejected(self) -> int:
        return self.rows_read - self.rows_accepted

    @property
    def has_errors(self) -> bool:
        return any(p.is_error for p in self.problems)
