"""Draft → check → publish, corrections, withdrawals, events: the order of the law, on real files."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PIL import Image

from kiosk.desk import audit
from kiosk.desk.access import Refused
from kiosk.desk.publishing_records import NewEvent
from kiosk.domain.errors import UsageFault
from tests.unit.desk.village import HEADS, ROWS, SUPERVISOR_PIN, VillageDesk

ID_NUMBER = "990123199001011237"


def photo(**options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(out, "JPEG", **options)
    return out.getvalue()


def refusal(deed: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(UsageFault) as caught:
        deed(*args, **kwargs)  # type: ignore[operator]
    assert caught.value.message.endswith("。")
    return caught.value.code


def deeds(village: VillageDesk, subject: str) -> list[str]:
    return [entry.what for entry in reversed(audit.history(village.desk, subject=subject))]


def test_from_a_draft_to_the_screen(village: VillageDesk) -> None:
    draft = village.write()
    draft = village.rules.add_picture(draft.id, photo(), "新修的路灯", village.clerk, village.now)
    assert (draft.state, draft.content.rows) == ("draft", ROWS)
    village.rules.send(draft.id, village.clerk, village.now)
    assert village.rules.checkers(draft.id) == (village.supervisor,)
    checked = village.rules.check(draft.id, village.supervisor.id, SUPERVISOR_PIN, village.now)
    assert not isinstance(checked, Refused)
    assert checked.state == "checked" and checked.checked is not None and checked.checked.name == "李监督"
    published = village.rules.publish(draft.id, village.clerk, village.now, trusted=True)
    assert (published.state, published.arrived) == ("published", False)
    assert village.shown() == {}
    assert village.work().arrived == 1
    assert village.shown() == {draft.disclosure_id: 1}
    assert village.rules.draft(draft.id).arrived
    view = village.board.disclosure(draft.disclosure_id)
    assert view is not None and view.table is not None
    assert (view.table.fields, view.table.rows) == (HEADS, ROWS)
    assert [a.title for a in view.attachments] == ["新修的路灯"]
    # Once in the archive the picture is not kept twice, and still at hand.
    assert view.attachments[0].path.read_bytes() == village.rules.picture(draft.id, draft.pictures[0].id)
    assert deeds(village, draft.disclosure_id) == ["drafted", "draft_sent", "checked", "published"]
    assert village.sent() == ["360123102216-KTEST1-000001"]
    assert list(village.kiosk.home.local.iterdir()) == []


def test_nothing_is_published_unchecked(village: VillageDesk) -> None:
    draft = village.write()
    publish = village.rules.publish
    assert refusal(publish, draft.id, village.clerk, village.now, trusted=True) == "not_checked"
    village.rules.send(draft.id, village.clerk, village.now)
    assert refusal(publish, draft.id, village.clerk, village.now, trusted=True) == "not_checked"
    village.rules.check(draft.id, village.supervisor.id, SUPERVISOR_PIN, village.now)
    assert refusal(publish, draft.id, village.clerk, village.now, trusted=False) == "clock"
    # What was checked is what is published.
    with village.desk.writing() as connection:
        connection.execute("update drafts set content = replace(content, '卖树', '买树')")
    assert refusal(publish, draft.id, village.clerk, village.now, trusted=True) == "changed_since"
    assert village.work().arrived == 0 and village.shown() == {}


def test_only_another_ones_pin_of_the_supervision_body_counts(village: VillageDesk) -> None:
    draft = village.write()
    village.rules.send(draft.id, village.clerk, village.now)
    check = village.rules.check
    assert refusal(check, draft.id, village.clerk.id, "480913", village.now) == "own_draft"
    other = village.add("赵测试", "clerk", "708152")
    assert refusal(check, draft.id, other.id, "708152", village.now) == "not_supervisor"
    wrong = check(draft.id, village.supervisor.id, "111213", village.now)
    assert isinstance(wrong, Refused) and wrong.left == 4
    assert village.rules.draft(draft.id).state == "waiting"


def test_a_supervisor_who_wrote_in_it_may_not_check_it(village: VillageDesk) -> None:
    draft = village.write()
    village.rules.save(draft.id, replace(draft.content, title="改过的标题"), village.supervisor, village.now)
    village.rules.send(draft.id, village.clerk, village.now)
    assert village.rules.checkers(draft.id) == ()
    found = refusal(village.rules.check, draft.id, village.supervisor.id, SUPERVISOR_PIN, village.now)
    assert found == "own_draft"


def test_sent_back_with_a_note_and_written_anew(village: VillageDesk) -> None:
    draft = village.write()
    village.rules.send(draft.id, village.clerk, village.now)
    save = village.rules.save
    assert refusal(save, draft.id, draft.content, village.clerk, village.now) == "not_editable"
    back = village.rules.send_back
    assert refusal(back, draft.id, village.supervisor.id, SUPERVISOR_PIN, " ", village.now) == "reason_empty"
    back(draft.id, village.supervisor.id, SUPERVISOR_PIN, "少了一张票", village.now)
    returned = village.rules.draft(draft.id)
    assert (returned.state, returned.note) == ("returned", "少了一张票")
    save(draft.id, replace(draft.content, body="补了票。"), village.clerk, village.now)
    village.publish(draft)
    village.work()
    view = village.board.disclosure(draft.disclosure_id)
    assert view is not None and view.body == "补了票。"


def test_taken_back_after_the_check_it_must_be_checked_again(village: VillageDesk) -> None:
    draft = village.write()
    village.check(draft)
    assert village.rules.take_back(draft.id, village.clerk, village.now).checked is None
    found = refusal(village.rules.publish, draft.id, village.clerk, village.now, trusted=True)
    assert found == "not_checked"
    village.rules.drop(draft.id, village.clerk, village.now)
    assert village.rules.listed() == ()


def test_corrected_with_a_reason_and_withdrawn_at_once(village: VillageDesk) -> None:
    first = village.write()
    first = village.rules.add_picture(first.id, photo(), "票据", village.clerk, village.now)
    village.publish(first)
    village.work()
    correct = village.rules.correct
    assert refusal(correct, first.disclosure_id, "", village.clerk, village.now) == "reason_empty"
    second = correct(first.disclosure_id, "漏了一笔", village.clerk, village.now)
    assert refusal(correct, first.disclosure_id, "再来", village.clerk, village.now) == "open_already"
    assert (second.version, second.content, len(second.pictures)) == (2, first.content, 1)
    (line,) = village.rules.listed()
    assert line.current is not None and line.open is not None
    assert (line.current.version, line.open.version, line.newest.id) == (1, 2, second.id)
    village.rules.save(second.id, replace(second.content, rows=ROWS[:1]), village.clerk, village.now)
    village.publish(second)
    village.work()
    view = village.board.disclosure(first.disclosure_id)
    assert view is not None and view.head.correction is not None
    assert (view.head.version, view.head.correction.reason) == (2, "漏了一笔")
    village.rules.withdraw(first.disclosure_id, "写了不该写的", village.clerk, village.now)
    assert [d.state for d in village.rules.versions(first.disclosure_id)] == ["withdrawn", "withdrawn"]
    village.work()
    view = village.board.disclosure(first.disclosure_id)
    assert view is not None and view.head.withdrawal is not None and view.table is None
    assert view.head.withdrawal.reason == "写了不该写的"
    found = refusal(village.rules.withdraw, first.disclosure_id, "再来", village.clerk, village.now)
    assert found == "not_published"
    # It may come back, corrected.
    third = correct(first.disclosure_id, "去掉了不该写的", village.clerk, village.now)
    village.publish(third)
    village.work()
    assert village.shown() == {first.disclosure_id: 3}
    assert deeds(village, first.disclosure_id).count("corrected") == 2


def test_nothing_happened_this_time(village: VillageDesk) -> None:
    draft = village.rules.start(
        "GK-CW-04", village.clerk, village.now, period="2026-Q2", nothing=True
    )  # fmt: skip
    assert [p for p in village.rules.problems(draft.id, village.now) if p.blocks] == []
    village.publish(draft)
    village.work()
    (head,) = [p for p in village.board.publications() if p.id == draft.disclosure_id]
    assert (head.nothing, head.period) == (True, "2026-Q2")
    assert deeds(village, draft.disclosure_id)[-1] == "nothing_recorded"


def test_an_event_of_the_clerk_starts_its_clock_and_is_cancelled(village: VillageDesk) -> None:
    day = (village.now + timedelta(days=20)).date()
    enter = village.rules.enter_event
    meeting = NewEvent("meeting", day, "村民代表会议", ("GK-JC-05",))
    for wrong in (
        replace(meeting, title=f"找{ID_NUMBER}"), replace(meeting, catalogue_ids=()),
        replace(meeting, catalogue_ids=("GK-XX-99",)), replace(meeting, title=""),
    ):  # fmt: skip
        assert refusal(enter, wrong, village.clerk, village.now) == "bad_event"
    assert "GK-JC-05" in [item.id for item in village.rules.items_for("meeting")]
    event_id = enter(meeting, village.clerk, village.now)
    suggested = village.rules.suggest("GK-JC-05", village.now)
    assert (suggested.periods[0].period, suggested.periods[0].event_on) == (f"E:{event_id}", day)
    assert suggested.title.startswith("村民代表会议：")
    village.work()
    assert [(e.event_id, e.on) for e in village.board.events()] == [(event_id, day)]
    draft = village.rules.start("GK-JC-05", village.clerk, village.now, period=f"E:{event_id}")
    assert draft.content.event_on == day
    later = replace(meeting, on=day + timedelta(days=1))
    enter(later, village.clerk, village.now, event_id=event_id)
    village.rules.cancel_event(event_id, village.clerk, village.now)
    assert refusal(village.rules.cancel_event, event_id, village.clerk, village.now) == "unknown_event"
    assert refusal(enter, later, village.clerk, village.now, event_id="L-KTEST1-E1") == "unknown_event"
    assert village.work().arrived == 2
    (event,) = village.board.events()
    assert (event.on, event.cancelled) == (day + timedelta(days=1), True)
    assert deeds(village, event_id) == ["event_entered", "event_entered", "event_cancelled"]


def test_what_must_not_be_public_stops_before_the_check(village: VillageDesk) -> None:
    draft = village.write(body=f"证号 {ID_NUMBER}")
    (problem,) = [p for p in village.rules.problems(draft.id, village.now) if p.blocks]
    assert (problem.code, problem.part, problem.place) == ("personal_value", "body", "正文第 1 行")
    assert refusal(village.rules.send, draft.id, village.clerk, village.now) == "not_ready"
    # A reason is read by villagers too, and the record of deeds keeps no number.
    village.rules.save(draft.id, replace(draft.content, body=""), village.clerk, village.now)
    village.publish(draft)
    withdraw = village.rules.withdraw
    found = refusal(withdraw, draft.disclosure_id, f"有{ID_NUMBER}", village.clerk, village.now)
    assert found == "personal_value"


def test_the_same_item_and_period_twice_is_told(village: VillageDesk) -> None:
    village.write()
    again = village.write()
    assert "twin" in [p.code for p in village.rules.problems(again.id, village.now)]


def test_a_bundle_the_worker_refuses_comes_back_with_its_reason(village: VillageDesk) -> None:
    draft = village.write()
    village.publish(draft)
    event = village.rules.enter_event(
        NewEvent("meeting", date(2027, 1, 5), "村民会议", ("GK-JC-05",)), village.clerk, village.now
    )
    # Somebody changed the key: what was signed before does not count any more.
    pub = village.kiosk.home.kiosk_pub
    good = pub.read_text("ascii")
    pub.write_text((village.kiosk.home.trusted / "county.pub").read_text("ascii"), "ascii")
    village.kiosk.once()
    found = village.rules.tend(village.now)
    assert (found.arrived, found.waiting, len(found.refused)) == (0, 0, 1)
    returned = village.rules.draft(draft.id)
    assert returned.state == "returned" and returned.note == found.refused[0] and returned.seq is None
    assert village.rules.events() == ()
    assert list(village.kiosk.home.local.iterdir()) == []
    pub.write_text(good, "ascii")
    village.publish(returned)
    assert village.work().arrived == 1 and village.shown() == {draft.disclosure_id: 1}
    assert deeds(village, event)[-1] == "publication_refused"


def test_an_older_copy_of_the_desk_goes_on_with_the_boards_numbers(village: VillageDesk) -> None:
    copy = village.desk.copy(date(2026, 6, 15))
    assert copy is not None
    village.publish(village.write())
    village.work()
    village.desk.close()
    village.kiosk.home.desk_db.with_name("desk.db-wal").unlink(missing_ok=True)
    village.kiosk.home.desk_db.write_bytes(copy.read_bytes())
    village.restart()
    draft = village.write("GK-CW-04")
    assert village.publish(draft).seq == 2
    assert village.work().arrived == 1
    assert len(village.shown()) == 2
