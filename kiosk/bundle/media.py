"""Is an attachment what its ending says?  A renamed program must not reach a viewer."""

from __future__ import annotations

import re
from typing import IO

from kiosk.bundle.body import check_body
from kiosk.bundle.paths import MAX_TEXT_BYTES, extension
from kiosk.bundle.strictjson import UNSEEN
from kiosk.domain.errors import Place, SenderFault

_CONTROL = re.compile(rf"[\x00-\x09\x0b-\x1f{UNSEEN}]")
_HEADS: dict[str, re.Pattern[bytes]] = {
    "pdf": re.compile(rb"%PDF-[12]\."),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "jpg": re.compile(rb"\xff\xd8\xff"),
    "webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    "webm": re.compile(rb"\x1a\x45\xdf\xa3"),
    "mp4": re.compile(rb".{4}ftyp", re.DOTALL),
}


def check_media(stream: IO[bytes], path: str) -> str | None:
    """SenderFault ``bad_media`` (or of the Markdown subset) when the content is something else.

    Returns the text of a Markdown attachment, ``None`` for the others.
    """
    ending = extension(path)
    if ending == "md":
        return read_markdown(stream.read(MAX_TEXT_BYTES + 1), path)
    head = _HEADS.get(ending)
    if head is None or head.match(stream.read(16)) is None:
        raise SenderFault("bad_media", "内容和后缀名不符。请县里另存后重发。", place=Place(path))
    return None


def read_markdown(data: bytes, path: str) -> str:
    """The text of a Markdown attachment, checked against the subset."""
    if len(data) > MAX_TEXT_BYTES:
        raise SenderFault("too_large", "文字太长。请县里分开重发。", place=Place(path))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SenderFault("bad_media", "不是 UTF-8 文字。请县里另存后重发。", place=Place(path)) from error
    if _CONTROL.search(text):
        raise SenderFault("bad_media", "里有看不见的控制符。请县里改正后重发。", place=Place(path))
    check_body(text, Place(path))
    return text
