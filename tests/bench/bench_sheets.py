"""Speed of the A3 payout sheet against a raw canvas floor in the same run; prints JSON.

The floor draws the same cells with bare ``drawString`` calls, one font, no measuring, no rules, no
frame: the least that reportlab needs for these glyphs.  Goals: linear in rows, within 2× of the
floor, a warm four-page sheet in 100 ms.

    python tests/bench/bench_sheets.py
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from reportlab.pdfgen.canvas import Canvas

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.domain.paths import resources_dir
from kiosk.sheets.command import checked_render, payout_model
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.model import SheetModel, TableBody
from tests.unit.sheets.fake_board import POSTED, FakeBoard, people

CLOCK = FixedClock(shanghai_noon(POSTED))


def land_list(rows: int) -> FakeBoard:
    """耕地地力保护补贴 in four groups: six columns."""
    return FakeBoard(people(rows))


def floor(model: SheetModel) -> int:
    """The model's cells with a bare canvas; returns the size of the PDF."""
    assert isinstance(model.body, TableBody)
    name = open_fonts(resources_dir() / "fonts").pdf_font("regular")
    out = BytesIO()
    canvas = Canvas(out, pagesize=(842, 1190), invariant=1, pageCompression=1)
    y = 1150.0
    canvas.setFont(name, 16)
    for line in model.body.lines:
        for at, text in enumerate(line.values or (line.text,)):
            canvas.drawString(40 + at * 110, y, text)
        y -= 28
        if y < 230:
            canvas.showPage()
            canvas.setFont(name, 16)
            y = 1150.0
    canvas.save()
    return len(out.getvalue())


def best(work: Callable[[], object], times: int) -> float:
    """Shortest of several runs, seconds: the other programmes of the machine only ever add."""
    found = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    result: dict[str, object] = {}
    per_row: dict[int, float] = {}
    for rows in (100, 1000, 3000, 10000):
        board = land_list(rows)
        model, settings = payout_model(board.as_board(), CLOCK)
        pages = checked_render(model, settings).pages
        times = 7 if rows <= 1000 else 3
        drawn = best(lambda m=model, s=settings: checked_render(m, s), times)
        built = best(lambda b=board: payout_model(b.as_board(), CLOCK), times)
        bare = best(lambda m=model: floor(m), times)
        per_row[rows] = (drawn + built) / rows
        result[str(rows)] = {
            "pages": pages,
            "model_ms": round(built * 1000, 1),
            "draw_ms": round(drawn * 1000, 1),
            "floor_ms": round(bare * 1000, 1),
            "rows_per_s": round(rows / (drawn + built)),
            "ratio_to_floor": round(drawn / bare, 2),
        }
    model, settings = payout_model(land_list(80).as_board(), CLOCK)
    warm = best(lambda: checked_render(model, settings), 9)
    result["four_pages_warm_ms"] = round(warm * 1000, 1)
    result["four_pages"] = checked_render(model, settings).pages
    result["linear_10000_over_1000"] = round(per_row[10000] / per_row[1000], 2)
    result["goals"] = {"ratio_to_floor": 2, "four_pages_warm_ms": 100, "linear_10000_over_1000": 1.5}
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
