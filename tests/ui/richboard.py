"""A board with everything a page may have to show: long and rare names, corrections, withdrawals,
a finance table, a P2 and a P3 programme, monthly payments, nothing-happened, notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from kiosk.domain.items import EventItem, WithdrawItem, WithdrawTarget
from kiosk.domain.payout import Payout
from kiosk.store.home import KioskHome
from kiosk.store.views import TableView
from tests.unit.store import builders as B

RARE = ("刘䶮", "黄𬱖", "𠅤小满", "阿卜杜热西提·买买提吐尔逊江·艾合麦提江")
FINANCE = TableView(
    ("日期", "凭证号", "摘要", "收入(元)", "支出(元)", "结余(元)"),
    (
        ("", "", "上期结转", "", "", "86,214.30"),
        ("7月5日", "1", "上屋组山塘承包款", "12,600.00", "", "98,814.30"),
        ("7月18日", "2", "水渠清淤用工 24工", "", "4,320.00", "94,494.30"),
        ("8月9日", "3", "光伏电站二季度收益", "21,000.00", "", "115,494.30"),
        ("8月21日", "4", "路灯电费和维修", "", "2,186.50", "113,307.80"),
        ("9月3日", "5", "樟树组水渠维修材料", "", "18,768.00", "94,539.80"),
        ("9月12日", "6", "厂房租金（三季度）", "10,000.00", "", "104,539.80"),
        ("9月28日", "7", "环境卫生保洁", "", "6,600.00", "97,939.80"),
        ("", "", "本季合计", "43,600.00", "31,874.50", ""),
    ),
    4360000,
)
SETTINGS = """{"site_base": "https://gk.anyi.example", "ledger_from": "2026-01-01",
 "town_phone": {"who": "石鼻镇人民政府", "phone": "0791-00005678"},
 "supervision_phones": [{"who": "县农业农村局", "phone": "0791-00002468"}],
 "safety_notice": ["陌生人要验证码、要转账，一律都不要相信"],
 "duty": [{"name": "熊小满", "phone": "0791-00001234"}]}"""
BODY = """# 村规民约

为了大家好好过日子，全体村民商定下面几条。

## 一、爱护公物

- 水渠、路灯、健身器材是大家的，坏了要报修。
- 不在水渠里倒垃圾。

## 二、红白喜事

1. 婚事新办，不比阔气。
2. 丧事简办，不铺张。

"""
BODY += "\n\n".join(
    f"第{n}条　遇事多商量，邻里和气。不吵不闹，有话好好说，说不通请村里调解。" for n in range(3, 14)
)


def fill(home: KioskHome, *, files: Path | None = None) -> None:
    """Two bundles: everything, then corrections and a withdrawal."""
    B.fill_board(home, households=180, years=(2022, 2023, 2024, 2025, 2026))
    two = B.MadeBundle(2)
    rare = [
        Payout(row=n, cents=58240 + n, group="樟树组", name=name, recipient_id=B.recipient_id(9000 + n),
               qty=Decimal("5.20"), qty_unit="亩", rate=Decimal("112"), rate_unit="元/亩",
               paid_on=date(2026, 6, 10), paid_how="社保卡")
        for n, name in enumerate(RARE, start=1)
    ]  # fmt: skip
    rare[0] = replace(rare[0], cents=58240)
    two.add_payouts(
        B.payouts_item("稻谷-2026", rare, programme_id="BT-NY-03", programme_name="稻谷生产者补贴",
                       paid_on=date(2026, 6, 10), batch=""),
        rare,
    )  # fmt: skip
    for month in range(1, 6):
        day = date(2026, month, 15)
        old = [
            Payout(row=n, cents=5000, group=B.person(n)[1], name=B.person(n)[0],
                   recipient_id=B.recipient_id(n), persons=1, rate=Decimal("50"), rate_unit="元/人",
                   paid_on=day, paid_how="社保卡")
            for n in range(12)
        ]  # fmt: skip
        two.add_payouts(
            B.payouts_item(f"高龄-2026-{month}", old, programme_id="BT-YL-01", programme_name="高龄津贴",
                           paid_on=day, batch=f"{month}月"),
            old,
        )  # fmt: skip
    two.add(
        B.disclosure_item("cw-q1", catalogue_ids=("GK-CW-01",), title="第一季度财务收支明细",
                          period="2026-Q1", form="table", body=None,
                          table=B.TableRef("data/cw.csv", 9, 4360000, FINANCE.fields),
                          published_on=date(2026, 6, 8), publish_from=date(2026, 6, 8)),
        B.disclosure_item("text", title="村规民约", body=BODY),
        B.disclosure_item("none", catalogue_ids=("GK-CW-10",), title="筹资筹劳(一事一议)", period="2026",
                          form="text", body=None, nothing=True),
        B.disclosure_item("wrong", catalogue_ids=("GK-CW-05",), title="社会捐赠物资接收情况",
                          period="2026-Q1"),
        *(
            B.disclosure_item(f"notice-{n}", catalogue_ids=("GK-XZ-04",), title=title, form="notice",
                              period=f"E:notice-{n}", body=f"{title}。请大家互相转告。",
                              published_on=date(2026, 6, 1 + n), publish_from=date(2026, 6, 1 + n))
            for n, title in enumerate(("明天上午停水检修", "晒谷场开村民代表会", "医保集中缴费"))
        ),
        B.policy_item("zc-2", body=BODY.replace("村规民约", "实施办法"), updated_on=date(2026, 4, 15)),
        EventItem("e-1", ("GK-GC-03",), "event", date(2026, 5, 25), "樟树组水渠维修"),
    )  # fmt: skip
    two.tables["cw-q1"] = FINANCE
    two.items.append(_settings(two))  # pyright: ignore[reportArgumentType]
    three = B.MadeBundle(3)
    lines = list(B.payouts(180, paid_on=date(2026, 3, 20)))
    lines[0] = replace(lines[0], cents=lines[0].cents + 11200, qty=lines[0].qty + 1)  # pyright: ignore[reportOptionalOperand]
    three.add_payouts(B.payouts_item("地力-2026-1", lines, version=2, reason="第一户面积少登记了一亩"), lines)
    three.add(
        WithdrawItem((WithdrawTarget("disclosure", "wrong", 1),), "捐赠单位名称登记有误", date(2026, 6, 12))
    )
    B.apply(home, two, three)


def _settings(bundle: object) -> object:
    from kiosk.domain.items import ReferenceItem

    bundle.texts["data/settings.json"] = SETTINGS  # type: ignore[attr-defined]
    return ReferenceItem("settings", "data/settings.json", 1)
