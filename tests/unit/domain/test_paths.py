from pathlib import Path

import pytest

from kiosk.domain import paths
from kiosk.domain.errors import EnvironmentFault


def test_checkout_folders_are_found() -> None:
    assert (paths.catalog_dir() / "village.csv").is_file()
    assert paths.resources_dir().name == "resources"


def test_wheel_layout_wins_over_a_stray_neighbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "kiosk"
    inside = package / "_data" / "catalog"
    inside.mkdir(parents=True)
    (tmp_path / "site" / "catalog").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.catalog_dir() == inside


def test_missing_folder_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "kiosk")
    with pytest.raises(EnvironmentFault) as caught:
        paths.resources_dir()
    assert caught.value.code == "data_folder_missing"
    assert "重新安装" in caught.value.message
