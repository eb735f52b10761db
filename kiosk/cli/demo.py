"""``kiosk demo``: the demo county, taken in by its kiosks, and the screen of one village."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kiosk.cli.chinese import Command, Day, Option
from kiosk.cli.display import require_display
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json, say
from kiosk.domain.clock import Clock, FixedClock, SystemClock, shanghai_noon
from kiosk.domain.clock import today as today_of
from kiosk.domain.errors import UsageFault


def _demo(folder: Path, today: date | None, no_window: bool, as_json: bool) -> int:
    from kiosk.demo.run import run_demo

    real_today = today_of(SystemClock())
    day = today or real_today
    if not 1970 <= day.year <= 2150:  # the content goes back five years and looks two ahead
        raise UsageFault("bad_day", "--today 只能写1970年到2150年之间的日期。")
    window = not (no_window or as_json)
    if window:
        require_display()  # before the work, not after it
    made = run_demo(folder, day, window, say=_keep_quiet if as_json else say)
    if as_json:
        emit_json(made)
    if not window:
        return 0
    from kiosk.ui.app import run

    # The content belongs to that day; on the real day the clock may go on.
    clock: Clock = SystemClock() if day == real_today else FixedClock(shanghai_noon(day))
    return run(made.shown_home, fullscreen=False, clock=clock)


def _keep_quiet(_line: str) -> None:
    """With ``--json`` the only output is the JSON value."""


command = Command(
    "demo",
    callback=_demo,
    short_help="建一个演示县，打开屏幕看看。",
    help="建一个演示县：安义县的真实村名，人、钱和电话都是编的。打包、签名、投递、收下，然后打开一个村的屏幕。\n\n"
    "全部东西都在一个文件夹里；同一天再运行就直接用。最后一行是所显示的村的 KIOSK_HOME。",
    params=[
        click.Argument(
            ["folder"],
            type=click.Path(path_type=Path),
            required=False,
            default=Path("demo-county"),
            metavar="[文件夹]",
            help="放在哪里；不写就放在当前位置的 demo-county。",
        ),
        Option(["--today"], type=Day(), help="内容按哪一天来编，例如 2026-06-15；不写就按今天。"),
        Option(["--no-window"], is_flag=True, help="建好就结束，不打开屏幕。"),
        json_option(),
    ],
)
