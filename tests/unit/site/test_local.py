"""What the village publishes itself has pages, sheets and a place in the kept year like the county's."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from kiosk.domain.items import Item, WithdrawItem, WithdrawTarget
from kiosk.domain.reference import load_packaged
from kiosk.keeping.search import search
from kiosk.keeping.year import keep_year
from kiosk.sheets.command import disclosure_model
from kiosk.site.build import build_site
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.write import BoardWriter
from tests.unit.site import boards
from tests.unit.site.boards import CLOCK, CODE
from tests.unit.store import builders as b

MEETING = "L-K1-0001"


def publish(home: KioskHome, seq: int, *items: Item) -> None:
    """A bundle of the kiosk's own, through the real writer."""
    bundle = b.MadeBundle(seq, kind="local").add(*items)
    content = bundle.content(home)
    own = replace(content, manifest=replace(content.manifest, issuer="K1"))
    with BoardWriter(home.board_db, home.load_config().village) as writer:
        writer.apply_local(own, at=b.AT)


def meeting(version: int = 1, **changes: object) -> Item:
    return b.disclosure_item(
        MEETING, title="村民代表会议决定", period="2026-Q2", catalogue_ids=("GK-JC-02",), version=version,
        body="修上屋组到下屋组的路。" if version == 1 else "修上屋组到樟树组的路。", **changes,
    )  # fmt: skip


def address(home: KioskHome) -> str:
    with closing(BoardReader(home, CLOCK)) as board:
        stamp = disclosure_model(board, CLOCK, "notice", item=MEETING)[0].stamp
    assert stamp.qr is not None and stamp.qr.endswith(f"/{CODE}/{stamp.sheet_id}/{stamp.digest}")
    return f"{CODE}/{stamp.sheet_id}/{stamp.digest}/index.html"


def test_the_paper_of_a_local_item_leads_to_its_page_through_its_life(tmp_path: Path) -> None:
    home, out = boards.made_home(tmp_path), tmp_path / "web"
    publish(home, 1, meeting())
    first = address(home)
    build_site([home], out, CLOCK)
    assert 'class="status current"' in (out / first).read_text("utf-8")
    assert "修上屋组到下屋组的路。" in (out / first).read_text("utf-8")
    assert "村民代表会议决定" in (out / CODE / "index.html").read_text("utf-8")
    publish(home, 2, meeting(2, replaces=1, reason="路名写错"))
    second = address(home)
    assert build_site([home], out, CLOCK).written > 0
    assert 'class="status corrected"' in (out / first).read_text("utf-8")
    assert "路名写错" in (out / first).read_text("utf-8")
    assert 'class="status current"' in (out / second).read_text("utf-8")
    gone = WithdrawItem((WithdrawTarget("disclosure", MEETING, 2),), "重新开会", date(2026, 6, 14))
    publish(home, 3, gone)
    build_site([home], out, CLOCK)
    for path in (second, address(home)):
        assert 'class="status withdrawn"' in (out / path).read_text("utf-8")
        assert "樟树组的路" not in (out / path).read_text("utf-8")


def test_it_is_kept_and_found_like_the_countys(tmp_path: Path) -> None:
    home = boards.made_home(tmp_path)
    publish(home, 1, meeting())
    publish(home, 2, meeting(2, replaces=1, reason="路名写错"))
    made = keep_year(home, 2026, tmp_path, CLOCK)
    assert made is not None
    text = (made.path / "data" / "目录.csv").read_bytes().decode("utf-8-sig")
    found = [r for r in csv.DictReader(io.StringIO(text)) if r["编号"] == MEETING]
    assert [(r["版次"], r["状态"][:3]) for r in found] == [("1", "旧版，"), ("2", "公开中")]
    with closing(BoardReader(home, CLOCK)) as board:
        hits = search(board, load_packaged(), boards.TODAY, "代表会议", year=2026)
    assert [hit.head.id for hit in hits] == [MEETING]
