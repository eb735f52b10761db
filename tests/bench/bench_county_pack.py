"""A whole county packed: file → every village validated, redacted, signed; against floors in the same run.

CSV floor: the csv pass of ``bench_county_read`` (splits, sums, checks ID digits, drops the ID columns).
The recipients are known to the registry before the measured run.  Workbook floor: python-calamine's own
iteration.  Memory is that of the command and its children together.

    python -m tests.bench.bench_county_pack [--rows 1000000] [--xlsx-rows 100000] [--runs 1]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil

from kiosk.domain.reference import load_units
from tests.bench.bench_county_read import calamine_floor, csv_floor, write_csv, write_xlsx
from tests.bench.measure import show, within

LAND = "BT-NY-01"


class Command:
    """``kiosk county …`` in a workspace: seconds and the largest RSS of all its processes, MB."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self.seconds = 0.0
        self.peak = 0.0

    def run(self, *words: str) -> dict[str, object]:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "county", *words, "--workspace", str(self._workspace), "--json"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.peak = 0.0
        watch = threading.Thread(target=self._watch, args=(process.pid,), daemon=True)
        watch.start()
        out, _ = process.communicate()
        self.seconds = time.perf_counter() - begun
        watch.join()
        assert process.returncode == 0, out[-2000:]
        told: dict[str, object] = json.loads(out)
        return told

    def _watch(self, pid: int) -> None:
        try:
            process = psutil.Process(pid)
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                size = 0
                for part in [process, *process.children(recursive=True)]:
                    try:
                        size += part.memory_info().rss
                    except psutil.Error:
                        continue
                self.peak = max(self.peak, size / 2**20)
                time.sleep(0.05)
        except psutil.Error:
            return


def thin_out(source: Path, target: Path, every: int) -> None:
    """Every n-th line: the same people in the same villages."""
    with source.open(encoding="gb18030") as lines, target.open("w", encoding="gb18030") as out:
        out.writelines(
            line for number, line in enumerate(lines) if number == 0 or number % every == 1 % every
        )


def seconds(work: Callable[[], object]) -> float:
    """Of one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=1)
    args = parser.parse_args(argv)
    units = list(load_units())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, quarter, office = folder / "a.csv", folder / "b.csv", folder / "五万.csv"
        write_csv(source, args.rows, units)
        thin_out(source, quarter, 4)
        thin_out(source, office, max(1, args.rows // 50_000))
        floor_folder = folder / "floor"
        floor_folder.mkdir()
        command = Command(folder / "ws")
        command.run("init", "--county", "360123")
        pack = ("--programme", LAND, "--year", "2026", "--batch")
        command.run("pack", str(source), *pack, "first")
        new_people = command.seconds
        floors: list[float] = []
        ours: list[float] = []
        peak = 0.0
        for run in range(args.runs):
            floors.append(seconds(lambda: csv_floor(source, floor_folder)))
            told = command.run("pack", str(source), *pack, f"again{run}")
            assert told["rows_accepted"] == args.rows
            ours.append(command.seconds)
            peak = max(peak, command.peak)
        command.run("pack", str(quarter), *pack, "quarter")
        quarter_s = command.seconds
        command.run("pack", str(office), *pack, "office")
        office_s = command.seconds
        office_floor = seconds(lambda: csv_floor(office, floor_folder))
        book = folder / "全县.xlsx"
        write_xlsx(book, args.xlsx_rows, units)
        sheet_floor = seconds(lambda: calamine_floor(book))
        command.run("pack", str(book), *pack, "new in a book")
        told = command.run("pack", str(book), *pack, "book")
        assert told["rows_accepted"] == args.xlsx_rows
        floor, mine = median(floors), median(ours)
        show(
            "county_pack",
            {
                "csv_ratio": within(round(mine / floor, 2), 1.5),
                "peak_rss_mb": within(round(peak), 250),
                "whole_to_four_quarters": within(round(mine / (4 * quarter_s), 2), 1.25),
                "office_50000_rows_s": within(round(office_s, 2), 3),
                "xlsx_ratio": within(round(command.seconds / sheet_floor, 2), 1.5),
            },
            {
                "rows": args.rows,
                "floor_s": round(floor, 2),
                "ours_s": round(mine, 2),
                "with_new_people_s": round(new_people, 2),
                "quarter_s": round(quarter_s, 2),
                "office_ratio": round(office_s / office_floor, 2),
                "xlsx_rows": args.xlsx_rows,
                "xlsx_floor_s": round(sheet_floor, 2),
                "xlsx_ours_s": round(command.seconds, 2),
                "xlsx_peak_rss_mb": round(command.peak),
            },
        )


if __name__ == "__main__":
    main()
