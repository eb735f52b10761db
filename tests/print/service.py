"""A real CUPS and virtual IPP Everywhere printers on loopback, all inside one folder.

Every process is started here and ended by its own id.  ``ippeveprinter`` refuses to start without a
DNS-SD daemon, so a message bus and avahi run too, unless the machine has them running already.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

START_SECONDS = 20.0
OTHER_RUN_SECONDS = 150.0

A3 = "iso_a3_297x420mm"
A4 = "iso_a4_210x297mm"

_BUS = """<busconfig>
  <type>system</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
  </policy>
</busconfig>
"""
_AVAHI = """[server]
allow-interfaces=lo
use-ipv6=no
[wide-area]
enable-wide-area=no
[publish]
publish-workstation=no
publish-hinfo=no
"""
# What the printer does with a job: the word in the file `mode` of its folder, `ok` by default.
_COMMAND = """#!/bin/sh
cd "{folder}" || exit 1
held() {{ [ "$(cat mode)" = "$1" ]; }}
case $(cat mode) in
abort) exit 1 ;;
slow) while held slow; do sleep 0.1; done ;;
ok) ;;
*)
  what=$(cat mode)
  echo "STATE: +$what-error" >&2
  while held "$what"; do sleep 0.1; done
  echo "STATE: -$what-error" >&2
  ;;
esac
echo "$IPP_MEDIA_COL $IPP_SIDES $IPP_COPIES" >>printed
"""
_CUPSD = """Listen 127.0.0.1:{port}
Browsing Off
ErrorPolicy retry-job
JobRetryInterval 2
JobPrivateValues none
<Location />
  Order allow,deny
  Allow from 127.0.0.1
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""
_FILES = """ServerRoot {folder}/etc
RequestRoot {folder}/spool
TempDir {folder}/spool/tmp
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
"""


