"""Sealed questions at the county: opened, listed, answered; one that is bad is said and the others go on."""

from __future__ import annotations

import base64
import json
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.bundle.letters import Letter, SealKey, seal_letter
from kiosk.cli.main import main
from kiosk.county.questions import (
    Asked,
    CountyQuestion,
    find,
    read_questions,
    reply,
    seal_keys,
    write_drawings,
)
from kiosk.county.receipts import read_back
from kiosk.county.session import Session
from kiosk.domain.errors import UsageFault
from kiosk.domain.questions import About
from tests.unit.county_pack.offices import LUOTIAN, NOW, make, session
from tests.unit.desk.making import PHONE, png

LETTER = Letter(
    LUOTIAN, "K1", "QAAAAAAAAAAAA", "123456", datetime(2026, 6, 15, 4, tzinfo=UTC), date(2026, 6, 23), "error",  # noqa: E501
    "amount_wrong", "金额不对", About("programme", "BT-NY-01"), "phone", PHONE, png(),
)  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Generator[Session]:
    (tmp_path / "drop").mkdir()
    make(tmp_path / "ws", tmp_path / "drop")
    with session(tmp_path / "ws") as at:
        yield at


def out(office: Session) -> Path:
    root = office.workspace.config.drop
    assert root is not None
    folder = root / LUOTIAN / "out" / "questions"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def key(office: Session) -> SealKey:
    return SealKey.parse((office.workspace.keys / "seal.pub").read_text("ascii"))


def put(office: Session, letter: Letter, name: str | None = None) -> Path:
    path = out(office) / (name or f"{letter.kiosk}-{letter.question_id}.json")
    path.write_bytes(seal_letter(letter, key(office)))
    return path


def read(office: Session) -> Asked:
    unit = office.workspace.unit(LUOTIAN)
    return read_questions(office, unit, out(office).parent, seal_keys(office.workspace))


def ask(office: Session, number: int, **changes: object) -> Letter:
    letter = replace(LETTER, question_id=f"Q{number:012d}", number=str(number), **changes)  # type: ignore[arg-type]
    put(office, letter)
    return letter


def test_a_letter_is_opened_and_says_when_it_is_due(office: Session) -> None:
    put(office, LETTER)
    (question,) = read(office).questions
    assert (question.number, question.words, question.about) == (
        "123456", "金额不对", "耕地地力保护补贴（BT-NY-01）",
    )  # fmt: skip
    assert (question.due, question.overdue, question.state) == (date(2026, 6, 23), 0, "open")
    assert question.wants_call and question.has_drawing
    assert PHONE not in repr(question)
    assert read(office) == read(office)


def test_without_a_due_date_the_working_days_are_counted_here(office: Session) -> None:
    ask(office, 200001, due=None, asked_at=NOW - timedelta(days=19))
    (question,) = read(office).questions
    assert question.due == date(2026, 6, 8) and question.overdue == 12
    (status,) = read_back(office, office.workspace.chosen((LUOTIAN,)))
    assert status.question_words() == "1，过期1"


