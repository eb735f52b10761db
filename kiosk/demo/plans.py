"""The demo's programmes: who gets what, when, and how it is worked out.

Standards with a source (``usual_standard`` of catalog/subsidies.csv): 112元/亩, 600元/人·年, 130元/人.
Every other rate is invented: demo data, said so by the bundles' issuer.
P1 and P2 rows are made alike and reduced by ``payouts.publishable``; P3 rows come from ``totals``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from kiosk.demo.people import Household, Person, Roster
from kiosk.demo.runs import Run, Schedule, halves, monthly, quarterly, workday, yearly
from kiosk.demo.seeds import chance, share
from kiosk.domain.items import PrivacyClass
from kiosk.domain.payout import Payout, product_cents
from kiosk.domain.region import UnitKind

Rows = Callable[[Roster, Run], Iterable[Payout]]
CARD = "社保卡"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Plan:
    """A programme of the demo.

    ``since``: years before the current one in which it began; ``until``: in which it ended (0 = runs on).
    """

    programme_id: str
    kinds: tuple[UnitKind, ...]
    privacy: PrivacyClass
    schedule: Schedule
    rows: Rows
    since: int = 4
    until: int = 0


def line(person: Person, run: Run, *, cents: int | None = None, **cells: object) -> Payout:
    """A payout to ``person``; without ``cents`` the amount is quantity × rate × months."""
    payout = Payout(
        row=0,
        cents=cents or 0,
        group=person.group,
        name=person.name,
        ordinal=person.ordinal,
        recipient_id=person.recipient_id,
        paid_on=run.paid_on,
        paid_how=CARD,
        **cells,  # type: ignore[arg-type]
    )
    if cents is not None:
        return payout
    worked_out = product_cents(payout)
    assert worked_out is not None, "a line without an amount needs quantity and rate"
    return replace(payout, cents=worked_out)


def _changed(area: Decimal, household: Household, run: Run, tag: str) -> Decimal:
    """The area of a year: a few plots change hands between neighbours, most stay as they are."""
    key = ("plots", tag, household.head.recipient_id)
    if share(*key) < 0.7:
        return area
    for year in range(run.year, run.year - 5, -1):
        if share(*key, year) < 0.15:
            factor = Decimal(70 + int(share(*key, year, "how") * 60)) / 100
            return max(CENT * 20, (area * factor).quantize(CENT))
    return area


def _by_area(area: str, rate: str, step: str = "0") -> Rows:
    """``area`` names the household's 亩; ``rate`` 元/亩 this year, ``step`` less each year before."""

    def rows(roster: Roster, run: Run) -> Iterator[Payout]:
        price = Decimal(rate) - Decimal(step) * (roster.year - run.year)
        for h in roster.households:
            mu: Decimal = getattr(h, area)
            if mu:
                mu = _changed(mu, h, run, area)
                yield line(h.payee(run.year), run, qty=mu, qty_unit="亩", rate=price, rate_unit="元/亩")

    return rows


def _growers(roster: Roster, run: Run) -> Iterator[Payout]:
    """种粮大户: a handful who rent from many."""
    for h, rng in _some("BT-NY-04", 70, 3, roster, run):
        mu = (Decimal(rng.randint(3050, 18600)) / 100).quantize(CENT)
        yield line(h.payee(run.year), run, qty=mu, qty_unit="亩", rate=Decimal(60), rate_unit="元/亩")


_MACHINES = (
    ("微耕机", "1WG-4.0型", "赣江农机厂(示例)", 420_00),
    ("旋耕机", "1GQN-160型", "鄱湖机械厂(示例)", 1300_00),
    ("乘坐式插秧机", "2ZG-6型", "西山农装厂(示例)", 21000_00),
    ("谷物烘干机", "5HP-12型", "赣江农机厂(示例)", 24600_00),
    ("自走履带式收割机", "4LZ-4.0型", "鄱湖机械厂(示例)", 27000_00),
    ("植保无人机", "3WWDZ-20型", "西山农装厂(示例)", 9600_00),
)


def _machines(roster: Roster, run: Run) -> Iterator[Payout]:
    """农机购置补贴: fixed amounts by kind of machine, no rate."""
    for h, rng in _some("BT-NY-05", 50, 4, roster, run):
        kind, model, maker, cents = rng.choice(_MACHINES)
        yield line(
            h.payee(run.year), run, cents=cents,
            qty=Decimal(1), qty_unit="台", x1=kind, x2=model, x3=maker,
        )  # fmt: skip


def _toilets(roster: Roster, run: Run) -> Iterator[Payout]:
    for h, _ in _some("BT-NY-10", 12, 4, roster, run):
        yield line(h.payee(run.year), run, cents=1200_00, x1="三格式")


def _by_head(payee: Person, run: Run, persons: int, yuan: int) -> Payout:
    """``yuan`` for each of ``persons``."""
    return line(
        payee, run,
        qty=Decimal(persons), qty_unit="人", persons=persons, rate=Decimal(yuan), rate_unit="元/人",
    )  # fmt: skip


