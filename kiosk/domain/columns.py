"""What a column label of ``publish_columns`` means: which payout CSV column holds it.

Data: ``catalog/columns.csv`` (``label,column,kind,note``), replaceable by the county.  Several
labels may share a column in different programmes; within one programme each column is used once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, cast

from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.payout import PAYOUT_COLUMNS
from kiosk.domain.programmes import Programme
from kiosk.domain.tables import read_rows

ColumnKind = Literal["text", "number", "money", "date"]
HIDDEN = "none"
"""The column of a label that says there is nothing to publish (不公布)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A published column. ``kind`` says how its cells are written and aligned."""

    label: str
    column: str
    kind: ColumnKind


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """Published labels → payout columns."""

    by_label: Mapping[str, Column]

    def of_programme(self, programme: Programme) -> tuple[Column, ...]:
        """The programme's published columns in their order, without 不公布.

        Raises SenderFault ``reference_columns`` for a label the table does not know, or two labels
        of the programme in one column.
        """
        columns: list[Column] = []
        for label in programme.publish_columns:
            column = self.by_label.get(label)
            if column is None:
                raise SenderFault(
                    "reference_columns",
                    f"补贴项目 {programme.id} 的公布列“{label}”不在列对照表里。请在列对照表里补上再发。",
                    place=Place(column="publish_columns"),
                )
            if column.column == HIDDEN:
                continue
            if any(c.column == column.column for c in columns):
                raise SenderFault(
                    "reference_columns",
                    f"补贴项目 {programme.id} 的“{label}”和另一列对到了同一处。请在列对照表里改正再发。",
                    place=Place(column="publish_columns"),
                )
            columns.append(column)
        return tuple(columns)


def load_columns(text: str, *, file: str = "columns.csv") -> ColumnTable:
    """The table of a CSV ``label,column,kind,note``; SenderFault with row and column when it is wrong."""
    found: dict[str, Column] = {}
    for row in read_rows(text, file=file, columns=("label", "column", "kind"), optional=("note",)):
        label = row.needed("label")
        if label in found:
            raise row.fault("label", "这个列名写了两次。请删掉一行再发。", "reference_duplicate")
        column = row.one_of("column", (*PAYOUT_COLUMNS, HIDDEN))
        kind = cast(ColumnKind, row.one_of("kind", ("text", "number", "money", "date")))
        found[label] = Column(label, column, kind)
    return ColumnTable(MappingProxyType(found))


def total_words(columns: Sequence[Column]) -> tuple[str, str]:
    """(label, word) of what a programme without a list counts: (人数, 人), (户数, 户) or (人次, 人次)."""
    label = next((c.label for c in columns if c.column == "persons"), "人数")
    return label, {"户数": "户", "人次": "人次"}.get(label, "人")


def count_word(columns: Sequence[Column]) -> str:
    """户, 人, 家 or 项: what one line of the list is, after the label of its name column."""
    label = next((c.label for c in columns if c.column == "name"), "")
    if "主体" in label:
        return "家"
    if "户" in label:
        return "户"
    return "人" if label else "项"
