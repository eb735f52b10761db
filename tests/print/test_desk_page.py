"""The desk's 打印 against a real printing service: sent, followed, posted; one page; forgotten jobs."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PySide6.QtCore import QCoreApplication

from kiosk.ui import engine
from kiosk.ui.desk.printsheet import DeskSheetVM
from tests.print.service import PrintService, eventually
from tests.unit.store import builders as b
from tests.unit.ui.desking import Side, desk_side, opened

pytestmark = pytest.mark.serial

LIST = "稻谷-2026"


@pytest.fixture
def desk(tmp_path: Path, service: PrintService, monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    """A clerk inside; the kiosk prints on ``A3Test``."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    engine.make_application(["kiosk"])
    with desk_side(tmp_path) as made:
        rows = b.payouts(160)
        made.kiosk.seq += 1
        item = b.payouts_item(
            LIST, rows, programme_id="BT-NY-03", programme_name="稻谷生产者补贴",
            paid_on=date(2026, 6, 10), batch="",
        )  # fmt: skip
        b.apply(made.kiosk.home, b.MadeBundle(made.kiosk.seq).add_payouts(item, rows), at=made.kiosk.now)
        config = replace(made.kiosk.home.load_config(), printer="A3Test")
        config.save(made.kiosk.home.config_file)
        made.let_in(made.kiosk.clerk())
        yield made


def comes_to(model: Any, words: str) -> bool:
    """Whether the page says so within the time, its own timer looking at the job."""

    def says() -> bool:
        QCoreApplication.processEvents()
        return model.said["words"].startswith(words)

    return eventually(says)


def keys(model: Any) -> list[str]:
    return [key.code for key in (*model.state.keys, *model.state.more_keys) if key.enabled]


def newest(service: PrintService) -> Path:
    return max((service.printer.folder / "spool").glob("*.pdf"), key=lambda p: p.stat().st_mtime_ns)


def test_a_sheet_is_printed_followed_and_posted(service: PrintService, desk: Side) -> None:
    came_out = len(service.printer.printed())
    model: Any = opened(DeskSheetVM(), type="payouts", id=LIST)  # type: ignore[operator]
    assert model.state.printer == "打印机空闲" and model.state.printer_note == "A3 纸放好了"
    pages = model.state.pages
    assert pages > 1 and model.state.keys[-1].label == f"打印 {pages} 张" and "posted" not in keys(model)
    service.printer.does("media-empty")
    model.act("all")
    assert comes_to(model, "缺纸。"), model.said
    assert "all" not in keys(model) and "posted" not in keys(model)
    service.printer.does("ok")
    assert comes_to(model, "打好了。"), model.said
    (record,) = desk.tools.prints.prints()
    assert record.is_printed and record.order.pages == pages
    assert len(service.printer.printed()) == came_out + 1
    assert "posted" in keys(model)
    model.act("posted")
    (posting,) = desk.tools.prints.postings(only_up=True)
    assert posting.print_id == record.id and posting.sheet.subjects == ((LIST, 1),)
    model.stop()


def test_one_page_alone_is_no_sheet_that_could_hang(service: PrintService, desk: Side) -> None:
    model: Any = opened(DeskSheetVM(), type="payouts", id=LIST)  # type: ignore[operator]
    model.turn(1)
    model.act("page")
    assert comes_to(model, "打好了。"), model.said
    (record,) = desk.tools.prints.prints()
    assert record.order.pages == 1 and "posted" not in keys(model)
    with pikepdf.open(newest(service)) as sent:
        assert len(sent.pages) == 1
    model.stop()


CUT = """
import os, signal, sys
from pathlib import Path
from kiosk.domain.clock import FixedClock
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.ui.desk import printwork as work
from kiosk.ui.desk.tools import DeskRoom
from tests.ui.windows import NOW
home, clock = KioskHome(Path(sys.argv[1])), FixedClock(NOW)
with DeskStore(home, NOW) as desk:
    tools = DeskRoom(home, clock).tools(desk, None)
    choice = work.choice_of({"type": "payouts", "id": sys.argv[2]}, tools)
    batch = work.gather(work.make(home, clock, choice, "a3", False), None, "A3Test")
    record = work.begin(batch, 1, frozenset(), tools)
    if sys.argv[3] == "handed over":
        work.submit(record, batch)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("cut", ["written down", "handed over"])
def test_a_power_cut_between_print_and_register_loses_and_repeats_nothing(
    service: PrintService, desk: Side, cut: str
) -> None:
    """The cut comes after the entry, or when the service has the job but the entry does not know it."""
    jobs = service.jobs()
    desk.kiosk.desk.close()
    done = subprocess.run([sys.executable, "-c", CUT, str(desk.kiosk.home.path), LIST, cut], timeout=60)
    assert done.returncode == -signal.SIGKILL
    desk.restart()
    desk.let_in(desk.kiosk.clerk())
    (left,) = desk.tools.prints.prints()
    assert left.is_open and left.job is None
    model: Any = opened(DeskSheetVM(), type="payouts", id=LIST)  # type: ignore[operator]
    if cut == "written down":
        assert comes_to(model, "打没打出来说不清"), model.said
        assert keys(model)[:2] == ["came_out", "did_not"] and "posted" not in keys(model)
        assert service.jobs() == jobs
        model.act("did_not")
        assert desk.tools.prints.prints()[0].outcome == "told_not_printed"
    else:
        assert comes_to(model, "打好了。"), model.said
        assert service.jobs() == jobs + 1 and "posted" in keys(model)
        model.act("posted")
        (posting,) = desk.tools.prints.postings(only_up=True)
        assert posting.print_id == left.id
    assert len(desk.tools.prints.prints()) == 1
    model.stop()


def test_a_job_that_the_service_forgot_is_left_to_the_clerk(service: PrintService, desk: Side) -> None:
    service.printer.does("slow")
    model: Any = opened(DeskSheetVM(), type="payouts", id=LIST)  # type: ignore[operator]
    model.act("all")
    assert comes_to(model, "正在打"), model.said
    service.forget_jobs()
    assert comes_to(model, "打没打出来说不清"), model.said
    assert keys(model)[:2] == ["came_out", "did_not"]
    model.act("did_not")
    assert comes_to(model, "没打出来。") and model.state.keys[-1].label == "再打一次"
    assert desk.tools.prints.prints()[0].outcome == "told_not_printed"
    model.stop()
