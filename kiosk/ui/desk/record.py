"""办事记录: the newest entries and whether the chain holds."""

from __future__ import annotations

from typing import Any

from PySide6.QtQml import QmlElement

from kiosk.desk import audit
from kiosk.store.audit import Entry, Verdict, verify
from kiosk.ui.desk.days import moment_words
from kiosk.ui.desk.form import FormModel, FormRow, FormState
from kiosk.ui.desk.model import DeskBuild
from kiosk.ui.desk.tools import DeskTools

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

SHOWN = 50


@QmlElement
class DeskRecordVM(FormModel):
    """No params. Only to be read."""

    def build_desk(self, params: dict[str, Any]) -> DeskBuild:
        return record_state


def verdict_of(tools: DeskTools) -> Verdict:
    """The chain, held against the head that the county was told last."""
    from kiosk.intake.receipts import told_audit_head

    known = told_audit_head(tools.config.drop_out, tools.config.kiosk_id)
    with tools.desk.reading() as connection:
        return verify(connection, known)


def record_state(tools: DeskTools) -> FormState:
    verdict = verdict_of(tools)
    entries = audit.history(tools.desk, limit=SHOWN)
    rows = tuple(_row(entry, tools) for entry in entries)
    if not verdict.ok:
        return FormState("办事记录", "对不上", rows, lead=f"{verdict.sentence}请告诉县里，desk.db 要留着。")
    meta = f"共 {verdict.entries} 条，没有改动" if verdict.entries else "还没有记录"
    if verdict.entries > SHOWN:
        meta += f"；下面是最近 {SHOWN} 条"
    return FormState("办事记录", meta, rows)


def _row(entry: Entry, tools: DeskTools) -> FormRow:
    deed = audit.ACTIONS.get(entry.what, entry.what)
    when = moment_words(entry.at, tools.facts.today)
    about = entry.note or entry.subject
    title = f"{entry.who or '本机'}：{deed}"
    return FormRow(str(entry.seq), title, when + (f"　{about}" if about else ""), opens=False)
