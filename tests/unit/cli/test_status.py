"""``kiosk status`` on a real board."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk import BUILD_DATE
from kiosk.cli.main import main
from kiosk.cli.status import read_status, status_lines
from kiosk.desk.audit import history, record
from kiosk.domain.clock import FixedClock
from kiosk.domain.items import ReferenceItem
from kiosk.ledger.home import ledger_of_home
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.views import BundleLog
from kiosk.store.write import BoardWriter
from tests.unit.store.builders import AT, MadeBundle, apply, fill_board, make_home

# What is built by builders lies in June 2026; a program of BUILD_DATE believes no earlier clock.
NOW = datetime(BUILD_DATE.year, BUILD_DATE.month, BUILD_DATE.day, 4, tzinfo=UTC) + timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    made = make_home(tmp_path)
    fill_board(made, households=12, years=(2024, 2025, 2026))
    return made


def note(home: KioskHome, *entries: tuple[str, int, str]) -> None:
    """Add words about bundles: (state, seq, sentence), one minute apart."""
    with BoardWriter(home.board_db, home.load_config().village) as writer:
        for minute, (state, seq, sentence) in enumerate(entries, start=1):
            name = f"{home.load_config().village_code}-{seq:06d}"
            at = AT + timedelta(minutes=minute)
            writer.record(BundleLog(name, seq, state, state, sentence, at))


def test_it_tells_what_is_on_the_board(home: KioskHome) -> None:
    status = read_status(home, FixedClock(NOW))
    assert status.content.by_type == {"payouts": 9, "disclosure": 1, "policy": 1}
    assert status.content.years == (2026, 2025, 2024)
    assert (status.held, status.refused, status.clock_trusted) == ((), (), True)
    text = "\n".join(status_lines(status))
    assert "石鼻镇罗田村" in text and "发放批次 9 件" in text and "打印机：尚未设置" in text
    assert "⚠" not in text


def test_only_the_newest_word_about_a_bundle_counts(home: KioskHome) -> None:
    note(home, ("held", 3, "还缺第 2 个包。"), ("refused", 4, "签名不对。"), ("held", 5, "还缺第 2 个包。"))
    note(home, ("applied", 3, "已放上屏幕。"))
    status = read_status(home, FixedClock(NOW))
    assert [entry.seq for entry in status.held] == [5]
    assert [entry.seq for entry in status.refused] == [4]
    text = "\n".join(status_lines(status))
    assert "⚠ 没有收下：360123101205-000004。签名不对。" in text


def test_a_clock_before_the_last_time_the_desk_saw_is_not_believed(home: KioskHome) -> None:
    with DeskStore(home, NOW) as desk:
        desk.see_clock(NOW + timedelta(days=2))
    status = read_status(home, FixedClock(NOW))
    assert not status.clock_trusted
    assert any("时间不可信" in line for line in status_lines(status))


def test_a_clock_before_the_program_was_made_is_not_believed(home: KioskHome) -> None:
    early = datetime.combine(BUILD_DATE - timedelta(days=2), datetime.min.time(), tzinfo=UTC)
    assert not read_status(home, FixedClock(early)).clock_trusted


def test_looking_changes_nothing(home: KioskHome) -> None:
    with DeskStore(home, NOW):
        pass
    before = {path: path.read_bytes() for path in home.path.rglob("*.db")}
    read_status(home, FixedClock(NOW))
    assert {path: path.read_bytes() for path in home.path.rglob("*.db")} == before


def test_a_new_kiosk_has_no_content_yet(tmp_path: Path) -> None:
    status = read_status(make_home(tmp_path), FixedClock(NOW))
    assert status.last_bundle is None
    assert "屏幕上有：还没有内容" in status_lines(status)


def test_json_has_the_same(home: KioskHome, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json", "--home", str(home.path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["content"]["by_type"]["payouts"] == 9
    assert told["village_code"] == "360123101205"
    assert told["fonts"]["ok"] is True and told["fonts"]["level3_missing"] == 0
    assert told["printer"] == ""
    assert date.fromisoformat(told["clock"][:10])


@pytest.mark.parametrize("ruin", ["garbage", "a folder"])
def test_a_ruined_desk_ends_with_3_and_all_the_rest_is_told(
    home: KioskHome, capsys: pytest.CaptureFixture[str], ruin: str
) -> None:
    for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
        (home.path / name).unlink(missing_ok=True)
    if ruin == "garbage":
        home.desk_db.write_bytes(b"garbage " * 2000)
    else:
        home.desk_db.mkdir()
    assert main(["status", "--home", str(home.path)]) == 3
    told = capsys.readouterr().out
    assert "⚠ desk.db 坏了。请重新启动，会换回最近的备份。" in told.splitlines()
    assert "屏幕上有：" in told and "kiosk rebuild" not in told


def test_a_newer_database_is_the_environments_fault(
    home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    database = sqlite3.connect(home.board_db)
    columns = "migration_set, name, applied_at"
    database.execute(f"insert into _sqlite_migrations ({columns}) values ('board', 'from the future', '')")
    database.commit()
    database.close()
    assert main(["status", "--home", str(home.path)]) == 3
    assert "更新" in capsys.readouterr().err


# --- the ledger, the mended desk, the record of deeds

SENT = '{"ledger_from": "2026-01-01"}'


def with_ledger(home: KioskHome) -> None:
    with closing(BoardReader(home, FixedClock(NOW))) as board:
        made = MadeBundle(board.freshness().last_seq + 1)
    path = "data/settings.json"
    made.texts[path] = SENT
    made.add(ReferenceItem("settings", path, 1))
    apply(home, made, at=AT)


def test_the_ledger_in_numbers(home: KioskHome) -> None:
    with_ledger(home)
    status = read_status(home, FixedClock(NOW))
    assert status.ledger is not None
    found = ledger_of_home(home, FixedClock(NOW)).working
    assert status.ledger.since == date(2026, 1, 1) and status.ledger.overdue > 0
    assert status.ledger.overdue == len(found.select("overdue"))
    (line,) = [text for text in status_lines(status) if "台账" in text]
    assert line.startswith(f"⚠ 台账：逾期 {status.ledger.overdue} 项，")


def test_no_overdue_in_numbers_without_a_clock_to_believe(home: KioskHome) -> None:
    with_ledger(home)
    with DeskStore(home, NOW) as desk:
        desk.see_clock(NOW + timedelta(days=2))
    status = read_status(home, FixedClock(NOW))
    assert status.ledger is not None
    assert (status.ledger.overdue, status.ledger.near, status.ledger.free) == (0, 0, 0)
    (line,) = [text for text in status_lines(status) if "台账" in text]
    assert "时间未校准，不算逾期" in line and not line.startswith("⚠")


def test_without_a_first_day_there_is_no_ledger(home: KioskHome) -> None:
    assert "台账：县里还没有设从哪一天算起" in status_lines(read_status(home, FixedClock(NOW)))


def test_a_mended_desk_is_told_for_a_month_and_stands_in_the_record(home: KioskHome) -> None:
    with DeskStore(home, NOW) as desk:
        desk.copy(NOW.date())
    for name in ("desk.db-wal", "desk.db-shm"):
        (home.path / name).unlink(missing_ok=True)
    home.desk_db.write_bytes(b"garbage " * 2000)
    with DeskStore(home, NOW) as desk:
        assert desk.restored is not None
        sentence = desk.restored.sentence
        (entry,) = history(desk)
        assert (entry.what, entry.note) == ("desk_restored", f"换成{NOW.date().isoformat()}的备份")
    assert f"⚠ {sentence}" in status_lines(read_status(home, FixedClock(NOW)))
    later = read_status(home, FixedClock(NOW + timedelta(days=31)))
    assert later.desk_restored == ""


def test_the_record_is_verified_and_a_changed_row_is_found(
    home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    with DeskStore(home, NOW) as desk:
        for number in range(3):
            with desk.writing() as connection:
                record(connection, "printed", at=NOW, subject=f"S{number}")
    assert main(["status", "--audit", "--home", str(home.path)]) == 0
    assert capsys.readouterr().out.strip() == "办事记录3条，一条接一条，没有改动。"
    forger = sqlite3.connect(home.desk_db)
    forger.execute("drop trigger audit_stays")
    forger.execute("update audit set subject = 'S9' where seq = 2")
    forger.commit()
    forger.close()
    assert main(["status", "--audit", "--home", str(home.path)]) == 1
    assert "办事记录第2条被改过，从这里起不能信。" in capsys.readouterr().err
