"""The small placeholder grammar of ``resources/demo``: one text reads right in every unit, on any day.

``{{…}}`` holds one of:

- the unit: ``unit`` 罗田村, ``town`` 石鼻镇, ``office`` 罗田村村民委员会, ``hall`` where people go,
  ``people`` 村民, ``affairs`` 村务, ``code``, ``households``, ``population``, ``groups`` (their number)
- time: ``period`` and ``year``/``half``/``quarter``/``month`` with an offset (``{{year:-1}}``); ``day:+3``
  counts from the publication, ``on:+3`` from the event, ``at:12`` from the first day of the period;
  ``weekday:+3`` and ``weekon:+3`` are the days of the week of ``day`` and ``on``
- people and places: ``name:会计``, ``phone:县民政局``, ``group:1``, ``leader:1``
- what differs between units: ``n:key:low:high:step`` a number and ``pick:key:one|other`` a word, drawn
  anew each period; ``N`` and ``Pick`` stay the same over the periods; ``season:…|…|…|…`` is the word
  of the period's quarter; ``stage:-90|-30:…|…|…`` tells how far a matter had come by the publication,
  its steps being so many days from today

The same key in one text always gives the same value; a key that begins with ``@`` does so in all texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kiosk.demo.names import given_name, surname
from kiosk.demo.payouts import demo_rows
from kiosk.demo.people import make_roster
from kiosk.demo.seeds import chance, share
from kiosk.demo.settings import office_phone, settings_json, town_office
from kiosk.demo.units import RICH, UnitPlan
from kiosk.domain.deadline import period_bounds
from kiosk.domain.payout import Payout
from kiosk.domain.region import Village
from kiosk.domain.texts import format_day, period_text, weekday

_MARK = re.compile(r"\{\{([^{}]+)\}\}")
_PLAIN_GROUPS = ("上屋组", "下屋组", "新屋组", "老屋组")
_DUTY_ROLES = ("会计", "妇联主席", "主任")
"""Who the three people of the duty roster are."""
_HOUSEHOLDER = "黄谷雨"
"""The person of the worked examples, who holds no office."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a text is about: the unit, when it is published, for which period or after which event.

    ``stem`` names the text and seeds what is drawn in it; ``period`` is empty where there is none.
    """

    unit: Village
    today: date
    stem: str
    published: date
    period: str = ""
    event_on: date | None = None

    @property
    def plan(self) -> UnitPlan | None:
        return next((p for p in RICH if p.village_code == self.unit.village_code), None)

    @property
    def groups(self) -> tuple[str, ...]:
        plan = self.plan
        return plan.groups if plan else _PLAIN_GROUPS

    @property
    def first_day(self) -> date:
        """Of the period; the publication's own day without one."""
        bounds = period_bounds(self.period) if self.period else None
        return bounds[0] if bounds else self.published


def tell(text: str, scene: Scene) -> str:
    """``text`` with every placeholder filled in. ``ValueError`` for one that the grammar does not know."""

    def put(match: re.Match[str]) -> str:
        name, _, argument = match[1].partition(":")
        simple = _of_unit(scene).get(name) if not argument else None
        if simple is not None:
            return simple
        teller = _TELLERS.get(name)
        if teller is None:
            raise ValueError(f"{scene.stem}: unknown placeholder {match[0]}")
        return teller(scene, argument)

    # Innermost first: a word that depends on the quarter may hold a name.
    while (told := _MARK.sub(put, text)) != text:
        text = told
    return text


def _of_unit(scene: Scene) -> Mapping[str, str]:
    unit = scene.unit
    village = unit.kind == "village"
    households, population = _size(unit.village_code)
    return {
        "unit": unit.short_name,
        "town": unit.town_name,
        "town_office": town_office(unit.town_name),
        "office": unit.short_name + ("村民委员会" if village else "居民委员会"),
        "watch": "村务监督委员会" if village else "居务监督委员会",
        "hall": "便民服务站" if village else "社区服务大厅",
        "people": "村民" if village else "居民",
        "affairs": "村务" if village else "居务",
        "place": "村" if village else "社区",
        "complaint_law": (
            "《村民委员会组织法》第三十六条" if village else "《城市居民委员会组织法》第三十五条"
        ),
        "code": unit.village_code,
        "households": str(households),
        "population": str(population),
        "groups": str(len(scene.groups)),
    }


@lru_cache(maxsize=256)
def _size(village_code: str) -> tuple[int, int]:
    """Households and persons of a unit; about the usual ones where no people were drawn."""
    plan = next((p for p in RICH if p.village_code == village_code), None)
    if plan is None:
        households = 180 + int(share("households", village_code) * 300)
        return households, round(households * 3.4)
    roster = make_roster(plan, "village" if village_code[9] == "2" else "community", 2026)
    return len(roster.households), sum(h.members for h in roster.households)


# --- time ----------------------------------------------------------------------------------------


def _offset(argument: str) -> int:
    return int(argument or 0)


def _year(scene: Scene, argument: str) -> str:
    return str(scene.first_day.year + _offset(argument))


def _quarter(scene: Scene, argument: str) -> str:
    index = scene.first_day.year * 4 + (scene.first_day.month - 1) // 3 + _offset(argument)
    return period_text(f"{index // 4}-Q{index % 4 + 1}")


def _half(scene: Scene, argument: str) -> str:
    index = scene.first_day.year * 2 + (scene.first_day.month > 6) + _offset(argument)
    return period_text(f"{index // 2}-H{index % 2 + 1}")


