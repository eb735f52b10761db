"""The Markdown subset of bodies as blocks for paper: headings, paragraphs, lists, tables.

What is not in the subset was refused when the bundle was taken in (``kiosk.bundle.body``).  Emphasis
is dropped: on a wall the order of the sentences carries the weight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kiosk.domain.money import MoneyTextError, format_amount, parse_yuan
from kiosk.sheets.model import ModelColumn, ModelLine, TableBlock, TextBlock

SUMS: Final = ("上期结转", "上年结转", "本月合计", "本季合计", "本期合计", "本年累计", "合计", "小计", "总计")
"""Words that make a row of a table stand out (domain README §6.4)."""


_DAY = re.compile(r"(\d{4}年)?\d{1,2}月\d{1,2}日\Z|\d{4}([-.])\d{1,2}\2\d{1,2}\Z", re.ASCII)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def blocks_of(markdown: str) -> Iterator[TextBlock | TableBlock]:
    """Blocks in order; numbers of ordered lists are kept."""
    tokens = _parser().parse(markdown)
    lists: list[int | None] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "table_open":
            stop = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            yield _table(tokens[at:stop])
            at = stop
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline":
            text = _plain(token)
            if lists:
                yield TextBlock("item", text, "·" if lists[-1] is None else f"{lists[-1]}.")
                if lists[-1] is not None:
                    lists[-1] += 1
            else:
                yield TextBlock(_style(tokens[at - 1].type, text), text)
        at += 1


def _style(opened: str, text: str) -> Literal["heading", "text", "call"]:
    if opened == "heading_open":
        return "heading"
    # 称呼顶格
    return "call" if text.endswith("：") and len(text) <= 12 else "text"


def _plain(token: Token) -> str:
    parts = token.children or []
    return "".join(
        part.content if part.type == "text" else " " if part.type in ("softbreak", "hardbreak") else ""
        for part in parts
    ).strip()


def _table(tokens: Sequence[Token]) -> TableBlock:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_plain(token))
    return table_block(rows[0], rows[1:])


def table_block(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> TableBlock:
    """A table of cells as shown. Money columns (``…(元)``) get separators, sums are told apart."""
    width = len(heads)
    filled = [[*row, *[""] * width][:width] for row in rows]
    money = [head.replace("（", "(").endswith(("(元)", "(元）")) for head in heads]
    columns: list[ModelColumn] = []
    for at, head in enumerate(heads):
        cells = [row[at] for row in filled if row[at]]
        columns.append(_column(head.replace("（", "(").replace("）", ")"), cells, money[at]))
    lines = [
        ModelLine(
            "subtotal" if any(cell.strip() in SUMS for cell in row) else "row",
            values=tuple(_amount(cell) if money[at] else cell for at, cell in enumerate(row)),
        )
        for row in filled
    ]
    return TableBlock(tuple(columns), tuple(lines))


def _column(label: str, cells: Sequence[str], money: bool) -> ModelColumn:
    """Numbers to the right; dates and numbers that only name something (凭证号) in the middle."""
    if not money and cells and (label.endswith("号") or all(_DAY.match(cell) for cell in cells)):
        return ModelColumn(label, label, "center", not all(map(_is_number, cells)) and label.endswith("号"))
    number = money or (bool(cells) and all(map(_is_number, cells)))
    return ModelColumn(label, label, "right" if number else "left", not number)


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "", 1).lstrip("-").isdecimal()


def _amount(text: str) -> str:
    try:
        cents = parse_yuan(text)
    except MoneyTextError:
        return text
    return text if cents is None else format_amount(cents)
