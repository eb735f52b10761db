"""Accepted lines on their way from the files to the villages, so that a big file needs little memory.

Lines come in the order of the files and leave by unit and programme.  In between they lie in the
workspace's own temporary folder, with ID numbers already turned into keyed hashes.
"""

from __future__ import annotations

import marshal
import shutil
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

from kiosk.county.rows import Chunk
from kiosk.county.workspace import disk_fault

TEXTS = ("group", "name", "qty", "rate", "paid_on", "paid_how", "note", "x1", "x2", "x3", "x4")
NUMBERS = ("months", "persons", "due_cents")
COLUMNS = (*TEXTS, *NUMBERS)
_FLUSH_BYTES = 1 << 16
_FEW = 20
"""So many villages in a chunk are looked for one by one."""
_NO_REFERENCES = 2
"""Marshal version without a table of repeated objects: twice as fast for columns of strings."""
Key = tuple[str, str]
"""(village code, programme id)."""


@dataclass(slots=True)
class Lines:
    """The accepted lines of one unit and programme as columns, in the order of the source.

    ``sources`` are (file, sheet) by number, ``source`` says which a line came from.
    """

    programme_id: str
    qty_unit: str = ""
    rate_unit: str = ""
    several: bool = False
    approved: bool = False
    row: list[int] = field(default_factory=list[int])
    source: list[int] = field(default_factory=list[int])
    hash: list[str] = field(default_factory=list[str])
    cents: list[int] = field(default_factory=list[int])
    cells: dict[str, list[Any]] = field(default_factory=lambda: {c: list[Any]() for c in COLUMNS})
    sources: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def __len__(self) -> int:
        return len(self.cents)


class Spool:
    """Takes chunks in, gives Lines out. A context manager: its folder goes away at the end."""

    def __init__(self, folder: Path, hash_ids: Callable[[Sequence[str]], list[str]]) -> None:
        self._folder, self._hash = folder, hash_ids
        self._buffers: dict[Key, bytearray] = {}
        self._written: set[Key] = set()
        self._sources: dict[tuple[str, str], int] = {}

    def __enter__(self) -> Spool:
        try:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
        except OSError as error:
            raise disk_fault(error, self._folder) from error
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, chunk: Chunk) -> None:
        """Take the lines of a chunk in; EnvironmentFault when the disk is full."""
        number = self._sources.setdefault((chunk.file, chunk.sheet), len(self._sources))
        columns: dict[str, Sequence[Any]] = {name: getattr(chunk, name) for name in COLUMNS}
        columns["row"] = chunk.row
        columns["cents"] = chunk.cents
        columns["hash"] = self._hash(chunk.idno)
        columns = {k: _constant(v) for k, v in columns.items()}
        head = (number, chunk.qty_unit, chunk.rate_unit, chunk.several, chunk.approved)
        codes = chunk.village_code
        if codes.count(codes[0]) == len(codes):
            whole = {k: _packed(v) for k, v in columns.items()}
            self._put((codes[0], chunk.programme_id), (head, len(codes), whole))
            return
        stretches = _stretches(codes)
        if stretches is not None:
            for code, stretch in stretches.items():
                cut = {k: v if isinstance(v, tuple) else _packed(v[stretch]) for k, v in columns.items()}
                self._put((code, chunk.programme_id), (head, stretch.stop - stretch.start, cut))
            return
        for code, places in _by_village(codes).items():
            pick = itemgetter(*places) if len(places) > 1 else None
            part: dict[str, Any] = {}
            for name, column in columns.items():
                if isinstance(column, tuple):
                    part[name] = column
                else:
                    part[name] = _packed(list(pick(column)) if pick else [column[places[0]]])
            self._put((code, chunk.programme_id), (head, len(places), part))

    def _put(self, key: Key, block: tuple[Any, ...]) -> None:
        buffer = self._buffers.setdefault(key, bytearray())
        buffer += marshal.dumps(block, _NO_REFERENCES)
        if len(buffer) >= _FLUSH_BYTES:
            self._flush(key)

    def _flush(self, key: Key) -> None:
        path = _path(self._folder, key)
        try:
            with path.open("ab") as out:
                out.write(self._buffers.pop(key))
        except OSError as error:
            raise disk_fault(error, path) from error
        self._written.add(key)

    def settle(self) -> SpoolReader:
        """Everything to the disk; what is read from now on, also by other processes."""
        for key in list(self._buffers):
            self._flush(key)
        return SpoolReader(self._folder, tuple(sorted(self._written)), tuple(self._sources))


