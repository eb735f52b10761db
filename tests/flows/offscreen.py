"""The same screen without a display, in a process of its own: where everything lies and how it looks.

    python -m tests.flows.offscreen HOME OUT NAME…

Opens the home page of the ``KIOSK_HOME`` in HOME at the portrait size, then touches (QTest touch
events, by accessible name) one NAME after the other.  Prints one JSON list with an entry a page:
``picture`` (PNG in OUT), ``texts`` that can be read, ``touched`` (name, x, y of the middle, px; none
on the last page).  Anything Qt warns about goes to stderr and makes the exit code 1.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QMessageLogContext, QPoint, QSize, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from kiosk.domain.clock import SystemClock
from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import engine
from kiosk.ui.hand import Hand
from kiosk.ui.handwriting.model import find_model
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services
from kiosk.ui.touch import Touch
from tests.ui.walk import scene_rect, visible_items

SIZE = (1080, 1920)
# A page may tell what it knows in two steps; nobody looks at it in between.
_MOMENT_MS = 400

_warned: list[str] = []


def _heard(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
        _warned.append(message)


def visit(home: KioskHome, out: Path, names: Sequence[str]) -> list[dict[str, Any]]:
    """Go that way and describe each page."""
    clock = SystemClock()
    engine.make_application()
    runner = Runner(lambda: BoardReader(home, clock))
    lent = Services(runner, clock, Coverage.load(resources_dir() / "fonts"), hand=Hand(find_model()))
    finger = QTest.createTouchDevice()
    now = [0.0]
    cast(Any, Touch).ticks = staticmethod(lambda: now[0])
    pages: list[dict[str, Any]] = []
    screen = engine.Screen(lent, QSize(*SIZE), px_per_mm=home.load_config().px_per_mm)
    try:
        screen.view.show()
        for name in (*names, None):
            rest(screen)
            picture = out / f"{len(pages)}.png"
            if not screen.view.grabWindow().save(str(picture)):
                raise OSError(f"cannot write {picture}")
            page: dict[str, Any] = {"picture": str(picture), "texts": texts(screen)}
            pages.append(page)
            if name is None:
                break
            spot = middle(screen, name)
            page["touched"] = [name, spot.x(), spot.y()]
            now[0] += 1
            QTest.touchEvent(screen.view, finger).press(0, spot, screen.view).commit()
            QTest.touchEvent(screen.view, finger).release(0, spot, screen.view).commit()
    finally:
        screen.close()
        runner.stop()
    return pages


def texts(screen: engine.Screen) -> list[str]:
    """Every text that stands on the page."""
    shown = visible_items(screen.view.rootObject())
    return [i.property("text") for i in shown if i.inherits("QQuickText") and i.property("text")]


def middle(screen: engine.Screen, name: str) -> QPoint:
    """Where the key of that accessible name (or, failing that, beginning with it) lies, px."""
    keys: dict[str, QPoint] = {}
    for item in visible_items(screen.view.rootObject()):
        interface = QAccessible.queryAccessibleInterface(item) if item.property("isTouchKey") else None
        if interface is not None:
            said = interface.text(QAccessible.Text.Name)
            keys.setdefault(said, scene_rect(item).center().toPoint())
    chosen = name if name in keys else next((said for said in keys if said.startswith(name)), None)
    if chosen is None:
        raise LookupError(f"{name!r} not among {list(keys)}")
    return keys[chosen]


def rest(screen: engine.Screen) -> None:
    """Until nothing is under way and the picture stands still."""
    until = time.monotonic() + 10
    before = None
    while time.monotonic() < until:
        if not screen.rest():
            break
        QTest.qWait(_MOMENT_MS)
        now = screen.view.grabWindow()
        if before is not None and now == before:
            return
        before = now
    raise AssertionError("the page does not come to rest")


def main(words: Sequence[str]) -> int:
    home, out, *names = words
    qInstallMessageHandler(_heard)
    pages = visit(KioskHome(Path(home)), Path(out), names)
    print(json.dumps(pages, ensure_ascii=False))
    for warning in _warned:
        print(warning, file=sys.stderr)
    return 1 if _warned else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
