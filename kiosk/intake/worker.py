"""The intake worker: a process that looks at the drop folder at start, on a hint, every 20 seconds.

Kinds of failure:

- SenderFault: one bundle is wrong. It is refused with a receipt and left alone until it changes.
- EnvironmentFault: disk, folder, database. The state is written for the screen and everything is
  tried again, after 5, 10 and then every 20 seconds. A damaged board.db is rebuilt from the archive.
- anything else is our bug: the process ends, the supervisor starts it again.

A kill at any moment is safe (see ``apply.py``); SIGTERM ends after the bundle at hand.
"""

from __future__ import annotations

import errno
import logging
import logging.handlers
import shutil
import signal
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kiosk.bundle.keys import KeyRing
from kiosk.bundle.privacy import packaged_reference
from kiosk.domain.clock import Clock, SystemClock, to_rfc3339
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.intake.apply import Intake, is_alarm, load_texts
from kiosk.intake.archive import Archive, Step, no_step
from kiosk.intake.files import disk_fault
from kiosk.intake.heart import Heart, PrinterProbe
from kiosk.intake.local import LocalSource
from kiosk.intake.lock import worker_lock
from kiosk.intake.rebuild import rebuild_locked
from kiosk.intake.receipts import Outbox
from kiosk.intake.scan import PassResult, Scanner
from kiosk.intake.seen import Memory
from kiosk.intake.status import WorkerStatus, write_worker_status
from kiosk.intake.watch import FolderWatch
from kiosk.store.board import BoardReader
from kiosk.store.connect import file_identity
from kiosk.store.home import KioskConfig, KioskHome
from kiosk.store.write import BoardWriter

ROLL_UP_EVERY = timedelta(days=1)
_NO_SPACE = 256 * 1024
_PASSING = ("folder_gone", "unreadable", "source_changed")
"""Faults outside the kiosk's home: its database stays open."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between two looks, of quiet after a hint (and at most), after a fault (first, most)."""

    scan: float = 20.0
    debounce: float = 0.2
    debounce_most: float = 1.0
    backoff: float = 5.0
    backoff_most: float = 20.0


ROUTINE = Pace()


def main(
    home: KioskHome,
    *,
    once: bool = False,
    events: bool = True,
    clock: Clock | None = None,
    step: Step = no_step,
    pace: Pace = ROUTINE,
    probe: PrinterProbe | None = None,
) -> int:
    """Run the worker of ``home`` until SIGTERM or SIGINT; with ``once`` make one pass.

    ``probe`` tells for the heartbeat how a printer is.

    Returns 0; after ``once`` 1 when a bundle was newly refused.  EnvironmentFault: no usable
    kiosk.toml, another worker runs, or (``once``) disk, folder or database cannot be used.
    """
    config = home.load_config()
    home.make_folders()
    worker = Worker(home, config, clock or SystemClock(), step, pace, probe)
    with worker_lock(home.worker_lock):
        try:
            if once:
                result = worker.one_pass(last_look=True)
                if result.fault is not None:
                    raise result.fault
                return 1 if result.refused else 0
            worker.run(events=events)
            return 0
        finally:
            worker.close()


