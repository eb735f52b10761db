"""Pages that lead to others: a year's payouts, the village's index, the county's index, 没有找到."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kiosk.domain.money import format_amount
from kiosk.domain.region import Village
from kiosk.domain.sentences import objection
from kiosk.domain.texts import full_day, period_text
from kiosk.site.model import Figure, Link, LinkGroup, Page, Row, Table
from kiosk.site.pages import counted, hidden_words, money_figure, no_names, paid_words, web_title
from kiosk.site.place import Place
from kiosk.site.totals import WebTotal, batch_total, programme_total
from kiosk.store.views import ProgrammeYear, Published, YearOverview

LATEST: Final = 8
"""How many new publications the index shows first."""

Paths = Mapping[tuple[str, str], str]
"""(type, id) of a publication → ``SHEET/DIGEST`` of its page today."""


@dataclass(frozen=True, slots=True)
class YearSum:
    """A year as the web may tell it: its programmes, their totals, the sum."""

    overview: YearOverview
    programmes: tuple[tuple[ProgrammeYear, WebTotal, str], ...]

    @classmethod
    def of(cls, overview: YearOverview, place: Place) -> YearSum:
        """Only programmes with a batch that stands; the word counts 户, 人 or 家."""
        small = place.settings.small_count
        found: list[tuple[ProgrammeYear, WebTotal, str]] = []
        for programme in overview.programmes:
            standing = [b for b in programme.batches if b.head.withdrawal is None]
            if not standing:
                continue
            kind = place.class_of(standing[0].head, programme.programme_id)
            if kind == "P4":
                continue
            word = counted(programme.programme_id, kind, place)[1]
            found.append((programme, programme_total(programme, kind, small), word))
        return cls(overview, tuple(found))

    @property
    def cents(self) -> int:
        return sum(total.cents for _, total, _ in self.programmes)

    @property
    def leaves_out(self) -> bool:
        """Whether the paper's sum has more in it."""
        return self.cents != self.overview.cents or any(t.hidden for _, t, _ in self.programmes)


def year_page(page: Page, place: Place, year: YearSum, paths: Paths, up: str) -> Page:
    """The year's programmes by amount; each leads to its batch, several batches are listed below."""
    overview = year.overview
    most = max((total.cents for _, total, _ in year.programmes), default=0)
    rows: list[Row] = []
    batches: list[LinkGroup] = []
    for programme, total, word in year.programmes:
        count = f"{total.count:,}{word}" if total.count is not None else ""
        if total.hidden:
            count = f"少于{place.settings.small_count}{word}"
        links = _batch_links(programme, place, paths, up)
        bar = round(100 * total.cents / most) if most > 0 and total.cents > 0 else -1
        amount = "不列" if total.hidden else format_amount(total.cents)
        anchor = f"b{len(batches) + 1}" if len(links) > 1 else ""
        href = f"#{anchor}" if anchor else next((link.href for link in links), "")
        rows.append(Row((programme.programme_name, count, amount), href, bar))
        if anchor:
            name = f"{programme.programme_name}（{len(links)}批）"
            batches.append(LinkGroup(name, links, folded=True, anchor=anchor))
    notes = [no_names(place)]
    if year.leaves_out:
        notes.append(hidden_words("户（人）", place.settings.small_count) + "合计里也没有算进去。")
    until = overview.until
    return replace(
        page,
        meta=() if overview.complete or until is None else (f"发到{full_day(until)}为止",),
        figures=(
            money_figure("全年合计" if overview.complete else "合计", year.cents),
            *((Figure("名单里有", f"{overview.households:,}", "户（人）"),) if overview.households else ()),
            Figure("补贴", str(len(year.programmes)), "项"),
        ),
        tables=(
            Table(
                "各项补贴",
                ("补贴项目", "户(人)数", "金额(元)"),
                (False, True, True),
                tuple(rows),
                (f"合计　{len(rows)}项", "", format_amount(year.cents)),
            ),
        ),
        notes=tuple(notes),
        groups=tuple(batches),
        downloads=f"{place.village.short_name}{overview.year}年补贴合计",
        folded="分几批发的",
    )


