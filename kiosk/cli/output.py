"""What a command says: lines for a person on standard output, or one JSON value for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

import click

from kiosk.cli.chinese import width
from kiosk.domain.clock import to_rfc3339


def plain(value: object) -> object:
    """``value`` as what JSON knows: dataclasses become objects, days and instants ISO texts, paths texts."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, datetime):
        return to_rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}  # type: ignore[misc]
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [plain(item) for item in value]  # type: ignore[misc]
    return value


def emit_json(value: object) -> None:
    """One JSON value on standard output, readable by people too."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def say(*lines: str) -> None:
    """Lines for the person, on standard output."""
    for line in lines:
        click.echo(line)


def say_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows of as many cells each under each other; a Chinese character takes two columns."""
    wide = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (w - width(cell)) for cell, w in zip(row, wide, strict=True))
        say("  ".join(cells).rstrip())


def complain(sentence: str, *, code: str = "", as_json: bool = False) -> None:
    """A failure: the sentence on standard error, and for programs also as JSON on standard output."""
    if as_json:
        emit_json({"error": {"code": code, "message": sentence}})
    click.echo(f"✗ {sentence}", err=True)
