"""Speed of the A3 payout sheet beside a raw canvas, fpdf2, typst and (where installed) LibreOffice.

All get the same rows in the same run.  The raw canvas draws the texts that the sheet draws with bare
``drawString`` calls in one font: no measuring, no fitting, no rules, no tints (processor time, in
turns); fpdf2 draws bordered ``cell`` calls, typst a ``table``, LibreOffice an .xlsx (elapsed time).

Goals: 1.5 × the raw canvas at most, ahead of the
others, linear in rows, a preview in 100 ms a page, 150 MB at 10,000 rows.

    python -m tests.bench.bench_sheets
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.domain.paths import resources_dir
from kiosk.domain.settings import UnitSettings
from kiosk.sheets.archival import archival
from kiosk.sheets.command import checked_render, payout_model
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.listing import compose
from kiosk.sheets.model import SheetModel, TableBody
from kiosk.sheets.paper import PAPERS
from kiosk.sheets.preview import Preview
from tests.bench.measure import ROOT, show, timed, within
from tests.unit.sheets.fake_board import POSTED, FakeBoard, people

CLOCK = FixedClock(shanghai_noon(POSTED))
FONTS = resources_dir() / "fonts"
FLOOR_GOAL = 1.5
LINEAR_GOAL = 1.25
PREVIEW_GOAL_MS = 100.0
MEMORY_GOAL_MB = 150.0
SCREEN_WIDTH = 1080
Rows = list[tuple[str, ...]]


def sheet_of(rows: int) -> tuple[SheetModel, UnitSettings]:
    """耕地地力保护补贴 in four groups: six columns, of which two are the same in every row."""
    return payout_model(FakeBoard(people(rows)).as_board(), CLOCK)


def drawn_cells(model: SheetModel) -> Rows:
    """The cells of the list as they come on paper: without those that are said once above it."""
    assert isinstance(model.body, TableBody)
    setting = compose(model, model.body, open_fonts(FONTS), PAPERS["a3"].table, large=False).setting
    kept = setting.kept or range(len(model.body.columns))
    return [
        tuple(line.values[at] for at in kept) if line.values else (line.text,) for line in model.body.lines
    ]


def as_one_table(model: SheetModel) -> SheetModel:
    """The same sheet with all columns in one table, as a list is set whose columns are too wide for two."""
    assert isinstance(model.body, TableBody)
    return replace(model, body=replace(model.body, parted=False))


def raw_canvas(cells: Rows, around: Sequence[str]) -> bytes:
    """``around``: the texts of head and foot, which every page has."""
    name = open_fonts(FONTS).pdf_font("regular")
    out = BytesIO()
    canvas = Canvas(out, pagesize=(842, 1190), invariant=1, pageCompression=1)
    for place, row in _placed(cells):
        if place == 0:
            canvas.setFont(name, 15)
            for at, text in enumerate(around):
                canvas.drawString(40, 1160 - at * 15, text)
        for at, text in enumerate(row):
            canvas.drawString(40 + 375 * (place % 2) + at * 90, 1040 - place // 2 * 26.7, text)
        if place == _PAGE - 1:
            canvas.showPage()
    canvas.save()
    return out.getvalue()


_PAGE = 50
"""Rows of a page: two tables of 25, as on the sheet."""


def _placed(cells: Rows) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, row in enumerate(cells):
        yield number % _PAGE, row


def with_fpdf2(cells: Rows) -> bytes:
    from fpdf import FPDF

    pdf = FPDF(format="A3", unit="pt")
    pdf.set_auto_page_break(False)
    pdf.add_font("noto", fname=FONTS / "NotoSansSC-Regular.ttf")
    for place, row in _placed(cells):
        if place == 0:
            pdf.add_page()
            pdf.set_font("noto", size=15)
        pdf.set_xy(40 + 375 * (place % 2), 100 + place // 2 * 26.7)
        for text in row:
            pdf.cell(90, 26.7, text, border=1)
    return bytes(pdf.output())


def with_typst(cells: Rows) -> bytes:
    from typst import Fonts
    from typst import compile as typeset

    width = max(map(len, cells))

    def cell(text: str, row: Sequence[str]) -> str:
        shown = json.dumps(text, ensure_ascii=False)
        return f"[#{shown}]" if len(row) > 1 else f"table.cell(colspan: {width})[#{shown}]"

    body = ",\n".join(", ".join(cell(text, row) for text in row) for row in cells)
    source = (
        '#set page(paper: "a3", margin: 15mm, columns: 2)\n#set text(font: "Noto Sans SC", size: 15pt)\n'
        f"#table(columns: {width},\n{body})\n"
    )
    return bytes(typeset(source.encode(), font_paths=Fonts(False, False, [str(FONTS)])))


def with_libreoffice(cells: Rows) -> bytes:
    from xlsxwriter import Workbook

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        with Workbook(path) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(cells):
                sheet.write_row(at, 0, row)
        subprocess.run(
            # A profile of its own: another one that runs would take the work over and answer at once.
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
             "--outdir", folder, str(path)],
            check=True,
            capture_output=True,
        )
        return path.with_suffix(".pdf").read_bytes()


def others() -> dict[str, Callable[[Rows], bytes]]:
    """What can be compared with here."""
    found: dict[str, Callable[[Rows], bytes]] = {}
    if importlib.util.find_spec("fpdf"):
        found["fpdf2"] = with_fpdf2
    if importlib.util.find_spec("typst"):
        found["typst"] = with_typst
    if shutil.which("soffice"):
        found["libreoffice"] = with_libreoffice
    return found


def best(work: Callable[[], object], runs: int) -> float:
    """Shortest of several runs, ms: the other programmes of the machine only ever add."""
    return min(timed(work) for _ in range(runs))


def best_cpu(works: Sequence[Callable[[], object]], runs: int) -> list[float]:
    """Least processor time of each, ms, taking turns: what else the machine does hardly matters.

    Only for work of this process and one thread.
    """
    found = [float("inf")] * len(works)
    for _ in range(runs):
        for at, work in enumerate(works):
            gc.collect()
            gc.disable()
            begun = time.process_time()
            work()
            found[at] = min(found[at], (time.process_time() - begun) * 1000)
            gc.enable()
    return found


def peak_mb(rows: int) -> float:
    """Largest resident memory of a process that makes the sheet of ``rows`` rows, MB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_sheets", "--make", str(rows)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return float(done.stdout)


