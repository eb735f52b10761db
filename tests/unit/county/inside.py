"""Reading and checking within this process: the child's work without the child, a few milliseconds a file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.county.checking.child import Job, work
from kiosk.county.checking.run import unpack_chunk
from kiosk.county.reading import wire
from kiosk.county.rows import Chunk
from tests.unit.county import makers as m


@dataclass(frozen=True, slots=True)
class Found:
    """Chunks, lines read, problems: (row, column, code, message, village), for a sheet not read (code,)."""

    chunks: list[Chunk]
    problems: list[tuple[Any, ...]]
    read: int

    def lines(self, *names: str) -> list[tuple[Any, ...]]:
        """Several columns side by side over all chunks."""
        return lines(self.chunks, names)

    def column(self, name: str) -> list[Any]:
        return [v for c in self.chunks for v in getattr(c, name)]

    def codes(self) -> list[Any]:
        """(row, code) of every problem of a line or sheet, code of every sheet that was not read."""
        return [p[0] if len(p) == 1 else (p[0], p[2]) for p in self.problems]


def in_process(path: Path, *, quick: bool = True, **changes: Any) -> Found:
    """What the child would send."""
    out = io.BytesIO()
    work(Job(str(path), "check", m.setting(**changes), None, quick), out)
    out.seek(0)
    chunks: list[Chunk] = []
    problems: list[tuple[Any, ...]] = []
    read = 0
    while (message := wire.receive(out)) is not None:
        if message["t"] == "chunk":
            chunks.append(unpack_chunk(path.name, message))
        elif message["t"] == "problems":
            problems += [tuple(p[:5]) for p in message["list"]]
        elif message["t"] == "sheet_end":
            read += message["read"]
        elif message["t"] == "sheet_fault":
            problems.append((message["code"],))
    return Found(chunks, problems, read)


def lines(chunks: Sequence[Chunk], names: Sequence[str]) -> list[tuple[Any, ...]]:
    return [line for c in chunks for line in zip(*(getattr(c, n) for n in names), strict=True)]
