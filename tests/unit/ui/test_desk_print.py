"""打印 on a real board without a printer: the list, the preview, the looks, a stick, the wall."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.items import ReferenceItem
from kiosk.printing.model import JobRef, JobState, Printer
from kiosk.printing.seen import Seen
from kiosk.sheets.proof import Proof
from kiosk.ui.desk import printwork, sticks
from kiosk.ui.desk.printlist import DeskPrintListVM, params_of
from kiosk.ui.desk.printsheet import DeskSheetVM
from kiosk.ui.desk.printwords import Held, in_words
from kiosk.ui.desk.record import DeskRecordVM
from tests.unit.store import builders as b
from tests.unit.ui.desking import Side, desk_side, later, opened, row
from tests.unit.ui.test_desk_imports import stick_at

LIST = "稻谷-2026"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    """A clerk inside, a list of sixty households, and no printing service."""
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:9")
    with desk_side(tmp_path) as made:
        rows = b.payouts(60)
        made.kiosk.seq += 1
        item = b.payouts_item(
            LIST, rows, programme_id="BT-NY-03", programme_name="稻谷生产者补贴",
            paid_on=date(2026, 6, 10), batch="",
        )  # fmt: skip
        bundle = b.MadeBundle(made.kiosk.seq).add_payouts(item, rows)
        bundle.add(ReferenceItem("settings", "data/settings.json", 1))
        bundle.texts["data/settings.json"] = '{"ledger_from": "2026-01-01"}'
        b.apply(made.kiosk.home, bundle, at=made.kiosk.now)
        made.let_in(made.kiosk.clerk())
        yield made


def sheet(**params: Any) -> Any:
    return opened(DeskSheetVM(), **(params or {"type": "payouts", "id": LIST}))  # type: ignore[operator]


def keys(model: Any, which: str = "keys") -> dict[str, bool]:
    return {key.code: key.enabled for key in getattr(model.state, which)}


def test_what_must_hang_comes_first_and_every_row_opens_something(desk: Side) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    model: Any = DeskPrintListVM()  # type: ignore[operator]
    model.asked.connect(lambda page, params: asked.append((page, params)))
    opened(model)
    assert model.state.meta == "1 份要张贴" and model.state.rows[0].code == f"payouts:{LIST}"
    assert row(model.state, "补贴名单").meta == "1 批"
    for one in model.state.rows:
        model.choose(one.code)
    assert {page for page, _ in asked} == {"desk-print"}
    assert asked[0][1] == {"type": "payouts", "id": LIST}
    for _, params in asked:
        if "list" in params:
            assert opened(DeskPrintListVM(), **params).state.title  # type: ignore[operator]
    assert params_of("year:2026") == {"kind": "payouts", "year": 2026}


def test_names_that_a_power_cut_left_behind_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, running, other = (tmp_path / name for name in ("kiosk-sheet-a", "kiosk-sheet-b", "theirs"))
    for folder in (old, running, other):
        folder.mkdir()
        (folder / "sheet.pdf").write_bytes(b"%PDF")
    for folder in (old, other):
        os.utime(folder, (0, 0))
    printwork._sweep.cache_clear()
    made = printwork._Folder()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["kiosk-sheet-b", "theirs", made.path.name]
    )
    path = made.path
    del made
    gc.collect()
    assert not path.exists(), "and one's own goes with the page"


def test_the_preview_is_the_print_file_and_all_looks_hold(desk: Side) -> None:
    model = sheet()
    state = model.state
    assert state.pages >= 1 and state.meta.endswith(f"共 {state.pages} 张 A3")
    assert [p.look for p in state.proofs] == ["ok"] * 5 and state.verdict == "都核对过了"
    assert abs(max(model.image.width(), model.image.height()) - printwork.LONG_SIDE) <= 1
    assert state.printer == "没有打印机可用" and not keys(model)["all"]
    assert not keys(model, "more_keys")["posted"]
    folder = model._held.sheet.folder
    assert folder.is_dir()
    model.choose_paper(1)
    assert model.state.pages >= state.pages and model.state.meta.endswith("A4")
    model.toggle_large()
    assert model.state.large and model.state.pages >= state.pages
    if model.state.pages > 1:
        model.turn(1)
        assert model.state.place.startswith("第 2 张")
    model.stop()
    assert not folder.exists() and model.image.isNull()


def test_nothing_to_print_is_said(desk: Side) -> None:
    model = sheet(type="disclosure", id="没有")
    assert "另选一张" in model.state.fault and not keys(model)["all"]
    wrong = sheet(kind="finance")
    assert wrong.state.fault and not keys(wrong)["all"]


@pytest.mark.parametrize(
    ("params", "words"),
    [({"type": "payouts", "id": "撤-2026"}, "撤下了"), ({"kind": "payouts", "year": 2019}, "各项补贴合计")],
)
def test_what_cannot_be_set_is_said_without_words_of_the_command(
    desk: Side, params: dict[str, Any], words: str
) -> None:
    model = sheet(**params)
    fault = model.view["fault"]
    assert words in fault and "请返回" in fault
    assert not [sign for sign in ("--", "summary", "编号") if sign in fault]
    assert not keys(model)["all"]


def test_what_a_sheet_lacks_is_said_also_without_a_printer(desk: Side) -> None:
    """It can still go onto a stick and be printed elsewhere."""
    model = sheet()
    held, known = model._held, model._known
    lacking = replace(held.sheet.proved.made, warnings=("没有写监督电话。",))
    proved = replace(held.sheet.proved, made=lacking)
    state = in_words(replace(held, sheet=replace(held.sheet, proved=proved)), known)
    assert state.said.startswith("没有写监督电话。") and state.said.endswith(held.printer.note)


def test_a_look_that_finds_something_stops_the_print(desk: Side) -> None:
    model = sheet()
    held, known = model._held, model._known
    bad = (Proof("phone", False, "表里的一行里有手机号（11位数字）。请县里去掉后重发。"),)
    proved = replace(held.sheet.proved, proofs=bad, made=None)
    stopped = replace(held, sheet=replace(held.sheet, proved=proved))
    state = in_words(stopped, known)
    assert state.verdict == "1 项没过" and state.fault.startswith("核对没有通过")
    assert not any(key.enabled for key in (*state.keys, *state.more_keys) if key.code != "printer")
    model._held = stopped
    model.see_first()
    assert model.said["words"].startswith("表里的一行里有手机号")


def test_saved_on_a_stick_it_may_be_posted_and_taken_back(
    desk: Side, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sticks, "MOUNTS", tmp_path / "no mounts")
    model = sheet()
    model.act("save")
    assert model.is_problem and "没有看到 U 盘" in model.note
    assert desk.tools.prints.prints()[0].outcome == "failed" and not keys(model, "more_keys")["posted"]
    plugged = stick_at(monkeypatch, tmp_path)
    model.act("save")
    (file,) = plugged.iterdir()
    assert file.read_bytes().startswith(b"%PDF") and file.name in model.note
    assert keys(model, "more_keys")["posted"]
    model.act("posted")
    (posting,) = desk.tools.prints.postings(only_up=True)
    assert posting.posted_on == desk.tools.facts.today and posting.sheet.subjects == ((LIST, 1),)
    again = sheet()
    assert "unpost" in keys(again, "more_keys") and again.state.said == "这张已经登记在墙上了。"
    again.act("unpost")
    assert desk.tools.prints.postings(only_up=True) == () and keys(again, "more_keys")["posted"]
    deeds = [r.title for r in opened(DeskRecordVM()).state.rows]  # type: ignore[operator]
    assert any("记为已张贴" in deed for deed in deeds) and any("取消了张贴记录" in deed for deed in deeds)


def test_a_page_left_while_saving_leaves_nothing_that_waits_for_a_printer(
    desk: Side, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick_at(monkeypatch, tmp_path)
    model = sheet()
    monkeypatch.setattr(desk.runner, "holding", True)
    model.act("save")
    model.stop()
    monkeypatch.setattr(desk.runner, "holding", False)
    for work in desk.runner.held:
        work()
    assert desk.tools.prints.open_prints() == ()
    again = sheet()
    assert not again.state.busy and keys(again, "more_keys")["save"]


def test_the_working_ledger_is_printed_but_never_posted(desk: Side) -> None:
    model = sheet(kind="ledger")
    assert model.state.title == "打印" and model.state.meta.endswith("A4")
    assert list(keys(model, "more_keys")) == ["save"]


def a_printer(**changes: Any) -> Printer:
    a3, a4 = "iso_a3_297x420mm", "iso_a4_210x297mm"
    return replace(Printer("P", "", True, "done", (a3, a4), (a3,), False, True), **changes)


def test_what_a_sheet_lacks_is_said_before_it_is_printed(desk: Side) -> None:
    """No phone to complain to and no web address: both, not only the first."""
    model = sheet()
    said = in_words(Held(sheet=model._held.sheet), model._known).said
    assert "没有设监督电话" in said and "没有二维码" in said


def test_the_clerk_is_asked_before_anything_is_printed_twice(desk: Side) -> None:
    model = sheet()
    made = model._held.sheet
    batch = printwork.gather_from(made, None, Seen(the_printer=a_printer()))
    first = printwork.begin(batch, 2, frozenset(), desk.tools)
    assert not isinstance(first, printwork.Asked) and first.order.copies == 2
    again = printwork.begin(batch, 1, frozenset(), desk.tools)
    assert isinstance(again, printwork.Asked) and again.code == "print_again"
    assert len(desk.tools.prints.prints()) == 1
    told = in_words(Held(sheet=made, asked=again), model._known)
    assert [key.label for key in told.keys] == ["再打一次", "先不打"] and told.said == again.sentence
    failed = printwork.sent(first, EnvironmentFault("not_sent", "没有送去。"), desk.tools)
    assert failed.outcome == "failed"
    third = printwork.begin(batch, 1, frozenset(), desk.tools)
    assert not isinstance(third, printwork.Asked)
    unclear = printwork.sent(third, EnvironmentFault("print_unclear", "说不清。"), desk.tools)
    asks = in_words(Held(sheet=made, record=unclear), model._known)
    assert [key.label for key in asks.keys] == ["打出来了", "没打出来"]
    assert printwork.tell(unclear, True, desk.tools).is_printed


def test_a_job_is_followed_in_words_and_can_be_given_up_when_it_is_stuck(desk: Side) -> None:
    from kiosk.printing.follow import StuckWatch

    model = sheet()
    made = model._held.sheet
    batch = printwork.gather_from(made, None, Seen(the_printer=a_printer()))
    record = printwork.begin(batch, 1, frozenset(), desk.tools)
    assert not isinstance(record, printwork.Asked)
    record = printwork.sent(record, JobRef("P", 7), desk.tools)
    watch = StuckWatch(desk.kiosk.clock)
    empty = Seen(job=JobRef("P", 7), job_state=JobState("no_paper"))
    progress = printwork.write_down(empty, record, watch, desk.tools)
    state = in_words(Held(sheet=made, record=progress.record, progress=progress), model._known)
    assert state.said.startswith("缺纸。") and state.busy and "cancel" not in {k.code for k in state.keys}
    later(desk, seconds=46)
    progress = printwork.write_down(empty, record, watch, desk.tools)
    stuck = in_words(Held(sheet=made, record=progress.record, progress=progress), model._known)
    assert [key.label for key in stuck.keys] == ["不打了"]
    over = Seen(job=JobRef("P", 7), job_state=JobState("canceled"))
    progress = printwork.write_down(over, record, watch, desk.tools)
    ended = in_words(Held(sheet=made, record=progress.record), model._known)
    assert ended.said.startswith("没打出来。") and ended.keys[-1].label == "再打一次"
    assert timedelta(0) <= desk.kiosk.now - record.started_at