def make_and_tell(rows: int) -> None:
    """The work of ``peak_mb``'s process."""
    model, settings = sheet_of(rows)
    archival(checked_render(model, settings).pdf, title=model.title, author=model.issuer)
    # Not getrusage: its peak is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text()
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 10_000, 30_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--make", type=int)
    chosen = parser.parse_args()
    if chosen.make:
        make_and_tell(chosen.make)
        return
    details: dict[str, object] = {}
    goals: dict[str, dict[str, object]] = {}
    per_row: dict[int, float] = {}
    for rows in chosen.rows:
        model, settings = sheet_of(rows)
        told: dict[str, object] = {}
        for name, sheet in (("", model), ("_one_table", as_one_table(model))):
            cells, around = drawn_cells(sheet), [t for t in sheet.texts_outside_rows() if t]
            pages = checked_render(sheet, settings).pages
            drawn, floor = best_cpu(
                (
                    lambda m=sheet, s=settings: checked_render(m, s),
                    lambda c=cells, a=around: raw_canvas(c, a),
                ),
                chosen.runs,
            )
            goals[f"over_raw_canvas_{rows}{name}"] = within(round(drawn / floor, 2), FLOOR_GOAL)
            told |= {
                f"pages{name}": pages,
                f"sheet{name}_ms": round(drawn, 1),
                f"raw_canvas{name}_ms": round(floor, 1),
                f"rows_per_s{name}": round(rows / drawn * 1000),
            }
        wall = best(lambda m=sheet, s=settings: checked_render(m, s), max(1, chosen.runs // 3))
        # The others get the six columns of the list, as the one table has them.
        per_row[rows] = drawn / rows
        told["model_ms"] = round(best(lambda n=rows: sheet_of(n), chosen.runs), 1)
        for name, make in others().items():
            try:
                took = best(lambda c=cells, m=make: m(c), max(1, chosen.runs // 3))
            except subprocess.CalledProcessError as error:  # an office that does not start is no peer
                told[f"{name}_failed"] = error.returncode
                continue
            told[f"{name}_ms"] = round(took, 1)
            goals[f"over_{name}_{rows}"] = within(round(wall / took, 3), 1.0)
        details[str(rows)] = told
    low, high = min(per_row), max(per_row)
    goals["cost_per_row_largest_over_smallest"] = within(round(per_row[high] / per_row[low], 2), LINEAR_GOAL)
    model, settings = sheet_of(min(365, low))
    rendered = checked_render(model, settings)
    with Preview(rendered.pdf) as preview:
        preview.picture(0, SCREEN_WIDTH)
        each = [
            best(lambda n=page: preview.picture(n, SCREEN_WIDTH), chosen.runs)
            for page in range(preview.pages)
        ]
    goals["preview_page_ms"] = within(round(max(each), 1), PREVIEW_GOAL_MS)
    details["sheet_of_365_ms"] = round(best(lambda: checked_render(model, settings), chosen.runs), 1)
    details["pdf_a_step_of_365_ms"] = round(
        best(lambda: archival(rendered.pdf, title=model.title, author=model.issuer), chosen.runs), 1
    )
    measured = min(10_000, high)
    goals[f"peak_mb_{measured}"] = within(round(peak_mb(measured), 1), MEMORY_GOAL_MB)
    show("sheets", goals, details)


if __name__ == "__main__":
    main()
