"""``kiosk intake --once`` and ``kiosk rebuild`` from bundle folder to board, through the command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.store.home import KioskHome
from tests.unit.bundle.making import KEY, STRANGER, VILLAGE, chain, full


@pytest.fixture
def home(tmp_path: Path, clean_home: Path, capsys: pytest.CaptureFixture[str]) -> KioskHome:
    """A kiosk at ``$KIOSK_HOME`` whose drop folder is there and empty."""
    pub = tmp_path / "county.pub"
    pub.write_text(KEY.public.text(), encoding="ascii")
    drop = tmp_path / "drop"
    (drop / VILLAGE / "in").mkdir(parents=True)
    (drop / VILLAGE / "out").mkdir()
    assert main(["setup", "--village", VILLAGE, "--drop", str(drop), "--key", str(pub)]) == 0
    capsys.readouterr()
    return KioskHome(clean_home / "kiosk")


def drop_in(home: KioskHome) -> Path:
    return home.load_config().drop_in


def status(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["status", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_new_bundles_are_named_and_then_known(home: KioskHome, capsys: pytest.CaptureFixture[str]) -> None:
    chain(drop_in(home), 2)
    assert main(["intake", "--once"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split("：")[0] for line in told[:2]] == [f"{VILLAGE}-000001", f"{VILLAGE}-000002"]
    assert told[-1] == "看过一遍了，有 2 个新的包。"
    assert main(["intake", "--once", "--no-events"]) == 0
    assert capsys.readouterr().out == "看过一遍了，没有新的包。\n"


def test_a_ruined_board_is_made_again_and_only_news_is_told(
    home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, three = chain(home.path, 3)
    for bundle in (one, two):
        shutil.copytree(bundle.path, drop_in(home) / bundle.path.name)
    assert main(["intake", "--once"]) == 0
    capsys.readouterr()
    for name in ("board.db-wal", "board.db-shm"):
        (home.path / name).unlink(missing_ok=True)
    home.board_db.write_bytes(b"garbage " * 2000)
    assert main(["status"]) == 3
    assert "kiosk rebuild" in capsys.readouterr().err
    shutil.copytree(three.path, drop_in(home) / three.path.name)
    assert main(["intake", "--once"]) == 0
    assert f"{VILLAGE}-000003：" in capsys.readouterr().out
    content = status(capsys)["content"]
    assert isinstance(content, dict) and content["bundles"] == 3


def test_a_refused_bundle_ends_with_1_and_stays_in_the_status(
    home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    full().write(drop_in(home), STRANGER)
    assert main(["intake", "--once"]) == 1
    assert f"{VILLAGE}-000001：" in capsys.readouterr().out
    refused = status(capsys)["refused"]
    assert isinstance(refused, list) and len(refused) == 1


def test_rebuild_gives_the_same_board(home: KioskHome, capsys: pytest.CaptureFixture[str]) -> None:
    chain(drop_in(home), 3)
    main(["intake", "--once"])
    capsys.readouterr()
    before = status(capsys)["content"]
    assert isinstance(before, dict) and before["bundles"] == 3
    home.board_db.unlink()
    assert main(["rebuild"]) == 0
    assert "3 个包" in capsys.readouterr().out
    after = status(capsys)["content"]
    assert isinstance(after, dict)
    differing = {key for key in before if before[key] != after[key]}
    assert differing <= {"last_applied_at"}


def test_a_drop_folder_that_is_gone_is_the_environments_fault(
    home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    drop = home.load_config().drop
    drop.rename(drop.with_name("unplugged"))
    assert main(["intake", "--once"]) == 3
    assert capsys.readouterr().err.startswith("✗ ")
