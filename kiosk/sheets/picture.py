"""Pictures of a disclosure on its poster: turned upright, no finer than paper shows, nothing else in them.

A photo may say where and by which phone it was taken; what is drawn anew here says nothing.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from kiosk.domain.errors import EnvironmentFault

MEDIA: Final = frozenset(("image/png", "image/jpeg", "image/webp"))
_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_DOTS: Final = 200
"""Most pixels an inch on paper."""
_LEAST_DOTS: Final = 90
"""A picture is not drawn larger than so many pixels an inch: it would only show its grain."""
_SIDEWAYS: Final = range(5, 9)
"""Values of EXIF's orientation with which width and height change places."""
_ORIENTATION: Final = 0x0112
_UNREADABLE: Final = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


def size_of(path: Path) -> tuple[int, int] | None:
    """Width and height in pixels as it is looked at; None for what cannot be read as a picture."""
    try:
        with Image.open(path, formats=_FORMATS) as found:
            width, height = found.size
            return (height, width) if found.getexif().get(_ORIENTATION) in _SIDEWAYS else (width, height)
    except _UNREADABLE:
        return None


def fitted(size: tuple[int, int], room: float, height: float) -> tuple[float, float]:
    """Width and height in pt within ``room`` and ``height``."""
    scale = min(room / size[0], height / size[1], 72 / _LEAST_DOTS)
    return size[0] * scale, size[1] * scale


def drawn(path: Path, width: float, height: float) -> bytes:
    """The picture as a JPEG for a place of ``width`` × ``height`` pt; the same bytes every time.

    EnvironmentFault ``picture_unreadable``: gone or damaged since the sheet was set.
    """
    return _drawn(path, (round(width / 72 * _DOTS), round(height / 72 * _DOTS)))


@lru_cache(maxsize=4)
def _drawn(path: Path, most: tuple[int, int]) -> bytes:
    try:
        with Image.open(path, formats=_FORMATS) as found:
            found.draft("RGB", most)
            turned = ImageOps.exif_transpose(found)
            turned.thumbnail(most, Image.Resampling.LANCZOS)
            clean = Image.new("RGB", turned.size, "white")
            if turned.has_transparency_data:
                seen = turned.convert("RGBA")
                clean.paste(seen, mask=seen)
            else:
                clean.paste(turned.convert("RGB"))
    except _UNREADABLE as error:
        raise EnvironmentFault(
            "picture_unreadable",
            "这一件里有一张图读不出来，没有印。请运行 kiosk rebuild 把公开内容重新整理一遍，再印。",
            detail=f"{path.name}: {error}",
        ) from error
    out = BytesIO()
    clean.save(out, "JPEG", quality=90, subsampling=0, optimize=True)
    return out.getvalue()
