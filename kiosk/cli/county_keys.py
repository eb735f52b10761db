"""``kiosk county init|keys|kiosk|kit``: the workspace, its keys, the kiosks it knows."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.chinese import Command, Group, Number, Option
from kiosk.cli.county_options import (
    FILE,
    ask,
    bundle_paths,
    fault_json,
    one_village_option,
    session_at,
    tell_faults,
    village_option,
    workspace_option,
)
from kiosk.cli.county_tell import shown_path
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json, say, say_table
from kiosk.domain.clock import parse_rfc3339, shanghai_date
from kiosk.domain.errors import UsageFault


def _init(
    workspace: Path, county: str, issuer: str | None, drop: Path | None, units: Path | None,
    passphrase: bool, as_json: bool,
) -> None:  # fmt: skip
    from kiosk.county.keyring import make_keys, show_keys
    from kiosk.county.workspace import Workspace, check_new, make_workspace
    from kiosk.store.registry import Registry

    check_new(workspace, county, units)
    words = ask("county.key 和 root.key") if passphrase else None
    if passphrase and not words:
        raise UsageFault(
            "passphrase_needed", "要给私钥加密码，请在终端里运行，或设好 KIOSK_COUNTY_PASSPHRASE。"
        )
    place = Workspace(workspace)
    make_keys(place, words)
    Registry(place.registry_db).close()
    made = make_workspace(workspace, county, issuer=issuer, drop=drop, units=units)
    lines = show_keys(made)
    if as_json:
        emit_json(
            {
                "workspace": made.path,
                "units": len(made.units),
                "public_key": made.keys / "county.pub",
                "root_public_key": made.keys / "root.pub",
                "keys": lines,
            }
        )
        return
    say(
        f"工作区建好了：{made.path}，{made.config.county_name}{len(made.units)}个村和社区。",
        *(f"{_ROLES[k.role]}：{k.key_id}，指纹 {k.fingerprint}" for k in lines),
        f"各村的亭子要用：{made.keys / 'county.pub'} 和 {made.keys / 'root.pub'}",
        f"请把 {made.keys / 'root.key'} 移到U盘锁进柜子，换钥匙时才用；整个工作区请定期备份。",
    )


_ROLES = {"county": "签名钥匙", "root": "总钥匙", "next": "待换的新钥匙"}


def _show(workspace: Path, as_json: bool) -> None:
    from kiosk.county.keyring import show_keys
    from kiosk.county.workspace import open_workspace

    lines = show_keys(open_workspace(workspace))
    if as_json:
        emit_json({"keys": lines})
        return
    for line in lines:
        where = shown_path(line.where) if line.where else "私钥不在这里"
        say(f"{_ROLES[line.role]} {line.key_id}  指纹 {line.fingerprint}  {where}")


def _rotate(workspace: Path, root: Path | None, passphrase: bool, as_json: bool) -> int:
    from kiosk.county.rotation import rotate

    with session_at(workspace) as session:
        words = ask("新的 county.key") if passphrase else None
        if passphrase and not words:
            raise UsageFault("passphrase_needed", "要给私钥加密码，请在终端里运行。")
        result = rotate(session, root or session.workspace.keys / "root.key", words)
        if as_json:
            emit_json(
                {
                    "key_id": result.key_id, "old_key_id": result.old_key_id, "finished": not result.faults,
                    "bundles": bundle_paths(session, result.bundles), "faults": fault_json(result.faults),
                }
            )  # fmt: skip
        else:
            say(
                f"新钥匙 {result.key_id}，旧钥匙 {result.old_key_id}。",
                f"做好了{len(result.bundles)}个换钥匙的包。",
            )
            say("还没有换完，请处理后再运行一次。" if result.faults else "换好了。下一步：kiosk county push")
            tell_faults(result.faults)
    return 3 if result.faults else 0


def _revoke(
    workspace: Path, key_id: str, from_seq: int, root: Path | None, villages: tuple[str, ...], as_json: bool
) -> int:
    from kiosk.county.rotation import revoke

    with session_at(workspace) as session:
        units = session.workspace.chosen(villages)
        result = revoke(session, root or session.workspace.keys / "root.key", key_id, from_seq, units)
        if as_json:
            emit_json({"bundles": bundle_paths(session, result.bundles), "faults": fault_json(result.faults)})
        else:
            say(f"做好了{len(result.bundles)}个作废钥匙 {key_id} 的包。下一步：kiosk county push")
            tell_faults(result.faults)
    return 3 if result.faults else 0


def _kiosk_add(workspace: Path, village: str, pub: Path | None, as_json: bool) -> None:
    from kiosk.county.kiosks import add_from_drop, add_from_file

    with session_at(workspace) as session:
        unit = session.workspace.unit(village)
        known = add_from_file(session, unit, pub) if pub is not None else add_from_drop(session, unit)
        if as_json:
            emit_json(known)
        else:
            say(f"{unit.short_name}的亭子 {known.kiosk_id} 已登记。")


def _kiosk_list(workspace: Path, as_json: bool) -> None:
    with session_at(workspace) as session:
        kiosks = session.registry.kiosks()
        if as_json:
            emit_json({"kiosks": kiosks})
            return
        if kiosks:
            units = [session.workspace.unit(k.village_code) for k in kiosks]
            say_table([
                ("村(社区)", "亭子编号", "登记的日子"),
                *((u.town_name + u.short_name, k.kiosk_id, _day(k.added))
                  for u, k in zip(units, kiosks, strict=True)),
            ])  # fmt: skip
        if not kiosks:
            say("还没有登记过亭子。")


def _day(instant: str) -> str:
    return shanghai_date(parse_rfc3339(instant)).isoformat()


def _kit(workspace: Path, villages: tuple[str, ...], out: Path, as_json: bool) -> None:
    from kiosk.county.kiosks import write_kit

    with session_at(workspace) as session:
        made = [write_kit(session, unit, out) for unit in session.workspace.chosen(villages)]
    if as_json:
        emit_json({"kits": made})
    else:
        say(
            f"{len(made)}个村的安装包写在 {out}，一个村一个文件夹，里面有安装说明。",
            "装好、同步好以后，核对指纹，登记亭子的公钥：kiosk county kiosk add --village 村名",
        )


_ROOT = Option(["--root"], type=FILE, metavar="文件", help="总钥匙的私钥；不写就用 keys/root.key。")

_KEYS = Group(
    "keys", short_help="看、换、作废签名钥匙。", help="看、换、作废签名钥匙。换和作废要用平时锁起来的总钥匙。"
)
for _command in (
    Command(
        "show",
        callback=_show,
        short_help="列出钥匙和指纹。",
        help="列出钥匙的编号和指纹；指纹可以在电话里核对。",
        params=[workspace_option(), json_option()],
    ),
    Command(
        "rotate",
        callback=_rotate,
        short_help="换一把新的签名钥匙。",
        help="换一把新的签名钥匙：给每个村做一个用总钥匙签名的换钥匙包，旧钥匙从此作废。中断了再运行一次，会接着做。",
        params=[
            workspace_option(), _ROOT,
            Option(["--passphrase"], is_flag=True, help="新钥匙加密码。"),
            json_option(),
        ],
    ),
    Command(
        "revoke",
        callback=_revoke,
        short_help="从第几个包起作废一把钥匙。",
        help="从第几个包起作废一把钥匙，比如它可能被人拷走了。",
        params=[
            click.Argument(["key_id"], metavar="钥匙编号"),
            Option(["--from-seq"], required=True, type=Number(1, 999_999_999), help="从第几个包起不算数。"),
            workspace_option(), _ROOT, village_option(), json_option(),
        ],
    ),
):  # fmt: skip
    _KEYS.add_command(_command)

_KIOSK = Group("kiosk", short_help="登记各村的亭子。", help="登记各村的亭子：核对过的亭子公钥记在工作区里。")
for _command in (
    Command(
        "add",
        callback=_kiosk_add,
        short_help="登记一个村的亭子。",
        help="登记一个村的亭子：用它送回来的公钥，或者 kiosk setup 时写出的公钥文件。",
        params=[
            one_village_option("哪个村"),
            Option(["--pub"], type=FILE, metavar="文件", help="亭子的公钥文件；不写就用它送回来的。"),
            workspace_option(), json_option(),
        ],
    ),
    Command(
        "list",
        callback=_kiosk_list,
        short_help="列出登记过的亭子。",
        help="列出登记过的亭子。",
        params=[workspace_option(), json_option()],
    ),
):  # fmt: skip
    _KIOSK.add_command(_command)

commands = (
    Command(
        "init",
        callback=_init,
        short_help="建县里的工作区。",
        help="建县里的工作区：钥匙、登记簿、本县的村和社区名单。",
        params=[
            workspace_option(),
            Option(["--county"], required=True, metavar="代码", help="6位区划代码，比如 360123。"),
            Option(["--issuer"], metavar="名称", help="发布单位，写在每个包里。"),
            Option(["--drop"], type=FILE, metavar="文件夹", help="和各村同步的总文件夹；可以以后再写。"),
            Option(["--units"], type=FILE, metavar="文件", help="名单以外的县：村和社区名单 CSV。"),
            Option(["--passphrase"], is_flag=True, help="私钥加密码。"),
            json_option(),
        ],
    ),
    _KEYS,
    _KIOSK,
    Command(
        "kit",
        callback=_kit,
        short_help="给一个村写安装亭子要的文件。",
        help="给一个村写安装亭子要的文件：公钥和一条安装命令。",
        params=[
            village_option(),
            Option(["--out"], required=True, type=FILE, metavar="文件夹", help="写到哪里。"),
            workspace_option(), json_option(),
        ],
    ),
)  # fmt: skip
