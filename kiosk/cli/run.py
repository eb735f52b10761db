"""``kiosk run``: the touchscreen."""

from __future__ import annotations

from pathlib import Path

from kiosk.cli.chinese import Command, Option
from kiosk.cli.home import home_option
from kiosk.cli.screen import open_screen


def _run(home: Path | None, window: bool) -> int:
    return open_screen(home, window=window)


command = Command(
    "run",
    callback=_run,
    short_help="打开触摸屏。",
    help="打开触摸屏，同时收县里发来的内容。收内容的部分出了问题会自动再开，屏幕不受影响。",
    params=[home_option(), Option(["--window"], is_flag=True, help="开成普通窗口，不占满屏幕。")],
)
