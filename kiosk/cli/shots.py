"""``kiosk shots``: a picture of every page."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.chinese import Command, Number, OneOf, Option, Size
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say

_BY_ORIENTATION = {"portrait": (1080, 1920), "landscape": (1920, 1080)}


def _shots(
    out: Path,
    home: Path | None,
    size: tuple[int, int] | None,
    text: int,
    theme: str,
    low_reach: bool,
    only: str | None,
    as_json: bool,
) -> None:
    from kiosk.ui.shots import take

    place = kiosk_home(home)
    size = size or _BY_ORIENTATION[place.load_config().orientation]
    names = [name.strip() for name in (only or "").split(",") if name.strip()]
    written = take(place, out, sizes=[size], text=text, theme=theme, low_reach=low_reach, only=names)
    if as_json:
        emit_json({"pictures": written})
    else:
        say(f"存了 {len(written)} 张图，在 {out}")


command = Command(
    "shots",
    callback=_shots,
    short_help="把每一页存成图片。",
    help="把屏幕上的每一页存成 PNG 图片，不需要显示器。",
    params=[
        click.Argument(["out"], type=click.Path(path_type=Path), metavar="文件夹", help="存在哪里。"),
        Option(["--size"], type=Size(), help="图有多大，例如 1080x1920；不写就按这台亭子是竖屏还是横屏。"),
        Option(["--text"], type=Number(1, 3), default=1, metavar="1|2|3", help="字号：标准、大、特大。"),
        Option(["--theme"], type=OneOf("light", "dark"), default="light", help="白底或黑底。"),
        Option(["--low-reach"], is_flag=True, help="低位布局，坐轮椅也够得着。"),
        Option(["--only"], metavar="页名", help="只存这几页，用逗号隔开，例如 home,payouts。"),
        home_option(),
        json_option(),
    ],
)
