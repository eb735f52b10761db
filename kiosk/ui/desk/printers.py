"""打印机和纸: which printer is used when nothing else is said, and on what paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, cast, get_args

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.desk import audit
from kiosk.domain.errors import EnvironmentFault
from kiosk.store.home import KioskConfig, Paper
from kiosk.ui.desk.form import FormKey, FormModel, FormRow, FormState, chosen
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.printwords import PAPERS
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

_PAPER = "paper:"
_PRINTER = "printer:"
_PAPER_SUBS: dict[Paper, str] = {
    "a3": "字最大，公开栏用这种",
    "a4": "普通打印机都行",
    "2xa4": "左右两张贴成一张 A3",
}


@dataclass(frozen=True, slots=True)
class Queue:
    """A printer of this computer as it was just now."""

    name: str
    words: str
    fine: bool
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queues:
    """What looking came to; ``fault`` when the printing service does not answer."""

    found: tuple[Queue, ...]
    fault: str = ""


@QmlElement
class DeskPrintersVM(FormModel):
    """No params. Printers are asked for on the maker thread."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._queues: Queues | None = None

    @Slot("QVariantMap")  # type: ignore[arg-type]
    def start(self, params: dict[str, Any]) -> None:
        super().start(params)
        self._look()

    @Slot()
    def stop(self) -> None:
        self._queues = None
        super().stop()

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return partial(printers_state, self._queues)

    @Slot(str)
    def choose(self, code: str) -> None:
        self.perform(partial(keep, code), self._kept)

    @Slot(str)
    def act(self, code: str) -> None:
        self._queues = None
        self.turn_to()
        self._look()

    def _kept(self, words: str) -> None:
        self.note, self.is_problem = words, False

    def _look(self) -> None:
        self._lent.runner.task(look_for_printers, self._looked)

    def _looked(self, queues: Queues) -> None:
        if self._open:
            self._queues = queues
            self.reload()


def look_for_printers() -> Queues:
    """Every queue of this computer and how it is."""
    from kiosk.printing.cups import Cups
    from kiosk.printing.words import printer_words

    try:
        printers = Cups().printers()
    except EnvironmentFault as fault:
        return Queues((), fault.message)
    return Queues(
        tuple(
            Queue(
                p.name,
                printer_words(p),
                p.is_fine,
                tuple(paper for paper in get_args(Paper) if p.can_print_on(paper)),
            )
            for p in printers
        )
    )


def keep(code: str, tools: DeskTools) -> str:
    """Write the choice into kiosk.toml, whole or not at all; the sentence for the clerk."""
    kind, _, value = code.partition(":")
    config: KioskConfig = tools.config
    if kind == "paper":
        paper = cast(Paper, value)
        config, note = replace(config, paper=paper), f"平常用 {PAPERS[paper]}"
    else:
        config, note = replace(config, printer=value), f"平常用 {value}" if value else "打印机由电脑自己选"
    if config != tools.config:
        config.save(tools.home.config_file)
        with tools.desk.writing() as connection:
            audit.record(connection, "setting_changed", at=tools.clock.now(), by=tools.person, note=note)
    return f"{note}。"


def printers_state(queues: Queues | None, tools: DeskTools) -> FormState:
    config = tools.config
    rows: list[FormRow] = []
    meta = "正在看有哪些打印机…"
    if queues is not None:
        meta = f"这台电脑上有 {len(queues.found)} 台打印机" if queues.found else "这台电脑上还没有打印机"
        rows += _printers(queues, config)
    for paper in get_args(Paper):
        row = FormRow(f"{_PAPER}{paper}", f"纸：{PAPERS[paper]}", _PAPER_SUBS[paper], icon="file-text")
        rows.append(chosen(row, paper == config.paper))
    lead = queues.fault if queues is not None else ""
    if queues is not None and not queues.found and not lead:
        lead = "请装机器的人在电脑上添好打印机。没有打印机时，可以存到 U 盘拿去打。"
    keys = (FormKey("again", "再找一遍", "refresh"),)
    return FormState("打印机和纸", meta, tuple(rows), keys, lead=lead)


def _printers(queues: Queues, config: KioskConfig) -> list[FormRow]:
    names = [queue.name for queue in queues.found]
    rows = [_printer(queue, config) for queue in queues.found]
    if config.printer and config.printer not in names:
        gone = FormRow(
            f"{_PRINTER}{config.printer}", config.printer, "找不到这台，请换一台",
            icon="printer-off", alarmed=True,
        )  # fmt: skip
        rows.insert(0, chosen(gone))
    itself = FormRow(_PRINTER, "由电脑自己选", "只有一台打印机时选这个", icon="printer")
    return [*rows, chosen(itself, not config.printer)]


def _printer(queue: Queue, config: KioskConfig) -> FormRow:
    fits = config.paper in queue.papers
    words = queue.words if fits else f"{queue.words}，打不了 {PAPERS[config.paper]}"
    icon = "printer" if queue.fine else "printer-off"
    row = FormRow(
        f"{_PRINTER}{queue.name}", queue.name, words, icon=icon, alarmed=not (queue.fine and fits)
    )
    return chosen(row, queue.name == config.printer)
