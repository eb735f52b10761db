"""The record of who did what when (办事记录). Written in the transaction of the deed itself:

with desk.writing() as connection:
    prints.mark_posted(connection, …)
    audit.record(connection, "posted", at=now, by=person, subject=sheet_id)
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from types import MappingProxyType

from kiosk.domain.clock import SHANGHAI
from kiosk.domain.scan import scan_text
from kiosk.store import audit
from kiosk.store.audit import Entry, Head
from kiosk.store.desk import DeskStore
from kiosk.store.people import Person

ACTIONS = MappingProxyType(
    {
        "entered": "进了工作台",
        "pin_paused": "密码错得太多，停了一会儿",
        "person_added": "加了一个人",
        "person_left": "去掉了一个人",
        "code_given": "给了一次性开通码",
        "pin_set": "设了密码",
        "question_taken_up": "开始办一个提问",
        "question_answered": "答复了一个提问",
        "question_erased": "到期清掉了一个提问里的电话和手写",
        "printed": "打印了",
        "posted": "记为已张贴",
        "posting_undone": "取消了张贴记录",
        "taken_down": "记为已撤下",
        "reason_written": "写了没按时公开的原因",
        "nothing_recorded": "记了本期没有发生",
        "event_entered": "记了一件事",
        "event_cancelled": "取消了一件事",
        "drafted": "起草了一件公开",
        "draft_sent": "把一件公开送去审核",
        "draft_taken_back": "把送审的一件收回来改",
        "draft_dropped": "丢掉了一份草稿",
        "publication_refused": "有一件没能放上屏幕，退回了",
        "checked": "审核通过了一件公开",
        "sent_back": "审核退回了一件公开",
        "published": "公开了",
        "corrected": "更正了",
        "withdrawn": "撤回了",
        "imported": "导入了",
        "exported": "导出了",
        "setting_changed": "改了设置",
        "clock_confirmed": "确认了时间",
        "desk_restored": "用备份换回了 desk.db",
    }
)
"""Code → what a reader of the record is told. A new deed gets its line here."""

_HIDDEN = "(有不能写出的号码)"
_MOST = 200


def record(
    connection: sqlite3.Connection,
    what: str,
    *,
    at: datetime,
    by: Person | None = None,
    subject: str = "",
    note: str = "",
) -> Head:
    """Add an entry. ``by`` is ``None`` for what the kiosk does by itself; ``subject`` an id.

    ``note`` is cut at 200 characters and never holds a number that the value scan finds.
    ``KeyError`` for a deed that is not in ``ACTIONS``.
    """
    ACTIONS[what]
    subject, note = (_HIDDEN if scan_text(text) else text[:_MOST] for text in (subject, note))
    return audit.append(
        connection,
        at=at,
        person=by.id if by else None,
        who=by.name if by else "",
        what=what,
        subject=subject,
        note=note,
    )


def history(
    desk: DeskStore, *, before: int | None = None, limit: int = 50, subject: str | None = None
) -> tuple[Entry, ...]:
    """Newest first, page by page (``before`` = the last seq of the page before)."""
    with desk.reading() as connection:
        return audit.entries(connection, before=before, limit=limit, subject=subject)


def words(entry: Entry) -> str:
    """An entry as a line: ``2026年6月15日 12:00 王某：答复了一个提问（Q…）``."""
    at = entry.at.astimezone(SHANGHAI)
    tail = "，".join(text for text in (entry.subject, entry.note) if text)
    when = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    deed = ACTIONS.get(entry.what, entry.what)
    return f"{when} {entry.who or '本机'}：{deed}" + (f"（{tail}）" if tail else "")
