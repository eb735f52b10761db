"""One publication of the village: written, checked by the supervision body, published, corrected, withdrawn.

Files come from a stick on the maker thread; a table is read in its child process there.
"""

# PySide's stubs do not know that C++ types may be named by text.
# pyright: reportArgumentType=false

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from kiosk.desk.access import Refused
from kiosk.store.drafts import Content, Draft
from kiosk.ui.desk import draftdeeds as deeds
from kiosk.ui.desk.draftlook import DraftState
from kiosk.ui.desk.draftsteps import Held, Step, draft_state
from kiosk.ui.desk.form import FormModel
from kiosk.ui.desk.model import DeskBuild, sentence_of
from kiosk.ui.desk.stickfiles import FileKind, StickFile, Words, find_files, read_picture, read_words
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.nav import PAGES
from kiosk.ui.viewmodels.tables import Block

if TYPE_CHECKING:
    from kiosk.ui.desk.tablefile import TableFile

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

_KINDS: dict[str, FileKind] = {"table": "table", "picture": "picture", "text": "text"}
_AMOUNT = re.compile(r"-?[0-9]{0,10}(?:\.[0-9]{0,2})?")
_BACK: dict[Step, Step] = {
    "cell": "table", "files": "put", "read": "files", "sheet": "read", "head": "read", "nothing": "put",
    "picture": "pictures", "pin": "look", "really_withdraw": "withdraw",
}  # fmt: skip
"""Step → the one before, where that is not the draft itself."""
HEAD_LINES = 15
"""So many lines of a sheet are offered as the line of its column names."""


