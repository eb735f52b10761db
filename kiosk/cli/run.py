"""``kiosk run``: the touchscreen."""

from __future__ import annotations

from pathlib import Path

from kiosk.cli.chinese import Command, Option
from kiosk.cli.display import require_display
from kiosk.cli.home import home_option, kiosk_home


def _run(home: Path | None, window: bool) -> int:
    require_display()
    from kiosk.ui.app import run

    return run(kiosk_home(home), fullscreen=not window)


command = Command(
    "run",
    callback=_run,
    short_help="打开触摸屏。",
    help="打开触摸屏，同时收县里发来的内容。收内容的部分出了问题会自动再开，屏幕不受影响。",
    params=[home_option(), Option(["--window"], is_flag=True, help="开成普通窗口，不占满屏幕。")],
)
