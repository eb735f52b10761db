"""The pages of local publishing: who may press what, what the next deed is, files from a stick."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.desk.access import Refused
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.domain.scan import scan_text
from kiosk.store.desk import DeskStore
from kiosk.store.drafts import Draft
from kiosk.store.people import Person
from kiosk.ui.desk import draftdeeds, sticks
from kiosk.ui.desk.draft import DeskDraftVM
from kiosk.ui.desk.draftlook import DraftState
from kiosk.ui.desk.draftsteps import Held, draft_state
from kiosk.ui.desk.keeper import OwnKeeper
from kiosk.ui.desk.model import know_session
from kiosk.ui.desk.publish import publish_state
from kiosk.ui.desk.publishnew import Chosen, new_state
from kiosk.ui.desk.session import Desk
from kiosk.ui.desk.stickfiles import find_files, read_text, read_words
from kiosk.ui.desk.today import drafts_waiting
from kiosk.ui.desk.tools import DeskRoom, DeskTools
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services, provide
from tests.unit.desk.village import SUPERVISOR_PIN, VillageDesk, copy_of, make_village_desk
from tests.unit.ui.desking import DeskRunner, opened
from tests.unit.ui.test_tablefile import ID_NUMBER


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> VillageDesk:
    village = make_village_desk(tmp_path_factory.mktemp("publishing"))
    village.close()
    return village


@pytest.fixture
def village(made: VillageDesk, tmp_path: Path) -> Iterator[VillageDesk]:
    copy = copy_of(made, tmp_path)
    runner = Runner(copy.kiosk.board)
    provide(Services(runner, copy.kiosk.clock, Coverage.load(resources_dir() / "fonts")))
    yield copy
    provide(None)
    runner.stop()
    copy.close()


def tools_of(village: VillageDesk, person: Person | None = None) -> DeskTools:
    room = DeskRoom(village.kiosk.home, village.kiosk.clock)
    return room.tools(village.desk, person or village.clerk)


def look(
    village: VillageDesk, draft: Draft, person: Person | None = None, held: Held | None = None
) -> DraftState:
    return draft_state(draft.id, held or Held(), tools_of(village, person))


def keys(state: DraftState) -> list[str]:
    return [key.code for key in state.keys if key.enabled]


def deeds(state: DraftState) -> list[str]:
    return [row.code for row in state.rows if row.code.startswith("do:")]


def test_keys_follow_the_order_of_the_law(village: VillageDesk) -> None:
    draft = village.write()
    mine = look(village, draft)
    assert keys(mine) == ["put", "send"] and deeds(mine) == ["do:preview", "do:drop"]
    # The supervision body looks and does not write.
    theirs = look(village, draft, village.supervisor)
    assert keys(theirs) == [] and not any(row.opens for row in theirs.rows if row.code in ("title", "period"))
    village.rules.send(draft.id, village.clerk, village.now)
    for person in (village.clerk, village.supervisor):
        assert keys(look(village, draft, person)) == ["check", "send_back"]
    assert deeds(look(village, draft)) == ["do:preview", "do:take_back"]
    assert deeds(look(village, draft, village.supervisor)) == ["do:preview"]
    village.rules.check(draft.id, village.supervisor.id, SUPERVISOR_PIN, village.now)
    assert keys(look(village, draft)) == ["publish"]
    assert keys(look(village, draft, village.supervisor)) == ["send_back"]


def test_on_its_way_then_really_there(village: VillageDesk) -> None:
    draft = village.publish(village.write())
    assert look(village, draft).lead == "已交给屏幕，几秒后能看到。"
    assert village.kiosk.once() == 0
    state = look(village, draft)
    assert "村民看得到" in state.lead
    assert keys(state) == ["print"] and deeds(state) == ["do:preview", "do:correct", "do:withdraw"]
    assert deeds(look(village, draft, village.supervisor)) == ["do:preview", "do:withdraw"]


def test_today_tells_whose_turn_a_draft_is(village: VillageDesk) -> None:
    def told(person: Person) -> str:
        return drafts_waiting(tools_of(village, person))

    clerk, supervisor = village.clerk, village.supervisor
    draft = village.write()
    assert told(clerk) == told(supervisor) == ""
    village.rules.send(draft.id, clerk, village.now)
    assert (told(clerk), told(supervisor)) == ("", "村里自己公开的：1 件等您核对")
    village.rules.send_back(draft.id, supervisor.id, SUPERVISOR_PIN, "合计不对。", village.now)
    assert (told(clerk), told(supervisor)) == ("村里自己公开的：1 件退回来了，要改", "")
    village.rules.send(draft.id, clerk, village.now)
    village.rules.check(draft.id, supervisor.id, SUPERVISOR_PIN, village.now)
    assert (told(clerk), told(supervisor)) == ("村里自己公开的：1 件核对过了，可以公开", "")


def test_the_minute_notes_what_has_arrived_with_nobody_at_the_desk(village: VillageDesk) -> None:
    draft = village.publish(village.write())
    assert village.kiosk.once() == 0
    home, clock = village.kiosk.home, village.kiosk.clock
    runner = Runner(village.kiosk.board, lambda: DeskStore(home, clock.now()))
    OwnKeeper(runner, DeskRoom(home, clock)).tend()
    runner.stop(20.0)
    assert village.rules.draft(draft.id).arrived


def test_nobody_can_check_and_it_is_said(village: VillageDesk) -> None:
    draft = village.write(by=village.supervisor)
    village.rules.send(draft.id, village.clerk, village.now)
    state = look(village, draft)
    assert keys(state) == [] and "没有人能核对" in state.lead


def test_a_wrong_pin_changes_nothing_and_the_right_one_checks(village: VillageDesk) -> None:
    draft = village.write()
    village.rules.send(draft.id, village.clerk, village.now)
    tools = tools_of(village)
    assert isinstance(draftdeeds.check(draft.id, village.supervisor.id, "111213", tools), Refused)
    assert village.rules.draft(draft.id).state == "waiting"
    note = "合计算得不对，请再算一遍。"
    back = draftdeeds.send_back(draft.id, village.supervisor.id, SUPERVISOR_PIN, note, tools)
    assert not isinstance(back, Refused)
    assert look(village, draft).lead == "退回来了：合计算得不对，请再算一遍。"


def test_what_waits_for_whoever_is_inside_comes_first(village: VillageDesk) -> None:
    waiting = village.write()
    village.rules.send(waiting.id, village.clerk, village.now)
    mine = village.write("GK-CW-02")
    clerk = publish_state("", "", tools_of(village))
    supervisor = publish_state("", "", tools_of(village, village.supervisor))
    assert [row.code for row in clerk.rows] == [str(mine.id), str(waiting.id)]
    assert [row.code for row in supervisor.rows] == [str(waiting.id), str(mine.id)]
    assert [key.code for key in clerk.keys] == ["new"] and supervisor.keys == ()
    only = publish_state("GK-CW-02", mine.content.period, tools_of(village))
    assert [row.code for row in only.rows] == [str(mine.id)]


def test_problems_stand_first_and_open_where_they_are_mended(village: VillageDesk) -> None:
    draft = village.write(rows=(("2026-07-01", "卖树", "一千二", ""),))
    first = look(village, draft).rows[0]
    assert first.code == "cell:0:2" and first.alarmed and first.opens and first.meta.startswith("要改：")
    change = draftdeeds.with_cell(0, 2, "1200.5", draft.content)
    draftdeeds.write(draft.id, lambda _: change, tools_of(village))
    assert village.rules.draft(draft.id).content.rows[0][2] == "1200.50"
    assert "send" in keys(look(village, draft))


def test_figures_are_filled_in_without_a_file(village: VillageDesk) -> None:
    draft = village.write(fields=(), rows=())
    item = tools_of(village).facts.catalogue.by_id["GK-CW-01"]
    lines = draftdeeds.figure_lines(item)
    content = draftdeeds.with_figures(lines, draft.content)
    assert (content.fields, content.rows[0]) == (("项目", "金额(元)"), ("上期结余", ""))
    assert "figures" in [row.code for row in look(village, draft, held=Held("put")).rows]


def test_another_period_takes_the_title_along(village: VillageDesk) -> None:
    draft = village.write()
    tools = tools_of(village)
    periods = [p.period for p in tools.publishing.suggest("GK-CW-01", village.now).periods]
    other = next(p for p in periods if p != draft.content.period)
    changed = draftdeeds.set_period(draft.id, other, tools).content
    assert changed.period == other and changed.title != draft.content.title
    draftdeeds.write(draft.id, lambda c: replace(c, title="自己定的标题"), tools)
    assert draftdeeds.set_period(draft.id, draft.content.period, tools).content.title == "自己定的标题"


def test_nothing_happened_takes_away_what_was_put_in(village: VillageDesk) -> None:
    draft = draftdeeds.nothing_happened(village.write().id, tools_of(village))
    assert draft.content.nothing and draft.content.fields == () and draft.pictures == ()
    assert "send" in keys(look(village, draft))


def test_the_preview_has_the_villagers_words(village: VillageDesk) -> None:
    draft = village.write(body="请大家来看。")
    blocks = look(village, draft, held=Held("preview")).blocks
    assert blocks[0].text == draft.content.title
    assert "请大家来看。" in [block.text for block in blocks]
    assert ("7月1日", "卖树", "1,200.00", "") in [block.cells for block in blocks]


def test_a_step_of_writing_ends_when_it_was_sent(village: VillageDesk) -> None:
    draft = village.write()
    village.rules.send(draft.id, village.clerk, village.now)
    assert look(village, draft, held=Held("title")).lead.startswith("请监督委员")


def test_choosing_goes_from_the_kind_to_the_period(village: VillageDesk) -> None:
    tools = tools_of(village)
    groups = new_state(Chosen(), tools)
    assert "集体财务" in [row.code for row in groups.rows]
    items = new_state(Chosen("item", "集体财务"), tools)
    assert "GK-CW-01" in [row.code for row in items.rows]
    begin = new_state(Chosen("begin", "集体财务", "GK-CW-01", "2026-Q3"), tools)
    assert begin.rows[-1].code == "nothing" and [key.code for key in begin.keys] == ["write"]


def test_an_amount_takes_digits_one_point_and_a_minus(village: VillageDesk) -> None:
    model = DeskDraftVM()  # type: ignore[operator]
    for sign in ("1", "2", ".", ".", "5", "0", "9", "-"):
        model.press_amount(sign)
    assert model.amount == "-12.50"
    model.press_amount("")
    model.press_amount("-")
    assert model.amount == "12.5"


@pytest.fixture
def usb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "media" / "U"
    folder.mkdir(parents=True)
    (tmp_path / "mounts").write_text(f"/dev/sdb1 {folder} vfat rw 0 0\n")
    monkeypatch.setattr(sticks, "MOUNTS", tmp_path / "mounts")
    monkeypatch.setattr(sticks, "UNDER", (f"{tmp_path}/media/",))
    return folder


def test_files_of_a_stick(usb: Path) -> None:
    with pytest.raises(UsageFault, match="没有找到表格"):
        find_files("table")
    deep = usb / "账" / "三季度"
    (deep / "更深").mkdir(parents=True)
    for name in ("a.xlsx", "~$a.xlsx", ".b.xls", "c.doc"):
        (usb / name).write_bytes(b"x")
    (deep / "d.ET").write_bytes(b"x")
    (deep / "更深" / "e.csv").write_bytes(b"x")
    (usb / "f.xls").symlink_to(deep / "d.ET")
    found = {file.name: file.where for file in find_files("table")}
    assert found == {"a.xlsx": "U", "d.ET": "U/账/三季度"}
    shutil.rmtree(usb)
    with pytest.raises(EnvironmentFault, match="没有看到 U 盘"):
        find_files("table")


def test_words_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes("停水通知\r\n　　11月30日停水。\r\n".encode("gb18030"))
    assert read_text(path) == "停水通知\n\n11月30日停水。"
    for data in (b"", b"\x00\x01PDF", "好".encode("utf-16")):
        path.write_bytes(data)
        with pytest.raises(UsageFault):
            read_text(path)


def test_sentences_with_a_number_stay_on_the_stick(tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_text(
        f"停水通知\n明天停水。找王测试，证号{ID_NUMBER}；电话13800990123。请互相转告。\n请打0791-00001234。",
        "utf-8",
    )
    words = read_words(file, frozenset({"0791-00001234"}))
    assert words.text == "停水通知\n\n明天停水。请互相转告。\n\n请打0791-00001234。"
    assert words.left_out == 2 and not scan_text(words.text)
    file.write_text(f"{ID_NUMBER}", "utf-8")
    with pytest.raises(UsageFault, match="没有字了"):
        read_words(file)


def test_the_clerk_is_told_that_something_stayed_out(village: VillageDesk, usb: Path) -> None:
    (usb / "通知.txt").write_text(f"停水通知\n明天停水。证号{ID_NUMBER}。", "utf-8")
    draft = village.write("GK-XZ-04", fields=(), rows=())
    side = SimpleNamespace(home=village.kiosk.home, clock=village.kiosk.clock, desk=village.desk)
    room = DeskRoom(side.home, side.clock)
    provide(Services(DeskRunner(side), side.clock, desk_room=room))  # type: ignore[arg-type]
    session: Any = Desk()  # type: ignore[operator]
    know_session(session)
    session.let_in(village.clerk)
    model: Any = opened(DeskDraftVM(), id=draft.id)  # type: ignore[operator]
    model._look_for("text")
    model._take_file(model._held.files[0])
    assert model.is_problem and "没有放进来" in model.note
    model.stop()
    kept = village.rules.draft(draft.id).content
    assert kept.body.endswith("明天停水。") and not scan_text(kept.body)
    village.desk.connection.execute("pragma wal_checkpoint(truncate)")
    assert ID_NUMBER.encode() not in village.kiosk.home.desk_db.read_bytes()
