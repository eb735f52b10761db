"""``kiosk print`` as a program of its own: a real board, a real printing service."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.domain.clock import SystemClock
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.prints import PrintRecord, PrintRegister
from tests.print.service import PrintService, eventually
from tests.unit.store import builders as b

pytestmark = pytest.mark.serial


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    made = b.make_home(tmp_path)
    b.fill_board(made, households=60)
    return made


def words(home: KioskHome, *more: str) -> list[str]:
    return ["print", "payouts", "--home", str(home.path), "--batch", "地力-2026-1", *more]


def prints(home: KioskHome) -> tuple[PrintRecord, ...]:
    with DeskStore(home, SystemClock().now()) as desk:
        return PrintRegister(desk).prints()


def test_a_sheet_comes_out_and_is_in_the_register(
    service: PrintService, home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = len(service.printer.printed())
    assert main(words(home, "--printer", "A3Test", "--copies", "2", "--who", "文书甲")) == 0
    said = capsys.readouterr().out
    assert "送到打印机“A3Test”了" in said and said.rstrip().endswith("打好了。")
    (record,) = prints(home)
    order = record.order
    assert record.is_printed and (order.copies, order.paper, order.who) == (2, "a3", "文书甲")
    assert order.sheet.subjects == (("地力-2026-1", 1),) and order.sheet.version == 1
    assert f"表号 {order.sheet.sheet_id}-{order.sheet.digest}" in said and order.pages >= 1
    assert len(service.printer.printed()) == printed + 1
    spooled = max((service.printer.folder / "spool").glob("*.pdf"), key=lambda p: p.stat().st_mtime_ns)
    assert spooled.read_bytes().startswith(b"%PDF")


def test_the_setting_of_the_kiosk_names_the_printer_and_the_status_tells_how_it_is(
    service: PrintService, home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    config = home.load_config()
    replace(config, printer="A3Test").save(home.config_file)
    assert main(words(home, "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["record"]["outcome"] == "done" and told["record"]["order"]["printer"] == "A3Test"
    main(["status", "--home", str(home.path)])
    assert "\n打印机：A3Test，空闲，能打A3、A4\n" in capsys.readouterr().out
    replace(config, printer="拿走了").save(home.config_file)
    main(["status", "--home", str(home.path)])
    assert "⚠ 打印机：没有名叫“拿走了”的打印机" in capsys.readouterr().out


def test_the_printers_are_listed(service: PrintService, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", "--list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "A3Test：空闲，能打A3、A4",
        "NoA3Now：空闲，能打A3、A4",
        "OnlyA4：空闲，能打A4",
    ]
    assert main(["print", "--list", "--json"]) == 0
    assert [p["name"] for p in json.loads(capsys.readouterr().out)] == ["A3Test", "NoA3Now", "OnlyA4"]


def test_what_the_printer_cannot_do_is_refused(
    service: PrintService, home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words(home, "--printer", "OnlyA4")) == 3
    assert "打不了A3纸，没有送去打" in capsys.readouterr().err
    assert main(words(home, "--printer", "NoA3Now")) == 2
    assert "--loaded" in capsys.readouterr().err
    assert main(words(home)) == 2
    assert "有几台打印机" in capsys.readouterr().err
    assert main(["print", "--home", str(home.path)]) == 2
    assert prints(home) == ()
    assert main(words(home, "--printer", "NoA3Now", "--loaded")) == 0


def test_a_print_that_failed_does_not_end_well(
    service: PrintService, home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    service.printer.does("abort")
    assert main(words(home, "--printer", "A3Test", "--json")) == 3
    assert '"code": "print_failed"' in capsys.readouterr().out
    (record,) = prints(home)
    assert record.outcome == "failed"


def test_a_command_that_is_killed_leaves_an_open_entry_and_prints_nothing_twice(
    service: PrintService, home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    service.printer.does("media-empty")
    jobs, printed = service.jobs(), len(service.printer.printed())
    running = subprocess.Popen(
        [sys.executable, "-m", "kiosk", *words(home, "--printer", "A3Test")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    said: list[str] = []
    for line in running.stdout:
        said.append(line)
        if "缺纸" in line:
            break
    running.send_signal(signal.SIGKILL)
    running.wait(10)
    running.stdout.close()
    assert "缺纸" in said[-1], said
    assert [p.outcome for p in prints(home)] == ["sent"]
    assert main(words(home, "--printer", "A3Test")) == 2
    assert "还不清楚" in capsys.readouterr().err and service.jobs() == jobs + 1
    assert main(words(home, "--printer", "A3Test", "--again", "--wait", "0", "--json")) == 3
    assert "print_open" in capsys.readouterr().out and service.jobs() == jobs + 2
    service.printer.does("ok")

    def all_done() -> bool:
        main(["print", "--check", "--home", str(home.path)])
        return all(p.outcome == "done" for p in prints(home))

    assert eventually(all_done)
    assert len(service.printer.printed()) == printed + 2
    capsys.readouterr()
    assert main(["print", "--check", "--home", str(home.path)]) == 0
    text = capsys.readouterr().out
    assert "没有悬着的打印。" in text and text.count("打好了") == 2


def test_the_clerk_says_what_became_of_an_unclear_one(
    service: PrintService, home: KioskHome, capsys: pytest.CaptureFixture[str]
) -> None:
    service.printer.does("slow")
    assert main(words(home, "--printer", "A3Test", "--wait", "0")) == 3
    service.forget_jobs()
    assert main(["print", "--check", "--home", str(home.path)]) == 0
    assert "说不清" in capsys.readouterr().out
    assert main(["print", "--answer", "1", "--home", str(home.path)]) == 2
    assert main(["print", "--answer", "1", "--was", "printed", "--home", str(home.path)]) == 0
    (record,) = prints(home)
    assert record.outcome == "told_printed" and record.is_printed
    assert main(["print", "--answer", "1", "--was", "not", "--home", str(home.path)]) == 2


def test_without_a_printer_the_pdf_goes_into_a_folder(
    home: KioskHome, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:9")
    stick = tmp_path / "U盘"
    stick.mkdir()
    assert main(words(home, "--to", str(stick))) == 0
    (saved,) = stick.iterdir()
    (record,) = prints(home)
    assert record.outcome == "saved" and not record.is_printed
    assert saved.name.endswith(f"-{record.order.sheet.sheet_id}-{record.order.sheet.digest}.pdf")
    assert str(saved) in capsys.readouterr().out
    person = b.payouts(60)[0].recipient_id
    for _ in range(2):
        slip = ["print", "slip", "--home", str(home.path), "--recipient", str(person), "--to", str(stick)]
        assert main(slip) == 0
    assert len(list(stick.iterdir())) == 3
    capsys.readouterr()
    assert main(words(home, "--to", str(tmp_path / "拔掉了"))) == 3
    assert "没有找到" in capsys.readouterr().err
    assert [p.outcome for p in prints(home)] == ["failed", "saved", "saved", "saved"]
