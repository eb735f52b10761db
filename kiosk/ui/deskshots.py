"""Pictures of the desk's pages: which there are, with what, and a desk that may be looked at without harm.

Everything happens on a copy of desk.db in a folder of its own; the given home is only read.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kiosk.desk.access import CODE_DIGITS, PIN_DIGITS, Entered
from kiosk.domain.clock import Clock
from kiosk.domain.errors import UsageFault
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.lookhome import look_home
from kiosk.store.people import Person
from kiosk.ui.desk.door import READY_NAMES
from kiosk.ui.desk.ledger import about
from kiosk.ui.desk.tools import DeskRoom, DeskTools
from kiosk.ui.nav import DESK, PAGES
from kiosk.ui.stop import Stop

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeskLook:
    """A home that may be written to, who is inside for the pictures, and the stops."""

    home: KioskHome
    person: Person
    stops: tuple[Stop, ...]


@contextmanager
def desk_to_look_at(home: KioskHome, clock: Clock) -> Generator[DeskLook]:
    """A desk for pictures; gone with everything done to it when the block ends."""
    with TemporaryDirectory(prefix="kiosk-desk-") as folder:
        copy = look_home(home, Path(folder))
        with DeskStore(copy, clock.now()) as desk:
            person = _somebody(desk, copy, clock)
            tools = DeskRoom(copy, clock).tools(desk, person)
            try:
                found = desk_stops(tools)
            finally:
                tools.publishing.close()
        yield DeskLook(copy, person, found)


def desk_stops(tools: DeskTools) -> tuple[Stop, ...]:
    """Every page of the desk with parameters picked from what lies on it, in the order of its bar."""
    found: list[Stop] = []
    for page in PAGES:
        if not page.startswith(DESK):
            continue
        made = _PARAMS[page](tools) if page in _PARAMS else [("", {})]
        found += [Stop(page + (f"-{name}" if name else ""), page, params) for name, params in made]
    return tuple(found)


def _somebody(desk: DeskStore, home: KioskHome, clock: Clock) -> Person:
    """The first who has a PIN; in a home where nobody was set up, an office with a PIN nobody knows."""
    tools = DeskRoom(home, clock).tools(desk, None)
    tools.publishing.close()
    people = [p for p in tools.access.people() if p.has_pin]
    if people:
        return next((p for p in people if p.role == "clerk"), people[0])
    name = next((duty.name for duty in tools.facts.settings.duty), READY_NAMES[0])
    code = desk.new_setup_code()
    assert len(code) == CODE_DIGITS
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
        try:
            entered = tools.access.set_up(code, name, "clerk", pin, clock.now())
        except UsageFault:
            continue
        assert isinstance(entered, Entered)
        return entered.person


Made = Iterable[tuple[str, Params]]


def _rows(tools: DeskTools) -> Made:
    """One row of every state, the plainest name for the first."""
    seen: dict[str, Params] = {}
    for row in tools.working.rows:
        seen.setdefault(row.state, about(row))
    for state in ("overdue", "to_post", "hanging", "free"):
        if state in seen:
            yield ("" if state == next(iter(seen)) else state.replace("_", "-")), seen[state]


def _questions(tools: DeskTools) -> Made:
    listed = tools.questions.listed(tools.clock.now(), trusted=tools.facts.trusted)
    return [("", {"id": listed[0].question.question_id})] if listed else []


def _prints(tools: DeskTools) -> Made:
    yield "", {}
    lists = [h for h in tools.board.publications() if h.type == "payouts" and h.withdrawal is None]
    if lists:
        yield "sheet", {"type": "payouts", "id": lists[0].id}


def _drafts(tools: DeskTools) -> Made:
    drafts = [p.newest for p in tools.publishing.listed()]
    return [("", {"id": drafts[0].id})] if drafts else []


def _archive(tools: DeskTools) -> Made:
    yield "", {}
    yield "keep", {"step": "keep"}


def _bundles(tools: DeskTools) -> Made:
    """What was not taken, else the newest."""
    from kiosk.keeping.problem import arrivals

    found = arrivals(tools.board.bundle_log(200), None)
    trouble = next((one for one in found if one.is_trouble), found[0] if found else None)
    return [("", {"bundle": trouble.bundle})] if trouble else [("", {})]


_PARAMS: dict[str, Callable[[DeskTools], Made]] = {
    "desk-row": _rows,
    "desk-question": _questions,
    "desk-print": _prints,
    "desk-draft": _drafts,
    "desk-archive": _archive,
    "desk-import-problem": _bundles,
}
"""Page → names and parameters of its pictures; a page that is not here is shown once without any."""
