"""Whose screen this is and what day it is: what the identity strip says on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.domain.clock import SHANGHAI, Clock, today
from kiosk.ui.services import services
from kiosk.ui.words import W

if TYPE_CHECKING:
    from kiosk.domain.region import Village
    from kiosk.store.views import Board

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

_WEEKDAYS = "一二三四五六日"


def day_words(day: date) -> str:
    """``11月23日 星期一``."""
    return f"{day.month}月{day.day}日 星期{_WEEKDAYS[day.weekday()]}"


@dataclass(frozen=True, slots=True)
class _Look:
    village: Village
    trusted: bool


def _look(clock: Clock, board: Board) -> _Look:
    # Loaded on the reading thread, while the first page is being put together.
    from kiosk.ui.viewmodels.facts import facts_of

    facts = facts_of(board, clock)
    return _Look(facts.village, facts.trusted)


@QmlElement
@QmlSingleton
class Unit(QObject):
    """Village name, kind of publication and date. Empty until the first read has come back."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        lent = services()
        self._clock = lent.clock
        self._runner = lent.runner
        self._village: Village | None = None
        self._trusted = True
        self._worker_words = ""
        self._midnight = QTimer(self)
        self._midnight.setSingleShot(True)
        self._midnight.timeout.connect(self._next_day)
        self._runner.board_changed.connect(self._read)
        self._read()
        self._wait_for_midnight()

    def _read(self) -> None:
        self._runner.query(partial(_look, self._clock), self._take)

    def _take(self, look: _Look) -> None:
        if (look.village, look.trusted) != (self._village, self._trusted):
            self._village, self._trusted = look.village, look.trusted
            self.changed.emit()

    def _wait_for_midnight(self) -> None:
        now = self._clock.now().astimezone(SHANGHAI)
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), SHANGHAI)
        # The machine may sleep or be set right meanwhile: look at least once an hour.
        seconds = min((midnight - now).total_seconds() + 1, 3600.0)
        self._midnight.start(int(seconds * 1000))

    def _next_day(self) -> None:
        self.changed.emit()
        self._read()
        self._wait_for_midnight()

    @Property(str, notify=changed)
    def village_name(self) -> str:
        return self._village.short_name if self._village else ""

    @Property(str, notify=changed)
    def affairs(self) -> str:
        """村务公开 or 居务公开."""
        return self._village.affairs if self._village else ""

    @Slot(str)
    def say(self, words: str) -> None:
        """What the taking-in of new content is doing when it is not simply working."""
        if words != self._worker_words:
            self._worker_words = words
            self.changed.emit()

    @Property(str, notify=changed)
    def worker_words(self) -> str:
        """Empty while the worker runs; else a calm line in place of 内容更新到."""
        return self._worker_words

    @Property(bool, notify=changed)
    def is_community(self) -> bool:
        return self._village is not None and self._village.kind == "community"

    @Property(str, notify=changed)
    def place(self) -> str:
        """江西省安义县石鼻镇."""
        v = self._village
        return f"{v.province_name}{v.county_name}{v.town_name}" if v else ""

    @Property(str, notify=changed)
    def day(self) -> str:
        """Today, or 时间未校准 while the clock cannot be believed."""
        if not self._trusted:
            return W.clock_untrusted
        return day_words(today(self._clock))

    @Property(str, notify=changed)
    def town_and_day(self) -> str:
        """石鼻镇　2026年11月23日 星期一, where the strip is wide."""
        day = today(self._clock)
        if not self._trusted:
            return W.clock_untrusted
        town = self._village.town_name + "　" if self._village else ""
        return f"{town}{day.year}年{day_words(day)}"