def test_bad_letters_are_said_and_the_others_go_on(office: Session) -> None:
    good = put(office, LETTER).read_bytes()
    folder = out(office)
    (folder / "K1-QB.json").write_bytes(good[: len(good) // 2])  # half copied
    put(office, replace(LETTER, question_id="QC"), "K1-QZ.json")  # under another's name
    put(office, replace(LETTER, question_id="QD", village_code="360123105202"))
    other = SealKey(bytes(range(32)))
    (folder / "K1-QE.json").write_bytes(seal_letter(replace(LETTER, question_id="QE"), other))
    turned = json.loads(good) | {"question_id": "QF"}
    (folder / "K1-QF.json").write_text(json.dumps(turned), "utf-8")
    put(office, replace(LETTER, question_id="QG", sentence="made_up", words="坏话\x1b[2J"))
    put(office, replace(LETTER, question_id="QH", number="１23"))
    (folder / "K1-QI.json").write_text("[" * 100_000, "utf-8")
    (folder / ".K1-QJ.json.tmp").write_bytes(good)
    (folder / f"{PHONE}.json").write_text("{}", "utf-8")
    asked = read(office)
    assert [q.question_id for q in asked.questions] == [LETTER.question_id]
    assert [s.partition("：")[0] for s in asked.sentences] == [
        "(里面有号码，没有写出)", "K1-QB.json", "K1-QD.json", "K1-QE.json", "K1-QF.json", "K1-QG.json",
        "K1-QH.json", "K1-QI.json", "K1-QZ.json",
    ]  # fmt: skip
    text = "".join(asked.sentences)
    assert PHONE not in text and "\x1b" not in text
    assert "可能还没有传完" in text and "放错了地方" in text and "里外写的不是同一件" in text


def test_a_second_letter_of_the_same_question_counts_once(office: Session) -> None:
    put(office, LETTER)
    put(office, replace(LETTER, kiosk="K2", words="别的"))
    asked = read(office)
    assert len(asked.questions) == 1 and "只算一份" in asked.sentences[0]


def test_an_older_key_beside_the_newest_still_opens(office: Session) -> None:
    put(office, LETTER)
    keys = office.workspace.keys
    (keys / "seal.key").rename(keys / "seal-2025.key")
    (keys / "seal.key").write_bytes(base64.b64encode(bytes(range(32))))
    assert len(read(office).questions) == 1
    for path in keys.glob("seal*.key"):
        path.unlink()
    with pytest.raises(UsageFault) as fault:
        seal_keys(office.workspace)
    assert fault.value.code == "no_seal_key"
    # The table of receipts goes on without it.
    assert read_back(office, office.workspace.chosen((LUOTIAN,)))[0].left_out


def test_a_reply_is_packed_once_and_without_numbers(office: Session) -> None:
    ask(office, 200001, sentence="should_not_have")
    question = find(read(office).questions, "２00001")
    for words, public, code in (
        (" ", False, "reply_empty"),
        ("长" * 501, False, "reply_long"),
        (f"打{PHONE}", False, "reply_personal"),
        ("已核实。", True, "not_public"),
    ):
        with pytest.raises(UsageFault) as fault:
            reply(office, question, words, public=public)
        assert fault.value.code == code and PHONE not in fault.value.message
    bundle = reply(office, question, "已核实，按政策不用退。", public=False)
    manifest = json.loads((office.outbox.folder(bundle) / "manifest.json").read_text("utf-8"))
    sent = [i for i in manifest["items"] if i["type"] == "reply"]
    assert [(i["question_id"], i["text"], i["public"]) for i in sent] == [
        (question.question_id, "已核实，按政策不用退。", False)
    ]
    question = find(read(office).questions, question.question_id)
    assert (question.state, question.answered_on) == ("replied", date(2026, 6, 20))
    with pytest.raises(UsageFault) as twice:
        reply(office, question, "换一份。", public=False)
    assert twice.value.code == "replied_already"
    assert reply(office, question, "换一份。", public=False, again=True).seq == bundle.seq + 1


def test_two_kiosks_with_one_number_are_told_apart(office: Session) -> None:
    ask(office, 200001)
    put(office, replace(LETTER, question_id="QK2", kiosk="K2", number="200001"))
    with pytest.raises(UsageFault) as fault:
        find(read(office).questions, "200001")
    assert fault.value.code == "two_questions"
    assert find(read(office).questions, "QK2").letter.kiosk == "K2"
    with pytest.raises(UsageFault):
        find(read(office).questions, "999999")


def test_the_village_said_that_it_answered_and_the_asker_whether_that_is_enough(office: Session) -> None:
    ask(office, 200001)
    notice = {"village_code": LUOTIAN, "kiosk": "K1", "question_id": "Q000000200001"}
    for kind, more in (("answered", {"answered_on": "2026-06-18", "public": True}), ("satisfied", {"satisfied": False})):  # noqa: E501
        path = out(office) / f"K1-Q000000200001-{kind}.json"
        path.write_text(json.dumps({"format": f"kiosk-question-{kind}/1", **notice, **more}), "utf-8")
    (question,) = read(office).questions
    assert (question.state, question.answered_on, question.satisfied) == ("answered", date(2026, 6, 18), False)  # noqa: E501
    assert read(office).open == []


def test_a_drawing_that_is_none_is_not_written(office: Session, tmp_path: Path) -> None:
    ask(office, 200001)
    ask(office, 200002, drawing=b"<script>")
    made, odd = write_drawings(read(office).questions, tmp_path / "手写")
    assert [p.name for p in made] == [f"{LUOTIAN}-200001.png"] and made[0].read_bytes() == png()
    assert len(odd) == 1 and "200002" in odd[0]


def test_the_command_hides_phones_until_asked(
    office: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(office, 200001)
    words = ["county", "questions", "--workspace", str(tmp_path / "ws")]
    busy = main(words)
    assert busy == 2 and "另一个命令" in capsys.readouterr().err


def test_the_list_for_the_clerk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "drop").mkdir()
    make(tmp_path / "ws", tmp_path / "drop")
    with session(tmp_path / "ws") as at:
        ask(at, 200001)
        reply_to: CountyQuestion = find(read(at).questions, "200001")
        ask(at, 200002, contact="here", phone=None, drawing=None)
        reply(at, reply_to, "已核实。", public=False)
    words = ["county", "questions", "--workspace", str(tmp_path / "ws")]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "石鼻镇罗田村" in said and "200001" in said and "金额不对（有手写）" in said
    assert PHONE not in said and "--show-phone" in said and "--drawings" in said
    assert main([*words, "--show-phone"]) == 0 and PHONE in capsys.readouterr().out
    assert main([*words, "--open", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [q["number"] for q in found["questions"]] == ["200002"] and "phone" not in found["questions"][0]
    assert main(["county", "reply", "200002", "--text", "甲", "--file", "x", *words[2:]]) == 2
    capsys.readouterr()
    answer = tmp_path / "答复.txt"
    answer.write_text("已补发。", "utf-8")
    assert main(["county", "reply", "200002", "--file", str(answer), "--public", *words[2:]]) == 0
    assert "kiosk county push" in capsys.readouterr().out
    assert main([*words, "--open"]) == 0 and "没有等着答复的" in capsys.readouterr().out
    answer.write_bytes("已补发。".encode("gbk"))
    assert main(["county", "reply", "200002", "--file", str(answer), *words[2:]]) == 1
    # Nothing of a letter stays in the workspace.
    kept = b"".join(p.read_bytes() for p in (tmp_path / "ws").rglob("*") if p.is_file())
    assert PHONE.encode() not in kept and "金额不对".encode() not in kept
