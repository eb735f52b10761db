"""The heartbeat: what the county learns of a kiosk's state, and when it is written."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from kiosk.domain.clock import shanghai_date, to_rfc3339
from kiosk.intake.receipts import Outbox
from kiosk.intake.worker import Worker
from kiosk.store import touches
from kiosk.store.desk import DeskStore
from tests.unit.bundle.making import VILLAGE
from tests.unit.intake.making import Kiosk


def beat(kiosk: Kiosk) -> dict[str, Any]:
    return json.loads((kiosk.out / "heartbeat.json").read_text("utf-8"))


def test_it_tells_how_the_kiosk_is_and_nothing_of_anybody(kiosk: Kiosk) -> None:
    today = shanghai_date(kiosk.clock.now())
    with DeskStore(kiosk.home, kiosk.clock.now()) as desk, desk.writing() as connection:
        for ago, count in ((0, 3), (0, 4), (13, 9), (14, 1)):
            touches.add(connection, today - timedelta(days=ago), count)
    assert kiosk.once() == 0
    told = beat(kiosk)
    assert told["touches"] == {(today - timedelta(days=13)).isoformat(): 9, today.isoformat(): 7}
    assert told["clock_trusted"] and told["desk_readable"] and told["desk_restored_on"] is None
    assert (told["fonts_missing"], told["printer"], told["waiting"], told["last_seq"]) == (0, None, 0, 0)
    assert told["disk_free_bytes"] > 0 and told["audit"] is None
    assert set(told) == {
        "format", "kiosk", "village_code", "program", "last_seq", "last_manifest_sha256", "held", "refused",
        "alarms", "public_key", "audit", "clock_trusted", "desk_readable", "desk_restored_on", "at",
        "waiting", "disk_free_bytes", "fonts_missing", "printer", "touches",
    }  # fmt: skip


def test_touches_older_than_sixty_days_are_forgotten(kiosk: Kiosk) -> None:
    today = shanghai_date(kiosk.clock.now())
    with DeskStore(kiosk.home, kiosk.clock.now()) as desk, desk.writing() as connection:
        touches.add(connection, today - timedelta(days=61), 5)
        touches.add(connection, today, 1)
        assert touches.last_days(connection, today, 400) == {today: 1}


def test_a_clock_that_went_back_is_told_at_once(kiosk: Kiosk) -> None:
    worker = Worker(kiosk.home, kiosk.home.load_config(), kiosk.clock)
    try:
        worker.one_pass()
        assert beat(kiosk)["clock_trusted"]
        with DeskStore(kiosk.home, kiosk.clock.now()) as desk:
            desk.see_clock(kiosk.clock.now() + timedelta(days=3))
        kiosk.later(minutes=1)
        worker.one_pass()
        assert not beat(kiosk)["clock_trusted"]
    finally:
        worker.close()


def test_a_desk_that_was_restored_and_a_printer_are_told(kiosk: Kiosk) -> None:
    now = kiosk.clock.now()
    with DeskStore(kiosk.home, now) as desk:
        desk.copy(shanghai_date(now))
    kiosk.home.desk_db.write_bytes(b"\xff" * 8192)
    with DeskStore(kiosk.home, now) as desk:
        assert desk.restored is not None
    toml = kiosk.home.config_file
    toml.write_text(toml.read_text("utf-8").replace('printer = ""', 'printer = "HP"'), "utf-8")
    asked: list[str] = []

    def probe(name: str) -> str:
        asked.append(name)
        return "no_paper"

    worker = Worker(kiosk.home, kiosk.home.load_config(), kiosk.clock, probe=probe)
    try:
        worker.one_pass()
        kiosk.later(minutes=5)
        worker.one_pass()
        told = beat(kiosk)
        assert (told["desk_restored_on"], told["printer"]) == (shanghai_date(now).isoformat(), "no_paper")
        assert asked == ["HP"]
    finally:
        worker.close()


def test_old_postings_are_rolled_into_one_file_a_year(kiosk: Kiosk, tmp_path: Path) -> None:
    now = kiosk.clock.now()
    folder = kiosk.out / "postings"
    folder.mkdir(parents=True)
    ages = {"K1-1-1.json": 900, "K1-1-2.json": 900, "K1-2-1.json": 10, "K2-1-1.json": 900}
    for name, days in ages.items():
        entry = {"format": "kiosk-posting/1", "n": name, "at": to_rfc3339(now - timedelta(days=days))}
        (folder / name).write_text(json.dumps(entry), "utf-8")
    (folder / "K1-1-3.json").write_text("{", "utf-8")
    box = Outbox(tmp_path / "outbox", kiosk.out, "K1", VILLAGE)
    assert box.roll_up(now) == 2 and box.roll_up(now) == 0
    rolled = [p for p in folder.iterdir() if p.name not in ages and p.name != "K1-1-3.json"]
    year = shanghai_date(now - timedelta(days=900)).year
    assert [p.name for p in rolled] == [f"K1-{year}.json"]
    whole = json.loads(rolled[0].read_text("utf-8"))
    assert whole["format"] == "kiosk-postings/1"
    assert sorted(whole["postings"]) == ["K1-1-1.json", "K1-1-2.json"]
    assert (folder / "K1-2-1.json").exists() and (folder / "K2-1-1.json").exists()
