"""The commands on the demo county: what a newcomer types first, in that order."""

from __future__ import annotations

import json
import os
import re
import select
import shlex
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.domain.clock import SystemClock
from kiosk.domain.clock import today as today_of
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome

ROOT = Path(__file__).resolve().parents[3]
DAY = today_of(SystemClock()).isoformat()
"""Today: the county's commands go by the real clock."""


def kiosk(*words: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    env = {**os.environ, "KIOSK_HOME": str(home or "/nonexistent")}
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words], env=env, capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The demo folder and what was said while it was made."""
    folder = tmp_path_factory.mktemp("demo") / "county"
    told = kiosk("demo", str(folder), "--today", DAY, "--no-window")
    assert (told.returncode, told.stderr) == (0, "")
    return folder, told.stdout.splitlines()


@pytest.fixture
def home(made: tuple[Path, list[str]]) -> Path:
    return Path(made[1][-1])


def test_the_last_line_is_the_home_of_the_shown_village(made: tuple[Path, list[str]], home: Path) -> None:
    folder, _ = made
    assert home.parent == folder / "kiosks"
    assert (home / "kiosk.toml").is_file() and (home / "board.db").is_file()


def test_a_program_gets_only_json_and_the_same_day_is_used_again(
    made: tuple[Path, list[str]], home: Path
) -> None:
    folder, _ = made
    board = (home / "board.db").stat().st_mtime_ns
    told = kiosk("demo", str(folder), "--today", DAY, "--json")
    assert json.loads(told.stdout)["shown_home"] == str(home)
    assert (home / "board.db").stat().st_mtime_ns == board


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_beyond_the_calendar_is_a_wrong_call(tmp_path: Path, day: str) -> None:
    told = kiosk("demo", str(tmp_path / "d"), "--no-window", "--today", day)
    assert told.returncode == 2 and "1970" in told.stderr
    assert not (tmp_path / "d").exists()


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    told = kiosk("demo", str(tmp_path), "--no-window")
    assert told.returncode == 2 and str(tmp_path) in told.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_status_and_check_are_content_with_it(home: Path, made: tuple[Path, list[str]]) -> None:
    told = json.loads(kiosk("status", "--json", home=home).stdout)
    assert told["content"]["by_type"]["payouts"] > 60 and len(told["content"]["years"]) == 5
    # A neighbour's bundle went astray.
    assert told["held"] == [] and [r["code"] for r in told["refused"]] == ["wrong_village"]
    bundles = sorted((made[0] / "drop" / told["village_code"] / "in").iterdir())
    checked = kiosk("check", str(bundles[-1]), home=home)
    assert checked.returncode == 0 and "签名是真的" in checked.stdout


def test_a_sheet_is_made_of_the_newest_batch(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    told = kiosk("sheet", "payouts", "--out", str(out), "--json", home=home)
    assert told.returncode == 0, told.stderr
    assert out.read_bytes().startswith(b"%PDF-")
    assert json.loads(told.stdout)["pages"] >= 1
    assert "做好了" in kiosk("sheet", "payouts", "--out", str(out), "--large", home=home).stdout


@pytest.mark.parametrize("wrong", ["poster", "payouts --batch nowhere", "payouts --year 1999"])
def test_a_sheet_that_cannot_be_chosen_is_a_wrong_call(home: Path, tmp_path: Path, wrong: str) -> None:
    told = kiosk("sheet", *wrong.split(), "--out", str(tmp_path / "x.pdf"), home=home)
    assert (told.returncode, told.stderr[:2]) == (2, "✗ ")
    assert not (tmp_path / "x.pdf").exists()


def test_pictures_of_chosen_pages(home: Path, tmp_path: Path) -> None:
    told = kiosk("shots", str(tmp_path), "--only", "home,payouts", "--size", "1920x1080", home=home)
    assert told.returncode == 0, told.stderr
    names = sorted(path.name for path in tmp_path.iterdir())
    assert [name.split("-", 1)[1] for name in names] == ["home.png", "payouts.png"]
    header = (tmp_path / names[0]).read_bytes()[16:24]
    assert (int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")) == (1920, 1080)
    assert kiosk("shots", str(tmp_path), "--only", "nowhere", home=home).returncode == 2


def test_the_screen_runs_with_its_worker_until_it_is_told_to_end(home: Path) -> None:
    env = {**os.environ, "KIOSK_HOME": str(home)}
    (home / "intake-status.json").unlink(missing_ok=True)
    screen = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "run"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        deadline = time.monotonic() + 60
        while not (home / "intake-status.json").exists():
            assert screen.poll() is None, screen.communicate()
            assert time.monotonic() < deadline, "the worker never reported"
            select.select([], [], [], 0.05)
        # The worker has this home to itself, so a second one is refused while the screen runs.
        assert kiosk("intake", "--once", home=home).returncode == 3
    finally:
        screen.terminate()
        out, err = screen.communicate(timeout=60)
    assert (screen.returncode, out, err) == (0, b"", b"")
    assert kiosk("intake", "--once", home=home).returncode == 0


def county_steps() -> list[str]:
    """The command lines of README's walk through the county's side, as they stand there."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## 县里怎么用")[2].partition("真的用起来")[0]
    blocks = re.findall(r"^ *```\n(.*?)^ *```", section, re.DOTALL | re.MULTILINE)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_the_readmes_walk_through_the_county_works(
    made: tuple[Path, list[str]], home: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """As it stands there; the list with mistakes is refused in part, a question's number is looked up.

    The county's commands run in this process, or starting Python would take most of the time.
    """
    county = made[0] / "county"
    monkeypatch.chdir(county)
    assert main(["county", "questions", "--open", "--village", "罗田村", "--json"]) == 0
    number = json.loads(capsys.readouterr().out)["questions"][0]["number"]
    steps = county_steps()
    assert steps[0].startswith("export PATH=$PWD/.venv/bin") and steps[1].startswith("cd demo-county/county")
    said = ""
    for step in steps[2:]:
        for word, means in (("编号", number), ("$(date +%Y)", DAY[:4]), ("$(date +%F)", DAY)):
            step = step.replace(word, means)
        program, *words = shlex.split(step, comments=True)
        assert program == "kiosk"
        if words[0] == "county":
            code, told = main(words), capsys.readouterr()
            out, err = told.out, told.err
        else:
            process = kiosk(*words)
            code, out, err = process.returncode, process.stdout, process.stderr
        # A slow machine tells on the way how far it is.
        assert code == int("天然林补助-三个村.xlsx" in step) and "✗" not in err, (step, out, err)
        said += out
    for outcome in (
        "7处错", "做好了2个村的包：京台村、曹村", "做好了1个村的包：罗田村", "读了508行，合格508行",
        "少于3人", "亩 → ", "还没有打包", "做好了1个撤回的包", f"{number} 的答复做好了",
        "做好了1个整包", "指纹",
    ):  # fmt: skip
        assert outcome in said, outcome
    assert "都收下了" in (county / "总表.html").read_text("utf-8") and (county / "网页").is_dir()
    for path in county.rglob("*"):
        # ID numbers stay in the departments' files and in what goes back to them.
        if path.is_file() and path.parent.name not in ("来件", "problems"):
            assert b"990123" not in path.read_bytes(), path
    assert kiosk("intake", "--once", home=home).returncode == 0
    year = DAY[:4]
    with closing(BoardReader(KioskHome(home), SystemClock())) as board:
        grain = board.batch(f"BT-NY-02-{year}")
        assert grain is not None and (grain.head.version, grain.rows) == (2, 310)
        assert len(board.changes(f"BT-NY-02-{year}")) == 2
        known = {r.payout.recipient_id for r in board.payouts(f"BT-NY-03-{int(year) - 1}")}
        found = {r.payout.recipient_id for r in board.payouts(f"BT-NY-02-{year}")}
        # The same people as in the years before, by their numbers alone.
        assert len(found & known) > 0.9 * len(found)
