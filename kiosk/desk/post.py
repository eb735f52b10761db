"""The way of questions to the county: sealing, the queue in desk.db, files in ``out/questions``."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path

from kiosk.bundle.letters import Letter, SealKey, seal_letter
from kiosk.desk import outbox
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.questions import WITHDRAW_WITHIN, ready_sentence
from kiosk.store import questions as table
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskConfig, KioskHome
from kiosk.store.questions import Outgoing, Question
from kiosk.store.views import Replies


class Post:
    """Everything that leaves about a question. ``queue_…`` inside ``DeskStore.writing()``."""

    def __init__(self, desk: DeskStore, board: Replies, home: KioskHome, config: KioskConfig) -> None:
        self._desk = desk
        self._board = board
        self._home = home
        self._config = config

    @property
    def folder(self) -> Path:
        return self._config.drop_out / "questions"

    def seal_key(self) -> SealKey | None:
        """The county's key: of its newest ``keys`` item, else of the setup; ``None`` without any.

        ``EnvironmentFault`` ``seal_key_bad``.
        """
        text = self._board.seal_key()
        path = self._home.seal_key
        try:
            if text is None:
                text = path.read_text("ascii")
            return SealKey.parse(text)
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError, SenderFault) as error:
            raise EnvironmentFault(
                "seal_key_bad", f"“{path}”里的公钥读不出来。请向县里要一份再放进去。", detail=repr(error)
            ) from error

    def usable_key(self) -> SealKey | None:
        """The same, but a bad key counts as none: a villager can ask all the same, the letter follows."""
        try:
            return self.seal_key()
        except EnvironmentFault:
            return None

    def queue_letter(
        self, connection: sqlite3.Connection, question: Question, phone: str | None, key: SealKey
    ) -> None:
        """``<kiosk>-<question_id>.json`` (``kiosk.bundle.letters``); leaves when it cannot be taken back."""
        letter = Letter(
            village_code=self._config.village_code,
            kiosk=self._config.kiosk_id,
            question_id=question.question_id,
            number=question.number,
            asked_at=question.asked_at,
            due=question.due,
            kind=question.kind,
            sentence=question.sentence,
            words=ready_sentence(question.sentence).text,
            about=question.about,
            contact=question.contact,
            phone=phone,
            drawing=question.drawing,
        )
        outgoing = Outgoing(f"{self._stem(question)}.json", question.question_id, seal_letter(letter, key))
        table.put_out(connection, outgoing, question.asked_at + WITHDRAW_WITHIN)

    def queue_notice(
        self,
        connection: sqlite3.Connection,
        question: Question,
        kind: str,
        content: dict[str, object],
        now: datetime,
    ) -> None:
        """``<kiosk>-<question_id>-answered.json`` or ``-satisfied.json``: no word of question or answer."""
        document = {
            "format": f"kiosk-question-{kind}/1",
            "village_code": self._config.village_code,
            "kiosk": self._config.kiosk_id,
            "question_id": question.question_id,
            **content,
        }
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        name = f"{self._stem(question)}-{kind}.json"
        # Never before its letter.
        after = max(now, question.asked_at + WITHDRAW_WITHIN)
        table.put_out(connection, Outgoing(name, question.question_id, text.encode()), after)

    def carry(self, now: datetime) -> tuple[int, int]:
        """Write what is due; (files that left, files that wait). ``EnvironmentFault`` of ``outbox``."""
        return outbox.carry_waiting(self._desk, self._config.drop_out, now)

    def take_back(self, question: Question) -> None:
        """Delete all files about it. ``EnvironmentFault`` of ``outbox``."""
        outbox.take_back(self.folder, self._stem(question))

    def _stem(self, question: Question) -> str:
        return f"{self._config.kiosk_id}-{question.question_id}"
