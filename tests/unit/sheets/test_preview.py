"""Pictures of pages for the screen."""

from __future__ import annotations

import pytest
from PIL import Image

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.sheets.command import checked_render, payout_model
from kiosk.sheets.preview import Preview
from tests.unit.sheets.fake_board import POSTED, FakeBoard, people

MODEL, SETTINGS = payout_model(FakeBoard(people(60)).as_board(), FixedClock(shanghai_noon(POSTED)))


def test_every_page_has_a_picture_in_its_proportions() -> None:
    done = checked_render(MODEL, SETTINGS)
    with Preview(done.pdf) as preview:
        assert preview.pages == done.pages == 2
        shown = [preview.picture(page, 540) for page in range(preview.pages)]
    for picture in shown:
        assert picture.width == 540 and picture.height == pytest.approx(540 * 420 / 297, abs=1)
        assert len(picture.pixels) == picture.stride * picture.height
    first, second = (
        Image.frombuffer("RGB", (p.width, p.height), p.pixels, "raw", "BGRX", p.stride, 1) for p in shown
    )
    assert first.tobytes() != second.tobytes()
    # White paper, black type, and the blue and red of the tints the right way round.
    assert first.getpixel((2, 2)) == (255, 255, 255)
    colours = first.getcolors(1 << 20)
    assert colours is not None and (0xF6, 0xF4, 0xEE) in {colour for _, colour in colours}


@pytest.mark.parametrize("page", [-1, 2])
def test_no_such_page(page: int) -> None:
    with Preview(checked_render(MODEL, SETTINGS).pdf) as preview, pytest.raises(IndexError):
        preview.picture(page, 100)
