"""A publication's text and table as blocks that a page can deal out whole.

The bundle's Markdown subset (headings, lists, tables, emphasis; no HTML, no links out) becomes
plain words: emphasis carries no meaning on a villager page.  Long paragraphs are cut at sentence
ends so that the largest text size still breaks pages between blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kiosk.ui.viewmodels.tables import Block, money_words, shown_table

if TYPE_CHECKING:
    from markdown_it.token import Token

PIECE = 90
"""Longest piece of a paragraph in hanzi: fits a page at 特大 in landscape."""


def text_blocks(markdown: str, safe: Callable[[str], str], today: date) -> tuple[Block, ...]:
    """Blocks of a body, money with separators; tables of the text come as head and row blocks."""
    # Imported on the reading thread at first use: the first frame does not wait for it.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero").enable(
        ["heading", "list", "table", "emphasis", "paragraph", "newline"], ignoreInvalid=True
    )
    return tuple(_walk(parser.parse(markdown), safe, today))


def _walk(tokens: Sequence[Token], safe: Callable[[str], str], today: date) -> Iterator[Block]:
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
                yield from shown_table(grid[0], grid[1:], safe, today, "")
                grid = []
            case "inline":
                if grid:
                    grid[-1].append(_words(token))
                    continue
                words = safe(money_words(_words(token)))
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
