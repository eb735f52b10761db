"""``index.html`` and the overview of a kept year: no script, nothing from outside, good to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote

import jinja2

from kiosk.domain.paths import resources_dir
from kiosk.domain.texts import full_day
from kiosk.keeping.tables import csv_bytes
from kiosk.keeping.versions import period_words
from kiosk.sheets.model import Stamp, Unit
from kiosk.store.history import Version

_OTHER: Final = "其他"


@dataclass(frozen=True, slots=True)
class Entry:
    """A version as the index lists it. Paths below the folder, empty where there is no file.

    ``attachments``: (title, path).
    """

    version: Version
    state: str
    stamp: Stamp | None
    sheet: str
    table: str
    attachments: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        return self.version.head.title

    @property
    def day(self) -> str:
        return full_day(self.version.head.published_on)

    @property
    def period(self) -> str:
        return period_words(self.version.head)

    @property
    def number(self) -> int:
        return self.version.head.version

    @property
    def is_old(self) -> bool:
        """Neither shown today nor a note of withdrawal."""
        return not self.version.is_shown

    @property
    def is_withdrawn(self) -> bool:
        return self.version.head.withdrawal is not None


def index_html(
    unit: Unit,
    year: int,
    made_on: str,
    entries: Sequence[Entry],
    extras: Sequence[tuple[str, str]],
    notes: Sequence[str],
) -> bytes:
    """The page. ``made_on``: the day, empty while the clock is not believed; ``extras``: (title, path) of
    sheets about the whole year."""
    values: dict[str, Any] = {
        "unit": unit,
        "village": unit.village,
        "year": year,
        "made_on": made_on,
        "chapters": _chapters(unit, entries),
        "count": len(entries),
        "extras": extras,
        "notes": notes,
    }
    return _template().render(values).encode()


def _chapters(unit: Unit, entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """By the first level of the catalogue, in its order; what stands under none of its items last."""
    found: dict[str, list[Entry]] = {
        item.level1: list[Entry]() for item in unit.catalogue.items
    } | {_OTHER: list[Entry]()}  # fmt: skip
    known = unit.catalogue.by_id
    for entry in entries:
        named = [known[i].level1 for i in entry.version.head.catalogue_ids if i in known]
        found[named[0] if named else _OTHER].append(entry)
    return [(name, some) for name, some in found.items() if some]


def overview_csv(entries: Sequence[Entry]) -> bytes:
    """One line a version: what it is, what became of it, and which files hold it."""
    heads = (
        "编号", "版次", "标题", "目录编号", "所属时间", "公开日期", "状态", "表号", "核对码", "上墙表",
        "表格", "附件数",
    )  # fmt: skip
    return csv_bytes(
        heads,
        [
            (
                e.version.head.id,
                str(e.number),
                e.title,
                "、".join(e.version.head.catalogue_ids),
                e.period,
                e.version.head.published_on.isoformat(),
                e.state,
                e.stamp.sheet_id if e.stamp else "",
                e.stamp.digest if e.stamp else "",
                e.sheet,
                e.table,
                str(len(e.attachments)),
            )
            for e in entries
        ],
    )


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources_dir() / "keeping"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["href"] = quote
    return environment.get_template("index.html")
