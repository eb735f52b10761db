"""What the clerk is told about a draft: each rule finds its slip, and a sound draft is let through."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from kiosk.bundle.privacy import Rules, rules_of
from kiosk.desk.pictures import LONGEST, clean_picture
from kiosk.desk.publishing_checks import check_draft, check_reason, missing_elements
from kiosk.desk.publishing_items import tidy
from kiosk.desk.publishing_start import FINANCE_HEADS, suggestion, title_for
from kiosk.domain.errors import UsageFault
from kiosk.domain.items import EventItem
from kiosk.domain.region import Village
from kiosk.domain.scan import scan_text
from kiosk.store.drafts import Content, Picture
from tests.unit.bundle.making import VILLAGE

TODAY = date(2026, 6, 15)
ID_NUMBER, CARD, PHONE = "990123199001011237", "9901234567890123", "13800001234"
UNIT = Village(VILLAGE, "罗田村委会", "石鼻镇", "village")
GOOD = Content(
    ("GK-CW-01",), "2026年第一季度财务收支明细", "2026-Q1", "table",
    fields=("日期", "摘要", "收入(元)", "支出(元)"), rows=(("2026-01-02", "卖树", "1200.00", ""),),
)  # fmt: skip
PICTURE = Picture(1, "路灯", "jpg", 300, 200)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of({}, UNIT)


def codes(content: Content, rules: Rules, pictures: tuple[Picture, ...] = ()) -> list[str]:
    return [p.code for p in check_draft(content, pictures, rules, TODAY) if p.blocks]


def test_a_sound_draft_has_nothing_that_blocks(rules: Rules) -> None:
    assert codes(GOOD, rules) == []
    assert codes(replace(GOOD, fields=(), rows=(), body="# 一\n\n- **好**\n"), rules) == []
    assert codes(replace(GOOD, fields=(), rows=()), rules, (PICTURE,)) == []


@pytest.mark.parametrize(
    ("changes", "code", "part"),
    [
        ({"title": " "}, "title_empty", "title"),
        ({"title": "长" * 61}, "title_long", "title"),
        ({"title": f"给{PHONE}"}, "personal_value", "title"),
        ({"period": "去年"}, "no_period", "period"),
        ({"catalogue_ids": ("GK-XX-99",)}, "unknown_item", "whole"),
        ({"publish_to": date(2026, 6, 20)}, "hold_short", "days"),
        ({"publish_to": date(2026, 6, 1)}, "hold_short", "days"),
        ({"body": "看[这里](http://a.example)"}, "bad_body", "body"),
        ({"body": f"一\n\n**9901**23199001011237 {CARD}"}, "personal_value", "body"),
        ({"body": "反\u202e过来"}, "unseen", "body"),
        ({"rows": ()}, "table_empty", "table"),
        ({"rows": (("2026-01-02", "卖树"),)}, "table_width", "table"),
        ({"rows": (("", "", "", ""),)}, "row_empty", "table"),
        ({"rows": (("一月", "卖树", "一千二", ""),)}, "not_money", "table"),
        ({"rows": (("一月", f"付给{ID_NUMBER}", "1.00", ""),)}, "personal_value", "table"),
        ({"fields": ("日期", "日期", "收入(元)", "支出(元)")}, "head_twice", "table"),
        ({"fields": ("日期", "", "收入(元)", "支出(元)")}, "head_empty", "table"),
        ({"fields": ("日期", "身份证号", "收入(元)", "支出(元)")}, "privacy_columns", "table"),
        ({"fields": (), "rows": ()}, "empty", "whole"),
        ({"nothing": True}, "nothing_rule", "whole"),
        ({"catalogue_ids": ("GK-HN-04",), "fields": ("姓名", "摘要", "收入(元)", "支出(元)")}, "county_list",
         "table"),
        ({"catalogue_ids": ("GK-JZ-06",), "fields": ("户主姓名", "摘要", "收入(元)", "支出(元)")},
         "privacy_names", "table"),
        ({"catalogue_ids": ("GK-JZ-03",), "fields": ("姓名", "致贫原因说明", "收入(元)", "支出(元)")},
         "privacy_why", "table"),
        ({"catalogue_ids": ("GK-JZ-06",), "fields": ("项目", "人数", "收入(元)", "支出(元)"),
          "rows": (("大病", "2", "800.00", ""),)}, "small_count", "table"),
    ],
)  # fmt: skip
def test_each_slip_is_found_where_it_is(
    rules: Rules, changes: dict[str, object], code: str, part: str
) -> None:
    found = [p for p in check_draft(replace(GOOD, **changes), (), rules, TODAY) if p.blocks]
    assert (code, part) in [(p.code, p.part) for p in found]
    for problem in found:
        assert problem.place and problem.what and problem.todo
        said = problem.place + problem.what + problem.todo
        assert not scan_text(said) and "990123" not in said


def test_a_picture_has_words_and_is_looked_at_by_a_person(rules: Rules) -> None:
    assert codes(GOOD, rules, (replace(PICTURE, title=""),)) == ["picture_untitled"]
    assert codes(GOOD, rules, (replace(PICTURE, title=f"证{ID_NUMBER}"),)) == ["personal_value"]
    notes = [p.code for p in check_draft(GOOD, (PICTURE,), rules, TODAY) if p.severity == "note"]
    assert "look_at_pictures" in notes


def test_public_phones_of_the_settings_may_be_written() -> None:
    text = '{"phones": [{"who": "村便民服务站", "phone": "138 0000 1234"}]}'
    own = rules_of({"settings": text}, UNIT)
    assert codes(replace(GOOD, body=f"找村便民服务站：{PHONE}。"), own) == []
    assert codes(replace(GOOD, body="找村便民服务站：13800009999。"), own) == ["personal_value"]


def test_sums_and_balances_that_do_not_follow_are_told_but_do_not_block(rules: Rules) -> None:
    fields = ("摘要", "收入(元)", "支出(元)", "结余(元)")
    sound = (
        ("上期结转", "", "", "100.00"), ("卖树", "50.10", "", "150.10"), ("小计", "50.10", "", ""),
        ("买灯", "", "30.00", "120.10"), ("合计", "50.10", "30.00", "120.10"),
    )  # fmt: skip
    content = replace(GOOD, fields=fields, rows=sound)
    kinds = {"total_differs", "balance_differs"}
    assert not kinds & {p.code for p in check_draft(content, (), rules, TODAY)}
    wrong = (*sound[:3], ("买灯", "", "30.00", "130.10"), ("合计", "50.50", "30.00", ""))
    found = [p for p in check_draft(replace(content, rows=wrong), (), rules, TODAY) if p.code in kinds]
    assert [(p.severity, p.row, p.column) for p in found] == [("warn", 4, 1), ("warn", 3, 3)]
    assert found[0].what == "合计多了 0.40 元。"


def test_elements_that_are_not_named_are_a_note(rules: Rules) -> None:
    item = rules.reference.catalogue("village").by_id["GK-CW-01"]
    assert "经手人" in missing_elements(item, GOOD, ())
    assert "摘要" not in missing_elements(item, GOOD, ())
    note = next(p for p in check_draft(GOOD, (), rules, TODAY) if p.code == "elements")
    assert note.severity == "note" and note.what.startswith("还缺：")


@pytest.mark.parametrize("reason", ["", "好", "长" * 201, f"因为{ID_NUMBER}"])
def test_reasons_villagers_read(rules: Rules, reason: str) -> None:
    assert check_reason(reason, rules) is not None
    assert check_reason("数字写错了", rules) is None


def test_what_was_typed_is_tidied() -> None:
    content = tidy(
        replace(
            GOOD, title=" 一 \u3000 季度 ", body="一\r\n二\n",
            rows=(("２０２６", "卖\n树", "1,200元", "—"), ("", "买", "﹣3", "三块")),
        )
    )  # fmt: skip
    assert (content.title, content.body) == ("一 季度", "一\n二")
    assert content.rows[0] == ("２０２６", "卖 树", "1200.00", "")
    assert content.rows[1][3] == "三块"  # left for the clerk to see


# --- how a draft begins ------------------------------------------------------------------------------


def test_periods_that_are_due_come_first(rules: Rules) -> None:
    item = rules.reference.catalogue("village").by_id["GK-CW-01"]
    found = suggestion(item, rules, (), (), TODAY)
    assert [c.period for c in found.periods] == ["2026-Q1", "2026-Q2"]
    assert (found.periods[0].due, found.title) == (date(2026, 4, 20), "2026年第一季度财务收支逐项逐笔明细")
    assert found.heads == FINANCE_HEADS and "经手人" in found.elements


@pytest.mark.parametrize("kind", ["village", "community"])
def test_every_item_of_both_catalogues_can_begin(rules: Rules, kind: str) -> None:
    for item in rules.reference.catalogue(kind).items:  # type: ignore[arg-type]
        found = suggestion(item, rules, (), (), TODAY)
        assert found.periods and found.title
        assert 0 < len(found.heads) <= 8 and len(set(found.heads)) == len(found.heads)


def test_a_title_names_the_event(rules: Rules) -> None:
    item = rules.reference.catalogue("village").by_id["GK-JC-01"]
    event = EventItem("L-K1-E1", (item.id,), "event", TODAY, "6月10日村民会议")
    assert title_for(item, "E:L-K1-E1", (event,)) == f"6月10日村民会议：{item.level2}"
    assert title_for(item, "long", ()) == item.level2


# --- pictures ----------------------------------------------------------------------------------------


def jpeg(size: tuple[int, int], **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


def test_nothing_but_the_picture_is_left_of_a_photo() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010F] = "SECRETPHONE"
    made = clean_picture(jpeg((3200, 1600), exif=exif, comment=b"SECRETPLACE"))
    assert made.ending == "jpg" and made.size == (LONGEST // 2, LONGEST)
    assert b"SECRET" not in made.data and b"Exif" not in made.data
    with Image.open(io.BytesIO(made.data)) as again:
        assert again.size == made.size and not again.getexif()


def test_a_drawing_stays_sharp_and_white_behind() -> None:
    out = io.BytesIO()
    drawing = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    drawing.paste((200, 0, 0, 255), (10, 10, 50, 50))
    drawing.save(out, "PNG")
    made = clean_picture(out.getvalue())
    with Image.open(io.BytesIO(made.data)) as again:
        assert (made.ending, again.convert("RGB").getpixel((399, 299))) == ("png", (255, 255, 255))


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a" + bytes(30), jpeg((40, 40))[:200]])
def test_what_is_no_picture_is_said(data: bytes) -> None:
    with pytest.raises(UsageFault) as caught:
        clean_picture(data)
    assert caught.value.code == "picture_unknown"
