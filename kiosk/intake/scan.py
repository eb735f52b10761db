"""One pass over ``DROP/<code>/in``: everything there is looked at, in the order of ``seq``.

Events are only hints; a pass finds all that matters by itself.  Nothing in the drop folder is ever
deleted, renamed or written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.bundle.paths import bundle_name, os_detail
from kiosk.bundle.source import BrokenZip, is_bundle_file_name, open_source
from kiosk.bundle.verify import Incomplete
from kiosk.domain.clock import Clock
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.intake.apply import Intake, Outcome, bundle_path_name
from kiosk.intake.files import disk_fault
from kiosk.intake.receipts import Outbox, Receipt, discreet, refused
from kiosk.intake.seen import Memory, Seen, looks_digest
from kiosk.intake.stability import QUIET_SECONDS, Fingerprint, StabilityTracker, fingerprint
from kiosk.store.views import BundleLog

_KEY_CODES = ("unknown_key", "key_revoked")
_ONE_BUNDLE_FAULTS = ("unreadable", "source_changed", "folder_gone")
_RECENT_SECONDS = 60.0
_LATE = "收下了，内容已经公开。"


@dataclass(slots=True)
class PassResult:
    """What a pass did and saw. ``refused``: newly; ``arriving``: incomplete ones; ``strays``: entries
    that are no bundles; ``fault``: of single bundles, the pass went on."""

    applied: list[Outcome] = field(default_factory=list[Outcome])
    refused: list[Receipt] = field(default_factory=list[Receipt])
    arriving: list[str] = field(default_factory=list[str])
    strays: int = 0
    fault: EnvironmentFault | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    seq: int

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def bundle(self) -> str:
        return bundle_path_name(self.path)


@dataclass(slots=True)
class Scanner:
    """Looks at the drop folder of one kiosk.

    ``log`` gets a line for the program's log; sentences for people go into receipts and board.db.
    """

    drop_in: Path
    intake: Intake
    outbox: Outbox
    memory: Memory
    clock: Clock
    log: Callable[[str], None]
    tracker: StabilityTracker = field(init=False)
    _told_last: bool = field(init=False, default=False)
    _waiting: dict[str, str] = field(init=False, default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.tracker = StabilityTracker(self.clock)

    def run(self, *, last_look: bool = False) -> PassResult:
        """One pass. With ``last_look`` (``--once``) nobody will look again soon, so a file of full size
        with wrong content is refused at once instead of after ten minutes.

        EnvironmentFault: the folder, the archive or the database is not usable now; what was done
        before stays done.
        """
        result = PassResult()
        self._tell_resumed(result)
        entries = self._entries(result)
        names = {e.name for e in entries}
        self.memory.keep_to(names)
        self.tracker.forget_all_but(names)
        for entry in entries:
            try:
                self._look(entry, result, last_look)
            except FileNotFoundError:
                continue  # moved away by the transport between listing and looking
            except EnvironmentFault as fault:
                if fault.code not in _ONE_BUNDLE_FAULTS:
                    raise
                self.log(f"{entry.name}: {fault.code} {fault.detail}")
                result.fault = result.fault or fault
        self.outbox.flush()
        return result

    def _entries(self, result: PassResult) -> list[_Entry]:
        found: list[_Entry] = []
        try:
            paths = list(self.drop_in.iterdir())
        except OSError as error:
            raise disk_fault(error, self.drop_in) from error
        for path in paths:
            parts = bundle_name(bundle_path_name(path)) if is_bundle_file_name(path.name) else None
            if parts is None:
                result.strays += 1
            else:
                found.append(_Entry(path, parts[1]))
        return sorted(found, key=lambda e: (e.seq, e.name))

    def _tell_resumed(self, result: PassResult) -> None:
        """Bundles that were archived when the process died: apply them, and send what was not sent."""
        outcomes = self.intake.resume(self.clock.now())
        result.applied += outcomes
        last = self.intake.writer.last_applied()
        if not self._told_last and not outcomes and last and not self.memory.knows(last.manifest_sha256):
            outcomes = [Outcome("applied", "ok", _LATE, last.seq, last.manifest_sha256)]
        self._told_last = True
        for outcome in outcomes:
            bundle = f"{self.intake.village.village_code}-{outcome.seq:06d}"
            if not self.outbox.has_applied(bundle):
                self.outbox.add(_receipt(bundle, outcome, self))
                self.log(f"{bundle}: applied before the restart")

    def _look(self, entry: _Entry, result: PassResult, last_look: bool) -> None:
        looks = self._fingerprint(entry)
        digest = looks_digest(looks)
        known = self.memory.get(entry.name)
        if known is not None and known.looks == digest and self._stands(known, looks, entry.seq):
            if known.state == "incomplete":
                result.arriving.append(entry.bundle)
            return
        quiet = self.tracker.quiet_seconds(entry.name, looks)
        if self._waiting.get(entry.name) == digest and quiet < QUIET_SECONDS and self._is_old(looks):
            # Nothing came since the last look: hashing a half-arrived film every 20 s helps nobody.
            result.arriving.append(entry.bundle)
            return
        self._waiting.pop(entry.name, None)
        try:
            with open_source(entry.path) as source:
                outcome = self.intake.take_in(source, self.clock.now())
        except Incomplete as error:
            settled = quiet >= QUIET_SECONDS
            if error.wrong and not error.missing and (settled or last_look):
                self._refuse(entry, digest, error.as_refusal(), result)
            else:
                self._incomplete(entry, digest, error.message, error.missing, result, settled)
        except BrokenZip:
            self._incomplete(entry, digest, "压缩包还没有到齐，打不开。", (), result, quiet >= QUIET_SECONDS)
        except SenderFault as error:
            self._refuse(entry, digest, error, result)
        else:
            self._done(entry, digest, outcome, result)

    def _fingerprint(self, entry: _Entry) -> Fingerprint:
        try:
            return fingerprint(entry.path)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise EnvironmentFault(
                "unreadable",
                f"读不了“{entry.name}”。请检查磁盘或网络共享，本机会自己再试。",
                detail=os_detail(error),
            ) from error

    def _stands(self, known: Seen, looks: Fingerprint, seq: int) -> bool:
        """Whether the last word on an unchanged entry still holds."""
        if known.state in ("applied", "duplicate"):
            # A rebuild may have come less far: the copy in the archive was damaged.
            return seq <= int(self._newest_seq())
        if known.state == "held":
            return known.context == self._newest_seq()
        if known.state == "refused" and known.code in _KEY_CODES:
            return known.context == self._keys_digest()
        if known.state == "incomplete":
            return self._is_old(looks)
        return True

    def _is_old(self, looks: Fingerprint) -> bool:
        # Two writes within one tick of the file system's clock look the same.
        return self.clock.now().timestamp() - looks.newest > _RECENT_SECONDS

    def _newest_seq(self) -> str:
        last = self.intake.writer.last_applied()
        return str(last.seq if last is not None else 0)

    def _keys_digest(self) -> str:
        return hashlib.sha256(repr(self.intake.ring).encode()).hexdigest()[:16]

    def _done(self, entry: _Entry, digest: str, outcome: Outcome, result: PassResult) -> None:
        known = self.memory.get(entry.name)
        context = ""
        if outcome.state == "applied":
            result.applied.append(outcome)
        elif outcome.state == "held":
            context = self._newest_seq()
        told = known is not None and (known.state, known.code, known.sha256) == (
            outcome.state,
            outcome.code,
            outcome.manifest_sha256,
        )
        if outcome.code == "duplicate" and known is None and not self.memory.knows(outcome.manifest_sha256):
            # Applied just before the process died, and not yet remembered; perhaps not yet told either.
            outcome = replace(outcome, state="applied", code="ok", sentence=_LATE)
            told = self.outbox.has_applied(entry.bundle)
        if not told:
            receipt = _receipt(entry.bundle, outcome, self)
            self.outbox.add(receipt)
            if outcome.state != "applied":  # the applied ones are in the board's own transaction
                self._record(receipt)
            self.log(f"{entry.name}: {outcome.state} {outcome.code}")
        self.intake.step("receipt_written")
        self.memory.put(
            entry.name, Seen(digest, outcome.state, outcome.code, outcome.manifest_sha256, context)
        )
        self.intake.step("remembered")

    def _refuse(self, entry: _Entry, digest: str, error: SenderFault, result: PassResult) -> None:
        receipt = refused(entry.bundle, entry.seq, error, self.clock.now(), None)
        known = self.memory.get(entry.name)
        context = self._keys_digest() if error.code in _KEY_CODES else ""
        seen = Seen(digest, "refused", error.code, None, context)
        if known is None or (known.looks, known.state, known.code) != (digest, "refused", error.code):
            result.refused.append(receipt)
            self.outbox.add(receipt)
            self._record(receipt)
            self.log(f"{entry.name}: refused {error.code} {error.detail}")
        self.memory.put(entry.name, seen)

    def _incomplete(
        self,
        entry: _Entry,
        digest: str,
        message: str,
        missing: tuple[str, ...],
        result: PassResult,
        settled: bool,
    ) -> None:
        result.arriving.append(entry.bundle)
        if not settled:
            self._waiting[entry.name] = digest
            return
        known = self.memory.get(entry.name)
        if known is not None and (known.looks, known.state) == (digest, "incomplete"):
            return
        receipt = Receipt(
            entry.bundle, entry.seq, "incomplete", "incomplete",
            f"{message}已经十分钟没有动静，请县里看看是不是没传完。", self.clock.now(), None,
            missing=tuple(map(discreet, missing[:100])),
        )  # fmt: skip
        self.outbox.add(receipt)
        self._record(receipt)
        self.log(f"{entry.name}: incomplete, {len(missing)} missing")
        self.memory.put(entry.name, Seen(digest, "incomplete", "incomplete"))

    def _record(self, receipt: Receipt) -> None:
        self.intake.writer.record(
            BundleLog(receipt.bundle, receipt.seq, receipt.state, receipt.code, receipt.sentence, receipt.at)
        )


def _receipt(bundle: str, outcome: Outcome, scanner: Scanner) -> Receipt:
    return Receipt(
        bundle, outcome.seq, outcome.state, outcome.code, outcome.sentence, scanner.clock.now(),
        outcome.manifest_sha256, missing=tuple(str(seq) for seq in outcome.missing[:1000]),
    )  # fmt: skip
