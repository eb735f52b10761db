"""The Markdown subset of bodies and ``.md`` attachments (architecture.md §4).

Headings, paragraphs, lists, tables, emphasis.  No HTML, no links, no pictures, no code: what is
shown on the wall and the screen must be the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.bundle.paths import MAX_TEXT_BYTES
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import DisclosureItem, PolicyItem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ALLOWED = frozenset(
    f"{name}{part}"
    for name in (
        "heading", "paragraph", "bullet_list", "ordered_list", "list_item", "table", "thead", "tbody",
        "tr", "th", "td", "em", "strong",
    )
    for part in ("_open", "_close")
) | {"inline", "text", "softbreak", "hardbreak"}  # fmt: skip

_WHY = {
    "html_block": "网页代码",
    "html_inline": "网页代码",
    "link_open": "网页链接",
    "image": "图片链接",
    "fence": "代码块",
    "code_block": "代码块(行首有四个以上空格)",
    "code_inline": "代码",
    "blockquote_open": "引用块",
    "hr": "横线",
}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # When the first body comes: 20 ms that the screen's first picture need not wait for.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable("table")


def body_place(item: DisclosureItem | PolicyItem) -> Place:
    """How an item's body is called in a sentence: by id, never by title (a title may hold a name)."""
    return Place(f"正文 {item.disclosure_id if isinstance(item, DisclosureItem) else item.policy_id}")


def rendered_lines(text: str) -> Iterator[tuple[int, str]]:
    """(line, what the reader sees) of each paragraph, heading, list entry and table cell.

    Emphasis, escapes, character references and soft line breaks are gone: behind them a number can hide
    from a look at the source.
    """
    line = 1
    for token in _parser().parse(text):
        if token.map is not None:
            line = token.map[0] + 1
        if token.type == "inline":
            yield line, "".join(" " if p.type == "hardbreak" else p.content for p in token.children or ())


def check_body(text: str, place: Place) -> None:
    """SenderFault ``bad_body`` (with the line as ``row``) when ``text`` leaves the subset."""
    if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise SenderFault("too_large", "文字太长。请县里分开重发。", place=place)
    line = 1
    for token in _parser().parse(text):
        if token.map is not None:
            line = token.map[0] + 1
        for part in (token, *(token.children or ())):
            if part.type not in _ALLOWED:
                what = _WHY.get(part.type, "不收的写法")
                raise SenderFault(
                    "bad_body",
                    f"正文里有{what}。只能用标题、列表、表格和加粗，请县里改正后重发。",
                    place=Place(place.file, line, place.column),
                )
