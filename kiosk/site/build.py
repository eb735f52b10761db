"""``build_site``: static pages of one village or of a whole county in one folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from kiosk.domain.clock import Clock
from kiosk.domain.errors import KioskError
from kiosk.domain.region import Village
from kiosk.site.listing import not_found, site_index
from kiosk.site.register import FOLDER, NOT_WRITTEN, folder_fault, write_whole
from kiosk.site.render import edition, page_html
from kiosk.site.village import VillageResult, build_village
from kiosk.store.home import KioskHome

_UNITS: Final = "units.json"
NOT_FOUND: Final = "404.html"


@dataclass(frozen=True, slots=True)
class SiteResult:
    """What one run did. ``pages`` counts all pages of these villages, ``written`` files of this run."""

    out: Path
    villages: int
    pages: int
    written: int


def build_site(
    homes: Iterable[KioskHome],
    out: Path,
    clock: Clock,
    progress: Callable[[VillageResult], None] = lambda _: None,
    on_fault: Callable[[KioskHome, KioskError], None] | None = None,
) -> SiteResult:
    """Pages of every village in ``homes`` (read one after the other) below ``out``.

    Villages that are already there from another run stay.  Safe to run again and to be killed: each
    file is whole, the next run does the rest.  EnvironmentFault: see ``build_village``; with
    ``on_fault`` what is wrong with one village is told there and the others go on.
    """
    look = edition()
    count = pages = 0
    try:
        out.mkdir(parents=True, exist_ok=True)
        written = _put(out / look.css_name, look.css)
    except OSError as error:
        raise folder_fault(out, error) from error
    units = _load_units(out)
    for home in homes:
        try:
            result = build_village(home, out, clock)
        except KioskError as error:
            if on_fault is None or error.code == NOT_WRITTEN:
                raise
            on_fault(home, error)
            continue
        units[result.village.village_code] = (result.village, result.updated)
        count, pages, written = count + 1, pages + result.pages, written + result.written
        progress(result)
    try:
        written += _site_pages(out, units)
    except OSError as error:
        raise folder_fault(out, error) from error
    return SiteResult(out, count, pages, written)


def _site_pages(out: Path, units: dict[str, tuple[Village, date | None]]) -> int:
    if not units:
        return 0
    county = next(iter(units.values()))[0].county_name
    kept = {
        code: [
            v.village_name,
            v.town_name,
            v.kind,
            v.county_name,
            v.province_name,
            u.isoformat() if u else None,
        ]
        for code, (v, u) in sorted(units.items())
    }
    text = json.dumps(kept, ensure_ascii=False, indent=0)
    return (
        _put(out / "index.html", page_html(site_index(list(units.values()), county)))
        + _put(out / NOT_FOUND, page_html(not_found(county)))
        + _put(out / FOLDER / _UNITS, text.encode())
    )


def _put(path: Path, content: bytes) -> int:
    """Writes the file if it holds something else; 1 when written."""
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    return 1


def _load_units(out: Path) -> dict[str, tuple[Village, date | None]]:
    """Villages of earlier runs; one whose entry cannot be read comes back with its own next run."""
    try:
        kept: dict[str, Any] = json.loads((out / FOLDER / _UNITS).read_bytes())
        return {
            code: (
                Village(code, name, town, kind, county, province),
                date.fromisoformat(day) if day else None,
            )
            for code, (name, town, kind, county, province, day) in kept.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
