"""Which kiosk folder a command works on: ``--home``, else ``KIOSK_HOME``, else this user's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.chinese import Option

if TYPE_CHECKING:
    from kiosk.store.home import KioskHome


def home_option() -> Option:
    """The ``--home`` option, the same for every command that works on a kiosk folder."""
    return Option(
        ["--home"],
        type=click.Path(path_type=Path),
        metavar="文件夹",
        help="亭子的文件夹；不写就看环境变量 KIOSK_HOME。",
    )


def json_option() -> Option:
    """The ``--json`` option of commands that a program may read."""
    return Option(["--json", "as_json"], is_flag=True, help="按 JSON 写出来，给别的程序用。")


def kiosk_home(given: Path | None) -> KioskHome:
    """The folder meant; it need not exist."""
    from kiosk.store.home import KioskHome

    return KioskHome(given) if given is not None else KioskHome.default()


def home_in(words: Sequence[str]) -> Path:
    """The folder that a raw command line means, for the log of a failure that may come before parsing."""
    for number, word in enumerate(words):
        if word == "--home" and number + 1 < len(words):
            return Path(words[number + 1])
        if word.startswith("--home="):
            return Path(word.removeprefix("--home="))
    return kiosk_home(None).path
