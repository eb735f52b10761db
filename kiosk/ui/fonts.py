"""The screen's own faces, and no others.

Noto Sans SC in three weights, HanaMinA and HanaMinB behind it.  The files are opened by the font
engine and mapped, so that a face costs memory only when a character of it is drawn (measured:
registering all five 3 ms and under 1 MB).  The machine's fonts are shut out: a name must look the same
here, on paper and in the self-check (``kiosk.domain.glyphs``).
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QTextLayout

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.paths import resources_dir

FAMILY = "Noto Sans SC"
FILES = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Medium.ttf",
    "NotoSansSC-Bold.ttf",
    "HanaMinA-sub.ttf",
    "HanaMinB-sub.ttf",
)
FALLBACK = ("HanaMinA", "HanaMinB")

_ours: set[str] = set()


def shut_out_system_fonts() -> None:
    """Before the application object is made: let fontconfig know of no folder."""
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))


def load_fonts(folder: Path | None = None) -> None:
    """Register the faces and make Noto Sans SC the application's font.

    ``EnvironmentFault`` ``fonts_missing`` naming the file that cannot be loaded.
    """
    folder = folder or resources_dir() / "fonts"
    if not _ours:
        for name in FILES:
            handle = QFontDatabase.addApplicationFont(str(folder / name))
            if handle < 0:
                _ours.clear()
                raise EnvironmentFault(
                    "fonts_missing",
                    f"字库文件 {name} 缺失或坏了，屏幕上的字显示不全。请重新安装本程序。",
                    detail=str(folder / name),
                )
            _ours.update(QFontDatabase.applicationFontFamilies(handle))
    QFont.insertSubstitutions(FAMILY, list(FALLBACK))
    QGuiApplication.setFont(QFont(FAMILY))


def families_used(text: str, weight: QFont.Weight = QFont.Weight.Normal) -> tuple[str, ...]:
    """The faces that draw ``text``, in order of first use; ``""`` where a character has no glyph."""
    font = QFont(FAMILY)
    font.setWeight(weight)
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    used: dict[str, None] = {}
    for run in layout.glyphRuns():
        used["" if 0 in run.glyphIndexes() else run.rawFont().familyName()] = None
    return tuple(used)


def foreign_families(text: str) -> tuple[str, ...]:
    """Faces that are not the product's own and would still be used for ``text``; must be empty."""
    return tuple(name for name in families_used(text) if name and name not in _ours)