def _batch_links(programme: ProgrammeYear, place: Place, paths: Paths, up: str) -> tuple[Link, ...]:
    small = place.settings.small_count
    links: list[Link] = []
    for batch in programme.batches:
        path = paths.get(("payouts", batch.batch_id))
        if path is None:
            continue
        total = batch_total(batch, place.class_of(batch.head, batch.programme_id), small)
        amount = "不列" if total.hidden else f"{format_amount(total.cents)}元"
        if batch.head.withdrawal is not None:
            amount = "已撤回"
        name = batch.batch or f"{batch.year}年"
        links.append(Link(name, f"{up}{path}/", f"{paid_words(batch)}，{amount}"))
    return tuple(links)


def village_index(
    place: Place,
    *,
    updated: date | None,
    heads: Sequence[Published],
    years: Sequence[YearSum],
    year_paths: Mapping[int, str],
    paths: Paths,
    catalogue: str,
) -> Page:
    """The village's own page: payouts by year, explainers, what is new, everything by subject."""
    groups: list[LinkGroup] = []
    if years:
        links = tuple(
            Link(
                f"{y.overview.year}年",
                f"{year_paths[y.overview.year]}/",
                f"{len(y.programmes)}项，{format_amount(y.cents)}元",
            )
            for y in years
        )
        groups.append(LinkGroup("查补贴", links))
    policies = [head for head in heads if head.type == "policy" and head.withdrawal is None]
    if policies:
        groups.append(LinkGroup("懂政策", tuple(_head_link(place, head, paths) for head in policies)))
    shown = [h for h in heads if h.type == "disclosure" and ("disclosure", h.id) in paths]
    if shown:
        latest = tuple(_head_link(place, head, paths) for head in shown[:LATEST])
        groups.append(LinkGroup("最近公开", latest))
    groups.append(LinkGroup("哪些事要公开", (Link("公开基本目录", f"{catalogue}/"),)))
    for group in place.catalogue.groups:
        ids = {item.id for item in group.items}
        links = tuple(_head_link(place, h, paths) for h in shown if ids & set(h.catalogue_ids))
        if links:
            groups.append(LinkGroup(f"{group.name}（{len(links)}件）", links, folded=True))
    return Page(
        title=f"{place.village.short_name}{place.village.affairs}",
        place=place.name,
        affairs=place.village.affairs,
        root="../",
        meta=(f"内容更新到{full_day(updated)}",) if updated else (),
        groups=tuple(groups),
        folded="按类看全部",
        phones=place.phones(),
        objection=objection(place.village),
    )


def _head_link(place: Place, head: Published, paths: Paths) -> Link:
    kind = place.class_of(head)
    if head.type == "policy":
        kind = "P0"
    aside = full_day(head.published_on)
    if head.withdrawal is not None:
        aside += "，已撤回"
    elif head.correction is not None:
        aside += "，更正过"
    title = web_title(place, head, kind)
    when = period_text(head.period) if head.type == "disclosure" and kind == "P0" else ""
    if when not in ("", "长期") and when not in title:
        title = f"{title}（{when}）"
    return Link(title, f"{paths[(head.type, head.id)]}/", aside)


def site_index(units: Sequence[tuple[Village, date | None]], county: str) -> Page:
    """All villages and communities by town."""
    towns: dict[str, list[Link]] = {}
    for village, updated in sorted(units, key=lambda unit: unit[0].village_code):
        aside = f"更新到{full_day(updated)}" if updated else "还没有内容"
        link = Link(village.short_name, f"{village.village_code}/", aside)
        towns.setdefault(village.town_name, []).append(link)
    return Page(
        title=f"{county}村（居）务公开",
        place=county,
        affairs="村（居）务公开",
        root="",
        lead=("点村名看这个村的公开内容。手里有公开表，扫上面的二维码就到那一张。",),
        groups=tuple(
            LinkGroup(f"{town}（{len(links)}个）", tuple(links), folded=len(towns) > 3)
            for town, links in towns.items()
        ),
    )


def not_found(county: str) -> Page:
    """What a server shows for an address that is not there (404.html)."""
    return Page(
        title="没有找到这一张",
        place=county,
        affairs="村（居）务公开",
        root="/",
        lead=(
            "可能是这一张刚印好，网上还没有更新，请过一天再扫。",
            "也可能是网址不全，请重新扫一次二维码。",
            "着急的，请打电话问村委会或居委会。",
        ),
        groups=(LinkGroup("看别的", (Link("各村（社区）的公开内容", "/"),)),),
    )
