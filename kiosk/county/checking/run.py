"""Reading and checking a batch of files: chunks of accepted lines, and a report that fills up meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import compress
from pathlib import Path
from typing import Any, cast

from kiosk.county.checking.child import MODULE, Job
from kiosk.county.checking.people import People
from kiosk.county.checking.setting import CheckSetting
from kiosk.county.checking.words import ERRORS, SENTENCES
from kiosk.county.reading.sandbox import limits_for, run_child
from kiosk.county.rows import Chunk, ColumnGuess, FoundTotal, Problem, ReadReport, SheetReport
from kiosk.domain.errors import SenderFault
from kiosk.domain.money import format_yuan

Progress = Callable[[int, int, int], None]
"""Called now and then with lines read, bytes done and bytes in all."""

_WHOLE = ("months", "persons", "due")
_LISTS = {f.name for f in fields(Chunk)} - {"cents", "months", "persons", "due_cents"}
_FAR = 2


NOTHING = "文件里没有读到一行名单。请看看是不是选错了文件。"


def file_names(files: Sequence[Path]) -> list[str]:
    """What each file is called in the report: its name, with its folder where two have the same name."""
    names = Counter(p.name for p in files)
    found: list[str] = []
    for path in files:
        name = path.name if names[path.name] == 1 else f"{path.absolute().parent.name}/{path.name}"
        found.append(name if name not in found else f"{name}({len(found) + 1})")
    return found


@dataclass(slots=True)
class Batch:
    """Files that make up one batch. Iterate ``iter_chunks`` once; then ``report`` is complete."""

    files: Sequence[Path]
    setting: CheckSetting
    progress: Progress | None = None
    quick: bool = True
    report: ReadReport = field(default_factory=ReadReport)
    _people: People = field(default_factory=People)
    _by_village: dict[str, list[int]] = field(default_factory=dict[str, "list[int]"])

    def iter_chunks(self) -> Iterator[Chunk]:
        """Accepted lines, file by file. A file that cannot be read becomes a problem; the rest go on."""
        total = sum(p.stat().st_size for p in self.files if p.exists())
        before = 0
        for path, name in zip(self.files, file_names(self.files), strict=True):
            size = path.stat().st_size if path.exists() else 0
            villages: set[str] = set()
            so_far = self.report.rows_read, len(self.report.problems)
            job = Job(str(path), "check", self.setting, None, self.quick)
            try:
                for message in run_child(MODULE, job, limits_for(size)):
                    chunk = self._take(name, message)
                    if self.progress is not None and "done" in message:
                        self.progress(self.report.rows_accepted, before + int(message["done"]), total)
                    if chunk is not None:
                        villages.update(chunk.village_code)
                        yield chunk
            except SenderFault as fault:
                self.report.files_failed.append(name)
                self.report.torn |= villages
                self.report.blocked |= villages
                self._problem(Problem(name, "", None, "", fault.code, "error", fault.message))
            if so_far == (self.report.rows_read, len(self.report.problems)):
                self._problem(Problem(name, "", None, "", "nothing_read", "error", NOTHING))
            before += size
        self._close()

    def _take(self, file: str, message: dict[str, Any]) -> Chunk | None:
        kind, sheet, report = message["t"], message.get("sheet", ""), self.report
        if kind == "chunk":
            return self._chunk(file, message)
        if kind == "problems":
            for row, column, code, text, village, blocks in message["list"]:
                severity = "error" if code in ERRORS else "warning"
                self._problem(Problem(file, sheet, row, column, code, severity, text, village))
                report.blocked.update(blocks)
        elif kind == "sheet":
            report.sheets.append(replace(_sheet_report(message["report"]), file=file))
        elif kind == "sheet_fault":
            severity = "warning" if message["warning"] else "error"
            self._problem(Problem(file, sheet, None, "", message["code"], severity, message["message"]))
        elif kind == "sheet_end":
            report.rows_read += message["read"]
        elif kind == "total":
            report.totals.append(
                FoundTotal(
                    message["row"],
                    message["label"],
                    message["said"],
                    message["counted"],
                    message["lines"],
                    message["agrees"],
                )
            )
        return None

    def _chunk(self, file: str, message: dict[str, Any]) -> Chunk | None:
        chunk = unpack_chunk(file, message)
        twice = self._people.repeated(chunk)
        if twice:
            for i in twice:
                code = "duplicate" if chunk.idno[i] else "duplicate_name"
                self._problem(
                    Problem(
                        file,
                        chunk.sheet,
                        chunk.row[i],
                        "",
                        code,
                        "error",
                        SENTENCES[code],
                        chunk.village_code[i],
                    )
                )
            chunk = _without(chunk, set(twice))
        if not len(chunk):
            return None
        self.report.rows_accepted += len(chunk)
        self.report.cents_accepted += sum(chunk.cents)
        if self.setting.last_year:
            for code, cents in zip(chunk.village_code, chunk.cents, strict=True):
                so_far = self._by_village.setdefault(code, [0, 0])
                so_far[0] += 1
                so_far[1] += cents
        return chunk

    def _problem(self, problem: Problem) -> None:
        self.report.problems.append(problem)
        if problem.is_error and problem.village_code:
            self.report.blocked.add(problem.village_code)

    def _close(self) -> None:
        report = self.report
        if not report.rows_read and not report.has_errors:
            name = file_names(self.files)[0] if self.files else ""
            self._problem(Problem(name, "", None, "", "nothing_read", "error", NOTHING))
        names = {v.village_code: v.short_name for v in self.setting.villages}
        for code, rows, cents in self.setting.last_year:
            now = self._by_village.get(code)
            if now is None or not cents:
                continue
            if not cents <= now[1] * _FAR or not now[1] <= cents * _FAR:
                self._problem(
                    Problem(
                        self.files[0].name,
                        "",
                        None,
                        "",
                        "far_from_last_year",
                        "warning",
                        f"{names.get(code, code)}今年{now[0]}行共{format_yuan(now[1])}，"
                        f"去年{rows}行共{format_yuan(cents)}，差得多。请核对。",
                        code,
                    )
                )


def look(path: Path, setting: CheckSetting) -> tuple[SheetReport, ...]:
    """How the sheets of a file would be read, for ``kiosk county map``: columns with confidence.

    Raises SenderFault when the file cannot be read or no sheet of it has a header.
    """
    size = path.stat().st_size if path.exists() else 0
    found: list[SheetReport] = []
    reason: SenderFault | None = None
    for message in run_child(MODULE, Job(str(path), "look", setting), limits_for(size)):
        if message["t"] == "sheet":
            found.append(_sheet_report(message["report"]))
        elif message["t"] == "sheet_fault":
            reason = SenderFault(message["code"], message["message"])
    if not found:
        raise reason or SenderFault("nothing_read", "文件里没有名单。请看看是不是选错了文件。")
    return tuple(found)


def _sheet_report(raw: dict[str, Any]) -> SheetReport:
    columns = tuple(ColumnGuess(**c) for c in cast(list[dict[str, Any]], raw["columns"]))
    rest: dict[str, Any] = {k: v for k, v in raw.items() if k != "columns"}
    return SheetReport(columns=columns, **rest)


def unpack_chunk(file: str, message: dict[str, Any]) -> Chunk:
    """A Chunk from the child's message. Raises ValueError when its columns differ in length."""
    n = int(message["n"])
    columns = {k: _column(v, n) for k, v in message["fields"].items()}
    whole = {k: _whole(columns.pop(k)) for k in _WHOLE}
    rows = message["rows"]
    return Chunk(
        file=file,
        sheet=message["sheet"],
        programme_id=message["programme"],
        row=range(rows[0], rows[0] + n) if len(rows) == 1 else rows,
        cents=message["cents"],
        qty_unit=message["qty_unit"],
        rate_unit=message["rate_unit"],
        several=message["several"],
        approved=message["approved"],
        months=whole["months"],
        persons=whole["persons"],
        due_cents=whole["due"],
        **columns,
    )


def _column(packed: list[str] | str | dict[str, str], n: int) -> list[str]:
    if isinstance(packed, dict):
        return [packed["all"]] * n
    column = packed.split("\x7f") if isinstance(packed, str) else packed
    if len(column) != n:
        raise ValueError("column of another length")
    return column


def _whole(column: list[str]) -> list[int | None]:
    if column and column.count("") == len(column):
        return [None] * len(column)
    return [int(t) if t else None for t in column]


def _without(chunk: Chunk, dropped: set[int]) -> Chunk:
    keep = [i not in dropped for i in range(len(chunk))]
    changed: dict[str, Any] = {}
    for f in fields(chunk):
        value: Any = getattr(chunk, f.name)
        if isinstance(value, list | range):
            changed[f.name] = list(compress(cast(Sequence[Any], value), keep))
    return replace(chunk, **changed)
