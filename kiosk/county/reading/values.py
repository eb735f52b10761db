"""Cells of a table as texts, numbers, dates, names and ID numbers (domain README §6.6).

A cell is what calamine or the csv module gives: text, float, int, bool, date, time or None.
Nothing here keeps or repeats a value in an error.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from kiosk.domain.money import BLANK_WORDS, cents_of, parse_yuan, to_half_width
from kiosk.domain.names import normalise_name
from kiosk.domain.scan import id_check_character

Cell = str | float | int | bool | date | datetime | time | timedelta | None

_CONTROL = {c: None for c in range(32) if c not in (9, 10, 13)} | {
    0x7F: None, 0xAD: None, 0x61C: None, 0x200B: None, 0xFEFF: None, 0x200E: None, 0x200F: None, 0x2060: None,
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}  # fmt: skip
_SERIAL_START = date(1899, 12, 30)


class CellError(ValueError):
    """A cell that is not what its column asks for. ``code`` says how; the value is not kept."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cell_text(cell: Cell) -> str:
    """The cell as a trimmed text: numbers without exponent or ``.0``, dates in ISO form."""
    if isinstance(cell, str):
        return cell.translate(_CONTROL).strip() if cell else ""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def one_line(cell: Cell) -> str:
    """``cell_text`` with every run of blanks and line breaks as one blank."""
    return " ".join(cell_text(cell).split())


def number_text(number: float) -> str:
    """A float as a spreadsheet shows it: at most 10 decimals, no exponent, no ``.0``."""
    if number == int(number) and abs(number) < 1e18:
        return str(int(number))
    return f"{number:.10f}".rstrip("0").rstrip(".")


def is_number(cell: Cell) -> bool:
    """Whether the cell is a number, or a text that is one (with 元, separators, full-width digits)."""
    if isinstance(cell, int | float):
        return not isinstance(cell, bool)
    if not isinstance(cell, str):
        return False
    try:
        return read_decimal(cell) is not None
    except CellError:
        return False


_UNIT_TAIL = re.compile(r"\(?(?:亩|畝|公顷|平方米|㎡|m2|人|户|台|头|只|个|元|月|个月)(?:/\w+)?\)?\Z")
_AREA_UNIT = re.compile(r"\d\s*\(?(亩|公顷|平方米)\)?\Z")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?\Z|[+-]?\.\d+\Z", re.ASCII)


def read_decimal(cell: Cell) -> Decimal | None:
    """A quantity or rate, exact; None for an empty cell and what clerks write for nothing.

    Full-width digits, thousands separators and a unit behind the number are understood.  Raises
    CellError ``not_number``.
    """
    if isinstance(cell, bool):
        raise CellError("not_number")
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        # A sum of areas comes as 3.2500000000000004; nobody writes more than six decimals.
        return Decimal(number_text(round(cell, 6)))
    plain = to_half_width(one_line(cell)).strip()
    if plain in BLANK_WORDS:
        return None
    plain = _UNIT_TAIL.sub("", plain.removeprefix("¥")).strip()
    if not _NUMBER.match(plain):
        raise CellError("not_number")
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation as error:  # pragma: no cover - the pattern lets only numbers through
        raise CellError("not_number") from error


def area_unit(cell: Cell) -> str:
    """亩, 公顷 or 平方米 where a cell says it behind its number; empty when it does not."""
    if not isinstance(cell, str):
        return ""
    plain = to_half_width(one_line(cell)).replace("畝", "亩").replace("㎡", "平方米").replace("m2", "平方米")
    match = _AREA_UNIT.search(plain)
    return match[1] if match else ""


def read_cents(cell: Cell, scale: int = 1) -> int | None:
    """分 of an amount cell; ``scale`` 10000 when the column is in 万元. None when empty.

    Raises MoneyTextError as ``kiosk.domain.money``.
    """
    if isinstance(cell, int | float):
        return cents_of(Decimal(str(cell)) * scale) if scale != 1 else cents_of(cell)
    text = one_line(cell)
    if scale == 1:
        return parse_yuan(text)
    try:
        number = read_decimal(text.removesuffix("万元").removesuffix("万"))
    except CellError:
        return parse_yuan(text)
    return None if number is None else cents_of(number * scale)


def read_whole(cell: Cell) -> int | None:
    """A count (人数, 月数); None when empty. Raises CellError ``not_whole``."""
    try:
        number = read_decimal(cell)
    except CellError as error:
        raise CellError("not_whole") from error
    if number is None:
        return None
    if number != int(number) or not 0 <= number < 10**9:
        raise CellError("not_whole")
    return int(number)


