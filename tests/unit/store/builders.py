"""Boards for tests, made by the real ``BoardWriter`` but without bundles on disk.

    home = make_home(tmp_path)
    fill_board(home, households=200, years=(2025, 2026))
    board = BoardReader(home, clock)

Everybody in them is invented; nothing is random, so two runs give the same rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from kiosk.domain.items import (
    BundleKind,
    DisclosureItem,
    Item,
    Manifest,
    PayoutsItem,
    PolicyAnswers,
    PolicyDocument,
    PolicyItem,
    PrivacyClass,
    TableRef,
)
from kiosk.domain.payout import Payout, PayoutColumns
from kiosk.domain.region import Village
from kiosk.store.home import KioskConfig, KioskHome
from kiosk.store.views import TableView
from kiosk.store.write import ApplyResult, BoardWriter, BundleContent

VILLAGE = Village("360123101205", "罗田村委会", "石鼻镇", "village")
OTHER_VILLAGE = Village("360123100001", "东门社区居委会", "龙津镇", "community")
AT = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
"""The instant of ``conftest.clock``; what is built here is visible then."""

SURNAMES = "黄胡熊刘龚余徐陈帅杨涂万曾王彭李邓闵况宋单解仇覃"
GIVEN = "桂英德才水根金花建国秀兰细毛国平春梅小明文斌火生冬香"
GROUPS = ("上屋组", "下屋组", "樟树组", "新建组", "前进组")
FIELDS = (
    "row", "group", "name", "ordinal", "recipient_id", "qty", "qty_unit", "rate", "rate_unit", "cents",
    "paid_on", "status",
)  # fmt: skip
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def recipient_id(number: int) -> str:
    """An id of the registry's form for the n-th invented person."""
    digest = int.from_bytes(hashlib.sha256(b"test %d" % number).digest()[:5], "big")
    return "".join(_BASE32[digest >> shift & 31] for shift in range(0, 40, 5))


