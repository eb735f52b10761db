"""Makes the files of this folder anew: ``python -m tests.unit.county.libreoffice.make SOFFICE``.

Not run by the tests.  README.md says what the files are for.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.unit.county import makers as m

HERE = Path(__file__).parent
NO_RESULT: Any = ""
"""XlsxWriter writes such a formula without a result, so LibreOffice reckons it."""
ROWS = [*m.land_rows(4), *m.land_rows(3, group="下屋组", start=5)]
"""The people of every file here: the truth the tests compare with."""

TOP = ["序号", "村民小组", "户主姓名", "身份证号", "补贴面积", "", "补贴标准", "补贴金额", "发放时间", "备注"]
LOW = ["", "", "", "", "确权面积", "小计", "(元/亩)", "(元)", "", ""]
FILTERS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "xls": "xls:MS Excel 97",
    "gb18030": "csv:Text - txt - csv (StarCalc):44,34,85,1",
    "utf8": "csv:Text - txt - csv (StarCalc):44,34,76,1",
    "utf16": "csv:Text - txt - csv (StarCalc):9,34,65535,1",
    "html": "html:HTML (StarCalc)",
    "ods": "ods:calc8",
}


def source(path: Path) -> Path:
    """The usual list: a title, two header rows, merged groups, formulas without results, a hidden row and a
    hidden sheet."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy年m月d日"})
    head = book.add_format({"bold": True, "align": "center", "text_wrap": True, "border": 1})
    sheet = book.add_worksheet("罗田村")
    sheet.merge_range("A1:J1", m.TITLE, head)
    sheet.write("A2", "填报单位(盖章)：罗田村村民委员会")
    sheet.write("G2", "单位：亩、元")
    for c, (top, low) in enumerate(zip(TOP, LOW, strict=True)):
        if top == "补贴面积":
            sheet.merge_range(2, c, 2, c + 1, top, head)
        elif not low and top:
            sheet.merge_range(2, c, 3, c, top, head)
        elif top:
            sheet.write(2, c, top, head)
        if low:
            sheet.write(3, c, low, head)
    at = 4
    for group in dict.fromkeys(r[1] for r in ROWS):
        rows = [r for r in ROWS if r[1] == group]
        sheet.merge_range(at, 1, at + len(rows) - 1, 1, group)
        first = at
        for number, _, name, idno, area, rate, *_ in rows:
            sheet.write_number(at, 0, number)
            sheet.write_string(at, 2, f"{name[0]}　{name[1]}" if len(name) == 2 else name)
            sheet.write_string(at, 3, idno, text)
            sheet.write_number(at, 4, area)
            sheet.write_formula(at, 5, f"=E{at + 1}", None, NO_RESULT)
            sheet.write_number(at, 6, rate)
            sheet.write_formula(at, 7, f"=ROUND(F{at + 1}*G{at + 1},2)", None, NO_RESULT)
            sheet.write_datetime(at, 8, datetime(2026, 4, 15), day)
            sheet.write_string(at, 9, "补发" if number == 2 else "")
            at += 1
        sheet.write(at, 0, "小计")
        sheet.write_formula(at, 5, f"=SUM(F{first + 1}:F{at})", None, NO_RESULT)
        sheet.write_formula(at, 7, f"=SUM(H{first + 1}:H{at})", None, NO_RESULT)
        at += 1
    sheet.write(at, 0, "合计")
    sheet.write(at, 2, f"共 {len(ROWS)} 户")
    sheet.write_formula(at, 7, f'=SUMIF(A5:A{at},"小计",H5:H{at})', None, NO_RESULT)
    sheet.write(at + 1, 0, "公示时间：2026年4月15日至4月29日   监督电话：石鼻镇财政所")
    sheet.write(at + 2, 0, "制表：")
    sheet.write(at + 2, 2, "审核：")
    sheet.set_row(6, None, None, {"hidden": True})
    old = book.add_worksheet("旧名单")
    for r, row in enumerate([m.HEADER, *m.land_rows(3, start=60)]):
        for c, cell in enumerate(row):
            old.write(r, c, cell)
    old.hide()
    book.close()
    return path


class Office:
    """LibreOffice without a window, with a profile of its own in ``folder``."""

    def __init__(self, command: str, folder: Path) -> None:
        self._command, self._profile = command, folder / "profile"

    def run(self, *words: str) -> None:
        """The first start of a new profile ends with 81 and wants to be started again."""
        profile = f"-env:UserInstallation={self._profile.as_uri()}"
        line = [self._command, profile, "--headless", "--norestore", *words]
        if subprocess.run(line).returncode == 81:
            subprocess.run(line, check=True)


def main(command: str) -> None:
    """All files, by the LibreOffice that starts with ``command``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office, made = Office(command, folder), source(folder / "list.xlsx")
        for kind, how in FILTERS.items():
            office.run("--convert-to", how, "--outdir", str(folder / kind), str(made))
            (out,) = (folder / kind).iterdir()
            shutil.move(out, HERE / (f"list-{kind}.csv" if out.suffix == ".csv" else f"list{out.suffix}"))


if __name__ == "__main__":
    main(sys.argv[1])
