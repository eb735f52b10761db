"""``kiosk county add|push|withdraw|snapshot``: what goes to the villages besides the payout lists."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.chinese import Command, Option
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
from kiosk.domain.errors import UsageFault

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
                "which_village", "请用 --village 写明给哪个村（9位代码是整个乡镇），或用 --all 给全部。"
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
            say(f"推了{len(result.pushed)}个包，{len(result.already)}个早已在那里。")
            if result.kept_alive:
                say(f"其中{result.kept_alive}个是给七天没有新内容、或参照表有变动的村发的。")
            for name in result.forked:
                say(f"✗ {name}：那里有同名但内容不同的包，没有动。可能有另一个工作区在发，请马上核对。")
            tell_faults(result.faults)
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


_ALL = Option(["--all", "every"], is_flag=True, help="全部村和社区。")

commands = (
    Command(
        "add",
        callback=_add,
        short_help="把文字、图片、PDF、视频做成公开件。",
        help="把简单的文件夹做成公开件、政策、答复或事项：一件一个文件夹，里面一份 .md 文字，"
        "开头写类型、目录、标题等，附件放在旁边。\n\n"
        "用 --reference 换参照表：settings、programmes、columns、holidays、village、community。",
        params=[
            click.Argument(["folders"], nargs=-1, required=True, type=FILE, metavar="文件夹…"),
            village_option(),
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
        help="撤回发过的一件。村民会看到撤回和原因。\n\n写法：payouts:批次编号、disclosure:编号、policy:编号、event:编号。",
        params=[
            click.Argument(["what"], metavar="类别:编号"),
            Option(["--reason"], required=True, metavar="原因", help="为什么撤回，会公布。"),
            village_option(),
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
        params=[village_option(), _ALL, workspace_option(), json_option()],
    ),
)
