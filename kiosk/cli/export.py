"""``kiosk export``: a year's publications as a folder on a stick."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.chinese import Command, Number, OneOf, Option
from kiosk.cli.county_options import ProgressBar
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say


def _export(home: Path | None, year: int, to: Path, paper: str, as_json: bool) -> None:
    from kiosk.domain.clock import SystemClock
    from kiosk.keeping.year import keep_year

    bar = ProgressBar()
    kept = keep_year(
        kiosk_home(home), year, to, SystemClock(), paper=paper,
        progress=lambda done, total: bar("做留存", done, total, "件"),
    )  # fmt: skip
    if kept is None:
        return
    if as_json:
        emit_json(kept)
        return
    say(
        f"{year}年的存好了：{kept.publications} 件，上墙表 {kept.sheets} 张，表格 {kept.tables} 份，"
        f"附件 {kept.attachments} 个。",
        f"文件夹：{kept.path}",
        "用浏览器打开里面的 index.html 就能看。里面有村民的姓名和金额，请妥善保管，不要放到网上。",
        *(f"⚠ {note}" for note in kept.notes),
    )


command = Command(
    "export",
    callback=_export,
    short_help="把一年公开过的导出到U盘，留存备查。",
    help="把一年里公开过的(更正前的旧版、撤回的也在内)导出成一个文件夹：上墙表、表格、附件、目录页和校验码。"
    "中途拔了U盘、满了都不要紧，再来一次就行。",
    params=[
        Option(["--year"], required=True, type=Number(1990, 2100), metavar="年份", help="导出哪一年的。"),
        Option(
            ["--to"],
            required=True,
            type=click.Path(path_type=Path, file_okay=False),
            metavar="文件夹",
            help="放在哪个文件夹，通常是U盘。同一年以前导出的会换成新的。",
        ),
        Option(["--paper"], type=OneOf("a3", "a4"), default="a3", help="上墙表用什么纸，平常是 a3。"),
        home_option(),
        json_option(),
    ],
)
