"""The sandboxed child: ``python -m kiosk.county.checking.child``, job on stdin, messages on stdout."""

from __future__ import annotations

import gc
import os
import pickle
import re
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO, Literal, cast

from kiosk.county.checking.engine import SheetRun
from kiosk.county.checking.plan import Plan
from kiosk.county.checking.prepare import Context, plan_for, prepare
from kiosk.county.checking.problems import ProblemBook
from kiosk.county.checking.setting import CheckSetting
from kiosk.county.reading import wire
from kiosk.county.reading.sandbox import Limits, apply_limits
from kiosk.county.reading.values import cell_text
from kiosk.county.reading.workbook import Sheet, open_book
from kiosk.domain.errors import KioskError, SenderFault

MODULE = "kiosk.county.checking.child"


@dataclass(frozen=True, slots=True)
class Job:
    """``check``: everything; ``look``: headers and columns only; ``fetch``: original cells of ``rows``
    (sheet name → row numbers)."""

    path: str
    mode: Literal["check", "look", "fetch"]
    setting: CheckSetting | None = None
    rows: dict[str, frozenset[int]] | None = None
    quick: bool = True


class _Counting:
    """The open file, telling how far it was read."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def done(self) -> int:
        try:
            return os.lseek(self.stream.fileno(), 0, os.SEEK_CUR)
        except (OSError, ValueError):
            return 0


def main() -> None:
    """Reads the job, applies the limits, works, ends with an ``end``, ``fault`` or ``bug`` message."""
    job, limits = cast(tuple[Job, Limits], pickle.load(sys.stdin.buffer))
    out = sys.stdout.buffer
    apply_limits(limits)
    # A block of rows is thousands of lists that live together and die together: no cycles to look for.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    wire.send(out, {"t": "ready"})
    try:
        work(job, out)
    except KioskError as error:
        wire.send(out, {"t": "fault", "code": error.code, "message": error.message, "detail": error.detail})
    except MemoryError:
        os._exit(137)
    except BrokenPipeError:
        os._exit(0)
    except BaseException as error:
        # Values of cells may stand in an exception's text; where it happened is enough.
        where = "".join(traceback.format_tb(error.__traceback__))
        said = re.sub(r"'[^']*'|\d{6,}", "…", str(error))
        wire.send(out, {"t": "bug", "trace": f"{where}{type(error).__name__}: {said}"})
    else:
        wire.send(out, {"t": "end"})


def work(job: Job, out: BinaryIO) -> None:
    """Does the job, sending its messages."""
    path = Path(job.path)
    try:
        stream = path.open("rb")
        size = os.fstat(stream.fileno()).st_size
    except OSError as error:
        raise SenderFault(
            "file_unreadable",
            "这个文件打不开。请看看文件还在不在，是不是正被别的程序占用。",
            detail=str(error),
        ) from error
    with stream:
        book = open_book(stream, size)
        counting = _Counting(stream)
        if book.hidden and job.mode == "check":
            names = "、".join(f"“{n}”" for n in book.hidden)
            hidden = ProblemBook(path.name, "", lambda m: wire.send(out, {**m, "sheet": ""}))
            hidden.add(
                None,
                "",
                "hidden_sheet",
                "",
                f"隐藏的表没有读：{names}。如果里面有要发的名单，请取消隐藏再来。",
            )
            hidden.flush()
        context = Context.of(job.setting) if job.setting is not None else None
        for sheet in book.sheets:
            if job.mode == "fetch":
                _fetch(sheet, job.rows or {}, out)
            elif context is not None:
                _sheet(job, path.name, sheet, context, out, counting)


def _sheet(job: Job, file: str, sheet: Sheet, context: Context, out: BinaryIO, counting: _Counting) -> None:
    def emit(message: dict[str, Any]) -> None:
        message["sheet"] = sheet.name
        if message["t"] == "chunk":
            message["done"] = counting.done()
        wire.send(out, message)

    try:
        prepared = prepare(file, sheet, context)
        if prepared is None:
            return
        emit({"t": "sheet", "report": asdict(prepared.report)})
        if job.mode == "look":
            return
        plan = plan_for(file, sheet, prepared, context)
    except SenderFault as fault:
        if fault.code.startswith("file_"):
            raise
        warning = fault.code == "other_programme"
        emit({"t": "sheet_fault", "code": fault.code, "message": fault.message, "warning": warning})
        return
    if sheet.facts.hidden_rows:
        count = len({r for r in sheet.facts.hidden_rows if r >= prepared.first_row})
        if count:
            book = ProblemBook(file, sheet.name, emit)
            book.add(
                None, "", "hidden_rows", "",
                f"有{count}行是隐藏的或被筛选掉的，也一起读了。请核对这些行该不该发。",
            )  # fmt: skip
            book.flush()
    _compare_file_name(file, sheet.name, plan, context, emit)
    run = SheetRun(
        file, sheet, plan, context.setting, context.places, context.programmes, emit, prepared.first_row,
        quick=job.quick,
    )  # fmt: skip
    run.run(prepared.blocks)


def _compare_file_name(
    file: str, sheet: str, plan: Plan, context: Context, emit: Callable[[dict[str, Any]], None]
) -> None:
    """Says when the file is called after another village than its table."""
    other = context.places.named_in(PurePath(file).stem) if context.setting.village_code is None else None
    if other is None or plan.village_code in (None, other):
        return
    book = ProblemBook(file, sheet, emit)
    book.add(
        None, "", "file_name_other", "",
        f"文件名写的是{context.places.label(other)}，表里写的是{context.places.label(plan.village_code)}，"
        f"按表里的收。请核对是不是放错了文件。",
    )  # fmt: skip
    book.flush()


def _fetch(sheet: Sheet, wanted: dict[str, frozenset[int]], out: BinaryIO) -> None:
    """Original cells of the wanted rows, as texts."""
    numbers = wanted.get(sheet.name)
    if not numbers:
        return
    found: list[list[object]] = []
    last = max(numbers)
    for number, row in enumerate(sheet.rows, start=1):
        if number in numbers:
            found.append([number, [cell_text(c) for c in row]])
            if len(found) >= 500:
                wire.send(out, {"t": "rows", "sheet": sheet.name, "rows": found})
                found = []
        if number >= last:
            break
    if found:
        wire.send(out, {"t": "rows", "sheet": sheet.name, "rows": found})


if __name__ == "__main__":
    main()
