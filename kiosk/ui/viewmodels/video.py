"""看视频: the film of an explainer or a disclosure, played in software and only when somebody presses for it.

QtMultimedia is imported at the first press: a kiosk without films never loads it, and one whose
library is missing says that the film cannot be played and goes on.
"""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QRectF, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.store.views import Board
from kiosk.ui.gone import forget_when_gone
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.disclosure import VIDEOS
from kiosk.ui.viewmodels.facts import Facts

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

BACK_MS = 10_000
"""How far 快退 goes."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VideoState:
    title: str
    meta: str
    warning: str
    path: str


@QmlElement
class VideoVM(PageModel):
    """Params: ``policy`` (an explainer) or ``id`` (a disclosure). The first film that came with it."""

    def build_for(self, params: dict[str, Any]) -> Build:
        return video_build(str(params.get("policy") or ""), str(params.get("id") or ""))


def video_build(policy_id: str, disclosure_id: str = "") -> Callable[[Board, Facts], VideoState | None]:
    """A reader of the film's place; ``None`` when there is none or what it belongs to was withdrawn."""

    def build(board: Board, facts: Facts) -> VideoState | None:
        found = board.policy(policy_id) if policy_id else board.disclosure(disclosure_id)
        if found is None or found.head.withdrawal is not None:
            return None
        film = next((a for a in found.attachments if a.media_type in VIDEOS), None)
        if film is None:
            return None
        title, meta = facts.safe(found.head.title), facts.safe(film.title)
        return VideoState(title, meta, facts.stale_warning, str(film.path))

    return build


def _multimedia() -> Any:
    """QtMultimedia (LGPL, FFmpeg inside the wheel); ImportError where the library is not installed."""
    # Decoded by the processor: the same on every machine, and no driver can hang the screen.
    os.environ.setdefault("QT_FFMPEG_DECODING_HW_DEVICE_TYPES", ",")
    return importlib.import_module("PySide6.QtMultimedia")


@QmlElement
class FilmView(QQuickPaintedItem):
    """Paints the frames of ``source`` as they come. Nothing starts by itself; ``release`` ends all.

    ``phase``: waiting (not yet pressed), playing, paused, ended, failed.
    """

    changed = Signal()
    moved = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._source = ""
        self._phase = "waiting"
        self._muted = False
        self._image = QImage()
        self._player: Any = None
        self._sink: Any = None
        self._sound: Any = None
        self.setOpaquePainting(False)
        self.setRenderTarget(QQuickPaintedItem.RenderTarget.Image)
        forget_when_gone(self)

    def _get_source(self) -> str:
        return self._source

    def _set_source(self, path: str) -> None:
        if path != self._source:
            self.release()
            self._source = path
            self.changed.emit()

    source = Property(str, _get_source, _set_source, notify=changed)

    @Property(str, notify=changed)
    def phase(self) -> str:
        return self._phase

    @Property(bool, notify=changed)
    def muted(self) -> bool:
        return self._muted

    @Property(bool, notify=changed)
    def has_sound(self) -> bool:
        return self._sound is not None

    @Property(str, notify=moved)
    def clock(self) -> str:
        """``0:04 / 1:30``; empty before it is known."""
        if self._player is None or self._player.duration() <= 0:
            return ""
        return f"{_minutes(self._player.position())} / {_minutes(self._player.duration())}"

    @Slot()
    def press(self) -> None:
        """开始放, 停一下, 接着放 or, after the end, from the beginning."""
        if self._player is None:
            self._open()
        elif self._phase == "playing":
            self._player.pause()
        else:
            self._player.play()

    @Slot()
    def again(self) -> None:
        """再看一遍: from the beginning."""
        if self._player is not None:
            self._player.setPosition(0)
            self._player.play()

    @Slot()
    def back(self) -> None:
        """快退 by ten seconds."""
        if self._player is not None:
            self._player.setPosition(max(0, self._player.position() - BACK_MS))
            self._player.play()

    @Slot()
    def mute(self) -> None:
        """关声音 or 开声音."""
        self._muted = not self._muted
        if self._sound is not None:
            self._sound.setMuted(self._muted)
        self.changed.emit()

    @Slot()
    def release(self) -> None:
        """The page is left: no player, no frame, no sound remains."""
        player, self._player = self._player, None
        self._image = QImage()
        if player is not None:
            for signal in (player.playbackStateChanged, player.errorOccurred, player.mediaStatusChanged):
                signal.disconnect()
            player.stop()
            player.setVideoSink(None)
            player.setAudioOutput(None)
            for thing in (player, self._sink, self._sound):
                if thing is not None:
                    thing.deleteLater()
        self._sink = self._sound = None
        self._set_phase("waiting")

    # -- the player -------------------------------------------------------------------------
    def _open(self) -> None:
        try:
            media = _multimedia()
        except ImportError as error:
            log.warning("no QtMultimedia: %s", error)
            self._set_phase("failed")
            return
        self._player = media.QMediaPlayer(self)
        self._sink = media.QVideoSink(self)
        self._player.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._take)
        self._player.playbackStateChanged.connect(self._note_state)
        self._player.mediaStatusChanged.connect(self._note_media)
        self._player.errorOccurred.connect(self._note_error)
        self._player.positionChanged.connect(self._note_position)
        self._player.setSource(QUrl.fromLocalFile(self._source))
        self._player.play()

    def _take(self, frame: Any) -> None:
        image = frame.toImage()
        if not image.isNull() and self._player is not None:
            self._image = image
            self.update()

    def _note_position(self, _position: int) -> None:
        self.moved.emit()

    def _note_state(self, _state: object) -> None:
        if self._player is None:
            return
        state = self._player.playbackState().name
        if state == "PlayingState":
            self._set_phase("playing")
        elif state == "PausedState":
            self._set_phase("paused")

    def _note_media(self, _status: object) -> None:
        player = self._player
        if player is None:
            return
        status = player.mediaStatus().name
        if status == "EndOfMedia":
            self._set_phase("ended")
        elif status == "InvalidMedia":
            self._fail()
        elif status in ("LoadedMedia", "BufferedMedia") and self._sound is None and player.hasAudio():
            # A loudspeaker is looked for only when the film has sound.
            self._sound = _multimedia().QAudioOutput(self)
            self._sound.setMuted(self._muted)
            player.setAudioOutput(self._sound)
            self.changed.emit()

    def _note_error(self, _error: object, what: str = "") -> None:
        log.warning("the film does not play: %s", what)
        self._fail()

    def _fail(self) -> None:
        self.release()
        self._set_phase("failed")

    def _set_phase(self, phase: str) -> None:
        if phase != self._phase:
            self._phase = phase
            self.changed.emit()
            self.moved.emit()
            self.update()

    def paint(self, painter: QPainter) -> None:
        if self._image.isNull():
            return
        size = self._image.size().scaled(self.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(
            (self.width() - size.width()) / 2,
            (self.height() - size.height()) / 2,
            size.width(),
            size.height(),
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._image)


def _minutes(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    return f"{seconds // 60}:{seconds % 60:02d}"
