"""The command as a person calls it: help, wrong calls, exit codes, and what is not loaded for them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import __version__
from kiosk.cli.main import main
from kiosk.cli.tree import build

COMMANDS = (
    "demo", "setup", "run", "intake", "check", "sheet", "print", "site", "export", "shots", "status",
    "rebuild", "county",
)  # fmt: skip


def test_all_commands_are_there_in_a_newcomers_order() -> None:
    assert tuple(build().commands) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_in_chinese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"用法：kiosk {name} [选项]")
    for english in ("Usage", "Options", "OPTIONS", "Show this", "required", "default", "Positional"):
        assert english not in page
    # Every option and argument says what it is for.
    for line in page.split("选项：")[1].splitlines():
        if line.startswith("  --"):
            assert re.search(r"[\u4e00-\u9fff]", line) or line.strip().startswith("--orientation")


def test_help_and_version_end_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "命令：" in capsys.readouterr().out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"村务公开亭 {__version__}\n"


def test_without_a_command_the_help_is_shown_as_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("用法：kiosk")


def test_a_wrong_call_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["shots", "x", "--text", "9"]) == 2
    assert "--text：要写 1 到 3 之间的整数。" in capsys.readouterr().err


def test_a_program_gets_the_failure_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json"]) == 3
    out, err = capsys.readouterr()
    told = json.loads(out)["error"]
    assert told["code"] == "config_missing"
    assert err == f"✗ {told['message']}\n" and "kiosk setup" in err


def test_a_config_that_cannot_be_read_ends_with_3(
    clean_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = clean_home / "kiosk"
    home.mkdir()
    (home / "kiosk.toml").write_text("village = ", encoding="utf-8")
    assert main(["status"]) == 3
    assert str(home / "kiosk.toml") in capsys.readouterr().err
    assert not (home / "logs").exists()


@pytest.mark.parametrize("form", [["--home", "{}"], ["--home={}"]])
def test_home_may_be_given_by_hand(
    form: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", *(word.format(tmp_path / "other") for word in form)]) == 3
    assert str(tmp_path / "other") in capsys.readouterr().err


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom kiosk.cli.main import main\nmain(['--help'])\n"
        "heavy = {'PySide6', 'reportlab', 'sqlite_utils', 'watchdog', 'nacl', 'PIL', 'pypinyin'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stderr == "[]\n"


def test_the_first_picture_waits_for_nothing_heavy() -> None:
    program = (
        "import sys\nimport kiosk.cli.main, kiosk.cli.screen, kiosk.ui.app\n"
        "from kiosk.ui import engine\nengine.register_types()\n"
        "heavy = {'click', 'markdown_it', 'nacl', 'PIL', 'pypinyin', 'reportlab', 'sqlite_utils'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stderr == "[]\n"


def test_a_reader_that_leaves_early_causes_no_noise() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "setup", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=30)
    assert errors == b""


def test_a_console_without_chinese_gets_no_crash() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "kiosk", "--help"],
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        capture_output=True,
    )
    assert (told.returncode, told.stderr) == (0, b"")
