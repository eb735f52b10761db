"""A question on its whole way: asked at a kiosk, sealed, answered at the county, found by its number."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.desk.question_records import LookUp, NewQuestion
from kiosk.desk.questions import Questions
from kiosk.domain.clock import SystemClock
from kiosk.domain.reference import load_packaged
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from tests.flows.countyside import (
    LAND,
    LUOTIAN,
    YEAR,
    Kiosk,
    line,
    make_office,
    personal_values,
    set_up,
    write,
)

PHONE = "13900009999"


@contextmanager
def desk_of(kiosk: Kiosk, at: datetime) -> Generator[Questions]:
    home = KioskHome(kiosk.home)
    with kiosk.board() as board, closing(DeskStore(home, at)) as desk:
        yield Questions(desk, board, home, home.load_config(), load_packaged().holidays)


def test_a_question_is_answered_by_the_county_and_found_by_its_number(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    luotian = set_up(office, LUOTIAN, tmp_path / "home")
    path = write(office.files / "a.csv", [line(n, LUOTIAN) for n in range(1, 5)])
    office.pack(str(path), "--programme", LAND, "--year", str(YEAR))
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    now = SystemClock().now()

    def look_up(number: str) -> LookUp:
        with desk_of(luotian, now) as rules:
            return rules.look_up(number, now, trusted=True)

    with desk_of(luotian, now) as rules:
        asked = rules.ask(NewQuestion("amount_wrong", contact="phone", phone=PHONE), now, trusted=True)
        assert rules.tend(now + timedelta(minutes=6), trusted=True).sent == 1
    first = look_up(asked.number).answer
    assert first is not None and first.standing.state != "replied"

    (listed,) = office.ask("questions", "--village", LUOTIAN)["questions"]
    assert listed["number"] == asked.number and PHONE not in str(listed)
    status = office.ask("receipts", "--village", LUOTIAN)["units"][0]
    assert (status["questions"], status["open_questions"]) == (1, 1)
    spelled = office.run("reply", asked.number, "--text", "请打一三九〇〇〇〇九九九九问。")
    assert spelled.returncode == 2 and "一三九" not in spelled.stderr
    office.ask("reply", asked.number, "--text", "已核实，下月补发。")
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()

    answer = look_up(asked.number).answer
    assert answer is not None and "已核实，下月补发。" in str(answer.standing)
    assert office.ask("questions", "--open", "--village", LUOTIAN)["questions"] == []
    assert office.ask("receipts", "--village", LUOTIAN)["units"][0]["open_questions"] == 0
    assert personal_values(office.ws, office.drop) == []
