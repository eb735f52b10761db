"""A large page on two A4 halves: everything there once at least, cut where no text is, the same bytes."""

from __future__ import annotations

import re
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.sheets import chart
from kiosk.sheets.command import checked_render, payout_model, unit_of
from kiosk.sheets.model import SheetModel, TableBody
from kiosk.sheets.paper import MM
from kiosk.sheets.tiling import BORDER, OVERLAP, SHORT
from tests.unit.sheets.fake_board import POSTED, FakeBoard, people
from tests.unit.sheets.reading import flat, picture, texts

CLOCK = FixedClock(shanghai_noon(POSTED))
WIDE = "很长的机具品目名称" * 4


def models() -> dict[str, SheetModel]:
    wide = [
        replace(row, x1=WIDE, x2=WIDE, x3=WIDE, group="石鼻镇罗田村", cents=row.cents * 100_000)
        for row in people(30)
    ]
    unit, _ = unit_of(FakeBoard([]).as_board())
    return {
        "long": payout_model(FakeBoard(people(200)).as_board(), CLOCK)[0],
        "short": payout_model(FakeBoard(people(5)).as_board(), CLOCK)[0],
        "lying": payout_model(FakeBoard(wide, "BT-NY-05").as_board(), CLOCK)[0],
        "chart": chart.build(unit, POSTED),
    }


MODELS = models()
SETTINGS = payout_model(FakeBoard(people(5)).as_board(), CLOCK)[1]


@pytest.mark.parametrize("name", MODELS)
def test_two_a4_pages_for_each(name: str) -> None:
    model = MODELS[name]
    done = checked_render(model, SETTINGS, paper="2xa4")
    assert done.pages == 2 * len(done.cuts)
    assert not done.metrics.too_wide and not done.metrics.outside and done.metrics.least_size >= 11
    with pypdfium2.PdfDocument(done.pdf) as document:
        assert len(document) == done.pages
        for page in document:
            wide, tall = (round(side / MM) for side in page.get_size())
            assert (wide, tall) == ((210, 297) if done.landscape else (297, 210))
    assert b"/Subtype /Image" not in done.pdf
    assert done.pdf == checked_render(model, SETTINGS, paper="2xa4").pdf


@pytest.mark.parametrize("name", MODELS)
def test_every_value_is_whole_on_one_of_the_halves(name: str) -> None:
    model = MODELS[name]
    everything = flat(checked_render(model, SETTINGS, paper="2xa4").pdf)
    assert isinstance(model.body, TableBody)
    for line in model.body.lines:
        for value in (line.text, *line.values):
            assert re.sub(r"\s", "", value) in everything
    assert model.stamp.digest in everything


@pytest.mark.parametrize("name", ["long", "short", "chart"])
def test_a_standing_page_is_cut_between_lines(name: str) -> None:
    done = checked_render(MODELS[name], SETTINGS, paper="2xa4")
    assert not done.landscape
    for cut in done.cuts:
        assert cut.through == 0
        # Both halves hold what they have to: the page without its margins, and the overlap.
        top = 373 * MM if name == "chart" else 385 * MM
        for part in (top - cut.at, cut.at - 15 * MM):
            assert part + OVERLAP / 2 <= SHORT - 2 * BORDER + 0.01


def test_a_lying_page_is_cut_at_the_edge_of_a_column() -> None:
    done = checked_render(MODELS["lying"], SETTINGS, paper="2xa4")
    assert done.landscape
    for cut in done.cuts:
        # Title, date and two lines of the foot cross any line; of the table nothing does.
        assert cut.through <= 4
        for part in (345 * MM - cut.at, cut.at - 15 * MM):
            assert part + OVERLAP / 2 <= SHORT - 2 * BORDER + 0.01


def test_the_code_can_be_read_on_the_lower_half() -> None:
    done = checked_render(MODELS["long"], SETTINGS, paper="2xa4")
    for page in range(1, done.pages, 2):
        (code,) = zxingcpp.read_barcodes(picture(done.pdf, page, 150))
        assert code.text == MODELS["long"].stamp.qr


def test_halves_say_what_to_do_with_them() -> None:
    pages = texts(checked_render(MODELS["long"], SETTINGS, paper="2xa4").pdf)
    assert "第1张上半" in pages[0] and "沿线剪开" in pages[0]
    assert "第1张下半" in pages[1] and "第2张上半" in pages[2]
    pages = texts(checked_render(MODELS["lying"], SETTINGS, paper="2xa4").pdf)
    assert "第1张左半" in pages[0] and "第1张右半" in pages[1]