@dataclass(frozen=True, slots=True)
class SpoolReader:
    """A settled spool. ``sources`` are (file, sheet) by number."""

    folder: Path
    keys: tuple[Key, ...]
    sources: tuple[tuple[str, str], ...]

    def villages(self) -> list[str]:
        """Codes of the units with lines, in order."""
        return sorted({code for code, _ in self.keys})

    def lines(self, village_code: str) -> Iterator[Lines]:
        """The lines of a unit, one Lines a programme, in the order of programme ids."""
        for key in self.keys:
            if key[0] != village_code:
                continue
            found = Lines(key[1], sources=list(self.sources))
            for (number, qty_unit, rate_unit, several, approved), count, columns in self._blocks(key):
                found.qty_unit, found.rate_unit = qty_unit or found.qty_unit, rate_unit or found.rate_unit
                found.several, found.approved = found.several or several, found.approved or approved
                found.source += [number] * count
                found.row += _spread(columns["row"], count)
                found.hash += _spread(columns["hash"], count)
                found.cents += _spread(columns["cents"], count)
                for name in COLUMNS:
                    found.cells[name] += _spread(columns[name], count)
            yield found

    def _blocks(self, key: Key) -> Iterator[tuple[Any, int, dict[str, Any]]]:
        path = _path(self.folder, key)
        try:
            with path.open("rb") as stream:
                size = path.stat().st_size
                while stream.tell() < size:
                    yield marshal.load(stream)
        except OSError as error:
            raise disk_fault(error, path) from error


def _path(folder: Path, key: Key) -> Path:
    return folder / f"{key[0]}-{key[1]}"


def _constant(column: Sequence[Any]) -> Sequence[Any]:
    """A column of one value as a tuple of it, else as a list."""
    if isinstance(column, range):
        return list(column)
    whole = column if isinstance(column, list) else list(column)
    first = whole[0]
    return (first,) if whole[-1] == first and whole.count(first) == len(whole) else whole


def _packed(column: Sequence[Any]) -> Any:
    """A column for the disk: of texts in one piece (DEL stands in no cell), of numbers as 8-byte integers."""
    if isinstance(column, tuple):
        return column
    try:
        joined = "\x7f".join(column)
    except TypeError:
        try:
            return array("q", column).tobytes()
        except (TypeError, OverflowError):
            return column
    return joined if joined.count("\x7f") == len(column) - 1 else column


def _spread(packed: Any, count: int) -> Sequence[Any]:
    if isinstance(packed, tuple):
        return cast("tuple[Any]", packed) * count
    if isinstance(packed, str):
        return packed.split("\x7f")
    if isinstance(packed, bytes):
        numbers = array("q")
        numbers.frombytes(packed)
        return numbers.tolist()
    return cast("list[Any]", packed)


def _stretches(codes: Sequence[str]) -> dict[str, slice] | None:
    """Where each village's lines are, when they stand together as in most files; else None."""
    found: dict[str, slice] = {}
    for code in dict.fromkeys(codes):
        start, count = codes.index(code), codes.count(code)
        if len(found) == _FEW or codes[start : start + count].count(code) != count:
            return None
        found[code] = slice(start, start + count)
    return found


def _by_village(codes: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, code in enumerate(codes):
        found.setdefault(code, []).append(i)
    return found
