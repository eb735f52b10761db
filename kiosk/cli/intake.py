"""``kiosk intake``: the worker that takes the county's bundles in."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.chinese import Command, Option
from kiosk.cli.home import home_option, kiosk_home
from kiosk.cli.output import say
from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from kiosk.store.home import KioskHome
    from kiosk.store.views import BundleLog


def _intake(home: Path | None, once: bool, no_events: bool) -> int:
    from kiosk.intake.worker import main

    place = kiosk_home(home)
    if not once:
        return main(place, events=not no_events, probe=_printer_now)
    began = SystemClock().now().replace(microsecond=0)
    try:
        before = Counter(_log(place))
    except EnvironmentFault as fault:
        if fault.code != "damaged":
            raise
        before = None  # the worker makes the board again, with a log of its own
    ended = main(place, once=True, events=not no_events, probe=_printer_now)
    # The log is newest first; what this pass added is told in the order in which it happened.
    log = _log(place)
    if before is None:
        added = [entry for entry in log if entry.at >= began][::-1]
    else:
        added = list(Counter(log[::-1]) - before)
    say(*(f"{entry.bundle}：{entry.sentence}" for entry in added))
    say(f"看过一遍了，{'有 ' + str(len(added)) + ' 个新的包' if added else '没有新的包'}。")
    return ended


def _printer_now(name: str) -> str:
    """For the heartbeat: one question to the printing service."""
    from kiosk.printing.cups import Cups

    try:
        printer = Cups().printer(name)
    except EnvironmentFault as fault:
        return fault.code
    return printer.condition if printer.accepting else "not_accepting"


def _log(home: KioskHome) -> tuple[BundleLog, ...]:
    from kiosk.store.board import BoardReader

    with closing(BoardReader(home, SystemClock())) as board:
        return board.bundle_log(limit=1_000_000)


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
