"""The demo county for real: bundles on disk, the worker's own passes, boards read back."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kiosk.bundle.check import check_path
from kiosk.bundle.keys import KeyRing, PublicKey
from kiosk.bundle.manifest import parse_manifest
from kiosk.bundle.tables import read_payouts
from kiosk.county.pushing import push
from kiosk.county.receipts import read_back
from kiosk.county.session import open_session
from kiosk.demo.county import DemoCounty, build_demo
from kiosk.demo.run import run_demo
from kiosk.demo.units import RICH, SHOWN
from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.domain.errors import UsageFault
from kiosk.domain.items import PayoutsItem
from kiosk.domain.payout import Totals
from kiosk.domain.scan import scan_text
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoCounty:
    return build_demo(tmp_path_factory.mktemp("demo") / "县", TODAY)


@pytest.fixture
def board(demo: DemoCounty) -> Iterator[BoardReader]:
    with closing(BoardReader(KioskHome(demo.shown_home), FixedClock(shanghai_noon(TODAY)))) as reader:
        yield reader


def bundles(demo: DemoCounty) -> list[Path]:
    """Those that lie where they belong; one lies astray."""
    return sorted(p for p in demo.drop.glob("*/in/*") if p.name.startswith(p.parent.parent.name))


def test_all_units_have_a_drop_folder_and_a_good_bundle(demo: DemoCounty) -> None:
    assert len(list(demo.drop.glob("*/in"))) == len(list(demo.drop.glob("*/out"))) == 134
    keys = KeyRing.of(PublicKey.load(demo.county_dir / "keys" / "county.pub"))
    per_unit = {p.parent.parent.name for p in bundles(demo)}
    assert len(per_unit) == 134
    for path in bundles(demo):
        report = check_path(path, keys)
        assert report.ok, (path.name, report.sentences)


def test_every_kiosk_applied_all_its_bundles(demo: DemoCounty) -> None:
    assert len(demo.homes) == len(RICH) == 6 and demo.homes[0] == demo.shown_home
    for home in demo.homes:
        sent = list((demo.drop / home.name / "in").glob(f"{home.name}-*"))
        receipts = [json.loads(p.read_text()) for p in (demo.drop / home.name / "out/receipts").iterdir()]
        refused = [r["code"] for r in receipts if r["state"] == "refused"]
        assert refused == (["wrong_village"] if home == demo.shown_home else [])
        assert sorted(r["state"] for r in receipts) == ["applied"] * len(sent) + ["refused"] * len(refused)
        with closing(BoardReader(KioskHome(home), FixedClock(shanghai_noon(TODAY)))) as reader:
            fresh = reader.freshness()
            assert fresh.bundles == len(sent)
            assert fresh.newest_created is not None
            assert 1 <= (TODAY - fresh.newest_created.date()).days <= 4
            assert reader.years() == (2026, 2025, 2024, 2023, 2022)


def test_namesakes_of_a_group_are_told_apart(board: BoardReader) -> None:
    shown = {r.display_name for r in board.payouts("BT-NY-01-2026") if r.payout.ordinal}
    assert any(name.endswith("（之一）") for name in shown)
    assert any(name.endswith("（之二）") for name in shown)


def test_the_board_holds_what_the_bundles_say(demo: DemoCounty, board: BoardReader) -> None:
    newest: dict[str, tuple[int, Totals]] = {}
    for path in sorted((demo.drop / SHOWN / "in").iterdir()):
        manifest = parse_manifest((path / "manifest.json").read_bytes())
        for item in manifest.items:
            if isinstance(item, PayoutsItem):
                rows = read_payouts((path / item.table.path).read_bytes(), item.table)
                newest[item.batch_id] = (item.version, Totals.of(rows))
    assert len(newest) > 200
    for batch_id, (version, totals) in newest.items():
        batch = board.batch(batch_id)
        assert batch is not None and batch.head.version == version
        if batch.head.withdrawal is None:
            assert (batch.rows, batch.cents) == (totals.rows, totals.cents)


def test_the_person_of_the_drawings_is_found_with_the_drawn_amount(board: BoardReader) -> None:
    (hit,) = board.find_names(surname="黄", initials="hgy")
    assert (hit.display_name, hit.group) == ("黄谷雨", "樟树组")
    view = board.recipient(hit.recipient_id)
    assert view is not None
    lines = {(x.programme_id, x.year): x.payout.cents for x in view.lines}
    assert lines["BT-NY-01", 2026] == 582_40


def test_corrected_withdrawn_and_first_shown_are_there(board: BoardReader) -> None:
    heads = board.publications()
    # One list of payouts and the quarter's accounts were put right since.
    assert [h.id for h in heads if h.correction and h.type == "payouts"] == ["BT-NY-01-2026"]
    assert [h.id for h in heads if h.correction and h.type == "disclosure"] == ["CW-01-2026-Q3"]
    assert [h.id for h in heads if h.withdrawal] == ["BT-JB-02-2026"]
    assert len(board.changes("BT-NY-01-2026")) == 2
    assert sum(h.first_shown is not None for h in heads) > 0.95 * len(heads)


def test_nothing_personal_lies_anywhere(demo: DemoCounty) -> None:
    # 带身份证件 in a guide is advice; a number or a column for one is not.
    never = re.compile(r"身份证号|990123|\b1[3-9]\d{9}\b")
    for path in [p for folder in bundles(demo) for p in folder.rglob("*") if p.suffix in (".csv", ".json")]:
        text = path.read_text("utf-8")
        # Hashes of the manifest are hexadecimal runs of digits and letters, no cells.
        cells = re.sub(r'"(?:sha256|prev)": "[0-9a-f]{64}"', "", text)
        assert not never.search(cells), path
        if path.suffix == ".csv":
            assert not any(scan_text(cell) for line in text.splitlines() for cell in line.split(",")), path
    for home in demo.homes:
        with closing(sqlite3.connect(f"file:{home / 'board.db'}?mode=ro", uri=True)) as connection:
            names = [r[0] for r in connection.execute("select name from sqlite_master where type='table'")]
            for table in names:
                for row in connection.execute(f'select * from "{table}"'):
                    for cell in row:
                        assert not (isinstance(cell, str) and len(cell) < 60 and never.search(cell)), table


def test_the_same_day_gives_the_same_bytes(demo: DemoCounty, tmp_path: Path) -> None:
    again = build_demo(tmp_path / "again", TODAY)
    assert _digests(again.drop) == _digests(demo.drop)
    mine, other = _office_files(demo.county_dir), _office_files(again.county_dir)
    assert len(mine) > 1000 and mine == other


def test_the_county_folder_is_a_workspace_that_sent_all_this(demo: DemoCounty) -> None:
    clock = FixedClock(shanghai_noon(TODAY))
    with open_session(demo.county_dir, clock, lambda _: None) as session:
        heads = {u.village_code: session.registry.head(u.village_code) for u in session.workspace.units}
        units = read_back(session, session.workspace.units)
        # Nothing waits to be sent, not even a sign of life or a changed setting.
        result = push(session, session.workspace.units)
    assert len(heads) == 134 and not result.pushed and not result.forked and not result.kept_alive
    assert len(result.already) == len(bundles(demo))
    for path in bundles(demo):
        seq, digest = heads[path.parent.parent.name]
        if path.name.endswith(f"{seq:06d}"):
            assert hashlib.sha256((path / "manifest.json").read_bytes()).hexdigest() == digest
    there = {u.village_code: u for u in units if u.answered}
    assert there.keys() == {home.name for home in demo.homes}
    for home in demo.homes:
        unit = there[home.name]
        assert unit.applied == unit.sent == heads[home.name][0]
        assert not (unit.forged or unit.unknown_kiosk or unit.left_out)
        assert bool(unit.refused) is (home == demo.shown_home), "the county sees what went astray"


def test_the_register_knows_who_stands_in_the_lists(demo: DemoCounty, board: BoardReader) -> None:
    with open_session(demo.county_dir, FixedClock(shanghai_noon(TODAY)), lambda _: None) as session:
        known = {p[0]: p for p in session.registry.people(SHOWN)}
    for row in board.payouts("BT-NY-01-2026"):
        who = known[str(row.payout.recipient_id)]
        assert (who[2], who[3]) == (row.payout.group, row.payout.name) and who[1]
        assert who[4] == (row.payout.ordinal or 1)


def _digests(drop: Path) -> dict[str, str]:
    files = [p for p in drop.glob("*/in/**/*") if p.is_file()]
    return {str(p.relative_to(drop)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _office_files(county: Path) -> dict[str, str]:
    """Everything of the workspace but the registry (it knows the kiosks' own keys) and its own place."""
    parts = [county / part for part in ("keys", "outbox", "reference", "mappings", "来件")]
    files = [p for part in parts for p in part.rglob("*") if p.is_file()]
    return {str(p.relative_to(county)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_a_second_run_on_the_same_day_uses_what_is_there(demo: DemoCounty) -> None:
    said: list[str] = []
    before = (demo.shown_home / "kiosk.toml").stat().st_mtime_ns
    again = run_demo(demo.drop.parent, TODAY, window=False, say=said.append)
    assert again == demo and said[-1] == str(demo.shown_home)
    assert any("已经在了" in s for s in said)
    assert (demo.shown_home / "kiosk.toml").stat().st_mtime_ns == before


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "重要.txt").write_text("别动", "utf-8")
    with pytest.raises(UsageFault) as fault:
        build_demo(tmp_path, TODAY)
    assert fault.value.code == "demo_folder_taken"
    assert [p.name for p in tmp_path.iterdir()] == ["重要.txt"]
