"""The QR codes on the glass: read from the picture in both themes, each leads to a page that is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp

from kiosk.domain.clock import FixedClock
from kiosk.domain.sheetid import parse_payload
from kiosk.site.build import build_site
from kiosk.store.home import KioskHome
from kiosk.ui import engine, shots
from tests.ui import walk

CODED = {
    "catalogue", "payouts", "payouts-earlier", "payout-list", "payout-list-corrected", "policies", "policy",
    "notices", "item-table", "item-text", "item-list", "item-nothing", "item-corrected",
}  # fmt: skip
"""Pages whose content is on the web. No page of a person, of the finder or of a question has a code."""


@pytest.fixture(scope="module")
def site(rich_home: KioskHome, ui_clock: FixedClock, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    build_site([rich_home], out, ui_clock)
    return out


def codes_on(screen: engine.Screen) -> list[str]:
    """What a phone reads from the glass, the picture made softer as a camera would."""
    shot = walk.picture(screen.view.grabWindow()).convert("L")
    soft = shot.resize((shot.width * 4 // 5, shot.height * 4 // 5))
    return [code.text for code in zxingcpp.read_barcodes(soft)]


@pytest.mark.parametrize(
    ("shape", "step", "dark"),
    [("portrait", 0, False), ("portrait", 1, True), ("landscape", 0, True), ("landscape", 1, False)],
)
def test_every_page_on_the_web_has_its_code(
    shape: str,
    step: int,
    dark: bool,
    screen_for: Callable[[str], engine.Screen],
    tap: Callable[[engine.Screen, str], None],
    all_stops: tuple[shots.Stop, ...],
    site: Path,
) -> None:
    screen = screen_for(shape)
    screen.set_look(step=step, dark=dark)
    coded: set[str] = set()
    for stop in all_stops:
        assert screen.go(stop.page, stop.params)
        found = codes_on(screen)
        if not found and stop.name == "item-nothing":  # overdue on this board: the alarm has a wide page
            tap(screen, "下一页")
            screen.rest()
            found = codes_on(screen)
        assert len(found) <= 1, stop.name
        for text in found:
            coded.add(stop.name)
            path = text.removeprefix("HTTPS://GK.ANYI.EXAMPLE/")
            assert path != text and (site / path / "index.html").is_file(), f"{stop.name}: {text}"
            if stop.page not in ("catalogue", "notices", "policies"):
                assert parse_payload(text).path == path
    screen.set_look()
    assert coded == CODED & {stop.name for stop in all_stops}


def test_a_code_does_not_change_with_the_group(
    screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> None:
    """It names the whole list, whichever group is looked at."""
    screen = screen_for("portrait")
    stop = next(s for s in all_stops if s.name == "payout-list")
    screen.go(stop.page, stop.params)
    whole = codes_on(screen)
    screen.go(stop.page, {**stop.params, "group": "樟树组"})
    assert len(whole) == 1 and codes_on(screen) == whole
