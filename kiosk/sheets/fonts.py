"""The shipped fonts inside a PDF: runs by coverage, widths, and text that can be copied out again.

reportlab has no font fallback, so a string is cut into runs by ``kiosk.domain.glyphs``; and it
writes a wrong ToUnicode map for characters beyond U+FFFF (5.1 still does), so that a name with
𬱖 would be printed right and copied wrong.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from reportlab.pdfbase import pdfmetrics as _pdfmetrics
from reportlab.pdfbase import ttfonts as _ttfonts
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.glyphs import Coverage, require_fonts

# reportlab is only half typed.
pdfmetrics: Any = _pdfmetrics
ttfonts: Any = _ttfonts

Face = Literal["regular", "medium", "bold", "title"]

#: Face → (family asked first, file that draws it).
_FACES: Final[dict[str, tuple[str, str]]] = {
    "regular": ("NotoSansSC", "NotoSansSC-Regular.ttf"),
    "medium": ("NotoSansSC", "NotoSansSC-Medium.ttf"),
    "bold": ("NotoSansSC", "NotoSansSC-Bold.ttf"),
    "title": ("NotoSerifSC", "NotoSerifSC-Black.ttf"),
}
#: What steps in where the face itself lacks a character; HanaMin has one weight.
_STAND_IN: Final = {"HanaMinA": "HanaMinA-sub.ttf", "HanaMinB": "HanaMinB-sub.ttf"}
_CACHE_LIMIT: Final = 60_000


class _Glyphs:
    """The outlines of a mapped font file: a slice reads its own bytes and no others."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, wanted: slice) -> bytes:
        return self._data[self._start + wanted.start : self._start + wanted.stop]


def _lighten(face: Any, path: Path) -> None:
    """Leaves a parsed font file on the disk: 25 MB of memory a face become 8, and a subset is made
    without copying all outlines."""
    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    whole_table = face.get_table

    def get_table(tag: str) -> Any:
        return _Glyphs(data, face.get_table_pos(tag)[0]) if tag == "glyf" else whole_table(tag)

    face._ttf_data = data
    face.get_table = get_table
    # Only of use for shaping, which Chinese does without.
    face.glyphToChar = {}


class _ReadableFont(TTFont):
    """A TrueType font whose text can be copied out of the PDF, also beyond U+FFFF.

    PDF 32000-1, 9.10.3: ToUnicode values are UTF-16BE, at most 100 ``bfchar`` lines a block.
    """

    def addObjects(self, doc: Any) -> None:
        subsets = [list(subset) for subset in self.state[doc].subsets]
        cast(Any, super()).addObjects(doc)
        for number, subset in enumerate(subsets):
            name: str = b"".join(
                (ttfonts.SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)
            ).decode("pdfdoc")
            doc.idToObject["toUnicodeCMap:" + name].content = to_unicode_map(name, subset)


def to_unicode_map(name: str, subset: list[int]) -> str:
    """A ToUnicode CMap; ``subset`` holds the code point of each one-byte code, 0 for none."""
    pairs = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    blocks: list[str] = []
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        blocks += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    return "\n".join(
        (
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        )
    )


def _register(folder: Path, file: str) -> str:
    """Name of the registered font; the 10–30 MB files are parsed once a process (40–80 ms each)."""
    name = f"kiosk-{Path(file).stem}"
    if name not in pdfmetrics.getRegisteredFontNames():
        try:
            font = _ReadableFont(name, str(folder / file))
            # reportlab keeps one font a face and would quietly hand out a plain one made before.
            pdfmetrics._dynFaceNames.pop(font.face.name, None)  # pyright: ignore[reportPrivateUsage]
            _lighten(font.face, folder / file)
            pdfmetrics.registerFont(font)
        except (TTFError, OSError) as fault:
            raise EnvironmentFault(
                "fonts_missing",
                f"字库文件 {file} 打不开。请重新安装，或从安装盘把 resources/fonts 文件夹整个拷回来。",
                detail=f"{folder / file}: {fault}",
            ) from fault
    return name


@dataclass(slots=True)
class Fonts:
    """Measures and cuts texts. One per process is enough; it holds caches, no document."""

    folder: Path
    coverage: Coverage
    _runs: dict[tuple[str, str], tuple[tuple[str, str], ...]] = field(
        default_factory=dict[tuple[str, str], tuple[tuple[str, str], ...]], repr=False
    )
    _widths: dict[tuple[str, str], float] = field(default_factory=dict[tuple[str, str], float], repr=False)
    _plain: dict[str, set[str]] = field(default_factory=dict[str, set[str]], repr=False)

    def pdf_font(self, face: Face) -> str:
        """Registered name of a face."""
        return _register(self.folder, _FACES[face][1])

    def runs(self, text: str, face: Face) -> tuple[tuple[str, str], ...]:
        """``(registered font, piece)`` in order, nothing lost.

        ``ValueError`` for a character that no font has: whoever draws has asked ``missing`` before.
        """
        key = (face, text)
        found = self._runs.get(key)
        if found is None:
            if len(self._runs) > _CACHE_LIMIT:
                self._runs.clear()
            found = self._runs[key] = self._cut(text, face)
        return found

    def _cut(self, text: str, face: Face) -> tuple[tuple[str, str], ...]:
        known = self._plain.setdefault(face, set())
        if known.issuperset(text):
            return ((self.pdf_font(face), text),) if text else ()
        family, own = _FACES[face]
        pieces: list[tuple[str, str]] = []
        for font, piece in self.coverage.runs(text, first=family):
            if font is None:
                raise ValueError("a character without a font reached the drawing")
            if font == family:
                known.update(piece)
            file = own if font == family else _STAND_IN.get(font, _FACES["bold"][1])
            pieces.append((_register(self.folder, file), piece))
        return tuple(pieces)

    def width(self, text: str, face: Face, size: float) -> float:
        """Width in pt at ``size`` pt."""
        key = (face, text)
        per_point = self._widths.get(key)
        if per_point is None:
            if len(self._widths) > _CACHE_LIMIT:
                self._widths.clear()
            per_point = self._widths[key] = sum(
                pdfmetrics.stringWidth(piece, font, 1) for font, piece in self.runs(text, face)
            )
        return per_point * size

    def missing(self, text: str) -> tuple[str, ...]:
        """Distinct characters of ``text`` that no shipped font can draw."""
        if self._plain.setdefault("regular", set()).issuperset(text):
            return ()
        return self.coverage.missing(text)


@lru_cache(maxsize=4)
def open_fonts(folder: Path) -> Fonts:
    """The shipped fonts of a folder, opened once a process.

    EnvironmentFault ``fonts_missing`` or ``fonts_table`` with what to do when one is absent.
    """
    return Fonts(folder, require_fonts(folder))