def person(number: int) -> tuple[str, str]:
    """(name, group) of the n-th invented person; names repeat only after thousands."""
    surname = SURNAMES[number % len(SURNAMES)]
    rest = number // len(SURNAMES)
    first, second = GIVEN[rest % len(GIVEN)], GIVEN[rest // len(GIVEN) % len(GIVEN)]
    return surname + first + second, GROUPS[number * len(GROUPS) // 7 % len(GROUPS)]


def payouts(
    households: int, *, first: int = 0, paid_on: date = date(2026, 3, 20), rate: str = "112"
) -> list[Payout]:
    """One line a household, sorted by group as on paper; quantity × rate gives the amount."""
    lines: list[Payout] = []
    people = sorted(range(first, first + households), key=lambda n: (GROUPS.index(person(n)[1]), n))
    for row, number in enumerate(people, start=1):
        name, group = person(number)
        qty = Decimal(100 + number * 37 % 900).scaleb(-2)
        lines.append(
            Payout(
                row=row, cents=int(qty * Decimal(rate) * 100), group=group, name=name,
                recipient_id=recipient_id(number), qty=qty, qty_unit="亩", rate=Decimal(rate),
                rate_unit="元/亩", paid_on=paid_on, paid_how="一卡通",
            )
        )  # fmt: skip
    return lines


def payouts_item(
    batch_id: str,
    lines: Sequence[Payout],
    *,
    year: int = 2026,
    programme_id: str = "BT-NY-01",
    programme_name: str = "耕地地力保护补贴",
    privacy: PrivacyClass = "P1",
    version: int = 1,
    reason: str | None = None,
    publish_from: date | None = None,
    catalogue_ids: tuple[str, ...] = ("GK-HN-04", "GK-HN-06"),
    batch: str = "第一批",
    paid_on: date | None = None,
) -> PayoutsItem:
    """The manifest item of these lines with true control totals."""
    day = paid_on or date(year, 3, 20)
    return PayoutsItem(
        batch_id=batch_id,
        catalogue_ids=catalogue_ids,
        programme_id=programme_id,
        programme_name=programme_name,
        year=year,
        batch=batch,
        paid_from=day,
        paid_to=day,
        publish_from=publish_from or day,
        privacy=privacy,
        table=TableRef(f"data/{batch_id}.csv", len(lines), sum(p.cents for p in lines), FIELDS),
        version=version,
        replaces=version - 1 if version > 1 else None,
        reason=(reason or "面积填错") if version > 1 else None,
    )


def disclosure_item(disclosure_id: str = "gk-1", **changes: object) -> DisclosureItem:
    """A text under GK-ZZ-01; every field may be given."""
    values: dict[str, object] = {
        "disclosure_id": disclosure_id, "catalogue_ids": ("GK-ZZ-01",), "title": "村规民约",
        "period": "long", "form": "text", "privacy": "P0", "published_on": date(2026, 5, 8),
        "publish_from": date(2026, 5, 8), "body": "# 村规民约\n\n一、爱护公物。",
    }  # fmt: skip
    return DisclosureItem(**{**values, **changes})  # type: ignore[arg-type]


def policy_item(policy_id: str = "zc-1", **changes: object) -> PolicyItem:
    """An explainer of BT-NY-01; every field may be given."""
    values: dict[str, object] = {
        "policy_id": policy_id, "programme_ids": ("BT-NY-01",), "title": "耕地地力保护补贴",
        "document": PolicyDocument("演示文件", "演示〔2026〕1号", date(2026, 1, 5), "有效"),
        "valid_from": date(2026, 1, 1), "updated_on": date(2026, 2, 1), "publish_from": date(2026, 2, 1),
        "answers": PolicyAnswers("种地的农户。", "每亩112元。", "每年三月。", "不用申请。", "村委会。"),
    }  # fmt: skip
    return PolicyItem(**{**values, **changes})  # type: ignore[arg-type]


@dataclass(slots=True)
class MadeBundle:
    """Items with their rows, ready to become a :class:`BundleContent`."""

    seq: int
    items: list[Item] = field(default_factory=list)
    lines: dict[str, list[Payout]] = field(default_factory=dict)
    tables: dict[str, TableView] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    kind: BundleKind = "update"
    created: datetime = datetime(2026, 6, 14, 1, 0, tzinfo=UTC)
    village: Village = VILLAGE

    def add_payouts(self, item: PayoutsItem, lines: Iterable[Payout]) -> MadeBundle:
        self.items.append(item)
        self.lines[item.table.path] = list(lines)
        return self

    def add(self, *items: Item) -> MadeBundle:
        self.items.extend(items)
        return self

    def content(self, home: KioskHome) -> BundleContent:
        manifest = Manifest(
            village_code=self.village.village_code,
            seq=self.seq,
            prev=None if self.seq == 1 or self.kind == "snapshot" else sha(self.seq - 1),
            kind=self.kind,
            issuer="安义县（演示）",
            created=self.created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            items=tuple(self.items),
        )
        return BundleContent(
            manifest=manifest,
            manifest_sha256=sha(self.seq),
            key_id="990123AABBCCDDEE",
            archive_dir=home.archive / manifest.name,
            payouts=lambda item: PayoutColumns.of(self.lines[item.table.path]),
            table=lambda item: self.tables.get(item.disclosure_id),
            text=lambda path: self.texts[path],
        )


def sha(seq: int) -> str:
    """A stand-in manifest hash for bundle ``seq``."""
    return hashlib.sha256(b"manifest %d" % seq).hexdigest()


def make_home(path: Path, village: Village = VILLAGE) -> KioskHome:
    """A ``KIOSK_HOME`` with folders and ``kiosk.toml``, without databases."""
    home = KioskHome(path / "kiosk-home")
    home.make_folders()
    KioskConfig(village=village, kiosk_id="K1", drop=path / "drop").save(home.config_file)
    return home


def apply(
    home: KioskHome,
    *bundles: MadeBundle,
    at: datetime = AT,
    programmes: Mapping[str, PrivacyClass] | None = None,
    family_view: bool = False,
) -> list[ApplyResult]:
    """Apply bundles in order through the real writer."""
    village = home.load_config().village
    with BoardWriter(home.board_db, village) as writer:
        return [
            writer.apply(bundle.content(home), at=at, programmes=programmes or {}, family_view=family_view)
            for bundle in bundles
        ]


def fill_board(
    home: KioskHome, *, households: int = 60, years: Sequence[int] = (2024, 2025, 2026), batches: int = 1
) -> None:
    """A small plausible board in bundle 1: P1 lists a year, a P2 list, a P3 total, a text, a policy.

    ``batches`` P1 lists of all ``households`` a year; ids ``地力-<year>-<n>``, ``低保-<year>``,
    ``残疾-<year>``; disclosure ``gk-1``; policy ``zc-1``.
    """
    bundle = MadeBundle(1)
    for year in years:
        day = date(year, 3, 20)
        for number in range(1, batches + 1):
            lines = payouts(households, paid_on=day)
            label = f"第{number}批"
            bundle.add_payouts(payouts_item(f"地力-{year}-{number}", lines, year=year, batch=label), lines)
        poor = [
            Payout(
                row=n, cents=48000 + n * 100, group=person(n)[1], name=person(n)[0], persons=2, paid_on=day
            )
            for n in range(1, 6)
        ]
        bundle.add_payouts(
            payouts_item(f"低保-{year}", poor, year=year, programme_id="BT-JZ-01",
                         programme_name="农村最低生活保障金", privacy="P2", batch="一季度"),
            poor,
        )  # fmt: skip
        total = [Payout(row=1, cents=96000, persons=12, paid_on=day)]
        bundle.add_payouts(
            payouts_item(f"残疾-{year}", total, year=year, programme_id="BT-FL-01",
                         programme_name="残疾人两项补贴", privacy="P3", batch="一季度"),
            total,
        )  # fmt: skip
    bundle.add(disclosure_item(), policy_item())
    apply(home, bundle)
