"""mapping.toml: what the columns of a table are, written for a person to confirm, remembered by shape.

One file holds one or more tables.  A table is known again by ``header_hash`` (the same labels in
the same order).  ``use`` is a kind of reading/synonyms.py, empty for a column that is not used, or
``?`` where a person must decide; ``confirmed`` is set by the person who looked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import tomli_w

from kiosk.county.cover import cover
from kiosk.county.rows import ColumnGuess, SheetReport
from kiosk.domain.errors import EnvironmentFault, SenderFault

FORMAT = "kiosk-mapping/1"
ASK = "?"
_FOLDER = "mappings"


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The columns of one header shape. ``uses`` are (column from 0, kind, programme id of a wide table).

    ``approved_amounts``: the amounts were fixed by hand, quantity × standard need not fit.
    ``several_rows``: the lines are plots; those of one person are added up.
    """

    header_hash: str
    header_row: int
    uses: tuple[tuple[int, str, str], ...]
    confirmed: bool = False
    approved_amounts: bool = False
    several_rows: bool = False

    @property
    def open_columns(self) -> int:
        """How many columns still wait for a decision."""
        return sum(use == ASK for _, use, _ in self.uses)


def mapping_document(
    sheets: Sequence[SheetReport], *, programme_id: str, asked: frozenset[str] | None = None
) -> dict[str, object]:
    """The content of a mapping.toml for the sheets of a file, one table a header shape.

    Sure columns carry their use; doubtful ones of a kind that matters carry ``?`` and the guess
    beside it.  A table without doubts is ``confirmed`` already.
    """
    tables: dict[str, dict[str, object]] = {}
    for sheet in sheets:
        if sheet.header_hash in tables:
            continue
        columns = [_column(c, asked) for c in sheet.columns if c.label or c.use]
        tables[sheet.header_hash] = {
            "file": cover(sheet.file),
            "sheet": cover(sheet.sheet),
            "header_hash": sheet.header_hash,
            "header_row": sheet.header_row,
            "confirmed": all(c["use"] != ASK for c in columns),
            "approved_amounts": False,
            "several_rows": any(c.use == "parcel" for c in sheet.columns),
            "column": columns,
        }
    return {"format": FORMAT, "programme": programme_id, "table": list(tables.values())}


def _column(guess: ColumnGuess, asked: frozenset[str] | None) -> dict[str, object]:
    matters = asked is None or guess.use in asked
    doubt = not guess.sure and guess.use != "" and matters
    found: dict[str, object] = {
        "letter": guess.letter,
        "at": guess.at,
        "label": guess.label,
        "use": ASK if doubt else (guess.use if guess.sure else ""),
        "confidence": guess.confidence,
    }
    if doubt:
        found["guess"] = guess.use
    if guess.why:
        found["why"] = guess.why
    if guess.programme_id:
        found["programme"] = guess.programme_id
    return found


def write_mapping(path: Path, document: dict[str, object]) -> None:
    """Writes the document; EnvironmentFault when the place cannot be written."""
    try:
        path.write_text(tomli_w.dumps(document), encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault(
            "mapping_write", "列对照文件写不进去。请换一个位置，或看看磁盘是不是满了。", detail=str(error)
        ) from error


def _fault(path: Path, message: str) -> SenderFault:
    return SenderFault("mapping_wrong", f"列对照文件 {path.name}：{message}")


def read_mapping(path: Path, kinds: Iterable[str]) -> tuple[TableMapping, ...]:
    """The tables of a mapping.toml. ``kinds`` are the allowed uses.

    Raises SenderFault ``mapping_wrong`` (not TOML, unknown key values, a use that does not exist),
    EnvironmentFault ``mapping_read``.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(path, "写法不对，读不懂。请照原来的样子改，或重新生成一份。") from error
    except OSError as error:
        raise EnvironmentFault(
            "mapping_read", "列对照文件读不出来。请看看是不是写错了位置。", detail=str(error)
        ) from error
    if document.get("format") != FORMAT or not isinstance(document.get("table"), list):
        raise _fault(path, "不是列对照文件，或者是别的版本写的。请用 kiosk county map 重新生成一份。")
    allowed = {*kinds, "", ASK}
    return tuple(_table(path, t, allowed) for t in cast(list[object], document["table"]))


def _table(path: Path, raw: object, allowed: set[str]) -> TableMapping:
    if not isinstance(raw, dict):
        raise _fault(path, "[[table]] 写得不对。请重新生成一份。")
    table = cast(dict[str, object], raw)
    header_hash, header_row, columns = table.get("header_hash"), table.get("header_row"), table.get("column")
    if not (isinstance(header_hash, str) and re.fullmatch(r"[0-9a-f]{16}", header_hash)):
        raise _fault(path, "header_hash 不对。这一项不要改；请重新生成一份。")
    if not isinstance(header_row, int) or not isinstance(columns, list):
        raise _fault(path, "少了 header_row 或 column。请重新生成一份。")
    uses: list[tuple[int, str, str]] = []
    for column in cast(list[dict[str, object]], columns):
        at, use, programme = column.get("at"), column.get("use"), column.get("programme", "")
        if not isinstance(at, int) or not isinstance(use, str) or use not in allowed:
            label = str(column.get("label", ""))
            raise _fault(
                path, f"“{label}”列的 use 填得不对。能填的有：{'、'.join(sorted(allowed - {'', ASK}))}。"
            )
        uses.append((at, use, programme if isinstance(programme, str) else ""))
    flags = [table.get(k, False) is True for k in ("confirmed", "approved_amounts", "several_rows")]
    return TableMapping(header_hash, header_row, tuple(uses), *flags)


def remember(folder: Path, programme_id: str, path: Path) -> Path:
    """Keeps a confirmed mapping in the workspace: ``folder/mappings/<programme>.toml``, new shapes added.

    A shape that was there is replaced.  Returns the file.
    """
    place = folder / _FOLDER / f"{programme_id}.toml"
    new = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    tables = cast(list[dict[str, object]], new["table"])
    if place.exists():
        fresh = {t["header_hash"] for t in tables}
        old = cast(list[dict[str, object]], tomllib.loads(place.read_text(encoding="utf-8"))["table"])
        tables = [t for t in old if t["header_hash"] not in fresh] + tables
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            "mapping_write", "工作区写不进去。请看看磁盘是不是满了，或能不能写。", detail=str(error)
        ) from error
    write_mapping(place, {"format": FORMAT, "programme": programme_id, "table": tables})
    return place


def remembered(folder: Path, programme_id: str, kinds: Iterable[str]) -> tuple[TableMapping, ...]:
    """The confirmed mappings that the workspace keeps for a programme; ``()`` when there are none."""
    place = folder / _FOLDER / f"{programme_id}.toml"
    if not place.exists():
        return ()
    return tuple(t for t in read_mapping(place, kinds) if t.confirmed and not t.open_columns)
