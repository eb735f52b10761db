"""The tree of the `kiosk` commands."""

from __future__ import annotations

from importlib import import_module

import click

from kiosk import __version__
from kiosk.cli.chinese import Group

# In the order in which a newcomer needs them. Each module holds a click command named `command`.
_COMMANDS = (
    "demo", "setup", "run", "intake", "check", "sheet", "print", "site", "export", "shots", "status",
    "rebuild", "county",
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
