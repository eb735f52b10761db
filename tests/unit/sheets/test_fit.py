"""Whatever stands in a cell fits into it, readable and whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.paths import resources_dir
from kiosk.sheets.fit import SQUEEZE, fit, paragraph, tokens, wrap
from kiosk.sheets.fonts import open_fonts
from kiosk.sheets.pen import LEAST_SIZE

FONTS = open_fonts(resources_dir() / "fonts")
TEXT = st.text(st.sampled_from("熊谷雨𬱖·（）《》，。12345,.abcXYZ 村"), max_size=60).map(
    lambda text: " ".join(text.split())
)


@given(TEXT)
def test_tokens_lose_nothing(text: str) -> None:
    assert "".join(tokens(text)) == text


@given(TEXT)
def test_lines_do_not_begin_with_closing_marks(text: str) -> None:
    for piece in list(tokens(text))[1:]:
        assert piece[0] not in "，。》）·,."


def test_the_year_of_a_document_stays_in_its_brackets() -> None:
    assert [piece for piece in tokens("赣财〔2022〕59号") if "2022" in piece] == ["〔2022〕"]


def test_a_line_of_arithmetic_breaks_before_its_sign() -> None:
    pieces = list(tokens("比如 5.20亩 × 112元 = 582.40元。"))
    assert "× 112" in pieces and "= 582.40" in pieces


@given(TEXT, st.floats(min_value=20, max_value=400), st.integers(min_value=11, max_value=40))
def test_any_text_fits_any_cell(text: str, room: float, size: int) -> None:
    fitted = fit(text, FONTS, "regular", size, room)
    assert fitted.size >= LEAST_SIZE
    assert SQUEEZE - 1e-9 <= fitted.scale <= 1
    for line in fitted.lines:
        if len(line) > 1:
            assert FONTS.width(line, "regular", fitted.size) * fitted.scale <= room + 0.01
    assert "".join(fitted.lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("name", "room", "lines"),
    [
        ("熊谷雨", 60, ("熊谷雨",)),
        ("欧阳谷雨", 56, ("欧阳谷雨",)),
        ("阿依古丽·买买提", 90, ("阿依古丽·", "买买提")),
        ("阿卜杜热西提·买买提吐尔逊", 120, ("阿卜杜热西提·", "买买提吐尔逊")),
        ("雨露计划(职业教育)补助", 120, ("雨露计划", "(职业教育)补助")),
        ("种粮大户(适度规模经营)补贴", 100, ("种粮大户(适度", "规模经营)补贴")),
    ],
)
def test_steps_of_fitting(name: str, room: float, lines: tuple[str, ...]) -> None:
    fitted = fit(name, FONTS, "regular", 16, room)
    assert fitted.lines == lines and fitted.size == 16


def test_a_twenty_character_name_keeps_the_body_size() -> None:
    fitted = fit("阿卜杜热西提·买买提吐尔逊·阿不都热合曼", FONTS, "regular", 16, 7 * 16)
    assert fitted.size == 16 and len(fitted.lines) <= 3


@given(TEXT, st.floats(min_value=60, max_value=600))
def test_paragraph_keeps_every_character(text: str, room: float) -> None:
    lines = paragraph(text, room, FONTS, "regular", 14)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_paragraph_keeps_an_office_with_its_phone() -> None:
    offices = ("石鼻镇人民政府 0791-83400000；", "石鼻镇财政所 0791-83400001；", "县农业农村局 0791-83400002")
    lines = paragraph(offices, 410, FONTS, "regular", 14)
    assert [line.count("0791") for line in lines] == [line.count(" 0791") for line in lines]
    assert not any(line.startswith("0791") for line in lines)


@pytest.mark.parametrize("room", range(140, 400, 7))
def test_a_phone_in_a_sentence_is_never_parted(room: int) -> None:
    lines = paragraph(
        "先问小组长。镇民政所 0791-0000 3513。县民政局 0791-0000 3258。", room, FONTS, "regular", 16
    )
    assert sum(line.count("0791-0000 3513") + line.count("0791-0000 3258") for line in lines) == 2


def test_a_phone_wider_than_the_line_parts_at_its_blank() -> None:
    assert wrap(["0791-0000 3513。"], 90, FONTS, "regular", 16) == ["0791-0000", "3513。"]


def test_wrap_cuts_a_word_that_is_too_long_alone() -> None:
    lines = wrap(["A" * 50], 60, FONTS, "regular", 16)
    assert len(lines) > 1 and "".join(lines) == "A" * 50
