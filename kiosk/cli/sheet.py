"""``kiosk sheet``: a sheet for the wall as PDF."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.chinese import Command, Number, OneOf, Option
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say
from kiosk.domain.clock import SystemClock


def _sheet(
    kind: str,
    out: Path,
    home: Path | None,
    batch: str | None,
    item: str | None,
    recipient: str | None,
    year: int | None,
    paper: str | None,
    large: bool,
    as_json: bool,
) -> None:
    if kind == "ledger":
        from kiosk.keeping.ledger import ledger_sheet

        made = ledger_sheet(kiosk_home(home), out, SystemClock(), paper=paper or "a4", large=large)
    else:
        from kiosk.sheets.command import make_sheet

        made = make_sheet(
            kiosk_home(home), kind, out,
            batch=batch, item=item, recipient=recipient, year=year, paper=paper, large=large,
        )  # fmt: skip
    if as_json:
        emit_json(made)
        return
    say(f"《{made.title}》做好了，共 {made.pages} 页：{made.path}", f"表号 {made.sheet_id}-{made.digest}")
    say(*(f"⚠ {warning}" for warning in made.warnings))


command = Command(
    "sheet",
    callback=_sheet,
    short_help="做一张上墙的公开表（PDF）。",
    help="做一张上墙的公开表，存成 PDF（按 PDF/A-2b 生成，未经认证）。不写哪一批、哪一件，就做最新的。",
    params=[
        click.Argument(
            ["kind"],
            metavar="哪一种",
            help="payouts 补贴发放表（按小组列到户），summary 全年汇总，catalogue 公开目录挂图，"
            "finance 财务公开表，notice 通知或政策招贴，slip 给本人的明白条，ledger 工作台账（不上墙）。",
        ),
        Option(
            ["--out"],
            required=True,
            type=click.Path(path_type=Path),
            metavar="文件",
            help="存成哪个 PDF 文件。",
        ),
        Option(["--batch"], metavar="编号", help="payouts：哪一个发放批次。"),
        Option(["--item"], metavar="编号", help="finance、notice：哪一件公开件或政策解读。"),
        Option(["--recipient"], metavar="编号", help="slip：哪一个领取人。"),
        Option(
            ["--year"],
            type=Number(1990, 2100),
            metavar="年份",
            help="哪一年的。payouts 不写 --batch 时，把这一年列到户的补贴合成一张表。",
        ),
        Option(
            ["--paper"],
            type=OneOf("a3", "a4", "2xa4", "a5", "80mm"),
            help="用什么纸，平常是 a3，台账是 a4；2xa4 是一张A3分成两张A4来拼；"
            "明白条用 a5（平常）、a4（字大）或 80mm 卷纸。",
        ),
        Option(["--large"], is_flag=True, help="大字版，给老人看。"),
        home_option(),
        json_option(),
    ],
)
