"""``kiosk check``: everything that can be said about a bundle without taking it in."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.chinese import Command, Option
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say
from kiosk.domain.errors import UsageFault


def _check(path: Path, keys: tuple[Path, ...], home: Path | None, as_json: bool) -> int:
    from kiosk.bundle.check import check_path
    from kiosk.bundle.keys import KeyRing, PublicKey

    if not path.exists():
        raise UsageFault("no_such_path", f"没有找到“{path}”。请看看是不是写错了，或者U盘没接上。")
    place = kiosk_home(home)
    if keys:
        ring = KeyRing.of(*(PublicKey.load(key) for key in keys))
    else:
        ring = KeyRing.load_dir(place.trusted) if place.trusted.is_dir() else None
    report = check_path(path.absolute(), ring)
    if as_json:
        emit_json(report)
    else:
        say(f"{'✓ 合格' if report.ok else '✗ 不合格'}：{report.name}", *report.sentences)
        say(*(f"  · {line}" for line in report.items))
    return 0 if report.ok else 1


command = Command(
    "check",
    callback=_check,
    short_help="查一个内容包合不合格，不放上屏幕。",
    help="查一个内容包（文件夹或 zip）合不合格：签名、每个文件、合计、隐私。只看不收，什么也不改。",
    params=[
        click.Argument(
            ["path"], type=click.Path(path_type=Path), metavar="内容包", help="文件夹，或者 zip 文件。"
        ),
        Option(
            ["--key", "keys"],
            multiple=True,
            type=click.Path(path_type=Path),
            metavar="文件",
            help="县里的公钥 .pub；不写就用亭子里放的。可以写几次。",
        ),
        home_option(),
        json_option(),
    ],
)
