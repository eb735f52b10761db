"""The record of deeds: it grows, it refuses changes, and a change shows."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli.main import main
from kiosk.desk import audit
from kiosk.store import audit as table
from kiosk.store.audit import Head
from kiosk.store.pulse import read_pulse
from tests.unit.desk.making import PHONE, DeskKiosk
from tests.unit.intake.making import Kiosk, bundles, make_kiosk
from tests.unit.store.builders import AT

CELLS = "at, person, who, what, subject, note"
DROP_TRIGGERS = ("drop trigger audit_stays", "drop trigger audit_is_kept", "drop trigger audit_goes_on")


def fill(kiosk: DeskKiosk, count: int = 6) -> list[Head]:
    heads: list[Head] = []
    for n in range(count):
        with kiosk.desk.writing() as connection:
            heads.append(audit.record(connection, "posted", at=kiosk.now, subject=f"S-{n}"))
    return heads


def tamper(path: Path, *statements: str) -> None:
    """As somebody with the file and a SQLite shell does it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (*DROP_TRIGGERS, *statements):
            connection.execute(statement)


def verdict(kiosk: DeskKiosk, known: Head | None = None) -> table.Verdict:
    with kiosk.desk.reading() as connection:
        return table.verify(connection, known)


def test_an_empty_record_holds(kiosk: DeskKiosk) -> None:
    assert verdict(kiosk) == table.Verdict(True, 0, None, "办事记录0条，一条接一条，没有改动。")


def test_entries_follow_each_other(kiosk: DeskKiosk) -> None:
    heads = fill(kiosk)
    found = verdict(kiosk)
    assert found.ok and found.entries == 6 and found.head == heads[-1]
    assert len({head.hash for head in heads}) == 6
    first, second = audit.history(kiosk.desk, limit=2), audit.history(kiosk.desk, before=5, limit=2)
    assert [e.seq for e in (*first, *second)] == [6, 5, 4, 3]
    assert [e.seq for e in audit.history(kiosk.desk, subject="S-2")] == [3]


@pytest.mark.parametrize(
    "statement",
    [
        "update audit set note = 'x' where seq = 2",
        "delete from audit where seq = 6",
        "delete from audit",
        "insert or replace into audit select * from audit where seq = 6",
        f"insert or replace into audit select seq, {CELLS}, prev, 'x' from audit",
        f"insert into audit select 8, {CELLS}, hash, 'x' from audit where seq = 6",
        f"insert into audit select 7, {CELLS}, prev, 'x' from audit where seq = 6",
        f"insert into audit select 0, {CELLS}, prev, 'x' from audit where seq = 6",
    ],
)
def test_the_database_itself_refuses(kiosk: DeskKiosk, statement: str) -> None:
    fill(kiosk)
    with pytest.raises(sqlite3.IntegrityError), kiosk.desk.writing() as connection:
        connection.execute(statement)
    assert verdict(kiosk).entries == 6


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update audit set note = '改' where seq = 3", "第3条被改过"),
        ("update audit set at = '2020-01-01T00:00:00Z' where seq = 1", "第1条被改过"),
        ("update audit set person = 9 where seq = 6", "第6条被改过"),
        ("update audit set hash = 'x' where seq = 4", "第4条被改过"),
        ("delete from audit where seq = 3", "第3条不见了"),
        ("delete from audit where seq = 1", "第1条不见了"),
    ],
)
def test_what_was_done_to_the_file_shows(kiosk: DeskKiosk, statement: str, words: str) -> None:
    fill(kiosk)
    tamper(kiosk.home.desk_db, statement)
    found = verdict(kiosk)
    assert not found.ok and words in found.sentence


def test_a_record_cut_short_or_written_anew_shows_against_what_was_told(kiosk: DeskKiosk) -> None:
    told = fill(kiosk)[-1]
    assert verdict(kiosk, told).ok
    fill(kiosk, 2)
    assert verdict(kiosk, told).ok
    tamper(kiosk.home.desk_db, "delete from audit where seq > 4")
    assert verdict(kiosk).ok  # the chain alone cannot know
    short = verdict(kiosk, told)
    assert not short.ok and "只有4条" in short.sentence and "有6条" in short.sentence
    kiosk.later(hours=1)
    fill(kiosk, 4)  # somebody goes on as if nothing had been
    anew = verdict(kiosk, told)
    assert not anew.ok and "整个换过" in anew.sentence


def test_a_deed_and_its_entry_are_kept_together_or_not_at_all(kiosk: DeskKiosk) -> None:
    with pytest.raises(RuntimeError), kiosk.desk.writing() as connection:
        audit.record(connection, "setting_changed", at=kiosk.now)
        raise RuntimeError("power cut")
    assert verdict(kiosk).entries == 0


