"""A board for web pages: every class, a correction, a withdrawal, texts that must not leave the village."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.domain.items import Attachment, ReferenceItem, TableRef, WithdrawItem, WithdrawTarget
from kiosk.domain.payout import Payout
from kiosk.store.home import KioskHome
from kiosk.store.views import TableView
from tests.unit.store import builders as b

CODE = b.VILLAGE.village_code
TODAY = date(2026, 6, 15)
CLOCK = FixedClock(shanghai_noon(TODAY))
SETTINGS: dict[str, Any] = {
    "site_base": "https://gk.anyi.example",
    "town_phone": {"who": "石鼻镇人民政府", "phone": "0791-0000 3190"},
    "supervision_phones": [{"who": "县农业农村局", "phone": "0791-0000 1768"}],
    "phones": [{"who": "罗田村便民服务站", "phone": "0791-0000 7739"}],
}
FINANCE = TableView(
    ("日期", "摘要", "收入(元)", "支出(元)", "结余(元)"),
    (
        ("", "上期结转", "", "", "86214.30"),
        ("4月5日", "山塘承包款", "12600.00", "", "98814.30"),
        ("4月18日", "水渠清淤用工", "", "4320.00", "94494.30"),
    ),
    1260000,
)
LAMPS = TableView(("项目", "数量", "金额(元)"), (("路灯", "28盏", "41400.00"),), 4140000)
SECRET_TITLE = "关于熊九九宅基地的公示"
SECRET_BODY = "熊九九在上屋组建房，面积120平方米。"
HOUSING = ("GK-TD-01",)


def machine_list() -> list[Payout]:
    """农机购置补贴: the catalogue lets it go to a website, so its names may be masked there."""
    names = ("熊桂英", "欧阳德才", "黄水根", "胡金花", "买买提·艾力")
    return [
        Payout(row=n, cents=100000 * n, group=("上屋组", "下屋组")[n > 2], name=name,
               recipient_id=b.recipient_id(700 + n), paid_on=date(2026, 4, 2))
        for n, name in enumerate(names, start=1)
    ]  # fmt: skip


def add_settings(bundle: b.MadeBundle, version: int = 1, **changes: Any) -> None:
    path = f"data/settings-{version}.json"
    bundle.add(ReferenceItem("settings", path, version))
    bundle.texts[path] = json.dumps({**SETTINGS, **changes}, ensure_ascii=False)


def fill(home: KioskHome, *, years: tuple[int, ...] = (2024, 2025, 2026), **settings: Any) -> None:
    """Bundle 1 (builders) and bundle 2."""
    b.fill_board(home, households=60, years=years)
    two = b.MadeBundle(2)
    add_settings(two, **settings)
    machines = machine_list()
    two.add_payouts(
        b.payouts_item("农机-2026", machines, programme_id="BT-NY-05", programme_name="农机购置与应用补贴",
                       catalogue_ids=("GK-HN-04", "GK-HN-07"), paid_on=date(2026, 4, 2), batch=""),
        machines,
    )  # fmt: skip
    few = [Payout(row=n, cents=50000, group="上屋组", name=x) for n, x in ((1, "熊冬"), (2, "胡春"))]
    two.add_payouts(
        b.payouts_item("护林-2026", few, programme_id="BT-LY-04", programme_name="生态护林员补助", batch=""),
        few,
    )
    picture = home.archive / two.content(home).manifest.name / "files" / "渠.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(_PNG)
    two.add(
        b.disclosure_item("cw-q2", title="2026年第二季度财务收支", period="2026-Q2", form="table", body=None,
                          catalogue_ids=("GK-CW-02",),
                          table=TableRef("data/cw.csv", 3, 1260000, FINANCE.fields)),
        b.disclosure_item("gc-1", title="水渠维修验收", period="2026", catalogue_ids=("GK-GC-03",),
                          body="## 验收\n\n| 项目 | 长度 |\n| --- | --- |\n| 水渠 | 360米 |\n",
                          attachments=(Attachment("files/渠.png", "修好的水渠"),)),
        b.disclosure_item("td-1", title=SECRET_TITLE, body=SECRET_BODY, privacy="P1", catalogue_ids=HOUSING),
        b.disclosure_item("none-1", title="一季度没有", nothing=True, body=None, period="2026-Q1"),
    )  # fmt: skip
    two.add(
        b.disclosure_item("gc-2", title="太阳能路灯", form="table", catalogue_ids=("GK-GC-03",), body=None,
                          table=TableRef("data/gc.csv", 1, 4140000, LAMPS.fields))
    )  # fmt: skip
    two.tables["cw-q2"], two.tables["gc-2"] = FINANCE, LAMPS
    b.apply(home, two)


def correct(home: KioskHome, *, reason: str = "面积填错", seq: int = 3) -> None:
    """地力-2026-1 again with one household more."""
    lines = b.payouts(61)
    three = b.MadeBundle(seq)
    three.add_payouts(b.payouts_item("地力-2026-1", lines, version=2, reason=reason), lines)
    b.apply(home, three)


def withdraw(home: KioskHome, *, reason: str = "名单还在复核", seq: int = 3) -> None:
    """农机-2026 is taken down."""
    three = b.MadeBundle(seq)
    three.add(WithdrawItem((WithdrawTarget("payouts", "农机-2026", 1),), reason, date(2026, 6, 1)))
    b.apply(home, three)


def made_home(path: Path, **settings: Any) -> KioskHome:
    home = b.make_home(path)
    fill(home, **settings)
    return home


_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000008000000060802000000716748ac000000114944415478da63e8da3207"
    "2b6218480900085c58e181c5b3790000000049454e44ae426082"
)
"""8 × 6 pixels of one green."""
