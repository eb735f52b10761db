"""What PDF/A-2b asks for is in the file, and the pages are those that were drawn."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.sheets.archival import archival, srgb_profile
from kiosk.sheets.command import checked_render, payout_model
from tests.unit.sheets.fake_board import POSTED, FakeBoard, people
from tests.unit.sheets.reading import picture, texts

MODEL, SETTINGS = payout_model(FakeBoard(people(60)).as_board(), FixedClock(shanghai_noon(POSTED)))
DRAWN = checked_render(MODEL, SETTINGS).pdf
TILED = checked_render(MODEL, SETTINGS, paper="2xa4").pdf
MADE = archival(DRAWN, title=MODEL.title, author=MODEL.issuer)


@pytest.mark.parametrize("drawn", [DRAWN, TILED])
def test_what_the_norm_asks_for(drawn: bytes) -> None:
    made = archival(drawn, title=MODEL.title, author=MODEL.issuer)
    with pikepdf.open(BytesIO(made)) as document:
        assert document.pdf_version >= "1.7" and not document.is_encrypted
        root: Any = document.Root
        (intent,) = root.OutputIntents
        assert intent.S == "/GTS_PDFA1" and bytes(intent.DestOutputProfile.read_bytes()) == srgb_profile()
        assert "/Filter" not in root.Metadata
        with document.open_metadata(set_pikepdf_as_editor=False) as meta:
            assert meta.pdfa_status == "2B"
            assert meta["dc:title"] == MODEL.title and meta["dc:creator"] == [MODEL.issuer]
        assert str(document.docinfo["/Title"]) == MODEL.title
        assert str(document.docinfo["/Author"]) == MODEL.issuer
        assert "/ID" in document.trailer and root.Lang == "zh-CN"
        for page in document.pages:
            for font in page.Resources.get("/Font", {}).values():
                descriptor = font.get("/FontDescriptor")
                assert descriptor is not None and "/FontFile2" in descriptor, "a font is not embedded"
                assert "/ToUnicode" in font
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary):
                # Nothing transparent, nothing that runs.
                assert "/SMask" not in thing and "/JS" not in thing
                assert thing.get("/Type") != "/ExtGState" or float(thing.get("/ca", 1)) == 1.0


def test_the_pages_stay_as_drawn() -> None:
    assert texts(MADE) == texts(DRAWN)
    assert picture(MADE, 0, 60).tobytes() == picture(DRAWN, 0, 60).tobytes()


def test_the_same_bytes_every_time() -> None:
    assert archival(DRAWN, title=MODEL.title, author=MODEL.issuer) == MADE
    srgb_profile.cache_clear()
    assert archival(DRAWN, title=MODEL.title, author=MODEL.issuer) == MADE


def test_the_profile_is_a_display_profile_of_rgb() -> None:
    profile = srgb_profile()
    assert struct.unpack(">I", profile[:4])[0] == len(profile)
    assert profile[12:24] == b"mntrRGB XYZ " and profile[36:40] == b"acsp"
