"""What of a list may be published, class by class; totals of too few; what must never pass."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.bundle.tables import read_payouts
from kiosk.county.published import MERGED_ID
from kiosk.county.rows import Chunk
from kiosk.county.session import Session
from kiosk.county.spool import Spool
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import TableRef
from kiosk.domain.payout import Payout
from kiosk.domain.privacy import FOLDED_NAME
from tests.unit.county.makers import person_id
from tests.unit.county_pack.offices import lines, make, prepared, request, session


@pytest.fixture()
def office(tmp_path: Path) -> Any:
    make(tmp_path / "ws")
    with session(tmp_path / "ws") as found:
        yield found


def rows_of(batch: Any) -> list[Payout]:
    return list(read_payouts(batch.data, batch.item.table))


def one(n: int, **cells: Any) -> dict[str, Any]:
    return {
        "hash": f"h{n}", "group": "上屋组", "name": f"熊{n}", "cents": 58240, "qty": "5.20", "rate": "112",
        "paid_on": "2026-06-15", **cells,
    }  # fmt: skip


def test_an_open_list_shows_what_the_programme_publishes(office: Session) -> None:
    (batch,) = prepared(office, lines("BT-NY-01", [one(1, note="更正"), one(2, note="已故")])).batches
    first, second = rows_of(batch)
    assert (first.name, first.group, str(first.qty), first.qty_unit) == ("熊1", "上屋组", "5.20", "亩")
    assert first.note == "更正" and second.note == "" and first.recipient_id and first.ordinal is None
    assert (batch.item.batch_id, batch.item.batch, batch.item.privacy) == ("BT-NY-01-2026", "2026年", "P1")
    assert batch.item.paid_from.isoformat() == "2026-06-15" and batch.dated


def test_relief_lists_carry_no_id_no_quantity_no_note(office: Session) -> None:
    row = one(1, persons=3, note="更正")
    (batch,) = prepared(office, lines("BT-JZ-01", [row])).batches
    assert batch.item.table.fields == ("row", "group", "name", "persons", "cents", "status")


def test_children_are_one_total_and_their_names_go_nowhere(office: Session) -> None:
    done = prepared(office, lines("BT-JZ-08", [one(n) for n in range(4)]))
    (batch,) = done.batches
    (total,) = rows_of(batch)
    assert (total.persons, total.cents, total.name) == (4, 4 * 58240, "")
    assert "熊" not in batch.data.decode() and office.registry.people("360123102216") == []


def test_too_few_are_said_without_an_amount(office: Session) -> None:
    (batch,) = prepared(office, lines("BT-JZ-08", [one(1), one(2)])).batches
    assert rows_of(batch)[0].cents == 0 and batch.item.table.cents == 0


def test_too_few_join_another_total_of_their_kind(office: Session) -> None:
    few, many = lines("BT-JZ-08", [one(1), one(2)]), lines("BT-JZ-09", [one(n) for n in range(3, 8)])
    (batch,) = prepared(office, few, many).batches
    assert (batch.item.programme_id, batch.item.programme_name) == (MERGED_ID, FOLDED_NAME)
    assert (rows_of(batch)[0].persons, rows_of(batch)[0].cents) == (7, 7 * 58240)


def test_what_may_not_be_named_is_inside_its_parent_and_leaves_no_trace(office: Session) -> None:
    secret, parent = lines("BT-JZ-10", [one(1)]), lines("BT-JZ-08", [one(n) for n in range(2, 6)])
    (batch,) = prepared(office, parent, secret).batches
    assert rows_of(batch)[0].persons == 5 and batch.item.programme_id == "BT-JZ-08"
    assert "JZ-10" not in batch.data.decode() + repr(batch.item) and "艾滋" not in repr(batch.item)


def test_plots_of_one_person_are_added_up(office: Session) -> None:
    plots = [one(1, qty="1.50", cents=16800), one(1, qty="2.25", cents=25200), one(2)]
    (batch,) = prepared(office, lines("BT-NY-01", plots, several=True)).batches
    first, second = rows_of(batch)
    assert (str(first.qty), first.cents, str(first.rate)) == ("3.75", 42000, "112") and second.name == "熊2"


def test_a_number_in_a_published_cell_stops_the_village(office: Session) -> None:
    with pytest.raises(SenderFault, match="已挡住") as caught:
        prepared(office, lines("BT-NY-01", [one(1, group=person_id(7))]))
    assert person_id(7) not in str(caught.value)


def test_nobody_says_when_it_was_paid(office: Session) -> None:
    (batch,) = prepared(office, lines("BT-NY-01", [one(1, paid_on="")]), label="第一批").batches
    assert (str(batch.item.paid_from), str(batch.item.paid_to), batch.dated) == (
        "2026-01-01",
        "2026-06-20",
        False,
    )
    assert batch.item.batch == "第一批" and batch.item.batch_id == request("第一批").batch_id("BT-NY-01")
    assert batch.item.batch_id.isascii() and request("B-2").batch_id("X") == "X-2026-B-2"


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp", "Cf")), min_size=1, max_size=6
).map(lambda t: " ".join(t.split())).filter(lambda t: t and not any(c.isdigit() for c in t))  # fmt: skip


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("office")
    make(folder / "ws")
    with session(folder / "ws") as found:
        yield found


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(CELL, CELL, st.integers(-(10**9), 10**12), st.decimals(0, 9999, places=2)),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_the_words_the_table_says_what_the_lines_said(
    standing: Session, truth: list[tuple[str, str, int, Any]]
) -> None:
    rows = [
        one(n, group=g, name=name + "甲乙丙丁戊己庚辛壬癸"[n % 10] + "子丑寅"[n // 10], cents=c, qty=f"{q:f}")
        for n, (g, name, c, q) in enumerate(truth)
    ]  # fmt: skip
    (batch,) = prepared(standing, lines("BT-NY-01", rows)).batches
    found = rows_of(batch)
    assert [p.cents for p in found] == [r["cents"] for r in rows]
    assert [str(p.qty) for p in found] == [r["qty"] for r in rows]
    assert [p.group for p in found] == [unicodedata.normalize("NFC", r["group"]).strip() for r in rows]
    assert batch.item.table == TableRef("", len(rows), sum(r["cents"] for r in rows), batch.item.table.fields)


def test_the_spool_gives_back_what_it_got(tmp_path: Path) -> None:
    def chunk(n: int, villages: list[str]) -> Chunk:
        k = len(villages)
        texts: dict[str, Any] = {
            c: [f"{c}{i}" for i in range(k)] for c in ("group", "name", "qty", "rate", "paid_on")
        }
        empty: dict[str, Any] = {c: [""] * k for c in ("paid_how", "note", "x1", "x2", "x3", "x4")}
        whole: dict[str, Any] = {
            "months": [None] * k,
            "persons": [1, None] * (k // 2) + [3] * (k % 2),
            "due_cents": [None] * k,
        }
        return Chunk(file="a", sheet="s", programme_id="P", row=range(n, n + k), village_code=villages,
                     cents=[10**12 + i for i in range(k)],
                     idno=["" if i % 3 else person_id(i) for i in range(k)],
                     qty_unit="亩", rate_unit="", **texts, **empty, **whole)  # fmt: skip

    with Spool(tmp_path / "spool", lambda ids: [f"<{len(i)}>" if i else "" for i in ids]) as spool:
        spool.add(chunk(2, ["B", "A", "B", "A", "B"]))
        spool.add(chunk(7, ["A"]))
        reader = spool.settle()
        assert reader.villages() == ["A", "B"]
        (a,), (b,) = reader.lines("A"), reader.lines("B")
        assert a.row == [3, 5, 7] and b.row == [2, 4, 6]
        assert b.cells["name"] == ["name0", "name2", "name4"] and a.hash == ["", "<18>", "<18>"]
        assert b.cents == [10**12, 10**12 + 2, 10**12 + 4] and b.cells["persons"] == [1, 1, 3]
        assert person_id(0).encode() not in b"".join(p.read_bytes() for p in (tmp_path / "spool").iterdir())
    assert not (tmp_path / "spool").exists()
