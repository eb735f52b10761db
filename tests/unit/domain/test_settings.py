import json
from datetime import date
from typing import Any

import pytest

from kiosk.domain.deadline import Lags, Span
from kiosk.domain.errors import SenderFault
from kiosk.domain.settings import Contact, UnitSettings, parse_settings

ONE, TWO = "360123100001", "360123101200"


def parse(value: object, code: str = ONE) -> UnitSettings:
    return parse_settings(json.dumps(value), code)


def test_nothing_sent_means_the_defaults() -> None:
    assert parse({}) == UnitSettings()
    assert UnitSettings().web_names == "none"
    assert not UnitSettings().family_view
    assert UnitSettings().lags == Lags(Span(10, "d"), Span(20, "d"), Span(31, "d"), Span(5, "d"))


def test_everything() -> None:
    settings = parse(
        {
            "site_base": "https://gk.anyi.example", "web_names": "masked", "family_view": True,
            "finance_busy": True,
            "lag": {"monthly": "7d", "quarterly": "10wd"}, "prompt": "3wd", "ledger_from": "2026-01-01",
            "small_count": 5, "high_mounted": True, "usual_groups": ["集体财务"],
            "safety_notice": ["陌生人要验证码，不给"],
            "town_phone": {"who": "龙津镇人民政府", "phone": "0791-83400000"},
            "supervision_phones": [{"who": "县农业农村局", "phone": "0791 8340 0001"}],
            "phones": [{"who": "村便民服务站", "phone": "13900001234"}],
            "duty": [
                {"name": "甲", "phone": "0791-83400002", "weekdays": [5, 1], "to": "2026-06-30"},
                {"name": "乙", "phone": "0791-83400003", "from": "2026-02-01"},
            ],
        }
    )  # fmt: skip
    assert settings.site_host == "gk.anyi.example"
    assert settings.safety_notice == ("陌生人要验证码，不给",)
    assert settings.lags == Lags(Span(7, "d"), Span(10, "wd"), Span(31, "d"), Span(3, "wd"))
    assert settings.ledger_from == date(2026, 1, 1)
    assert settings.town_phone == Contact("龙津镇人民政府", "0791-83400000")
    assert settings.own_numbers() == {
        "079183400000",
        "079183400001",
        "13900001234",
        "079183400002",
        "079183400003",
    }
    on = {
        d: p.name if (p := settings.on_duty(d)) else None
        for d in (date(2026, 1, 5), date(2026, 1, 6), date(2026, 2, 2), date(2026, 2, 3), date(2026, 7, 6))
    }
    assert list(on.values()) == ["甲", None, "甲", "乙", "乙"]


def test_a_units_part_overrides_key_by_key() -> None:
    whole = {
        "finance_busy": True,
        "lag": {"monthly": "7d"},
        "small_count": 4,
        "units": {TWO: {"finance_busy": False, "lag": {"quarterly": "15d"}}},
    }
    assert parse(whole, ONE).finance_busy
    two = parse(whole, TWO)
    assert not two.finance_busy
    assert two.small_count == 4
    assert (two.lags.monthly, two.lags.quarterly) == (Span(7, "d"), Span(15, "d"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("site_base", "http://gk.example"),
        ("site_base", "https://gk.example/x"),
        ("site_base", "https://GK.example"),
        ("web_names", "full"),
        ("family_view", 1),
        ("finance_busy", "是"),
        ("lag", {"weekly": "1d"}),
        ("lag", []),
        ("lag", {"monthly": 10}),
        ("prompt", "5"),
        ("ledger_from", "2026年"),
        ("ledger_from", 2026),
        ("small_count", 2),
        ("small_count", True),
        ("usual_groups", ["a", "b", "c", "d"]),
        ("usual_groups", "a"),
        ("safety_notice", ["一", "二", "三", "四"]),
        ("safety_notice", ["一二三四五六七八九十一二三四五六七八九十一二三"]),
        ("town_phone", {"who": "镇"}),
        ("town_phone", {"who": "镇", "phone": "see me"}),
        ("supervision_phones", {"who": "a", "phone": "1234"}),
        ("phones", [{"who": "", "phone": "1234"}]),
        ("duty", [{"name": "甲", "phone": "1234", "weekdays": [0]}]),
        ("duty", [{"name": "甲", "phone": "1234", "x": 1}]),
        ("duty", ["甲"]),
    ],
)
def test_wrong_values_name_the_key_and_not_the_value(key: str, value: Any) -> None:
    for whole in ({key: value}, {"units": {TWO: {key: value}}}):
        with pytest.raises(SenderFault) as caught:
            parse(whole)
        assert caught.value.code == "settings_value"
        assert caught.value.place.column == key
        assert "see me" not in caught.value.sentence()


@pytest.mark.parametrize(
    "whole", [{"unknown": 1}, {"units": []}, {"units": {"123": {}}}, {"units": {ONE: 1}}]
)
def test_unknown_keys_and_units_are_refused(whole: object) -> None:
    with pytest.raises(SenderFault) as caught:
        parse(whole)
    assert caught.value.code == "settings_value"


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100000])
def test_no_settings_at_all(text: str) -> None:
    with pytest.raises(SenderFault) as caught:
        parse_settings(text, ONE)
    assert caught.value.code == "settings_json"


def test_a_key_written_twice_is_refused() -> None:
    with pytest.raises(SenderFault):
        parse_settings('{"prompt": "5d", "prompt": "6d"}', ONE)
