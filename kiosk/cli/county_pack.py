"""``kiosk county map|pack|correct|yearbook``: from the departments' files to bundles."""

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
    session_at,
    tell_faults,
    village_option,
    workspace_option,
)
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json, say

if TYPE_CHECKING:
    from kiosk.county.packing import PackOptions, PackOutcome
    from kiosk.county.session import Session

_SHOWN = 20
"""Problems that are printed; all of them are in the problem file."""


def _options(
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
    return PackOptions(files, programme, request, mapping, village, partial, allow_negative)


def _pack(workspace: Path, as_json: bool, **given: object) -> int:
    from kiosk.county.packing import pack

    with session_at(workspace) as session:
        options = _options(session, **given)  # type: ignore[arg-type]
        outcome = pack(session, options, ProgressBar())
        if as_json:
            emit_json(_outcome_json(session, outcome))
        else:
            _tell(session, outcome)
    return _code(outcome)


def _outcome_json(session: Session, outcome: PackOutcome) -> dict[str, object]:
    sent = [*outcome.bundles, *outcome.unchanged]
    return {
        "rows_read": outcome.report.rows_read,
        "rows_accepted": outcome.rows_accepted,
        "rows_rejected": outcome.rows_rejected,
        "cents_accepted": outcome.cents_accepted,
        "villages": len({b.village_code for b in sent}),
        "bundles": bundle_paths(session, sent),
        "problems": [p.as_json() for p in outcome.problems],
        "problem_file": outcome.problem_file,
        "unchanged": bundle_paths(session, outcome.unchanged),
        "blocked": [u.village_code for u in outcome.blocked],
        "faults": fault_json(outcome.faults),
    }


def _tell(session: Session, outcome: PackOutcome) -> None:
    from kiosk.domain.money import format_yuan

    report = outcome.report
    say(
        f"读了{report.rows_read}行，合格{outcome.rows_accepted}行，共{format_yuan(outcome.cents_accepted)}；"
        f"不合格{outcome.rows_rejected}行。"
    )
    if outcome.bundles:
        say(f"做好了{len(outcome.bundles)}个村的包，在 {session.workspace.outbox}。下一步：kiosk county push")
    if outcome.unchanged:
        say(f"{len(outcome.unchanged)}个村早已打过同样的包，没有再做。")
    if outcome.blocked:
        names = "、".join(u.short_name for u in outcome.blocked[:_SHOWN])
        more = f"等{len(outcome.blocked)}个村" if len(outcome.blocked) > _SHOWN else ""
        say(f"有错、没有打包的村：{names}{more}。改好再来，或加 --partial 先发合格的行。")
    for problem in outcome.problems[:_SHOWN]:
        say(f"  {'✗' if problem.is_error else '·'} {problem.sentence()}")
    if len(outcome.problems) > _SHOWN:
        say(f"  ……共{len(outcome.problems)}条。")
    if outcome.problem_file is not None:
        say(f"全部问题连同原行在：{outcome.problem_file}（里面有来表的证件号，只发回给来表的单位）")
    tell_faults(outcome.faults)


def _code(outcome: PackOutcome) -> int:
    if outcome.faults:
        return 3
    return 1 if any(p.is_error for p in outcome.problems) else 0


def _correct(workspace: Path, as_json: bool, reason: str, yes: bool, **given: object) -> int:
    from kiosk.county.correcting import plan_correction

    reason = needs_reason(reason)
    with session_at(workspace) as session:
        options = _options(session, **given)  # type: ignore[arg-type]
        plan = plan_correction(session, options, reason, ProgressBar())
        if not as_json:
            say(*plan.sentences())
        go = yes
        if plan.units and not yes and not as_json and sys.stdin.isatty():
            go = click.confirm("照这样更正吗？", err=True)
        if go:
            plan.carry_out()
        plan.finish()
        outcome = plan.outcome
        if as_json:
            emit_json({**_outcome_json(session, outcome), "changes": plan.as_json()})
        else:
            if plan.units and not go:
                say("还没有打包。看过没有问题，请加 --yes 再来一次。")
            _tell(session, outcome)
    return _code(outcome)


def _map(
    workspace: Path, file: Path, programme: str, out: Path | None, village: str | None, as_json: bool
) -> int:
    from kiosk.county.mapping import ASK, mapping_document, write_mapping
    from kiosk.county.maps import look_at

    with session_at(workspace) as session:
        sheets = look_at(session, file, programme, village)
        document = mapping_document(sheets, programme_id=programme)
        place = out or Path(f"{file.stem}.map.toml")
        write_mapping(place, document)
    tables: list[dict[str, object]] = document["table"]  # type: ignore[assignment]
    if as_json:
        emit_json({"mapping": place, "tables": tables})
        return 0
    asked = 0
    for table in tables:
        say(f"“{table['sheet'] or table['file']}”，表头在第{table['header_row']}行：")
        columns: list[dict[str, object]] = table["column"]  # type: ignore[assignment]
        for column in columns:
            use = column["use"]
            doubt = use == ASK
            asked += doubt
            say(f"  {column['letter']:>3}  {column['label']}  →  {_use_words(str(column.get('guess', use)))}"
                f"{'  ？请在文件里定下来' if doubt else ''}")  # fmt: skip
    say(f"写在 {place}。" + (f"有{asked}列要人来定：把 use = \"?\" 改好，再把 confirmed 改成 true。"
                            if asked else "核对无误后，打包时加 --mapping 用它。"))  # fmt: skip
    return 0


def _use_words(use: str) -> str:
    from kiosk.county.reading.synonyms import KINDS

    return f"{KINDS.get(use, '不用')}" if use else "不用"


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


def _batch_params() -> list[click.Parameter]:
    return [
        click.Argument(["files"], nargs=-1, required=True, type=FILE, metavar="文件…"),
        Option(["--programme"], metavar="编号", help="补贴项目编号，比如 BT-NY-01；不写就看表里写的。"),
        Option(["--year"], required=True, type=Number(2000, 2200), help="发钱的年度。"),
        Option(["--batch"], default="", metavar="名称", help="这一批叫什么，比如 第一批；一年一次的不用写。"),
        Option(
            ["--mapping"], type=FILE, metavar="文件", help="列对照文件，由 kiosk county map 生成、人核对过。"
        ),
        Option(["--village"], metavar="代码", help="整份表都是这个村的。"),
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
        "map",
        callback=_map,
        short_help="看一份表的列怎么认，写成列对照让人核对。",
        help="看一份表的每一列认成了什么，写成列对照文件。拿不准的列标“？”，要人定下来；定好以后同样的表不再问。",
        params=[
            click.Argument(["file"], type=FILE, metavar="文件"),
            Option(["--programme"], required=True, metavar="编号", help="补贴项目编号。"),
            Option(["--out"], type=FILE, metavar="文件", help="列对照写到哪里；不写就写在当前文件夹。"),
            Option(["--village"], metavar="代码", help="整份表都是这个村的。"),
            workspace_option(),
            json_option(),
        ],
    ),
    Command(
        "pack",
        callback=_pack,
        short_help="来表核对、脱敏、签名，一村一包。",
        help="把部门发来的表（xlsx、xls、et、csv、tsv）核对、脱敏、签名，一村一包。\n\n"
        "有错的村不打包，问题写成一份能发回去的表；同一批再打一次不会重复。",
        params=_batch_params(),
    ),
    Command(
        "correct",
        callback=_correct,
        short_help="用改好的表更正发过的一批，先看改了什么。",
        help="用改好的整份表更正发过的一批：先列出哪些行改了，看过再打包。村民会看到更正和原因。",
        params=[
            *_batch_params(),
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
