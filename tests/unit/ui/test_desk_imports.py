"""导入 on real files: what came, what is wrong with it, a note for the county, bundles from a stick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.clock import SystemClock
from kiosk.intake.status import WorkerStatus, write_worker_status
from kiosk.keeping.wallsheet import SheetChoice, make_proved
from kiosk.store.people import Person
from kiosk.store.views import BundleLog
from kiosk.store.write import BoardWriter
from kiosk.ui.desk import sticks
from kiosk.ui.desk.imports import DeskImportProblemVM, DeskImportVM
from kiosk.ui.desk.record import DeskRecordVM
from tests.unit.sheets.reading import flat
from tests.unit.ui.desking import Side, opened, row, side

__all__ = ["side"]

WRONG = "第 52 行备注里有身份证号（17位数字+1位），没有收。请县里删掉再发。"


@pytest.fixture
def clerk(side: Side) -> Person:
    return side.let_in(side.kiosk.clerk())


def name(side: Side, seq: int) -> str:
    return f"{side.tools.config.village_code}-{seq:06d}"


@pytest.fixture
def troubled(side: Side, clerk: Person) -> Side:
    """One refused, one that waits for another, one still arriving."""
    writer = BoardWriter(side.kiosk.home.board_db, side.tools.config.village)
    now = side.kiosk.clock.now()
    writer.record(BundleLog(name(side, 17), 17, "held", "gap", "前面还缺。", now))
    writer.record(BundleLog(name(side, 17), 17, "refused", "personal_value", WRONG, now))
    writer.record(BundleLog(name(side, 18), 18, "held", "gap", "前面还缺第 17 号，先等着。", now))
    writer.close()
    write_worker_status(side.kiosk.home, WorkerStatus("ok", arriving=(name(side, 19),)))
    return side


def stick_at(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """A stick, plugged in."""
    plugged = folder / "media" / "USB"
    plugged.mkdir(parents=True)
    mounts = folder / "mounts"
    mounts.write_text(f"/dev/sdb1 {plugged} vfat rw 0 0\n")
    monkeypatch.setattr(sticks, "MOUNTS", mounts)
    monkeypatch.setattr(sticks, "UNDER", (f"{plugged.parent}/",))
    return plugged


def test_each_bundle_stands_there_once_as_it_is_now(troubled: Side) -> None:
    state = opened(DeskImportVM()).state  # type: ignore[operator]
    assert [(r.title, r.chip) for r in state.rows[:3]] == [
        ("县里第 19 号", "没传完"), ("县里第 18 号", "等前面的"), ("县里第 17 号", "没放上去"),
    ]  # fmt: skip
    assert row(state, "县里第 17 号").alarmed and not row(state, "县里第 18 号").alarmed
    assert "1 份没放上去" in state.meta and "2 份在等" in state.meta


def test_a_worker_that_cannot_work_says_so_above(troubled: Side) -> None:
    write_worker_status(troubled.kiosk.home, WorkerStatus("fault", "folder_gone", "收内容的文件夹不在了。"))
    assert opened(DeskImportVM()).state.lead == "收内容的文件夹不在了。"  # type: ignore[operator]


def test_what_is_wrong_and_the_note_for_the_county(troubled: Side, tmp_path: Path) -> None:
    asked: list[tuple[str, dict[str, Any]]] = []
    model: Any = DeskImportProblemVM()  # type: ignore[operator]
    model.asked.connect(lambda page, params: asked.append((page, params)))
    opened(model, bundle=name(troubled, 17))
    assert model.state.title == "县里第 17 号没放上去"
    assert row(model.state, "哪里不对").meta == WRONG
    assert row(model.state, "村民看到的").meta == "还是原来的内容，不受影响。"
    model.act("print")
    assert asked == [("desk-print", {"kind": "problem", "item": name(troubled, 17)})]
    out = tmp_path / "note.pdf"
    choice = SheetChoice("problem", item=name(troubled, 17))
    made = make_proved(troubled.kiosk.home, choice, out, SystemClock(), paper="a4", large=False)
    assert made.made is not None and made.made.pages == 1 and not choice.hangs
    text = flat(out.read_bytes())
    assert name(troubled, 17) in text and "17位数字+1位" in text and "请按上面说的改好" in text


def test_nothing_is_to_be_told_of_one_that_was_there_already(troubled: Side) -> None:
    writer = BoardWriter(troubled.kiosk.home.board_db, troubled.tools.config.village)
    again = BundleLog(name(troubled, 16), 16, "duplicate", "duplicate", "已经有了。", troubled.kiosk.now)
    writer.record(again)
    writer.close()
    state = opened(DeskImportProblemVM(), bundle=name(troubled, 16)).state  # type: ignore[operator]
    assert row(state, "村民看到的").meta == "已经是这一份里的内容。" and not state.keys


def test_one_of_another_village_is_called_so(troubled: Side) -> None:
    writer = BoardWriter(troubled.kiosk.home.board_db, troubled.tools.config.village)
    sentence = "这个包是给别的村的，本机不收。请县里核对发送地址。"
    entry = BundleLog("360123102001-000004", 4, "refused", "wrong_village", sentence, troubled.kiosk.now)
    writer.record(entry)
    writer.close()
    state = opened(DeskImportVM()).state  # type: ignore[operator]
    assert row(state, "别的村第 4 号").alarmed
    problem = opened(DeskImportProblemVM(), bundle="360123102001-000004").state  # type: ignore[operator]
    assert problem.title == "别的村第 4 号没放上去" and row(problem, "哪里不对").meta == sentence


def test_one_in_the_countys_name_is_to_be_asked_about(troubled: Side) -> None:
    alarm = WorkerStatus("ok", alarms=(name(troubled, 17),))
    write_worker_status(troubled.kiosk.home, alarm)
    state = opened(DeskImportProblemVM(), bundle=name(troubled, 17)).state  # type: ignore[operator]
    assert state.rows[0].title == "可能不是县里发的"
    assert "打电话问县里" in row(state, "请县里怎么办").meta


def test_a_stick_with_and_without_bundles(
    troubled: Side, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = troubled.tools.config.drop_in
    drop.mkdir(parents=True, exist_ok=True)
    model: Any = opened(DeskImportVM())  # type: ignore[operator]
    monkeypatch.setattr(sticks, "MOUNTS", tmp_path / "no mounts")
    model.act("stick")
    assert model.is_problem and "没有看到 U 盘" in model.note
    plugged = stick_at(monkeypatch, tmp_path)
    (plugged / "360123999999-000001.zip").write_bytes(b"x")
    model.act("stick")
    assert model.is_problem and "有 1 份是别的村的" in model.note
    (plugged / f"{name(troubled, 20)}.zip").write_bytes(b"x")
    model.act("stick")
    assert not model.is_problem and model.note.startswith("放进来 1 份")
    assert [p.name for p in drop.iterdir()] == [f"{name(troubled, 20)}.zip"]
    deeds = [r.title for r in opened(DeskRecordVM()).state.rows]  # type: ignore[operator]
    assert any("导入了" in deed for deed in deeds)
