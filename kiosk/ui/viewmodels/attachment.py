"""An attachment as page images: pictures as they are, PDF pages drawn at the size of the glass.

Drawn on the reading thread; the image is handed to the GUI thread whole and dropped on leaving.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Property, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.store.views import AttachmentView, Board
from kiosk.ui.gone import forget_when_gone
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.disclosure import PICTURES
from kiosk.ui.viewmodels.facts import Facts

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

LONG_SIDE = 2600
"""Pixels of the long side: enough for the second step of enlarging, small enough for a weak PC."""
STEPS = (1.0, 1.6, 2.6)
"""What 放大看 does: fitted, enlarged, enlarged again."""
MOVE = 0.6
"""A key moves the picture by this part of what is visible."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page image to be shown: which file, which page of it."""

    path: Path
    page: int
    title: str
    pdf: bool


@dataclass(frozen=True, slots=True)
class AttachmentState:
    title: str
    meta: str
    warning: str
    pages: int
    image: QImage


@QmlElement
class AttachmentVM(PageModel):
    """Params: ``id`` (disclosure) or ``policy``; ``page`` counts over all attachments from 0, or over
    the pictures or papers alone with ``only``.

    The picture has a notify signal of its own: a property that names the base class's signal
    leaves PySide's meta-object with a dangling index, and the QML loader crashes on it.
    """

    drawn = Signal()

    def build_for(self, params: dict[str, Any]) -> Build:
        return attachment_build(
            str(params.get("id") or ""),
            str(params.get("policy") or ""),
            int(params.get("page") or 0),
            str(params.get("only") or ""),
        )

    def take(self, state: AttachmentState) -> None:
        super().take(state)
        self.drawn.emit()

    @Property(int, notify=drawn)
    def pages(self) -> int:
        return self.state.pages if self.state is not None else 1

    @Property(QImage, notify=drawn)
    def image(self) -> QImage:
        return self.state.image if self.state is not None else QImage()

    @Property("QVariantMap", notify=drawn)  # type: ignore[arg-type]
    def view(self) -> dict[str, Any]:
        return {}

    @Slot(int)
    def turn(self, page: int) -> None:
        self.set_param("page", page)


def attachment_build(
    disclosure_id: str, policy_id: str, page: int, only: str = ""
) -> Callable[[Board, Facts], AttachmentState | None]:
    """A reader of one page image; ``None`` when there is nothing that can be shown."""

    def build(board: Board, facts: Facts) -> AttachmentState | None:
        found = board.policy(policy_id) if policy_id else board.disclosure(disclosure_id)
        if found is None or found.head.withdrawal is not None:
            return None
        sheets = [s for s in _sheets(found.attachments) if not only or s.pdf == (only == "papers")]
        if not sheets:
            return None
        sheet = sheets[max(0, min(page, len(sheets) - 1))]
        return AttachmentState(
            title=facts.safe(found.head.title),
            meta=facts.safe(sheet.title),
            warning=facts.stale_warning,
            pages=len(sheets),
            image=_draw(sheet),
        )

    return build


def _sheets(attachments: tuple[AttachmentView, ...]) -> list[Sheet]:
    sheets: list[Sheet] = []
    for attachment in attachments:
        if attachment.media_type in PICTURES:
            sheets.append(Sheet(attachment.path, 0, attachment.title, False))
        elif attachment.media_type == "application/pdf":
            import pypdfium2

            document = pypdfium2.PdfDocument(attachment.path)
            try:
                sheets += [Sheet(attachment.path, n, attachment.title, True) for n in range(len(document))]
            finally:
                document.close()
    return sheets


