"""The demo's folder: made anew for another day, never over other people's things."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk.demo.folder import DemoFolder
from kiosk.domain.errors import EnvironmentFault, UsageFault

TODAY = date(2026, 11, 24)


def test_it_is_ready_only_for_the_day_it_was_finished_for(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path / "演示")
    assert not folder.is_ready(TODAY)
    folder.start(TODAY)
    assert not folder.is_ready(TODAY)
    folder.finish(TODAY)
    assert folder.is_ready(TODAY)
    assert not folder.is_ready(date(2026, 11, 25))


def test_a_new_start_clears_what_the_demo_made_and_nothing_else(tmp_path: Path) -> None:
    folder = DemoFolder(tmp_path)
    folder.start(TODAY)
    (folder.drop / "old").mkdir()
    (tmp_path / "笔记.txt").write_text("留着", "utf-8")
    # Broken off before it was finished: the next start still knows the folder as its own.
    folder.start(date(2026, 11, 25))
    assert list(folder.drop.iterdir()) == []
    assert (tmp_path / "笔记.txt").read_text("utf-8") == "留着"


@pytest.mark.parametrize("marker", ["", "[]", "{}", "不是"])
def test_other_things_are_left_alone(tmp_path: Path, marker: str) -> None:
    (tmp_path / "demo.json").write_text(marker, "utf-8")
    with pytest.raises(UsageFault) as fault:
        DemoFolder(tmp_path).start(TODAY)
    assert fault.value.code == "demo_folder_taken"
    assert (tmp_path / "demo.json").read_text("utf-8") == marker


def test_a_place_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(EnvironmentFault) as fault:
        DemoFolder(tmp_path / "file" / "demo").start(TODAY)
    assert fault.value.code == "demo_folder_unwritable"
