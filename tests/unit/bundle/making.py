"""Short ways to make items, drafts and signed bundles for tests. People are invented."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.bundle.keys import KeyRing, SecretKey
from kiosk.bundle.signing import sign, trusted_comment
from kiosk.bundle.writer import NO_TABLE, BundleDraft, WrittenBundle
from kiosk.domain.items import DisclosureItem, PayoutsItem
from kiosk.domain.payout import Payout

VILLAGE = "360123102216"
OTHER = "360123102217"
KEY = SecretKey.from_seed(b"c" * 32)
ROOT = SecretKey.from_seed(b"r" * 32)
STRANGER = SecretKey.from_seed(b"s" * 32)
RING = KeyRing.of(KEY.public, root=ROOT.public)


def batch(batch_id: str = "B-2026-01", **changes: Any) -> PayoutsItem:
    values: dict[str, Any] = {
        "batch_id": batch_id,
        "catalogue_ids": ("GK-HN-06",),
        "programme_id": "BT-NY-01",
        "programme_name": "耕地地力保护补贴",
        "year": 2026,
        "batch": "",
        "paid_from": date(2026, 5, 11),
        "paid_to": date(2026, 5, 12),
        "publish_from": date(2026, 5, 13),
        "privacy": "P1",
        "table": NO_TABLE,
    }
    return PayoutsItem(**(values | changes))


def payouts(count: int = 3, cents: int = 58240) -> list[Payout]:
    from decimal import Decimal

    letters = "ABCDEFGHJK"
    return [
        Payout(
            row=i + 1,
            cents=cents,
            group=f"上屋{'一二三'[i % 3]}组",
            name="熊" + "甲乙丙丁戊己庚辛壬癸"[i % 10],
            recipient_id="".join(letters[int(d)] for d in f"{i:08d}"),
            qty=Decimal("5.20"),
            qty_unit="亩",
            rate=Decimal("112"),
            rate_unit="元/亩",
            paid_on=date(2026, 5, 12),
        )
        for i in range(count)
    ]


def disclosure(disclosure_id: str = "D-2026-01", **changes: Any) -> DisclosureItem:
    values: dict[str, Any] = {
        "disclosure_id": disclosure_id,
        "catalogue_ids": ("GK-ZZ-01",),
        "title": "村规民约",
        "period": "long",
        "form": "text",
        "privacy": "P0",
        "published_on": date(2026, 5, 13),
        "publish_from": date(2026, 5, 13),
        "body": "# 村规民约\n\n一条一条写清楚。\n",
    }
    return DisclosureItem(**(values | changes))


def draft(
    seq: int = 1, prev: str | None = None, *, village: str = VILLAGE, kind: Any = "update"
) -> BundleDraft:
    return BundleDraft(village, seq, prev, kind, "安义县农业农村局", f"2026-06-01T08:{seq % 60:02d}:00+08:00")


def full(seq: int = 1, prev: str | None = None, **more: Any) -> BundleDraft:
    """A draft with a payout batch, a disclosure with a table and an attachment."""
    d = draft(seq, prev, **more)
    d.add_payouts(batch(f"B-{seq}"), payouts())
    note = d.add_file("# 说明\n\n按 **实际面积** 发放。\n".encode(), "发放说明", "说明.md")
    d.add_disclosure(
        disclosure(f"D-{seq}", title="第一季度收支", catalogue_ids=("GK-CW-01",), period="2026-Q1",
                   form="table", attachments=(note,)),
        [("上期结转", "100.00"), ("山塘承包款", "12600.00"), ("本季合计", "12600.00")],
        ("摘要", "金额(元)"),
    )  # fmt: skip
    return d


def chain(
    parent: Path, count: int, make: Callable[[int, str | None], BundleDraft] = full
) -> list[WrittenBundle]:
    """``count`` bundles that follow each other, written into ``parent``."""
    made: list[WrittenBundle] = []
    for seq in range(1, count + 1):
        made.append(make(seq, made[-1].manifest_sha256 if made else None).write(parent, KEY))
    return made


def forge(folder: Path, change: Callable[[dict[str, Any]], None], key: SecretKey = KEY) -> str:
    """Change a bundle's manifest and sign it again, past the writer's checks; the new sha256."""
    value = json.loads((folder / "manifest.json").read_text("utf-8"))
    change(value)
    raw = json.dumps(value, ensure_ascii=False).encode()
    (folder / "manifest.json").write_bytes(raw)
    comment = trusted_comment(value["village_code"], value["seq"])
    (folder / "manifest.json.minisig").write_text(sign(raw, key, comment), "utf-8")
    return hashlib.sha256(raw).hexdigest()


def replace_file(folder: Path, path: str, content: bytes, key: SecretKey = KEY) -> None:
    """Put another content under a listed file and sign for it, past the writer's checks."""
    (folder / path).write_bytes(content)

    def update(manifest: dict[str, Any]) -> None:
        for entry in manifest["files"]:
            if entry["path"] == path:
                entry |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

    forge(folder, update, key)
