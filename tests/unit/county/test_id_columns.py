"""ID numbers of a whole column at once: the same ones are wrong as with the rule one at a time."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kiosk.county.checking.columns import IdCheck
from kiosk.domain.scan import id_check_character


def right(text: str) -> bool:
    """GB 11643-1999 with a day that exists, 1880 to 2100."""
    try:
        year = date(int(text[6:10]), int(text[10:12]), int(text[12:14])).year
    except ValueError:
        return False
    fits = len(text) == 18 and text.isascii() and text[:17].isdigit()
    return fits and 1880 <= year <= 2100 and id_check_character(text[:17]) == text[17]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Mostly right ones: days that do not exist, other centuries, a wrong digit somewhere, odd lengths."""
    year = draw(st.sampled_from([1879, 1880, 1899, 1900, 1996, 2000, 2025, 2099, 2100, 2101]))
    month, day = draw(st.integers(0, 13)), draw(st.sampled_from([0, 1, 15, 28, 29, 30, 31, 32, 99]))
    body = f"990123{year}{month:02d}{day:02d}{draw(st.integers(0, 999)):03d}"
    text = body + id_check_character(body)
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, 17))
        other = draw(st.sampled_from(["0", "5", "9", "X", "x", "", "１", "/", ":"]))
        text = text[:at] + other + text[at + 1 :]
    return text


@given(st.lists(numbers(), max_size=6))
def test_a_column_is_judged_as_its_numbers_are(ids: list[str]) -> None:
    assert IdCheck().bad(ids) == [i for i, text in enumerate(ids) if not right(text)]


def test_every_day_of_four_years() -> None:
    """Also those that are looked at once more."""
    bodies = [f"990123{y}{m:02d}{d:02d}001" for y in (1899, 1900, 2000, 2023)
              for m in range(14) for d in range(33)]  # fmt: skip
    ids = [b + id_check_character(b) for b in bodies]
    assert IdCheck().bad(ids) == [i for i, text in enumerate(ids) if not right(text)]