def _migrants(roster: Roster, run: Run) -> Iterator[Payout]:
    """移民直补 600元/人·年, half of it each half-year."""
    for h in roster.households:
        if h.migrants:
            yield _by_head(h.payee(run.year), run, h.migrants, 300)


def _winter(roster: Roster, run: Run) -> Iterator[Payout]:
    """冬春救助 130元/人."""
    for h, _ in _some("BT-JZ-11", 22, 6, roster, run):
        yield _by_head(h.payee(run.year), run, h.members, 130)


def _by_month(payee: Person, run: Run, yuan: int, x1: str, x2: str = "") -> Payout:
    """``yuan`` a month for the months of the run."""
    return line(
        payee, run,
        qty=Decimal(1), qty_unit="人", rate=Decimal(yuan), rate_unit="元/月", months=run.months, x1=x1, x2=x2,
    )  # fmt: skip


def _elders(roster: Roster, run: Run) -> Iterator[Payout]:
    """高龄津贴 by age band and month; who turned 80 in a year is paid from that year on."""
    for h in roster.households:
        if h.elder is not None and (age := h.elder.age - (roster.year - run.year)) >= 80:
            band, yuan = ("90—99岁", 100) if age >= 90 else ("80—89岁", 50)
            yield _by_month(h.elder, run, yuan, x1=band)


def _posts(tag: str, posts: tuple[str, ...], yuan: int, roster: Roster, run: Run) -> Iterator[Payout]:
    """Public-service posts: post, person, months."""
    for h, post in zip(roster.chosen(tag, len(posts), run.year), posts, strict=False):
        yield _by_month(h.payee(run.year), run, yuan, x1=post)


def _rangers(roster: Roster, run: Run) -> Iterator[Payout]:
    for h in roster.chosen("BT-LY-04", 3, run.year):
        yield _by_month(h.payee(run.year), run, 800, x1="生态护林员", x2=f"{h.head.group}后山")


def _approved(tag: str, part: int, low: int, high: int, roster: Roster, run: Run) -> Iterator[Payout]:
    """Amounts approved case by case, ``low``–``high`` times 10元."""
    for h, rng in _some(tag, part, 3, roster, run):
        yield line(h.payee(run.year), run, cents=rng.randint(low, high) * 1000)


def _ventures(roster: Roster, run: Run) -> Iterator[Payout]:
    """产业帮扶奖补: approved amounts with what was raised or grown."""
    kinds = (("肉牛", "头", 2, 12), ("土鸡", "只", 60, 400), ("油茶", "亩", 2, 15), ("瓦灰鸡", "只", 80, 300))
    for h, rng in _some("BT-BF-01", 45, 4, roster, run):
        kind, unit, low, high = rng.choice(kinds)
        size = Decimal(rng.randint(low, high))
        cents = rng.randint(60, 300) * 1000
        yield line(h.payee(run.year), run, cents=cents, qty=size, qty_unit=unit, x1=kind)


def _start_ups(roster: Roster, run: Run) -> Iterator[Payout]:
    for h, rng in _some("BT-JB-03", 60, 4, roster, run):
        kind = rng.choice(("一次性创业补贴", "灵活就业社保补贴", "技能提升补贴"))
        yield line(h.payee(run.year), run, cents=rng.randint(50, 500) * 1000, x1=kind)


def _group_heads(roster: Roster, run: Run) -> Iterator[Payout]:
    """组长误工补贴: one person a group, the same for years."""
    for group in roster.groups:
        members = (h for h in roster.households if h.head.group == group)
        chief = min(members, key=lambda h: share("组长", h.head.recipient_id)).payee(run.year)
        yield line(chief, run, qty=Decimal(1), qty_unit="人", rate=Decimal(1200), rate_unit="元/年")


def _relief(tag: str, part: int, yuan: int, roster: Roster, run: Run) -> Iterator[Payout]:
    """低保 and the like: persons and amount; the amount differs with the household's income."""
    for h, _ in _some(tag, part, 4, roster, run):
        base = yuan + 20 * int(share(tag, h.head.recipient_id, "level") * 8)
        base -= 15 * (roster.year - run.year)
        persons = min(h.members, 1 + int(share(tag, h.head.recipient_id, "persons") * 3))
        cents = base * persons * max(1, run.months) * 100
        yield line(h.payee(run.year), run, cents=cents, persons=persons)


