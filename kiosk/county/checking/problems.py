"""Problems of a sheet on their way out, in batches, with a bound: a million of one kind helps nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kiosk.county.checking.words import ERRORS, SENTENCES

MAX_ERRORS = 20_000
MAX_WARNINGS = 200
"""A sheet's problems beyond these are counted and said in one line a code."""


class ProblemBook:
    """Collects and emits ``{"t": "problems", "list": [[row, column, code, message, village, blocks]]}``."""

    def __init__(self, file: str, sheet: str, emit: Callable[[dict[str, Any]], None]) -> None:
        self._emit = emit
        self._waiting: list[list[object]] = []
        self._count: dict[str, int] = {}
        self._hidden_blocks: set[str] = set()

    def add(
        self, row: int | None, column: str, code: str, village: str, message: str = "",
        blocks: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """A problem; ``message`` where the code's usual sentence does not do, ``blocks`` further villages."""
        count = self._count[code] = self._count.get(code, 0) + 1
        if count <= (MAX_ERRORS if code in ERRORS else MAX_WARNINGS):
            self._waiting.append([row, column, code, message or SENTENCES[code], village, list(blocks)])
        elif code in ERRORS:
            self._hidden_blocks.update({village, *blocks} - {""})

    def flush(self) -> None:
        """Sends what is waiting."""
        if self._waiting:
            self._emit({"t": "problems", "list": self._waiting})
            self._waiting = []

    def close(self) -> None:
        """Says how many were left out, and sends the rest."""
        for code, count in self._count.items():
            limit = MAX_ERRORS if code in ERRORS else MAX_WARNINGS
            if count > limit:
                what = "多半是整列的问题，请先改好列里的通病再来" if code in ERRORS else "请照样核对"
                self._waiting.append([
                    None, "", code if code not in ERRORS else "too_many",
                    f"同样的问题还有{count - limit}行，没有一一列出；{what}。", "",
                    sorted(self._hidden_blocks),
                ])  # fmt: skip
        self.flush()
