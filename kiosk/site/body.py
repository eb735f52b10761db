"""Bodies of disclosures (the Markdown subset of architecture §4) and their tables for a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kiosk.domain.money import MoneyTextError, format_amount, parse_yuan
from kiosk.site.model import Row, Table
from kiosk.store.views import TableView

_FIRST_LEVEL = 2
"""Headings of a body stand right below the page's title."""
_WIDE = 4
"""From so many columns a table is set as cards on a phone."""
_PHONE = re.compile(r"(?<![\d-])0\d{2,3}-\d{3,4} ?\d{4}(?![\d-])", re.ASCII)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink"])


def body_html(text: str) -> str:
    """Safe HTML of a body: no links but telephone numbers, no pictures, nothing of its own markup.

    Empty for an empty body.
    """
    if not text.strip():
        return ""
    parser = _parser()
    tokens = parser.parse(text)
    _settle_headings(tokens)
    return with_phones(parser.renderer.render(list(_framed(tokens)), parser.options, {}))


def with_phones(html: str) -> str:
    """Telephone numbers in escaped text can be called with a touch, and stay on one line."""
    return _PHONE.sub(lambda m: f'<a class="tel" href="tel:{m[0].replace(" ", "")}">{m[0]}</a>', html)


def _settle_headings(tokens: Sequence[Token]) -> None:
    """Levels that begin at 2 and never skip one, whatever the writer began with."""
    levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while levels and levels[-1] >= level:
                levels.pop()
            levels.append(level)
            token.tag = f"h{min(_FIRST_LEVEL + len(levels) - 1, 6)}"
        elif token.type == "heading_close":
            token.tag = f"h{min(_FIRST_LEVEL + len(levels) - 1, 6)}"


def _framed(tokens: Sequence[Token]) -> Iterator[Token]:
    """Every table in a frame of its own that may be moved sideways, also with the keyboard."""
    for token in tokens:
        if token.type == "table_open":
            frame = Token("html_block", "", 0)
            frame.content = '<div class="frame" role="group" aria-label="表格" tabindex="0">\n'
            yield frame
        if token.type in ("th_open", "td_open"):
            # Alignment by class: the page's policy lets no style attribute through.
            token.attrs = {"class": "n"} if token.attrGet("style") == "text-align:right" else {}
        yield token
        if token.type == "table_close":
            end = Token("html_block", "", 0)
            end.content = "</div>\n"
            yield end


def data_table(table: TableView) -> Table:
    """A disclosure's table as published; money with separators, numbers stand to the right."""
    fields = table.fields
    money = [field.endswith(("(元)", "（元）")) for field in fields]
    rows = [tuple(_amount(c) if m else c for c, m in zip(row, money, strict=True)) for row in table.rows]
    return Table(
        "明细",
        fields,
        tuple(m or _is_numeric([row[at] for row in rows]) for at, m in enumerate(money)),
        tuple(Row(row) for row in rows),
        wide=len(fields) >= _WIDE,
    )


def _amount(cell: str) -> str:
    try:
        cents = parse_yuan(cell)
    except MoneyTextError:
        return cell
    return cell if cents is None else format_amount(cents)


def _is_numeric(cells: Sequence[str]) -> bool:
    told = [cell.replace(",", "").lstrip("-").replace(".", "", 1) for cell in cells if cell]
    return bool(told) and all(cell.isdigit() for cell in told)
