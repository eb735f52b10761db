"""The page behind each kind of sheet: status first, then what it says, whom to ask, how to object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.columns import count_word, total_words
from kiosk.domain.items import PrivacyClass
from kiosk.domain.money import approx_wan, format_amount, uppercase_yuan
from kiosk.domain.privacy import NameShow, has_list
from kiosk.domain.sentences import objection
from kiosk.domain.texts import full_day, in_brackets, period_text
from kiosk.site.body import body_html, data_table
from kiosk.site.model import (
    Answer,
    Figure,
    Identity,
    Link,
    LinkGroup,
    Page,
    Picture,
    Row,
    Status,
    Table,
)
from kiosk.site.place import Place
from kiosk.site.totals import WebName, WebTotal, batch_total, web_groups, web_names
from kiosk.store.views import (
    AttachmentView,
    BatchView,
    DisclosureView,
    GroupTotal,
    PayoutRow,
    PolicyView,
    Published,
    TableView,
)

UP: Final = "../../"
"""From a sheet's page to the village's folder; the site's folder is one further up."""

NO_NAMES: Final = "网上只列合计，不列姓名。要看名单，请到村里的公开栏或公开亭。"
_WEB_MEDIA: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}


def sheet_page(place: Place, identity: Identity, title: str, status: Status | None, dept: str = "") -> Page:
    """The frame of a sheet's page."""
    return Page(
        title=title,
        place=place.name,
        affairs=place.village.affairs,
        root=f"{UP}../",
        home=UP,
        status=status,
        phones=place.phones(dept),
        objection=objection(place.village),
        identity=identity,
    )


def no_names(place: Place) -> str:
    """Why the web has no names."""
    return NO_NAMES if place.village.kind == "village" else NO_NAMES.replace("村里", "社区")


def counted(programme_id: str, cls: PrivacyClass, place: Place) -> tuple[str, str]:
    """(label, word) of what a programme counts: 领到的 户, 人 … as its own table and its paper call them."""
    programme = place.programme(programme_id)
    columns = place.reference.columns.of_programme(programme) if programme else ()
    if cls in ("P3", "P4"):
        return total_words(columns)
    word = count_word(columns) if columns else "户"
    return f"{word}数", word


def paid_words(batch: BatchView) -> str:
    """``2026年5月20日发放``, or from when to when."""
    if batch.paid_from == batch.paid_to:
        return f"{full_day(batch.paid_from)}发放"
    return f"{full_day(batch.paid_from)}至{full_day(batch.paid_to)}发放"


def money_figure(label: str, cents: int) -> Figure:
    """An amount in large type, with 大写 below as on the paper."""
    about = approx_wan(cents)
    capital = f"大写：{uppercase_yuan(cents)}"
    return Figure(label, format_amount(cents), "元", f"{about}　{capital}" if about else capital)


def total_figures(total: WebTotal, label: str, word: str, small_count: int) -> tuple[Figure, ...]:
    """Count and sum, or that they are not told."""
    if total.hidden:
        return (Figure(label, f"少于{small_count}{word}"), Figure("金额合计", "不列"))
    count = (Figure(label, f"{total.count:,}", word),) if total.count is not None else ()
    return (money_figure("金额合计", total.cents), *count)


def hidden_words(word: str, small_count: int) -> str:
    """Why an amount is not told."""
    return f"少于{small_count}{word}时不写金额，免得推算出个人。"


def batch_page(
    page: Page,
    place: Place,
    batch: BatchView,
    cls: PrivacyClass,
    *,
    groups: Sequence[GroupTotal],
    rows: Sequence[PayoutRow],
    show: NameShow,
) -> Page:
    """A batch that stands: its totals, by group, and names only as ``show`` allows.

    ``rows`` are needed only where ``show`` is not ``none``.
    """
    small = place.settings.small_count
    label, word = counted(batch.programme_id, cls, place)
    total = batch_total(batch, cls, small)
    names = () if total.hidden else web_names(rows, show, place.reference.surnames)
    parts = () if total.hidden or names else web_groups(groups, cls, small)
    tables: tuple[Table, ...] = ()
    if names:
        tables = (_name_table(names, batch, masked=show == "masked"),)
    elif parts:
        tables = (
            Table(
                "各小组合计",
                ("小组", label, "金额(元)"),
                (False, True, True),
                tuple(Row((g.name, f"{g.households:,}", format_amount(g.cents))) for g in parts),
                # A household may be listed in two groups: the whole is its own count, not the sum.
                ("合计", f"{batch.households:,}", format_amount(batch.cents)),
            ),
        )
    notes: list[str] = []
    if show == "masked" and names:
        notes.append("姓名只留姓，别的字用＊代替。")
    elif not names:
        notes.append(no_names(place) if has_list(cls) else "按规定，这个项目只公布合计，不列姓名。")
    if total.hidden:
        notes.append(hidden_words(word, small))
    return replace(
        page,
        meta=tuple(t for t in (paid_words(batch), place.dept(batch.programme_id)) if t),
        figures=total_figures(total, label, word, small),
        tables=tables,
        notes=tuple(notes),
        downloads="" if total.hidden else f"{place.village.short_name}{batch.head.title}",
    )


def _name_table(names: Sequence[WebName], batch: BatchView, *, masked: bool) -> Table:
    grouped = any(n.group for n in names)
    heads = ("小组", "姓名" if masked else "名称", "金额(元)") if grouped else ("名称", "金额(元)")
    rows = tuple(
        Row((n.group, n.name, format_amount(n.cents)) if grouped else (n.name, format_amount(n.cents)))
        for n in names
    )
    blank = ("",) if grouped else ()
    return Table(
        "公布的名单",
        heads,
        (*(False,) * (len(heads) - 1), True),
        rows,
        ("合计", *blank, format_amount(batch.cents)),
    )


