"""Posters of notices and policies, and finance tables: what they say and how they come out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import SenderFault, UsageFault
from kiosk.domain.items import PolicyAnswers, PolicyDocument
from kiosk.domain.paths import resources_dir
from kiosk.domain.sheetid import parse_payload
from kiosk.sheets.body import blocks_of, table_block
from kiosk.sheets.check import check_values
from kiosk.sheets.command import checked_render, make_sheet, unit_of
from kiosk.sheets.disclosures import build_disclosure, build_policy
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.frame import Frame
from kiosk.sheets.model import FactsBody, FlowBody, SheetModel, TableBlock, TextBlock
from kiosk.sheets.paper import PAPERS
from kiosk.sheets.pen import LEAST_SIZE
from kiosk.store.views import (
    AttachmentView,
    Correction,
    DisclosureView,
    PolicyView,
    Published,
    TableView,
    Withdrawal,
)
from tests.unit.sheets.fake_board import POSTED, FakeBoard
from tests.unit.sheets.reading import flat, texts
from tests.unit.store import builders as b

UNIT, REFERENCE = unit_of(FakeBoard([]).as_board())
HEAD = Published(
    "disclosure", "N1", 1, "关于缴纳2027年度城乡居民基本医疗保险费的通知", ("GK-SB-02",), "2026",
    date(2026, 11, 20), date(2026, 11, 20), None, None, "P0", "notice",
)  # fmt: skip
BODY = """各位村民：

现在开始缴费，请**相互转告**。

## 缴费时间

2026年11月1日至2027年2月28日。

- 一般居民：每人每年400元。
- 低保对象：由财政资助一部分。

3. 到村便民服务站。
4. 到银行柜台。

