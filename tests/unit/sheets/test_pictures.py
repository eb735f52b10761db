"""Pictures on a poster: upright, bare, on the paper or named for the screen."""

from __future__ import annotations

from base64 import a85decode
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.paths import resources_dir
from kiosk.sheets.archival import archival
from kiosk.sheets.command import checked_render, unit_of
from kiosk.sheets.disclosures import build_disclosure
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.model import FlowBody, PictureBlock, SheetModel
from kiosk.sheets.paper import MM, PAPERS
from kiosk.sheets.picture import drawn, fitted, size_of
from kiosk.sheets.tiling import TiledPen
from kiosk.store.views import AttachmentView, DisclosureView
from tests.unit.sheets.fake_board import POSTED, FakeBoard
from tests.unit.sheets.reading import flat
from tests.unit.sheets.test_disclosures import HEAD

UNIT, _ = unit_of(FakeBoard([]).as_board())
BODY = "10月15日一起验收，结论：合格。\n\n- 位置：二组空地。\n- 决算：63800.00元。\n"
PHONE = "KIOSKPHONE 7"


def photo(path: Path, size: tuple[int, int] = (900, 600), *, turned: bool = False) -> AttachmentView:
    """A red half above a blue one, as it is looked at; from a phone held on its side if ``turned``."""
    image = Image.new("RGB", size, "#0000c0")
    image.paste("#c00000", (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[0x0110] = PHONE
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = 6
    image.save(path, "JPEG", exif=exif)
    return AttachmentView(f"照片{path.stem}", path, "image/jpeg")


def poster(attachments: Sequence[AttachmentView], body: str = BODY, **changes: Any) -> SheetModel:
    return build_disclosure(DisclosureView(HEAD, body, None, tuple(attachments), "b"), UNIT, POSTED)


def blocks(model: SheetModel) -> list[PictureBlock]:
    assert isinstance(model.body, FlowBody)
    return [block for block in model.body.blocks if isinstance(block, PictureBlock)]


def drawn_images(pdf: bytes) -> list[bytes]:
    """The JPEGs in the file, which must be plain RGB: the norm's colours are sRGB."""
    with pikepdf.open(BytesIO(pdf)) as document:
        objects: list[Any] = [one for one in document.objects if isinstance(one, pikepdf.Stream)]
        images = [one for one in objects if one.get("/Subtype") == "/Image"]
        assert all(one.ColorSpace == "/DeviceRGB" and "/SMask" not in one for one in images)
        return [_bare(one.read_raw_bytes()) for one in images]


def _bare(raw: bytes) -> bytes:
    """Without the letters that the engine writes bytes in; the archival step has taken them off."""
    return raw if raw.startswith(b"\xff\xd8") else a85decode(raw.strip().removesuffix(b"~>"))


@pytest.mark.parametrize("turned", [False, True])
def test_a_photo_stands_upright_on_the_one_page_and_says_nothing_of_its_maker(
    tmp_path: Path, turned: bool
) -> None:
    model = poster([photo(tmp_path / "1.jpg", turned=turned)])
    rendered = checked_render(model, UNIT.settings)
    assert rendered.pages == 1 and not rendered.metrics.outside and not rendered.metrics.too_wide
    with pypdfium2.PdfDocument(rendered.pdf) as document:
        leaf: Any = document[0]
        page: Image.Image = leaf.render(scale=0.5).to_pil().convert("RGB")
    seen = {
        name: [y for y in range(page.height) if any(_near(page, x, y, at) for x in range(0, page.width, 9))]
        for name, at in (("red", (192, 0, 0)), ("blue", (0, 0, 192)))
    }
    assert seen["red"] and max(seen["red"]) <= min(seen["blue"]) + 1
    assert abs(len(seen["red"]) - len(seen["blue"])) <= 2
    assert "照片1" in flat(rendered.pdf) and "请到公开亭的屏幕上看" not in flat(rendered.pdf)
    (image,) = drawn_images(rendered.pdf)
    assert PHONE.encode() not in rendered.pdf and PHONE.encode() not in image


def _near(page: Image.Image, x: int, y: int, colour: tuple[int, int, int]) -> bool:
    pixel: Any = page.getpixel((x, y))
    return all(abs(a - b) < 30 for a, b in zip(pixel, colour, strict=True))


def test_two_stand_side_by_side_and_further_ones_are_named_for_the_screen(tmp_path: Path) -> None:
    model = poster([photo(tmp_path / f"{n}.jpg", (400, 300)) for n in range(1, 7)])
    assert [[one.title for one in block.pictures] for block in blocks(model)] == [
        ["照片1", "照片2"],
        ["照片3", "照片4"],
    ]
    rendered = checked_render(model, UNIT.settings)
    assert len(drawn_images(rendered.pdf)) >= 1 and not rendered.metrics.outside
    assert "另有附件2件：《照片5》、《照片6》，请到公开亭的屏幕上看。" in flat(rendered.pdf)


def test_what_is_no_readable_picture_is_named_for_the_screen(tmp_path: Path) -> None:
    broken = tmp_path / "b.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 no more")
    paper = AttachmentView("图纸", tmp_path / "c.pdf", "application/pdf")
    gone = AttachmentView("不在了", tmp_path / "d.png", "image/png")
    model = poster([AttachmentView("坏图", broken, "image/jpeg"), paper, gone])
    assert blocks(model) == []
    text = flat(checked_render(model, UNIT.settings).pdf)
    assert "另有附件3件：《坏图》、《图纸》、《不在了》" in text


def test_a_picture_that_goes_away_before_printing_stops_the_sheet(tmp_path: Path) -> None:
    view = photo(tmp_path / "1.jpg")
    model = poster([view])
    view.path.unlink()
    with pytest.raises(EnvironmentFault) as caught:
        checked_render(model, UNIT.settings)
    assert caught.value.code == "picture_unreadable"


def test_the_same_bytes_and_still_the_norm(tmp_path: Path) -> None:
    model = poster([photo(tmp_path / "1.jpg")])
    pdf = checked_render(model, UNIT.settings).pdf
    assert checked_render(model, UNIT.settings).pdf == pdf
    made = archival(pdf, title=model.title, author=model.issuer)
    assert len(drawn_images(made)) == 1


def test_what_is_see_through_is_white(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (300, 200), (255, 0, 0, 0)).save(path)
    model = poster([AttachmentView("图", path, "image/png")])
    (image,) = drawn_images(checked_render(model, UNIT.settings).pdf)
    with Image.open(BytesIO(image)) as found:
        assert found.mode == "RGB" and found.getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("paper", ["a4", "2xa4"])
def test_other_papers_hold_it_too(tmp_path: Path, paper: str) -> None:
    rendered = checked_render(poster([photo(tmp_path / "1.jpg")]), UNIT.settings, paper=paper)
    assert not rendered.metrics.outside and rendered.pages == (2 if paper == "2xa4" else 1)
    assert len(drawn_images(rendered.pdf)) == 1


@pytest.mark.parametrize("below", [True, False])
def test_a_page_is_parted_below_or_above_a_picture_near_its_middle(tmp_path: Path, below: bool) -> None:
    fonts = open_fonts(resources_dir() / "fonts")
    paper = PAPERS["2xa4"].poster
    pen = TiledPen(
        fonts, (paper.width, paper.height), title="", author="", subject="", margin=paper.margin
    )
    height = 60 * MM
    y = paper.height / 2 + (-2 * MM if below else 2 * MM - height)
    pen.begin_page()
    pen.picture(100, y, 90 * MM, height, drawn(photo(tmp_path / "1.jpg").path, 90 * MM, height))
    pen.end_page()
    (cut,) = pen.cuts
    assert cut.through == 0 and (cut.at < y if below else cut.at > y + height)
    assert pen.finish().startswith(b"%PDF")


def test_sizes(tmp_path: Path) -> None:
    assert size_of(photo(tmp_path / "1.jpg", (90, 60), turned=True).path) == (90, 60)
    assert size_of(tmp_path / "nothing") is None
    # A small picture is not blown up; a tall one keeps to the height, a wide one to the width.
    assert fitted((90, 45), 700, 400) == (72, 36)
    assert fitted((1000, 2000), 700, 400) == (200, 400)
    assert fitted((2000, 1000), 700, 400) == (700, 350)
