"""Which page is open and how one goes back: a stack of page ids with parameters.

QML only shows what ``Nav.page`` says.  Going back restores what the page remembered (its page
number, the chosen group).  Going home forgets everything, so that nothing of the last visitor's
search stays in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false
from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.ui.touch import WARNING_SECONDS

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

HOME = "home"
PATIENCE_MS = 300
"""After this long an opening page says that it is opening (ui.md §5)."""

PAGES: dict[str, str] = {
    "home": "Home.qml",
    "catalogue": "Catalogue.qml",
    "catalogue-list": "CatalogueList.qml",
    "shelf": "Shelf.qml",
    "item": "Item.qml",
    "attachment": "Attachment.qml",
    "payouts": "Payouts.qml",
    "payout-list": "PayoutList.qml",
    "groups": "Groups.qml",
    "find": "Find.qml",
    "find-write": "FindWrite.qml",
    "recipient": "Recipient.qml",
    "policies": "Policies.qml",
    "policy": "Policy.qml",
    "selfcheck": "SelfCheck.qml",
    "video": "Video.qml",
    "notices": "Notices.qml",
    "ask": "AskSteps.qml",
    "whom": "Ask.qml",
    "help": "Help.qml",
    "desk-door": "../desk/Door.qml",
    "desk-today": "../desk/Today.qml",
    "desk-publish": "../desk/Publish.qml",
    "desk-publish-new": "../desk/PublishNew.qml",
    "desk-draft": "../desk/Draft.qml",
    "desk-ledger": "../desk/Ledger.qml",
    "desk-row": "../desk/Row.qml",
    "desk-events": "../desk/Events.qml",
    "desk-print": "../desk/Print.qml",
    "desk-import": "../desk/Import.qml",
    "desk-import-problem": "../desk/ImportProblem.qml",
    "desk-questions": "../desk/Questions.qml",
    "desk-question": "../desk/Question.qml",
    "desk-pin": "../desk/MyPin.qml",
    "desk-people": "../desk/People.qml",
    "desk-printers": "../desk/Printers.qml",
    "desk-settings": "../desk/Settings.qml",
    "desk-health": "../desk/Health.qml",
    "desk-clock": "../desk/Clock.qml",
    "desk-archive": "../desk/Archive.qml",
    "desk-record": "../desk/Record.qml",
}
"""Page id → file in ``qml/pages``; the clerk's pages (ids ``desk-…``) lie in ``qml/desk``."""

DESK = "desk-"
DESK_UNDER = {
    "desk-row": "desk-ledger",
    "desk-events": "desk-ledger",
    "desk-publish-new": "desk-publish",
    "desk-draft": "desk-publish",
    "desk-import-problem": "desk-import",
    "desk-question": "desk-questions",
    "desk-pin": "desk-settings",
    "desk-people": "desk-settings",
    "desk-printers": "desk-settings",
    "desk-clock": "desk-settings",
    "desk-health": "desk-settings",
    "desk-archive": "desk-settings",
    "desk-record": "desk-settings",
}
"""Page of the desk → the page of its bottom bar that 返回 leads to when it was opened by itself (after
unlocking, in pictures)."""
DESK_STAY = 120
"""Seconds without a touch before the desk asks whether somebody is still there (ui.md page 14)."""
DESK_WARNING = 20
"""Seconds that the question stands at the desk before it locks."""
DOOR = "desk-door"

SHORT_STAY = frozenset(
    {"payout-list", "groups", "find", "find-write", "recipient", "ask", "whom", "selfcheck"}
)
"""Pages with names on them or something being written: the idle warning comes after 60 s, not 90."""


@dataclass(slots=True)
class Place:
    """One opened page: its id, its parameters and what it wants to find again on the way back."""

    page: str
    params: dict[str, Any] = field(default_factory=dict)
    remembered: dict[str, Any] = field(default_factory=dict)


