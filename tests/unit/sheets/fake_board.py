"""A board of plain records for sheets: any batch, any rows, no database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any, cast

from kiosk.domain.items import PrivacyClass
from kiosk.domain.names import display_name
from kiosk.domain.payout import Payout
from kiosk.domain.privacy import allowed_fields
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.region import Village
from kiosk.store.views import (
    BatchView,
    Board,
    Correction,
    Freshness,
    GroupTotal,
    ListChange,
    PayoutRow,
    Published,
)

LUOTIAN = Village("360123102216", "罗田村委会", "石鼻镇", "village")
DONGMEN = Village("360123100001", "东门社区居委会", "龙津镇", "community")
SITE = "https://gk.anyi.example"
SETTINGS = {
    "site_base": SITE,
    "town_phone": {"who": "石鼻镇人民政府", "phone": "0791-83400000"},
    "supervision_phones": [
        {"who": "石鼻镇财政所", "phone": "0791-83400001"},
        {"who": "县农业农村局", "phone": "0791-83400002"},
    ],
}
POSTED = date(2026, 11, 24)
_FAMILY = "熊涂龚黄刘胡万邓杨余"
_GIVEN = ("谷雨", "有根", "水生", "桂香", "建国", "金莲", "火根", "细妹", "国平", "茂林", "秋", "宝")


@lru_cache(maxsize=1)
def reference() -> Reference:
    return load_packaged()


def people(
    count: int, groups: tuple[str, ...] = ("上屋组", "下屋组", "水南京台组", "罗田老街组")
) -> list[Payout]:
    """Rows of 耕地地力保护补贴, exact to the 分, in blocks by group."""
    rows: list[Payout] = []
    for at in range(count):
        qty = Decimal(120 + at * 37 % 900) / 100
        rows.append(
            Payout(
                row=at + 1,
                group=groups[at * len(groups) // count],
                name=_FAMILY[at * 7 % 10] + _GIVEN[at * 5 % 12],
                recipient_id=f"{at:08d}",
                qty=qty,
                qty_unit="亩",
                rate=Decimal("112"),
                rate_unit="元/亩",
                cents=int(qty * 11200),
                paid_on=date(2026, 5, 20),
            )
        )
    return rows


@dataclass
class FakeBoard:
    """Implements what sheets read of ``Board``."""

    rows: list[Payout]
    programme_id: str = "BT-NY-01"
    privacy: PrivacyClass = "P1"
    unit: Village = LUOTIAN
    batch_label: str = "第一批"
    year_of: int = 2026
    catalogue_ids: tuple[str, ...] = ("GK-HN-04", "GK-HN-06")
    changed: tuple[ListChange, ...] = ()
    settings: dict[str, Any] = field(default_factory=lambda: dict(SETTINGS))
    head_changes: dict[str, Any] = field(default_factory=dict)
    batch_changes: dict[str, Any] = field(default_factory=dict)

    def as_board(self) -> Board:
        return cast(Board, self)

    def freshness(self) -> Freshness:
        return Freshness(0, 0, None, None)

    def village(self) -> Village:
        return self.unit

    def reference_text(self, kind: str) -> str | None:
        return json.dumps(self.settings, ensure_ascii=False) if kind == "settings" else None

    @property
    def name(self) -> str:
        return reference().programmes.by_id[self.programme_id].name

    def head(self) -> Published:
        title = f"{self.year_of}年{self.name}（{self.batch_label}）"
        head = Published(
            "payouts", "B1", 1, title, self.catalogue_ids, str(self.year_of), date(2026, 6, 1),
            date(2026, 6, 1), None, None, self.privacy, "stat" if self.privacy == "P3" else "list",
        )  # fmt: skip
        return replace(head, **self.head_changes)

    def publications(self) -> tuple[Published, ...]:
        return (self.head(),)

    def batch(self, batch_id: str) -> BatchView | None:
        if batch_id != "B1":
            return None
        ref = reference()
        columns = ref.columns.of_programme(ref.programmes.by_id[self.programme_id])
        persons = [p.persons for p in self.rows if p.persons is not None]
        units = {p.qty_unit for p in self.rows}
        qty = (
            f"{sum((p.qty or Decimal() for p in self.rows), Decimal())}"
            if len(units) == 1 and units != {""}
            else None
        )
        view = BatchView(
            head=self.head(),
            batch_id="B1",
            programme_id=self.programme_id,
            programme_name=self.name,
            year=self.year_of,
            batch=self.batch_label,
            paid_from=date(2026, 5, 20),
            paid_to=date(2026, 5, 20),
            fields=allowed_fields(self.privacy, columns, family_view=True),
            rows=len(self.rows),
            cents=sum(p.cents for p in self.rows),
            households=len({(p.recipient_id or (p.group, p.name, p.ordinal)) for p in self.rows}),
            persons=sum(persons) if persons else None,
            qty=qty,
            qty_unit=next(iter(units), "") if len(units) == 1 else "",
            suppressed=False,
            bundle="360123102216-000003",
        )
        return replace(view, **self.batch_changes)

    def groups(self, batch_id: str) -> tuple[GroupTotal, ...]:
        out: dict[str, GroupTotal] = {}
        for group, run in groupby(self.rows, key=lambda p: p.group):
            part = list(run)
            had = out.get(group, GroupTotal(group, 0, 0, 0, None))
            cents = had.cents + sum(p.cents for p in part)
            out[group] = GroupTotal(group, had.rows + len(part), had.households + len(part), cents, None)
        return tuple(out.values())

    def payouts(
        self, batch_id: str, group: str | None = None, offset: int = 0, limit: int | None = None
    ) -> tuple[PayoutRow, ...]:
        if self.privacy == "P3":
            return ()
        return tuple(PayoutRow(p, display_name(p.name, p.ordinal), None) for p in self.rows)

    def changes(self, batch_id: str) -> tuple[ListChange, ...]:
        return self.changed


CORRECTED = {
    "version": 2,
    "correction": Correction(date(2026, 10, 12), 1, "上屋组有两户的面积登记错了，经复核更正"),
}
