"""The door of the desk: the first person, PINs, codes, pauses; every way through and every way back."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.desk.access import PIN_LIMIT, Entered
from kiosk.store.people import Person
from kiosk.ui.desk.door import READY_NAMES, DoorVM
from tests.unit.desk.making import PIN
from tests.unit.ui.desking import Side, later, opened, pressed, side

__all__ = ["side"]

OTHER_PIN = "592817"


@pytest.fixture
def clerk(side: Side) -> Person:
    return side.kiosk.clerk()


@pytest.fixture
def second(side: Side, clerk: Person) -> Person:
    person, code = side.kiosk.access.add_person(clerk, "李测试", "supervisor", side.kiosk.now)
    entered = side.kiosk.access.set_pin_by_code(person.id, code, OTHER_PIN, side.kiosk.now)
    assert isinstance(entered, Entered)
    return entered.person


def door(side: Side) -> Any:
    return opened(DoorVM())  # type: ignore[operator]


def at_pin(side: Side, person: Person) -> Any:
    model = door(side)
    model.choose(str(person.id))
    assert model.state.step == "pin"
    return model


def test_without_code_and_people_the_door_says_what_to_do(side: Side) -> None:
    model = door(side)
    assert model.state.step == "locked"
    assert "kiosk setup" in model.meta and model.state.places == 0
    pressed(model, "123456")
    assert not side.session.inside


def test_the_first_person_comes_in_with_the_code_of_the_setup(side: Side) -> None:
    code = side.kiosk.desk.new_setup_code()
    model = door(side)
    assert (model.state.step, model.state.places) == ("code", 8)
    pressed(model, code)
    assert model.state.step == "name"
    assert [key.code for key in model.state.keys][-len(READY_NAMES) :] == list(READY_NAMES)
    model.choose("会计")
    model.choose("supervisor")
    assert model.state.step == "new"
    pressed(model, PIN)
    assert model.state.step == "again"
    pressed(model, PIN)
    assert side.session.inside
    assert side.session.who == "监督委员 会计"
    assert side.kiosk.desk.setting("setup_code") is None


def test_a_wrong_setup_code_leads_back_to_the_code(side: Side) -> None:
    code = side.kiosk.desk.new_setup_code()
    model = door(side)
    pressed(model, "00000000" if code != "00000000" else "11111111")
    model.choose("文书")
    model.choose("clerk")
    pressed(model, PIN)
    pressed(model, PIN)
    assert not side.session.inside
    assert model.state.step == "code" and model.is_problem and "开通码不对" in model.note
    assert side.kiosk.access.people() == ()


def test_the_right_pin_opens(side: Side, clerk: Person, second: Person) -> None:
    model = door(side)
    assert [(key.label, key.side) for key in model.state.keys] == [
        ("王测试", "值班员"),
        ("李测试", "监督委员"),
    ]
    model.choose(str(second.id))
    pressed(model, OTHER_PIN)
    assert side.session.person == second


def test_a_wrong_pin_counts_down_and_the_sentence_goes_with_the_next_digit(side: Side, clerk: Person) -> None:
    model = at_pin(side, clerk)
    pressed(model, OTHER_PIN)
    assert model.note == "不对，再试一次，还能试 4 次。" and model.pad["pressed"] == 0
    model.press("1")
    assert model.note == "" and model.pad["pressed"] == 1
    model.press("")
    assert model.pad["pressed"] == 0


def test_after_five_wrong_ones_the_right_one_waits_also_after_a_restart(side: Side, clerk: Person) -> None:
    model = at_pin(side, clerk)
    for _ in range(PIN_LIMIT.most):
        pressed(model, OTHER_PIN)
    assert model.note == "错得太多，请过 1 分钟再试。"
    model.stop()
    side.restart()
    again = at_pin(side, clerk)
    pressed(again, PIN)
    assert "错得太多" in again.note and not side.session.inside
    later(side, seconds=61)
    pressed(again, PIN)
    assert side.session.inside


def test_the_pause_of_one_does_not_keep_another_out(side: Side, clerk: Person, second: Person) -> None:
    model = at_pin(side, clerk)
    for _ in range(PIN_LIMIT.most):
        pressed(model, OTHER_PIN)
    model.back_to_people()
    assert model.state.step == "who" and model.note == ""
    model.choose(str(second.id))
    pressed(model, OTHER_PIN)
    assert side.session.person == second


def test_a_forgotten_pin_is_set_anew_with_a_code(side: Side, clerk: Person, second: Person) -> None:
    code = side.kiosk.access.new_code(clerk, second.id, side.kiosk.now)
    model = at_pin(side, second)
    model.forgot()
    assert model.state.step == "code" and model.meta.startswith("李测试")
    pressed(model, code)
    pressed(model, "705182")
    pressed(model, "705182")
    assert side.session.person == second
    side.session.lock("")
    assert not isinstance(side.kiosk.access.enter(second.id, OTHER_PIN, side.kiosk.now), Entered)


def test_somebody_new_begins_with_the_code(side: Side, clerk: Person) -> None:
    person, code = side.kiosk.access.add_person(clerk, "会计", "clerk", side.kiosk.now)
    model = door(side)
    assert ("会计", "值班员，还没有密码") in [(key.label, key.side) for key in model.state.keys]
    model.choose(str(person.id))
    assert model.state.step == "code"
    pressed(model, code)
    pressed(model, "705182")
    pressed(model, "705183")
    assert model.note == "两次不一样。请重新定一个。" and model.state.step == "new"
    pressed(model, "123456")
    pressed(model, "123456")
    assert "太好猜" in model.note and model.state.step == "new"
    pressed(model, "705182")
    pressed(model, "705182")
    assert side.session.person is not None and side.session.person.name == "会计"


def test_a_code_that_is_too_old_is_refused(side: Side, clerk: Person) -> None:
    person, code = side.kiosk.access.add_person(clerk, "会计", "clerk", side.kiosk.now)
    later(side, days=4)
    model = door(side)
    model.choose(str(person.id))
    pressed(model, code)
    pressed(model, PIN)
    pressed(model, PIN)
    assert "开通码不对或过期了" in model.note and model.state.step == "code"
    assert not side.session.inside


def test_leaving_the_door_forgets_what_was_pressed(side: Side, clerk: Person) -> None:
    model = at_pin(side, clerk)
    pressed(model, PIN[:-1])
    model.stop()
    model.start({})
    assert model.state.step == "who" and model.pad["pressed"] == 0
    model.press(PIN[-1])
    assert not side.session.inside
