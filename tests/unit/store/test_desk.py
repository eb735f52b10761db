"""desk.db: first shown, clock, setup code, daily copies, restoring."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.errors import EnvironmentFault
from kiosk.store.connect import scalar
from kiosk.store.desk import COPIES_KEPT, DeskStore
from kiosk.store.home import KioskHome
from tests.unit.store import builders as b

DAY = date(2026, 6, 15)


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    return b.make_home(tmp_path)


def ruin(path: Path) -> None:
    """Overwrite the first pages, as a dying disk does."""
    with path.open("r+b") as file:
        file.write(b"\xff" * min(8192, path.stat().st_size))
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def test_it_survives_a_power_cut(home: KioskHome) -> None:
    with DeskStore(home, b.AT) as desk:
        assert scalar(desk._connection, "pragma synchronous") == 2  # FULL
        assert scalar(desk._connection, "pragma journal_mode") == "wal"


def test_the_clock_only_moves_forward_unless_confirmed(home: KioskHome) -> None:
    with DeskStore(home, b.AT) as desk:
        assert desk.last_seen() is None
        desk.see_clock(b.AT)
        desk.see_clock(b.AT - timedelta(hours=1))
        assert desk.last_seen() == b.AT
        desk.see_clock(b.AT + timedelta(days=4000))
        desk.confirm_clock(b.AT + timedelta(minutes=1))
        assert desk.last_seen() == b.AT + timedelta(minutes=1)


def test_settings(home: KioskHome) -> None:
    with DeskStore(home, b.AT) as desk:
        assert desk.setting("volume") is None
        desk.set_setting("volume", "7")
        desk.set_setting("volume", "8")
    with DeskStore(home, b.AT) as desk:
        assert desk.setting("volume") == "8"
        desk.set_setting("volume", None)
        assert desk.setting("volume") is None


def test_the_setup_code_works_once_and_is_not_kept(home: KioskHome) -> None:
    with DeskStore(home, b.AT) as desk:
        assert not desk.use_setup_code("00000000")
        code = desk.new_setup_code()
        assert len(code) == 8 and code.isdigit()
        assert not desk.use_setup_code("x" + code[1:])
        assert code not in (desk.setting("setup_code") or "")
        assert desk.use_setup_code(code)
        assert not desk.use_setup_code(code)


def test_one_copy_a_day_and_fourteen_kept(home: KioskHome) -> None:
    with DeskStore(home, b.AT) as desk:
        for n in range(COPIES_KEPT + 3):
            desk.set_setting("n", str(n))
            assert desk.copy(DAY + timedelta(days=n)) is not None
        assert desk.copy(DAY + timedelta(days=COPIES_KEPT + 2)) is None
    names = sorted(p.name for p in home.copies.iterdir())
    assert len(names) == COPIES_KEPT
    assert names[0] == f"desk-{DAY + timedelta(days=3)}.db"


def test_damage_is_replaced_by_the_newest_sound_copy(home: KioskHome) -> None:
    with DeskStore(home, b.AT) as desk:
        for n in range(3):
            desk.set_setting("n", str(n))
            desk.copy(DAY + timedelta(days=n))
        desk.set_setting("n", "lost")
    ruin(home.copies / f"desk-{DAY + timedelta(days=2)}.db")
    ruin(home.desk_db)
    with DeskStore(home, b.AT + timedelta(days=3)) as desk:
        assert desk.setting("n") == "1"
        assert desk.restored is not None and desk.restored.copy_of == DAY + timedelta(days=1)
        assert "6月16日的备份" in desk.restored.sentence
    assert [p.name for p in home.quarantine.iterdir()] == ["desk-20260618-120000.db"]


def test_damage_without_a_copy_says_so(home: KioskHome) -> None:
    with DeskStore(home, b.AT) as desk:
        desk.set_setting("n", "1")
    ruin(home.desk_db)
    with DeskStore(home, b.AT) as desk:
        assert desk.setting("n") is None
        assert desk.restored is not None and desk.restored.copy_of is None
        assert "kiosk setup" in desk.restored.sentence
    with DeskStore(home, b.AT) as desk:
        assert desk.restored is None


def test_a_copy_that_cannot_be_written_says_what_to_do(home: KioskHome) -> None:
    home.copies.rmdir()
    home.copies.write_text("in the way")
    with DeskStore(home, b.AT) as desk, pytest.raises(EnvironmentFault) as caught:
        desk.copy(DAY)
    assert caught.value.code == "copy_failed" and "备份" in caught.value.message


def test_the_copy_has_what_was_written(home: KioskHome) -> None:
    at = datetime.fromisoformat("2026-06-15T01:02:03+00:00")
    with DeskStore(home, b.AT) as desk:
        desk.mark_shown([("policy", "zc-1", 2)], at)
        copy = desk.copy(DAY)
    assert copy is not None
    other = KioskHome(home.path / "other")
    other.make_folders()
    copy.replace(other.desk_db)
    with DeskStore(other, b.AT) as desk:
        assert desk.mark_shown([("policy", "zc-1", 2)], at) == 0


def test_a_folder_under_its_name_is_damage_too(home: KioskHome) -> None:
    with DeskStore(home, b.AT) as desk:
        desk.set_setting("a", "1")
        assert desk.copy(DAY)
    for name in ("desk.db", "desk.db-wal", "desk.db-shm"):
        (home.path / name).unlink(missing_ok=True)
    home.desk_db.mkdir()
    with DeskStore(home, b.AT) as desk:
        assert desk.setting("a") == "1" and desk.restored is not None
    assert any(p.is_dir() for p in home.quarantine.iterdir())
