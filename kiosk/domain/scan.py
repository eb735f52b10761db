"""Finding what must never be shown by the look of the value: ID numbers, cards, mobile phones.

Column names say nothing: remarks hide them too (domain README §4, §6.6).  A finding holds no copy
of the value.  Checked on every free text at the county, at the kiosk, and when a page or sheet is
built (architecture §6).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Literal

FindingKind = Literal["id_number", "card", "phone"]
_WORDS: dict[FindingKind, str] = {"id_number": "身份证号", "card": "卡号或证件号", "phone": "手机号"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something personal in a text. ``valid`` only for 18-digit ID numbers: the check digit fits."""

    kind: FindingKind
    digits: int
    ends_with_x: bool
    valid: bool

    def words(self) -> str:
        """What it is, for the sender: 身份证号, 卡号或证件号, 手机号."""
        return _WORDS[self.kind]

    def shape(self) -> str:
        """Its form instead of its value: ``17位数字+1位``, ``11位数字``."""
        if self.kind == "id_number" and self.digits + self.ends_with_x == 18:
            return "17位数字+1位"
        return f"{self.digits}位数字" + ("+1位" if self.ends_with_x else "")


_RUN = re.compile(r"(?<!\d)\d{14,18}[\dXx](?!\d)", re.ASCII)
_PHONE = re.compile(r"(?:(?<!\d)|(?<=[+＋]86))1[3-9]\d{9}(?!\d)", re.ASCII)
# The same numbers written in the usual groups; a gap is one blank or hyphen.
_SPACED = (
    re.compile(r"(?<!\d)\d{6}[ -]\d{8}[ -]\d{3}[\dXx](?!\d)", re.ASCII),
    re.compile(r"(?:(?<!\d)|(?<=[+＋]86))1[3-9]\d[ .-]\d{4}[ .-]\d{4}(?![ .-]?\d)", re.ASCII),
    re.compile(r"(?<!\d)\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?(?![ -]?\d)", re.ASCII),
)
_CREDIT_CODE = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![0-9A-Za-z])"
)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# 登记管理部门代码 and the 机构类别代码 each of them uses, GB 32100-2015 table 1.
_CREDIT_KINDS = {"1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129",
                 "8": "19", "9": "123", "A": "19", "N": "1239", "Y": "1"}  # fmt: skip


def id_check_character(first17: str) -> str:
    """Check character of a citizen identity number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(d) << (17 - i) for i, d in enumerate(first17))
    return "10X98765432"[total % 11]


def is_id_number(text: str) -> bool:
    """18 characters whose check character fits. The region may be any, also one that does not exist."""
    return (
        re.fullmatch(r"\d{17}[\dXx]", text, re.ASCII) is not None
        and id_check_character(text[:17]) == text[17].upper()
    )


def _has_birth_date(text: str) -> bool:
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return 1880 <= born.year <= 2100


def is_credit_code(text: str) -> bool:
    """A valid 18-character 统一社会信用代码 (GB 32100-2015, MOD 31) that cannot be an ID number.

    One in 31 digit runs passes the check by chance, so the registering office must exist, and
    digits alone that fit an ID number or hold a date of birth are never believed.
    """
    if not _CREDIT_CODE.fullmatch(text) or text[1] not in _CREDIT_KINDS.get(text[0], ""):
        return False
    if text[:17].isdigit() and (is_id_number(text) or _has_birth_date(text)):
        return False
    total = sum(_CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(text[:17]))
    return _CREDIT_ALPHABET[-total % 31] == text[17]


def _plain(text: str) -> str:
    """Every kind of decimal digit as ASCII, full-width letters as plain ones, invisible signs dropped."""
    out: list[str] = []
    for c in text:
        if c.isascii():
            out.append(c)
        elif (digit := unicodedata.decimal(c, -1)) >= 0:
            out.append(str(digit))
        elif 0xFF21 <= ord(c) <= 0xFF5A:
            out.append(chr(ord(c) - 0xFEE0))
        elif unicodedata.category(c) == "Zs":
            out.append(" ")
        elif c in "－−‐‑–":
            out.append("-")
        elif unicodedata.category(c) not in ("Cf", "Mn", "Me"):  # also what sits on a digit: 1️⃣
            out.append(c)
    return "".join(out)


_DASH = re.compile(r"(?<=[0-9])一(?=[0-9])")
"""一 typed for a dash: 20260101一20260415."""


def _spelled(plain: str) -> str:
    """Chinese numerals and numerals in circles or brackets as digits, a character for a character.

    一三九, 壹叁玖, ①③⑨; 十 and ⑩ stay, so that amounts in capitals and lists end a run.
    """
    out: list[str] = []
    for c in plain:
        value = -1.0 if c.isascii() else unicodedata.numeric(c, -1)
        if c == "幺":
            value = 1
        elif c in "○◯":
            value = 0
        out.append(str(int(value)) if 0 <= value <= 9 and value == int(value) else c)
    return "".join(out)


def _is_years(run: str) -> bool:
    return all(1900 <= int(part) <= 2100 for part in re.split("[ .-]", run) if len(part) == 4)


def enough_digits(text: str) -> bool:
    """Whether a text could hold a phone or more, before any closer look."""
    return len(text) >= 11 and sum(map(str.isnumeric, text)) + sum(map(text.count, "幺○◯")) >= 11


def scan_text(text: str, exempt: AbstractSet[str] = frozenset()) -> tuple[Finding, ...]:
    """Everything personal in a free text, in order of kind.

    Runs of 15–19 digits (the last may be X) and of 11 digits starting 1[3-9], not inside a longer
    run, also in their usual groups and in Chinese or circled numerals.  ``exempt`` are digits of
    public phones (``UnitSettings.own_numbers``); valid 统一社会信用代码 pass.
    """
    if not enough_digits(text):
        return ()
    plain = _CREDIT_CODE.sub(lambda m: "#" if is_credit_code(m[0]) else m[0], _plain(text))
    plain = _DASH.sub("-", plain)
    found = [_of_run(run) for _, _, run in _runs(plain, exempt)]
    spelled = plain if plain.isascii() else _spelled(plain)
    if spelled != plain:
        for start, end, run in _runs(spelled, exempt):
            # Found already, or a mark such as ① before or behind a number; ○○○ holds a place open.
            if spelled[start + 1 : end - 1] != plain[start + 1 : end - 1] and len(set(run)) > 2:
                found.append(_of_run(run))
    return tuple(found)


def _runs(plain: str, exempt: AbstractSet[str]) -> Iterator[tuple[int, int, str]]:
    """Where a number stands, and its digits without the gaps."""
    for pattern in (_RUN, _PHONE, *_SPACED):
        for match in pattern.finditer(plain):
            run = re.sub("[ .-]", "", match[0])
            if run not in exempt and not (pattern in _SPACED and _is_years(match[0])):
                yield match.start(), match.end(), run


def _of_run(run: str) -> Finding:
    if len(run) == 11:
        return Finding("phone", 11, False, False)
    ends_with_x = run[-1] in "Xx"
    digits = len(run) - ends_with_x
    valid = is_id_number(run)
    looks_like_id = valid or (len(run) == 18 and (ends_with_x or _has_birth_date(run)))
    return Finding("id_number" if looks_like_id else "card", digits, ends_with_x, valid)
