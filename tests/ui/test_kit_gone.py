"""A page that was left gives back what it held: the kiosk turns pages for years."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from kiosk.ui import engine, shots
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import PageModel


def _go(screen: engine.Screen, stop: shots.Stop) -> None:
    screen.go(stop.page, stop.params)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _held() -> tuple[int, int]:
    """(row models alive, objects made by QML that still hold anything)."""
    gc.collect()
    everything = [o for o in gc.get_objects() if isinstance(o, QObject)]
    return (
        sum(isinstance(o, RowsModel) for o in everything),
        sum(isinstance(o, PageModel) and bool(vars(o)) for o in everything),
    )


def test_pages_that_were_left_hold_nothing(
    screen_for: Callable[[str], engine.Screen], all_stops: tuple[shots.Stop, ...]
) -> None:
    screen = screen_for("portrait")
    once = {stop.page: stop for stop in all_stops}
    for stop in once.values():
        _go(screen, stop)
    screen.go("home")
    before = _held()
    for _ in range(3):
        for stop in once.values():
            _go(screen, stop)
    screen.go("home")
    assert _held() == before
