"""本机情况: disk, clock, worker, bundles, fonts, printer, copies; what needs a hand stands first."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk import __version__
from kiosk.domain.clock import SHANGHAI, shanghai_date
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.texts import format_day, full_day
from kiosk.store.restored import SETTING as RESTORED
from kiosk.store.restored import last_restored
from kiosk.store.views import BundleLog
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

LOW_DISK = 500 * 1024 * 1024
"""Bytes; below this the county's next bundles may not fit (as ``kiosk status``)."""
OLD_COPY_DAYS = 2
_MAY_BE_LOST: Final = (
    ("张贴和撤下", "对着墙看一遍，少的再打一张、再登记", "pin"),
    ("村民的提问", "送到县里的还在；没送走的，请村民再交", "message-2"),
    ("逾期原因、没公开的草稿", "少了的请再写一次", "pencil"),
    ("新来的人、新密码", "那天以后设的要重设", "lock"),
    ("屏幕上的内容", "不会少，收到的都有留底", "circle-check"),
)
"""What is kept in desk.db alone, what to do when a day of it is gone, an icon."""
_COPY = re.compile(r"desk-(\d{4}-\d{2}-\d{2})\.db")
_LOG = 2_000


@dataclass(frozen=True, slots=True)
class Slow:
    """What is looked up on the maker thread: words and whether they need a hand."""

    fonts: str
    fonts_ok: bool
    printer: str
    printer_ok: bool


