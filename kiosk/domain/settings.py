"""Site settings of a unit, as the county sends them (``reference`` of kind ``settings``).

A JSON object; every key may be left out, unknown keys are refused.  What stands at the top holds
for all units; ``units`` overrides key by key for one unit (``lag`` also inside)::

    {
      "site_base": "https://gk.anyi.example",   base of the QR links, https, no path; null: no QR
      "web_names": "none",                      or "masked": P1 names behind QR as 张＊
      "family_view": false,                     P2 lines on a person's page and in the finder
      "finance_busy": false,                    true: 财务 is due monthly, else quarterly
      "lag": {"monthly": "10d", "quarterly": "20d", "halfyearly": "31d"},
      "prompt": "5d",                           what 及时 means
      "ledger_from": "2026-01-01",              first day for which duties are counted; null: none
      "small_count": 3,                         totals of fewer persons are not shown (3 or more)
      "outdoor_board": false,                   true: sheets weather, their QR codes stand more damage
      "high_mounted": false,                    start in low-reach
      "usual_groups": ["集体财务"],             up to three 常看 subjects of the catalogue page
      "safety_notice": ["陌生人要验证码，不给"], up to three lines of 22 hanzi for the attract loop
      "town_phone": {"who": "龙津镇人民政府", "phone": "0791-83400000"},   村委会组织法 art. 36
      "supervision_phones": [{"who": "县农业农村局", "phone": "0791-83400001"}],
      "phones": [{"who": "村便民服务站", "phone": "0791-83400002"}],        further public phones
      "duty": [{"name": "熊示例", "phone": "0791-83400002", "weekdays": [1, 3, 5],
                "from": "2026-01-01", "to": "2026-12-31"}],   1 = Monday; all three may be absent
      "units": {"360123100001": {"finance_busy": true}}
    }

Raises SenderFault ``settings_json`` (no JSON object) or ``settings_value`` (``place.column`` names
the key; the value is not repeated, it may be somebody's phone).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, cast

from kiosk.domain.deadline import DeadlineTextError, Lags, Span, parse_span
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.region import is_village_code

WebNames = Literal["none", "masked"]
_HOST = re.compile(r"https://[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:\d{1,5})?\Z", re.ASCII)
_PHONE = re.compile(r"[0-9][0-9 -]{1,24}[0-9]\Z", re.ASCII)

_DEFAULT_LAGS = Lags()


@dataclass(frozen=True, slots=True)
class Contact:
    """A public office and its phone as written."""

    who: str
    phone: str


@dataclass(frozen=True, slots=True)
class DutyPerson:
    """Someone on duty at the village office. ``weekdays`` 1 = Monday; empty = every day."""

    name: str
    phone: str
    weekdays: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None

    def is_on(self, day: date) -> bool:
        """Whether this entry covers ``day``."""
        return (
            (not self.weekdays or day.isoweekday() in self.weekdays)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


@dataclass(frozen=True, slots=True)
class UnitSettings:
    """What the county has set for one unit; the defaults hold until it sends any."""

    site_base: str | None = None
    web_names: WebNames = "none"
    family_view: bool = False
    finance_busy: bool = False
    lags: Lags = _DEFAULT_LAGS
    ledger_from: date | None = None
    small_count: int = 3
    outdoor_board: bool = False
    high_mounted: bool = False
    usual_groups: tuple[str, ...] = ()
    safety_notice: tuple[str, ...] = ()
    town_phone: Contact | None = None
    supervision_phones: tuple[Contact, ...] = ()
    phones: tuple[Contact, ...] = ()
    duty: tuple[DutyPerson, ...] = ()

    @property
    def site_host(self) -> str | None:
        """Host (and port) of ``site_base`` for the QR payload."""
        return self.site_base.removeprefix("https://") if self.site_base else None

    def contacts(self, dept: str = "") -> tuple[Contact, ...]:
        """Whom to tell: the town, then who supervises (村民委员会组织法 art. 36).

        Of county offices only the one in charge (``dept``: names separated by 、), where it is among
        them: a villager must not have to guess which of five numbers answers.
        """
        found = [self.town_phone] if self.town_phone else []
        found += [contact for contact in self.supervision_phones if contact not in found]
        county = [c for c in found if c.who.startswith("县")]
        in_charge = [c for c in county if any(name and name in c.who for name in dept.split("、"))]
        return tuple(c for c in found if not in_charge or c not in county or c in in_charge)

    def on_duty(self, day: date) -> DutyPerson | None:
        """The first roster entry that covers ``day``."""
        return next((p for p in self.duty if p.is_on(day)), None)

    def own_numbers(self) -> frozenset[str]:
        """Digits of every phone in the settings: the value scan lets them pass."""
        contacts = [*self.supervision_phones, *self.phones, *([self.town_phone] if self.town_phone else [])]
        written = [c.phone for c in contacts] + [p.phone for p in self.duty]
        return frozenset(re.sub(r"\D", "", phone) for phone in written)


def _bad(key: str, message: str, file: str) -> SenderFault:
    return SenderFault("settings_value", f"设置里的“{key}”{message}", place=Place(file, column=key))


class _Reader:
    """Checks values of one JSON object; every complaint names the key only."""

    def __init__(self, file: str) -> None:
        self.file = file

    def bad(self, key: str, message: str) -> SenderFault:
        return _bad(key, message, self.file)

    def boolean(self, key: str, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.bad(key, "只能填 true 或 false。")
        return value

    def word(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > 80:
            raise self.bad(key, "要填 1 到 80 个字。")
        return value.strip()

    def day(self, key: str, value: object) -> date:
        try:
            return date.fromisoformat(cast(str, value))
        except (TypeError, ValueError):
            raise self.bad(key, "要写成 2026-01-01 这样的日期。") from None

    def span(self, key: str, value: object) -> Span:
        try:
            return parse_span(cast(str, value))
        except (TypeError, DeadlineTextError):
            raise self.bad(key, "要写成 10d(自然日)或 5wd(工作日)。") from None

    def items(self, key: str, value: object) -> list[object]:
        if not isinstance(value, list):
            raise self.bad(key, "要填一个列表。")
        return cast(list[object], value)

    def table(self, key: str, value: object, needed: set[str], optional: set[str]) -> dict[str, object]:
        if not isinstance(value, dict):
            raise self.bad(key, "写法不对，请对照说明改正。")
        found = cast(dict[str, object], value)
        if not needed <= set(found) <= needed | optional:
            raise self.bad(key, f"里要有 {'、'.join(sorted(needed))}，别的不要写。")
        return found

    def phone(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not _PHONE.match(value):
            raise self.bad(key, "里的电话只能有数字、空格和短横。")
        return value

    def contact(self, key: str, value: object) -> Contact:
        found = self.table(key, value, {"who", "phone"}, set())
        return Contact(self.word(key, found["who"]), self.phone(key, found["phone"]))

    def duty_person(self, key: str, value: object) -> DutyPerson:
        found = self.table(key, value, {"name", "phone"}, {"weekdays", "from", "to"})
        weekdays = self.items(key, found.get("weekdays", []))
        if not all(isinstance(d, int) and not isinstance(d, bool) and 1 <= d <= 7 for d in weekdays):
            raise self.bad(key, "里的 weekdays 只能填 1 到 7，1 是周一。")
        return DutyPerson(
            self.word(key, found["name"]),
            self.phone(key, found["phone"]),
            tuple(sorted(set(cast(list[int], weekdays)))),
            self.day(key, found["from"]) if "from" in found else None,
            self.day(key, found["to"]) if "to" in found else None,
        )


def _site_base(read: _Reader, key: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _HOST.match(value):
        raise read.bad(key, "要以 https:// 开头，只写网址主体，用小写，后面不带斜杠。")
    return value


def _web_names(read: _Reader, key: str, value: object) -> WebNames:
    if value not in ("none", "masked"):
        raise read.bad(key, "只能填 none 或 masked。")
    return value


def _small_count(read: _Reader, key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 3 <= value <= 50:
        raise read.bad(key, "要填 3 到 50 的整数。")
    return value


def _usual(read: _Reader, key: str, value: object) -> tuple[str, ...]:
    names = tuple(read.word(key, v) for v in read.items(key, value))
    if len(names) > 3:
        raise read.bad(key, "最多填三个。")
    return names


def _lines(read: _Reader, key: str, value: object) -> tuple[str, ...]:
    lines = tuple(read.word(key, v) for v in read.items(key, value))
    if len(lines) > 3 or any(len(line) > 22 for line in lines):
        raise read.bad(key, "最多填三行，每行最多 22 个字。")
    return lines


def _contacts(read: _Reader, key: str, value: object) -> tuple[Contact, ...]:
    return tuple(read.contact(key, v) for v in read.items(key, value))


_FIELDS: Mapping[str, Callable[[_Reader, str, object], object]] = {
    "site_base": _site_base,
    "web_names": _web_names,
    "family_view": _Reader.boolean,
    "finance_busy": _Reader.boolean,
    "ledger_from": lambda read, key, value: None if value is None else read.day(key, value),
    "small_count": _small_count,
    "outdoor_board": _Reader.boolean,
    "high_mounted": _Reader.boolean,
    "usual_groups": _usual,
    "safety_notice": _lines,
    "town_phone": lambda read, key, value: None if value is None else read.contact(key, value),
    "supervision_phones": _contacts,
    "phones": _contacts,
    "duty": lambda read, key, value: tuple(read.duty_person(key, v) for v in read.items(key, value)),
}


def _apply(base: UnitSettings, found: dict[str, object], file: str) -> UnitSettings:
    """``base`` with the keys of one object laid over it."""
    read = _Reader(file)
    changes: dict[str, object] = {}
    lags = base.lags
    for key, value in found.items():
        if key == "lag":
            table = read.table(key, value, set(), {"monthly", "quarterly", "halfyearly"})
            spans: dict[str, Any] = {name: read.span(key, text) for name, text in table.items()}
            lags = replace(lags, **spans)
        elif key == "prompt":
            lags = replace(lags, prompt=read.span(key, value))
        elif key in _FIELDS:
            changes[key] = _FIELDS[key](read, key, value)
        else:
            raise read.bad("settings", "里有不认识的项。请对照说明删掉再发。")
    return replace(base, lags=lags, **cast(dict[str, Any], changes))


def parse_settings(text: str, village_code: str, *, file: str = "settings.json") -> UnitSettings:
    """The settings of one unit. The parts of all other units are checked as well."""
    base, units = _every_unit(text, file)
    return units.get(village_code, base)


@lru_cache(maxsize=2)
def _every_unit(text: str, file: str) -> tuple[UnitSettings, Mapping[str, UnitSettings]]:
    """What holds for all, and the settings of each unit with a part of its own: a county asks for all."""

    def no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _bad("settings", "里同一项写了两次。请删掉一处再发。", file)
        return found

    try:
        whole: object = json.loads(text, object_pairs_hook=no_repeats)
    except (ValueError, RecursionError) as error:
        raise SenderFault(
            "settings_json", "设置文件读不懂。请重新导出一份再发。", detail=str(error), place=Place(file)
        ) from error
    if not isinstance(whole, dict):
        raise SenderFault("settings_json", "设置文件读不懂。请重新导出一份再发。", place=Place(file))
    found = dict(cast(dict[str, object], whole))
    units = found.pop("units", {})
    base = _apply(UnitSettings(), found, file)
    if not isinstance(units, dict):
        raise _bad("units", "要按单位代码分开写。", file)
    result: dict[str, UnitSettings] = {}
    for code, part in cast(dict[str, object], units).items():
        if not is_village_code(code) or not isinstance(part, dict):
            raise _bad("units", "要按 12 位单位代码分开写。", file)
        result[code] = _apply(base, cast(dict[str, object], part), file)
    return base, MappingProxyType(result)
