"""Helpers of layout for QML: where blocks break and how wide a table's columns are."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.ui.models.cells import ColumnSpec, column_widths, head_lines, is_roomy
from kiosk.ui.models.paging import deal, page_count

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Layout(QObject):
    """Pure functions; lengths are pixels."""

    @Slot("QVariantMap", result="QVariantMap")  # type: ignore[arg-type]
    def deal(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """``{heights, room, spacing, columns, keep, heads}`` → ``{pages, spots: [{page, column, y}]}``."""
        spots = deal(
            [float(h) for h in wanted["heights"]],
            float(wanted["room"]),
            spacing=float(wanted.get("spacing", 0.0)),
            columns=int(wanted.get("columns", 1)),
            keep_with_next=[bool(k) for k in wanted.get("keep", [])],
            heads=[float(h) for h in wanted.get("heads", [])],
        )
        return {
            "pages": page_count(spots),
            "spots": [{"page": s.page, "column": s.column, "y": s.y} for s in spots],
        }

    @Slot("QVariantList", float, float, result="QVariantList")  # type: ignore[arg-type]
    def widths(self, columns: list[dict[str, Any]], room: float, size: float) -> list[float]:
        """Pixel widths of a table's columns at text size ``size``; empty when it must become cards."""
        return [w * size for w in column_widths(_specs(columns), room / size if size > 0 else 0.0)]

    @Slot("QVariantList", float, float, result=bool)  # type: ignore[arg-type]
    def is_roomy(self, columns: list[dict[str, Any]], room: float, size: float) -> bool:
        """Whether the table stands at text size ``size`` without a wrapped word."""
        return size > 0 and is_roomy(_specs(columns), room / size)

    @Slot("QVariantList", "QVariantList", float, float, result=int)  # type: ignore[arg-type]
    def head_lines(self, columns: list[dict[str, Any]], widths: list[float], size: float, pad: float) -> int:
        """Lines of the tallest column head at these pixel widths."""
        return head_lines([c["head"] for c in columns], widths, size, pad)


def _specs(columns: list[dict[str, Any]]) -> list[ColumnSpec]:
    return [ColumnSpec(c["head"], c["weight"], c["right"], c["short"]) for c in columns]
