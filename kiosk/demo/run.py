"""What ``kiosk demo`` does, for the command line: make or find the demo, and say so in Chinese."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from kiosk.demo.county import DemoCounty, build_demo
from kiosk.demo.incoming import FOLDER
from kiosk.demo.office import CLERK_PIN, SUPERVISOR_PIN


def run_demo(path: Path, today: date, window: bool, *, say: Callable[[str], None] = print) -> DemoCounty:
    """Build the demo county of ``today`` in ``path`` and tell how it goes, a sentence at a time.

    The last line is the ``KIOSK_HOME`` of the shown village and nothing else, for scripts.  With
    ``window`` the caller opens the screen afterwards.  Raises as ``build_demo``.
    """
    start = time.monotonic()
    say(f"演示县：安义县的真实村名，人、钱和电话都是编的。日期按{today.year}年{today.month}月{today.day}日算。")
    made = build_demo(path, today, progress=say)
    say(f"好了，用了{time.monotonic() - start:.0f}秒。")
    say(f"县里的工作区：{made.county_dir}，各部门发来的表在里面的“{FOLDER}”")
    say(f"投递文件夹：{made.drop}")
    say(f"公开亭：{len(made.homes)}个，在{made.shown_home.parent}")
    say(f"村里的办公页：连按五下村名，密码：办公开的 {CLERK_PIN}，监督的 {SUPERVISOR_PIN}（只在演示里）")
    if window:
        say("现在打开罗田村的屏幕。")
    say(str(made.shown_home))
    return made
