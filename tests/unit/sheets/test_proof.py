"""打印前核对: each of the five finds its own fault, and only that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from kiosk.domain.clock import FixedClock
from kiosk.domain.paths import resources_dir
from kiosk.domain.scan import id_check_character
from kiosk.domain.settings import UnitSettings
from kiosk.sheets.command import model_of
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.model import FlowBody, ModelColumn, ModelLine, SheetModel, TableBlock, TableBody
from kiosk.sheets.proof import Proof, all_hold, prove
from kiosk.store.board import BoardReader
from tests.unit.store import builders as b


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> tuple[SheetModel, UnitSettings]:
    home = b.make_home(tmp_path_factory.mktemp("home"))
    b.fill_board(home, households=40)
    clock = FixedClock(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    board = BoardReader(home, clock)
    try:
        return model_of(board, clock, "payouts", batch="地力-2026-1")
    finally:
        board.close()


def looked(sheet: tuple[SheetModel, UnitSettings], model: SheetModel) -> dict[str, Proof]:
    proofs = prove(model, sheet[1], open_fonts(resources_dir() / "fonts"))
    return {proof.kind: proof for proof in proofs}


def with_row(model: SheetModel, change: Callable[[ModelLine], ModelLine]) -> SheetModel:
    """The same sheet with its second row changed."""
    assert isinstance(model.body, TableBody)
    lines = list(model.body.lines)
    at = [i for i, line in enumerate(lines) if line.kind == "row"][1]
    lines[at] = change(lines[at])
    return replace(model, body=replace(model.body, lines=tuple(lines)))


def test_a_good_sheet_has_nothing_against_it(sheet: tuple[SheetModel, UnitSettings]) -> None:
    found = looked(sheet, sheet[0])
    assert [p.holds for p in found.values()] == [True] * 5
    words = [p.words for p in found.values()]
    assert words == ["没有证件号", "没有账号", "没有电话", "合计对得上", "没有缺字"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("id_number", (first := "9901" + "23" + "19600101" + "123") + id_check_character(first)),
        ("card", "990" + "1234567" * 2 + "12"),
        ("phone", "138" + "00000000"),
        ("glyphs", "\ue123"),
    ],
)
def test_each_fault_is_found_and_told_without_its_value(
    sheet: tuple[SheetModel, UnitSettings], kind: str, text: str
) -> None:
    model = with_row(sheet[0], lambda line: replace(line, values=(*line.values[:-1], text)))
    found = looked(sheet, model)
    assert found[kind].holds is False and not all_hold(tuple(found.values()))
    assert "第2号" in found[kind].why and (kind == "glyphs" or text not in found[kind].why)
    others = {k for k, p in found.items() if p.holds is False} - {kind, "totals"}
    assert others == set()


def test_a_sum_that_is_not_what_its_rows_make(sheet: tuple[SheetModel, UnitSettings]) -> None:
    assert isinstance(sheet[0].body, TableBody)
    at = next(i for i, c in enumerate(sheet[0].body.columns) if c.source == "cents")

    def dearer(line: ModelLine) -> ModelLine:
        return replace(line, values=(*line.values[:at], "99,999.00", *line.values[at + 1 :]))

    found = looked(sheet, with_row(sheet[0], dearer))
    assert found["totals"].holds is False and "一行行加起来是" in found["totals"].why
    assert all(found[k].holds for k in ("id_number", "card", "phone", "glyphs"))


def test_without_a_sum_there_is_nothing_to_compare(sheet: tuple[SheetModel, UnitSettings]) -> None:
    model = sheet[0]
    assert isinstance(model.body, TableBody)
    rows = tuple(line for line in model.body.lines if line.kind not in ("subtotal", "total"))
    proof = looked(sheet, replace(model, body=replace(model.body, lines=rows)))["totals"]
    assert proof.holds is None and proof.words == "没有合计要对" and all_hold((proof,))


def account(*lines: tuple[str, tuple[str, ...]]) -> FlowBody:
    columns = (ModelColumn("职务", "", "left", True), ModelColumn("金额(元)", "", "right", False))
    rows = tuple(ModelLine(cast(Any, kind), values=values) for kind, values in lines)
    return FlowBody((TableBlock(columns, rows),), poster=False)


@pytest.mark.parametrize(
    ("lines", "holds", "words"),
    [
        (
            [("row", ("甲", "1,000.50")), ("row", ("乙", "2")), ("subtotal", ("合计", "1,002.50"))],
            True,
            "对得上",
        ),
        ([("row", ("甲", "1,000.50")), ("subtotal", ("合计", "1,002.50"))], None, "请人核对"),
        (
            [("subtotal", ("上期结转", "5")), ("row", ("甲", "1")), ("subtotal", ("合计", "6"))],
            None,
            "请人核对",
        ),
        ([("row", ("甲", "1.00"))], None, "没有合计"),
    ],
)
def test_accounts_of_disclosures_are_added_up_where_that_can_be_done(
    sheet: tuple[SheetModel, UnitSettings], lines: Any, holds: bool | None, words: str
) -> None:
    proof = looked(sheet, replace(sheet[0], body=account(*lines)))["totals"]
    assert proof.holds is holds and words in proof.words and all_hold((proof,))


def test_the_public_phones_of_the_settings_are_no_fault(sheet: tuple[SheetModel, UnitSettings]) -> None:
    model, settings = sheet
    assert any(any(c.isdigit() for c in "".join(p)) for _, p in model.footer.facts)
    assert prove(model, settings, open_fonts(Path(resources_dir() / "fonts")))[2].holds
