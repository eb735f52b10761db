"""The receipts as one static page: opens from a folder in any browser, loads nothing, ranks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import jinja2

from kiosk.bundle.disk import write_whole
from kiosk.county.receipts import UnitStatus
from kiosk.county.workspace import disk_fault
from kiosk.domain.clock import SHANGHAI
from kiosk.domain.paths import resources_dir


@dataclass(frozen=True, slots=True)
class _Head:
    text: str
    is_number: bool = False


_HEADS = (
    _Head("发到第几个", True), _Head("收到第几个", True), _Head("情况"), _Head("最近回音"),
    _Head("墙上挂着", True), _Head("没答复的意见", True), _Head("本村自己公开", True),
    _Head("近14天触摸", True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    text: str
    is_bad: bool = False


def write_overview(
    path: Path, county: str, units: Sequence[UnitStatus], at: datetime, silent_days: int
) -> Path:
    """Writes the page, whole or not at all; EnvironmentFault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, overview(county, units, at, silent_days).encode())
    except OSError as error:
        raise disk_fault(error, path) from error
    return path


def overview(county: str, units: Sequence[UnitStatus], at: datetime, silent_days: int) -> str:
    """The page's HTML. Units in the order of their codes; those that said nothing for so long apart, those
    without a kiosk by town."""
    units = sorted(units, key=lambda u: u.village_code)
    there = [u for u in units if u.has_kiosk]
    without = [u for u in units if not u.has_kiosk]
    quiet = [u for u in there if u.is_silent(silent_days)]
    return _template().render(
        county=county,
        when=at.astimezone(SHANGHAI).strftime("%Y年%m月%d日 %H:%M"),
        figures=list(_figures(there, quiet, silent_days)),
        todo=[line for u in there for line in _todo(u)],
        silent_days=silent_days,
        silent=[f"{u.name}（{u.age_words() or '从来没有'}）" for u in quiet],
        heads=_HEADS,
        rows=[_row(u) for u in there],
        left_out=[_Line(u.name, s) for u in units for s in u.left_out],
        without=len(without),
        pushed=sum(u.sent > 0 for u in without),
        towns=[
            {"name": town, "units": [u.village for u in of]}
            for town, of in groupby(without, key=lambda u: u.town)
        ],
    )


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources_dir() / "county"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("receipts.html")


def _figures(
    there: Sequence[UnitStatus], quiet: Sequence[UnitStatus], silent_days: int
) -> Iterator[dict[str, object]]:
    """What is asked first."""
    behind = sum(u.applied < u.sent for u in there)
    refused = sum(bool(u.refused) for u in there)
    late = sum(u.overdue_questions for u in there)
    waiting = "没答复的意见" + (f"，{late}件过期" if late else "")
    for label, number, mark in (
        ("有亭子的村", len(there), False),
        ("都收下了", len(there) - behind, False),
        ("还差几个包", behind, behind > 0),
        ("拒收过", refused, refused > 0),
        (f"{silent_days}天没有回音", len(quiet), bool(quiet)),
        (waiting, sum(u.open_questions for u in there), late > 0),
    ):
        yield {"label": label, "number": number, "mark": mark}


def _todo(u: UnitStatus) -> Iterator[_Line]:
    """What a person should look after, the worst first."""
    if u.forged:
        yield _Line(u.name, "亭子收下了不是这个工作区签的包。请马上核对钥匙。", True)
    for sentence in u.sentences:
        yield _Line(u.name, f"拒收 {sentence}", True)
    if u.unknown_kiosk:
        yield _Line(u.name, "亭子的公钥没有登记。核对后运行 kiosk county kiosk add。")
    if u.overdue_questions:
        yield _Line(u.name, f"{u.overdue_questions}件意见过了期限没答复。")
    for note in u.notes:
        yield _Line(u.name, f"{note}。")


def _row(u: UnitStatus) -> dict[str, object]:
    bad = bool(u.forged or u.alarms or u.refused)
    odd = u.applied < u.sent or u.unknown_kiosk or not u.answered
    cells = (
        str(u.sent),
        str(u.applied),
        u.state(),
        u.age_words(),
        str(u.posted),
        u.question_words(),
        str(u.local),
        "" if u.touches is None else str(u.touches),
    )
    tone = "err" if bad else "warn" if odd else ""
    return {"town": u.town, "village": u.village, "cells": cells, "tone": tone}
