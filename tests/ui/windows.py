"""The sizes of glass the page tests use, their day, and one finger on one of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest

from kiosk.ui import engine

SIZES = {"portrait": QSize(1080, 1920), "landscape": QSize(1920, 1080), "small": QSize(1366, 768)}
NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
BUILT = date(2026, 1, 1)
"""The day the program says it was made on, before ``NOW``."""


def touch(screen: engine.Screen, device: QPointingDevice, down: QPoint, up: QPoint | None = None) -> None:
    """One finger down at ``down``, up at ``up`` (the same place by default); window pixels."""
    QTest.touchEvent(screen.view, device).press(0, down, screen.view).commit()
    if up is not None:
        QTest.touchEvent(screen.view, device).move(0, up, screen.view).commit()
    QTest.touchEvent(screen.view, device).release(0, up or down, screen.view).commit()
    screen.settle()
