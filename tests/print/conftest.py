"""One print service for all tests of this folder; every test finds its printer on, loaded and idle."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from reportlab.pdfgen import canvas

from kiosk.domain.clock import SystemClock
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.prints import PrintOrder, PrintRegister, SheetRef
from tests.print.service import PrintService, eventually, print_service


@pytest.fixture(scope="session")
def running() -> Generator[PrintService]:
    with print_service() as service:
        yield service


@pytest.fixture
def service(running: PrintService, monkeypatch: pytest.MonkeyPatch) -> Generator[PrintService]:
    monkeypatch.setenv("CUPS_SERVER", running.address)
    yield running
    running.printer.does("ok")
    if running.process is None:
        running.start()
    if running.printer.process is None:
        running.printer.switch_on()
    running.tool("cupsenable", "A3Test")
    running.tool("cancel", "-a", "A3Test")
    assert eventually(lambda: not running.tool("lpstat", "-o", "A3Test"))


@pytest.fixture
def register(tmp_path: Path) -> Generator[PrintRegister]:
    home = KioskHome(tmp_path / "desk")
    with DeskStore(home, SystemClock().now()) as desk:
        yield PrintRegister(desk)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Two pages of A3."""
    path = tmp_path / "sheet.pdf"
    page = canvas.Canvas(str(path), pagesize=(841.89, 1190.55), invariant=1)
    for number in (1, 2):
        page.drawString(100, 100, f"page {number}")
        page.showPage()
    page.save()
    return path


@pytest.fixture
def order() -> PrintOrder:
    sheet = SheetRef(
        "3F7K2M", "ABCDEFGH", "payouts", "补贴发放情况公示", (("地力-2026-1", 2),), ("GK-HN-04",)
    )
    return PrintOrder(sheet, 2, 1, "a3", "one", "A3Test", "文书甲")
