"""Local publishing: what the village itself makes public. No Qt, no clock of its own; for the writer thread.

The order of the law (村委会组织法 arts. 35, 37): the committee drafts, the supervision body checks, then it
is published.  How pages use it::

    def work(desk: DeskStore) -> Draft:
        rules = publishing.Publishing(desk, board, home, config)
        draft = rules.start("GK-CW-01", person, now, period="2026-Q3")
        return rules.save(draft.id, replace(draft.content, fields=…, rows=…), person, now)

States of a version: ``draft`` → ``send`` → ``waiting`` → ``check`` (a supervisor's PIN; never one who wrote
in it) → ``checked`` → ``publish`` → ``published``; ``send_back`` → ``returned`` (a note says why), and
``take_back`` → ``draft``.  Only ``draft`` and ``returned`` may be written in.  A published one is changed by
``correct`` (a new version with a reason, which goes the same way) or ``withdraw`` (at once, with a reason:
what should never have been public must not wait for a second person).  Events are entered by the clerk alone.

- ``suggest`` → ``Suggestion`` (periods that are due, title, heads of a table, elements);
  ``publishing_start.title_for`` when another period is chosen.
- ``problems`` → where, what, what to do; ``send`` and ``publish`` refuse while one of them ``blocks``.
- ``listed`` → ``Publication`` (``current`` and ``open`` version); ``arrived`` says that the board has it.
- ``tend`` once a minute, and some seconds after a publication: lays bundles down for the worker, notes
  which have arrived, gives back what was refused (``returned`` with the reason as ``note``).

What a page shows when something does not go: the ``message`` of the ``UsageFault``, or the ``Refused`` of a
PIN.  Codes: ``unknown_draft``, ``unknown_item``, ``not_editable``, ``open_already``, ``not_ready``,
``own_draft``, ``not_supervisor``, ``changed_since``, ``not_checked``, ``clock``, ``not_publishable``,
``reason_…``, ``not_published``, ``bad_event``, ``unknown_event``.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime

from kiosk.bundle.privacy import Rules
from kiosk.desk import audit
from kiosk.desk.drafting import Drafting, day_of, draft_of, in_state, record
from kiosk.desk.own_bundles import Made
from kiosk.desk.publishing_items import attached, disclosure_of, event_problem, withdrawal_of
from kiosk.desk.publishing_records import NewEvent, TendedOwn
from kiosk.desk.publishing_settle import restore
from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.items import EventItem
from kiosk.store import drafts as table
from kiosk.store import local_out
from kiosk.store.drafts import Draft
from kiosk.store.local_out import LocalEvent
from kiosk.store.people import Person


class Publishing(Drafting):
    """All rules over one ``DeskStore``. Every method may raise ``EnvironmentFault`` (desk.db, board.db)."""

    # --- publishing --------------------------------------------------------------------------------

    def publish(self, draft_id: int, by: Person, now: datetime, *, trusted: bool) -> Draft:
        """What was checked goes to the worker, signed by the kiosk; on the screen some seconds later.

        ``UsageFault``: ``not_checked``, ``changed_since``, ``clock``, ``not_ready``, ``not_publishable``.
        """
        if not trusted:
            raise UsageFault("clock", "时间还没有校准，公开的日期会写错。请先校准时间。")
        rules = self.rules()
        self._refuse_unready(self._problems(self.draft(draft_id), rules, now))
        with self._desk.writing() as connection:
            draft = in_state(connection, draft_id, ("checked",), "not_checked", "监督委员会还没有审核。")
            if table.digest(connection, draft) != draft.checked_digest:
                raise UsageFault("changed_since", "审核以后又改过。请收回，再送一次审核。")
            item = disclosure_of(draft, rules, day_of(now))
            made = Made(
                item, draft.content.fields, draft.content.rows if draft.content.fields else None,
                attached(connection, draft),
            )  # fmt: skip
            bundle = self._bundles.make(connection, made, "publish", str(draft_id), {}, rules, now)
            table.step(
                connection, draft_id, now, state="published", publisher_name=by.name, published_at=now,
                published_on=item.published_on, seq=bundle.seq, note="",
            )  # fmt: skip
            deed = "corrected" if draft.version > 1 else "nothing_recorded" if item.nothing else "published"
            record(connection, deed, draft, by, now, draft.reason)
        self._lay()
        return self.draft(draft_id)

    def correct(self, disclosure_id: str, reason: str, by: Person, now: datetime) -> Draft:
        """A new version to write in, with all that the last one says; the screen keeps the old one until
        the new one is published. ``UsageFault``: ``not_published``, ``open_already``, ``reason_…``."""
        self._refuse_reason(reason, self.rules())
        with self._desk.reading() as connection:
            newest = _newest(connection, disclosure_id)
        pictures = [(p, self.picture(newest.id, p.id)) for p in newest.pictures]
        with self._desk.writing() as connection:
            newest = _newest(connection, disclosure_id)
            draft_id = self._add(
                connection, disclosure_id, newest.version + 1, newest.content, reason.strip(), by, now
            )
            for picture, data in pictures:
                size = (picture.width, picture.height)
                table.add_picture(connection, draft_id, picture.title, picture.ending, size, data)
            return draft_of(connection, draft_id)

    def withdraw(self, disclosure_id: str, reason: str, by: Person, now: datetime) -> None:
        """Off the screen at once, visibly and with the reason. ``UsageFault``: ``not_published``,
        ``reason_…``."""
        rules = self.rules()
        self._refuse_reason(reason, rules)
        with self._desk.writing() as connection:
            versions = table.versions(connection, disclosure_id)
            shown = [draft for draft in versions if draft.state == "published"]
            if not shown:
                raise UsageFault("not_published", "这一件没有在公开。请返回看看。")
            item = withdrawal_of(disclosure_id, shown[0].version, reason.strip(), day_of(now))
            before = {"ids": [draft.id for draft in shown]}
            self._bundles.make(connection, Made(item), "withdraw", disclosure_id, before, rules, now)
            for draft in shown:
                table.step(
                    connection, draft.id, now, state="withdrawn", withdrawer_name=by.name, withdrawn_at=now,
                    withdrawn_reason=reason.strip(),
                )  # fmt: skip
            record(connection, "withdrawn", shown[0], by, now, reason.strip())
        self._lay()

    # --- events ------------------------------------------------------------------------------------

    def items_for(self, trigger: str) -> tuple[CatalogueItem, ...]:
        """The catalogue items whose deadline such an event starts, for the clerk to choose from."""
        rules = self.rules()
        return tuple(
            item
            for item in rules.reference.catalogue(rules.village.kind).items
            if any(getattr(part, "trigger", None) == trigger for part in item.deadline.parts)
        )

    def enter_event(self, new: NewEvent, by: Person, now: datetime, *, event_id: str | None = None) -> str:
        """Enter an event, or with ``event_id`` change an own one (another day); its id. ``UsageFault``:
        ``bad_event``, ``unknown_event``."""
        rules = self.rules()
        item = EventItem(
            event_id or self._new_id("E"), new.catalogue_ids, new.trigger, new.on, " ".join(new.title.split())
        )
        problem = event_problem(item, rules)
        if problem:
            raise UsageFault("bad_event", problem)
        with self._desk.writing() as connection:
            known = local_out.event(connection, item.event_id)
            if event_id is not None and known is None:
                raise _no_event()
            self._put_event(connection, item, known, "event_entered", by, rules, now)
        self._lay()
        return item.event_id

    def cancel_event(self, event_id: str, by: Person, now: datetime) -> None:
        """It does not take place: its duties go away. ``UsageFault`` ``unknown_event``."""
        rules = self.rules()
        with self._desk.writing() as connection:
            known = local_out.event(connection, event_id)
            if known is None or known.item.cancelled:
                raise _no_event()
            old = known.item
            item = EventItem(old.event_id, old.catalogue_ids, old.trigger, old.on, old.title, True)
            self._put_event(connection, item, known, "event_cancelled", by, rules, now)
        self._lay()

    def _put_event(
        self,
        connection: sqlite3.Connection,
        item: EventItem,
        known: LocalEvent | None,
        deed: str,
        by: Person,
        rules: Rules,
        now: datetime,
    ) -> None:
        before = local_out.event_cells(known)
        self._bundles.make(connection, Made(item), "event", item.event_id, before, rules, now)
        local_out.put_event(connection, item, by.name, now)
        audit.record(
            connection, deed, at=now, by=by, subject=item.event_id, note=f"{item.on.isoformat()} {item.title}"
        )

    def _lay(self) -> None:
        """What was decided is decided: a full disk only delays it, ``tend`` tries again and tells."""
        with contextlib.suppress(EnvironmentFault):
            self._bundles.lay_waiting()

    # --- the minute's round ------------------------------------------------------------------------

    def tend(self, now: datetime) -> TendedOwn:
        """Lay down what waits, note what has arrived, give back what was refused."""
        arrived = self._bundles.arrived()
        if arrived:
            with self._desk.writing() as connection:
                for bundle in arrived:
                    local_out.arrived(connection, bundle.seq)
                    if bundle.deed == "publish":
                        table.empty_pictures(connection, int(bundle.subject))
        refused = self._bundles.refused()
        if refused:
            with self._desk.writing() as connection:
                for bundle, words in refused:
                    restore(connection, bundle, words, now)
                    self._bundles.take_back(connection, bundle)
        waiting = self._bundles.lay_waiting()
        return TendedOwn(len(arrived), waiting, tuple(words for _, words in refused if words))


def _no_event() -> UsageFault:
    return UsageFault("unknown_event", "没有这一件事，或者已经取消了。请返回看看。")


def _newest(connection: sqlite3.Connection, disclosure_id: str) -> Draft:
    versions = table.versions(connection, disclosure_id)
    if versions and versions[0].state in table.OPEN:
        raise UsageFault("open_already", "已经有一版正在改。请接着改那一版。")
    if not versions:
        raise UsageFault("not_published", "这一件没有在公开。请返回看看。")
    return versions[0]
