"""The one place that turns an exception into a sentence and an exit code.

The sender's fault ends with 1, a wrong call with 2, the environment's with 3.  Anything else is our
own bug: also 3, because the person at this machine can only report it, with the traceback in a log.
"""

from __future__ import annotations

import errno
import os
import re
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from kiosk import __version__
from kiosk.cli.chinese import usage_sentence
from kiosk.domain.clock import SHANGHAI
from kiosk.domain.errors import EnvironmentFault, KioskError, UsageFault

_BY_ERRNO = {
    errno.ENOSPC: "磁盘满了。请清出一些空间，再来一次；已有的内容没有丢。",
    errno.EDQUOT: "这个用户的磁盘配额用完了。请清出一些空间，再来一次；已有的内容没有丢。",
    errno.EROFS: "这个位置只能读，不能写。请换一个位置，或请管理员改成可写。",
    errno.EACCES: "没有权限读写这个位置。请换有权限的用户，或请管理员放开权限。",
    errno.EPERM: "没有权限读写这个位置。请换有权限的用户，或请管理员放开权限。",
    errno.ENOENT: "这个文件或文件夹不在了。请看看是不是写错了，或者U盘、网络盘没接上。",
    errno.ENOTDIR: "这里要的是文件夹，实际是个文件。请换一个位置。",
    errno.EISDIR: "这里要的是文件，实际是个文件夹。请换一个位置。",
    errno.EEXIST: "这个位置已经有同名的文件了。请换一个位置。",
    errno.EIO: "磁盘读写出错，可能是U盘松了或硬盘坏了。请换一个再来。",
    errno.ENAMETOOLONG: "这个位置的名字太长。请换一个短一些的。",
    errno.EMFILE: "同时打开的文件太多。请重新启动电脑再来。",
}
# A number long enough to be an ID, a card or a phone has no place in a log.
_LONG_NUMBER = re.compile(r"\d{7,}[Xx]?")


@dataclass(frozen=True, slots=True)
class Failure:
    """How a command ends: exit code, a code for programs, a sentence for the person."""

    exit_code: int
    code: str
    sentence: str


def explain(error: BaseException, home: Path) -> Failure:
    """What to say about ``error``; a bug of ours is written to a log under ``home`` first."""
    if isinstance(error, click.ClickException):
        return Failure(UsageFault.exit_code, "usage", usage_sentence(error))
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return Failure(130, "interrupted", "已中断。")
    if isinstance(error, KioskError):
        return Failure(error.exit_code, error.code, error.sentence())
    number = error.errno if isinstance(error, OSError) else None
    if number in _BY_ERRNO:
        named = error.filename if isinstance(error, OSError) else None
        where = f"{named}：" if isinstance(named, str) else ""
        return Failure(EnvironmentFault.exit_code, "environment", where + _BY_ERRNO[number])
    log = _log_bug(error, home)
    where = f"经过已记在 {log}" if log else "经过没能记下来，就是上面的英文"
    return Failure(3, "bug", f"程序自己出了错，不是您操作的问题。{where}，请交给维护人员。")


def _log_bug(error: BaseException, home: Path) -> Path | None:
    """Appends the traceback to ``home/logs/bugs.log``; without such a home, beside other state files."""
    text = _LONG_NUMBER.sub("〔号码〕", "".join(traceback.format_exception(error)))
    if home.is_dir():
        folder = home / "logs"
    else:
        import platformdirs

        folder = Path(platformdirs.user_log_dir("cunwu-kiosk"))
    path = folder / "bugs.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            now = datetime.now(SHANGHAI).isoformat(timespec="seconds")
            log.write(f"---- {now} kiosk {__version__} pid {os.getpid()}\n{text}\n")
    except OSError:
        click.echo(text, err=True)
        return None
    return path
