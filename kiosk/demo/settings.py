"""Site settings of the demo county (shape: ``kiosk/domain/settings.py``); offices and phones are invented.

Phones are of the form 0791-0000 xxxx, which no exchange of Nanchang uses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from kiosk.county.references import unit_settings
from kiosk.demo.names import given_name
from kiosk.demo.seeds import chance, share
from kiosk.domain.region import Village

SITE_BASE = "https://gk.anyi.example"


def office_phone(*what: object) -> str:
    """An invented office phone, the same for the same words."""
    return f"0791-0000 {1000 + int(share('phone', *what) * 9000)}"


def county_settings(units: Iterable[Village], ledger_from: date) -> str:
    """The county's ``reference/settings.json``: what holds for all, and under each unit what is its own."""
    whole: dict[str, object] = {
        "site_base": SITE_BASE,
        "web_names": "none",
        "family_view": False,
        "prompt": "5d",
        "safety_notice": ["陌生人要验证码、要转账，都不信", "天冷烧炭取暖，窗户要开条缝"],
        "units": {unit.village_code: _of_unit(unit, ledger_from) for unit in units},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def settings_json(unit: Village, ledger_from: date) -> bytes:
    """``reference/settings`` as the county sends it to the kiosk of ``unit``: only its own part."""
    return unit_settings(county_settings([unit], ledger_from), unit).encode()


def _of_unit(unit: Village, ledger_from: date) -> dict[str, object]:
    """Its town's offices, its own phone and duty roster."""
    town, name = unit.town_name, unit.short_name
    money = "集体财务" if unit.kind == "village" else "财务收支"
    return {
        "finance_busy": False,
        "ledger_from": ledger_from.isoformat(),
        "usual_groups": [money, "惠民惠农补贴", "社会救助与福利"],
        "town_phone": {"who": town_office(town), "phone": office_phone(town)},
        "supervision_phones": [
            {"who": f"{town}财政所", "phone": office_phone(town, "财政所")},
            {"who": "县农业农村局", "phone": office_phone("县农业农村局")},
            {"who": "县民政局", "phone": office_phone("县民政局")},
        ],
        "phones": [{"who": f"{name}便民服务站", "phone": office_phone(unit.village_code)}],
        "duty": _duty(unit),
    }


def town_office(town: str) -> str:
    """Who answers complaints under 村委会组织法 art. 36 (居委会组织法 art. 35)."""
    return f"{town}人民政府" if town.endswith(("镇", "乡")) else town


def _duty(unit: Village) -> list[dict[str, object]]:
    """Three people on duty through the week, all seven days covered."""
    rng = chance("duty", unit.village_code)
    phone = office_phone(unit.village_code)
    people: list[str] = []
    for age, woman in ((47, False), (39, True), (55, False)):
        people.append(rng.choice("熊涂龚黄刘胡万邓杨") + given_name(rng, age, woman, "承"))
    days = ([1, 4], [2, 5], [3, 6, 7])
    return [{"name": n, "phone": phone, "weekdays": d} for n, d in zip(people, days, strict=True)]
