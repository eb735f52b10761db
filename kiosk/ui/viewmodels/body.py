"""A publication's text and table as blocks that a page can deal out whole.

The bundle's Markdown subset (headings, lists, tables, emphasis; no HTML, no links out) becomes
plain words: emphasis carries no meaning on a villager page.  Long paragraphs are cut at sentence
ends so that the largest text size still breaks pages between blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.money import MoneyTextError, format_amount, parse_yuan
from kiosk.store.views import TableView
from kiosk.ui.models.cells import ColumnSpec, column_specs, is_entry, is_total_row

if TYPE_CHECKING:
    from markdown_it.token import Token

PIECE = 90
"""Longest piece of a paragraph in hanzi: fits a page at 特大 in landscape."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block. ``kind``: heading, para, item, head, row, total.

    ``mark`` is the bullet or number of an item; ``cells`` those of a table row, whose columns
    ``columns`` describes; ``joined`` continues the paragraph above without a gap.
    """

    kind: str
    text: str = ""
    mark: str = ""
    level: int = 0
    joined: bool = False
    cells: tuple[str, ...] = ()
    columns: tuple[ColumnSpec, ...] = ()


def text_blocks(markdown: str, safe: Callable[[str], str]) -> tuple[Block, ...]:
    """Blocks of a body; tables of the text come as head and row blocks."""
    # Imported on the reading thread at first use: the first frame does not wait for it.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(
        ["heading", "list", "table", "emphasis", "paragraph", "newline"], ignoreInvalid=True
    )
    return tuple(_walk(parser.parse(markdown), safe))


def table_blocks(table: TableView, safe: Callable[[str], str], count_word: str) -> tuple[Block, ...]:
    """Head, rows and, last, the row that adds up (``合计 7笔`` beside it)."""
    money = [head.endswith("(元)") or head.endswith("（元）") for head in table.fields]
    rows = [
        tuple(_amount(cell) if is_money else safe(cell) for cell, is_money in zip(row, money, strict=True))
        for row in table.rows
    ]
    return tuple(_table(tuple(table.fields), rows, count_word))


def _amount(cell: str) -> str:
    """``12,600.00`` for the plain decimal a bundle carries; words stay as they are."""
    try:
        cents = parse_yuan(cell)
    except MoneyTextError:
        return cell
    return cell if cents is None else format_amount(cents)


def _table(fields: tuple[str, ...], rows: Sequence[tuple[str, ...]], count_word: str) -> Iterator[Block]:
    specs = column_specs(fields, rows)
    ordinary = sum(1 for row in rows if is_entry(row))
    yield Block("head", cells=fields, columns=specs)
    for row in rows:
        total = is_total_row(row)
        cells = row
        if total and count_word and row is rows[-1]:
            cells = _with_count(row, f"{ordinary} {count_word}")
        yield Block("total" if total else "row", cells=cells, columns=specs)


def _with_count(row: tuple[str, ...], words: str) -> tuple[str, ...]:
    """The count stands behind the row's label."""
    first = next((i for i, cell in enumerate(row) if cell), 0)
    return (*row[:first], f"{row[first]}　{words}", *row[first + 1 :])


def _walk(tokens: Sequence[Token], safe: Callable[[str], str]) -> Iterator[Block]:
    counters: list[int] = []
    mark = ""
    kind, level = "para", 0
    grid: list[list[str]] = []
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                counters.append(-1)
            case "ordered_list_open":
                counters.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                counters.pop()
            case "list_item_open":
                mark = "·" if counters[-1] < 0 else f"{counters[-1]}."
                if counters[-1] >= 0:
                    counters[-1] += 1
            case "heading_open":
                kind, level = "heading", int(token.tag[1:])
            case "heading_close":
                kind, level = "para", 0
            case "table_open":
                grid = [[]]
            case "tr_open" if grid and grid[-1]:
                grid.append([])
            case "table_close":
                yield from _table(tuple(grid[0]), [tuple(r) for r in grid[1:]], "")
                grid = []
            case "inline":
                words = safe(_words(token))
                if grid:
                    grid[-1].append(words)
                    continue
                if kind == "heading":
                    yield Block("heading", words, level=level)
                    continue
                for n, piece in enumerate(pieces(words)):
                    if counters:
                        yield Block("item", piece, mark="" if n else mark, level=len(counters), joined=n > 0)
                    else:
                        yield Block("para", piece, joined=n > 0)
                mark = ""
            case _:
                pass


def _words(token: Token) -> str:
    out = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            out.append("\n" if child.type == "hardbreak" else "")
        else:
            out.append(child.content)
    return "".join(out)


def pieces(text: str, longest: int = PIECE) -> list[str]:
    """``text`` cut at sentence ends into pieces of at most ``longest`` characters where it can be."""
    if len(text) <= longest:
        return [text]
    sentences = re.findall(r"[^。；！？\n]*[。；！？\n]?", text)
    out: list[str] = []
    for sentence in (s for s in sentences if s):
        if out and len(out[-1]) + len(sentence) <= longest:
            out[-1] += sentence
        else:
            out.append(sentence)
    return [p.strip("\n") for p in out if p.strip()]
