"""``kiosk county site``: pages of many villages from what was pushed, in real processes."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kiosk.bundle.keys import SecretKey
from kiosk.bundle.writer import BundleDraft
from kiosk.county.local import take_local
from kiosk.county.session import open_session
from kiosk.domain.clock import SystemClock, to_rfc3339, today
from kiosk.domain.money import format_amount
from kiosk.sheets.command import disclosure_model
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from tests.flows.countyside import LAND, LUOTIAN, XUBU, YEAR, Kiosk, Office, line, make_office, set_up, write
from tests.flows.program import python
from tests.unit.bundle.making import disclosure

BATCH = f"{LAND}-{YEAR}"
LUOTIAN_CENTS = [11200 + n for n in range(40)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """One list for two villages, packed and pushed."""
    office = make_office(tmp_path)
    rows = [line(n, LUOTIAN, cents) for n, cents in enumerate(LUOTIAN_CENTS)]
    rows += [line(100 + n, XUBU) for n in range(12)]
    path = write(office.files / "a.csv", rows)
    office.pack(str(path), "--programme", LAND, "--year", str(YEAR), "--paid-on", f"{YEAR}-01-15")
    push(office)
    return office


def push(office: Office) -> None:
    office.ask("push", "--village", LUOTIAN, "--village", XUBU)


def site(office: Office, out: Path, code: int = 0) -> dict[str, Any]:
    return office.ask("site", "--out", str(out), code=code)


def paper(kiosk: Kiosk, out: Path) -> str:
    """``SHEET/DIGEST`` of the sheet that the village's own kiosk prints."""
    done = python(
        "kiosk", "sheet", "payouts", "--batch", BATCH, "--out", str(out / "a.pdf"), "--json",
        env={"KIOSK_HOME": str(kiosk.home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    return f"{made['sheet_id']}/{made['digest']}"


def page(out: Path, path: str, village: str = LUOTIAN) -> str:
    return (out / village / path / "index.html").read_text("utf-8")


def test_the_papers_of_the_villages_lead_to_the_countys_pages(office: Office, tmp_path: Path) -> None:
    kiosk = set_up(office, LUOTIAN, tmp_path / "luotian")
    kiosk.take_in()
    out = tmp_path / "web"
    made = site(office, out)
    assert (made["villages"], made["faults"]) == (2, [])
    before = paper(kiosk, tmp_path)
    html = page(out, before)
    assert 'class="status current"' in html and format_amount(sum(LUOTIAN_CENTS)) in html
    assert f'href="{XUBU}/"' in (out / "index.html").read_text("utf-8")
    assert site(office, out)["written"] == 0
    office.ask("withdraw", f"payouts:{BATCH}", "--reason", "名单还在复核", "--village", LUOTIAN)
    # What is packed and not pushed is on no screen yet, so it is not on the web either.
    assert site(office, out)["written"] == 0
    push(office)
    assert site(office, out)["written"] > 0
    kiosk.take_in()
    after = paper(kiosk, tmp_path)
    fresh = tmp_path / "fresh"
    site(office, fresh)
    for place in (out, fresh):
        for path in (before, after):
            html = page(place, path)
            assert 'class="status withdrawn"' in html and "名单还在复核" in html
            assert format_amount(sum(LUOTIAN_CENTS)) not in html
    assert 'class="status current"' in page(out, _any_current(out, XUBU), XUBU)


def _any_current(out: Path, village: str) -> str:
    return next(
        path.parent.relative_to(out / village).as_posix()
        for path in (out / village).glob("*/*/index.html")
        if 'class="status current"' in path.read_text("utf-8")
    )


def test_a_share_that_is_away_changes_nothing(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "web"
    site(office, out)
    office.drop.rename(tmp_path / "away")
    done = office.run("site", "--out", str(out))
    assert done.returncode == 3 and "接上后再来一次" in done.stderr
    assert (out / LUOTIAN / "index.html").is_file()


def test_a_bundle_that_is_refused_is_told_and_the_others_go_on(office: Office, tmp_path: Path) -> None:
    (table,) = (office.drop / LUOTIAN / "in" / f"{LUOTIAN}-000001" / "data").glob("payouts-*.csv")
    raw = table.read_bytes()
    table.write_bytes(raw.replace(b"11201", b"91201"))
    assert table.read_bytes() != raw
    shutil.copytree(office.drop / XUBU / "in" / f"{XUBU}-000001", office.drop / XUBU / "in" / "copy of 1")
    out = tmp_path / "web"
    made = site(office, out, code=1)
    assert [fault["village_code"] for fault in made["faults"]] == [LUOTIAN]
    assert (out / XUBU / "index.html").is_file()
    assert BATCH not in page(out, "", XUBU)


def test_what_a_village_published_itself_is_on_the_countys_web(office: Office, tmp_path: Path) -> None:
    """From the kiosk's own folder over its worker and the share into the workspace and onto the page."""
    kiosk = set_up(office, LUOTIAN, tmp_path / "luotian")
    kiosk.take_in()
    home = KioskHome(kiosk.home)
    config = home.load_config()
    assert office.run("kiosk", "add", "--village", LUOTIAN).returncode == 0
    name = f"L-{config.kiosk_id}-0001"
    draft = BundleDraft(LUOTIAN, 1, None, "local", config.kiosk_id, to_rfc3339(SystemClock().now()))
    day = today(SystemClock())
    draft.add_disclosure(
        disclosure(name, title="修路的决定", catalogue_ids=("GK-JC-02",), form="text", body="修上屋组的路。",
                   period=f"{YEAR}-01", published_on=day, publish_from=day)
    )  # fmt: skip
    home.local.mkdir(exist_ok=True)
    draft.write(home.local, SecretKey.load(home.kiosk_key))
    kiosk.take_in()
    out = tmp_path / "web"
    site(office, out)
    assert "修路的决定" not in page(out, "")
    with (
        closing(BoardReader(home, SystemClock())) as board,
        open_session(office.ws, SystemClock(), lambda _: "") as session,
    ):
        assert take_local(session, [config.village], office.drop).sentences == {}
        stamp = disclosure_model(board, SystemClock(), "notice", item=name)[0].stamp
    made = site(office, out)
    assert made["faults"] == [] and made["written"] > 0
    html = page(out, f"{stamp.sheet_id}/{stamp.digest}")
    assert 'class="status current"' in html and "修上屋组的路。" in html
    assert site(office, out)["written"] == 0
    fresh = tmp_path / "fresh"
    shutil.rmtree(office.ws / "site")  # the county's boards are a cache
    site(office, fresh)
    assert page(fresh, f"{stamp.sheet_id}/{stamp.digest}") == html
