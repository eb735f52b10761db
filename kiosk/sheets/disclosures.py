"""The sheets ``notice`` (a disclosure or a policy explainer as a poster) and ``finance`` (its table)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from kiosk.domain.errors import SenderFault
from kiosk.domain.items import PrivacyClass
from kiosk.domain.privacy import strictest
from kiosk.domain.reference import Reference
from kiosk.domain.sheetid import SheetContent, content_digest
from kiosk.domain.texts import full_day, in_brackets, period_text
from kiosk.sheets.body import blocks_of, table_block
from kiosk.sheets.model import (
    FactsBody,
    FlowBody,
    PictureBlock,
    PrintedPicture,
    SheetModel,
    Stamp,
    TableBlock,
    TextBlock,
    Unit,
    footer_of,
    notice_of,
)
from kiosk.sheets.picture import MEDIA, size_of
from kiosk.store.content import (
    FINANCE,
    NOTICE,
    content_id,
    disclosure_content,
    disclosure_kind,
    policy_content,
)
from kiosk.store.views import AttachmentView, DisclosureView, PolicyView, Published

_MOST_PICTURES: Final = 4


def is_finance(view: DisclosureView) -> bool:
    """Whether it hangs as ``finance``."""
    return disclosure_kind(view) == FINANCE


def build_disclosure(view: DisclosureView, unit: Unit, posted: date) -> SheetModel:
    """A disclosure as the kind it is. SenderFault ``privacy_p4`` for what may not be shown at all."""
    head = view.head
    items: list[PrivacyClass] = [
        unit.catalogue.by_id[i].privacy for i in head.catalogue_ids if i in unit.catalogue.by_id
    ]
    if strictest(head.privacy, *items) == "P4":
        raise SenderFault("privacy_p4", "这一项按规定不公布，不能印上墙件。请县里查对它的保护等级。")
    kind = disclosure_kind(view)
    title = head.title
    if kind == FINANCE and unit.village.short_name not in title:
        title = unit.village.short_name + title
    content = disclosure_content(unit.village.village_code, view)
    return _model(kind, title, head, _body(view, kind), unit, posted, content)


def _body(view: DisclosureView, kind: str) -> FactsBody | FlowBody:
    head = view.head
    if head.withdrawal is not None:
        return FactsBody((), ("原来公布的内容已经撤回，不再作数。",))
    when = period_text(head.period)
    if head.nothing:
        return FactsBody((), (f"{when if when != '长期' else '本期'}没有发生这一事项。",))
    blocks: list[TextBlock | TableBlock | PictureBlock] = []
    if view.table is not None and kind == FINANCE:
        blocks.append(table_block(view.table.fields, view.table.rows))
        blocks += blocks_of(view.body or "")
    else:
        blocks += blocks_of(view.body or "")
        if view.table is not None:
            blocks.append(table_block(view.table.fields, view.table.rows))
    pictures = _pictures(view.attachments) if kind == NOTICE else ()
    blocks += [PictureBlock(pictures[at : at + 2]) for at in range(0, len(pictures), 2)]
    printed = {picture.path for picture in pictures}
    others = [attachment for attachment in view.attachments if attachment.path not in printed]
    if others:
        blocks.append(TextBlock("text", _on_the_screen(others)))
    if kind == FINANCE:
        # Nobody shall be able to add a line below the accounts.
        blocks.append(TextBlock("end", "（以下空白）"))
    return FlowBody(tuple(blocks), poster=kind == NOTICE)


def _on_the_screen(attachments: Sequence[AttachmentView]) -> str:
    names = "、".join(f"《{attachment.title}》" for attachment in attachments)
    return f"另有附件{len(attachments)}件：{names}，请到公开亭的屏幕上看。"


def _pictures(attachments: Sequence[AttachmentView]) -> tuple[PrintedPicture, ...]:
    """The first pictures; what cannot be read, and further ones, are named for the screen."""
    found = [
        PrintedPicture(one.title, one.path, size)
        for one in attachments
        if one.media_type in MEDIA and (size := size_of(one.path)) is not None
    ]
    return tuple(found[:_MOST_PICTURES])


def build_policy(view: PolicyView, unit: Unit, reference: Reference, posted: date) -> SheetModel:
    """An explainer: five questions and answers, and the document they rest on."""
    head, answers, document = view.head, view.answers, view.document
    blocks = [
        TextBlock("answer", text, label)
        for label, text in (
            ("谁能领", answers.who),
            ("领多少", answers.how_much),
            ("什么时候", answers.when),
            ("怎么办", answers.how),
            ("找谁", answers.whom),
        )
        if text
    ]
    source = f"依据：{in_brackets(document.name)}" + (
        f"（{document.number}）" if document.number else ""
    )
    dated = f"，{full_day(document.date)}" if document.date else ""
    blocks.append(TextBlock("source", f"{source}{dated}。{document.state}。".replace("。。", "。")))
    after = [TextBlock("source", _on_the_screen(view.attachments))] if view.attachments else []
    body = FlowBody((*blocks, *blocks_of(view.body or ""), *after), poster=True)
    depts = dict.fromkeys(
        dept
        for programme_id in view.programme_ids
        if (programme := reference.programmes.by_id.get(programme_id))
        for dept in programme.dept.split("|")
    )
    content = policy_content(unit.village.village_code, view)
    gone = FactsBody((), ("原来公布的内容已经撤回，不再作数。",))
    return _model(
        NOTICE, head.title, head, body if head.withdrawal is None else gone, unit, posted, content,
        dept="、".join(depts), updated=view.updated_on,
    )  # fmt: skip


def _model(
    kind: str,
    title: str,
    head: Published,
    body: FactsBody | FlowBody,
    unit: Unit,
    posted: date,
    content: SheetContent,
    *,
    dept: str = "",
    updated: date | None = None,
) -> SheetModel:
    # An explainer under no item of the catalogue is advice: the law sets it no time on the wall.
    hangs = head.type != "policy" or bool(head.catalogue_ids)
    footer, warnings = footer_of(unit, head.catalogue_ids, head.version, posted, dept, hangs=hangs)
    when = period_text(head.period)
    return SheetModel(
        kind=kind,
        title=title,
        info=(
            unit.issuer,
            "" if when in ("", "长期") else f"所属时间：{when}",
            f"更新日期：{full_day(updated)}" if updated else f"公开日期：{full_day(head.published_on)}",
        ),
        lead="",
        notice=notice_of(head),
        body=body,
        footer=footer,
        stamp=Stamp.of(content_id(kind, content), content_digest(content), unit.village, unit.settings),
        issuer=unit.issuer,
        warnings=warnings,
        subjects=content.subjects,
        catalogue_ids=head.catalogue_ids,
    )
