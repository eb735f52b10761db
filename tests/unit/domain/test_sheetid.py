import hashlib
import json
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import crockford, sheetid
from kiosk.domain.payout import Payout

sheets = st.text(crockford.ALPHABET, min_size=6, max_size=6)
CODE = "360123100001"


def content(**changes: Any) -> sheetid.SheetContent:
    base: dict[str, Any] = {
        "title": "罗田村2026年耕地地力保护补贴",
        "village_code": CODE,
        "subject_ids": ("nd-2026",),
        "versions": (1,),
        "privacy": "P1",
        "rows": ((1, "上屋组", "张三", 36400), (2, "上屋组", "李𬱖", 5824)),
        "totals": {"cents": 42224, "rows": 2},
    }
    return sheetid.SheetContent(**base | changes)


@given(st.binary(min_size=5, max_size=40), st.integers(1, 8))
def test_crockford_takes_the_first_bits(data: bytes, length: int) -> None:
    bits = "".join(f"{b:08b}" for b in data)[: 5 * length]
    code = crockford.encode(data, length)
    assert crockford.is_code(code, length)
    assert "".join(f"{crockford.ALPHABET.index(c):05b}" for c in code) == bits


def test_crockford_edges() -> None:
    assert crockford.encode(b"\xff" * 5, 8) == "ZZZZZZZZ"
    assert crockford.encode(bytes(5), 8) == "00000000"
    with pytest.raises(ValueError, match="bits"):
        crockford.encode(b"1234", 8)
    assert crockford.tidy("io-l8 z") == "1018Z"
    assert not crockford.is_code("10U8ZZ", 6)
    assert not crockford.is_code("ABCDE", 6)


def test_sheet_id_is_thirty_bits_of_the_named_list() -> None:
    named = b'["payouts","360123100001",["nd-2026"],[2]]'
    expected = crockford.encode(hashlib.sha256(named).digest(), 6)
    assert sheetid.sheet_id("payouts", CODE, ["nd-2026"], [2]) == expected
    assert sheetid.sheet_id("payouts", CODE, ["nd-2026"], [3]) != expected
    with pytest.raises(ValueError, match="version"):
        sheetid.sheet_id("payouts", CODE, ["a", "b"], [1])


def test_digest_is_forty_bits_of_the_canonical_json() -> None:
    c = content()
    named = json.dumps(
        {
            "title": c.title,
            "village": CODE,
            "subjects": ["nd-2026"],
            "versions": [1],
            "privacy": "P1",
            "rows": [list(r) for r in c.rows],
            "totals": {"rows": 2, "cents": 42224},
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    ).encode()
    assert sheetid.content_digest(c) == crockford.encode(hashlib.sha256(named).digest(), 8)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "别的"},
        {"village_code": "360123100002"},
        {"subject_ids": ("nd-2025",)},
        {"versions": (2,)},
        {"privacy": "P2"},
        {"rows": ((2, "上屋组", "李𬱖", 5824), (1, "上屋组", "张三", 36400))},
        {"rows": ((1, "上屋组", "张三", 36401), (2, "上屋组", "李𬱖", 5824))},
        {"totals": {"cents": 42225, "rows": 2}},
    ],
)
def test_every_part_counts(changes: dict[str, Any]) -> None:
    assert sheetid.content_digest(content(**changes)) != sheetid.content_digest(content())


def test_composed_and_decomposed_text_are_the_same_content() -> None:
    apart = unicodedata.normalize("NFD", "é朗")
    assert sheetid.canonical_json({apart: [apart]}) == sheetid.canonical_json({"é朗": ["é朗"]})


def test_canonical_values() -> None:
    value = {"b": (Decimal("5.20"), date(2026, 10, 2), None, True), "a": ""}
    assert sheetid.canonical_json(value) == b'{"a":"","b":["5.20","2026-10-02",null,true]}'
    assert sheetid.canonical_json([Decimal("1E+3")]) == b'["1000"]'
    with pytest.raises(TypeError):
        sheetid.canonical_json([1.5])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="keys"):
        sheetid.canonical_json({"é": 1, "e\u0301": 2})


def test_payout_cells_leave_out_the_recipient_id() -> None:
    one = Payout(row=1, cents=58240, name="张三", recipient_id="AB12CD34", qty=Decimal("5.20"))
    other = Payout(row=1, cents=58240, name="张三", recipient_id=None, qty=Decimal("5.20"))
    fields = ("cents", "name", "recipient_id", "row", "qty")
    assert sheetid.payout_cells([one], fields) == sheetid.payout_cells([other], fields)
    assert sheetid.payout_cells([one], fields) == ((1, "张三", Decimal("5.20"), 58240),)


@given(
    sheets,
    st.text(crockford.ALPHABET, min_size=8, max_size=8),
)
def test_payload_round_trip(sheet: str, digest: str) -> None:
    payload = sheetid.qr_payload("gk.anyi.example", CODE, sheet, digest)
    assert payload == payload.upper()
    assert set(payload) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    address = sheetid.parse_payload(payload)
    assert address == sheetid.SheetAddress("gk.anyi.example", CODE, sheet, digest)
    assert payload.endswith(address.path)


@pytest.mark.parametrize(
    ("host", "code", "sheet", "digest"),
    [
        ("gk.anyi.example/x", CODE, "ABCDEF", "ABCDEFGH"),
        ("gk_anyi", CODE, "ABCDEF", "ABCDEFGH"),
        ("gk.cn", "036012310000", "ABCDEF", "ABCDEFGH"),
        ("gk.cn", CODE, "ABCDEU", "ABCDEFGH"),
        ("gk.cn", CODE, "ABCDEF", "ABCDEFG"),
        ("gk.cn", CODE, "abcdef", "ABCDEFGH"),
    ],
)
def test_payload_refuses_what_a_scanner_would_misread(host: str, code: str, sheet: str, digest: str) -> None:
    with pytest.raises(ValueError, match="sheet address"):
        sheetid.qr_payload(host, code, sheet, digest)
