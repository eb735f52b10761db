"""Printing where its tools are gone, silent, or talk nonsense; and a stick that is full."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.domain.clock import FixedClock, SystemClock
from kiosk.domain.errors import EnvironmentFault
from kiosk.printing.cups import Cups
from kiosk.printing.model import JobRef
from kiosk.printing.run import save_pdf, send, settle
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.prints import PrintOrder, PrintRegister, SheetRef

ORDER = PrintOrder(
    SheetRef("3F7K2M", "ABCDEFGH", "payouts", "发放情况公示", (("地力-2026-1", 1),), ("GK-HN-04",)),
    1, 1, "a3", "one", "A3Test", "文书甲",
)  # fmt: skip

_PRINTER = """<key>printer-state</key><integer>3</integer><key>printer-is-accepting-jobs</key><true/>
<key>media-supported</key><string>iso_a3_297x420mm</string>
<key>document-format-supported</key><string>application/pdf</string>"""
# A CUPS that knows its printer and takes a job without ever telling about it again.
_IPPTOOL = f"""#!/bin/sh
case "$*" in
*/printer.test) ;;
*) {{then}} ;;
esac
cat <<'END'
<plist version="1.0"><dict><key>Tests</key><array><dict><key>StatusCode</key><string>successful-ok</string>
<key>ResponseAttributes</key><array><dict/><dict>{_PRINTER}</dict></array></dict></array></dict></plist>
END
"""


@pytest.fixture
def register(tmp_path: Path) -> Generator[PrintRegister]:
    with DeskStore(KioskHome(tmp_path / "desk"), datetime(2026, 6, 15, 4, tzinfo=UTC)) as desk:
        yield PrintRegister(desk)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"%PDF-1.4 " + b"x" * 300_000)
    return path


def tool(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def test_without_cups_it_says_what_to_install(
    register: PrintRegister, pdf: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for call in (
        lambda: Cups().printers(),
        lambda: send(Cups(), register, ORDER, pdf, clock),
        lambda: Cups().cancel(JobRef("A3Test", 1)),
    ):
        with pytest.raises(EnvironmentFault) as missing:
            call()
        assert missing.value.code == "no_print_tools" and "cups-client" in missing.value.message
    assert register.prints() == ()


def test_a_service_that_does_not_listen_is_said_before_anything_is_written(
    register: PrintRegister, pdf: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:9")
    with pytest.raises(EnvironmentFault) as dead:
        send(Cups(), register, ORDER, pdf, clock)
    assert dead.value.code == "no_print_service" and register.prints() == ()


@pytest.mark.parametrize("then", ["exit 1", "echo hello; exit 0", "kill -9 $$"])
def test_an_answer_that_never_comes_is_unclear_and_stays_open(
    then: str,
    register: PrintRegister,
    pdf: Path,
    tmp_path: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """``lp`` dies after it may have handed the sheet over, and the service cannot be asked."""
    tools = tmp_path / "tools"
    tool(tools, "ipptool", _IPPTOOL.format(then=then))
    tool(tools, "lp", '#!/bin/sh\necho once >> "$0.calls"\nexit 1\n')
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    with pytest.raises(EnvironmentFault) as unclear:
        send(Cups(), register, ORDER, pdf, clock)
    assert unclear.value.code == "print_unclear" and "不会自动重打" in unclear.value.message
    (record,) = register.prints()
    assert record.outcome == "unknown" and record.is_open
    (progress,) = settle(Cups(), register, clock)
    assert progress.record.is_open and not progress.record.is_printed
    assert (tools / "lp.calls").read_text().splitlines() == ["once"]


def test_an_lp_that_says_something_else_is_not_believed(
    register: PrintRegister, pdf: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = tmp_path / "tools"
    tool(tools, "ipptool", _IPPTOOL.format(then=":"))
    tool(tools, "lp", "#!/bin/sh\necho thank you\n")
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    with pytest.raises(EnvironmentFault) as lost:
        send(Cups(), register, ORDER, pdf, clock)
    assert lost.value.code == "print_unclear"
    assert [p.outcome for p in register.prints()] == ["unknown"]


def test_a_full_stick_is_said_and_leaves_nothing_half(
    register: PrintRegister, pdf: Path, tmp_path: Path
) -> None:
    """A limit on file size stands for the full stick; it holds for a child alone."""
    stick = tmp_path / "stick"
    stick.mkdir()
    code = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from kiosk.domain.errors import EnvironmentFault\n"
        "from kiosk.printing.folder import save\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    save(Path(sys.argv[1]), Path(sys.argv[2]), 'a.pdf')\n"
        "except EnvironmentFault as fault:\n"
        "    print(fault.code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(pdf), str(stick)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "folder_not_written" and list(stick.iterdir()) == []
    with pytest.raises(EnvironmentFault):
        save_pdf(register, replace(ORDER, printer="stick"), pdf, stick / "gone", SystemClock())
    assert [p.outcome for p in register.prints()] == ["failed"]