def eventually(what: Callable[[], object], seconds: float = START_SECONDS) -> bool:
    """Whether it became true within ``seconds``."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


@dataclass(slots=True)
class VirtualPrinter:
    """A printer that can be switched off, run out of paper, jam and give up."""

    name: str
    folder: Path
    environment: dict[str, str]
    media: tuple[str, ...]
    ready: tuple[str, ...]
    port: int = field(default_factory=_free_port)
    process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        spool = self.folder / "spool"
        spool.mkdir(parents=True)
        sizes = {A3: "29700 MEMBER integer y-dimension 42000", A4: "21000 MEMBER integer y-dimension 29700"}
        columns = ",".join(f"{{MEMBER integer x-dimension {sizes[m]}}}" for m in self.media)
        first = sizes[self.media[0]]
        (self.folder / "printer.conf").write_text(
            f"ATTR keyword media-supported {_quoted(self.media)}\n"
            f"ATTR keyword media-default {_quoted(self.media[:1])}\n"
            f"ATTR keyword media-ready {_quoted(self.ready)}\n"
            f"ATTR collection media-size-supported {columns}\n"
            "ATTR collection media-col-default "
            f"{{MEMBER collection media-size {{MEMBER integer x-dimension {first}}}}}\n"
            'ATTR keyword sides-supported "one-sided"\n'
            'ATTR keyword sides-default "one-sided"\n'
            'ATTR mimeMediaType document-format-supported "application/pdf","application/octet-stream"\n'
            'ATTR mimeMediaType document-format-default "application/pdf"\n'
        )
        command = self.folder / "command.sh"
        command.write_text(_COMMAND.format(folder=self.folder))
        command.chmod(0o755)
        self.does("ok")

    def does(self, mode: str) -> None:
        """``ok``, ``slow``, ``abort``, or a state it stays in until told otherwise (``media-empty``)."""
        fresh = self.folder / "mode.new"
        fresh.write_text(mode)
        fresh.replace(self.folder / "mode")

    def printed(self) -> list[str]:
        """One line for every document that came out: media, sides, copies."""
        file = self.folder / "printed"
        return file.read_text().splitlines() if file.exists() else []

    def switch_on(self) -> None:
        words = ["ippeveprinter", "-r", "off", "-p", str(self.port), "-n", "localhost", "-k"]
        words += ["-d", str(self.folder / "spool"), "-a", str(self.folder / "printer.conf")]
        words += ["-c", str(self.folder / "command.sh"), self.name]
        self.process = _start(words, self.folder / "log", self.environment)
        assert eventually(lambda: _listens(self.port)), (self.folder / "log").read_text()

    def switch_off(self) -> None:
        if self.process is not None:
            _end(self.process)
            self.process = None


def _quoted(words: tuple[str, ...]) -> str:
    return ",".join(f'"{word}"' for word in words)


def _start(words: list[str], log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    path = f"{environment['PATH']}:/usr/sbin:/sbin"
    program = shutil.which(words[0], path=path)
    assert program is not None, f"{words[0]} is not installed; packaging/test.sh installs it"
    with log.open("ab") as out:
        return subprocess.Popen(
            [program, *words[1:]], stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment
        )


@dataclass(slots=True)
class PrintService:
    """cupsd with three printers: ``A3Test``, ``OnlyA4``, and ``NoA3Now`` that could take A3 but has A4."""

    folder: Path
    environment: dict[str, str]
    printers: dict[str, VirtualPrinter]
    port: int = field(default_factory=_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """For ``CUPS_SERVER``."""
        return f"127.0.0.1:{self.port}"

    @property
    def printer(self) -> VirtualPrinter:
        return self.printers["A3Test"]

    def prepare(self) -> None:
        for name in ("etc/ppd", "spool/tmp", "cache", "state", "log"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "cupsd.conf").write_text(_CUPSD.format(port=self.port))
        (self.folder / "files.conf").write_text(_FILES.format(folder=self.folder))

    def start(self) -> None:
        words = ["cupsd", "-f", "-c", str(self.folder / "cupsd.conf"), "-s", str(self.folder / "files.conf")]
        self.process = _start(words, self.folder / "cupsd.log", self.environment)
        assert eventually(lambda: _listens(self.port)), (self.folder / "cupsd.log").read_text()

    def stop(self, *, hard: bool = False) -> None:
        if self.process is None:
            return
        if hard:
            self.process.kill()
            self.process.wait(5)
        else:
            _end(self.process)
        self.process = None

    def forget_jobs(self) -> None:
        """Start again without any memory of jobs."""
        self.stop()
        for kept in (
            *(self.folder / "spool").glob("[cd]?????*"),
            *(self.folder / "cache").glob("job.cache*"),
        ):
            kept.unlink()
        self.start()

    def tool(self, *words: str) -> str:
        """One of CUPS's own commands against this service."""
        done = subprocess.run(
            words,
            env={**self.environment, "CUPS_SERVER": self.address, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, f"{words[0]}: {done.stderr}"
        return done.stdout

    def add(self, printer: VirtualPrinter) -> None:
        uri = f"ipp://localhost:{printer.port}/ipp/print"
        self.tool("lpadmin", "-p", printer.name, "-E", "-v", uri, "-m", "everywhere")

    def jobs(self) -> int:
        """How many jobs the service ever took."""
        return sum(
            len(self.tool("lpstat", "-W", which, "-o").splitlines())
            for which in ("completed", "not-completed")
        )


@contextmanager
def _names(folder: Path, environment: dict[str, str]) -> Generator[None]:
    """A message bus and avahi of our own, or those of the machine."""
    check = shutil.which("avahi-daemon", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert check is not None, "avahi-daemon is not installed; packaging/test.sh installs it"

    def runs() -> bool:
        return subprocess.run([check, "--check"], env=environment, capture_output=True).returncode == 0

    if runs():
        yield
        return
    (folder / "bus.conf").write_text(_BUS.format(folder=folder))
    (folder / "avahi.conf").write_text(_AVAHI)
    environment["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={folder}/bus"
    log = folder / "names.log"
    bus = _start(["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork"], log, environment)
    try:
        assert eventually((folder / "bus").exists), log.read_text()
        avahi = _start(["avahi-daemon", "-f", str(folder / "avahi.conf"), "--no-chroot"], log, environment)
        try:
            assert eventually(lambda: runs() and "startup complete" in log.read_text()), log.read_text()
            yield
        finally:
            _end(avahi)
    finally:
        _end(bus)


@contextmanager
def _alone() -> Generator[None]:
    """One run at a time on a machine: a second one would lean on the first one's names until that ends."""
    with (Path(tempfile.gettempdir()) / "kiosk-print-tests.lock").open("a") as lock:
        assert eventually(lambda: _locked(lock), OTHER_RUN_SECONDS), "another run of tests/print does not end"
        yield


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def print_service() -> Generator[PrintService]:
    """Everything running; all of it ended and gone afterwards."""
    with _alone(), _running() as service:
        yield service


@contextmanager
def _running() -> Generator[PrintService]:
    folder = Path(tempfile.mkdtemp(prefix="kiosk-cups-"))
    folder.chmod(0o755)  # the service's helpers run as another user and must come through
    environment = {k: v for k, v in os.environ.items() if k not in ("CUPS_SERVER", "LANGUAGE")}
    environment |= {"LC_ALL": "C", "HOME": str(folder)}
    try:
        with _names(folder, environment):
            printers = {
                name: VirtualPrinter(name, folder / name, environment, media, ready)
                for name, media, ready in (
                    ("A3Test", (A3, A4), (A3, A4)),
                    ("OnlyA4", (A4,), (A4,)),
                    ("NoA3Now", (A3, A4), (A4,)),
                )
            }
            service = PrintService(folder / "cups", environment, printers)
            service.prepare()
            try:
                for printer in printers.values():
                    printer.prepare()
                    printer.switch_on()
                service.start()
                for printer in printers.values():
                    service.add(printer)
                yield service
            finally:
                service.stop()
                for printer in printers.values():
                    if printer.folder.exists():
                        printer.does("ok")
                    printer.switch_off()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
