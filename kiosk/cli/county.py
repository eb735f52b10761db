"""``kiosk county``: the county's side. The commands are in ``county_*.py``, one module a kind of work."""

from __future__ import annotations

from importlib import import_module

import click

from kiosk.cli.chinese import Group

_MODULES = (
    "county_keys", "county_check", "county_pack", "county_send", "county_back", "county_questions",
    "county_site",
)  # fmt: skip
_ORDER = (
    "init", "programmes", "check", "map", "pack", "push", "receipts", "questions", "reply", "list", "correct",
    "withdraw", "add", "yearbook", "snapshot", "site", "kit", "kiosk", "keys", "people",
)  # fmt: skip
"""As a clerk comes to need them."""


class _County(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_ORDER)


def _build() -> Group:
    group = _County(
        "county",
        short_help="县里这一头：来表变成各村的签名包，推下去，看回执。",
        help="县里这一头：把部门发来的表核对、脱敏，变成各村的签名包；推到各村，再看各村收没收、贴没贴。\n\n"
        "平常四步：check 看一遍来表，pack 打包，push 推到各村，receipts 看收没收。"
        "每条命令后面加 --help，就有它的说明。",
    )
    found = [c for name in _MODULES for c in import_module(f"kiosk.cli.{name}").commands]
    for command in found:
        group.add_command(command)
    assert set(group.commands) == set(_ORDER)
    return group


command = _build()