@dataclass(slots=True)
class Worker:
    """The parts of a running worker; opened on the first pass and again after a fault."""

    home: KioskHome
    config: KioskConfig
    clock: Clock
    step: Step = no_step
    pace: Pace = ROUTINE
    probe: PrinterProbe | None = None
    _scanner: Scanner | None = None
    _local: LocalSource | None = None
    _is_checked: bool = False
    _board_file: tuple[int, int] | None = None
    _log: logging.Logger | None = None
    _heart: Heart | None = None
    _rolled: datetime | None = None
    _status: WorkerStatus | None = None
    _wake: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self, *, events: bool) -> None:
        """Pass after pass until told to stop."""
        self._listen_to_signals()
        watch = FolderWatch(self.config.drop_in, self._wake.set) if events else None
        own = FolderWatch(self.home.local, self._wake.set) if events else None
        pause = 0.0
        try:
            while not self._stop.is_set():
                # Armed before the pass: what comes during it wakes us again.
                watching = watch.ensure() if watch is not None else False
                if own is not None:
                    own.ensure()
                self._wake.clear()
                try:
                    result = self.one_pass()
                    if result.fault is not None:
                        raise result.fault
                    pause = 0.0
                    self._show(
                        WorkerStatus(
                            "ok", events=watching, arriving=tuple(result.arriving), alarms=self._alarms()
                        )
                    )
                except EnvironmentFault as fault:
                    pause = min(self.pace.backoff_most, max(self.pace.backoff, pause * 2))
                    self.log.warning("%s: %s", fault.code, fault.detail or fault.message)
                    self._show(WorkerStatus("fault", fault.code, fault.sentence(), events=watching))
                    if fault.code not in _PASSING:
                        self.close()
                self._rest(pause)
        finally:
            for one in (watch, own):
                if one is not None:
                    one.stop()

    def one_pass(self, *, last_look: bool = False) -> PassResult:
        """Open what is not open, look once, send what is due. EnvironmentFault."""
        try:
            result = self._look(last_look)
        except EnvironmentFault as fault:
            if fault.code == "disk_error" and shutil.disk_usage(self.home.path).free < _NO_SPACE:
                # SQLite reports a full disk as an I/O error when its shared memory file cannot grow.
                raise disk_fault(OSError(errno.ENOSPC, fault.detail), self.home.path) from fault
            if fault.code != "damaged":
                raise
            self.close()
            self._rebuild()
            result = self._look(last_look)
        scanner = self._open()
        self._beat(scanner)
        self._roll_up(scanner)
        return result

    def _look(self, last_look: bool) -> PassResult:
        """What the village published itself, then the county's; what is the village's own goes out."""
        scanner = self._open()
        local = self._local
        assert local is not None
        own = local.run()
        result = scanner.run(last_look=last_look)
        result.applied[:0] = own
        local.send()
        return result

    def close(self) -> None:
        """Close the database and the log."""
        if self._scanner is not None:
            self._scanner.intake.writer.close()
            self._scanner = self._local = None
        if self._log is not None:
            for handler in list(self._log.handlers):
                self._log.removeHandler(handler)
                handler.close()
            self._log = None

    @property
    def log(self) -> logging.Logger:
        """``logs/intake.log``, about 3 MB in all."""
        if self._log is None:
            logger = logging.Logger("kiosk.intake")
            try:
                handler = logging.handlers.RotatingFileHandler(
                    self.home.logs / "intake.log", maxBytes=1 << 20, backupCount=2, encoding="utf-8"
                )
            except OSError:
                # A log that cannot be written must not stop what villagers see.
                return logger
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            logger.addHandler(handler)
            self._log = logger
        return self._log

    def _open(self) -> Scanner:
        if self._scanner is not None and file_identity(self.home.board_db) != self._board_file:
            # Deleted or exchanged under us: what we write would be seen by nobody.
            self.close()
            self._is_checked = False
        if self._scanner is not None:
            self._scanner.intake.trust(self._trusted())
            return self._scanner
        writer = BoardWriter(self.home.board_db, self.config.village)
        try:
            self._board_file = file_identity(self.home.board_db)
            problems = writer.check(thorough=not self._is_checked).problems
            if problems:
                raise EnvironmentFault("damaged", "board.db 坏了，正在重做。", detail="; ".join(problems))
            self._is_checked = True
            packaged_reference()
            with closing(BoardReader(self.home, self.clock)) as board:
                texts = load_texts(board.reference_text)
            archive = Archive(self.home.archive, self.home.quarantine)
            archive.sweep()
            if writer.last_applied() is None:
                self._make_drop_folders()
            village = self.config.village
            self._scanner = Scanner(
                drop_in=self.config.drop_in,
                intake=Intake(writer, archive, village, self._trusted(), texts, self.step),
                outbox=Outbox(
                    self.home.path / "outbox", self.config.drop_out, self.config.kiosk_id,
                    village.village_code,
                ),
                memory=Memory.load(self.home.path / "intake-seen.json"),
                clock=self.clock,
                log=self.log.info,
            )  # fmt: skip
            self._local = LocalSource(
                self.home, self.config.drop_out, self.config.kiosk_id, self._scanner.intake, self.clock,
                self.log.info,
            )  # fmt: skip
        except BaseException:
            self._scanner = self._local = None
            writer.close()
            raise
        return self._scanner

    def _make_drop_folders(self) -> None:
        """``in`` and ``out`` of a kiosk that never had a bundle. Later a missing folder means that the share
        is away, and a new one would be hidden or filled underneath it."""
        if self.config.drop.is_dir():
            try:
                self.config.drop_in.mkdir(parents=True, exist_ok=True)
                self.config.drop_out.mkdir(exist_ok=True)
            except OSError as error:
                raise disk_fault(error, self.config.drop_in) from error

    def _trusted(self) -> KeyRing:
        folder = self.home.trusted
        try:
            ring = KeyRing.load_dir(folder)
        except SenderFault as error:
            raise EnvironmentFault(
                "trusted_bad", f"“{folder}”里有一把公钥读不懂。请向县里要一份再放进去。", detail=error.message
            ) from error
        if not ring.county:
            raise EnvironmentFault(
                "trusted_empty", f"“{folder}”里没有县里的公钥，什么都不能收。请运行 kiosk setup 放进去。"
            )
        return ring

    def _rebuild(self) -> None:
        result = rebuild_locked(self.home, self.config.village, self.clock.now())
        self.log.warning("board.db rebuilt: %s", result)

    def _show(self, status: WorkerStatus) -> None:
        """Write the state when it changed; ``at`` is when it began."""
        dated = WorkerStatus(
            status.state, status.code, status.sentence, to_rfc3339(self.clock.now()), status.events,
            status.arriving, status.alarms,
        )  # fmt: skip
        if self._status == status:
            return
        try:
            write_worker_status(self.home, dated)
        except OSError as error:
            self.log.warning("status not written: %r", error)
            return
        self._status = status

    def _beat(self, scanner: Scanner) -> None:
        lists = {
            "held": [name for name, _ in scanner.memory.named("held")],
            "refused": [name for name, _ in scanner.memory.named("refused")],
            "alarms": list(self._alarms()),
        }
        if self._heart is None:
            self._heart = Heart(self.home, self.config, self.clock, self.probe)
        self._heart.beat(scanner.outbox, scanner.intake.writer.last_applied(), lists, self.log)

    def _alarms(self) -> tuple[str, ...]:
        memory = self._open().memory
        return tuple(name for name, seen in memory.named("refused") if is_alarm(seen.code))

    def _roll_up(self, scanner: Scanner) -> None:
        now = self.clock.now()
        if self._rolled is None or not timedelta() <= now - self._rolled < ROLL_UP_EVERY:
            scanner.outbox.roll_up(now)
            if self._local is not None:
                self._local.clear_old()
            self._rolled = now

    def _rest(self, pause: float) -> None:
        """Until the next pass: 20 s or the pause after a fault, less when a hint comes and all is well."""
        if pause:
            self._stop.wait(pause)
            return
        if not self._wake.wait(self.pace.scan):
            return
        waited = 0.0
        while waited < self.pace.debounce_most and not self._stop.is_set():
            self._wake.clear()
            if not self._wake.wait(self.pace.debounce):
                return
            waited += self.pace.debounce

    def _listen_to_signals(self) -> None:
        def stop(_number: int, _frame: object) -> None:
            self._stop.set()
            self._wake.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
