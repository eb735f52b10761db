"""A list model over frozen dataclass rows: every field is a role, nothing is fetched.

Replacing the rows keeps the delegates whose row is equal, so that an update arriving while
somebody reads moves nothing on the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject

_FIRST_ROLE = 0x0100 + 1
"""After ``Qt.ItemDataRole.UserRole``, by number: naming it loads all of Qt's enumerations, 14 ms."""


class RowsModel(QAbstractListModel):
    """Rows of one dataclass type; role names are the field names in camelCase.

    Tuples become lists and nested dataclasses become maps, which is what QML understands.
    """

    def __init__(self, row_type: type[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = [f.name for f in fields(row_type)]
        self._roles = {
            _FIRST_ROLE + i: QByteArray(camel(name).encode()) for i, name in enumerate(self._names)
        }
        self._rows: tuple[Any, ...] = ()

    @property
    def rows(self) -> tuple[Any, ...]:
        return self._rows

    def roleNames(self) -> dict[int, QByteArray]:
        return self._roles

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        place = role - _FIRST_ROLE
        if not 0 <= place < len(self._names):
            return None
        return plain(getattr(self._rows[index.row()], self._names[place]))

    def replace(self, rows: Sequence[Any]) -> None:
        """Show these rows; equal rows at the same place keep their delegates."""
        new, old = tuple(rows), self._rows
        shared = min(len(new), len(old))
        if len(old) > shared:
            self.beginRemoveRows(QModelIndex(), shared, len(old) - 1)
            self._rows = old[:shared]
            self.endRemoveRows()
        self._rows = new[:shared]
        for i in range(shared):
            if new[i] != old[i]:
                at = self.index(i)
                self.dataChanged.emit(at, at)
        if len(new) > shared:
            self.beginInsertRows(QModelIndex(), shared, len(new) - 1)
            self._rows = new
            self.endInsertRows()


def camel(name: str) -> str:
    """``meta_line`` → ``metaLine``."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def plain(value: Any) -> Any:
    """A value QML can read: tuples as lists, dataclasses as maps with camelCase keys."""
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if hasattr(value, "__dataclass_fields__"):
        return {camel(f.name): plain(getattr(value, f.name)) for f in fields(value)}
    return value
