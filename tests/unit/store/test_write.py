"""Applying: whole or not at all, versions, totals, snapshots, keys, the log."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.items import (
    KeyRevocation,
    KeysItem,
    ReferenceItem,
    ReplyItem,
    TableRef,
    WithdrawItem,
    WithdrawTarget,
)
from kiosk.domain.payout import PayoutColumns
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.store.views import BundleLog, TableView
from kiosk.store.write import AppliedMark, ApplyResult, BoardWriter, check_board
from tests.unit.store import builders as b

CREATED = datetime(2026, 6, 14, 1, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    return b.make_home(tmp_path)


@pytest.fixture
def board(home: KioskHome, clock: FixedClock) -> BoardReader:
    return BoardReader(home, clock)


def refused(home: KioskHome, bundle: b.MadeBundle) -> SenderFault:
    with pytest.raises(SenderFault) as caught:
        b.apply(home, bundle)
    return caught.value


def withdraw(*targets: WithdrawTarget) -> WithdrawItem:
    return WithdrawItem(targets, "名单有误", date(2026, 6, 1))


def test_marks_and_results(home: KioskHome) -> None:
    lines = b.payouts(7)
    one = b.MadeBundle(1).add_payouts(b.payouts_item("a", lines), lines).add(b.policy_item())
    with BoardWriter(home.board_db, b.VILLAGE) as writer:
        assert writer.last_applied() is None and writer.applied_hash(1) is None
        result = writer.apply(
            one.content(home), at=b.AT, programmes={}, family_view=False, sentence="收下了。"
        )
        assert result == ApplyResult(2, 7, sum(p.cents for p in lines))
        assert writer.last_applied() == AppliedMark(1, b.sha(1), CREATED)
        assert writer.applied_hash(1) == b.sha(1)
        assert writer.check().ok
        with pytest.raises(ValueError, match="not above"):
            writer.apply(one.content(home), at=b.AT, programmes={}, family_view=False)


@pytest.mark.parametrize(("rows", "cents"), [(1, 0), (0, 1), (-1, 0)])
def test_wrong_control_totals_change_nothing(
    home: KioskHome, board: BoardReader, rows: int, cents: int
) -> None:
    b.fill_board(home, households=4, years=(2026,))
    before = (board.publications(), board.freshness(), board.bundle_log(), board.surnames())
    lines = b.payouts(5, first=30)
    item = b.payouts_item("bad", lines)
    table = dataclasses.replace(item.table, rows=5 + rows, cents=(item.table.cents or 0) + cents)
    fault = refused(home, b.MadeBundle(2).add_payouts(dataclasses.replace(item, table=table), lines))
    assert fault.code == "control_totals" and fault.place.file == "data/bad.csv"
    assert (board.publications(), board.freshness(), board.bundle_log(), board.surnames()) == before


def test_a_disclosure_s_table_must_fit_too(home: KioskHome) -> None:
    view = TableView(("摘要", "金额(元)"), (("电费", "120.00"),), 12000)
    for table in (
        TableRef("data/t.csv", 2, 12000, view.fields),
        TableRef("data/t.csv", 1, 12001, view.fields),
    ):
        bundle = b.MadeBundle(1).add(b.disclosure_item("t", table=table))
        bundle.tables["t"] = view
        assert refused(home, bundle).code == "control_totals"


def test_a_fault_half_way_through_the_rows_changes_nothing(home: KioskHome, board: BoardReader) -> None:
    b.fill_board(home, households=4, years=(2026,))
    before = board.publications()
    lines = b.payouts(5, first=30)

    class Broken(list[str]):
        """Cells that end in a fault when they are written, after some were."""

        def __iter__(self) -> Iterator[str]:
            yield from self[:3]
            raise SenderFault("bad_row", "这一行不对。")

    good = PayoutColumns.of(lines).cells
    columns = PayoutColumns({**good, "paid_how": Broken(good["paid_how"])})
    bundle = b.MadeBundle(2).add(b.disclosure_item("d2")).add_payouts(b.payouts_item("bad", lines), lines)
    content = dataclasses.replace(bundle.content(home), payouts=lambda _: columns)
    with BoardWriter(home.board_db, b.VILLAGE) as writer:
        with pytest.raises(SenderFault, match="这一行不对"):
            writer.apply(content, at=b.AT, programmes={}, family_view=False)
        assert writer.check().ok
        # The same writer goes on working.
        writer.apply(b.MadeBundle(2).content(home), at=b.AT, programmes={}, family_view=False)
    assert board.publications() == before


def test_two_rows_with_one_number(home: KioskHome) -> None:
    lines = [dataclasses.replace(p, row=1) for p in b.payouts(2)]
    assert (
        refused(home, b.MadeBundle(1).add_payouts(b.payouts_item("a", lines), lines)).code == "duplicate_row"
    )


@pytest.mark.parametrize("version", [1, 3])
def test_versions_must_follow(home: KioskHome, version: int) -> None:
    b.apply(home, b.MadeBundle(1).add(b.disclosure_item()))
    again = b.disclosure_item(version=version, replaces=1, reason="改错字")
    fault = refused(home, b.MadeBundle(2).add(again))
    assert fault.code == "version_conflict" and "村规民约" in fault.message
    first = refused(home, b.MadeBundle(2).add(b.policy_item(version=2, replaces=1, reason="改")))
    assert first.code == "version_conflict"


def test_a_version_must_replace_the_one_on_the_board(home: KioskHome) -> None:
    b.apply(home, b.MadeBundle(1).add(b.disclosure_item()))
    b.apply(home, b.MadeBundle(2).add(b.disclosure_item(version=2, replaces=1, reason="改")))
    fault = refused(home, b.MadeBundle(3).add(b.disclosure_item(version=3, replaces=1, reason="改")))
    assert fault.code == "version_conflict"


def test_old_reference_is_refused(home: KioskHome) -> None:
    def bundle(seq: int, version: int) -> b.MadeBundle:
        made = b.MadeBundle(seq).add(ReferenceItem("settings", "data/s.json", version))
        made.texts["data/s.json"] = "{}"
        return made

    b.apply(home, bundle(1, 2))
    assert refused(home, bundle(2, 2)).code == refused(home, bundle(2, 1)).code == "version_conflict"


def test_withdrawing_what_is_not_there(home: KioskHome) -> None:
    b.apply(home, b.MadeBundle(1).add(b.disclosure_item()))
    for target in (WithdrawTarget("disclosure", "gk-1", 2), WithdrawTarget("event", "none", 1)):
        assert refused(home, b.MadeBundle(2).add(withdraw(target))).code == "unknown_target"


def test_withdrawn_then_published_anew(home: KioskHome, board: BoardReader) -> None:
    lines = b.payouts(3)
    b.apply(
        home,
        b.MadeBundle(1).add_payouts(b.payouts_item("a", lines), lines),
        b.MadeBundle(2).add(withdraw(WithdrawTarget("payouts", "a", 1))),
        b.MadeBundle(3).add_payouts(b.payouts_item("a", lines, version=2), lines),
    )
    batch = board.batch("a")
    assert batch is not None and batch.head.withdrawal is None and batch.rows == 3
    assert board.changes("a") == ()  # the withdrawn rows are gone: nothing to compare with
    assert len(board.find_names(limit=9)) == 3


def test_a_withdrawn_old_version_leaves_the_new_one(home: KioskHome, board: BoardReader) -> None:
    lines = b.payouts(3)
    b.apply(
        home,
        b.MadeBundle(1).add_payouts(b.payouts_item("a", lines), lines),
        b.MadeBundle(2).add_payouts(b.payouts_item("a", lines, version=2), lines),
        b.MadeBundle(3).add(withdraw(WithdrawTarget("payouts", "a", 1))),
    )
    batch = board.batch("a")
    assert batch is not None and batch.head.withdrawal is None and len(board.payouts("a")) == 3
    assert len(board.find_names(limit=9)) == 3


def test_another_village_s_bundle_or_board(home: KioskHome) -> None:
    other = b.MadeBundle(1, village=b.OTHER_VILLAGE)
    assert refused(home, other).code == "wrong_village"
    with pytest.raises(EnvironmentFault) as caught:
        BoardWriter(home.board_db, b.OTHER_VILLAGE)
    assert caught.value.code == "other_village"


def test_unknown_programme_of_a_mixed_list(home: KioskHome) -> None:
    lines = b.payouts(2)
    bundle = b.MadeBundle(1).add_payouts(b.payouts_item("a", lines, privacy="PX"), lines)
    assert refused(home, bundle).code == "unknown_programme"


def test_keys_add_up(home: KioskHome) -> None:
    b.apply(
        home,
        b.MadeBundle(1).add(KeysItem(("RWQa",), (), "seal-1")),
        b.MadeBundle(2).add(KeysItem(("RWQb",), (KeyRevocation("AA", 5),))),
        b.MadeBundle(3, kind="snapshot"),
    )
    with BoardWriter(home.board_db, b.VILLAGE) as writer:
        keys = writer.key_changes()
    assert keys.added == (("RWQa", 1), ("RWQb", 2))
    assert keys.revoked == (KeyRevocation("AA", 5),) and keys.seal_key == "seal-1"


def test_replies_are_kept(home: KioskHome) -> None:
    b.apply(home, b.MadeBundle(1).add(ReplyItem("482913", "已补发。", date(2026, 6, 1), True)))
    with BoardWriter(home.board_db, b.VILLAGE) as writer:
        found = writer._connection.execute("select * from replies").fetchall()
    assert found == [("482913", "已补发。", "2026-06-01", 1, 1)]


def test_the_log_has_everything_newest_first(home: KioskHome, board: BoardReader) -> None:
    b.apply(home, b.MadeBundle(1))
    held = BundleLog("360123101205-000003", 3, "held", "gap", "还缺第2份。", b.AT)
    version = board.data_version()
    with BoardWriter(home.board_db, b.VILLAGE) as writer:
        writer.record(held)
    log = board.bundle_log()
    assert log[0] == held and (log[1].state, log[1].seq) == ("applied", 1)
    assert board.bundle_log(limit=1) == (held,)
    assert board.data_version() != version


class TestSnapshot:
    """A snapshot is the full state (architecture §7)."""

    def test_it_replaces_everything(self, home: KioskHome, board: BoardReader) -> None:
        b.fill_board(home, households=5, years=(2026,))
        lines = b.payouts(6, first=100)
        snapshot = b.MadeBundle(9, kind="snapshot")
        snapshot.add(
            withdraw(
                WithdrawTarget("payouts", "地力-2026-1", 1), WithdrawTarget("payouts", "低保-2026", 1),
                WithdrawTarget("payouts", "残疾-2026", 1), WithdrawTarget("policy", "zc-1", 1),
            )
        )  # fmt: skip
        snapshot.add_payouts(b.payouts_item("new", lines, version=4), lines).add(b.disclosure_item())
        b.apply(home, snapshot)
        heads = {p.id: p for p in board.publications()}
        assert set(heads) == {"new", "gk-1", "地力-2026-1", "低保-2026", "残疾-2026", "zc-1"}
        assert {i for i, p in heads.items() if p.withdrawal} == set(heads) - {"new", "gk-1"}
        assert heads["地力-2026-1"].title == "2026年耕地地力保护补贴（第1批）"
        assert heads["new"].correction is not None
        assert {h.name for h in board.find_names(limit=99)} == {p.name for p in lines}
        assert board.year(2026).cents == sum(p.cents for p in lines)
        assert [p.seq for p in board.bundle_log()] == [9, 1]
        assert check_board(home.board_db).ok

    def test_it_may_not_lose_a_shown_thing(self, home: KioskHome, board: BoardReader) -> None:
        b.apply(home, b.MadeBundle(1).add(b.disclosure_item("a", title="低保名单"), b.disclosure_item("b")))
        before = board.publications()
        fault = refused(home, b.MadeBundle(2, kind="snapshot").add(b.disclosure_item("b")))
        assert fault.code == "snapshot_lacks" and "低保名单" in fault.message
        assert board.publications() == before

    def test_it_may_not_turn_a_correction_back(self, home: KioskHome) -> None:
        b.apply(
            home,
            b.MadeBundle(1).add(b.disclosure_item()),
            b.MadeBundle(2).add(b.disclosure_item(version=2, replaces=1, reason="改")),
        )
        assert (
            refused(home, b.MadeBundle(3, kind="snapshot").add(b.disclosure_item())).code
            == "version_conflict"
        )

    def test_it_keeps_what_a_correction_changed(self, home: KioskHome, board: BoardReader) -> None:
        old = b.payouts(3)
        new = [dataclasses.replace(old[0], cents=old[0].cents + 1), *old[1:]]
        item = b.payouts_item("a", new, version=2)
        b.apply(
            home,
            b.MadeBundle(1).add_payouts(b.payouts_item("a", old), old),
            b.MadeBundle(2).add_payouts(item, new),
        )
        before = (board.batch("a"), board.changes("a"))
        later = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
        b.apply(home, b.MadeBundle(3, kind="snapshot", created=later).add_payouts(item, new))
        after = board.batch("a")
        assert after is not None and before[0] is not None and len(before[1]) == 1
        assert after.head == before[0].head  # corrected on the 14th, not on the snapshot's day
        assert board.changes("a") == before[1]

    def test_on_a_new_kiosk_old_notes_need_no_thing(self, home: KioskHome, board: BoardReader) -> None:
        snapshot = b.MadeBundle(50, kind="snapshot").add(
            withdraw(WithdrawTarget("payouts", "gone", 3)),
            b.disclosure_item(version=2, replaces=1, reason="改"),
        )
        b.apply(home, snapshot)
        (head,) = board.publications()
        assert head.correction is not None and head.correction.corrected_on == head.published_on
        with BoardWriter(home.board_db, b.VILLAGE) as writer:
            mark = writer.last_applied()
            assert mark is not None and mark.seq == 50 and writer.applied_hash(49) is None

    def test_both_versions_in_it_give_the_changes(self, home: KioskHome, board: BoardReader) -> None:
        old = b.payouts(3)
        new = [dataclasses.replace(old[0], cents=old[0].cents + 1), *old[1:]]
        second = dataclasses.replace(b.payouts_item("a", new, version=2), table=dataclasses.replace(
            b.payouts_item("a", new).table, path="data/a-2.csv"))  # fmt: skip
        b.apply(
            home,
            b.MadeBundle(7, kind="snapshot")
            .add_payouts(b.payouts_item("a", old), old)
            .add_payouts(second, new),
        )
        (change,) = board.changes("a")
        assert (change.old_cents, change.new_cents) == (old[0].cents, old[0].cents + 1)
        assert len(board.publications()) == 1
