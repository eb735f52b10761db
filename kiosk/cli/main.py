"""The `kiosk` command: finds the subcommand, runs it, and turns whatever happens into an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from kiosk import __version__
from kiosk.cli.chinese import Group
from kiosk.cli.failures import explain
from kiosk.cli.home import home_in
from kiosk.cli.output import complain

# In the order in which a newcomer needs them. Each module holds a click command named `command`.
_COMMANDS = (
    "demo", "setup", "run", "intake", "check", "sheet", "print", "site", "shots", "status", "rebuild",
    "county",
)  # fmt: skip


def _show_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"村务公开亭 {__version__}")
        ctx.exit()


class _Kiosk(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def build() -> click.Group:
    """The command tree."""
    group = _Kiosk(
        "kiosk",
        help="村务公开亭：收县里发来的公开内容，在触摸屏上给村民看，打印成上墙的公开表。",
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                expose_value=False,
                is_eager=True,
                callback=_show_version,
                help="显示版本。",
            )
        ],
    )
    for name in _COMMANDS:
        group.add_command(import_module(f"kiosk.cli.{name}").command)
    return group


def main(args: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit code (0 done, 1 the input is bad, 2 usage, 3 environment)."""
    words = list(sys.argv[1:] if args is None else args)
    for stream in (sys.stdout, sys.stderr):
        # A console with a poor character set must not turn a sentence into a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        result = build().main(words, prog_name="kiosk", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except (Exception, KeyboardInterrupt) as error:
        failure = explain(error, home_in(words))
        complain(failure.sentence, code=failure.code, as_json="--json" in words)
        return failure.exit_code
    return result if isinstance(result, int) else 0
