"""Which of the shipped fonts can draw a character, and whether the fonts are all there.

Source of the sets: GB 18030-2022 (in force since 2023-08-01; products for public service need
level 3, clause 9.4) and its Amendment 1 of 2024-09-29.  The table of what each font covers is
``resources/fonts/coverage.json``, written by ``packaging/make_fonts.py`` from the fonts' own
character maps, so that neither the screen nor the paper has to open a font to answer.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from kiosk.domain.errors import EnvironmentFault

Ranges: TypeAlias = tuple[tuple[int, int], ...]

COVERAGE_FILE: Final = "coverage.json"
COVERAGE_FORMAT: Final = "kiosk-fonts/1"

BODY_FONT: Final = "NotoSansSC"
TITLE_FONT: Final = "NotoSerifSC"
#: Who is asked first; after it the others in this order. The title face is used only when named.
FALLBACK: Final = (BODY_FONT, "HanaMinA", "HanaMinB")
#: The family name Qt knows each font by (the weights of Noto Sans SC are one family; Serif is 900).
QT_FAMILIES: Final = {
    "NotoSansSC": "Noto Sans SC",
    "NotoSerifSC": "Noto Serif SC",
    "HanaMinA": "HanaMinA",
    "HanaMinB": "HanaMinB",
}

#: The 87,887 ideographs of GB 18030-2022 level 3 as first published.
GB18030_2022_LEVEL3: Final[Ranges] = (
    (0x3400, 0x4DB5),
    (0x4E00, 0x9FEF),
    # The twelve "compatibility" code points that are unified ideographs of their own.
    *((cp, cp) for cp in (0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F)),
    *((cp, cp) for cp in (0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29)),
    (0x20000, 0x2A6D6),
    (0x2A700, 0x2B734),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
)

#: The 9,793 ideographs of Amendment 1, all of level 3; most are in no font we may ship.
GB18030_2022_AMENDMENT1: Final[Ranges] = (
    (0x4DB6, 0x4DBF),
    (0x9FF0, 0x9FFF),
    (0x2A6D7, 0x2A6DF),
    (0x2B735, 0x2B739),
    (0x2EBF0, 0x2EE5D),
    (0x30000, 0x3134A),
    (0x31350, 0x323AF),
)

# Line breaks and tabs place text, they are not drawn; no font has them.
_LAYOUT: Final = frozenset("\n\r\t")
_MEND: Final = "请重新安装，或从安装盘把 resources/fonts 文件夹整个拷回来"


def codepoints(ranges: Ranges) -> Iterator[int]:
    """Every code point of ``ranges`` (both ends included), ascending within each range."""
    for low, high in ranges:
        yield from range(low, high + 1)


def count(ranges: Ranges) -> int:
    """How many code points lie in ``ranges``."""
    return sum(high - low + 1 for low, high in ranges)


def pack_ranges(codes: Iterable[int]) -> str:
    """Code points as sorted hexadecimal ranges: ``20-7E A0 3400-4DB5``."""
    runs: list[list[int]] = []
    for code in sorted(set(codes)):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return " ".join(f"{low:X}" if low == high else f"{low:X}-{high:X}" for low, high in runs)


def unpack_ranges(text: str) -> Ranges:
    """The reverse of :func:`pack_ranges`. ``ValueError`` when it is not ascending ranges."""
    ranges: list[tuple[int, int]] = []
    last = -1
    for part in text.split():
        low, _, high = part.partition("-")
        pair = (int(low, 16), int(high or low, 16))
        if not last < pair[0] <= pair[1]:
            raise ValueError(f"ranges out of order at {part}")
        ranges.append(pair)
        last = pair[1]
    return tuple(ranges)


def describe_missing(ch: str) -> str:
    """The code point of one character in words a clerk can send on: ``U+30000``."""
    return f"U+{ord(ch):04X}"


@dataclass(frozen=True, slots=True)
class FontFile:
    """One shipped font file as it should be: ``font`` is the family key, ``bytes`` its length."""

    file: str
    font: str
    weight: int
    bytes: int
    sha256: str
    ranges: Ranges

    def has(self, code: int) -> bool:
        """Whether the file's character map has the code point."""
        at = bisect_right(self.ranges, (code, 0x110000)) - 1
        return at >= 0 and code <= self.ranges[at][1]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the shipped fonts can draw. A family has a character when every weight of it does."""

    files: tuple[FontFile, ...]
    # Names repeat the same few thousand characters: asked once per character and face.
    _known: dict[tuple[str, str], str | None] = field(
        default_factory=dict[tuple[str, str], "str | None"], init=False, repr=False, compare=False
    )

    @classmethod
    def load(cls, path: Path) -> Coverage:
        """Reads ``coverage.json`` (or the folder that holds it).

        ``EnvironmentFault`` ``fonts_table`` when the table is missing, unreadable or damaged.
        """
        table = path / COVERAGE_FILE if path.is_dir() else path
        try:
            document = json.loads(table.read_text(encoding="utf-8"))
            if document["format"] != COVERAGE_FORMAT:
                raise ValueError(f"format {document['format']!r}")
            files = tuple(_font_file(entry) for entry in document["files"])
            absent = {*FALLBACK, TITLE_FONT} - {file.font for file in files}
            if absent:
                raise ValueError(f"no entry for {sorted(absent)}")
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise EnvironmentFault(
                "fonts_table",
                f"字库的清单 {COVERAGE_FILE} 缺失或坏了，不知道哪些字能显示。{_MEND}。",
                detail=f"{table}: {type(fault).__name__}: {fault}",
            ) from fault
        return cls(files)

    def _family_has(self, font: str, code: int) -> bool:
        members = [file for file in self.files if file.font == font]
        return bool(members) and all(file.has(code) for file in members)

    def has(self, ch: str, *, first: str = BODY_FONT) -> bool:
        """Whether one character can be drawn with some font of the order that begins with ``first``."""
        return self.font_for(ch, first=first) is not None

    def font_for(self, ch: str, *, first: str = BODY_FONT) -> str | None:
        """The first family that has the character, or None.

        ``first`` is the wanted face: ``NotoSansSC`` for body text, ``NotoSerifSC`` for titles;
        ``NotoSansSC``, ``HanaMinA``, ``HanaMinB`` follow.
        """
        try:
            return self._known[first, ch]
        except KeyError:
            code = ord(ch)
            order = (first, *(name for name in FALLBACK if name != first))
            found = next((font for font in order if self._family_has(font, code)), None)
            self._known[first, ch] = found
            return found

    def runs(self, text: str, *, first: str = BODY_FONT) -> list[tuple[str | None, str]]:
        """``text`` cut into ``(font, piece)`` with the pieces in order and nothing lost.

        The font is None for a piece no font can draw; who draws must not draw it, but stop or
        write :func:`describe_missing` in its place.
        """
        pieces: list[tuple[str | None, str]] = []
        start = 0
        current: str | None = None
        for at, ch in enumerate(text):
            font = self.font_for(ch, first=first) if ch not in _LAYOUT else current if at else first
            if at and font != current:
                pieces.append((current, text[start:at]))
                start = at
            current = font
        if text:
            pieces.append((current, text[start:]))
        return pieces

    def missing(self, text: str) -> tuple[str, ...]:
        """The distinct characters of ``text`` that no shipped font has, in order of appearance."""
        return tuple(ch for ch in dict.fromkeys(text) if ch not in _LAYOUT and not self.has(ch))


def _font_file(entry: Any) -> FontFile:
    return FontFile(
        file=str(entry["file"]),
        font=str(entry["font"]),
        weight=int(entry["weight"]),
        bytes=int(entry["bytes"]),
        sha256=str(entry["sha256"]),
        ranges=unpack_ranges(entry["ranges"]),
    )


@dataclass(frozen=True, slots=True)
class FontState:
    """How one font file was found. ``same`` is None when it is absent or was only measured."""

    file: str
    present: bool
    right_size: bool
    same: bool | None

    @property
    def ok(self) -> bool:
        """Present, of the right length, and not known to differ."""
        return self.present and self.right_size and self.same is not False


@dataclass(frozen=True, slots=True)
class FontReport:
    """Result of :func:`self_check`; ``sentence`` is for the clerk, in Chinese.

    ``ok`` means: every file as shipped and nothing of level 3 as first published missing.
    The counts are of ideographs that no sound font file covers.
    """

    ok: bool
    files: tuple[FontState, ...]
    level3_total: int
    level3_missing: int
    amendment1_missing: int
    sentence: str


def _state(folder: Path, font: FontFile, quick: bool) -> FontState:
    path = folder / font.file
    try:
        if path.stat().st_size != font.bytes or not path.is_file():
            return FontState(font.file, True, False, None)
        if quick:
            return FontState(font.file, True, True, None)
        with path.open("rb") as stream:
            from hashlib import file_digest  # only the self-check needs it

            digest = file_digest(stream, "sha256").hexdigest()
        return FontState(font.file, True, True, digest == font.sha256)
    except OSError:
        return FontState(font.file, False, False, None)


def _uncovered(ranges: Ranges, coverage: Coverage) -> int:
    """How many code points of ``ranges`` no body font of ``coverage`` has."""
    drawn: set[int] = set()
    for font in FALLBACK:
        members = [set(codepoints(file.ranges)) for file in coverage.files if file.font == font]
        if members:
            drawn |= members[0].intersection(*members[1:])
    return sum(1 for code in codepoints(ranges) if code not in drawn)


def _sentence(states: tuple[FontState, ...], level3_missing: int, amendment1_missing: int) -> str:
    absent = [state.file for state in states if not state.present]
    damaged = [state.file for state in states if state.present and not state.ok]
    faults: list[str] = []
    if absent:
        faults.append(f"缺少字库文件 {'、'.join(absent)}")
    if damaged:
        faults.append(f"字库文件 {'、'.join(damaged)} 坏了或被换过")
    if faults:
        lost = f"装好之前有 {level3_missing:,} 个汉字显示不出来。" if level3_missing else ""
        return f"{'；'.join(faults)}。{_MEND}。{lost}"
    if level3_missing:
        return f"字库少了 {level3_missing:,} 个国家标准要求的汉字。{_MEND}。"
    return (
        f"字库齐全：国家标准 GB 18030-2022 最初公布的 {count(GB18030_2022_LEVEL3):,} 个汉字都能显示。"
        f"第1号修改单新增的字里还有 {amendment1_missing:,} 个没有字库，遇到时写拼音和编码。"
    )


def self_check(font_dir: Path, *, quick: bool = False) -> FontReport:
    """Looks at every shipped font file and counts what can be drawn. Raises nothing.

    ``quick`` compares lengths only (for the start of the screen); otherwise SHA-256 too
    (about 80 MB read). A file that is absent or damaged counts as covering nothing.
    """
    total = count(GB18030_2022_LEVEL3)
    try:
        coverage = Coverage.load(font_dir)
    except EnvironmentFault as fault:
        return FontReport(False, (), total, total, count(GB18030_2022_AMENDMENT1), fault.message)
    states = tuple(_state(font_dir, font, quick) for font in coverage.files)
    sound = {state.file for state in states if state.ok}
    # A family that lost one weight still draws with the others; one that lost all draws nothing.
    left = Coverage(tuple(font for font in coverage.files if font.file in sound))
    level3_missing = _uncovered(GB18030_2022_LEVEL3, left)
    amendment1_missing = _uncovered(GB18030_2022_AMENDMENT1, left)
    return FontReport(
        ok=len(sound) == len(states) and level3_missing == 0,
        files=states,
        level3_total=total,
        level3_missing=level3_missing,
        amendment1_missing=amendment1_missing,
        sentence=_sentence(states, level3_missing, amendment1_missing),
    )


def require_fonts(font_dir: Path, *, quick: bool = True) -> Coverage:
    """The coverage table of a complete font folder, for the start of the screen or a print.

    ``EnvironmentFault`` ``fonts_missing`` with what to do when a file is absent or damaged.
    """
    report = self_check(font_dir, quick=quick)
    if not report.ok:
        bad = ", ".join(state.file for state in report.files if not state.ok)
        raise EnvironmentFault("fonts_missing", report.sentence, detail=f"{font_dir}: {bad}")
    return Coverage.load(font_dir)
