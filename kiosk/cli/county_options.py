"""What the ``kiosk county`` commands share: the workspace, passphrases, progress, lists of faults."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.chinese import Option
from kiosk.domain.errors import UsageFault

if TYPE_CHECKING:
    from kiosk.county.session import Session, UnitFault
    from kiosk.store.registry import SentBundle

PASSPHRASE = "KIOSK_COUNTY_PASSPHRASE"
FILE = click.Path(path_type=Path)


def workspace_option() -> Option:
    """``--workspace``, the same for every county command."""
    return Option(
        ["--workspace"],
        type=FILE,
        default=Path(),
        metavar="文件夹",
        help="县里的工作区；不写就是当前文件夹。",
    )


def village_option(*, or_all: bool = False) -> Option:
    """``--village`` for commands that work on some or all units; ``or_all``: all of them needs ``--all``."""
    whole = "全部村用 --all" if or_all else "不写就是全部"
    return Option(
        ["--village", "villages"],
        multiple=True,
        metavar="村",
        help=f"只做这个村或乡镇，写名称或代码；{whole}。可以写几次。",
    )


def one_village_option(help_text: str) -> Option:
    """``--village`` for commands that need exactly one unit."""
    return Option(["--village"], required=True, metavar="村", help=f"{help_text}，写村名或12位代码。")


def programme_id(session: Session, named: str | None) -> str | None:
    """The id of a programme given by id, name or alias.

    UsageFault ``programme_unknown``, ``which_programme`` when several are called so.
    """
    if named is None:
        return None
    table = session.workspace.reference.programmes
    if named.upper() in table.by_id:
        return named.upper()
    found = table.find(named)
    if len(found) == 1:
        return found[0].id
    look = "全部列在：kiosk county programmes"
    if found:
        which = "、".join(f"{p.name}({p.id})" for p in found)
        raise UsageFault("which_programme", f"叫“{named}”的有几个：{which}。请写编号。")
    near = [p for p in table.programmes if named in p.name or any(named in a for a in p.aliases)]
    hint = f"是不是：{'、'.join(f'{p.name}({p.id})' for p in near[:4])}？" if near else ""
    raise UsageFault("programme_unknown", f"补贴项目表里没有这个编号或名称：{named}。{hint}{look}")


def ask(name: str) -> str | None:
    """The passphrase from the environment, else from the person at the terminal, else none."""
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not sys.stdin.isatty():
        return None
    return str(click.prompt(f"{name} 的密码", hide_input=True, err=True))


@contextmanager
def session_at(workspace: Path) -> Generator[Session]:
    """The workspace, locked for this command. What an interrupted command left is said first."""
    from kiosk.county.session import open_session
    from kiosk.domain.clock import SystemClock

    with open_session(workspace, SystemClock(), ask) as session:
        for bundle in session.outbox.recovered:
            click.echo(f"上次没做完的 {bundle.name} 已经登记好。", err=True)
        yield session


class ProgressBar:
    """Progress on standard error, only for what takes over two seconds: how fast, how long still."""

    def __init__(self) -> None:
        self._what = ""
        self._begun = self._last = time.monotonic()
        self._shown = False

    def __call__(self, what: str, done: int, whole: int, unit: str) -> None:
        now = time.monotonic()
        stage = what.partition("(")[0]
        if stage != self._what:
            self._end()
            self._what, self._begun, self._last = stage, now, now
        pause = 0.5 if sys.stderr.isatty() else 5.0
        if now - self._begun < 2 or now - self._last < pause:
            return
        self._last, self._shown = now, True
        rate = done / (now - self._begun)
        left = f"，还要约{_span((whole - done) / rate)}" if whole and rate else ""
        share = f"{done * 100 // whole}%" if whole else ""
        text = f"{what} {share} 每秒{_amount(rate, unit)}{left}"
        click.echo(f"\r{text:<60}" if sys.stderr.isatty() else text, nl=not sys.stderr.isatty(), err=True)

    def _end(self) -> None:
        if self._shown and sys.stderr.isatty():
            click.echo(err=True)
        self._shown = False


def _amount(rate: float, unit: str) -> str:
    if unit == "字节":
        return f"{rate / 1e6:.1f}MB"
    return f"{rate:.0f}{unit}" if rate >= 10 else f"{rate:.1f}{unit}"


def _span(seconds: float) -> str:
    return f"{seconds:.0f}秒" if seconds < 90 else f"{seconds / 60:.0f}分钟"


def tell_faults(faults: Sequence[UnitFault]) -> None:
    """What the disk refused, unit by unit, on standard error."""
    for found in faults:
        click.echo(f"✗ {found.unit.town_name}{found.unit.short_name}：{found.fault.sentence()}", err=True)


def fault_json(faults: Sequence[UnitFault]) -> list[dict[str, str]]:
    """The same for a program."""
    return [
        {"village_code": f.unit.village_code, "code": f.fault.code, "message": f.fault.sentence()}
        for f in faults
    ]


def bundle_paths(session: Session, bundles: Sequence[SentBundle]) -> list[str]:
    """Where bundles lie in the outbox."""
    return [str(session.outbox.folder(b)) for b in bundles]


def needs_reason(reason: str) -> str:
    """A reason that is said to the public; UsageFault when it is empty or holds a number of a person."""
    from kiosk.domain.scan import scan_text

    text = " ".join(reason.split())
    if not text:
        raise UsageFault("reason", "要写明原因，会公布给村民看。")
    if scan_text(text):
        raise UsageFault("reason", "原因里有像证件号、卡号或电话的数字。原因会公布，请改写。")
    return text
