import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import scan

GOOD_ID = "99012319700101001" + scan.id_check_character("99012319700101001")
BAD_ID = GOOD_ID[:17] + ("1" if GOOD_ID[17] != "1" else "2")
CARD = "9901234567890123456"
PHONE = "13900001234"


def kinds(text: str, exempt: frozenset[str] = frozenset()) -> list[str]:
    return [f.kind for f in scan.scan_text(text, exempt)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"已故，{GOOD_ID}", ["id_number"]),
        (f"已故，{BAD_ID}。", ["id_number"]),
        ("990123197001010X", ["card"]),
        ("99012319700101002x", ["id_number"]),
        ("990123700101001", ["card"]),
        (f"卡{CARD}元", ["card"]),
        (f"电话{PHONE}", ["phone"]),
        (f"＋86 {PHONE}", ["phone"]),
        (f"86{PHONE}", []),
        (f"+86{PHONE}", ["phone"]),
        (f"＋86{PHONE}", ["phone"]),
        ("139.0000.1234", ["phone"]),
        ("".join(d + "\ufe0f\u20e3" for d in PHONE), ["phone"]),
        ("".join(chr(0xFF10 + int(d)) for d in PHONE), ["phone"]),
        ("٩٩٠١٢٣١٩٧٠٠١٠١٠٠١٢", ["id_number"]),
        (PHONE[:5] + "\u200b" + PHONE[5:], ["phone"]),
        ("990123 19700101 0012", ["id_number"]),
        ("139-0000-1234", ["phone"]),
        ("139 0000 1234", ["phone"]),
        ("9901 2345 6789 0123", ["card"]),
        ("9901-2345-6789-0123-456", ["card"]),
        ("2022 2023 2024 2025", []),
        ("2026-10-20 2026-11-05", []),
        ("0791-83412345", []),
        ("9901234567890123456789", []),
        ("12345678901234", []),
        ("合计1248.00元，5.20亩", []),
        ("23900001234", []),
        ("", []),
    ],
)
def test_scan(text: str, found: list[str]) -> None:
    assert kinds(text) == found


def test_valid_and_broken_check_digits_are_told_apart() -> None:
    assert [f.valid for f in scan.scan_text(GOOD_ID)] == [True]
    assert [f.valid for f in scan.scan_text(BAD_ID)] == [False]
    assert scan.is_id_number("11010519491231002X")  # the example printed in GB 11643-1999
    assert not scan.is_id_number("110105194912310021")


def test_findings_describe_the_shape_and_never_the_value() -> None:
    for text in (GOOD_ID, CARD, PHONE):
        (finding,) = scan.scan_text(text)
        assert text[:6] not in repr(finding) + finding.words() + finding.shape()
    assert scan.scan_text(GOOD_ID)[0].shape() == "17位数字+1位"
    assert scan.scan_text(CARD)[0].shape() == "19位数字"


def test_public_phones_pass() -> None:
    assert kinds(f"问{PHONE}", frozenset({PHONE})) == []
    assert kinds("问139 0000 1234", frozenset({PHONE})) == []
    assert kinds(f"{PHONE}，13900004321", frozenset({PHONE})) == ["phone"]


def credit_code(first17: str) -> str:
    return next(first17 + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if scan.is_credit_code(first17 + c))


def test_credit_codes_pass_only_when_they_are_real() -> None:
    assert scan.is_credit_code("91350100M000100Y43")  # the example printed in GB 32100-2015
    firm = credit_code("91360123000000001")
    group = credit_code("N2360123MF0000001")
    assert kinds(f"统一社会信用代码{firm}") == []
    assert kinds(f"代码 {group}，{firm}") == []
    broken = firm[:17] + ("0" if firm[17] != "0" else "1")
    assert kinds(f"统一社会信用代码{broken}") == ["card"]


@given(
    st.dates().map(lambda d: f"{d:%Y%m%d}"),
    st.integers(0, 999),
    st.sampled_from(["990123", "110105", "310101"]),
)
def test_no_id_number_ever_passes_as_a_credit_code(born: str, serial: int, region: str) -> None:
    first = f"{region}{born.rjust(8, '1')}{serial:03d}"
    number = first + scan.id_check_character(first)
    assert not scan.is_credit_code(number)
    assert kinds(f"备注{number}死亡") == ["id_number"]


@given(
    st.text("张户组的，。 ", max_size=8),
    st.text("张户组的，。 ", max_size=8),
    st.from_regex(r"\A1[3-9]\d{9}\Z"),
)
def test_phones_are_found_wherever_they_stand(before: str, after: str, phone: str) -> None:
    assert len(scan.scan_text(before + phone + after)) == 1


@given(st.text(max_size=60))
def test_any_text_can_be_scanned(text: str) -> None:
    for finding in scan.scan_text(text):
        assert finding.kind in {"id_number", "card", "phone"}


CHINESE = ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "○幺二三四五六七八九", "⓪①②③④⑤⑥⑦⑧⑨", "0⑴⑵⑶⑷⑸⑹⑺⑻⑼")


@pytest.mark.parametrize("numerals", CHINESE)
def test_numbers_spelled_in_other_numerals_are_found(numerals: str) -> None:
    def spell(digits: str) -> str:
        return "".join(numerals[int(d)] if d.isdigit() else d for d in digits)

    assert kinds(f"备注{spell(GOOD_ID)}死亡") == ["id_number"]
    assert kinds(f"卡{spell(CARD)}") == ["card"]
    assert kinds(f"电话{spell(PHONE)}，") == ["phone"]
    assert kinds(f"{spell('139')} {spell('0000')} {spell('1234')}") == ["phone"]
    assert kinds(f"{PHONE[:3]}{spell(PHONE[3:6])}{PHONE[6:]}") == ["phone"]
    assert kinds(f"问{spell(PHONE)}", frozenset({PHONE})) == []
    assert kinds(f"组长{spell(PHONE)}，会计{PHONE}") == ["phone", "phone"]


@pytest.mark.parametrize(
    "text",
    [
        "人民币壹拾贰万叁仟肆佰伍拾陆元柒角捌分，壹佰贰拾叁亿肆仟伍佰陆拾柒万捌仟玖佰元整",
        "二〇二六年十一月二十九日至二〇二六年十二月十四日",
        "安财农〔二〇二六〕一二三号、二〇二五年第四五六号",
        "20260101一20260415公示",
        "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
        "①3979001234户②3979001235户",
        "第一组二组三组四组五组六组七组八组九组十组十一组",
        "一二三四五六七八九十百千万亿零〇",
        "○○○○○○○○○○○○○○○○镇○○村",
        "三三制、五五分成、一三五轮灌、二四六抽水",
        "GK-09-012，第1234567890页①",
    ],
)
def test_amounts_dates_and_lists_in_chinese_numerals_pass(text: str) -> None:
    assert kinds(text) == []


def test_a_stroke_for_a_dash_does_not_hide_a_phone() -> None:
    assert kinds("139一0000一1234") == ["phone"]


@given(st.integers(1, 14))
def test_short_runs_pass(length: int) -> None:
    assert kinds("2" * length + "亩") == []