def _month(scene: Scene, argument: str) -> str:
    index = scene.first_day.year * 12 + scene.first_day.month - 1 + _offset(argument)
    return f"{index // 12}年{index % 12 + 1}月"


def _day(scene: Scene, argument: str) -> str:
    return format_day(scene.published + timedelta(days=_offset(argument)), scene.published)


def _weekday(scene: Scene, argument: str) -> str:
    return weekday(scene.published + timedelta(days=_offset(argument)))


def _event_day(scene: Scene, argument: str) -> date:
    if scene.event_on is None:
        raise ValueError(f"{scene.stem}: a day of an event without an event")
    return scene.event_on + timedelta(days=_offset(argument))


def _on(scene: Scene, argument: str) -> str:
    return format_day(_event_day(scene, argument), scene.published)


def _weekon(scene: Scene, argument: str) -> str:
    return weekday(_event_day(scene, argument))


def _at(scene: Scene, argument: str) -> str:
    return format_day(scene.first_day + timedelta(days=_offset(argument)), scene.first_day)


def _period(scene: Scene, argument: str) -> str:
    return period_text(scene.period)


# --- people and places ---------------------------------------------------------------------------


def _name(scene: Scene, role: str) -> str:
    return officer(scene.unit, role)


@lru_cache(maxsize=2048)
def officer(unit: Village, role: str) -> str:
    """The invented holder of an office; the same in every text, and those on duty are on the duty roster.

    A role that says 妇 or 女 is held by a woman.
    """
    if role in _DUTY_ROLES:
        settings = json.loads(settings_json(unit, date(2026, 1, 1)))
        return str(settings["units"][unit.village_code]["duty"][_DUTY_ROLES.index(role)]["name"])
    plan = next((p for p in RICH if p.village_code == unit.village_code), None)
    rng = chance("office", unit.village_code, role)
    clan = rng.choice(plan.clans) if plan else "熊"
    woman = "妇" in role or "女" in role
    name = _HOUSEHOLDER
    while name == _HOUSEHOLDER:
        family = surname(rng, clan, plan.hold if plan else 0.3)
        name = family + given_name(rng, rng.randint(36, 57), woman, "承")
    return name


def _group(scene: Scene, argument: str) -> str:
    return scene.groups[(int(argument) - 1) % len(scene.groups)]


def _leader(scene: Scene, argument: str) -> str:
    """Who draws the group's 误工补贴 in villages, so that both lists name the same person."""
    group = _group(scene, argument)
    if scene.plan is not None and scene.unit.kind == "village":
        paid = _paid("BT-CJ-03", scene.today.year, scene.unit.village_code)
        return next(p.name for p in paid if p.group == group)
    return officer(scene.unit, f"组长{argument}")


@lru_cache(maxsize=64)
def _paid(programme_id: str, year: int, village_code: str) -> tuple[Payout, ...]:
    return demo_rows(programme_id, year, village_code)


def posts(scene: Scene, programme_id: str) -> tuple[Payout, ...]:
    """The first list of a post programme of the year: who holds which post. Empty without people."""
    if scene.plan is None:
        return ()
    return _paid(programme_id, scene.today.year, scene.unit.village_code)


def _phone(scene: Scene, who: str) -> str:
    """The offices' phones as in the settings; ``unit`` and ``town`` are the unit's own and the town's."""
    unit = scene.unit
    if who == "unit":
        return office_phone(unit.village_code)
    if who == "town":
        return office_phone(unit.town_name)
    return office_phone(who) if who.startswith("县") else office_phone(unit.town_name, who)


# --- what differs --------------------------------------------------------------------------------


def _number(scene: Scene, argument: str, period: str) -> str:
    key, low, high, *step = argument.split(":")
    jump = int(step[0]) if step else 1
    places = (int(high) - int(low)) // jump + 1
    stem = "" if key.startswith("@") else scene.stem
    drawn = share("number", scene.unit.village_code, stem, period, key)
    return str(int(low) + jump * int(drawn * places))


def _pick(scene: Scene, argument: str, period: str) -> str:
    key, _, words = argument.partition(":")
    choices = words.split("|")
    stem = "" if key.startswith("@") else scene.stem
    return choices[int(share("word", scene.unit.village_code, stem, period, key) * len(choices))]


def _season(scene: Scene, argument: str) -> str:
    return argument.split("|")[(scene.first_day.month - 1) // 3]


def _stage(scene: Scene, argument: str) -> str:
    steps, _, words = argument.partition(":")
    age = (scene.published - scene.today).days
    return words.split("|")[sum(1 for step in steps.split("|") if age >= int(step))]


_TELLERS: dict[str, Callable[[Scene, str], str]] = {
    "stage": _stage,
    "season": _season,
    "year": _year,
    "quarter": _quarter,
    "half": _half,
    "month": _month,
    "day": _day,
    "weekday": _weekday,
    "on": _on,
    "weekon": _weekon,
    "at": _at,
    "period": _period,
    "name": _name,
    "group": _group,
    "leader": _leader,
    "phone": _phone,
    "n": lambda scene, argument: _number(scene, argument, scene.period),
    "N": lambda scene, argument: _number(scene, argument, ""),
    "pick": lambda scene, argument: _pick(scene, argument, scene.period),
    "Pick": lambda scene, argument: _pick(scene, argument, ""),
}