def replaced_figures(old: WebTotal, new: WebTotal | None) -> tuple[Figure, ...]:
    """What the old paper says and what holds now; nothing where one of them may not be told."""
    if old.hidden or (new is not None and new.hidden):
        return ()
    before = Figure("您手里这张写的合计", format_amount(old.cents), "元")
    return (before, money_figure("现在作数的合计", new.cents)) if new is not None else (before,)


# --- disclosures and explainers -------------------------------------------------------------------


def web_title(place: Place, head: Published, cls: PrivacyClass) -> str:
    """The title; for what holds personal facts the catalogue's own words, since a title may hold a name."""
    if cls == "P0" or head.type != "disclosure":
        return head.title
    when = period_text(head.period)
    items = place.items(head)
    name = items[0].level2 if items else "公开内容"
    return name if when in ("", "长期") else f"{name}（{when}）"


def disclosure_page(page: Page, place: Place, view: DisclosureView, cls: PrivacyClass) -> Page:
    """Without personal facts all of it; else only the sum of its table (architecture §7, Web)."""
    head, table = view.head, view.table
    when = period_text(head.period)
    meta = tuple(
        text
        for text in (
            f"所属时间：{when}" if when not in ("", "长期") else "",
            f"{full_day(head.published_on)}公开",
        )
        if text
    )
    if head.nothing:
        said = f"{when if when not in ('', '长期') else '本期'}没有发生这一事项。"
        return replace(page, meta=meta, lead=(said,))
    if cls != "P0":
        small = place.settings.small_count
        figures = _table_sum(table) if table is not None and len(table.rows) >= small else ()
        where = "村里" if place.village.kind == "village" else "社区"
        said = f"这一项里有{place.village.people}个人的情况，只在{where}的公开栏和公开亭公布，网上不列。"
        return replace(page, meta=meta, figures=figures, notes=(said,))
    tables = (data_table(table),) if table is not None else ()
    figures = _table_sum(table) if table is not None else ()
    return replace(
        page,
        meta=meta,
        figures=figures,
        tables=tables,
        body=body_html(view.body or ""),
        pictures=pictures(view.attachments),
        notes=_left_out(view.attachments),
        downloads=f"{place.village.short_name}{head.title}" if table is not None else "",
    )


def _table_sum(table: TableView) -> tuple[Figure, ...]:
    """The sum, where the table has one column of money; of income, expense and balance there is none."""
    money = [field for field in table.fields if field.endswith(("(元)", "（元）"))]
    if table.cents is None or len(money) != 1:
        return ()
    return (money_figure("金额合计", table.cents),)


def pictures(attachments: Sequence[AttachmentView]) -> tuple[Picture, ...]:
    """Pictures and papers that a phone can open; what is missing from the disk is left out."""
    found: list[Picture] = []
    for number, one in enumerate(attachments, start=1):
        ending = _WEB_MEDIA.get(one.media_type)
        size = _size(one.path) if ending else None
        if ending and size is not None:
            found.append(Picture(one.title, f"{number}{ending}", one.path, size, ending != ".pdf"))
    return tuple(found)


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _left_out(attachments: Sequence[AttachmentView]) -> tuple[str, ...]:
    titles = [one.title for one in attachments if one.media_type not in _WEB_MEDIA]
    if not titles:
        return ()
    return (f"另有{'、'.join(f'《{t}》' for t in titles)}，请到公开亭的屏幕上看。",)


def answers_of(view: PolicyView) -> tuple[Answer, ...]:
    """The five questions that have an answer."""
    a = view.answers
    pairs = (
        ("谁能领", a.who), ("领多少", a.how_much), ("什么时候", a.when), ("怎么办", a.how), ("找谁", a.whom),
    )  # fmt: skip
    return tuple(Answer(question, text) for question, text in pairs if text)


def policy_page(page: Page, view: PolicyView) -> Page:
    """The five answers, the document they rest on, the full text."""
    document = view.document
    source = ""
    if document.name:
        number = f"（{document.number}）" if document.number else ""
        dated = f"，{full_day(document.date)}" if document.date else ""
        source = f"依据：{in_brackets(document.name)}{number}{dated}。{document.state.rstrip('。')}。"
    until = f"执行到{full_day(view.valid_to)}" if view.valid_to else ""
    return replace(
        page,
        meta=tuple(t for t in (f"{full_day(view.updated_on)}更新", until) if t),
        answers=answers_of(view),
        source=source,
        body=body_html(view.body or ""),
        pictures=pictures(view.attachments),
    )


def catalogue_page(page: Page, catalogue: Catalogue) -> Page:
    """The wall chart: what is made public, when."""
    groups = tuple(
        LinkGroup(
            f"{group.name}（{len(group.items)}项）",
            tuple(
                Link(f"{item.level2}{'＊' if item.verify else ''}", "", item.deadline_text)
                for item in group.items
            ),
            folded=True,
        )
        for group in catalogue.groups
    )
    notes = ("带＊的，期限或范围还要等县里核定。",) if any(i.verify for i in catalogue.items) else ()
    return replace(
        page,
        lead=(f"共{len(catalogue.groups)}类{len(catalogue.items)}项。点开看每一项什么时候公开。",),
        notes=notes,
        groups=groups,
    )
