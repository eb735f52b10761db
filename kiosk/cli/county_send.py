"""``kiosk county list|add|push|withdraw|snapshot``: what went and goes to the villages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.chinese import Command, Option
from kiosk.cli.county_options import (
    FILE,
    ProgressBar,
    bundle_paths,
    fault_json,
    needs_reason,
    one_village_option,
    session_at,
    tell_faults,
    village_option,
    workspace_option,
)
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json, say, say_table
from kiosk.domain.errors import UsageFault
from kiosk.domain.items import Item, PayoutsItem

if TYPE_CHECKING:
    from kiosk.store.registry import SentItem

_SHOWN = 20
_TITLE = 16


@dataclass(frozen=True, slots=True)
class _Sent:
    """The newest version of a thing that was sent to a unit."""

    what: str
    kind: str
    title: str
    batch: str
    version: int
    rows: int | None
    cents: int | None
    withdrawn: bool

    @classmethod
    def of(cls, sent: SentItem, item: Item) -> _Sent:
        table = getattr(item, "table", None)
        is_list = isinstance(item, PayoutsItem)
        title = item.programme_name if isinstance(item, PayoutsItem) else getattr(item, "title", "")
        return cls(
            f"{sent.type}:{sent.id}", _KINDS[sent.type], title or _KINDS[sent.type],
            item.batch if isinstance(item, PayoutsItem) else _period(getattr(item, "period", "")),
            sent.version,
            table.rows if is_list and table else None, table.cents if is_list and table else None,
            sent.withdrawn_seq is not None,
        )  # fmt: skip

    def cells(self) -> tuple[str, ...]:
        version = f"第{self.version}版" + ("，已撤回" if self.withdrawn else "")
        rows = "" if self.rows is None else str(self.rows)
        title = self.title if len(self.title) <= _TITLE else f"{self.title[: _TITLE - 1]}…"
        return self.what, title, self.batch, version, rows, _yuan(self.cents)


def _day_of(item: Item) -> date:
    for name in ("publish_from", "answered_on", "on"):
        day = getattr(item, name, None)
        if isinstance(day, date):
            return day
    return date.min


def _period(period: str | None) -> str:
    return "" if not period or period == "long" or period.startswith("E:") else period


def _yuan(cents: int | None) -> str:
    from kiosk.domain.money import format_yuan

    return "" if cents is None else format_yuan(cents)


_NEXT = "下一步：kiosk county push"


def _add(
    workspace: Path, folders: tuple[Path, ...], villages: tuple[str, ...], every: bool, reason: str | None,
    reference: str | None, as_json: bool,
) -> int:  # fmt: skip
    from kiosk.county.adding import add
    from kiosk.county.references import put_reference

    with session_at(workspace) as session:
        if reference is not None:
            if len(folders) != 1 or not folders[0].is_file():
                raise UsageFault("reference_file", "换参照表要给一个文件，比如 settings.json。")
            put_reference(session.workspace, reference, folders[0])
            if as_json:
                emit_json({"reference": reference, "bundles": []})
            else:
                say(f"{folders[0].name} 收下了，推送时随包发给各村。{_NEXT}")
            return 0
        if not villages and not every:
            raise UsageFault(
                "which_village", "请用 --village 写明给哪个村或乡镇，或用 --all 给全部。"
            )
        for folder in folders:
            if not folder.is_dir():
                raise UsageFault("no_such_folder", f"“{folder}”不是文件夹。一件内容一个文件夹。")
        units = session.workspace.chosen(villages)
        words = needs_reason(reason) if reason is not None else None
        added = add(session, folders, units, words)
        if as_json:
            emit_json({"bundles": bundle_paths(session, added.bundles), "faults": fault_json(added.faults)})
        else:
            say(f"{len(folders)}件内容，做好了{len(added.bundles)}个村的包。{_NEXT}")
            tell_faults(added.faults)
    return 3 if added.faults else 0


def _push(
    workspace: Path, drop: Path | None, usb: Path | None, villages: tuple[str, ...], as_json: bool
) -> int:
    from kiosk.county.pushing import push

    with session_at(workspace) as session:
        units = session.workspace.chosen(villages)
        result = push(session, units, drop=drop, usb=usb, progress=ProgressBar())
        if as_json:
            emit_json(
                {
                    "pushed": result.pushed,
                    "already": len(result.already),
                    "forked": result.forked,
                    "kept_alive": result.kept_alive,
                    "faults": fault_json(result.faults),
                }
            )
        else:
            places = len({name.rpartition("-")[0] for name in result.pushed})
            new = f"给{places}个村推了{len(result.pushed)}个包" if places else "没有新的包要推"
            say(f"{new}，{len(result.already)}个早已在那里。")
            if result.kept_alive:
                say(f"其中{result.kept_alive}个是给七天没有新内容、或参照表有变动的村发的。")
            for name in result.forked:
                say(f"✗ {name}：那里有同名但内容不同的包，没有动。可能有另一个工作区在发，请马上核对。")
            tell_faults(result.faults)
            if result.pushed:
                say("亭子收下以后有回执，过几分钟看：kiosk county receipts")
    return 3 if result.faults else 1 if result.forked else 0


def _withdraw(
    workspace: Path, what: str, reason: str, villages: tuple[str, ...], every: bool, as_json: bool
) -> int:
    from kiosk.county.correcting import withdraw

    words = needs_reason(reason)
    if not villages and not every:
        raise UsageFault("which_village", "请用 --village 写明撤哪个村的，或用 --all 撤全部村的。")
    with session_at(workspace) as session:
        result = withdraw(session, session.workspace.chosen(villages), what, words, session.today)
        if as_json:
            emit_json(
                {
                    "bundles": bundle_paths(session, result.bundles),
                    "absent": [u.village_code for u in result.absent],
                    "faults": fault_json(result.faults),
                }
            )
        else:
            say(f"做好了{len(result.bundles)}个撤回的包。{_NEXT}")
            tell_faults(result.faults)
    return 3 if result.faults else 0


def _snapshot(workspace: Path, villages: tuple[str, ...], every: bool, as_json: bool) -> int:
    from kiosk.county.snapshots import take

    if not villages and not every:
        raise UsageFault("which_village", "请用 --village 写明给哪个村，或用 --all 给全部。")
    with session_at(workspace) as session:
        result = take(session, session.workspace.chosen(villages))
        if as_json:
            emit_json(
                {
                    "bundles": bundle_paths(session, result.bundles),
                    "empty": [u.village_code for u in result.empty],
                    "faults": fault_json(result.faults),
                }
            )
        else:
            say(f"做好了{len(result.bundles)}个整包。{_NEXT}")
            if result.empty:
                say(f"{len(result.empty)}个村什么也没有发过，没有做。")
            tell_faults(result.faults)
    return 3 if result.faults else 0


_KINDS = {
    "payouts": "发放名单", "disclosure": "公开件", "policy": "政策", "event": "事项", "reply": "答复",
}  # fmt: skip


def _list(workspace: Path, village: str, word: str | None, every: bool, as_json: bool) -> None:
    from kiosk.county.ledger import item_of

    with session_at(workspace) as session:
        unit = session.workspace.unit(village)
        sent = [s for s in session.registry.items(unit.village_code) if s.type in _KINDS]
    newest = {(s.type, s.id): s for s in sorted(sent, key=lambda s: s.version)}
    found = [(s, item_of(s)) for s in newest.values()]
    # By the day of publication: after a snapshot everything was sent together.
    found.sort(key=lambda pair: (_day_of(pair[1]), pair[0].seq), reverse=True)
    lines = [_Sent.of(s, item) for s, item in found]
    lines = [x for x in lines if word is None or word in x.what or word in x.title or word in x.batch]
    whole = len(lines)
    if not (every or as_json):
        # What started a deadline is seldom looked for.
        lines = [x for x in lines if x.kind != _KINDS["event"]]
    shown = lines if every or as_json else lines[:_SHOWN]
    if as_json:
        emit_json({"village_code": unit.village_code, "sent": shown})
        return
    if not lines:
        say(f"给{unit.short_name}没有发过{f'带“{word}”的' if word else '什么'}。")
        return
    heads = ("类别:编号", "名称", "批次", "第几版", "行数", "金额")
    say_table([heads, *(x.cells() for x in shown)])
    if whole > len(shown):
        say(f"新的在前，还有{whole - len(shown)}件没有列。全部列出来加 --all，要找加 --find 词。")


_ALL = Option(["--all", "every"], is_flag=True, help="全部村和社区。")

commands = (
    Command(
        "list",
        callback=_list,
        short_help="看给一个村发过什么：编号、批次、第几版。",
        help="看给一个村发过什么，新的在前。撤回、更正时要写的编号和批次在这里。",
        params=[
            one_village_option("哪个村"),
            Option(["--find", "word"], metavar="词", help="只列名称、编号里有这个词的。"),
            Option(["--all", "every"], is_flag=True, help="全部列出来。"),
            workspace_option(),
            json_option(),
        ],
    ),
    Command(
        "add",
        callback=_add,
        short_help="把文字、图片、PDF、视频做成公开件。",
        help="把简单的文件夹做成公开件、政策、答复或事项：一件一个文件夹，里面一份 .md 文字，附件放在旁边。"
        "文字的开头是两行 --- ，中间一行一项，空一行以后写正文。\n\n"
        "公开件要写 目录: GK-XZ-04 和 标题: …，还可以写 形式: 通知、期间: 2026-Q3、公布到: 2026-12-31；"
        "旁边放一份 table.csv 就是表格。\n\n"
        "用 --reference 换参照表：settings、programmes、columns、holidays、village、community。",
        params=[
            click.Argument(["folders"], nargs=-1, required=True, type=FILE, metavar="文件夹…"),
            village_option(or_all=True),
            _ALL,
            Option(["--reason"], metavar="原因", help="以前发过的要更正时，为什么，会公布。"),
            Option(["--reference"], metavar="名称", help="给的是参照表或设置文件。"),
            workspace_option(),
            json_option(),
        ],
    ),
    Command(
        "push",
        callback=_push,
        short_help="把做好的包推到各村的文件夹，或写到U盘。",
        help="把做好的包推到各村的文件夹，或写成 zip 放到U盘。中断了再来一次，会接着推。",
        params=[
            Option(
                ["--drop"],
                type=FILE,
                metavar="文件夹",
                help="和各村同步的总文件夹；不写就用 county.toml 里的。",
            ),
            Option(["--usb"], type=FILE, metavar="文件夹", help="写成 zip 放在这里。"),
            village_option(),
            workspace_option(),
            json_option(),
        ],
    ),
    Command(
        "withdraw",
        callback=_withdraw,
        short_help="撤回发过的一件，写明原因。",
        help="撤回发过的一件。村民会看到撤回和原因。\n\n"
        "写法：类别:编号，照 kiosk county list 列出来的抄，比如 payouts:BT-NY-01-2026。",
        params=[
            click.Argument(["what"], metavar="类别:编号"),
            Option(["--reason"], required=True, metavar="原因", help="为什么撤回，会公布。"),
            village_option(or_all=True),
            _ALL,
            workspace_option(),
            json_option(),
        ],
    ),
    Command(
        "snapshot",
        callback=_snapshot,
        short_help="给新装或重装的亭子做整包。",
        help="把一个村现在的全部内容做成一个整包，给新装或重装的亭子用。",
        params=[village_option(or_all=True), _ALL, workspace_option(), json_option()],
    ),
)
