"""Disk full, read-only, damaged files: nothing is lost, what to do is said, and it mends itself."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.domain.errors import EnvironmentFault
from kiosk.intake.rebuild import rebuild
from kiosk.intake.worker import main
from kiosk.store.write import check_board
from tests.unit.bundle.making import KEY, ROOT, STRANGER, batch, disclosure, payouts
from tests.unit.intake.making import Kiosk, after, bundles, make_kiosk

HERE = Path(__file__).resolve().parents[2]


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return make_kiosk(tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Generator[Path]:
    """A file system of 3 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount(place)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def mount(place: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], check=True)


def may_mount() -> bool:
    """Real small disks need the right to mount; elsewhere the limit on file sizes stands for them."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as place:
        try:
            mount(Path(place))
        except (subprocess.CalledProcessError, OSError):
            return False
        subprocess.run(["umount", "-l", place], check=True)
        return True


def fault_of(kiosk: Kiosk) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as fault:
        kiosk.once()
    assert fault.value.exit_code == 3
    assert "请" in fault.value.message
    return fault.value


def test_file_size_limit_stands_for_a_full_disk(kiosk: Kiosk) -> None:
    (one,) = bundles(kiosk, 1)
    kiosk.push(one)
    kiosk.once()
    d = after(one)
    note = d.add_file(b"%PDF-1.4\n" + os.urandom(3_000_000), "图纸", "a.pdf")
    d.add_disclosure(disclosure("D-2", attachments=(note,)))
    kiosk.push(d.write(kiosk.county, KEY))
    code = (
        "import resource, signal, sys; from pathlib import Path;"
        "from kiosk.domain.errors import EnvironmentFault;"
        "from kiosk.intake.worker import main; from kiosk.store.home import KioskHome;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))\n"
        "try: main(KioskHome(Path(sys.argv[1])), once=True)\n"
        "except EnvironmentFault as f: print(f.code); sys.exit(f.exit_code)"
    )
    died = subprocess.run(
        [sys.executable, "-c", code, str(kiosk.home.path)],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (died.returncode, died.stdout.strip()) == (3, "disk_full"), died.stderr
    assert kiosk.shown() == {"B-1": 1, "D-1": 1}
    assert kiosk.once() == 0
    assert "D-2" in kiosk.shown()
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_out_folder_away_keeps_the_receipts(kiosk: Kiosk) -> None:
    made = bundles(kiosk, 2)
    kiosk.push(made[0])
    kiosk.once()
    kiosk.push(made[1])
    # Something in the place of the folder: as unusable as a read-only share, also for root.
    shutil.move(kiosk.out, kiosk.drop / "out-away")
    kiosk.out.write_text("x")
    fault_of(kiosk)
    assert kiosk.last_seq() == 2, "villagers see the new content although the receipt cannot leave"
    kiosk.out.unlink()
    shutil.move(kiosk.drop / "out-away", kiosk.out)
    assert kiosk.once() == 0
    assert kiosk.states() == [(1, "applied", "ok"), (2, "applied", "ok")]


def test_drop_folder_gone_changes_nothing(kiosk: Kiosk) -> None:
    kiosk.push(*bundles(kiosk, 2))
    kiosk.once()
    kiosk.drop_in.rename(kiosk.drop / "away")
    assert fault_of(kiosk).code == "folder_gone"
    assert kiosk.last_seq() == 2 and not kiosk.drop_in.exists()
    (kiosk.drop / "away").rename(kiosk.drop_in)
    assert kiosk.once() == 0
    assert len(kiosk.receipts()) == 2, "the same folder again is nothing new"


def test_an_empty_mount_point_for_a_while_is_nothing_new(kiosk: Kiosk) -> None:
    kiosk.push(*bundles(kiosk, 2))
    kiosk.once()
    kiosk.drop_in.rename(kiosk.drop / "away")
    kiosk.drop_in.mkdir()
    assert kiosk.once() == 0
    kiosk.drop_in.rmdir()
    (kiosk.drop / "away").rename(kiosk.drop_in)
    assert kiosk.once() == 0
    assert len(kiosk.receipts()) == 2


def test_no_trusted_key_and_bad_key_file(kiosk: Kiosk) -> None:
    kiosk.push(*bundles(kiosk, 1))
    (kiosk.home.trusted / "county.pub").write_text("garbage")
    assert fault_of(kiosk).code == "trusted_bad"
    (kiosk.home.trusted / "county.pub").unlink()
    assert fault_of(kiosk).code == "trusted_empty"
    (kiosk.home.trusted / "county.pub").write_text(KEY.public.text())
    assert kiosk.once() == 0


def smash(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 + 8 : page * 4096 + 400] = os.urandom(392)
    path.write_bytes(data)


def history(kiosk: Kiosk) -> list[str]:
    """Five bundles with a correction, a change of keys and a snapshot; what is shown afterwards."""
    (one,) = bundles(kiosk, 1)
    d = after(one)
    d.add_payouts(batch("B-1", version=2, replaces=1, reason="重量"), payouts(2))
    two = d.write(kiosk.county, KEY)
    from kiosk.domain.items import KeyRevocation, KeysItem

    d = after(two)
    d.add_item(KeysItem((STRANGER.public.line(),), (KeyRevocation(KEY.key_id, 2),)))
    three = d.write(kiosk.county, ROOT)
    d = after(three)
    d.add_disclosure(disclosure("D-4"))
    four = d.write(kiosk.county, STRANGER)
    kiosk.push(one, two, three, four)
    assert kiosk.once() == 0
    return [b.manifest.name for b in (one, two, three, four)]


def test_a_damaged_board_is_set_aside_and_rebuilt_from_the_archive(kiosk: Kiosk) -> None:
    history(kiosk)
    with closing(kiosk.board()) as board:
        before = (board.publications(), board.batch("B-1"), board.payouts("B-1"), board.changes("B-1"))
    for path in kiosk.drop_in.iterdir():
        shutil.rmtree(path)
    smash(kiosk.home.board_db)
    assert not check_board(kiosk.home.board_db).ok
    assert kiosk.once() == 0
    assert check_board(kiosk.home.board_db).ok
    with closing(kiosk.board()) as board:
        assert (
            board.publications(),
            board.batch("B-1"),
            board.payouts("B-1"),
            board.changes("B-1"),
        ) == before
    assert len([p for p in kiosk.home.quarantine.iterdir() if p.suffix == ".db"]) == 1
    # The key that signed bundles 1 and 2 counts only below 2 by now: acceptance counts, not today's keys.
    assert kiosk.last_seq() == 4
    assert len(kiosk.receipts()) == 4


def test_a_folder_under_the_board_s_name_is_set_aside(kiosk: Kiosk) -> None:
    history(kiosk)
    shown = kiosk.shown()
    for name in ("board.db", "board.db-wal", "board.db-shm"):
        (kiosk.home.path / name).unlink(missing_ok=True)
    kiosk.home.board_db.mkdir()
    assert kiosk.once() == 0
    assert kiosk.shown() == shown and kiosk.home.board_db.is_file()


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_a_sound_board_is_not_exchanged_for_less(kiosk: Kiosk, gone: int) -> None:
    names = history(kiosk)
    shown = kiosk.shown()
    for name in names[gone:]:
        shutil.rmtree(kiosk.home.archive / name)
    with pytest.raises(EnvironmentFault) as fault:
        rebuild(kiosk.home, kiosk.clock)
    assert fault.value.code == "archive_lacks" and f"第 {gone} 个包" in fault.value.message
    assert kiosk.shown() == shown and not list(kiosk.home.path.glob("board.rebuild*"))
    # A ruined board is made again as far as the archive goes, and the drop folder brings the rest.
    smash(kiosk.home.board_db)
    assert kiosk.once() == 0
    assert kiosk.shown() == shown and check_board(kiosk.home.board_db).ok


def test_a_missing_board_is_made_again(kiosk: Kiosk) -> None:
    history(kiosk)
    shown = kiosk.shown()
    for name in ("board.db", "board.db-wal", "board.db-shm"):
        (kiosk.home.path / name).unlink(missing_ok=True)
    assert kiosk.once() == 0
    assert kiosk.shown() == shown and len(kiosk.receipts()) == 4


def test_rows_changed_behind_our_back_are_found_by_the_control_totals(kiosk: Kiosk) -> None:
    import sqlite3

    history(kiosk)
    with closing(sqlite3.connect(kiosk.home.board_db)) as db:
        db.execute("update payouts set cents = cents + 1 where row = 1")
        db.commit()
    assert not check_board(kiosk.home.board_db).ok
    assert kiosk.once() == 0
    assert check_board(kiosk.home.board_db).ok


def test_a_damaged_copy_in_the_archive_is_fetched_again(kiosk: Kiosk) -> None:
    names = history(kiosk)
    shown = kiosk.shown()
    part = next((kiosk.home.archive / names[1] / "data").iterdir())
    part.write_bytes(part.read_bytes()[:-4])
    result = rebuild(kiosk.home, kiosk.clock)
    assert (result.applied, result.set_aside) == (tuple(names[:1]), tuple(names[1:2]))
    assert names[1] in result.sentence()
    assert kiosk.shown() == {"B-1": 1, "D-1": 1}
    # The drop folder still has it: the next pass takes it and all that waited behind it.
    kiosk.once()
    assert kiosk.shown() == shown and kiosk.last_seq() == 4


def test_rebuild_does_not_run_beside_the_worker(kiosk: Kiosk) -> None:
    from kiosk.intake.lock import worker_lock

    history(kiosk)
    with worker_lock(kiosk.home.worker_lock), pytest.raises(EnvironmentFault) as fault:
        rebuild(kiosk.home)
    assert fault.value.code == "worker_running"


def test_a_newer_database_is_left_alone(kiosk: Kiosk) -> None:
    import sqlite3

    history(kiosk)
    with closing(sqlite3.connect(kiosk.home.board_db)) as db:
        (table,) = db.execute(
            "select name from sqlite_master where type = 'table' and name like '%migrations%'"
        ).fetchone()
        columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
        row = dict(zip(columns, db.execute(f"select * from {table} limit 1").fetchone(), strict=True))
        row |= {"name": "of_the_future"} | ({"id": 10_000} if "id" in row else {})
        db.execute(
            f"insert into {table} ({', '.join(row)}) values ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )
        db.commit()
        db.execute("pragma wal_checkpoint(truncate)")
    before = kiosk.home.board_db.read_bytes()
    assert fault_of(kiosk).code == "database_newer"
    assert kiosk.home.board_db.read_bytes() == before


def test_unreadable_config(kiosk: Kiosk) -> None:
    kiosk.home.config_file.write_text("= nonsense")
    with pytest.raises(EnvironmentFault) as fault:
        main(kiosk.home, once=True)
    assert fault.value.code == "config_unreadable"


if may_mount():

    def test_disk_full_then_space_again(tmp_path: Path, small_disk: Path) -> None:
        made = make_kiosk(tmp_path, kiosk_id="KSMALL")
        (one,) = bundles(made, 1)
        made.push(one)
        made.once()
        shutil.copytree(made.home.path, small_disk / "home")
        kiosk = Kiosk(type(made.home)(small_disk / "home"), made.drop, made.county, made.clock)
        d = after(one)
        note = d.add_file(b"%PDF-1.4\n" + os.urandom(100_000), "图纸", "a.pdf")
        d.add_disclosure(disclosure("D-2", attachments=(note,)))
        kiosk.push(d.write(made.county, KEY))
        filler = small_disk / "filler"
        with closing(kiosk.board()) as screen:
            before = screen.publications()
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as out:
                while out.write(b"x" * 4096):
                    pass
            assert fault_of(kiosk).code == "disk_full"
            assert screen.publications() == before and len(before) == 2
            assert [p.name for p in kiosk.home.archive.iterdir()] == [one.manifest.name]
        filler.unlink()
        assert kiosk.once() == 0
        assert kiosk.shown() == {"B-1": 1, "D-1": 1, "D-2": 1}

    def test_read_only_out_folder(kiosk: Kiosk, tmp_path: Path, small_disk: Path) -> None:
        kiosk.push(*bundles(kiosk, 1))
        (small_disk / "receipts").mkdir()
        shutil.rmtree(kiosk.out, ignore_errors=True)
        kiosk.out.symlink_to(small_disk)
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        assert fault_of(kiosk).code == "read_only"
        assert kiosk.last_seq() == 1
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        assert kiosk.once() == 0
        assert kiosk.states() == [(1, "applied", "ok")]
