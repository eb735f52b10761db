"""台账 at the desk: filters and pages, a matter's reason, a sheet's days on the wall, what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from kiosk.bundle.keys import SecretKey
from kiosk.domain.clock import shanghai_date
from kiosk.ledger.rows import FILTER_WORDS, Row
from kiosk.store import local_out
from kiosk.store.prints import PrintOrder, SheetRef
from kiosk.ui.desk.events import DeskEventsVM
from kiosk.ui.desk.ledger import BY_THE_CLOCK, DeskLedgerVM, LedgerRow, Room, about, deal, find_row
from kiosk.ui.desk.row import DeskRowVM
from kiosk.ui.desk.rowsteps import EARLY_REASONS
from kiosk.ui.desk.today import DeskTodayVM
from tests.ui import richboard
from tests.unit.ui.desking import Side, desk_side, later, opened, row


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Side]:
    """A desk with a rich board and a clerk inside; each test takes its own matter."""
    with desk_side(tmp_path_factory.mktemp("ledger"), sealed=False) as made:
        home = made.kiosk.home
        richboard.fill(home)
        home.kiosk_key.parent.mkdir(exist_ok=True)
        SecretKey.generate().save(home.kiosk_key)
        made.let_in(made.kiosk.clerk())
        yield made


def ledger(**params: Any) -> Any:
    return opened(DeskLedgerVM(), **params)  # type: ignore[operator]


def matter(found: Row, **params: Any) -> Any:
    return opened(DeskRowVM(), **about(found), **params)  # type: ignore[operator]


def printed(side: Side, found: Row, number: int) -> Row:
    """The matter with a sheet that came out of the printer two days ago."""
    assert found.met is not None
    sheet = SheetRef(
        f"3F7K2{number}", f"ABCDEFG{number}", found.met.type, found.met.title,
        ((found.met.id, found.met.version),), (found.item_id,),
    )  # fmt: skip
    at = side.kiosk.clock.now() - timedelta(days=2)
    order = PrintOrder(sheet, 2, 1, "a3", "one", "pdf", "王测试")
    prints = side.tools.prints
    prints.end(prints.start(order, at).id, "done", at)
    again = find_row(side.tools.working.rows, about(found))
    assert again is not None
    return again


def codes(model: Any) -> list[str]:
    return [key.code for key in model.state.keys]


def test_who_checks_is_not_led_to_write(whole: Side) -> None:
    clerk = whole.session.person
    access, now = whole.kiosk.access, whole.kiosk.now
    person, _ = access.add_person(clerk, "监督员", "supervisor", now)
    asked = next(r for r in whole.tools.working.rows if "publish" in (r.next_action, r.other_action))
    assert "publish" in codes(matter(asked))
    today: Any = opened(DeskTodayVM())  # type: ignore[operator]
    assert any("publish" in (line.action, line.other) for line in today.rows.rows)
    whole.let_in(person)
    try:
        assert "publish" not in codes(matter(asked)) and "write_reason" in codes(matter(asked))
        today.reload()
        shown = [(line.action, line.other) for line in today.rows.rows]
        assert shown and not any("publish" in pair for pair in shown)
        assert all(action for action, _other in shown), "the one that is left is the main one"
    finally:
        whole.let_in(clerk)
        today.stop()



# --- the table -----------------------------------------------------------------------------------


def test_each_filter_shows_as_many_rows_as_its_key_says(whole: Side) -> None:
    model = ledger()
    model.fit(900.0, 92.0, 40.0, 12.0, 14.0)
    working = whole.tools.working
    for code, words in FILTER_WORDS.items():
        model.choose(code)
        chosen = next(key for key in model.state.filters if key.chosen)
        seen: list[LedgerRow] = []
        for page in range(model.property("pages")):
            model.turn(page)
            assert sum(line.high for line in model._rows.rows) <= 900
            seen += model._rows.rows
        assert chosen.label == f"{words} {len(seen)}"
        assert [line.title for line in seen] == [found.title for found in working.select(code)]
        assert bool(model.state.empty) is (not seen)
    model.stop()


def test_nothing_is_counted_by_a_clock_that_is_not_believed(whole: Side) -> None:
    clock: Any = whole.kiosk.clock
    right = clock.at
    clock.at = right + timedelta(days=730)
    model = ledger()
    labels = {key.code: key.label for key in model.state.filters}
    assert {code for code, label in labels.items() if label.endswith("—")} == BY_THE_CLOCK
    assert "时间未校准" in model.meta and labels["met"].split()[1].isdecimal()
    clock.at = right
    model.reload()
    assert not any(key.label.endswith("—") for key in model.state.filters)
    model.stop()


def test_a_row_opens_its_own_matter_on_every_page(whole: Side) -> None:
    model = ledger()
    model.fit(300.0, 92.0, 40.0, 12.0, 14.0)
    asked: list[tuple[str, dict[str, Any]]] = []
    model.asked.connect(lambda page, params: asked.append((page, params)))
    rows = whole.tools.working.rows
    model.turn(1)
    line = model._rows.rows[0]
    model.open_row(line.place)
    assert line.place > 0 and asked == [("desk-row", about(rows[line.place]))]
    found = find_row(rows, asked[0][1])
    assert found is not None and found.title == line.title
    model.stop()


def test_the_page_found_again_is_the_last_one_when_there_are_fewer(whole: Side) -> None:
    model: Any = DeskLedgerVM()  # type: ignore[operator]
    model.turn(999)
    model.fit(900.0, 92.0, 40.0, 12.0, 14.0)
    model.start({"filter": "nothing to be found"})
    assert model.property("page") == model.property("pages") - 1
    assert next(key.code for key in model.state.filters if key.chosen) == "all"
    model.stop()


def test_long_words_make_a_row_higher_and_no_row_is_lost() -> None:
    def line(place: int, title: str) -> LedgerRow:
        return LedgerRow(place, title, "每季度", "", "", "", "", False, "", "", False, "", "", "")

    room = Room(height=200, row=80, line=40, titles=10, metas=12)
    titles = ("十个字以内", "这一件的名字有二十多个字所以要占三行", "短", "短")
    lines = [line(place, title) for place, title in enumerate(titles)]
    pages = deal(lines, room)
    assert [[one.place for one in page] for page in pages] == [[0], [1], [2, 3]]
    assert [one.high for page in pages for one in page] == [80, 160, 80, 80]
    assert deal(lines, Room()) == ()


# --- one matter ----------------------------------------------------------------------------------


def test_a_reason_with_its_day_is_written_and_taken_back(whole: Side) -> None:
    late = whole.tools.working.select("overdue")[0]
    model = matter(late, action="write_reason")
    model.choose("accounts")
    assert model.state.day == whole.tools.facts.today + timedelta(days=7)
    model.act("late+15")
    model.act("day-1")
    model.act("save")
    day = whole.tools.facts.today + timedelta(days=14)
    kept = find_row(whole.tools.working.rows, about(late))
    assert kept is not None and kept.reason is not None
    assert (kept.reason.code, kept.reason.late_on, kept.reason.who) == ("accounts", day, "王测试")
    assert model.note.startswith("记下了：等会计报表") and model.state.remark.startswith("等会计报表")
    model.act("write_reason")
    model.choose("meeting")
    model.act("no_day")
    model.act("save")
    kept = find_row(whole.tools.working.rows, about(late))
    assert kept is not None and kept.reason is not None and kept.reason.late_on is None
    model.act("no_reason")
    kept = find_row(whole.tools.working.rows, about(late))
    assert kept is not None and kept.reason is None
    assert sum("写原因" in one.title for one in model.state.rows) == 3
    model.stop()


def test_the_promised_day_is_never_one_that_is_over(whole: Side) -> None:
    model = matter(whole.tools.working.select("overdue")[-1], action="write_reason")
    model.choose("county")
    model.act("late+3")
    for _ in range(6):
        model.act("day-1")
    assert model.state.day == whole.tools.facts.today
    assert model.step_back() and model.step_back() and not model.step_back()
    model.stop()


def test_a_sheet_is_written_up_taken_back_and_comes_down_early_with_a_reason(whole: Side) -> None:
    found = printed(whole, whole.tools.working.select("to_post")[-2], 1)
    model = matter(found, action="posted")
    model.act("day-1")
    model.act("day+1")
    model.act("day+1")
    assert model.state.day == whole.tools.facts.today, "a sheet does not hang before it is put up"
    model.act("day-1")
    model.act("save")
    hung = find_row(whole.tools.working.rows, about(found))
    assert hung is not None and hung.evidence.posted_on == whole.tools.facts.today - timedelta(days=1)
    assert "posted" not in codes(model), "it hangs already"
    model.act("undo")
    assert model.note == "张贴不算了。" and "posted" in codes(model)

    model.act("posted")
    model.act("save")
    later(whole, minutes=11)
    model.reload()
    assert "undo" not in codes(model)
    model.act("taken_down")
    model.act("save")
    assert model.state.title == "提前撤下" and "真的要现在撤" in model.state.lead
    assert not next(key for key in model.state.keys if key.code == "save").enabled
    assert not find_down(whole), "nothing is written before it is confirmed"
    model.choose(model.state.rows[1].code)
    model.act("save")
    (down,) = find_down(whole)
    assert (down.early, down.reason) == (True, EARLY_REASONS[1])
    model.act("undo")
    assert model.note == "撤下不算了，还记在墙上。" and not find_down(whole)
    model.stop()


def find_down(side: Side) -> list[Any]:
    return [p for p in side.tools.prints.postings() if p.taken_down_on is not None]


def test_a_day_before_the_print_is_refused_and_said(whole: Side) -> None:
    found = printed(whole, whole.tools.working.select("to_post")[-1], 2)
    model = matter(found, action="posted")
    for _ in range(5):
        model.act("day-1")
    model.act("save")
    assert model.is_problem and "比打印的日子还早" in model.note
    assert model.state.title == "已张贴", "the clerk can mend the day"
    model.stop()


def test_a_low_glass_has_the_history_behind_a_key(whole: Side) -> None:
    found = next(r for r in whole.tools.working.rows if r.met is not None)
    wide, low = matter(found), matter(found, low_glass=True)
    assert wide.state.rows and not low.state.rows
    low.act("trail")
    assert low.state.rows == wide.state.rows
    wide.stop()
    low.stop()


def test_a_matter_that_is_gone_says_so(whole: Side) -> None:
    model = opened(DeskRowVM(), item="GK-CW-01", part=0, period="1999-Q1")  # type: ignore[operator]
    assert "没有这一件了" in model.state.lead and not model.state.keys
    model.stop()


# --- what happens in the village -----------------------------------------------------------------


def test_an_event_is_entered_moved_and_cancelled(whole: Side) -> None:
    model: Any = opened(DeskEventsVM())  # type: ignore[operator]
    model.act("new")
    model.choose("election")
    offered = [one.code for one in model.state.rows]
    assert set(offered) <= {item.id for item in whole.tools.publishing.items_for("election")}
    model.choose(offered[0])
    model.choose(offered[1])
    model.choose(offered[0])
    model.act("next")
    model.choose(model.state.rows[0].code)
    model.act("day+7")
    model.act("save")
    day = shanghai_date(whole.kiosk.clock.now()) + timedelta(days=7)
    assert not model.is_problem, model.note
    (event,) = own_events(whole)
    assert (event.item.trigger, event.item.on, event.item.catalogue_ids) == ("election", day, (offered[1],))
    assert event.who == "王测试" and model.note.startswith("记下了：村委会换届选举")

    model.choose(event.item.event_id)
    model.act("move")
    model.act("day-1")
    model.act("save")
    assert not model.is_problem, model.note
    (event,) = own_events(whole)
    assert event.item.on == day - timedelta(days=1) and event.item.catalogue_ids == (offered[1],)

    model.choose(event.item.event_id)
    model.act("cancel")
    assert not own_events(whole)[0].item.cancelled, "asked once more"
    model.act("cancel!")
    assert own_events(whole)[0].item.cancelled
    assert row(model.state, "村委会换届选举").chip == "已取消"
    model.stop()


def test_another_matter_is_named_after_what_has_to_be_public(whole: Side) -> None:
    model: Any = opened(DeskEventsVM())  # type: ignore[operator]
    model.act("new")
    model.choose("event")
    model.choose(model.state.rows[1].code)
    chosen = model.state.rows[0]
    model.choose(chosen.code)
    model.act("next")
    assert [one.title for one in model.state.rows] == [chosen.title]
    for step in ("items", "group", "kind", ""):
        assert model.step_back()
        assert model._step.name == step
    assert not model.step_back()
    model.stop()


def own_events(side: Side) -> list[local_out.LocalEvent]:
    with side.kiosk.desk.reading() as connection:
        return list(local_out.events(connection))
