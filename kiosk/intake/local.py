"""The second source: bundles that the desk of this kiosk made, in ``KIOSK_HOME/local``.

Only the kiosk's own key counts here, and only for bundles of kind ``local``.  They are taken in like the
county's (verified, archived, applied in one transaction) before the drop folder is looked at, so that
what the village publishes does not wait for a share that is away.  Afterwards a copy goes to
``out/local/<name>`` for the county, once, and is tried again while that folder is away.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk.bundle.disk import write_whole
from kiosk.bundle.keys import KeyRing, PublicKey
from kiosk.bundle.moving import lay, parts_of
from kiosk.bundle.paths import local_bundle_name
from kiosk.bundle.source import FolderSource
from kiosk.bundle.verify import Incomplete
from kiosk.domain.clock import Clock, parse_rfc3339
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.intake.apply import Intake, Outcome
from kiosk.intake.files import disk_fault, read_json, to_json
from kiosk.intake.receipts import ROLL_UP_AFTER
from kiosk.store.home import KioskHome
from kiosk.store.views import BundleLog


@dataclass(slots=True)
class LocalSource:
    """Takes in what lies in ``home.local`` and carries it to ``out``.

    EnvironmentFault: the kiosk's own disk or (``send``) the drop folder; nothing is lost then.
    """

    home: KioskHome
    out: Path
    kiosk_id: str
    intake: Intake
    clock: Clock
    log: Callable[[str], None]
    _refused: dict[str, str] = field(default_factory=dict[str, str])

    def run(self) -> list[Outcome]:
        """One pass, in the order of their numbers; what was applied."""
        done = self.intake.resume_local(self.clock.now())
        waiting = self._waiting()
        if not waiting:
            return done
        keys = KeyRing.of(PublicKey.load(self.home.kiosk_pub))
        for folder in waiting:
            outcome = self._take(folder, keys)
            if outcome is None or outcome.state == "held":
                continue
            if outcome.state == "applied":
                done.append(outcome)
            # The archive has it: the desk's own copy has done its work.
            shutil.rmtree(folder, ignore_errors=True)
        return done

    def send(self) -> int:
        """Carry what was applied and has not left yet to ``out/local``; how many."""
        record = self.home.path / "local-sent.json"
        try:
            sent = (read_json(record) or {}).get("seq")
            last = sent if isinstance(sent, int) else 0
            due = self.intake.archive.local_entries(lambda kiosk: last if kiosk == self.kiosk_id else 10**9)
            applied = self.intake.writer.last_local(self.kiosk_id)
        except OSError as error:
            raise disk_fault(error, record) from error
        done = 0
        for accepted in due:
            parts = local_bundle_name(accepted.name)
            if parts is None or applied is None or parts[2] > applied.seq:
                break
            try:
                manifest, source = accepted.open()
            except SenderFault:
                self.log(f"{accepted.name}: archive damaged, not sent")
                continue
            target = self.out / "local"
            try:
                # Only below an existing unit folder: an unmounted share must not be filled underneath.
                self.out.mkdir(exist_ok=True)
                target.mkdir(exist_ok=True)
                lay(source, parts_of(manifest), target)
            except OSError as error:
                raise disk_fault(error, target) from error
            try:
                write_whole(record, to_json({"seq": parts[2]}), alone=True)
            except OSError as error:
                raise disk_fault(error, record) from error
            done += 1
        return done

    def clear_old(self) -> int:
        """Take from ``out/local`` what is over 400 days older than the county's newest bundle; how many.

        The county had all that time to fetch it, and it stays in the archive here.  The wall clock is not
        asked: a wrong one must take nothing away.
        """
        newest = self.intake.writer.last_applied()
        folder = self.out / "local"
        done = 0
        try:
            if newest is None or not folder.is_dir():
                return 0
            for path in folder.iterdir():
                parts = local_bundle_name(path.name)
                if parts is None or parts[1] != self.kiosk_id:
                    continue
                made = _created(path)
                if made is not None and newest.created - made > ROLL_UP_AFTER:
                    gone = path.rename(path.with_name(f".{path.name}.old"))
                    shutil.rmtree(gone)
                    done += 1
            for rest in folder.glob(f".*-{self.kiosk_id}-*.old"):
                shutil.rmtree(rest, ignore_errors=True)
        except OSError as error:
            raise disk_fault(error, folder) from error
        return done

    def _waiting(self) -> list[Path]:
        try:
            names = [p for p in self.home.local.iterdir() if p.is_dir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise disk_fault(error, self.home.local) from error
        found = [(parts[2], p) for p in names if (parts := local_bundle_name(p.name)) is not None]
        return [path for _, path in sorted(found)]

    def _take(self, folder: Path, keys: KeyRing) -> Outcome | None:
        try:
            return self.intake.take_local(FolderSource(folder), self.clock.now(), keys, self.kiosk_id)
        except Incomplete as error:
            # The desk gives a folder its name when it is whole: this one was tampered with or damaged.
            self._refuse(folder, error.code, f"本机自己公开的包不完整，没有放上屏幕。{error.message}")
        except SenderFault as error:
            self._refuse(folder, error.code, error.sentence())
        except EnvironmentFault as error:
            if error.code not in ("unreadable", "source_changed"):
                raise
            self.log(f"{folder.name}: {error.code} {error.detail}")
        return None

    def _refuse(self, folder: Path, code: str, sentence: str) -> None:
        """Once a process: the desk reads it from the log on the board and takes the bundle back."""
        if self._refused.get(folder.name) == code:
            return
        self._refused[folder.name] = code
        parts = local_bundle_name(folder.name)
        assert parts is not None
        self.log(f"{folder.name}: refused {code}")
        self.intake.writer.record(
            BundleLog(folder.name, parts[2], "refused", code, sentence, self.clock.now())
        )


def _created(bundle: Path) -> datetime | None:
    try:
        value = read_json(bundle / "manifest.json")
        return parse_rfc3339(str(value["created"])) if value is not None else None
    except (KeyError, ValueError):
        return None
