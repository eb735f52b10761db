"""``kiosk rebuild``: board.db again from the archive."""

from __future__ import annotations

from pathlib import Path

from kiosk.cli.chinese import Command
from kiosk.cli.home import home_option, json_option, kiosk_home


def _rebuild(home: Path | None, as_json: bool) -> None:
    from kiosk.intake.rebuild import rebuild

    rebuild(kiosk_home(home))


command = Command(
    "rebuild",
    callback=_rebuild,
    short_help="用留底重做屏幕上的内容。",
    help="用收到过的留底重做屏幕上的内容。旧的 board.db 放到 quarantine 文件夹，不会丢。",
    params=[home_option(), json_option()],
)
