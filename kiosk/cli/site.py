"""``kiosk site``: the static pages behind the QR codes of one village."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.chinese import Command, Option
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say

if TYPE_CHECKING:
    from kiosk.site.build import SiteResult


def out_option() -> Option:
    """The ``--out`` option of commands that make web pages."""
    return Option(
        ["--out"],
        required=True,
        type=click.Path(path_type=Path, file_okay=False),
        metavar="文件夹",
        help="网页存在哪个文件夹。可以反复做，只改有变化的；以前的页一直留着。",
    )


def tell(made: SiteResult, *, as_json: bool) -> None:
    """What was made, for a person or a program."""
    if as_json:
        emit_json(made)
        return
    changed = f"这次写了 {made.written} 个文件" if made.written else "没有变化，什么也没有改"
    say(f"网页做好了：{made.villages} 个村（社区），共 {made.pages} 页，{changed}。", f"文件夹：{made.out}")


def _site(out: Path, home: Path | None, as_json: bool) -> None:
    from kiosk.domain.clock import SystemClock
    from kiosk.site.build import build_site

    tell(build_site([kiosk_home(home)], out, SystemClock()), as_json=as_json)


command = Command(
    "site",
    callback=_site,
    short_help="做扫码看的网页。",
    help="做上墙表二维码后面的网页：是不是最新、合计多少、找谁问。把整个文件夹放到县里的网站上就行。",
    params=[out_option(), home_option(), json_option()],
)
