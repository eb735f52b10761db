"""``kiosk county check|map|programmes``: looking at the departments' files before they are packed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import click

from kiosk.cli.chinese import Command, Option
from kiosk.cli.county_options import (
    FILE,
    ProgressBar,
    programme_id,
    session_at,
    workspace_option,
)
from kiosk.cli.county_pack import batch_params, pack_options
from kiosk.cli.county_tell import (
    names_of,
    outcome_code,
    outcome_json,
    shown_path,
    tell_numbers,
    tell_problems,
)
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json, say, say_table
from kiosk.domain.errors import UsageFault
from kiosk.domain.money import format_yuan


def _check(workspace: Path, as_json: bool, **given: object) -> int:
    from kiosk.county.trying import try_pack

    with session_at(workspace) as session:
        options = pack_options(session, **given)  # type: ignore[arg-type]
        outcome, fits = try_pack(session, options, ProgressBar())
        if as_json:
            lists = [
                {"village_code": f.unit.village_code, "batch_id": b.batch_id, "privacy": b.privacy,
                 "rows": b.table.rows, "cents": b.table.cents}
                for f in fits for b in f.batches
            ]  # fmt: skip
            emit_json({**outcome_json(session, outcome), "lists": lists})
            return outcome_code(outcome)
        tell_numbers(outcome)
        if fits:
            say(f"可以打包的{len(fits)}个村：")
            rows = [
                (f.unit.town_name + f.unit.short_name, b.programme_name, b.batch,
                 f"{b.table.rows}行" if b.privacy != "P3" else "只公布合计",
                 format_yuan(b.table.cents) if b.table.cents else "少于3人，不写金额")
                for f in fits for b in f.batches
            ]  # fmt: skip
            say_table([("  村(社区)", "补贴项目", "批次", "名单", "金额"),
                       *((f"  {row[0]}", *row[1:]) for row in rows)])  # fmt: skip
        if outcome.unchanged:
            units = [session.workspace.unit(b.village_code) for b in outcome.unchanged]
            say(f"早已打过同样的包：{names_of(units)}。")
        if outcome.blocked:
            say(f"有错的村：{names_of(outcome.blocked)}。请来表的单位改好再来。")
        tell_problems(outcome)
        if fits:
            say("", "只看了一遍，什么也没有打包。要打包，把 check 换成 pack 再来一次。")
    return outcome_code(outcome)


# --- columns -------------------------------------------------------------------------------------


def _map(
    workspace: Path, file: Path, programme: str, out: Path | None, village: str | None,
    uses: tuple[str, ...], accept: bool, as_json: bool,
) -> int:  # fmt: skip
    from kiosk.county.cover import cover
    from kiosk.county.mapping import mapping_document, remember, write_mapping
    from kiosk.county.maps import look_at

    with session_at(workspace) as session:
        chosen = programme_id(session, programme) or ""
        code = session.workspace.unit(village).village_code if village is not None else None
        sheets = look_at(session, file, chosen, code)
        document = mapping_document(sheets, programme_id=chosen)
        tables: list[dict[str, Any]] = document["table"]  # type: ignore[assignment]
        asked = _settle(tables, uses, accept)
        kept = not asked and bool(uses or accept)
        place: Path | None = out or (None if kept else Path(f"{cover(file.stem)}.map.toml"))
        if place is not None:
            write_mapping(place, document)
        if kept:
            with tempfile.TemporaryDirectory() as folder:
                fresh = Path(folder) / "map.toml"
                write_mapping(fresh, document)
                remember(session.workspace.path, chosen, fresh)
    if as_json:
        emit_json({"mapping": place, "tables": tables, "remembered": kept})
        return 0
    for table in tables:
        _show(table)
    if kept:
        say("定下来了，记在工作区里；同样的表以后不再问。")
        return 0
    if asked:
        say(f"有{asked}列拿不准，要人来定。都认对了，加 --accept；没认对，写明，比如 --use 实发数=金额。")
    mend = "：改好 use，再把 confirmed 改成 true" if asked else ""
    say(f"列对照写在 {shown_path(place or Path())}，也可以在里面改{mend}，打包时加 --mapping 用它。")
    return 0


def _settle(tables: list[dict[str, Any]], uses: tuple[str, ...], accept: bool) -> int:
    """Put the person's decisions into the tables; how many columns are still open."""
    from kiosk.county.mapping import ASK
    from kiosk.county.reading.synonyms import KINDS

    kinds = {word: kind for kind, word in KINDS.items()} | {kind: kind for kind in KINDS} | {"不用": ""}
    for said in uses:
        label, _, word = said.rpartition("=")
        if word not in kinds or not label:
            words = "、".join(KINDS.values())
            raise UsageFault(
                "map_use", f"--use 要写成 列名=用途，比如 实发数=金额。用途有：{words}、不用。"
            )
        hit = [
            c for t in tables for c in t["column"]
            if label in (c["letter"], c["label"]) or label == "".join(str(c["label"]).split())
        ]  # fmt: skip
        if not hit:
            raise UsageFault("map_use", f"表里没有“{label}”这一列。请照上面列出的列名写，或写列的字母。")
        for column in hit:
            column["use"] = kinds[word]
            column.pop("guess", None)
    for column in (c for t in tables for c in t["column"]):
        if accept and column["use"] == ASK:
            column["use"] = column.pop("guess")
    for table in tables:
        table["confirmed"] = all(c["use"] != ASK for c in table["column"])
    return sum(c["use"] == ASK for t in tables for c in t["column"])


