"""A question on its whole way, on real files: asked, sealed, carried, answered, looked up, erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.bundle.letters import open_letter
from kiosk.desk.question_records import NewQuestion
from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import EnvironmentFault, SenderFault, UsageFault
from kiosk.domain.items import KeysItem, ReplyItem
from kiosk.domain.questions import MOST_A_DAY, About
from tests.unit.desk.making import LIST, PHONE, SEAL, SEAL_TEXT, DeskKiosk, make_desk, png, read_json

CALL = NewQuestion("not_received", LIST, contact="phone", phone=PHONE)


def test_the_receipt(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    assert len(asked.number) == 6 and asked.number.isdigit()
    assert asked.due == date(2026, 6, 23)  # 19 June 2026 is 端午节
    assert asked.note == ""
    assert kiosk.ask(NewQuestion("name_wrong", LIST)).due == date(2026, 6, 18)
    found = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer
    assert found is not None and found.standing.state == "received" and found.due == asked.due


def test_a_year_without_a_holiday_table_is_said(kiosk: DeskKiosk) -> None:
    kiosk.later(days=365 * 8)
    assert "放假安排还没有" in kiosk.ask().note


def test_without_a_believed_clock_no_date_is_promised_until_it_is(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask(trusted=False)
    assert asked.due is None
    kiosk.tend(trusted=False)
    kiosk.later(days=3)
    kiosk.tend()
    (line,) = kiosk.rules.listed(kiosk.now, trusted=True)
    assert line.question.due == date(2026, 6, 26)


def test_the_letter_says_it_all_to_the_county_and_nothing_to_others(kiosk: DeskKiosk) -> None:
    new = replace(CALL, sentence="area_wrong", about=About("recipient", "K7Q2M9XA"), drawing=png())
    asked = kiosk.ask(new)
    kiosk.later(minutes=6)
    assert kiosk.tend().sent == 1
    letter = kiosk.letter(asked)
    assert (letter.number, letter.sentence, letter.words) == (asked.number, "area_wrong", "我家面积不对")
    assert (letter.phone, letter.drawing) == (PHONE, png())
    assert letter.about == new.about and letter.due == asked.due and letter.contact == "phone"
    content = (kiosk.folder / f"K1-{asked.question_id}.json").read_bytes()
    for hidden in (PHONE, asked.number, "K7Q2M9XA", "area_wrong"):
        assert hidden.encode() not in content
    assert PHONE not in repr(letter) + repr(new)


def test_the_length_of_a_letter_does_not_tell_of_a_phone(kiosk: DeskKiosk) -> None:
    sizes: set[int] = set()
    for new in (CALL, replace(CALL, contact="here", phone=None), replace(CALL, contact="none", phone=None)):
        asked = kiosk.ask(new)
        kiosk.later(minutes=6)
        kiosk.tend()
        sizes.add((kiosk.folder / f"K1-{asked.question_id}.json").stat().st_size)
    assert len(sizes) == 1


def test_no_phone_is_ever_written_in_clear(kiosk: DeskKiosk) -> None:
    kiosk.ask(CALL)
    kiosk.desk.copy(date(2026, 6, 15))
    assert PHONE.encode() not in kiosk.on_disk()
    kiosk.later(minutes=6)
    kiosk.tend()
    kiosk.desk.close()
    assert PHONE.encode() not in kiosk.on_disk()


def test_a_letter_that_left_is_not_kept(kiosk: DeskKiosk) -> None:
    kiosk.sent()
    assert held(kiosk) == 0


def test_a_letter_with_a_byte_changed_or_another_key_is_refused(kiosk: DeskKiosk) -> None:
    asked = kiosk.sent()
    content = (kiosk.folder / f"K1-{asked.question_id}.json").read_bytes()
    other = "Q" + "0" * 12
    cases = {
        "letter_other_key": (content, bytes(range(2, 34))),
        "letter_mixed": (content.replace(asked.question_id.encode(), other.encode()), SEAL.encode()),
        "letter_unreadable": (content[:-40], SEAL.encode()),
    }
    for code, (changed, secret) in cases.items():
        with pytest.raises(SenderFault) as caught:
            open_letter(changed, secret)
        assert caught.value.code == code


def test_it_can_be_taken_back_for_five_minutes_and_leaves_nothing(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask(replace(CALL, drawing=png()))
    kiosk.later(minutes=4, seconds=59)
    assert kiosk.tend().sent == 0 and kiosk.files() == []
    assert kiosk.rules.withdraw(asked.question_id, kiosk.now)
    assert not kiosk.rules.withdraw(asked.question_id, kiosk.now)
    kiosk.later(minutes=10)
    assert kiosk.tend().sent == 0 and kiosk.files() == []
    found = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer
    assert found is not None and found.standing.state == "withdrawn" and found.standing.text is None
    assert kiosk.rules.listed(kiosk.now, trusted=True) == ()
    with kiosk.desk.reading() as connection:
        row = connection.execute("select sentence, about_id, drawing, contact from questions").fetchone()
    assert row == ("", None, None, "none")
    kiosk.desk.close()
    assert png() not in kiosk.on_disk()


def test_after_five_minutes_it_is_under_way(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    kiosk.later(minutes=5, seconds=1)
    assert not kiosk.rules.withdraw(asked.question_id, kiosk.now)
    kiosk.tend()
    assert kiosk.files() == [f"K1-{asked.question_id}.json"]
    found = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer
    assert found is not None and found.standing.state == "working"
    assert not kiosk.rules.withdraw(asked.question_id, kiosk.now)


def test_a_clock_set_back_does_not_keep_a_question_here(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    kiosk.clock.at -= timedelta(days=3000)
    assert not kiosk.rules.withdraw(asked.question_id, kiosk.now)
    assert kiosk.tend(trusted=False).sent == 1


def test_the_countys_reply_reaches_the_asker_and_nobody_else(kiosk: DeskKiosk) -> None:
    asked = kiosk.sent()
    kiosk.county_replies(asked)
    found = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer
    assert found is not None
    assert (found.standing.state, found.standing.text) == ("answered", "已补发，请查收。")
    assert found.standing.answered_on == date(2026, 6, 15)
    assert kiosk.rules.public_answers() == ()


def test_public_answers_stand_without_the_asker(kiosk: DeskKiosk) -> None:
    mine = kiosk.ask(NewQuestion("area_wrong", About("recipient", "K7Q2M9XA")))
    accused = kiosk.ask(NewQuestion("should_not_have", LIST))
    written = kiosk.ask(NewQuestion("complaint_other", LIST, drawing=png()))
    kiosk.later(days=1)
    for asked in (mine, accused, written):
        kiosk.county_replies(asked, "已核对，是对的。", public=True)
    kiosk.county(ReplyItem("Q-of-another-kiosk", "月底前发。", date(2026, 6, 20), True))
    found = kiosk.rules.public_answers()
    told = {(answer.question, answer.about, answer.text) for answer in found}
    assert told == {
        ("", None, "月底前发。"),
        ("我家面积不对", None, "已核对，是对的。"),
        ("投诉建议", LIST, "已核对，是对的。"),
    }
    assert len(found) == 3 and found[0].text == "月底前发。"


def test_the_clerk_answers_a_matter_of_the_village(kiosk: DeskKiosk) -> None:
    asked, clerk = kiosk.sent(), kiosk.clerk()
    kiosk.rules.take_up(asked.question_id, clerk, kiosk.now)
    kiosk.rules.reply(asked.question_id, " 周五补发。 ", public=True, by=clerk, now=kiosk.now)
    found = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer
    assert found is not None and found.standing.text == "周五补发。"
    assert [(a.question, a.text) for a in kiosk.rules.public_answers()] == [("金额不对", "周五补发。")]
    kiosk.tend()
    notice = read_json(kiosk.folder / f"K1-{asked.question_id}-answered.json")
    assert notice["question_id"] == asked.question_id and notice["answered_on"] == "2026-06-15"
    assert "周五补发" not in str(notice)
    kiosk.county_replies(asked, "县里补充：已到账。")
    found = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer
    assert found is not None and found.standing.text == "县里补充：已到账。"
    assert kiosk.rules.public_answers() == ()  # the county's word counts, and it is not for all


@pytest.mark.parametrize(
    ("text", "public", "code"),
    [
        ("  ", False, "reply_empty"),
        ("字" * 501, False, "reply_long"),
        (f"请打{PHONE}", False, "reply_personal"),
        ("他符合条件。", True, "not_public"),
    ],
)
def test_an_answer_that_cannot_be_given(kiosk: DeskKiosk, text: str, public: bool, code: str) -> None:
    asked = kiosk.ask(NewQuestion("should_not_have", LIST))
    with pytest.raises(UsageFault) as caught:
        kiosk.rules.reply(asked.question_id, text, public=public, by=kiosk.clerk(), now=kiosk.now)
    assert caught.value.code == code and PHONE not in caught.value.message


def test_an_answer_may_name_a_public_phone(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    kiosk.rules.reply(
        asked.question_id, f"请打{PHONE}", public=False, by=kiosk.clerk(), now=kiosk.now,
        own_numbers=frozenset({PHONE}),
    )  # fmt: skip
    assert kiosk.rules.listed(kiosk.now, trusted=True)[0].standing.state == "answered"


def test_what_the_county_answered_or_the_asker_took_back_is_not_answered_again(kiosk: DeskKiosk) -> None:
    clerk = kiosk.clerk()
    asked, gone = kiosk.sent(), kiosk.ask()
    kiosk.county_replies(asked)
    assert kiosk.rules.withdraw(gone.question_id, kiosk.now)
    for question_id, code in (
        (asked.question_id, "answered_already"),
        (gone.question_id, "unknown_question"),
    ):
        with pytest.raises(UsageFault) as caught:
            kiosk.rules.reply(question_id, "好。", public=False, by=clerk, now=kiosk.now)
        assert caught.value.code == code


def test_content_or_not_is_said_once_and_only_of_a_reply(kiosk: DeskKiosk) -> None:
    asked = kiosk.sent()
    assert not kiosk.rules.rate(asked.question_id, True, kiosk.now)
    kiosk.county_replies(asked)
    assert kiosk.rules.rate(asked.question_id, False, kiosk.now)
    assert not kiosk.rules.rate(asked.question_id, True, kiosk.now)
    assert not kiosk.rules.rate("Q-unknown", True, kiosk.now)
    found = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer
    assert found is not None and found.satisfied is False
    kiosk.tend()
    assert read_json(kiosk.folder / f"K1-{asked.question_id}-satisfied.json")["satisfied"] is False


def test_the_desk_sees_what_is_overdue_first(kiosk: DeskKiosk) -> None:
    late = kiosk.ask(NewQuestion("name_wrong", LIST))
    done = kiosk.ask()
    kiosk.later(days=4)
    fresh = kiosk.ask()
    kiosk.county_replies(done)
    order = [line.question.question_id for line in kiosk.rules.listed(kiosk.now, trusted=True)]
    assert order == [late.question_id, fresh.question_id, done.question_id]
    (line,) = kiosk.rules.overdue(kiosk.now, trusted=True)
    assert line.question.question_id == late.question_id and line.standing.overdue == 1
    assert kiosk.rules.overdue(kiosk.now, trusted=False) == ()


def test_wrong_numbers_end_in_a_pause_that_survives_a_restart(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    wrong = "100000" if asked.number != "100000" else "100001"
    lefts = [kiosk.rules.look_up(wrong, kiosk.now, trusted=True).left for _ in range(5)]
    assert lefts == [4, 3, 2, 1, 0]
    kiosk.later(minutes=9)
    kiosk.restart()
    held = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True)
    assert held.answer is None and held.wait == timedelta(minutes=1)
    assert held.sentence == "错得太多，请过 1 分钟再查。"
    kiosk.later(minutes=1)
    assert kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer is not None


def test_a_right_number_does_not_buy_new_tries(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    for _ in range(4):
        kiosk.rules.look_up("1", kiosk.now, trusted=True)
        assert kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer is not None
    assert kiosk.rules.look_up("1", kiosk.now, trusted=True).left == 0


def test_wrong_numbers_of_the_morning_are_forgotten(kiosk: DeskKiosk) -> None:
    for _ in range(4):
        kiosk.rules.look_up("100000", kiosk.now, trusted=True)
    kiosk.later(minutes=11)
    assert kiosk.rules.look_up("100000", kiosk.now, trusted=True).left == 4


def test_thirty_days_after_the_reply_letter_and_handwriting_are_gone(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask(replace(CALL, drawing=png()))
    other = kiosk.ask()
    kiosk.later(minutes=6)
    kiosk.tend()
    kiosk.county_replies(asked)
    kiosk.rules.rate(asked.question_id, True, kiosk.now)
    kiosk.later(days=29)
    assert kiosk.tend().erased == 0
    assert len(kiosk.files()) == 3
    kiosk.later(days=1)
    assert kiosk.tend(trusted=False).erased == 0  # a jumped clock must not erase
    assert kiosk.tend().erased == 1
    assert kiosk.files() == [f"K1-{other.question_id}.json"]
    assert kiosk.tend().erased == 0
    found = kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer
    assert found is not None and found.standing.text == "已补发，请查收。"
    kiosk.desk.close()
    assert png() not in kiosk.on_disk()


def test_a_letter_that_never_left_goes_before_the_last_copy_that_holds_it(kiosk: DeskKiosk) -> None:
    """The share is away all the time: 14 daily copies may hold the letter, none longer than 30 days."""
    asked = kiosk.ask(CALL)
    kiosk.home.load_config().drop_out.parent.rmdir()
    kiosk.rules.reply(asked.question_id, "已补发。", public=False, by=kiosk.clerk(), now=kiosk.now)
    kiosk.later(days=15)
    with pytest.raises(EnvironmentFault):
        kiosk.tend()
    assert held(kiosk) == 2
    kiosk.later(days=1)
    assert kiosk.tend().erased == 1
    assert held(kiosk) == 0
    assert kiosk.rules.look_up(asked.number, kiosk.now, trusted=True).answer is not None


def held(kiosk: DeskKiosk) -> int:
    """How many files wait in desk.db."""
    with kiosk.desk.reading() as connection:
        return connection.execute("select count(*) from question_out").fetchone()[0]


def test_an_answered_question_is_not_taken_back(kiosk: DeskKiosk) -> None:
    asked = kiosk.ask()
    kiosk.rules.reply(asked.question_id, "好。", public=False, by=kiosk.clerk(), now=kiosk.now)
    assert not kiosk.rules.withdraw(asked.question_id, kiosk.now)
    assert kiosk.tend().sent == 0  # the notice never before its letter
    kiosk.later(minutes=6)
    assert kiosk.tend().sent == 2


def test_without_the_countys_key_no_phone_is_taken_and_the_letter_follows(
    tmp_path: Path, clock: FixedClock
) -> None:
    kiosk = make_desk(tmp_path, clock, sealed=False)
    assert not kiosk.rules.can_call()
    with pytest.raises(UsageFault) as caught:
        kiosk.ask(CALL)
    assert caught.value.code == "cannot_call" and PHONE not in caught.value.message
    asked = kiosk.ask(NewQuestion("area_wrong", LIST, drawing=png()))
    kiosk.later(minutes=6)
    assert kiosk.tend().sent == 0
    kiosk.county(KeysItem((), (), SEAL_TEXT))
    assert kiosk.rules.can_call() and kiosk.tend().sent == 1
    assert kiosk.letter(asked).drawing == png()
    assert kiosk.tend().sent == 0


def test_the_key_may_lie_in_trusted_until_the_county_sends_one(tmp_path: Path, clock: FixedClock) -> None:
    kiosk = make_desk(tmp_path, clock, sealed=False)
    place = kiosk.home.seal_key
    place.write_text(SEAL_TEXT + "\n", "ascii")
    assert kiosk.letter(kiosk.sent()).kind == "error"
    place.write_text("not a key", "ascii")
    assert not kiosk.rules.can_call()
    later = kiosk.ask()  # a villager can ask all the same
    kiosk.later(minutes=6)
    with pytest.raises(EnvironmentFault) as caught:
        kiosk.tend()
    assert caught.value.code == "seal_key_bad"
    place.write_text(SEAL_TEXT + "\n", "ascii")
    kiosk.later(minutes=6)
    assert kiosk.tend().sent == 1 and kiosk.letter(later).number == later.number


def test_only_so_many_a_day(kiosk: DeskKiosk) -> None:
    for _ in range(MOST_A_DAY):
        kiosk.ask()
    with pytest.raises(UsageFault) as caught:
        kiosk.ask()
    assert caught.value.code == "too_many" and "值班员" in caught.value.message
    kiosk.later(hours=12)
    kiosk.ask()


def test_what_a_page_must_not_send(kiosk: DeskKiosk) -> None:
    with pytest.raises(UsageFault) as caught:
        kiosk.ask(NewQuestion("ask_other"))
    assert caught.value.code == "drawing_missing"
    for drawing in (b"GIF89a" + bytes(40), png()[:20], png(2001, 2), png() + bytes(62_000)):
        with pytest.raises(ValueError):
            kiosk.ask(NewQuestion("ask_other", drawing=drawing))
    with pytest.raises(ValueError):
        kiosk.ask(NewQuestion("amount_wrong", About("payouts", "../x y")))
    with pytest.raises(KeyError):
        kiosk.ask(NewQuestion("anything"))
    assert kiosk.rules.listed(kiosk.now, trusted=True) == ()
