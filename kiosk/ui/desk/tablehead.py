"""Where the column names of a village's own table stand, whatever they are called."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kiosk.county.local_sheet import PlainSheet
from kiosk.county.reading.values import is_number, one_line

_SEARCH = 30
_MOST_LABEL = 30
_MONEY_WORDS = re.compile(
    r"(?:金额|收入|支出|结余|余额|单价|报酬|补贴|造价|原值|合同价|报价|应收|实收|合计)\Z"
)
_IN_YUAN = re.compile(r"单位[:：]?\s*(?:人民币)?元")
_YUAN = re.compile(r"[(（]\s*(?:人民币)?元\s*[)）]|[,，、/]元\Z")


@dataclass(frozen=True, slots=True)
class Head:
    """``labels`` by column (empty where there is none), money columns ending in ``(元)``; ``below``: index of
    the first line under it; ``first_texts``: its first row as it stands; ``titles``: the lines above."""

    labels: tuple[str, ...]
    below: int
    first_texts: tuple[str, ...]
    titles: tuple[str, ...]


def find_head(sheet: PlainSheet, at_row: int | None = None) -> Head | None:
    """The header: the first row of words that is about as wide as the table. ``at_row`` (from 1) fixes it."""
    texts = [[one_line(cell) for cell in row] for row in sheet.rows[: _SEARCH + 3]]
    at = at_row - 1 if at_row is not None else _find(sheet, texts)
    if at is None or not 0 <= at < len(texts) or not any(texts[at]):
        return None
    two = _has_second_row(sheet, texts, at)
    titles = tuple(dict.fromkeys(text for row in texts[:at] for text in row if text))
    in_yuan = any(_IN_YUAN.search(title) for title in titles)
    labels = _labels(sheet, texts, at, two)
    first = [text for text in texts[at]]
    return Head(
        _unique(tuple(_with_unit(label, in_yuan) for label in labels)), at + 1 + two, tuple(first), titles
    )


def _find(sheet: PlainSheet, texts: list[list[str]]) -> int | None:
    widths: list[int] = []
    for row, line in zip(sheet.rows, texts[:_SEARCH], strict=False):
        filled = [text for text in line if text]
        words = all(len(text) <= _MOST_LABEL and not is_number(text) for text in filled) and not any(
            is_number(cell) for cell in row if cell not in ("", None)
        )
        widths.append(len(filled) if words else 0)
    widest = max(widths, default=0)
    if widest < 2:
        return None
    return next(i for i, width in enumerate(widths) if width >= 2 and width * 10 >= widest * 6)


def _has_second_row(sheet: PlainSheet, texts: list[list[str]], at: int) -> int:
    """1 when some head is merged over several columns that have names of their own below it."""
    if at + 1 >= len(texts):
        return 0
    below = texts[at + 1]
    for r1, c1, r2, c2 in sheet.merged:
        if r1 == r2 == at + 1 and c2 > c1:
            named = [below[c] for c in range(c1, min(c2 + 1, len(below)))]
            if sum(bool(name) and not is_number(name) for name in named) > 1:
                return 1
    return 0


def _labels(sheet: PlainSheet, texts: list[list[str]], at: int, two: int) -> tuple[str, ...]:
    rows = texts[at : at + 1 + two]
    width = max(len(row) for row in rows)
    grid = [row + [""] * (width - len(row)) for row in rows]
    for r1, c1, r2, c2 in sheet.merged:
        for r in range(max(r1 - 1, at), min(r2 - 1, at + two) + 1):
            for c in range(c1, min(c2, width - 1) + 1):
                if at <= r1 - 1 <= at + two:
                    grid[r - at][c] = grid[r1 - 1 - at][c1]
    labels: list[str] = []
    for c in range(width):
        upper, lower = grid[0][c], grid[-1][c]
        labels.append(lower if lower and (not upper or upper == lower or _stands_alone(lower, grid[-1])) else
                      f"{upper}{lower}")  # fmt: skip
    return tuple(labels)


def _stands_alone(label: str, row: list[str]) -> bool:
    return row.count(label) == 1 and len(label) > 1


def _with_unit(label: str, in_yuan: bool) -> str:
    plain = " ".join(unicodedata.normalize("NFC", label).split()).rstrip(":：")
    if re.search("[\u4e00-\u9fff] [\u4e00-\u9fff]", plain) and len(plain) <= 8:
        plain = plain.replace(" ", "")  # 姓 名
    if _YUAN.search(plain):
        return f"{_YUAN.sub('', plain).strip()}(元)"
    return f"{plain}(元)" if in_yuan and _MONEY_WORDS.search(plain) else plain


def _unique(labels: tuple[str, ...]) -> tuple[str, ...]:
    """A head that comes twice gets a number: a table in a bundle has no equal heads."""
    seen: dict[str, int] = {}
    out: list[str] = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        out.append(label if not label or seen[label] == 1 else _numbered(label, seen[label]))
    return tuple(out)


def _numbered(label: str, number: int) -> str:
    return f"{label.removesuffix('(元)')}{number}(元)" if label.endswith("(元)") else f"{label}{number}"