@QmlElement
class DeskDraftVM(FormModel):
    """Param ``id``. ``made`` tells the id of a new version, ``gone`` that the draft was thrown away."""

    LEFT_OUT = frozenset({"rows", "blocks", "picture", "own"})
    made = Signal(int)
    gone = Signal()
    drawn = Signal()
    amount_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held = Held()
        self._text = ""
        self._image = QImage()
        self._blocks = RowsModel(Block, self)

    # -- for QML ----------------------------------------------------------------------------
    @Property(QImage, notify=drawn)
    def image(self) -> QImage:
        """The picture that is looked at."""
        return self._image

    @Property(QObject, constant=True)
    def blocks(self) -> RowsModel:
        """What villagers will see."""
        return self._blocks

    @Property(str, notify=amount_changed)
    def amount(self) -> str:
        """The number as far as it is pressed."""
        return self._text

    @Slot(str)
    def press_amount(self, sign: str) -> None:
        """A digit, the point, the minus (on and off); '' takes the last sign away."""
        text = self._text
        if sign == "-":
            text = text[1:] if text.startswith("-") else f"-{text}"
        else:
            text = text + sign if sign else text[:-1]
        if _AMOUNT.fullmatch(text):
            self._text = text
            self.amount_changed.emit()

    @Slot()
    def stop(self) -> None:
        self._held, self._text, self._image = Held(), "", QImage()
        super().stop()
        self._blocks.replace(())
        self.drawn.emit()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(draft_state, self._id, self._held)

    def take(self, state: DraftState) -> None:
        super().take(state)
        self._blocks.replace(state.blocks)
        self._image = QImage.fromData(state.picture) if state.picture else QImage()
        self.drawn.emit()

    @property
    def _id(self) -> int:
        return int(self.param("id") or 0)

    # -- keys and rows ----------------------------------------------------------------------
    @Slot(str)
    def choose(self, code: str) -> None:
        match self._held.step:
            case "look" | "table":
                self._open_part(code)
            case "put":
                self._put(code)
            case "title":
                self._write(partial(deeds.with_title, code))
            case "period":
                self.perform(partial(deeds.set_period, self._id, code), self._back_to_look)
            case "until":
                day = code.removeprefix("day:")
                self._write(partial(deeds.with_until, date.fromisoformat(day) if day else None))
            case "pictures":
                self._go("picture", picture=int(code))
            case "picture":
                name = partial(deeds.name_picture, self._id, self._held.picture, code)
                self.perform(name, self._picture_done)
            case "read":
                self.act(code)
            case "files":
                self._take_file(self._held.files[int(code)])
            case "sheet":
                self._read(sheet=code)
            case "head":
                self._read(sheet=self._sheet, head_row=int(code))
            case "checker":
                self._go("pin", person=int(code))
            case "back_note":
                self._held = replace(self._held, note=code)
                self._to_checker()
            case "correct":
                self.perform(partial(deeds.correct, self._disclosure, code), self._corrected)
            case "withdraw":
                self._go("really_withdraw", note=code)
            case _:
                pass

    @Slot(str)
    def act(self, code: str) -> None:
        draft_id = self._id
        match code:
            case "put" | "preview" | "drop" | "publish" | "correct" | "withdraw":
                self._go(code)
            case "send":
                self.perform(partial(deeds.send, draft_id), self._back_to_look)
            case "take_back":
                self.perform(partial(deeds.take_back, draft_id), self._back_to_look)
            case "check":
                self._held = Held(titles=self._held.titles)
                self._to_checker()
            case "send_back":
                self._go("back_note")
            case "really_drop":
                self.perform(partial(deeds.drop, draft_id), self._dropped)
            case "really_nothing":
                self.perform(partial(deeds.nothing_happened, draft_id), self._back_to_look)
            case "really_publish":
                self.perform(partial(deeds.publish, draft_id), self._back_to_look)
            case "really_withdraw":
                work = partial(deeds.withdraw, self._disclosure, self._held.note)
                self.perform(work, self._back_to_look)
            case "table" | "picture" | "text":
                self._look_for(_KINDS[code])
            case "no_table":
                self._write(deeds.without_table)
            case "no_text":
                self._write(partial(deeds.with_body, ""))
            case "no_picture":
                work = partial(deeds.drop_picture, draft_id, self._held.picture)
                self.perform(work, self._picture_done)
            case "take" if self._held.read is not None:
                self._write(partial(deeds.with_table, self._held.read))
            case "sheet":
                self._go("sheet")
            case "head":
                self._ask_head()
            case "keep":
                row, column = self._held.cell
                self._write(partial(deeds.with_cell, row, column, self._text), self._cell_kept)
            case "print" if "desk-print" in PAGES:
                about = {"item": self.state.item, "type": "disclosure", "id": self._disclosure}
                self.asked.emit("desk-print", about)
            case _ if code.startswith("column:"):
                self._to_cell(self._held.cell[0], int(code.removeprefix("column:")))
            case _:
                pass

    @Slot(result=bool)
    def step_back(self) -> bool:
        step = self._held.step
        if step == "look":
            return False
        before = _BACK.get(step, "look")
        if before == "files" and not self._held.files:
            before = "put"
        self._go(before)
        return True

    def digits_full(self, digits: str) -> None:
        held = self._held
        if held.note:
            work = partial(deeds.send_back, self._id, held.person, digits, held.note)
        else:
            work = partial(deeds.check, self._id, held.person, digits)
        self.perform(work, self._vouched)

    # -- steps ------------------------------------------------------------------------------
    @property
    def _disclosure(self) -> str:
        return self.state.disclosure_id if self.state is not None else ""

    @property
    def _sheet(self) -> str | None:
        return self._held.read.sheet if self._held.read is not None else None

    def _go(self, step: Step, **changes: Any) -> None:
        if step == "look":
            self._held = Held(titles=self._held.titles)
        else:
            self._held = replace(self._held, step=step, **changes)
        self.turn_to()

    def _open_part(self, code: str) -> None:
        if code.startswith("do:"):
            self.act(code.removeprefix("do:"))
        elif code.startswith("cell:"):
            row, column = code.removeprefix("cell:").split(":")
            self._to_cell(int(row), int(column))
        elif code:
            self._go(code)  # pyright: ignore[reportArgumentType]

    def _to_cell(self, row: int, column: int) -> None:
        self._text = ""
        self.amount_changed.emit()
        self._go("cell", cell=(row, column))

    def _to_checker(self) -> None:
        """Who vouches: chosen only where several may."""
        self.perform(partial(_checkers, self._id), self._checkers_known)

    def _checkers_known(self, ids: tuple[int, ...]) -> None:
        own = self.person.id if self.person is not None else 0
        only = own if own in ids else ids[0] if len(ids) == 1 else 0
        self._held = replace(self._held, step="pin" if only else "checker", person=only)

    def _put(self, code: str) -> None:
        if code in _KINDS:
            self._look_for(_KINDS[code])
        elif code == "figures":
            self.perform(partial(_figures, self._id), self._figures_made)
        elif code == "nothing":
            self._go("nothing")

    def _figures_made(self, _draft: Draft) -> None:
        self._held = replace(self._held, step="table")

    # -- deeds ------------------------------------------------------------------------------
    def _write(
        self, change: Callable[[Content], Content], done: Callable[[Any], None] | None = None
    ) -> None:
        self.perform(partial(deeds.write, self._id, change), done or self._back_to_look)

    def _back_to_look(self, _draft: Any) -> None:
        self._held = Held(titles=self._held.titles)

    def _cell_kept(self, _draft: Draft) -> None:
        self._held = replace(self._held, step="table")

    def _picture_done(self, draft: Draft) -> None:
        self._held = replace(self._held, step="pictures" if draft.pictures else "look", picture=0)

    def _picture_in(self, draft: Draft) -> None:
        self._held = replace(self._held, step="picture", picture=draft.pictures[-1].id)

    def _vouched(self, result: Draft | Refused) -> None:
        if isinstance(result, Refused):
            self.note, self.is_problem = result.sentence, True
            return
        self._back_to_look(None)

    def _corrected(self, draft_id: int) -> None:
        self.made.emit(draft_id)

    def _dropped(self, _none: None) -> None:
        self.gone.emit()

    # -- sticks -----------------------------------------------------------------------------
    def _look_for(self, kind: FileKind) -> None:
        self._held = replace(self._held, kind=kind)
        self.say("正在看 U 盘…")
        self._lent.runner.task(partial(find_files, kind), self._files_found, self._task_failed)

    def _files_found(self, files: tuple[StickFile, ...]) -> None:
        if self._open:
            self._go("files", files=files)

    def _take_file(self, file: StickFile) -> None:
        self._held = replace(self._held, path=file.path)
        kind = self._held.kind
        if kind == "table":
            self._read()
        elif kind == "text":
            self.say("正在读…")
            work = partial(read_words, file.path, self._own)
            self._lent.runner.task(work, self._text_read, self._task_failed)
        else:
            self.say("正在读…")
            self._lent.runner.task(partial(read_picture, file.path), self._picture_read, self._task_failed)

    def _read(self, *, sheet: str | None = None, head_row: int | None = None) -> None:
        path = self._held.path
        if path is None or self.state is None:
            return
        self.say("正在读表格…")
        work = partial(_table_of, path, sheet, head_row, self._own)
        self._lent.runner.task(work, self._table_read, self._table_failed)

    @property
    def _own(self) -> frozenset[str]:
        return self.state.own if self.state is not None else frozenset()

    def _table_read(self, read: TableFile) -> None:
        if self._open:
            titles = tuple(dict.fromkeys((*read.titles, *self._held.titles)))[:8]
            self._go("read", read=read, titles=titles)

    def _table_failed(self, error: BaseException) -> None:
        if self._open and getattr(error, "code", "") == "nothing_read" and self._held.step != "head":
            self.note, self.is_problem = sentence_of(error), True
            self._ask_head()
        else:
            self._task_failed(error)

    def _ask_head(self) -> None:
        path = self._held.path
        if path is not None:
            work = partial(_lines_of, path, self._sheet)
            self._lent.runner.task(work, self._lines_known, self._task_failed)

    def _lines_known(self, lines: tuple[tuple[int, str], ...]) -> None:
        if self._open and lines:
            note, problem = self.note, self.is_problem
            self._held = replace(self._held, step="head", lines=lines)
            self.turn_to(note=note if problem else "", problem=problem)

    def _text_read(self, words: Words) -> None:
        if self._open:
            first = words.text.split("\n", 1)[0].lstrip("# ").strip()
            self._held = replace(self._held, titles=(first, *self._held.titles)[:8])
            done = self._some_words_in if words.left_out else None
            self._write(partial(deeds.with_body, words.text), done)

    def _some_words_in(self, draft: Draft) -> None:
        self._back_to_look(draft)
        self.note, self.is_problem = "有身份证号、手机号的句子没有放进来，请看一遍。", True

    def _picture_read(self, data: bytes) -> None:
        if self._open and self.state is not None:
            work = partial(deeds.add_picture, self._id, data, "")
            self.perform(work, self._picture_in)

    def _task_failed(self, error: BaseException) -> None:
        if self._open:
            self.say(sentence_of(error), problem=True)


def _checkers(draft_id: int, tools: Any) -> tuple[int, ...]:
    return tuple(person.id for person in tools.publishing.checkers(draft_id))


def _figures(draft_id: int, tools: Any) -> Draft:
    content = tools.publishing.draft(draft_id).content
    lines = deeds.figure_lines(tools.facts.catalogue.by_id[content.catalogue_ids[0]])
    return deeds.write(draft_id, partial(deeds.with_figures, lines), tools)


def _table_of(path: Path, sheet: str | None, head_row: int | None, own: frozenset[str]) -> TableFile:
    from kiosk.ui.desk.tablefile import read_table_file

    return read_table_file(path, sheet=sheet, head_row=head_row, own_numbers=own)


def _lines_of(path: Path, name: str | None) -> tuple[tuple[int, str], ...]:
    """The first lines of a sheet, to choose the one of the column names."""
    from kiosk.ui.desk.tablefile import first_lines

    return first_lines(path, name, HEAD_LINES)