def _show(table: dict[str, Any]) -> None:
    from kiosk.county.mapping import ASK
    from kiosk.county.reading.synonyms import KINDS

    say(f"“{table['sheet'] or table['file']}”，列名在第{table['header_row']}行：")
    rows: list[tuple[str, str, str]] = []
    for column in table["column"]:
        use = str(column.get("guess", column["use"]))
        doubt = f"？拿不准：{column.get('why', '')}" if column["use"] == ASK else ""
        name = "".join(str(column["label"]).split())
        rows.append((f"  {column['letter']:>2}  {name}", f"→ {KINDS.get(use, '不用')}", doubt))
    say_table(rows)


# --- programmes ----------------------------------------------------------------------------------

_SEEN = {
    "P0": "不含个人", "P1": "姓名、数量、金额", "P2": "姓名、金额", "P3": "只公布人数和合计",
}  # fmt: skip


def _programmes(workspace: Path, word: str, as_json: bool) -> None:
    from kiosk.county.workspace import open_workspace

    table = open_workspace(workspace).reference.programmes
    found = [
        p for p in table.programmes
        if any(word.upper() in text for text in (p.id, p.name, p.category, p.dept, *p.aliases))
    ]  # fmt: skip
    if as_json:
        keys = ("id", "name", "aliases", "category", "dept", "privacy")
        emit_json({"programmes": [{k: getattr(p, k) for k in keys} for p in found]})
        return
    if not found:
        raise UsageFault("programme_unknown", f"补贴项目表里没有带“{word}”的。不写字就列出全部。")
    rows = [("编号", "名称", "公布什么", "也叫")]
    for p in found:
        target = table.fold_target(p)
        seen = _SEEN.get(p.privacy, f"不单列，并入“{target.name}”" if target else "不公布")
        rows.append((p.id, p.name, seen, "、".join(p.aliases)))
    say_table(rows)


commands = (
    Command(
        "check",
        callback=_check,
        short_help="先看一遍来表：哪些行不对，能给哪些村打包。",
        help="先看一遍部门发来的表（xlsx、xls、et、csv、tsv）：读了几行、哪里不对、能给哪些村打包。\n\n"
        "不打包，不登记人，只把问题写成一份能发回去的表。选项和 pack 一样。",
        params=batch_params(),
    ),
    Command(
        "map",
        callback=_map,
        short_help="看一份表的列怎么认，拿不准的定下来。",
        help="看一份表的每一列认成了什么。拿不准的列标“？”，用 --accept 或 --use 定下来；"
        "定好以后同样的表不再问。",
        params=[
            click.Argument(["file"], type=FILE, metavar="文件"),
            Option(["--programme"], required=True, metavar="项目", help="补贴项目，写名称或编号。"),
            Option(["--accept"], is_flag=True, help="拿不准的列都认对了，就这样定。"),
            Option(
                ["--use", "uses"], multiple=True, metavar="列名=用途",
                help="这一列是什么，比如 实发数=金额；不要的列写 列名=不用。可以写几次。",
            ),
            Option(["--out"], type=FILE, metavar="文件", help="列对照写到哪里；不写就写在当前文件夹。"),
            Option(["--village"], metavar="村", help="整份表都是这个村的，写村名或代码。"),
            workspace_option(),
            json_option(),
        ],
    ),
    Command(
        "programmes",
        callback=_programmes,
        short_help="查补贴项目的编号、叫法和公布什么。",
        help="查补贴项目：编号、名称、别的叫法、公布到什么程度。可以写一个词来找，比如 低保。",
        params=[
            click.Argument(["word"], required=False, default="", metavar="[词]"),
            workspace_option(),
            json_option(),
        ],
    ),
)  # fmt: skip
