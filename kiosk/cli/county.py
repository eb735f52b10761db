"""``kiosk county``: the county's side. The commands are in ``county_*.py``, one module a kind of work."""

from __future__ import annotations

from importlib import import_module

import click

from kiosk.cli.chinese import Group

_MODULES = ("county_keys", "county_pack", "county_send", "county_back", "county_questions", "county_site")


class _County(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def _build() -> Group:
    group = _County(
        "county",
        short_help="县里这一头：来表变成各村的签名包，推下去，看回执。",
        help="县里这一头：把部门发来的表核对、脱敏，变成各村的签名包；推到各村，再看各村收没收、贴没贴。",
    )
    for name in _MODULES:
        for command in import_module(f"kiosk.cli.{name}").commands:
            group.add_command(command)
    return group


command = _build()
