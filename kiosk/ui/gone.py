"""Letting go of what QML made and has deleted.

PySide 6.9 keeps one reference for ever to each Python object that QML creates: after the page has
gone its empty shell stays.  A kiosk turns pages for years, so the shell at least gives back what
it holds (rows, timers, models) as soon as Qt says that the object is gone.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject


class _Forget:
    """Holds the attributes only, never the object: that would keep it for good."""

    __slots__ = ("_attributes",)

    def __init__(self, attributes: dict[str, Any]) -> None:
        self._attributes = attributes

    def __call__(self, _gone: object = None) -> None:
        self._attributes.clear()


def forget_when_gone(made_by_qml: QObject) -> None:
    """Empty the object's attributes when Qt deletes it. Call it last in ``__init__``."""
    made_by_qml.destroyed.connect(_Forget(made_by_qml.__dict__))