def totals(persons: int, yuan: int, roster: Roster, run: Run) -> Iterator[Payout]:
    """A P3 batch: one row with persons and the sum, no group, name or id (architecture §7).

    ``persons`` of the current year, a little fewer before; ``yuan`` each (a month, if the run has
    months).  Under 3 persons no amount is given.
    """
    number = max(3, persons - (roster.year - run.year) * max(1, persons // 25)) if persons >= 5 else persons
    cents = number * yuan * max(1, run.months) * 100
    yield Payout(row=1, cents=cents if number >= 3 else 0, persons=number, paid_on=run.paid_on)


def _some(
    tag: str, part: int, least: int, roster: Roster, run: Run
) -> Iterator[tuple[Household, Random]]:
    """One household in ``part``, at least ``least``, with a generator for this programme and payment."""
    for h in roster.chosen(tag, max(least, len(roster.households) // part), run.year):
        yield h, chance(tag, h.head.recipient_id, run.year, run.number)


_BOTH: tuple[UnitKind, ...] = ("village", "community")
_VILLAGE: tuple[UnitKind, ...] = ("village",)
_COMMUNITY: tuple[UnitKind, ...] = ("community",)
_CLEANERS = ("保洁员", "保洁员", "道路养护员", "水利管护员", "护林防火员", "公共设施管护员")
_CITY_POSTS = ("保洁员", "楼栋管理员", "治安巡防员", "养老服务员", "文明劝导员")


def plans(kind: UnitKind, households: int, tag: str) -> tuple[Plan, ...]:
    """The programmes of a unit of ``kind``; ``tag`` seeds what differs."""

    def people(share_of: float) -> int:
        return max(3, round(households * share_of * (0.85 + 0.3 * share(tag, share_of))))

    everything = (
        Plan("BT-NY-01", _VILLAGE, "P1", yearly(6, 18), _by_area("land", "112")),
        Plan("BT-NY-02", _VILLAGE, "P1", yearly(5, 12), _by_area("rice", "11.80"), until=2),
        Plan("BT-NY-03", _VILLAGE, "P1", yearly(10, 20), _by_area("rice", "32.50", step="0.75")),
        Plan("BT-NY-04", _VILLAGE, "P1", yearly(11, 5), _growers),
        Plan("BT-NY-05", _VILLAGE, "P1", yearly(9, 22), _machines),
        Plan("BT-NY-10", _VILLAGE, "P1", yearly(8, 14), _toilets, since=3, until=1),
        Plan("BT-LY-01", _VILLAGE, "P1", yearly(9, 10), _by_area("wood", "15")),
        Plan("BT-LY-04", _VILLAGE, "P1", quarterly(20), _rangers),
        Plan("BT-SL-01", _VILLAGE, "P1", halves((4, 16), (8, 28)), _migrants),
        Plan("BT-JZ-11", _BOTH, "P1", yearly(1, 22, "{last}—{year}年度"), _winter),
        Plan("BT-YL-01", _BOTH, "P1", quarterly(15), _elders),
        Plan("BT-JB-01", _VILLAGE, "P1", quarterly(18), partial(_posts, "BT-JB-01", _CLEANERS, 600)),
        Plan("BT-JB-01", _COMMUNITY, "P1", quarterly(18), partial(_posts, "BT-JB-01", _CITY_POSTS, 900)),
        Plan("BT-JB-02", _VILLAGE, "P1", yearly(7, 8), partial(_approved, "BT-JB-02", 16, 20, 50), since=3),
        Plan("BT-JB-03", _COMMUNITY, "P1", yearly(7, 8), _start_ups),
        Plan("BT-BF-01", _VILLAGE, "P1", yearly(11, 12), _ventures),
        Plan("BT-CJ-03", _VILLAGE, "P1", yearly(1, 15, "{last}年度"), _group_heads),
        Plan("BT-JZ-01", _VILLAGE, "P2", monthly(10), partial(_relief, "BT-JZ-01", 24, 380)),
        Plan("BT-JZ-02", _COMMUNITY, "P2", monthly(10), partial(_relief, "BT-JZ-02", 30, 560)),
        Plan("BT-JZ-03", _BOTH, "P2", quarterly(12), partial(_relief, "BT-JZ-03", 75, 760)),
        Plan("BT-JZ-04", _BOTH, "P2", halves((5, 20), (11, 3)), partial(_approved, "BT-JZ-04", 80, 80, 300)),
        Plan("BT-YF-01", _BOTH, "P2", yearly(8, 1), partial(_approved, "BT-YF-01", 110, 1400, 1500)),
        Plan("BT-YF-04", _VILLAGE, "P2", yearly(12, 5), partial(_approved, "BT-YF-04", 40, 90, 330)),
        Plan("BT-WJ-01", _BOTH, "P2", yearly(9, 26), partial(_approved, "BT-WJ-01", 30, 96, 192)),
        Plan("BT-ZF-02", _COMMUNITY, "P2", quarterly(22), partial(_approved, "BT-ZF-02", 36, 30, 90)),
        Plan("BT-JZ-06", _BOTH, "P3", quarterly(14), partial(totals, people(0.035), 80)),
        Plan("BT-JZ-07", _BOTH, "P3", quarterly(14), partial(totals, people(0.028), 90)),
        Plan("BT-YL-03", _COMMUNITY, "P3", quarterly(10), partial(totals, people(0.52), 205)),
        Plan("BT-WJ-03", _BOTH, "P3", yearly(10, 30), partial(totals, people(0.036), 3600), since=1),
        Plan("BT-JY-01", _VILLAGE, "P3", halves((4, 28), (10, 28)), partial(totals, people(0.016), 1500)),
    )
    return tuple(p for p in everything if kind in p.kinds)


def published_on(plan: Plan, run: Run) -> date:
    """The working day on which the list of ``run`` goes up."""
    lag = 1 + int(share(plan.programme_id, run.year, run.number) * 4)
    return workday(run.paid_on + timedelta(days=lag))
