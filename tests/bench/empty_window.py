"""The floor of the screen benches: an empty QML window of the kiosk's size, made the same way.

    python -m tests.bench.empty_window

Software rendering and one rectangle in the kiosk's paper colour; ends on SIGTERM.
"""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickView

COLOUR = "#FAF7F0"


def main() -> int:
    os.environ["QT_QUICK_BACKEND"] = "software"
    os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"
    os.environ["QT_IM_MODULE"] = "none"
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    app = QGuiApplication(sys.argv[:1])
    view = QQuickView()
    view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
    view.setColor(COLOUR)
    view.setSource(QUrl(f"data:text/plain,import QtQuick%0ARectangle {{ color: '%23{COLOUR[1:]}' }}"))
    assert view.status() == QQuickView.Status.Ready, view.errors()
    view.setGeometry(app.primaryScreen().geometry())
    view.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
