"""Text drawn with the shipped fonts can be copied out of the PDF, and nothing is drawn as a box."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.paths import resources_dir
from kiosk.sheets.fonts import open_fonts, to_unicode_map
from kiosk.sheets.pen import Pen
from tests.unit.sheets.reading import texts

FONTS = open_fonts(resources_dir() / "fonts")
RARE = "𠀀㐀、龚䶮、熊𬱖、𠅤谷雨、㛃、禤堃、䜣䜩䴖䃅、阿依古丽·买买提"


def drawn(text: str) -> bytes:
    pen = Pen(FONTS, (900, 200), title="试", author="试", subject="试")
    pen.text(20, 120, text, size=20)
    pen.text(20, 60, text, size=20, face="title")
    pen.end_page()
    return pen.finish()


def test_rare_names_are_copied_out_exactly() -> None:
    assert texts(drawn(RARE))[0].split("\r\n")[:2] == [RARE, RARE]


def test_poppler_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "names.pdf"
    path.write_bytes(drawn(RARE))
    out = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    assert out.split() == [RARE, RARE]


def test_a_subset_of_over_a_hundred_characters_is_copied_out_too() -> None:
    many = "".join(chr(0x4E00 + at * 3) for at in range(300))
    pen = Pen(FONTS, (4000, 100), title="试", author="试", subject="试")
    pen.text(20, 50, many, size=12)
    pen.end_page()
    assert texts(pen.finish())[0].strip() == many


@given(st.lists(st.sampled_from([0, *range(0x20, 0x7F), 0x4E00, 0x20164, 0x2CC56, 0x10FFFF]), max_size=256))
def test_map_has_every_code_once_in_utf16_and_small_blocks(subset: list[int]) -> None:
    cmap = to_unicode_map("N", subset)
    pairs = [line.split() for line in cmap.splitlines() if line.startswith("<") and line != "<00> <FF>"]
    read = {int(code[1:-1], 16): bytes.fromhex(value[1:-1]).decode("utf-16-be") for code, value in pairs}
    assert read == {code: chr(point) for code, point in enumerate(subset) if point}
    sizes = [int(line.split()[0]) for line in cmap.splitlines() if line.endswith("beginbfchar")]
    assert sum(sizes) == len(read) and all(0 < size <= 100 for size in sizes)


@given(st.text(st.sampled_from("村熊A1 ·䶮𬱖𠅤㛃（"), max_size=20))
def test_runs_lose_nothing_and_widths_add_up(text: str) -> None:
    runs = FONTS.runs(text, "regular")
    assert "".join(piece for _, piece in runs) == text
    parts = sum(FONTS.width(ch, "regular", 16) for ch in text)
    assert FONTS.width(text, "regular", 16) == pytest.approx(parts)


def test_a_character_without_a_font_is_named_and_never_drawn() -> None:
    assert FONTS.missing("熊\U00030000\U00030000谷") == ("\U00030000",)
    with pytest.raises(ValueError, match="without a font"):
        drawn("熊\U00030000")


def test_every_face_draws_rare_characters_with_a_stand_in() -> None:
    for face in ("regular", "medium", "bold", "title"):
        fonts = dict((piece, font) for font, piece in FONTS.runs("村𠀀", face))
        assert fonts["村"] != fonts["𠀀"] and "HanaMin" in fonts["𠀀"]


def test_a_folder_without_fonts_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        open_fonts(tmp_path)
    assert "重新安装" in caught.value.message
