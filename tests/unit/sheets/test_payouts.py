"""What the sheet of a batch says: columns by class, sums, 大写, corrections, gates; no PDF involved."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.domain.errors import EnvironmentFault, KioskError, SenderFault
from kiosk.domain.money import parse_yuan
from kiosk.domain.paths import resources_dir
from kiosk.domain.payout import Payout
from kiosk.domain.settings import UnitSettings
from kiosk.domain.sheetid import parse_payload
from kiosk.sheets.check import check_glyphs, check_values
from kiosk.sheets.command import checked_render, payout_model
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.model import FactsBody, SheetModel, TableBody, period_words
from kiosk.store.views import ListChange, Withdrawal
from tests.unit.sheets.fake_board import CORRECTED, DONGMEN, POSTED, SETTINGS, FakeBoard, people

CLOCK = FixedClock(shanghai_noon(POSTED))


def model(board: FakeBoard, **choice: Any) -> SheetModel:
    return payout_model(board.as_board(), CLOCK, **choice)[0]


def table(board: FakeBoard) -> TableBody:
    body = model(board).body
    assert isinstance(body, TableBody)
    return body


def of_kind(body: TableBody, kind: str) -> list[Any]:
    return [line for line in body.lines if line.kind == kind]


def column(body: TableBody, source: str) -> int:
    return next(at for at, c in enumerate(body.columns) if c.source == source)


amounts = st.integers(min_value=0, max_value=9_999_999_99)


@given(
    st.lists(st.tuples(st.integers(0, 3), amounts), min_size=1, max_size=60),
)
def test_total_is_the_sum_of_rows_and_of_subtotals_and_the_words_agree(made: list[tuple[int, int]]) -> None:
    rows = [
        replace(row, cents=cents, group=f"{group}组")
        for row, (group, cents) in zip(people(len(made)), sorted(made), strict=True)
    ]
    body = table(FakeBoard(rows))
    money = column(body, "cents")

    def cents(kind: str) -> list[int]:
        return [parse_yuan(line.values[money]) or 0 for line in of_kind(body, kind)]

    (total,) = cents("total")
    assert total == sum(cents("row")) == sum(row.cents for row in rows)
    if body.headings and len(body.headings) > 1:
        alone = [
            parse_yuan(line.values[money]) or 0
            for line in of_kind(body, "row")
            if sum(other.group == line.group for other in of_kind(body, "row")) == 1
        ]
        assert sum(cents("subtotal")) + sum(alone) == total
    (words,) = of_kind(body, "words")
    capital = words.text.removeprefix("合计金额（大写）：")
    # cn2an reads through floats: exact for what fits in 15 digits, which these sums do.
    assert round(Decimal(str(cn2an.cn2an(_plain_number(capital), "smart"))) * 100) == total


def _plain_number(capital: str) -> str:
    """元角分 as the decimal figure cn2an reads: 叁元零伍分 → 叁点零伍."""
    yuan, _, rest = capital.rstrip("整").partition("元") if "元" in capital else ("零", "", capital)
    tenth = re.search(r"(.)角", rest)
    cent = re.search(r"(.)分", rest)
    return f"{yuan}点{tenth[1] if tenth else '零'}{cent[1] if cent else '零'}"


def test_p1_prints_the_published_columns_by_group() -> None:
    body = table(FakeBoard(people(20)))
    assert [c.label for c in body.columns] == [
        "序号", "户主姓名", "计补面积(亩)", "补贴标准(元/亩)", "补贴金额(元)", "发放日期",
    ]  # fmt: skip
    first = of_kind(body, "row")[0]
    assert first.values == ("1", "熊谷雨", "1.2", "112", "134.40", "5月20日")
    assert [line.text for line in of_kind(body, "group")] == [
        "上屋组　5户", "下屋组　5户", "水南京台组　5户", "罗田老街组　5户",
    ]  # fmt: skip
    assert of_kind(body, "subtotal")[0].values[2] == "9.70"
    assert body.lines[-1].text == "（以下空白）"


@pytest.mark.parametrize("order", ["one", "two", "scattered", "blank"])
def test_groups_not_worth_or_not_fit_for_headings_stay_a_column(order: str) -> None:
    rows = people(8)
    names = {
        "one": [f"{at}组" for at in range(8)],
        "two": [f"{at // 2}组" for at in range(8)],
        "scattered": ["甲组", "乙组"] * 4,
        "blank": ["甲组"] * 4 + [""] * 4,
    }[order]
    body = table(FakeBoard([replace(r, group=g) for r, g in zip(rows, names, strict=True)]))
    assert not of_kind(body, "group") and not body.headings
    at = column(body, "group")
    assert [line.values[at] for line in of_kind(body, "row")] == [name or "—" for name in names]


def test_a_group_of_one_has_no_subtotal_of_its_own() -> None:
    rows = [replace(row, group="上屋组" if at else "独屋") for at, row in enumerate(people(6))]
    body = table(FakeBoard(rows))
    assert [line.text for line in of_kind(body, "subtotal")] == ["上屋组小计"]


def test_same_names_notes_and_money_that_did_not_arrive() -> None:
    rows = people(4)
    rows[0] = replace(rows[0], ordinal=1, note="更正")
    rows[1] = replace(rows[1], status="returned", cents=100_00)
    rows[2] = replace(rows[2], status="pending", cents=50_05, note="补发")
    body = table(FakeBoard(rows))
    remark, name = column(body, "remark"), column(body, "name")
    values = [line.values for line in of_kind(body, "row")]
    assert values[0][name] == "熊谷雨（之一）"
    assert [v[remark] for v in values] == ["更正", "退回", "补发；待发", ""]
    assert of_kind(body, "remark")[0].text == "合计里有1笔100.00元被退回，1笔50.05元还没有发，没有到账。"


def test_p2_shows_name_group_persons_amount_and_nothing_else() -> None:
    rows = [replace(r, persons=2, note="更正", paid_how="现金", x1="病") for r in people(12)]
    with pytest.raises(SenderFault, match="备注里有规定以外的话"):
        model(FakeBoard(rows, "BT-JZ-01", "P2"))
    rows = [replace(r, note="") for r in rows]
    body = table(FakeBoard(rows, "BT-JZ-01", "P2", batch_label="10月"))
    assert [c.source for c in body.columns] == ["row", "name", "persons", "cents"]
    assert "病" not in "".join("".join(line.values) for line in body.lines)
    assert "只在本村范围内" in of_kind(body, "remark")[0].text
    community = table(FakeBoard(rows, "BT-JZ-01", "P2", unit=DONGMEN))
    assert "只在本社区范围内" in of_kind(community, "remark")[0].text


def test_p1_rows_are_cut_to_p2_when_the_programme_table_is_stricter() -> None:
    body = table(FakeBoard([replace(r, persons=1) for r in people(12)], "BT-JZ-01", "P1"))
    assert {c.source for c in body.columns} == {"row", "name", "persons", "cents"}


@pytest.mark.parametrize("declared", ["P3", "P1"])
def test_p3_is_a_total_and_never_a_list(declared: Any) -> None:
    rows = [Payout(1, cents=1_264_500, persons=27, name="熊谷雨")]
    made = model(FakeBoard(rows, "BT-JZ-07", declared))
    assert isinstance(made.body, FactsBody)
    assert made.body.facts == (
        ("人数", "27人"), ("金额合计", "12,645.00元"), ("大写", "壹万贰仟陆佰肆拾伍元整"),
    )  # fmt: skip
    assert "熊谷雨" not in repr(made)


def test_small_counts_have_no_amount() -> None:
    board = FakeBoard([Payout(1, cents=0)], "BT-JZ-07", "P3", batch_changes={"suppressed": True})
    body = model(board).body
    assert isinstance(body, FactsBody)
    assert body.facts == (("人数", "少于3人"), ("金额合计", "不列"))


def test_p4_is_refused() -> None:
    with pytest.raises(SenderFault) as caught:
        model(FakeBoard(people(3), "BT-JZ-10", "P1"))
    assert caught.value.code == "privacy_p4"


def test_a_correction_says_when_why_and_what() -> None:
    changed = (
        ListChange("熊谷雨", "上屋组", 582_40, 560_00, None),
        ListChange("涂水生", "上屋组", None, 120_50, None),
        ListChange("刘细妹", "下屋组", 336_00, None, None),
        ListChange("龚秋", "下屋组", 100_00, 100_00, None),
        ListChange("万宝", "下屋组", 100_00, 130_00, None),
    )
    made = model(FakeBoard(people(20), changed=changed, head_changes=CORRECTED))
    assert made.notice is not None and made.notice.label == "更　正"
    assert made.notice.text.startswith("2026年10月12日更正。原因：上屋组有两户的面积登记错了，经复核更正。")
    assert isinstance(made.body, TableBody)
    assert [line.text for line in of_kind(made.body, "change")] == [
        "上屋组　熊谷雨：更正前582.40元，更正后560.00元，少了22.40元",
        "上屋组　涂水生：更正前没有这一笔，更正后120.50元",
        "下屋组　刘细妹：更正前336.00元，更正后没有这一笔",
        "下屋组　龚秋：金额没有变，还是100.00元，改的是别的内容",
        "下屋组　万宝：更正前100.00元，更正后130.00元，多了30.00元",
    ]
    assert made.footer.catalogue.endswith("第2版")


def test_a_corrected_total_has_no_lines_about_people() -> None:
    changed = (ListChange("", "", 100_00, 200_00, None),)
    made = model(
        FakeBoard(
            [Payout(1, cents=200_00, persons=9)], "BT-JZ-07", "P3", changed=changed, head_changes=CORRECTED
        )
    )
    assert isinstance(made.body, FactsBody)
    assert made.notice is not None and "对照" not in made.notice.text


def test_a_withdrawn_batch_shows_day_and_reason_and_no_row() -> None:
    gone = Withdrawal(date(2026, 8, 3), "发错了村")
    made = model(FakeBoard(people(9), head_changes={"withdrawal": gone}), batch="B1")
    assert made.notice is not None and made.notice.text == "2026年8月3日撤回。原因：发错了村。"
    assert isinstance(made.body, FactsBody) and not made.body.facts
    assert "熊谷雨" not in repr(made)


@pytest.mark.parametrize(
    ("unit", "law", "who"),
    [
        (None, "《村民委员会组织法》第三十六条", ("制表", "村务监督机构负责人", "村委会主任")),
        (DONGMEN, "《城市居民委员会组织法》第三十五条", ("制表", "居务监督机构负责人", "居委会主任")),
    ],
)
def test_footer_names_law_phones_period_and_signers(unit: Any, law: str, who: tuple[str, ...]) -> None:
    made = model(FakeBoard(people(3), **({"unit": unit} if unit else {})))
    facts = {label: "".join(pieces) for label, pieces in made.footer.facts}
    assert facts["公 示 期"] == "2026年11月24日至12月9日（张贴次日起满15日）"
    assert "石鼻镇财政所 0791-83400001" in facts["监督电话"]
    assert law in facts["有 疑 问"]
    assert made.footer.signers == who
    assert "备查" in made.footer.keeping and "GK-HN-04" in made.footer.catalogue
    assert not made.warnings


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (("GK-HN-04", "GK-TD-04"), "2026年11月24日至12月24日（张贴次日起满30日）"),
        (("GK-HN-04", "GK-HN-05"), "2026年11月24日起长期公布"),
        (("GK-XJ-01",), "2026年11月24日起，不少于15日"),
        (("GK-ZZ-99",), "2026年11月24日起，不少于15日"),
    ],
)
def test_the_longest_hold_of_the_catalogue_counts(ids: tuple[str, ...], words: str) -> None:
    made = model(FakeBoard(people(3), catalogue_ids=ids))
    assert {label: "".join(pieces) for label, pieces in made.footer.facts}["公 示 期"] == words


def test_period_over_new_year_has_both_years() -> None:
    assert period_words(date(2026, 12, 24), date(2027, 1, 8)) == "2026年12月24日至2027年1月8日"


def test_qr_says_the_same_as_the_paper() -> None:
    made = model(FakeBoard(people(3)))
    assert made.stamp.qr is not None
    address = parse_payload(made.stamp.qr)
    assert (address.host, address.village_code) == ("gk.anyi.example", "360123102216")
    assert (address.sheet_id, address.digest) == (made.stamp.sheet_id, made.stamp.digest)


def test_without_a_site_there_is_no_qr_and_the_clerk_is_told() -> None:
    made = model(FakeBoard(people(3), settings={}))
    assert made.stamp.qr is None
    assert len(made.warnings) == 2 and "二维码" in made.warnings[1] and "监督电话" in made.warnings[0]


def test_digest_follows_the_content_and_nothing_else() -> None:
    base = FakeBoard(people(9))
    stamp = model(base).stamp
    assert model(FakeBoard(people(9), settings=dict(SETTINGS) | {"town_phone": None})).stamp == stamp
    assert model(base, posted=date(2026, 12, 1)).stamp == stamp
    rows = people(9)
    rows[4] = replace(rows[4], cents=rows[4].cents + 1)
    other = model(FakeBoard(rows)).stamp
    assert other.sheet_id == stamp.sheet_id and other.digest != stamp.digest
    second = model(FakeBoard(people(9), head_changes=CORRECTED)).stamp
    assert second.sheet_id != stamp.sheet_id and second.digest != stamp.digest


def test_a_list_that_does_not_add_up_is_not_printed() -> None:
    with pytest.raises(EnvironmentFault) as caught:
        model(FakeBoard(people(5), batch_changes={"cents": 1}))
    assert caught.value.code == "board_totals" and "kiosk rebuild" in caught.value.message


@pytest.mark.parametrize("field", ["name", "group", "x1"])
def test_personal_numbers_stop_the_sheet_without_being_repeated(field: str) -> None:
    number = "990123199001011234"
    rows = people(6)
    rows[3] = replace(rows[3], **{field: f"熊{number}"})
    made, settings = payout_model(FakeBoard(rows, "BT-NY-10").as_board(), CLOCK)
    with pytest.raises(SenderFault) as caught:
        check_values(made, settings)
    assert caught.value.code == "personal_value"
    assert number not in caught.value.message and number not in caught.value.detail
    assert "第4号" in caught.value.message


def test_a_mobile_in_the_reason_stops_the_sheet_and_own_phones_pass() -> None:
    head = dict(CORRECTED)
    head["correction"] = replace(CORRECTED["correction"], reason="请打13812345678核对")  # type: ignore[type-var]
    made, settings = payout_model(FakeBoard(people(3), head_changes=head).as_board(), CLOCK)
    with pytest.raises(SenderFault, match="手机号"):
        check_values(made, settings)
    own = {**SETTINGS, "town_phone": {"who": "石鼻镇人民政府", "phone": "13812345678"}}
    made, settings = payout_model(FakeBoard(people(3), settings=own).as_board(), CLOCK)
    check_values(made, settings)


def test_a_character_without_a_font_names_the_person_and_the_code_point() -> None:
    rows = people(6)
    rows[3] = replace(rows[3], name="熊\U00030000")
    made = model(FakeBoard(rows))
    with pytest.raises(SenderFault) as caught:
        check_glyphs(made, open_fonts(resources_dir() / "fonts"))
    assert caught.value.code == "glyph_missing"
    assert all(part in caught.value.message for part in ("第4号", "熊\U00030000", "U+30000"))
    with pytest.raises(KioskError):
        checked_render(made, UnitSettings())
