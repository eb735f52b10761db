"""Writing with the finger: strokes on a sheet, and the small picture that is kept of them."""

from __future__ import annotations

# PySide's stubs do not know that C++ types may be named by text.
# pyright: reportArgumentType=false
from PySide6.QtCore import Property, QBuffer, QByteArray, QIODevice, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.ui.gone import forget_when_gone

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

MOST_POINTS = 6_000
"""More is a child at play; what comes after is not drawn."""
PICTURE_WIDTH = 720
"""Pixels of the kept picture: a dozen characters stay readable in 2 to 8 kB."""

Stroke = list[tuple[float, float]]


def draw(painter: QPainter, strokes: list[Stroke], scale: float, pen: QPen) -> None:
    """Draw strokes given in widths of the sheet; ``scale`` is the sheet's width in pixels."""
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for stroke in strokes:
        line = QPolygonF([QPointF(x * scale, y * scale) for x, y in stroke])
        if len(stroke) == 1:
            painter.drawPoint(line.first())
        else:
            painter.drawPolyline(line)


def picture_of(strokes: list[Stroke]) -> bytes:
    """A black on white PNG of the strokes, cut to what was written and a little around it."""
    points = [p for stroke in strokes for p in stroke]
    height = max(1, round((max(y for _x, y in points) + 0.03) * PICTURE_WIDTH))
    image = QImage(PICTURE_WIDTH, min(height, PICTURE_WIDTH * 2), QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, strokes, PICTURE_WIDTH, QPen(QColor("black"), 5))
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(content.data())


@QmlElement
class InkSheet(QQuickPaintedItem):
    """A sheet that shows strokes; ``begin``, ``draw_to`` follow the finger. ``strokes`` may be put back."""

    changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[Stroke] = []
        self._ink = QColor("black")
        self._breadth = 8.0
        self.setAntialiasing(True)
        self.changed.connect(self.update)
        forget_when_gone(self)

    @property
    def strokes(self) -> list[Stroke]:
        """Points in widths of the sheet."""
        return self._strokes

    @strokes.setter
    def strokes(self, strokes: list[Stroke]) -> None:
        self._strokes = strokes
        self.changed.emit()

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return not self._strokes

    @Slot(float, float)
    def begin(self, x: float, y: float) -> None:
        """The finger comes down."""
        if self._room():
            self._strokes.append([self._point(x, y)])
            self.changed.emit()

    @Slot(float, float)
    def draw_to(self, x: float, y: float) -> None:
        """The finger moves on; what leaves the sheet is held at its edge."""
        if self._strokes and self._room():
            self._strokes[-1].append(self._point(x, y))
            self.update()

    @Slot()
    def take_back(self) -> None:
        """The last stroke goes."""
        if self._strokes:
            self._strokes.pop()
            self.changed.emit()

    @Slot()
    def clear(self) -> None:
        """Wipe the sheet."""
        self._strokes.clear()
        self.changed.emit()

    def _room(self) -> bool:
        return sum(map(len, self._strokes)) < MOST_POINTS

    def _point(self, x: float, y: float) -> tuple[float, float]:
        width = self.width() or 1.0
        return min(max(x, 0.0), width) / width, min(max(y, 0.0), self.height()) / width

    def _get_ink(self) -> QColor:
        return self._ink

    def _set_ink(self, ink: QColor) -> None:
        self._ink = ink
        self.changed.emit()

    def _get_breadth(self) -> float:
        return self._breadth

    def _set_breadth(self, breadth: float) -> None:
        self._breadth = breadth
        self.changed.emit()

    ink = Property(QColor, _get_ink, _set_ink, notify=changed)
    breadth = Property(float, _get_breadth, _set_breadth, notify=changed)

    def paint(self, painter: QPainter) -> None:
        draw(painter, self._strokes, self.width(), QPen(self._ink, self._breadth))
