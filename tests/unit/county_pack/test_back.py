"""What comes back from the villages, and the page that shows it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from kiosk.county.overview import overview
from kiosk.county.pushing import push
from kiosk.county.receipts import read_back, receipts_in
from kiosk.county.session import Session
from kiosk.domain.clock import to_rfc3339
from tests.unit.county_pack.offices import LUOTIAN, NOW, make, session

XUBU = "360123105202"


def receipt(seq: int, state: str, at: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "format": "kiosk-receipt/1", "bundle": f"{LUOTIAN}-{seq:06d}", "village_code": LUOTIAN, "seq": seq,
        "kiosk": "K1", "state": state, "code": "x", "sentence": "说明。", "file": None, "row": None,
        "column": None, "missing": [], "manifest_sha256": None, "at": to_rfc3339(NOW + timedelta(minutes=at)),
        **more,
    }  # fmt: skip


def put(out: Path, name: str, value: object) -> None:
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def posting(number: int, n: int, **more: Any) -> dict[str, Any]:
    return {
        "format": "kiosk-posting/1", "village_code": LUOTIAN, "kiosk": "K1", "posting": number, "n": n,
        "state": "up", "sheet_id": "3F7K2M", "digest": "A", "kind": "notice", "title": "公示", "version": 1,
        "catalogue_ids": ["GK-CW-01"], "posted_on": "2026-06-15", "may_come_down_from": "2026-07-01",
        "taken_down_on": None, "early": False, "reason": "", "by": "clerk", **more,
    }  # fmt: skip


def sent(at: Session) -> str:
    """Pushes an empty update to two villages; the sha256 of the first."""
    push(at, at.workspace.chosen((LUOTIAN, XUBU)))
    return at.registry.bundles(LUOTIAN)[0].sha256


def test_the_table_says_what_was_taken_in_held_and_refused(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    make(tmp_path / "ws", drop)
    with session(tmp_path / "ws") as office:
        signed = sent(office)
        out = drop / LUOTIAN / "out"
        put(out, "receipts/a-1.json", receipt(1, "incomplete", 1))
        put(out, "receipts/a-2.json", receipt(1, "applied", 2, manifest_sha256=signed))
        put(out, "receipts/b-1.json", receipt(3, "held", 3))
        put(out, "receipts/c-1.json", receipt(2, "refused", 4, sentence="签名不对，打13912345678。"))
        put(out, "receipts/K1-2025.json", {
            "format": "kiosk-receipts/1", "year": 2025, "receipts": {"old": receipt(1, "held", -600000)},
        })  # fmt: skip
        (out / "receipts" / "broken.json").write_text("{", "utf-8")
        put(out, "receipts/list.json", [1, 2])
        put(out, "postings/K1-1-1.json", posting(1, 1))
        put(out, "postings/K1-1-2.json", posting(1, 2, state="down", taken_down_on="2026-06-19", early=True))
        put(out, "postings/K1-2-1.json", posting(2, 1))
        put(out, "postings/K1-3-1.json", posting(3, 1))
        put(out, "postings/K1-3-2.json", posting(3, 2, state="undone"))
        put(out, "postings/K1-2024.json", {
            "format": "kiosk-postings/1", "year": 2024, "postings": {"old": posting(4, 1)},
        })  # fmt: skip
        put(out, "postings/K1-5-1.json", posting(5, 1, village_code=XUBU))
        (out / "postings" / "K1-6-1.json").write_text('{"format": "kiosk-pos', "utf-8")
        put(out, "heartbeat.json", {
            "format": "kiosk-heartbeat/1", "kiosk": "K1", "last_seq": 1, "alarms": ["x"], "public_key": "?",
            "at": to_rfc3339(NOW - timedelta(days=3)), "program": "0.1", "disk_free_bytes": 9 << 20,
            "clock_trusted": False, "desk_readable": True, "desk_restored_on": "2026-06-01",
            "fonts_missing": 0, "printer": "no_paper", "touches": {"2026-06-19": 7, "2026-06-20": 5},
        })  # fmt: skip
        luotian, xubu = read_back(office, office.workspace.chosen((LUOTIAN, XUBU)))
        assert (luotian.sent, luotian.applied, luotian.posted, luotian.early) == (1, 1, 2, 1)
        assert [s.partition("：")[0] for s in luotian.left_out] == [
            "broken.json", "list.json", "K1-5-1.json", "K1-6-1.json",
        ]  # fmt: skip
        assert [n[:4] for n in luotian.notes] == ["磁盘只空", "亭子的时", "2026", "打印机要"]
        assert (luotian.touches, luotian.program) == (12, "0.1")
        assert luotian.held == [f"{LUOTIAN}-000003"] and luotian.refused == [f"{LUOTIAN}-000002"]
        assert luotian.unknown_kiosk and luotian.alarms and not luotian.forged and luotian.age_days == 0
        assert "13912345678" not in "".join(luotian.sentences)
        assert not xubu.answered and xubu.words() == "没有回音"
        put(out, "receipts/a-3.json", receipt(1, "applied", 9, manifest_sha256="0" * 64))
        assert read_back(office, office.workspace.chosen((LUOTIAN,)))[0].forged
        again = read_back(office, office.workspace.chosen((LUOTIAN,)))
        assert again == read_back(office, office.workspace.chosen((LUOTIAN,)))
        assert xubu.is_silent(7) and not luotian.is_silent(7)
        page = overview("示例县<b>", [xubu, luotian], NOW, 7)
    assert "示例县&lt;b&gt;" in page and page.index("罗田村") < page.index("徐埠村")
    assert "没有算进来的文件" in page and "打印机要人看一下" in page
    # Where nothing was ever set up nobody is silent.
    assert "还没有亭子的1个" in page and "7天没有回音的" not in page
    xubu.registered = True
    assert "7天没有回音的" in overview("示例县", [xubu, luotian], NOW, 7)
    assert "src=" not in page and "http" not in page
    assert not any(word in page for word in ("排名", "得分", "名次", "先进"))


def test_a_folder_that_is_not_there_holds_no_receipts(tmp_path: Path) -> None:
    assert list(receipts_in(tmp_path / "nowhere")) == []


def test_a_village_gets_a_sign_of_life_every_seven_days_only(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    make(tmp_path / "ws", drop)
    counts: list[int] = []
    for day in (0, 1, 6, 7, 8, 14):
        with session(tmp_path / "ws", NOW + timedelta(days=day)) as office:
            counts.append(push(office, office.workspace.chosen((LUOTIAN,))).kept_alive)
    assert counts == [1, 0, 0, 1, 0, 1]
