"""手写找名字: a name written with the finger, one character after the other (ui.md page 10).

Only characters that stand at that place in a name of the village are offered, so a few rough strokes
are enough.  The strokes go to the handwriting process and are never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.store.views import Board, NameHit
from kiosk.ui.ink import InkSheet
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.viewmodels.finder import MOST, FindKey, name_keys
from kiosk.ui.words import W

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

BOXES = 3
CANDIDATES = 5
FEW = 12
"""So many heads of household are listed; of more, only the number is told."""


@dataclass(frozen=True, slots=True)
class Box:
    """A place of the name: ``label`` until a character is chosen, then that."""

    label: str
    character: str
    name: str
    active: bool
    enabled: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    character: str
    label: str


@dataclass(frozen=True, slots=True)
class WriteState:
    title: str
    meta: str
    warning: str
    boxes: tuple[Box, ...]
    among: str
    found: str
    people: tuple[FindKey, ...]


@QmlElement
class HandVM(PageModel):
    """Params: ``written``, the characters that are settled (the surname chosen before, to begin with)."""

    LEFT_OUT = frozenset({"among", "people"})

    guessed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._candidates = RowsModel(Candidate, self)
        self._people = RowsModel(FindKey, self)
        self._sheet: Any = None
        self._number = 0
        self._told = ""
        self._hand = self._lent.hand
        if self._hand is not None:
            self._hand.answered.connect(self._take_guess)

    @Property(QObject, constant=True)
    def candidates(self) -> RowsModel:
        return self._candidates

    @Property(QObject, constant=True)
    def people(self) -> RowsModel:
        return self._people

    @Property(str, notify=guessed)
    def told(self) -> str:
        """What stands above the candidates, or in their place while there are none."""
        return self._told

    def build_for(self, params: dict[str, Any]) -> Build:
        return write_build(str(params.get("written") or ""))

    def take(self, state: WriteState) -> None:
        super().take(state)
        self._people.replace(state.people)
        self._tell("" if state.among else W.name_is_whole)

    @Slot("QVariantMap")  # type: ignore[arg-type]
    def start(self, params: dict[str, Any]) -> None:
        super().start(params)
        if self._hand is not None:
            self._hand.wake()

    @Slot()
    def stop(self) -> None:
        super().stop()
        self.wipe()
        self._sheet = None
        self._people.replace(())
        if self._hand is not None:
            self._hand.forget()

    # -- the sheet ----------------------------------------------------------------------------
    @Slot(QObject)
    def lend(self, sheet: QObject) -> None:
        """The sheet that is written on; it is wiped with every character and on leaving."""
        assert isinstance(sheet, InkSheet)  # type: ignore[arg-type]
        self._sheet = sheet

    @Slot()
    def lifted(self) -> None:
        """The finger has left the sheet: ask what stands on it so far."""
        strokes = self._sheet.strokes if self._sheet is not None else []
        if not strokes:
            self.wipe()
        elif self._hand is None or not self._hand.available:
            self._tell(W.not_read)
        elif self.state is not None and self.state.among:
            self._number = self._hand.ask(strokes, self.state.among)

    @Slot()
    def take_back(self) -> None:
        """退一笔."""
        if self._sheet is not None:
            self._sheet.take_back()
            self.lifted()

    @Slot()
    def wipe(self) -> None:
        """重写: the sheet is empty, nothing is offered, an answer on its way is dropped."""
        self._number = 0
        if self._sheet is not None:
            self._sheet.clear()
        self._candidates.replace(())
        self._tell("" if self.state is None or self.state.among else W.name_is_whole)

    # -- the name -----------------------------------------------------------------------------
    @Slot(result=str)
    def written(self) -> str:
        return str(self.param("written") or "")

    @Slot(str)
    def choose(self, character: str) -> None:
        """A candidate is right: it goes into its box."""
        self.wipe()
        self.set_param("written", self.written() + character)

    @Slot(int)
    def rewrite(self, place: int) -> None:
        """Write this box again; what follows it depended on it and goes too."""
        self.wipe()
        self.set_param("written", self.written()[:place])

    def _take_guess(self, number: int, candidates: list[str]) -> None:
        if number != self._number or self.state is None:
            return
        self._number = 0
        shown = [Candidate(c, c) for c in candidates[:CANDIDATES]]
        self._candidates.replace(shown)
        self._tell(W.which_character if shown else W.not_read)

    def _tell(self, words: str) -> None:
        self._told = words
        self.guessed.emit()


def write_build(written: str) -> Callable[[Board, Facts], WriteState | None]:
    """A reader of who begins with ``written`` and which characters may follow."""

    def build(board: Board, facts: Facts) -> WriteState | None:
        everybody = board.find_names(limit=1)
        if not everybody:
            return None
        hits = board.find_names(prefix=written, limit=MOST)
        place = len(written)
        among = "".join(dict.fromkeys(h.name[place] for h in hits if len(h.name) > place))
        if place >= BOXES:
            among = ""
        people = _worth_listing(hits, written, bool(among)) if written else ()
        count = len({h.recipient_id for h in hits})
        return WriteState(
            title="手写找名字",
            meta="用手指写户主的名字，一次写一个字",
            warning=facts.stale_warning,
            boxes=tuple(_box(n, written, facts, bool(among)) for n in range(BOXES)),
            among=among,
            found=_found(count, bool(people)) if written else "",
            people=name_keys(people, facts),
        )

    return build


def _found(count: int, listed: bool) -> str:
    return f"像这样的户主　{count:,} 户" + ("" if listed else "，接着写")


def _box(place: int, written: str, facts: Facts, goes_on: bool) -> Box:
    label = f"第{place + 1}个字"
    character = facts.safe(written[place]) if place < len(written) else ""
    active = place == len(written) and goes_on
    name = f"{label}，{character}，重写" if character else label
    return Box(label, character, name, active, bool(character))


def _worth_listing(hits: Sequence[NameHit], written: str, goes_on: bool) -> Sequence[NameHit]:
    """All when they are few or no character is left to write; else those whose whole name is written."""
    if len({h.recipient_id for h in hits}) <= FEW or not goes_on:
        return hits
    return [h for h in hits if h.name == written]