@QmlElement
@QmlSingleton
class Nav(QObject):
    """The page stack. ``changed`` is emitted for every new top, also of the same page id."""

    changed = Signal()
    waited = Signal()
    wiped = Signal()
    """Somebody left: the pages' own memory, text size and colours go back to the beginning."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack = [Place(HOME)]
        self._late = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._is_late)
        self.changed.connect(self._begin_to_wait)

    def _begin_to_wait(self) -> None:
        self._late = False
        self._patience.start()
        self.waited.emit()

    def _is_late(self) -> None:
        self._late = True
        self.waited.emit()

    @Property(bool, notify=waited)
    def late(self) -> bool:
        """The page was opened a moment ago: what it waits for by now is worth a word. Here and not in each
        page, because of every object of Python's that a page makes a shell stays (see ``gone``)."""
        return self._late

    @property
    def place(self) -> Place:
        return self._stack[-1]

    @Property(str, notify=changed)
    def page(self) -> str:
        """Id of the open page."""
        return self.place.page

    @Property(str, notify=changed)
    def file(self) -> str:
        """File of the open page under ``qml/pages``."""
        return PAGES[self.place.page]

    @Property("QVariantMap", notify=changed)
    def params(self) -> dict[str, Any]:
        """Parameters the open page was called with."""
        return self.place.params

    @Property(int, notify=changed)
    def depth(self) -> int:
        """1 on the first page."""
        return len(self._stack)

    @Property(bool, notify=changed)
    def at_desk(self) -> bool:
        """One of the clerk's pages is open, past the door."""
        return self.place.page.startswith(DESK) and self.place.page != DOOR

    @Property(str, notify=changed)
    def desk_tab(self) -> str:
        """The page of the desk's bottom bar under which the open page stands."""
        return self._stack[1].page if len(self._stack) > 1 else ""

    @Property(int, notify=changed)
    def patience(self) -> int:
        """Seconds without a touch before 您还在看吗 is asked; 0 where there is nothing to leave."""
        if self.at_desk:
            return DESK_STAY
        return 60 if self.place.page in SHORT_STAY else 90

    @Property(int, notify=changed)
    def warning(self) -> int:
        """Seconds for which 您还在看吗 is asked."""
        return DESK_WARNING if self.at_desk else WARNING_SECONDS

    @Slot(str)
    @Slot(str, "QVariantMap")
    def open(self, page: str, params: dict[str, Any] | None = None) -> None:
        """Open a page on top. An unknown id is our own mistake: ``KeyError``."""
        if page not in PAGES:
            raise KeyError(page)
        if page == HOME:
            self.home()
            return
        self._stack.append(Place(page, dict(params or {})))
        self.changed.emit()

    @Slot(str, "QVariantMap")
    def replace(self, page: str, params: dict[str, Any]) -> None:
        """Open a page in place of the present one (a year key, a segment): 返回 skips the old one."""
        if page not in PAGES:
            raise KeyError(page)
        self._stack[-1] = Place(page, dict(params))
        self.changed.emit()

    @Slot("QVariantMap")
    def back_with(self, remembered: dict[str, Any]) -> None:
        """Go back and hand the page below something to remember (the chooser's answer)."""
        if len(self._stack) > 1:
            self._stack[-2].remembered.update(remembered)
        self.back()

    @Slot()
    def back(self) -> None:
        """One page back; on the first page nothing."""
        if len(self._stack) > 1:
            self._stack.pop()
            self.changed.emit()

    @Slot()
    def home(self) -> None:
        """To the first page, forgetting where one has been."""
        self._stack = [Place(HOME)]
        self.changed.emit()

    @Slot(str)
    @Slot(str, "QVariantMap")
    def open_tab(self, page: str, params: dict[str, Any] | None = None) -> None:
        """A page of the desk's bottom bar: nothing below it but home, so that 返回 does not wander about."""
        self.visit(page, params or {})

    def visit(self, page: str, params: dict[str, Any]) -> None:
        """As if opened from home (at the desk from its tab), which is not loaded on the way: also for
        pictures and checks."""
        if page not in PAGES:
            raise KeyError(page)
        self._stack = [Place(HOME)]
        # 打印 with a choice lies over 打印 without one.
        under = "desk-print" if page == "desk-print" and params else DESK_UNDER.get(page)
        if under is not None:
            self._stack.append(Place(under))
        if page != HOME:
            self._stack.append(Place(page, dict(params)))
        self.changed.emit()

    @Slot()
    def leave(self) -> None:
        """The visitor has gone (看完了, or the idle time ran out): home, and everything forgotten."""
        self.home()
        self.wiped.emit()

    @Slot(str, "QVariant")
    def remember(self, name: str, value: Any) -> None:
        """Keep a value with the open page until it is left for good."""
        self.place.remembered[name] = value

    @Slot(str, "QVariant", result="QVariant")
    def recall(self, name: str, otherwise: Any) -> Any:
        """What the open page remembered under ``name``."""
        return self.place.remembered.get(name, otherwise)
