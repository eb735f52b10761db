"""What a desk page's work is given on the writer thread: desk, board, rules, who is inside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kiosk.desk.access import Access
from kiosk.desk.postings import Postings
from kiosk.desk.questions import Questions
from kiosk.domain.clock import Clock
from kiosk.ledger.postings import WallRules, WallState, rules_of_board, wall_state
from kiosk.ledger.working import Working, working_of_board
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.evidence import EvidenceReader
from kiosk.store.home import KioskConfig, KioskHome
from kiosk.store.people import Person
from kiosk.store.prints import PostingRecord, PrintRegister
from kiosk.ui.viewmodels.facts import Facts, facts_of

if TYPE_CHECKING:
    from kiosk.desk.publishing import Publishing


@dataclass(frozen=True, slots=True)
class DeskTools:
    """One piece of work at the desk. ``person`` is who is inside; ``None`` at the door only.

    ``facts`` are those of the board as the writer thread sees it now.
    """

    desk: DeskStore
    board: BoardReader
    home: KioskHome
    config: KioskConfig
    clock: Clock
    facts: Facts
    person: Person | None
    publishing: Publishing
    evidence: EvidenceReader

    @property
    def inside(self) -> Person:
        """Who does what is done here."""
        assert self.person is not None, "nobody is outside past the door"
        return self.person

    @property
    def is_supervisor(self) -> bool:
        """Who is inside checks what the village publishes, and does not write it."""
        return self.person is not None and self.person.role == "supervisor"

    @property
    def access(self) -> Access:
        return Access(self.desk)

    @property
    def questions(self) -> Questions:
        return Questions(self.desk, self.board, self.home, self.config, self.facts.holidays)

    @property
    def working(self) -> Working:
        """The ledger as it stands now; some tens of milliseconds."""
        facts = self.facts
        return working_of_board(
            self.board, self.evidence.desk(), self.evidence.versions(), facts.catalogue, facts.settings,
            facts.holidays, facts.today, trusted=facts.trusted,
        )  # fmt: skip

    @property
    def wall(self) -> WallRules:
        """What a sheet on the wall is judged by today."""
        facts = self.facts
        return rules_of_board(
            self.board, facts.catalogue, facts.holidays, facts.today, trusted=facts.trusted
        )

    @property
    def postings(self) -> Postings:
        rules = self.wall
        return Postings(self.desk, self.config, partial(_judged, rules), trusted=self.facts.trusted)

    @property
    def prints(self) -> PrintRegister:
        return PrintRegister(self.desk)


def _judged(rules: WallRules, posting: PostingRecord) -> WallState:
    return wall_state(posting, rules)


class DeskRoom:
    """Makes :class:`DeskTools` on the writer thread, with a board of that thread's own.

    A config that was changed (printer, paper) is read afresh for each piece of work.
    """

    def __init__(self, home: KioskHome, clock: Clock) -> None:
        self.home = home
        self.clock = clock
        self._board: BoardReader | None = None
        self._config: KioskConfig | None = None
        self._desk: DeskStore | None = None
        self._publishing: Publishing | None = None
        self._evidence = EvidenceReader(home)

    def tools(self, desk: DeskStore, person: Person | None) -> DeskTools:
        """For one piece of work; writer thread only."""
        # Signing is loaded when somebody sits at the desk, not for the first picture.
        from kiosk.desk.publishing import Publishing

        if self._board is None:
            self._board = BoardReader(self.home, self.clock)
        board, config = self._board, self.home.load_config()
        if self._publishing is None or self._config != config or self._desk is not desk:
            if self._publishing is not None:
                self._publishing.close()
            self._publishing, self._config = Publishing(desk, board, self.home, config), config
            self._desk = desk
        facts = facts_of(board, self.clock)
        return DeskTools(
            desk, board, self.home, config, self.clock, facts, person, self._publishing, self._evidence
        )
