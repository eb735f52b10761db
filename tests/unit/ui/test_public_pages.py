"""Catalogue, disclosures, notices, policies, home, finder: what must be said is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.clock import FixedClock
from kiosk.store.board import BoardReader
from kiosk.store.views import AttachmentView, PolicyView, TableView
from kiosk.ui.services import provide, services
from kiosk.ui.viewmodels import finder
from kiosk.ui.viewmodels.body import pieces, text_blocks
from kiosk.ui.viewmodels.catalogue import catalogue_build, items_build
from kiosk.ui.viewmodels.disclosure import item_build
from kiosk.ui.viewmodels.facts import Facts, facts_of
from kiosk.ui.viewmodels.finder import FinderVM, finder_build, name_keys
from kiosk.ui.viewmodels.help import ask_build, help_build
from kiosk.ui.viewmodels.home import home_build
from kiosk.ui.viewmodels.policy import policy_build
from kiosk.ui.viewmodels.selfcheck import SelfCheckVM, has_selfcheck, selfcheck_build
from kiosk.ui.viewmodels.shelf import notices_build, policies_build, shelf_build
from kiosk.ui.viewmodels.tables import table_blocks

TODAY = date(2026, 6, 15)


def test_level_one_comes_from_the_loaded_catalogue(board: BoardReader, facts: Facts) -> None:
    state = catalogue_build(board, facts)
    assert [t.name for t in state.usual] == ["集体财务", "惠民惠农补贴", "社会救助与福利"]
    assert len(state.usual) + len(state.others) == 17
    assert "17 类 120 项" in state.meta
    finance = state.usual[0]
    assert (finance.fresh, finance.sub) == ("有新", "10项　1项新")


def test_level_two_keeps_catalogue_order_and_marks_overdue_rows(board: BoardReader, facts: Facts) -> None:
    state = items_build("集体财务")(board, facts)
    assert state is not None
    assert [r.catalogue_id for r in state.rows] == [i.id for i in facts.catalogue.group("集体财务").items]  # type: ignore[union-attr]
    rows = {r.catalogue_id: r for r in state.rows}
    assert (rows["GK-CW-01"].chip_label, rows["GK-CW-01"].alarmed) == ("已公开", False)
    debts = rows["GK-CW-04"]
    assert debts.alarmed and debts.chip_label.startswith("逾期 ")
    assert debts.target.page == "item"
    assert f"其中 {sum(r.alarmed for r in state.rows)} 项逾期" in state.meta
    assert state.foot.endswith("0791-00005678")
    assert items_build("没有这一类")(board, facts) is None


def test_no_overdue_claim_on_a_clock_that_cannot_be_believed(board: BoardReader, runner: Any) -> None:
    wrong = facts_of(board, FixedClock(datetime(2020, 1, 1, tzinfo=UTC)))
    assert not wrong.trusted
    state = items_build("集体财务")(board, wrong)
    assert state is not None
    assert not any(r.alarmed for r in state.rows)
    assert "时间未校准" in state.meta
    assert wrong.stale_warning == ""


def test_a_clock_at_1970_shows_no_such_year(board: BoardReader, facts: Facts, runner: Any) -> None:
    dead = facts_of(board, FixedClock(datetime(1970, 1, 1, 8, tzinfo=UTC)))
    assert dead.today == max(services().build_date, facts.updated_on or date.min)
    said = home_build(board, dead)
    assert said.day == said.strip_long == "时间未校准"
    ahead = facts_of(board, FixedClock(datetime(2039, 1, 1, 8, tzinfo=UTC)))
    assert ahead.today == dead.today
    assert facts.today == TODAY


def test_a_clock_behind_the_program_or_the_desk_is_not_believed(board: BoardReader, runner: Any) -> None:
    before = services()
    now = FixedClock(datetime(2026, 6, 16, 4, 0, tzinfo=UTC))
    try:
        provide(replace(before, build_date=date(2026, 6, 17)))
        assert not facts_of(board, now).trusted
        now.advance(timedelta(days=1))
        provide(replace(before, last_seen=lambda: datetime(2026, 6, 18, 4, 0, tzinfo=UTC)))
        assert not facts_of(board, now).trusted
        now.advance(timedelta(days=2))
        assert facts_of(board, now).trusted
    finally:
        provide(before)


def test_a_character_without_a_font_is_read_out_with_its_code_point(facts: Facts) -> None:
    assert facts.safe("黄\U00030021") == "黄（qian U+30021）"
    assert facts.safe("黄\U00030000") == "黄（U+30000）"
    assert facts.safe("刘䶮") == "刘䶮"


def test_old_content_warns_on_every_page(board: BoardReader, runner: Any) -> None:
    late = facts_of(board, FixedClock(datetime(2026, 7, 2, tzinfo=UTC)))
    assert late.is_stale
    for state in (home_build(board, late), catalogue_build(board, late), notices_build(board, late)):
        assert state is not None
        assert state.warning == "内容可能不是最新，请看公开栏或问值班员"


def test_a_finance_table_has_its_four_figures_and_the_count_in_its_total(
    board: BoardReader, facts: Facts
) -> None:
    state = item_build("cw-q1", "")(board, facts)
    assert state is not None
    assert [(f.label, f.value) for f in state.figures] == [
        ("上期结余", "86,214.30"),
        ("本季收入", "+ 43,600.00"),
        ("本季支出", "− 31,874.50"),
        ("期末结余", "97,939.80"),
    ]
    assert (state.hold.before, state.hold.number, state.hold.after) == ("公示还剩", "8", "天")
    assert state.hold.span == "6月8日—6月23日　满15天"
    kinds = [b.kind for b in state.blocks]
    assert kinds == ["state", "figures", "head", *["row"] * 7, "total", "para", *["fact"] * 4]
    *_, head, first = state.blocks[2:4]
    assert head.cells == ("日期", "摘要", "收入(元)", "支出(元)")
    assert first.cells == ("7月5日", "上屋组山塘承包款", "12,600.00", "")
    total, left_out = state.blocks[-6:-4]
    assert total.cells == ("本季合计　7 笔", "", "43,600.00", "31,874.50")
    assert left_out.text == "凭证号、结余见纸质表。"
    assert len(state.qr) == len(state.qr[0])


def test_withdrawn_keeps_the_page_with_reason_and_without_content(board: BoardReader, facts: Facts) -> None:
    state = item_build("wrong", "")(board, facts)
    assert state is not None
    assert (state.chip_state, state.chip_label) == ("err", "已撤回")
    assert state.note.text == "6月12日撤回。捐赠单位名称登记有误。"
    assert state.qr == () and [b.kind for b in state.blocks if b.kind != "fact"] == ["state", "note"]


def test_nothing_happened_is_one_sentence_and_keeps_the_state(board: BoardReader, facts: Facts) -> None:
    state = item_build("none", "")(board, facts)
    assert state is not None
    assert state.chip_label == "本期没有发生"
    assert [b.text for b in state.blocks if b.kind == "para"] == ["这一期没有发生这类事，没有要公开的内容。"]


def test_what_is_not_public_names_the_due_date_and_whom_to_tell(board: BoardReader, facts: Facts) -> None:
    state = item_build("", "GK-CW-04")(board, facts)
    assert state is not None
    assert state.chip_label.startswith("逾期 ") and state.hold.before.endswith("前应公开")
    assert state.blocks[-1].kind == "contact"
    assert state.blocks[-1].text == "没公开或不真实，可向石鼻镇人民政府反映：0791-00005678"
    assert item_build("", "GK-XX-99")(board, facts) is None


def test_a_text_becomes_blocks_without_repeating_the_title(board: BoardReader, facts: Facts) -> None:
    state = item_build("text", "")(board, facts)
    assert state is not None
    assert not [b for b in state.blocks if b.kind == "heading" and b.text == "村规民约"]
    marks = [b.mark for b in state.blocks if b.kind == "item"]
    assert marks == ["·", "·", "1.", "2."]


def test_long_paragraphs_are_cut_at_sentence_ends_and_nothing_is_lost() -> None:
    text = "遇事多商量，邻里和气。" * 30
    cut = pieces(text)
    assert "".join(cut) == text
    assert all(len(p) <= 90 and p.endswith("。") for p in cut)
    blocks = text_blocks(f"- {text}", str, TODAY)
    assert [b.joined for b in blocks] == [False] + [True] * (len(blocks) - 1)
    assert blocks[0].mark == "·" and {b.mark for b in blocks[1:]} == {""}


def test_tables_and_emphasis_of_a_text() -> None:
    blocks = text_blocks("**注意** 看\n\n| 项目 | 金额(元) |\n|---|---|\n| 水费 | 12.00 |\n", str, TODAY)
    assert [(b.kind, b.text or b.cells) for b in blocks] == [
        ("para", "注意 看"), ("head", ("项目", "金额(元)")), ("row", ("水费", "12.00")),
    ]  # fmt: skip


def test_home_counts_new_notices_and_brings_corrections_up(board: BoardReader, facts: Facts) -> None:
    state = home_build(board, facts)
    assert state.notices_badge == "3条新"
    assert state.newest[0].title.endswith("（更正）")
    assert state.newest[1].title.endswith("（已撤回）")
    assert state.updated == "内容更新到 6月14日"
    assert state.duty == "不会用？找值班员 熊小满，电话 0791-00001234"


def test_lists_of_publications_lead_to_their_pages(board: BoardReader, facts: Facts) -> None:
    notices = notices_build(board, facts)
    policies = policies_build(board, facts)
    shelf = shelf_build("GK-HN-06")(board, facts)
    assert notices and policies and shelf
    assert [r.chip_label for r in notices.rows] == ["新"] * 3
    assert {r.target.page for r in policies.rows} == {"policy"}
    # A P3 payment is a line of its year, not a list.
    assert {r.target.page for r in shelf.rows} == {"payout-list", "payouts"}
    assert shelf_build("GK-XX-99")(board, facts) is None


def test_a_policy_answers_five_questions_and_leads_to_this_years_list(
    board: BoardReader, facts: Facts
) -> None:
    state = policy_build("zc-2", "full")(board, facts)
    assert state is not None
    assert [r.question for r in state.answers] == ["谁能领", "领多少", "什么时候", "怎么办", "找谁"]
    assert (state.part, state.payouts_programme, state.payouts_year) == ("full", "BT-NY-01", 2026)
    assert policy_build("zc-1", "full")(board, facts).part == "answers"  # type: ignore[union-attr]


def test_help_and_ask_name_a_person_and_a_phone(board: BoardReader, facts: Facts) -> None:
    for state in (help_build(board, facts), ask_build(board, facts)):
        assert any("熊小满" in r.text and "0791-00001234" in r.text for r in state.rows)


def test_the_finder_leads_from_surname_to_person(runner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "RARE", 10_000)
    vm = FinderVM()  # type: ignore[operator]
    vm.start({})
    surnames = vm.state.keys
    assert len(surnames) == 14 and [k.kind for k in surnames[-2:]] == ["rest", "help"]
    vm.press("surname", surnames[0].value)
    assert {k.kind for k in vm.state.keys} == {"name"}
    assert all(k.sub for k in vm.state.keys)
    assert vm.chosen()["surname"] == surnames[0].value
    assert vm.step_back() and vm.state.keys == surnames
    vm.press("rest", "rest")
    assert {k.kind for k in vm.state.keys} == {"name"}
    assert not {k.label[0] for k in vm.state.keys} & {k.value for k in surnames[:12]}
    assert vm.step_back() and not vm.step_back()


def test_many_rare_surnames_are_shown_before_their_names(
    board: BoardReader, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finder, "RARE", 0)
    rest = finder_build(mode="surname", surname="", rest=True, letters="", group="")(board, facts)
    assert rest is not None and {k.kind for k in rest.keys} == {"surname"}
    assert {k.value for k in rest.keys} == {s for s, _ in board.surnames()[12:]}


def test_a_surname_of_half_the_village_is_offered_by_group(
    board: BoardReader, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(of: str, group: str = "") -> Any:
        build = finder_build(mode="surname", surname=of, rest=False, letters="", group=group)
        return build(board, facts)

    surname = board.surnames()[0][0]
    whole = find(surname)
    monkeypatch.setattr(finder, "MANY", len(whole.keys) - 1)
    offered = find(surname)
    groups = [k for k in offered.keys if k.kind == "group"]
    # The names stay, so that who stands among the first has no further touch.
    assert len(groups) > 1 and offered.keys == tuple(groups) + whole.keys
    assert offered.shows_names
    named = [k for g in groups for k in find(surname, g.value).keys]
    assert sorted(k.value for k in named) == sorted(k.value for k in whole.keys)
    assert all(f"{len(find(surname, g.value).keys)} 户" == g.sub for g in groups)


def test_two_of_one_name_are_told_apart_beside_their_group(board: BoardReader, facts: Facts) -> None:
    hit = next(h for h in board.find_names(limit=2000) if h.group)
    twins = [replace(hit, recipient_id=n, display_name=f"{hit.name}（之{n}）") for n in "一二"]
    keys = [(k.label, k.sub) for k in name_keys(twins, facts)]
    assert keys == [(hit.name, f"之一 {hit.group}"), (hit.name, f"之二 {hit.group}")]


def test_the_finder_by_letters_offers_only_letters_that_lead_on(board: BoardReader, facts: Facts) -> None:
    def find(letters: str) -> Any:
        return finder_build(mode="pinyin", surname="", rest=False, letters=letters, group="")(board, facts)

    first = find("")
    assert len(first.keys) == 26
    enabled = [k.value for k in first.keys if k.enabled]
    assert "H" in enabled and len(enabled) < 26
    for letter in enabled:
        assert find(letter).keys
    assert {k.kind for k in find("LY").keys} == {"name"}
    assert "刘䶮" in {k.label for k in find("LY").keys}


def test_the_finder_by_group_finds_the_groups_people(board: BoardReader, facts: Facts) -> None:
    groups = finder_build(mode="group", surname="", rest=False, letters="", group="")(board, facts)
    assert groups is not None
    name = groups.keys[0].value
    names = finder_build(mode="group", surname="", rest=False, letters="", group=name)(board, facts)
    assert names is not None
    assert {k.sub for k in names.keys} == {name}
    assert f"{len(names.keys)} 户" == groups.keys[0].sub


def _cells(table: TableView) -> list[tuple[str, ...]]:
    return [b.cells for b in table_blocks(table, str, TODAY) if b.kind != "head"]


def test_money_of_a_table_has_thousands_separators() -> None:
    table = TableView(
        ("摘要", "金额(元)", "租金(元/年)"), (("水渠维修", "144500.00", "1200"), ("说明", "见附件", "")), None
    )
    assert _cells(table) == [("水渠维修", "144,500.00", "1,200.00"), ("说明", "见附件", "")]


def test_money_within_words_has_them_too() -> None:
    said = text_blocks("结算：104600.00元，补助25000元，编号 20260101，已有 1,200.00元。", str, TODAY)
    assert said[0].text == "结算：104,600.00元，补助25,000元，编号 20260101，已有 1,200.00元。"


def test_dates_of_a_table_are_words_with_the_year_only_when_it_is_another() -> None:
    table = TableView(
        ("项目", "日期"), tuple(zip("甲乙丙", ("2026-03-18", "2025-11-12", "2025-13-40"), strict=True)), None
    )
    assert [row[1] for row in _cells(table)] == ["3月18日", "2025年11月12日", "2025-13-40"]
    assert table_blocks(table, str, TODAY)[0].columns[1].short is False


def test_the_running_total_has_no_count() -> None:
    account = TableView(
        ("日期", "摘要", "收入(元)", "支出(元)", "结余(元)", "凭证"),
        (
            ("上期结转", "", "", "", "100.00", ""),
            ("2026-04-05", "卖菜", "1600.00", "", "1700.00", "1"),
            ("本季合计", "", "1600.00", "0.00", "1700.00", ""),
            ("本年累计", "", "9600.00", "0.00", "", ""),
        ),
        160000,
    )
    assert _cells(account)[:3] == [
        ("4月5日", "卖菜", "1,600.00", ""),
        ("本季合计　1 笔", "", "1,600.00", "0.00"),
        ("本年累计", "", "9,600.00", "0.00"),
    ]


def test_what_is_counted_follows_the_rows() -> None:
    def label(*heads: str) -> str:
        rows = (("甲", "2.00"), ("乙", "3.00"), ("合计", "5.00"))
        return _cells(TableView(heads, rows, 500))[-1][0]

    assert label("姓名", "金额(元)") == "合计　2 人"
    assert label("申请户主", "金额(元)") == "合计　2 户"
    assert label("工程", "金额(元)") == "合计　2 项"


def test_the_self_check_asks_one_question_at_a_time_and_keeps_nothing(runner: Any) -> None:
    vm: Any = SelfCheckVM()  # type: ignore[operator]
    vm.start({"policy": "zc-1"})
    assert vm.view["question"] == "您家有承包地吗？" and not vm.view["begun"]
    assert vm.meta == "耕地地力保护补贴　第 1 问，共 4 问"
    for answer in ("yes", "yes", "no", "unsure"):
        vm.answer(answer)
    assert (vm.view["verdict"], vm.view["verdictState"]) == ("要问一问", "warn")
    assert vm.view["lines"][-1] == "这不是审批，以村里核实为准。"
    vm.answer("yes")
    assert vm.view["verdict"] == "要问一问"
    vm.again()
    assert vm.view["question"] == "您家有承包地吗？"
    vm.answer("no")
    assert vm.view["verdict"] == "可能不能领"
    vm.stop()
    assert vm.state is None and vm._params == {}


def test_no_self_check_for_what_has_ended(board: BoardReader, facts: Facts) -> None:
    policy = board.policy("zc-1")
    assert policy is not None and has_selfcheck(policy, facts)
    assert not has_selfcheck(replace(policy, valid_to=date(2026, 6, 14)), facts)
    assert not has_selfcheck(replace(policy, programme_ids=("BT-ZZ-99",)), facts)
    assert selfcheck_build("gone", ())(board, facts) is None


def test_a_form_that_is_missing_has_no_key(board: BoardReader, facts: Facts, tmp_path: Path) -> None:
    real = board.policy("zc-2")
    assert real is not None
    picture = AttachmentView("一张图", tmp_path / "a.png", "image/png")
    film = AttachmentView("视频", tmp_path / "a.webm", "video/webm")
    paper = AttachmentView("文件", tmp_path / "a.pdf", "application/pdf")

    def parts(policy: PolicyView) -> tuple[list[str], int]:
        class One:
            def __getattr__(self, name: str) -> Any:
                return getattr(board, name)

            def policy(self, _policy_id: str) -> PolicyView:
                return policy

        state = policy_build("zc-2", "answers")(One(), facts)  # type: ignore[arg-type]
        assert state is not None
        return [p.label for p in state.parts], state.papers

    assert parts(real) == (["问与答", "全文"], 0)
    assert parts(replace(real, attachments=(paper, picture))) == (["问与答", "一张图", "全文"], 1)
    assert parts(replace(real, attachments=(film,), body="")) == (["问与答", "看视频"], 0)
    assert parts(replace(real, body="")) == ([], 0)


def test_what_is_over_stays_to_be_found_after_what_counts(board: BoardReader, facts: Facts) -> None:
    heads = board.publications()
    ended = date(2026, 6, 14)
    over = {h.id: replace(h, publish_to=ended) for h in heads if h.id in ("notice-2", "稻谷-2026")}

    class Later:
        def __getattr__(self, name: str) -> Any:
            return getattr(board, name)

        def publications(self) -> Any:
            return tuple(over.get(h.id, h) for h in heads)

    before, after = notices_build(board, facts), notices_build(Later(), facts)  # type: ignore[arg-type]
    assert before is not None and after is not None
    assert before.rows[0].target.params["id"] == "notice-2"
    last = after.rows[-1]
    assert (last.target.params["id"], last.chip_label, last.chip_state) == ("notice-2", "往期", "mute")
    rice = over["稻谷-2026"].title
    assert rice not in [row.title for row in home_build(Later(), facts).newest]  # type: ignore[arg-type]
    assert rice in [row.title for row in home_build(board, facts).newest]
    shelf = shelf_build("GK-XZ-04")(Later(), facts)  # type: ignore[arg-type]
    assert shelf is not None and over["notice-2"].title in [row.title for row in shelf.rows]
