"""List models hold rows; view-models keep what was shown and drop what comes too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kiosk.ui.models.rows import RowsModel, camel, plain
from kiosk.ui.viewmodels.payout_year import PayoutYearVM
from kiosk.ui.viewmodels.recipient import RecipientVM


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    meta_line: str = ""
    parts: tuple[int, ...] = ()


def read(model: RowsModel) -> list[dict[str, Any]]:
    roles = {role: bytes(name.data()).decode() for role, name in model.roleNames().items()}
    return [
        {name: model.data(model.index(i), role) for role, name in roles.items()}
        for i in range(model.rowCount())
    ]


def test_roles_are_the_fields_in_camel_case() -> None:
    model = RowsModel(Row)
    model.replace([Row("甲", "一", (1, 2))])
    assert read(model) == [{"name": "甲", "metaLine": "一", "parts": [1, 2]}]
    assert camel("chip_state") == "chipState"
    assert plain((Row("甲"),)) == [{"name": "甲", "metaLine": "", "parts": []}]


def test_equal_rows_are_not_touched_by_an_update() -> None:
    model = RowsModel(Row)
    model.replace([Row("甲"), Row("乙"), Row("丙")])
    changed: list[int] = []
    model.dataChanged.connect(lambda top, _bottom: changed.append(top.row()))
    model.replace([Row("甲"), Row("新"), Row("丙"), Row("丁")])
    assert changed == [1]
    assert [r["name"] for r in read(model)] == ["甲", "新", "丙", "丁"]
    model.replace([Row("甲")])
    assert [r["name"] for r in read(model)] == ["甲"]


def test_a_failing_first_read_says_so_and_a_failing_refresh_keeps_the_page(runner: Any) -> None:
    vm = PayoutYearVM()  # type: ignore[operator]
    assert vm.phase == "loading"
    runner.broken = True
    vm.start({})
    assert vm.phase == "error"
    runner.broken = False
    vm.reload()
    shown = vm.view
    assert vm.phase == "ready"
    runner.broken = True
    runner.board_changed.emit()
    assert (vm.phase, vm.view) == ("ready", shown)


def test_results_that_come_after_leaving_are_dropped_and_nothing_stays(runner: Any) -> None:
    person = runner.board.find_names(limit=1)[0]
    vm = RecipientVM()  # type: ignore[operator]
    vm.start({"id": person.recipient_id})
    assert person.display_name in vm.title
    runner.holding = True
    vm.reload()
    vm.stop()
    for deliver in runner.held:
        deliver()
    assert (vm.view, vm.title, vm.rows.rowCount()) == ({}, "", 0)


def test_an_unknown_person_is_an_empty_page(runner: Any) -> None:
    vm = RecipientVM()  # type: ignore[operator]
    vm.start({"id": "ZZZZZZZZ"})
    assert vm.phase == "empty"
