"""Whatever is raised becomes one sentence and an exit code; a bug of ours leaves a log without numbers."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click
import pytest

from kiosk.cli.failures import explain
from kiosk.domain.errors import EnvironmentFault, Place, SenderFault, UsageFault


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (SenderFault("bad_signature", "签名不对。"), 1),
        (UsageFault("no_such_batch", "没有这个批次。"), 2),
        (click.UsageError("写错了。"), 2),
        (EnvironmentFault("disk_full", "磁盘满了。"), 3),
        (OSError(errno.ENOSPC, "No space left on device"), 3),
        (PermissionError(errno.EACCES, "Permission denied", "/data/x"), 3),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_family_has_its_exit_code(error: BaseException, exit_code: int, tmp_path: Path) -> None:
    failure = explain(error, tmp_path)
    assert failure.exit_code == exit_code
    assert failure.code
    assert failure.sentence.endswith("。")
    assert list(tmp_path.iterdir()) == []


def test_the_place_stands_in_front(tmp_path: Path) -> None:
    error = SenderFault("bad_amount", "金额不是数。", place=Place("data/bt.csv", 37, "金额"))
    assert explain(error, tmp_path).sentence == "data/bt.csv 第37行“金额”列：金额不是数。"


def test_a_system_error_names_the_file_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught:
        (tmp_path / "none" / "x").read_text(encoding="utf-8")
    sentence = explain(caught.value, tmp_path).sentence
    assert sentence.startswith(f"{tmp_path / 'none' / 'x'}：") and "不在了" in sentence


def test_our_own_bug_is_logged_without_long_numbers(tmp_path: Path) -> None:
    try:
        raise ValueError("invalid amount for 990123199001011234 and 99012345678")
    except ValueError as error:
        failure = explain(error, tmp_path)
    log = tmp_path / "logs" / "bugs.log"
    assert (failure.exit_code, failure.code) == (3, "bug")
    assert str(log) in failure.sentence and "程序自己出了错" in failure.sentence
    text = log.read_text(encoding="utf-8")
    assert "ValueError" in text and "test_failures.py" in text
    assert "990123" not in text and "〔号码〕" in text


def test_a_second_bug_is_added_to_the_log(tmp_path: Path) -> None:
    for number in (1, 2):
        explain(RuntimeError(f"bug {number}"), tmp_path)
    text = (tmp_path / "logs" / "bugs.log").read_text(encoding="utf-8")
    assert text.index("bug 1") < text.index("bug 2")


def test_without_a_home_the_log_goes_to_the_users_own_folder(tmp_path: Path, clean_home: Path) -> None:
    sentence = explain(RuntimeError("bug"), tmp_path / "none").sentence
    (log,) = clean_home.rglob("bugs.log")
    assert str(log) in sentence
    assert not (tmp_path / "none").exists()


def test_a_log_that_cannot_be_written_is_shown_instead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be", encoding="utf-8")
    sentence = explain(RuntimeError("bug 7"), tmp_path).sentence
    assert "没能记下来" in sentence
    assert "bug 7" in capsys.readouterr().err


def test_an_unknown_system_error_counts_as_our_bug(tmp_path: Path) -> None:
    assert explain(OSError(errno.EDOM, os.strerror(errno.EDOM)), tmp_path).code == "bug"
