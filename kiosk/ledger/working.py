"""The clerk's working ledger (工作台账, ui.md page 15): one row a duty, and one for whatever else hangs.

    evidence = EvidenceReader(home)                      # kiosk.store.evidence, kept by the page's owner
    working = working_of_board(board, evidence.desk(), evidence.versions(), catalogue, settings,
                               holidays, today, trusted=trusted)
    working.counts()["overdue"]; working.select("to_post")      # rows, most urgent first
    trail_of(row, evidence.desk(), evidence.versions())   # kiosk.ledger.trail: history of one row
    agenda(working, questions)                            # kiosk.ledger.agenda: page 14

Pure but for the reads through ``board``.  With a clock that cannot be believed nothing is near,
overdue or free to come down, and every row says 时间未校准.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.duty import DutyKey, DutyState, Shown
from kiosk.domain.items import EventItem
from kiosk.domain.settings import UnitSettings
from kiosk.domain.workdays import HolidayTable
from kiosk.ledger.duties import duty_rules, duty_states, shown_from_heads
from kiosk.ledger.postings import WallRules, WallState, duty_postings, wall_states
from kiosk.ledger.rowmaker import RowMaker
from kiosk.ledger.rows import FILTER_WORDS, STATE_ORDER, Filter, Row
from kiosk.store.evidence import AppliedVersion, DeskFacts
from kiosk.store.views import Board, Published


@dataclass(frozen=True, slots=True)
class Working:
    """The whole ledger of a day, most urgent first, then by due date and catalogue order."""

    rows: tuple[Row, ...]
    states: tuple[DutyState, ...]
    titles: Mapping[str, str]
    walls: tuple[WallState, ...]
    today: date
    trusted: bool
    since: date | None

    def select(self, name: Filter) -> tuple[Row, ...]:
        """The rows of a filter. What concerns a sheet is told once for each publication."""
        if name == "all":
            return self.rows
        found = (row for row in self.rows if _belongs(row, name))
        return tuple(_once(found)) if name in ("to_post", "hanging", "free") else tuple(found)

    def counts(self) -> Mapping[Filter, int]:
        """How many rows each filter shows."""
        return {name: len(self.select(name)) for name in FILTER_WORDS}

    def find(self, key: DutyKey) -> Row | None:
        """The row of a duty."""
        return next((row for row in self.rows if row.key == key), None)


def _belongs(row: Row, name: Filter) -> bool:
    match name:
        case "to_post":
            return row.state in ("to_post", "exchange")
        case "hanging":
            return row.is_up and row.state in ("hanging", "full", "stays")
        case "met":
            return row.met is not None and not row.met.nothing
        case "carried":
            return row.carried
        case "verify":
            return row.verify
        case _:
            return row.state == name


def _once(rows: Iterable[Row]) -> Iterable[Row]:
    seen: set[str] = set()
    for row in rows:
        what = row.met.id if row.met else f"posting {row.posting_ids}"
        if what not in seen:
            seen.add(what)
            yield row


# --- one read of everything ----------------------------------------------------------------------


def working_of_board(
    board: Board,
    desk: DeskFacts,
    versions: Sequence[AppliedVersion],
    catalogue: Catalogue,
    settings: UnitSettings,
    holidays: HolidayTable,
    today: date,
    *,
    trusted: bool,
) -> Working:
    """The ledger from one read of the board and of the desk (``EvidenceReader``)."""
    heads, events = board.publications(), board.events()
    shown = shown_from_heads(board, heads)
    return working(
        catalogue, settings, holidays, heads, shown, events, desk, versions, today,
        trusted=trusted, states=duty_states(
            catalogue, duty_rules(board.village(), settings, holidays), shown, events,
            duty_postings(desk.postings), today, trusted=trusted,
        ),
    )  # fmt: skip


def working(
    catalogue: Catalogue,
    settings: UnitSettings,
    holidays: HolidayTable,
    heads: Sequence[Published],
    shown: Sequence[Shown],
    events: Sequence[EventItem],
    desk: DeskFacts,
    versions: Sequence[AppliedVersion],
    today: date,
    *,
    trusted: bool,
    states: tuple[DutyState, ...],
) -> Working:
    """The same from plain records; ``shown`` are ``heads`` as the duty rules see them."""
    rules = WallRules(catalogue, holidays, tuple(shown), tuple(events), today, trusted)
    walls = wall_states(desk.postings, rules)
    writer = RowMaker(settings, rules, heads, desk, versions, walls)
    rows = [writer.duty_row(state) for state in states]
    rows += writer.publication_rows({row.met.id for row in rows if row.met is not None})
    rows += writer.posting_rows({n for row in rows for n in row.posting_ids})
    places = {item.id: place for place, item in enumerate(catalogue.items)}
    rows.sort(
        key=lambda r: (
            STATE_ORDER[r.state],
            r.due or (r.met.on if r.met else date.max),
            places.get(r.item_id, len(places)),
        )
    )
    titles = {event.event_id: event.title for event in events}
    return Working(tuple(rows), states, titles, walls, today, trusted, settings.ledger_from)
