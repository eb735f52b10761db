"""``kiosk status``: what is on the board, what came in, and whether disk, clock and fonts are well."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import BUILD_DATE, __version__
from kiosk.cli.chinese import Command, Option
from kiosk.cli.home import home_option, json_option, kiosk_home
from kiosk.cli.output import emit_json, say
from kiosk.domain.clock import SHANGHAI, Clock, SystemClock, is_trusted, shanghai_date
from kiosk.domain.errors import EnvironmentFault, SenderFault

if TYPE_CHECKING:
    from kiosk.domain.glyphs import FontReport
    from kiosk.intake.status import WorkerStatus
    from kiosk.store.audit import Verdict
    from kiosk.store.home import KioskHome
    from kiosk.store.views import BundleLog

LOW_DISK = 500 * 1024 * 1024
"""Bytes; below this the county's next bundles may not fit."""

_TYPES = {"payouts": "发放批次", "disclosure": "公开件", "policy": "政策解读"}
_STATES = {"applied": "已放上屏幕", "duplicate": "以前收过", "held": "先等着", "incomplete": "不完整"}


@dataclass(frozen=True, slots=True)
class Content:
    """What villagers can see today. ``by_type`` counts current publications, withdrawn ones not in it."""

    by_type: dict[str, int]
    corrected: int
    withdrawn: int
    years: tuple[int, ...]
    bundles: int
    newest_created: datetime | None
    last_applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """The working ledger in numbers. ``trusted`` false: nothing is counted as overdue, near or free.

    ``since`` is the first day for which duties are counted, ``None`` while the county has set none.
    """

    since: date | None
    trusted: bool
    overdue: int
    near: int
    to_post: int
    free: int
    met: int
    nothing: int
    carried: int


@dataclass(frozen=True, slots=True)
class Status:
    """Everything ``kiosk status --json`` tells.

    ``held`` and ``refused`` are bundles whose newest receipt says so; ``worker`` is the last word of the
    intake worker, ``None`` when it never ran; ``disk_free`` is in bytes on the volume of ``home``;
    ``printer`` is a queue name or empty, ``printer_sentence`` how it is now
    (⚠ in front when it cannot print); ``desk_sentence`` is empty unless desk.db cannot be read;
    ``ledger`` is ``None`` then; ``desk_restored`` tells of the last damage of desk.db that was mended.
    """

    version: str
    home: Path
    village_code: str
    village: str
    kiosk_id: str
    content: Content
    last_bundle: BundleLog | None
    held: tuple[BundleLog, ...]
    refused: tuple[BundleLog, ...]
    worker: WorkerStatus | None
    desk_sentence: str
    disk_free: int
    clock: datetime
    clock_trusted: bool
    fonts: FontReport
    printer: str
    printer_sentence: str
    ledger: LedgerCounts | None
    desk_restored: str


def read_status(home: KioskHome, clock: Clock) -> Status:
    """Looks and changes nothing. EnvironmentFault when kiosk.toml or a database cannot be read."""
    from kiosk.domain.glyphs import self_check
    from kiosk.domain.paths import resources_dir
    from kiosk.intake.status import read_worker_status
    from kiosk.store.board import BoardReader
    from kiosk.store.clock import last_seen
    from kiosk.store.restored import last_restored

    config = home.load_config()
    with closing(BoardReader(home, clock)) as board:
        heads = board.publications()
        fresh = board.freshness()
        log = board.bundle_log(limit=10_000)
        years = board.years()
    try:
        seen, desk = last_seen(home), ""
    except EnvironmentFault as fault:
        if fault.code == "database_newer":
            raise
        # The one who asks how things are wants to hear all the rest too.
        seen, desk = None, fault.sentence()
    newest_word: dict[str, BundleLog] = {}
    for entry in log:  # newest first
        newest_word.setdefault(entry.bundle, entry)
    shown = [head for head in heads if head.withdrawal is None]
    now = clock.now()
    return Status(
        version=__version__,
        home=home.path,
        village_code=config.village_code,
        village=f"{config.village.town_name}{config.village.short_name}",
        kiosk_id=config.kiosk_id,
        content=Content(
            by_type=dict(Counter(head.type for head in shown)),
            corrected=sum(head.correction is not None for head in shown),
            withdrawn=len(heads) - len(shown),
            years=years,
            bundles=fresh.bundles,
            newest_created=fresh.newest_created,
            last_applied_at=fresh.last_applied_at,
        ),
        last_bundle=log[0] if log else None,
        held=tuple(entry for entry in newest_word.values() if entry.state == "held"),
        refused=tuple(entry for entry in newest_word.values() if entry.state == "refused"),
        worker=read_worker_status(home),
        desk_sentence=desk,
        disk_free=shutil.disk_usage(home.path).free,
        clock=now,
        clock_trusted=is_trusted(
            now, build_date=BUILD_DATE, newest_created=fresh.newest_created, last_seen=seen
        ),
        fonts=self_check(resources_dir() / "fonts"),
        printer=config.printer,
        printer_sentence=_printer_sentence(config.printer),
        ledger=None if desk else _ledger_counts(home, clock),
        desk_restored="" if desk else last_restored(home, now),
    )


def _ledger_counts(home: KioskHome, clock: Clock) -> LedgerCounts:
    from kiosk.ledger.home import ledger_of_home

    working = ledger_of_home(home, clock).working
    counts = working.counts()
    return LedgerCounts(
        since=working.since,
        trusted=working.trusted,
        overdue=counts["overdue"],
        near=counts["near"],
        to_post=counts["to_post"],
        free=counts["free"],
        met=counts["met"],
        nothing=counts["nothing"],
        carried=counts["carried"],
    )


