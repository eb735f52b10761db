"""Speed of reading and checking the departments' tables against floors in the same run; prints JSON.

CSV floor: one pass of the csv module over the same file that splits by village, sums, checks the ID
digits and drops the ID and card columns.  Workbook floor: python-calamine's own iteration.  Goals:
both within 1.5×, linear in rows, all processes together within 250 MB for the CSV.

    python -m tests.bench.bench_county_read [--rows 1000000] [--xlsx-rows 300000] [--runs 3]
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psutil
import python_calamine
import xlsxwriter

from kiosk.county.checking.run import Batch
from kiosk.domain.paths import catalog_dir
from kiosk.domain.region import Village
from tests.bench.measure import show, timed, within
from tests.unit.county.makers import person_id, setting

HEADER = ["序号", "乡镇", "村", "组别", "户主姓名", "身份证号", "一卡通账号"]
HEADER += ["补贴面积(亩)", "补贴标准(元/亩)", "补贴金额(元)", "发放日期", "备注"]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
DROPPED = (5, 6)


def county() -> list[Village]:
    """All units of the shipped table."""
    text = (catalog_dir() / "villages.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return [Village(r["village_code"], r["village_name"], r["town_name"], r["kind"]) for r in rows]  # type: ignore[arg-type]


def lines(count: int, villages: list[Village]) -> Any:
    """Correct lines, village after village; at most one line a person."""
    for i in range(count):
        v = villages[i * len(villages) // count]
        area = 10 + i * 7919 % 1990
        yield [
            *(i + 1, v.town_name, v.village_name, "上屋组", f"熊{chr(0x4E00 + i % 3000)}例", person_id(i)),
            *(f"990{i:016d}", f"{area / 100:.2f}", "112", f"{area * 112 / 100:.2f}", "2026-06-15", ""),
        ]


def write_csv(path: Path, count: int, villages: list[Village]) -> None:
    """The source file, GB 18030."""
    with path.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(lines(count, villages))


def write_xlsx(path: Path, count: int, villages: list[Village], *, shared: bool = False) -> None:
    """The same as a workbook, numbers as numbers; ``shared``: texts in a table of their own, as Excel and
    WPS write them, else in their cells."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": not shared})
    sheet = book.add_worksheet("全县")
    sheet.write_row(0, 0, HEADER)
    for r, line in enumerate(lines(count, villages), start=1):
        for c, cell in enumerate(line):
            if c in (0, 7, 8, 9):
                sheet.write_number(r, c, float(cell))
            elif cell:
                sheet.write_string(r, c, cell)
    book.close()


def csv_floor(path: Path, folder: Path) -> int:
    """Splits, sums, checks and drops with the csv module; the sum in 分."""
    total = bad = 0
    writers: dict[str, Any] = {}
    with path.open(encoding="gb18030", newline="") as source, ExitStack() as files:
        reader = csv.reader(source)
        keep = [i for i in range(len(next(reader))) if i not in DROPPED]
        for row in reader:
            idno, digits = row[5], 0
            for weight, digit in zip(WEIGHTS, idno, strict=False):
                digits += weight * int(digit)
            bad += "10X98765432"[digits % 11] != idno[17]
            total += round(float(row[9]) * 100)
            key = row[1] + row[2]
            writer = writers.get(key)
            if writer is None:
                name = folder / f"{len(writers)}.csv"
                out = files.enter_context(name.open("w", encoding="utf-8", newline=""))
                writer = writers[key] = csv.writer(out)
            writer.writerow([row[i] for i in keep])
    assert not bad
    return total


def calamine_floor(path: Path) -> int:
    """Rows that python-calamine yields."""
    with path.open("rb") as stream:
        sheet = python_calamine.CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0)
        return sum(1 for _ in sheet.iter_rows())


class Memory:
    """Largest RSS of this process and its children together, sampled while in use (MB)."""

    def __enter__(self) -> Memory:
        self.peak = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._end.wait(0.05):
            size = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    size += process.memory_info().rss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, size / 2**20)


def ours(path: Path, villages: list[Village]) -> int:
    """Reads and checks the file; the sum in 分."""
    batch = Batch([path], setting(villages=villages))
    cents = sum(sum(chunk.cents) for chunk in batch.iter_chunks())
    assert not batch.report.has_errors, batch.report.problems[:3]
    return cents


def seconds(work: Callable[[], object]) -> float:
    """How long a run takes."""
    return timed(work) / 1000


def compare(floor: Callable[[], object], mine: Callable[[], object], runs: int) -> dict[str, float]:
    """Medians of alternating runs, so that other work on the machine hits both alike."""
    pairs = [(seconds(floor), seconds(mine)) for _ in range(runs)]
    low, high = median(p[0] for p in pairs), median(p[1] for p in pairs)
    return {"floor_s": round(low, 3), "ours_s": round(high, 3), "ratio": round(high / low, 2)}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args(argv)
    villages = county()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, quarter, book = folder / "a.csv", folder / "b.csv", folder / "a.xlsx"
        write_csv(source, args.rows, villages)
        write_csv(quarter, args.rows // 4, villages)
        with Memory() as memory:
            assert ours(source, villages) == csv_floor(source, folder)
        text = compare(lambda: csv_floor(source, folder), lambda: ours(source, villages), args.runs)
        small = median(seconds(lambda: ours(quarter, villages)) for _ in range(args.runs))
        write_xlsx(book, args.xlsx_rows, villages)
        sheet = compare(lambda: calamine_floor(book), lambda: ours(book, villages), args.runs)
    show(
        "county_read",
        {
            "csv over the csv module": within(text["ratio"], 1.5),
            "xlsx over python-calamine": within(sheet["ratio"], 1.5),
            "peak RSS of all processes, MB": within(round(memory.peak), 250),
            "four times the rows": within(round(text["ours_s"] / small, 2), 4.4),
        },
        {"csv": {**text, "rows": args.rows, "quarter_s": round(small, 3)},
         "xlsx": {**sheet, "rows": args.xlsx_rows}},
    )  # fmt: skip


if __name__ == "__main__":
    main()
