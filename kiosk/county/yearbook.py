"""The yearly publication of all subsidies (GK-HN-03): one disclosure a unit with every batch of the year.

赣府厅字〔2022〕45号第(八)项: the year's actual payments are published by village before the year ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from kiosk.bundle.writer import BundleDraft
from kiosk.county.ledger import current, item_of
from kiosk.county.published import HEADS, batch_row
from kiosk.county.session import Session, UnitFault
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.items import DisclosureItem, PayoutsItem
from kiosk.domain.region import Village
from kiosk.store.registry import SentBundle, SentItem

ITEM = "GK-HN-03"
_NAMED = 12
"""Units without any batch that are named one by one."""


@dataclass(slots=True)
class YearbookResult:
    """What was made. ``lacking``: village code → batches that most units of its kind have and it has not;
    ``empty``: units without any batch in the year."""

    year: int
    bundles: list[SentBundle] = field(default_factory=list[SentBundle])
    unchanged: int = 0
    lacking: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    empty: list[Village] = field(default_factory=list[Village])
    faults: list[UnitFault] = field(default_factory=list[UnitFault])
    names: dict[str, str] = field(default_factory=dict[str, str])

    def sentences(self) -> list[str]:
        """What is missing, unit by unit in the order of their codes."""
        out = [f"  {self.names[code]}缺：{'、'.join(what)}" for code, what in self.lacking.items()]
        if self.empty:
            named = "、".join(u.short_name for u in self.empty[:_NAMED])
            more = "等" if len(self.empty) > _NAMED else ""
            out.append(f"  {self.year}年一批也没有发过的{len(self.empty)}个：{named}{more}")
        return out


def gather(session: Session, year: int, units: Sequence[Village]) -> YearbookResult:
    """One bundle a unit with the year's disclosure; units that have the same already are left alone."""
    found: dict[str, list[tuple[SentItem, PayoutsItem]]] = {}
    for sent in current(session.registry.items(type_="payouts")):
        item = cast(PayoutsItem, item_of(sent))
        if item.year == year:
            found.setdefault(sent.village_code, []).append((sent, item))
    result = YearbookResult(year, names={u.village_code: u.short_name for u in units})
    usual = _usual(session.workspace.units, found)
    for unit in units:
        batches = found.get(unit.village_code, [])
        if not batches:
            result.empty.append(unit)
            continue
        mine = {_what(item) for _, item in batches}
        if missing := [what for what in usual[unit.kind] if what not in mine]:
            result.lacking[unit.village_code] = missing
        try:
            _emit(session, unit, year, batches, result)
        except EnvironmentFault as fault:
            result.faults.append(UnitFault(unit, fault))
    return result


def _what(item: PayoutsItem) -> str:
    return f"{item.programme_name}({item.batch})"


def _usual(
    units: Sequence[Village], found: dict[str, list[tuple[SentItem, PayoutsItem]]]
) -> dict[str, list[str]]:
    """By kind of unit: the batches that at least half of the units with batches have."""
    usual: dict[str, list[str]] = {"village": [], "community": []}
    for kind in usual:
        with_any = [u for u in units if u.kind == kind and u.village_code in found]
        counts = Counter(w for u in with_any for w in {_what(i) for _, i in found[u.village_code]})
        usual[kind] = sorted(w for w, n in counts.items() if n * 2 >= len(with_any))
    return usual


def _emit(
    session: Session,
    unit: Village,
    year: int,
    batches: list[tuple[SentItem, PayoutsItem]],
    result: YearbookResult,
) -> None:
    batches = sorted(batches, key=lambda b: (b[1].programme_id, b[1].paid_to, b[1].batch_id))
    small = session.workspace.settings(unit.village_code).small_count
    rows = [batch_row(item, _people(session, sent, item), small) for sent, item in batches]
    disclosure_id = f"HN-03-{year}"
    sent = session.registry.newest(unit.village_code, "disclosure", disclosure_id)
    version = 1
    if sent is not None:
        if sent.withdrawn_seq is None and list(session.archive.table(sent) or ()) == rows:
            result.unchanged += 1
            return
        version = sent.version + 1
    item = DisclosureItem(
        disclosure_id=disclosure_id,
        catalogue_ids=(ITEM,),
        title=f"{unit.short_name}{year}年惠民惠农财政补贴资金发放结果",
        period=str(year),
        form="table",
        privacy="P0",
        published_on=session.today,
        publish_from=session.today,
        body=f"本表汇总{year}年公布过的各批发放。每批的名单在“查补贴”里看。",
        version=version,
        replaces=version - 1 or None,
        reason="补上后来发放或更正的批次。" if version > 1 else None,
    )

    def fill(draft: BundleDraft) -> None:
        draft.add_disclosure(item, rows, HEADS)

    result.bundles.append(session.emit(unit, fill))


def _people(session: Session, sent: SentItem, item: PayoutsItem) -> int:
    if item.privacy == "P3":
        return session.archive.payouts(sent)[0].persons or 0
    return item.table.rows
