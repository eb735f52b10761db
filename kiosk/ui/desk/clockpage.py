"""时钟: what time the machine thinks it is, and what to do when that is wrong."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtQml import QmlElement

from kiosk.desk import audit
from kiosk.domain.clock import SHANGHAI, is_trusted, shanghai_date
from kiosk.domain.texts import full_day, weekday
from kiosk.ui.desk.form import FormKey, FormModel, FormState
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.tools import DeskTools
from kiosk.ui.services import oldest_day
from kiosk.ui.viewmodels.facts import clock_was_confirmed

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

RENEW_MS = 10_000


@QmlElement
class DeskClockVM(FormModel):
    """No params. 时间对 is written down and believed; a wrong time only the machine's keeper can set."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._wrong = False
        self._renew = QTimer(self)
        self._renew.setInterval(RENEW_MS)
        self._renew.timeout.connect(self.reload)

    @Slot("QVariantMap")  # type: ignore[arg-type]
    def start(self, params: dict[str, Any]) -> None:
        super().start(params)
        self._renew.start()

    @Slot()
    def stop(self) -> None:
        self._renew.stop()
        self._wrong = False
        super().stop()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(clock_state, self._wrong)

    @Slot(str)
    def act(self, code: str) -> None:
        if code == "right":
            self.perform(confirm, self._confirmed)
        else:
            self._wrong = True
            self.turn_to()

    @Slot(result=bool)
    def step_back(self) -> bool:
        was, self._wrong = self._wrong, False
        if was:
            self.turn_to()
        return was

    def _confirmed(self, why_not: str) -> None:
        if why_not:
            self.say(f"记下了，但{why_not}，仍不能用。请叫人校准。", problem=True)
        else:
            self.say("记下了。从现在起按这个时间算期限。")


def confirm(tools: DeskTools) -> str:
    """Write it down with the name; why the time is not believed all the same, empty when it is.

    Nobody's word makes up for a time that cannot be: it would stand in the way of the right one.
    """
    now, newest = tools.clock.now(), tools.facts.freshness.newest_created
    with tools.desk.writing() as connection:
        audit.record(connection, "clock_confirmed", at=now, by=tools.person, note=_words(tools))
    if shanghai_date(now) < oldest_day():
        return "这个时间比程序还早"
    if newest is not None and now < newest:
        return "这个时间比收到的内容还早"
    if newest is not None and not is_trusted(
        now, build_date=oldest_day(), newest_created=newest, last_seen=None
    ):
        return "这个时间比县里最近一次发来晚了一年多"
    tools.desk.confirm_clock(now)
    clock_was_confirmed()
    return ""


def _words(tools: DeskTools) -> str:
    local = tools.clock.now().astimezone(SHANGHAI)
    return f"{full_day(local.date())} {weekday(local.date())} {local:%H:%M}"


def clock_state(wrong: bool, tools: DeskTools) -> FormState:
    day, _, time = _words(tools).rpartition(" ")
    meta = day if tools.facts.trusted else f"{day}　时间未校准"
    if wrong:
        lead = (
            "这里不能改时间。请装机器的人在电脑的“日期和时间”里改好，再回来按“时间对”。"
            "改好以前，不说谁逾期，也不算公示天数。"
        )
        return FormState("时间不对", meta, lead=lead, figure=time, back=True)
    keys = (FormKey("right", "时间对", "check", "primary"), FormKey("wrong", "不对", "x"))
    return FormState("时钟", meta, lead="请对着手机看：日子和钟点都对吗？", figure=time, keys=keys)
