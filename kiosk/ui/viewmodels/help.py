"""帮助 and 提意见: how to use the machine, whom to ask, until when an answer comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

from kiosk.store.views import Board
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.facts import Facts
from kiosk.ui.words import W

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class HelpRow:
    """An icon, a short heading and one or two plain sentences."""

    icon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class HelpState:
    title: str
    meta: str
    warning: str
    rows: tuple[HelpRow, ...]
    foot: str


class _HelpBase(PageModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = RowsModel(HelpRow, self)

    @Property(QObject, constant=True)
    def rows(self) -> RowsModel:
        return self._rows

    def take(self, state: HelpState) -> None:
        super().take(state)
        self._rows.replace(state.rows)


@QmlElement
class HelpVM(_HelpBase):
    """How to use the machine."""

    def build_for(self, params: dict[str, Any]) -> Build:
        return help_build


@QmlElement
class AskVM(_HelpBase):
    """Whom to ask, and within how many days the answer is due."""

    def build_for(self, params: dict[str, Any]) -> Build:
        return ask_build


def _duty_row(facts: Facts) -> HelpRow:
    person = facts.duty
    if person is None:
        return HelpRow("user-circle", "找值班员", f"请到{facts.village.committee}找值班的人。")
    return HelpRow("user-circle", "找值班员", f"今天是 {facts.safe(person.name)}，电话 {person.phone}。")


def help_build(_board: Board, facts: Facts) -> HelpState:
    """Six short rows: touch, read, find, size, paper, person."""
    rows = (
        HelpRow("hand-finger", "轻轻按一下", "按绿色的块，或带边框的键，不用滑。"),
        HelpRow("coins", "看我家领了多少", "按“查补贴”，再按“找我家”。"),
        HelpRow("text-size", "字太小", "按下面的“大字”。再按一次，字更大。"),
        HelpRow("contrast", "看着晃眼", "按下面的“黑底”，再按就变回来。"),
        HelpRow("arrow-left", "走错了", "按“返回”退一步，按“首页”从头来。"),
        HelpRow("eye-off", "看完了", "按“看完了”或“首页”，屏幕不留名字。"),
        _duty_row(facts),
    )
    return HelpState(
        title="帮助",
        meta="怎么用这台机器",
        warning="",
        rows=rows,
        foot="屏幕和墙上公开栏的内容是一样的。",
    )


def ask_build(_board: Board, facts: Facts) -> HelpState:
    """The person on duty, the public phones and the law's way for what is not or wrongly published."""
    contacts = tuple(HelpRow("phone", c.who, f"电话 {c.phone}") for c in facts.contacts())
    village = facts.village.kind == "village"
    law = "《村民委员会组织法》第三十六条" if village else "《城市居民委员会组织法》第三十五条"
    rows = (
        _duty_row(facts),
        HelpRow("clock", "多久有答复", "五个工作日内答复，简单的三天内。"),
        *contacts,
        HelpRow("scale", "没公开或不真实", f"可以向乡镇或县里反映。依据：{law}。"),
    )
    return HelpState(
        title=W.ask_and_replies,
        meta=W.ask_sub if village else W.ask_sub_community,
        warning="",
        rows=rows,
        foot="请当面说，或打电话。说了什么，值班员会记下来。",
    )
