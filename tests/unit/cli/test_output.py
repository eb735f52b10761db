"""JSON for programs: every kind of value that commands report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

import pytest

from kiosk.cli.output import complain, emit_json, plain


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    on: date
    at: datetime | None
    rows: tuple[int, ...]


def test_values_become_plain() -> None:
    row = Row("䶮", date(2026, 6, 15), datetime(2026, 6, 15, 4, tzinfo=UTC), (1, 2))
    assert plain({"row": row, "where": Path("/a/b"), "colour": Colour.RED, 3: None}) == {
        "row": {"name": "䶮", "on": "2026-06-15", "at": "2026-06-15T04:00:00Z", "rows": [1, 2]},
        **{"where": "/a/b", "colour": "red", "3": None},
    }


def test_json_is_one_value_with_chinese_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"村": ["罗田村"]})
    out = capsys.readouterr().out
    assert "罗田村" in out
    assert json.loads(out) == {"村": ["罗田村"]}


def test_a_failure_is_told_to_both_readers(capsys: pytest.CaptureFixture[str]) -> None:
    complain("签名不对。", code="bad_signature", as_json=True)
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": {"code": "bad_signature", "message": "签名不对。"}}
    assert err == "✗ 签名不对。\n"
    complain("签名不对。", code="bad_signature")
    assert capsys.readouterr().out == ""
