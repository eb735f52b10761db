"""The quick way: a chunk of lines column by column, with the machine's own loops.

For every column a test that only plain cells pass; a line with any other cell is left to the judge.
A quick test may be stricter than the rule, never laxer: what passes here, the judge would pass too,
with the same result and without a warning (a property test compares both ways).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import compress
from operator import mul, sub
from typing import TypeVar, cast

from kiosk.county.checking.places import Places
from kiosk.county.checking.plan import Plan
from kiosk.county.checking.units import Units
from kiosk.county.reading.block import Block
from kiosk.county.reading.values import Cell, CellError, number_text, one_line, read_date
from kiosk.domain.scan import scan_text

_KeyT = TypeVar("_KeyT")
_ValueT = TypeVar("_ValueT")
_WEIGHTS = tuple((1 << (17 - i)) % 11 for i in range(17))
_NAN = float("nan")
_NAMES = re.compile(r"(?:[\u4e00-\u9fa5]{2,4}\n)+")
_AMOUNTS = re.compile(r"(?:\d{1,9}(?:\.\d{1,2})?\n)+", re.ASCII)
_TWO_DECIMALS = re.compile(r"(?:\d{1,9}\.\d\d\n)+", re.ASCII)
_NUMBERS = re.compile(r"(?:(?:0|[1-9]\d{0,7})(?:\.\d{1,4})?\n)+", re.ASCII)
_WHOLE = re.compile(r"(?:\d{1,6}\n)+", re.ASCII)


def _weight(digits: str, start: int) -> float:
    if not (digits.isascii() and digits.isdigit()):
        return _NAN
    return sum(int(d) * w for d, w in zip(digits, _WEIGHTS[start:], strict=False))


def _byte_table(value: Callable[[int], int]) -> bytes:
    return bytes(map(value, range(256)))


def _share(place: int) -> bytes:
    """Character of an ID at a place → its share of the check sum, modulo 11."""
    weight = _WEIGHTS[place] if place < 17 else 1
    return _byte_table(lambda c: (10 if c == ord("X") else max(0, c - 48) % 10) * weight % 11)


_SHARES = tuple(_share(place) for place in range(18))
_DIGIT = _byte_table(lambda c: max(0, c - 48) % 10)
_TENS = _byte_table(lambda c: max(0, c - 48) % 10 * 10)
_NOT_ONE = _byte_table(lambda total: total % 11 != 1)
_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_DAY = _byte_table(lambda month: 128 + (_DAYS[month] if month < 13 else 0))
_BELOW_128 = _byte_table(lambda left: left < 128)
_NOUGHT = _byte_table(lambda day: not day)
_OTHER_CENTURY = _byte_table(lambda century: century not in (19, 20))


def _pairs(tens: bytes, ones: bytes, n: int) -> bytes:
    """Two columns of digits as one of numbers up to 99."""
    whole = int.from_bytes(tens.translate(_TENS), "little") + int.from_bytes(ones.translate(_DIGIT), "little")
    return whole.to_bytes(n, "little")


class _Regions(dict[str, float]):
    """First six digits → their share of the check sum; anything else than six digits → nan."""

    def __missing__(self, key: str) -> float:
        found = self[key] = _weight(key, 0) if len(key) == 6 else _NAN
        return found


class _Births(dict[str, float]):
    """The eight digits of a birth date → share; no date → nan."""

    def __missing__(self, key: str) -> float:
        try:
            ok = len(key) == 8 and 1880 <= date(int(key[:4]), int(key[4:6]), int(key[6:])).year <= 2100
        except ValueError:
            ok = False
        found = self[key] = _weight(key, 6) if ok else _NAN
        return found


class _Tails(dict[str, float]):
    """The last four characters → share; anything else → nan, and not kept."""

    def __missing__(self, key: str) -> float:
        return _NAN


class IdCheck:
    """Check characters of whole columns (GB 11643-1999): three look-ups and a remainder a number."""

    def __init__(self) -> None:
        self._regions, self._births = _Regions(), _Births()
        self._tails = _Tails()
        for order in range(1000):
            digits = f"{order:03d}"
            share = _weight(digits, 14)
            for at, check in enumerate("0123456789X"):
                self._tails[digits + check] = share + at

    def bad(self, ids: Sequence[str]) -> list[int]:
        """Where the column holds anything but a valid ID of 18 characters."""
        if len(self._regions) > 100_000:
            self._regions.clear()
            self._births.clear()
        a, b, c = self._regions, self._births, self._tails
        doubtful: Iterable[int] = self._doubtful(ids)
        return [i for i in doubtful if (a[(t := ids[i])[:6]] + b[t[6:14]] + c[t[14:]]) % 11 != 1]

    @staticmethod
    def _doubtful(ids: Sequence[str]) -> Iterable[int]:
        """All but the plainly valid: the column as eighteen strings of one digit a number, added up as long
        whole numbers of a byte each (of no sum is more than 180).  Some valid ones are among them."""
        joined = "".join(ids)
        n = len(ids)
        if len(joined) != 18 * n or set(map(len, ids)) != {18} or not joined.isascii():
            return range(n)
        text = joined.encode()
        at = [text[i::18] for i in range(18)]
        if text.translate(None, b"0123456789X") or text.count(b"X") != at[17].count(b"X"):
            return range(n)
        whole = int.from_bytes
        shares = zip(at, _SHARES, strict=True)
        total = sum(whole(digits.translate(share), "little") for digits, share in shares)
        fault = whole(total.to_bytes(n, "little").translate(_NOT_ONE), "little")
        month = _pairs(at[10], at[11], n)
        # The last day of the month and no day of more than 99: no byte borrows from the next.
        left = whole(month.translate(_LAST_DAY), "little") - whole(day := _pairs(at[12], at[13], n), "little")
        fault |= whole(left.to_bytes(n, "little").translate(_BELOW_128), "little")
        fault |= whole(day.translate(_NOUGHT), "little")
        fault |= whole(_pairs(at[6], at[7], n).translate(_OTHER_CENTURY), "little")
        if not fault:
            return ()
        return list(compress(range(n), fault.to_bytes(n, "little")))


@dataclass(slots=True)
class Columns:
    """Output columns of a chunk (placeholders where ``bad``), and which lines the judge must see."""

    fields: dict[str, list[str]]
    cents: list[int]
    qty: list[float] | None
    bad: set[int]


class _Dates(dict[Cell, str]):
    """Date cell → ISO text of a day in the year, ``""`` for none, ``?`` for the judge."""

    def __init__(self, year: int) -> None:
        super().__init__()
        self._year = year

    def __missing__(self, key: Cell) -> str:
        try:
            day = read_date(key)
            found = "" if day is None else (day.isoformat() if day.year == self._year else "?")
        except CellError:
            found = "?"
        if len(self) < 10_000:
            self[key] = found
        return found


class _Villages(dict[Cell, str]):
    """Village cell of one town cell → code, ``""`` for the judge."""

    def __init__(self, places: Places, town: Cell) -> None:
        super().__init__()
        self._places, self._town = places, one_line(town)

    def __missing__(self, key: Cell) -> str:
        found = self[key] = self._places.village(one_line(key), self._town).code or ""
        return found


class _Groups(dict[Cell, "str | None"]):
    """Group cell of one village → name, None for the judge."""

    def __init__(self, places: Places, code: str, exempt: frozenset[str]) -> None:
        super().__init__()
        self._places, self._code, self._exempt = places, code, exempt

    def __missing__(self, key: Cell) -> str | None:
        name, fine = self._places.group(self._code, one_line(key))
        found = self[key] = name if fine and not scan_text(name, self._exempt) else None
        return found


class _Each(dict[_KeyT, _ValueT]):
    """One for each key, made when it is first needed."""

    def __init__(self, make: Callable[[_KeyT], _ValueT]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _KeyT) -> _ValueT:
        found = self[key] = self._make(key)
        return found


class _NumberTexts(dict[float, str]):
    """A number as the judge writes it. Areas and amounts repeat."""

    def __missing__(self, key: float) -> str:
        found = number_text(round(key, 6))
        if len(self) < 50_000:
            self[key] = found
        return found


class Quick:
    """The quick way for one sheet. Only for plans without conversion, several amounts or merged lines."""

    def __init__(
        self,
        plan: Plan,
        places: Places,
        programme_of: Callable[[str], str | None],
        *,
        year: int,
        exempt: frozenset[str],
    ) -> None:
        self._plan, self._places, self._programme_of, self._exempt = plan, places, programme_of, exempt
        self._ids, self._dates = IdCheck(), _Dates(year)
        self._villages: _Each[Cell, _Villages] = _Each(lambda town: _Villages(places, town))
        self._groups: _Each[str, _Groups] = _Each(lambda code: _Groups(places, code, exempt))
        self._written = _NumberTexts()
        self._programmes: dict[str, str] = {}

    @staticmethod
    def fits(plan: Plan, units: Units) -> bool:
        """Whether a sheet with these units of its own can be read this way at all."""
        plain = units.plain and plan.amount_scale == 1
        return plain and not plan.is_wide and (plan.village_code is not None or "village" in plan.at)

    def read(self, rows: Block) -> Columns:
        """All columns of the chunk."""
        plan, n = self._plan, len(rows)
        columns = rows.columns(max(plan.labels) + 1)
        bad: set[int] = set()
        fields: dict[str, list[str]] = {}
        empty = [""] * n
        amount = plan.amounts[0]
        codes = self._village_codes(columns, n, bad)
        fields["village_code"] = codes
        fields["group"] = self._group_names(columns, codes, bad) if "group" in plan.at else empty
        fields["programme"] = self._programme_ids(columns, n, bad)
        fields["name"] = self._names(columns, bad) if "name" in plan.at else empty
        fields["idno"] = self._id_numbers(columns[plan.at["idno"]], bad) if "idno" in plan.at else empty
        cents = self._amounts(columns[amount.cents], bad)
        qty_text, qty = self._numbers(columns, amount.qty, bad)
        rate_text, rate = self._numbers(columns, amount.rate, bad)
        months_text, months = self._wholes(columns, "months", bad)
        fields["qty"], fields["rate"], fields["months"] = (
            qty_text or empty,
            rate_text or empty,
            months_text or empty,
        )
        fields["persons"] = self._wholes(columns, "persons", bad)[0] or empty
        due_at = plan.at.get("due")
        due = self._amounts(columns[due_at], bad) if due_at not in (None, amount.cents) else None
        fields["due"] = empty if due is None else list(map(str, due))
        if qty is not None and rate is not None and not plan.approved:
            said = cents if due is None else due
            exact = map(mul, qty, map((100.0).__mul__, rate))
            off = list(map(sub, exact if months is None else map(mul, exact, months), said))
            # The exact rule rounds first; 1.4 分 in floating point is surely within it.
            if not -1.4 < min(off) <= max(off) < 1.4:
                bad.update(i for i, d in enumerate(off) if not -1.4 < d < 1.4)
        fields["paid_on"] = self._days(columns, bad) if "paid_on" in plan.at else empty
        for kind in ("paid_how", "note", "x1", "x2", "x3", "x4"):
            fields[kind] = self._words(columns[plan.at[kind]], bad) if kind in plan.at else empty
        self._sum_words(columns, bad)
        return Columns(fields, cents, qty, bad)

    # --- columns ---------------------------------------------------------------------------------

    def _village_codes(self, columns: Sequence[Sequence[Cell]], n: int, bad: set[int]) -> list[str]:
        plan = self._plan
        if plan.village_code is not None:
            return [plan.village_code] * n
        villages = columns[plan.at["village"]]
        towns = columns[plan.at["town"]] if "town" in plan.at else ("",) * n
        of = self._villages
        if _is_one(towns):
            codes = _looked_up(of[towns[0]], villages)
        else:
            codes = [of[t][v] for t, v in zip(towns, villages, strict=True)]
        if "" in codes:
            bad.update(i for i, c in enumerate(codes) if not c)
        return codes

    def _group_names(
        self, columns: Sequence[Sequence[Cell]], codes: Sequence[str], bad: set[int]
    ) -> list[str]:
        column = columns[self._plan.at["group"]]
        of = self._groups
        if _is_one(codes):
            names = _looked_up(of[codes[0]], column)
        else:
            names = [of[c][g] for c, g in zip(codes, column, strict=True)]
        if None in names:
            bad.update(i for i, name in enumerate(names) if name is None)
        return cast(list[str], names)

    def _programme_ids(self, columns: Sequence[Sequence[Cell]], n: int, bad: set[int]) -> list[str]:
        plan = self._plan
        if "programme" not in plan.at:
            return [plan.programme_id or ""] * n
        texts = columns[plan.at["programme"]]
        for text in cast(set[str], set(texts).difference(self._programmes)):
            found = self._programme_of(one_line(text)) or ""
            self._programmes[text] = found if plan.programme_id in (None, found) else ""
        ids = [self._programmes[t] for t in cast(tuple[str, ...], texts)]
        bad.update(i for i, p in enumerate(ids) if not p)
        return ids

    def _names(self, columns: Sequence[Sequence[Cell]], bad: set[int]) -> list[str]:
        return self._texts(columns[self._plan.at["name"]], _NAMES, bad)

    def _texts(self, column: Sequence[Cell], pattern: re.Pattern[str], bad: set[int]) -> list[str]:
        """The column as texts; what does not match the line pattern is bad."""
        try:
            joined = "\n".join(cast(tuple[str, ...], column)) + "\n"
        except TypeError:
            bad.update(i for i, c in enumerate(column) if not isinstance(c, str))
            column = tuple(c if isinstance(c, str) else "" for c in column)
            joined = "\n".join(column) + "\n"
        texts = cast(list[str], list(column))
        if joined.count("\n") != len(texts) or not pattern.fullmatch(joined):
            bad.update(i for i, t in enumerate(texts) if "\n" in t or not pattern.fullmatch(t + "\n"))
        return texts

    def _id_numbers(self, column: Sequence[Cell], bad: set[int]) -> list[str]:
        if set(map(type, column)) != {str}:
            bad.update(i for i, c in enumerate(column) if not isinstance(c, str))
            column = tuple(c if isinstance(c, str) else "" for c in column)
        ids = cast(list[str], list(column))
        bad.update(self._ids.bad(ids))
        return ids

    def _amounts(self, column: Sequence[Cell], bad: set[int]) -> list[int]:
        types = set(map(type, column))
        if types <= {float, int}:
            numbers: Sequence[float] = cast(tuple[float, ...], column)
        else:
            texts = self._texts(self._as_texts(column), _AMOUNTS, bad)
            exact = _in_cents(texts)
            if exact is not None:
                return exact
            numbers = _floats(texts)
        try:
            hundreds = list(map((100.0).__mul__, numbers))
            cents = list(map(int, map((0.5).__add__, hundreds)))
            off = list(map(sub, hundreds, cents))
            exact = -0.4 < min(off) <= max(off) < 0.4
            if exact and 0 not in cents and 0 < min(numbers) <= max(numbers) < 1e9:
                return cents
        except (ValueError, OverflowError):
            # Infinite, or none; no sheet shows such a number.
            pass
        # Amounts of more than two decimals near the half, nought and less are for the judge.
        cents = [int(v * 100 + 0.5) if 0 < v < 1e9 else 0 for v in numbers]
        pairs = zip(numbers, cents, strict=True)
        bad.update(i for i, (v, c) in enumerate(pairs) if not c or not -0.4 < v * 100 - c < 0.4)
        return cents

    def _numbers(
        self, columns: Sequence[Sequence[Cell]], at: int | None, bad: set[int]
    ) -> tuple[list[str] | None, list[float] | None]:
        if at is None:
            return None, None
        texts = self._texts(self._as_texts(columns[at]), _NUMBERS, bad)
        if _is_one(texts):
            return texts, [_float(texts[0])] * len(texts)
        plain = set(map(type, columns[at])) == {float}
        return texts, list(cast("Sequence[float]", columns[at])) if plain else _floats(texts)

    def _as_texts(self, column: Sequence[Cell]) -> Sequence[Cell]:
        """Numbers as the judge writes them, other cells as they are."""
        types = set(map(type, column))
        if types == {str}:
            return column
        if types == {float}:
            return list(map(self._written.__getitem__, cast("Sequence[float]", column)))
        return [self._written[c] if type(c) is float else str(c) if type(c) is int else c for c in column]

    def _wholes(
        self, columns: Sequence[Sequence[Cell]], kind: str, bad: set[int]
    ) -> tuple[list[str] | None, list[float] | None]:
        if kind not in self._plan.at:
            return None, None
        texts = self._texts(self._as_texts(columns[self._plan.at[kind]]), _WHOLE, bad)
        numbers = _floats(texts)
        bad.update(i for i, v in enumerate(numbers) if not v)
        return [t.lstrip("0") for t in texts], numbers

    def _days(self, columns: Sequence[Sequence[Cell]], bad: set[int]) -> list[str]:
        days = _looked_up(self._dates, columns[self._plan.at["paid_on"]])
        if "?" in days:
            bad.update(i for i, d in enumerate(days) if d == "?")
        return days

    def _words(self, column: Sequence[Cell], bad: set[int]) -> list[str]:
        distinct = set(column)
        if distinct == {""}:
            return cast(list[str], list(column))
        plain: dict[Cell, str] = {}
        for cell in distinct:
            text = one_line(cell)
            plain[cell] = "\0" if scan_text(text, self._exempt) else text
        words = [plain[c] for c in column]
        if "\0" in words:
            bad.update(i for i, w in enumerate(words) if w == "\0")
        return words

    def _sum_words(self, columns: Sequence[Sequence[Cell]], bad: set[int]) -> None:
        """A total line may look like a person where a table has no IDs."""
        if "idno" in self._plan.at:
            return
        looked = {self._plan.at[k] for k in ("row", "town", "village", "group", "name") if k in self._plan.at}
        for at in looked | {0, 1, 2} & set(range(len(columns))):
            for cell in set(columns[at]):
                if isinstance(cell, str) and "计" in cell:
                    bad.update(i for i, c in enumerate(columns[at]) if c == cell)


def _looked_up(known: dict[Cell, _ValueT], column: Sequence[Cell]) -> list[_ValueT]:
    """What the dict has for every cell."""
    if _is_one(column):
        return [known[column[0]]] * len(column)
    return list(map(known.__getitem__, column))


def _is_one(column: Sequence[Cell]) -> bool:
    """Whether all cells are the same."""
    return column[0] == column[-1] and column.count(column[0]) == len(column)


def _in_cents(texts: Sequence[str]) -> list[int] | None:
    """Amounts all written with two decimals, none of them nought; None for others."""
    joined = "\n".join(texts) + "\n"
    if _TWO_DECIMALS.fullmatch(joined) is None:
        return None
    cents = list(map(int, joined.replace(".", "").split()))
    return cents if 0 not in cents and len(cents) == len(texts) else None


def _floats(texts: Iterable[str]) -> list[float]:
    texts = list(texts)
    try:
        return list(map(float, texts))
    except ValueError:
        return [_float(t) for t in texts]


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
