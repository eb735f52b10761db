"""写原因: the clerk says why something is late and by when it will be there. For the writer thread.

    Reasons(desk, settings.own_numbers()).write(key, "accounts", late_on=day, by=person, now=now, today=today)

Villagers read it beside the overdue item, so the value scan looks at it first.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, datetime

from kiosk.desk import audit
from kiosk.domain.duty import DutyKey
from kiosk.domain.errors import UsageFault
from kiosk.domain.reasons import MOST_WORDS, OTHER, READY, Reason, subject_of
from kiosk.domain.scan import scan_text
from kiosk.store import reasons as table
from kiosk.store.desk import DeskStore
from kiosk.store.people import Person


class Reasons:
    """Rules of reasons over one ``DeskStore``. ``own_numbers``: public phones that may be written.

    Every method may raise ``EnvironmentFault`` (desk.db).
    """

    def __init__(self, desk: DeskStore, own_numbers: AbstractSet[str] = frozenset()) -> None:
        self._desk = desk
        self._own_numbers = own_numbers

    def write(
        self,
        key: DutyKey,
        code: str,
        text: str = "",
        *,
        late_on: date | None = None,
        by: Person,
        now: datetime,
        today: date,
    ) -> Reason:
        """Keep a reason in place of any earlier one for the duty.

        ``UsageFault``: ``reason_empty``, ``reason_long``, ``reason_private``, ``late_in_past``.
        ``ValueError`` for a code that is not ready.
        """
        if code not in READY:
            raise ValueError("no such ready reason")
        words = " ".join(text.split())
        if code == OTHER and not words:
            raise UsageFault("reason_empty", "选了“其他”，要写几个字说明原因。")
        if len(words) > MOST_WORDS:
            raise UsageFault("reason_long", f"原因写长了，最多{MOST_WORDS}个字。请写短一些。")
        if found := scan_text(words, self._own_numbers):
            raise UsageFault("reason_private", f"原因里有{found[0].words()}，不能公开。请去掉再存。")
        if late_on is not None and late_on < today:
            raise UsageFault("late_in_past", "答应补公开的日子已经过了。请改成今天或以后。")
        reason = Reason(key, code, words, late_on, by.name, now)
        with self._desk.writing() as connection:
            table.add(connection, reason)
            note = reason.sentence(today)
            audit.record(connection, "reason_written", at=now, by=by, subject=subject_of(key), note=note)
        return reason

    def take_back(self, key: DutyKey, *, by: Person, now: datetime) -> None:
        """The duty stands without a reason again; that it had one stays in the record."""
        with self._desk.writing() as connection:
            table.add(connection, Reason(key, "", "", None, by.name, now))
            audit.record(
                connection, "reason_written", at=now, by=by, subject=subject_of(key), note="取消了原因"
            )
