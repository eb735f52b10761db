"""Drafts of the village's own publications: written, sent, checked. See ``kiosk.desk.publishing``."""

from __future__ import annotations

import secrets
import sqlite3
from datetime import date, datetime

from kiosk.bundle.privacy import Rules, rules_of
from kiosk.desk import audit
from kiosk.desk.access import Access, Refused
from kiosk.desk.own_bundles import OwnBundles
from kiosk.desk.pictures import clean_picture
from kiosk.desk.publishing_checks import check_draft, check_reason, items_of
from kiosk.desk.publishing_items import tidy
from kiosk.desk.publishing_records import DraftProblem, Publication, Suggestion
from kiosk.desk.publishing_start import suggestion, title_for
from kiosk.domain import crockford
from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.clock import shanghai_date
from kiosk.domain.deadline import EVENT_PREFIX
from kiosk.domain.errors import UsageFault
from kiosk.domain.items import REFERENCE_KINDS, EventItem, local_prefix
from kiosk.store import drafts as table
from kiosk.store import local_out
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.drafts import EDITABLE, Content, Draft
from kiosk.store.home import KioskConfig, KioskHome
from kiosk.store.local_out import LocalEvent
from kiosk.store.people import Person


class Drafting:
    """Drafts and their checking over one ``DeskStore``; see ``kiosk.desk.publishing``."""

    def __init__(self, desk: DeskStore, board: BoardReader, home: KioskHome, config: KioskConfig) -> None:
        self._desk = desk
        self._board = board
        self._home = home
        self._config = config
        self._bundles = OwnBundles(desk, home, config)

    def close(self) -> None:
        """Ends the own look at the board; desk and board are the caller's."""
        self._bundles.close()

    def rules(self) -> Rules:
        """The county's tables and settings as they are on the board now."""
        texts = {kind: text for kind in REFERENCE_KINDS if (text := self._board.reference_text(kind))}
        return rules_of(texts, self._config.village)

    # --- looking -----------------------------------------------------------------------------------

    def listed(self) -> tuple[Publication, ...]:
        """Every publication of the village, the last changed first."""
        with self._desk.reading() as connection:
            every = table.every(connection)
        found: dict[str, Publication] = {}
        for draft in every:
            known = found.get(draft.disclosure_id) or Publication(draft.disclosure_id, None, None)
            current, opened = known.current, known.open
            if draft.state in table.OPEN:
                opened = draft
            elif current is None or current.version < draft.version:
                current = draft
            found[draft.disclosure_id] = Publication(draft.disclosure_id, current, opened)
        return tuple(found.values())

    def draft(self, draft_id: int) -> Draft:
        """One version. ``UsageFault`` ``unknown_draft``."""
        with self._desk.reading() as connection:
            return draft_of(connection, draft_id)

    def versions(self, disclosure_id: str) -> tuple[Draft, ...]:
        """All versions of one publication, newest first; its deeds are in ``audit.history(subject=…)``."""
        with self._desk.reading() as connection:
            return table.versions(connection, disclosure_id)

    def picture(self, draft_id: int, picture_id: int) -> bytes:
        """The bytes of a picture, from the draft or, once published, from the archive."""
        with self._desk.reading() as connection:
            draft = draft_of(connection, draft_id)
            data = table.picture_content(connection, picture_id)
            bundle = local_out.find(connection, draft.seq) if draft.seq is not None else None
        picture = next((p for p in draft.pictures if p.id == picture_id), None)
        if picture is None or data is None:
            raise UsageFault("unknown_draft", "没有这张图片了。请返回。")
        if not data and bundle is not None:
            data = (self._home.archive / bundle.name / "files" / picture.file_name).read_bytes()
        return data

    def events(self) -> tuple[LocalEvent, ...]:
        """What the clerk entered, the latest day first, cancelled ones among them."""
        with self._desk.reading() as connection:
            return local_out.events(connection)

    def suggest(self, catalogue_id: str, now: datetime) -> Suggestion:
        """How a draft for the item may begin. ``UsageFault`` ``unknown_item``."""
        rules = self.rules()
        return suggestion(
            self._item(catalogue_id, rules), rules, self._board.publications(), self._events(), day_of(now)
        )

    def problems(self, draft_id: int, now: datetime) -> tuple[DraftProblem, ...]:
        """What is wrong or doubtful in it, what blocks first."""
        draft = self.draft(draft_id)
        return self._problems(draft, self.rules(), now)

    # --- writing -----------------------------------------------------------------------------------

    def start(
        self,
        catalogue_id: str,
        by: Person,
        now: datetime,
        *,
        period: str | None = None,
        nothing: bool = False,
    ) -> Draft:
        """A draft with the suggested title; ``nothing``: 本期没有发生. ``UsageFault`` ``unknown_item``."""
        rules = self.rules()
        item = self._item(catalogue_id, rules)
        events = self._events()
        if period is None:
            periods = suggestion(item, rules, self._board.publications(), events, day_of(now)).periods
            period = periods[0].period
        event = next((e for e in events if period == f"{EVENT_PREFIX}{e.event_id}"), None)
        content = Content(
            (catalogue_id,), title_for(item, period, events), period, item.form, nothing=nothing,
            event_on=event.on if event else None,
        )  # fmt: skip
        with self._desk.writing() as connection:
            draft_id = self._add(connection, self._new_id(), 1, content, "", by, now)
            return draft_of(connection, draft_id)

    def save(self, draft_id: int, content: Content, by: Person, now: datetime) -> Draft:
        """Keep what was written, tidied (amounts as ``12600.00``). ``UsageFault`` ``not_editable``."""
        clean = tidy(content)
        with self._desk.writing() as connection:
            draft = editable(connection, draft_id)
            table.save(connection, draft, clean, by.id, now)
            return draft_of(connection, draft_id)

    def add_picture(self, draft_id: int, data: bytes, title: str, by: Person, now: datetime) -> Draft:
        """A picture behind the others, drawn anew without what the camera wrote into it.

        ``UsageFault``: ``not_editable``, ``picture_large``, ``picture_unknown``.
        """
        picture = clean_picture(data)
        with self._desk.writing() as connection:
            draft = editable(connection, draft_id)
            name = " ".join(title.split())
            table.add_picture(connection, draft_id, name, picture.ending, picture.size, picture.data)
            table.save(connection, draft, draft.content, by.id, now)
            return draft_of(connection, draft_id)

    def name_picture(self, draft_id: int, picture_id: int, title: str, by: Person, now: datetime) -> Draft:
        """Other words under a picture."""
        with self._desk.writing() as connection:
            draft = editable(connection, draft_id)
            if any(picture.id == picture_id for picture in draft.pictures):
                table.name_picture(connection, picture_id, " ".join(title.split()))
                table.save(connection, draft, draft.content, by.id, now)
            return draft_of(connection, draft_id)

    def drop_picture(self, draft_id: int, picture_id: int, by: Person, now: datetime) -> Draft:
        """Take a picture out."""
        with self._desk.writing() as connection:
            draft = editable(connection, draft_id)
            table.drop_picture(connection, draft_id, picture_id)
            table.save(connection, draft, draft.content, by.id, now)
            return draft_of(connection, draft_id)

    def drop(self, draft_id: int, by: Person, now: datetime) -> None:
        """Throw a draft away. ``UsageFault`` ``not_editable``."""
        with self._desk.writing() as connection:
            draft = editable(connection, draft_id)
            table.remove(connection, draft_id)
            record(connection, "draft_dropped", draft, by, now)

    # --- checking ----------------------------------------------------------------------------------

    def send(self, draft_id: int, by: Person, now: datetime) -> Draft:
        """To the supervision body. ``UsageFault``: ``not_editable``, ``not_ready``."""
        draft = self.draft(draft_id)
        self._refuse_unready(self._problems(draft, self.rules(), now))
        with self._desk.writing() as connection:
            draft = editable(connection, draft_id)
            table.step(connection, draft_id, now, state="waiting", sent_at=now, note="")
            record(connection, "draft_sent", draft, by, now)
            return draft_of(connection, draft_id)

    def take_back(self, draft_id: int, by: Person, now: datetime) -> Draft:
        """Write in it again, before it is published; it must be checked anew. ``UsageFault``
        ``not_editable``."""
        with self._desk.writing() as connection:
            draft = in_state(
                connection, draft_id, ("waiting", "checked"), "not_editable", "这一件不能收回了。"
            )
            table.step(
                connection, draft_id, now, state="draft", sent_at=None, checker=None, checker_name="",
                checked_at=None, checked_digest="",
            )  # fmt: skip
            record(connection, "draft_taken_back", draft, by, now)
            return draft_of(connection, draft_id)

    def checkers(self, draft_id: int) -> tuple[Person, ...]:
        """Who may check it: of the supervision body, with a PIN, and not among those who wrote in it."""
        draft = self.draft(draft_id)
        return tuple(
            p for p in Access(self._desk).people()
            if p.role == "supervisor" and p.has_pin and p.id not in draft.editors
        )  # fmt: skip

    def check(self, draft_id: int, person_id: int, pin: str, now: datetime) -> Draft | Refused:
        """A supervisor vouches for it with their own PIN. ``UsageFault``: ``not_editable`` (not waiting),
        ``own_draft``, ``not_supervisor``, ``not_ready``."""
        draft = self.draft(draft_id)
        self._refuse_unready(self._problems(draft, self.rules(), now))
        found = self._supervisor(draft, person_id, pin, now)
        if isinstance(found, Refused):
            return found
        with self._desk.writing() as connection:
            draft = in_state(connection, draft_id, ("waiting",), "not_editable", "这一件没有在等审核。")
            table.step(
                connection, draft_id, now, state="checked", checker=found.id, checker_name=found.name,
                checked_at=now, checked_digest=table.digest(connection, draft),
            )  # fmt: skip
            record(connection, "checked", draft, found, now)
            return draft_of(connection, draft_id)

    def send_back(self, draft_id: int, person_id: int, pin: str, note: str, now: datetime) -> Draft | Refused:
        """A supervisor does not agree; ``note`` says what to change. Raises as :meth:`check`, and
        ``reason_empty``, ``reason_long``, ``personal_value``."""
        self._refuse_reason(note, self.rules())
        found = self._supervisor(self.draft(draft_id), person_id, pin, now)
        if isinstance(found, Refused):
            return found
        with self._desk.writing() as connection:
            draft = in_state(
                connection, draft_id, ("waiting", "checked"), "not_editable", "这一件没有在等审核。"
            )
            table.step(
                connection, draft_id, now, state="returned", note=note.strip(), checker=None,
                checker_name="", checked_at=None, checked_digest="",
            )  # fmt: skip
            record(connection, "sent_back", draft, found, now, note.strip())
            return draft_of(connection, draft_id)

    def _supervisor(self, draft: Draft, person_id: int, pin: str, now: datetime) -> Person | Refused:
        access = Access(self._desk)
        person = next((p for p in access.people() if p.id == person_id), None)
        if person_id in draft.editors:
            raise UsageFault("own_draft", "写过这一件的人不能审核它。请另一位监督委员来审。")
        if person is None or person.role != "supervisor":
            raise UsageFault("not_supervisor", "要村（居）务监督委员会的人来审核。请选监督委员。")
        entered = access.confirm(person_id, pin, now)
        return entered if isinstance(entered, Refused) else entered.person

    # --- within ------------------------------------------------------------------------------------

    def _problems(self, draft: Draft, rules: Rules, now: datetime) -> tuple[DraftProblem, ...]:
        found = check_draft(draft.content, draft.pictures, rules, day_of(now))
        twin = self._twin(draft)
        return (*found, twin) if twin else found

    def _twin(self, draft: Draft) -> DraftProblem | None:
        if draft.version > 1 or draft.content.period == "long":
            return None
        for other in self.listed():
            content = other.newest.content
            same = (
                content.period == draft.content.period
                and content.catalogue_ids == draft.content.catalogue_ids
            )
            if other.disclosure_id != draft.disclosure_id and same and other.newest.state != "withdrawn":
                return DraftProblem(
                    "warn", "twin", "整件", "同一项、同一期已经有一件。", "要改那一件，请用“更正”。", "whole"
                )
        return None

    def _refuse_unready(self, problems: tuple[DraftProblem, ...]) -> None:
        blocking = [p for p in problems if p.blocks]
        if blocking:
            first = blocking[0]
            raise UsageFault(
                "not_ready", f"还有 {len(blocking)} 处要改。{first.place}：{first.what}{first.todo}"
            )

    def _refuse_reason(self, reason: str, rules: Rules) -> None:
        problem = check_reason(reason, rules)
        if problem is not None:
            raise UsageFault(problem.code, f"{problem.what}{problem.todo}")

    def _item(self, catalogue_id: str, rules: Rules) -> CatalogueItem:
        content = Content((catalogue_id,), "", "", "text")
        for item in items_of(content, rules):
            return item
        raise UsageFault("unknown_item", "目录里没有这一项了。请返回，另选一项。")

    def _events(self) -> tuple[EventItem, ...]:
        """On the board, and own ones that are still on their way."""
        found = {event.event_id: event for event in self._board.events()}
        found |= {event.item.event_id: event.item for event in self.events()}
        return tuple(event for event in found.values() if not event.cancelled)

    def _new_id(self, mark: str = "") -> str:
        return f"{local_prefix(self._config.kiosk_id)}{mark}{crockford.encode(secrets.token_bytes(8), 8)}"

    def _add(
        self,
        connection: sqlite3.Connection,
        disclosure_id: str,
        version: int,
        content: Content,
        reason: str,
        by: Person,
        now: datetime,
    ) -> int:
        draft_id = table.add(
            connection, disclosure_id, version, content, reason=reason, person=by.id, name=by.name, at=now
        )
        audit.record(connection, "drafted", at=now, by=by, subject=disclosure_id, note=content.title)
        return draft_id


def day_of(now: datetime) -> date:
    return shanghai_date(now)


def draft_of(connection: sqlite3.Connection, draft_id: int) -> Draft:
    draft = table.by_id(connection, draft_id)
    if draft is None:
        raise UsageFault("unknown_draft", "没有这份草稿了，可能已经丢掉。请返回。")
    return draft


def in_state(
    connection: sqlite3.Connection, draft_id: int, states: tuple[str, ...], code: str, words: str
) -> Draft:
    draft = draft_of(connection, draft_id)
    if draft.state not in states:
        raise UsageFault(code, words)
    return draft


def editable(connection: sqlite3.Connection, draft_id: int) -> Draft:
    return in_state(connection, draft_id, EDITABLE, "not_editable", "这一件已经送审或公开，不能直接改。")


def record(
    connection: sqlite3.Connection, deed: str, draft: Draft, by: Person, now: datetime, note: str = ""
) -> None:
    words = f"{draft.content.title} 第{draft.version}版" + (f"：{note}" if note else "")
    audit.record(connection, deed, at=now, by=by, subject=draft.disclosure_id, note=words)
