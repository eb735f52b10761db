"""设置: what can be looked at and changed at the desk, each row with how it is now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.desk import audit
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState
from kiosk.ui.desk.health import problems
from kiosk.ui.desk.model import DeskBuild, desk_session
from kiosk.ui.desk.printwords import PAPERS
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class DeskSettingsVM(FormModel):
    """No params. A row opens the page of its code (``page`` or ``page:step``)."""

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return settings_state

    @Slot(str)
    def choose(self, code: str) -> None:
        page, _, step = code.partition(":")
        self.asked.emit(page, {"step": step} if step else {})

    @Slot(str)
    def act(self, code: str) -> None:
        desk_session().lock()


def settings_state(tools: DeskTools) -> FormState:
    people, config = tools.access.people(), tools.config
    entries = audit.history(tools.desk, limit=1)
    wrong = problems(tools)
    rows = (
        FormRow("desk-pin", "我的密码", "换一个新的", icon="lock"),
        FormRow("desk-people", "谁能进来", "、".join(p.name for p in people), icon="users"),
        FormRow(
            "desk-printers",
            "打印机和纸",
            f"{config.printer or '由电脑自己选'}，{PAPERS[config.paper]}",
            icon="printer",
        ),
        FormRow(
            "desk-clock",
            "时钟",
            "对着手机看一看" if tools.facts.trusted else "时间未校准",
            icon="clock",
            alarmed=not tools.facts.trusted,
        ),
        FormRow(
            "desk-health",
            "本机情况",
            f"要看：{'、'.join(row.title for row in wrong)}" if wrong else "磁盘、时间、备份、打印机、字库",
            icon="stethoscope",
            alarmed=bool(wrong),
        ),
        FormRow("desk-archive", "留存", "找以前公开过的，再打一份", icon="history"),
        FormRow("desk-archive:keep", "存一年到 U 盘", "上墙表、表格和台账", icon="usb"),
        FormRow(
            "desk-record",
            "办事记录",
            f"共 {entries[0].seq} 条" if entries else "还没有记录",
            icon="list-details",
        ),
    )
    keys = (FormKey("leave", "回到村民画面", "arrow-back-up"),)
    return FormState("设置", f"{tools.facts.village.short_name}，亭子编号 {config.kiosk_id}", rows, keys)