@QmlElement
class DeskHealthVM(FormModel):
    """No params. Fonts and printer take a second and come later."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._slow: Slow | None = None
        self._telling = False

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return restored_state if self._telling else partial(health_state, self._slow)

    @Slot("QVariantMap")  # type: ignore[arg-type]
    def start(self, params: dict[str, Any]) -> None:
        super().start(params)
        self._look()

    @Slot()
    def stop(self) -> None:
        self._slow, self._telling = None, False
        super().stop()

    @Slot(str)
    def act(self, code: str) -> None:
        if code == "read":
            self._telling = False
            self.perform(restored_was_read)
        elif code == "again":
            self._slow = None
            self.reload()
            self._look()

    @Slot(str)
    def choose(self, code: str) -> None:
        if code == RESTORED:
            self._telling = True
            self.turn_to()
        else:
            self.asked.emit(code, {})

    @Slot(result=bool)
    def step_back(self) -> bool:
        was, self._telling = self._telling, False
        if was:
            self.turn_to()
        return was

    def _look(self) -> None:
        room = self._lent.desk_room
        if room is not None:
            self._lent.runner.task(partial(look, room.home.load_config().printer), self._looked)

    def _looked(self, slow: Slow) -> None:
        if self._open:
            self._slow = slow
            self.reload()


def look(printer: str) -> Slow:
    """Every font against its digest, and one question to the printing service."""
    from kiosk.domain.glyphs import self_check
    from kiosk.domain.paths import resources_dir

    report = self_check(resources_dir() / "fonts")
    words, fine = printer_words(printer)
    return Slow(report.sentence, report.ok, words, fine)


def printer_words(name: str) -> tuple[str, bool]:
    """How the printer is, in words, and whether it can print."""
    from kiosk.printing.cups import Cups
    from kiosk.printing.words import printer_words as words_of

    try:
        cups = Cups()
        wanted = name or cups.default()
        if not wanted:
            count = len(cups.printers())
            return ("还没有装打印机" if not count else f"装了 {count} 台，还没有选定"), bool(count)
        found = cups.printer(wanted)
    except EnvironmentFault as fault:
        return fault.message, False
    return f"{wanted}，{words_of(found)}", found.is_fine


def restored_sentence(tools: DeskTools) -> str:
    """What was lost when desk.db was exchanged; for 30 days or until somebody has read it."""
    return last_restored(tools.home, tools.clock.now()) if tools.desk.setting(RESTORED) else ""


def restored_was_read(tools: DeskTools) -> None:
    """The record keeps it (``desk_restored``); the sentence goes."""
    tools.desk.set_setting(RESTORED, None)


def problems(tools: DeskTools) -> tuple[FormRow, ...]:
    """Rows that need a hand, without the slow looks."""
    return tuple(row for row in _quick(tools) if row.alarmed)


def health_state(slow: Slow | None, tools: DeskTools) -> FormState:
    rows = [*_quick(tools), *_slow_rows(slow)]
    rows.sort(key=lambda row: not row.alarmed)
    wrong = sum(row.alarmed for row in rows)
    meta = f"有 {wrong} 件要看，排在前面" if wrong else ("都好" if slow else "正在看打印机和字库…")
    return FormState("本机情况", meta, tuple(rows), (FormKey("again", "再看一遍", "refresh"),))


def restored_state(tools: DeskTools) -> FormState:
    """What was lost and what to do about it, until somebody says that it was read."""
    keys = (FormKey("read", "知道了", "check", "primary"),)
    lead = restored_sentence(tools)
    rows = tuple(FormRow("", title, words, icon=icon, opens=False) for title, words, icon in _MAY_BE_LOST)
    return FormState("换成了备份", "办事记录里也记着", rows, keys, lead=lead, back=True)


def _row(title: str, words: str, icon: str, *, bad: bool = False, code: str = "") -> FormRow:
    look, chip = ("err", "要看") if bad else ("ok", "好")
    return FormRow(code, title, words, "", icon, look, chip, opens=bool(code), alarmed=bad)


def _quick(tools: DeskTools) -> list[FormRow]:
    rows = [_disk(tools), _clock(tools), _worker(tools), *_bundles(tools), _copies(tools), _version(tools)]
    if restored_sentence(tools):
        rows.insert(0, _row("换成了备份", "看看要补记什么", "history", bad=True, code=RESTORED))
    return rows


def _disk(tools: DeskTools) -> FormRow:
    free = shutil.disk_usage(tools.home.path).free
    low = free < LOW_DISK
    size = f"{free / 1024**3:.1f} GB" if free >= 1024**3 else f"{free // 1024**2} MB"
    return _row("磁盘", f"还空 {size}" + ("，请叫人清一清" if low else ""), "database", bad=low)


def _clock(tools: DeskTools) -> FormRow:
    words = moment(tools.clock.now())
    trusted = tools.facts.trusted
    return _row(
        "时间", words if trusted else f"未校准，显示 {words}", "clock", bad=not trusted, code="desk-clock"
    )


def _worker(tools: DeskTools) -> FormRow:
    from kiosk.intake.status import read_worker_status

    status = read_worker_status(tools.home)
    title, icon = "接收县里的内容", "file-import"
    if status is None:
        return _row(title, "还没有开始接收", icon, bad=True)
    if status.state == "fault":
        return _row(title, status.sentence, icon, bad=True)
    if status.alarms:
        return _row(title, "有不像县里发的，请告诉县里", icon, bad=True)
    if status.arriving:
        return _row(title, f"{len(status.arriving)} 份正在传过来", icon)
    return _row(title, "接着的，文件夹在", icon)


def _bundles(tools: DeskTools) -> list[FormRow]:
    log = tools.board.bundle_log(limit=_LOG)
    if not log:
        return [_row("最近收到", "县里还没有发来过", "cloud-off", bad=True)]
    newest: dict[str, BundleLog] = {}
    for entry in log:  # newest first
        newest.setdefault(entry.bundle, entry)
    states = [entry.state for entry in newest.values()]
    held, refused = states.count("held"), states.count("refused")
    day = format_day(shanghai_date(log[0].at), tools.facts.today)
    rows = [_row("最近收到", f"{day}，一共收过 {len(newest)} 份", "cloud-check")]
    if held or refused:
        words = "，".join(
            text for count, text in ((held, f"{held} 份先等着"), (refused, f"{refused} 份没放上去")) if count
        )
        rows.append(_row("没放上去的", words, "alert-triangle", bad=bool(refused), code="desk-import"))
    return rows


def newest_copy(tools: DeskTools) -> tuple[date | None, bool]:
    """Day of the newest daily copy, and whether the next one is overdue."""
    days = _copy_days(tools)
    if not days:
        return None, False
    return days[-1], tools.facts.trusted and (tools.facts.today - days[-1]).days > OLD_COPY_DAYS


def _copy_days(tools: DeskTools) -> list[date]:
    return sorted(
        date.fromisoformat(found[1])
        for path in tools.home.copies.glob("desk-*.db")
        if (found := _COPY.fullmatch(path.name))
    )


def _copies(tools: DeskTools) -> FormRow:
    newest, late = newest_copy(tools)
    if newest is None:
        return _row("备份", "还没有备份过。开着一小时后会有", "device-floppy", bad=True)
    words = f"最近 {format_day(newest, tools.facts.today)}，留着 {len(_copy_days(tools))} 份"
    return _row("备份", words, "device-floppy", bad=late)


def _version(tools: DeskTools) -> FormRow:
    config = tools.config
    return _row("程序", f"版本 {__version__}，亭子编号 {config.kiosk_id}", "info-circle")


def _slow_rows(slow: Slow | None) -> list[FormRow]:
    if slow is None:
        return []
    return [
        _row("打印机", slow.printer, "printer", bad=not slow.printer_ok, code="desk-printers"),
        _row("字库", slow.fonts, "abc", bad=not slow.fonts_ok),
    ]


def moment(instant: datetime) -> str:
    """``2026年11月29日 15:40`` in Asia/Shanghai."""
    local = instant.astimezone(SHANGHAI)
    return f"{full_day(local.date())} {local:%H:%M}"
