"""Makes messy files with known truth, by real writers (XlsxWriter, openpyxl, xlwt, csv).

People are invented; ID-like numbers start with 990123, cards with 990.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
import xlwt
from xlsxwriter.utility import xl_cell_to_rowcol

from kiosk.county.checking.run import Batch
from kiosk.county.checking.setting import CheckSetting, make_setting
from kiosk.county.rows import Chunk, Problem
from kiosk.domain.columns import load_columns
from kiosk.domain.paths import catalog_dir
from kiosk.domain.programmes import load_programmes
from kiosk.domain.region import Village
from kiosk.domain.scan import id_check_character

Row = Sequence[Any]

LAND = "BT-NY-01"
VILLAGES = (
    Village("360123102216", "罗田村委会", "石鼻镇", "village"),
    Village("360123105201", "徐埠村委会", "东阳镇", "village"),
    Village("360123105001", "徐埠社区居委会", "东阳镇", "community"),
    Village("360123101203", "下庄村委会", "万埠镇", "village"),
    Village("360123104205", "下庄村委会", "长埠镇", "village"),
    Village("360123100001", "东门社区居委会", "龙津镇", "community"),
)
LUOTIAN = "360123102216"


def person_id(number: int) -> str:
    """A valid invented ID; different numbers give different ones."""
    day = f"19{40 + number % 60:02d}{1 + number // 60 % 12:02d}{1 + number // 720 % 28:02d}"
    first17 = f"990123{day}{number // 20160 % 1000:03d}"
    return first17 + id_check_character(first17)


@cache
def _tables() -> tuple[Any, Any]:
    catalog = catalog_dir()
    return (
        load_programmes((catalog / "subsidies.csv").read_text(encoding="utf-8")),
        load_columns((catalog / "columns.csv").read_text(encoding="utf-8")),
    )


def setting(**changes: Any) -> CheckSetting:
    """A setting for 耕地地力保护补贴 2026 in a county of six units."""
    programmes, columns = _tables()
    base: dict[str, Any] = {
        "year": 2026,
        "programme_id": LAND,
        "programmes": programmes,
        "columns": columns,
        "villages": VILLAGES,
    }
    return make_setting(**{**base, **changes})


@dataclass(slots=True)
class Outcome:
    """A finished reading: all chunks, and the report."""

    chunks: list[Chunk]
    batch: Batch

    @property
    def problems(self) -> list[Problem]:
        return self.batch.report.problems

    def codes(self, severity: str | None = None) -> list[tuple[int | None, str]]:
        """(row, code) of every problem, in order."""
        return [(p.row, p.code) for p in self.problems if severity in (None, p.severity)]

    def column(self, name: str) -> list[Any]:
        """A column over all chunks."""
        return [v for c in self.chunks for v in getattr(c, name)]

    def lines(self, *names: str) -> list[tuple[Any, ...]]:
        """Several columns side by side."""
        return list(zip(*(self.column(n) for n in names), strict=True))


def read(*paths: Path, quick: bool = True, **changes: Any) -> Outcome:
    """Reads and checks files for real, child process and all."""
    batch = Batch(list(paths), setting(**changes), quick=quick)
    return Outcome(list(batch.iter_chunks()), batch)


# --- the usual list ------------------------------------------------------------------------------

HEADER = (
    "序号",
    "村民小组",
    "户主姓名",
    "身份证号",
    "补贴面积(亩)",
    "补贴标准(元/亩)",
    "补贴金额(元)",
    "备注",
)
NAMES = ("熊甲一", "张乙", "李丙三", "欧阳丁四", "买买提·戊", "王己", "赵庚辛", "熊壬癸")


def land_rows(count: int, *, group: str = "上屋组", start: int = 1) -> list[list[Any]]:
    """Correct lines of the usual list: texts and numbers as a clerk's sheet holds them."""
    out: list[list[Any]] = []
    for i in range(start, start + count):
        area = Decimal(125 + i * 13) / 100
        out.append([i, group, NAMES[i % len(NAMES)], person_id(i), float(area), 112, float(amount(area)), ""])
    return out


def amount(area: Decimal, rate: Decimal = Decimal(112)) -> Decimal:
    """Area × rate in 元, rounded to 分."""
    return (area * rate).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def total_of(rows: Iterable[Row], column: int = 6) -> float:
    """Sum of an amount column, to the 分."""
    return float(sum((Decimal(str(r[column])) for r in rows if r[column] != ""), Decimal(0)))


TITLE = "安义县石鼻镇罗田村2026年耕地地力保护补贴发放公示表"


def land_sheet(rows: Sequence[Row], *, title: str = TITLE) -> list[list[Any]]:
    """Title, unit line, header, rows, 合计, footer: the whole sheet of domain README §6.1."""
    return [
        [title],
        ["填报单位(盖章)：罗田村村民委员会", "", "", "", "单位：亩、元", "", "2026年4月15日"],
        list(HEADER),
        *[list(r) for r in rows],
        ["合计", "", f"共{len(rows)}户", "", "", "", total_of(rows), ""],
        ["公示时间：2026年4月15日至4月29日   监督电话：石鼻镇财政所"],
        ["制表：", "", "审核：", "", "村监委会主任：", "", "(盖章)", ""],
    ]


# --- writers -------------------------------------------------------------------------------------


def write_xlsx(path: Path, *sheets: tuple[str, Sequence[Row]], merges: Sequence[str] = ()) -> Path:
    """By XlsxWriter; ``merges`` are ranges of the first sheet."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    for number, (name, rows) in enumerate(sheets):
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell != "":
                    sheet.write(r, c, cell)
        for spot in merges if number == 0 else ():
            first = spot.split(":")[0]
            at = xl_cell_to_rowcol(first)
            line = rows[at[0]]
            sheet.merge_range(spot, line[at[1]] if at[1] < len(line) else "")
    book.close()
    return path


def write_openpyxl(path: Path, name: str, rows: Sequence[Row]) -> Path:
    """By openpyxl: formulas (texts with =) have no stored result."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def write_xls(
    path: Path,
    name: str,
    rows: Sequence[Row],
    merges: Sequence[tuple[int, int, int, int]] = (),
    more: Sequence[tuple[str, Sequence[Row]]] = (),
) -> Path:
    """BIFF8 by xlwt; ``merges`` are (first row, last row, first column, last column) from 0 on the first
    sheet, ``more`` further sheets."""
    book = xlwt.Workbook(encoding="utf-8")
    for number, (title, lines) in enumerate([(name, rows), *more]):
        sheet = book.add_sheet(title, cell_overwrite_ok=True)
        for r, row in enumerate(lines):
            for c, cell in enumerate(row):
                if cell != "":
                    sheet.write(r, c, cell)
        for r1, r2, c1, c2 in merges if number == 0 else ():
            sheet.merge(r1, r2, c1, c2)
    book.save(str(path))
    return path


def write_csv(
    path: Path,
    rows: Sequence[Row],
    *,
    encoding: str = "gb18030",
    separator: str = ",",
    bom: bytes = b"",
    strict: bool = True,
) -> Path:
    """A text table in the wanted encoding."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    path.write_bytes(bom + text.getvalue().encode(encoding, "strict" if strict else "replace"))
    return path
