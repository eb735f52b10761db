"""The QR code on the made page can be read, also printed badly and smudged."""

from __future__ import annotations

import random

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.sheets import qr
from kiosk.sheets.command import checked_render, payout_model
from tests.unit.sheets.fake_board import POSTED, SETTINGS, FakeBoard, people
from tests.unit.sheets.reading import picture

MODEL, UNIT = payout_model(FakeBoard(people(60)).as_board(), FixedClock(shanghai_noon(POSTED)))
SHEET = checked_render(MODEL, UNIT)


def read(image: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("dpi", [300, 150])
def test_every_page_carries_the_address(dpi: int) -> None:
    assert SHEET.pages > 1
    for page in range(SHEET.pages):
        assert read(picture(SHEET.pdf, page, dpi)) == [MODEL.stamp.qr]


@pytest.mark.parametrize("dpi", [300, 150])
@pytest.mark.parametrize("blur", [0.0, 1.0])
def test_the_smaller_one_on_a4(dpi: int, blur: float) -> None:
    small = checked_render(MODEL, UNIT, paper="a4")
    image = picture(small.pdf, 0, dpi).filter(ImageFilter.GaussianBlur(blur))
    assert read(image) == [MODEL.stamp.qr]


def symbol(dpi: int) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """The lower right corner of the page, and the symbol's box in it as zxing finds it."""
    image = picture(SHEET.pdf, 0, dpi)
    corner = image.crop((image.width * 2 // 3, image.height * 3 // 4, image.width, image.height))
    (code,) = zxingcpp.read_barcodes(corner)
    at = code.position
    return corner, (at.top_left.x, at.top_left.y, at.bottom_right.x, at.bottom_right.y)


@pytest.mark.parametrize("dpi", [300, 150])
@pytest.mark.parametrize("blur", [1.0, 2.0])
def test_blurred(dpi: int, blur: float) -> None:
    corner, _ = symbol(dpi)
    assert read(corner.filter(ImageFilter.GaussianBlur(blur))) == [MODEL.stamp.qr]


@pytest.mark.parametrize("dpi", [300, 150])
@pytest.mark.parametrize("blur", [0.0, 1.5])
@pytest.mark.parametrize("seed", range(4))
def test_smudged_over_five_percent(dpi: int, blur: float, seed: int) -> None:
    corner, (left, top, right, _) = symbol(dpi)
    side = right - left
    spot = int((side * side * 0.05) ** 0.5)
    pick = random.Random(seed)
    # A blot anywhere but on a finder pattern, which no level of correction protects.
    x = left + int(side * 0.3) + pick.randrange(int(side * 0.4) - spot)
    y = top + int(side * 0.3) + pick.randrange(int(side * 0.4) - spot)
    ImageDraw.Draw(corner).rectangle((x, y, x + spot, y + spot), fill=pick.choice([0, 90, 255]))
    assert read(corner.filter(ImageFilter.GaussianBlur(blur))) == [MODEL.stamp.qr]


def test_quiet_zone_is_white_and_symbol_is_forty_millimetres() -> None:
    dpi = 150
    corner, (left, top, right, bottom) = symbol(dpi)
    assert (right - left) / dpi * 25.4 == pytest.approx(40, abs=1)
    modules = len(qr.matrix(MODEL.stamp.qr or ""))
    assert modules == 33
    zone = int(qr.QUIET * (right - left) / modules) - 2
    for box in (
        (left - zone, top - zone, right + zone, top - 3),
        (left - zone, bottom + 3, right + zone, bottom + zone),
        (left - zone, top, left - 3, bottom),
        (right + 3, top, right + zone, bottom),
    ):
        assert corner.crop(box).getextrema() == (255, 255)


def test_outdoors_a_larger_blot_may_fall_on_it() -> None:
    """Level H (no more than version 5) on the sheets of a board in the open; the digest is the same."""
    board = FakeBoard(people(60), settings={**SETTINGS, "outdoor_board": True})
    model, unit = payout_model(board.as_board(), FixedClock(shanghai_noon(POSTED)))
    assert model.stamp.qr == MODEL.stamp.qr
    assert len(qr.matrix(model.stamp.qr or "", model.stamp.weathers)) == 37
    found: list[int] = []
    for sheet in (SHEET, checked_render(model, unit)):
        image = picture(sheet.pdf, 0, 300)
        corner = image.crop((image.width * 2 // 3, image.height * 3 // 4, image.width, image.height))
        (code,) = zxingcpp.read_barcodes(corner)
        box = (code.position.top_left.x, code.position.top_left.y, code.position.bottom_right.x)
        share = 5
        while read(_blotted(corner, *box, share)) == [model.stamp.qr]:
            share += 1
        found.append(share)
    assert found[1] > found[0] > 5


def _blotted(image: Image.Image, left: int, top: int, right: int, share: int) -> Image.Image:
    """A blot over ``share`` per cent of the symbol, in its middle."""
    side = right - left
    spot = side * (share / 100) ** 0.5 / 2
    x, y = left + side / 2, top + side / 2
    made = image.copy()
    ImageDraw.Draw(made).rectangle((x - spot, y - spot, x + spot, y + spot), fill=90)
    return made


@pytest.mark.parametrize(("host", "side"), [("gk.ab.cn", 29), ("gk.anyi.example", 33)])
def test_upper_case_address_keeps_the_symbol_small(host: str, side: int) -> None:
    payload = f"HTTPS://{host.upper()}/360123102216/7K3M9Q/ABCDEFGH"
    assert len(qr.matrix(payload)) == side
