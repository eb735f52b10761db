"""看看能不能领: what the answers mean, and that every packaged question can be asked."""

from __future__ import annotations

import pytest

from kiosk.domain.errors import SenderFault
from kiosk.domain.reference import load_packaged
from kiosk.domain.selfcheck import (
    Answer,
    SelfQuestion,
    load_selfchecks,
    parse_selfchecks,
    questions_for,
    verdict,
)

LAND = SelfQuestion("您家有承包地吗？", "yes", True)
BUILT = SelfQuestion("地上建了房、挖了塘吗？", "no", True)
LISTED = SelfQuestion("面积登记过、公示过吗？", "yes", False)
ALL = (LAND, BUILT, LISTED)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((), None),
        (("yes",), None),
        (("no",), "unlikely"),
        (("yes", "yes"), "unlikely"),
        (("yes", "no", "yes"), "likely"),
        (("yes", "no", "no"), "ask"),
        (("unsure", "no", "yes"), "ask"),
        (("unsure", "yes"), "unlikely"),
        (("yes", "no", "unsure"), "ask"),
    ],
)
def test_the_first_answer_against_it_decides_and_doubt_is_to_be_asked(answers, said) -> None:
    assert verdict(ALL, answers) == said


def test_every_packaged_question_is_of_a_known_programme_and_short() -> None:
    checks = load_selfchecks()
    programmes = load_packaged().programmes.by_id
    assert set(checks) <= set(programmes)
    # A name of one of these would tell who is ill or poor beyond what the page itself says.
    assert all(programmes[p].privacy in ("P0", "P1", "P2") for p in checks)
    for questions in checks.values():
        assert 2 <= len(questions) <= 4
        for question in questions:
            assert question.text.endswith("吗？") and len(question.text) <= 20
        # Whoever fits in everything hears so; whoever does not in what decides hears that.
        assert verdict(questions, [q.wanted for q in questions]) == "likely"
        other: list[Answer] = ["no" if q.wanted == "yes" else "yes" for q in questions]
        assert verdict(questions, other) == "unlikely"


def test_the_first_programme_with_questions_counts() -> None:
    checks = {"BT-NY-01": ALL}
    assert questions_for(("BT-NY-99", "BT-NY-01"), checks) == ALL
    assert questions_for(("BT-NY-99",), checks) == ()


@pytest.mark.parametrize("row", ["BT-NY-01,有地吗？,maybe,no", "BT-NY-01,,yes,no", ",有地吗？,yes,no"])
def test_a_wrong_row_is_refused(row: str) -> None:
    with pytest.raises(SenderFault) as caught:
        parse_selfchecks(f"programme,question,wanted,otherwise\n{row}\n")
    assert caught.value.code == "reference_value"
