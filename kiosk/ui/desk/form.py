"""What the simpler pages of the desk share: rows to look at or choose, digits to press, keys below.

A page gives a :class:`FormState`; ``qml/desk/DeskForm.qml`` draws it.  Steps of a page (choose, confirm,
see the result) live in the view-model and go with the page.
"""

# PySide's stubs do not know that C++ types may be named by text, e.g. "QVariantMap".
# pyright: reportArgumentType=false

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.ui.desk.model import DeskModel
from kiosk.ui.models.rows import RowsModel


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line: title, one line of facts, a word at the right or a chip; ``opens`` makes it a key."""

    code: str
    title: str
    meta: str = ""
    side: str = ""
    icon: str = ""
    chip_state: str = ""
    chip: str = ""
    chip_icon: str = ""
    opens: bool = True
    alarmed: bool = False


@dataclass(frozen=True, slots=True)
class FormKey:
    """A key below; ``kind`` as of the kit's Key."""

    code: str
    label: str
    icon: str = ""
    kind: str = "plain"
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class FormState:
    """``lead``: a sentence above; ``figure``: something to be read from afar (a code); ``places``: digits to
    press, 0 for none; ``back``: there is a step before this one; ``busy``: nobody is sent away meanwhile."""

    title: str
    meta: str = ""
    rows: tuple[FormRow, ...] = ()
    keys: tuple[FormKey, ...] = ()
    lead: str = ""
    figure: str = ""
    places: int = 0
    back: bool = False
    busy: bool = False


AT_ONCE = 40
"""Rows given to the page at a time: each is made, on whichever of its pages it stands."""


def ticked(row: FormRow, is_ticked: bool) -> FormRow:
    """A row of one line that can be switched on and off: 已选 stands beside it, no line more."""
    return replace(row, icon="circle-check" if is_ticked else "circle", side="已选" if is_ticked else "")


def chosen(row: FormRow, is_chosen: bool = True) -> FormRow:
    """The row with 已选 on it."""
    return replace(row, chip_state="ok", chip="已选", chip_icon="check") if is_chosen else row


class FormModel(DeskModel):
    """Base; not itself a QML type. Subclasses give ``build_desk`` → :class:`FormState` and override
    ``choose``, ``act``, ``digits_full`` and ``step_back``; ``asked`` names a page to be opened with its
    parameters."""

    LEFT_OUT = frozenset({"rows"})
    form_changed = Signal()
    asked = Signal(str, "QVariantMap")

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = RowsModel(FormRow, self)
        self._digits = ""
        self._first = 0
        self._turning = False
        self._all: tuple[FormRow, ...] = ()
        self.changed.connect(self.form_changed)

    @Property(QObject, constant=True)
    def rows(self) -> RowsModel:
        return self._rows

    @Property("QVariantMap", notify=form_changed)
    def said(self) -> dict[str, Any]:
        """How many digits are pressed, the sentence of the last deed, and which part of a very long list is
        shown: ``part`` of ``parts``, ``tail`` how full the last one is."""
        parts = max(1, -(-len(self._all) // AT_ONCE))
        return {
            "pressed": len(self._digits),
            "note": self.note,
            "problem": self.is_problem,
            "part": self._first // AT_ONCE,
            "parts": parts,
            "tail": (len(self._all) - (parts - 1) * AT_ONCE) / AT_ONCE,
        }

    def take(self, state: FormState) -> None:
        super().take(state)
        self._turning = False
        if [row.code for row in self._all] != [row.code for row in state.rows]:
            # Rows of another step would be measured with the words of the one before.
            self._rows.replace(())
        self._all = state.rows
        self._first = min(self._first, max(0, (len(self._all) - 1) // AT_ONCE * AT_ONCE))
        self._deal()

    def _deal(self) -> None:
        self._rows.replace(self._all[self._first : self._first + AT_ONCE])

    @Slot(int)
    def more(self, steps: int) -> None:
        """The next rows of a very long list (1), or those before (−1)."""
        self._first = max(0, self._first + steps * AT_ONCE)
        self._deal()
        self.changed.emit()

    @Slot()
    def stop(self) -> None:
        self._digits, self._first, self._all, self._turning = "", 0, (), False
        super().stop()
        self._rows.replace(())

    @Slot(str)
    def press(self, sign: str) -> None:
        """A digit; '' takes the last one away. The last digit acts by itself."""
        places = self.state.places if self.state is not None else 0
        if not places:
            return
        self.note = ""
        self._digits = (self._digits + sign)[:places] if sign else self._digits[:-1]
        self.changed.emit()
        if len(self._digits) == places:
            digits, self._digits = self._digits, ""
            self.digits_full(digits)

    @Slot(str)
    def press_row(self, code: str) -> None:
        """As :meth:`choose`; not while another step is on its way: what stands there is of the one before."""
        if not self._turning:
            self.choose(code)

    @Slot(str)
    def press_key(self, code: str) -> None:
        """As :meth:`act`, likewise."""
        if not self._turning:
            self.act(code)

    @Slot(str)
    def choose(self, code: str) -> None:
        """A row was pressed."""

    @Slot(str)
    def act(self, code: str) -> None:
        """A key below was pressed."""

    @Slot(result=bool)
    def step_back(self) -> bool:
        """返回 was pressed: False when there is no step before and the page is to be left."""
        return False

    def digits_full(self, digits: str) -> None:
        """All digits are pressed."""

    def turn_to(self, *, note: str = "", problem: bool = False) -> None:
        """Another step: read again, with a sentence or none."""
        self._digits, self._first = "", 0
        self.note, self.is_problem = note, problem
        self._turning = True
        self.reload()

    def _performed(self, numbered: tuple[int, Any]) -> None:
        self._turning = True
        super()._performed(numbered)

    def _refused(self, error: BaseException) -> None:
        self._turning = True
        super()._refused(error)

    def _fail(self, error: object) -> None:
        self._turning = False
        super()._fail(error)