_MARK = r"\s*[-./年月,、。]\s*"
_YMD = re.compile(
    rf"((?:19|20)\d\d){_MARK}(\d{{1,2}}){_MARK}(\d{{1,2}})\s*[日号]?\s*"
    r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?[T\s]*(?:\d\d?:.*)?\Z"
)
_SPELLED = re.compile(r"(二[〇○零0]..)年(.{1,2})月(.{1,3})[日号]\Z")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)\Z")
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d\s*[-./年]?\s*度?)?\s*(?:第?[一二三四1-4]季度|[上下]半年|全年|年度?"
    r"|(?:0?[1-9]|1[0-2]|[一二三四五六七八九十]{1,2})\s*月?份?|第?\d{1,3}[期批次]|第[一二三四五六七八九十]+[期批次]"
    r"|(?:0?[1-9]|1[0-2])月?份?\s*[-~—至到]\s*(?:0?[1-9]|1[0-2])月份?)?\Z"
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def read_date(cell: Cell) -> date | None:
    """A day in any of the forms of domain README §6.6.6; None when empty or only a month or a quarter.

    A month is a true answer but no day, and none is invented.  Raises CellError ``not_date``.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = to_half_width(number_text(cell) if isinstance(cell, float) else one_line(cell)).strip()
    if text in BLANK_WORDS:
        return None
    try:
        if match := _YMD.match(text) or _COMPACT.match(text) or _YMD.match(_spelled(text)):
            return date(int(match[1]), int(match[2]), int(match[3]))
        # Excel's serial number of a day between 1990 and 2064 whose cell lost its date format.
        if re.fullmatch(r"[3-5]\d{4}(?:\.\d+)?", text):
            return _SERIAL_START + timedelta(days=int(float(text)))
    except ValueError as error:
        raise CellError("not_date") from error
    if _PERIOD.match(text):
        return None
    raise CellError("not_date")


def _spelled(text: str) -> str:
    """二〇二六年四月十五日 with digits; any other text as it is."""
    match = _SPELLED.match(text)
    if match is None:
        return text
    month, day = (_count(part) for part in match.groups()[1:])
    return f"{match[1].translate(_DIGITS)}-{month}-{day}"


def _count(numeral: str) -> str:
    """十五, 二十, 廿三 as digits."""
    tens, ten, ones = numeral.replace("廿", "二十").replace("卅", "三十").partition("十")
    if not ten:
        return tens.translate(_DIGITS)
    return f"{tens.translate(_DIGITS) or '1'}{ones.translate(_DIGITS) or '0'}"


# --- ID numbers ----------------------------------------------------------------------------------

_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+\Z")


def read_id(cell: Cell) -> tuple[str | None, bool]:
    """(ID as written without blanks, in half-width capitals; whether the cell is or was a number)."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return number_text(float(cell)), True
    text = re.sub(r"\s", "", to_half_width(cell_text(cell))).lstrip("'‘’`=").strip('"').upper()
    if text in BLANK_WORDS:
        return None, False
    return text, bool(_EXPONENT.match(text))


def lengthen_id(text: str) -> str:
    """The 18 characters of a 15-digit ID (GB 11643-1999: century 19, then the check character)."""
    first17 = text[:6] + "19" + text[6:]
    return first17 + id_check_character(first17)


# --- names ---------------------------------------------------------------------------------------

_REMARK = re.compile(r"[(（〔\[](?:户主|原户主|已?(?:故|死亡|去世|亡|病故)|代领?|[,，、;；\s])+[)）〕\]]\Z")
# Printed as U+9FB4 … in GB 18030-2022 where older systems and Python's codec keep a private code.
_LATE = {0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8,
         0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE816: 0x20087, 0xE817: 0x20089,
         0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE}  # fmt: skip
_HOLES = frozenset("?？□■*＊×Ｘ_〇○●◯△#＃�")


def read_name(cell: Cell) -> str:
    """A name in its one spelling, without marks such as （户主） or a star behind it."""
    text = one_line(cell)
    while True:
        shorter = _REMARK.sub("", text).rstrip()
        if len(shorter) > 2 and shorter[-1] in "*＊":
            shorter = shorter[:-1].rstrip()
        if shorter == text:
            break
        text = shorter
    return "" if text in BLANK_WORDS else normalise_name(text)


def private_characters(text: str) -> tuple[str, ...]:
    """Private-use characters of a text, in order."""
    return tuple(c for c in text if unicodedata.category(c) == "Co")


def proposal_for(character: str) -> str | None:
    """What an old private code U+E815–U+E864 probably meant (the GB 18030 row FE50–FEA0); None unknown."""
    code = ord(character)
    if not 0xE815 <= code <= 0xE864:
        return None
    if code in _LATE:
        return chr(_LATE[code])
    low = 0x50 + code - 0xE815
    found = bytes((0xFE, low + (low >= 0x7F))).decode("gb18030")
    return None if unicodedata.category(found) == "Co" else found


def name_fault(name: str) -> str | None:
    """Why a name cannot be published as it is, or None.

    ``name_private`` a private-use character; ``name_replaced`` a hole (？ □ *), a digit, or pinyin
    among Chinese characters; ``name_latin`` letters only (a foreign name, perhaps pinyin).
    """
    if private_characters(name):
        return "name_private"
    if any(c in _HOLES or c.isdigit() for c in name):
        return "name_replaced"
    letters = sum("LATIN" in unicodedata.name(c, "") for c in name)
    if not letters:
        return None
    others = sum(not c.isspace() and c not in "·-.'" for c in name) - letters
    return "name_replaced" if others else "name_latin"
