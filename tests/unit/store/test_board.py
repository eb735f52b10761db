"""What the board shows: visibility, classes, corrections, withdrawals, totals."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.clock import FixedClock
from kiosk.domain.items import (
    Attachment,
    EventItem,
    ReferenceItem,
    TableRef,
    WithdrawItem,
    WithdrawTarget,
)
from kiosk.domain.payout import Payout
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.views import Board, Freshness, ListChange, TableView
from kiosk.store.write import BoardWriter
from tests.unit.store import builders as b


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    return b.make_home(tmp_path)


@pytest.fixture
def board(home: KioskHome, clock: FixedClock) -> BoardReader:
    return BoardReader(home, clock)


def withdraw(item_id: str, version: int, kind: str = "payouts") -> WithdrawItem:
    return WithdrawItem((WithdrawTarget(kind, item_id, version),), "名单有误", date(2026, 6, 1))  # type: ignore[arg-type]


def test_without_a_file_every_answer_is_empty(board: Board) -> None:
    assert board.village() == b.VILLAGE
    assert board.freshness() == Freshness(0, 0, None, None)
    assert board.data_version() == 0
    assert board.publications() == board.events() == board.policies() == board.years() == ()
    assert board.disclosure("x") is board.policy("x") is board.batch("x") is board.recipient("x") is None
    assert board.groups("x") == board.payouts("x") == board.changes("x") == ()
    assert board.surnames() == board.find_names(initials="h") == board.bundle_log() == ()
    assert board.reference_text("settings") is None
    assert board.year(2026).programmes == ()


def test_a_year_adds_up(home: KioskHome, board: BoardReader) -> None:
    b.fill_board(home, households=40, batches=2)
    assert board.years() == (2026, 2025, 2024)
    year = board.year(2026)
    assert [p.programme_id for p in year.programmes] == ["BT-NY-01", "BT-JZ-01", "BT-FL-01"]
    assert year.cents == sum(p.cents for p in year.programmes)
    assert (
        year.cents
        == 2 * sum(p.cents for p in b.payouts(40)) + sum(48000 + n * 100 for n in range(1, 6)) + 96000
    )
    land, poor, disabled = year.programmes
    assert (land.households, land.persons, len(land.batches)) == (40, None, 2)
    assert (poor.households, poor.persons) == (5, 10)
    assert (disabled.households, disabled.persons, disabled.suppressed) == (0, 12, False)
    assert year.households == 40  # P1 recipients only
    assert (year.complete, year.until) == (False, date(2026, 3, 20))
    assert (board.year(2025).complete, board.year(2025).until) == (True, None)


def test_groups_and_rows_in_published_order(home: KioskHome, board: BoardReader) -> None:
    b.fill_board(home, households=40)
    groups = board.groups("地力-2026-1")
    assert [g.group for g in groups] == list(b.GROUPS)
    batch = board.batch("地力-2026-1")
    assert batch is not None and batch.head.title == "2026年耕地地力保护补贴（第1批）"
    assert (sum(g.rows for g in groups), sum(g.cents for g in groups)) == (batch.rows, batch.cents)
    rows = board.payouts("地力-2026-1")
    assert [r.payout for r in rows] == b.payouts(40)
    assert board.payouts("地力-2026-1", offset=5, limit=3) == rows[5:8]
    second = board.payouts("地力-2026-1", group=b.GROUPS[1])
    assert second == tuple(r for r in rows if r.payout.group == b.GROUPS[1])
    assert board.payouts("地力-2026-1", group=b.GROUPS[1], offset=1, limit=2) == second[1:3]
    assert rows[0].opens == rows[0].payout.recipient_id


def test_quantities_only_with_one_unit(home: KioskHome, board: BoardReader) -> None:
    lines = b.payouts(10)
    mixed = [*lines[:-1], dataclasses.replace(lines[-1], qty_unit="平方米")]
    b.apply(
        home,
        b.MadeBundle(1)
        .add_payouts(b.payouts_item("same", lines), lines)
        .add_payouts(b.payouts_item("mixed", mixed), mixed),
    )
    same, other = board.batch("same"), board.batch("mixed")
    assert same is not None and other is not None
    assert (same.qty, same.qty_unit) == (str(sum(p.qty for p in lines if p.qty)), "亩")
    assert (other.qty, other.qty_unit) == (None, "")
    assert all(g.qty is None for g in board.groups("mixed"))


def test_nothing_before_its_day(home: KioskHome, clock: FixedClock) -> None:
    lines = b.payouts(5)
    later = b.payouts_item("later", lines, publish_from=date(2026, 6, 17))
    b.apply(
        home,
        b.MadeBundle(1)
        .add_payouts(later, lines)
        .add(
            b.disclosure_item(publish_from=date(2026, 6, 17)), b.policy_item(publish_from=date(2026, 6, 17))
        ),
    )
    board = BoardReader(home, clock)
    person = lines[0].recipient_id or ""
    for _ in range(2):
        assert board.publications() == board.years() == board.policies() == board.payouts("later") == ()
        assert board.surnames() == board.find_names(initials="h") == board.groups("later") == ()
        assert board.batch("later") is board.recipient(person) is board.disclosure("gk-1") is None
        assert board.year(2026).cents == 0
        clock.advance(timedelta(days=1) - timedelta(minutes=1))
    clock.advance(timedelta(minutes=2))
    assert len(board.publications()) == 3
    assert board.recipient(person) is not None and board.surnames() != () and board.years() == (2026,)


def test_a_correction_shows_old_and_new_and_why(home: KioskHome, board: BoardReader) -> None:
    old = b.payouts(6)
    gone, changed = old[1], dataclasses.replace(old[3], cents=old[3].cents + 500)
    added = dataclasses.replace(b.payouts(1, first=50)[0], row=6, group=old[5].group)
    kept = [p for p in old if p is not gone]
    new = [dataclasses.replace(changed if p is old[3] else p, row=n) for n, p in enumerate(kept, 1)]
    new.append(added)
    b.apply(
        home,
        b.MadeBundle(1).add_payouts(b.payouts_item("a", old), old),
        b.MadeBundle(2).add_payouts(b.payouts_item("a", new, version=2, reason="面积填错"), new),
    )
    batch = board.batch("a")
    assert batch is not None and batch.head.version == 2 and batch.cents == sum(p.cents for p in new)
    assert batch.head.correction is not None
    assert batch.head.correction.reason == "面积填错" and batch.head.correction.replaces == 1
    assert batch.head.correction.corrected_on == date(2026, 6, 14)
    assert board.changes("a") == (
        ListChange(changed.name, changed.group, old[3].cents, changed.cents, changed.recipient_id),
        ListChange(added.name, added.group, None, added.cents, added.recipient_id),
        ListChange(gone.name, gone.group, gone.cents, None, gone.recipient_id),
    )
    page = board.recipient(changed.recipient_id or "")
    assert page is not None and [line.old_cents for line in page.lines] == [old[3].cents]
    assert page.cents_by_year == ((2026, changed.cents),)
    assert board.recipient(gone.recipient_id or "") is None
    assert gone.name not in {hit.name for hit in board.find_names(surname=gone.name[0])}
    assert added.name in {hit.name for hit in board.find_names(surname=added.name[0])}
    assert [p.version for p in board.publications()] == [2]
    assert board.year(2026).cents == batch.cents


def test_a_corrected_name_has_no_old_amount(home: KioskHome, board: BoardReader) -> None:
    old = b.payouts(2)
    new = [dataclasses.replace(old[0], name="黄更名"), old[1]]
    b.apply(
        home,
        b.MadeBundle(1).add_payouts(b.payouts_item("a", old), old),
        b.MadeBundle(2).add_payouts(b.payouts_item("a", new, version=2, reason="名字写错"), new),
    )
    (change,) = board.changes("a")
    assert (change.display_name, change.old_cents, change.new_cents) == ("黄更名", old[0].cents, old[0].cents)
    page = board.recipient(old[0].recipient_id or "")
    assert page is not None and page.display_name == "黄更名" and page.lines[0].old_cents is None
    assert page.lines[0].correction is not None
    assert [hit.name for hit in board.find_names(prefix="黄")] == ["黄更名"]


def test_a_correction_of_tomorrow_leaves_today_alone(home: KioskHome, clock: FixedClock) -> None:
    old = b.payouts(4)
    new = old[:3]
    b.apply(
        home,
        b.MadeBundle(1).add_payouts(b.payouts_item("a", old), old),
        b.MadeBundle(2).add_payouts(b.payouts_item("a", new, version=2, publish_from=date(2026, 6, 16)), new),
    )
    board = BoardReader(home, clock)
    gone = old[3]
    assert len(board.payouts("a")) == 4 and board.recipient(gone.recipient_id or "") is not None
    assert gone.recipient_id in {h.recipient_id for h in board.find_names(prefix=gone.name)}
    clock.advance(timedelta(days=1))
    assert len(board.payouts("a")) == 3 and board.recipient(gone.recipient_id or "") is None
    assert gone.recipient_id not in {h.recipient_id for h in board.find_names(prefix=gone.name)}


def test_a_withdrawal_leaves_a_note_and_no_rows(home: KioskHome, board: BoardReader) -> None:
    b.fill_board(home, households=20, years=(2026,), batches=2)
    person = b.payouts(20)[0]
    before = board.year(2026)
    b.apply(
        home,
        b.MadeBundle(2).add(
            withdraw("地力-2026-1", 1), withdraw("gk-1", 1, "disclosure"), withdraw("zc-1", 1, "policy")
        ),
    )
    batch = board.batch("地力-2026-1")
    assert batch is not None and batch.head.withdrawal is not None
    assert (batch.head.withdrawal.reason, batch.head.withdrawal.withdrawn_on) == (
        "名单有误",
        date(2026, 6, 1),
    )
    assert (batch.rows, batch.cents, batch.households) == (0, 0, 0)
    assert board.payouts("地力-2026-1") == board.groups("地力-2026-1") == ()
    after = board.year(2026)
    assert after.cents == before.cents - sum(p.cents for p in b.payouts(20))
    assert len(after.programmes[0].batches) == 2
    page = board.recipient(person.recipient_id or "")
    assert page is not None and len(page.lines) == 1
    text, policy = board.disclosure("gk-1"), board.policy("zc-1")
    assert text is not None and text.head.withdrawal is not None and text.body is None
    assert policy is not None and policy.head.withdrawal is not None and policy.answers.who == ""
    # Not even in free pages of the file, once the log has been folded in.
    b.apply(home, b.MadeBundle(3).add(withdraw("地力-2026-2", 1)))
    board.close()
    with BoardWriter(home.board_db, b.VILLAGE):
        pass
    raw = home.board_db.read_bytes()
    assert person.name.encode() not in raw and "爱护公物".encode() not in raw
    assert board.recipient(person.recipient_id or "") is None and board.surnames() == ()


def test_p2_and_p3_open_nobody(home: KioskHome, board: BoardReader) -> None:
    person = b.recipient_id(1)
    poor = [Payout(row=1, cents=100, name="黄示例", group="上屋组", recipient_id=person)]
    total = [Payout(row=1, cents=9900, persons=2)]
    bundle = b.MadeBundle(1)
    bundle.add_payouts(b.payouts_item("p2", poor, privacy="P2", programme_id="BT-X-2"), poor)
    bundle.add_payouts(b.payouts_item("p3", total, privacy="P3", programme_id="BT-X-3"), total)
    b.apply(home, bundle)
    (row,) = board.payouts("p2")
    assert row.display_name == "黄示例" and row.opens is None
    assert board.recipient(person) is None and board.find_names(prefix="黄") == ()
    assert board.payouts("p3") == board.groups("p3") == ()
    hidden = board.batch("p3")
    assert hidden is not None and (hidden.suppressed, hidden.cents, hidden.persons) == (True, 0, None)
    year = board.year(2026)
    assert year.cents == 100 and year.households == 0
    assert [p.suppressed for p in year.programmes] == [False, True]
    # The county turns family_view on: the finder and the page follow, P3 still does not.
    b.apply(home, b.MadeBundle(2), family_view=True)
    assert board.payouts("p2")[0].opens == person
    assert [hit.display_name for hit in board.find_names(prefix="黄")] == ["黄示例"]
    assert board.recipient(person) is not None
    b.apply(home, b.MadeBundle(3), family_view=False)
    assert board.recipient(person) is None and board.find_names(prefix="黄") == ()


def test_px_takes_the_programme_s_class(home: KioskHome, board: BoardReader) -> None:
    lines = b.payouts(3)
    b.apply(
        home, b.MadeBundle(1).add_payouts(b.payouts_item("x", lines, privacy="PX"), lines),
        programmes={"BT-NY-01": "P2"},
    )  # fmt: skip
    batch = board.batch("x")
    assert batch is not None and batch.head.privacy == "P2" and board.surnames() == ()


def test_same_name_in_one_group(home: KioskHome, board: BoardReader) -> None:
    lines = [
        Payout(row=n, cents=100, name="黄示例", group="上屋组", ordinal=n, recipient_id=b.recipient_id(n))
        for n in (1, 2)
    ]
    b.apply(home, b.MadeBundle(1).add_payouts(b.payouts_item("a", lines), lines))
    assert [r.display_name for r in board.payouts("a")] == ["黄示例（之一）", "黄示例（之二）"]
    assert {h.display_name for h in board.find_names(initials="hsl")} == {"黄示例（之一）", "黄示例（之二）"}
    page = board.recipient(b.recipient_id(2))
    assert page is not None and page.display_name == "黄示例（之二）"


def test_disclosure_with_table_and_attachment(home: KioskHome, board: BoardReader) -> None:
    view = TableView(("摘要", "金额(元)"), (("电费", "120.00"), ("水费", "30.50")), 15050)
    item = b.disclosure_item(
        "cw-1", title="三月收支", form="table", period="2026-03", published_on=date(2026, 4, 2),
        publish_from=date(2026, 4, 2), body=None, table=TableRef("data/cw.csv", 2, 15050, view.fields),
        attachments=(Attachment("files/a.pdf", "审核表"),),
    )  # fmt: skip
    bundle = b.MadeBundle(1).add(item)
    bundle.tables["cw-1"] = view
    b.apply(home, bundle)
    shown = board.disclosure("cw-1")
    assert shown is not None and shown.table == view and shown.body is None
    (attachment,) = shown.attachments
    assert attachment.path == home.archive / "360123101205-000001" / "files/a.pdf"
    assert (attachment.title, attachment.media_type) == ("审核表", "application/pdf")
    assert shown.head.first_shown is None


def test_first_shown_comes_from_the_desk(home: KioskHome, board: BoardReader) -> None:
    b.fill_board(home, households=3, years=(2026,))
    assert {p.first_shown for p in board.publications()} == {None}
    with DeskStore(home, b.AT) as desk:
        assert desk.mark_shown([("disclosure", "gk-1", 1), ("payouts", "地力-2026-1", 1)], b.AT) == 2
        assert desk.mark_shown([("disclosure", "gk-1", 1)], b.AT + timedelta(days=3)) == 0
        shown = {p.id: p.first_shown for p in board.publications()}
    assert shown["gk-1"] == shown["地力-2026-1"] == b.AT and shown["zc-1"] is None
    batch, text = board.batch("地力-2026-1"), board.disclosure("gk-1")
    assert batch is not None and batch.head.first_shown == b.AT
    assert text is not None and text.head.first_shown == b.AT


def test_a_ruined_desk_takes_no_page_away(home: KioskHome, board: BoardReader) -> None:
    b.fill_board(home, households=3, years=(2026,))
    home.desk_db.write_bytes(b"not a database" * 500)
    assert len(board.publications()) == 5 and board.batch("地力-2026-1") is not None


def test_events_references_and_their_newest_word(home: KioskHome, board: BoardReader) -> None:
    event = EventItem("E1", ("GK-JC-01",), "meeting", date(2026, 5, 1), "村民代表会议")
    first = b.MadeBundle(1).add(event, ReferenceItem("settings", "data/s.json", 1))
    first.texts["data/s.json"] = "{}"
    second = b.MadeBundle(2).add(
        dataclasses.replace(event, cancelled=True), ReferenceItem("settings", "data/s.json", 2)
    )
    second.texts["data/s.json"] = '{"a":1}'
    b.apply(home, first, second)
    assert board.events() == (dataclasses.replace(event, cancelled=True),)
    assert board.reference_text("settings") == '{"a":1}' and board.reference_text("columns") is None
    b.apply(home, b.MadeBundle(3).add(withdraw("E1", 1, "event")))
    assert board.events() == ()


def test_publications_newest_first(home: KioskHome, board: BoardReader) -> None:
    days = [date(2026, 3, 1), date(2026, 5, 1), date(2026, 4, 1)]
    items = [b.disclosure_item(f"d{n}", published_on=day, publish_from=day) for n, day in enumerate(days)]
    b.apply(home, b.MadeBundle(1).add(*items))
    assert [p.id for p in board.publications()] == ["d1", "d2", "d0"]
    assert board.freshness().bundles == 1


@given(
    lines=st.lists(
        st.builds(
            Payout,
            row=st.just(0),
            cents=st.integers(-(10**12), 10**12),
            status=st.sampled_from(["paid", "returned", "pending"]),
            group=st.text(max_size=4),
            name=st.text(min_size=1, max_size=4),
            ordinal=st.none() | st.integers(1, 9),
            qty=st.none() | st.decimals(0, 10**6, places=2),
            rate=st.none() | st.decimals(0, 10**6, places=4),
            months=st.none() | st.integers(1, 12),
            persons=st.none() | st.integers(0, 50),
            paid_on=st.none() | st.dates(date(2000, 1, 1)),
            x1=st.text(max_size=4),
        ),
        max_size=20,
    )
)
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, lines: list[Payout]) -> None:
    rows = [dataclasses.replace(line, row=n) for n, line in enumerate(lines, 1)]
    home = b.make_home(tmp_path_factory.mktemp("in-out"))
    b.apply(home, b.MadeBundle(1).add_payouts(b.payouts_item("a", rows), rows))
    board = BoardReader(home, FixedClock(b.AT))
    assert [r.payout for r in board.payouts("a")] == rows
    batch = board.batch("a")
    assert batch is not None and (batch.rows, batch.cents) == (len(rows), sum(p.cents for p in rows))
    assert sum(g.cents for g in board.groups("a")) == batch.cents == board.year(2026).cents
    assert sum(g.rows for g in board.groups("a")) == batch.rows
    board.close()


def test_a_clock_at_1970_takes_nothing_off_the_screen(home: KioskHome, clock: FixedClock) -> None:
    b.fill_board(home, households=10)
    clock.at = datetime(1970, 1, 2, tzinfo=UTC)
    with closing(BoardReader(home, clock)) as board:
        assert board.years() and board.publications() and len(board.payouts("地力-2026-1")) == 10
        # What begins after the newest bundle was made still waits for its day.
        assert all(p.publish_from <= date(2026, 6, 14) for p in board.publications())
