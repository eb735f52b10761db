"""Bundles from a stick: whole or not at all, never over what lies there, and the worker takes them."""

from __future__ import annotations

import errno
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.errors import EnvironmentFault
from kiosk.intake import stick
from kiosk.intake.stick import Brought, bring, find_bundles
from tests.unit.bundle.making import VILLAGE
from tests.unit.intake.making import Kiosk, bundles


@pytest.fixture
def plugged(tmp_path: Path) -> Path:
    path = tmp_path / "U 盘"
    path.mkdir()
    return path


def zipped(folder: Path, into: Path) -> Path:
    """The bundle as the stored zip that travels on a stick."""
    path = into / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            out.write(file, file.relative_to(folder).as_posix())
    return path


def test_zips_and_folders_of_this_village_are_found_and_taken_in(kiosk: Kiosk, plugged: Path) -> None:
    first, second = bundles(kiosk, 2)
    deeper = plugged / "县里" / VILLAGE
    deeper.mkdir(parents=True)
    zipped(first.path, deeper)
    shutil.copytree(second.path, plugged / second.path.name)
    (plugged / "360123102999-000001.zip").write_bytes(b"x")
    (plugged / "照片.zip").write_bytes(b"x")
    found = find_bundles([plugged], VILLAGE)
    assert [path.name for path in found.bundles] == [f"{first.path.name}.zip", second.path.name]
    assert found.others == 1
    assert bring(found.bundles, kiosk.drop_in) == Brought(2, 0)
    assert bring(found.bundles, kiosk.drop_in) == Brought(0, 2)
    kiosk.once()
    assert [r["state"] for r in kiosk.receipts()] == ["applied", "applied"]


def test_what_lies_there_is_never_replaced(kiosk: Kiosk, plugged: Path) -> None:
    (bundle,) = bundles(kiosk, 1)
    there = kiosk.drop_in / f"{bundle.path.name}.zip"
    there.write_bytes(b"half of it")
    assert bring([shutil.copytree(bundle.path, plugged / bundle.path.name)], kiosk.drop_in) == Brought(0, 1)
    assert there.read_bytes() == b"half of it" and [p.name for p in kiosk.drop_in.iterdir()] == [there.name]


@pytest.mark.parametrize("as_zip", [True, False])
def test_a_stick_that_is_pulled_out_leaves_nothing_half(
    kiosk: Kiosk, plugged: Path, monkeypatch: pytest.MonkeyPatch, as_zip: bool
) -> None:
    (bundle,) = bundles(kiosk, 1)
    source = (
        zipped(bundle.path, plugged) if as_zip else shutil.copytree(bundle.path, plugged / bundle.path.name)
    )
    real, opened = Path.open, []

    class Torn:
        """A file of the stick whose second read finds no stick."""

        def __init__(self, file: Any) -> None:
            self.file, self.reads = file, 0

        def __enter__(self) -> Torn:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def read(self, count: int) -> bytes:
            self.reads += 1
            if self.reads > 1:
                raise OSError(errno.EIO, "gone")
            return self.file.read(10)

    def torn(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        file = real(self, mode, *rest, **more)
        if mode == "rb" and self.is_relative_to(plugged):
            opened.append(self)
            return Torn(file)
        return file

    with monkeypatch.context() as broken:
        broken.setattr(Path, "open", torn)
        with pytest.raises(EnvironmentFault) as gone:
            bring([source], kiosk.drop_in)
    assert opened and gone.value.code == "stick_gone" and "没有放进来" in gone.value.message
    assert list(kiosk.drop_in.iterdir()) == []
    assert bring([source], kiosk.drop_in) == Brought(1, 0)


@pytest.mark.parametrize("name", ["{}.zip", "{}"])
def test_a_stick_pulled_out_before_the_first_byte(kiosk: Kiosk, plugged: Path, name: str) -> None:
    with pytest.raises(EnvironmentFault) as gone:
        bring([plugged / name.format(f"{VILLAGE}-000001")], kiosk.drop_in)
    assert gone.value.code == "stick_gone"
    assert list(kiosk.drop_in.iterdir()) == []


def test_a_name_in_capitals_comes_once(kiosk: Kiosk, plugged: Path) -> None:
    (bundle,) = bundles(kiosk, 1)
    whole = zipped(bundle.path, plugged)
    source = whole.rename(whole.with_suffix(".ZIP"))
    assert bring([source], kiosk.drop_in) == Brought(1, 0)
    assert bring([source], kiosk.drop_in) == Brought(0, 1)
    assert [path.name for path in kiosk.drop_in.iterdir()] == [whole.name]


def test_a_missing_drop_folder_is_said(kiosk: Kiosk, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as missing:
        bring([], tmp_path / "拔了")
    assert missing.value.code == "drop_missing"
    with pytest.raises(EnvironmentFault) as pulled:
        find_bundles([tmp_path / "没有"], VILLAGE)
    assert pulled.value.code == "stick_gone"
    assert stick.find_bundles([], VILLAGE).bundles == ()
