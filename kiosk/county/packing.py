"""``kiosk county pack``: the departments' files to one signed bundle a unit.

Failures: what is wrong in the files becomes a problem and blocks its unit (with ``partial`` only its
row); what the disk refuses is said per unit and the others go on.  Killed at any moment, the same
call again packs what is missing: a batch that is already sent with the same table is left alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import cast

from kiosk.bundle.writer import BundleDraft
from kiosk.county.batches import BatchRequest, Prepared, UnitRules, check_publishable, prepare
from kiosk.county.checking.problemfile import write_problem_file
from kiosk.county.checking.run import Batch
from kiosk.county.checking.setting import CheckSetting, make_setting
from kiosk.county.keyring import id_hasher
from kiosk.county.ledger import current, item_of
from kiosk.county.mapping import TableMapping, read_mapping, remember, remembered
from kiosk.county.preparing import Answer, Helper, PrepareJob
from kiosk.county.progress import Progress, silent
from kiosk.county.published import payment_event
from kiosk.county.reading.synonyms import KINDS
from kiosk.county.rows import Problem, ReadReport, Severity
from kiosk.county.session import Session, UnitFault
from kiosk.county.spool import Spool, SpoolReader
from kiosk.domain.errors import EnvironmentFault, KioskError, SenderFault, UsageFault
from kiosk.domain.items import PayoutsItem
from kiosk.domain.region import Village
from kiosk.store.registry import SentBundle

HELP_ROWS = 30_000
"""From so many lines on the helper processes are worth their start."""

GATE_ROWS = 2_000
"""Lists up to this are read back before they are recorded; longer ones rest on the same rules in columns."""


@dataclass(frozen=True, slots=True)
class PackOptions:
    """One call of ``pack``. ``programme_id`` None: every table names its own."""

    files: tuple[Path, ...]
    programme_id: str | None
    request: BatchRequest
    mapping: Path | None = None
    village_code: str | None = None
    partial: bool = False
    allow_negative: bool = False


@dataclass(slots=True)
class PackOutcome:
    """What came of it. Rows and 分 count source rows that passed every check, packed or not.

    ``unchanged``: units that had exactly this already; ``blocked``: units without a bundle because
    of errors.
    """

    report: ReadReport
    rows_accepted: int = 0
    cents_accepted: int = 0
    bundles: list[SentBundle] = field(default_factory=list[SentBundle])
    unchanged: list[SentBundle] = field(default_factory=list[SentBundle])
    blocked: list[Village] = field(default_factory=list[Village])
    faults: list[UnitFault] = field(default_factory=list[UnitFault])
    problem_file: Path | None = None

    @property
    def problems(self) -> list[Problem]:
        return self.report.problems

    @property
    def rows_rejected(self) -> int:
        return self.report.rows_read - self.rows_accepted


@dataclass(frozen=True, slots=True)
class UnitWork:
    """The batches of one unit before anything is signed."""

    unit: Village
    batches: tuple[Prepared, ...]


def pack(session: Session, options: PackOptions, progress: Progress = silent) -> PackOutcome:
    """Read, check, redact, sign. UsageFault for wrong options; everything else is in the outcome."""
    run = PackRun(session, options, progress)
    with run.spooled() as spool:
        run.each_unit(spool, run.emit_new)
    run.finish()
    return run.outcome


class PackRun:
    """The steps of a packing, shared with ``correct``."""

    def __init__(self, session: Session, options: PackOptions, progress: Progress) -> None:
        self.session, self.options, self._progress = session, options, progress
        self.reference, self.registry = session.workspace.reference, session.registry
        _check_options(session, options)
        self._ready()
        self._batch = Batch(options.files, self._setting(), self._reading)
        self.outcome = PackOutcome(self._batch.report)

    def _ready(self) -> None:
        """Before the long reading: a forgotten passphrase is said at once."""
        _ = self.session.key

    @contextmanager
    def spooled(self) -> Generator[SpoolReader]:
        """All accepted lines of the files, read once."""
        workspace = self.session.workspace
        with Spool(workspace.path / ".spool", id_hasher(workspace)) as spool:
            for chunk in self._batch.iter_chunks():
                spool.add(chunk)
            self.outcome.rows_accepted = self._batch.report.rows_accepted
            self.outcome.cents_accepted = self._batch.report.cents_accepted
            yield spool.settle()

    def each_unit(self, spool: SpoolReader, use: Callable[[UnitWork], None]) -> None:
        """``use`` for the checked batches of every unit that is not blocked; from several threads when the
        files are big, one unit at a time in each."""
        codes = spool.villages()
        waiting: SimpleQueue[str] = SimpleQueue()
        for code in codes:
            waiting.put(code)
        outcome = self.outcome
        if outcome.rows_accepted < HELP_ROWS or len(codes) < 2:
            self._drain(spool, waiting, len(codes), use, None)
        else:
            job = PrepareJob(
                self.session.workspace.path, spool, self.options.request, self.session.clock.now()
            )
            cores = max(1, min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, 4))
            with ThreadPoolExecutor(cores) as threads, ExitStack() as helpers:
                work = [
                    threads.submit(
                        self._drain, spool, waiting, len(codes), use, helpers.enter_context(Helper(job))
                    )
                    for _ in range(cores)
                ]
                try:
                    for done in work:
                        done.result()
                except BaseException:
                    # The others end after the unit they are at.
                    with suppress(Empty):
                        while True:
                            waiting.get_nowait()
                    raise
        self._progress("打包签名", len(codes), len(codes), "个村")
        outcome.bundles.sort(key=lambda b: b.name)
        outcome.unchanged.sort(key=lambda b: b.name)
        outcome.blocked.sort(key=lambda u: u.village_code)

    def _drain(
        self, spool: SpoolReader, waiting: SimpleQueue[str], whole: int, use: Callable[[UnitWork], None],
        helper: Helper | None,
    ) -> None:  # fmt: skip
        asked = self._take(waiting, helper)
        while asked is not None:
            code, helped = asked
            answer = helper.answer() if helper is not None and helped else None
            # The helper is at the next unit while the disk is waited for.
            asked = self._take(waiting, helper)
            self._progress("打包签名", whole - waiting.qsize() - 1, whole, "个村")
            work = self._work(spool, code, answer)
            if work is not None:
                use(work)

    def _take(self, waiting: SimpleQueue[str], helper: Helper | None) -> tuple[str, bool] | None:
        """The next unit, and whether the helper was asked for it."""
        try:
            code = waiting.get_nowait()
        except Empty:
            return None
        return code, helper is not None and not self._is_blocked(code) and helper.ask(code)

    def _is_blocked(self, village_code: str) -> bool:
        report = self.outcome.report
        return village_code in report.torn or (village_code in report.blocked and not self.options.partial)

    def _work(self, spool: SpoolReader, village_code: str, answer: Answer) -> UnitWork | None:
        """The batches of a unit; None when it is blocked (its problems are in the outcome)."""
        unit = self.session.workspace.unit(village_code)
        report, partial = self.outcome.report, self.options.partial
        if self._is_blocked(village_code):
            self.outcome.blocked.append(unit)
            return None
        if answer is None:
            try:
                with self.session.outbox.lock:
                    rules = UnitRules(unit, self.reference, self.session.workspace.settings(village_code))
                    lines = spool.lines(village_code)
                    now = self.session.clock.now()
                    answer = prepare(lines, rules, self.options.request, self.registry, now)
            except SenderFault as fault:
                answer = fault
        if isinstance(answer, SenderFault):
            self.unit_problem(unit, answer.code, answer.sentence())
            self.outcome.blocked.append(unit)
            return None
        if isinstance(answer, KioskError):
            raise answer
        with self.session.outbox.lock:
            report.problems += answer.problems
            self.outcome.rows_accepted -= answer.rejected
            self.outcome.cents_accepted -= answer.rejected_cents
        if any(p.is_error for p in answer.problems) and not partial:
            self.outcome.blocked.append(unit)
            return None
        return UnitWork(unit, tuple(answer.batches))

    def emit_new(self, work: UnitWork) -> None:
        """First versions of a unit's batches in one bundle; what it has already is left alone."""
        unit, registry = work.unit, self.session.registry
        fresh: list[Prepared] = []
        known: int | None = None
        for prepared in work.batches:
            with self.session.outbox.lock:
                sent = registry.newest(unit.village_code, "payouts", prepared.item.batch_id)
            if sent is None:
                fresh.append(prepared)
            elif sent.withdrawn_seq is None and sent.digest == prepared.digest:
                known = sent.seq
            elif prepared.only_folded:
                self.fold_alone(unit, prepared)
                self.outcome.blocked.append(unit)
                return
            elif sent.withdrawn_seq is not None:
                self.unit_problem(
                    unit, "batch_exists",
                    f"{unit.short_name}的这一批({prepared.item.batch_id})撤回过。"
                    "要重新公布请用 kiosk county correct，写明原因。",
                )  # fmt: skip
                self.outcome.blocked.append(unit)
                return
            else:
                self.unit_problem(
                    unit, "batch_exists",
                    f"{unit.short_name}的这一批({prepared.item.batch_id})已经打过包，内容和这次不同。"
                    "要改正请用 kiosk county correct；是另一批请用 --batch 写明；几份来表请放在一起打包。",
                )  # fmt: skip
                self.outcome.blocked.append(unit)
                return
        if fresh:
            self.emit(unit, fresh)
        elif known is not None:
            with self.session.outbox.lock:
                sent_before = registry.bundles(unit.village_code)
            self.outcome.unchanged += [b for b in sent_before if b.seq == known]

    def emit(self, unit: Village, batches: Sequence[Prepared]) -> None:
        """A bundle with these batches and the payments that they are."""

        def fill(draft: BundleDraft) -> None:
            for prepared in batches:
                draft.add_payout_table(prepared.item, prepared.data, checked=True)
                if prepared.dated and prepared.item.version == 1:
                    draft.add_item(payment_event(prepared.item))

        rows = sum(p.item.table.rows for p in batches)
        try:
            self.outcome.bundles.append(self.session.emit(unit, fill, gate=rows <= GATE_ROWS))
        except SenderFault as fault:
            self.unit_problem(unit, fault.code, fault.sentence())
            self.outcome.blocked.append(unit)
        except EnvironmentFault as fault:
            self.outcome.faults.append(UnitFault(unit, fault))

    def finish(self) -> None:
        """The file for the sender, when there is anything to say."""
        outcome = self.outcome
        if outcome.problems:
            stamp = self.session.clock.now().strftime("%Y%m%d-%H%M%S")
            name = self.options.programme_id or "batch"
            path = self.session.workspace.path / "problems" / f"{stamp}-{name}-{os.getpid()}.xlsx"
            outcome.problem_file = write_problem_file(path, self.options.files, outcome.report)

    def unit_problem(self, unit: Village, code: str, message: str, severity: Severity = "error") -> None:
        """Something about a unit that belongs to no row; an error blocks it."""
        files = "、".join(p.name for p in self.options.files[:3])
        self.outcome.problems.append(Problem(files, "", None, "", code, severity, message, unit.village_code))

    def fold_alone(self, unit: Village, prepared: Prepared) -> None:
        """What is only shown within another programme came after that one was sent."""
        item, label = prepared.item, self.options.request.label
        self.unit_problem(
            unit, "fold_alone",
            f"这份来表不单列，要并入“{item.programme_name}”，而{unit.short_name}的那一批已经打过包。"
            f"请连同那一批原来的全部来表一起更正：kiosk county correct 原来的表 这份表 "
            f"--programme {item.programme_id} --year {item.year}"
            f"{f' --batch {label}' if label else ''} --reason 补发",
        )  # fmt: skip

    def _reading(self, rows: int, done: int, whole: int) -> None:
        self._progress(f"读表({rows}行)", done, whole, "字节")

    def _setting(self) -> CheckSetting:
        options, workspace = self.options, self.session.workspace
        exempt: set[str] = set()
        if workspace.reference_text("settings") is not None:
            for unit in workspace.units:
                exempt |= workspace.settings(unit.village_code).own_numbers()
        return make_setting(
            year=options.request.year,
            programme_id=options.programme_id,
            programmes=self.reference.programmes,
            columns=self.reference.columns,
            villages=workspace.units,
            alias_file=workspace.alias_file,
            village_code=options.village_code,
            exempt=frozenset(exempt),
            allow_negative=options.allow_negative,
            mappings=self._mappings(),
            last_year=last_year(self.session, options.programme_id, options.request.year),
        )

    def _mappings(self) -> tuple[TableMapping, ...]:
        options, workspace = self.options, self.session.workspace
        given: tuple[TableMapping, ...] = ()
        if options.mapping is not None:
            given = read_mapping(options.mapping, KINDS)
            if options.programme_id and all(m.confirmed and not m.open_columns for m in given):
                remember(workspace.path, options.programme_id, options.mapping)
        kept = remembered(workspace.path, options.programme_id, KINDS) if options.programme_id else ()
        hashes = {m.header_hash for m in given}
        return (*given, *(m for m in kept if m.header_hash not in hashes))


