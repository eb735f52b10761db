"""Pictures of a sheet's pages for the screen.

``Preview`` keeps the document open, so that turning pages is quick; pdfium knows no threads, so one
thread (the background runner's) makes it, asks it and closes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import pypdfium2 as _pypdfium2  # pyright: ignore[reportMissingTypeStubs]

# pypdfium2 has no types.
pypdfium2: Any = _pypdfium2


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in pixels, four bytes each: blue, green, red, unused (``QImage.Format_RGB32``).

    ``stride``: bytes from one row to the next.
    """

    width: int
    height: int
    stride: int
    pixels: bytes


class Preview:
    """The pages of a made PDF (``Rendered.pdf``), from 0."""

    def __init__(self, pdf: bytes) -> None:
        self._document: Any = pypdfium2.PdfDocument(pdf)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pages(self) -> int:
        return len(self._document)

    def fitted(self, page: int, long_side: int) -> Picture:
        """The same with ``long_side`` pixels along the longer edge."""
        self._has(page)
        shown: Any = self._document[page]
        width, height = shown.get_size()
        shown.close()
        return self.picture(page, round(long_side * width / max(width, height)))

    def _has(self, page: int) -> None:
        if not 0 <= page < self.pages:
            raise IndexError("no such page")

    def picture(self, page: int, width: int) -> Picture:
        """Page ``page`` as ``width`` pixels across; ``IndexError`` when there is no such page."""
        self._has(page)
        shown: Any = self._document[page]
        scale = width / shown.get_width()
        bitmap: Any = shown.render(scale=scale, prefer_bgrx=True, rev_byteorder=False)
        try:
            return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        finally:
            bitmap.close()
            shown.close()

    def close(self) -> None:
        """Frees the document."""
        self._document.close()
