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
        put(out, "postings/p1.json", {})
        put(out, "questions/q1.json", {})
        put(out, "questions/q2.json", {})
        put(out, "heartbeat.json", {
            "format": "kiosk-heartbeat/1", "kiosk": "K1", "last_seq": 1, "alarms": ["x"], "public_key": "?",
            "at": to_rfc3339(NOW - timedelta(days=3)),
        })  # fmt: skip
        luotian, xubu = read_back(office, office.workspace.chosen((LUOTIAN, XUBU)))
        assert (luotian.sent, luotian.applied, luotian.posted, luotian.open_questions) == (1, 1, 1, 2)
        assert luotian.held == [f"{LUOTIAN}-000003"] and luotian.refused == [f"{LUOTIAN}-000002"]
        assert luotian.unknown_kiosk and luotian.alarms and not luotian.forged and luotian.age_days == 0
        assert "13912345678" not in "".join(luotian.sentences)
        assert not xubu.answered and xubu.words() == "没有回音"
        put(out, "receipts/a-3.json", receipt(1, "applied", 9, manifest_sha256="0" * 64))
        assert read_back(office, office.workspace.chosen((LUOTIAN,)))[0].forged
        page = overview("示例县<b>", [xubu, luotian], NOW)
    assert "示例县&lt;b&gt;" in page and page.index("罗田村") < page.index("徐埠村")
    assert "没有回音的" in page and "src=" not in page and "http" not in page
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