def check_file(path: Path) -> None:
    """UsageFault ``no_such_file``."""
    if path.is_dir():
        raise UsageFault("no_such_file", f"“{path}”是文件夹。请写里面的文件，可以一次写几份。")
    if not path.is_file():
        raise UsageFault("no_such_file", f"没有找到“{path}”。请看看是不是写错了，或者U盘没接上。")


def _check_options(session: Session, options: PackOptions) -> None:
    by_id = session.workspace.reference.programmes.by_id
    if options.programme_id is not None:
        programme = by_id.get(options.programme_id)
        if programme is None:
            raise UsageFault("programme_unknown", "补贴项目表里没有这个编号。请看看是不是写错了。")
        check_publishable(programme, session.workspace.reference)
    if options.village_code is not None:
        session.workspace.unit(options.village_code)
    request = options.request
    if request.year > request.today.year or request.year < 2000:
        raise UsageFault("year", "年度不对：要写发钱的那一年，不能是以后的年。")
    if request.paid_on is not None and request.paid_on.year != request.year:
        raise UsageFault("paid_on", "发放日期和年度不是同一年。请核对 --paid-on 和 --year。")
    for path in options.files:
        check_file(path)
    if len({path.resolve() for path in options.files}) != len(options.files):
        raise UsageFault("same_file", "有一个文件写了两遍。请只写一遍。")


def last_year(session: Session, programme_id: str | None, year: int) -> tuple[tuple[str, int, int], ...]:
    """(village code, lines, 分) of an average batch of the programme in the year before."""
    if programme_id is None:
        return ()
    found: dict[str, list[tuple[int, int]]] = {}
    for sent in current(session.registry.items(type_="payouts")):
        item = cast(PayoutsItem, item_of(sent))
        if item.programme_id == programme_id and item.year == year - 1:
            found.setdefault(sent.village_code, []).append((item.table.rows, item.table.cents or 0))
    return tuple(
        (code, sum(rows for rows, _ in sums) // len(sums), sum(cents for _, cents in sums) // len(sums))
        for code, sums in found.items()
    )


def as_version(prepared: Prepared, version: int, replaces: int, reason: str) -> Prepared:
    """The batch as a correction."""
    return replace(prepared, item=replace(prepared.item, version=version, replaces=replaces, reason=reason))
