"""Two things QML cannot draw well in software: exact QR modules and a ring."""

from __future__ import annotations

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false
from PySide6.QtCore import Property, QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.ui.gone import forget_when_gone

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

QUIET_MODULES = 4
"""Quiet zone of a QR code, ISO/IEC 18004."""


@QmlElement
class Modules(QQuickPaintedItem):
    """QR modules on white. ``rows``: one text of 0 and 1 a line, without the quiet zone.

    Modules have a whole number of pixels, so that edges stay sharp for a phone's camera.
    """

    rows_changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._rows: list[str] = []
        self.setAntialiasing(False)
        forget_when_gone(self)

    def _get_rows(self) -> list[str]:
        return self._rows

    def _set_rows(self, rows: list[str]) -> None:
        if rows != self._rows:
            self._rows = list(rows)
            self.update()
            self.rows_changed.emit()

    rows = Property("QStringList", _get_rows, _set_rows, notify=rows_changed)

    def paint(self, painter: QPainter) -> None:
        count = len(self._rows)
        if not count:
            return
        side = int(min(self.width(), self.height()))
        size = max(1, side // (count + 2 * QUIET_MODULES))
        left = int((self.width() - size * count) / 2)
        top = int((self.height() - size * count) / 2)
        for y, row in enumerate(self._rows):
            x = 0
            while x < len(row):
                run = x
                while run < len(row) and row[run] == "1":
                    run += 1
                if run > x:
                    painter.fillRect(left + x * size, top + y * size, (run - x) * size, size, QColor(0, 0, 0))
                x = run + 1


@QmlElement
class Ring(QQuickPaintedItem):
    """A ring from the top clockwise; ``fraction`` 0–1 of it in ``arc``, the rest in ``track``."""

    changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._fraction = 0.0
        self._stroke = 8.0
        self._track = QColor("gray")
        self._arc = QColor("black")
        self.setAntialiasing(True)
        self.changed.connect(self.update)
        forget_when_gone(self)

    def _get_fraction(self) -> float:
        return self._fraction

    def _set_fraction(self, fraction: float) -> None:
        self._fraction = fraction
        self.changed.emit()

    def _get_stroke(self) -> float:
        return self._stroke

    def _set_stroke(self, stroke: float) -> None:
        self._stroke = stroke
        self.changed.emit()

    def _get_track(self) -> QColor:
        return self._track

    def _set_track(self, colour: QColor) -> None:
        self._track = colour
        self.changed.emit()

    def _get_arc(self) -> QColor:
        return self._arc

    def _set_arc(self, colour: QColor) -> None:
        self._arc = colour
        self.changed.emit()

    fraction = Property(float, _get_fraction, _set_fraction, notify=changed)
    stroke = Property(float, _get_stroke, _set_stroke, notify=changed)
    track = Property(QColor, _get_track, _set_track, notify=changed)
    arc = Property(QColor, _get_arc, _set_arc, notify=changed)

    def paint(self, painter: QPainter) -> None:
        from PySide6.QtCore import Qt  # all of Qt's enumerations: 14 ms, not before the first picture

        inset = self._stroke / 2
        box = QRectF(inset, inset, self.width() - self._stroke, self.height() - self._stroke)
        pen = QPen(self._track, self._stroke)
        painter.setPen(pen)
        painter.drawEllipse(box)
        pen.setColor(self._arc)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(box, 90 * 16, -round(self._fraction * 360 * 16))
