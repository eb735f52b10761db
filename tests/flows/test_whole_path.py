"""From the county's folder to the screen and the wall: real processes, a real window, a real PDF.

The window is driven from outside by pointer events; where to point and how each page must look comes
from the same pages drawn without a display and driven by touch (``offscreen``), pixel for pixel.
"""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from kiosk.bundle.manifest import parse_manifest
from kiosk.bundle.tables import read_payouts
from kiosk.bundle.writer import BundleDraft
from kiosk.domain.items import PayoutsItem
from kiosk.domain.sheetid import sheet_id
from tests.flows.glass import Glass, Watch, as_picture, made_of, same, until
from tests.flows.program import (
    VILLAGE,
    Village,
    children,
    is_alive,
    kiosk,
    make_village,
    notice,
    picture,
    running,
    walk,
)

pytestmark = pytest.mark.serial

PROGRAMME = "BT-NY-01"
PROGRAMME_NAME = "耕地地力保护补贴"
GROUP, PERSON = "樟树组", "黄谷雨"
START = 20
"""Seconds a busy machine may need to open the window or to take a first look at the drop folder."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The newest version of the farmland list as the county sent it: its item and rows, plain text."""

    item: dict[str, Any]
    rows: list[dict[str, str]]

    @property
    def person(self) -> dict[str, str]:
        (row,) = [r for r in self.rows if (r["group"], r["name"]) == (GROUP, PERSON)]
        return row


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Village:
    return make_village(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def glass(tmp_path: Path) -> Iterator[Glass]:
    folder = tmp_path / "glass"
    folder.mkdir()
    with Glass(folder, 1080, 1920) as made:
        yield made


def sent_list(village: Village) -> Sent:
    """Read by nothing of ours but the format."""
    found: dict[tuple[int, int], Sent] = {}
    for manifest in village.manifests():
        folder = village.drop_in / f"{VILLAGE}-{manifest['seq']:06d}"
        for item in manifest["items"]:
            if item["type"] == "payouts" and item["programme_id"] == PROGRAMME:
                with (folder / item["table"]["path"]).open(encoding="utf-8", newline="") as stream:
                    rows = list(csv.DictReader(stream))
                found[item["year"], item["version"]] = Sent(item, rows)
    return found[max(found)]


def way(village: Village) -> list[str]:
    """What a villager presses from the home page to the person's page."""
    newest = max(i["year"] for m in village.manifests() for i in m["items"] if i["type"] == "payouts")
    year = sent_list(village).item["year"]
    earlier = [] if year == newest else [str(year)]
    return ["查补贴", *earlier, PROGRAMME_NAME, "全村", GROUP, f"{GROUP}，{PERSON}"]


def yuan(cents: int) -> str:
    return f"{cents / 100:,.2f}"


def shows(glass: Glass, page: dict[str, Any], seconds: float = START) -> None:
    want = picture(page)
    until(lambda: same(glass.picture(), want), seconds, f"the glass shows {page['picture']}")


def test_what_the_county_sent_is_on_the_screen_and_on_the_wall(
    village: Village, glass: Glass, tmp_path: Path
) -> None:
    sent = sent_list(village)
    cents = int(sent.person["cents"])
    total = sum(int(row["cents"]) for row in sent.rows)
    assert (len(sent.rows), total) == (sent.item["table"]["rows"], sent.item["table"]["cents"])

    pages = walk(village.home, tmp_path / "pages", way(village))
    the_list, of_the_group, of_the_person = pages[-4]["texts"], pages[-2]["texts"], pages[-1]["texts"]
    assert any(yuan(total) in text for text in the_list)
    in_group = [row for row in sent.rows if row["group"] == GROUP]
    assert any(yuan(sum(int(row["cents"]) for row in in_group)) in text for text in of_the_group)
    assert any(text.startswith(PERSON) for text in of_the_person)
    row = sent.person
    worked_out = f"{row['qty']}亩 × {row['rate']}元 = {yuan(cents)}元"
    assert any(worked_out in text for text in of_the_person), of_the_person

    with running(village.home, glass) as program:
        for page in pages:
            shows(glass, page)
            if "touched" in page:
                _name, x, y = page["touched"]
                glass.touch(x, y)
        assert program.end() == 0


def test_the_sheet_says_the_same_and_its_code_leads_to_it(village: Village, tmp_path: Path) -> None:
    sent = sent_list(village)
    batch, version = sent.item["batch_id"], sent.item["version"]
    out = tmp_path / "sheet.pdf"
    made = json.loads(
        kiosk("sheet", "payouts", "--batch", batch, "--out", str(out), "--json", home=village.home)
    )

    # In the order of drawing: a long name may stand on two lines, a long list in two tables a page.
    told = subprocess.run(
        ["pdftotext", "-raw", out, "-"], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    words = "".join(told.split())
    for row in sent.rows:
        amount = yuan(int(row["cents"]))
        wanted = re.escape(f"{row['row']}{row['name']}") + ".{0,40}?" + re.escape(amount)
        assert re.search(wanted, words), f"row {row['row']} is missing"
    total = re.escape(yuan(sum(int(row["cents"]) for row in sent.rows)))
    assert re.search(f"合计{len(sent.rows)}户.{{0,40}}?{total}元", words)

    names = [i["path"] for m in village.manifests() for i in m["items"] if i.get("kind") == "settings"]
    base = json.loads(next(village.drop_in.glob(f"*/{names[0]}")).read_text("utf-8"))["site_base"]
    assert made["sheet_id"] == sheet_id("payouts", VILLAGE, [batch], [version])
    with closing(pypdfium2.PdfDocument(out)) as document:
        assert len(document) == made["pages"]
        for page in document:
            (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
            assert code.text == f"{base.upper()}/{VILLAGE}/{made['sheet_id']}/{made['digest']}"


def test_a_correction_is_on_the_open_page_within_a_second_and_never_blanks(
    village: Village, glass: Glass, tmp_path: Path
) -> None:
    keys = way(village)
    took: list[float] = []
    with running(village.home, glass) as program:
        for page in walk(village.home, tmp_path / "before", keys):
            shows(glass, page)
            if "touched" in page:
                glass.touch(*page["touched"][1:])
        for turn in range(3):
            bundle = village.pack(_correction(village))
            before = glass.picture()
            with Watch(glass) as watch:
                arrived = time.monotonic()
                village.arrive(bundle)
                until(lambda w=watch: len(w.seen) > 1, START, "the correction is on the glass")
                after = walk(village.home, tmp_path / f"after{turn}", keys)[-1]
                shows(glass, after, 1)
            cents = int(sent_list(village).person["cents"])
            assert any(yuan(cents) in text for text in after["texts"])
            assert any("更正" in text for text in after["texts"])
            want = picture(after)
            for _, raw in watch.seen:
                assert made_of(as_picture(raw, glass.width, glass.height), before, want), "something else"
            seen = watch.first_seen(watch.last)
            assert seen is not None and same(as_picture(watch.last, glass.width, glass.height), want)
            took.append(seen - arrived)
        assert program.end() == 0
    assert statistics.median(took) <= 1.0, took


def _correction(village: Village) -> BundleDraft:
    """The newest farmland list again, the person's area a little larger each time."""
    sent = sent_list(village)
    folder = next(
        village.drop_in / f"{VILLAGE}-{m['seq']:06d}" for m in village.manifests() if sent.item in m["items"]
    )
    manifest = parse_manifest((folder / "manifest.json").read_bytes())
    wanted = (sent.item["batch_id"], sent.item["version"])
    (item,) = [i for i in manifest.items if isinstance(i, PayoutsItem) and (i.batch_id, i.version) == wanted]
    rows = list(read_payouts((folder / item.table.path).read_bytes(), item.table))
    spot = int(sent.person["row"]) - 1
    old = rows[spot]
    assert old.qty is not None and old.rate is not None
    qty = old.qty + 1
    rows[spot] = replace(old, qty=qty, cents=int(qty * old.rate * 100))
    draft = village.draft()
    changed = replace(item, version=item.version + 1, replaces=item.version, reason="面积登记少了")
    draft.add_payouts(changed, rows, item.table.fields)
    return draft


def test_a_killed_worker_is_replaced_and_the_screen_stays(
    village: Village, glass: Glass, tmp_path: Path
) -> None:
    home = walk(village.home, tmp_path / "home")[0]
    calm = picture(home)
    with running(village.home, glass) as program:
        shows(glass, home)
        until(program.worker, START, "the worker runs")
        first = program.worker()
        assert first is not None
        with Watch(glass) as watch:
            os.kill(first, signal.SIGKILL)
            draft = village.draft()
            draft.add_item(notice(draft.seq, "自来水管道检修停水", datetime.now(UTC)))
            village.arrive(village.pack(draft))
            until(lambda: program.worker() not in (None, first), START, "the worker is back")
            until(lambda: "自来水管道检修停水" in _board_titles(village.home), START, "the bundle is applied")
            after = walk(village.home, tmp_path / "after")[0]
            shows(glass, after)
        assert program.process.poll() is None
        for _, raw in watch.seen:
            seen = as_picture(raw, glass.width, glass.height)
            # A line of words comes and goes; the tiles and the bar stay as they are.
            assert made_of(seen.crop(TILES), calm.crop(TILES), picture(after).crop(TILES))
        assert program.end() == 0


TILES = (0, 0, 1080, 1000)
"""The part of the home page above 最近公开, px."""


def _board_titles(home: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{home / 'board.db'}?mode=ro", uri=True)) as board:
        return {title for (title,) in board.execute("select title from items")}


def test_sigterm_ends_screen_and_worker_and_leaves_everything_whole(
    village: Village, glass: Glass, tmp_path: Path
) -> None:
    with running(village.home, glass) as program:
        shows(glass, walk(village.home, tmp_path)[0])
        until(program.worker, START, "the worker runs")
        workers = children(program.process.pid)
        assert program.end() == 0
        assert program.process.stdout is not None and program.process.stdout.read() == ""
    assert len(workers) == 1 and not is_alive(workers[0])
    for name in ("board.db", "desk.db"):
        with closing(sqlite3.connect(village.home / name)) as database:
            assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
    told = json.loads(kiosk("status", "--json", home=village.home))
    # The demo's one bundle that went astray, nothing else.
    assert (told["held"], [r["code"] for r in told["refused"]]) == ([], ["wrong_village"])
    log = (village.home / "logs" / "screen.log").read_text("utf-8")
    assert "ERROR" not in log and " qt " not in log, log
