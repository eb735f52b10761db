"""Reading the reference tables (CSV) strictly: right heads, no surplus columns, rows that can be named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.domain.errors import Place, SenderFault


@dataclass(frozen=True, slots=True)
class Row:
    """One record. ``number`` counts records with the header as 1; cells are trimmed texts."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def parts(self, column: str) -> tuple[str, ...]:
        """The ``|``-separated values of a cell without empty ones."""
        return tuple(p for p in (part.strip() for part in self.cells[column].split("|")) if p)

    def fault(self, column: str, message: str, code: str = "reference_value") -> SenderFault:
        """An error that points at this cell. ``message`` must not repeat the cell."""
        return SenderFault(code, message, place=Place(self.file, self.number, column))

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """The cell, if it is one of ``allowed``; else SenderFault ``reference_value``."""
        if self.cells[column] not in allowed:
            raise self.fault(column, f"只能填：{'、'.join(allowed)}。请改正后再发。")
        return self.cells[column]

    def needed(self, column: str) -> str:
        """The cell, if not empty; else SenderFault ``reference_value``."""
        if not self.cells[column]:
            raise self.fault(column, "不能空着。请补上后再发。")
        return self.cells[column]

    def whole(self, column: str) -> int:
        """The cell as a whole number from 0; else SenderFault ``reference_value``."""
        text = self.cells[column]
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise self.fault(column, "要填整数。请改正后再发。")
        return int(text)


def read_rows(text: str, *, file: str, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """Records of a UTF-8 CSV whose header holds ``columns`` (any order) and at most ``optional`` more.

    Rows without any value are passed over.  Raises SenderFault ``reference_header`` (a column is
    missing, double or unknown) or ``reference_row`` (a record has more or fewer cells).
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, list[str]())]
        missing = [c for c in columns if c not in header]
        if missing:
            raise SenderFault(
                "reference_header", f"少了“{missing[0]}”这一列。请补上后再发。", place=Place(file, 1)
            )
        for column in header:
            if header.count(column) > 1:
                raise SenderFault(
                    "reference_header", f"“{column}”这一列有两个。请留一个再发。", place=Place(file, 1)
                )
            if column not in columns and column not in optional:
                raise SenderFault("reference_header", "多了不认识的列。请删掉再发。", place=Place(file, 1))
        for number, record in enumerate(reader, start=2):
            if not any(cell.strip() for cell in record):
                continue
            if len(record) != len(header):
                raise SenderFault(
                    "reference_row",
                    f"这一行有 {len(record)} 格，应有 {len(header)} 格。请改正后再发。",
                    place=Place(file, number),
                )
            cells = dict.fromkeys(optional, "")
            cells.update(zip(header, (c.strip() for c in record), strict=True))
            yield Row(file, number, cells)
    except csv.Error as error:
        raise SenderFault(
            "reference_row",
            "这一处的引号或逗号不对，读不下去。请改正后再发。",
            detail=str(error),
            place=Place(file, reader.line_num),
        ) from error
