"""Questions and replies (赣府厅字〔2022〕45号 第(十三)项: within 5 working days, simple ones within 3).

The way of a question: asked (desk.db, its letter sealed at once, no phone in clear anywhere) → for 5
minutes the asker may take it back, nothing has left → ``tend`` carries the letter to ``out/questions``
(办理中) → a ``reply`` item of the county in board.db, or the clerk's own answer (已答复) → 30 days later
letter and handwriting are erased.  The receipt number stands on the asker's slip and in the letter;
files and bundles name a question by ``question_id``, from which the number cannot be told.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from datetime import UTC, date, datetime, time, timedelta

from kiosk.desk import audit, tries
from kiosk.desk.post import Post
from kiosk.desk.question_records import (
    LOOKUP_LIMIT,
    Answer,
    Asked,
    DeskQuestion,
    LookUp,
    NewQuestion,
    PublicAnswer,
    Standing,
    Tended,
)
from kiosk.domain import crockford
from kiosk.domain.clock import SHANGHAI, shanghai_date
from kiosk.domain.errors import UsageFault
from kiosk.domain.questions import (
    KIND_WORDS,
    MOST_A_DAY,
    MOST_REPLY,
    WITHDRAW_WITHIN,
    due_date,
    is_to_erase,
    may_withdraw,
    new_number,
    overdue_days,
    public_about,
    ready_sentence,
    tidy_number,
    tidy_phone,
)
from kiosk.domain.scan import scan_text
from kiosk.domain.workdays import HolidayTable, unknown_note
from kiosk.store import questions as table
from kiosk.store.desk import COPIES_KEPT, DeskStore
from kiosk.store.home import KioskConfig, KioskHome
from kiosk.store.people import Person
from kiosk.store.questions import LocalReply, Question
from kiosk.store.views import Replies

MOST_DRAWING_BYTES = 60 * 1024
MOST_DRAWING_PX = 2_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,95}", re.ASCII)


class Questions:
    """All rules of questions over one ``DeskStore``; for the screen's writer thread.

    ``board`` is a ``BoardReader``.  Every method may raise ``EnvironmentFault`` (desk.db, board.db).
    ``trusted`` is whether the clock can be believed (architecture §7, Time).
    """

    def __init__(
        self, desk: DeskStore, board: Replies, home: KioskHome, config: KioskConfig, holidays: HolidayTable
    ) -> None:
        self._desk = desk
        self._board = board
        self._post = Post(desk, board, home, config)
        self._holidays = holidays

    def can_call(self) -> bool:
        """Whether 打电话 may be offered: only when there is a key to seal the phone with."""
        return self._post.usable_key() is not None

    def ask(self, new: NewQuestion, now: datetime, *, trusted: bool) -> Asked:
        """Take a question in. What is wrong for the asker is a ``UsageFault``: ``drawing_missing``,
        ``bad_phone``, ``cannot_call``, ``too_many``. ``ValueError`` for what a page must not send."""
        sentence = ready_sentence(new.sentence)
        if sentence.needs_drawing and new.drawing is None:
            raise UsageFault("drawing_missing", "还没有写。请在格子里写几个字。")
        if new.drawing is not None:
            _check_drawing(new.drawing)
        if new.about is not None and not _ID.fullmatch(new.about.id):
            raise ValueError("not an id")
        phone = tidy_phone(new.phone or "") if new.contact == "phone" else None
        key = self._post.usable_key()
        if phone is not None and key is None:
            raise UsageFault("cannot_call", "现在还不能留电话。请改选“到这里查”。")
        asked_on = shanghai_date(now)
        due = due_date(asked_on, sentence.simple, self._holidays) if trusted else None
        with self._desk.writing() as connection:
            self._check_room(connection, asked_on)
            question = Question(
                question_id="Q" + crockford.encode(secrets.token_bytes(8), 12),
                number=new_number(secrets.randbelow, lambda n: table.is_number_taken(connection, n)),
                kind=sentence.kind,
                sentence=sentence.code,
                about=new.about,
                drawing=new.drawing,
                contact=new.contact,
                asked_at=now,
                due=due,
                sealed=key is not None,
            )
            table.add(connection, question)
            if key is not None:
                self._post.queue_letter(connection, question, phone, key)
        note = "" if due is None else unknown_note(self._holidays.unknown_years(asked_on, due))
        return Asked(question.question_id, question.number, due, note, now + WITHDRAW_WITHIN)

    def withdraw(self, question_id: str, now: datetime) -> bool:
        """Take it back: nothing of it remains but the number. False when it is too late."""
        with self._desk.writing() as connection:
            question = table.by_id(connection, question_id)
            if (
                question is None
                or question.withdrawn_at is not None
                or question.sent_at is not None
                or question.reply is not None
                or not may_withdraw(question.asked_at, now)
            ):
                return False
            table.withdraw(connection, question_id, now)
        return True

    def look_up(self, number: str, now: datetime, *, trusted: bool) -> LookUp:
        """The reply to a receipt number. While a pause runs the right number is not told from a wrong one."""
        tidy = tidy_number(number)
        with self._desk.writing() as connection:
            pause = tries.wait(connection, "number", LOOKUP_LIMIT, now)
            if pause is not None:
                return LookUp(None, f"错得太多，请过 {tries.wait_words(pause)}再查。", 0, pause)
            question = None if tidy is None else table.by_number(connection, tidy)
            if question is None:
                left = tries.wrong(connection, "number", LOOKUP_LIMIT, now)
                if left:
                    return LookUp(None, f"没有这个编号。请看看单子，还能试 {left} 次。", left)
                pause = tries.wait(connection, "number", LOOKUP_LIMIT, now) or timedelta()
                return LookUp(None, f"错得太多，请过 {tries.wait_words(pause)}再查。", 0, pause)
        standing = self._standing(question, shanghai_date(now), trusted)
        return LookUp(Answer(question.question_id, standing, question.due, question.satisfied))

    def rate(self, question_id: str, satisfied: bool, now: datetime) -> bool:
        """Whether the asker is content with the reply, once. False when it cannot be said (any more)."""
        with self._desk.writing() as connection:
            question = table.by_id(connection, question_id)
            if question is None or question.satisfied is not None:
                return False
            if question.withdrawn_at is not None or not self._is_answered(question):
                return False
            table.set_satisfied(connection, question_id, satisfied)
            self._post.queue_notice(
                connection, question, "satisfied", {"satisfied": satisfied, "on": _iso(now)}, now
            )
        return True

    def public_answers(self) -> tuple[PublicAnswer, ...]:
        """Everything answered for all to read, newest first: the county's and the desk's own."""
        with self._desk.reading() as connection:
            asked = {q.question_id: q for q in table.all_asked(connection)}
        found: dict[str, PublicAnswer] = {}
        for reply in self._board.public_replies():
            found[reply.question_id] = PublicAnswer("", None, reply.text, reply.answered_on)
        for question in asked.values():
            reply = question.reply
            if reply is not None and reply.public and self._board.reply(question.question_id) is None:
                found[question.question_id] = PublicAnswer("", None, reply.text, reply.replied_on)
        shown: list[PublicAnswer] = []
        for question_id, answer in found.items():
            question = asked.get(question_id)
            if question is None:
                shown.append(answer)
                continue
            sentence = ready_sentence(question.sentence)
            if sentence.may_be_public:
                words = KIND_WORDS[sentence.kind] if sentence.needs_drawing else sentence.text
                shown.append(
                    PublicAnswer(words, public_about(question.about), answer.text, answer.answered_on)
                )
        return tuple(sorted(shown, key=lambda a: a.answered_on, reverse=True))

    def listed(self, now: datetime, *, trusted: bool) -> tuple[DeskQuestion, ...]:
        """For the clerk: open ones first, the soonest due on top, then answered ones, newest first."""
        with self._desk.reading() as connection:
            asked = table.all_asked(connection)
        today = shanghai_date(now)
        lines = [
            DeskQuestion(q, ready_sentence(q.sentence), self._standing(q, today, trusted)) for q in asked
        ]
        open_ones = [line for line in lines if line.standing.answered_on is None]
        open_ones.sort(key=lambda line: (line.question.due or date.max, line.question.asked_at))
        done = [line for line in lines if line.standing.answered_on is not None]
        done.sort(
            key=lambda line: (line.standing.answered_on or date.min, line.question.asked_at), reverse=True
        )
        return (*open_ones, *done)

    def overdue(self, now: datetime, *, trusted: bool) -> tuple[DeskQuestion, ...]:
        """Open ones past their due date; none while the clock cannot be believed."""
        return tuple(line for line in self.listed(now, trusted=trusted) if line.standing.overdue)

    def take_up(self, question_id: str, by: Person, now: datetime) -> None:
        """The clerk begins with it. ``UsageFault`` ``unknown_question``."""
        with self._desk.writing() as connection:
            question = _known(connection, question_id)
            if question.taken_up_at is None:
                table.take_up(connection, question_id, now)
                audit.record(connection, "question_taken_up", at=now, by=by, subject=question_id)

    def reply(
        self,
        question_id: str,
        text: str,
        *,
        public: bool,
        by: Person,
        now: datetime,
        own_numbers: frozenset[str] = frozenset(),
    ) -> None:
        """The clerk answers a matter of the village itself; the county is told that it was answered.

        ``own_numbers``: public phones of the settings, which an answer may name.  ``UsageFault``:
        ``unknown_question``, ``reply_empty``, ``reply_long``, ``reply_personal``, ``answered_already``
        (by the county), ``not_public`` (a sentence that is never shown to others).
        """
        words = text.strip()
        if not words:
            raise UsageFault("reply_empty", "答复还是空的。请写几句再交。")
        if len(words) > MOST_REPLY:
            raise UsageFault("reply_long", f"答复超过 {MOST_REPLY} 个字。请写短一些。")
        found = scan_text(words, own_numbers)
        if found:
            raise UsageFault("reply_personal", f"答复里有{found[0].words()}。请去掉再交。")
        with self._desk.writing() as connection:
            question = _known(connection, question_id)
            if public and not ready_sentence(question.sentence).may_be_public:
                raise UsageFault("not_public", "这一类提问牵涉到别人，答复不能公开。请改成只给本人看。")
            if self._board.reply(question_id) is not None:
                raise UsageFault("answered_already", "县里已经答复了，不用再答。")
            answered_on = shanghai_date(now)
            table.set_reply(connection, question_id, LocalReply(words, answered_on, public))
            self._post.queue_notice(
                connection, question, "answered",
                {"answered_on": answered_on.isoformat(), "public": public}, now,
            )  # fmt: skip
            audit.record(
                connection, "question_answered", at=now, by=by, subject=question_id,
                note="公开答复" if public else "只给本人看",
            )  # fmt: skip

    def tend(self, now: datetime, *, trusted: bool) -> Tended:
        """Do what is due: seal, carry to the county, erase. Call it once a minute and after asking.

        ``EnvironmentFault`` when the drop folder is away or the county's key is bad: nothing is lost,
        the next round tries again.
        """
        key = self._post.usable_key()
        with self._desk.writing() as connection:
            kept = table.not_erased(connection)
            for question in kept:
                if key is not None and not question.sealed and not self._is_answered(question):
                    # Asked before the county's key was here, so without a phone.
                    self._post.queue_letter(connection, question, None, key)
                    table.set_sealed(connection, question.question_id)
                if trusted and question.due is None:
                    simple = ready_sentence(question.sentence).simple
                    table.set_due(
                        connection, question.question_id, due_date(shanghai_date(now), simple, self._holidays)
                    )
        # Erasing first: it makes room in a full folder, and needs no folder for what never left.
        erased = self._erase(kept, now) if trusted else 0
        sent, left = self._post.carry(now)
        self._post.seal_key()  # a bad one is said when everything else is done
        return Tended(sent, left, erased)

    def _erase(self, kept: tuple[Question, ...], now: datetime) -> int:
        today = shanghai_date(now)
        done = 0
        for question in sorted(kept, key=_has_left):
            replied_on = self._standing(question, today, trusted=False).answered_on
            # A letter that never left stands in the daily copies of desk.db too: it goes so much earlier
            # that the last of them is gone in time.
            ahead = timedelta(days=0 if _has_left(question) else COPIES_KEPT)
            if not is_to_erase(shanghai_date(question.asked_at), replied_on, today + ahead):
                continue
            if _has_left(question):
                # The files first: what is marked as erased is erased everywhere.
                self._post.take_back(question)
            with self._desk.writing() as connection:
                table.erase(connection, question.question_id, now)
                audit.record(connection, "question_erased", at=now, subject=question.question_id)
            done += 1
        return done

    def _is_answered(self, question: Question) -> bool:
        return question.reply is not None or self._board.reply(question.question_id) is not None

    def _standing(self, question: Question, today: date, trusted: bool) -> Standing:
        if question.withdrawn_at is not None:
            return Standing("withdrawn", 0, None, None)
        county = self._board.reply(question.question_id)
        state = question.state(answered_by_county=county is not None)
        if county is not None:
            return Standing(state, 0, county.text, county.answered_on)
        if question.reply is not None:
            return Standing(state, 0, question.reply.text, question.reply.replied_on)
        return Standing(state, overdue_days(question.due, today, trusted=trusted), None, None)

    def _check_room(self, connection: sqlite3.Connection, day: date) -> None:
        first = datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
        if table.asked_between(connection, first, first + timedelta(days=1)) >= MOST_A_DAY:
            raise UsageFault("too_many", "今天收到的已经很多了。请明天再来，或直接找值班员。")


def _has_left(question: Question) -> bool:
    """Whether there may be files of it in ``out/``: notices leave after its letter, or without any."""
    return question.sent_at is not None or not question.sealed


def _known(connection: sqlite3.Connection, question_id: str) -> Question:
    question = table.by_id(connection, question_id)
    if question is None or question.withdrawn_at is not None:
        raise UsageFault("unknown_question", "这个提问已经撤回，不用办了。")
    return question


def _check_drawing(png: bytes) -> None:
    """A PNG of ours: signature, header, size. ``ValueError``: the page that draws it must keep to this."""
    header = png[:24]
    if header[:8] != b"\x89PNG\r\n\x1a\n" or header[12:16] != b"IHDR" or len(png) > MOST_DRAWING_BYTES:
        raise ValueError("not a small PNG")
    if not all(0 < int.from_bytes(header[i : i + 4], "big") <= MOST_DRAWING_PX for i in (16, 20)):
        raise ValueError("not a small PNG")


def _iso(now: datetime) -> str:
    return shanghai_date(now).isoformat()
