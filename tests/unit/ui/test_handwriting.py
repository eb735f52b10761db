"""The model, asked for the characters of the demo's names: how often it is right, and what it leaves out."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterable

import pytest

from kiosk.demo import names
from kiosk.ui.handwriting.model import Recogniser, find_model
from tests.handwritten import has_strokes, shaky, strokes_of

OFFERED = 5


def _characters(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield from (c for c in value if c.isalpha() and ord(c) >= 0x3400)
    elif isinstance(value, tuple):
        for part in value:
            yield from _characters(part)


VILLAGE = "".join(sorted({c for table in vars(names).values() for c in _characters(table)}))
WRITTEN = [c for c in VILLAGE if has_strokes(c)]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    model = find_model()
    assert model is not None, "packaging/test.sh installs requirements-nodeps.lock"
    return Recogniser(model)


def right(recogniser: Recogniser, rough: float) -> tuple[float, float]:
    """Share of the characters that come first, and among the five offered."""
    rng = random.Random(20260615)
    first = offered = 0
    for character in WRITTEN:
        found = [c for c, _ in recogniser.scores(shaky(strokes_of(character), rng, rough), VILLAGE)[:OFFERED]]
        first += found[:1] == [character]
        offered += character in found
    return first / len(WRITTEN), offered / len(WRITTEN)


def test_every_character_of_the_demo_can_be_read(recogniser: Recogniser) -> None:
    assert len(WRITTEN) > 200
    assert [c for c in VILLAGE if not recogniser.knows(c)] == []


def test_careful_writing_is_nearly_always_right(recogniser: Recogniser) -> None:
    first, offered = right(recogniser, 1.0)
    assert first >= 0.98
    assert offered >= 0.995


def test_bad_writing_is_mostly_among_the_five(recogniser: Recogniser) -> None:
    first, offered = right(recogniser, 1.8)
    assert first >= 0.82
    assert offered >= 0.94


def test_only_characters_of_the_village_are_offered(recogniser: Recogniser) -> None:
    strokes = strokes_of("谷")
    assert recogniser.scores(strokes, "黄谷雨")[0][0] == "谷"
    assert {c for c, _ in recogniser.scores(strokes, "各容裕")} <= set("各容裕")
    assert "谷" not in {c for c, _ in recogniser.scores(strokes, "各容裕")}


def test_what_is_like_no_character_of_the_village_gives_none(recogniser: Recogniser) -> None:
    assert recogniser.scores(strokes_of("一"), "黄谷雨熊") == []


@pytest.mark.parametrize("strokes", [[], [[]], [[(0.5, 0.5)]], [[(0.5, 0.5), (0.505, 0.51)]]])
def test_a_touch_is_no_character(recogniser: Recogniser, strokes: list[list[tuple[float, float]]]) -> None:
    assert recogniser.scores(strokes, VILLAGE) == []


def test_a_character_unknown_to_the_model_is_passed_over(recogniser: Recogniser) -> None:
    unknown = next(c for c in map(chr, range(0x2A700, 0x2B738)) if not recogniser.knows(c))
    assert recogniser.scores(strokes_of("黄"), [unknown]) == []
    assert recogniser.scores(strokes_of("黄"), [unknown, "黄"])[0][0] == "黄"


def test_the_process_answers_line_by_line_and_ends_with_its_input() -> None:
    lines = [{"id": n, "strokes": strokes_of(c), "among": "黄谷雨"} for n, c in enumerate("雨黄")]
    told = subprocess.run(
        [sys.executable, "-m", "kiosk.ui.handwriting", str(find_model())],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (told.returncode, told.stderr) == (0, "")
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(a["id"], a["candidates"][0]) for a in answers] == [(0, "雨"), (1, "黄")]


def test_the_screen_itself_never_loads_the_model() -> None:
    program = (
        "import sys, kiosk.ui.app, kiosk.ui.viewmodels.hand\n"
        "raise SystemExit(bool({'numpy', 'onnxruntime', 'rapidocr'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 0