| 人员 | 自己缴(元) |
| --- | --- |
| 一般居民 | 400 |
| 低保对象 | 1200.5 |
"""
POLICY = PolicyView(
    head=replace(HEAD, type="policy", id="Z1", title="耕地地力保护补贴怎么领",
                 catalogue_ids=(), period="long"),
    programme_ids=("BT-NY-01",),
    document=PolicyDocument("《某某办法》", "演示〔2026〕1号", date(2026, 1, 5), "以今年文件为准"),
    valid_from=date(2026, 1, 1),
    valid_to=None,
    updated_on=date(2026, 3, 1),
    answers=PolicyAnswers("种地的农户。", "每亩112元（演示数据）。",
                          "6月30日前。", "不用申请。", "村便民服务站。"),
    body=None,
    attachments=(),
    bundle="b",
)  # fmt: skip


def view(body: str | None = BODY, table: TableView | None = None, **changes: Any) -> DisclosureView:
    return DisclosureView(replace(HEAD, **changes), body, table, (), "b")


def ledger(rows: int) -> TableView:
    lines = [("9月1日", "001", "上期结转", "", "", "128450.35")]
    lines += [
        (f"9月{at % 28 + 1}日", f"{at:03d}", "付村内道路路灯维修材料费及人工费", "", "3580.00", "1000.35")
        for at in range(rows)
    ]
    lines.append(("", "", "本月合计", "96000.00", "85920.00", ""))
    heads = ("日期", "凭证号", "摘要", "收入(元)", "支出(元)", "结余(元)")
    return TableView(heads, tuple(lines), 100_035 * rows)


def flow(model: SheetModel) -> FlowBody:
    assert isinstance(model.body, FlowBody)
    return model.body


def test_markdown_becomes_blocks_in_order() -> None:
    found = list(blocks_of(BODY))
    assert [
        (block.style, block.label, block.text) for block in found if isinstance(block, TextBlock)
    ] == [
        ("call", "", "各位村民："),
        ("text", "", "现在开始缴费，请相互转告。"),
        ("heading", "", "缴费时间"),
        ("text", "", "2026年11月1日至2027年2月28日。"),
        ("item", "·", "一般居民：每人每年400元。"),
        ("item", "·", "低保对象：由财政资助一部分。"),
        ("item", "3.", "到村便民服务站。"),
        ("item", "4.", "到银行柜台。"),
    ]  # fmt: skip
    (table,) = [block for block in found if isinstance(block, TableBlock)]
    assert [line.values for line in table.lines] == [("一般居民", "400.00"), ("低保对象", "1,200.50")]


def test_table_cells_are_aligned_and_sums_stand_out() -> None:
    table = table_block(ledger(2).fields, ledger(2).rows)
    assert [column.align for column in table.columns] == [
        "center", "center", "left", "right", "right", "right",
    ]  # fmt: skip
    assert [line.kind for line in table.lines] == ["subtotal", "row", "row", "subtotal"]
    assert table.lines[0].values[5] == "128,450.35" and table.lines[1].values[3] == ""
    dated = table_block(("日期", "事项"), (("9月1日", "会"), ("2026-09-02", "会")))
    assert dated.columns[0].align == "center" and not dated.columns[0].wraps


def test_short_rows_are_filled_and_long_ones_cut() -> None:
    table = table_block(("甲", "乙"), (("1",), ("1", "2", "3")))
    assert [line.values for line in table.lines] == [("1", ""), ("1", "2")]


def test_a_notice_is_a_poster_on_one_page() -> None:
    model = build_disclosure(view(), UNIT, POSTED)
    assert model.kind == "notice" and flow(model).poster
    rendered = checked_render(model, UNIT.settings)
    assert rendered.pages == 1 and rendered.body_size >= 22
    page = flat(rendered.pdf)
    for block in flow(model).blocks:
        if isinstance(block, TextBlock):
            assert block.text in page and block.label in page
    assert not rendered.metrics.too_wide and not rendered.metrics.outside


def test_a_short_notice_takes_larger_type_than_a_long_one() -> None:
    sizes = [
        checked_render(build_disclosure(view("停水。" * n), UNIT, POSTED), UNIT.settings).body_size
        for n in (3, 120, 250)
    ]
    assert sizes[0] > sizes[1] > sizes[2] >= 18


def test_a_long_text_goes_on_with_its_identity_on_every_page() -> None:
    body = "\n\n".join(f"## 第{at}条\n\n" + "村民应当爱护公共财物。" * 12 for at in range(1, 30))
    model = build_disclosure(view(body), UNIT, POSTED)
    rendered = checked_render(model, UNIT.settings)
    pages = texts(rendered.pdf)
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        bare = re.sub(r"\s", "", page)
        assert f"第{number}页共{len(pages)}页" in bare and model.stamp.digest in bare
    whole = flat(rendered.pdf)
    assert all(f"第{at}条" in whole for at in range(1, 30))
    assert whole.count("村民应当爱护公共财物。") > 300


def test_a_finance_table_repeats_its_head_and_keeps_every_row() -> None:
    model = build_disclosure(view("说明。", ledger(60), title="2026年9月财务收支"), UNIT, POSTED)
    assert model.kind == "finance" and model.title == "罗田村2026年9月财务收支"
    rendered = checked_render(model, UNIT.settings)
    assert rendered.pages > 1 and rendered.body_size >= 15
    for page in texts(rendered.pdf):
        assert "凭证号" in page and "结余" in page
    assert texts(rendered.pdf)[-1].count("（以下空白）") == flat(rendered.pdf).count("（以下空白）") == 1
    whole = flat(rendered.pdf)
    assert all(f"{at:03d}" in whole for at in range(60)) and "128,450.35" in whole and "本月合计" in whole
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    assert rendered.metrics.least_size >= LEAST_SIZE


def test_a_policy_answers_five_questions_and_names_its_document() -> None:
    model = build_policy(POLICY, UNIT, REFERENCE, POSTED)
    answers = [
        block for block in flow(model).blocks if isinstance(block, TextBlock) and block.style == "answer"
    ]
    assert [block.label for block in answers] == ["谁能领", "领多少", "什么时候", "怎么办", "找谁"]
    page = flat(checked_render(model, UNIT.settings).pdf)
    assert "依据：《某某办法》（演示〔2026〕1号），2026年1月5日。以今年文件为准。" in page
    assert "主管部门：县农业农村局" in page and "更新日期：2026年3月1日" in page


def test_an_explainer_has_a_time_on_the_wall_only_under_an_item() -> None:
    """Advice is no publication that the law sets a time; nobody has to be asked about its end."""
    under = replace(POLICY, head=replace(POLICY.head, catalogue_ids=("GK-HN-04",)))
    free = replace(POLICY, head=replace(POLICY.head, catalogue_ids=()))
    facts = [
        [label for label, _ in build_policy(policy, UNIT, REFERENCE, POSTED).footer.facts]
        for policy in (under, free)
    ]
    assert facts[0] == ["公 示 期", *facts[1]]
    assert build_policy(free, UNIT, REFERENCE, POSTED).warnings == ()


def test_a_long_answer_only_takes_smaller_type() -> None:
    long = replace(POLICY, answers=replace(POLICY.answers, who="种地的农户都可以领。" * 40))
    rendered = checked_render(build_policy(long, UNIT, REFERENCE, POSTED), UNIT.settings)
    usual = checked_render(build_policy(POLICY, UNIT, REFERENCE, POSTED), UNIT.settings)
    assert rendered.pages == 1 and 18 <= rendered.body_size < usual.body_size


def test_two_pages_take_larger_type_as_long_as_they_stay_two() -> None:
    body = "\n\n".join(
        f"{at}、村民应当爱护公共财物，不得损坏道路、水渠、路灯、垃圾桶。" for at in range(1, 26)
    )
    model = build_disclosure(view(body), UNIT, POSTED)
    rendered = checked_render(model, UNIT.settings)
    assert rendered.pages == 2 and rendered.body_size > 18


def test_nothing_happened_is_said_large() -> None:
    model = build_disclosure(view(None, None, nothing=True, period="2026-Q3"), UNIT, POSTED)
    assert isinstance(model.body, FactsBody)
    assert model.body.sentences == ("2026年第三季度没有发生这一事项。",)


def test_attachments_are_named() -> None:
    attachment = AttachmentView("村庄规划图", Path("a.pdf"), "application/pdf")
    model = build_disclosure(replace(view(), attachments=(attachment,)), UNIT, POSTED)
    assert "另有附件1件：《村庄规划图》，请到公开亭的屏幕上看。" in list(flow(model).texts())
    film = AttachmentView("怎么领", Path("a.mp4"), "video/mp4")
    policy = build_policy(replace(POLICY, attachments=(film,)), UNIT, REFERENCE, POSTED)
    printed = flat(checked_render(policy, UNIT.settings).pdf)
    assert "另有附件1件：《怎么领》，请到公开亭的屏幕上看。" in printed


def test_corrected_and_withdrawn() -> None:
    corrected = build_disclosure(
        view(version=2, correction=Correction(date(2026, 12, 1), 1, "金额写错。")), UNIT, POSTED
    )
    assert corrected.notice is not None and corrected.notice.text == "2026年12月1日更正。原因：金额写错。"
    gone = build_disclosure(view(None, withdrawal=Withdrawal(date(2026, 12, 2), "重复。")), UNIT, POSTED)
    assert gone.notice is not None and gone.notice.label == "已撤回"
    assert isinstance(gone.body, FactsBody)


def test_what_is_withdrawn_says_so_larger_than_a_correction() -> None:
    """The sheet hangs because of that one line."""
    note = view(None, withdrawal=Withdrawal(date(2026, 12, 2), "重复。"))
    gone, usual = (
        Frame(build_disclosure(one, UNIT, POSTED), PAPERS["a3"].table, open_fonts(resources_dir() / "fonts"))
        for one in (note, view(version=2, correction=Correction(date(2026, 12, 1), 1, "写错。")))
    )
    empty = build_disclosure(view(), UNIT, POSTED)
    bare = Frame(empty, PAPERS["a3"].table, gone.fonts).top_height(False)
    assert gone.top_height(False) - bare > usual.top_height(False) - bare > 0


def test_a_mark_at_the_end_of_a_title_line_does_not_push_it_aside() -> None:
    model = build_disclosure(view(title="新居民委员会组织法，居务公开有哪些变化"), UNIT, POSTED)
    with pypdfium2.PdfDocument(checked_render(model, UNIT.settings).pdf) as document:
        page = document[0].get_textpage()
        ends: list[float] = []
        for first, last in (("新居民委员会组织法", "法"), ("居务公开有哪些变化", "化")):
            at = page.search(first).get_next()
            assert at is not None
            left = page.get_charbox(at[0])[0]
            right = page.get_charbox(at[0] + at[1] - 1)[2]
            assert page.get_text_range(at[0] + at[1] - 1, 1) == last
            ends.append((left + right) / 2 - document[0].get_width() / 2)
    # The comma itself is seen too: the line with it may lie half a comma to the left.
    assert abs(ends[1]) < 3 and -22 < ends[0] < 3


def test_qr_and_digest_follow_the_content() -> None:
    one = build_disclosure(view(), UNIT, POSTED).stamp
    assert one.qr is not None and parse_payload(one.qr).digest == one.digest
    assert build_disclosure(view(BODY + "改"), UNIT, POSTED).stamp.digest != one.digest
    policy = build_policy(POLICY, UNIT, REFERENCE, POSTED).stamp
    other = build_policy(replace(POLICY, answers=replace(POLICY.answers, who="改")), UNIT, REFERENCE, POSTED)
    assert other.stamp.digest != policy.digest and other.stamp.sheet_id == policy.sheet_id


def test_gates_hold_for_texts_and_tables() -> None:
    for bad in (
        view("请打13812345678。"),
        view("看表", TableView(("姓名",), (("熊990123199001011234",),), None)),
    ):
        with pytest.raises(SenderFault) as caught:
            check_values(build_disclosure(bad, UNIT, POSTED), UNIT.settings)
        assert caught.value.code == "personal_value"
    with pytest.raises(SenderFault, match="U\\+30000"):
        checked_render(build_disclosure(view("熊\U00030000"), UNIT, POSTED), UNIT.settings)
    with pytest.raises(SenderFault) as caught:
        build_disclosure(view(privacy="P4"), UNIT, POSTED)
    assert caught.value.code == "privacy_p4"


def test_too_much_for_a_page_is_refused_in_words() -> None:
    wide = TableView(tuple(f"金额{at}(元)" for at in range(30)), (tuple(["1234567.00"] * 30),), 1)
    with pytest.raises(SenderFault) as caught:
        checked_render(build_disclosure(view("", wide), UNIT, POSTED), UNIT.settings)
    assert caught.value.code == "table_too_wide"
    tall = replace(POLICY, answers=replace(POLICY.answers, who="很" * 4000))
    with pytest.raises(SenderFault) as caught:
        checked_render(build_policy(tall, UNIT, REFERENCE, POSTED), UNIT.settings)
    assert caught.value.code == "text_too_long"


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["## ", "", "- ", "1. "]),
            st.text(st.sampled_from("村民公约，。（）12·龚䶮𠅤"), min_size=1, max_size=90),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_any_body_comes_out_whole(parts: list[tuple[str, str]]) -> None:
    body = "\n\n".join(f"{mark}村{text}" for mark, text in parts)
    model = build_disclosure(view(body), UNIT, POSTED)
    rendered = checked_render(model, UNIT.settings)
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    whole = flat(rendered.pdf)
    for block in flow(model).blocks:
        if isinstance(block, TextBlock) and rendered.pages == 1:
            assert re.sub(r"\s", "", block.text) in whole


def test_same_content_same_bytes() -> None:
    model = build_disclosure(view(), UNIT, POSTED)
    assert checked_render(model, UNIT.settings).pdf == checked_render(model, UNIT.settings).pdf


def test_command_chooses_disclosure_or_policy(tmp_path: Path, clock: FixedClock) -> None:
    home = b.make_home(tmp_path)
    b.fill_board(home, households=3, years=(2026,))
    notice = b.disclosure_item("tz-1", title="停水通知", form="notice", body="停水。")
    b.apply(home, b.MadeBundle(2).add(notice))
    out = tmp_path / "a.pdf"
    assert make_sheet(home, "notice", out, clock=clock).title == "停水通知"
    assert make_sheet(home, "notice", out, item="zc-1", clock=clock).title == "耕地地力保护补贴"
    assert make_sheet(home, "notice", out, item="gk-1", clock=clock).title == "村规民约"
    for kind, item in (("finance", None), ("finance", "gk-1"), ("notice", "x")):
        with pytest.raises(UsageFault) as caught:
            make_sheet(home, kind, out, item=item, clock=clock)
        assert caught.value.code == "sheet_choice"
