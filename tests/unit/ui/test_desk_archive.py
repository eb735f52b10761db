"""留存 at the desk: found again by year and kind, printed again; a year onto a stick, or stopped midway."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal

from kiosk.domain.clock import today
from kiosk.printing.folder import Stick
from kiosk.store import touches
from kiosk.ui import touch
from kiosk.ui.desk.archive import DeskArchiveVM
from kiosk.ui.desk.touchcount import TouchCount
from tests.ui import richboard
from tests.unit.desk.making import DeskKiosk
from tests.unit.ui.desking import Side, deliver, desk_side, opened, row


@pytest.fixture
def side(tmp_path: Path) -> Iterator[Side]:
    """A desk with a rich board."""
    with desk_side(tmp_path, sealed=False) as made:
        richboard.fill(made.kiosk.home)
        made.let_in(made.kiosk.clerk())
        yield made


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the stick that is plugged in."""
    folder = tmp_path / "stick"
    folder.mkdir()
    found = (Stick("U", folder, 10**9),)
    monkeypatch.setattr("kiosk.ui.desk.sticks.mounted", lambda *_: found)
    return folder


def archive(**params: Any) -> Any:
    return opened(DeskArchiveVM(), **params)  # type: ignore[operator]


def test_years_and_kinds_narrow_what_is_shown(side: Side) -> None:
    model = archive()
    everything = len(model.state.rows)
    assert everything == len(side.tools.board.publications())
    model.act("filter")
    years = [one.code for one in model.state.rows if one.code.startswith("year:") and one.code != "year:"]
    counts: list[int] = []
    for year in years:
        model.choose(year)
        assert row(model.state, f"{year[5:]}年").side == "已选"
        model.act("list")
        counts.append(len(model.state.rows))
        model.act("filter")
    assert sum(counts) == everything and all(counts)
    model.choose("year:")
    model.choose("kind:payouts")
    model.act("list")
    assert 0 < len(model.state.rows) < everything
    assert all(one.code.startswith("payouts:") for one in model.state.rows)


def test_an_old_one_leads_to_printing_and_a_withdrawn_one_does_not(side: Side) -> None:
    model = archive()
    asked: list[tuple[str, dict[str, Any]]] = []
    model.asked.connect(lambda page, params: asked.append((page, params)))
    for head in side.tools.board.publications():
        model.choose(f"{head.type}:{head.id}")
        printable = [key.code for key in model.state.keys] == ["print"]
        assert printable == (head.withdrawal is None)
        model.act("print") if printable else None
        assert model.step_back()
        if printable:
            page, params = asked.pop()
            assert (page, params["type"], params["id"]) == ("desk-print", head.type, head.id)


def test_a_year_goes_onto_the_stick_with_progress_and_stands_in_the_record(side: Side, stick: Path) -> None:
    model = archive(step="keep")
    year = model.state.rows[-1].code
    side.runner.holding = True
    model.choose(year)
    assert model.view["busy"] and model.title == f"正在存{year}年"
    seen: list[str] = []
    model.changed.connect(lambda: seen.append(model.view.get("figure", "")))
    (work,) = side.runner.held
    copying: Any = model._copying
    told = copying.progressed

    def slowly(done: int, total: int) -> None:
        told(done, total)
        deliver()

    copying.progressed = slowly
    work()
    assert "100%" in seen and not model.view["busy"]
    assert model.title == f"{year}年存好了"
    (folder,) = stick.iterdir()
    assert (folder / "index.html").exists() and (folder / "SHA256SUMS").exists()
    assert model.state.rows[0].title == f"文件夹：{folder.name}"
    with side.kiosk.desk.reading() as connection:
        (noted,) = connection.execute("select who, subject from audit where what = 'exported'").fetchall()
    assert noted == ("王测试", year)


def test_stopping_or_leaving_keeps_nothing_half_on_the_stick(side: Side, stick: Path) -> None:
    for how in ("stop", "leave"):
        model = archive(step="keep")
        side.runner.holding = True
        model.choose(model.state.rows[0].code)
        if how == "stop":
            model.act("stop")
            assert model.note == "停下了，不会留下半份。过几秒再拔 U 盘。"
        else:
            model.stop()
        side.runner.held.pop()()
        assert list(stick.iterdir()) == []
        with side.kiosk.desk.reading() as connection:
            assert not connection.execute("select 1 from audit where what = 'exported'").fetchall()


def test_a_stick_pulled_out_in_the_middle_is_said_and_tried_again(side: Side, stick: Path) -> None:
    model = archive(step="keep")
    side.runner.holding = True
    year = model.state.rows[-1].code
    model.choose(year)
    copying: Any = model._copying
    copying.progressed = lambda done, _total: shutil.rmtree(stick) if done == 3 else None
    side.runner.held.pop()()
    assert model.is_problem and "插好" in model.note and not model.view["busy"]
    assert not stick.exists(), "nothing may be written where the stick was"
    with side.kiosk.desk.reading() as connection:
        assert not connection.execute("select 1 from audit where what = 'exported'").fetchall()
    stick.mkdir()
    side.runner.holding = False
    model.choose(year)
    assert model.title == f"{year}年存好了" and len(list(stick.iterdir())) == 1


def test_without_a_stick_it_says_so(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.ui.desk.sticks.mounted", lambda *_: ())
    model = archive(step="keep")
    model.choose(model.state.rows[0].code)
    assert model.is_problem and "没有看到 U 盘" in model.note and model.title == "存哪一年？"


class Glass(QObject):
    touched = Signal()


def _touches(kiosk: DeskKiosk) -> dict[Any, int]:
    with kiosk.desk.reading() as connection:
        return touches.last_days(connection, today(kiosk.clock))


def test_touches_are_written_as_a_number_a_day_at_most_once_a_minute(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(touch, "ticks", lambda: now[0])
    glass = Glass()
    counting: Any = TouchCount(side.runner, side.kiosk.clock, glass)  # type: ignore[arg-type]
    for _ in range(3):
        now[0] += 1.0
        glass.touched.emit()
        glass.touched.emit()  # the same finger as a press of the mouse
    assert _touches(side.kiosk) == {} and counting._later.isActive()
    counting._later.timeout.emit()
    assert _touches(side.kiosk) == {today(side.kiosk.clock): 3}
    now[0] += 1.0
    glass.touched.emit()
    counting.write()
    counting.write()
    assert _touches(side.kiosk) == {today(side.kiosk.clock): 4}
