"""Who is inside the desk: five presses on the village name lead to the door, 锁定 or a long pause out.

The person is kept here and nowhere in QML.  What was open when the desk locked is found again by the
same person (ui.md page 14: unfinished work is kept).
"""

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.ui import touch
from kiosk.ui.nav import PAGES
from kiosk.ui.services import services

if TYPE_CHECKING:
    from kiosk.store.people import Person

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

KNOCKS = 5
KNOCK_SECONDS = 4.0
"""Five presses on the village name within four seconds (ui.md page 2)."""

TABS = (
    ("desk-today", "今日", "calendar-check"),
    ("desk-ledger", "台账", "list-check"),
    ("desk-print", "打印", "printer"),
    ("desk-import", "导入", "file-import"),
    ("desk-publish", "通知", "bell"),
    ("desk-questions", "提问", "message-2"),
    ("desk-settings", "设置", "settings"),
)
"""Page id, word and icon of the keys at the bottom of the desk; the eighth is 锁定."""
ROLE_WORDS = {"clerk": "值班员", "supervisor": "监督委员"}


@QmlElement
@QmlSingleton
class Desk(QObject):
    """Inside or not. ``entered`` is told with the page to open, ``locked`` when the desk closes."""

    changed = Signal()
    knocked = Signal()
    entered = Signal(str, "QVariantMap")
    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._person: Person | None = None
        self._knocks: deque[float] = deque(maxlen=KNOCKS)
        self._left: tuple[int, str, dict[str, Any]] | None = None

    @property
    def person(self) -> Person | None:
        """For the desk's view-models; ``None`` outside."""
        return self._person

    @Property(bool, notify=changed)
    def inside(self) -> bool:
        return self._person is not None

    @Property(str, notify=changed)
    def who(self) -> str:
        """``值班员 熊小满`` for the identity strip."""
        if self._person is None:
            return ""
        return f"{ROLE_WORDS[self._person.role]} {self._person.name}"

    @Property("QVariantList", constant=True)  # type: ignore[arg-type]
    def tabs(self) -> list[dict[str, str]]:
        """Keys of the desk's bottom bar."""
        return [{"page": page, "label": word, "icon": icon} for page, word, icon in TABS if page in PAGES]

    @Slot()
    def knock(self) -> None:
        """The village name was pressed; the fifth time in four seconds ``knocked`` is told."""
        if services().desk_room is None or self.inside:
            return
        now = touch.ticks()
        self._knocks.append(now)
        if len(self._knocks) == KNOCKS and now - self._knocks[0] <= KNOCK_SECONDS:
            self._knocks.clear()
            self.knocked.emit()

    def let_in(self, person: Person) -> None:
        """The right PIN: the desk opens where this person left it, else with 今日."""
        self._person = person
        page, params = "desk-today", {}
        if self._left is not None and self._left[0] == person.id:
            page, params = self._left[1], self._left[2]
        self._left = None
        self.changed.emit()
        self.entered.emit(page, params)

    def rename(self, person: Person) -> None:
        """Name or role of who is inside was changed in 设置."""
        self._person = person
        self.changed.emit()

    @Slot()
    @Slot(str, "QVariantMap")
    def lock(self, page: str = "", params: dict[str, Any] | None = None) -> None:
        """Nobody is inside any more; ``page`` was open (empty: begin with 今日 next time)."""
        if self._person is None:
            return
        self._left = (self._person.id, page, dict(params or {})) if page else None
        self._person = None
        self._knocks.clear()
        self.changed.emit()
        self.locked.emit()
