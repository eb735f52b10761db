"""Writes the .xls that a department sent to the demo county into ``resources/demo/incoming``.

Run by hand after a change of the demo's people (``python packaging/make_demo_incoming.py``) and commit
what it wrote; the program itself only copies the file, and a test compares it with the lists.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import xlwt

from kiosk.demo.incoming import GRAIN, Incoming, grain_papers
from kiosk.demo.papers import Paper
from kiosk.demo.people import make_roster
from kiosk.demo.units import RICH, county_units

OUT = Path(__file__).resolve().parent.parent / "resources" / "demo" / "incoming"


def people() -> dict[str, Incoming]:
    """The units with people, by village code."""
    units = {u.village_code: u for u in county_units()}
    return {
        p.village_code: Incoming(units[p.village_code], make_roster(p, units[p.village_code].kind, 2026))
        for p in RICH
    }


def write_xls(path: Path, papers: list[Paper]) -> None:
    """A BIFF8 workbook as WPS and old Excel save it."""
    book = xlwt.Workbook(encoding="utf-8")
    head = xlwt.easyxf("font: bold on; align: wrap on, horiz centre")
    plain = xlwt.easyxf("")
    for paper in papers:
        sheet = book.add_sheet(paper.name)
        under, tops = paper.hidden(), {(r, c): (r2, c2) for r, c, r2, c2 in paper.merged}
        for r, row in enumerate(paper.grid):
            for c, cell in enumerate(row):
                value = float(cell) if isinstance(cell, Decimal) else cell
                look = head if r == 0 or r in paper.heads else plain
                if (r, c) in tops:
                    sheet.write_merge(r, tops[r, c][0], c, tops[r, c][1], value, look)
                elif (r, c) not in under and cell != "":
                    sheet.write(r, c, value, look)
        for c in (3, 4):
            sheet.col(c).width = 22 * 256
    book.save(str(path))


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    write_xls(OUT / GRAIN, grain_papers(people()))
