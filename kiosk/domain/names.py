"""People's names: one spelling, surname, pinyin for finding, masks, （之一）.

Names are compared and stored in NFC with one kind of middle dot; length counts code points, so a
rare character beyond U+FFFF is one.  Pinyin is without tones, ``v`` for ü (``lv``).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.domain.tables import read_rows

Reading = Callable[[str], tuple[str, ...]]
"""Character → its toneless readings, the usual one first; ``()`` when unknown."""

DOT = "·"
UNREAD = "#"
"""Stands in full pinyin and initials for a character whose reading nobody knows."""

_DOTS = re.compile(r"\s*[·•．‧・∙⋅･᛫]\s*")
# Invisible characters that come with copying from web pages and chat windows.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x200E, 0x200F])
_NUMERALS = "一二三四五六七八九十"


def normalise_name(text: str) -> str:
    """The one spelling under which a name is stored and compared.

    Blanks go at both ends, around a middle dot, and inside two-character names (张　三 → 张三);
    longer names keep one plain blank.  Every kind of middle dot becomes U+00B7; a dot is never
    dropped.  Words such as (户主) are the table reader's business and stay.
    """
    name = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    name = _DOTS.sub(DOT, " ".join(name.split()))
    first, blank, second = name.partition(" ")
    if blank and len(first) == 1 and len(second) == 1:
        return first + second
    return name


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname that is read or cut specially. ``readings`` are toneless, the right one first."""

    text: str
    toned: str
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurnameTable:
    """Two-character surnames and those that pinyin software misreads (``catalog/surnames.csv``)."""

    by_text: Mapping[str, Surname]

    @classmethod
    def of(cls, surnames: tuple[Surname, ...]) -> SurnameTable:
        return cls(MappingProxyType({s.text: s for s in surnames}))


def without_tones(pinyin: str) -> str:
    """``lǘ`` → ``lv``, ``zhǎng`` → ``zhang``."""
    plain = unicodedata.normalize("NFD", pinyin.lower()).replace("u\u0308", "v")
    return "".join(c for c in plain if not unicodedata.combining(c))


def load_surnames(text: str, *, file: str = "surnames.csv") -> SurnameTable:
    """The surname table of a CSV ``surname,reading,others,source``.

    ``reading`` has tone marks and a blank between syllables; ``others`` are further readings
    (``|``), right for some bearers or merely common mistakes.  Raises SenderFault
    ``reference_value`` (syllables do not fit the characters) or ``reference_duplicate``.
    """
    found: dict[str, Surname] = {}
    for row in read_rows(text, file=file, columns=("surname", "reading", "others"), optional=("source",)):
        surname = row.needed("surname")
        if len(surname) > 2:
            raise row.fault("surname", "姓最多两个字。请改正后再发。")
        if surname in found:
            raise row.fault("surname", "这个姓写了两次。请删掉一行再发。", "reference_duplicate")
        toned = row.needed("reading")
        readings = tuple(dict.fromkeys(without_tones(r) for r in (toned, *row.parts("others"))))
        for reading, column in zip(readings, ("reading", *["others"] * 9), strict=False):
            if not re.fullmatch(r"[a-z]+( [a-z]+)*", reading) or len(reading.split()) != len(surname):
                raise row.fault(column, "读音要一个字一个音节，中间空一格。请改正后再发。")
        found[surname] = Surname(surname, toned, readings)
    return SurnameTable.of(tuple(found.values()))


def split_surname(name: str, table: SurnameTable) -> tuple[str, str]:
    """(surname, rest) of a normalised name. The rest is never empty unless the name has one character.

    A two-character surname counts only when a given name follows.  Names with a middle dot
    (买买提·艾力) have no Chinese surname: their first character stands for it, as on paper lists.
    """
    if len(name) > 2 and DOT not in name and name[:2] in table.by_text:
        return name[:2], name[2:]
    return name[:1], name[1:]


@dataclass(frozen=True, slots=True)
class Pinyin:
    """One way to find a name: ``full`` syllables run together, ``initials`` one letter a character."""

    full: str
    initials: str


def name_pinyin(name: str, table: SurnameTable, reading: Reading) -> tuple[Pinyin, ...]:
    """Every reading under which the name shall be found, the right one first, without repeats.

    The surname is taken from the table with its right and its mistaken readings, plus what
    ``reading`` says; given names by their usual reading.  A character that nobody can read is
    UNREAD; dots and blanks are silent.
    """
    surname, given = split_surname(name, table)
    tail = given_pinyin(given, reading)
    ways = surname_pinyin(surname, table, reading)
    return tuple(dict.fromkeys(Pinyin(w.full + tail.full, w.initials + tail.initials) for w in ways))


def surname_pinyin(surname: str, table: SurnameTable, reading: Reading) -> tuple[Pinyin, ...]:
    """The part of :func:`name_pinyin` before the given name: every reading, the right one first."""
    listed = table.by_text.get(surname)
    ways = [tuple(r.split()) for r in listed.readings] if listed else []
    ways.append(_syllables(surname, reading))
    return tuple(dict.fromkeys(map(_run_together, ways)))


def given_pinyin(given: str, reading: Reading) -> Pinyin:
    """The part of :func:`name_pinyin` after the surname: its one reading."""
    return _run_together(_syllables(given, reading))


def _run_together(syllables: tuple[str, ...]) -> Pinyin:
    return Pinyin("".join(syllables), "".join(s[0] for s in syllables))


def _syllables(text: str, reading: Reading) -> tuple[str, ...]:
    return tuple(itertools.chain.from_iterable(_usual(c, reading) for c in text))


def _usual(character: str, reading: Reading) -> tuple[str, ...]:
    if character == DOT or character.isspace():
        return ()
    if character.isascii() and character.isalpha():
        return (character.lower(),)
    return reading(character)[:1] or (UNREAD,)


def display_name(name: str, ordinal: int | None) -> str:
    """张三（之二） for the second bearer of a name in one group; the plain name without an ordinal.

    ``ValueError`` for an ordinal below 1.
    """
    if ordinal is None:
        return name
    if ordinal < 1:
        raise ValueError("ordinal counts from 1")
    return f"{name}（之{chinese_count(ordinal)}）"


def chinese_count(number: int) -> str:
    """1–99 as 一 … 九十九; beyond that digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    words = "" if tens == 0 else ("十" if tens == 1 else _NUMERALS[tens - 1] + "十")
    return words + (_NUMERALS[ones - 1] if ones else "")


def mask_name(name: str, table: SurnameTable) -> str:
    """Surname and one ＊ for every further character (architecture §7, Web); middle dots stay."""
    surname, rest = split_surname(name, table)
    return surname + "".join(DOT if c == DOT else "＊" for c in rest)
