"""The .xlsx with the problem rows that goes back to the sender.

The one place with the senders' own cells: they gave the numbers, and without them they cannot find
the line.  Every original cell is text, so that no ID number is rounded a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]
from xlsxwriter.exceptions import FileCreateError  # pyright: ignore[reportMissingTypeStubs]

from kiosk.county.checking.child import MODULE, Job
from kiosk.county.checking.run import file_names
from kiosk.county.reading.sandbox import limits_for, run_child
from kiosk.county.rows import Problem, ReadReport, SheetReport
from kiosk.domain.errors import EnvironmentFault, SenderFault

MAX_ROWS = 50_000
"""Original rows a sheet of the problem file shows; more are an unusable file, not a list to mend."""
_LONG = 15
"""Digits from which a column is made wide enough to show a number whole."""
_WIDE = 56
"""Of 60 what text fills."""
_KIND = {"error": "错误：没有收", "warning": "提示：请核对"}


def write_problem_file(out: Path, files: Sequence[Path], report: ReadReport) -> Path:
    """Writes the problem rows of every sheet with their reasons, and an overview in front.

    The sources are read again for the original cells.  Written beside ``out`` and then moved, so
    that no half file is ever there.  Raises EnvironmentFault ``problem_file`` (with what to do).
    """
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        book = xlsxwriter.Workbook(str(part), {
            "constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False,
            "strings_to_urls": False, "tmpdir": str(out.parent),
        })  # fmt: skip
        try:
            _fill(book, files, report)
        finally:
            book.close()
        part.replace(out)
    except (OSError, FileCreateError) as error:
        with suppress(OSError):
            part.unlink()
        raise EnvironmentFault(
            "problem_file",
            "问题表写不进去。请看看磁盘是不是满了，或者这个文件正被 WPS、Excel 打开着；关掉再来。",
            detail=str(error),
        ) from error
    return out


def _fill(book: Any, files: Sequence[Path], report: ReadReport) -> None:
    usual = {"valign": "top", "border": 1, "border_color": "#BBBBBB"}
    head = book.add_format({**usual, "bold": True, "text_wrap": True, "bg_color": "#EEEEEE"})
    wrap = book.add_format({**usual, "text_wrap": True})
    text = book.add_format({**usual, "num_format": "@"})
    wrong = book.add_format({**usual, "num_format": "@", "bg_color": "#FFD9D2"})
    _overview(book, report, head, wrap)
    by_sheet: dict[tuple[str, str], dict[int, list[Problem]]] = {}
    for problem in report.problems:
        if problem.row is not None:
            rows = by_sheet.setdefault((problem.file, problem.sheet), {})
            rows.setdefault(problem.row, []).append(problem)
    titles: set[str] = {"全部问题"}
    paths = dict(zip(file_names(files), files, strict=True))
    for (file, name), rows in by_sheet.items():
        path = paths.get(file)
        sheet = book.add_worksheet(_title(f"{name or Path(file).stem}", titles))
        known = next((s for s in report.sheets if (s.file, s.sheet) == (file, name)), None)
        labels = _labels(known)
        for c, label in enumerate(["原表行号", "哪里不对", *labels]):
            sheet.write_string(0, c, label, head)
        sheet.set_column(0, 0, 9)
        sheet.set_column(1, 1, 60)
        for c, label in enumerate(labels):
            sheet.set_column(2 + c, 2 + c, max(8, min(14, 2 * len(label) + 2)))
        _for_paper(sheet)
        sheet.freeze_panes(1, 2)
        if path is None:
            continue
        wanted = frozenset(sorted(rows)[:MAX_ROWS])
        for line, (number, cells) in enumerate(_originals(path, name, wanted), start=1):
            reasons = "\n".join(
                f"{_KIND[p.severity]}。{f'“{p.column}”：' if p.column else ''}{p.message}"
                for p in rows[number]
            )
            sheet.set_row(line, _height(reasons))
            sheet.write_number(line, 0, number, wrap)
            sheet.write_string(line, 1, reasons, wrap)
            said = {p.column for p in rows[number]}
            for c, cell in enumerate(cells):
                look = wrong if c < len(labels) and labels[c] in said else text
                sheet.write_string(line, 2 + c, cell[:32_000], look)
                if len(cell) >= _LONG and cell[:_LONG].isdigit():
                    sheet.set_column(2 + c, 2 + c, 21)


def _overview(book: Any, report: ReadReport, head: Any, wrap: Any) -> None:
    sheet = book.add_worksheet("全部问题")
    for c, (label, width) in enumerate(
        (("文件", 24), ("表", 16), ("行", 8), ("列", 16), ("性质", 14), ("哪里不对，怎么改", 80))
    ):
        sheet.write_string(0, c, label, head)
        sheet.set_column(c, c, width)
    sheet.freeze_panes(1, 0)
    _for_paper(sheet)
    order = sorted(report.problems, key=lambda p: (p.file, p.sheet, p.row is not None, p.row or 0))
    for r, p in enumerate(order[: MAX_ROWS * 4], start=1):
        row = "" if p.row is None else str(p.row)
        for c, cell in enumerate((p.file, p.sheet, row, p.column, _KIND[p.severity], p.message)):
            sheet.write_string(r, c, cell, wrap)


def _height(text: str) -> int:
    """Points that a text of many characters needs in the column of 60; not every program fits rows itself."""
    return 17 * max(1, sum(-(-2 * len(line) // _WIDE) for line in text.split("\n")))


def _for_paper(sheet: Any) -> None:
    """Printed it is as wide as an A4 sheet lying down, with the heads on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&A  第&P页，共&N页")


def _labels(report: SheetReport | None) -> list[str]:
    if report is None:
        return []
    return [c.label or c.letter for c in report.columns]


def _title(name: str, taken: set[str]) -> str:
    """A sheet name Excel accepts: 31 characters, none of ``[]:*?/\\``, no repeat."""
    plain = "".join("_" if c in "[]:*?/\\" else c for c in name).strip("'")[:26] or "表"
    title, number = plain, 2
    while title.lower() in taken:
        title, number = f"{plain}_{number}", number + 1
    taken.add(title.lower())
    return title


def _originals(path: Path, sheet: str, rows: frozenset[int]) -> Iterator[tuple[int, list[str]]]:
    job = Job(str(path), "fetch", None, {sheet: rows})
    try:
        for message in run_child(MODULE, job, limits_for(path.stat().st_size)):
            if message["t"] == "rows":
                for number, cells in message["rows"]:
                    yield int(number), [str(c) for c in cells]
    except (SenderFault, OSError):
        # The file was there a moment ago; its reasons still stand in the overview.
        return
