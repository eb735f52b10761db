"""The village office of a demo kiosk: two people with PINs, sheets on the wall, questions, a draft to check.

A kiosk that nobody has worked at would have a hundred sheets to post on its first day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from kiosk.demo.names import given_name
from kiosk.demo.seeds import chance, share
from kiosk.desk.access import Access, Entered
from kiosk.desk.publishing import Publishing
from kiosk.desk.questions import NewQuestion, Questions
from kiosk.domain.clock import SHANGHAI, Clock, shanghai_date
from kiosk.domain.clock import today as today_of
from kiosk.domain.questions import About
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.settings import parse_settings
from kiosk.domain.sheetid import SheetContent, content_digest
from kiosk.ledger.postings import rules_of_board, wall_state
from kiosk.store import content
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.prints import PrintRegister, SheetRef
from kiosk.store.views import Published

CLERK_PIN = "271828"
SUPERVISOR_PIN = "314159"
"""Of every demo kiosk; nobody's outside of demos."""
ANSWER = "核定以后一个月内发到社会保障卡。发了，在“查补贴”里就能查到。"
POSTED_AFTER = timedelta(days=1)
LATELY = 6
"""Days: the newest sheets are still to be posted, the newest that may come down still hang."""
OLDEST = 366
"""Days: older ones were before the office kept a register."""


TABLES: Final[Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]] = {
    "GK-CW-04": (
        ("债权人或债务人", "性质", "金额(元)", "形成时间", "偿还情况"),
        (
            ("县农村信用联社（示例）", "欠", "60000.00", "2021年5月", "每年还1万元，还剩3年"),
            ("石粉加工厂（示例）", "应收租金", "4800.00", "2026年6月", "约好年底前付"),
        ),
    ),
    "GK-HJ-01": (
        ("小区", "门前三包户数", "评比", "保洁员人数", "经费(元)"),
        (("东片（示例）", "126", "合格", "3", "8400.00"), ("西片（示例）", "98", "良好", "2", "5600.00")),
    ),
}
"""A draft's table by item; the figures are invented."""


def open_office(home: KioskHome, clock: Clock) -> tuple[str, str]:
    """Fill the desk of ``home``; the names of the clerk and of the supervisor."""
    with (
        closing(BoardReader(home, clock)) as board,
        DeskStore(home, clock.now()) as desk,
    ):
        code = board.village().village_code
        settings = parse_settings(board.reference_text("settings") or "{}", code)
        clerk = settings.duty[0].name if settings.duty else "文书"
        rng = chance("supervisor", code)
        supervisor = rng.choice("黄刘胡万") + given_name(rng, 58, False, "承")
        _people(desk, clerk, supervisor, clock.now())
        tables = load_packaged()
        _wall(board, desk, tables, clerk, today_of(clock))
        _ask(board, desk, home, tables, clock)
        _draft(desk, board, home, clock)
    return clerk, supervisor


def _people(desk: DeskStore, clerk: str, supervisor: str, now: datetime) -> None:
    access = Access(desk)
    entered = access.set_up(desk.new_setup_code(), clerk, "clerk", CLERK_PIN, now)
    assert isinstance(entered, Entered)
    person, code = access.add_person(entered.person, supervisor, "supervisor", now)
    access.set_pin_by_code(person.id, code, SUPERVISOR_PIN, now)


def _wall(board: BoardReader, desk: DeskStore, tables: Reference, clerk: str, today: date) -> None:
    """Every sheet of the last year was posted a day after it came and taken down when it might be."""
    rules = rules_of_board(
        board, tables.catalogue(board.village().kind), tables.holidays, today, trusted=True
    )
    register = PrintRegister(desk)
    with desk.writing():
        for head, sheet in _sheets(board, today):
            posting = register.post(sheet, _came(head) + POSTED_AFTER, clerk)
            free = wall_state(posting, rules).may_come_down_from
            if free is not None and free <= today - timedelta(days=LATELY):
                register.take_down(posting.id, free, clerk)


def _came(head: Published) -> date:
    """When it was there to be printed: not before the kiosk had it."""
    shown = shanghai_date(head.first_shown) if head.first_shown is not None else head.publish_from
    return max(head.publish_from, shown)


def _sheets(board: BoardReader, today: date) -> Iterator[tuple[Published, SheetRef]]:
    code = board.village().village_code
    for head in reversed(board.publications()):
        age = (today - _came(head)).days
        if head.withdrawal is not None or not LATELY < age < OLDEST or share("posted", head.id) > 0.97:
            continue
        shown: tuple[str, SheetContent] | None = None
        if head.type == "payouts" and (batch := board.batch(head.id)) is not None:
            rows = board.payouts(head.id, limit=batch.rows)
            shown = content.PAYOUTS, content.batch_content(code, batch, rows)
        elif head.type == "disclosure" and (view := board.disclosure(head.id)) is not None:
            shown = content.disclosure_kind(view), content.disclosure_content(code, view)
        if shown is not None:
            kind, what = shown
            yield (
                head,
                SheetRef(
                    content.content_id(kind, what), content_digest(what), kind, head.title, what.subjects,
                    head.catalogue_ids,
                ),
            )  # fmt: skip


def _ask(board: BoardReader, desk: DeskStore, home: KioskHome, tables: Reference, clock: Clock) -> None:
    """Two villagers asked, yesterday and three days ago, and a third was answered; nobody said who."""
    batch = next((h for h in board.publications() if h.type == "payouts" and h.privacy == "P1"), None)
    rules = Questions(desk, board, home, home.load_config(), tables.holidays)
    about = None if batch is None else About("payouts", batch.id)
    day = today_of(clock)
    # One is answered for everybody to read: what villagers ask again and again.
    at = datetime.combine(day - timedelta(days=9), time(10), SHANGHAI)
    asked = rules.ask(NewQuestion("when_paid", about), at, trusted=True)
    clerk = Access(desk).people()[0]
    rules.reply(asked.question_id, ANSWER, public=True, by=clerk, now=at + timedelta(days=2))
    for days, sentence in ((3, "area_wrong"), (1, "when_paid")):
        at = datetime.combine(day - timedelta(days=days), time(10), SHANGHAI)
        rules.ask(NewQuestion(sentence, about), at, trusted=True)
    rules.tend(clock.now(), trusted=True)


def _draft(desk: DeskStore, board: BoardReader, home: KioskHome, clock: Clock) -> None:
    """What is overdue and the village's own to publish was written yesterday and waits for the supervisor."""
    item = {"village": "GK-CW-04", "community": "GK-HJ-01"}[board.village().kind]
    clerk = Access(desk).people()[0]
    at = datetime.combine(today_of(clock) - timedelta(days=1), time(16, 20), SHANGHAI)
    rules = Publishing(desk, board, home, home.load_config())
    try:
        draft = rules.start(item, clerk, at)
        fields, rows = TABLES[item]
        draft = rules.save(draft.id, replace(draft.content, fields=fields, rows=rows), clerk, at)
        rules.send(draft.id, clerk, at + timedelta(minutes=9))
    finally:
        rules.close()
