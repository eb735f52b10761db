"""JSON as a bundle may use it: no double keys, no floats, no NaN, bounded depth, exact types.

Every refusal is a SenderFault whose sentence names the place as a path such as
``items[3].table.rows`` and never repeats the value found there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar, cast

from kiosk.domain.errors import Place, SenderFault

MAX_DEPTH = 16
MAX_INT = 10**15
_DATE = re.compile(r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]\Z", re.ASCII)
# Besides control characters also what turns the direction of writing round, so that an amount reads
# backwards, tags that nobody sees, and code points that are no characters.
UNSEEN = (
    r"\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    r"\U000e0000-\U000e007f"
)
"""Inside a character class: what no text of a bundle may hold, beside U+0000–U+001F."""
_CONTROL = re.compile(rf"[\x00-\x1f{UNSEEN}]")
_CONTROL_BUT_LINES = re.compile(rf"[\x00-\x09\x0b-\x1f{UNSEEN}]")

T = TypeVar("T")
Json = Mapping[str, object]


def fault(
    place: str, message: str, code: str = "bad_manifest", *, file: str = "manifest.json"
) -> SenderFault:
    """A refusal at ``place`` (a path such as ``items[0].year``) of a JSON file."""
    where = f"“{place}”" if place else ""
    return SenderFault(code, f"{where}{message}请县里改正后重发。", place=Place(file))


def parse_object(data: bytes, *, limit: int, file: str = "manifest.json") -> Json:
    """The one JSON object in ``data`` (UTF-8, no BOM, at most ``limit`` bytes).

    SenderFault ``too_large`` or ``bad_json``.
    """
    if len(data) > limit:
        raise fault("", f"有 {len(data)} 字节，超过了 {limit} 字节的上限。", "too_large", file=file)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise fault("", "不是 UTF-8 文字。", "bad_json", file=file) from error
    if _depth(text) > MAX_DEPTH:
        raise fault("", "括号套得太深。", "bad_json", file=file)

    def refuse_number(_: str) -> object:
        raise fault("", "里有小数或不是数的数，只能用整数。", "bad_json", file=file)

    def whole(digits: str) -> int:
        if len(digits) > 16:
            raise fault("", "里有一个数太大。", "bad_json", file=file)
        return int(digits)

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise fault("", "里同一个名目写了两次。", "bad_json", file=file)
        return made

    try:
        value: object = json.loads(
            text,
            object_pairs_hook=unique,
            parse_float=refuse_number,
            parse_constant=refuse_number,
            parse_int=whole,
        )
    except json.JSONDecodeError as error:
        raise fault("", f"第{error.lineno}行写法不对，读不下去。", "bad_json", file=file) from error
    if not isinstance(value, dict):
        raise fault("", "最外层要用大括号。", "bad_json", file=file)
    return cast(Json, value)


def _depth(text: str) -> int:
    """Deepest nesting, found without recursion; brackets inside strings do not count."""
    deepest = depth = 0
    for match in re.finditer(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{]|[\]}]', text, re.DOTALL):
        token = match[0]
        if token in ("[", "{"):
            depth += 1
            deepest = max(deepest, depth)
        elif token in ("]", "}"):
            depth -= 1
    return deepest


class Fields:
    """The keys of one JSON object, taken one by one; :meth:`done` refuses what is left over."""

    __slots__ = ("_file", "_left", "place")

    def __init__(self, value: object, place: str, file: str = "manifest.json") -> None:
        self._file = file
        self.place = place
        if not isinstance(value, dict):
            raise fault(place, "要用大括号写成一组。", file=file)
        self._left = dict(cast(dict[str, object], value))

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def fault(self, key: str, message: str, code: str = "bad_manifest") -> SenderFault:
        return fault(self.at(key), message, code, file=self._file)

    def done(self) -> None:
        """SenderFault ``unknown_key_name`` when a key was not asked for."""
        for key in self._left:
            shown = key if re.match(r"[A-Za-z_]{1,40}\Z", key) else "一个名目"
            raise self.fault(shown, "不该出现。", "unknown_entry")

    def take(self, key: str) -> object:
        if key not in self._left:
            raise self.fault(key, "没有写。", "missing_entry")
        return self._left.pop(key)

    def optional(self, key: str, read: Callable[[str], T]) -> T | None:
        """``read(key)`` when the key is there and not null, else ``None``."""
        if self._left.get(key) is None:
            self._left.pop(key, None)
            return None
        return read(key)

    def text(self, key: str, limit: int = 500) -> str:
        """A non-blank line without control characters, at most ``limit`` characters."""
        value = self._string(key, limit)
        if not value.strip():
            raise self.fault(key, "空着，要填上。")
        if _CONTROL.search(value):
            raise self.fault(key, "里有看不见的控制符。")
        return value

    def line(self, key: str, limit: int = 500) -> str:
        """Like :meth:`text`, but may be empty."""
        value = self._string(key, limit)
        if _CONTROL.search(value):
            raise self.fault(key, "里有看不见的控制符。")
        return value

    def prose(self, key: str, limit: int = 200_000) -> str:
        """Non-blank text that may have several lines (LF)."""
        value = self._string(key, limit)
        if not value.strip():
            raise self.fault(key, "空着，要填上。")
        if _CONTROL_BUT_LINES.search(value):
            raise self.fault(key, "里有看不见的控制符。")
        return value

    def _string(self, key: str, limit: int) -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise self.fault(key, "要写成文字。")
        if len(value) > limit:
            raise self.fault(key, f"太长，最多 {limit} 个字。")
        return value

    def match(self, key: str, pattern: re.Pattern[str], meaning: str) -> str:
        """A text that ``pattern`` matches as a whole; ``meaning`` says what is expected."""
        value = self.text(key)
        if pattern.fullmatch(value) is None:
            raise self.fault(key, f"写法不对，要写成{meaning}。")
        return value

    def whole(self, key: str, low: int = 0, high: int = MAX_INT) -> int:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(key, "要写成整数。")
        if not low <= value <= high:
            raise self.fault(key, f"要在 {low} 到 {high} 之间。")
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise self.fault(key, "要写成 true 或 false。")
        return value

    def day(self, key: str) -> date:
        value = self.text(key)
        if _DATE.match(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise self.fault(key, "不是日期，要写成 2026-01-31 这样。")

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        value = self.text(key)
        if value not in allowed:
            raise self.fault(key, f"只能是 {'、'.join(allowed)} 中的一个。")
        return value

    def array(self, key: str, limit: int = 5_000) -> list[object]:
        value = self.take(key)
        if not isinstance(value, list):
            raise self.fault(key, "要用方括号写成一列。")
        values = cast(list[object], value)
        if len(values) > limit:
            raise self.fault(key, f"太多，最多 {limit} 个。")
        return values

    def objects(self, key: str, limit: int = 5_000) -> Iterable[Fields]:
        """The objects of an array, each with its place."""
        for i, value in enumerate(self.array(key, limit)):
            yield Fields(value, f"{self.at(key)}[{i}]", self._file)

    def object(self, key: str) -> Fields:
        return Fields(self.take(key), self.at(key), self._file)

    def texts(
        self, key: str, pattern: re.Pattern[str] | None, *, least: int = 0, limit: int = 200
    ) -> tuple[str, ...]:
        """A list of distinct non-blank texts, at least ``least``, each matching ``pattern``."""
        found: list[str] = []
        for i, value in enumerate(self.array(key, limit)):
            here = f"{key}[{i}]"
            if not isinstance(value, str) or not value.strip() or len(value) > 500 or _CONTROL.search(value):
                raise self.fault(here, "要写成文字。")
            if pattern is not None and pattern.fullmatch(value) is None:
                raise self.fault(here, "写法不对。")
            if value in found:
                raise self.fault(here, "写了两次。")
            found.append(value)
        if len(found) < least:
            raise self.fault(key, "空着，要填上。")
        return tuple(found)
