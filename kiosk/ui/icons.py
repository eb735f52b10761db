"""Icons for QML: ``image://icon/<name>?<colour>``, drawn from the shipped SVG at the asked size."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

STROKE_WIDTH = "1.75"
"""ui.md §2.5: 1.6–2 on the 24 grid."""


def _clear(size: QSize) -> QImage:
    """A transparent image. Not by ``fill``, which loads all of Qt's enumerations (14 ms)."""
    width, height = size.width(), size.height()
    nothing = bytes(width * height * 4)
    return QImage(nothing, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


class IconProvider(QQuickImageProvider):
    """One outline icon in one colour. A name without a file raises: it is our own mistake."""

    def __init__(self, folder: Path) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder
        self._sources: dict[str, str] = {}

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return self._sources[name]

    def requestImage(self, icon: str, size: QSize, requested: QSize) -> QImage:
        name, _, colour = icon.partition("?")
        side = max(requested.width(), requested.height(), 1)
        image = _clear(QSize(side, side))
        svg = self._source(name).replace('stroke-width="2"', f'stroke-width="{STROKE_WIDTH}"')
        svg = svg.replace("currentColor", QColor(colour).name())
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg.encode())).render(painter)
        painter.end()
        size.setWidth(side)
        size.setHeight(side)
        return image


GREYS = {
    "#E6ECDF": "#161616",
    "#D3E0D2": "#202020",
    "#DDE2BF": "#2C2C2C",
    "#CBD7A9": "#333333",
    "#B7C994": "#282828",
    "#A9BC88": "#454545",
    "#7F9C7A": "#454545",
    "#FFFDF7": "#000000",
    "#45423C": "#E6E6E6",
    "#8A857B": "#E6E6E6",
    "#5D4B3E": "#E6E6E6",
    "#7A5546": "#5A5A5A",
    "#2C6B4B": "#3A3A3A",
    "#3B7D59": "#464646",
    "#569370": "#5E5E5E",
}
"""Colour of the drawing → its grey on black ground (ui.md §2.3)."""


class PictureProvider(QQuickImageProvider):
    """``image://picture/<name>?light`` or ``?dark``: the drawing of the home page at the asked size."""

    def __init__(self, folder: Path) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder

    def requestImage(self, picture: str, size: QSize, requested: QSize) -> QImage:
        name, _, look = picture.partition("?")
        svg = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        if look == "dark":
            for colour, grey in GREYS.items():
                svg = svg.replace(colour, grey)
        image = _clear(requested.expandedTo(QSize(1, 1)))
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg.encode())).render(painter)
        painter.end()
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image