def _draw(sheet: Sheet) -> QImage:
    if not sheet.pdf:
        reader = QImageReader(str(sheet.path))
        reader.setAutoTransform(True)
        size = reader.size()
        if max(size.width(), size.height()) > LONG_SIDE:
            reader.setScaledSize(size.scaled(QSize(LONG_SIDE, LONG_SIDE), Qt.AspectRatioMode.KeepAspectRatio))
        return reader.read()
    # Imported on the reading thread at first use: the first frame does not wait for it.
    import pypdfium2

    document = pypdfium2.PdfDocument(sheet.path)
    try:
        page = document[sheet.page]
        bitmap = (
            page.render(scale=LONG_SIDE / max(page.get_size()), rev_byteorder=True).to_pil().convert("RGB")
        )
    finally:
        document.close()
    width, height = bitmap.size
    image = QImage(bitmap.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.copy()


@QmlElement
class PictureView(QQuickPaintedItem):
    """Paints ``image`` fitted, or enlarged in two steps and moved by keys; no touch of its own."""

    changed = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._digest = b""
        self._step = 0
        self._centre = QPointF(0.5, 0.0)
        self.setOpaquePainting(False)
        forget_when_gone(self)

    def _get_image(self) -> QImage:
        return self._image

    def _set_image(self, image: QImage) -> None:
        digest = hashlib.blake2b(bytes(image.constBits()[:4096]) if not image.isNull() else b"").digest()
        new_page = digest != self._digest or image.size() != self._image.size()
        self._image, self._digest = image, digest
        if new_page:
            self._step, self._centre = 0, QPointF(0.5, 0.0)
        self.update()
        self.changed.emit()

    image = Property(QImage, _get_image, _set_image, notify=changed)

    @Property(int, notify=changed)
    def step(self) -> int:
        return self._step

    @Property(float, notify=changed)
    def shape(self) -> float:
        """Height by width; 0 while there is no picture."""
        return self._image.height() / self._image.width() if not self._image.isNull() else 0.0

    @Property(bool, notify=changed)
    def can_enlarge(self) -> bool:
        return self._step < len(STEPS) - 1

    @Slot()
    def enlarge(self) -> None:
        """One step larger; the upper middle of the picture stays in view."""
        self._step = min(self._step + 1, len(STEPS) - 1)
        self._moved(0, 0)

    @Slot()
    def fit(self) -> None:
        self._step, self._centre = 0, QPointF(0.5, 0.0)
        self._moved(0, 0)

    @Slot(int, int)
    def move_by(self, dx: int, dy: int) -> None:
        """By whole key presses: 1, 0, −1 in each direction."""
        self._moved(dx, dy)

    def _moved(self, dx: int, dy: int) -> None:
        seen = self._source().size()
        if not self._image.isNull():
            x = self._centre.x() + dx * MOVE * seen.width() / self._image.width()
            y = self._centre.y() + dy * MOVE * seen.height() / self._image.height()
            self._centre = QPointF(min(1.0, max(0.0, x)), min(1.0, max(0.0, y)))
            box = self._source()
            self._centre = QPointF(
                (box.x() + box.width() / 2) / self._image.width(),
                (box.y() + box.height() / 2) / self._image.height(),
            )
        self.update()
        self.changed.emit()

    def _scale(self) -> float:
        if self._image.isNull() or self.width() <= 0:
            return 1.0
        fitted = min(self.width() / self._image.width(), self.height() / self._image.height())
        return fitted * STEPS[self._step]

    def _source(self) -> QRectF:
        """The part of the image that is visible, in its pixels."""
        scale = self._scale()
        width = min(self._image.width(), self.width() / scale)
        height = min(self._image.height(), self.height() / scale)
        x = self._centre.x() * self._image.width() - width / 2
        y = self._centre.y() * self._image.height() - height / 2
        x = max(0.0, min(x, self._image.width() - width))
        y = max(0.0, min(y, self._image.height() - height))
        return QRectF(x, y, width, height)

    def paint(self, painter: QPainter) -> None:
        if self._image.isNull():
            return
        source, scale = self._source(), self._scale()
        target = QRectF(0, 0, source.width() * scale, source.height() * scale)
        target.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        if self._step == 0:
            target.moveTop(0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(target, self._image, source)
