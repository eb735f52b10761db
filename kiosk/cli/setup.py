"""``kiosk setup``: makes the folder of one village's kiosk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from kiosk.cli.chinese import Command, Decimal, OneOf, Option
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say
from kiosk.domain.errors import EnvironmentFault, UsageFault

if TYPE_CHECKING:
    from kiosk.domain.region import UnitKind, Village
    from kiosk.store.home import Orientation, Paper

_FILE = click.Path(path_type=Path)


def _setup(
    home: Path | None,
    as_json: bool,
    village: str,
    drop: Path,
    key: Path,
    root: Path | None,
    seal: Path | None,
    kiosk_id: str | None,
    px_per_mm: float | None,
    orientation: Orientation | None,
    printer: str | None,
    paper: Paper | None,
    high_mounted: bool,
    name: str | None,
    town: str | None,
    kind: str | None,
    county: str | None,
    province: str | None,
) -> None:
    from kiosk.bundle.keys import PublicKey, SecretKey
    from kiosk.domain.clock import SystemClock
    from kiosk.store.setup import setup_home

    def make_key(path: Path) -> str:
        secret = SecretKey.generate()
        secret.save(path)
        return secret.public.text()

    place = kiosk_home(home)
    named = (
        name and name.strip(), town and town.strip(), kind, county and county.strip(),
        province and province.strip(),
    )  # fmt: skip
    unit = _named_unit(village, *named) if any(named) else _listed_unit(village)
    # Keys first: a wrong file must not leave half a folder behind.
    county_pub = PublicKey.load(key).text()
    root_pub = PublicKey.load(root).text() if root is not None else None
    seal_text = _seal_text(seal or key.with_name("seal.pub"), needed=seal is not None)
    # A second setup changes what is given and keeps the rest.
    known = place.load_config() if place.config_file.exists() else None
    result = setup_home(
        place.path,
        village=unit,
        drop=drop.absolute(),
        county_pub_text=county_pub,
        root_pub_text=root_pub,
        seal_text=seal_text,
        at=SystemClock().now(),
        make_key=make_key,
        kiosk_id=kiosk_id,
        px_per_mm=px_per_mm if px_per_mm is not None else known.px_per_mm if known else 4.03,
        orientation=orientation or (known.orientation if known else "portrait"),
        printer=printer if printer is not None else known.printer if known else "",
        paper=paper or (known.paper if known else "a3"),
        high_mounted=high_mounted or bool(known and known.high_mounted),
    )
    if as_json:
        emit_json(
            {
                **{"home": result.home.path, "village_code": unit.village_code, "village": unit.short_name},
                **{"kiosk_id": result.config.kiosk_id, "drop_in": result.config.drop_in},
                **{"kiosk_pub": result.home.kiosk_pub, "setup_code": result.setup_code},
            }
        )
        return
    say(
        f"{unit.town_name}{unit.short_name}的亭子设置好了，编号 {result.config.kiosk_id}。",
        f"文件夹：{result.home.path}",
        f"收县里内容的地方：{result.config.drop_in}",
        f"请把这个文件交给县里登记：{result.home.kiosk_pub}",
    )
    if result.setup_code is not None:
        say(f"开通码：{result.setup_code}（第一次设密码时用，只显示这一次，请记下来）")
    if not result.config.drop_in.is_dir():
        say("上面那个收内容的地方现在还没有；同步接通以后会有，不用重新设置。")


def _seal_text(path: Path, *, needed: bool) -> str | None:
    """The key that villagers' questions are sealed with; lies beside county.pub in what the county gives."""
    from kiosk.bundle.letters import SealKey

    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        if not needed and isinstance(error, FileNotFoundError):
            return None
        raise EnvironmentFault(
            "key_unreadable", f"读不到“{path}”。请检查它在不在、能不能打开。", detail=repr(error)
        ) from error
    SealKey.parse(text)
    return text


def _listed_unit(village_code: str) -> Village:
    """The unit in the packaged list."""
    from kiosk.domain.reference import load_units

    for unit in load_units():
        if unit.village_code == village_code:
            return unit
    raise UsageFault(
        "unknown_village",
        f"名单里没有代码 {village_code}。请核对12位区划代码；"
        "别的县的村请再写明 --name、--town、--kind、--county、--province。",
    )


def _named_unit(
    village_code: str,
    name: str | None,
    town: str | None,
    kind: str | None,
    county: str | None,
    province: str | None,
) -> Village:
    """A unit of another county, as told on the command line."""
    from kiosk.domain.region import Village, is_village_code

    if not is_village_code(village_code):
        raise UsageFault("bad_village_code", f"“{village_code}”不是12位的区划代码。")
    if not (name and town and kind and county and province):
        raise UsageFault(
            "unit_incomplete", "名单以外的村要写全：--name、--town、--kind、--county、--province。"
        )
    return Village(village_code, name, town, cast("UnitKind", kind), county, province)


command = Command(
    "setup",
    callback=_setup,
    short_help="给一个村的亭子建好文件夹。",
    help="给一个村的亭子建好文件夹：写设置，放县里的公钥，生成亭子自己的钥匙和开通码。\n\n"
    "再运行一次不会丢东西：只改这次写明的几项。",
    params=[
        Option(["--village"], required=True, metavar="代码", help="12位区划代码。"),
        Option(["--drop"], required=True, type=_FILE, metavar="文件夹", help="和县里同步的总文件夹。"),
        Option(["--key"], required=True, type=_FILE, metavar="文件", help="县里的公钥 county.pub。"),
        Option(["--root"], type=_FILE, metavar="文件", help="县里的根公钥 root.pub，换钥匙时用。"),
        Option(
            ["--seal"],
            type=_FILE,
            metavar="文件",
            help="县里封提问用的公钥 seal.pub；不写就用 county.pub 旁边的那一份。",
        ),
        home_option(),
        Option(["--kiosk-id"], metavar="编号", help="亭子的编号；不写就自动编一个。"),
        Option(["--px-per-mm"], type=Decimal(0.5, 40), help="屏幕每毫米几个点；21.5 寸是 4.03。"),
        Option(["--orientation"], type=OneOf("portrait", "landscape"), help="竖屏或横屏。"),
        Option(["--printer"], metavar="名字", help="打印机的名字。"),
        Option(["--paper"], type=OneOf("a3", "a4", "2xa4"), help="打印用的纸。"),
        Option(["--high-mounted"], is_flag=True, help="屏幕装得高，开机就用低位布局。"),
        Option(["--name"], metavar="村名", help="名单以外的村：村（居）委会的名字。"),
        Option(["--town"], metavar="乡镇", help="名单以外的村：乡镇或街道。"),
        Option(["--kind"], type=OneOf("village", "community"), help="名单以外的村：村或社区。"),
        Option(["--county"], metavar="县", help="名单以外的村：县（市、区）。"),
        Option(["--province"], metavar="省", help="名单以外的村：省（区、市）。"),
        json_option(),
    ],
)
