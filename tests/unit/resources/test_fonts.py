"""The font files themselves: their maps equal the table, and Qt and reportlab both draw with them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as PdfFont
from reportlab.pdfgen.canvas import Canvas

from kiosk.domain import glyphs
from kiosk.domain.glyphs import Coverage, FontFile

FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"
COVERAGE = Coverage.load(FONTS)
# 𬱖 𠅤 䶮 㛃 are names from reports; the others are the first of HanaMinA and of HanaMinB.
RARE = "\U0002cc56\U00020164䶮㛃\U00020000\U00020005"
UNDRAWN = "\U00030000"

QT_SIDE = """
import json, sys
from pathlib import Path
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter
from PySide6.QtGui import QRawFont, QTextLayout

app = QGuiApplication([])
folder, text, undrawn, families = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4].split(",")
raw = {}
for path in sorted(folder.glob("*.ttf")):
    assert QFontDatabase.addApplicationFont(str(path)) >= 0, path
    font = QRawFont(str(path), 40)
    assert font.isValid(), path
    raw[path.name] = [font.glyphIndexesForString(ch)[0] for ch in text]

def drawn(ch, weight):
    font = QFont(families)
    font.setPixelSize(48)
    font.setWeight(QFont.Weight(weight))
    image = QImage(64, 64, QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setFont(font)
    painter.drawText(8, 50, ch)
    painter.end()
    layout = QTextLayout(ch, font)
    layout.beginLayout(); layout.createLine(); layout.endLayout()
    [run] = layout.glyphRuns()
    return {
        "pixels": bytes(image.constBits()).hex(),
        "family": run.rawFont().familyName(),
        "style": run.rawFont().styleName(),
        "glyph": run.glyphIndexes()[0],
    }

print(json.dumps({
    "families": QFontDatabase.families(),
    "raw": raw,
    "drawn": {ch: {w: drawn(ch, w) for w in (400, 500, 700)} for ch in text + undrawn + "村"},
}))
"""


@pytest.mark.parametrize("font", COVERAGE.files, ids=lambda font: font.file)
def test_the_table_is_the_fonts_own_map(font: FontFile) -> None:
    with TTFont(FONTS / font.file, lazy=True) as ttf:
        codes = set(ttf.getBestCmap() or {})
        formats = {table.format for table in ttf["cmap"].tables}
        os2: Any = ttf["OS/2"]
        assert os2.fsType == 0, "may be embedded and edited"
        assert "glyf" in ttf, "reportlab draws TrueType outlines only"
    assert set(glyphs.codepoints(font.ranges)) == codes
    assert 12 in formats
    assert (FONTS / font.file).stat().st_size == font.bytes


def test_every_font_lies_in_the_table_and_has_a_licence() -> None:
    assert {path.name for path in FONTS.glob("*.ttf")} == {font.file for font in COVERAGE.files}
    for licence in ("LICENSE-NotoSansSC.txt", "LICENSE-NotoSerifSC.txt", "LICENSE-HanaMin.txt"):
        assert "SIL OPEN FONT LICENSE" in (FONTS / licence).read_text(encoding="utf-8")
    hana = (FONTS / "LICENSE-HanaMin.txt").read_text(encoding="utf-8")
    assert "Unlimited permission is granted to use, copy, and distribute it, with" in hana


def test_the_weights_of_the_body_face_cover_the_same() -> None:
    assert len({font.ranges for font in COVERAGE.files if font.font == glyphs.BODY_FONT}) == 1


def test_the_reduced_fonts_hold_only_what_the_body_face_lacks() -> None:
    body = {c for f in COVERAGE.files if f.font == glyphs.BODY_FONT for c in glyphs.codepoints(f.ranges)}
    a, b = (
        {c for f in COVERAGE.files if f.font == name for c in glyphs.codepoints(f.ranges)} - {0x20}
        for name in ("HanaMinA", "HanaMinB")
    )
    assert not (a & body or b & body or a & b)


@pytest.fixture(scope="module")
def qt() -> dict[str, dict[str, dict[str, dict[str, str | int]]]]:
    """What a Qt process of its own draws that sees no font but ours."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(FONTS / "fonts.conf")}
    families = ",".join(glyphs.QT_FAMILIES[name] for name in glyphs.FALLBACK)
    done = subprocess.run(
        [sys.executable, "-c", QT_SIDE, str(FONTS), RARE, UNDRAWN, families],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_qt_sees_only_our_families(qt: dict[str, list[str]]) -> None:
    made_up_by_qt = {"Monospace", "Sans Serif", "Serif"}
    by_weight = {"Noto Sans SC Medium", "Noto Serif SC Black"}
    assert set(qt["families"]) - made_up_by_qt - by_weight == set(glyphs.QT_FAMILIES.values())


def test_qt_has_a_glyph_where_the_table_says_so(qt: dict[str, dict[str, list[int]]]) -> None:
    for font in COVERAGE.files:
        assert [index != 0 for index in qt["raw"][font.file]] == [font.has(ord(ch)) for ch in RARE]


@pytest.mark.parametrize("weight", ["400", "500", "700"])
def test_qt_draws_rare_names_with_our_fonts(
    qt: dict[str, dict[str, dict[str, dict[str, str | int]]]], weight: str
) -> None:
    drawn = {ch: shapes[weight] for ch, shapes in qt["drawn"].items()}
    for ch in RARE:
        font = COVERAGE.font_for(ch)
        assert font is not None
        assert drawn[ch]["family"] == glyphs.QT_FAMILIES[font]
        assert drawn[ch]["glyph"] != 0
    assert drawn[UNDRAWN]["glyph"] == 0
    assert drawn["村"]["style"] == {"400": "Regular", "500": "Medium", "700": "Bold"}[weight]
    # Neither blank nor the box: every one of them looks different.
    assert len({shape["pixels"] for shape in drawn.values()}) == len(drawn)
    assert all(set(str(shape["pixels"])) != {"f"} for shape in drawn.values())


def test_reportlab_draws_rare_names_and_embeds_the_fonts(tmp_path: Path) -> None:
    files = {"NotoSansSC": "NotoSansSC-Regular", "HanaMinA": "HanaMinA-sub", "HanaMinB": "HanaMinB-sub"}
    for file in files.values():
        pdfmetrics.registerFont(PdfFont(file, str(FONTS / f"{file}.ttf")))
    path, size = tmp_path / "names.pdf", 40
    canvas = Canvas(str(path), pagesize=(size * 2, size * 2), invariant=1)
    for ch in RARE:
        font = COVERAGE.font_for(ch)
        assert font is not None
        canvas.setFont(files[font], size)
        canvas.drawString(size / 2, size / 2, ch)
        canvas.showPage()
    canvas.setFont("HanaMinB-sub", size)
    canvas.drawString(size / 2, size / 2, UNDRAWN)
    canvas.showPage()
    canvas.save()

    with pypdfium2.PdfDocument(path) as document:
        pages = [page.render(scale=2).to_pil().convert("L") for page in document]
        texts = [page.get_textpage().get_text_range() for page in document]
    white = Image.new("L", pages[0].size, 255)
    *names, box = pages
    assert all(ImageChops.difference(page, white).getbbox() for page in names)
    assert len({page.tobytes() for page in [*names, box]}) == len(pages)
    assert [texts[RARE.index(ch)] for ch in "䶮㛃"] == ["䶮", "㛃"]
    content = path.read_bytes()
    assert all(name in content for name in (b"NotoSansSC-Regular", b"HanaMinA", b"HanaMinB"))
