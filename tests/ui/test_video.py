"""看视频: real playback of the demo's film, and that nothing of it goes on when the page is left."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from kiosk.store.home import KioskHome
from kiosk.ui import engine
from tests.ui import demoboard, walk

Tap = Callable[[engine.Screen, str], None]
# What the library says on a machine without a graphics card and a loudspeaker.
NOISE = ("Could not open media", "Couldn't (load|resolve)", "No RHI backend", "pa_context_connect")


@pytest.fixture
def film(screen: engine.Screen, demo_village: KioskHome) -> Iterator[QQuickItem]:
    stop = next(s for s in demoboard.stops(demo_village) if s.name == "video")
    screen.go(stop.page, stop.params)
    shown = walk.visible_items(screen.view.rootObject())
    yield next(i for i in shown if i.metaObject().indexOfProperty("has_sound") >= 0)
    screen.go("home")


def until(what: Callable[[], bool], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        QGuiApplication.processEvents()
        time.sleep(0.01)


def colours(screen: engine.Screen, film: QQuickItem) -> int:
    """How many colours stand where the film is."""
    box = walk.scene_rect(film)
    grabbed = walk.picture(screen.view.grabWindow())
    crop = grabbed.crop((int(box.left()), int(box.top()), int(box.right()), int(box.bottom())))
    return len(crop.getcolors(1 << 24) or ())


def players() -> list[QObject]:
    """Live players anywhere under the application's windows."""
    return [
        child
        for window in QGuiApplication.topLevelWindows()
        for child in window.findChildren(QObject)
        if child.metaObject().className() == "QMediaPlayer"
    ]


@pytest.mark.qt_log_ignore(*NOISE)
def test_it_plays_stops_goes_back_and_ends_with_the_page(
    screen: engine.Screen, film: QQuickItem, tap: Tap
) -> None:
    assert film.property("phase") == "waiting" and not players()
    plain = colours(screen, film)
    tap(screen, "开始放")
    until(lambda: film.property("phase") == "playing")
    player = film._player  # type: ignore[attr-defined]
    until(lambda: player.position() > 300)
    until(lambda: colours(screen, film) > plain + 200)
    assert film.property("clock").endswith("/ 0:09")
    # Nobody is asked whether they are still there while it plays.
    assert screen.idle.patience == 0 and not screen.idle._wait.isActive()
    tap(screen, "停一下")
    until(lambda: film.property("phase") == "paused")
    assert screen.idle.patience == 90 and screen.idle._wait.isActive()
    stands = player.position()
    QGuiApplication.processEvents()
    assert player.position() == stands
    player.setPosition(8700)
    tap(screen, "接着放")
    until(lambda: film.property("phase") == "ended")
    tap(screen, "快退")
    until(lambda: film.property("phase") == "playing" and player.position() < 5000)
    screen.nav.back()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    screen.settle()
    assert not players()


@pytest.mark.qt_log_ignore(*NOISE)
def test_a_file_that_is_no_film_is_said_so(
    screen: engine.Screen, film: QQuickItem, tap: Tap, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.webm"
    broken.write_bytes(b"\x1a\x45\xdf\xa3" + bytes(500))
    film.setProperty("source", str(broken))
    tap(screen, "开始放")
    until(lambda: film.property("phase") == "failed")
    screen.rest()
    page = walk.walk(screen.view)
    assert "这个视频放不了。请看文字。" in [t.text for t in page.texts]
    assert "开始放" not in [t.name for t in page.touchables]


def test_without_the_library_the_page_says_so_too(
    screen: engine.Screen, film: QQuickItem, tap: Tap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    tap(screen, "开始放")
    assert film.property("phase") == "failed"


def test_no_page_loads_the_library_before_somebody_presses() -> None:
    """Memory and the time to the first page are those of a kiosk without films."""
    code = (
        "import sys\nfrom kiosk.ui import engine\nengine.register_types()\n"
        "print('PySide6.QtMultimedia' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
