"""Presses that come before the desk has answered the one before: answers find their deed, rows their step."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from kiosk.ui.desk.model import DeskModel
from kiosk.ui.desk.peoplepage import DeskPeopleVM
from tests.unit.ui.desking import Side, opened, side

__all__ = ["side"]


class Deeds(DeskModel):
    """A page with two deeds that tell what came of each."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str]] = []

    def build_desk(self, params: dict[str, Any]) -> Any:
        return lambda tools: None

    def first(self, result: str) -> None:
        self.heard.append(("first", result))

    def second(self, result: str) -> None:
        self.heard.append(("second", result))


@pytest.fixture
def waiting(side: Side, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a busy writer thread has not come to yet."""
    held: list[Any] = []
    change = side.runner.change

    def later(work: Any, on_result: Any = None, on_error: Any = None) -> bool:
        held.append(partial(change, work, on_result, on_error))
        return True

    monkeypatch.setattr(side.runner, "change", later)
    return held


def answer(waiting: list[Any]) -> None:
    while waiting:
        waiting.pop(0)()


def test_each_answer_goes_to_its_own_deed(side: Side, waiting: list[Any]) -> None:
    model = opened(Deeds())
    model.perform(lambda tools: "1", model.first)
    model.perform(lambda tools: 1 / 0, model.first)
    model.perform(lambda tools: "2", model.second)
    answer(waiting)
    assert model.heard == [("first", "1"), ("second", "2")]


def test_a_row_of_the_step_before_is_not_taken_for_an_answer(side: Side, waiting: list[Any]) -> None:
    clerk = side.let_in(side.kiosk.clerk())
    model: Any = opened(DeskPeopleVM())  # type: ignore[operator]
    answer(waiting)
    model.press_key("add")
    answer(waiting)
    model.press_row("会计")
    model.press_row("会计")
    answer(waiting)
    assert model.title == "会计管什么？"
    assert [person.name for person in side.kiosk.access.people()] == [clerk.name]
    model.press_row("supervisor")
    answer(waiting)
    assert [person.role for person in side.kiosk.access.people()] == ["clerk", "supervisor"]
