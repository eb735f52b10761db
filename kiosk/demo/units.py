"""Which units of 安义县 get people and payouts in the demo, and what each is like.

The unit list itself (134 villages and communities with their real codes) is ``catalog/villages.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.paths import catalog_dir
from kiosk.domain.region import UnitKind, Village


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit with data.

    ``clans``: dominant surname of each group in turn; ``hold``: how far it dominates (1.0 = a
    single-surname village); ``snapshot``: the kiosk was re-installed and starts from a snapshot.
    """

    village_code: str
    households: int
    groups: tuple[str, ...]
    clans: str
    hold: float
    snapshot: bool = False


SHOWN = "360123102216"
"""罗田村, 石鼻镇: the village whose kiosk the demo opens."""

RICH: tuple[UnitPlan, ...] = (
    UnitPlan(
        SHOWN,
        392,
        ("樟树组", "上屋组", "下屋组", "老屋组", "新屋组", "塘背组", "井边组", "桥头组", "店前组"),
        "黄黄黄黄熊黄龚黄涂",
        0.78,
    ),
    UnitPlan(
        "360123102207",
        268,
        ("京里组", "台上组", "牌楼组", "井前组", "社下组", "坪上组"),
        "刘李刘李刘李",
        0.9,
    ),
    UnitPlan(
        "360123103208",
        521,
        (
            *("湖头组", "溪边组", "垅里组", "坑口组", "大塘组", "山背组"),
            *("港边组", "社前组", "门前垅组", "学堂组", "月塘组", "枫树组"),
        ),
        "邓熊万胡邓杨涂邓胡万余邓",
        0.62,
        snapshot=True,
    ),
    UnitPlan("360123201204", 176, ("上曹组", "下曹组", "中屋组", "塘边组"), "曹曹曹曹", 0.97),
    UnitPlan(
        "360123100001",
        455,
        ("东门一组", "东门二组", "解放路组", "河街组", "文化巷组", "学前组", "桂花园组"),
        "熊胡杨刘涂龚陈",
        0.16,
    ),
    UnitPlan(
        "360123103001",
        214,
        ("胜利一组", "胜利二组", "老街组", "粮站组"),
        "邓杨徐万",
        0.2,
        snapshot=True,
    ),
)


def county_units() -> tuple[Village, ...]:
    """All units of the county in the order of ``catalog/villages.csv``; EnvironmentFault when unreadable."""
    path = catalog_dir() / "villages.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return tuple(
            Village(r["village_code"], r["village_name"], r["town_name"], _kind(r["kind"])) for r in rows
        )
    except (OSError, KeyError, ValueError) as fault:
        raise EnvironmentFault(
            "unit_list_unreadable",
            "程序自带的村和社区名单读不出来。请重新安装本程序。",
            detail=f"{path}: {fault!r}",
        ) from fault


def _kind(text: str) -> UnitKind:
    if text == "village" or text == "community":
        return text
    raise ValueError(f"unknown kind {text!r}")
