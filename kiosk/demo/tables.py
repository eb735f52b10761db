"""The tables of ``resources/demo``: rows repeated for each group or post, sums worked out, accounts kept.

A table stands below a text as CSV.  ``*groups``, ``*posts`` or ``*rangers`` as first cell repeats
the row for each of them, ``#`` being its number; a cell that begins with ``=`` is worked
out: ``=sum`` of its column so far, or two heads with ``*``, ``+`` or ``-`` between.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kiosk.demo.words import Scene, posts, tell
from kiosk.domain.payout import Payout

Rows = tuple[tuple[str, ...], ...]
_SUM = re.compile(r"(.+?)([*+-])(.+)\Z")
_CENT = Decimal("0.01")
_POSTS = {"*posts": "BT-JB-01", "*rangers": "BT-LY-04"}


def table_of(text: str, scene: Scene) -> tuple[tuple[str, ...], Rows]:
    """Heads and rows of the CSV ``text``. ``ValueError`` when a row has another number of cells."""
    heads, *records = csv.reader(io.StringIO(text.strip() + "\n"))
    rows: list[tuple[str, ...]] = []
    for record in records:
        for cells in _repeated(record, scene):
            if len(cells) != len(heads):
                raise ValueError(f"{scene.stem}: {len(cells)} cells under {len(heads)} heads: {cells}")
            rows.append(_worked_out(heads, cells, rows))
    return tuple(tell(h, scene) for h in heads), tuple(rows)


def _repeated(record: list[str], scene: Scene) -> Iterator[list[str]]:
    mark = record[0]
    if not mark.startswith("*"):
        yield [tell(cell, scene) for cell in record]
        return
    for number, values in enumerate(_each(mark, scene), start=1):
        cells = [cell.replace("#", str(number)) for cell in record[1:]]
        for key, value in values.items():
            cells = [cell.replace(f"<{key}>", value) for cell in cells]
        yield [tell(cell, scene) for cell in cells]


def _each(mark: str, scene: Scene) -> list[dict[str, str]]:
    if mark == "*groups":
        return [{} for _ in scene.groups]
    return [_of_post(p) for p in posts(scene, _POSTS[mark])]


def _of_post(payout: Payout) -> dict[str, str]:
    month = payout.cents // (payout.months or 1)
    return {"post": payout.x1, "name": payout.name, "where": payout.x2, "rate": str(month // 100)}


# --- arithmetic ----------------------------------------------------------------------------------


def _worked_out(
    heads: Sequence[str], cells: Sequence[str], above: Sequence[Sequence[str]]
) -> tuple[str, ...]:
    out = list(cells)
    for place, cell in enumerate(cells):
        if not cell.startswith("="):
            continue
        if cell == "=sum":
            value = sum((_decimal(row[place]) for row in above), Decimal(0))
        else:
            match = _SUM.match(cell[1:])
            assert match is not None, f"not a sum: {cell}"
            one, other = (_decimal(out[heads.index(h)]) for h in (match[1], match[3]))
            value = one * other if match[2] == "*" else one + other if match[2] == "+" else one - other
        money = heads[place].endswith("(元)")
        out[place] = str(value.quantize(_CENT)) if money else f"{value.normalize():f}"
    return tuple(out)


def _decimal(cell: str) -> Decimal:
    return Decimal(cell) if re.fullmatch(r"-?\d+(\.\d+)?", cell) else Decimal(0)
