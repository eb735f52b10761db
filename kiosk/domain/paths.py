"""Where the packaged data lies: ``catalog/`` and ``resources/``.

In a checkout and an editable install they stand beside the package; an installed wheel carries
them inside it, at ``kiosk/_data``.  Nothing else in the program may guess these places.
"""

from __future__ import annotations

from pathlib import Path

from kiosk.domain.errors import EnvironmentFault

_PACKAGE = Path(__file__).resolve().parent.parent


def _data_dir(name: str, package: Path) -> Path:
    for candidate in (package / "_data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise EnvironmentFault(
        "data_folder_missing",
        f"程序自带的“{name}”文件夹不见了。请重新安装本程序。",
        detail=f"looked in {package / '_data'} and {package.parent}",
    )


def catalog_dir() -> Path:
    """Folder of the reference tables (village.csv, holidays.csv …); EnvironmentFault when it is gone."""
    return _data_dir("catalog", _PACKAGE)


def resources_dir() -> Path:
    """Folder of fonts, icons, pictures and demo texts; EnvironmentFault when it is gone."""
    return _data_dir("resources", _PACKAGE)
