"""Any table file as plain cells, read in the sandboxed child: for what a village publishes itself.

``python -m kiosk.county.local_sheet`` is the child.  It knows nothing of lists or programmes: it opens the
file as the county's reader does (kind by content, look before parsing) and sends the cells.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from kiosk.county.reading import wire
from kiosk.county.reading.sandbox import Limits, apply_limits, limits_for, run_child
from kiosk.county.reading.values import Cell, cell_text
from kiosk.county.reading.workbook import Sheet, Span, open_book
from kiosk.domain.errors import KioskError, SenderFault

MODULE = "kiosk.county.local_sheet"
MOST_ROWS = 5_000
MOST_COLUMNS = 60
_CHUNK = 500

PlainCell = str | int | float | None


@dataclass(slots=True)
class PlainSheet:
    """One visible sheet. Cells from column 0 on; ``rows[0]`` is the row that Excel calls 1.

    ``no_result`` has (row, column letters) of formulas without a stored result; ``cut``: there was more than
    MOST_ROWS or MOST_COLUMNS, which is not here.
    """

    name: str
    rows: list[list[PlainCell]] = field(default_factory=list["list[PlainCell]"])
    merged: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    no_result: tuple[tuple[int, str], ...] = ()
    cut: bool = False


@dataclass(slots=True)
class PlainBook:
    """The visible sheets with anything in them, and the names of the hidden ones."""

    sheets: list[PlainSheet] = field(default_factory=list[PlainSheet])
    hidden: tuple[str, ...] = ()


def read_book(path: Path) -> PlainBook:
    """Read a file in a child of limited memory and time.

    SenderFault ``file_…`` when it cannot be read; nothing of the file is in its words.
    """
    size = path.stat().st_size if path.exists() else 0
    book = PlainBook()
    for message in run_child(MODULE, str(path), limits_for(size)):
        if message["t"] == "book":
            book.hidden = tuple(message["hidden"])
        elif message["t"] == "sheet":
            book.sheets.append(
                PlainSheet(
                    message["name"],
                    merged=tuple(cast(Span, tuple(span)) for span in message["merged"]),
                    hidden_rows=frozenset(message["hidden_rows"]),
                    no_result=tuple((row, letters) for row, letters in message["no_result"]),
                )
            )
        elif message["t"] == "rows":
            book.sheets[-1].rows.extend(message["rows"])
            book.sheets[-1].cut = message["cut"]
    book.sheets = [sheet for sheet in book.sheets if any(any(row) for row in sheet.rows)]
    return book


# --- in the child ----------------------------------------------------------------------------------


def main() -> None:
    """Reads the path and the limits, sends the cells, ends with an ``end``, ``fault`` or ``bug`` message."""
    path, limits = cast(tuple[str, Limits], pickle.load(sys.stdin.buffer))
    out = sys.stdout.buffer
    apply_limits(limits)
    wire.send(out, {"t": "ready"})
    try:
        _work(Path(path), out)
    except KioskError as error:
        wire.send(out, {"t": "fault", "code": error.code, "message": error.message, "detail": error.detail})
    except MemoryError:
        os._exit(137)
    except BrokenPipeError:
        os._exit(0)
    except BaseException as error:
        # Values of cells may stand in an exception's text; where it happened is enough.
        said = re.sub(r"'[^']*'|\d{6,}", "…", str(error))
        where = "".join(traceback.format_tb(error.__traceback__))
        wire.send(out, {"t": "bug", "trace": f"{where}{type(error).__name__}: {said}"})
    else:
        wire.send(out, {"t": "end"})


def _work(path: Path, out: BinaryIO) -> None:
    try:
        stream = path.open("rb")
        size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise SenderFault(
            "file_unreadable", "这个文件打不开。请看看U盘还在不在，文件是不是正开着。", detail=str(error)
        ) from error
    with stream:
        book = open_book(stream, size)
        wire.send(out, {"t": "book", "hidden": list(book.hidden)})
        for sheet in book.sheets:
            _send_sheet(sheet, out)


def _send_sheet(sheet: Sheet, out: BinaryIO) -> None:
    facts = sheet.facts
    wire.send(
        out,
        {
            "t": "sheet", "name": sheet.name, "merged": [list(span) for span in sheet.merged[:MOST_ROWS]],
            "hidden_rows": sorted(facts.hidden_rows)[:MOST_ROWS],
            "no_result": sorted(facts.no_result)[:MOST_ROWS],
        },
    )  # fmt: skip
    rows: list[list[PlainCell]] = []
    cut = False
    for number, row in enumerate(sheet.rows, start=1):
        if number > MOST_ROWS:
            cut = cut or any(cell not in ("", None) for cell in row)
            break
        cut = cut or any(cell not in ("", None) for cell in row[MOST_COLUMNS:])
        rows.append([_plain(cell) for cell in row[:MOST_COLUMNS]])
        if len(rows) >= _CHUNK:
            wire.send(out, {"t": "rows", "rows": rows, "cut": cut})
            rows = []
    wire.send(out, {"t": "rows", "rows": rows, "cut": cut})


def _plain(cell: Cell) -> Any:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    return cell_text(cell) or None


if __name__ == "__main__":
    main()
