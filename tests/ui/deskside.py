"""A desk with everything its pages may have to show, on a copy of the rich board; everybody is invented.

A clerk and a supervisor with PINs, sheets that were printed, that hang and that came down, a reason with a
promised day, questions new and answered, a draft.  Made through the desk's own rules.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from kiosk.desk.access import Entered
from kiosk.desk.question_records import NewQuestion
from kiosk.desk.reasons import Reasons
from kiosk.domain.clock import FixedClock, shanghai_date
from kiosk.domain.glyphs import Coverage
from kiosk.domain.items import KeysItem
from kiosk.domain.paths import resources_dir
from kiosk.domain.questions import About
from kiosk.store.board import BoardReader
from kiosk.store.clock import last_seen
from kiosk.store.desk import DeskStore
from kiosk.store.evidence import EvidenceReader
from kiosk.store.home import KioskHome
from kiosk.store.people import Person
from kiosk.store.prints import Outcome, PrintOrder, SheetRef
from kiosk.store.views import BundleLog
from kiosk.store.write import BoardWriter
from kiosk.ui import engine
from kiosk.ui.asking import Asking
from kiosk.ui.desk.model import know_session
from kiosk.ui.desk.tools import DeskRoom, DeskTools
from kiosk.ui.hand import Hand
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services, provide
from tests.ui.windows import BUILT, NOW
from tests.unit.desk.making import SEAL_TEXT
from tests.unit.store import builders as B

CLERK, CLERK_PIN = "王测试", "480913"
AFTER_RICH = 4
"""The next bundle after those of ``richboard.fill``."""
SUPERVISOR, SUPERVISOR_PIN = "李监督", "592817"


@dataclass(frozen=True, slots=True)
class DeskSide:
    """The home with its desk, and who may go in."""

    home: KioskHome
    clock: FixedClock
    clerk: Person
    supervisor: Person


def copy_home(home: KioskHome, folder: Path) -> KioskHome:
    """The same home in another folder, with a drop folder of its own."""
    copy = KioskHome(folder / home.path.name)
    shutil.copytree(home.path, copy.path)
    config = replace(copy.load_config(), drop=folder / "drop")
    config.save(copy.config_file)
    config.drop_out.mkdir(parents=True)
    return copy


def make(rich: KioskHome, folder: Path) -> DeskSide:
    """Fill the desk of a copy of ``rich``; the clock is the copy's own."""
    home = copy_home(rich, folder)
    B.apply(home, B.MadeBundle(AFTER_RICH).add(KeysItem((), (), SEAL_TEXT)))
    clock = FixedClock(NOW)
    room = DeskRoom(home, clock)
    with DeskStore(home, clock.now()) as desk:
        tools = room.tools(desk, None)
        clerk, supervisor = _people(tools)
        tools = replace(tools, person=clerk)
        _questions(tools, clerk, clock)
        _wall(tools, clerk, clock)
        _reason(tools, clerk)
        _trouble(home, clock)
        tools.publishing.start("GK-CW-01", clerk, clock.now())
        tools.publishing.close()
    return DeskSide(home, clock, clerk, supervisor)


def _people(tools: DeskTools) -> tuple[Person, Person]:
    now = tools.clock.now()
    first = tools.access.set_up(tools.desk.new_setup_code(), CLERK, "clerk", CLERK_PIN, now)
    assert isinstance(first, Entered)
    person, code = tools.access.add_person(first.person, SUPERVISOR, "supervisor", now)
    second = tools.access.set_pin_by_code(person.id, code, SUPERVISOR_PIN, now)
    assert isinstance(second, Entered)
    return first.person, second.person


def _questions(tools: DeskTools, clerk: Person, clock: FixedClock) -> None:
    about = About("payouts", "DL-2026-1")
    end = clock.at
    clock.at = end - timedelta(days=12)
    tools.questions.ask(NewQuestion("amount_wrong", about), clock.now(), trusted=True)
    clock.at = end - timedelta(days=1)
    second = tools.questions.ask(NewQuestion("area_wrong", about, contact="here"), clock.now(), trusted=True)
    tools.questions.take_up(second.question_id, clerk, clock.now())
    clock.at = end
    third = tools.questions.ask(NewQuestion("not_received", about), clock.now(), trusted=True)
    assert third.number


def _wall(tools: DeskTools, clerk: Person, clock: FixedClock) -> None:
    """One sheet hangs since today, one came down, one is printed only, one was not printed."""
    end = clock.at
    shown = [h for h in tools.board.publications() if h.type == "payouts"][:3]
    outcomes: tuple[Outcome, ...] = ("done", "done", "done", "failed")
    for number, (head, outcome) in enumerate(zip((*shown, shown[0]), outcomes, strict=True)):
        sheet = SheetRef(
            f"3F7K2{number}", f"ABCDEFG{number}", "payouts", head.title, ((head.id, head.version),),
            head.catalogue_ids,
        )  # fmt: skip
        clock.at = end - timedelta(days=30 if number == 1 else 0)
        order = PrintOrder(sheet, 2, 1, "a3", "one", "pdf", clerk.name)
        record = tools.prints.end(tools.prints.start(order, clock.now()).id, outcome, clock.now())
        if number < 2:
            on = shanghai_date(clock.now())
            posting = tools.postings.posted(record.id, on, by=clerk, now=clock.now())
        clock.at = end
        if number == 1:
            tools.postings.taken_down(posting.id, shanghai_date(end), by=clerk, now=clock.now())


def _trouble(home: KioskHome, clock: FixedClock) -> None:
    """A bundle that was refused, and one that waits for it."""
    config = home.load_config()
    writer = BoardWriter(home.board_db, config.village)
    for seq, state, code, sentence in (
        (AFTER_RICH + 1, "refused", "personal_value", "第 52 行备注里有身份证号，没有收。请县里删掉再发。"),
        (AFTER_RICH + 2, "held", "gap", f"前面还缺第 {AFTER_RICH + 1} 个包，先存着。请县里补发。"),
    ):
        writer.record(BundleLog(f"{config.village_code}-{seq:06d}", seq, state, code, sentence, clock.now()))
    writer.close()


def _reason(tools: DeskTools, clerk: Person) -> None:
    late = next((r for r in tools.working.rows if r.state == "overdue" and r.key is not None), None)
    assert late is not None and late.key is not None, "the rich board has nothing overdue"
    today = tools.facts.today
    Reasons(tools.desk).write(
        late.key, "accounts", late_on=today + timedelta(days=5), by=clerk, now=tools.clock.now(),
        today=today,
    )


def services_of(side: DeskSide, *, hand: Hand | None = None) -> Services:
    """What a window with this desk is given; its runner must be stopped."""
    home, clock = side.home, side.clock
    asking = Asking(home, clock)
    runner = Runner(lambda: BoardReader(home, clock), lambda: DeskStore(home, clock.now()))
    return Services(
        runner, clock, Coverage.load(resources_dir() / "fonts"), BUILT, partial(last_seen, home),
        asking=asking, desk_facts=EvidenceReader(home).desk, hand=hand, desk_room=DeskRoom(home, clock),
    )  # fmt: skip


def inside(screen: engine.Screen, person: Person) -> None:
    """This person is inside, as after the right PIN."""
    provide(screen.services)
    know_session(screen.desk)
    if screen.desk.person != person:
        screen.desk.lock()
        screen.desk.let_in(person)
    screen.rest()
