"""Architecture §6 (2) and §7: what may not be shown is refused whole, and the receipt repeats nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kiosk.bundle.check import check_path
from kiosk.bundle.writer import BundleDraft
from kiosk.domain.items import EventItem, ReplyItem, WithdrawItem, WithdrawTarget
from kiosk.domain.payout import Payout
from kiosk.domain.reference import load_packaged
from tests.unit.bundle.making import KEY, RING, batch, disclosure, draft, payouts
from tests.unit.intake.making import Kiosk, after

ID_GOOD, ID_BROKEN = "990123199001011237", "99012319900101123X"
CARD, PHONE = "9901234567890123", "13800001234"

PV, PC = "personal_value", "privacy_columns"

Fill = Callable[[BundleDraft], object]


def _p2(rows: list[Payout], fields: tuple[str, ...] | None = None, **changes: Any) -> Fill:
    item = batch(
        programme_id="BT-JZ-01",
        programme_name="农村低保",
        privacy="P2",
        catalogue_ids=("GK-HN-04",),
        **changes,
    )
    return lambda d: d.add_payouts(item, rows, fields)


def _plain(**changes: Any) -> Payout:
    return replace(Payout(1, 30000, group="上屋组", name="熊甲"), **changes)


def _p3(*rows: Payout) -> Fill:
    item = batch(
        programme_id="BT-JZ-08", programme_name="残疾人两项补贴", privacy="P3", catalogue_ids=("GK-HN-04",)
    )
    return lambda d: d.add_payouts(item, rows)


def _with_settings(settings: dict[str, Any], then: Fill) -> Fill:
    def fill(d: BundleDraft) -> None:
        d.add_reference("settings", 1, json.dumps(settings).encode())
        then(d)

    return fill


def _noted(note: str) -> Fill:
    return lambda d: d.add_payouts(batch(), [replace(payouts(1)[0], note=note)])


def _file(text: str) -> Fill:
    return lambda d: d.add_disclosure(disclosure(attachments=(d.add_file(text.encode(), "说明", "a.md"),)))


def _titled(title: str) -> Fill:
    return lambda d: d.add_disclosure(disclosure(attachments=(d.add_file(b"# a\n", title, "a.md"),)))


def _table(fields: tuple[str, ...], *rows: tuple[str, ...], **changes: Any) -> Fill:
    return lambda d: d.add_disclosure(disclosure(form="table", **changes), rows, fields)


REFUSED: list[tuple[str, Fill, str]] = [
    ("laxer than the programme", lambda d: d.add_payouts(
        batch(programme_id="BT-JZ-01", programme_name="农村低保", privacy="P1"), [_plain()]),
     "privacy_downgrade"),
    ("P4 by its programme", lambda d: d.add_payouts(
        batch(programme_id="BT-JZ-10", programme_name="x", privacy="P3"),
        [Payout(1, 500000, persons=5)]), "privacy_p4"),
    ("P4 declared", lambda d: d.add_payouts(batch(privacy="P4"), payouts(1)), "privacy_p4"),
    ("P4 disclosure", lambda d: d.add_disclosure(disclosure(privacy="P4")), "privacy_p4"),
    ("unknown programme",
     lambda d: d.add_payouts(batch(programme_id="BT-XX-99"), payouts(1)), "unknown_programme"),
    ("P1 column not published",
     lambda d: d.add_payouts(batch(), [replace(payouts(1)[0], months=3)]), PC),
    ("P1 note", _noted("家里困难"), "privacy_note"),
    ("P2 quantity", _p2([_plain(qty=payouts(1)[0].qty)]), PC),
    ("P2 note", _p2([_plain(note="更正")]), PC),
    ("P2 paid_on", _p2([_plain(paid_on=batch().paid_to)]), PC),
    ("P2 recipient id without family_view", _p2([_plain(recipient_id="ABCDEFGH")]), PC),
    ("P3 two rows", _p3(Payout(1, 100, persons=5), Payout(2, 100, persons=6)), "privacy_p3"),
    ("P3 with a name", _p3(_plain(persons=5)), PC),
    ("P3 too few", _p3(Payout(1, 100000, persons=2)), "small_count"),
    ("P3 no count", _p3(Payout(1, 100000)), "small_count"),
    ("P3 too few by the county's number",
     _with_settings({"small_count": 6}, _p3(Payout(1, 100000, persons=5))), "small_count"),
    ("id in a name",
     lambda d: d.add_payouts(batch(), [replace(payouts(1)[0], name="熊甲" + ID_BROKEN)]), PV),
    ("card in a group", _p2([_plain(group=CARD)]), PV),
    ("id in a body", lambda d: d.add_disclosure(disclosure(body=f"联系 {ID_GOOD}。")), PV),
    ("phone in a title", lambda d: d.add_disclosure(disclosure(title=f"请打{PHONE}")), PV),
    ("full-width phone", lambda d: d.add_disclosure(disclosure(title="请打１３８００００１２３４")), PV),
    ("id in a table", _table(("事项", "说明"), ("补助", "无"), ("补助", ID_GOOD)), PV),
    ("id in a head", _table(("事项", ID_GOOD), ("补助", "无")), PV),
    ("column of ids", _table(("姓名", "身份证号"), ("熊甲", "略")), PC),
    ("names under P3", _table(("姓名", "金额(元)"), ("熊甲", "1.00"), privacy="P3"), PC),
    ("phone in a markdown attachment", _file(f"# 说明\n\n电话 {PHONE}\n"), PV),
    ("phone in an attachment's title", _titled(f"找{PHONE}"), PV),
    ("id as an id", lambda d: d.add_disclosure(disclosure(f"D-{ID_GOOD}")), PV),
    ("phone in an event", lambda d: d.add_item(
        EventItem("E-1", ("GK-JC-01",), "meeting", batch().paid_to, f"会议，电话{PHONE}")), PV),
    ("phone in a reply",
     lambda d: d.add_item(ReplyItem("Q-1", f"请打{PHONE}", batch().paid_to, True)), PV),
    ("phone in a reason", lambda d: d.add_payouts(
        batch(version=2, replaces=1, reason=f"见{PHONE}"), payouts(1)), PV),
    ("phone in a body behind emphasis",
     lambda d: d.add_disclosure(disclosure(body="电话 138**0000**1234。")), PV),
    ("phone in a body behind character references",
     lambda d: d.add_disclosure(disclosure(body="电话 1&#51;800001234。")), PV),
    ("phone in a body behind an escape",
     lambda d: d.add_disclosure(disclosure(body="电话 138\\-0000\\-1234。")), PV),
    ("phone over two lines of a body",
     lambda d: d.add_disclosure(disclosure(body="电话 1380000\n1234。")), PV),
    ("phone in a markdown attachment behind emphasis", _file("# 说明\n\n电话 1380*000*1234\n"), PV),
    ("phone in a quantity", lambda d: d.add_payouts(
        batch(), [replace(payouts(1)[0], qty=Decimal(PHONE))]), PV),
    ("phone as a number of persons", _p3(Payout(1, 100000, persons=int(PHONE))), PV),
    ("old id as a number of persons", _p3(Payout(1, 100000, persons=int(ID_GOOD[:15]))), PV),
    ("id among the catalogue ids", lambda d: d.add_disclosure(
        disclosure(catalogue_ids=("GK-ZZ-01", ID_GOOD))), PV),
    ("phone as what is withdrawn", lambda d: d.add_item(
        WithdrawItem((WithdrawTarget("payouts", f"B-{PHONE}", 1),), "写错", batch().paid_to)), PV),
    ("other phone than the settings'", _with_settings(
        {"phones": [{"who": "站", "phone": "13900005678"}]},
        lambda d: d.add_disclosure(disclosure(title=f"请打{PHONE}"))), PV),
]  # fmt: skip


@pytest.mark.parametrize(("fill", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused(kiosk: Kiosk, fill: Fill, code: str) -> None:
    d = draft(1)
    fill(d)
    made = d.write(kiosk.county, KEY)
    kiosk.push(made)
    assert kiosk.once() == 1
    refused = kiosk.receipt("refused")
    assert refused["code"] == code, refused["sentence"]
    assert kiosk.shown() == {}
    assert list(kiosk.home.archive.iterdir()) == []
    # `kiosk check` says the same, and neither receipt, log nor database holds the value.
    assert check_path(made.path, RING).code == code
    told = json.dumps(refused, ensure_ascii=False) + (kiosk.home.logs / "intake.log").read_text("utf-8")
    for value in (ID_GOOD, ID_BROKEN, CARD, PHONE, "熊甲", "家里困难", "１３８"):
        assert value not in told
        assert value.encode() not in kiosk.home.board_db.read_bytes()


TAKEN: list[tuple[str, Fill]] = [
    ("P1 note from the list", _noted("更正")),
    ("P2 as allowed", _p2([_plain(persons=2), replace(_plain(), row=2, name="熊乙")])),
    ("P2 with recipient and family_view",
     _with_settings({"family_view": True}, _p2([_plain(recipient_id="ABCDEFGH")]))),
    ("P3 total", _p3(Payout(1, 100000, persons=5))),
    ("P3 too few without an amount", _p3(Payout(1, 0, persons=2))),
    ("merged total", lambda d: d.add_payouts(
        batch(programme_id="BT-HB-00", programme_name="其他保障合计", privacy="P3",
              catalogue_ids=("GK-HN-04",)),
        [Payout(1, 100000, persons=5)])),
    ("the settings' own mobile", _with_settings(
        {"phones": [{"who": "站", "phone": PHONE}]},
        lambda d: d.add_disclosure(disclosure(title=f"请打{PHONE}")))),
    ("stricter than the programme", lambda d: d.add_payouts(batch(privacy="P2"), [_plain()])),
]  # fmt: skip


@pytest.mark.parametrize("fill", [case[1] for case in TAKEN], ids=[case[0] for case in TAKEN])
def test_taken(kiosk: Kiosk, fill: Fill) -> None:
    d = draft(1)
    fill(d)
    kiosk.push(d.write(kiosk.county, KEY))
    assert kiosk.once() == 0, kiosk.receipts()
    assert kiosk.states() == [(1, "applied", "ok")]


def test_the_row_is_named(kiosk: Kiosk) -> None:
    d = draft(1)
    rows = payouts(3)
    d.add_payouts(batch(), [*rows[:2], replace(rows[2], name=f"熊{CARD}")])
    kiosk.push(d.write(kiosk.county, KEY))
    kiosk.once()
    refused = kiosk.receipt("refused")
    assert (refused["file"], refused["row"], refused["column"]) == (
        "data/payouts-B-2026-01-v1.csv",
        4,
        "姓名",
    )
    assert "16位数字" in refused["sentence"]


def test_a_programme_may_come_in_the_bundle_before(kiosk: Kiosk) -> None:
    from kiosk.domain.paths import catalog_dir

    text = (catalog_dir() / "subsidies.csv").read_text("utf-8")
    line = next(row for row in text.splitlines() if row.startswith("BT-NY-03,"))
    new = text.rstrip("\n") + "\n" + line.replace("BT-NY-03", "BT-NY-77").replace("稻谷", "油菜") + "\n"
    one = draft(1)
    one.add_reference("programmes", 1, new.encode())
    made = one.write(kiosk.county, KEY)
    two = after(made)
    two.add_payouts(batch(programme_id="BT-NY-77", programme_name="油菜补贴"), payouts(2))
    kiosk.push(made)
    assert kiosk.once() == 0
    kiosk.push(two.write(kiosk.county, KEY))
    assert kiosk.once() == 0, kiosk.receipts()
    assert kiosk.last_seq() == 2


def test_a_bad_reference_table_is_refused(kiosk: Kiosk, tmp_path: Path) -> None:
    d = draft(1)
    d.add_reference("settings", 1, b'{"prompt": "soon"}')
    kiosk.push(d.write(kiosk.county, KEY))
    assert kiosk.once() == 1
    assert kiosk.receipt("refused")["code"] == "settings_value"


def test_the_strictest_class_is_what_the_board_keeps(kiosk: Kiosk) -> None:
    d = draft(1)
    # GK-JZ-02 of the packaged catalogue is P2: a laxer word of the manifest does not count.
    d.add_disclosure(disclosure("D-1", catalogue_ids=("GK-JZ-02", "GK-ZZ-01")))
    d.add_disclosure(disclosure("D-2"))
    d.add_payouts(batch(privacy="P2"), [_plain()])
    kiosk.push(d.write(kiosk.county, KEY))
    assert kiosk.once() == 0, kiosk.receipts()
    with closing(kiosk.board()) as board:
        classes = {p.id: p.privacy for p in board.publications()}
    expected = load_packaged().village.by_id["GK-JZ-02"].privacy
    assert expected == "P2"
    assert classes == {"D-1": "P2", "D-2": "P0", "B-2026-01": "P2"}


def test_a_number_in_a_file_name_is_not_repeated(kiosk: Kiosk) -> None:
    d = draft(1)
    note = d.add_file(b"# a\n", "说明", f"{ID_GOOD}.md")
    d.add_disclosure(disclosure(attachments=(note,)))
    made = d.write(kiosk.county, KEY)
    kiosk.push(made)
    path = kiosk.drop_in / made.path.name / note.path
    whole = path.read_bytes()
    for content in (whole[:1], b"# b\n", whole):
        path.write_bytes(content)
        kiosk.later(minutes=11)
        kiosk.once()
    assert [r["code"] for r in kiosk.receipts()] == ["incomplete", "hash_mismatch", "personal_value"]
    for file in (*kiosk.out.rglob("*.json"), kiosk.home.logs / "intake.log", kiosk.home.board_db):
        assert ID_GOOD.encode() not in file.read_bytes(), file
