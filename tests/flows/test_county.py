"""From the departments' messy files to the boards of the villages, and back: real files, real processes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.flows.countyside import (
    AID,
    DONGMEN,
    LAND,
    LUOTIAN,
    ORPHANS,
    XUBU,
    YEAR,
    Kiosk,
    Office,
    line,
    make_office,
    personal_values,
    set_up,
    write,
)
from tests.flows.program import python
from tests.unit.county.makers import land_rows, land_sheet, person_id, write_xls, write_xlsx


@pytest.fixture()
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


@pytest.fixture()
def luotian(office: Office, tmp_path: Path) -> Kiosk:
    return set_up(office, LUOTIAN, tmp_path / "luotian")


def _only(items: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    (found,) = [i for i in items if i["type"] == kind]
    return found


def test_messy_files_end_as_the_same_totals_on_the_boards_and_receipts_come_back(
    office: Office, luotian: Kiosk, tmp_path: Path
) -> None:
    xubu = set_up(office, XUBU, tmp_path / "xubu")
    rows = land_rows(9)
    title = f"安义县石鼻镇罗田村{YEAR}年耕地地力保护补贴发放公示表"
    sheet = write_xlsx(
        office.files / "罗田(最终版).xlsx", ("Sheet1", land_sheet(rows, title=title)), merges=["A1:H1"]
    )
    big = write(office.files / "全县.csv", [line(1000 + n, XUBU, 11200 + n) for n in range(40)])
    relief = write_xls(office.files / "低保.xls", "Sheet1", [
        ["罗田村农村最低生活保障金发放表"],
        ["序号", "村", "户主姓名", "身份证号", "保障人数", "月保障金额(元)"],
        *[[n, "罗田村", f"熊救{c}", person_id(500 + n), 2, 260] for n, c in enumerate("一二三四", start=1)],
    ])  # fmt: skip
    cents = round(sum(r[6] for r in rows) * 100)
    told = office.pack(
        str(sheet), str(big), "--programme", LAND, "--year", str(YEAR), "--paid-on", f"{YEAR}-01-15"
    )
    assert told["rows_read"] == told["rows_accepted"] == 49 and told["rows_rejected"] == 0
    assert told["cents_accepted"] == cents + sum(11200 + n for n in range(40))
    assert told["villages"] == 2 and len(told["bundles"]) == 2
    told = office.pack(str(relief), "--programme", AID, "--year", str(YEAR))
    assert (told["rows_accepted"], told["cents_accepted"]) == (4, 4 * 26000)
    pushed = office.ask("push", "--village", LUOTIAN, "--village", XUBU)
    assert pushed["pushed"] == [f"{LUOTIAN}-000001", f"{LUOTIAN}-000002", f"{XUBU}-000001"]
    luotian.take_in()
    xubu.take_in()
    with luotian.board() as board:
        batch = board.batch(f"{LAND}-{YEAR}")
        assert batch is not None and (batch.rows, batch.cents, batch.households) == (9, cents, 9)
        shown = [(r.payout.name, r.payout.cents, r.payout.group) for r in board.payouts(batch.batch_id)]
        assert shown == [(r[2], round(r[6] * 100), r[1]) for r in rows]
        aid = board.batch(f"{AID}-{YEAR}")
        assert aid is not None and aid.cents == 104000 and aid.head.privacy == "P2"
        assert "recipient_id" not in aid.fields and "qty" not in aid.fields
    with xubu.board() as board:
        batch = board.batch(f"{LAND}-{YEAR}")
        assert batch is not None and (batch.rows, batch.cents) == (40, sum(11200 + n for n in range(40)))
    back = office.ask("receipts", "--village", LUOTIAN, "--village", XUBU, "--village", DONGMEN)
    state = {u["village_code"]: u for u in back["units"]}
    assert state[LUOTIAN]["applied"] == 2 and not state[LUOTIAN]["refused"] and not state[LUOTIAN]["forged"]
    assert state[LUOTIAN]["unknown_kiosk"] and state[XUBU]["applied"] == 1
    assert state[DONGMEN]["last_seen"] is None
    assert personal_values(office.ws, office.drop, luotian.home, xubu.home) == []


def test_two_years_and_programmes_know_the_same_people(office: Office) -> None:
    first = write(office.files / "a.csv", [line(n, LUOTIAN) for n in range(1, 30)])
    second = write(office.files / "b.csv", [line(n, LUOTIAN, 22400) for n in range(1, 30)])
    told = [
        office.pack(str(f), "--programme", p, "--year", str(YEAR))["bundles"][0]
        for f, p in ((first, LAND), (second, "BT-NY-02"))
    ]
    ids = [_column(Path(b), "recipient_id") for b in told]
    assert ids[0] == ids[1] and len(set(ids[0])) == 29


def _column(bundle: Path, column: str) -> list[str]:
    (table,) = (bundle / "data").glob("payouts-*.csv")
    rows = [r.split(",") for r in table.read_text("utf-8").splitlines()]
    at = rows[0].index(column)
    return [r[at] for r in rows[1:]]


def test_a_wrong_row_blocks_its_village_until_partial(office: Office) -> None:
    rows = [line(n, LUOTIAN) for n in range(1, 6)] + [line(n, XUBU) for n in range(6, 9)]
    rows[1] = line(2, LUOTIAN, 身份证号=person_id(2)[:17] + ("1" if person_id(2)[17] != "1" else "2"))
    rows[2] = line(3, LUOTIAN, 备注="电话13912345678")
    path = write(office.files / "a.csv", rows)
    told = office.pack(str(path), "--programme", LAND, "--year", str(YEAR), code=1)
    assert (told["rows_read"], told["rows_accepted"], told["rows_rejected"]) == (8, 7, 1)
    assert told["blocked"] == [LUOTIAN] and told["villages"] == 1
    (wrong,) = [p for p in told["problems"] if p["severity"] == "error"]
    assert (wrong["code"], wrong["row"]) == ("id_check", 3)
    book = openpyxl.load_workbook(told["problem_file"])
    cells = [str(c.value) for s in book.worksheets for r in s.iter_rows() for c in r]
    assert person_id(2)[:17] in "".join(cells)
    part = office.pack(str(path), "--programme", LAND, "--year", str(YEAR), "--partial", code=1)
    assert part["villages"] == 2 and len(part["unchanged"]) == 1
    assert len(_column(Path(next(b for b in part["bundles"] if LUOTIAN in b)), "cents")) == 4
    assert "13912345678" not in json.dumps(told, ensure_ascii=False)
    assert personal_values(office.ws, office.drop) == []


def test_packing_again_makes_nothing_new_and_other_content_is_refused(office: Office) -> None:
    path = write(office.files / "a.csv", [line(n, LUOTIAN) for n in range(1, 6)])
    once = office.pack(str(path), "--programme", LAND, "--year", str(YEAR))
    again = office.pack(str(path), "--programme", LAND, "--year", str(YEAR))
    assert again["bundles"] == again["unchanged"] == once["bundles"]
    write(path, [line(n, LUOTIAN) for n in range(1, 7)])
    other = office.pack(str(path), "--programme", LAND, "--year", str(YEAR), code=1)
    assert [p["code"] for p in other["problems"]] == ["batch_exists"] and other["bundles"] == []
    assert len(office.manifests(LUOTIAN)) == 1


def test_a_correction_is_shown_first_and_then_replaces(office: Office, luotian: Kiosk) -> None:
    path = write(office.files / "a.csv", [line(n, LUOTIAN) for n in range(1, 6)])
    args = (str(path), "--programme", LAND, "--year", str(YEAR))
    office.pack(*args)
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    rows = [line(n, LUOTIAN) for n in range(1, 6)]
    rows[2] = line(3, LUOTIAN, 22400)
    write(path, rows)
    plan = office.ask("correct", *args, "--reason", "有一户的面积登记错了。")
    assert plan["bundles"] == [] and len(office.manifests(LUOTIAN)) == 1
    (change,) = plan["changes"]
    assert change["lines"] == [{"old_cents": 11200, "new_cents": 22400, "row": 3}]
    office.ask("correct", *args, "--reason", "有一户的面积登记错了。", "--yes")
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    with luotian.board() as board:
        batch = board.batch(f"{LAND}-{YEAR}")
        assert batch is not None and batch.head.version == 2 and batch.cents == 6 * 11200
        (line_,) = board.changes(batch.batch_id)
        assert (line_.old_cents, line_.new_cents) == (11200, 22400)
    assert office.ask("correct", *args, "--reason", "再来", "--yes")["bundles"] == []


def test_withdrawn_and_a_snapshot_starts_a_new_kiosk(office: Office, luotian: Kiosk, tmp_path: Path) -> None:
    for batch, first in (("B1", 1), ("B2", 2)):
        path = write(office.files / f"{batch}.csv", [line(n, LUOTIAN) for n in range(first, 8)])
        office.pack(str(path), "--programme", LAND, "--year", str(YEAR), "--batch", batch)
    write(office.files / "B1.csv", [line(n, LUOTIAN, 22400) for n in range(1, 8)])
    args = (str(office.files / "B1.csv"), "--programme", LAND, "--year", str(YEAR), "--batch", "B1")
    office.ask("correct", *args, "--reason", "标准用错了。", "--yes")
    office.ask("withdraw", f"payouts:{LAND}-{YEAR}-B2", "--reason", "发错了村。", "--village", LUOTIAN)
    office.ask("snapshot", "--village", LUOTIAN)
    path = write(office.files / "c.csv", [line(n, LUOTIAN) for n in range(1, 4)])
    office.pack(str(path), "--programme", LAND, "--year", str(YEAR), "--batch", "B3")
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    fresh = set_up(office, LUOTIAN, tmp_path / "fresh")
    for name in ("000001", "000002", "000003", "000004"):
        (office.drop / LUOTIAN / "in" / f"{LUOTIAN}-{name}").rename(tmp_path / name)
    fresh.take_in()
    for kiosk in (luotian, fresh):
        with kiosk.board() as board:
            first, third = board.batch(f"{LAND}-{YEAR}-B1"), board.batch(f"{LAND}-{YEAR}-B3")
            assert first is not None and (first.head.version, first.cents) == (2, 7 * 22400)
            assert third is not None and third.cents == 3 * 11200
            gone = board.batch(f"{LAND}-{YEAR}-B2")
            assert gone is None or gone.cents == 0


def test_totals_only_for_children_and_too_few_are_not_told(office: Office, luotian: Kiosk) -> None:
    header = ["村", "姓名", "身份证号", "金额"]
    four = [["罗田村", f"熊童{c}", person_id(700 + n), "1000"] for n, c in enumerate("一二三四")]
    path = write(office.files / "孤儿.csv", four, header)
    told = office.pack(str(path), "--programme", ORPHANS, "--year", str(YEAR), "--batch", "M1")
    assert (told["rows_accepted"], told["cents_accepted"]) == (4, 400000)
    path = write(office.files / "孤儿2.csv", four[:2], header)
    told = office.pack(str(path), "--programme", ORPHANS, "--year", str(YEAR), "--batch", "M2")
    assert (told["rows_accepted"], told["cents_accepted"]) == (2, 200000)
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    with luotian.board() as board:
        whole, few = board.batch(f"{ORPHANS}-{YEAR}-M1"), board.batch(f"{ORPHANS}-{YEAR}-M2")
        assert whole is not None and (whole.rows, whole.persons, whole.cents) == (1, 4, 400000)
        assert few is not None and few.suppressed and few.cents == 0
    text = "".join(p.read_text("utf-8") for p in (office.ws / "outbox").rglob("*.csv"))
    assert "熊童" not in text


def test_the_year_is_gathered_and_says_who_lacks_what(office: Office, luotian: Kiosk) -> None:
    both = write(office.files / "a.csv", [line(1, LUOTIAN), line(2, LUOTIAN), line(3, XUBU)])
    office.pack(str(both), "--programme", LAND, "--year", str(YEAR))
    one = write(office.files / "b.csv", [line(n, LUOTIAN) for n in (1, 2, 3)])
    office.pack(str(one), "--programme", "BT-NY-02", "--year", str(YEAR), "--batch", "春")
    told = office.ask(
        "yearbook", "--year", str(YEAR), "--village", LUOTIAN, "--village", XUBU, "--village", DONGMEN
    )
    assert len(told["bundles"]) == 2 and told["empty"] == [DONGMEN]
    assert told["lacking"] == {XUBU: ["实际种粮农民一次性补贴(春)"]}
    again = office.ask("yearbook", "--year", str(YEAR), "--village", LUOTIAN)
    assert again["bundles"] == []
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    with luotian.board() as board:
        view = board.disclosure(f"HN-03-{YEAR}")
        assert view is not None and view.table is not None
        assert [(r[0], r[3], r[4]) for r in view.table.rows] == [
            ("耕地地力保护补贴", "2", "224.00"), ("实际种粮农民一次性补贴", "3", "336.00"),
        ]  # fmt: skip


def test_folders_become_disclosures_policies_and_replies(
    office: Office, luotian: Kiosk, tmp_path: Path
) -> None:
    book = tmp_path / "books"
    book.mkdir()
    (book / "index.md").write_text(
        "---\n类型: 公开件\n编号: CW-Q1\n目录: GK-CW-01\n标题: 第一季度账目\n"
        f"期间: {YEAR}-Q1\n附件: note.md | 说明\n---\n"
        "# 说明\n\n大家可以来查。\n", "utf-8",
    )  # fmt: skip
    (book / "table.csv").write_text("日期,摘要,支出(元)\n1月3日,修水泵,120.00\n", "utf-8")
    (book / "note.md").write_text("# 附注\n\n没有。\n", "utf-8")
    policy = tmp_path / "policy"
    policy.mkdir()
    (policy / "p.md").write_text(
        "---\n类型: 政策\n编号: ZC-1\n标题: 地力补贴怎么领\n补贴项目: BT-NY-01\n文件名称: 示例文件\n"
        "谁能领: 种地的人\n"
        "领多少: 按亩数\n什么时候: 年中\n怎么办: 村里登记\n找谁: 村会计\n---\n", "utf-8",
    )  # fmt: skip
    reply = tmp_path / "reply"
    reply.mkdir()
    (reply / "r.md").write_text("---\n类型: 答复\n问题: Q-1\n公开: 是\n---\n水泵三月修好。\n", "utf-8")
    office.ask("add", str(book), str(policy), str(reply), "--village", LUOTIAN)
    done = office.run("add", str(book), "--village", LUOTIAN)
    assert done.returncode == 2 and "--reason" in done.stderr
    office.ask("add", str(book), "--village", LUOTIAN, "--reason", "补了附注。")
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    with luotian.board() as board:
        view = board.disclosure("CW-Q1")
        assert (
            view is not None
            and view.head.version == 2
            and view.table is not None
            and view.table.cents == 12000
        )
        assert board.policy("ZC-1") is not None
    (policy / "p.md").write_text("---\n类型: 政策\n标题: 打13912345678\n---\n", "utf-8")
    refused = office.run("add", str(policy), "--village", LUOTIAN)
    assert refused.returncode == 1 and "13912345678" not in refused.stderr + refused.stdout


def test_keys_are_rotated_under_the_root_key_and_the_kiosk_follows(office: Office, luotian: Kiosk) -> None:
    path = write(office.files / "a.csv", [line(n, LUOTIAN) for n in range(1, 4)])
    office.pack(str(path), "--programme", LAND, "--year", str(YEAR))
    before = office.ask("keys", "show")["keys"][0]
    told = office.ask("keys", "rotate")
    after = office.ask("keys", "show")["keys"][0]
    assert told["finished"] and told["key_id"] == after["key_id"] != before["key_id"] == told["old_key_id"]
    write(path, [line(n, LUOTIAN, 22400) for n in range(1, 4)])
    office.pack(str(path), "--programme", LAND, "--year", str(YEAR), "--batch", "2")
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    with luotian.board() as board:
        batch = board.batch(f"{LAND}-{YEAR}-2")
        assert batch is not None and batch.cents == 3 * 22400
    # Minisign itself agrees, key by key.
    first, last = (office.drop / LUOTIAN / "in" / f"{LUOTIAN}-{n:06d}" for n in (1, 3))
    for bundle, good in ((first, f"old-{before['key_id']}.pub"), (last, "county.pub")):
        check = python("kiosk", "check", str(bundle), "--key", str(office.ws / "keys" / good))
        assert check.returncode == 0, check.stdout


def test_usb_zips_are_taken_in(office: Office, luotian: Kiosk, tmp_path: Path) -> None:
    path = write(office.files / "a.csv", [line(n, LUOTIAN) for n in range(1, 4)])
    office.pack(str(path), "--programme", LAND, "--year", str(YEAR))
    usb = tmp_path / "usb"
    usb.mkdir()
    assert office.ask("push", "--usb", str(usb), "--village", LUOTIAN)["pushed"] == [f"{LUOTIAN}-000001"]
    assert office.ask("push", "--usb", str(usb), "--village", LUOTIAN)["already"] == 1
    (office.drop / LUOTIAN / "in").mkdir(parents=True)
    (usb / f"{LUOTIAN}-000001.zip").rename(office.drop / LUOTIAN / "in" / f"{LUOTIAN}-000001.zip")
    luotian.take_in()
    with luotian.board() as board:
        assert board.batch(f"{LAND}-{YEAR}") is not None


def test_settings_travel_cut_to_the_unit(office: Office, luotian: Kiosk) -> None:
    settings = office.files / "settings.json"
    settings.write_text(json.dumps({
        "town_phone": {"who": "县里", "phone": "0791-00001000"},
        "units": {
            LUOTIAN: {"finance_busy": True}, XUBU: {"phones": [{"who": "徐埠", "phone": "13900000000"}]},
        },
    }), "utf-8")  # fmt: skip
    office.ask("add", str(settings), "--reference", "settings")
    office.ask("push", "--village", LUOTIAN)
    luotian.take_in()
    with luotian.board() as board:
        text = board.reference_text("settings")
        assert text is not None and XUBU not in text and json.loads(text)["units"][LUOTIAN]["finance_busy"]
    assert office.ask("push", "--village", LUOTIAN)["kept_alive"] == 0


def test_the_registry_merges_and_splits_people(office: Office) -> None:
    path = write(office.files / "a.csv", [line(n, LUOTIAN) for n in (1, 2, 3)])
    bundle = office.pack(str(path), "--programme", LAND, "--year", str(YEAR))["bundles"][0]
    keep, drop, _ = _column(Path(bundle), "recipient_id")
    office.ask("people", "--village", LUOTIAN, "--merge", keep, drop, "--reason", "身份证号改过。")
    write(path, [line(n, LUOTIAN) for n in (2, 3)])
    bundle = office.pack(str(path), "--programme", LAND, "--year", str(YEAR), "--batch", "2")["bundles"][0]
    assert _column(Path(bundle), "recipient_id")[0] == keep
    told = office.ask("people", "--village", LUOTIAN, "--split", drop, "--reason", "合错了。")
    assert [e["what"] for e in told["log"]][-1] == "split"
