"""Reading a made PDF back: its text, its pixels, what its QR code says."""

from __future__ import annotations

import re
from typing import Any, cast

import pypdfium2
from PIL import Image


def texts(pdf: bytes) -> list[str]:
    """Text of each page as a reader's copy gives it."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def flat(pdf: bytes) -> str:
    """All pages without white space: line breaks inside a cell do not matter."""
    return re.sub(r"\s", "", "".join(texts(pdf)))


def picture(pdf: bytes, page: int, dpi: int) -> Image.Image:
    """A page as a grey picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        rendered: Any = document[page].render(scale=cast(Any, dpi / 72))
        return rendered.to_pil().convert("L")