def _ledger_line(counts: LedgerCounts) -> str:
    if counts.since is None:
        return "台账：县里还没有设从哪一天算起"
    said = [
        f"逾期 {counts.overdue} 项",
        f"临近 {counts.near} 项",
        f"要张贴 {counts.to_post} 项",
        f"可以撤 {counts.free} 项",
    ]
    if not counts.trusted:
        said = [f"要张贴 {counts.to_post} 项（时间未校准，不算逾期）"]
    if counts.carried:
        said.append(f"往年没办完 {counts.carried} 项")
    head = "⚠ " if counts.overdue else ""
    return f"{head}台账：{'，'.join(said)}；已公开 {counts.met} 项，本期没有发生 {counts.nothing} 项"


def _printer_sentence(name: str) -> str:
    """One question to the printing service, only when a printer is set."""
    if not name:
        return "打印机：尚未设置"
    from kiosk.printing.cups import Cups
    from kiosk.printing.words import printer_words

    try:
        printer = Cups().printer(name)
    except EnvironmentFault as fault:
        return f"⚠ 打印机：{fault.message}"
    return f"{'' if printer.is_fine else '⚠ '}打印机：{name}，{printer_words(printer)}"


def status_lines(status: Status) -> list[str]:
    """The state in plain sentences, one a line; what needs a hand begins with ⚠."""
    content = status.content
    kinds = "、".join(f"{_TYPES.get(kind, kind)} {n} 件" for kind, n in sorted(content.by_type.items()))
    lines = [
        f"{status.village}（{status.village_code}），亭子编号 {status.kiosk_id}，程序版本 {status.version}",
        f"文件夹：{status.home}",
        f"屏幕上有：{kinds or '还没有内容'}"
        + (f"；其中更正过 {content.corrected} 件" if content.corrected else "")
        + (f"；另有撤回 {content.withdrawn} 件" if content.withdrawn else ""),
    ]
    if content.years:
        lines.append(f"补贴发放：{content.years[-1]} 年到 {content.years[0]} 年")
    if content.newest_created is not None:
        lines.append(f"内容更新到 {_day(content.newest_created)}，共收下 {content.bundles} 个包")
    if status.last_bundle is not None:
        last = status.last_bundle
        lines.append(f"最近一个包：{last.bundle}，{_STATES.get(last.state, '没有收下')}，{_moment(last.at)}")
    lines += [f"⚠ 先等着：{entry.bundle}。{entry.sentence}" for entry in status.held]
    lines += [f"⚠ 没有收下：{entry.bundle}。{entry.sentence}" for entry in status.refused]
    if status.worker is not None and status.worker.state == "fault":
        lines.append(f"⚠ 收内容时遇到问题：{status.worker.sentence}")
    if status.worker is not None and status.worker.arriving:
        lines.append(f"正在传过来，还不完整：{'、'.join(status.worker.arriving)}")
    if status.desk_sentence:
        lines.append(f"⚠ {status.desk_sentence}")
    if status.desk_restored:
        lines.append(f"⚠ {status.desk_restored}")
    if status.ledger is not None:
        lines.append(_ledger_line(status.ledger))
    space = f"磁盘还空 {_size(status.disk_free)}"
    lines.append(f"⚠ {space}，请清出一些空间。" if status.disk_free < LOW_DISK else space)
    lines.append(
        f"时间：{_moment(status.clock)}"
        if status.clock_trusted
        else f"⚠ 时间不可信：这台电脑显示 {_moment(status.clock)}。请校准时间；校准以前不说谁逾期。"
    )
    lines.append(f"{'' if status.fonts.ok else '⚠ '}{status.fonts.sentence}")
    lines.append(status.printer_sentence)
    return lines


def _moment(instant: datetime) -> str:
    local = instant.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _day(instant: datetime) -> str:
    day = shanghai_date(instant)
    return f"{day.year}年{day.month}月{day.day}日"


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{count // 1024**2} MB"


def verified_audit(home: KioskHome) -> Verdict:
    """The record of deeds, recomputed and held against the head in the last heartbeat.

    SenderFault ``audit_broken`` with where it breaks; EnvironmentFault when it cannot be read.
    """
    from kiosk.intake.receipts import told_audit_head
    from kiosk.store.audit import read_verdict

    config = home.load_config()
    verdict = read_verdict(home, told_audit_head(config.drop_out, config.kiosk_id))
    if not verdict.ok:
        raise SenderFault("audit_broken", f"{verdict.sentence}请把 desk.db 留着，告诉县里。")
    return verdict


def _status(home: Path | None, audit: bool, as_json: bool) -> int:
    if audit:
        verdict = verified_audit(kiosk_home(home))
        if as_json:
            emit_json(verdict)
        else:
            say(verdict.sentence)
        return 0
    status = read_status(kiosk_home(home), SystemClock())
    if as_json:
        emit_json(status)
    else:
        say(*status_lines(status))
    return EnvironmentFault.exit_code if status.desk_sentence else 0


command = Command(
    "status",
    callback=_status,
    short_help="看亭子现在怎么样。",
    help="看亭子现在怎么样：屏幕上有什么，最近收了什么，哪些没收下，磁盘、时间、字库、打印机好不好。",
    params=[
        home_option(),
        Option(["--audit"], is_flag=True, help="只核对办事记录：有没有缺、有没有改动。"),
        json_option(),
    ],
)
