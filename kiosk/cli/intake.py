"""``kiosk intake``: the worker that takes the county's bundles in."""

from __future__ import annotations

from pathlib import Path

from kiosk.cli.chinese import Command, Option
from kiosk.cli.home import home_option, kiosk_home


def _intake(home: Path | None, once: bool, no_events: bool) -> int:
    from kiosk.intake.worker import main

    return main(kiosk_home(home), once=once, events=not no_events)


command = Command(
    "intake",
    callback=_intake,
    short_help="收县里发来的内容（不开屏幕）。",
    help="收县里发来的内容：看有没有新的，验过以后放上屏幕，并给县里回执。一直运行，按 Ctrl+C 停下。",
    params=[
        home_option(),
        Option(["--once"], is_flag=True, help="只收一遍就结束。"),
        Option(["--no-events"], is_flag=True, help="不等文件夹的通知，只靠每20秒看一遍。"),
    ],
)
