"""Pictures for the village's own publications: drawn anew, so that nothing but the picture is in them.

A photo from a phone says where and when it was taken, by which phone, and holds a small second picture.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.errors import UsageFault

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_BYTES = 30 << 20
MOST_PIXELS = 60_000_000
LONGEST = 2_400
"""Pixels of the longer side: more than any glass or sheet shows."""
MOST_OUT = 1_500_000
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """``ending`` ``jpg`` or ``png``; ``size`` in pixels, turned the way it is looked at."""

    data: bytes
    ending: str
    size: tuple[int, int]


def clean_picture(data: bytes) -> CleanPicture:
    """The picture without anything else. ``UsageFault``: ``picture_large``, ``picture_unknown``."""
    from PIL import Image, ImageOps

    if len(data) > MOST_BYTES:
        raise UsageFault("picture_large", "这张图片太大。请压小后再加。")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise UsageFault("picture_large", "这张图片太大。请压小后再加。")
            drawing = found.format == "PNG"
            found.draft("RGB", (LONGEST, LONGEST))
            turned = ImageOps.exif_transpose(found)
            turned.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
            # On white: what was see-through would be black on a dark page.
            clean = Image.new("RGB", turned.size, "white")
            if turned.has_transparency_data:
                seen = turned.convert("RGBA")
                clean.paste(seen, mask=seen)
            else:
                clean.paste(turned.convert("RGB"))
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise UsageFault(
            "picture_unknown", "这张图片打不开。请换成 JPG 或 PNG 再加。", detail=type(error).__name__
        ) from error
    photo = _as_jpeg(clean)
    # A drawing of few colours keeps its edges, and is smaller, as PNG.
    if drawing and len(plain := _as_png(clean)) <= len(photo):
        return CleanPicture(plain, "png", clean.size)
    return CleanPicture(photo, "jpg", clean.size)


def _as_jpeg(picture: Picture) -> bytes:
    """Small enough for a stick and a slow line, as good as that allows."""
    data = b""
    for quality in (85, 75, 60, 45):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        data = out.getvalue()
        if len(data) <= MOST_OUT:
            break
    return data


def _as_png(picture: Picture) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
