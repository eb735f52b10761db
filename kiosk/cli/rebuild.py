"""``kiosk rebuild``: board.db again from the archive."""

from __future__ import annotations

from pathlib import Path

from kiosk.cli.chinese import Command
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say


def _rebuild(home: Path | None, as_json: bool) -> int:
    from kiosk.intake.rebuild import rebuild

    result = rebuild(kiosk_home(home))
    if as_json:
        emit_json(result)
    else:
        say(result.sentence())
        if result.old_board is not None:
            say(f"旧的放在 {result.old_board}")
    return 1 if result.set_aside else 0


command = Command(
    "rebuild",
    callback=_rebuild,
    short_help="用留底重做屏幕上的内容。",
    help="用收到过的留底重做屏幕上的内容。旧的 board.db 放到 quarantine 文件夹，不会丢。",
    params=[home_option(), json_option()],
)