def test_no_personal_number_gets_in(kiosk: DeskKiosk) -> None:
    with kiosk.desk.writing() as connection:
        audit.record(
            connection, "reason_written", at=kiosk.now, subject=PHONE, note=f"打过{PHONE}" + "字" * 300
        )
        audit.record(connection, "reason_written", at=kiosk.now, note="字" * 300)
    assert all(PHONE not in audit.words(entry) for entry in audit.history(kiosk.desk))
    assert len(audit.history(kiosk.desk)[0].note) == 200


def test_a_line_for_people(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    with kiosk.desk.writing() as connection:
        audit.record(connection, "posted", at=AT, by=clerk, subject="S-1", note="村口")
        audit.record(connection, "question_erased", at=AT)
    machine, person, *_ = audit.history(kiosk.desk)
    assert audit.words(person) == "2026年6月15日 12:00 王测试：记为已张贴（S-1，村口）"
    assert audit.words(machine) == "2026年6月15日 12:00 本机：到期清掉了一个提问里的电话和手写"
    with pytest.raises(KeyError), kiosk.desk.writing() as connection:
        audit.record(connection, "something_else", at=AT)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=8), st.data())
def test_any_change_of_any_cell_shows(rows: list[tuple[str, str, str]], data: st.DataObject) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(
            """create table audit (seq integer primary key, at text, person integer, who text, what text,
               subject text, note text, prev text, hash text)"""
        )
        for who, subject, note in rows:
            table.append(connection, at=AT, person=1, who=who, what="posted", subject=subject, note=note)
        assert table.verify(connection).ok
        seq = data.draw(st.integers(1, len(rows)))
        cell = data.draw(st.sampled_from(["at", "who", "what", "subject", "note", "prev", "hash"]))
        old = connection.execute(f"select {cell} from audit where seq = ?", (seq,)).fetchone()[0]
        new = data.draw(TEXTS.filter(lambda text: text != old))
        connection.execute(f"update audit set {cell} = ? where seq = ?", (new, seq))
        found = table.verify(connection)
        assert not found.ok and found.entries == seq - 1


@pytest.fixture
def whole(tmp_path: Path) -> Kiosk:
    """A kiosk with a worker, a bundle taken in and three entries."""
    from kiosk.store.desk import DeskStore

    kiosk = make_kiosk(tmp_path)
    with DeskStore(kiosk.home, kiosk.clock.now()) as desk:
        for n in range(3):
            with desk.writing() as connection:
                audit.record(connection, "posted", at=kiosk.clock.now(), subject=f"S-{n}")
    kiosk.push(*bundles(kiosk, 1))
    assert kiosk.once() == 0
    return kiosk


def test_the_heartbeat_tells_the_head(whole: Kiosk) -> None:
    beat = json.loads((whole.out / "heartbeat.json").read_text("utf-8"))
    head = read_pulse(whole.home, date(2026, 6, 15)).head
    assert head is not None and beat["audit"] == {"seq": 3, "hash": head.hash}


def test_a_damaged_desk_does_not_stop_the_heartbeat(tmp_path: Path) -> None:
    kiosk = make_kiosk(tmp_path)
    kiosk.home.desk_db.write_bytes(b"\xff" * 8192)
    assert kiosk.once() == 0
    assert json.loads((kiosk.out / "heartbeat.json").read_text("utf-8"))["audit"] is None


def test_status_verifies(whole: Kiosk, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["status", "--audit", "--home", str(whole.home.path)]
    before = whole.home.desk_db.read_bytes()
    assert main(words) == 0
    assert capsys.readouterr().out == "办事记录3条，一条接一条，没有改动。\n"
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == 3
    assert whole.home.desk_db.read_bytes() == before
    tamper(whole.home.desk_db, "update audit set note = '改' where seq = 2")
    assert main(words) == 1
    assert "第2条被改过" in capsys.readouterr().err
    assert main([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "audit_broken"


def test_status_sees_a_record_cut_short(whole: Kiosk, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(whole.home.desk_db, "delete from audit where seq = 3")
    assert main(["status", "--audit", "--home", str(whole.home.path)]) == 1
    assert "只有2条" in capsys.readouterr().err
    (whole.out / "heartbeat.json").unlink()
    assert main(["status", "--audit", "--home", str(whole.home.path)]) == 0


def test_status_without_a_desk_says_what_to_do(whole: Kiosk, capsys: pytest.CaptureFixture[str]) -> None:
    whole.home.desk_db.unlink()
    for suffix in ("-wal", "-shm"):
        whole.home.desk_db.with_name(f"desk.db{suffix}").unlink(missing_ok=True)
    assert main(["status", "--audit", "--home", str(whole.home.path)]) == 3
    assert "kiosk run" in capsys.readouterr().err
