"""``kiosk county receipts|people``: what came back, and the registry's own corrections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.chinese import Command, Number, Option
from kiosk.cli.county_options import (
    FILE,
    needs_reason,
    one_village_option,
    session_at,
    village_option,
    workspace_option,
)
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json, say, say_table
from kiosk.domain.errors import UsageFault

if TYPE_CHECKING:
    from kiosk.county.receipts import UnitStatus


def _receipts(
    workspace: Path, drop: Path | None, html: Path | None, silent_days: int, villages: tuple[str, ...],
    as_json: bool,
) -> None:  # fmt: skip
    from kiosk.county.local import take_local
    from kiosk.county.outfiles import drop_root
    from kiosk.county.overview import write_overview
    from kiosk.county.receipts import read_back

    with session_at(workspace) as session:
        place = session.workspace
        chosen = place.chosen(villages)
        taken = take_local(session, chosen, drop_root(drop, place.config.drop))
        units = read_back(session, chosen, drop)
        for unit in units:
            unit.left_out += taken.sentences.get(unit.village_code, [])
        if html is not None:
            write_overview(html, place.config.county_name, units, session.clock.now(), silent_days)
    silent = [u for u in units if u.is_silent(silent_days)]
    if as_json:
        emit_json({"units": units, "silent": [u.village_code for u in silent], "html": html})
        return
    there = [u for u in units if u.has_kiosk]
    if there:
        heads = ("村(社区)", "发到", "收到", "情况", "最近回音", "挂着", "没答复", "自己公开")
        say_table([heads, *(_line(u) for u in there)])
    for u in units:
        say(*(f"✗ {u.name} {s}" for s in (*u.sentences, *u.left_out)))
        say(*(f"⚠ {u.name}：{s}。" for s in u.notes))
        if u.forged:
            say(f"✗ {u.name}：亭子收下了不是这个工作区签的包。请马上核对钥匙。")
        if u.unknown_kiosk:
            say(f"· {u.name}：公钥还没有登记，核对后运行 kiosk county kiosk add --village {u.name}。")
    if quiet := [u for u in silent if u.has_kiosk]:
        say(f"{silent_days}天没有回音的{len(quiet)}个：{'、'.join(u.name for u in quiet)}")
    if without := [u for u in units if not u.has_kiosk]:
        say(f"还没有亭子的{len(without)}个：{_by_town(without)}。")
    if waiting := sum(u.open_questions for u in units):
        say(f"有{waiting}件意见没答复。要看：kiosk county questions --open")
    if html is not None:
        say(f"总表写在 {html}，用浏览器打开。")


_NAMED = 12


def _by_town(units: Sequence[UnitStatus]) -> str:
    """A dozen by name, more as numbers by town."""
    if len(units) <= _NAMED:
        return "、".join(u.name for u in units)
    towns = groupby(units, key=lambda u: u.town)
    return "、".join(f"{town}{len(list(of))}" for town, of in towns)


def _line(u: UnitStatus) -> tuple[str, ...]:
    numbers = (str(u.sent), str(u.applied), u.state(), u.age_words(), str(u.posted))
    return (u.name, *numbers, u.question_words(), str(u.local))


def _people(
    workspace: Path, village: str, merge: tuple[str, str] | None, split: str | None, reason: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    with session_at(workspace) as session:
        registry, now = session.registry, session.clock.now()
        village = session.workspace.unit(village).village_code
        if merge or split:
            words = needs_reason(reason or "")
            with registry.change():
                done = (
                    registry.merge(village, merge[0].upper(), merge[1].upper(), words, now) if merge
                    else registry.split(village, (split or "").upper(), words, now)
                )  # fmt: skip
            if not done:
                raise UsageFault(
                    "no_such_person", "这个村里没有这样编号的人，或者已经合并、分开过了。请核对。"
                )
        log = registry.people_log(village)
        if as_json:
            keys = ("what", "id", "other", "reason", "at")
            emit_json(
                {
                    "people": len(registry.people(village)),
                    "log": [dict(zip(keys, e, strict=True)) for e in log],
                }
            )
        else:
            say(f"登记了{len(registry.people(village))}人。")
            for what, id_, other, why, at in log[-20:]:
                say(f"  {at}  {_WHAT[what]} {id_}{f' ← {other}' if other else ''}：{why}")


_WHAT = {
    "attached": "补上证件号", "renamed": "改名", "moved": "换组", "merged": "合并", "split": "分开",
}  # fmt: skip

commands = (
    Command(
        "receipts",
        callback=_receipts,
        short_help="看各村收没收、贴没贴、有没有意见。",
        help="看各村的回执：收到第几个、存着、拒收、张贴、没答复的意见，和很久没有回音的村。不排名、不打分。\n\n"
        "各村自己公开的，验过签名以后收进工作区。",
        params=[
            Option(
                ["--drop"],
                type=FILE,
                metavar="文件夹",
                help="和各村同步的总文件夹；不写就用 county.toml 里的。",
            ),
            Option(["--html"], type=FILE, metavar="文件", help="另写一份网页总表。"),
            Option(
                ["--silent-days"],
                type=Number(1, 3650),
                default=7,
                metavar="天",
                help="多少天没有回音的另外列出来，平常7。",
            ),
            village_option(),
            workspace_option(),
            json_option(),
        ],
    ),
    Command(
        "people",
        callback=_people,
        short_help="登记簿里合并、分开同一个人。",
        help="登记簿：两个编号其实是一个人时合并，合错了再分开。都要写原因，都有记录。",
        params=[
            one_village_option("哪个村"),
            Option(["--merge"], nargs=2, metavar="留下的 并掉的", help="把后一个并到前一个。"),
            Option(["--split"], metavar="编号", help="把并掉的这一个重新分开。"),
            Option(["--reason"], metavar="原因", help="为什么。"),
            workspace_option(),
            json_option(),
        ],
    ),
)
