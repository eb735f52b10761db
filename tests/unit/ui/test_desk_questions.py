"""提问 at the desk: what the clerk sees of a question, what not, and how the village itself answers."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.desk.question_records import NewQuestion
from kiosk.domain.questions import About
from kiosk.domain.replies import MOST_SENTENCES, READY, ready_replies
from kiosk.domain.scan import scan_text
from kiosk.store.people import Person
from kiosk.ui.desk.question import DeskQuestionVM
from kiosk.ui.desk.questions import DeskQuestionsVM
from tests.unit.desk.making import LIST, PHONE, png
from tests.unit.ui.desking import Side, later, opened, row, side

__all__ = ["side"]


@pytest.fixture
def clerk(side: Side) -> Person:
    return side.let_in(side.kiosk.clerk())


def listed(side: Side) -> Any:
    return opened(DeskQuestionsVM()).state  # type: ignore[operator]


def question(asked_id: str) -> Any:
    return opened(DeskQuestionVM(), id=asked_id)  # type: ignore[operator]


def keys(model: Any) -> list[str]:
    return [key.code for key in model.state.keys]


def test_open_ones_come_first_the_soonest_due_on_top(side: Side, clerk: Person) -> None:
    assert listed(side).lead == "村民在“提意见”里交上来的，会排在这里。"
    answered = side.kiosk.ask(NewQuestion("can_i"))
    side.kiosk.rules.reply(answered.question_id, "能领。", public=False, by=clerk, now=side.kiosk.now)
    side.kiosk.ask(NewQuestion("amount_wrong"))
    side.kiosk.ask(NewQuestion("name_wrong"))
    later(side, days=4)
    state = listed(side)
    assert [(one.title, one.chip) for one in state.rows] == [
        ("名字写错了", "逾期 1 天"),
        ("金额不对", "收到"),
        ("我家能不能领", "已答复"),
    ]
    assert [one.alarmed for one in state.rows] == [True, False, False]
    assert state.meta == "要答复 2 件，逾期 1 件　一共 3 件"


def test_no_phone_and_no_number_of_the_receipt_is_at_the_desk(side: Side, clerk: Person) -> None:
    asked = side.kiosk.ask(NewQuestion("not_received", LIST, contact="phone", phone=PHONE))
    model = question(asked.question_id)
    assert row(model.state, "答复怎么告诉他").meta == "打电话，号码只有县里能看"
    said = str(model.state) + str(listed(side))
    assert PHONE not in said and asked.number not in said


def test_the_handwriting_is_shown_and_gone_when_the_page_is_left(side: Side, clerk: Person) -> None:
    asked = side.kiosk.ask(NewQuestion("error_other", drawing=png(120, 80)))
    model = question(asked.question_id)
    assert model.title == "有错误：自己写的" and (model.image.width(), model.image.height()) == (120, 80)
    assert "drawing" not in model.view and model.view["drawn"]
    model.act("words")
    assert not model.image.isNull()
    model.stop()
    assert model.image.isNull() and model.state is None


def test_a_question_is_taken_up_with_a_name(side: Side, clerk: Person) -> None:
    asked = side.kiosk.ask()
    model = question(asked.question_id)
    assert model.state.lead == "过几分钟会交给县里。村里能办的，可以自己答。"
    model.act("take_up")
    assert model.meta.startswith("办理中") and "take_up" not in keys(model)
    found = side.kiosk.rules.look_up(asked.number, side.kiosk.now, trusted=True).answer
    assert found is not None and found.standing.state == "working"


def test_the_village_answers_with_ready_sentences(side: Side, clerk: Person) -> None:
    asked = side.kiosk.ask(NewQuestion("amount_wrong", LIST))
    model = question(asked.question_id)
    model.act("words")
    assert not model.state.keys[0].enabled
    for code in ("reported", "come", "reported", "is_right"):
        model.choose(code)
    assert [one.code for one in model.state.rows if one.side == "已选"] == ["is_right", "come"]
    model.act("send")
    assert model.state.lead == "请来找值班员，我们当面说。我们核对过，数目没有错。"
    assert keys(model) == ["public", "private"]
    assert model.step_back() and model.title == "怎么答？"
    model.act("send")
    model.act("public")
    assert not model.is_problem and keys(model) == []
    assert row(model.state, "村里的答复").meta == "请来找值班员，我们当面说。我们核对过，数目没有错。"
    assert row(model.state, "他满意吗").meta == "还没有说"
    side.kiosk.rules.rate(asked.question_id, True, side.kiosk.now)
    model.reload()
    assert row(model.state, "他满意吗").meta == "满意"
    (answer,) = side.kiosk.rules.public_answers()
    assert answer.text == "请来找值班员，我们当面说。我们核对过，数目没有错。"


def test_not_more_sentences_than_a_person_reads(side: Side, clerk: Person) -> None:
    model = question(side.kiosk.ask(NewQuestion("amount_wrong")).question_id)
    model.act("words")
    for one in model.state.rows[: MOST_SENTENCES + 1]:
        model.choose(one.code)
    assert model.is_problem and model.note == f"最多挑 {MOST_SENTENCES} 句。"
    assert sum(one.side == "已选" for one in model.state.rows) == MOST_SENTENCES


def test_an_answer_about_somebody_else_is_for_the_asker_only(side: Side, clerk: Person) -> None:
    model = question(side.kiosk.ask(NewQuestion("should_not_have", LIST)).question_id)
    model.act("words")
    model.choose("is_right")
    model.act("send")
    assert keys(model) == ["private"]
    model.act("private")
    assert side.kiosk.rules.public_answers() == () and model.meta.startswith("已答复")


def test_what_the_county_answered_meanwhile_is_not_answered_again(side: Side, clerk: Person) -> None:
    asked = side.kiosk.sent()
    model = question(asked.question_id)
    assert model.state.lead == "已经交给县里。村里能办的，可以自己答。"
    model.act("words")
    model.choose("is_right")
    model.act("send")
    side.kiosk.county_replies(asked)
    model.act("private")
    assert model.is_problem and model.note == "县里已经答复了，不用再答。"
    assert row(model.state, "县里的答复").meta == "已补发，请查收。" and keys(model) == []


def test_a_withdrawn_question_is_said_to_be_gone(side: Side, clerk: Person) -> None:
    asked = side.kiosk.ask()
    model = question(asked.question_id)
    side.kiosk.rules.withdraw(asked.question_id, side.kiosk.now)
    model.act("take_up")
    assert model.note == "这个提问已经撤回，不用办了。" and model.state.keys == ()


def test_a_persons_own_page_is_not_named_in_the_list(side: Side, clerk: Person) -> None:
    side.kiosk.ask(NewQuestion("area_wrong", About("recipient", "K7Q2M9XA")))
    (one,) = listed(side).rows
    assert "一户人家自己的一页" in one.meta


def test_ready_replies_are_short_and_name_nobody() -> None:
    assert len({reply.code for reply in READY}) == len(READY)
    for reply in READY:
        assert len(reply.text) <= 20 and reply.text.endswith("。") and not scan_text(reply.text)
    for kind in ("ask", "error", "complaint"):
        assert len(ready_replies(kind)) >= 4
