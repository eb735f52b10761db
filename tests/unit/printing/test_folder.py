"""Saving the PDF where there is no printer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.errors import EnvironmentFault
from kiosk.printing.folder import file_name, save, sticks


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"%PDF-1.4 " + b"x" * 100_000)
    return path


def test_it_is_copied_whole_and_an_older_one_is_replaced(pdf: Path, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    (stick / "a.pdf").write_bytes(b"old")
    assert save(pdf, stick, "a.pdf").read_bytes() == pdf.read_bytes()
    assert [p.name for p in stick.iterdir()] == ["a.pdf"]


def test_a_folder_that_is_gone_or_no_folder_is_said(pdf: Path, tmp_path: Path) -> None:
    for place in (tmp_path / "拔掉了", pdf):
        with pytest.raises(EnvironmentFault) as gone:
            save(pdf, place, "a.pdf")
        assert gone.value.code == "folder_missing"


def test_a_place_that_takes_no_files_is_said(pdf: Path) -> None:
    with pytest.raises(EnvironmentFault) as closed:
        save(pdf, Path("/proc/self"), "a.pdf")
    assert closed.value.code == "folder_not_written" and "/proc/self" in closed.value.message


@given(st.text(max_size=200))
def test_the_name_is_fit_for_any_system(title: str) -> None:
    name = file_name(title.encode("utf-8", "replace").decode(), "3F7K2M", "ABCDEFGH")
    assert name.endswith("-3F7K2M-ABCDEFGH.pdf") and not set(name) & set('\\/:*?"<>|\n\0')
    assert not name.startswith((".", " ", "-")) or title.startswith("-")
    assert len(os.fsencode(name)) <= 60 * 4 + 30


def test_sticks_are_what_the_desktop_has_opened(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_bytes(
        b"/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /media/none\\040such rw,x vfat 0 0\nshort line\n"
        b"/dev/sdc1 /media/x vfat ro 0 0\n"
    )
    assert sticks(mounts) == ()  # gone meanwhile, read-only, or no stick
    assert sticks(tmp_path / "no proc here") == ()


def test_a_stick_has_its_name_and_room(tmp_path: Path) -> None:
    stick = tmp_path / "U 盘"
    stick.mkdir()
    mounts = tmp_path / "mounts"
    line = f"/dev/sdb1 {stick} vfat rw,relatime 0 0\n".encode().replace(b"U ", b"U\\040")
    share = f"//nas/cunwu {stick} cifs rw,relatime 0 0\n".encode().replace(b"U ", b"U\\040")
    mounts.write_bytes(share)
    assert sticks(mounts, (f"{tmp_path}/",)) == ()
    mounts.write_bytes(share + line)
    (found,) = sticks(mounts, (f"{tmp_path}/",))
    assert (found.name, found.path) == ("U 盘", stick)
    assert found.free > 0
