"""Tokens of ui.md §2 as the running engine has them: contrast, sizes, growth, words, faces."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, QRectF, QSize
from PySide6.QtGui import QColor, QFont

from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.ui import engine, fonts
from kiosk.ui.services import Services
from kiosk.ui.words import W, WordList
from tests.ui import walk

TEXT_PAIRS = [
    ("ink", "bg"), ("ink", "surface"), ("ink", "sunk"), ("ink", "tint"), ("ink", "zebra"), ("ink2", "bg"),
    ("ink2", "surface"), ("ink2", "sunk"), ("ink2", "tint"), ("primaryInk", "primary"),
    ("primaryInk", "primaryPress"), ("primaryInk2", "primary"), ("ptext", "surface"), ("ptext", "tint"),
    ("ink", "highlight"), ("okInk", "okGround"), ("warnInk", "warnGround"), ("errInk", "errGround"),
    ("errInk", "surface"), ("muteInk", "muteGround"),
]  # fmt: skip
GRAPHIC_PAIRS = [
    ("edge", "bg"), ("edge", "surface"), ("edge", "sunk"), ("primary", "surface"), ("bar2", "surface"),
    ("primary", "track"), ("errInk", "bg"), ("focus", "bg"), ("iconOnPrimary", "plateOnPrimary"),
]  # fmt: skip
OFFICE_WORDS = ("系统", "异常", "模块", "请求", "提交失败", "数据", "用户", "上一级", "详情", "字段", "校验")


@pytest.fixture
def theme(screen_for: Callable[[str], engine.Screen]) -> QObject:
    screen = screen_for("portrait")
    screen.set_look()
    return screen.theme


def _ratio(theme: QObject, first: str, second: str) -> float:
    colours: list[QColor] = [theme.property(first), theme.property(second)]
    a, b = ((c.red(), c.green(), c.blue()) for c in colours)
    return walk.contrast(a, b)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_has_seven_to_one(theme: QObject, dark: bool) -> None:
    theme.setProperty("dark", dark)
    low = {p: round(_ratio(theme, *p), 2) for p in TEXT_PAIRS if _ratio(theme, *p) < 7}
    theme.setProperty("dark", False)
    assert low == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_borders_icons_and_bars_have_three_to_one(theme: QObject, dark: bool) -> None:
    theme.setProperty("dark", dark)
    low = {p: round(_ratio(theme, *p), 2) for p in GRAPHIC_PAIRS if _ratio(theme, *p) < 3}
    theme.setProperty("dark", False)
    assert low == {}


def test_contrast_formula_agrees_with_the_published_values() -> None:
    assert walk.contrast((30, 26, 21), (250, 247, 240)) == pytest.approx(16.17, abs=0.01)
    assert walk.contrast((255, 255, 255), (156, 28, 28)) == pytest.approx(8.09, abs=0.01)


def _sizes(theme: QObject) -> dict[str, int]:
    value = theme.property("sizes")
    table = value.toVariant() if hasattr(value, "toVariant") else value
    return {name: int(size) for name, size in table.items()}


def test_reading_text_grows_fully_and_headings_less(theme: QObject) -> None:
    normal = _sizes(theme)
    theme.setProperty("step", 2)
    huge = _sizes(theme)
    theme.setProperty("step", 0)
    assert (normal["body"], normal["h1"], normal["small"]) == (40, 56, 32)
    assert (huge["body"], huge["meta"], huge["name"]) == (72, 61, 76)
    assert (huge["h1"], huge["figure"]) == (78, 84)
    assert huge["bar"] == 38
    assert huge["strip"] == normal["strip"]


def test_half_a_glass_stops_at_large_rather_than_cut(theme: QObject) -> None:
    theme.setProperty("step", 2)
    theme.setProperty("lowWanted", True)
    low = _sizes(theme)
    theme.setProperty("step", 1)
    large = _sizes(theme)
    theme.setProperty("lowWanted", False)
    theme.setProperty("step", 0)
    assert low["body"] == large["body"] == 56


@pytest.mark.parametrize(("px_per_mm", "body"), [(4.03, 40), (3.64, 40), (2.71, 36), (1.58, 34)])
def test_size_class_follows_the_glass(theme: QObject, px_per_mm: float, body: int) -> None:
    theme.setProperty("pxPerMm", px_per_mm)
    sizes = _sizes(theme)
    lengths = [theme.property(name) for name in ("margin", "target", "key", "gapMin", "bezel")]
    theme.setProperty("pxPerMm", 4.03)
    assert sizes["body"] == body
    assert lengths == [48, 80, 104, 12, 32]


def _numbers(rect: QRectF) -> tuple[float, ...]:
    return rect.x(), rect.y(), rect.width(), rect.height()


def test_twice_the_pixels_is_exactly_twice_as_large(lent: Services) -> None:
    screen = engine.Screen(lent, QSize(2160, 3840), px_per_mm=8.06)
    try:
        screen.view.show()
        assert screen.rest()
        big = {t.name: t.rect for t in walk.walk(screen.view).touchables}
        screen.theme.setProperty("pxPerMm", 4.03)
        screen.view.resize(1080, 1920)
        assert screen.rest()
        small = {t.name: t.rect for t in walk.walk(screen.view).touchables}
    finally:
        screen.close()
    assert small.keys() == big.keys()
    for name, rect in small.items():
        for mine, theirs in zip(_numbers(rect), _numbers(big[name]), strict=True):
            assert theirs == pytest.approx(2 * mine, abs=4), name


def test_fixed_words_are_short_plain_and_used() -> None:
    files = [p for p in engine.QML_DIR.parent.rglob("*") if p.suffix in (".py", ".qml")]
    source = "\n".join(p.read_text(encoding="utf-8") for p in files)
    for name in WordList.__annotations__:
        text = getattr(W, name)
        for sentence in re.split(r"[。？！]", text):
            assert len(re.findall(r"[一-鿿]", sentence)) <= 20, name
        assert not any(word in text for word in OFFICE_WORDS), name
        assert re.search(rf"\b(?:W|Words)\.{name}\b", source), f"{name} is said nowhere"


def test_only_our_own_faces_draw(theme: QObject) -> None:
    assert fonts.families_used("黄谷雨 5.20亩×112元") == ("Noto Sans SC",)
    for weight in (QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.Bold):
        assert "" not in fonts.families_used("䶮𬱖𠅤", weight)
    assert fonts.foreign_families("abc 黄 䶮𬱖𠅤 ☃😀 ア") == ()


def test_what_noto_lacks_is_drawn_by_hanamin(theme: QObject) -> None:
    coverage = Coverage.load(resources_dir() / "fonts")
    rare = next(chr(c) for c in range(0x2CEB0, 0x2EBE0) if coverage.font_for(chr(c)) == "HanaMinB")
    assert fonts.families_used(rare) == ("HanaMinB",)
