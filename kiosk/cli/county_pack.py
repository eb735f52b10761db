"""``kiosk county pack|correct|yearbook``: from the departments' files to bundles."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.chinese import Command, Day, Number, Option
from kiosk.cli.county_options import (
    FILE,
    ProgressBar,
    bundle_paths,
    fault_json,
    needs_reason,
    programme_id,
    session_at,
    tell_faults,
    village_option,
    workspace_option,
)
from kiosk.cli.county_tell import outcome_code, outcome_json, tell_numbers, tell_packed
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json, say

if TYPE_CHECKING:
    from kiosk.county.packing import PackOptions
    from kiosk.county.session import Session


def pack_options(
    session: Session,
    files: tuple[Path, ...],
    programme: str | None,
    year: int,
    batch: str,
    mapping: Path | None,
    village: str | None,
    paid_on: date | None,
    publish_from: date | None,
    publish_to: date | None,
    partial: bool,
    allow_negative: bool,
) -> PackOptions:
    """The options of a call as the packing takes them; UsageFault for an unknown programme or village."""
    from kiosk.county.batches import BatchRequest
    from kiosk.county.packing import PackOptions

    request = BatchRequest(
        year=year,
        label=" ".join(batch.split()),
        publish_from=publish_from or session.today,
        today=session.today,
        paid_on=paid_on,
        publish_to=publish_to,
    )
    code = session.workspace.unit(village).village_code if village is not None else None
    return PackOptions(
        files, programme_id(session, programme), request, mapping, code, partial, allow_negative
    )


def _pack(workspace: Path, as_json: bool, **given: object) -> int:
    from kiosk.county.packing import pack

    with session_at(workspace) as session:
        options = pack_options(session, **given)  # type: ignore[arg-type]
        outcome = pack(session, options, ProgressBar())
        if as_json:
            emit_json(outcome_json(session, outcome))
        else:
            tell_packed(session, outcome)
    return outcome_code(outcome)


def _correct(workspace: Path, as_json: bool, reason: str, yes: bool, **given: object) -> int:
    from kiosk.county.correcting import plan_correction

    reason = needs_reason(reason)
    with session_at(workspace) as session:
        options = pack_options(session, **given)  # type: ignore[arg-type]
        plan = plan_correction(session, options, reason, ProgressBar())
        if not as_json:
            tell_numbers(plan.outcome)
            say(*plan.sentences())
        go = yes
        if plan.units and not yes and not as_json and sys.stdin.isatty():
            go = click.confirm("照这样更正吗？", err=True)
        if go:
            plan.carry_out()
        plan.finish()
        outcome = plan.outcome
        if as_json:
            emit_json({**outcome_json(session, outcome), "changes": plan.as_json()})
        else:
            tell_packed(session, outcome, numbers=False)
            if plan.units and not go:
                say("还没有打包。看过没有问题，请加 --yes 再来一次。")
    return outcome_code(outcome)


def _yearbook(workspace: Path, as_json: bool, year: int, villages: tuple[str, ...]) -> int:
    from kiosk.county.yearbook import gather

    with session_at(workspace) as session:
        result = gather(session, year, session.workspace.chosen(villages))
        if as_json:
            emit_json(
                {
                    "year": year,
                    "bundles": bundle_paths(session, result.bundles),
                    "lacking": result.lacking,
                    "empty": [u.village_code for u in result.empty],
                    "faults": fault_json(result.faults),
                }
            )
        else:
            say(f"{year}年的年终公开(HN-03)做好了{len(result.bundles)}个村。下一步：kiosk county push")
            if result.unchanged:
                say(f"{result.unchanged}个村的和上次一样，没有再做。")
            say(*result.sentences())
            tell_faults(result.faults)
    return 3 if result.faults else 0


def batch_params() -> list[click.Parameter]:
    """What check, pack and correct are told about a batch."""
    return [
        click.Argument(["files"], nargs=-1, required=True, type=FILE, metavar="文件…"),
        Option(["--programme"], metavar="项目", help="补贴项目，写名称或编号；不写就看表里写的。"),
        Option(["--year"], required=True, type=Number(2000, 2200), help="发钱的年度。"),
        Option(["--batch"], default="", metavar="名称", help="这一批叫什么，比如 第一批；一年一次的不用写。"),
        Option(
            ["--mapping"], type=FILE, metavar="文件", help="列对照文件，由 kiosk county map 生成、人核对过。"
        ),
        Option(["--village"], metavar="村", help="整份表都是这个村的，写村名或代码。"),
        Option(["--paid-on"], type=Day(), help="表里没写发放日期时用这一天。"),
        Option(["--publish-from"], type=Day(), help="从哪天起公布；不写就是今天。"),
        Option(["--publish-to"], type=Day(), help="公布到哪天；不写就一直在。"),
        Option(["--partial"], is_flag=True, help="有错的行放下，合格的行先发。"),
        Option(["--allow-negative"], is_flag=True, help="负数是扣回，照收。"),
        workspace_option(),
        json_option(),
    ]


commands = (
    Command(
        "pack",
        callback=_pack,
        short_help="来表核对、脱敏、签名，一村一包。",
        help="把部门发来的表（xlsx、xls、et、csv、tsv）核对、脱敏、签名，一村一包。\n\n"
        "有错的村不打包，问题写成一份能发回去的表；同一批再打一次不会重复。",
        params=batch_params(),
    ),
    Command(
        "correct",
        callback=_correct,
        short_help="用改好的表更正发过的一批，先看改了什么。",
        help="用改好的整份表更正发过的一批：先列出哪些行改了，看过再打包。村民会看到更正和原因。",
        params=[
            *batch_params(),
            Option(["--reason"], required=True, metavar="原因", help="为什么更正，会公布。"),
            Option(["--yes"], is_flag=True, help="看过了，直接打包。"),
        ],
    ),
    Command(
        "yearbook",
        callback=_yearbook,
        short_help="把一年的各批汇成年终公开(HN-03)。",
        help="把一年里各批发放按村汇总，做成年终公开（GK-HN-03），并说出哪个村缺哪一批。",
        params=[
            Option(["--year"], required=True, type=Number(2000, 2200), help="哪一年。"),
            village_option(),
            workspace_option(),
            json_option(),
        ],
    ),
)
